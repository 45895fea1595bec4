"""A promise walked minute by minute: slow, obvious, and written without a look at how the house computes it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from sla.course import Length
from tests.workdays.test_against_oracle import spans_of
from workdays.working_days import Calendar, DayKind, OfficeHours, Spans, SpecialDay

MINUTE = timedelta(minutes=1)
MICROS = 60_000_000
LONGEST = 400
"""Days in a row of minutes."""


class Halt(NamedTuple):
    """A time in which a clock stands still."""

    since: datetime
    until: datetime | None
    at_least: int = 0


class World(NamedTuple):
    """A calendar, and the rows it was made of."""

    hours: tuple[OfficeHours, ...]
    special: tuple[SpecialDay, ...]
    zone: str

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.hours, self.special, self.zone, "1")


class Walk(NamedTuple):
    """What was seen on the way. `spent` are the minutes of the promise's time, `left` what a stopped clock has."""

    due: datetime
    left: int | None
    spent: tuple[datetime, ...]


class Clockface:
    """A row of minutes from the beginning of the day of `first` on: 1 where the office is open, as the wall shows."""

    def __init__(self, world: World, first: datetime) -> None:
        self.world, self.zone = world, ZoneInfo(world.zone)
        self.first = self.instant(self.day(first), time())
        self._spans: dict[date, Spans] = {}
        self._row = bytearray(LONGEST * 1440)
        for number in range(LONGEST):
            day = self.day(self.first) + timedelta(days=number)
            for opens, shuts in self.spans(day):
                since, until = (self.number(self.instant(day, edge)) for edge in (opens, shuts))
                if 0 <= since <= until <= len(self._row):
                    self._row[since:until] = b"\1" * (until - since)

    def number(self, at: datetime) -> int:
        return (at - self.first) // MINUTE

    def at(self, number: int) -> datetime:
        return self.first + number * MINUTE

    def instant(self, day: date, wall: time) -> datetime:
        return datetime.combine(day, wall, self.zone).astimezone(UTC)

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def spans(self, day: date) -> Spans:
        if day not in self._spans:
            self._spans[day] = spans_of(list(self.world.hours), list(self.world.special), day)
        return self._spans[day]

    def closing_after(self, at: datetime, days: int) -> datetime:
        """The end of office hours on the n-th day after that of `at` on which anybody works."""
        day = self.day(at)
        while days:
            day += timedelta(days=1)
            days -= bool(self.spans(day))
        return self.instant(day, self.spans(day)[-1][1])

    def morrow(self, at: datetime, days: int = 1) -> datetime:
        """The beginning of the n-th date after that of `at`."""
        return self.instant(self.day(at) + timedelta(days=days), time())

    def ticks(self, minute: int, every_day: bool) -> bool:
        """Whether this minute is one of the promise's time. Raises IndexError beyond the row."""
        return every_day or bool(self._row[minute])

    def count(self, since: datetime, until: datetime, every_day: bool) -> int:
        """Of the minutes between the two, those of the promise's time. Raises IndexError beyond the row."""
        first, last = self.number(since), self.number(until)
        if every_day:
            return max(0, last - first)
        if not 0 <= first <= len(self._row) >= last:
            raise IndexError(last)
        return sum(self._row[first:last])


def walk(face: Clockface, start: datetime, length: Length, stops: Sequence[Halt]) -> Walk:
    """Go on a minute at a time until all is spent and no stop is to come."""
    begins = face.morrow(start) if length.days else start
    left = length.minutes
    if length.days:
        end = face.morrow(start, length.days + 1) if length.every_day else face.closing_after(start, length.days)
        left = face.count(begins, end, length.every_day)
    due, first, spent, coming = begins, face.number(begins), [], list(stops)
    edges = [(face.number(one.since), face.number(one.until or one.since)) for one in stops]
    now = min(first, *(since for since, _ in edges)) if stops else first
    while left or coming:
        if coming and edges[-len(coming)][0] <= now:
            halt = coming[0]
            if halt.until is None:
                return Walk(walk(face, start, length, stops[:-1]).due, left * MICROS, tuple(map(face.at, spent)))
            if now < edges[-len(coming)][1]:
                now += 1
                continue
            coming.pop(0)
            if halt.at_least:
                enough = face.closing_after(halt.until, halt.at_least)
                left = max(left, face.count(max(halt.until, begins), enough, length.every_day))
            continue
        if left and now >= first and face.ticks(now, length.every_day):
            left, due = left - 1, face.at(now + 1)
            spent.append(now)
        now += 1
    return Walk(due, None, tuple(map(face.at, spent)))


def share_of(spent: Sequence[datetime], share: float) -> datetime:
    """The instant at which a share of all that was spent was behind."""
    goal = round(len(spent) * MICROS * share)
    number, rest = divmod(goal, MICROS)
    return spent[number] + timedelta(microseconds=rest) if rest else spent[number - 1] + MINUTE


# What follows draws worlds as an administrator might write them, and odder ones.
FIRST = date(2024, 2, 19)
"""A Monday before a leap day; Berlin's clocks change six weeks on."""
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Europe/Berlin")
_FIRST_MINUTE = {"Europe/Berlin": 240}
"""Nobody works in the hour that is there twice or not at all."""


USUAL: tuple[Spans, ...] = (
    ((time(7, 30), time(16)),),
    ((time(7, 30), time(11, 30)), (time(13), time(16, 30))),
    ((time(8), time(12)), (time(12, 30), time(15))),
)


def _at(minute: int) -> time:
    return time(minute // 60, minute % 60)


@st.composite
def _spans(draw: st.DrawFn, zone: str) -> Spans:
    """Usual hours, with the break on Friday or without, or any."""
    if draw(st.booleans()):
        return draw(st.sampled_from(USUAL))
    count = draw(st.integers(0, 3))
    minutes = st.integers(_FIRST_MINUTE.get(zone, 0), 1439)
    edges = sorted(draw(st.sets(minutes, min_size=2 * count, max_size=2 * count)))
    return tuple((_at(a), _at(b)) for a, b in zip(edges[::2], edges[1::2], strict=True))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Weeks, ranges such as Ramadan, hours of a unit's own, days off, half days and days worked instead."""
    zone = draw(st.sampled_from(ZONES))
    monday, sunday = draw(st.sampled_from(USUAL)), draw(st.one_of(st.just(()), _spans(zone)))
    hours = [OfficeHours((monday, *(draw(_spans(zone)) for _ in range(4)), (), sunday))]
    for place in range(draw(st.integers(0, 2))):
        first = FIRST + timedelta(days=5 * draw(st.integers(0, 10)) + place)
        last = first + timedelta(days=draw(st.integers(0, 30)))
        hours.append(OfficeHours(tuple(draw(_spans(zone)) for _ in range(7)), first, last, own=draw(st.booleans())))
    special = draw(
        st.lists(
            st.tuples(
                st.dates(FIRST, FIRST + timedelta(weeks=8)),
                st.sampled_from(DayKind),
                st.one_of(st.just(()), _spans(zone)),
            ),
            max_size=12,
            unique_by=lambda one: one[0],
        )
    )
    return World(tuple(hours), tuple(SpecialDay(day, kind, hours=spans) for day, kind, spans in special), zone)


STARTS = st.integers(0, 14 * 1440).map(lambda minute: datetime(2024, 2, 20, tzinfo=UTC) + minute * MINUTE)
LENGTHS = st.one_of(
    st.tuples(st.integers(1, 8), st.just(0), st.booleans()),
    st.tuples(st.just(0), st.integers(1, 2000), st.booleans()),
).map(lambda parts: Length(*parts))


@st.composite
def halts(draw: st.DrawFn, start: datetime) -> tuple[Halt, ...]:
    """One after another, from a little before the start on; the last may not have ended."""
    edges = sorted(draw(st.lists(st.integers(-1500, 15 * 1440), max_size=8)))
    found = [
        Halt(start + a * MINUTE, start + b * MINUTE, draw(st.sampled_from([0, 0, 1, 2])))
        for a, b in zip(edges[::2], edges[1::2], strict=False)
    ]
    if len(edges) % 2:
        found.append(Halt(start + edges[-1] * MINUTE, None))
    return tuple(found)


class Promised(NamedTuple):
    """A promise to be walked."""

    start: datetime
    length: Length
    stops: tuple[Halt, ...]


@st.composite
def promises(draw: st.DrawFn) -> Promised:
    start = draw(STARTS)
    return Promised(start, draw(LENGTHS), draw(halts(start)))

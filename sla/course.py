"""The course of one promise through time: its length, the stops in it, when it runs out, and every day of the way.

The rule, said once. A promise of N working days ends with the office hours of the N-th working day after the date it
counts from; one in office time starts with the next working instant. While its clock stands still nothing of its time
is spent: what was left when it stopped is left when it runs again, to the minute. A promise that runs every day
counts days of the calendar, or minutes by the clock, in the same way.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from workdays.working_days import Calendar, Counted

MICROSECOND = timedelta(microseconds=1)


class Length(NamedTuple):
    """`days` working days, or `minutes` of office time where there are no days; `every_day`: of the calendar."""

    days: int = 0
    minutes: int = 0
    every_day: bool = False


class Standstill(Protocol):
    """A time in which a clock stood still; `complaints.complaint.Stop` is one."""

    @property
    def since(self) -> datetime: ...
    @property
    def until(self) -> datetime | None: ...
    @property
    def at_least(self) -> int: ...


class Pace:
    """How the time of one promise passes: office time of a calendar, or every minute of it."""

    def __init__(self, calendar: Calendar, every_day: bool = False) -> None:
        self.calendar, self.every_day = calendar, every_day

    def first_due(self, counted_from: datetime, length: Length) -> datetime:
        """The UTC instant at which the promise runs out if nothing stops it."""
        if not self.every_day:
            if length.days:
                return self.calendar.due_after(counted_from, length.days)
            return self.calendar.due_after_time(counted_from, timedelta(minutes=length.minutes))
        if length.minutes:
            return counted_from.astimezone(UTC) + timedelta(minutes=length.minutes)
        return self.midnight(self.calendar.local_date(counted_from) + timedelta(days=length.days + 1))

    def begins(self, counted_from: datetime, length: Length) -> datetime:
        """From when its time is spent: what is counted in days does not count the date it counts from."""
        if length.days:
            return self.midnight(self.calendar.local_date(counted_from) + timedelta(days=1))
        return counted_from

    def spent(self, since: datetime, until: datetime) -> int:
        """Microseconds of its time between two instants; 0 where `until` lies first."""
        if until <= since:
            return 0
        passed = until - since if self.every_day else self.calendar.working_time(since, until)
        return passed // MICROSECOND

    def after(self, since: datetime, left: int) -> datetime:
        """The UTC instant at which `left` microseconds of its time have passed since `since`."""
        if left <= 0:
            return since.astimezone(UTC)
        if self.every_day:
            return since.astimezone(UTC) + left * MICROSECOND
        return self.calendar.due_after_time(since, left * MICROSECOND)

    def resumed(self, begins: datetime, left: int, until: datetime, at_least: int) -> datetime:
        """When it runs out after a stop that ended at `until` with `left` microseconds to go."""
        due = self.after(max(until, begins), left)
        return max(due, self.calendar.due_after(until, at_least)) if at_least else due

    def closing(self, day: date) -> datetime:
        """The UTC instant at which office hours end on a working day."""
        return datetime.combine(day, self.calendar.hours_on(day)[-1][1], ZoneInfo(self.calendar.zone)).astimezone(UTC)

    def midnight(self, day: date) -> datetime:
        """The UTC instant at which a local date begins."""
        return datetime.combine(day, time(), ZoneInfo(self.calendar.zone)).astimezone(UTC)


Run = tuple[datetime, datetime]
"""From when to when the time of a promise is spent; nothing of it where the second instant is not the later."""


class Course(NamedTuple):
    """Where a promise leads: its due instant and, for a clock that stands still, what is left of its time."""

    due: datetime
    left: int | None = None
    runs: tuple[Run, ...] = ()


def course(pace: Pace, counted_from: datetime, length: Length, stops: Iterable[Standstill] = ()) -> Course:
    """Follow a promise from its start through its stops. A stop after its end no longer concerns it."""
    begins, due = pace.begins(counted_from, length), pace.first_due(counted_from, length)
    runs = []
    for stop in stops:
        since = max(stop.since, begins)
        left = pace.spent(since, due)
        runs.append((begins, min(since, due)))
        if stop.until is None:
            return Course(due, left, tuple(runs))
        if left or stop.at_least:
            due = pace.resumed(begins, left, stop.until, stop.at_least)
            begins = max(stop.until, begins)
        else:
            begins = due
    return Course(due, None, (*runs, (begins, due)))


def instants_at(pace: Pace, runs: Sequence[Run], shares: Iterable[float]) -> Iterator[tuple[float, datetime]]:
    """When each share of a promise is spent; shares rise. The end of the last run is that of the promise."""
    spans = [(since, pace.spent(since, until)) for since, until in runs]
    total, due = sum(spent for _, spent in spans), runs[-1][1]
    for share in shares:
        to_go = round(total * share)
        for since, spent in spans:
            if 0 < to_go <= spent:
                yield share, min(pace.after(since, to_go), due)
                break
            to_go -= spent


def days(
    pace: Pace,
    counted_from: datetime,
    length: Length,
    due: datetime,
    stops: Sequence[Standstill] = (),
    why_stopped: Sequence[str] = (),
) -> Iterator[Counted]:
    """Every day from the date a promise counts from to that of its end: whether it counted, and why, in Indonesian.

    `why_stopped` names the reason of each stop. A day counts if any of the promise's time was spent on it.
    """
    calendar, followed = pace.calendar, course(pace, counted_from, length, stops)
    *runs, last_run = followed.runs
    # Of a date that was set by hand, or by an older calendar, the way leads to that date.
    runs.append(last_run if followed.left is not None else (last_run[0], due))
    first, last = calendar.local_date(counted_from), calendar.local_date(due - MICROSECOND)
    end = pace.midnight(first)
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day, start = date.fromordinal(ordinal), end
        end = pace.midnight(day + timedelta(days=1))
        if day == first and length.days:
            yield Counted(day, False, "hari laporan diterima, tidak dihitung")
            continue
        possible = (end - start) // MICROSECOND if pace.every_day else calendar.time_on(day)
        if not possible or any(since <= start and end <= until for since, until in runs):
            yield _told(pace, day, possible, possible, ())
            continue
        ran = sum(pace.spent(max(start, since), min(end, until)) for since, until in runs)
        reasons = [
            why
            for stop, why in zip(stops, why_stopped, strict=False)
            if pace.spent(max(start, counted_from, stop.since), min(end, due, stop.until or due))
        ]
        yield _told(pace, day, possible, ran, reasons)


def _told(pace: Pace, day: date, possible: int, ran: int, reasons: Sequence[str]) -> Counted:
    kind = "hari kalender" if pace.every_day else pace.calendar.why(day)
    if not possible:
        return Counted(day, False, kind)
    stood = "; ".join(dict.fromkeys(reasons))
    if not ran:
        return Counted(day, False, f"{kind}; hitungan berhenti: {stood}" if stood else f"{kind}; di luar hitungan")
    if ran == possible:
        return Counted(day, True, kind)
    hours, minutes = divmod(ran // 60_000_000, 60)
    part = f"{kind}; {hours} jam {minutes} menit dihitung"
    return Counted(day, True, f"{part}, hitungan berhenti: {stood}" if stood else part)

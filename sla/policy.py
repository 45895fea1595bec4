"""Dated rules of what is promised, and the due dates that follow from them and the calendar.

Of the rules in force on the local date a promise counts from, the one named for the kind goes before the one for all
kinds. Rules of the region, of a unit, a topic or a priority can only shorten what the national rule allows, never
lengthen it: of all that fit, the one that ends first is the promise.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

import msgspec

from complaints.complaint import Promise
from complaints.events import Mark
from complaints.given import About, Span, Terms
from complaints.kinds import Fact, Kind, PauseReason, Priority, Stage
from sla.course import Course, Length, Pace, Run, course, days, instants_at
from workdays.working_days import Calendar, Counted

ANY = "*"
EXTENDED = "/extended"
"""Ends the name of the rule of a promise that was extended, which happens once."""

STOPPED: dict[PauseReason, str] = {
    PauseReason.CITIZEN: "menunggu pelapor",
    PauseReason.LETTER: "menunggu balasan surat",
    PauseReason.ANSWERED: "jawaban sudah diberikan",
    PauseReason.PLEDGED: "dijanjikan untuk kemudian hari",
}


class PromiseRule(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """`days` working days, or `hours` of office time, for `stage`, from `effective_from` on.

    With `every_day` they are days of the calendar, or hours by the clock. `kind`, `unit`, `topic` and `priority` are
    a code or "*" for all. `warn` are the shares of its time after which a warning is given; `extension` are working
    days by which it may be extended, once. `confirmed` says whether the number was seen in an official source.
    """

    stage: Stage
    effective_from: date
    regulation: str
    days: int = 0
    hours: float = 0
    every_day: bool = False
    kind: str = ANY
    unit: str = ANY
    topic: str = ANY
    priority: str = ANY
    level: Literal["national", "regional"] = "national"
    counted_from: Fact = Fact.FILING
    warn: tuple[float, ...] = (0.5, 0.8)
    extension: int = 0
    confirmed: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        if not (1 <= self.days <= 366 and not self.hours) and not (0 < self.hours <= 10_000 and not self.days):
            raise ValueError("give days between 1 and 366, or hours")
        if any(not 0 < share < 1 for share in self.warn) or list(self.warn) != sorted(set(self.warn)):
            raise ValueError("warn holds rising shares between 0 and 1")
        if not 0 <= self.extension <= 366 or (self.extension and self.hours):
            raise ValueError("extension is a number of days, for a promise in days")
        if self.kind != ANY:
            Kind(self.kind)
        if self.priority != ANY:
            Priority(self.priority)

    @property
    def length(self) -> Length:
        return Length(self.days, round(self.hours * 60), self.every_day)

    @property
    def slot(self) -> tuple[str, ...]:
        """What a later rule replaces."""
        return (str(self.stage), self.kind, self.unit, self.level, self.topic, self.priority)

    @property
    def name(self) -> str:
        """How an event in the log names the rule it followed."""
        narrowed = [one for one in (self.topic, self.priority) if one != ANY]
        return "/".join((*self.slot[:4], *narrowed, self.effective_from.isoformat()))

    @property
    def superseded(self) -> bool:
        """Whether its regulation was replaced, by PermenPANRB 5/2025, of which nobody has confirmed the numbers."""
        return "PermenPANRB 62/2018" in self.regulation

    @property
    def tightens(self) -> bool:
        """Whether it may only shorten another rule."""
        return self.level == "regional" or any(one != ANY for one in (self.unit, self.topic, self.priority))

    def fits(self, stage: Stage, case: About) -> bool:
        asked = (
            (self.kind, case.kind),
            (self.unit, case.unit),
            (self.topic, case.topic),
            (self.priority, case.priority),
        )
        return self.stage == stage and all(mine in (ANY, theirs) for mine, theirs in asked)


class Explanation(msgspec.Struct, frozen=True):
    """Why a promise runs out when it does: the rule behind it, and every day from its start to its end."""

    stage: Stage
    counted_from: datetime
    due: datetime
    length: Length
    zone: str
    rule: PromiseRule | None
    rows: tuple[Counted, ...]

    @property
    def days(self) -> int:
        return self.length.days


class Policy:
    """The port `complaints.given.Promises`, filled with rules and calendars as they stand now.

    `calendars` holds the units whose calendar is not the region's.
    """

    def __init__(
        self, rules: Iterable[PromiseRule], calendar: Calendar, calendars: Mapping[str, Calendar] | None = None
    ) -> None:
        self.rules = tuple(sorted(rules))
        self.calendar, self.calendars = calendar, dict(calendars or {})
        self.fitting = lru_cache(maxsize=16384)(self._find_fitting)
        """The rules that fit a stage and a case on a local date; of those that end first together, the first binds."""
        self._named = {rule.name: rule for rule in self.rules}
        self._marks = lru_cache(maxsize=65536)(self._find_marks)

    def calendar_of(self, unit: str | None) -> Calendar:
        return self.calendars.get(unit or "", self.calendar)

    def _name(self, unit: str | None) -> str:
        """How an event names the calendar a promise was computed with; see `calendar_of_promise`."""
        version = self.calendar_of(unit).version
        return f"{version}@{unit}" if unit in self.calendars else version

    def _own(self, promise: Promise) -> Calendar:
        """The calendar a promise was given by, as it is now: another unit in between does not change the date."""
        return self.calendar_of(unit_of_calendar(promise.calendar))

    def rule(self, stage: Stage, case: About, counted_from: datetime) -> PromiseRule | None:
        """The rule for a promise that counts from an instant: of those that fit, the one that ends first."""
        calendar = self.calendar_of(case.unit)
        fitting = self.fitting(stage, case, calendar.local_date(counted_from))
        if len(fitting) < 2:
            return fitting[0] if fitting else None
        return min(fitting, key=lambda rule: Pace(calendar, rule.every_day).first_due(counted_from, rule.length))

    def _find_fitting(self, stage: Stage, case: About, day: date) -> tuple[PromiseRule, ...]:
        in_force: dict[tuple[str, ...], PromiseRule] = {}
        for rule in self.rules:
            if rule.fits(stage, case) and rule.effective_from <= day:
                before = in_force.get(rule.slot)
                if before is None or before.effective_from < rule.effective_from:
                    in_force[rule.slot] = rule
        candidates = [rule for rule in in_force.values() if rule.tightens]
        limits = [rule for rule in in_force.values() if not rule.tightens]
        if limits:
            candidates.append(min(limits, key=lambda rule: rule.kind == ANY))
        # Of equal ends the national rule is named, being the one that binds.
        return tuple(sorted(candidates, key=lambda rule: (rule.tightens, rule.slot)))

    def terms(self, stage: Stage, case: About, counted_from: datetime, fact: Fact | None = None) -> Terms | None:
        rule = self.rule(stage, case, counted_from)
        if rule is None or (fact is not None and rule.counted_from is not fact):
            return None
        calendar = self.calendar_of(case.unit)
        pace = Pace(calendar, rule.every_day)
        due = pace.first_due(counted_from, rule.length)
        marks = self._first_marks(pace, counted_from, rule.length, rule.warn, due)
        return _terms(stage, rule.length, counted_from, rule.name, self._name(case.unit), due, marks)

    def _first_marks(
        self, pace: Pace, counted_from: datetime, length: Length, shares: tuple[float, ...], due: datetime
    ) -> tuple[Mark, ...]:
        begins = pace.begins(counted_from, length)
        if length.days:  # all that begin on one day are warned of at the same instants
            return self._marks(pace.calendar, pace.every_day, begins, due, shares)
        return self._find_marks(pace.calendar, pace.every_day, begins, due, shares)

    def _find_marks(
        self, calendar: Calendar, every_day: bool, begins: datetime, due: datetime, shares: tuple[float, ...]
    ) -> tuple[Mark, ...]:
        return tuple(Mark(share, at) for share, at in instants_at(Pace(calendar, every_day), [(begins, due)], shares))

    def on(self, stage: Stage, case: About, day: date, counted_from: datetime) -> Terms:
        """Of no days where `day` is not after that of `counted_from`.

        Raises OverflowError where the calendar of the computer ends before it.
        """
        calendar = self.calendar_of(case.unit)
        while not calendar.is_working(day):
            day -= timedelta(days=1)
        pace = Pace(calendar)
        due = pace.closing(day)
        shares = instants_at(pace, [(counted_from, due)], (0.8,))
        marks = tuple(Mark(share, at) for share, at in shares)
        after = calendar.local_date(counted_from) + timedelta(days=1)
        length = Length(max(0, calendar.working_days_between(after, day)))
        return _terms(stage, length, counted_from, "named", self._name(case.unit), due, marks)

    def left(self, promise: Promise, at: datetime) -> int:
        pace, begins = self._pace(promise)
        return pace.spent(max(at, begins), promise.due)

    def resumed(self, promise: Promise, stopped: datetime, left: int, at: datetime, at_least: int) -> Terms:
        pace, begins = self._pace(promise)
        # Whose time was spent before it stopped keeps the date it had.
        due = pace.resumed(begins, left, at, at_least) if left or at_least else promise.due
        marks = tuple(
            Mark(mark.share, pace.after(max(at, begins), pace.spent(max(stopped, begins), mark.at)))
            for mark in promise.marks
            if mark.at > stopped and mark.share > promise.warned
        )
        calendar = self._name(unit_of_calendar(promise.calendar))
        return _terms(promise.stage, _length(promise), promise.counted_from, promise.policy, calendar, due, marks)

    def again(self, case: About, promise: Promise) -> Terms | None:
        """None for a promise that no rule gives any more: it stands as it was given."""
        rule = self.rule(promise.stage, case, promise.counted_from)
        if rule is None:
            return None
        # Of another kind than it was extended as, it has the time of that kind.
        extended = promise.policy.endswith(EXTENDED) and promise.policy.split("/")[1] in (ANY, case.kind)
        length = _length(promise) if extended else rule.length
        return self._computed(promise, length, promise.policy if extended else rule.name, rule.warn)

    def ahead(self, promise: Promise, at: datetime) -> datetime | None:
        """When a clock that stands still would run out if it ran again at `at`; None for one that runs."""
        stop = promise.stopped
        return self.resumed(promise, stop.since, stop.left, at, 0).due if stop else None

    def extended(self, promise: Promise) -> Terms | None:
        rule = self._named.get(promise.policy)
        if rule is None or not rule.extension:
            return None
        length = Length(promise.days + rule.extension, 0, promise.every_day)
        return self._computed(promise, length, promise.policy + EXTENDED, rule.warn)

    def _computed(self, promise: Promise, length: Length, name: str, shares: Sequence[float]) -> Terms:
        """From the start, through every stop."""
        pace, calendar = Pace(self._own(promise), length.every_day), self._name(unit_of_calendar(promise.calendar))
        found = course(pace, promise.counted_from, length, promise.stops)
        if promise.stops:
            marks = tuple(Mark(share, at) for share, at in instants_at(pace, _hoped(found), shares))
        else:
            marks = self._first_marks(pace, promise.counted_from, length, tuple(shares), found.due)
        return _terms(promise.stage, length, promise.counted_from, name, calendar, found.due, marks, found.left)

    def after(self, case: About, at: datetime, time: timedelta) -> datetime:
        return self.calendar_of(case.unit).due_after_time(at, time) if time else at

    def days_after(self, case: About, at: datetime, days: int) -> datetime:
        return self.calendar_of(case.unit).due_after(at, days)

    def span(self, case: About, at: datetime, days: int) -> Span:
        calendar = self.calendar_of(case.unit)
        warn_at = calendar.due_after(at, days - 1) if days > 1 else None
        return Span(calendar.due_after(at, days), warn_at, self._name(case.unit))

    def explain(self, stage: Stage, case: About, counted_from: datetime) -> Explanation | None:
        """The days of a promise that would be given, one by one."""
        rule = self.rule(stage, case, counted_from)
        if rule is None:
            return None
        pace = Pace(self.calendar_of(case.unit), rule.every_day)
        due = pace.first_due(counted_from, rule.length)
        rows = tuple(days(pace, counted_from, rule.length, due))
        return Explanation(stage, counted_from, due, rule.length, pace.calendar.zone, rule, rows)

    def _pace(self, promise: Promise) -> tuple[Pace, datetime]:
        pace = Pace(self._own(promise), promise.every_day)
        return pace, pace.begins(promise.counted_from, _length(promise))


def calendar_of_promise(promise: Promise) -> tuple[str, str | None]:
    """The version of the calendar a promise was computed with, and the unit whose own it is, if it is one's own."""
    return promise.calendar.partition("@")[0], unit_of_calendar(promise.calendar)


def unit_of_calendar(name: str) -> str | None:
    """The unit whose own calendar an event names so."""
    return name.partition("@")[2] or None


def explained(promise: Promise, calendar: Calendar, rule: PromiseRule | None) -> Explanation:
    """The days of a promise by a calendar."""
    pace, length = Pace(calendar, promise.every_day), _length(promise)
    why = [STOPPED[stop.reason] for stop in promise.stops]
    rows = tuple(days(pace, promise.counted_from, length, promise.due, promise.stops, why))
    return Explanation(promise.stage, promise.counted_from, promise.due, length, calendar.zone, rule, rows)


def _length(promise: Promise) -> Length:
    return Length(promise.days, promise.minutes, promise.every_day)


def _hoped(found: Course) -> list[Run]:
    """The runs of a promise, as if a clock that stands still ran on; its warnings are moved once it does."""
    *runs, (since, until) = found.runs
    return [*runs, (since, until if found.left is None else found.due)]


def _terms(
    stage: Stage,
    length: Length,
    counted_from: datetime,
    policy: str,
    calendar: str,
    due: datetime,
    marks: tuple[Mark, ...],
    left: int | None = None,
) -> Terms:
    return Terms(
        stage,
        due,
        length.days,
        counted_from,
        policy,
        calendar,
        marks,
        length.minutes,
        length.every_day,
        left,
    )


def read_rules(written: Iterable[Mapping[str, object]]) -> list[PromiseRule]:
    """Rules as written in a region's `promises.toml`. Raises msgspec.ValidationError where one cannot be understood,
    ValueError where two bear the same name."""
    rules = msgspec.convert(list(written), list[PromiseRule])
    names = [rule.name for rule in rules]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"two rules bear the same name: {', '.join(sorted(twice))}")
    return rules

"""Due dates of many promises at once, by one policy: as `Policy.again` gives them where a clock never stood still."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from complaints.given import About
from complaints.kinds import Kind, Priority, Stage
from sla.course import Length
from sla.policy import Policy, PromiseRule, unit_of_calendar
from workdays.many import DAY, CalendarArrays, Micros, ZoneChanges
from workdays.working_days import Calendar

Mask = npt.NDArray[np.bool_]

MINUTE = 60_000_000
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_REACH = 4
"""Years laid out beyond the last start of a promise; what ends later is left to the slow way."""


class Running(NamedTuple):
    """What a row of a clock and its case say of a promise. Instants are microseconds since 1970 in UTC."""

    stage: str
    kind: str
    unit: str | None
    topic: str | None
    priority: str
    calendar: str
    counted_from: int
    due: int
    stops: int


class Laid:
    """A calendar laid out for arrays."""

    def __init__(self, calendar: Calendar, years: range) -> None:
        self._arrays = CalendarArrays(calendar, years)
        first, last = (datetime(year, 1, 1, tzinfo=UTC) for year in (years[0], years[-1] + 1))
        self._zone = ZoneChanges(calendar, first, last)

    def days(self, at: Micros) -> Micros:
        """Local dates, as days since 1970."""
        return self._zone.wall(at) // DAY

    def first_due(self, at: Micros, length: Length) -> Micros:
        """`Pace.first_due` of each. Raises OverflowError beyond the years laid out."""
        if not length.every_day:
            if length.days:
                return self._arrays.due_after(at, np.array(length.days, np.int64))
            return self._arrays.due_after_time(at, np.array(length.minutes * MINUTE, np.int64))
        if length.minutes:
            return at + length.minutes * MINUTE
        return self._zone.utc((self.days(at) + length.days + 1) * DAY)


class Way(NamedTuple):
    """How some promises are computed: the rules that fit, whose calendar chooses among them, whose tells the date."""

    rules: tuple[PromiseRule, ...]
    theirs: Laid
    own: Laid

    def dues(self, at: Micros) -> Micros | None:
        """None where no rule gives such a promise."""
        if not self.rules:
            return None
        dues: Micros = np.stack([self.own.first_due(at, rule.length) for rule in self.rules])
        if len(self.rules) == 1:
            only: Micros = dues[0]
            return only
        ends = dues
        if self.theirs is not self.own:
            ends = np.stack([self.theirs.first_due(at, rule.length) for rule in self.rules])
        chosen: Micros = np.take_along_axis(dues, np.argmin(ends, axis=0)[np.newaxis], axis=0)[0]
        return chosen


class Dues:
    """`first` and `last` are the earliest and the latest instant that the promises count from."""

    def __init__(self, policy: Policy, first: datetime, last: datetime) -> None:
        self._policy = policy
        self._years = range(first.year - 1, last.year + _REACH)
        self._eras = sorted({rule.effective_from.toordinal() - _EPOCH_DAY for rule in policy.rules})
        self._laid: dict[int, Laid] = {}
        self._ways: dict[tuple[object, ...], int] = {}
        self._known: list[Way] = []

    def again(self, promises: Sequence[Running]) -> tuple[Micros, Mask]:
        """The due instant of each, and which of them only the log of their case can tell.

        What no rule gives any more stands as it was given.
        """
        starts = np.array([one.counted_from for one in promises], np.int64)
        dues = np.array([one.due for one in promises], np.int64)
        unsure = np.array([one.stops > 0 or _extendable(one) for one in promises], np.bool_)
        ways = self._ways_of(promises, starts)
        for number in np.unique(ways).tolist():
            chosen = np.flatnonzero(ways == number)
            try:
                found = self._known[number].dues(starts[chosen])
            except OverflowError:
                unsure[chosen] = True
                continue
            if found is not None:
                dues[chosen] = found
        return dues, unsure

    def _ways_of(self, promises: Sequence[Running], starts: Micros) -> npt.NDArray[np.int64]:
        """Which way each promise is computed: the rules that fit it, and whose calendars."""
        calendars = [self._policy.calendar_of(one.unit) for one in promises]
        days = np.zeros(len(promises), np.int64)
        for identity in {id(one): one for one in calendars}.values():
            mine = np.array([one is identity for one in calendars], np.bool_)
            days[mine] = self._laid_out(identity).days(starts[mine])
        eras = np.searchsorted(np.array(self._eras, np.int64), days, "right").tolist()
        known = self._ways
        return np.array(
            [
                known[key] if (key := (*one[:6], era)) in known else self._learn(key, one, era)
                for one, era in zip(promises, eras, strict=True)
            ],
            np.int64,
        )

    def _learn(self, key: tuple[object, ...], one: Running, era: int) -> int:
        case = About(Kind(one.kind), one.unit, one.topic, Priority(one.priority))
        rules: tuple[PromiseRule, ...] = ()
        if era:
            rules = self._policy.fitting(Stage(one.stage), case, date.fromordinal(self._eras[era - 1] + _EPOCH_DAY))
        theirs = self._laid_out(self._policy.calendar_of(one.unit))
        own = self._laid_out(self._policy.calendar_of(unit_of_calendar(one.calendar)))
        self._known.append(Way(rules, theirs, own))
        self._ways[key] = len(self._known) - 1
        return self._ways[key]

    def _laid_out(self, calendar: Calendar) -> Laid:
        if id(calendar) not in self._laid:
            self._laid[id(calendar)] = Laid(calendar, self._years)
        return self._laid[id(calendar)]


def _extendable(one: Running) -> bool:
    """Whether it may be longer than its rule says."""
    return one.kind == Kind.FORMAL_INFORMATION and one.stage == Stage.COMPLETION

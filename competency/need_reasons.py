"""What reviewers made of needs that strong signals opened, month by month: whether the signals' limits fit. Pure.

Where more than 40 % are rejected over three months, the thresholds or what the expectation knows must be looked at.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from competency import need_events as e
from competency.need_events import Origin, Reason

MONTHS = 12
"""That are told of."""
LOOKED_AT, MOST = 3, 0.4
"""Beyond this share of needs from strong signals rejected over so many months, the thresholds must be looked at."""
Decision = e.Accepted | e.Rejected | e.PassedOn


class Month(NamedTuple):
    """`decided` holds what became of needs whose fate was settled in this month, by its first day."""

    first: date
    accepted: int = 0
    passed_on: int = 0
    reasons: Mapping[Reason, int] = {}
    """Of those that were rejected."""

    @property
    def rejected(self) -> int:
        return sum(self.reasons.values())

    @property
    def decided(self) -> int:
        return self.accepted + self.passed_on + self.rejected


class Rejections(NamedTuple):
    """The last months, the oldest first."""

    months: tuple[Month, ...]

    @property
    def decided(self) -> int:
        return sum(one.decided for one in self.months[-LOOKED_AT:])

    @property
    def rejected(self) -> int:
        return sum(one.rejected for one in self.months[-LOOKED_AT:])

    @property
    def reasons(self) -> dict[Reason, int]:
        """Over the months that are looked at."""
        return _counted(reason for month in self.months[-LOOKED_AT:] for reason in _repeated(month.reasons))

    @property
    def share(self) -> float:
        return self.rejected / self.decided if self.decided else 0.0

    @property
    def too_many(self) -> bool:
        """Whether the thresholds of signals must be looked at."""
        return self.share > MOST


def rejections(happened: Iterable[tuple[UUID, datetime, e.Event]], today: date, zone: ZoneInfo) -> Rejections:
    """From what happened to needs, each in its order. Of each time a strong signal opened one, the last decision counts
    in its month; what was opened by hand is left out."""
    last: dict[tuple[UUID, int], tuple[date, Decision]] = {}
    times: dict[UUID, int] = {}
    by_signal: dict[UUID, bool] = {}
    for need, at, event in happened:
        match event:
            case e.Opened(origin=origin):
                by_signal[need] = origin == Origin.SIGNAL
            case e.Reopened(words=words):
                by_signal[need], times[need] = words is None, times.get(need, 0) + 1
            case e.Accepted() | e.Rejected() | e.PassedOn() if by_signal.get(need):
                last[need, times.get(need, 0)] = at.astimezone(zone).date(), event
    return Rejections(tuple(_month(first, last.values()) for first in _months(today)))


def _months(today: date) -> list[date]:
    """Their first days, the oldest first."""
    number = today.year * 12 + today.month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(number - MONTHS + 1, number + 1)]


def _month(first: date, decided: Iterable[tuple[date, Decision]]) -> Month:
    found = [event for day, event in decided if day.replace(day=1) == first]
    accepted = sum(isinstance(one, e.Accepted) for one in found)
    passed_on = sum(isinstance(one, e.PassedOn) for one in found)
    return Month(first, accepted, passed_on, _counted(one.reason for one in found if isinstance(one, e.Rejected)))


def _counted(reasons: Iterable[Reason]) -> dict[Reason, int]:
    """In the order of the closed list."""
    found = list(reasons)
    return {one: found.count(one) for one in Reason if one in found}


def _repeated(counts: Mapping[Reason, int]) -> Iterable[Reason]:
    return (reason for reason, number in counts.items() for _each in range(number))

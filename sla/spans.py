"""Many cases' durations in office time and by the clock, in arrays that stay small while they are read."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from workdays.working_days import Calendar

if TYPE_CHECKING:  # numpy takes its time to import, see `sla.survival`
    from workdays.many import CalendarArrays

_SECOND = 1_000_000


class Spans:
    """Durations of cases as they are read; `groups` numbers the groups in the order met.

    A case costs twenty-two bytes, whatever the length of its log.
    """

    def __init__(self, calendar_of: Callable[[str | None], Calendar], years: range, at: datetime) -> None:
        self._calendar_of, self._years, self._at = calendar_of, years, at
        self.groups: dict[str | None, int] = {}
        self._parts: list[tuple[Any, ...]] = []

    def add(self, page: Sequence[Any]) -> None:
        import numpy as np

        from workdays.many import instants

        keys, units, starts, ends, done, ended = zip(*page, strict=True)
        start = instants(starts)
        # What a letter's date says may lie after the hour at which it was answered.
        end = np.maximum(start, instants(min(end, self._at) for end in ends))
        group = np.fromiter((self.groups.setdefault(key, len(self.groups)) for key in keys), np.int32)
        working = np.zeros(len(page))
        for calendar, places in self._by_calendar(units).items():
            working[places] = self._arrays(calendar).working_time(start[places], end[places]) / _SECOND
        self._parts.append((group, np.array(done), np.array(ended), working, (end - start) / _SECOND))

    def columns(self) -> tuple[Any, ...]:
        """Group, done, ended, seconds of office time and seconds by the clock, of all cases."""
        import numpy as np

        if not self._parts:
            return (np.empty(0, np.int32), np.empty(0, bool), np.empty(0, bool), np.empty(0), np.empty(0))
        return tuple(np.concatenate(column) for column in zip(*self._parts, strict=True))

    def _by_calendar(self, units: Sequence[str | None]) -> dict[Calendar, list[int]]:
        places: dict[str | None, list[int]] = {}
        for place, unit in enumerate(units):
            places.setdefault(unit, []).append(place)
        found: dict[Calendar, list[int]] = {}
        for unit, some in places.items():
            found.setdefault(self._calendar_of(unit), []).extend(some)
        return found

    def _arrays(self, calendar: Calendar) -> "CalendarArrays":
        return laid_out(calendar, self._years)


@lru_cache(maxsize=24)
def laid_out(calendar: Calendar, years: range) -> "CalendarArrays":
    """Laying a calendar out costs more than measuring a month's cases, and every month is measured several times."""
    from workdays.many import CalendarArrays

    return CalendarArrays(calendar, years)

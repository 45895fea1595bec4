"""Working days as sorted numbers with running sums, so that any question about a range is two look-ups."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import date, time
from typing import NamedTuple

SECOND = 1_000_000
MINUTE = 60 * SECOND
_MARGIN = 366 * 2
"""Days by which the table grows at once."""


class _Known(NamedTuple):
    """Worked days with first <= ordinal < last; `before[i]` is the working time, in microseconds, before day i."""

    first: int
    last: int
    days: list[int]
    spans: list[tuple[tuple[int, int], ...]]
    before: list[int]


class DayTable:
    """Grows by itself around the dates asked for. Day numbers are proleptic ordinals, time is in microseconds."""

    def __init__(self, hours_on: Callable[[date], tuple[tuple[time, time], ...]]) -> None:
        self._hours_on = hours_on
        self._known = _Known(0, 0, [], [], [0])

    def nth_after(self, day: int, n: int) -> int:
        """The n-th worked day after `day`. Raises OverflowError where the calendar of the computer ends before it."""
        known = self._covering(day, day + 2 * n)
        place = bisect_right(known.days, day) + n - 1
        while place >= len(known.days):
            if known.last > date.max.toordinal():
                raise OverflowError("there is no such working day")
            known = self._covering(day, known.last + 1)
            place = bisect_right(known.days, day) + n - 1
        return known.days[place]

    def count(self, first: int, last: int) -> int:
        """Worked days from `first` to `last`, both included."""
        if last < first:
            return 0
        known = self._covering(first, last)
        return bisect_right(known.days, last) - bisect_left(known.days, first)

    def elapsed(self, start: tuple[int, int], end: tuple[int, int]) -> int:
        """Working time between two moments, each a day and its microseconds after midnight; negative backwards."""
        known = self._covering(min(start[0], end[0]), max(start[0], end[0]))
        return _until(known, *end) - _until(known, *start)

    def after(self, start: tuple[int, int], time: int) -> tuple[int, int]:
        """The moment at which `time` microseconds of working time have passed since `start`. `time` is positive."""
        known = self._covering(start[0], start[0] + 1)
        goal = _until(known, *start) + time
        while known.before[-1] < goal:
            known = self._covering(start[0], known.last + 1)
            goal = _until(known, *start) + time  # the table may have grown backwards as well
        place = bisect_left(known.before, goal) - 1
        left = goal - known.before[place]
        for begin, end in known.spans[place]:
            if left <= end - begin:
                return known.days[place], begin + left
            left -= end - begin
        raise AssertionError("a day's spans add up to its working time")

    def _covering(self, first: int, last: int) -> _Known:
        known = self._known
        if known.first <= first and last < known.last:
            return known
        if known.last:
            first, last = min(first, known.first), max(last, known.last)
        # Built anew and put in place at once: a reader in another thread sees the old table or the new, never half.
        self._known = known = self._build(max(1, first - _MARGIN), min(last + _MARGIN, date.max.toordinal()) + 1)
        return known

    def _build(self, first: int, last: int) -> _Known:
        days, all_spans, before, total = [], [], [0], 0
        measured: dict[tuple[tuple[time, time], ...], tuple[tuple[tuple[int, int], ...], int]] = {}
        for ordinal in range(first, last):
            hours = self._hours_on(date.fromordinal(ordinal))
            if hours:
                if hours not in measured:  # most days are worked like many others
                    spans = tuple((micros(a), micros(b)) for a, b in hours)
                    measured[hours] = spans, sum(end - start for start, end in spans)
                spans, long = measured[hours]
                days.append(ordinal)
                all_spans.append(spans)
                total += long
                before.append(total)
        return _Known(first, last, days, all_spans, before)


def _until(known: _Known, day: int, moment: int) -> int:
    """Working time from the table's first day to a moment."""
    place = bisect_left(known.days, day)
    total = known.before[place]
    if place < len(known.days) and known.days[place] == day:
        total += sum(min(moment, end) - start for start, end in known.spans[place] if start < moment)
    return total


def micros(at: time) -> int:
    """Microseconds since midnight."""
    return (at.hour * 3600 + at.minute * 60 + at.second) * SECOND + at.microsecond

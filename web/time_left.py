"""How much time a promise has left, or how long ago it ran out, as somebody at work counts it. Pure."""

from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from workdays.working_days import Calendar

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
A_DAY_OF_WORK = timedelta(hours=8)
"""From so much on, days are told and no hours."""


class TimeLeft(NamedTuple):
    """`amount` is whole, 0 only where no office time has passed since; `working`: office time, else night as well."""

    amount: int
    unit: Literal["minutes", "hours", "days"]
    working: bool
    late: bool


def time_left(calendar: Calendar, due: datetime, now: datetime, *, every_day: bool = False) -> TimeLeft:
    """In working days where there is at least one, counted as promises count them: today does not count.

    Hours and minutes are rounded down: never is more told than there is.
    """
    late = due < now
    first, last = (due, now) if late else (now, due)
    if every_day:
        return _told(last - first, (last - first) // _DAY, late, working=False, long=_DAY)
    spent = calendar.working_time(first, last)
    days = calendar.working_days_between(calendar.local_date(first) + _DAY, calendar.local_date(last))
    return _told(spent, days, late, working=True, long=A_DAY_OF_WORK)


def _told(spent: timedelta, days: int, late: bool, *, working: bool, long: timedelta) -> TimeLeft:
    if spent >= long and days:
        return TimeLeft(days, "days", working, late)
    if spent >= _HOUR:
        return TimeLeft(spent // _HOUR, "hours", working, late)
    return TimeLeft(spent // _MINUTE if late else max(1, spent // _MINUTE), "minutes", working, late)

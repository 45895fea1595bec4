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
    """In working days where there is at least one. What is left is counted as promises count it: today does not count.

    What has passed is counted in whole working days, and hours and minutes are rounded down: never is more told than
    there is, and the oversight, which tells fractions of days, tells no less.
    """
    late = due < now
    first, last = (due, now) if late else (now, due)
    if every_day:
        return _told(last - first, (last - first) // _DAY, late, working=False, long=_DAY)
    spent = calendar.working_time(first, last)
    days = days_passed(calendar, due, now) if late else _days(calendar, now, due)
    return _told(spent, days, late, working=True, long=A_DAY_OF_WORK)


def days_passed(calendar: Calendar, due: datetime, now: datetime) -> int:
    """Whole working days since a promise ran out: the day at work counts once as much of it is over as was then."""
    unfinished = calendar.is_working(calendar.local_date(now)) and _rest(calendar, now) > _rest(calendar, due)
    return max(0, _days(calendar, due, now) - unfinished)


def _days(calendar: Calendar, first: datetime, last: datetime) -> int:
    return calendar.working_days_between(calendar.local_date(first) + _DAY, calendar.local_date(last))


def _rest(calendar: Calendar, instant: datetime) -> timedelta:
    """Office time that is left of the day."""
    offset = calendar.offset(instant)
    local = instant + offset
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + _DAY
    return calendar.working_time(instant, midnight - offset)


def _told(spent: timedelta, days: int, late: bool, *, working: bool, long: timedelta) -> TimeLeft:
    if spent >= long and days:
        return TimeLeft(days, "days", working, late)
    if spent >= _HOUR:
        return TimeLeft(spent // _HOUR, "hours", working, late)
    return TimeLeft(spent // _MINUTE if late else max(1, spent // _MINUTE), "minutes", working, late)

"""Whether a rule of the region, a unit, a topic or a priority keeps within what the national rule allows."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from complaints.given import About
from complaints.kinds import Kind
from sla.course import Pace
from sla.policy import ANY, Policy, PromiseRule
from workdays.working_days import Calendar

_DAYS = 366
_HOURS = (time(1), time(5), time(16))
"""Of the examples, in UTC: in the Indonesian morning, at noon, and before midnight."""


def loosened(rule: PromiseRule, rules: Iterable[PromiseRule], calendar: Calendar) -> PromiseRule | None:
    """The national limit that `rule` would overstep, where it may only shorten; None where it keeps within all.

    A rule that counts from another fact oversteps whatever its length. Lengths in the same unit are compared as they
    are, others by when they would end through a whole year. A rule for all kinds oversteps only if it is of use to
    none of them, for what is shorter binds in any case.
    """
    if not rule.tightens:
        return None
    limits = Policy([one for one in rules if not one.tightens], calendar)
    at = datetime.combine(rule.effective_from, time(12), UTC)
    asked = Kind if rule.kind == ANY else (Kind(rule.kind),)
    found = [limits.rule(rule.stage, About(kind), at) for kind in asked]
    if not found or any(one is None or not _longer(rule, one, calendar) for one in found):
        return None
    return max((one for one in found if one), key=lambda one: one.length)


def _longer(rule: PromiseRule, limit: PromiseRule, calendar: Calendar) -> bool:
    mine, theirs = rule.length, limit.length
    if rule.counted_from is not limit.counted_from:
        return True  # it may begin at any time after the limit has
    if mine.every_day == theirs.every_day and bool(mine.days) == bool(theirs.days):
        return mine > theirs
    my_pace, their_pace = Pace(calendar, rule.every_day), Pace(calendar, limit.every_day)
    return any(my_pace.first_due(at, mine) > their_pace.first_due(at, theirs) for at in _examples(rule.effective_from))


def _examples(first: date) -> Iterator[datetime]:
    for number in range(_DAYS):
        for hour in _HOURS:
            yield datetime.combine(first + timedelta(days=number), hour, UTC)

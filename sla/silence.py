"""How long bodies outside take to answer, in working days, and from when on they count as silent. Pure.

Whoever has not answered has taken *at least* so long: the median and the 90th percentile are those of the product-limit
curve (`sla.survival`), so that no body looks fast by leaving the hard ones lying.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from complaints.outside import Exchange
from sla.survival import Quantile, curve
from workdays.working_days import Calendar


class BodyFigures(NamedTuple):
    """What was sent to one body, and how many working days it takes until half and nine tenths are answered.

    That something is not its own is an answer, too; of the answers so many were `declined`. `median` and `p90` have no
    value where the curve does not come so far: too much is open.
    """

    body: str
    sent: int
    answered: int
    silent: int
    median: Quantile
    p90: Quantile
    declined: int = 0

    @property
    def waiting(self) -> int:
        return self.sent - self.answered - self.silent


def silent_before(calendar: Calendar, now: datetime, days: int) -> datetime:
    """The instant (UTC) before which whatever was sent has had its `days` working days, and they are over by `now`."""
    day = calendar.local_date(now)
    zone = ZoneInfo(calendar.zone)
    while calendar.due_after(datetime.combine(day, time(12), zone), days) >= now:
        day -= timedelta(days=1)
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def working_days(calendar: Calendar, since: datetime, until: datetime) -> int:
    """Working days that have begun after the local date of `since`, up to that of `until`."""
    first = calendar.local_date(since) + timedelta(days=1)
    return max(0, calendar.working_days_between(first, calendar.local_date(until)))


def by_body(calendar: Calendar, exchanges: Iterable[Exchange], silent: datetime, now: datetime) -> list[BodyFigures]:
    """Figures of each body; those that let most wait come first. What was sent before `silent` should be answered."""
    known: dict[str, list[Exchange]] = {}
    for one in exchanges:
        known.setdefault(one.body, []).append(one)
    found = [_figures(calendar, body, sent, silent, now) for body, sent in known.items()]
    return sorted(found, key=lambda one: (-one.silent, -one.sent, one.body))


def _figures(calendar: Calendar, body: str, sent: list[Exchange], silent: datetime, now: datetime) -> BodyFigures:
    import numpy as np

    @cache
    def days_between(since: date, until: date) -> int:
        return max(0, calendar.working_days_between(since + timedelta(days=1), until))

    times = np.array([one.times for one in sent])
    took = [days_between(calendar.local_date(one.sent_at), calendar.local_date(one.answered_at or now)) for one in sent]
    done = np.array([one.answered_at is not None for one in sent], dtype=np.bool_)
    found = curve(np.repeat(np.array(took, dtype=np.float64), times), np.repeat(done, times))
    unanswered = sum(one.times for one in sent if one.answered_at is None and one.sent_at < silent)
    declined = sum(one.times for one in sent if one.declined)
    answered = int(times[done].sum())
    half, most = found.quantile(0.5), found.quantile(0.9)
    return BodyFigures(body, int(times.sum()), answered, unanswered, half, most, declined)

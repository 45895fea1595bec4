"""How long bodies outside take to answer, in working days, and from when on they count as silent. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

from complaints.outside import Exchange
from workdays.working_days import Calendar


class BodyFigures(NamedTuple):
    """What was sent to one body. `median_days` are working days until it answered, None where it never has."""

    body: str
    sent: int
    answered: int
    silent: int
    median_days: float | None

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


def by_body(calendar: Calendar, exchanges: Iterable[Exchange], silent: datetime) -> list[BodyFigures]:
    """Figures of each body; those that let most wait come first. What was sent before `silent` should be answered."""
    known: dict[str, list[Exchange]] = {}
    for one in exchanges:
        known.setdefault(one.body, []).append(one)
    found = [_figures(calendar, body, sent, silent) for body, sent in known.items()]
    return sorted(found, key=lambda one: (-one.silent, -one.sent, one.body))


def _figures(calendar: Calendar, body: str, sent: list[Exchange], silent: datetime) -> BodyFigures:
    took = [working_days(calendar, one.sent_at, one.answered_at) for one in sent if one.answered_at]
    unanswered = sum(one.answered_at is None and one.sent_at < silent for one in sent)
    return BodyFigures(body, len(sent), len(took), unanswered, median(took) if took else None)

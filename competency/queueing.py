"""The queue a unit would have had if everybody worked at the usual pace: what of lateness is staffing. Pure.

`V[d + 1] = max(0, V[d] + hours of work that arrived - hours on duty)`, in days of the unit's work. The queue that a
unit really had is not used: it holds the slowness that is looked for.
"""

from typing import NamedTuple

import numpy as np

from competency.cases import Cases, Codes, WorkingDays
from competency.shrinkage import Floats

USUAL_HOURS = np.array([1.0, 2.5, 8.0])
"""Of work for a light, a middling and a heavy complaint."""
BENDS = (0.0, 2.0, 5.0, 10.0)
"""Days of queue from which on a further day may count for more or for less."""
SHORT = 10.0
"""Days up to which a queue hurries those who answer."""
EPOCH = 719_163
"""The ordinal of 1 January 1970."""


class Staff(NamedTuple):
    """Who works where: a row for each unit, a column for each month from `first_month` on, which counts from year 0."""

    first_month: int
    officers: Floats
    hours: Floats
    """On duty in the month; not a number where nothing is known."""

    @property
    def timed(self) -> bool:
        """Whether hours on duty are known of any month."""
        return bool(np.isfinite(self.hours).any())


def month_of(year: int, month: int) -> int:
    return 12 * year + month - 1


def waits(cases: Cases, staff: Staff, calendar: WorkingDays, first: int, last: int) -> Floats:
    """Days of work that lay before each complaint when it came in, at most those of `first` to `last`."""
    days = np.arange(first, last + 1)
    units = len(cases.units)
    arrived = np.zeros((units, len(days)))
    inside = (cases.received >= first) & (cases.received <= last)
    np.add.at(arrived, (cases.unit[inside], cases.received[inside] - first), USUAL_HOURS[cases.severity[inside]])
    duty, usual = _duty(staff, calendar, days)
    queue, found = np.zeros(units), np.zeros((units, len(days)))
    for place in range(len(days)):
        found[:, place] = queue
        queue = np.maximum(0.0, queue + arrived[:, place] - duty[:, place])
    with np.errstate(divide="ignore", invalid="ignore"):
        told = np.where(usual > 0, found / usual, 0.0)
    at = np.clip(cases.received - first, 0, len(days) - 1)
    waited: Floats = np.nan_to_num(told[cases.unit, at])
    return waited


def _duty(staff: Staff, calendar: WorkingDays, days: Codes) -> tuple[Floats, Floats]:
    """Hours on duty of each unit on each day, and those of a usual working day of its month.

    A month's hours are spread over all its working days, also where only some of them are looked at.
    """
    months = months_of(days)
    worked = calendar.between(days - 1, days)
    in_month = calendar.between(first_day(months) - 1, first_day(months + 1) - 1)
    known = np.clip(months - staff.first_month, 0, staff.hours.shape[1] - 1)
    usual = np.nan_to_num(_filled(staff.hours)[:, known]) / np.maximum(in_month, 1.0)
    return usual * worked, usual


def _filled(hours: Floats) -> Floats:
    """A month of which nothing is known is taken to be as the one before it, at the beginning as the one after."""
    places = np.where(np.isfinite(hours), np.arange(hours.shape[1]), -1)
    before = np.maximum.accumulate(places, axis=1)
    first = np.argmax(np.isfinite(hours), axis=1)[:, None]
    found: Floats = np.take_along_axis(hours, np.where(before < 0, first, before), axis=1)
    return found


def months_of(days: Codes) -> Codes:
    """The month of each day, counted as by `month_of`."""
    dates = np.datetime64("1970-01-01") + (days - EPOCH).astype("timedelta64[D]")
    found: Codes = dates.astype("datetime64[M]").astype(np.int64) + 12 * 1970
    return found


def first_day(months: Codes) -> Codes:
    """The ordinal of each month's first day."""
    dates = (months - 12 * 1970).astype("datetime64[M]").astype("datetime64[D]")
    found: Codes = dates.astype(np.int64) + EPOCH
    return found


def bent(wait: Floats) -> Floats:
    """The queue as columns for a regression that may bend."""
    return np.stack([np.maximum(0.0, wait - bend) for bend in BENDS], axis=1)

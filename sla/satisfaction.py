"""The citizens' survey (PermenPANRB 14/2017): from answers, 1 to 4, to the index and its band."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import NamedTuple

ITEMS = tuple(f"u{number}" for number in range(1, 10))
"""Requirements, procedure, time, fee, product, competence, conduct, handling of complaints, means."""

BANDS = ((8831, "A"), (7661, "B"), (6500, "C"), (2500, "D"))
"""From which index on, in hundredths, a service is called very good, good, less good and not good."""


class Sum(NamedTuple):
    """All answers to one item together, and how many they are."""

    total: int
    answers: int

    @property
    def mean(self) -> Fraction:
        return Fraction(self.total, self.answers)


def index(items: Iterable[Sum]) -> int:
    """The index in hundredths, 2500 to 10000: every item weighs the same, so nine of them exactly a ninth each.

    Rounded half up to two decimals; bands are read off the rounded number, which leaves no gaps between them.
    """
    means = [item.mean for item in items]
    exact = sum(means, Fraction()) / len(means) * 2500
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def band(hundredths: int) -> str:
    return next(name for least, name in BANDS if hundredths >= least)


def period_of(day: date) -> str:
    """The half of the year a local day lies in: 2026-2."""
    return f"{day.year:04d}-{1 if day.month < 7 else 2}"


def first_day(period: str) -> date:
    """The day a period begins; raises ValueError where it is none."""
    year, _, half = period.partition("-")
    if not (len(year) == 4 and year.isascii() and year.isdigit() and half in ("1", "2")):
        raise ValueError(period)
    return date(int(year), 1 if half == "1" else 7, 1)


def periods_between(first: str, last: str) -> list[str]:
    """Every period from one to another, the latest first."""
    found, day = [], first_day(last)
    while day >= first_day(first):
        found.append(period_of(day))
        day = date(day.year, 1, 1) if day.month == 7 else date(day.year - 1, 7, 1)
    return found

"""Months, quarters and years as figures name them: 2026-10, 2026-Q4, 2026, and the twelve whole months before now."""

from collections.abc import Sequence
from datetime import date

YEAR_BACK = "12m"
"""The last twelve whole months."""


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def quarter_of(month: str) -> str:
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"


def months_of(period: str) -> tuple[str, ...]:
    """The months of a month, quarter or year, in order."""
    year, _, rest = period.partition("-")
    if not rest:
        return tuple(f"{year}-{month:02d}" for month in range(1, 13))
    if rest.startswith("Q"):
        last = 3 * int(rest[1:])
        return tuple(f"{year}-{month:02d}" for month in range(last - 2, last + 1))
    return (period,)


def grain_of(period: str) -> str:
    """month, quarter, year or rolling."""
    if period == YEAR_BACK:
        return "rolling"
    return "year" if "-" not in period else "quarter" if "Q" in period else "month"


def before(month: str, number: int) -> tuple[str, ...]:
    """The `number` months before a month, the oldest first."""
    last = int(month[:4]) * 12 + int(month[5:]) - 1
    return tuple(f"{one // 12}-{one % 12 + 1:02d}" for one in range(last - number, last))


def whole(months: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The quarters and the years all of whose months are among `months`, in order."""
    there = set(months)
    quarters = sorted({quarter_of(month) for month in months})
    years = sorted({month[:4] for month in months})
    return (
        tuple(one for one in quarters if there.issuperset(months_of(one))),
        tuple(one for one in years if there.issuperset(months_of(one))),
    )

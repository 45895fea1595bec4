"""The figures of time as comma-separated values, for whoever works on with them."""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Any

from sla.signs import Sign
from sla.survival import Quantile
from sla.timing import Cell, Figures

MEDIA_TYPE = "text/csv"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_HOUR = 3600
COLUMNS = (
    *("key", "name", "cases", "done", "open", "ended_otherwise"),
    *("median_working_hours", "median_low", "median_high"),
    *("p90_working_hours", "p90_low", "p90_high", "median_hours", "p90_hours"),
    *("on_time", "late", "late_open", "not_due_yet", "on_time_share", "share_low", "share_high"),
    *(f"sign_{sign}" for sign in Sign),
)
"""Times are in hours; an empty cell is not known, or withheld because the group is too small."""


def table(figures: Figures, names: Mapping[str | None, str]) -> bytes:
    """One row a group, the last one all together; `names` by key. In UTF-8 with the mark that spreadsheets ask for."""
    target = StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for cell in figures.cells:
        writer.writerow(_row(cell, cell.key or "", names[cell.key]))
    writer.writerow(_row(figures.total, "*", "*"))
    return target.getvalue().encode("utf-8-sig")


def _row(cell: Cell, key: str, name: str) -> list[Any]:
    kept, share = cell.kept, cell.kept.share
    return [
        *(harmless(key), harmless(name), cell.cases, cell.done, cell.open, cell.ended),
        *_hours(cell.median or (None, None, None)),
        *_hours(cell.ninetieth or (None, None, None)),
        *_hours(one.value if one else None for one in (cell.median_days, cell.ninetieth_days)),
        *(kept.on_time, kept.late, kept.late_open, kept.waiting),
        *((round(share.value, 4), round(share.low, 4), round(share.high, 4)) if share else ("", "", "")),
        *(cell.signs[sign] for sign in Sign),
    ]


def _hours(seconds: Quantile | Iterable[float | None]) -> list[float | str]:
    return ["" if one is None else round(one / _HOUR, 2) for one in seconds]


def harmless(text: str) -> str:
    """A name that a spreadsheet would calculate gets an apostrophe before it."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text

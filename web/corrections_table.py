"""Corrections as comma-separated values, for whoever works on with them."""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO

from complaints.ticket import show
from routing.corrections import Correction
from web.figures_table import harmless
from web.routing_words import by_name, value_name
from web.wording import Wording

COLUMNS = (
    *("at", "complaint", "officer", "what", "before", "before_name", "after", "after_name"),
    *("advised_by", "probability"),
)
"""`at` is UTC in ISO 8601; `complaint` is empty where it is confidential."""


def table(wording: Wording, officers: Mapping[str, str], rows: Iterable[Correction]) -> bytes:
    """One row a correction. In UTF-8 with the mark that spreadsheets ask for."""
    target = StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in rows:
        told = (value_name(wording, one.what, value) for value in (one.before, one.after))
        before, after = ("", "") if one.what == "duplicate" else (one.before or "", one.after)
        names = list(told)
        cells = (
            *(one.at.isoformat(timespec="seconds"), show(one.code) if one.code else ""),
            *(by_name(wording, officers, one.officer), str(one.what), before, names[0], after, names[1]),
            *(one.method or "", "" if one.share is None else f"{one.share:.4f}"),
        )
        writer.writerow([harmless(cell) for cell in cells])
    return target.getvalue().encode("utf-8-sig")

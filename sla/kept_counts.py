"""How many cases a figure told of, taken from the document that its page showed: a list of them is not counted anew."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sla.figure_cases import ALL_GROUPS, Behind
from sla.months import first_day
from sla.period import next_month

STATES = ("open", "time", "near", "late", "paused", "pledged", "settled", "still")
"""How open cases stand; each a number in the document of what is late now."""

_MONTHLY = {"backlog": "open"} | {one: one for one in ("received", "on_time", "due", "disputed", "replied")}
_WEEKLY = {"came": "received", "finished": "finished"}
_TOGETHER = {"due": ("on_time", "late")}


def standing(now: Mapping[str, Any], unit: str | None, state: str, status: str = "") -> int:
    """Of the open cases of a unit ("" for those that have none, None for all) how many stand so, see STATES; of those
    that stand still, how many have this status."""
    if status:
        some = [one for one in now["stuck"] if one["status"] == status and unit in (None, one["unit"] or "")]
        return sum(one["still"] for one in some)
    if unit is None:
        return int(now["total"][state])
    return sum(int(one[state]) for one in now["units"] if (one["unit"] or "") == unit)


def of_group(document: Mapping[str, Any], key: str, measure: str, first: date, last: date) -> int | None:
    """Of the figures by group (`oversight_figures.Cells`); None where these days or this measure are not among them."""
    if (document["first"], document["last"]) != (first.isoformat(), last.isoformat()):
        return None
    parts = _TOGETHER.get(measure, (measure,))
    cell = next((one for one in document["cells"] if (one["key"] or "") == key), None)
    if cell is None:
        return 0
    return int(sum(cell[one] for one in parts)) if all(one in cell for one in parts) else None


def of_month(document: Mapping[str, Any], measure: str, first: date, last: date) -> int | None:
    """Of a chart (`oversight_figures.Charted`); None where it has no such month."""
    month = f"{first:%Y-%m}"
    whole = first == first_day(month) and last == next_month(first) - timedelta(days=1)
    if not whole or measure not in _MONTHLY or month not in document["months"]:
        return None
    return int(document["series"][_MONTHLY[measure]][document["months"].index(month)])


def of_weeks(document: Mapping[str, Any], unit: str, measure: str, first: date, last: date) -> int | None:
    """Of the work of a unit (`oversight_figures.Load`); None where these are not its weeks."""
    weeks = document["weeks"]
    told = (weeks[0], (date.fromisoformat(weeks[-1]) + timedelta(days=6)).isoformat())
    if measure not in _WEEKLY or unit not in document["units"] or told != (first.isoformat(), last.isoformat()):
        return None
    return int(sum(document["units"][unit][_WEEKLY[measure]]))


def names_of(by: str, key: str, months: int, measure: str) -> list[str]:
    """The documents that may hold the number of a figure, in the order in which they are asked."""
    if measure in ("still", "foretold"):
        return ["now" if measure == "still" else "week"]
    charts = [f"chart:{key}", "load"] if by == "unit" and key else []
    return [f"cells:{by}:{months}", *charts]


def kept_count(
    documents: Mapping[str, Mapping[str, Any]], names: Sequence[str], asked: Behind
) -> tuple[int | None, str]:
    """The number and the name of the document it was found in; None where none of them has it."""
    for name in names:
        document = documents.get(name)
        found = None if document is None else _found(name.partition(":")[0], document, asked)
        if found is not None:
            return found, name
    return None, ""


def _found(kind: str, document: Mapping[str, Any], asked: Behind) -> int | None:
    days = asked.first, asked.last
    match kind:
        case "now":
            whose = None if asked.key == ALL_GROUPS else asked.key
            return standing(document, whose, "still", asked.status) if asked.by == "unit" else None
        case "week":
            some = (one["late"] for one in document["hits"]["weeks"] if one["made_on"] == asked.first.isoformat())
            return next(some, None) if asked.key == ALL_GROUPS else None
        case "cells":
            return of_group(document, asked.key, asked.measure, *days)
        case "chart":
            return of_month(document, asked.measure, *days)
        case _:
            return of_weeks(document, asked.key, asked.measure, *days)

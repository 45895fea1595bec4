"""Rows of a year of learning put together by competency, provider and form. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class Line(NamedTuple):
    """Of a competency, a provider or a form. Providers and forms have no needs.

    Verdicts count versions of material: `indicated` are those of `effective` and `ineffective` that only indicate,
    `unknown` those not known yet, not judged ones included. Of a provider a verdict counts that was reached by its own
    batches; what another one's batches showed of the same material is not its merit, nor its fault.
    """

    name: str
    opened: int = 0
    accepted: int = 0
    rejected: int = 0
    passed_on: int = 0
    trained: int = 0
    waiting: int = 0
    batches: int = 0
    people: int = 0
    hours: int = 0
    effective: int = 0
    ineffective: int = 0
    unknown: int = 0
    indicated: int = 0


class Year(NamedTuple):
    """`reasons` are why needs were rejected or passed on; lines stand by name, those of competencies by code."""

    year: int
    total: Line
    competencies: tuple[Line, ...]
    providers: tuple[Line, ...]
    forms: tuple[Line, ...]
    reasons: Mapping[str, int]


_EVENTS = {
    "need.opened": "opened",
    "need.accepted": "accepted",
    "need.rejected": "rejected",
    "need.passed_on": "passed_on",
    "need.trained": "trained",
}
_JUDGED = {"effective": "effective", "ineffective": "ineffective"}


def year_of(
    year: int, needs: Iterable[Any], waiting: Iterable[Any], batches: Iterable[Any], verdicts: Iterable[Any]
) -> Year:
    """Rows of needs' events, of needs that wait, of batches and of verdicts, put together."""
    total, kinds = _Sums(), {"competency": _Sums(), "provider": _Sums(), "form": _Sums()}
    reasons: dict[str, int] = {}
    for row in needs:
        for sums in (total, kinds["competency"]):
            sums.add(row["competency"], **{_EVENTS[row["type"]]: row["many"]})
        if row["reason"]:
            reasons[row["reason"]] = reasons.get(row["reason"], 0) + row["many"]
    for row in waiting:
        for sums in (total, kinds["competency"]):
            sums.add(row["competency"], waiting=row["many"])
    for row in batches:
        held = {name: row[name] for name in ("batches", "people", "hours")}
        total.add("", **held)
        for kind, sums in kinds.items():
            sums.add(row[kind], **held)
    seen: set[tuple[str, str, Any]] = set()
    for row in verdicts:
        for kind, sums in (("", total), *kinds.items()):
            name, told = row[kind] if kind else "", kind != "provider" or row["counted"]
            verdict = _JUDGED.get(row["verdict"] or "", "unknown") if told else "unknown"
            judged = {verdict: 1, "indicated": int(told and _indicated(row))}
            if (kind, name, row["material_id"]) not in seen:
                seen.add((kind, name, row["material_id"]))
                sums.add(name, **judged)
    competencies, providers, forms = (kinds[kind].lines() for kind in ("competency", "provider", "form"))
    return Year(year, total.whole(), competencies, providers, forms, reasons)


def _indicated(row: Any) -> bool:
    return bool(row["indicates"]) and row["verdict"] in _JUDGED


class _Sums:
    def __init__(self) -> None:
        self._of: dict[str, dict[str, int]] = {}

    def add(self, name: str, **counts: int) -> None:
        own = self._of.setdefault(name, {})
        for field, many in counts.items():
            own[field] = own.get(field, 0) + many

    def lines(self) -> tuple[Line, ...]:
        return tuple(Line(name, **self._of[name]) for name in sorted(self._of))

    def whole(self) -> Line:
        found: dict[str, int] = {}
        for own in self._of.values():
            for field, many in own.items():
                found[field] = found.get(field, 0) + many
        return Line("", **found)

"""What administrators set on pages, laid over the region as its folder says it; pure, on plain documents."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

UNIT, TOPIC, REGION, MESSAGE = "unit", "topic", "region", "message"
NEW = "new"
"""Marks what the folder does not know; without it, fields laid over something that left the folder are ignored."""
VALUE = "value"
"""The one field of what is a mere number or word of the region."""
_LISTS = {UNIT: "units", TOPIC: "topics"}
_MERGED = ("branding", "retention")


class Own(NamedTuple):
    """What was set about one thing: fields of it by name."""

    kind: str
    code: str
    data: Mapping[str, Any]


def laid_over(document: Mapping[str, Any], own: Sequence[Own]) -> dict[str, Any]:
    """The region's document with what was set on pages in front, and what closed units had led to their successors."""
    whole = dict(document)
    for kind, name in _LISTS.items():
        whole[name] = _listed(document.get(name, ()), [one for one in own if one.kind == kind])
    for one in own:
        if one.kind == REGION:
            whole[one.code] = _field(whole.get(one.code), one)
    said = {one.code: dict(one.data) for one in own if one.kind == MESSAGE}
    if said:
        whole["messages"] = {**whole.get("messages", {}), **said}
    return _succeeded(whole)


def _listed(entries: Iterable[Mapping[str, Any]], own: Sequence[Own]) -> list[Mapping[str, Any]]:
    laid = {entry["code"]: entry for entry in entries}
    for one in own:
        data = {name: value for name, value in one.data.items() if name != NEW}
        if one.code in laid:
            laid[one.code] = {**laid[one.code], **data}
        elif one.data.get(NEW):
            laid[one.code] = {**data, "code": one.code}
    return list(laid.values())


def _field(said: Any, one: Own) -> Any:
    if VALUE in one.data:
        return one.data[VALUE]
    return {**(said or {}), **one.data} if one.code in _MERGED else dict(one.data)


def _succeeded(document: dict[str, Any]) -> dict[str, Any]:
    heirs = heirs_of(document["units"])
    if not heirs:
        return document
    document["topics"] = [_led(topic, "unit", heirs) for topic in document["topics"]]
    document["roads"] = [_led(road, "unit", heirs) for road in document.get("roads", ())]
    document["conflicts"] = [
        _unconcerned(_led(one, "to_unit", heirs), document) for one in document.get("conflicts", ())
    ]
    return document


def heirs_of(units: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Every closed unit that has a successor, with the unit at the end of the chain that takes complaints."""
    known = {unit["code"]: unit for unit in units}
    heirs: dict[str, str] = {}
    for code in known:
        seen, at = {code}, code
        while not known[at].get("accepts", True) and known[at].get("successor", "") in known:
            at = known[at]["successor"]
            if at in seen:
                break
            seen.add(at)
        if at != code and known[at].get("accepts", True):
            heirs[code] = at
    return heirs


def _led(entry: Mapping[str, Any], name: str, heirs: Mapping[str, str]) -> Mapping[str, Any]:
    heir = heirs.get(entry.get(name) or "")
    return {**entry, name: heir} if heir else entry


def _unconcerned(conflict: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Nobody answers a report about themselves because another unit was closed."""
    if conflict.get("to_unit") and conflict["to_unit"] == conflict["about"]:
        return {**conflict, "to_unit": document["inspectorate_unit"]}
    return conflict

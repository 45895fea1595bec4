"""Units side by side without a ranking: which of them differ by more than chance explains."""

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from foundation.language import mark as _
from sla.case_figures import LEAST
from sla.funnels import LEAST_UNITS, Band, Funnel, Verdict, of_ratios, of_shares, verdict
from web.case_rows import address
from web.durations import Durations
from web.figure_words import MEANINGS, meanings
from web.office_frame import OVERSIGHT, office_page, wording_of
from web.oversight_frame import BEHIND, FUNNEL, Overseen
from web.series_drawing import Edge, Spot, funnel, round_scale
from web.visitor import one_of
from web.wording import Wording

_STEPS = 48
_LEAST_EXPECTED = 1.0
"""Disputes to expect below which a ratio says nothing."""

_WORDS = {
    Verdict.WITHIN: _("dalam batas wajar"),
    Verdict.HIGHISH: _("agak tinggi; satu dari dua puluh unit begini karena kebetulan"),
    Verdict.LOWISH: _("agak rendah; satu dari dua puluh unit begini karena kebetulan"),
    Verdict.ABOVE: _("lebih tinggi dari yang wajar"),
    Verdict.BELOW: _("lebih rendah dari yang wajar"),
    Verdict.FEW: _("terlalu sedikit untuk dinilai"),
}


@get(FUNNEL, name="office.funnel", guards=[one_of(*OVERSIGHT.roles)], include_in_schema=False)
async def funnels(request: Request[Any, Any, Any]) -> Response[str]:
    wording = await wording_of(request)
    seen = Overseen(request, wording)
    document = (await seen.documents("cells:unit:12")).get("cells:unit:12")
    context: dict[str, Any] = seen.frame(FUNNEL, document) | {
        "funnels": None,
        "meanings": meanings(wording, ("on_time", "expected_disputes")),
        "least_units": LEAST_UNITS,
    }
    if document is not None:
        cells = [one for one in document.data["cells"] if one["key"] not in (None, "*")]
        cells.sort(key=lambda one: wording.unit(one["key"]))
        context["funnels"] = [_on_time(wording, seen, cells), _disputes(wording, seen, cells)]
    return await office_page(request, "office/funnel.html", OVERSIGHT, context)


def _on_time(wording: Wording, seen: Overseen, cells: list[dict[str, Any]]) -> dict[str, Any]:
    words = Durations(wording)
    units = [(one["key"], one["on_time"], one["on_time"] + one["late"]) for one in cells]
    found = of_shares([(hits, of) for _, hits, of in units if of >= LEAST])
    rows, few, spots = [], [], []
    for code, hits, of in units:
        if found is None or of < LEAST:
            few.append(_few(wording, seen, code, of, "due"))
            continue
        value, band = hits / of, found.of_share(of)
        told = verdict(value, band)
        rows.append(
            _row(wording, code, told, words.percent(value), of, _edges(words, band))
            | {"href": _href(seen, code, "on_time") if hits else "", "beside_href": _href(seen, code, "due")}
        )
        spots.append(Spot(wording.region.short(code), of, value, _look(told, higher_is_good=True)))
    least = min([spot.value for spot in spots], default=0.0)
    scale = [one for one in round_scale(max(0.0, least - 0.05), 1.0) if one <= 1.0]
    return {
        "id": "on_time",
        "name": wording.say(MEANINGS["on_time"].name),
        "what": wording.say(_("janji yang jatuh tempo")),
        "upward": "",
        "target": words.percent(found.target) if found else "",
        "spread": bool(found and found.spread),
        "rows": rows,
        "few": few,
        "columns": [wording.say(one) for one in (_("Tepat waktu"), _("Janji jatuh tempo"))],
        "drawing": _drawing(found, spots, [(one, words.percent(one)) for one in scale], words, shares=True),
    }


def _disputes(wording: Wording, seen: Overseen, cells: list[dict[str, Any]]) -> dict[str, Any]:
    """Observed over expected: what a unit's mix of topics lets expect, as all units together do."""
    words = Durations(wording)
    units = [(one["key"], one["disputed"], one["expected_disputes"], one["replied"]) for one in cells]
    found = of_ratios([(hits, expected) for _, hits, expected, _ in units if expected >= _LEAST_EXPECTED])
    rows, few, spots = [], [], []
    for code, hits, expected, replied in units:
        if found is None or expected < _LEAST_EXPECTED:
            few.append(_few(wording, seen, code, replied, "replied"))
            continue
        value, band = hits / expected, found.of_ratio(expected)
        told = verdict(value, band)
        counted = _("{hits} dari {replied}; wajarnya {expected}")
        beside = wording.say(counted, hits=hits, replied=wording.number(replied), expected=words.number(expected))
        rows.append(
            _row(wording, code, told, _ratio(wording, value), beside, _edges(words, band, shares=False))
            | {"href": _href(seen, code, "disputed") if hits else "", "beside_href": _href(seen, code, "replied")}
        )
        spots.append(Spot(wording.region.short(code), expected, value, _look(told, higher_is_good=False)))
    most = max([2.0, *(spot.value for spot in spots)])
    return {
        "id": "expected_disputes",
        "name": wording.say(MEANINGS["expected_disputes"].name),
        "what": wording.say(_("sanggahan yang wajar untuk campuran topiknya")),
        "upward": wording.say(_("kali yang wajar")),
        "target": "1" if found else "",
        "spread": bool(found and found.spread),
        "rows": rows,
        "few": few,
        "columns": [wording.say(one) for one in (_("Dibanding yang wajar"), _("Dinyatakan belum beres"))],
        "drawing": _drawing(
            found, spots, [(one, words.number(one)) for one in round_scale(0.0, most)], words, shares=False
        ),
    }


def _drawing(
    found: Funnel | None, spots: list[Spot], up: list[tuple[float, str]], words: Durations, *, shares: bool
) -> Any:
    if found is None or len(spots) < LEAST_UNITS:
        return None
    across = round_scale(0.0, max(spot.size for spot in spots), 4)
    sizes = [across[-1] * ((place + 1) / _STEPS) ** 2 for place in range(_STEPS)]
    bands = [(size, found.of_share(size) if shares else found.of_ratio(size)) for size in sizes if size >= 1]
    edges = [Edge(size, band.low, band.inner_low, band.inner_high, band.high) for size, band in bands]
    return funnel(spots, edges, found.target, up, [(one, words.number(one)) for one in across])


def _look(told: Verdict, *, higher_is_good: bool) -> str:
    if told is Verdict.ABOVE:
        return "good" if higher_is_good else "bad"
    if told is Verdict.BELOW:
        return "bad" if higher_is_good else "good"
    return "common"


def _few(wording: Wording, seen: Overseen, code: str, of: int, measure: str) -> dict[str, str]:
    """A unit with too few cases to be judged: its name, and how many there are."""
    return {"name": wording.unit(code), "of": wording.number(of), "href": _href(seen, code, measure) if of else ""}


def _row(wording: Wording, code: str, told: Verdict, value: str, beside: int | str, edges: str) -> dict[str, Any]:
    return {
        "name": wording.unit(code),
        "value": value,
        "beside": wording.number(beside) if isinstance(beside, int) else beside,
        "edges": edges,
        "said": wording.say(_WORDS[told]),
        "verdict": told,
    }


def _edges(words: Durations, band: Band, *, shares: bool = True) -> str:
    if shares:
        return words.between(band.low, band.high)
    return f"{words.number(band.low)}–{words.number(band.high)}"


def _ratio(wording: Wording, value: float) -> str:
    written = f"{value:.2f}"
    return written.replace(".", ",") if wording.language == "id" else written


def _href(seen: Overseen, code: str, measure: str) -> str:
    return address(BEHIND, dict(seen.values) | {"menurut": "unit", "masa": "12", "ukuran": measure, "kunci": code})


HANDLERS: list[HTTPRouteHandler] = [funnels]

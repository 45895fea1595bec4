"""Control charts: whether a unit's figures have changed, or only waver; and known changes, said by a person."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from complaints.report import readable
from foundation.language import mark as _
from people.actor import Actor, Role
from sla.capacities import Step, Steps
from sla.control_charts import (
    LEAST_POINTS,
    Direction,
    Point,
    Signal,
    Variation,
    individuals,
    proportions,
    variation,
)
from sla.months import first_day
from sla.oversight_pages import ALL
from sla.period import next_month
from web.breakdown import figure_href
from web.case_rows import Asked, address
from web.durations import Durations
from web.figure_words import MEANINGS, meanings
from web.formatting import day_as
from web.forms import posted
from web.office_frame import OVERSIGHT, narrowed, office_page, wording_of
from web.oversight_frame import CONTROL, SCOPE, Overseen
from web.rendering import say
from web.series_drawing import Sample, control, round_scale
from web.timeliness_filter import month_name
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording

STEPPERS = (Role.SUPERVISOR, Role.SECRETARY, Role.HEAD)
"""Who may say that a process was changed."""

LEAST_REASON, LONGEST_REASON = 15, 400


class Measure(NamedTuple):
    """`hits` and `sizes` name the series of a share; without `sizes` it is a number."""

    hits: str
    sizes: str
    better: Direction


MEASURES = {
    "on_time": Measure("on_time", "due", Direction.HIGHER),
    "disputed": Measure("disputed", "replied", Direction.LOWER),
    "backlog": Measure("open", "", Direction.LOWER),
    "received": Measure("received", "", Direction.NEITHER),
}
_LOOKS = {True: "good", False: "bad", None: "common"}
_SAID: dict[Variation, tuple[str, str]] = {
    Variation.COMMON: (_("Wajar"), _("Naik turunnya masih wajar: tidak ada tanda bahwa prosesnya berubah.")),
    Variation.IMPROVING: (_("Membaik"), _("Bulan terakhir menunjukkan perubahan nyata ke arah yang lebih baik.")),
    Variation.CONCERNING: (_("Memburuk"), _("Bulan terakhir menunjukkan perubahan nyata ke arah yang lebih buruk.")),
    Variation.CHANGED: (
        _("Berubah"),
        _("Bulan terakhir menunjukkan perubahan nyata; baik buruknya tidak dapat dikatakan."),
    ),
    Variation.UNKNOWN: (_("Belum cukup data"), _("Perlu {least} bulan sebelum batas wajarnya dapat dihitung.")),
}
_LOOK_OF = {
    Variation.IMPROVING: "good",
    Variation.CONCERNING: "bad",
    Variation.CHANGED: "changed",
    Variation.COMMON: "common",
    Variation.UNKNOWN: "common",
}
_RULES = {
    Signal.OUTSIDE: _("di luar batas wajar"),
    Signal.RUN: _("tujuh bulan atau lebih di satu sisi rata-rata"),
    Signal.TREND: _("enam bulan atau lebih terus naik atau terus turun"),
    Signal.NEAR_LIMIT: _("dua dari tiga bulan dekat batas"),
}
_DONE = {"tambah": _("Perubahan proses dicatat."), "cabut": _("Catatan perubahan itu dicabut.")}


@get(CONTROL, name="office.control", guards=[one_of(*OVERSIGHT.roles)], include_in_schema=False)
async def charts(request: Request[Any, Any, Any]) -> Response[str]:
    return await _page(request, done=_DONE.get(request.query_params.get("berhasil", ""), ""))


@post(CONTROL, name="office.control.step", guards=[one_of(*STEPPERS)], include_in_schema=False)
async def step(request: Request[Any, Any, Any]) -> Response[Any]:
    """Notes that a process was changed, or takes such a note back."""
    house, wording, form = house_of(request), await wording_of(request), await posted(request)
    seen = Overseen(request, wording)
    values = form.values
    unit, measure, month = (values.get(name, "") for name in ("unit", "ukuran", "bulan"))
    document = (await seen.documents(f"chart:{unit}")).get(f"chart:{unit}")
    months = document.data["months"] if document and _may_step(seen, unit) else []
    withdrawn = values.get("cabut") == "ya"
    reason = readable(values.get("alasan", "")).strip()
    faults = {
        "ukuran": "" if measure in MEASURES else _("Pilih ukurannya."),
        "bulan": "" if month in months[1:] else _("Pilih bulan pertama sesudah perubahan."),
        "alasan": ""
        if withdrawn or LEAST_REASON <= len(reason) <= LONGEST_REASON
        else _("Tulis apa yang berubah, 15 sampai 400 huruf."),
    }
    faults = {name: words for name, words in faults.items() if words}
    if faults:
        return await _page(request, values, faults, 422)
    by = narrowed(visitor_of(request).actor, *STEPPERS)
    await Steps(house.database, house.clock).write(by, unit, measure, month, reason, withdrawn=withdrawn)
    said = dict(seen.values) | {"unit": unit, "berhasil": "cabut" if withdrawn else "tambah"}
    return Redirect(address(CONTROL, said), status_code=303)


def _may_step(seen: Overseen, unit: str) -> bool:
    """A supervisor for all, a head for own units."""
    actor: Actor = seen.scope.actor
    if not actor.holds_role(*STEPPERS):
        return False
    return unit in seen.units or (unit == ALL and seen.scope.unit == ALL)


async def _page(
    request: Request[Any, Any, Any],
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
    done: str = "",
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    seen = Overseen(request, wording)
    wanted = (values or {}).get("unit") or Asked(request).choice("unit", seen.units) or ALL
    unit = wanted if wanted in seen.units else ALL
    document = (await seen.documents(f"chart:{unit}")).get(f"chart:{unit}")
    steps = await Steps(house.database, house.clock).of(unit)
    officers = await house.officers() if steps else {}
    context: dict[str, Any] = seen.frame(CONTROL, document) | {
        "filter_action": CONTROL,
        "scope_value": dict(seen.values).get(SCOPE, ""),
        "units": [{"value": code, "label": wording.unit(code)} for code in seen.units],
        "unit": unit if unit != ALL else "",
        "whose": wording.unit(unit) if unit != ALL else seen.scope_name(seen.scope),
        "charts": None,
        "meanings": meanings(wording, MEASURES),
        "rules": [wording.say(one) for one in _RULES.values()],
        "least": LEAST_POINTS,
        "action": address(CONTROL, seen.values),
        "steppable": _may_step(seen, unit),
        "step_unit": unit,
        "values": values or {},
        "errors": {name: say(wording.language, words) for name, words in (faults or {}).items()},
        "measures": [{"value": name, "label": wording.say(MEANINGS[name].name)} for name in MEASURES],
    }
    if document is not None:
        months, data = document.data["months"], document.data["series"]
        context["months"] = [_month_option(wording, month) for month in reversed(months[1:])]
        context["charts"] = (
            [_chart(wording, seen, unit, name, months, data, steps) for name in MEASURES] if months else []
        )
        context["steps"] = [
            {
                "measure": wording.say(MEANINGS[one.measure].name),
                "month": month_name(first_day(one.month), wording.language),
                "reason": one.reason,
                "by": officers.get(one.by, ""),
                "values": {"ukuran": one.measure, "bulan": one.month},
            }
            for one in steps
            if one.measure in MEASURES
        ]
    messages = [{"kind": "done", "text": wording.say(done)}] if done else []
    return await office_page(request, "office/control.html", OVERSIGHT, context, status=status, messages=messages)


def _month_option(wording: Wording, month: str) -> dict[str, str]:
    return {"value": month, "label": month_name(first_day(month), wording.language)}


def _chart(
    wording: Wording,
    seen: Overseen,
    unit: str,
    name: str,
    months: Sequence[str],
    data: dict[str, list[int]],
    steps: Sequence[Step],
) -> dict[str, Any]:
    """One chart with its table and what it says. Months in which nothing could be counted are left out of a share."""
    measure, words = MEASURES[name], Durations(wording)
    sizes = data[measure.sizes] if measure.sizes else []
    kept = [place for place in range(len(months)) if not sizes or sizes[place]]
    begins = {one.month for one in steps if one.measure == name}
    edges = [number for number, place in enumerate(kept) if months[place] in begins]
    hits = [data[measure.hits][place] for place in kept]
    if sizes:
        points = proportions(hits, [sizes[place] for place in kept], edges)
    else:
        points = individuals([float(one) for one in hits], edges, floor=0.0)

    def told(value: float | None) -> str:
        return "–" if value is None else words.percent(value) if sizes else words.number(value)

    def href(measure: str, month: str) -> str:
        first = first_day(month)
        days = {"dari": first.isoformat(), "sampai": (next_month(first) - timedelta(days=1)).isoformat()}
        return figure_href(seen, measure, None if unit == ALL else unit, **days)

    newest = variation(points, measure.better)
    title, sentence = _SAID[newest]
    return {
        "name": wording.say(MEANINGS[name].name),
        "id": name,
        "drawing": _drawing(wording, points, [months[place] for place in kept], measure, edges) if points else None,
        "look": _LOOK_OF[newest],
        "verdict": wording.say(title),
        "sentence": wording.say(sentence, least=LEAST_POINTS),
        "description": _description(wording, points, [months[place] for place in kept], told),
        "rows": [
            {
                "month": month_name(first_day(months[place]), wording.language),
                "value": told(point.value),
                "href": href(name, months[place]) if hits[number] else "",
                "of": wording.number(sizes[place]) if sizes else "",
                "of_href": href({"disputed": "replied"}.get(name, "due"), months[place]) if sizes else "",
                "centre": told(point.centre),
                "between": _between(wording, told, point),
                "signals": [wording.say(_RULES[rule]) for rule in Signal if rule in point.signals],
                "look": _look(point, measure.better),
            }
            for number, (place, point) in enumerate(zip(kept, points, strict=True))
        ],
        "share": bool(sizes),
    }


def _between(wording: Wording, told: Any, point: Point) -> str:
    if point.low is None:
        return "–"
    return wording.say(_("{low} sampai {high}"), low=told(point.low), high=told(point.high))


def _look(point: Point, better: Direction) -> str:
    if point.up is None:
        return "common"
    return "changed" if better is Direction.NEITHER else _LOOKS[point.up == (better is Direction.HIGHER)]


def _drawing(
    wording: Wording, points: Sequence[Point], months: Sequence[str], measure: Measure, edges: Sequence[int]
) -> Any:
    words = Durations(wording)
    known = [one for point in points for one in (point.value, point.low, point.high) if one is not None]
    if measure.sizes:
        scale = [one for one in round_scale(min(known), max(known)) if one <= 1.0]
        scale = scale if len(scale) > 1 else [0.0, 1.0]
    else:
        scale = round_scale(0.0, max(known))
    samples = [
        Sample(
            _short(wording, month),
            point.value,
            point.centre,
            point.low,
            point.high,
            _look(point, measure.better),
        )
        for month, point in zip(months, points, strict=True)
    ]
    told = words.percent if measure.sizes else words.number
    return control(samples, [(one, told(one)) for one in scale], edges)


def _short(wording: Wording, month: str) -> str:
    return day_as(first_day(month), "LLL yy", wording.language)


def _description(wording: Wording, points: Sequence[Point], months: Sequence[str], told: Any) -> str:
    """For those who cannot see the drawing."""
    if not points:
        return wording.say(_("Belum ada bulan yang dapat digambar."))
    newest = points[-1]
    return wording.say(
        _("{months} bulan. Terakhir, {month}: {value}; rata-rata {centre}. Angka lengkapnya ada pada tabel."),
        months=len(points),
        month=month_name(first_day(months[-1]), wording.language),
        value=told(newest.value),
        centre=told(newest.centre),
    )


HANDLERS: list[HTTPRouteHandler] = [charts, step]

"""Figures by unit, topic, kind and kabupaten, each with its interval, its meaning and the cases behind it."""

from datetime import date, datetime
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from msgspec.structs import replace

from complaints.kinds import OPEN
from foundation.language import mark as _
from sla.case_figures import LEAST
from sla.case_months import TENTH
from sla.figure_cases import ALL_GROUPS, NO_GROUP
from sla.figure_cases import Behind as Figure
from sla.kept_counts import kept_count, names_of
from sla.oversight_cases import MEASURES, OversightCases
from sla.oversight_figures import WINDOWS
from sla.survival import Quantile, share
from web.case_rows import Asked, address, listing
from web.durations import TOO_FEW, Durations
from web.figure_words import MEANINGS, meanings
from web.formatting import day_as
from web.office_frame import OVERSIGHT, office_page, wording_of
from web.oversight_frame import BEHIND, BREAKDOWN, CONTROL, LOAD, WEEK, Overseen
from web.visitor import house_of, one_of
from web.wording import Wording

GROUPS = {"unit": "unit", "topik": "topic", "jenis": "kind", "kabupaten": "area"}
"""As addresses name them, and as figures do."""

GROUP_NAMES = {"unit": _("Unit"), "topik": _("Topik"), "jenis": _("Jenis"), "kabupaten": _("Kabupaten/kota")}
_SPANS = {12: _("12 bulan terakhir"), 3: _("3 bulan terakhir")}
_SHOWN = ("received", "open", "on_time", "first_on_time", "median", "ninetieth", "disputed", "passed", "rated")
_NAMES = {
    "late": _("Terlambat"),
    "late_open": _("Terlambat dan masih berjalan"),
    "first_late": _("Tanggapan terlambat"),
    "answered": _("Dijawab selesai"),
    "replied": _("Dijawab"),
    "due": _("Janji jatuh tempo"),
    "foretold": _("Ternyata terlambat"),
}
"""Figures that have no name of their own: they are parts of one that has."""
_PARTS = {
    "late": _("Janji penyelesaian yang jatuh tempo dalam masa ini dan tidak ditepati, dijawab kemudian atau belum."),
    "late_open": _("Bagian dari yang terlambat: belum dijawab sampai sekarang."),
    "first_late": _("Janji tanggapan pertama yang jatuh tempo dalam masa ini dan tidak ditepati."),
    "answered": _("Dijawab selesai dalam masa ini, dan jawabannya masih berlaku."),
    "replied": _("Mendapat jawaban dalam masa ini, disanggah kemudian atau tidak."),
    "due": _("Janji penyelesaian yang jatuh tempo dalam masa ini, ditepati atau tidak."),
    "foretold": _("Dari aduan yang diramal pagi itu, yang dalam seminggu sesudahnya memang lewat tenggat."),
}
_ELSEWHERE = _("Aduan yang kini di unit lain hanya dapat dibuka unit itu dan pengawas.")
_NOW = frozenset({"open", "still"})
"""Figures of what stands now, whatever the period."""
_PAGES = {"still": (OVERSIGHT.path, _("Pengawasan")), "foretold": (WEEK, _("Akan terlambat dalam 7 hari"))}
_PAGES |= dict.fromkeys(("came", "finished"), (LOAD, _("Beban kerja")))
_PAGES |= dict.fromkeys(("backlog", "due"), (CONTROL, _("Perubahan")))
"""Where a figure stands that is not among those by group."""


@get(BREAKDOWN, name="office.breakdown", guards=[one_of(*OVERSIGHT.roles)], include_in_schema=False)
async def breakdown(request: Request[Any, Any, Any]) -> Response[str]:
    wording, query = await wording_of(request), Asked(request)
    seen = Overseen(request, wording)
    values = _values(query)
    by, span = GROUPS[values["menurut"]], int(values["masa"])
    found = (await seen.documents(f"cells:{by}:{span}")).get(f"cells:{by}:{span}")
    context: dict[str, Any] = seen.frame(BREAKDOWN, found) | {
        "groupings": _chips(wording, seen, values, "menurut", GROUP_NAMES),
        "spans": _chips(wording, seen, values, "masa", {str(one): _SPANS[one] for one in WINDOWS}),
        "group": wording.say(GROUP_NAMES[values["menurut"]]),
        "least": LEAST,
        "meanings": meanings(wording, _SHOWN),
        "period": "",
    }
    if found is not None:
        first, last = (date.fromisoformat(found.data[name]) for name in ("first", "last"))
        context["period"] = wording.say(
            _("{first} sampai {last}."),
            first=day_as(first, "d MMMM y", wording.language),
            last=day_as(last, "d MMMM y", wording.language),
        )
        cells = [_row(wording, seen, values, cell) for cell in found.data["cells"]]
        context["total"] = next(one for one in cells if one["key"] == ALL_GROUPS)
        context["cells"] = sorted(
            (one for one in cells if one["key"] != ALL_GROUPS), key=lambda one: (one["key"] == NO_GROUP, one["name"])
        )
    return await office_page(request, "office/breakdown.html", OVERSIGHT, context)


@get(BEHIND, name="office.breakdown.cases", guards=[one_of(*OVERSIGHT.roles)], include_in_schema=False)
async def cases(request: Request[Any, Any, Any]) -> Response[str]:
    """The cases behind a figure, found now."""
    house, wording, query = house_of(request), await wording_of(request), Asked(request)
    seen = Overseen(request, wording)
    values = _values(query)
    measure = query.choice("ukuran", MEASURES) or "received"
    by = GROUPS[values["menurut"]]
    key = query.text("kunci")
    key = key if key in {ALL_GROUPS, NO_GROUP} or _name(wording, by, key) else ALL_GROUPS
    names = names_of(by, "" if key == NO_GROUP else key, int(values["masa"]), measure)
    documents = await seen.documents(*names)
    cells = documents.get(f"cells:{by}:{values['masa']}")
    first = date.fromisoformat(cells.data["first"]) if cells else (await house.today()).replace(day=1)
    last = date.fromisoformat(cells.data["last"]) if cells else await house.today()
    since, until = _day(query.text("dari")), _day(query.text("sampai"))
    status = query.choice("status", [str(one) for one in OPEN])
    asked = Figure(by, key, measure, since or first, until or last, status)
    if measure == "still":
        told = documents["now"].data.get("quiet_since", {}) if "now" in documents else {}
        asked = replace(asked, quiet_since={unit: datetime.fromisoformat(at) for unit, at in told.items()})
    kept, made = kept_count({name: one.data for name, one in documents.items()}, names, asked)
    cases = OversightCases(house.database, house.clock, house.region)
    load = await cases.behind(seen.scope, asked, kept, query.page)
    name = wording.say(MEANINGS[measure].name if measure in MEANINGS else _NAMES[measure])
    whose = wording.say(_("semua")) if key == ALL_GROUPS else _group_name(wording, by, key)
    said = dict(seen.values) | values | {"ukuran": measure, "kunci": key, "status": status}
    said |= {name: day.isoformat() for name, day in (("dari", since), ("sampai", until)) if day}
    context = seen.frame("", documents.get(made)) | {
        "heading": f"{name}: {whose}" + (f", {wording.status(status).lower()}" if status else ""),
        "lead": [
            "" if measure in _NOW else _period(wording, asked.first, asked.last, measure),
            wording.say(MEANINGS[measure].definition if measure in MEANINGS else _PARTS[measure]),
            wording.say(_ELSEWHERE) if load.hidden else "",
        ],
        **_way_back(wording, seen, values, measure, key if by == "unit" and key not in ("", ALL_GROUPS) else ""),
        **await listing(house, wording, load, BEHIND, said),
    }
    return await office_page(request, "office/figure_cases.html", OVERSIGHT, context)


def figure_href(seen: Overseen, measure: str, unit: str | None, **more: str) -> str:
    """The address of the cases behind a figure of a unit; "" for cases without one, None for all."""
    key = ALL_GROUPS if unit is None else unit
    said = address(BEHIND, dict(seen.values) | {"menurut": "unit", "ukuran": measure, "kunci": key, **more})
    return said if key else f"{said}&kunci="


def _way_back(wording: Wording, seen: Overseen, values: dict[str, str], measure: str, unit: str) -> dict[str, str]:
    """The page on which the figure stands, and its name."""
    path, name = _PAGES.get(measure, (BREAKDOWN, _("Rincian")))
    said = values if path == BREAKDOWN else {"unit": unit} if path == CONTROL and unit else {}
    return {"back": address(path, dict(seen.values) | said), "back_name": wording.say(name)}


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _period(wording: Wording, first: date, last: date, measure: str) -> str:
    def said(day: date) -> str:
        return day_as(day, "d MMMM y", wording.language)

    if measure == "foretold":
        return wording.say(_("Ramalan pagi {day}."), day=said(first))
    if measure == "backlog":
        return wording.say(_("Pada akhir {day}."), day=said(last))
    return wording.say(_("{first} sampai {last}."), first=said(first), last=said(last))


def _values(query: Asked) -> dict[str, str]:
    return {
        "menurut": query.choice("menurut", GROUPS) or "unit",
        "masa": query.choice("masa", [str(one) for one in WINDOWS]) or str(WINDOWS[0]),
    }


def _chips(
    wording: Wording, seen: Overseen, values: dict[str, str], name: str, labels: dict[str, str]
) -> list[dict[str, Any]]:
    return [
        {
            "label": wording.say(label),
            "href": address(BREAKDOWN, dict(seen.values) | values | {name: value}),
            "current": values[name] == value,
        }
        for value, label in labels.items()
    ]


def _name(wording: Wording, by: str, key: str) -> str:
    region = wording.region
    known: Any = {"unit": region.unit, "topic": region.topic, "area": region.area}.get(by)
    if by == "kind":
        return wording.kind(key)
    if key not in known:
        return ""
    return {"unit": wording.unit, "topic": wording.topic, "area": wording.area}[by](key)


def _group_name(wording: Wording, by: str, key: str) -> str:
    nameless = {
        "unit": _("Tanpa unit: di triase, atau di luar kewenangan"),
        "topic": _("Tanpa topik, atau rahasia"),
        "area": _("Tanpa tempat"),
        "kind": "",
    }
    return _name(wording, by, key) if key else wording.say(nameless[by])


def _row(wording: Wording, seen: Overseen, values: dict[str, str], cell: dict[str, Any]) -> dict[str, Any]:
    """One group in words; what stands for too few cases says so, with their number."""
    words, by = Durations(wording), GROUPS[values["menurut"]]
    key = cell["key"] or NO_GROUP

    def href(measure: str) -> str:
        said = address(BEHIND, dict(seen.values) | values | {"ukuran": measure, "kunci": key})
        return said if key or measure == "received" else f"{said}&kunci="

    def part(hits: int, of: int, measure: str) -> dict[str, Any]:
        return _part(wording, words, hits, of) | {"href": href(measure) if hits else "", "of": of, "hits": hits}

    on_time, first = cell["on_time"] + cell["late"], cell["first_on_time"] + cell["first_late"]
    return {
        "key": key,
        "name": _group_name(wording, by, key) if key != ALL_GROUPS else wording.say(_("Semua bersama-sama")),
        "received": {"number": cell["received"], "href": href("received")},
        "open": {"number": cell["open"], "href": href("open")},
        "on_time": part(cell["on_time"], on_time, "on_time"),
        "late": {"number": cell["late"], "open": cell["late_open"], "href": href("late")},
        "first": part(cell["first_on_time"], first, "first_on_time"),
        "median": _quantile(wording, words, cell["median"], cell["received"]) | {"href": href("received")},
        "ninetieth": _quantile(wording, words, cell["ninetieth"], cell["received"]) | {"href": href("received")},
        "disputed": part(cell["disputed"], cell["replied"], "disputed"),
        "passed": part(cell["passed"], cell["handled"], "passed"),
        "rated": _rated(wording, words, cell) | {"href": href("rated") if cell["rated"] else ""},
    }


def _part(wording: Wording, words: Durations, hits: int, of: int) -> dict[str, Any]:
    if of < LEAST:
        return {"value": "–" if not of else wording.say(TOO_FEW), "between": _of(wording, of), "few": True}
    found = share(hits, of)
    between = f"{words.between(found.low, found.high)}; n={wording.number(of)}"
    bar = {name: round(100 * getattr(found, name), 1) for name in ("low", "value", "high")}
    return {"value": words.percent(found.value), "between": between, "few": False, "bar": bar}


def _of(wording: Wording, number: int) -> str:
    return f"n={wording.number(number)}" if number else ""


def _quantile(wording: Wording, words: Durations, found: list[float | None] | None, cases: int) -> dict[str, Any]:
    if found is None:
        return {"value": wording.say(TOO_FEW), "between": _of(wording, cases), "few": True}
    seconds = Quantile(*(None if one is None else one * TENTH for one in found))
    return {
        "value": words.reached(seconds),
        "between": words.interval(seconds),
        "few": seconds.value is None,
        "short": True,
    }


def _rated(wording: Wording, words: Durations, cell: dict[str, Any]) -> dict[str, Any]:
    """The mean of those who rated, and how many of those asked did."""
    rated, settled = cell["rated"], cell["settled"]
    if not settled:
        return {"value": "–", "between": "", "few": True}
    answering = wording.say(_("{share} menilai"), share=words.percent(rated / settled))
    if rated < LEAST:
        return {"value": wording.say(TOO_FEW), "between": answering, "few": True}
    return {"value": words.number(cell["points"] / rated), "between": answering, "few": False}


HANDLERS: list[HTTPRouteHandler] = [breakdown, cases]

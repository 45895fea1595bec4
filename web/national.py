"""The figures national evaluators ask for, by class, as a page and as a table in the shape they ask for."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from foundation.language import mark as _
from people.actor import Actor
from sla.months import first_day, months_of, quarter_of
from sla.national_months import NationalMonths, Told
from sla.report_cases import Reports, Wanted
from sla.report_figures import LEAST, TARGET, sum_of
from web.case_rows import Asked, address, listing
from web.durations import Durations
from web.office_frame import REPORTS, narrowed, office_page, wording_of
from web.oversight_frame import stamp
from web.report_files import WHOLE
from web.report_paper import period_words
from web.report_tables import CLASS_NAMES, as_of, dictionary_of, national_table
from web.spreadsheets import CSV, XLSX, csv_file, xlsx_file
from web.timeliness_filter import month_name, months_until_now
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording

PAGE = f"{REPORTS.path}/nasional"
TABLE = f"{PAGE}/tabel"
CASES = f"{PAGE}/aduan"
GUARDS = [one_of(*WHOLE)]
_OURS = ("unverified", "untouched", "in_process", "done", "postponed")
_BEHIND: dict[str, tuple[Sequence[str], bool | None]] = {
    "received": ((), None),
    **{name: ((name,), None) for name in (*_OURS, "archived", "elsewhere")},
    "followed": (("in_process", "done"), None),
    "timed": (_OURS, True),
    "waiting": (_OURS, False),
}
"""Figures by their names in addresses: the columns of the table their cases are in, and whether they were answered."""

_COLUMNS = (
    *("received", "unverified", "untouched", "in_process", "done", "postponed", "archived", "elsewhere"),
    *("followed", "timed", "waiting", "waiting"),
)
"""What stands behind each column of figures of the table, in their order."""


@get(PAGE, name="office.national", guards=GUARDS, include_in_schema=False)
async def national(request: Request[Any, Any, Any]) -> Response[str]:
    wording = await wording_of(request)
    period, told = await _told(request, wording)
    classes = told.classes
    table, words, total = national_table(classes, wording), Durations(wording), sum_of(classes)
    values = {"masa": period}
    known = total.ours >= LEAST and total.share is not None
    kinds = [*(one.kind for one in classes), ""]
    context = {
        "back": REPORTS.path,
        "filter_action": PAGE,
        "values": values,
        "periods": _options(wording),
        "period": _name(period, wording),
        "made": stamp(wording, told.at),
        "classes": [str(row[0]) for row in table.rows],
        "labels": [{"label": str(row[0]), "right": True} for row in table.rows],
        "measures": [
            {
                "name": column.label,
                "meaning": column.meaning,
                "cells": [
                    {
                        "text": _cell(row[place], column.form, words, wording),
                        "href": _href(period, kind, _COLUMNS[place - 1]) if row[place] else "",
                    }
                    for kind, row in zip(kinds, table.rows, strict=True)
                ],
            }
            for place, column in enumerate(table.columns)
            if place
        ],
        "tiles": {
            "received": total.received,
            "share": words.percent(total.share) if known and total.share is not None else "",
            "reached": known and (total.share or 0) >= TARGET,
            "target": words.percent(TARGET),
            "mean": words.number(total.mean) if total.mean is not None else "",
            "waiting": total.waiting,
            "waited": words.number(total.mean_waited) if total.mean_waited is not None else "",
            "hrefs": {name: _href(period, "", name) for name in ("received", "followed", "timed", "waiting")},
        },
        "csv": address(TABLE, values | {"bentuk": "csv"}),
        "xlsx": address(TABLE, values | {"bentuk": "xlsx"}),
    }
    return await office_page(request, "office/national.html", REPORTS, context)


@get(CASES, name="office.national.cases", guards=GUARDS, include_in_schema=False)
async def behind(request: Request[Any, Any, Any]) -> Response[str]:
    """The cases behind a figure of the table; counts what the table counts."""
    house, wording, query = house_of(request), await wording_of(request), Asked(request)
    (period, told), name = await _told(request, wording), query.choice("ukuran", _BEHIND) or "received"
    kind = query.choice("jenis", CLASS_NAMES)
    actor: Actor = narrowed(visitor_of(request).actor, *WHOLE)
    reports = Reports(house.database, house.calendars, house.region)
    columns, followed = _BEHIND[name]
    figure = sum_of(one for one in told.classes if kind in ("", one.kind))
    load = await reports.behind(
        *(actor, Wanted(period), kind, columns, followed, wording.now, query.page), kept=getattr(figure, name)
    )
    column = national_table((), wording).columns[1 + _COLUMNS.index(name)]
    whose = wording.say(CLASS_NAMES[kind]) if kind else wording.say(_("semua"))
    context = {
        "heading": f"{column.label}: {whose}",
        "lead": [f"{_name(period, wording)}.", column.meaning],
        "made": stamp(wording, told.at),
        "back": address(PAGE, {"masa": period}),
        "back_name": wording.say(_("Angka nasional (SP4N-LAPOR!)")),
        **await listing(house, wording, load, CASES, {"masa": period, "jenis": kind, "ukuran": name}),
    }
    return await office_page(request, "office/figure_cases.html", REPORTS, context)


def _href(period: str, kind: str, name: str) -> str:
    return address(CASES, {"masa": period, "jenis": kind, "ukuran": name})


@get(TABLE, name="office.national.table", guards=GUARDS, include_in_schema=False)
async def as_table(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The table as a spreadsheet or as comma-separated values."""
    wording = await wording_of(request)
    period, told = await _told(request, wording)
    table = national_table(told.classes, wording)
    if Asked(request).choice("bentuk", ("csv", "xlsx")) == "xlsx":
        title = f"{table.title}, {_name(period, wording)}"
        content, kind, ending = (
            xlsx_file([table], title, [wording.region.name, as_of(told.at, wording)], dictionary_of([table], wording)),
            XLSX,
            "xlsx",
        )
    else:
        content, kind, ending = csv_file(table), CSV, "csv"
    headers = {
        "Content-Disposition": f'attachment; filename="angka-nasional-{period}.{ending}"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=kind, headers=headers)


async def _told(request: Request[Any, Any, Any], wording: Wording) -> tuple[str, Told]:
    house, period = house_of(request), _period(request, wording)
    actor: Actor = narrowed(visitor_of(request).actor, *WHOLE)
    months = NationalMonths(house.database, house.clock, house.calendars, house.region)
    return period, await months.told(actor, period, wording.now)


def _period(request: Request[Any, Any, Any], wording: Wording) -> str:
    """The one that is asked about, else the quarter that runs."""
    periods = [one["value"] for group in _options(wording) for one in group["options"]]
    return Asked(request).choice("masa", periods) or quarter_of(next(iter(months_until_now(wording))))


def _options(wording: Wording) -> list[dict[str, Any]]:
    months = list(months_until_now(wording))
    quarters, years = (list(dict.fromkeys(found)) for found in (map(quarter_of, months), (one[:4] for one in months)))
    return [
        {"label": wording.say(label), "options": [{"value": one, "label": _name(one, wording)} for one in found]}
        for label, found in ((_("Tahun"), years), (_("Triwulan"), quarters), (_("Bulan"), months))
    ]


def _name(period: str, wording: Wording) -> str:
    if len(months_of(period)) == 12:
        return wording.say(_("Tahun {year}"), year=period)
    return period_words(period, wording) if "Q" in period else month_name(first_day(period), wording.language)


def _cell(value: Any, form: str, words: Durations, wording: Wording) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if form == "share":
        return words.percent(value)
    return wording.number(value) if isinstance(value, int) else words.number(value)


HANDLERS: list[HTTPRouteHandler] = [national, as_table, behind]

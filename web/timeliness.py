"""The supervisor's figures of time: how long citizens wait, which promises were kept, what is worth a second look."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from complaints.labels import STAGE
from foundation.language import mark as _
from people.actor import Actor
from sla.caseload import Load
from sla.period import Grouping
from sla.sign_cases import WORKING_DAY
from sla.signs import Sign
from sla.timing import LEAST, Cell, Figures
from web.case_rows import address, listing
from web.charts import Chart, step_curve
from web.durations import Durations
from web.figures_table import MEDIA_TYPE, table
from web.office_frame import OVERSIGHT, narrowed, office_page, wording_of
from web.oversight_frame import Overseen
from web.timeliness_filter import GROUP_NAMES, AskedFigures, group_name, month_name
from web.visitor import house_of, one_of, visitor_of

PAGE = f"{OVERSIGHT.path}/waktu"
CASES = f"{PAGE}/tanda"
COUNTED = f"{PAGE}/aduan"
TABLE = f"{PAGE}/tabel"
SIGNS: dict[Sign, tuple[str, str]] = {
    Sign.LAST_HOUR: (_("Jam terakhir"), _("Dinyatakan selesai dalam satu jam terakhir sebelum batas waktu.")),
    Sign.DISPUTED: (_("Belum beres"), _("Dinyatakan selesai, lalu pelapor menyatakan belum beres.")),
    Sign.PING_PONG: (_("Berpindah-pindah"), _("Diteruskan lagi dua kali atau lebih setelah diteruskan pertama kali.")),
    Sign.LATE_PAUSE: (_("Jeda menjelang batas"), _("Jam dihentikan ketika sisa waktunya seperlima atau kurang.")),
    Sign.TEMPLATE: (_("Jawaban template"), _("Jawaban hampir seluruhnya mengulang jawaban sebelumnya.")),
    Sign.STAFF_FAST: (_("Dicatat petugas, cepat selesai"), _("Dicatat oleh petugas dan selesai dalam satu jam.")),
    Sign.OFFICE_FAST: (
        _("Dari jaringan kantor, cepat selesai"),
        _("Dikirim dari jaringan kantor pemerintah dan selesai dalam satu jam."),
    ),
}
"""Each sign's name and meaning."""

BECAME: dict[str, tuple[str, str]] = {
    "": (_("Aduan"), _("Semua yang diterima dalam masa ini, menurut keadaannya sekarang.")),
    "open": (_("Masih berjalan"), _("Belum sampai di tahap yang diukur, dan belum berakhir dengan cara lain.")),
    "on_time": (_("Tepat waktu"), _("Janjinya ditepati sampai tanggalnya.")),
    "late": (_("Terlambat"), _("Janjinya ditepati sesudah tanggalnya, atau belum ditepati dan tanggalnya lewat.")),
    "late_open": (_("Terlambat dan masih berjalan"), _("Bagian dari yang terlambat: belum ditepati sampai sekarang.")),
    "waiting": (
        _("Belum jatuh tempo"),
        _("Tanggalnya belum sampai, atau hitungannya sedang berhenti dengan alasan yang tercatat."),
    ),
}
"""What became of the promise of a case, by its name in addresses: its name and meaning."""

_IN_THE_TABLE = (1, 2, 3, 5, 10, 14, 20, 30, 60, 90, 120, 180, 240)
"""Working days at which the curve is also written out."""


@get(PAGE, name="office.timeliness", guards=[one_of(*OVERSIGHT.roles)], include_in_schema=False)
async def timeliness(request: Request[Any, Any, Any]) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    asked = AskedFigures(request, wording)
    figures = await house.timing.figures(_overseer(request), asked.question)
    words = Durations(wording)
    cells = sorted(figures.cells, key=lambda cell: _order(asked, cell))
    seen = Overseen(request, wording)
    context: dict[str, Any] = seen.frame(PAGE, None) | {
        "made": seen.stamp(figures.at),
        "scopes": [],  # it is narrowed by its own fields
        "filter_action": PAGE,
        **asked.form(),
        "stage": wording.say(STAGE[asked.question.stage]),
        "group": wording.say(GROUP_NAMES[asked.question.by]),
        "period": wording.say(
            _("Aduan yang diterima {first} sampai {last}, menurut keadaannya sekarang."),
            first=month_name(asked.question.first, wording.language),
            last=month_name(asked.question.last, wording.language),
        ),
        "total": _cell(words, figures.total) | {"hrefs": _hrefs(asked.values)},
        "became": [{"name": wording.say(name), "text": wording.say(text)} for name, text in BECAME.values()],
        "chart": _chart(figures),
        "curve_rows": _curve_rows(words, figures),
        "cells": [_cell(words, cell) | _named(asked, cell) for cell in cells if cell.cases >= LEAST],
        "few": [_named(asked, cell) | {"cases": cell.cases} for cell in cells if cell.cases < LEAST],
        "signs": [_sign(words, asked, figures.total, sign) for sign in Sign],
        "bearing": [_bearing(asked, cell) for cell in cells if any(cell.signs.values())],
        "least": LEAST,
        "table_href": address(TABLE, asked.values),
    }
    return await office_page(request, "office/timeliness.html", OVERSIGHT, context)


@get(TABLE, name="office.timeliness.table", guards=[one_of(*OVERSIGHT.roles)], include_in_schema=False)
async def as_table(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The figures as comma-separated values: what the page shows, and nothing that it withholds."""
    house, wording = house_of(request), await wording_of(request)
    question = AskedFigures(request, wording).question
    figures = await house.timing.figures(_overseer(request), question)
    file = f"ketepatan-{question.by}-{question.first:%Y-%m}-{question.last:%Y-%m}.csv"
    names = {cell.key: group_name(cell.key, question.by, wording) for cell in figures.cells}
    headers = {"Content-Disposition": f'attachment; filename="{file}"', "Cache-Control": "no-store"}
    return Response(table(figures, names), media_type=MEDIA_TYPE, headers=headers)


@get(CASES, name="office.timeliness.cases", guards=[one_of(*OVERSIGHT.roles)], include_in_schema=False)
async def behind_a_sign(request: Request[Any, Any, Any]) -> Response[str]:
    """The cases that bear a sign; counts what the figures count."""
    house, asked = house_of(request), AskedFigures(request, await wording_of(request))
    sign = Sign(asked.query.choice("tanda", set(Sign)) or Sign.LAST_HOUR)
    load = await house.timing.cases(_overseer(request), asked.question, sign, asked.query.page)
    no_accusation = asked.wording.say(_("Ini bukan tuduhan: baca aduannya sebelum menilai."))
    return await _listed(request, asked, load, SIGNS[sign], CASES, {"tanda": str(sign)}, no_accusation)


@get(COUNTED, name="office.timeliness.counted", guards=[one_of(*OVERSIGHT.roles)], include_in_schema=False)
async def counted(request: Request[Any, Any, Any]) -> Response[str]:
    """The cases behind a figure; counts what the figures count."""
    house, asked = house_of(request), AskedFigures(request, await wording_of(request))
    became = asked.query.choice("hasil", BECAME)
    load = await house.timing.behind(_overseer(request), asked.question, became, asked.query.page)
    return await _listed(request, asked, load, BECAME[became], COUNTED, {"hasil": became})


async def _listed(
    request: Request[Any, Any, Any],
    asked: AskedFigures,
    load: Load,
    named: tuple[str, str],
    path: str,
    values: Mapping[str, str],
    *notes: str,
) -> Response[str]:
    """A page of cases, whose name and meaning are `named`, and which `values` of the address at `path` ask for."""
    wording = asked.wording
    heading, meaning = (wording.say(words) for words in named)
    context = {
        "heading": heading,
        "lead": [meaning, *notes],
        "made": "",
        "back": address(PAGE, asked.values),
        "back_name": wording.say(_("Ketepatan waktu")),
        **await listing(house_of(request), wording, load, path, asked.values | dict(values)),
    }
    return await office_page(request, "office/figure_cases.html", OVERSIGHT, context)


def _overseer(request: Request[Any, Any, Any]) -> Actor:
    return narrowed(visitor_of(request).actor, *OVERSIGHT.roles)


def _order(asked: AskedFigures, cell: Cell) -> tuple[bool, str]:
    """By name, months by date: an order by figures would be read as a ranking. What has no group comes last."""
    by_month = asked.question.by is Grouping.MONTH
    return cell.key is None, (cell.key or "") if by_month else group_name(cell.key, asked.question.by, asked.wording)


def _cell(words: Durations, cell: Cell) -> dict[str, Any]:
    """The figures of one group in words."""
    kept = cell.kept
    return {
        "cases": cell.cases,
        "done": cell.done,
        "open": cell.open,
        "ended": cell.ended,
        "median": words.reached(cell.median),
        "median_between": words.interval(cell.median),
        "median_days": words.reached(cell.median_days, calendar=True) if cell.median and cell.median.value else "",
        "ninetieth": words.reached(cell.ninetieth),
        "ninetieth_between": words.interval(cell.ninetieth),
        "on_time": words.share(kept.share),
        "on_time_between": words.between(kept.share.low, kept.share.high) if kept.share else "",
        "known": kept.on_time + kept.late,
        "kept": kept,
    }


def _named(asked: AskedFigures, cell: Cell) -> dict[str, Any]:
    """What a group is called, and the address of its own figures."""
    name = group_name(cell.key, asked.question.by, asked.wording)
    closer = asked.closer(cell.key) if cell.key else None
    return {
        "name": name,
        "href": address(PAGE, closer) if closer else "",
        "hrefs": _hrefs(closer) if closer else dict.fromkeys(("all", *BECAME), ""),
    }


def _hrefs(values: Mapping[str, str]) -> dict[str, str]:
    """Addresses of the cases behind the figures of a group, by what became of them."""
    return {one or "all": address(COUNTED, dict(values) | {"hasil": one}) for one in BECAME}


def _end(figures: Figures) -> float:
    """Up to how many working days the curve is shown; 0 where too few cases, or none done, would make it up."""
    curve, total = figures.curve, figures.total
    if total.median is None or total.ninetieth is None or not curve.done:
        return 0.0
    # A few cases that waited for very long would push all others against the edge.
    end = curve.longest if total.ninetieth.value is None else min(curve.longest, 1.5 * total.ninetieth.value)
    return max(end / WORKING_DAY, 1.0)


def _chart(figures: Figures) -> Chart | None:
    """The curve in working days, with the median and the ninth tenth pointed out."""
    total, end = figures.total, _end(figures)
    if not end:
        return None
    quantiles = ((total.median, 0.5), (total.ninetieth, 0.9))
    marks = [(one.value / WORKING_DAY, share) for one, share in quantiles if one and one.value is not None]
    return step_curve(lambda days: figures.curve.done_by(days * WORKING_DAY), end, marks)


def _curve_rows(words: Durations, figures: Figures) -> list[dict[str, str]]:
    """The same curve as a table: what share was done within so many working days."""
    end, found = _end(figures), []
    for days in (one for one in _IN_THE_TABLE if one <= end):
        share, low, high = figures.curve.done_by(days * WORKING_DAY)
        found.append({"days": str(days), "share": words.percent(share), "between": words.between(low, high)})
    return found


def _sign(words: Durations, asked: AskedFigures, total: Cell, sign: Sign) -> dict[str, Any]:
    name, meaning = SIGNS[sign]
    count = total.signs[sign]
    return {
        "name": asked.wording.say(name),
        "meaning": asked.wording.say(meaning),
        "count": count,
        "share": words.percent(count / total.cases) if total.cases >= LEAST else "",
        "href": address(CASES, asked.values | {"tanda": str(sign)}) if count else "",
    }


def _bearing(asked: AskedFigures, cell: Cell) -> dict[str, Any]:
    """The signs of one group, in the order of SIGNS, each with the address of its cases."""
    return {
        "name": group_name(cell.key, asked.question.by, asked.wording),
        "cases": cell.cases,
        "signs": [
            {
                "name": asked.wording.say(SIGNS[sign][0]),
                "count": count,
                "href": address(CASES, asked.closer(cell.key) | {"tanda": str(sign)}) if cell.key and count else "",
            }
            for sign, count in cell.signs.items()
        ],
    }


HANDLERS: list[HTTPRouteHandler] = [timeliness, as_table, behind_a_sign, counted]

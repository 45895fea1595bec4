"""Hours of learning for the personnel system: a file with numbers in the civil service, which is written down.

Trainings and hours alone: no score, no answer, no signal and no verdict can reach an appraisal from here.
"""

from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler

from competency.learning_hours import LearningHours, Line
from foundation.language import mark as _
from web.forms import posted
from web.office_frame import LEARNING_HOURS, office_page, wording_of
from web.rendering import say
from web.report_tables import as_of, dictionary_of
from web.spreadsheets import CSV, XLSX, Column, Table, csv_file, xlsx_file
from web.training_rooms import person_of
from web.visitor import fresh, house_of, one_of, visitor_of
from web.whole_numbers import whole
from web.wording import Wording, options

PAGE = LEARNING_HOURS.path
_GUARDS = [one_of(*LEARNING_HOURS.roles), fresh]
_YEARS = 5
COLUMNS = (
    (_("NIP"), "text", _("Nomor induk pegawai peserta")),
    (_("Pelatihan"), "text", _("Nama pelatihan menurut katalog")),
    (_("Bentuk"), "text", _("Bentuk pengembangan kompetensi")),
    (_("Tanggal selesai"), "text", _("Hari terakhir pelatihan, atau hari kursus diselesaikan")),
    (_("Jam pelajaran (JP)"), "count", _("Satu JP 45 menit")),
)


@get(PAGE, name="office.hours", guards=_GUARDS, include_in_schema=False)
async def hours(request: Request[Any, Any, Any]) -> Response[str]:
    return await _page(request, {}, 200)


@post(PAGE, name="office.hours.export", guards=_GUARDS, include_in_schema=False)
async def export(request: Request[Any, Any, Any]) -> Response[Any]:
    """All hours of a year as a file; that it was made is written down with who made it."""
    house, wording, values = house_of(request), await wording_of(request), (await posted(request)).values
    year, today = whole(values.get("year", ""), 4), await house.today()
    if year is None or not today.year - _YEARS < year <= today.year:
        return await _page(request, {"year": _("Pilih tahunnya.")}, 422)
    book = LearningHours(house.database, house.clock, house.keys, await house.zone())
    table = _table(wording, year, await book.export(person_of(request), year))
    if values.get("kind") == "xlsx":
        lead = [wording.region.name, as_of(house.clock.now(), wording)]
        content, kind, ending = xlsx_file([table], table.title, lead, dictionary_of([table], wording)), XLSX, "xlsx"
    else:
        content, kind, ending = csv_file(table), CSV, "csv"
    headers = {"Content-Disposition": f'attachment; filename="jam-pelajaran-{year}.{ending}"'}
    return Response(content, status_code=200, media_type=kind, headers=headers | {"Cache-Control": "no-store"})


def _table(wording: Wording, year: int, lines: list[Line]) -> Table:
    columns = [Column(wording.say(label), form, wording.say(meaning)) for label, form, meaning in COLUMNS]  # type: ignore[arg-type]
    rows = [(one.nip, one.training, one.form, one.on.isoformat(), one.hours) for one in lines]
    return Table("jam_pelajaran", wording.say(_("Jam pelajaran {year}"), year=year), columns, rows)


async def _page(request: Request[Any, Any, Any], faults: dict[str, str], status: int) -> Response[str]:
    house, language = house_of(request), visitor_of(request).language
    book, today = LearningHours(house.database, house.clock, house.keys, await house.zone()), await house.today()
    names = await house.officers()
    context = {
        "years": options((str(one), str(one)) for one in range(today.year, today.year - _YEARS, -1)),
        "kinds": options((("csv", "CSV"), ("xlsx", "XLSX"))),
        "exports": [
            {
                "at": one.at,
                "by": names.get(f"officer:{one.by}", ""),
                "year": one.year,
                "people": one.people,
                "left_out": one.left_out,
            }
            for one in await book.exports()
        ],
        "action": PAGE,
        "values": {"year": str(today.year), "kind": "csv"},
        "errors": {name: say(language, words) for name, words in faults.items()},
    }
    return await office_page(request, "office/learning_hours.html", LEARNING_HOURS, context, status=status)


HANDLERS: list[HTTPRouteHandler] = [hours, export]

"""How many people each unit had in a month, as analysts and administrators write it down. Rows are only added."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from competency.staffing import NEEDED, OPTIONAL, Line, Month, StaffingBook, Written, faults_of, lines_of, month_told
from complaints.csv_tables import MOST_BYTES
from foundation.errors import Invalid
from foundation.language import Sentence
from foundation.language import mark as _
from web.case_rows import Asked
from web.durations import Durations
from web.forms import posted
from web.office_frame import STAFFING, office_page, wording_of
from web.rendering import say
from web.signal_figures import month_name
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording, options

PAGE = STAFFING.path
_DONE = {"catat": _("Jumlah pegawai dicatat."), "impor": _("Tabel jumlah pegawai disimpan.")}
_SOURCES = {"entered": _("dicatat"), "imported": _("dari tabel")}
_FIELDS = {
    "unit": "unit",
    "month": "bulan",
    "officers": "pegawai",
    "capacity_hours": "jam",
    "leave_hours": "jam_cuti",
}
_FAULTY = _("Ada {n} baris yang perlu diperbaiki. Perbaiki berkasnya lalu unggah lagi; belum ada yang disimpan.")
_NO_FILE = _("Pilih berkasnya.")


@get(PAGE, name="office.staffing", guards=[one_of(*STAFFING.roles)], include_in_schema=False)
async def staffing(request: Request[Any, Any, Any]) -> Response[str]:
    return await _page(request, done=_DONE.get(request.query_params.get("berhasil", ""), ""))


@post(PAGE, name="office.staffing.write", guards=[one_of(*STAFFING.roles)], include_in_schema=False)
async def write(request: Request[Any, Any, Any]) -> Response[Any]:
    form, wording = await posted(request), await wording_of(request)
    told = month_told(form.values)
    faults = faults_of(told, _units(wording))
    if faults:
        return await _page(request, form.values, {_FIELDS[field]: words for field, words in faults.items()}, 422)
    await _book(request).write(visitor_of(request).actor, [told])
    return Redirect(f"{PAGE}?berhasil=catat&unit={told.unit}", status_code=303)


@post(
    f"{PAGE}/impor",
    name="office.staffing.import",
    guards=[one_of(*STAFFING.roles)],
    include_in_schema=False,
    request_max_body_size=3 * MOST_BYTES,
)
async def bring(request: Request[Any, Any, Any]) -> Response[Any]:
    """A table is kept as a whole, or not at all."""
    upload, wording = (await request.form()).get("berkas"), await wording_of(request)
    if not isinstance(upload, UploadFile) or not upload.filename:
        return await _page(request, faults={"berkas": _NO_FILE}, status=422)
    try:
        lines = lines_of(await upload.read(), _units(wording))
    except Invalid as error:
        return await _page(request, faults={"berkas": error.sentence}, status=422)
    faulty = [line for line in lines if line.told is None]
    if faulty:
        return await _page(request, faults={"berkas": Sentence(_FAULTY, n=len(faulty))}, status=422, lines=faulty)
    await _book(request).write(visitor_of(request).actor, [line.told for line in lines if line.told], "imported")
    return Redirect(f"{PAGE}?berhasil=impor", status_code=303)


def _book(request: Request[Any, Any, Any]) -> StaffingBook:
    house = house_of(request)
    return StaffingBook(house.database, house.clock)


def _units(wording: Wording) -> list[str]:
    """Units that take complaints, by name."""
    return sorted((one.code for one in wording.region.units if one.accepts), key=wording.unit)


async def _page(
    request: Request[Any, Any, Any],
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
    done: str = "",
    lines: Sequence[Line] = (),
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    written, units = await _book(request).written(), _units(wording)
    chosen = Asked(request).text("unit")
    names = await house.officers()
    newest = {(one.told.unit, one.told.month): one for one in written}
    known = {code: [one.told for one in newest.values() if one.told.unit == code] for code in units}
    context = {
        "units": options((code, wording.unit(code)) for code in units),
        "chosen_name": wording.unit(chosen) if chosen in known else "",
        "rows": [_unit(wording, code, known[code]) for code in units],
        "months": [
            _month(wording, one, names, newest[one.told.unit, one.told.month] is one)
            for one in reversed(written)
            if one.told.unit == chosen in known
        ],
        "columns": (*NEEDED, *OPTIONAL),
        "action": PAGE,
        "lines": [
            {"number": line.number, "unit": line.unit, "faults": [wording.say(one) for one in line.faults]}
            for line in lines
        ],
        "values": {"bulan": f"{await house.today():%Y-%m}", "unit": chosen, **(values or {})},
        "errors": {name: say(wording.language, one) for name, one in (faults or {}).items()},
    }
    messages = [{"kind": "done", "text": wording.say(done)}] if done else []
    return await office_page(request, "office/staffing.html", STAFFING, context, status=status, messages=messages)


def _unit(wording: Wording, code: str, months: Sequence[Month]) -> dict[str, Any]:
    """A unit by the month told last."""
    last, words = max(months, key=lambda one: one.month, default=None), Durations(wording)
    return {
        "name": wording.unit(code),
        "href": f"{PAGE}?unit={code}#bulan",
        "many": len(months),
        "month": month_name(wording, last.month) if last else "",
        "officers": words.number(last.officers) if last else "",
        "hours": words.number(last.on_duty) if last else "",
    }


def _month(wording: Wording, one: Written, names: Mapping[str, str], holds: bool) -> dict[str, Any]:
    words = Durations(wording)
    return {
        "month": month_name(wording, one.told.month),
        "officers": words.number(one.told.officers),
        "hours": words.number(one.told.capacity_hours),
        "leave": words.number(one.told.leave_hours),
        "source": wording.say(_SOURCES[one.source]),
        "by": names.get(one.by, ""),
        "at": one.at,
        "holds": holds,
    }


HANDLERS: list[HTTPRouteHandler] = [staffing, write, bring]

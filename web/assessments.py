"""Assessments from a table of counts: looked at first with what is wrong in each line, then kept."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from competency.assessments import NEEDED, OPTIONAL, Assessments, Line, lines_of
from competency.level_counts import LEAST
from complaints.csv_tables import MOST_BYTES
from foundation.errors import Invalid, Refused
from foundation.language import mark as _
from web.errors import status_of
from web.forms import day_of
from web.input_words import RECRUITMENT, choices, dictionary_of
from web.office_frame import OFFICER_SURVEYS, office_page, wording_of
from web.officer_surveys import level_row, together
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of

HERE = OFFICER_SURVEYS.path + "/asesmen"
_GUARDS = [one_of(*OFFICER_SURVEYS.roles)]
_FAULTY = _("Masih ada baris yang perlu diperbaiki. Perbaiki berkasnya lalu unggah lagi; belum ada yang disimpan.")
_NO_FILE = {"berkas": _("Pilih berkasnya.")}
_DONE = _("Asesmen disimpan sebagai jumlah orang.")
_EXAMPLE = "unit,kompetensi,level_dibutuhkan,level_kini,jumlah\nDLH,MAN-KOMUNIKASI,3,2,7\n"


@get(HERE, name="office.assessments", guards=_GUARDS, include_in_schema=False)
async def assessments(request: Request[Any, Any, Any]) -> Response[str]:
    return await _page(request)


@get(HERE + "/contoh.csv", name="office.assessments.example", guards=_GUARDS, include_in_schema=False)
async def example(request: Request[Any, Any, Any]) -> Response[str]:
    headers = {"Content-Disposition": 'attachment; filename="contoh-asesmen.csv"'}
    return Response(_EXAMPLE, media_type="text/csv", headers=headers)


@post(
    HERE, name="office.assessments.bring", guards=_GUARDS, include_in_schema=False, request_max_body_size=3 * MOST_BYTES
)
async def bring(request: Request[Any, Any, Any]) -> Response[Any]:
    """What came as a file is shown first; what came back from the preview is kept, if it still holds."""
    house, form = house_of(request), await request.form()
    values = {name: str(form.get(name) or "") for name in ("title", "held_on", "recruitment")}
    sure, upload = form.get("act") == "simpan", form.get("berkas")
    data = b""
    lines: Sequence[Line] = ()
    try:
        if sure:
            data = str(form.get("isi") or "").encode()
        elif isinstance(upload, UploadFile) and upload.filename:
            data = await upload.read()
        else:
            raise Invalid(fields=_NO_FILE)
        region = await house.region.current()
        lines = lines_of(data, region.unit.keys(), (await dictionary_of(house, region)).entry.keys())
        if any(line.faults for line in lines):
            raise Invalid(_FAULTY)
        if not sure:
            return await _page(request, values, lines=lines, text=data.decode("utf-8-sig"))
        person = visitor_of(request).actor.person
        assert person is not None
        kept = await Assessments(house.database, house.clock).keep(
            person, values["title"], day_of(values["held_on"]), values["recruitment"], lines, await house.today()
        )
    except (Invalid, Refused) as error:
        faults = (dict(error.fields) if isinstance(error, Invalid) else {}) or {"": error.sentence}
        whole = not any(line.faults for line in lines)
        text = data.decode("utf-8-sig", "replace") if lines and whole else ""
        return await _page(request, values, faults, lines, text, int(status_of(error)))
    return Redirect(f"{HERE}/{kept}?berhasil=ya", status_code=303)


@get(HERE + "/{assessment_id:uuid}", name="office.assessments.one", guards=_GUARDS, include_in_schema=False)
async def one(request: Request[Any, Any, Any], assessment_id: FromPath[UUID]) -> Response[str]:
    """What it says of groups that are large enough."""
    house, wording = house_of(request), await wording_of(request)
    book, dictionary = Assessments(house.database, house.clock), await dictionary_of(house, wording.region)
    found = await book.levels(assessment_id, LEAST)
    known = next(each for each in await book.all() if each.id == assessment_id)
    results = [
        {
            "name": dictionary.name(code),
            "rows": [level_row(wording, together(wording, group.units), group.levels) for group in groups],
        }
        for code, groups in found.items()
    ]
    context = {
        "title": known.title,
        "held_on": known.held_on,
        "recruitment": wording.say(RECRUITMENT[known.recruitment]),
        "results": results,
        "least": LEAST,
        "back": HERE,
    }
    done = request.query_params.get("berhasil") == "ya"
    messages = [{"kind": "done", "text": wording.say(_DONE)}] if done else []
    return await office_page(request, "office/assessment.html", OFFICER_SURVEYS, context, messages=messages)


async def _page(
    request: Request[Any, Any, Any],
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    lines: Sequence[Line] = (),
    text: str = "",
    status: int = 200,
) -> Response[str]:
    house, wording, language = house_of(request), await wording_of(request), visitor_of(request).language
    dictionary = await dictionary_of(house, wording.region)
    context = {
        "known": [
            {"title": each.title, "href": f"{HERE}/{each.id}", "held_on": each.held_on}
            for each in await Assessments(house.database, house.clock).all()
        ],
        "needed": NEEDED,
        "optional": OPTIONAL,
        "recruitment": choices(wording, RECRUITMENT),
        "lines": [
            {
                "number": line.number,
                "unit": wording.unit(line.unit) or line.unit,
                "competency": dictionary.name(line.competency),
                "needed": line.needed if line.needed > 0 else "?",
                "now": line.now if line.now > 0 else "?",
                "people": line.people if line.people > 0 else "?",
                "faults": [wording.say(fault) for fault in line.faults],
            }
            for line in lines
        ],
        "text": text,
        "action": HERE,
        "example": HERE + "/contoh.csv",
        "values": values or {"recruitment": "all"},
        "errors": {name: say(language, words) for name, words in (faults or {}).items()},
        "back": OFFICER_SURVEYS.path,
    }
    return await office_page(request, "office/assessments.html", OFFICER_SURVEYS, context, status=status)


HANDLERS: list[HTTPRouteHandler] = [assessments, example, bring, one]

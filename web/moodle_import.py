"""Tables from Moodle: first a preview with what is wrong in each line, then, once confirmed, completions and scores."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from competency.completions import Completions, Line
from competency.courses import Course, Courses
from competency.moodle import MOST_BYTES, Row, rows_of, text_of
from competency.statements import email_mark, nip_mark
from foundation.errors import Invalid
from foundation.language import mark as _
from people.profiles import masked
from web.e_learning import MOODLE
from web.e_learning import PAGE as BACK
from web.errors import status_of
from web.forms import uuid_of
from web.office_frame import E_LEARNING, office_page, wording_of
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of
from web.whole_numbers import whole
from web.wording import options

SHOWN = 300
"""Lines of a preview; those with a fault stand first."""
MOST_GRADE = 1000
DOES = {
    "fault": _("Perlu diperbaiki"),
    "unknown": _("Tidak dikenal, dilewati"),
    "none": _("Belum selesai, dilewati"),
    "kept": _("Disimpan"),
}
_GUARDS = [one_of(*E_LEARNING.roles)]
_NO_FILE = {"berkas": _("Pilih berkasnya.")}
_TWO_PEOPLE = _("Email dan NIP di baris ini milik dua orang yang berbeda.")
_COURSE, _GRADE = _("Pilih kursusnya."), _("Tulis nilai tertinggi yang mungkin, 1 sampai 1000.")


class Looked(NamedTuple):
    """A line of the table and what becomes of it."""

    row: Row
    does: str
    faults: tuple[str, ...]
    officer: UUID | None


@get(MOODLE, name="office.e_learning.table", guards=_GUARDS, include_in_schema=False)
async def table(request: Request[Any, Any, Any]) -> Response[str]:
    return await _page(request, {"kursus": request.query_params.get("kursus", ""), "tertinggi": "100"})


@post(
    MOODLE,
    name="office.e_learning.import",
    guards=_GUARDS,
    include_in_schema=False,
    request_max_body_size=3 * MOST_BYTES,
)
async def import_table(request: Request[Any, Any, Any]) -> Response[Any]:
    """What came as a file is shown first; what came back from the preview is kept."""
    form = await request.form()
    values = {name: str(form.get(name, "")) for name in ("kursus", "tertinggi", "isi")}
    upload, sure = form.get("berkas"), form.get("act") == "simpan"
    try:
        course, most = await _wanted(request, values)
        if sure:
            data = values["isi"].encode()
        elif isinstance(upload, UploadFile) and upload.filename:
            data = await upload.read()
        else:
            raise Invalid(fields=_NO_FILE)
        lines = await _look(request, rows_of(data, await house_of(request).zone(), most))
    except Invalid as error:
        return await _page(request, values, error=error)
    if not sure:
        return await _page(request, values, lines=lines, text=text_of(data))
    kept = [
        Line(one.officer, one.row.at or house_of(request).clock.now(), one.row.completed or None, one.row.scaled)
        for one in lines
        if one.does == "kept" and one.officer is not None
    ]
    await _completions(request).keep_lines(course.id, kept)
    return Redirect(f"{BACK}?berhasil=impor", status_code=303)


async def _wanted(request: Request[Any, Any, Any], values: Mapping[str, str]) -> tuple[Course, int]:
    house = house_of(request)
    courses = {one.id: one for one in await Courses(house.database, house.clock).all()}
    course, most = courses.get(uuid_of(values["kursus"]) or UUID(int=0)), whole(values["tertinggi"] or "100", 5)
    faults = {
        "kursus": "" if course else _COURSE,
        "tertinggi": "" if most is not None and 1 <= most <= MOST_GRADE else _GRADE,
    }
    if course is None or most is None or any(faults.values()):
        raise Invalid(fields={name: words for name, words in faults.items() if words})
    return course, most


async def _look(request: Request[Any, Any, Any], rows: Sequence[Row]) -> list[Looked]:
    """Whom each line is about; two hints that lead to two people are a fault."""
    named = [
        [*([email_mark(row.email)] if row.email else []), *([nip_mark(row.nip)] if row.nip else [])] for row in rows
    ]
    known = await _completions(request).whose(mark for marks in named for mark in marks)
    return [
        _looked(row, {known[mark] for mark in marks if mark in known}) for row, marks in zip(rows, named, strict=True)
    ]


def _looked(row: Row, people: set[UUID]) -> Looked:
    faults = (*row.faults, *((_TWO_PEOPLE,) if len(people) > 1 else ()))
    officer = next(iter(people)) if len(people) == 1 else None
    does = "fault" if faults else "none" if not row.tells else "kept" if officer else "unknown"
    return Looked(row, does, faults, officer)


def _completions(request: Request[Any, Any, Any]) -> Completions:
    house = house_of(request)
    return Completions(house.database, house.clock, house.keys)


async def _page(
    request: Request[Any, Any, Any],
    values: Mapping[str, str],
    lines: Sequence[Looked] = (),
    text: str = "",
    error: Invalid | None = None,
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    language = visitor_of(request).language
    courses = await Courses(house.database, house.clock).all()
    faults: Mapping[str, str] = (error.fields or {"berkas": error.sentence}) if error else {}
    ordered = sorted(lines, key=lambda one: (list(DOES).index(one.does), one.row.number))
    counts = Counter(one.does for one in lines)
    context = {
        "courses": options((str(one.id), f"{one.title} ({one.training_name})") for one in courses),
        "lines": [
            {
                "number": one.row.number,
                "who": masked(one.row.email) if one.row.email else _last_digits(one.row.nip),
                "completed": one.row.completed,
                "at": one.row.at,
                "score": round(100 * one.row.scaled) if one.row.scaled is not None else None,
                "does": one.does,
                "does_words": wording.say(DOES[one.does]),
                "faults": [say(language, words) for words in one.faults],
            }
            for one in ordered[:SHOWN]
        ],
        "left": max(0, len(ordered) - SHOWN),
        "counts": {name: counts[name] for name in DOES},
        "text": text,
        "action": MOODLE,
        "back": BACK,
        "values": values,
        "errors": {name: say(language, words) for name, words in faults.items()},
    }
    status = int(status_of(error)) if error else 200
    return await office_page(request, "office/moodle_import.html", E_LEARNING, context, status=status)


def _last_digits(nip: str) -> str:
    return f"… {nip[-4:]}" if nip else ""


HANDLERS: list[HTTPRouteHandler] = [table, import_table]

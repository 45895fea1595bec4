"""The page on which administrators set how office papers are made: letterhead, numbers, archive codes, templates."""

import asyncio
from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints.attachments import DOCX
from complaints.paper_settings import PaperSettings, Setting
from complaints.paperwork import KIND_NAMES, PaperKind, numbered
from complaints.report import readable
from foundation.errors import Invalid, NotFound
from foundation.language import mark as _
from web.errors import status_of
from web.forms import UPLOAD_BODY, Posted, posted
from web.office_frame import PAPERS, office_page, wording_of
from web.paper_docx import FIELDS, checked
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording

PAGE = PAPERS.path
GUARDS = [one_of(*PAPERS.roles)]
_NO_FILE = _("Pilih berkas .docx-nya.")
_DONE = {
    "kop": _("Alamat kop disimpan."),
    "nomor": _("Pola nomor dan kode arsip disimpan. Surat yang sudah dibuat tidak berubah."),
    "templat": _("Templat diperiksa dan disimpan. Surat berikutnya memakainya."),
    "bawaan": _("Templat bawaan dipakai lagi."),
}


@get(PAGE, name="office.paper_settings", guards=GUARDS, include_in_schema=False)
async def settings_page(request: Request[Any, Any, Any]) -> Response[str]:
    return await _page(request)


@post(f"{PAGE}/kop", name="office.paper_settings.letterhead", guards=GUARDS, include_in_schema=False)
async def write_letterhead(request: Request[Any, Any, Any]) -> Response[Any]:
    house, form = house_of(request), await posted(request)
    lines = "\n".join(line.strip() for line in readable(form.values.get("letterhead", "")).strip().splitlines())
    try:
        await PaperSettings(house.database, house.clock).write_letterhead(visitor_of(request).actor, lines)
    except Invalid as error:
        return await _page(request, form, error)
    return Redirect(f"{PAGE}?berhasil=kop", status_code=303)


@post(f"{PAGE}/{{kind:str}}/nomor", name="office.paper_settings.number", guards=GUARDS, include_in_schema=False)
async def write_number(request: Request[Any, Any, Any], kind: FromPath[str]) -> Response[Any]:
    house, form, known = house_of(request), await posted(request), _kind(kind)
    pattern, code = form.values.get("pattern", "").strip(), form.values.get("code", "").strip()
    try:
        await PaperSettings(house.database, house.clock).write(visitor_of(request).actor, known, pattern, code)
    except Invalid as error:
        return await _page(request, form, error, known)
    return Redirect(f"{PAGE}?berhasil=nomor#{known}", status_code=303)


@post(
    f"{PAGE}/{{kind:str}}/templat",
    name="office.paper_settings.template",
    guards=GUARDS,
    request_max_body_size=UPLOAD_BODY,
    include_in_schema=False,
)
async def put_template(request: Request[Any, Any, Any], kind: FromPath[str]) -> Response[Any]:
    """Another template, once nothing in it can do harm and all its fields are known; or ours again."""
    house, form, known = house_of(request), await posted(request), _kind(kind)
    settings, actor = PaperSettings(house.database, house.clock), visitor_of(request).actor
    if form.values.get("langkah") == "bawaan":
        await settings.put_template(actor, known, None)
        return Redirect(f"{PAGE}?berhasil=bawaan#{known}", status_code=303)
    try:
        if not form.uploads:
            raise Invalid(_NO_FILE, fields={"template": _NO_FILE})
        data = await form.uploads[0].read()
        await asyncio.to_thread(checked, data)
    except Invalid as error:
        return await _page(request, form, error, known)
    await settings.put_template(actor, known, data, readable(form.uploads[0].filename))
    return Redirect(f"{PAGE}?berhasil=templat#{known}", status_code=303)


@get(f"{PAGE}/{{kind:str}}/templat", name="office.paper_settings.file", guards=GUARDS, include_in_schema=False)
async def template_file(request: Request[Any, Any, Any], kind: FromPath[str]) -> Response[bytes]:
    """The template in use, to be changed and uploaded again; with ?bawaan the one we bring."""
    house, known = house_of(request), _kind(kind)
    own = None if "bawaan" in request.query_params else await PaperSettings(house.database, house.clock).template(known)
    from web.paper_templates import ours  # it takes long to import

    content: bytes = own if own is not None else await asyncio.to_thread(ours, known)
    name = f"templat-{str(known).replace('_', '-')}.docx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store, private"}
    return Response(content, media_type=DOCX, headers=headers | {"X-Content-Type-Options": "nosniff"})


def _kind(written: str) -> PaperKind:
    if written not in set(PaperKind):
        raise NotFound()
    return PaperKind(written)


async def _page(
    request: Request[Any, Any, Any],
    form: Posted | None = None,
    error: Invalid | None = None,
    wrong: PaperKind | None = None,
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    settings = PaperSettings(house.database, house.clock)
    current, names = await settings.current(), await house.officers()
    errors = {name: say(wording.language, one) for name, one in (error.fields if error else {}).items()}
    today = await house.today()
    values = dict(form.values) if form else {}
    done = _DONE.get(str(request.query_params.get("berhasil", "")), "")
    context = {
        "kinds": [
            _kind_words(wording, one, names, today.month, today.year)
            | ({"values": values, "errors": errors} if one.kind is wrong else {"values": {}, "errors": {}})
            for one in current.values()
        ],
        "page": PAGE,
        "letterhead": values.get("letterhead", "") if form and wrong is None else await settings.letterhead(),
        "errors": errors if wrong is None else {f"{wrong}-{name}": one for name, one in errors.items()},
        "fields": [(f"{{{{ {name} }}}}", wording.say(words)) for name, words in FIELDS.items()],
    }
    messages = [{"kind": "done", "text": wording.say(done)}] if done else []
    status = int(status_of(error)) if error else 200
    return await office_page(request, "office/paper_settings.html", PAPERS, context, status=status, messages=messages)


def _kind_words(wording: Wording, one: Setting, names: dict[str, str], month: int, year: int) -> dict[str, Any]:
    unit = next((unit.code for unit in wording.region.units if unit.accepts), "")
    return {
        "slug": str(one.kind),
        "name": wording.say(KIND_NAMES[one.kind]),
        "pattern": one.pattern,
        "code": one.code,
        "example": numbered(one.pattern, code=one.code, running=42, unit=unit, month=month, year=year),
        "own": one.own,
        "docx_name": one.docx_name,
        "by": names.get(one.written_by, "") if one.written_by else "",
        "at": one.written_at,
    }


HANDLERS: list[HTTPRouteHandler] = [settings_page, write_letterhead, write_number, put_template, template_file]

"""Office papers of a case: drawn up as DOCX and PDF under a number of the unit, kept with it, and signed copies."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints import commands as c
from complaints.attachments import DOCX, PDF
from complaints.colleagues import Colleagues
from complaints.complaint import Paper
from complaints.events import PaperMade
from complaints.labels import ROLE
from complaints.lifecycle import TRANSITIONS
from complaints.paper_settings import PaperSettings
from complaints.paperwork import KIND_NAMES, PaperKind, numbered
from complaints.ticket import show
from complaints.views import Case
from complaints.visibility import Sight
from foundation.errors import Invalid, NotAllowed, NotFound
from foundation.language import SOURCE_LANGUAGE
from foundation.language import mark as _
from foundation.limits import Limit
from people.actor import Actor, Role
from web.errors import status_of
from web.forms import UPLOAD_BODY, Posted, posted
from web.house import House
from web.office_frame import READERS, office_page, wording_of
from web.office_timeline import officers_in
from web.paper_docx import rendered
from web.paper_words import FORM, KINDS_OF_HASTE, Written, first_fields, kind_of, may_name, told_in, unit_of, written_in
from web.printing import printed
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording, options

AT = "/kantor/aduan/{complaint_id:uuid}/surat"
MADE = Limit("office papers", 60, 3600)
"""Papers that one officer draws up in an hour."""
_SCAN = _("Pilih berkas pindaiannya.")
_NO_SUCH = _("Surat ini tidak ada pada aduan ini.")
_DONE = {
    "buat": _("Surat dibuat dan disimpan pada aduan ini. Unduh, tanda tangani, lalu simpan hasil pindaiannya di sini."),
    "tanda-tangan": _("Surat bertanda tangan disimpan."),
}


@get(AT, name="office.papers", guards=[one_of(*READERS)], include_in_schema=False)
async def papers_page(request: Request[Any, Any, Any], complaint_id: FromPath[UUID]) -> Response[str]:
    case = await _case(request, complaint_id)
    return await _page(request, case, kind_of(str(request.query_params.get("jenis", ""))))


@post(AT, name="office.papers.make", guards=[one_of(*READERS)], include_in_schema=False)
async def make_paper(request: Request[Any, Any, Any], complaint_id: FromPath[UUID]) -> Response[Any]:
    """One paper for one press: a second one of the same form changes nothing."""
    house, actor = house_of(request), visitor_of(request).actor
    case, form = await _case(request, complaint_id), await posted(request)
    if not TRANSITIONS[c.MakePaper].allowed(actor, case.complaint):
        raise NotAllowed()
    kind, cause = kind_of(form.values.get("jenis", "")), f"paper:{form.key or uuid4()}"
    if cause not in case.complaint.causes:
        try:
            await house.limits.count(MADE, str(actor.person))
            written = written_in(kind, form.values, case)
            command = await _drawn_up(request, case, written)
            await house.handling.handle(c.Order(complaint_id, command, cause), actor)
        except Invalid as error:
            return await _page(request, case, kind, form, error)
    return Redirect(f"/kantor/aduan/{complaint_id}/surat?jenis={kind}&berhasil=buat#dibuat", status_code=303)


@get(AT + "/{file_id:uuid}", name="office.papers.file", guards=[one_of(*READERS)], include_in_schema=False)
async def paper_file(
    request: Request[Any, Any, Any], complaint_id: FromPath[UUID], file_id: FromPath[UUID]
) -> Response[bytes]:
    """A paper or its signed copy, to be saved under its number."""
    house, case = house_of(request), await _case(request, complaint_id)
    paper = next((one for one in case.complaint.papers.values() if file_id in (*one.files, *one.signed)), None)
    if paper is None:
        raise NotFound(_NO_SUCH)
    row = await house.queries.file(visitor_of(request).actor, complaint_id, file_id)
    name = f"{_file_name(paper)}{'-bertanda-tangan' if file_id in paper.signed else ''}.{_ENDINGS[row.media_type]}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(await house.attachments.open(row), media_type=row.media_type, headers=headers)


@post(
    AT + "/tanda-tangan",
    name="office.papers.signed",
    guards=[one_of(*READERS)],
    request_max_body_size=UPLOAD_BODY,
    include_in_schema=False,
)
async def keep_signed(request: Request[Any, Any, Any], complaint_id: FromPath[UUID]) -> Response[Any]:
    house, actor = house_of(request), visitor_of(request).actor
    case, form = await _case(request, complaint_id), await posted(request)
    if not TRANSITIONS[c.AttachSigned].allowed(actor, case.complaint):
        raise NotAllowed()
    paper = case.complaint.papers.get(form.values.get("nomor", ""))
    try:
        if paper is None:
            raise NotFound(_NO_SUCH)
        if not form.uploads:
            raise Invalid(_SCAN, fields={"photos": _SCAN})
        data = await form.uploads[0].read()
        names = paper.names_reporter
        file = await house.attachments.keep_scan(complaint_id, data, f"{_file_name(paper)}.pdf", names_reporter=names)
        command = c.AttachSigned(paper.number, file, form.values.get("bukti") == "ya")
        await house.handling.handle(c.Order(complaint_id, command, f"signed:{form.key or uuid4()}"), actor)
    except Invalid as error:
        fields = {"photos": error.sentence} if not error.fields else error.fields
        return await _page(request, case, PaperKind.ANSWER, form, Invalid(error.sentence, fields=fields))
    return Redirect(f"/kantor/aduan/{complaint_id}/surat?berhasil=tanda-tangan#dibuat", status_code=303)


def paper_cards(wording: Wording, case: Case) -> list[dict[str, Any]]:
    """The papers of a case that the reader may open, the latest first."""
    there = {file.id for file in case.files}
    base = f"/kantor/aduan/{case.complaint.id}/surat"
    by = {one.event.number: one for one in case.entries if isinstance(one.event, PaperMade)}
    found = []
    for paper in reversed(case.complaint.papers.values()):
        entry = by.get(paper.number)
        found.append(
            {
                "name": wording.say(KIND_NAMES[PaperKind(paper.kind)]),
                "number": paper.number,
                "at": paper.at,
                "by": wording.names.get(entry.officer, "") if entry and entry.officer else "",
                "unit": wording.unit(paper.unit),
                "docx": f"{base}/{paper.files[0]}" if paper.files[0] in there else "",
                "pdf": f"{base}/{paper.files[1]}" if paper.files[1] in there else "",
                "signed": [
                    {"href": f"{base}/{one}", "evidence": one in paper.evidence} for one in paper.signed if one in there
                ],
                "answer": paper.kind == PaperKind.ANSWER,
                "closed": not there.intersection(paper.files),
            }
        )
    return found


async def _case(request: Request[Any, Any, Any], complaint_id: UUID) -> Case:
    """The case, for whoever reads its words."""
    case = await house_of(request).queries.case(visitor_of(request).actor, complaint_id)
    if case.sight < Sight.WORDS:
        raise NotFound()
    return case


async def _drawn_up(request: Request[Any, Any, Any], case: Case, written: Written) -> c.MakePaper:
    """The number, then the paper as DOCX and PDF, kept. A number that leads to nothing leaves a gap."""
    house, actor = house_of(request), visitor_of(request).actor
    settings = PaperSettings(house.database, house.clock)
    wording = replace(await wording_of(request), language=SOURCE_LANGUAGE)
    unit = unit_of(case, actor)
    today = _local(wording, unit)
    own = await settings.template(written.kind)
    from web.paper_templates import ours  # it takes long to import

    template: bytes = own if own is not None else await asyncio.to_thread(ours, written.kind)
    running = await settings.draw(unit, today.year)
    number = numbered(
        (await settings.current())[written.kind].pattern,
        code=written.fields["klasifikasi"],
        running=running,
        unit=unit,
        month=today.month,
        year=today.year,
    )
    told = told_in(wording, case, written, unit, number, await settings.letterhead())
    docx = await asyncio.to_thread(rendered, template, told["fields"])
    pdf = await printed("official.typ", told)
    name, names = _name_of(written.kind, number), written.names_reporter
    keep, case_id = house.attachments.keep_paper, case.complaint.id
    return c.MakePaper(
        str(written.kind),
        number,
        unit,
        await keep(case_id, docx, f"{name}.docx", DOCX, names_reporter=names),
        await keep(case_id, pdf, f"{name}.pdf", PDF, names_reporter=names),
        names,
    )


def _local(wording: Wording, unit: str) -> datetime:
    return wording.now.astimezone(ZoneInfo(wording.region.timezone_of(unit)))


_ENDINGS = {DOCX: "docx", PDF: "pdf", "image/jpeg": "jpg"}


def _file_name(paper: Paper) -> str:
    return _name_of(PaperKind(paper.kind), paper.number)


def _name_of(kind: PaperKind, number: str) -> str:
    return re.sub(r"[^0-9A-Za-z]+", "-", f"{kind} {number}").strip("-").lower()


async def _page(
    request: Request[Any, Any, Any],
    case: Case,
    kind: PaperKind,
    form: Posted | None = None,
    error: Invalid | None = None,
) -> Response[str]:
    house, visitor = house_of(request), visitor_of(request)
    wording = await _named(request, house, case)
    actor, base = visitor.actor, f"/kantor/aduan/{case.complaint.id}"
    setting = (await PaperSettings(house.database, house.clock).current())[kind]
    name = visitor.officer.name if visitor.officer else ""
    post = post_words(wording, actor, unit_of(case, actor) if actor.posts else "")
    first = first_fields(wording, case, kind, setting.code, name, post)
    signing = form is not None and "nomor" in form.values
    values = {one: form.values.get(one, "") for one in (*FORM, "pelapor", "nomor")} if form else first
    done = _DONE.get(str(request.query_params.get("berhasil", "")), "")
    context = {
        "code": show(case.complaint.code),
        "back": f"{base}#surat",
        "base": f"{base}/surat",
        "kind": str(kind),
        "kinds": _tabs(wording, base, kind),
        "kind_name": wording.say(KIND_NAMES[kind]),
        "may_make": TRANSITIONS[c.MakePaper].allowed(actor, case.complaint),
        "may_name": may_name(case),
        "haste": options((one, one) for one in KINDS_OF_HASTE),
        "unit": wording.unit(unit_of(case, actor)) if actor.posts else "",
        "papers": paper_cards(wording, case),
        "key": uuid4(),
        "values": first if signing else values,
        "signing": values.get("nomor", "") if signing else "",
        "errors": {one: say(wording.language, words) for one, words in (error.fields if error else {}).items()},
    }
    messages = [{"kind": "done", "text": wording.say(done)}] if done else []
    status = int(status_of(error)) if error else 200
    return await office_page(request, "office/papers.html", None, context, status=status, messages=messages)


async def _named(request: Request[Any, Any, Any], house: House, case: Case) -> Wording:
    names = await Colleagues(house.database, house.clock).names(officers_in(case))
    return replace(await wording_of(request), names=names)


def post_words(wording: Wording, actor: Actor, unit: str) -> str:
    """The post of whoever writes, as papers of a unit name it; its acting head signs for the head."""
    spoken = replace(wording, language=SOURCE_LANGUAGE)
    for one in actor.posts:
        if one.on_behalf is not None and one.role is Role.HEAD and one.unit == unit:
            return spoken.behalf(one.on_behalf.capacity, one.role, one.unit).rstrip(",")
    post = next(
        (one for one in actor.posts if one.unit == unit and one.on_behalf is None), next(iter(actor.posts), None)
    )
    return f"{spoken.say(ROLE[post.role])} {spoken.unit(post.unit)}" if post else ""


def _tabs(wording: Wording, base: str, chosen: PaperKind) -> Sequence[Mapping[str, Any]]:
    return [
        {"label": wording.say(words), "href": f"{base}/surat?jenis={kind}", "current": kind is chosen}
        for kind, words in KIND_NAMES.items()
    ]


HANDLERS: list[HTTPRouteHandler] = [papers_page, make_paper, keep_signed, paper_file]

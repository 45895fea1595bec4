"""From a WhatsApp group: an exported chat is brought, messages are chosen, and each becomes a draft to be completed."""

import asyncio
from collections.abc import Sequence
from itertools import groupby
from typing import Any
from uuid import UUID, uuid5

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints import commands as c
from complaints.attachments import PHOTOS_A_FORM
from complaints.group_chats import Message, joined
from complaints.group_exports import read
from complaints.group_imports import GroupImports
from complaints.kinds import Channel, Visibility
from foundation.errors import Invalid, NotFound
from foundation.language import mark as _
from web.errors import status_of
from web.filing_drafts_list import drafts_of
from web.forms import UPLOAD_BODY, photo_of, posted
from web.house import House
from web.office_frame import FILING, office_page, wording_of
from web.promise_notes import date_words
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of

PATH = FILING.path + "/grup"
MOST_CHOSEN = 60
"""Messages that can be chosen at once."""
_NO_FILE = _("Pilih berkas ekspor chat (.txt atau .zip).")
_NONE = _("Beri tanda pada paling sedikit satu pesan.")
_MANY = _("Paling banyak {most} pesan sekali pilih. Kerjakan sebagian dulu.")
_guards = [one_of(*FILING.roles)]


@get(PATH, name="office.chat", guards=_guards, include_in_schema=False)
async def group(request: Request[Any, Any, Any]) -> Response[str]:
    return await _upload_page(request)


@post(PATH, name="office.chat.bring", guards=_guards, request_max_body_size=UPLOAD_BODY, include_in_schema=False)
async def bring(request: Request[Any, Any, Any]) -> Response[Any]:
    """Read an export, and keep it until its officer has chosen."""
    house, form = house_of(request), await posted(request)
    officer = _officer(request)
    try:
        data = await form.uploads[0].read() if form.uploads else b""
        if not data:
            raise Invalid(_NO_FILE)
        export = await asyncio.to_thread(read, data)
    except Invalid as error:
        return await _upload_page(request, {"chat": error.sentence}, int(status_of(error)))
    import_id = await _imports(house).keep(officer, export)
    return Redirect(f"{PATH}/{import_id}", status_code=303)


@get(PATH + "/{import_id:uuid}", name="office.chat.choose", guards=_guards, include_in_schema=False)
async def choose(request: Request[Any, Any, Any], import_id: FromPath[UUID]) -> Response[str]:
    return await _choosing_page(
        request, import_id, await _imports(house_of(request)).open(_officer(request), import_id)
    )


@post(PATH + "/{import_id:uuid}", name="office.chat.draft", guards=_guards, include_in_schema=False)
async def make_drafts(request: Request[Any, Any, Any], import_id: FromPath[UUID]) -> Response[Any]:
    """A draft for each chosen report; the upload itself is gone afterwards."""
    house, officer, imports = house_of(request), _officer(request), _imports(house_of(request))
    chat = await imports.open(officer, import_id)
    form = await request.form()
    chosen_numbers = {str(one) for one in form.getall("message", [])}
    chosen = [one for one in chat if str(one.number) in chosen_numbers]
    try:
        if not chosen:
            raise Invalid(_NONE)
        if len(chosen) > MOST_CHOSEN:
            raise Invalid(_MANY, most=MOST_CHOSEN)
    except Invalid as error:
        return await _choosing_page(request, import_id, chat, {"": error.sentence}, int(status_of(error)))
    together = form.get("join") == "ya"
    reports = joined(chosen) if together else [(one,) for one in chosen]
    first = None
    for report in reports:
        key = await _draft(house, officer, import_id, report, named=form.get("named") == "ya")
        first = first or key
    await imports.end(officer, import_id)
    return Redirect(f"{FILING.path}?draf={first}", status_code=303)


@post(PATH + "/{import_id:uuid}/hapus", name="office.chat.end", guards=_guards, include_in_schema=False)
async def end(request: Request[Any, Any, Any], import_id: FromPath[UUID]) -> Response[Any]:
    await _imports(house_of(request)).end(_officer(request), import_id)
    return Redirect(FILING.path, status_code=303)


@get(
    PATH + "/{import_id:uuid}/foto/{number:int}/{place:int}",
    name="office.chat.photo",
    guards=_guards,
    include_in_schema=False,
)
async def photo(
    request: Request[Any, Any, Any], import_id: FromPath[UUID], number: FromPath[int], place: FromPath[int]
) -> Response[bytes]:
    """A picture of a message, cleaned as every photo is before anybody sees it."""
    imports = _imports(house_of(request))
    chat = await imports.open(_officer(request), import_id)
    try:
        name = chat[number].files[place]
    except IndexError as error:
        raise NotFound() from error
    content = (await imports.pictures(import_id, [name])).get(name)
    if content is None:
        raise NotFound()
    try:
        made = await house_of(request).attachments.cleaned(content)
    except Invalid as error:
        raise NotFound() from error
    return Response(made, media_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


async def _draft(house: House, officer: UUID, import_id: UUID, report: Sequence[Message], *, named: bool) -> UUID:
    """A draft of these messages, the form's key; who sent them is in it only where they agreed."""
    imports, first = _imports(house), report[0]
    key = uuid5(import_id, str(first.number))  # pressed twice, the same draft is written twice
    complaint_id = c.filing_id(key)
    names = [name for one in report for name in one.files]
    kept: list[str] = []
    for name, content in (await imports.pictures(import_id, names)).items():
        if len(kept) >= PHOTOS_A_FORM:
            break
        try:
            kept.append(str((await photo_of(house, complaint_id, content, name)).id))
        except Invalid:
            continue  # a sticker, or a picture nobody can open
    typed = {
        "channel": str(Channel.WHATSAPP),
        "text": "\n\n".join(one.text for one in report if one.text),
        "received_on": first.at.date().isoformat(),
        "received_time": f"{first.at:%H:%M}",
        "visibility": str(Visibility.PUBLIC),
        "photos_kept": " ".join(kept),
        "messages": " ".join(imports.digest(one).hex() for one in report),
    }
    if named:
        typed |= {"name": first.name, "phone": first.phone}
    await drafts_of(house).save(officer, key, typed)
    return key


async def _choosing_page(
    request: Request[Any, Any, Any],
    import_id: UUID,
    chat: Sequence[Message],
    faults: dict[str, str] | None = None,
    status: int = 200,
) -> Response[str]:
    house, wording, language = house_of(request), await wording_of(request), visitor_of(request).language
    imports = _imports(house)
    digests = {one.number: imports.digest(one) for one in chat}
    known = await imports.known(list(digests.values()))
    held = await imports.held(import_id, [name for one in chat for name in one.files])
    newest_first = sorted(chat, key=lambda one: (one.at.date(), -one.number), reverse=True)
    context = {
        "action": f"{PATH}/{import_id}",
        "days": [
            {
                "day": date_words(wording, day),
                "messages": [_row(one, import_id, held, digests[one.number] in known) for one in those],
            }
            for day, those in groupby(newest_first, key=lambda one: one.at.date())
        ],
        "total": len(chat),
        "errors": {name: say(language, words) for name, words in (faults or {}).items()},
    }
    answer = await office_page(request, "office/group_choose.html", FILING, context, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _row(message: Message, import_id: UUID, held: frozenset[str], filed: bool) -> dict[str, Any]:
    base = f"{PATH}/{import_id}/foto/{message.number}"
    return {
        "number": message.number,
        "at": f"{message.at:%H.%M}",
        "sender": message.sender,
        "text": message.text,
        "photos": [f"{base}/{place}" for place, name in enumerate(message.files) if name in held],
        "left_out": message.omitted or any(name not in held for name in message.files),
        "filed": filed,
    }


async def _upload_page(
    request: Request[Any, Any, Any], faults: dict[str, str] | None = None, status: int = 200
) -> Response[str]:
    language = visitor_of(request).language
    errors = {name: say(language, words) for name, words in (faults or {}).items()}
    return await office_page(request, "office/group.html", FILING, {"action": PATH, "errors": errors}, status=status)


def _officer(request: Request[Any, Any, Any]) -> UUID:
    officer = visitor_of(request).actor.person
    assert officer is not None  # the guard lets nobody else in
    return officer


def _imports(house: House) -> GroupImports:
    return GroupImports(house.database, house.clock, house.keys)


HANDLERS: list[HTTPRouteHandler] = [group, bring, choose, make_drafts, end, photo]

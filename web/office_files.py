"""Files of a case: small pictures for its page, and a page for each file that leads on to the next, by keys as well."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from babel.numbers import format_decimal
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from complaints import events as e
from complaints.colleagues import Colleagues
from complaints.spoken import is_recording
from complaints.thumbnails import small
from complaints.ticket import show
from complaints.views import Case, FileView
from foundation.errors import Invalid, NotFound
from foundation.language import mark as _
from people.actor import Actor
from web.file_answers import answered
from web.house import House
from web.office_frame import READERS, office_page, wording_of
from web.office_timeline import officers_in
from web.visitor import house_of, one_of, visitor_of
from web.wording import ShownFile, Wording

KEEPING = "private, no-cache"
"""A browser asks each time whether a picture may still be shown."""

_BY_UNIT = _("Dari petugas")
_BY = {"report": _("Dari pelapor"), e.OUTSIDE: _("Dari instansi lain")}


@dataclass(frozen=True)
class FileCard:
    """One file of the list: `thumb` is empty where no picture can be made of it; `sign` is an icon's name then."""

    id: UUID
    href: str
    full: str
    thumb: str
    sign: str
    label: str
    by: str
    at: datetime | None
    size: str
    kind: str


@get(
    "/kantor/aduan/{complaint_id:uuid}/foto/{file_id:uuid}/kecil",
    name="office.photo.small",
    guards=[one_of(*READERS)],
    include_in_schema=False,
)
async def small_photo(
    request: Request[Any, Any, Any], complaint_id: FromPath[UUID], file_id: FromPath[UUID]
) -> Response[bytes]:
    """The picture in small; the file itself where none can be made."""
    house, actor = house_of(request), visitor_of(request).actor
    row = await house.queries.file(actor, complaint_id, file_id)
    tag = f'"{row.attachment_id.hex}-kecil"'
    headers = {"ETag": tag, "Cache-Control": KEEPING}
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, media_type="image/jpeg", headers=headers)
    if not row.media_type.startswith("image/"):
        raise NotFound()
    try:
        content = await asyncio.to_thread(small, await house.attachments.open(row))
    except Invalid:
        return await answered(request, house.attachments, row)
    return Response(content, media_type="image/jpeg", headers=headers)


@get(
    "/kantor/aduan/{complaint_id:uuid}/lampiran/{file_id:uuid}",
    name="office.file",
    guards=[one_of(*READERS)],
    include_in_schema=False,
)
async def file_page(
    request: Request[Any, Any, Any], complaint_id: FromPath[UUID], file_id: FromPath[UUID]
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    case = await house.queries.case(visitor_of(request).actor, complaint_id)
    names = await Colleagues(house.database, house.clock).names(officers_in(case))
    cards = file_cards(replace(wording, names=names), case)
    place = next((at for at, one in enumerate(cards) if one.id == file_id), None)
    if place is None:
        raise NotFound()
    context = {
        "code": show(case.complaint.code),
        "back": f"/kantor/aduan/{complaint_id}#berkas",
        "file": cards[place],
        "number": place + 1,
        "count": len(cards),
        "previous": cards[place - 1].href if place else "",
        "next": cards[place + 1].href if place + 1 < len(cards) else "",
    }
    return await office_page(request, "office/file.html", None, context)


def file_cards(wording: Wording, case: Case) -> list[FileCard]:
    """All files of a case that are still there, in the order in which they were added."""
    added = {one.event.file.id: one for one in case.entries if isinstance(one.event, e.AttachmentAdded)}
    base, found = f"/kantor/aduan/{case.complaint.id}", []
    for number, file in enumerate((one for one in case.files if one.of != e.PAPER), 1):
        entry = added.get(file.original)
        picture = file.media_type.startswith("image/")
        full = f"{base}/foto/{file.id}"
        who = wording.names.get(entry.officer, "") if entry and entry.officer else ""
        found.append(
            FileCard(
                id=file.id,
                href=f"{base}/lampiran/{file.id}",
                full=full,
                thumb=f"{full}/kecil" if picture else "",
                sign="document" if not is_recording(file.media_type) else "chat",
                label=wording.say(_kind_words(file), number=number),
                by=who or wording.say(_BY.get(file.of, _BY_UNIT)),
                at=entry.at if entry else None,
                size=size_words(wording, file.size),
                kind=_kind(file),
            )
        )
    return found


def smaller(photos: Sequence[ShownFile]) -> list[ShownFile]:
    """The same pictures drawn small, each leading to the page of its file."""
    return [
        replace(one, url=one.url.replace("/foto/", "/lampiran/"), thumb=f"{one.url}/kecil")
        if not one.thumb and not one.document
        else one
        for one in photos
    ]


async def thumbnails(house: House, actor: Actor, case: Case, side: int) -> dict[UUID, bytes]:
    """Small pictures of all photos of a case, for a paper; those that cannot be drawn are left out."""
    found: dict[UUID, bytes] = {}
    for file in case.files:
        if not file.media_type.startswith("image/"):
            continue
        try:
            row = await house.queries.file(actor, case.complaint.id, file.id)
            found[file.id] = await asyncio.to_thread(small, await house.attachments.open(row), side)
        except (NotFound, Invalid):
            continue  # erased meanwhile, or damaged
    return found


def size_words(wording: Wording, size: int) -> str:
    """1,2 MB, or 340 kB."""
    value, unit = (size / 1_000_000, "MB") if size >= 1_000_000 else (max(1, round(size / 1000)), "kB")
    return f"{format_decimal(round(value, 1), locale=wording.language)} {unit}"


def _kind(file: FileView) -> str:
    if file.media_type.startswith("image/"):
        return "image"
    return "audio" if file.media_type.startswith("audio/") else "video" if is_recording(file.media_type) else "other"


_KINDS: dict[str, str] = {
    "image": _("Foto {number}"),
    "audio": _("Rekaman {number}"),
    "video": _("Video {number}"),
    "other": _("Dokumen {number}"),
}


def _kind_words(file: FileView) -> str:
    return _KINDS[_kind(file)]


HANDLERS: list[HTTPRouteHandler] = [small_photo, file_page]

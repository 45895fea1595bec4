"""How a file of a case is sent: as what it is, whole or the part a player asks for."""

from typing import Any
from uuid import UUID

from litestar import Request, Response

from complaints import images, recordings
from complaints.attachments import PDF, Attachments
from complaints.tables import AttachmentRow

ENDINGS: dict[str, str] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/wav": "wav",
    "audio/webm": "weba",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/3gpp": "3gp",
    "video/webm": "webm",
    PDF: "pdf",
}
"""How the name of a file ends, by its media type; any other is sent as bytes that nothing opens by itself."""

_NAMES = {"image": "foto", "audio": "rekaman", "video": "video", "application": "dokumen"}
_UNKNOWN = "application/octet-stream"
_SHOWN_AS = {PDF: "attachment"}
"""A document may hold programs: it is saved, and opened by what its reader chose, not inside our pages."""


def safe_name(media_type: str, attachment_id: UUID) -> str:
    """What a file is called where it is saved: nothing of what its sender called it, which may name a person."""
    ending = ENDINGS.get(media_type)
    name = f"{_NAMES.get(media_type.partition('/')[0], 'berkas')}-{attachment_id.hex[-8:]}"
    return f"{name}.{ending}" if ending else name


def asked_part(header: str, size: int) -> range | None:
    """The bytes a Range header (RFC 9110, section 14) asks for; an empty range where the file has none of them.

    None where all is to be sent: nothing was asked for, several parts at once, or it cannot be read.
    """
    unit, _, spec = header.partition("=")
    first, dash, last = spec.strip().partition("-")
    if unit.strip().lower() != "bytes" or not dash or not _number(first) or not _number(last) or not first + last:
        return None
    if not first:
        return range(max(0, size - int(last)), size)
    start, end = int(first), int(last) if last else size - 1
    if end < start and last:
        return None
    return range(start, min(end, size - 1) + 1) if start < size else range(0)


def _number(written: str) -> bool:
    return not written or (written.isascii() and written.isdigit() and len(written) < 16)


async def answered(request: Request[Any, Any, Any], attachments: Attachments, row: AttachmentRow) -> Response[bytes]:
    """The file of a row that whoever asks may open; raises NotFound where it was erased."""
    if _tag(row.attachment_id) in request.headers.get("if-none-match", ""):
        kept = {"ETag": _tag(row.attachment_id), "Cache-Control": _keeping(row.media_type)}
        return Response(b"", status_code=304, media_type=row.media_type, headers=kept)
    part = _part_of(request, row)
    if part is None:
        return _sent(await attachments.open(row), row.media_type, row.attachment_id)
    size = row.size
    if not part:
        headers = {"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"}
        return Response(b"", status_code=416, media_type=_UNKNOWN, headers=headers)
    content = await attachments.open(row, part)
    extent = {"Content-Range": f"bytes {part.start}-{part.stop - 1}/{size}"}
    return _sent(content, row.media_type, row.attachment_id, 206, extent)


def unreferred(content: bytes, attachment_id: UUID) -> Response[bytes]:
    """A file no complaint refers to yet; its content says what it is. Raises Invalid where that is nothing kept."""
    if content.startswith(b"%PDF-"):
        return _sent(content, PDF, attachment_id)
    media_type = images.MEDIA_TYPE if images.is_picture(content) else recordings.media_type(content)
    return _sent(content, media_type, attachment_id)


def _part_of(request: Request[Any, Any, Any], row: AttachmentRow) -> range | None:
    """What is asked for of a file; all of it where somebody holds a part of another one."""
    held = request.headers.get("if-range")
    if held is not None and held.strip() != _tag(row.attachment_id):
        return None
    return asked_part(request.headers.get("range", ""), row.size)


def _sent(
    content: bytes, media_type: str, attachment_id: UUID, status: int = 200, more: dict[str, str] | None = None
) -> Response[bytes]:
    known = media_type if media_type in ENDINGS else _UNKNOWN
    headers = {
        "Cache-Control": _keeping(known),
        "Content-Disposition": f'{_SHOWN_AS.get(known, "inline")}; filename="{safe_name(known, attachment_id)}"',
        "Accept-Ranges": "bytes",
        "ETag": _tag(attachment_id),
        **(more or {}),
    }
    return Response(content, status_code=status, media_type=known, headers=headers)


def _keeping(media_type: str) -> str:
    """How a browser keeps a file: a picture only to ask each time whether it may still be shown, anything else not.

    What was erased is shown by no cache, nor what an officer saw before signing out; a voice tells who spoke.
    """
    return "private, no-cache" if media_type.startswith("image/") else "private, no-store"


def _tag(attachment_id: UUID) -> str:
    """The id of a file follows from its content, and never stands for another."""
    return f'"{attachment_id.hex}"'

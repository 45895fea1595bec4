"""Files beside the log: photos cleaned, recordings checked, kept in a store, opened, and swept away."""

import asyncio
import re
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import obstore
from obstore.store import LocalStore
from sqlmodel import col, select, tuple_

from complaints import images, recordings
from complaints.commands import File
from complaints.tables import AttachmentRow, FilingDraftRow
from foundation.database import Database
from foundation.errors import Invalid, NotFound
from foundation.language import mark as _
from foundation.sealing import digest

if TYPE_CHECKING:  # a name for type checkers only
    from obstore import ObjectMeta

PHOTOS_A_FORM = 5
"""How many photos may come with one sending."""

PHOTOS_A_COMPLAINT = 30
"""How many files one complaint may gather, so that nobody fills the disk through it."""

UNREFERENCED_FOR = timedelta(days=1)
"""How long a file waits for its complaint: the photos of a form that came back to be put right."""

_AT_ONCE = 2
_ADDED, _COVERED = 5, 3
"""Versions of the ids of files that were added, and of copies of which the office covered parts."""
_PAPER, _NAMING_PAPER = 4, 2
"""Versions of the ids of office papers, and of those that name who filed: the id alone tells who may open one."""
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
SCAN_LONGEST = 10_000_000
"""Bytes of a signed paper that was scanned."""
_NAME_LIMIT = 80
_TAIL = 4096
"""Bytes at whose end a PDF says that it is whole; programs write a little more after it."""
_RECORDING = "rekaman"
_DOCUMENT = "dokumen.pdf"
_PDF_MARK = b"%PDF-"
_TOO_MANY = _("Satu aduan paling banyak memuat {count} foto.")
_NO_DOCUMENT = _("Berkas ini bukan PDF yang utuh.")
_NO_SCAN = _("Berkas ini bukan PDF atau foto. Pindai suratnya sebagai PDF, atau foto dengan jelas.")
_LONG_SCAN = _("Berkas ini lebih besar dari 10 MB. Pindai dengan mutu yang lebih rendah.")
_EMPTY = _("Berkas ini kosong. Pilih foto lain.")


class Attachments:
    """The files of complaints, in `folder`, each under the id of its complaint."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._store = LocalStore(folder, mkdir=True)
        self._cleaning = asyncio.Semaphore(_AT_ONCE)  # an unpacked picture takes up to 120 MB

    async def store(self, complaint_id: UUID, data: bytes, name: str) -> File:
        """Clean and keep a photo; raises Invalid where it is none. The same photo twice is the same file."""
        if not data:
            raise Invalid(_EMPTY)
        async with self._cleaning:
            clean = await asyncio.to_thread(images.cleaned, data)
        return await self._put(complaint_id, clean, name, images.MEDIA_TYPE)

    async def cleaned(self, data: bytes) -> bytes:
        """A photo without what it tells beside the picture, kept nowhere; raises Invalid where it is none."""
        async with self._cleaning:
            return await asyncio.to_thread(images.cleaned, data)

    async def keep(self, complaint_id: UUID, data: bytes, name: str) -> File:
        """Keep a photo, cleaned, or a voice note or video as it is; which it is its content says. Raises Invalid."""
        if not data:
            raise Invalid(_EMPTY)
        if images.is_picture(data):
            return await self.store(complaint_id, data, name)
        kind = await asyncio.to_thread(recordings.media_type, data)
        return await self._put(complaint_id, data, name or _RECORDING, kind)

    async def cover(
        self, complaint_id: UUID, attachment_id: UUID, parts: Sequence[tuple[float, float, float, float]]
    ) -> File:
        """A copy of a photo in which these parts (shares of its width and height) cannot be made out, kept beside it.

        It does not count among the files a complaint may gather. Raises NotFound or Invalid.
        """
        data = await self.read(complaint_id, attachment_id)
        async with self._cleaning:
            content = await asyncio.to_thread(images.covered, data, parts)
        file = _described(complaint_id, _id_of(complaint_id, content, _COVERED), content, "")
        await obstore.put_async(self._store, file.key, content)
        return file

    async def keep_paper(
        self, complaint_id: UUID, content: bytes, name: str, media_type: str, *, names_reporter: bool
    ) -> File:
        """Keep an office paper; it takes no room from what the reporter may still add."""
        version = _NAMING_PAPER if names_reporter else _PAPER
        file = _described(complaint_id, _id_of(complaint_id, content, version), content, name, media_type)
        await obstore.put_async(self._store, file.key, content)
        return file

    async def keep_scan(self, complaint_id: UUID, data: bytes, name: str, *, names_reporter: bool) -> File:
        """Keep a paper that came back signed: a PDF as it is, or a photo, cleaned. Raises Invalid."""
        if len(data) > SCAN_LONGEST:
            raise Invalid(_LONG_SCAN)
        kind = PDF
        if images.is_picture(data):
            async with self._cleaning:
                data = await asyncio.to_thread(images.cleaned, data)
            kind = images.MEDIA_TYPE
        elif not data.startswith(_PDF_MARK):
            raise Invalid(_NO_SCAN if data else _EMPTY)
        return await self.keep_paper(complaint_id, data, name, kind, names_reporter=names_reporter)

    async def keep_document(self, complaint_id: UUID, data: bytes, name: str) -> File:
        """Keep a PDF by which a unit shows what it did, as it is; nobody but office and reporter opens it.

        Raises Invalid.
        """
        if len(data) > SCAN_LONGEST:
            raise Invalid(_LONG_SCAN)
        if not data.startswith(_PDF_MARK) or b"%%EOF" not in data[-_TAIL:]:
            raise Invalid(_NO_DOCUMENT)
        return await self._put(complaint_id, data, name or _DOCUMENT, PDF)

    async def _put(self, complaint_id: UUID, content: bytes, name: str, media_type: str) -> File:
        file = _described(complaint_id, _id_of(complaint_id, content), content, name, media_type)
        # What the office covered takes no room from what the reporter may still add.
        kept = {one for one in await self.kept(complaint_id) if one.version == _ADDED}
        if file.id not in kept:
            if len(kept) >= PHOTOS_A_COMPLAINT:
                raise Invalid(_TOO_MANY, count=PHOTOS_A_COMPLAINT)
            await obstore.put_async(self._store, file.key, content)
        return file

    async def lay(self, file: File, content: bytes) -> None:
        """Keep what was described, and cleaned, elsewhere: pictures drawn for a demonstration."""
        await obstore.put_async(self._store, file.key, content)

    async def recall(self, complaint_id: UUID, attachment_id: UUID) -> File:
        """A file that came with a form that had to be put right; raises NotFound where it is gone."""
        data = await self.read(complaint_id, attachment_id)
        if images.is_picture(data):
            return _described(complaint_id, attachment_id, data, "")
        if data.startswith(_PDF_MARK):
            return _described(complaint_id, attachment_id, data, _DOCUMENT, PDF)
        return _described(complaint_id, attachment_id, data, _RECORDING, recordings.media_type(data))

    async def copy(self, file: File, complaint_id: UUID) -> File:
        """The same file kept under another complaint."""
        clean = await self._read(file.key)
        copied = _described(complaint_id, _id_of(complaint_id, clean), clean, file.name, file.media_type)
        await obstore.put_async(self._store, copied.key, clean)
        return copied

    async def read(self, complaint_id: UUID, attachment_id: UUID) -> bytes:
        """A file, referred to or not; whoever asks holds its complaint. Raises NotFound where it is gone."""
        key = _key(complaint_id, attachment_id)
        if (await self._rows([key])).get(key, key) is None:
            raise NotFound()  # erased, and not swept yet
        return await self._read(key)

    async def referred(self, complaint_id: UUID, attachment_id: UUID) -> bool:
        """Whether the complaint's log refers to this file, or did before it was erased."""
        key = _key(complaint_id, attachment_id)
        return key in await self._rows([key])

    async def open(self, row: AttachmentRow, part: range | None = None) -> bytes:
        """The bytes of a file, or a part of them (not empty, within it); raises NotFound where they were erased."""
        if row.key is None:
            raise NotFound()
        return await self._read(row.key, part)

    async def kept(self, complaint_id: UUID) -> frozenset[UUID]:
        """Ids of all files kept under a complaint, referred to or not."""
        listed = await obstore.list(self._store, prefix=str(complaint_id)).collect_async()
        return frozenset(UUID(one["path"].rsplit("/", 1)[1]) for one in listed)

    async def sweep(self, complaint_id: UUID | None = None, now: datetime | None = None) -> int:
        """Remove files that were erased, or that nothing referred to for a day; returns how many.

        Those of a report that an officer is still writing down are left. Of one complaint, or of all. `now` is the
        machine's time: it is the file system that dates the files.
        """
        limit = (now or datetime.now(UTC)) - UNREFERENCED_FOR
        removed = 0
        prefix = str(complaint_id) if complaint_id else None
        async for page in obstore.list(self._store, prefix=prefix, chunk_size=500):
            held = await self._rows([one["path"] for one in page])
            drafted = await self._drafted([one["path"] for one in page if one["path"] not in held])
            gone = [
                one["path"]
                for one in page
                if (held[one["path"]] is None if one["path"] in held else _unreferred(one, limit, drafted))
            ]
            for path in gone:
                try:
                    await obstore.delete_async(self._store, path)
                    removed += 1
                except FileNotFoundError:
                    continue  # another worker swept it
        return removed

    async def _rows(self, paths: Sequence[str]) -> dict[str, str | None]:
        """For each path that a row stands for: the key the row still holds, None once erased."""
        pairs = [(UUID(complaint), UUID(attachment)) for complaint, attachment in (path.split("/") for path in paths)]
        row = AttachmentRow
        async with self._database.reading() as session:
            found = await session.exec(
                select(row.complaint_id, row.attachment_id, row.key).where(
                    tuple_(col(row.complaint_id), col(row.attachment_id)).in_(pairs)
                )
            )
            return {_key(complaint_id, attachment_id): key for complaint_id, attachment_id, key in found.all()}

    async def _drafted(self, paths: Sequence[str]) -> frozenset[str]:
        """Complaints that are still being written down, of those these files are kept under."""
        ids = {UUID(path.split("/")[0]) for path in paths}
        row = FilingDraftRow
        async with self._database.reading() as session:
            found = await session.exec(select(row.complaint_id).where(col(row.complaint_id).in_(ids)))
            return frozenset(str(one) for one in found.all())

    async def _read(self, key: str, part: range | None = None) -> bytes:
        try:
            if part is not None:
                return bytes(await obstore.get_range_async(self._store, key, start=part.start, end=part.stop))
            return bytes(await (await obstore.get_async(self._store, key)).bytes_async())
        except FileNotFoundError as error:
            raise NotFound() from error


def is_pdf(data: bytes) -> bool:
    """Whether a file says that it is a PDF."""
    return data.startswith(_PDF_MARK)


def internal_file(attachment_id: UUID) -> tuple[bool, bool]:
    """Whether it is an office paper, which never leaves the office, and whether it names who filed."""
    return attachment_id.version in (_PAPER, _NAMING_PAPER), attachment_id.version == _NAMING_PAPER


def _unreferred(listed: "ObjectMeta", limit: datetime, drafted: frozenset[str]) -> bool:
    """Whether nobody will refer to a file any more: it is old, and no draft goes with it."""
    return listed["last_modified"] < limit and listed["path"].split("/")[0] not in drafted


def _id_of(complaint_id: UUID, clean: bytes, version: int = _ADDED) -> UUID:
    """Follows from the picture, so that a form sent twice brings it once; its version says whose it is."""
    return UUID(bytes=sha256(b"file" + complaint_id.bytes + clean).digest()[:16], version=version)


def _key(complaint_id: UUID, attachment_id: UUID) -> str:
    return f"{complaint_id}/{attachment_id}"


def _described(
    complaint_id: UUID, attachment_id: UUID, clean: bytes, name: str, media_type: str = images.MEDIA_TYPE
) -> File:
    salt = secrets.token_bytes(16)
    return File(
        id=attachment_id,
        salt=salt,
        digest=digest(salt, clean),
        media_type=media_type,
        size=len(clean),
        key=_key(complaint_id, attachment_id),
        name=_plain(name),
    )


def _plain(name: str) -> str:
    """A file's name as far as it can be shown: no path, no control characters."""
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", "", last).strip()[:_NAME_LIMIT] or "foto.jpg"

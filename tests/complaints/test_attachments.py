"""Photos come out clean or are refused with a sentence, and files leave when their complaint is erased."""

import os
import struct
import time
import zlib
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from uuid_utils.compat import uuid7

from complaints.attachments import PHOTOS_A_COMPLAINT, Attachments
from complaints.beside import attachment_row, blanked
from complaints.commands import File
from complaints.complaint import AttachedFile, Complaint
from complaints.events import Recorded, WordsErased
from complaints.images import LONGEST_SIDE, NOT_A_PICTURE, TOO_LARGE, cleaned
from complaints.tables import AttachmentRow
from foundation.database import Database
from foundation.errors import Invalid, NotFound
from foundation.sealing import digest
from foundation.writes import write_all

CASE = UUID("018f0000-0000-7000-8000-000000000001")


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (640, 480), mode: str = "RGB", colour: object = "teal", **saved: object
) -> bytes:
    written = BytesIO()
    Image.new(mode, size, colour).save(written, kind, **saved)  # type: ignore[arg-type]
    return written.getvalue()


def located() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Kamera"
    exif[0x0112] = 6  # lying on its side
    exif.get_ifd(0x8825)[2] = (5.0, 25.0, 0.0)
    return picture(size=(400, 300), exif=exif)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_a_plain_jpeg(kind: str) -> None:
    clean = Image.open(BytesIO(cleaned(picture(kind))))
    assert (clean.format, clean.size, clean.mode) == ("JPEG", (640, 480), "RGB")


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow says what it could not read
def test_what_stands_broken_beside_a_picture_does_not_refuse_it() -> None:
    exif = Image.Exif()
    exif[0x010E] = "terbaca"
    exif[0x0112] = 6
    whole = picture(size=(400, 300), exif=exif)
    beside = exif.tobytes().removeprefix(b"Exif\0\0")
    place = whole.index(beside)
    for changed in range(place, place + len(beside)):
        for value in (0, 7, 255):
            broken = whole[:changed] + bytes([value]) + whole[changed + 1 :]
            assert Image.open(BytesIO(cleaned(broken))).size in {(300, 400), (400, 300)}


def test_place_and_camera_are_taken_out_and_the_photo_stands_upright() -> None:
    assert Image.open(BytesIO(located())).getexif()
    clean = Image.open(BytesIO(cleaned(located())))
    assert not clean.getexif()
    assert clean.size == (300, 400)
    assert b"Kamera" not in cleaned(located())


def test_a_large_photo_shrinks() -> None:
    assert Image.open(BytesIO(cleaned(picture(size=(4000, 2000))))).size == (LONGEST_SIDE, LONGEST_SIDE // 2)


@pytest.mark.parametrize(("mode", "colour"), [("RGBA", (0, 0, 0, 0)), ("LA", (0, 0))])
def test_what_is_see_through_becomes_white(mode: str, colour: object) -> None:
    clean = Image.open(BytesIO(cleaned(picture("PNG", (20, 20), mode, colour))))
    assert clean.getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["P", "L", "1", "I;16", "CMYK"])
def test_every_way_of_writing_pixels_is_understood(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert Image.open(BytesIO(cleaned(picture(kind, (20, 20), mode, None)))).mode == "RGB"


def test_what_hides_behind_the_picture_is_gone() -> None:
    assert b"<script>" not in cleaned(picture() + b"<script>alert(1)</script>")


def bomb(side: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 10_000))


@pytest.mark.parametrize("side", [6_400, 8_000, 50_000])
def test_a_picture_of_too_many_pixels_is_refused_unopened(side: int) -> None:
    with pytest.raises(Invalid, match=TOO_LARGE):
        cleaned(bomb(side))


@pytest.mark.parametrize(
    "data",
    [
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html><script>alert(1)</script>",
        b"%PDF-1.7 %%EOF",
        b"\0" * 100,
        b"\xff\xd8\xff",
        picture()[:400],
        picture("PNG")[:-200],
        picture("GIF", mode="P", colour=0),
        picture("BMP"),
    ],
    ids=["text", "svg", "html", "pdf", "nothing", "start", "half", "half png", "gif", "bmp"],
)
def test_anything_else_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(Invalid, match=NOT_A_PICTURE):
        cleaned(data)


async def test_a_photo_is_kept_and_opened_and_its_seal_binds_it(database: Database, tmp_path: Path) -> None:
    attachments = Attachments(database, tmp_path / "files")
    file = await attachments.store(CASE, located(), "C:\\foto\\jalan\0.jpg")
    assert file.name == "jalan.jpg"
    data = await attachments.open(await _row(database, CASE, file))
    assert (len(data), file.media_type) == (file.size, "image/jpeg")
    assert file.digest == digest(file.salt, data)


async def test_the_same_photo_twice_is_one_file(database: Database, tmp_path: Path) -> None:
    attachments = Attachments(database, tmp_path)
    first, second = [await attachments.store(CASE, located(), "a.jpg") for _ in range(2)]
    assert first.id == second.id
    assert await attachments.kept(CASE) == {first.id}


async def test_a_photo_of_a_form_that_came_back_is_recalled_only_for_its_own_form(
    database: Database, tmp_path: Path
) -> None:
    attachments = Attachments(database, tmp_path)
    file = await attachments.store(CASE, located(), "a.jpg")
    assert (await attachments.recall(CASE, file.id)).size == file.size
    with pytest.raises(NotFound):
        await attachments.recall(uuid7(), file.id)


async def test_one_complaint_cannot_fill_the_disk(database: Database, tmp_path: Path) -> None:
    attachments = Attachments(database, tmp_path)
    for number in range(PHOTOS_A_COMPLAINT):
        await attachments.store(CASE, picture(size=(20 + number, 20)), "a.jpg")
    with pytest.raises(Invalid, match=str(PHOTOS_A_COMPLAINT)):
        await attachments.store(CASE, picture(size=(500, 20)), "a.jpg")
    await attachments.store(CASE, picture(size=(20, 20)), "again.jpg")


async def test_an_empty_file_is_refused(database: Database, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="kosong"):
        await Attachments(database, tmp_path).store(CASE, b"", "a.jpg")


async def test_erasing_blanks_the_row_and_the_sweep_removes_the_file(database: Database, tmp_path: Path) -> None:
    attachments = Attachments(database, tmp_path)
    file = await attachments.store(CASE, located(), "rumah.jpg")
    row = await _row(database, CASE, file)
    assert await attachments.sweep() == 0
    complaint = Complaint(CASE, files=(AttachedFile(file.id, file.media_type, file.size),))
    erased = WordsErased((), (file.id,), "request")
    recorded = Recorded(CASE, 1, erased, datetime.now(UTC), "citizen", "t", 0, b"", b"")
    async with database.transaction() as session:
        await write_all(session, blanked(complaint, [recorded]))
    async with database.reading() as session:
        left = await session.get(AttachmentRow, (CASE, file.id))
    assert left is not None
    assert (left.salt, left.name, left.key) == (None, None, None)
    assert (left.media_type, left.size) == (row.media_type, row.size)
    assert await attachments.sweep() == 1
    assert await attachments.kept(CASE) == frozenset()
    with pytest.raises(NotFound):
        await attachments.open(left)
    with pytest.raises(NotFound):
        await attachments.open(row)


async def test_a_file_nothing_refers_to_stays_a_day(database: Database, tmp_path: Path) -> None:
    attachments = Attachments(database, tmp_path)
    kept = await attachments.store(CASE, picture(size=(30, 30)), "kept.jpg")
    await _row(database, CASE, kept)
    other = uuid7()
    left = await attachments.store(other, located(), "a.jpg")
    assert await attachments.sweep() == 0
    yesterday = time.time() - timedelta(days=1, minutes=1).total_seconds()
    os.utime(tmp_path / left.key, (yesterday, yesterday))
    os.utime(tmp_path / kept.key, (yesterday, yesterday))
    assert await attachments.sweep() == 1
    assert await attachments.kept(other) == frozenset()
    assert await attachments.kept(CASE) == {kept.id}


async def _row(database: Database, complaint_id: UUID, file: File) -> AttachmentRow:
    async with database.transaction() as session:
        await write_all(session, [attachment_row(complaint_id, file)])
    async with database.reading() as session:
        row = await session.get(AttachmentRow, (complaint_id, file.id))
    assert row is not None
    return row

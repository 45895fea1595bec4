"""Files named in chats come over once, cleaned; what cannot come is said."""

from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from PIL import ExifTags, Image
from sqlmodel import select

from bots.chat_files import TRIES, NotFetched
from bots.tables import ChatFileRow
from complaints import commands as c
from complaints import images, recordings
from complaints.tables import AttachmentRow
from foundation.errors import Invalid, NotFound
from people.actor import Actor, Post, Role
from tests.bots.quiet import QuietBot, document, photo, plain_talk, pressed, replica, voice, wrote
from tests.conftest import NOW
from web.house import House

STORY = "Jalan berlubang besar di depan Pasar Way Halim, dua motor jatuh kemarin."
VOICE = b"OggS" + b"\0" * 24 + b"\x01\x13OpusHead" + b"\0" * 64
VIDEO = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41" + b"\0" * 200


def picture(colour: str = "red", place: tuple[float, float] | None = None) -> bytes:
    """A photo as a camera writes it, with the place in its EXIF."""
    written = BytesIO()
    exif = Image.Exif()
    if place:
        gps = {
            ExifTags.GPS.GPSLatitudeRef: "S" if place[0] < 0 else "N",
            ExifTags.GPS.GPSLatitude: _parts(place[0]),
            ExifTags.GPS.GPSLongitudeRef: "W" if place[1] < 0 else "E",
            ExifTags.GPS.GPSLongitude: _parts(place[1]),
        }
        exif[ExifTags.IFD.GPSInfo] = gps
    Image.new("RGB", (64, 48), colour).save(written, "JPEG", exif=exif)
    return written.getvalue()


def _parts(degrees: float) -> tuple[float, float, float]:
    whole = abs(degrees)
    minutes = (whole % 1) * 60
    return float(int(whole)), float(int(minutes)), round((minutes % 1) * 60, 4)


@pytest.fixture
async def bot(house: House) -> AsyncIterator[QuietBot]:
    made = replica(house, plain_talk)
    yield made
    await made.close()


async def attached(house: House) -> list[AttachmentRow]:
    async with house.database.reading() as session:
        return list((await session.exec(select(AttachmentRow))).all())


async def the_file(house: House) -> ChatFileRow:
    async with house.database.reading() as session:
        return (await session.exec(select(ChatFileRow))).one()


async def file_report(bot: QuietBot) -> None:
    await bot.intake.receive(wrote(1, STORY))
    await bot.intake.receive(pressed(50))


async def test_photos_and_a_voice_note_are_attached_once_the_report_is_filed(house: House, bot: QuietBot) -> None:
    bot.lying.files = {"file-a": picture(place=(-5.4, 105.2)), "file-b": picture("blue"), "file-s": VOICE}
    for update in (photo(2, "a", "album"), photo(3, "b", "album"), voice(4, "s")):
        await bot.intake.receive(update)
    assert await bot.fetching.run() == 0
    assert bot.lying.asked == []
    await file_report(bot)
    assert await bot.fetching.run() == 3
    assert await bot.fetching.run() == 0
    rows = await attached(house)
    assert sorted(row.media_type for row in rows) == ["audio/ogg", "image/jpeg", "image/jpeg"]
    for row in rows:
        kept = await house.attachments.open(row)
        assert kept == VOICE if row.media_type == "audio/ogg" else images.taken_at(kept) is None


async def test_a_voice_is_for_those_who_handle_the_case_and_its_reporter_alone(house: House, bot: QuietBot) -> None:
    bot.lying.files = {"file-a": picture(), "file-s": VOICE}
    for update in (photo(2, "a"), voice(4, "s")):
        await bot.intake.receive(update)
    await file_report(bot)
    await bot.fetching.run()
    (row, *_) = await attached(house)
    coordinator = Actor("officer", uuid4(), (Post(Role.COORDINATOR, "DISKOMINFOTIK", frozenset({"DISKOMINFOTIK"})),))
    seen = next(one for one in await attached(house) if one.media_type == "image/jpeg")
    for number, command in enumerate((c.Forward("BMBK"), c.ReviewPhoto(seen.attachment_id, shown=True))):
        await house.handling.handle(c.Order(row.complaint_id, command, f"test:{number}"), coordinator)
    case = await house.queries.public_case(row.complaint_id)
    assert [file.media_type for file in case.files] == ["image/jpeg"]
    for file in await attached(house):
        if file.media_type == "audio/ogg":
            with pytest.raises(NotFound):
                await house.queries.file(None, file.complaint_id, file.attachment_id)
        else:
            await house.queries.file(None, file.complaint_id, file.attachment_id)
        assert await house.queries.file(coordinator, file.complaint_id, file.attachment_id)


async def test_cut_off_after_attaching_it_is_not_attached_twice(house: House, bot: QuietBot) -> None:
    bot.lying.files = {"file-a": picture()}
    await bot.intake.receive(photo(2, "a"))
    await file_report(bot)
    (row,) = await bot.fetching._claimed()
    kept = bot.files.opened(row)
    assert kept is not None
    file = await house.attachments.keep(row.complaint_id, picture(), "")
    order = c.Order(row.complaint_id, c.Attach(file), f"telegram:file:{row.unique_id}")
    await house.handling.handle(order, Actor("citizen", holds=row.complaint_id))
    assert await bot.fetching.run() == 0  # leased
    house.clock.instant = NOW + timedelta(minutes=4)  # type: ignore[attr-defined]
    assert await bot.fetching.run() == 1
    assert len(await attached(house)) == 1


async def test_what_fails_is_tried_again_later_and_then_said(house: House, bot: QuietBot) -> None:
    bot.lying.files = {"file-a": picture()}
    bot.lying.faults = [NotFetched("no answer")] * TRIES
    await bot.intake.receive(photo(2, "a"))
    await file_report(bot)
    for day in range(TRIES):
        house.clock.instant = NOW + timedelta(days=day)  # type: ignore[attr-defined]
        assert await bot.fetching.run() == 1
    assert await bot.fetching.run() == 0
    assert (await the_file(house)).fault == "tries"
    assert "tidak dapat kami ambil" in (await bot.owed.said())[-1]


async def test_what_is_gone_or_no_picture_is_said_at_once(house: House, bot: QuietBot) -> None:
    bot.lying.files = {"file-a": b"MZ" + b"\0" * 400}
    await bot.intake.receive(document(2, "a", "application/x-msdownload"))
    await bot.intake.receive(photo(3, "b"))
    await file_report(bot)
    assert await bot.fetching.run() == 2
    told = [words for words in await bot.owed.said() if "Satu berkas" in words]
    assert len(told) == 2
    assert await attached(house) == []


async def test_the_place_of_a_photo_sent_as_a_file_is_known_before_it_is_cleaned(house: House, bot: QuietBot) -> None:
    bot.lying.files = {"file-a": picture(place=(-5.4292, 105.2610))}
    await bot.intake.receive(document(2, "a"))
    assert await bot.fetching.run() == 1
    assert await bot.fetching.run() == 0
    row = await the_file(house)
    async with house.database.reading() as session:
        assert await bot.files.taken_at(session, row.complaint_id) == pytest.approx((-5.4292, 105.2610), abs=1e-4)
    assert b"105" not in row.data
    assert "tempat pengambilannya" in (await bot.owed.said())[-1]
    assert await house.attachments.kept(row.complaint_id) == frozenset()
    await file_report(bot)
    assert await bot.fetching.run() == 1
    (kept,) = await attached(house)
    assert images.taken_at(await house.attachments.open(kept)) is None


async def test_nothing_comes_in_behind_what_was_erased(house: House, bot: QuietBot) -> None:
    bot.lying.files = {"file-a": picture()}
    await bot.intake.receive(photo(2, "a"))
    await file_report(bot)
    row = await the_file(house)
    order = c.Order(row.complaint_id, c.Erase(), "test")
    await house.handling.handle(order, Actor("citizen", holds=row.complaint_id))
    assert await bot.fetching.run() == 1
    assert await attached(house) == []
    assert (await the_file(house)).fault == "erased"


@pytest.mark.parametrize("place", [(-5.4292, 105.261), (5.5, -95.25), (-7.0, 110.42)])
def test_a_place_is_read_as_it_was_written(place: tuple[float, float]) -> None:
    assert images.taken_at(picture(place=place)) == pytest.approx(place, abs=1e-4)


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", picture(), VOICE, picture(place=(-5.0, 105.0))[:300]])
def test_what_tells_no_place_tells_none(data: bytes) -> None:
    found = images.taken_at(data)
    assert found is None or found == pytest.approx((-5.0, 105.0))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (VOICE, "audio/ogg"),
        (VIDEO, "video/mp4"),
        (b"\0\0\0\x20ftypiso5\0\0\2\0iso6mp41" + b"\0" * 100, "video/mp4"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0" + b"\0" * 100, "video/quicktime"),
        (b"ID3\x04" + b"\0" * 500, "audio/mpeg"),
        (b"\x1aE\xdf\xa3\x93B\x82\x88webmB\x87\x81\x02" + b"\0" * 100, "video/webm"),
    ],
)
def test_recordings_are_told_by_their_content(data: bytes, kind: str) -> None:
    assert recordings.media_type(data) == kind


@pytest.mark.parametrize(
    "data", [b"<html><script>", b"%PDF-1.4", b"MZ" + b"\0" * 99, b"", b"x" * 20, b"\0" * 20_000_001]
)
def test_anything_else_is_not_kept(data: bytes) -> None:
    with pytest.raises(Invalid):
        recordings.media_type(data)

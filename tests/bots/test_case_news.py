"""News of a case in a chat: in its language, with words that matter, photos, and buttons that still do something."""

from collections.abc import AsyncIterator
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from uuid import uuid4

import pytest
from PIL import Image

from bots.case_buttons import CasePress, case_press
from bots.case_list import cases_in
from bots.news_words import IN_CHAT
from bots.replies import pressed
from complaints import commands as c
from complaints.attachments import DOCX, PDF
from complaints.commands import Words
from complaints.kinds import ArchiveReason, Status, Visibility
from complaints.ticket import draw, show
from notices.messages import TEXTS
from sla.watch import Watch
from tests.bots.double import Fault
from tests.bots.double_state import Json
from tests.bots.newsroom import UNIT, Newsroom, keys, newsroom, texts
from tests.fakes import FakeLinks
from tests.make import COORDINATOR, citizen
from web.house import House

QUESTION = "Di sisi <kiri> atau kanan jalan? Mohon sebutkan patokannya."
ANSWER = "Lubang ditutup dengan aspal panas & dipadatkan. Terima kasih."


@pytest.fixture
async def room(house: House) -> AsyncIterator[Newsroom]:
    async with newsroom(house) as opened:
        yield opened


def picture(colour: str = "teal") -> bytes:
    written = BytesIO()
    Image.new("RGB", (64, 48), colour).save(written, "JPEG")
    return written.getvalue()


def presses(message: Json) -> list[CasePress]:
    """What the buttons of a message do, but those that open pages and the one that stops all news."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", ())
    data = [button["callback_data"] for row in rows for button in row if "callback_data" in button]
    return [press for one in data if (press := case_press(pressed(one))) and press.choice != "stop"]


def test_what_is_said_differently_in_a_chat_is_told_of_at_all() -> None:
    assert set(IN_CHAT) <= set(TEXTS)


async def test_a_question_is_quoted_in_the_language_of_the_chat_and_answered_by_a_reply(room: Newsroom) -> None:
    siti, john = await room.person(), await room.person("en")
    case = await room.taken()
    chats = [await room.hears(one, case) for one in (siti, john)]
    asked = await room.says(case, c.Ask(Words(QUESTION)))
    await room.sends()
    [said], [english] = texts(siti), texts(john)
    assert said.startswith(f"Petugas bertanya tentang aduan {show(asked.code)}\n\n")
    assert f"Petugas menulis:\n“{QUESTION}”" in said
    assert "Balas pesan ini untuk menjawab." in said
    for mail in ("Yth.", "Salam hormat", "tidak terbaca", "halaman berikut"):
        assert mail not in said
    assert QUESTION in english
    assert "Reply to this message" in english
    assert "Petugas" not in english
    [message] = siti.heard()
    assert message["entities"][0]["type"] == "bold"
    assert message["reply_markup"]["inline_keyboard"][-1][0]["url"].startswith("https://uji.example/ikuti/")
    assert await room.belonging(chats[0]) == {(case, message["message_id"])}
    assert room.mail.taken == []


async def test_a_question_answered_meanwhile_is_not_asked_for_again(room: Newsroom) -> None:
    siti = await room.person()
    case = await room.taken()
    await room.hears(siti, case)
    await room.says(case, c.Ask(Words(QUESTION)))
    await room.says(case, c.Answer(Words("Kiri.")), citizen(case))
    await room.sends()
    assert QUESTION in texts(siti)[0]
    assert "Balas pesan ini" not in texts(siti)[0]


async def test_what_was_done_comes_with_photos_and_is_judged_by_a_button(room: Newsroom) -> None:
    siti = await room.person()
    case = await room.taken()
    chat = await room.hears(siti, case)
    attachments = room.house.attachments
    for colour in ("red", "green"):
        await room.says(case, c.Attach(await attachments.store(case, picture(colour), "bukti.jpg")))
    theirs = await attachments.store(case, picture("black"), "laporan.jpg")
    await room.says(case, c.Attach(theirs), citizen(case))
    solved = await room.says(case, c.Resolve(Words(ANSWER)))
    await room.sends()
    message, *photos = siti.heard()
    assert f"“{ANSWER}”" in message["text"]
    assert "Foto bukti: 2." in message["text"]
    assert "Apakah memang sudah beres?" in message["text"]
    assert keys(message) == [["Sudah beres"], ["Belum beres"], ["Berhenti mengabari aduan ini"], ["Buka halaman aduan"]]
    assert presses(message) == [CasePress("yes", solved.code, 0, ""), CasePress("no", solved.code, 0, "")]
    assert len(photos) == 2
    assert len({photo["media_group_id"] for photo in photos}) == 1
    assert show(solved.code) in photos[0]["caption"]
    assert await room.belonging(chat) == {(case, one["message_id"]) for one in siti.heard()}


async def test_the_second_answer_shows_its_own_photos_and_counts_the_disputes(room: Newsroom) -> None:
    siti = await room.person()
    case = await room.taken()
    await room.hears(siti, case)
    await room.says(case, c.Attach(await room.house.attachments.store(case, picture("red"), "satu.jpg")))
    await room.says(case, c.Resolve(Words("Sudah ditambal.")))
    await room.says(case, c.Dispute(Words("Masih berlubang.")), citizen(case))
    await room.says(case, c.Take())
    await room.forgets()
    await room.says(case, c.Attach(await room.house.attachments.store(case, picture("green"), "dua.jpg")))
    solved = await room.says(case, c.Resolve(Words(ANSWER)))
    await room.sends()
    message, photo = siti.heard()
    assert "Foto bukti: 1." in message["text"]
    assert "photo" in photo
    assert [one.shown for one in presses(message)] == [solved.disputes] * 2 == [1, 1]


@pytest.mark.parametrize("named", [False, True])
async def test_a_signed_answer_comes_with_the_news_and_one_that_is_late_by_itself(room: Newsroom, named: bool) -> None:
    """But for one that names its reporter: that is read on their page alone."""
    siti = await room.person()
    case = await room.taken()
    chat = await room.hears(siti, case)
    keep = room.house.attachments
    docx, pdf = [
        await keep.keep_paper(case, name.encode(), f"surat.{name}", kind, names_reporter=named)
        for name, kind in (("docx", DOCX), ("pdf", PDF))
    ]
    await room.says(case, c.MakePaper("surat_jawaban", "620/001/BMBK/2026", UNIT, docx, pdf, names_reporter=named))
    first, second = [
        await keep.keep_scan(case, b"%PDF-1.7 " + one, "pindaian.pdf", names_reporter=named) for one in (b"1", b"2")
    ]
    await room.says(case, c.AttachSigned("620/001/BMBK/2026", first, evidence=True))
    await room.sends()
    assert texts(siti) == [], "it is told with the answer"
    await room.says(case, c.Resolve(Words(ANSWER)))
    await room.sends()
    message, *documents = siti.heard()
    assert ("Berkas: 1." in message["text"]) is not named
    assert [one["caption"] for one in documents] == ([] if named else ["Surat jawaban nomor 620/001/BMBK/2026"])
    await room.says(case, c.AttachSigned("620/001/BMBK/2026", second, evidence=True))
    await room.sends()
    message, *documents = siti.heard()[1 + len(documents) :]
    assert "sudah ditandatangani" in message["text"]
    assert len(documents) == (0 if named else 1)
    assert len(await room.belonging(chat)) == (2 if named else 4)


async def test_whoever_told_of_several_matters_learns_the_code_of_each(room: Newsroom) -> None:
    siti, budi = await room.person(), await room.person()
    case, hidden = await room.file(), await room.file(visibility=Visibility.CONFIDENTIAL)
    await room.hears(siti, case)
    await room.hears(budi, hidden)
    await room.forgets()
    codes = []
    for one in (case, hidden):
        parts = tuple(c.Part(uuid4(), Words(told), draw()) for told in ("Jalan berlubang.", "Obat kosong."))
        await room.says(one, c.Split(parts), COORDINATOR)
        codes.append([show(part.ticket) for part in parts])
    await room.sends()
    [told], [discreet] = texts(siti), texts(budi)
    assert all(code in told for code in codes[0])
    assert not any(code in discreet for code in codes[1])
    chats = [await room.chat(one) for one in (siti, budi)]
    rooms = SimpleNamespace(pages=FakeLinks())
    async with room.house.database.reading() as session:
        for chat, expected in zip(chats, (codes[0], []), strict=True):
            known = {one.status: one for one in await cases_in(session, chat, rooms)}  # type: ignore[arg-type]
            assert [show(one) for one in known[Status.SPLIT].parts] == expected
            assert len(known) == 2, "the parts are told of in the same chat"


@pytest.mark.parametrize("fault", [Fault("sendPhoto", status=400), Fault("sendPhoto", cut=True)])
async def test_photos_that_do_not_come_through_are_left_to_the_page(room: Newsroom, fault: Fault) -> None:
    siti = await room.person()
    case = await room.taken()
    await room.hears(siti, case)
    await room.says(case, c.Attach(await room.house.attachments.store(case, picture(), "bukti.jpg")))
    await room.says(case, c.Resolve(Words(ANSWER)))
    fault.times = 9
    room.api.faults.append(fault)
    assert (await room.sends()).sent > 0
    await room.later(3)
    await room.sends()
    assert sum(ANSWER in one for one in texts(siti)) == 1
    assert "halaman aduan" in texts(siti)[0]
    [notice] = [one for one in await room.notices("complaint.resolved") if one.audience == "citizen"]
    assert notice.sent_at
    assert not notice.dead_at


async def test_photos_told_to_wait_a_moment_come_after_it(room: Newsroom) -> None:
    siti = await room.person()
    case = await room.taken()
    await room.hears(siti, case)
    await room.says(case, c.Attach(await room.house.attachments.store(case, picture(), "bukti.jpg")))
    await room.says(case, c.Resolve(Words(ANSWER)))
    room.api.faults.append(Fault("sendPhoto", status=429, retry_after=1))
    await room.sends()
    message, photo = siti.heard()
    assert ANSWER in message["text"]
    assert "photo" in photo


async def test_what_was_settled_meanwhile_has_no_buttons(room: Newsroom) -> None:
    siti = await room.person()
    case = await room.taken()
    await room.hears(siti, case)
    await room.says(case, c.Resolve(Words(ANSWER)))
    await room.says(case, c.Confirm(5), citizen(case))
    await room.sends()
    [message] = siti.heard()
    assert presses(message) == []


async def test_silence_is_warned_of_with_the_same_buttons_and_closing_asks_for_a_score(room: Newsroom) -> None:
    siti = await room.person()
    case = await room.taken()
    await room.hears(siti, case)
    await room.says(case, c.Resolve(Words(ANSWER)))
    await room.forgets()
    await until(room, "deadline.warned")
    await room.sends()
    [warned] = siti.heard()
    assert "Kami menunggu Anda" in warned["text"]
    assert "Bila tidak ada jawaban dari Anda sampai" in warned["text"]
    assert [one.choice for one in presses(warned)] == ["yes", "no"]
    await until(room, "complaint.closed")
    await room.sends()
    closed = siti.heard()[-1]
    assert keys(closed)[0] == [f"{score} ★" for score in range(1, 6)]
    assert [(one.choice, one.value) for one in presses(closed)] == [("rate", str(score)) for score in range(1, 6)]
    assert "halaman berikut" not in closed["text"]


async def until(room: Newsroom, event: str) -> None:
    """Let days go by until this happens and is owed to somebody."""
    house = room.house
    for _day in range(60):
        await room.later(24)
        await Watch(house.database, house.clock, house.handling).sweep()
        if await room.notices(event):
            return
    raise AssertionError(f"{event} never happens")


async def test_of_a_confidential_case_nothing_is_said_but_that_there_is_news(room: Newsroom) -> None:
    siti = await room.person()
    case = await room.taken(visibility=Visibility.CONFIDENTIAL)
    await room.hears(siti, case)
    await room.says(case, c.Attach(await room.house.attachments.store(case, picture(), "bukti.jpg")))
    solved = await room.says(case, c.Resolve(Words(ANSWER)))
    await room.sends()
    [message] = siti.heard()
    assert message["text"].startswith(f"Kabar untuk laporan {show(solved.code)}\n\nAda perkembangan")
    assert "aspal" not in message["text"]
    assert "selesai" not in message["text"]
    assert keys(message) == [["Berhenti mengabari aduan ini"], ["Buka halaman aduan"]]


async def test_a_transcript_is_shown_and_judged(room: Newsroom) -> None:
    siti = await room.person()
    case = await room.taken()
    await room.hears(siti, case)
    voice = await room.house.attachments.keep(case, b"OggS" + bytes(60) + b"OpusHead" + bytes(40), "suara.ogg")
    await room.says(case, c.Attach(voice), citizen(case))
    told = await room.says(case, c.Transcribe(voice.id, Words("Lampu mati sejak Senin.")), COORDINATOR)
    await room.sends()
    [message] = siti.heard()
    assert "“Lampu mati sejak Senin.”" in message["text"]
    value = voice.id.hex[-16:]
    shown = told.version
    assert presses(message) == [
        CasePress("right", told.code, shown, value),
        CasePress("wrong", told.code, shown, value),
    ]


async def test_what_the_body_outside_is_told_and_answers_is_quoted(room: Newsroom) -> None:
    siti = await room.person()
    body = (await room.house.region.current()).bodies[0]
    case = await room.file()
    await room.hears(siti, case)
    await room.forgets()
    await room.says(case, c.ForwardOut(body.code, Words("Kewenangan pusat.")), COORDINATOR)
    await room.sends()
    await room.says(case, c.RecordReply(Words("Akan diperbaiki bulan depan.")), COORDINATOR)
    await room.sends()
    out, answered = texts(siti)
    assert f"Disampaikan kepada {body.name}." in out
    assert "“Kewenangan pusat.”" in out
    assert f"{body.name} menjawab:\n“Akan diperbaiki bulan depan.”" in answered


async def test_a_pledge_tells_its_date_and_ground_and_an_archive_its_reason(room: Newsroom) -> None:
    siti, budi = await room.person("en"), await room.person()
    case, other = await room.taken(), await room.file()
    await room.hears(siti, case)
    await room.hears(budi, other)
    await room.forgets()
    await room.says(case, c.Pledge(date(2027, 3, 15), Words("Dibangun tahun depan."), Words("DPA 2027")))
    await room.says(other, c.Archive(ArchiveReason.TOO_GENERAL, Words("Tidak ada tempatnya.")), COORDINATOR)
    await room.sends()
    [pledged], [archived] = texts(siti), texts(budi)
    assert "Monday, 15 March 2027" in pledged
    assert "Dibangun tahun depan." in pledged
    assert "DPA 2027" in pledged
    assert "Alasannya: Isi terlalu umum untuk ditindaklanjuti." in archived
    assert "“Tidak ada tempatnya.”" in archived


async def test_a_long_answer_is_split_at_sentences_and_cut_where_the_page_has_the_rest(room: Newsroom) -> None:
    siti = await room.person()
    case = await room.taken()
    chat = await room.hears(siti, case)
    await room.says(case, c.Resolve(Words("Kami <sudah> menambal jalan & saluran. " * 240)))
    await room.sends()
    parts = texts(siti)
    assert len(parts) == 2
    assert all(len(one) <= 4096 for one in parts)
    assert parts[0].rstrip().endswith((".", "“"))
    assert "Selengkapnya ada di halaman aduan." in parts[1]
    first, last = siti.heard()
    assert keys(first) == []
    assert keys(last)[0] == ["Sudah beres"]
    assert {number for _case, number in await room.belonging(chat)} == {first["message_id"], last["message_id"]}


async def test_where_no_button_may_lead_the_page_stays_among_the_words(house: House) -> None:
    class Local(FakeLinks):
        def follow(self, code: str, complaint_id: object) -> str:
            return f"http://127.0.0.1:8000/ikuti/{code}"

    async with newsroom(house, Local()) as room:
        siti = await room.person()
        case = await room.taken()
        await room.hears(siti, case)
        told = await room.says(case, c.Inform(Words("Aspal dipesan.")))
        await room.sends()
        assert f"Buka halaman aduan:\nhttp://127.0.0.1:8000/ikuti/{told.code}" in texts(siti)[0]
        assert keys(siti.heard()[0]) == [["Berhenti mengabari aduan ini"]]

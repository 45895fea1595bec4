"""Talking about cases that were filed, through the whole intake on a real database."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlmodel import col, select

from bots.case_buttons import CaseChoice, case_button
from bots.case_messages import belong, case_of
from bots.conversation import talk
from bots.inputs import Incoming, Sent
from bots.tables import ChatFileRow, ChatMessageRow, DraftRow
from complaints import commands as c
from complaints.commands import Order
from complaints.complaint import Complaint
from complaints.kinds import Status, Visibility
from complaints.tables import ComplaintRow, EventRow, WordsRow
from foundation.clock import SetClock
from people.actor import Actor, Post, Role
from people.tables import OfficerRow, PostRow
from tests.bots.quiet import CITIZEN, QuietBot, commanded, photo, pressed, replica, voice, wrote
from tests.make import COORDINATOR, citizen, filing, words
from web.house import House

UNIT = "BMBK"
OFFICER = Actor("officer", uuid4(), (Post(Role.OFFICER, UNIT, frozenset({UNIT})),))
NOTICE = 9_000
"""Number of a message of ours that told of the case."""
Make = Callable[..., QuietBot]


@pytest.fixture
async def make(house: House) -> AsyncIterator[Make]:
    made: list[QuietBot] = []

    def one() -> QuietBot:
        made.append(replica(house, talk))
        return made[-1]

    yield one
    for bot in made:
        await bot.close()


class Desk:
    """A citizen's chat with a case in it, and the office at the other end."""

    def __init__(self, house: House, bot: QuietBot) -> None:
        self.house, self.bot = house, bot
        self.case = UUID(int=0)
        self.update = 100

    async def opened(self, *way: tuple[c.Command, Actor], chat: int = CITIZEN, role: str = "reporter") -> None:
        """A case told in the chat, brought some way by the office."""
        self.case = uuid4()
        await self.says(filing("Lubang besar di Jalan Kartini, dua orang jatuh."), citizen(self.case))
        for command, by in way:
            await self.says(command, by)
        async with self.house.database.transaction() as session:
            now = self.house.clock.now()
            held = await self.bot.chats.held(session, chat, "id", now)
            await self.bot.chats.follow(session, held.id, self.case, role, now)  # type: ignore[arg-type]
            await belong(session, held.id, self.case, [NOTICE], now)

    async def says(self, command: c.Command, by: Actor) -> Complaint:
        return await self.house.handling.handle(Order(self.case, command, f"test:{uuid4()}"), by)

    async def row(self) -> ComplaintRow:
        async with self.house.database.reading() as session:
            return (await session.exec(select(ComplaintRow).where(ComplaintRow.complaint_id == self.case))).one()

    async def recorded(self, kind: str) -> list[str | None]:
        """The words beside the log, oldest first."""
        found = select(WordsRow.content).where(WordsRow.complaint_id == self.case, WordsRow.kind == kind)
        async with self.house.database.reading() as session:
            return list((await session.exec(found.order_by(col(WordsRow.words_id)))).all())

    async def events(self, name: str) -> int:
        found = select(EventRow).where(EventRow.complaint_id == self.case, EventRow.type == name)
        async with self.house.database.reading() as session:
            return len((await session.exec(found)).all())

    async def presses(self, choice: CaseChoice, value: str = "", shown: int | None = None, chat: int = CITIZEN) -> str:
        row, self.update = await self.row(), self.update + 1
        button = case_button("x", choice, row.code, row.disputes if shown is None else shown, value)
        await self.bot.intake.receive(pressed(self.update, button.data, chat))
        return await self.said()

    async def writes(self, text: str, **fields: object) -> str:
        self.update += 1
        await self.bot.intake.receive(wrote(self.update, text, **fields))  # type: ignore[arg-type]
        return await self.said()

    async def replies(self, text: str) -> str:
        return await self.writes(text, replies_to=NOTICE)

    async def said(self) -> str:
        """All that was said for the last update."""
        said = await self.bot.owed.said()
        keys = [key for key in await self.bot.owed.keys() if key.startswith(f"{self.update}:")]
        return "\n".join(said[-len(keys) :]) if keys else ""

    async def presses_last(self, ending: str) -> str:
        """The button of the draft that is held, with this choice."""
        self.update += 1
        async with self.house.database.reading() as session:
            chat = await self.bot.chats.find(session, CITIZEN)
            assert chat is not None
            draft = await self.bot.drafts.load(session, chat.id)
        assert draft is not None
        await self.bot.intake.receive(pressed(self.update, f"{draft.id.hex[-16:]}:{draft.turn}:{ending}"))
        return await self.said()

    async def drafts(self) -> int:
        async with self.house.database.reading() as session:
            return len((await session.exec(select(DraftRow))).all())


TAKEN = ((c.Forward(UNIT), COORDINATOR), (c.Take(), OFFICER))
RESOLVED = (*TAKEN, (c.Resolve(words("Sudah ditambal kemarin.")), OFFICER))
WAITING = (*TAKEN, (c.Ask(words("Di sebelah mana tepatnya?")), OFFICER))


@pytest.fixture
async def desk(house: House, make: Make) -> Desk:
    return Desk(house, make())


async def test_settled_by_one_button_and_rated_by_another(desk: Desk) -> None:
    await desk.opened(*RESOLVED)
    assert "kami tutup sebagai beres" in await desk.presses("yes")
    assert (await desk.row()).status == Status.CLOSED
    assert "nilai 4" in await desk.presses("rate", "4")
    assert (await desk.row()).score == 4
    assert "sudah lama" in await desk.presses("rate", "1")
    assert (await desk.row()).score == 4
    assert await desk.events("complaint.confirmed") == 1


async def test_not_settled_asks_why_and_the_next_words_dispute(desk: Desk) -> None:
    await desk.opened(*RESOLVED)
    assert "Apa yang belum beres" in await desk.presses("no")
    assert (await desk.row()).status == Status.RESOLVED
    assert "Sanggahan Anda" in await desk.writes("Lubangnya terbuka lagi setelah hujan.")
    assert (await desk.row()).status == Status.DISPUTED
    assert await desk.recorded("dispute") == ["Lubangnya terbuka lagi setelah hujan."]
    assert await desk.drafts() == 0


async def test_a_voice_note_is_a_reason_and_is_attached(desk: Desk) -> None:
    await desk.opened(*RESOLVED)
    await desk.presses("no")
    desk.update += 1
    await desk.bot.intake.receive(photo(desk.update, "bukti"))
    assert "Lengkapi" in await desk.said()
    desk.update += 1
    await desk.bot.intake.receive(voice(desk.update, "alasan"))
    assert (await desk.row()).status == Status.DISPUTED
    assert "12 detik" in str(await desk.recorded("dispute"))
    async with desk.house.database.reading() as session:
        files = (await session.exec(select(ChatFileRow))).all()
    assert {file.unique_id for file in files} == {"unique-bukti", "unique-alasan"}
    assert all(file.filed and file.complaint_id == desk.case for file in files)


async def test_a_half_told_report_outlives_the_reason(desk: Desk) -> None:
    await desk.opened(*RESOLVED)
    await desk.writes("Lampu jalan mati di Rajabasa sejak kemarin.")
    await desk.presses_last("new")
    await desk.presses("no")
    said = await desk.writes("Belum selesai ditambal.")
    assert "Sanggahan Anda" in said
    assert "masih ada" in said
    await desk.presses_last("resume")
    async with desk.house.database.reading() as session:
        chat = await desk.bot.chats.find(session, CITIZEN)
        assert chat is not None
        draft = await desk.bot.drafts.load(session, chat.id)
    assert draft is not None
    assert draft.text == "Lampu jalan mati di Rajabasa sejak kemarin."


async def test_batal_ends_only_the_reason(desk: Desk) -> None:
    await desk.opened(*RESOLVED)
    await desk.presses("no")
    desk.update += 1
    await desk.bot.intake.receive(commanded(desk.update, "batal"))
    assert "tetap seperti semula" in await desk.said()
    assert (await desk.row()).status == Status.RESOLVED
    assert await desk.drafts() == 0


async def test_a_question_is_answered_by_simply_replying(desk: Desk) -> None:
    await desk.opened(*WAITING)
    assert "jawaban Anda" in await desk.replies("Sebelah kiri, depan bengkel.")
    assert (await desk.row()).status == Status.IN_PROCESS
    assert await desk.recorded("answer") == ["Sebelah kiri, depan bengkel."]
    assert "tambahkan" in await desk.replies("Dekat tiang listrik.")
    assert await desk.recorded("answer") == ["Sebelah kiri, depan bengkel.", "Dekat tiang listrik."]


async def test_a_photo_answers_too_and_an_album_is_answered_once(desk: Desk) -> None:
    await desk.opened(*WAITING)
    for number in range(3):
        desk.update += 1
        sent = photo(desk.update, f"foto{number}", "album")
        await desk.bot.intake.receive(sent if number else _replying(sent))
        assert bool(await desk.said()) is (number == 0)
    assert (await desk.row()).status == Status.IN_PROCESS
    async with desk.house.database.reading() as session:
        files = (await session.exec(select(ChatFileRow))).all()
    assert [file.complaint_id for file in files] == [desk.case] * 3
    desk.update += 1
    await desk.bot.intake.receive(photo(desk.update, "foto9", "album", caption="Ini yang paling dalam."))
    assert "Ini yang paling dalam." in await desk.recorded("answer")


async def test_words_without_a_reply_are_offered_as_the_answer(desk: Desk) -> None:
    await desk.opened(*WAITING)
    assert "Ini jawaban untuk pertanyaan petugas" in await desk.writes("Sebelah kiri, depan bengkel.")
    assert "jawaban Anda" in await desk.writes("ya")
    assert (await desk.row()).status == Status.IN_PROCESS
    assert await desk.recorded("answer") == ["Sebelah kiri, depan bengkel."]


async def test_a_reply_to_an_answered_case_is_held_until_it_is_said_what_it_is(desk: Desk) -> None:
    await desk.opened(*RESOLVED)
    assert "Apakah sudah beres" in await desk.replies("Terima kasih, tapi pinggirnya retak.")
    assert (await desk.row()).status == Status.RESOLVED
    await desk.presses_last("case:dispute")
    assert (await desk.row()).status == Status.DISPUTED
    assert await desk.recorded("dispute") == ["Terima kasih, tapi pinggirnya retak."]


async def test_what_was_held_is_recorded_before_a_case_is_closed(desk: Desk) -> None:
    await desk.opened(*RESOLVED)
    await desk.replies("Terima kasih, bagus sekali.")
    await desk.presses_last("case:settled")
    assert (await desk.row()).status == Status.CLOSED
    assert await desk.recorded("answer") == ["Terima kasih, bagus sekali."]


async def test_a_reply_to_a_case_that_is_over_becomes_a_report_if_wanted(desk: Desk) -> None:
    await desk.opened(*RESOLVED)
    await desk.presses("yes")
    assert "sudah berakhir" in await desk.replies("Lubang besar lagi di Jalan Kartini.")
    assert "Siapa yang boleh membaca" in await desk.presses_last("case:report")
    assert await desk.drafts() == 1


async def test_only_the_reporter_adds(desk: Desk) -> None:
    await desk.opened(*TAKEN, role="follower")
    assert "oleh pelapornya" in await desk.replies("Di sini juga berlubang.")
    assert await desk.recorded("answer") == []
    await desk.presses_last("case:never")
    assert await desk.drafts() == 0
    assert "tidak kami kirim lagi" in await desk.presses("stop")
    assert "tidak diikuti" in await desk.presses("stop")


@pytest.mark.parametrize("choice", ["yes", "no", "rate", "right", "wrong", "again", "take"])
async def test_buttons_of_others_and_stale_ones_do_nothing(desk: Desk, choice: CaseChoice) -> None:
    await desk.opened(*RESOLVED)
    before = (await desk.row()).version
    said = await desk.presses(choice, "5", shown=1)
    assert said
    await desk.presses(choice, "5", chat=4242)
    assert (await desk.row()).version == before
    assert await desk.drafts() == 0


async def test_a_button_from_before_a_dispute_judges_nothing(desk: Desk) -> None:
    await desk.opened(*RESOLVED)
    await desk.presses("no")
    await desk.writes("Belum beres.")
    await desk.says(c.Take(), OFFICER)
    await desk.says(c.Resolve(words("Sekarang sudah.")), OFFICER)
    said = await desk.presses("yes", shown=0)
    assert "sudah lama" in said
    assert "menunggu konfirmasi" in said
    assert (await desk.row()).status == Status.RESOLVED
    await desk.presses("yes", shown=1)
    assert (await desk.row()).status == Status.CLOSED


async def test_an_edit_of_a_filed_message_is_recorded_once_as_a_correction(desk: Desk) -> None:
    await desk.opened(*TAKEN)
    await desk.replies("Ada di kilometer 3.")
    message = desk.update
    desk.update += 1
    for update in (desk.update, desk.update):
        await desk.bot.intake.receive(_edited(update, message, "Ada di kilometer 8."))
    assert "Perubahan pesan" in await desk.said()
    assert await desk.recorded("answer") == ["Ada di kilometer 3.", "Koreksi pesan sebelumnya: Ada di kilometer 8."]
    desk.update += 1
    await desk.bot.intake.receive(_edited(desk.update, message, "Ada di kilometer 8."))
    assert await desk.said() == ""
    desk.update += 1
    await desk.bot.intake.receive(_edited(desk.update, message, "Ada di kilometer 3."))
    assert (await desk.recorded("answer"))[-1] == "Koreksi pesan sebelumnya: Ada di kilometer 3."
    await desk.says(c.Resolve(words("Sudah.")), OFFICER)
    desk.update += 1
    await desk.bot.intake.receive(_edited(desk.update, message, "Ada di kilometer 9."))
    assert "tidak lagi masuk" in await desk.said()


async def test_edits_of_what_was_filed_in_the_chat_belong_to_its_case(desk: Desk) -> None:
    story = await desk.writes("Lubang besar di Jalan Kartini, Rajabasa, sedalam lutut.")
    assert story
    message = desk.update
    for choice in ("anonymous", "send"):
        said = await desk.presses_last(choice)
    assert "kode" in said
    async with desk.house.database.reading() as session:
        desk.case = (await session.exec(select(ComplaintRow.complaint_id))).one()
        owner = (await session.exec(select(ChatMessageRow.chat_id))).first()
        assert owner is not None
        assert await case_of(session, owner, message) == desk.case
    desk.update += 1
    await desk.bot.intake.receive(_edited(desk.update, message, "Lubang besar di Jalan Kartini, sedalam mata kaki."))
    (correction,) = await desk.recorded("answer")
    assert str(correction).startswith("Koreksi pesan sebelumnya: ")


async def test_doubled_to_two_replicas_at_once_everything_happens_once(desk: Desk, make: Make) -> None:
    await desk.opened(*RESOLVED)
    row, other = await desk.row(), make()
    yes = case_button("x", "yes", row.code, row.disputes).data
    updates = [pressed(1, yes), pressed(2, yes), wrote(3, "Catatan kecil.", replies_to=NOTICE)]
    await asyncio.gather(*(bot.intake.receive(one) for bot in (desk.bot, other) for one in updates))
    assert (await desk.row()).status == Status.CLOSED
    assert await desk.events("complaint.confirmed") == 1
    keys = await desk.bot.owed.keys()
    assert len(keys) == len(set(keys))


async def test_answers_doubled_to_two_replicas_are_recorded_once(desk: Desk, make: Make) -> None:
    await desk.opened(*WAITING)
    other = make()
    updates = [wrote(number, f"Jawaban {number}.", replies_to=NOTICE) for number in range(1, 6)]
    await asyncio.gather(*(bot.intake.receive(one) for bot in (desk.bot, other) for one in updates))
    assert sorted(str(one) for one in await desk.recorded("answer")) == [f"Jawaban {n}." for n in range(1, 6)]
    assert await desk.events("question.answered") == 1


async def test_the_office_acting_at_the_same_moment_loses_no_words(desk: Desk) -> None:
    await desk.opened(*WAITING)
    await asyncio.gather(desk.replies("Sebelah kiri."), desk.says(c.Inform(words("Kami periksa dulu.")), OFFICER))
    assert "Sebelah kiri." in await desk.recorded("answer")


async def test_words_about_wrongdoing_are_not_taken_about_a_case_either(desk: Desk) -> None:
    await desk.opened(*RESOLVED)
    await desk.presses("no")
    said = await desk.writes("Petugasnya minta uang pungli lima ratus ribu supaya ditambal.")
    assert "tidak kami simpan di sini" in said
    assert desk.bot.owed.vanished == [desk.update]
    assert (await desk.row()).status == Status.RESOLVED
    assert await desk.drafts() == 0


async def test_of_a_case_few_may_know_nothing_is_told_in_the_chat(desk: Desk) -> None:
    await desk.opened(*TAKEN)
    await desk.says(c.Reclassify(visibility=Visibility.CONFIDENTIAL), COORDINATOR)
    assert "tidak kami simpan di sini" in await desk.replies("Ada di kilometer 3.")
    assert desk.bot.owed.vanished == [desk.update]
    desk.update += 1
    for text, answered in (("Lubang besar di Jalan Kartini, dua orang jatuh.", False), ("Lubang kecil.", True)):
        desk.update += 1
        await desk.bot.intake.receive(_edited(desk.update, NOTICE, text))
        assert ("tidak kami simpan di sini" in await desk.said()) is answered
    assert await desk.recorded("answer") == []


async def test_status_tells_what_is_promised_next(desk: Desk) -> None:
    await desk.opened(*TAKEN)
    desk.update += 1
    await desk.bot.intake.receive(commanded(desk.update, "aduan"))
    assert "Sedang ditangani" in await desk.said()
    assert "paling lambat" in await desk.said()
    row = await desk.row()
    desk.update += 1
    await desk.bot.intake.receive(commanded(desk.update, "status", row.code))
    assert "paling lambat" in await desk.said()


async def test_an_officer_takes_a_case_with_the_posts_held_now(desk: Desk) -> None:
    await desk.opened((c.Forward(UNIT), COORDINATOR))
    officer, now = uuid4(), desk.house.clock.now()
    async with desk.house.database.transaction() as session:
        session.add(OfficerRow(officer_id=officer, username="budi", name="Budi", password="x", created_at=now))
        await session.flush()
        chat = await desk.bot.chats.held(session, 77, "id", now)
        await desk.bot.chats.link_officer(session, chat.id, officer, now)
    assert "tidak" in (await desk.presses("take", chat=77)).lower()
    assert (await desk.row()).status == Status.FORWARDED
    async with desk.house.database.transaction() as session:
        start = (now - timedelta(days=2)).date()
        session.add(PostRow(post_id=uuid4(), officer_id=officer, role="officer", unit=UNIT, starts_on=start))
    said = await desk.presses("take", chat=77)
    assert "sekarang Anda tangani" in said
    assert (await desk.row()).taken_by == officer
    assert "Kartini" not in said


def _replying(sent: Incoming) -> Incoming:
    assert isinstance(sent.input, Sent)
    return msgspec.structs.replace(sent, input=msgspec.structs.replace(sent.input, replies_to=NOTICE))


def _edited(update: int, message: int, text: str) -> Incoming:
    sent = wrote(update, text, edited=True)
    assert sent.input is not None
    return msgspec.structs.replace(sent, input=msgspec.structs.replace(sent.input, message=message))


async def _recording(desk: Desk) -> UUID:
    recording = b"OggS" + b"\0" * 24 + b"\x01\x13OpusHead" + b"\0" * 64
    file = await desk.house.attachments.keep(desk.case, recording, "suara.ogg")
    await desk.says(c.Attach(file), citizen(desk.case))
    return file.id


async def _written(desk: Desk, file: UUID, text: str = "Lubangnya di kilometer tiga.") -> int:
    """Returns what its buttons are shown with."""
    return (await desk.says(c.Transcribe(file, words(text)), OFFICER)).version


async def test_a_transcript_is_right_by_one_button(desk: Desk) -> None:
    await desk.opened(*TAKEN)
    file = await _recording(desk)
    shown, value = await _written(desk, file), file.hex[-16:]
    await desk.presses("right", "0" * 16, shown)
    assert await desk.events("transcript.judged") == 0
    assert "sudah benar" in await desk.presses("right", value, shown)
    assert await desk.events("transcript.judged") == 1
    await desk.presses("right", value, shown)
    assert await desk.events("transcript.judged") == 1


async def test_a_wrong_transcript_asks_what_was_said(desk: Desk) -> None:
    await desk.opened(*TAKEN)
    file = await _recording(desk)
    shown, value = await _written(desk, file), file.hex[-16:]
    assert "Apa yang Anda katakan" in await desk.presses("wrong", value, shown)
    assert "tambahkan" in await desk.writes("Kilometer delapan, bukan tiga.")
    assert await desk.recorded("answer") == ["Isi rekaman menurut pelapor: Kilometer delapan, bukan tiga."]
    assert await desk.drafts() == 0
    said = await desk.presses("right", value, shown)
    assert "sudah menanggapi" in said


@pytest.mark.parametrize("choice", ["right", "wrong"])
async def test_a_button_judges_only_the_text_it_stood_under(desk: Desk, choice: CaseChoice) -> None:
    await desk.opened(*TAKEN)
    file = await _recording(desk)
    before, value = await _written(desk, file), file.hex[-16:]
    now = await _written(desk, file, "Lubangnya di kilometer delapan.")
    said = await desk.presses(choice, value, before)
    assert "sudah lama" in said
    assert "“Lubangnya di kilometer delapan.”" in said
    assert await desk.events("transcript.judged") == 0
    assert await desk.drafts() == 0
    await desk.presses(choice, value, now)
    assert await desk.events("transcript.judged") == 1


async def test_who_is_forgotten_is_forgotten_at_once(desk: Desk) -> None:
    await desk.opened(*TAKEN)
    await desk.replies("Ada di kilometer 3.")
    desk.update += 1
    await desk.bot.intake.receive(commanded(desk.update, "hapus_data"))
    desk.update += 1
    await desk.bot.intake.receive(pressed(desk.update, f"{'0' * 16}:0:erase"))
    async with desk.house.database.reading() as session:
        assert (await session.exec(select(ChatMessageRow))).all() == []
    assert set(await desk.recorded("answer")) == {None}
    said = await desk.replies("Halo lagi.")
    assert await desk.events("complaint.supplemented") == 1
    assert said


async def test_of_many_cases_the_one_that_is_named_is_known(desk: Desk) -> None:
    await desk.opened(*RESOLVED)
    oldest = desk.case
    clock = desk.house.clock
    assert isinstance(clock, SetClock)
    for _ in range(23):
        clock.instant += timedelta(minutes=1)
        await desk.opened()
    desk.case = oldest
    row = await desk.row()
    desk.update += 1
    await desk.bot.intake.receive(commanded(desk.update, "status", row.code))
    assert row.code[:4] in await desk.said()
    assert "kami tutup" in await desk.presses("yes")

"""Updates doubled, shuffled, replayed after a crash and sent to two replicas at once: one complaint, one reply."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from bots.draft import Draft
from bots.inputs import AnyInput, Incoming
from bots.intake import Talk
from bots.tables import ChatFileRow, DraftRow, ReplyRow
from bots.turns import Known, Turn
from complaints.kinds import Status
from complaints.tables import ComplaintRow, WordsRow
from people.tables import ChatLinkRow, TelegramCaseRow, TelegramChatRow
from people.telegram import make_link
from tests.bots.quiet import (
    CITIZEN,
    QuietBot,
    commanded,
    photo,
    plain_talk,
    pressed,
    replica,
    voice,
    wrote,
)
from web.house import House

STORY = "Jalan berlubang besar di depan Pasar Way Halim, dua motor jatuh kemarin."
Make = Callable[..., QuietBot]


@pytest.fixture
async def make(house: House) -> AsyncIterator[Make]:
    """Makes replicas of the bot over one database, closed afterwards."""
    made: list[QuietBot] = []

    def one(talk: Talk = plain_talk) -> QuietBot:
        made.append(replica(house, talk))
        return made[-1]

    yield one
    for bot in made:
        await bot.close()


async def complaints(house: House) -> list[ComplaintRow]:
    async with house.database.reading() as session:
        return list((await session.exec(select(ComplaintRow))).all())


async def rows(house: House, table: type) -> int:
    async with house.database.reading() as session:
        return len((await session.exec(select(table))).all())


async def test_a_report_told_in_two_messages_is_filed_and_answered_with_its_code_and_dates(
    house: House, make: Make
) -> None:
    bot = make()
    await bot.intake.receive(wrote(1, STORY))
    await bot.intake.receive(wrote(2, "Lubangnya sedalam lutut."))
    await bot.intake.receive(pressed(3))
    (complaint,) = await complaints(house)
    assert complaint.channel == "telegram"
    said = (await bot.owed.said())[-1]
    code = f"{complaint.code[:4]}-{complaint.code[4:8]}-{complaint.code[8:]}"
    assert code in said
    assert "2026" in said
    assert f"/lacak/{complaint.code}/rahasia" in said
    assert await rows(house, DraftRow) == 0
    async with house.database.reading() as session:
        told = (await session.exec(select(WordsRow.content).where(WordsRow.kind == "report"))).one()
        case = (await session.exec(select(TelegramCaseRow))).one()
    assert told == f"{STORY}\nLubangnya sedalam lutut."
    assert (case.complaint_id, case.role) == (complaint.complaint_id, "reporter")


async def test_what_a_citizen_writes_and_who_they_are_lie_sealed(house: House, make: Make) -> None:
    await make().intake.receive(wrote(1, STORY))
    async with house.database.reading() as session:
        draft = (await session.exec(select(DraftRow))).one()
        chat = (await session.exec(select(TelegramChatRow))).one()
    assert b"berlubang" not in draft.data
    assert str(CITIZEN).encode() not in (chat.telegram or b"") + (chat.telegram_index or b"")


@pytest.mark.parametrize("seed", range(4))
async def test_everything_twice_to_two_replicas_at_once_in_any_order(house: House, make: Make, seed: int) -> None:
    """An album of four, words and a place in any order, each update to both; then “send” to both."""
    replicas = [make(), make()]
    story = [wrote(1, STORY), *(photo(10 + n, f"foto{n}", "album") for n in range(4)), voice(20, "suara")]
    twice = [(bot, update) for bot in replicas for update in story]
    random.Random(seed).shuffle(twice)
    await asyncio.gather(*(bot.intake.receive(update) for bot, update in twice))
    await asyncio.gather(*(bot.intake.receive(pressed(30)) for bot in replicas))
    await asyncio.gather(
        *(bot.intake.receive(update) for bot, update in twice), replicas[0].intake.receive(pressed(30))
    )
    assert len(await complaints(house)) == 1
    assert await rows(house, ChatFileRow) == 5
    keys = await replicas[0].owed.keys()
    assert len([key for key in keys if key.startswith("30:")]) == 1
    assert len(keys) == len(set(keys))


async def test_send_pressed_twice_files_once(house: House, make: Make) -> None:
    first, second = make(), make()
    await first.intake.receive(wrote(1, STORY))
    await asyncio.gather(first.intake.receive(pressed(2)), second.intake.receive(pressed(3)))
    assert len(await complaints(house)) == 1
    said = await first.owed.said()
    assert len([words for words in said if "kode" in words]) == 1
    assert "Tombol lama." in said


async def test_a_picture_of_an_album_that_comes_after_sending_joins_its_report(house: House, make: Make) -> None:
    bot = make()
    await bot.intake.receive(photo(1, "satu", "album", caption=STORY))
    await bot.intake.receive(pressed(3))
    await bot.intake.receive(photo(2, "dua", "album"))
    (complaint,) = await complaints(house)
    async with house.database.reading() as session:
        files = (await session.exec(select(ChatFileRow))).all()
    assert {file.complaint_id for file in files} == {complaint.complaint_id}
    assert [file.filed for file in files] == [True, True]
    assert await rows(house, DraftRow) == 0


async def test_a_connection_killed_in_the_middle_leaves_nothing_and_the_update_comes_again(
    house: House, make: Make
) -> None:
    async def cut_off() -> None:
        async with house.database.at_once() as connection:
            ours = "application_name = 'victim' AND pid <> pg_backend_pid()"
            await connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {ours}"))

    bot = make()
    await bot.intake.receive(wrote(1, STORY))
    victim = replica(house, plain_talk)
    await victim.rooms.database.close()
    object.__setattr__(victim.rooms, "database", _named(house, "victim"))
    owe = victim.owed.owe

    async def dying(*asked: object) -> None:
        await owe(*asked)  # type: ignore[arg-type]
        await cut_off()

    victim.owed.owe = dying  # type: ignore[assignment, method-assign]
    with pytest.raises(DBAPIError):
        await victim.intake.receive(pressed(2))
    assert await complaints(house) == []
    assert await rows(house, DraftRow) == 1
    await victim.close()
    await bot.intake.receive(pressed(2))
    assert len(await complaints(house)) == 1
    assert len([key for key in await bot.owed.keys() if key.startswith("2:")]) == 1


async def test_killed_between_commit_and_sending_it_is_owed_once_and_sent_by_others(house: House, make: Make) -> None:
    bot = make()

    async def killed(_: object) -> None:
        raise asyncio.CancelledError

    await bot.intake.receive(wrote(1, STORY))
    bot.owed.send_now = killed  # type: ignore[assignment, method-assign]
    with pytest.raises(asyncio.CancelledError):
        await bot.intake.receive(pressed(2))
    again = make()
    await again.intake.receive(pressed(2))
    assert len(await complaints(house)) == 1
    assert len([key for key in await again.owed.keys() if key.startswith("2:")]) == 1


async def test_more_updates_at_once_than_the_pool_has_connections(house: House, make: Make) -> None:
    bot = make()
    people = range(1000, 1030)
    await asyncio.gather(*(bot.intake.receive(wrote(n, STORY, n)) for n in people))
    async with asyncio.timeout(30):
        await asyncio.gather(*(bot.intake.receive(pressed(5000 + n, chat=n)) for n in people))
    assert len(await complaints(house)) == 30


async def test_words_are_read_again_where_the_draft_grew_meanwhile(house: House, make: Make) -> None:
    """Both messages come at once; whoever locks second knows what was read in both."""
    known: list[tuple[str, bool]] = []

    def listening(draft: Draft | None, sent: AnyInput, seen: Known) -> Turn:
        turn = plain_talk(draft, sent, seen)
        assert turn.draft is not None
        known.append((turn.draft.text, bool(seen.reading.danger)))
        return turn

    replicas = [make(listening), make(listening)]
    danger = wrote(1, "Tolong, kabel listrik putus dan ada orang tersengat, masih terjepit!")
    await asyncio.gather(replicas[0].intake.receive(danger), replicas[1].intake.receive(wrote(2, "Di Pasar Tugu.")))
    last, seen = known[-1]
    assert "\n" in last
    assert seen


async def test_a_voice_note_alone_becomes_a_report(house: House, make: Make) -> None:
    bot = make()
    await bot.intake.receive(voice(1, "suara"))
    await bot.intake.receive(pressed(2))
    (complaint,) = await complaints(house)
    assert complaint.status == Status.SUBMITTED
    async with house.database.reading() as session:
        told = (await session.exec(select(WordsRow.content).where(WordsRow.kind == "report"))).one()
    assert "12 detik" in (told or "")


async def test_what_cannot_be_filed_is_said_and_the_draft_stays(house: House, make: Make) -> None:
    bot = make()
    await bot.intake.receive(wrote(1, "..."))
    await bot.intake.receive(pressed(2))
    assert await complaints(house) == []
    assert await rows(house, DraftRow) == 1
    assert "walau hanya satu kalimat" in (await bot.owed.said())[-1]


async def test_a_cancelled_draft_leaves_neither_words_nor_files(house: House, make: Make) -> None:
    bot = make()
    await bot.intake.receive(photo(1, "satu", caption=STORY))
    await bot.intake.receive(commanded(2, "cancel"))
    assert await rows(house, DraftRow) == 0
    assert await rows(house, ChatFileRow) == 0


async def test_groups_are_declined_when_addressed_and_channels_passed_over(house: House, make: Make) -> None:
    bot = make()
    for update, kind, addressed in ((1, "group", True), (2, "group", False), (3, "channel", True)):
        await bot.intake.receive(
            Incoming(update, -100, CITIZEN, kind, house.clock.now(), addressed=addressed, input=wrote(1, STORY).input)  # type: ignore[arg-type]
        )
    (said,) = await bot.owed.said()
    assert "grup" in said
    assert await rows(house, DraftRow) == 0


async def test_blocked_and_let_in_again(house: House, make: Make) -> None:
    bot = make()
    await bot.intake.receive(wrote(1, STORY))
    await bot.intake.receive(Incoming(2, CITIZEN, CITIZEN, "private", house.clock.now(), blocked=True))
    async with house.database.reading() as session:
        chat = (await session.exec(select(TelegramChatRow))).one()
        assert chat.dead_at is not None
        assert await bot.chats.reached(session, chat.chat_id) is None
    await bot.intake.receive(wrote(3, "Halo lagi"))
    async with house.database.reading() as session:
        assert (await bot.chats.reached(session, chat.chat_id) or ())[0] == CITIZEN


async def test_language_is_kept_and_a_link_to_the_form_is_made(house: House, make: Make) -> None:
    bot = make()
    await bot.intake.receive(commanded(1, "language", "en"))
    await bot.intake.receive(commanded(2, "sealed_link"))
    async with house.database.reading() as session:
        assert (await session.exec(select(TelegramChatRow.language))).one() == "en"
        link = (await session.exec(select(ChatLinkRow))).one()
    said = (await bot.owed.said())[-1]
    assert "?tautan=" in said
    assert link.token not in said.encode()


async def filed(house: House, bot: QuietBot, update: int = 100, chat: int = CITIZEN) -> ComplaintRow:
    await bot.intake.receive(wrote(update, STORY, chat))
    await bot.intake.receive(pressed(update + 1, chat=chat))
    return (await complaints(house))[-1]


async def test_a_case_of_the_web_is_followed_by_a_link_used_once(house: House, make: Make) -> None:
    bot = make()
    complaint = await filed(house, bot)
    async with house.database.transaction() as session:
        token = await make_link(session, "case", complaint.complaint_id, house.clock.now().replace(year=2027))
    await bot.intake.receive(commanded(1, "start", token, chat=5))
    await bot.intake.receive(commanded(2, "start", token, chat=6))
    said = await bot.owed.said()
    assert complaint.code[:4] in said[-3] + said[-2]
    assert "sudah dipakai" in said[-1]
    assert await rows(house, TelegramCaseRow) == 2


async def test_status_and_my_cases(house: House, make: Make) -> None:
    bot = make()
    await bot.intake.receive(commanded(1, "mine"))
    assert "Belum ada" in (await bot.owed.said())[-1]
    complaint = await filed(house, bot)
    for update, wish in ((2, "mine"), (3, "status")):
        await bot.intake.receive(commanded(update, wish))
        assert complaint.code[:4] in (await bot.owed.said())[-1]
    await bot.intake.receive(commanded(4, "mine", chat=9))
    assert "Belum ada" in (await bot.owed.said())[-1]


async def test_more_to_say_about_an_open_case_is_recorded_with_its_photo(house: House, make: Make) -> None:
    bot = make()
    complaint = await filed(house, bot)
    await bot.intake.receive(photo(1, "lagi", caption="Lubangnya makin lebar."))
    await bot.intake.receive(commanded(2, "add", complaint.code))
    async with house.database.reading() as session:
        words = (await session.exec(select(WordsRow.content).where(WordsRow.kind == "answer"))).all()
        file = (await session.exec(select(ChatFileRow))).one()
    assert words == ["Lubangnya makin lebar."]
    assert (file.complaint_id, file.filed) == (complaint.complaint_id, True)
    assert await rows(house, DraftRow) == 0
    await bot.intake.receive(wrote(3, "Ini aduan orang lain.", 9))
    await bot.intake.receive(commanded(4, "add", complaint.code, chat=9))
    assert "tidak ditemukan" in (await bot.owed.said())[-1]


async def test_who_asks_to_be_forgotten_is_forgotten(house: House, make: Make) -> None:
    bot = make()
    complaint = await filed(house, bot)
    await bot.intake.receive(photo(1, "lagi", caption=STORY))
    await bot.intake.receive(commanded(2, "erase"))
    async with house.database.reading() as session:
        contents = (
            await session.exec(select(WordsRow.content).where(WordsRow.complaint_id == complaint.complaint_id))
        ).all()
        replies = (await session.exec(select(ReplyRow).order_by(col(ReplyRow.reply_id)))).all()
    assert set(contents) == {None}
    assert {reply.key for reply in replies} == {"2:0:last", "2:1:last"}
    assert [await rows(house, table) for table in (DraftRow, ChatFileRow, TelegramCaseRow)] == [0, 0, 0]


def _named(house: House, name: str) -> object:
    from foundation.database import Database

    url = house.database.engine.url.render_as_string(hide_password=False)
    return Database(url, pool_size=2, connect_args={"server_settings": {"application_name": name}})

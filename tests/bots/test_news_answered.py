"""What was told in a chat is answered there: a reply finds its case, and each button does what it says, once."""

from collections.abc import AsyncIterator
from typing import NamedTuple
from uuid import UUID

import pytest

from bots.application import Bot
from complaints import commands as c
from complaints.commands import Words
from complaints.kinds import Status
from people.actor import ANYONE
from people.telegram import follower_of
from service.bot import opened_bot
from service.settings import Settings
from tests.bots.double import Person
from tests.bots.newsroom import OFFICER, UNIT, Newsroom, newsroom, texts
from tests.make import COORDINATOR, citizen
from web.house import House


class Desk(NamedTuple):
    """News goes out by `room`, answers come in by `bot`."""

    room: Newsroom
    bot: Bot

    async def takes_in(self) -> None:
        """Whatever was sent to the bot is worked through."""
        updates = self.room.api.updates
        while updates.waiting:
            update = updates.waiting[0]
            await self.bot.receive(update)
            updates.confirm(update["update_id"] + 1)

    async def presses(self, person: Person, label: str) -> None:
        person.press(label)
        await self.takes_in()

    async def status(self, case: UUID) -> Status:
        return (await self.room.house.queries.case(citizen(case), case)).complaint.status


@pytest.fixture
async def desk(house: House) -> AsyncIterator[Desk]:
    async with newsroom(house) as room:
        settings = Settings(telegram_bot_token=room.api.token, telegram_api_url=room.api.url)
        async with opened_bot(settings, house) as bot:
            assert bot is not None
            yield Desk(room, bot)


async def test_a_question_is_answered_by_replying_to_it(desk: Desk) -> None:
    room, siti = desk.room, await desk.room.person()
    case, other = await room.taken(), await room.taken()
    for one in (case, other):
        await room.hears(siti, one)
    await room.says(case, c.Ask(Words("Sisi kiri atau kanan?")))
    await room.sends()
    [asked] = siti.heard()
    siti.text("Sisi kiri, depan toko beras.", reply_to=asked)
    await desk.takes_in()
    shown = await room.house.queries.case(citizen(case), case)
    assert shown.complaint.status is Status.IN_PROCESS
    assert shown.entries[-1].name != "question.asked"
    assert "Sisi kiri, depan toko beras." in [one.words for one in shown.entries]


async def test_what_is_settled_is_closed_and_rated_under_the_notice(desk: Desk) -> None:
    room, siti = desk.room, await desk.room.person()
    case = await room.taken()
    await room.hears(siti, case)
    await room.says(case, c.Resolve(Words("Sudah diaspal.")))
    await room.sends()
    await desk.presses(siti, "Sudah beres")
    assert await desk.status(case) is Status.CLOSED
    await siti.wait("Bagaimana penanganannya")
    await desk.presses(siti, "4 ★")
    assert (await room.house.queries.case(citizen(case), case)).complaint.score == 4


async def test_what_is_not_settled_is_disputed_with_a_reason_and_the_old_button_is_dead(desk: Desk) -> None:
    room, siti = desk.room, await desk.room.person()
    case = await room.taken()
    await room.hears(siti, case)
    await room.says(case, c.Resolve(Words("Sudah diaspal.")))
    await room.sends()
    [notice] = siti.heard()
    yes = notice["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await desk.presses(siti, "Belum beres")
    siti.text("Masih berlubang di sisi timur.")
    await desk.takes_in()
    assert await desk.status(case) is Status.DISPUTED
    await room.says(case, c.Take())
    await room.says(case, c.Resolve(Words("Sisi timur juga.")))
    siti.press_data(yes, notice)
    await desk.takes_in()
    assert await desk.status(case) is Status.RESOLVED


async def test_who_stops_following_hears_no_more(desk: Desk) -> None:
    room, budi = desk.room, await desk.room.person()
    case = await room.taken()
    chat = await room.hears(budi, case, "follower")
    await room.says(case, c.Join(follower_of(case, chat), reachable=True), ANYONE)
    await room.says(case, c.Inform(Words("Aspal dipesan.")))
    await room.sends()
    await desk.presses(budi, "Berhenti mengikuti")
    before = len(texts(budi))
    await room.says(case, c.Inform(Words("Aspal datang.")))
    await room.sends()
    assert len(texts(budi)) == before
    assert not any("Aspal datang." in one for one in texts(budi))


async def test_who_told_it_stops_hearing_of_it_with_one_press_and_hears_again_with_another(desk: Desk) -> None:
    room, siti = desk.room, await desk.room.person()
    case = await room.taken()
    await room.hears(siti, case)
    await room.says(case, c.Inform(Words("Aspal dipesan.")))
    await room.sends()
    await desk.presses(siti, "Berhenti mengabari aduan ini")
    await siti.wait("tidak kami kabarkan lagi")
    assert not await room.house.ties.told(case)
    await room.says(case, c.Inform(Words("Aspal datang.")))
    await room.sends()
    assert not any("Aspal datang." in one for one in texts(siti))
    await desk.presses(siti, "Kabari saya lagi")
    await siti.wait("akan kami kirim di sini")
    await room.says(case, c.Inform(Words("Aspal digelar.")))
    await room.sends()
    assert any("Aspal digelar." in one for one in texts(siti))


async def test_the_way_back_ends_with_all_links_of_the_case_and_is_gone_once_only(desk: Desk) -> None:
    room, siti = desk.room, await desk.room.person()
    case = await room.taken()
    await room.hears(siti, case)
    await room.says(case, c.Inform(Words("Aspal dipesan.")))
    await room.sends()
    await desk.presses(siti, "Berhenti mengabari aduan ini")
    await siti.wait("tidak kami kabarkan lagi")
    await room.house.ties.end(case)  # on the page: no chat is the reporter's any more
    await desk.presses(siti, "Kabari saya lagi")
    await siti.wait("sudah lewat waktunya")
    assert not await room.house.ties.told(case)


async def test_an_officer_takes_the_case_from_the_notice(desk: Desk) -> None:
    room, sari = desk.room, await desk.room.person()
    await room.links(await room.officer(OFFICER), sari)
    case = await room.file()
    await room.says(case, c.Forward(UNIT), COORDINATOR)
    await room.sends()
    await desk.presses(sari, "Ambil dan tangani")
    shown = (await room.house.queries.case(citizen(case), case)).complaint
    assert (shown.status, shown.taken_by) == (Status.IN_PROCESS, OFFICER.person)

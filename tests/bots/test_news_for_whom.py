"""Who hears in a chat: reporters, followers and officers; once each, and by e-mail where a chat is dead."""

from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image

from bots.case_buttons import CasePress, case_press
from bots.replies import pressed
from complaints import commands as c
from complaints.commands import Words
from complaints.kinds import Kind, Priority, Visibility
from complaints.ticket import show
from notices.following import forget
from people.actor import ANYONE, Actor, Post, Role
from people.contact import Contact
from people.on_call import OnCall
from people.telegram import follower_of
from tests.bots.double import Fault
from tests.bots.newsroom import OFFICER, TOLD, UNIT, Newsroom, keys, newsroom, texts
from tests.make import COORDINATOR, citizen
from web.house import House

MAIL = "siti@contoh.id"
NEWS = Words("Aspal sudah dipesan untuk hari Senin.")
TRIAGE = Actor("officer", uuid4(), (Post(Role.COORDINATOR, "DISKOMINFOTIK", frozenset({"DISKOMINFOTIK"})),))
COLLEAGUE = Actor("officer", uuid4(), (Post(Role.OFFICER, UNIT, frozenset({UNIT})),))


@pytest.fixture
async def room(house: House) -> AsyncIterator[Newsroom]:
    async with newsroom(house) as opened:
        yield opened


async def test_who_filed_on_the_web_without_a_contact_hears_once_a_chat_is_linked(room: Newsroom) -> None:
    siti = await room.person()
    case = await room.taken()
    await room.says(case, c.Inform(Words("Kami meninjau lokasi.")))
    await room.sends()
    assert texts(siti) == []
    await room.hears(siti, case)
    await room.says(case, c.Inform(NEWS))
    await room.sends()
    [said] = texts(siti)
    assert NEWS.text in said
    async with room.house.database.reading() as session:
        assert await room.chats.reporter_chats(session, case) == 1


async def test_a_blocked_bot_falls_back_to_mail_in_the_same_round(room: Newsroom) -> None:
    siti = await room.person()
    case = await room.taken(contact=Contact(email=MAIL))
    await room.hears(siti, case)
    siti.chat.blocked = True
    await room.says(case, c.Inform(NEWS))
    assert (await room.sends()).dead == 0
    assert [message.address for message in room.mail.taken] == [MAIL]
    assert "Yth. Bapak/Ibu" in room.mail.taken[0].body
    assert await room.dead_chats() == 1


async def test_blocked_and_without_mail_the_notice_ends_and_the_next_asks_nothing_of_telegram(room: Newsroom) -> None:
    siti = await room.person()
    case = await room.taken()
    await room.hears(siti, case)
    siti.chat.blocked = True
    await room.says(case, c.Inform(NEWS))
    assert (await room.sends()).dead == 0
    [delivery] = await room.deliveries()
    assert (delivery.channel, delivery.outcome, delivery.reason) == ("telegram", "gave_up", "blocked")
    asked = len(room.api.asked)
    await room.later(5)
    assert (await room.sends()).claimed == 0
    await room.says(case, c.Inform(Words("Aspal sudah datang.")))
    await room.sends()
    assert all(one.sent_at and one.attempts == 1 for one in await room.notices("citizen.informed"))
    assert len(room.api.asked) == asked


async def test_told_to_wait_it_comes_later_and_once(room: Newsroom) -> None:
    siti = await room.person()
    case = await room.taken(contact=Contact(email=MAIL))
    await room.hears(siti, case)
    await room.says(case, c.Inform(NEWS))
    room.api.faults.append(Fault("sendMessage", status=429, retry_after=1))
    assert (await room.sends()).later == 1
    assert texts(siti) == []
    await room.later(1)
    await room.sends()
    await room.later(1)
    await room.sends()
    assert len(texts(siti)) == 1
    assert room.mail.taken == []


async def test_an_answer_that_was_lost_is_said_again_and_counted(room: Newsroom) -> None:
    siti = await room.person()
    case = await room.taken()
    await room.hears(siti, case)
    await room.says(case, c.Inform(NEWS))
    room.api.faults.append(Fault("sendMessage", cut=True))
    await room.sends()
    await room.later(1)
    await room.sends()
    assert len(texts(siti)) == 2
    [delivery] = await room.deliveries()
    assert (delivery.outcome, delivery.uncertain) == ("delivered", 1)


async def test_all_chats_of_a_reporter_are_told_and_the_mail_box_only_where_the_first_fails(room: Newsroom) -> None:
    siti, son = await room.person(), await room.person("en")
    case = await room.taken(contact=Contact(email=MAIL))
    for one in (siti, son):
        await room.hears(one, case)
    await room.says(case, c.Inform(NEWS))
    await room.sends()
    assert [len(texts(one)) for one in (siti, son)] == [1, 1]
    assert room.mail.taken == []


async def joined(room: Newsroom, case: object, person: object) -> None:
    chat = await room.hears(person, case, "follower")  # type: ignore[arg-type]
    await room.says(case, c.Join(follower_of(case, chat), reachable=True), ANYONE)  # type: ignore[arg-type]


async def test_a_follower_hears_in_the_chat_without_a_secret_and_can_stop(room: Newsroom) -> None:
    siti, budi = await room.person(), await room.person()
    case = await room.taken()
    await room.hears(siti, case)
    await joined(room, case, budi)
    told = await room.says(case, c.Inform(Words("Hubungi 0812 3456 7890 untuk jadwalnya.")))
    await room.sends()
    [mine], [message] = texts(siti), budi.heard()
    assert "0812 3456 7890" in mine
    assert f"Ada kabar baru untuk aduan {show(told.code)} yang Anda ikuti" in message["text"]
    assert "untuk jadwalnya" in message["text"]
    assert "0812" not in message["text"]
    assert keys(message) == [["Berhenti mengikuti"], ["Buka halaman aduan"]]
    stop, page = (row[0] for row in message["reply_markup"]["inline_keyboard"])
    assert page["url"] == f"https://uji.example/lacak/{told.code}"
    assert case_press(pressed(stop["callback_data"])) == CasePress("stop", told.code, 0, "")
    assert "khusus untuk Anda" not in message["text"]


async def test_a_follower_sees_the_photos_that_everybody_may_see(room: Newsroom) -> None:
    budi = await room.person("en")
    case = await room.taken()
    await joined(room, case, budi)
    written = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(written, "JPEG")
    photo = await room.house.attachments.store(case, written.getvalue(), "bukti.jpg")
    await room.says(case, c.Attach(photo))
    await room.says(case, c.ReviewPhoto(photo.id, shown=True), COORDINATOR)
    await room.says(case, c.Resolve(Words("Sudah diaspal.")))
    await room.sends()
    message, shown = budi.heard()
    assert "Sudah diaspal." in message["text"]
    assert keys(message)[0] == ["Stop following"]
    assert "Photos as evidence" in shown["caption"]


async def test_a_chat_that_joined_and_filed_is_told_once(room: Newsroom) -> None:
    siti = await room.person()
    case = await room.taken()
    await joined(room, case, siti)
    await room.hears(siti, case)
    await room.says(case, c.Inform(NEWS))
    await room.sends()
    assert len(texts(siti)) == 1


async def test_whose_case_was_merged_hears_of_the_other_once_and_its_own_reporter_never_twice(room: Newsroom) -> None:
    siti, budi = await room.person(), await room.person()
    main, again, third = await room.taken(), await room.file(), await room.file()
    await room.hears(siti, main)
    for case in (again, third):
        await room.hears(budi, case)
    await room.hears(siti, third)
    await joined(room, main, budi)
    for case in (again, third):
        await room.says(case, c.MarkDuplicate(main), COORDINATOR)
    await room.forgets()
    await room.says(main, c.Inform(NEWS))
    await room.sends()
    assert len(texts(siti)) == 1
    [message] = budi.heard()
    assert NEWS.text in message["text"]
    chat = await room.chat(budi)
    [(belongs, _number)] = await room.belonging(chat)
    assert belongs in (again, third)


async def test_followers_hear_nothing_once_it_is_closed_to_the_public(room: Newsroom) -> None:
    budi = await room.person()
    case = await room.taken()
    await joined(room, case, budi)
    await room.says(case, c.Inform(NEWS))
    await room.says(case, c.Reclassify(kind=Kind.ORDINARY, topic=None, visibility=Visibility.CONFIDENTIAL), COORDINATOR)
    await room.sends()
    assert texts(budi) == []


async def test_in_chats_too_followers_of_what_is_long_over_are_forgotten(room: Newsroom) -> None:
    siti, budi = await room.person(), await room.person()
    over, open_ = await room.taken(), await room.taken()
    chat = await room.hears(siti, over)
    for case in (over, open_):
        await joined(room, case, budi)
    await room.says(over, c.Resolve(Words("Selesai.")))
    await room.says(over, c.Confirm(), citizen(over))
    await room.later(24 * 89)
    assert await forget(room.house.database, room.house.clock) == 0
    await room.later(24 * 2)
    assert await forget(room.house.database, room.house.clock) == 1
    async with room.house.database.reading() as session:
        assert [case.complaint_id for case in await room.chats.cases_of(session, await room.chat(budi))] == [open_]
        assert [case.complaint_id for case in await room.chats.cases_of(session, chat)] == [over]


async def test_an_officer_hears_of_a_new_case_in_the_chat_and_may_take_it(room: Newsroom) -> None:
    sari = await room.person("en")
    officer = await room.officer(OFFICER, "sari@kantor.id")
    chat = await room.links(officer, sari)
    async with room.house.database.reading() as session:
        assert await room.chats.officer_chat(session, officer) == room.house.clock.now()
        assert await room.chats.officer_chat(session, uuid4()) is None
    case = await room.file(contact=Contact(name="Siti Melati", email=MAIL))
    told = await room.says(case, c.Forward(UNIT), COORDINATOR)
    await room.sends()
    [message] = sari.heard()
    assert show(told.code) in message["text"]
    for secret in (TOLD, "Melati", MAIL):
        assert secret not in message["text"]
    take, page = (row[0] for row in message["reply_markup"]["inline_keyboard"])
    assert case_press(pressed(take["callback_data"])) == CasePress("take", told.code, 0, "")
    assert page["url"] == f"https://uji.example/kantor/{told.code}"
    assert await room.belonging(chat) == set()
    assert {one.address for one in room.mail.taken} == {MAIL}


async def test_a_coordinator_hears_of_a_new_case_and_of_what_comes_back_but_reads_nothing_of_it(room: Newsroom) -> None:
    ratih = await room.person("en")
    await room.links(await room.officer(TRIAGE), ratih)
    case = await room.file(contact=Contact(name="Siti Melati", email=MAIL))
    await room.sends()
    await room.says(case, c.Forward(UNIT), COORDINATOR)
    await room.says(case, c.SendBack(Words("Bukan jalan provinsi.")))
    await room.sends()
    new, back = ratih.heard()
    assert "waits for verification" in new["text"]
    assert keys(new) == [["Open the complaint's page"]]
    for one in (new, back):
        for secret in (TOLD, "Melati", MAIL, "jalan provinsi"):
            assert secret not in one["text"]


async def test_an_officer_who_blocks_the_bot_and_has_no_mail_box_is_no_fault_of_the_house(room: Newsroom) -> None:
    sari = await room.person()
    await room.links(await room.officer(OFFICER), sari)
    sari.chat.blocked = True
    case = await room.file()
    await room.says(case, c.Forward(UNIT), COORDINATOR)
    assert (await room.sends()).dead == 0


async def test_danger_reaches_whoever_is_on_call_in_a_chat_at_night(room: Newsroom) -> None:
    ratih = await room.person()
    officer = await room.officer(COORDINATOR)
    await room.links(officer, ratih)
    house = room.house
    now = house.clock.now()
    roster = OnCall(house.database, house.clock, (await house.region.current()).reach)
    await roster.add(officer, 1, now, now + timedelta(days=2), None)
    [duty] = await roster.roster()
    assert duty.reachable
    case = await room.file()
    await room.forgets()
    await room.later(13)
    await room.says(case, c.Prioritise(Priority.DANGER), Actor(kind="officer", person=uuid4(), posts=COORDINATOR.posts))
    await room.sends()
    said = texts(ratih)
    assert any(one.startswith("BAHAYA BAGI JIWA") for one in said)
    assert not any(TOLD in one for one in said)


async def test_what_was_taken_meanwhile_is_told_without_the_button(room: Newsroom) -> None:
    sari = await room.person()
    await room.links(await room.officer(COLLEAGUE), sari)
    case = await room.file()
    await room.says(case, c.Forward(UNIT), COORDINATOR)
    await room.says(case, c.Take())
    await room.sends()
    assert keys(sari.heard()[0]) == [["Buka halaman aduan"]]


async def test_a_disputed_case_may_be_taken_again_and_other_events_come_by_mail(room: Newsroom) -> None:
    sari = await room.person()
    await room.links(await room.officer(COLLEAGUE, "sari@kantor.id"), sari)
    case = await room.taken()
    await room.says(case, c.Resolve(Words("Selesai.")))
    await room.says(case, c.Dispute(Words("Rahasia saya: belum.")), citizen(case))
    await room.sends()
    [disputed] = sari.heard()
    assert "disanggah" in disputed["text"]
    assert "Rahasia saya" not in disputed["text"]
    assert keys(disputed)[0] == ["Ambil dan tangani"]
    await room.says(case, c.Take())
    await room.says(case, c.Resolve(Words("Selesai lagi.")))
    await room.says(case, c.Confirm(), citizen(case))
    await room.sends()
    assert len(sari.heard()) == 1
    assert [one.address for one in room.mail.taken] == ["sari@kantor.id"]


async def test_a_blocked_officer_is_reached_by_mail_and_a_disabled_one_not_at_all(room: Newsroom) -> None:
    sari, agus = await room.person(), await room.person()
    await room.links(await room.officer(OFFICER, "sari@kantor.id"), sari)
    await room.links(await room.officer(COLLEAGUE, "agus@kantor.id", disabled=True), agus)
    sari.chat.blocked = True
    case = await room.file()
    await room.says(case, c.Forward(UNIT), COORDINATOR)
    await room.sends()
    assert [one.address for one in room.mail.taken] == ["sari@kantor.id"]
    assert agus.heard() == []


async def test_an_unlinked_chat_hears_no_more(room: Newsroom) -> None:
    sari = await room.person()
    officer = await room.officer(OFFICER)
    await room.links(officer, sari)
    async with room.house.database.transaction() as session:
        await room.chats.unlink_officer(session, officer)
    case = await room.file()
    await room.says(case, c.Forward(UNIT), COORDINATOR)
    await room.sends()
    assert sari.heard() == []

"""The dispatcher on a real database: each once, at least once after a kill, patient, and honest about giving up."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select, update

from complaints import commands as c
from complaints.complaint import Complaint, fold
from complaints.kinds import Kind, Status, Visibility
from complaints.projection import current_row
from foundation.clock import SetClock
from foundation.database import Database
from foundation.errors import NotFound
from foundation.sealing import KeyRing
from foundation.writes import Write, write_all
from notices.channel import Channel, Delivered, GaveUp, Message, Outcome, TryLater
from notices.dead_letters import dead_letters, retry
from notices.dispatcher import LEASE, LONGEST_PAUSE, TRIES, Dispatcher, pause
from notices.outbox import owed
from notices.tables import DeliveryRow, NoticeRow
from people.actor import Role
from people.contact import Contact
from people.contacts import blank_row, contact_row
from people.tables import OfficerRow, PostRow, UnitRow
from tests.fakes import UNITS, FakeChannel, FakeLinks, StandingBook
from tests.make import COORDINATOR, START, Case, make_complaint

KEYS = KeyRing.fresh()
CITIZEN = Contact(name="Ibu Melati", email="warga@contoh.id")
LATER = START + timedelta(days=2)


class House:
    """An outbox with people in it, and a clock a test can turn."""

    def __init__(self, database: Database) -> None:
        self.database, self.clock = database, SetClock(LATER)

    def dispatcher(self, *channels: Channel) -> Dispatcher:
        return Dispatcher(self.database, self.clock, KEYS, StandingBook(), channels, FakeLinks())  # type: ignore[arg-type]

    async def live(self, case: Case, since: int = 0) -> UUID:
        """Write what a case's log gives from version `since` on, as the road would."""
        state, writes = fold(Complaint(case.state.id), case.log[:since]), list[Write]()
        causes = list(dict.fromkeys(one.cause for one in case.log[since:]))
        for cause in causes:
            recorded = [one for one in case.log if one.cause == cause]
            state = fold(state, recorded)
            writes += [*current_row(state, recorded), *owed(state, recorded)]
        async with self.database.transaction() as session:
            await write_all(session, writes)
        return case.state.id

    async def contact(self, complaint_id: UUID, contact: Contact = CITIZEN) -> None:
        async with self.database.transaction() as session:
            await write_all(session, [contact_row(KEYS, complaint_id, contact)])

    async def officer(self, role: Role, unit: str, email: str | None, person: UUID | None = None) -> UUID:
        person = person or uuid4()
        sealed = KEYS.seal(email, "officers.email") if email else None
        async with self.database.transaction() as session:
            session.add(
                OfficerRow(
                    officer_id=person,
                    username=str(person),
                    name="Petugas",
                    email=sealed,
                    password="-",
                    created_at=START,
                )
            )
            await session.flush()
            session.add(PostRow(post_id=uuid4(), officer_id=person, role=str(role), unit=unit, starts_on=START.date()))
        return person

    async def notices(self) -> list[NoticeRow]:
        async with self.database.reading() as session:
            return list((await session.exec(select(NoticeRow).order_by(col(NoticeRow.created_at)))).all())

    async def deliveries(self) -> list[DeliveryRow]:
        async with self.database.reading() as session:
            return list((await session.exec(select(DeliveryRow))).all())


@pytest.fixture
async def house(database: Database) -> House:
    async with database.transaction() as session:
        for place, (code, parent) in enumerate(UNITS.items()):
            session.add(
                UnitRow(
                    code=code,
                    parent=parent or None,
                    name=code,
                    short=code,
                    kind="dinas",
                    duty="-",
                    accepts=True,
                    timezone="Asia/Jakarta",
                    place=place,
                )
            )
            await session.flush()
    return House(database)


def refusing(*outcomes: Outcome) -> Callable[[Message], Outcome]:
    """These outcomes one after the other, then all is well."""
    left = list(outcomes)
    return lambda message: left.pop(0) if left else Delivered()


async def rounds(dispatcher: Dispatcher, most: int = 50) -> None:
    for _ in range(most):
        if not (await dispatcher.run()).claimed:
            return
    raise AssertionError("the dispatcher never comes to an end")


async def one_forwarded(house: House, **fields: object) -> Case:
    """A case forwarded to BMBK whose citizen can be reached."""
    case = make_complaint(Status.FORWARDED, contact=CITIZEN, **fields)
    await house.live(case)
    await house.contact(case.state.id)
    return case


async def test_each_is_told_once_and_the_one_who_acted_is_not(house: House) -> None:
    await house.officer(Role.COORDINATOR, "DISKOMINFOTIK", "koor@kantor.id")
    await house.officer(Role.OFFICER, "BMBK", "petugas@kantor.id")
    await house.officer(Role.OFFICER, "BMBK", "pelaku@kantor.id", COORDINATOR.person)
    await house.officer(Role.OFFICER, "DISHUB", "lain@kantor.id")
    await house.officer(Role.OFFICER, "UPTD", "bawah@kantor.id")
    await one_forwarded(house)
    channel = FakeChannel()
    await rounds(house.dispatcher(channel))
    assert sorted(message.address for message in channel.taken) == [
        "koor@kantor.id",
        "petugas@kantor.id",
        "warga@contoh.id",
    ]
    assert all(row.sent_at and not row.locked_until for row in await house.notices())


async def test_messages_carry_the_code_and_no_words_of_the_case(house: House) -> None:
    case = await one_forwarded(house, text="Jalan berlubang di gang Melati")
    channel = FakeChannel()
    await rounds(house.dispatcher(channel))
    (message,) = channel.to("warga@contoh.id")
    assert case.state.code in message.body
    assert "Dinas BMBK" in message.body
    assert "Melati" not in message.subject + message.body


async def test_without_a_channel_everything_is_done_at_once(house: House) -> None:
    await one_forwarded(house)
    await rounds(house.dispatcher())
    assert all(row.sent_at for row in await house.notices())


async def test_without_an_address_the_page_must_do(house: House) -> None:
    await house.officer(Role.OFFICER, "BMBK", None)
    case = make_complaint(Status.FORWARDED, contact=Contact(phone="+6281200000000"))
    await house.live(case)
    await house.contact(case.state.id, Contact(phone="+6281200000000"))
    channel = FakeChannel()
    await rounds(house.dispatcher(channel))
    assert channel.sent == []
    assert all(row.sent_at for row in await house.notices())


async def test_two_dispatchers_at_once_send_each_once(house: House) -> None:
    await house.officer(Role.COORDINATOR, "DISKOMINFOTIK", "koor@kantor.id")
    for _ in range(60):
        await house.live(make_complaint())
    channel = FakeChannel(wait=0.002)
    both = [house.dispatcher(channel) for _ in range(2)]

    async def work(dispatcher: Dispatcher) -> int:
        claimed = 0
        while tally := (await dispatcher.run(size=10)).claimed:
            claimed += tally
        return claimed

    counts = await asyncio.gather(*map(work, both))
    assert sum(counts) == 60
    assert min(counts) > 0
    assert len(channel.taken) == len({message.key for message in channel.taken}) == 60


class Killed(BaseException):
    """Stands for SIGKILL: nothing after it runs."""


async def test_a_kill_after_sending_repeats_that_one_message_only(house: House) -> None:
    await house.officer(Role.OFFICER, "BMBK", "a@kantor.id")
    await house.officer(Role.OFFICER, "BMBK", "b@kantor.id")
    await house.live(make_complaint(Status.FORWARDED))

    class Dying(FakeChannel):
        async def send(self, message: Message) -> Outcome:
            outcome = await super().send(message)
            if len(self.taken) == 2:
                raise Killed
            return outcome

    channel = Dying()
    with pytest.raises(BaseExceptionGroup):
        await house.dispatcher(channel).run()
    assert len(channel.taken) == 2
    assert (await house.dispatcher(FakeChannel()).run()).claimed == 0, "the lease must keep others away"
    house.clock.instant += LEASE + timedelta(seconds=1)
    after = FakeChannel()
    await rounds(house.dispatcher(after))
    assert [message.key for message in after.taken] == [channel.taken[1].key]
    assert all(row.sent_at for row in await house.notices())


async def test_a_kill_before_sending_loses_nothing(house: House) -> None:
    case = await one_forwarded(house)

    def die(message: Message) -> Outcome:
        raise Killed

    with pytest.raises(BaseExceptionGroup):
        await house.dispatcher(FakeChannel(die)).run()
    house.clock.instant += LEASE + timedelta(seconds=1)
    channel = FakeChannel()
    await rounds(house.dispatcher(channel))
    assert len(channel.to("warga@contoh.id")) == 1
    assert case.state.code in channel.taken[0].body


async def test_a_busy_channel_is_tried_later_and_later(house: House) -> None:
    await one_forwarded(house)
    channel = FakeChannel(refusing(*[TryLater("smtp 451")] * 3))
    dispatcher = house.dispatcher(channel)
    waits: list[timedelta] = []
    for _ in range(3):
        await rounds(dispatcher)
        (waiting,) = [row for row in await house.notices() if row.sent_at is None]
        waits.append(waiting.due_at - house.clock.instant)
        house.clock.instant = waiting.due_at
    assert timedelta() < waits[0] < waits[1] < waits[2]
    await rounds(dispatcher)
    assert len(channel.to("warga@contoh.id")) == 1


async def test_the_other_sides_wish_to_wait_is_kept(house: House) -> None:
    await one_forwarded(house)
    channel = FakeChannel(refusing(TryLater("429", timedelta(hours=5))))
    await rounds(house.dispatcher(channel))
    (waiting,) = [row for row in await house.notices() if row.sent_at is None]
    assert waiting.due_at == house.clock.instant + timedelta(hours=5)


async def test_a_library_that_raises_is_tried_later_without_its_words(house: House) -> None:
    await one_forwarded(house)

    def explode(message: Message) -> Outcome:
        raise RuntimeError(f"cannot reach {message.address}")

    dispatcher = house.dispatcher(FakeChannel(explode))
    for _ in range(TRIES):
        await rounds(dispatcher)
        house.clock.instant += LONGEST_PAUSE * 2
    async with house.database.reading() as session:
        (letter,) = await dead_letters(session)
    assert (letter.reason, letter.attempts) == ("RuntimeError", TRIES)


async def test_a_retry_leaves_out_who_was_reached(house: House) -> None:
    for name in ("a", "b", "c"):
        await house.officer(Role.OFFICER, "BMBK", f"{name}@kantor.id")
    await house.live(make_complaint(Status.FORWARDED))
    first = {"b@kantor.id"}

    def answer(message: Message) -> Outcome:
        if message.address in first:
            first.discard(message.address)
            return TryLater("smtp 450")
        return Delivered()

    channel = FakeChannel(answer)
    await rounds(house.dispatcher(channel))
    house.clock.instant += LONGEST_PAUSE
    await rounds(house.dispatcher(channel))
    assert sorted(message.address for message in channel.taken) == ["a@kantor.id", "b@kantor.id", "c@kantor.id"]
    assert len(channel.sent) == 4


async def test_what_is_given_up_becomes_a_dead_letter_and_can_be_tried_again(house: House) -> None:
    case = await one_forwarded(house)
    channel = FakeChannel(refusing(GaveUp("smtp 550")))
    await rounds(house.dispatcher(channel))
    async with house.database.reading() as session:
        (letter,) = await dead_letters(session)
    assert (letter.complaint_id, letter.event, letter.audience) == (case.state.id, "complaint.forwarded", "citizen")
    assert "contoh.id" not in repr(letter)
    house.clock.instant += timedelta(days=1)
    await rounds(house.dispatcher(channel))
    assert channel.taken == [], "a dead letter is not sent by itself"
    async with house.database.transaction() as session:
        await retry(session, letter.complaint_id, letter.notice_id, house.clock.now())
    await rounds(house.dispatcher(channel))
    assert len(channel.to("warga@contoh.id")) == 1
    async with house.database.transaction() as session:
        assert await dead_letters(session) == []
        with pytest.raises(NotFound):
            await retry(session, letter.complaint_id, letter.notice_id, house.clock.now())


async def test_a_dead_address_falls_back_to_the_next_channel(house: House) -> None:
    await one_forwarded(house)
    first, second = FakeChannel(refusing(GaveUp("blocked"))), FakeChannel()
    await rounds(house.dispatcher(first, second))
    assert len(second.to("warga@contoh.id")) == 1


async def test_an_erased_complaint_sends_nothing(house: House) -> None:
    case = await one_forwarded(house)
    version = case.state.version
    case.say(c.Erase(), case.holder)
    await house.live(case, since=version)
    async with house.database.transaction() as session:
        await write_all(session, [blank_row(case.state.id)])
    channel = FakeChannel()
    await rounds(house.dispatcher(channel))
    assert channel.sent == []
    assert all(row.audience != "citizen" for row in await house.notices())


async def test_a_contact_blanked_under_way_gets_nothing(house: House) -> None:
    case = await one_forwarded(house)
    async with house.database.transaction() as session:
        await write_all(session, [blank_row(case.state.id)])
    channel = FakeChannel()
    await rounds(house.dispatcher(channel))
    assert channel.sent == []


async def test_who_lost_sight_of_the_case_is_not_told_after_all(house: House) -> None:
    await house.officer(Role.OFFICER, "BMBK", "petugas@kantor.id")
    await house.officer(Role.INSPECTORATE, "INSP", "periksa@kantor.id")
    await house.officer(Role.COORDINATOR, "DISKOMINFOTIK", "koor@kantor.id")
    case = make_complaint(Status.FORWARDED)
    await house.live(case)
    version = case.state.version
    case.say(c.Reclassify(kind=Kind.OVERSIGHT), COORDINATOR)
    await house.live(case, since=version)
    channel = FakeChannel()
    await rounds(house.dispatcher(channel))
    assert [message.address for message in channel.taken] == ["periksa@kantor.id"]


async def test_who_holds_a_post_in_the_unit_reported_is_not_told(house: House) -> None:
    person = await house.officer(Role.INSPECTORATE, "INSP", "dua@kantor.id")
    await house.officer(Role.INSPECTORATE, "INSP", "satu@kantor.id")
    async with house.database.transaction() as session:
        session.add(PostRow(post_id=uuid4(), officer_id=person, role="officer", unit="BMBK", starts_on=START.date()))
    await house.live(make_complaint(kind=Kind.OVERSIGHT, about_unit="BMBK"))
    channel = FakeChannel()
    await rounds(house.dispatcher(channel))
    assert [message.address for message in channel.taken] == ["satu@kantor.id"]


async def test_a_post_that_ended_or_an_account_that_was_closed_is_not_told(house: House) -> None:
    ended = await house.officer(Role.OFFICER, "BMBK", "bekas@kantor.id")
    closed = await house.officer(Role.OFFICER, "BMBK", "tutup@kantor.id")
    async with house.database.transaction() as session:
        await session.exec(update(PostRow).where(col(PostRow.officer_id) == ended).values(ends_on=START.date()))
        await session.exec(update(OfficerRow).where(col(OfficerRow.officer_id) == closed).values(disabled_at=START))
    await house.live(make_complaint(Status.FORWARDED))
    channel = FakeChannel()
    await rounds(house.dispatcher(channel))
    assert channel.sent == []


async def test_a_confidential_report_is_discreet_to_the_citizen(house: House) -> None:
    await one_forwarded(house, visibility=Visibility.CONFIDENTIAL)
    channel = FakeChannel()
    await rounds(house.dispatcher(channel))
    (message,) = channel.to("warga@contoh.id")
    assert "BMBK" not in message.body
    assert "diteruskan" not in message.subject


async def test_a_page_that_outlasts_its_lease_is_given_back_untried(house: House) -> None:
    await house.officer(Role.COORDINATOR, "DISKOMINFOTIK", "koor@kantor.id")
    for _ in range(12):
        await house.live(make_complaint())

    def slow(message: Message) -> Outcome:
        house.clock.instant += LEASE
        return Delivered()

    await house.dispatcher(FakeChannel(slow)).run()
    left = [row for row in await house.notices() if row.sent_at is None]
    assert left
    assert all(row.attempts == 0 and row.locked_until is None for row in left)
    channel = FakeChannel()
    await rounds(house.dispatcher(channel))
    assert len(channel.taken) == len(left)


async def test_a_successors_work_is_not_undone(house: House) -> None:
    """A dispatcher whose lease ran out while it was sending may not overwrite what the next one recorded."""
    await one_forwarded(house)
    taken = FakeChannel()

    class Slow(FakeChannel):
        async def send(self, message: Message) -> Outcome:
            house.clock.instant += LEASE + timedelta(seconds=1)
            await rounds(house.dispatcher(taken))
            return TryLater("smtp 421")

    await house.dispatcher(Slow()).run()
    assert len(taken.to("warga@contoh.id")) == 1
    assert all(row.sent_at for row in await house.notices())


async def test_nothing_is_sent_before_it_is_due(house: House) -> None:
    await one_forwarded(house)
    house.clock.instant = START - timedelta(days=1)
    channel = FakeChannel()
    assert (await house.dispatcher(channel).run()).claimed == 0


async def test_no_connection_is_held_while_sending(house: House) -> None:
    await one_forwarded(house)
    held: list[int] = []

    def look(message: Message) -> Outcome:
        held.append(house.database.engine.pool.checkedout())  # type: ignore[attr-defined]
        return Delivered()

    await rounds(house.dispatcher(FakeChannel(look)))
    assert held == [0]


@pytest.mark.parametrize("attempts", range(1, 40))
def test_pauses_double_up_to_a_limit_and_are_spread(attempts: int) -> None:
    assert pause(attempts, 0.0) < pause(attempts, 1.0) <= LONGEST_PAUSE * 1.25
    assert pause(attempts, 0.5) <= pause(attempts + 1, 0.5)


async def test_rows_say_nothing_a_citizen_said(house: House) -> None:
    await one_forwarded(house, text="Rahasia saya: gang Melati nomor 9")
    await rounds(house.dispatcher(FakeChannel()))
    everything = repr(await house.notices()) + repr(await house.deliveries())
    for private in ("Melati", "contoh.id", "Rahasia saya"):
        assert private not in everything

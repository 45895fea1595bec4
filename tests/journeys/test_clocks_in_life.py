"""Promises from the day they are given to the day they are kept or broken, through the road, on the region's own data.

The clock stands on Friday, 20 November 2026, ten in the morning in Lampung, until a story moves it.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from complaints import commands as c
from complaints import journal, ticket
from complaints.complaint import Complaint
from complaints.events import Recorded
from complaints.kinds import Kind, PauseReason, Priority, Stage, Status, Visibility
from foundation.errors import Refused
from notices.tables import NoticeRow
from people.actor import SYSTEM, Actor, Post, Role
from service.rebuild import rebuild
from service.verification import verify
from sla.watch import Watch
from web.house import House

COORDINATOR = Actor("officer", uuid4(), (Post(Role.COORDINATOR, "DISKOMINFOTIK", frozenset({"DISKOMINFOTIK"})),))
OFFICER = Actor("officer", uuid4(), (Post(Role.OFFICER, "BMBK", frozenset({"BMBK"})),))
PPID = Actor("officer", uuid4(), (Post(Role.OFFICER, "DISKOMINFOTIK", frozenset({"DISKOMINFOTIK"})),))
STAFF = (
    ("ratih", Role.COORDINATOR, "DISKOMINFOTIK"),
    ("budi", Role.OFFICER, "BMBK"),
    ("sari", Role.HEAD, "BMBK"),
    ("agus", Role.SUPERVISOR, "PEMPROV"),
    ("wati", Role.SECRETARY, "SETDA"),
)


class Story:
    """One case and its clock; what is asked is asked at the instant the clock shows."""

    def __init__(self, house: House) -> None:
        self.house, self.id = house, uuid4()
        self.watch = Watch(house.database, house.clock, house.handling)

    @property
    def citizen(self) -> Actor:
        return Actor("citizen", holds=self.id)

    async def ask(self, command: c.Command, by: Actor) -> Complaint:
        return await self.house.handling.handle(c.Order(self.id, command, f"story:{uuid4()}"), by)

    async def file(self, text: str = "Jalan berlubang di depan pasar.", **fields: object) -> Complaint:
        command = c.FileComplaint(words=c.Words(text), ticket=ticket.draw(), request_seal="x", **fields)  # type: ignore[arg-type]
        return await self.ask(command, self.citizen)

    async def at_work(self) -> Complaint:
        await self.file()
        await self.ask(c.Forward("BMBK", "jalan_rusak" if "jalan_rusak" in await self.topics() else None), COORDINATOR)
        return await self.ask(c.Take(), OFFICER)

    async def topics(self) -> Sequence[str]:
        return tuple((await self.house.region.current()).topic)

    async def now(self) -> Complaint:
        return (await self.house.queries.case(SYSTEM, self.id)).complaint

    def set(self, instant: datetime) -> None:
        self.house.clock.instant = instant  # type: ignore[attr-defined]

    async def sweep(self, instant: datetime) -> Complaint:
        """Let the watch look at this instant."""
        self.set(instant)
        assert (await self.watch.sweep()).refused == 0
        return await self.now()

    async def names(self) -> Counter[str]:
        return Counter(one.name for one in await self.log())

    async def log(self) -> list[Recorded]:
        """Everything that happened, in order."""
        async with self.house.database.reading() as session:
            return await journal.history(session, self.id)

    async def owed(self) -> list[tuple[str, str, str | None]]:
        async with self.house.database.reading() as session:
            rows = (await session.exec(select(NoticeRow).where(NoticeRow.complaint_id == self.id))).all()
        return [(row.event, row.audience, row.stage) for row in rows]


@pytest.fixture
async def story(house: House) -> Story:
    for username, role, unit in STAFF:
        await house.accounts.add(username, username.title(), "kata-sandi-uji-coba", [(role, unit)])
    house.duty.forget()
    return Story(house)


@pytest.fixture(autouse=True)
async def replay_equals_live(house: House, request: pytest.FixtureRequest) -> object:
    """Whatever a story did: the chain holds, and the log replayed gives the rows that are there."""
    yield

    def quiet(words: str, done: int, total: int) -> None:
        """Nobody watches."""

    assert (await verify(house.database, house.attachments, quiet)).findings == ()
    assert (await rebuild(house.database, quiet)).identical


def wib(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


async def test_a_question_stops_the_clock_and_the_answer_starts_it_with_what_was_left(story: Story) -> None:
    complaint = await story.at_work()
    assert complaint.promises[Stage.COMPLETION].due == wib(12, 10, 16)  # the fourteenth working day
    story.set(wib(11, 24, 10))
    complaint = await story.ask(c.Ask(c.Words("Di depan toko mana?")), OFFICER)
    stop = complaint.promises[Stage.COMPLETION].stopped
    assert stop is not None
    assert stop.reason is PauseReason.CITIZEN
    story.set(wib(11, 26, 11, 30))
    complaint = await story.ask(c.Answer(c.Words("Di depan toko besi.")), story.citizen)
    # Two days and an hour and a half of office time stood still; Friday is as long as the other days here.
    assert complaint.promises[Stage.COMPLETION].due == wib(12, 15, 9)
    assert complaint.promises[Stage.COMPLETION].stopped is None


async def test_a_stop_that_nobody_ends_ends_at_its_limit_whenever_that_is_noticed(story: Story) -> None:
    await story.at_work()
    complaint = await story.ask(c.Pause(c.Words("Surat 600/12 kepada balai jalan nasional.")), OFFICER)
    limit = complaint.promises[Stage.COMPLETION].stopped.limit  # type: ignore[union-attr]
    assert limit is not None
    complaint = await story.sweep(limit + timedelta(days=3))
    last = complaint.promises[Stage.COMPLETION].stops[-1]
    assert last.until == limit
    with pytest.raises(Refused):
        await story.ask(c.Pause(c.Words("Surat kedua.")), OFFICER)


async def test_a_clock_cannot_be_stopped_once_the_date_has_passed(story: Story) -> None:
    complaint = await story.at_work()
    await story.ask(c.Inform(c.Words("Sedang dijadwalkan.")), OFFICER)
    story.set(complaint.promises[Stage.COMPLETION].due + timedelta(minutes=1))
    with pytest.raises(Refused):
        await story.ask(c.Pause(c.Words("Surat kepada balai.")), OFFICER)
    complaint = await story.ask(c.Ask(c.Words("Masih berlubang?")), OFFICER)
    assert complaint.promises[Stage.COMPLETION].stopped is None


async def test_a_missed_date_climbs_its_ladder_rung_by_rung_and_each_is_told_once(story: Story) -> None:
    complaint = await story.at_work()
    await story.ask(c.Inform(c.Words("Sedang dijadwalkan.")), OFFICER)
    due = complaint.promises[Stage.COMPLETION].due
    await story.sweep(due + timedelta(minutes=2))
    assert ("deadline.escalated", "unit", "completion") in await story.owed()
    assert ("deadline.escalated", "head", "completion") not in await story.owed()
    await story.sweep(due + timedelta(days=21))
    for _ in range(3):
        await story.sweep(due + timedelta(days=22))
    told = Counter(one for one in await story.owed() if one[0] == "deadline.escalated" and one[2] == "completion")
    audiences = ("unit", "head", "citizen", "oversight", "secretary")
    assert told == {("deadline.escalated", audience, "completion"): 1 for audience in audiences}
    assert (await story.now()).promises[Stage.COMPLETION].missed


async def test_a_vacant_rung_is_named_and_somebody_else_is_told(story: Story) -> None:
    await story.house.accounts.disable("sari")
    story.house.duty.forget()
    complaint = await story.at_work()
    await story.ask(c.Inform(c.Words("Sedang dijadwalkan.")), OFFICER)
    await story.sweep(complaint.promises[Stage.COMPLETION].due + timedelta(days=4))
    rungs = [
        one.event
        for one in await story.log()
        if one.name == "deadline.escalated" and one.event.stage is Stage.COMPLETION
    ]
    assert [(one.role, one.vacant) for one in rungs][:2] == [("holder", ()), ("supervisor", ("head",))]


async def test_a_disputed_answer_resumes_the_clock_with_a_working_day_at_least(story: Story) -> None:
    complaint = await story.at_work()
    due = complaint.promises[Stage.COMPLETION].due
    story.set(due - timedelta(minutes=10))
    await story.ask(c.Resolve(c.Words("Sudah ditambal.")), OFFICER)
    story.set(due + timedelta(days=1))  # a Friday
    complaint = await story.ask(c.Dispute(c.Words("Masih berlubang.")), story.citizen)
    completion = complaint.promises[Stage.COMPLETION]
    assert (complaint.status, completion.ended, completion.met_at) == (Status.DISPUTED, False, None)
    assert completion.due == wib(12, 14, 16)  # the next working day, to its end
    assert Stage.SILENT_CLOSE not in complaint.promises


async def test_a_case_sent_back_keeps_the_citizens_dates_and_gives_the_next_unit_its_own(story: Story) -> None:
    before = await story.at_work()
    story.set(wib(11, 24, 9))
    await story.ask(c.SendBack(c.Words("Jalan ini milik kabupaten.")), OFFICER)
    story.set(wib(11, 25, 9))
    after = await story.ask(c.Forward("DISHUB"), COORDINATOR)
    for stage in (Stage.FIRST_RESPONSE, Stage.COMPLETION):
        assert after.promises[stage].due == before.promises[stage].due
    assert after.promises[Stage.UNIT].counted_from == wib(11, 25, 9)
    assert after.promises[Stage.REROUTE].met_at == wib(11, 25, 9)


async def test_an_incomplete_report_waits_for_the_citizen_who_is_reminded_before_it_is_archived(story: Story) -> None:
    await story.file(contact=None)
    returned = await story.ask(c.Return(c.Words("Di jalan apa?")), COORDINATOR)
    theirs = returned.promises[Stage.SUPPLEMENT]
    assert theirs.due == wib(12, 21, 0)  # thirty days of the calendar, to the end of the last
    assert returned.promises[Stage.COMPLETION].stopped is not None
    await story.sweep(theirs.near_at + timedelta(minutes=5))
    assert (await story.names())["deadline.warned"] == 2
    archived = await story.sweep(theirs.due + timedelta(minutes=5))
    assert archived.status is Status.ARCHIVED
    assert (await story.names())["deadline.missed"] == 0


async def test_what_completes_a_report_starts_its_clocks_again(story: Story) -> None:
    filed = await story.file()
    await story.ask(c.Return(c.Words("Di jalan apa?")), COORDINATOR)
    story.set(wib(11, 27, 10))  # a week later to the minute: five working days stood still
    complaint = await story.ask(c.Supplement(c.Words("Di Jalan Raden Intan.")), story.citizen)
    assert complaint.status is Status.SUBMITTED
    assert complaint.promises[Stage.VERIFY].counted_from == wib(11, 27, 10)
    for stage, due in ((Stage.FIRST_RESPONSE, wib(12, 4, 10)), (Stage.COMPLETION, wib(12, 17, 10))):
        assert complaint.promises[stage].due == due, filed.promises[stage].due


async def test_a_pledge_is_never_a_resolution_and_reopens_itself_without_evidence(story: Story) -> None:
    await story.at_work()
    pledge = c.Pledge(date(2027, 1, 29), c.Words("Dibeton tahun depan."), c.Words("DPA 2027 nomor 1.03.10"))
    complaint = await story.ask(pledge, OFFICER)
    assert (complaint.status, complaint.resolved_at) == (Status.PLEDGED, None)
    assert complaint.promises[Stage.COMPLETION].met_at is None
    assert complaint.promises[Stage.PLEDGE].due == wib(1, 29, 16, 30, 2027)
    lapsed = await story.sweep(wib(1, 29, 17, 0, 2027))
    completion = lapsed.promises[Stage.COMPLETION]
    assert (lapsed.status, completion.ended) == (Status.IN_PROCESS, False)
    assert completion.due > wib(2, 1, 15, 0, 2027)
    assert {audience for event, audience, _ in await story.owed() if event == "pledge.lapsed"} >= {"unit", "head"}


async def test_a_formal_request_goes_to_the_ppid_is_extended_once_and_objected_to(story: Story) -> None:
    await story.file("Mohon salinan dokumen kontrak jalan.", kind=Kind.INFORMATION)
    complaint = await story.ask(c.Reclassify(kind=Kind.FORMAL_INFORMATION), COORDINATOR)
    assert (complaint.unit, complaint.status) == ("DISKOMINFOTIK", Status.FORWARDED)
    assert complaint.promises[Stage.COMPLETION].due == wib(12, 4, 16, 30)  # ten working days
    complaint = await story.ask(c.Extend(c.Words("Dokumen tersebar di arsip.")), PPID)
    assert complaint.promises[Stage.COMPLETION].due == wib(12, 15, 16)  # and seven
    with pytest.raises(Refused):
        await story.ask(c.Extend(c.Words("Sekali lagi.")), PPID)
    await story.ask(c.Take(), PPID)
    await story.ask(c.Resolve(c.Words("Salinan terlampir.")), PPID)
    complaint = await story.ask(c.Dispute(c.Words("Lampirannya tidak lengkap.")), story.citizen)
    assert complaint.promises[Stage.COMPLETION].met_at is not None
    assert complaint.promises[Stage.OBJECTION].days == 30


async def test_danger_to_life_calls_again_and_again_until_somebody_looks_after_it(story: Story) -> None:
    story.set(wib(11, 21, 23))  # a Saturday night
    await story.file("Kabel listrik putus di atas genangan.", priority=Priority.DANGER)
    for minutes in (11, 22, 33):
        await story.sweep(wib(11, 21, 23) + timedelta(minutes=minutes))
    assert (await story.names())["danger.paged"] == 4
    calls = [one for one in await story.owed() if one[:2] == ("danger.paged", "on_call")]
    assert len(calls) == 4
    await story.ask(c.Acknowledge(), COORDINATOR)
    await story.sweep(wib(11, 22, 6))
    assert (await story.names())["danger.paged"] == 4


async def test_what_nobody_watched_is_found_in_order_and_marked_late(story: Story) -> None:
    complaint = await story.file()
    await story.sweep(complaint.promises[Stage.COMPLETION].due + timedelta(days=7))
    found = [one.event for one in await story.log() if one.name in ("deadline.missed", "deadline.warned")]
    assert found
    assert all(one.found_late for one in found)
    missed = [one.event.due for one in await story.log() if one.name == "deadline.missed"]
    assert missed == sorted(missed)
    assert len(missed) == len(set(missed)) == 3


async def test_nobody_accused_is_told_that_a_report_about_them_is_late(story: Story) -> None:
    complaint = await story.file(
        "Petugas meminta uang.", kind=Kind.OVERSIGHT, about_unit="BMBK", visibility=Visibility.CONFIDENTIAL
    )
    await story.sweep(complaint.promises[Stage.COMPLETION].due + timedelta(days=60))
    async with story.house.database.reading() as session:
        rows = (await session.exec(select(NoticeRow).where(NoticeRow.complaint_id == story.id))).all()
    assert {(row.audience, row.unit) for row in rows} <= {("unit", "INSP"), ("head", "INSP"), ("citizen", None)}
    assert {row.unit for row in rows} != {None}


async def test_a_stranger_cannot_make_a_clock_move(story: Story) -> None:
    await story.at_work()
    assert isinstance(story.id, UUID)
    before = await story.now()
    for command in (c.Pause(c.Words("x")), c.Resume(), c.Pledge(date(2027, 5, 3), c.Words("x"), c.Words("y"))):
        with pytest.raises(Exception, match=r".+"):
            await story.ask(command, Actor("citizen"))
    assert await story.now() == before

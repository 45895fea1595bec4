"""One rule of visibility: the rule and its SQL twin agree on every role, kind and visibility, and nothing leaks."""

from contextlib import suppress
from datetime import timedelta
from itertools import product
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlmodel import col, select

from complaints.commands import AskUnit, Forward, Order, SendBack, WithdrawAsk, Words
from complaints.kinds import Kind, Status, Visibility
from complaints.openness import is_published
from complaints.queries import Queries
from complaints.tables import ComplaintRow, UnitAskRow
from complaints.views import Filter
from complaints.visibility import Sight, may_see, may_see_as_asked, published, sight, sight_as_asked
from foundation.clock import SetClock
from foundation.errors import NotFound, ServiceError
from people.actor import ANYONE, SYSTEM, Actor, Post, Role
from service.exporting import visible as visible_rows
from service.progress import quiet
from sla.caseload import Caseload
from tests.make import filing, make_complaint
from web.house import House
from web.office_frame import narrowed

UNITS = ("BMBK", "DISHUB", "INSP", "SETDA", "DISKOMINFOTIK", "PEMPROV")


async def actors(house: House, holder: UUID) -> dict[str, Actor]:
    region = await house.region.current()
    made = {"anyone": ANYONE, "system": SYSTEM, "holder": Actor("citizen", holds=holder)}
    for role, unit in product(Role, UNITS):
        made[f"{role} of {unit}"] = Actor("officer", uuid4(), (Post(role, unit, region.reach(unit)),))
    made["two posts"] = Actor(
        "officer",
        uuid4(),
        (
            Post(Role.INSPECTORATE, "INSP", frozenset({"INSP"})),
            Post(Role.OFFICER, "BMBK", region.reach("BMBK")),
        ),
    )
    return made


@pytest.fixture
async def filed(house: House) -> list[UUID]:
    """A complaint of every kind and visibility, about every sort of unit, some still in triage and some forwarded."""
    made: list[UUID] = []
    coordinator = Actor("officer", uuid4(), (Post(Role.COORDINATOR, "DISKOMINFOTIK", frozenset({"DISKOMINFOTIK"})),))
    for number, (kind, visibility, about) in enumerate(product(Kind, Visibility, (None, "BMBK", "INSP"))):
        one = uuid4()
        told = f"laporan khusus nomor {number}"
        command = filing(
            told, kind=kind, visibility=visibility, about_unit=about, topic=("jalan_rusak", None)[number % 2]
        )
        complaint = await house.handling.handle(Order(one, command, f"test:{one}"))
        if complaint.status is Status.SUBMITTED and number % 2:
            unit = "BMBK" if number % 4 == 1 else "DISHUB"
            unit = "DISKOMINFOTIK" if kind is Kind.FORMAL_INFORMATION else unit
            complaint = await house.handling.handle(Order(one, Forward(unit), f"test:f{one}"), coordinator)
        made.append(one)
    assert isinstance(house.clock, SetClock)
    house.clock.instant += timedelta(days=40)  # by now most of them are overdue
    return made


async def test_the_rule_and_its_twin_agree(house: House, filed: list[UUID]) -> None:
    async with house.database.reading() as session:
        rows = list((await session.exec(select(ComplaintRow))).all())
        assert len(rows) == len(filed)
        for name, actor in (await actors(house, filed[3])).items():
            for least in (Sight.STATUS, Sight.WORDS, Sight.REPORTER):
                found = await session.exec(select(ComplaintRow.complaint_id).where(may_see(actor, least)))
                expected = {row.complaint_id for row in rows if sight(actor, row.complaint_id, row) >= least}
                assert set(found.all()) == expected, f"{name} at {least.name}"
        public = set((await session.exec(select(ComplaintRow.complaint_id).where(published()))).all())
        assert public == {row.complaint_id for row in rows if is_published(row)}


async def test_the_rule_for_who_was_asked_and_its_twin_agree(house: House, filed: list[UUID]) -> None:
    """Open questions and ended ones, of ordinary, confidential and restricted cases, some about a unit of the actor."""
    region = await house.region.current()
    async with house.database.reading() as session:
        cases = list((await session.exec(select(ComplaintRow).where(col(ComplaintRow.unit).is_not(None)))).all())
    put = 0
    for number, row in enumerate(cases):
        role = Role.INSPECTORATE if row.restricted else Role.OFFICER
        theirs = Actor("officer", uuid4(), (Post(role, row.unit or "", region.reach(row.unit or "")),))
        for unit in {"BMBK", "DISHUB", "DISKOMINFOTIK", "INSP"} - {row.unit}:
            ask = uuid4()
            with suppress(ServiceError):
                await house.handling.handle(
                    Order(row.complaint_id, AskUnit(unit, Words("Benarkah?"), None, ask), f"test:{ask}"), theirs
                )
                put += 1
                if number % 3 == 0:
                    await house.handling.handle(Order(row.complaint_id, WithdrawAsk(ask), f"test:w{ask}"), theirs)
    assert put > len(cases)
    async with house.database.reading() as session:
        join = col(UnitAskRow.complaint_id) == col(ComplaintRow.complaint_id)
        pairs = list((await session.exec(select(ComplaintRow, UnitAskRow).join(UnitAskRow, join))).all())
        assert {row.restricted for row, _ in pairs} == {True, False}
        assert {ask.ended_at is None for _, ask in pairs} == {True, False}
        for name, actor in (await actors(house, filed[3])).items():
            for least in (Sight.STATUS, Sight.WORDS, Sight.REPORTER):
                rule = select(UnitAskRow.ask_id).join(ComplaintRow, join).where(may_see_as_asked(actor, least))
                expected = {ask.ask_id for row, ask in pairs if sight_as_asked(actor, row, ask) >= least}
                assert set((await session.exec(rule)).all()) == expected, f"{name} at {least.name}"


async def test_lists_counts_and_cases_obey_it(house: House, filed: list[UUID]) -> None:
    async with house.database.reading() as session:
        rows = {row.complaint_id: row for row in (await session.exec(select(ComplaintRow))).all()}
    queries: Queries = house.queries
    for name, actor in (await actors(house, filed[3])).items():
        seen = {one: sight(actor, one, row) for one, row in rows.items()}
        visible = {one for one, level in seen.items() if level >= Sight.STATUS}
        page = await queries.listing(actor, Filter(), size=200)
        assert {line.id for line in page.lines} == visible, name
        assert page.total == sum((await queries.counts(actor)).values()) == len(visible), name
        assert all((line.report is not None) == (seen[line.id] >= Sight.WORDS) for line in page.lines), name
        hits = await queries.listing(actor, Filter(query="laporan khusus"), size=200)
        assert {line.id for line in hits.lines} == {one for one, level in seen.items() if level >= Sight.WORDS}, name
        readable = {one for one, level in seen.items() if level >= Sight.WORDS}
        await _obeyed_elsewhere(house, actor, name, visible, readable)
    public = await queries.published(Filter(), size=200)
    assert {line.id for line in public.lines} == {one for one, row in rows.items() if is_published(row)}


async def _obeyed_elsewhere(house: House, actor: Actor, name: str, visible: set[UUID], readable: set[UUID]) -> None:
    """The lists with due dates, the overdue, the notices, the export and the filters that tell what a case is about."""
    load = await Caseload(house.database, house.clock).page(actor, Filter(), size=200)
    assert {case.line.id for case in load.cases} == visible, name
    assert load.total == len(visible), name
    overdue = await house.overview.overdue(actor, 200)
    assert {late.complaint_id for late in overdue} <= visible, name
    region = await house.region.current()
    if actor.person is not None:
        items = await house.inbox.items(actor, region, 500)
        assert {item.complaint_id for item in items} <= visible, name
    exported = [row async for row in visible_rows(house, actor, quiet)]
    assert len(exported) == len(visible), name
    assert sum(row["report"] is not None for row in exported) == len(readable), name
    for topic in {line.topic for line in (await house.queries.listing(SYSTEM, Filter(), size=200)).lines} - {None}:
        about = await house.queries.listing(actor, Filter(topic=topic), size=200)
        assert {line.id for line in about.lines} <= readable, name


async def test_a_case_that_may_not_be_seen_is_as_if_it_were_not_there(house: House, filed: list[UUID]) -> None:
    everybody = await actors(house, filed[3])
    async with house.database.reading() as session:
        rows = {row.complaint_id: row for row in (await session.exec(select(ComplaintRow))).all()}
    for name in ("coordinator of DISKOMINFOTIK", "officer of BMBK", "inspectorate of INSP", "anyone", "holder"):
        seen = []
        for one, row in rows.items():
            level = sight(everybody[name], one, row)
            if level is Sight.NOTHING:
                with pytest.raises(NotFound):
                    await house.queries.case(everybody[name], one)
            else:
                case = await house.queries.case(everybody[name], one)
                assert (case.report is not None) == (level >= Sight.WORDS)
                seen.append(msgspec.structs.replace(case, contact=None))
        assert await house.queries.cases(everybody[name], list(rows)) == seen, name


@pytest.mark.parametrize("about", ["BMBK", None])
def test_nothing_betrays_a_report_of_wrongdoing(about: str | None) -> None:
    """Only the unit that handles it knows: not the unit it is about, no coordinator, no supervisor above."""
    case = make_complaint(kind=Kind.OVERSIGHT, about_unit=about)
    for role in Role:
        for unit in ("BMBK", "SETDA", "DISKOMINFOTIK"):
            actor = Actor("officer", uuid4(), (Post(role, unit, frozenset({unit, "INSP", "BMBK"})),))
            assert sight(actor, case.state.id, case.state) is Sight.NOTHING
    inspector = Actor("officer", uuid4(), (Post(Role.INSPECTORATE, "INSP", frozenset({"INSP"})),))
    assert sight(inspector, case.state.id, case.state) is Sight.REPORTER
    both = Actor("officer", uuid4(), (*inspector.posts, Post(Role.OFFICER, "BMBK", frozenset({"BMBK"}))))
    assert (sight(both, case.state.id, case.state) is Sight.NOTHING) == (about == "BMBK")


async def test_a_desk_that_shows_one_post_keeps_away_what_is_about_another(house: House) -> None:
    """Whoever inspects, and works elsewhere in another role, sees no report about that other place on any desk."""
    region = await house.region.current()
    inspector = Post(Role.INSPECTORATE, "INSP", region.reach("INSP"))
    both = Actor("officer", uuid4(), (inspector, Post(Role.ANALYST, "BMBK", region.reach("BMBK"))))
    alone = Actor("officer", uuid4(), (inspector,))
    one = uuid4()
    await house.handling.handle(Order(one, filing("pungli", kind=Kind.OVERSIGHT, about_unit="BMBK"), f"test:{one}"))
    for actor, expected in ((alone, 1), (both, 0)):
        desk = narrowed(actor, Role.INSPECTORATE)
        assert (await Caseload(house.database, house.clock).page(desk, Filter())).total == expected
        assert (await house.queries.listing(desk, Filter())).total == expected
        assert sum((await house.queries.counts(desk)).values()) == expected
        assert (await house.overview.standing(desk)).open == expected


async def test_a_public_search_confirms_nothing_that_the_page_blots_out(house: House) -> None:
    region = await house.region.current()
    coordinator = Actor("officer", uuid4(), (Post(Role.COORDINATOR, "DISKOMINFOTIK", region.reach("DISKOMINFOTIK")),))
    officer = Actor("officer", uuid4(), (Post(Role.OFFICER, "BMBK", region.reach("BMBK")),))
    one = uuid4()
    told = "Jalan amblas. Hubungi 0812-3456-7890, 081298765432 atau siti@contoh.id, nama saya Suparjono"
    for number, (command, by) in enumerate(
        [
            (filing(told, kind=Kind.ORDINARY, visibility=Visibility.PUBLIC), ANYONE),
            (Forward("BMBK"), coordinator),
            (SendBack(Words("pelapornya cerewet")), officer),
            (Forward("BMBK"), coordinator),
        ]
    ):
        await house.handling.handle(Order(one, command, f"test:{number}:{one}"), by)
    assert (await house.queries.published(Filter(query="amblas"))).total == 1
    hidden = (
        "081298765432",
        "0812",
        "0812-3456-7890",
        "0812 3456 7890",
        "siti@contoh.id",
        "cerewet",
        '"3456 7890"',
        "suparjono",
    )
    for query in hidden:
        assert (await house.queries.published(Filter(query=query))).total == 0, query
    assert (await house.queries.published(Filter(query="amblas nama"))).total == 1, "what stays is found"
    assert not (await house.queries.published(Filter(query="amblas Suparjono"))).lines
    for query in ("081298765432", "siti@contoh.id", "cerewet", "suparjono"):
        assert (await house.queries.listing(officer, Filter(query=query))).total == 1, query

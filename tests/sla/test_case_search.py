"""Searching all cases: in whichever way words are found, the same cases are, and nobody finds what is hidden."""

from uuid import UUID

import pytest
from sqlmodel import col, select

from complaints import commands as c
from complaints.kinds import Kind, Status
from complaints.tables import ComplaintRow
from complaints.views import Filter
from complaints.visibility import Sight, may_see
from people.actor import Actor, Post, Role
from sla import case_search, desk_search
from sla.case_search import CaseSearch, Place
from tests.web.citizen import COORDINATOR, done, filed, later
from web.house import House


def officer(*posts: tuple[Role, str], reach: tuple[str, ...] = ()) -> Actor:
    assert COORDINATOR.person is not None
    return Actor(
        "officer", COORDINATOR.person, tuple(Post(role, unit, frozenset({unit, *reach})) for role, unit in posts)
    )


PEOPLE = (
    COORDINATOR,
    officer((Role.OFFICER, "BMBK")),
    officer((Role.HEAD, "SETDA"), reach=("BMBK", "DISHUB")),
    officer((Role.INSPECTORATE, "INSP")),
    officer((Role.INSPECTORATE, "INSP"), (Role.OFFICER, "BMBK")),
    officer((Role.SUPERVISOR, "SETDA")),
    officer((Role.ADMINISTRATOR, "DISKOMINFOTIK")),
)


async def fill(house: House) -> None:
    for number in range(12):
        words = "Jembatan retak." if number % 3 == 0 else "Lampu padam."
        visibility = "confidential" if number in (3, 4) else "public"
        complaint = await filed(house, words, visibility=visibility)
        if number % 2:
            await done(house, complaint.id, c.Forward(("BMBK", "DISHUB")[number % 4 // 2], "jalan_rusak"), COORDINATOR)
        if number % 5:  # some are received at the same instant
            later(house, minutes=1)
    for about in ("BMBK", "DISHUB"):
        await filed(house, "Jembatan dikorupsi.", kind=Kind.OVERSIGHT, about_unit=about)


async def expected(house: House, who: Actor, word: str) -> list[UUID]:
    """By reading every case that may be read."""
    row = ComplaintRow
    order = col(row.received_at).desc(), col(row.complaint_id).desc()
    async with house.database.reading() as session:
        found = await session.exec(select(row.complaint_id).where(may_see(who, Sight.WORDS)).order_by(*order))
        ids = list(found.all())
    reports = {one: (await house.queries.case(who, one)).report or "" for one in ids}
    return [one for one in ids if word in reports[one]]


async def test_frequent_words_are_met_on_the_way_and_rare_ones_looked_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(house)
    monkeypatch.setattr(case_search, "LOOKED", 4)
    monkeypatch.setattr(case_search, "STRETCH", 3)
    search = CaseSearch(house.database, house.clock)
    some = set()
    for who in PEOPLE:
        for word in ("Jembatan", "Lampu"):
            wanted = await expected(house, who, word)
            some.add(len(wanted))
            monkeypatch.setattr(desk_search, "LIKELY", 20_000)
            rare = await search.page(who, Filter(query=word))
            assert [one.line.id for one in rare.load.cases] == wanted, (who.posts, word)
            assert (rare.load.total, rare.load.more, rare.older) == (len(wanted), False, None)
            monkeypatch.setattr(desk_search, "LIKELY", -1)
            assert await walked(search, who, word, 2) == wanted, (who.posts, word)
    assert {0, 1, 4} <= some, "there was something to find, and something to hide"


async def walked(search: CaseSearch, who: Actor, word: str, size: int) -> list[UUID]:
    """All pages of all stretches, as the links of the page lead on."""
    found: list[UUID] = []
    after: Place | None = None
    while True:
        number, more = 1, True
        while more:
            hits = await search.page(who, Filter(query=word), after=after, number=number, size=size)
            found += [one.line.id for one in hits.load.cases]
            more = number * size < hits.load.total
            number += 1
        if hits.older is None:
            return found
        assert after is None or hits.older < after
        after = hits.older


async def test_without_words_what_is_found_is_counted_up_to_a_bound(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(house)
    search = CaseSearch(house.database, house.clock)
    waiting = Filter(statuses=(str(Status.FORWARDED),))
    both = officer((Role.OFFICER, "BMBK"), (Role.OFFICER, "DISHUB"))
    every = (await search.page(both, waiting)).load
    assert (every.total, every.more, len(every.cases)) == (6, False, 6)
    assert {one.line.unit for one in every.cases} == {"BMBK", "DISHUB"}
    assert [one.line.received_at for one in every.cases] == sorted(
        (one.line.received_at for one in every.cases), reverse=True
    )
    assert (await search.page(both, Filter(unit="BMBK"))).load.total == 3
    assert (await search.page(officer((Role.OFFICER, "BMBK")), Filter(unit="DISHUB"))).load.total == 0
    monkeypatch.setattr(case_search, "MOST", 4)
    page = (await search.page(both, waiting, number=2, size=2)).load
    assert (page.total, page.more, page.cases) == (5, True, every.cases[2:4])

"""Administrators and posts that read cases: another gives them where there is another, and the inspectorate hears."""

from datetime import timedelta

import pytest
from sqlmodel import select

from foundation.errors import Invalid
from people.account_rules import AccountRules
from people.actor import Actor, Capacity, Role
from people.delegating import LENT_TO_SELF, MADE, Delegations, Wish
from people.own_posts import TAKEN
from people.tables import AccountMailRow
from tests.conftest import NOW
from tests.web.officer import hire
from web.house import House

ALONE = AccountRules(another_gives=False)


async def told(house: House) -> set[object]:
    """Who is owed a mail about it."""
    async with house.database.reading() as session:
        owed = select(AccountMailRow.officer_id).where(AccountMailRow.purpose == TAKEN)
        return set((await session.exec(owed)).all())


async def take(house: House, by: Actor, username: str, role: Role, rules: AccountRules) -> None:
    assert by.person is not None
    await house.keeping.add_post(by.person, username, role, "BMBK", rules=rules)


async def latest(house: House, of: Actor) -> str:
    return (await house.account_log.latest(of.person))[0].what


@pytest.fixture
async def admin(house: House) -> Actor:
    return await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))


async def test_the_only_administrator_may_and_the_inspectorate_is_told(house: House, admin: Actor) -> None:
    inspector = await hire(house, "auditor", (Role.INSPECTORATE, "INSP"))
    await hire(house, "bekas", (Role.INSPECTORATE, "INSP"))
    await house.accounts.disable("bekas")
    await take(house, admin, "admin", Role.OFFICER, AccountRules())
    assert await told(house) == {inspector.person}
    assert await latest(house, admin) == TAKEN


async def test_where_there_is_another_that_one_gives_it_unless_the_region_says_otherwise(
    house: House, admin: Actor
) -> None:
    second = await hire(house, "kedua", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    inspector = await hire(house, "auditor", (Role.INSPECTORATE, "INSP"))
    head = await hire(house, "kepala", (Role.HEAD, "BMBK"))
    with pytest.raises(Invalid) as refused:
        await take(house, admin, "admin", Role.SUPERVISOR, AccountRules())
    assert set(refused.value.fields) == {"role"}
    days = NOW.date(), NOW.date() + timedelta(days=2)
    wish = Wish(Capacity.PLH, Role.HEAD, "BMBK", head.person, admin.person, *days, "SPT 1")
    book = Delegations(house.database, house.clock, house.keys)
    with pytest.raises(Invalid) as refused:
        await book.make(admin, wish)
    assert set(refused.value.fields) == {"deputy"}
    await take(house, second, "admin", Role.OFFICER, AccountRules())
    await take(house, admin, "auditor", Role.OFFICER, AccountRules())
    assert await told(house) == set(), "nobody took one themselves"
    await take(house, admin, "admin", Role.SUPERVISOR, ALONE)
    assert await told(house) == {inspector.person}
    await book.make(admin, wish, ALONE)
    assert [await latest(house, one) for one in (admin, head)] == [LENT_TO_SELF, MADE], "and the log says so"
    await house.accounts.disable("kedua")
    await take(house, admin, "admin", Role.SECRETARY, AccountRules())

"""Standing in: posts by own and lent rows against a slow reading of each, day by day and zone by zone; who may lend."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from complaints.kinds import Visibility
from complaints.sight import Sight, sight
from foundation.clock import SetClock
from foundation.errors import Invalid, NotAllowed, NotFound
from people.acting import with_posts
from people.actor import Actor, Capacity, OnBehalf, Post, Role
from people.delegating import Delegations, Wish, may_delegate
from people.delegations import Delegation
from people.duty import DutyBook
from people.on_behalf import Acts, Own, acts_of, on_behalf
from people.profiles import Profiles
from people.tables import DelegationEndRow, DelegationRow, OfficerRow, PostRow, UnitRow
from people.takers import Takers
from tests.web.officer import hire
from web.house import House

ZONES = {"BMBK": "Asia/Jakarta", "DLH": "Asia/Makassar", "DISHUB": "Asia/Jayapura"}
DAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)


def around(day: int, hour: int) -> datetime:
    return datetime(2026, 11, 18, hour, 59, 59, tzinfo=UTC) + timedelta(days=day)


@dataclass
class World:
    """Rows of posts and delegations, and who has a disabled account: all that decides."""

    posts: list[PostRow]
    lent: list[DelegationRow]
    ends: list[DelegationEndRow]
    disabled: set[UUID]

    def posts_of(self, officer: UUID, now: datetime) -> set[tuple[Role, str, OnBehalf | None]]:
        """Each row looked at by itself, in the words of the rule."""
        found: set[tuple[Role, str, OnBehalf | None]] = set()
        for post in self.posts:
            if post.officer_id == officer and self._held(post, now):
                found.add((Role(post.role), post.unit, None))
        for row in self.lent:
            if row.deputy != officer or not self._runs(row, now):
                continue
            if row.principal is not None and (row.principal in self.disabled or not self._stands(row, now)):
                continue
            behalf = OnBehalf(row.delegation_id, Capacity(row.capacity), row.principal)
            found.add((Role(row.role), row.unit, behalf))
        return found

    def _stands(self, row: DelegationRow, now: datetime) -> bool:
        return any(
            post.officer_id == row.principal
            and (post.role, post.unit) == (row.role, row.unit)
            and self._held(post, now)
            for post in self.posts
        )

    def _held(self, post: PostRow, now: datetime) -> bool:
        today = now.astimezone(ZoneInfo(ZONES[post.unit])).date()
        return today in _days(post.starts_on, post.ends_on or date(2027, 1, 1))

    def _runs(self, row: DelegationRow, now: datetime) -> bool:
        today = now.astimezone(ZoneInfo(ZONES[row.unit])).date()
        ended = any(one.delegation_id == row.delegation_id and one.ended_at <= now for one in self.ends)
        return today in _days(row.starts_on, row.ends_on) and row.made_at <= now and not ended


def _days(first: date, last: date) -> set[date]:
    return {first + timedelta(days=number) for number in range((last - first).days + 1)}


def drawn(random: Random, people: list[UUID]) -> World:
    """Some posts and delegations, sound and unsound alike: the reading may not depend on who wrote the rows."""

    def days() -> tuple[date, date]:
        first = DAY + timedelta(days=random.randint(-3, 3))
        return first, first + timedelta(days=random.randint(0, 3))

    posts: list[PostRow] = []
    lent: list[DelegationRow] = []
    ends: list[DelegationEndRow] = []
    for _ in range(16):
        first, last = days()
        unit, role = random.choice(sorted(ZONES)), random.choice([Role.HEAD, Role.OFFICER, Role.COORDINATOR])
        officer, ends_on = random.choice(people), random.choice([last, None])
        row = PostRow(post_id=uuid4(), officer_id=officer, role=str(role), unit=unit, starts_on=first, ends_on=ends_on)
        if not any((o.officer_id, o.role, o.unit, o.starts_on) == (officer, str(role), unit, first) for o in posts):
            posts.append(row)
    for _ in range(16):
        first, last = days()
        based = random.choice(posts)
        capacity = random.choice(list(Capacity))
        principal = (
            None
            if capacity is Capacity.PLT
            else random.choice([based.officer_id, based.officer_id, random.choice(people)])
        )
        others = [one for one in people if one != principal]
        deputy = random.choice([*others, None]) if capacity is Capacity.LEAVE else random.choice(others)
        lent.append(
            DelegationRow(
                delegation_id=uuid4(),
                capacity=str(capacity),
                role=based.role,
                unit=based.unit,
                principal=principal,
                deputy=deputy,
                starts_on=first,
                ends_on=last,
                basis="SPT 800/1/2026",
                made_at=around(random.randint(-3, 3), random.randint(0, 23)),
                made_by=people[0],
            )
        )
    for chosen in random.sample(lent, 3):
        at = around(random.randint(-2, 5), random.randint(0, 23))
        ends.append(DelegationEndRow(end_id=uuid4(), delegation_id=chosen.delegation_id, ended_at=at, why="ended"))
    return World(posts, lent, ends, {random.choice(people)})


@pytest.mark.parametrize("seed", range(4))
async def test_posts_are_those_that_each_row_gives_on_its_day(house: House, seed: int) -> None:
    random = Random(seed)
    people = [await house.accounts.add(f"p{n}", f"P {n}", "kata sandi uji coba", []) for n in range(4)]
    world = drawn(random, people)
    async with house.database.transaction() as session:
        for code, zone in ZONES.items():
            await session.exec(update(UnitRow).where(col(UnitRow.code) == code).values(timezone=zone))
        gone = col(OfficerRow.officer_id).in_(world.disabled)
        await session.exec(update(OfficerRow).where(gone).values(disabled_at=AT - timedelta(days=30)))
        session.add_all([one.model_copy() for one in (*world.posts, *world.lent)])
        await session.flush()
        session.add_all([one.model_copy() for one in world.ends])
    region = await house.region.current()
    seen = 0
    async with house.database.reading() as session:
        for day, hour in product(range(-3, 8), (2, 14, 15, 16, 23)):
            now = around(day, hour)
            for officer in people:
                actor = await with_posts(session, officer, now, region.reach)
                told = {(post.role, post.unit, post.on_behalf) for post in actor.posts}
                assert told == world.posts_of(officer, now), f"at {now}"
                assert all(post.reach == region.reach(post.unit) for post in actor.posts)
                for one in told:
                    if one[2] is not None and one[2].principal is not None:
                        seen += 1
                        owned = {(role, unit) for role, unit, lent in world.posts_of(one[2].principal, now) if not lent}
                        assert one[:2] in owned, "never more than the principal holds, and nothing lent to them"
    assert seen


async def people_of(house: House) -> dict[str, Actor]:
    hired = {
        "kepala": (Role.HEAD, "BMBK"),
        "wakil": (Role.OFFICER, "BMBK"),
        "orang": (Role.OFFICER, "DISHUB"),
        "admin": (Role.ADMINISTRATOR, "DISKOMINFOTIK"),
        "inspektur": (Role.INSPECTORATE, "INSP"),
        "auditor": (Role.INSPECTORATE, "INSP"),
        "pengawas": (Role.SUPERVISOR, "SETDA"),
    }
    return {name: await hire(house, name, post) for name, post in hired.items()}


def person(actor: Actor) -> UUID:
    assert actor.person is not None
    return actor.person


def plh(of: Actor, deputy: Actor | None, **other: object) -> Wish:
    post = of.posts[0]
    wish = Wish(
        Capacity.PLH,
        post.role,
        post.unit,
        person(of),
        person(deputy) if deputy else None,
        DAY,
        DAY + timedelta(days=2),
        "SPT 800/12/2026",
    )
    return wish._replace(**other)  # type: ignore[arg-type]


def at(house: House, instant: datetime) -> None:
    assert isinstance(house.clock, SetClock)
    house.clock.instant = instant
    house.duty.forget()


async def actor_now(house: House, of: Actor) -> Actor:
    region = await house.region.current()
    async with house.database.reading() as session:
        return await with_posts(session, person(of), house.clock.now(), region.reach)


async def refused(book: Delegations, by: Actor, wish: Wish) -> set[str]:
    with pytest.raises(Invalid) as caught:
        await book.make(by, wish)
    return set(caught.value.fields)


async def test_who_may_lend_what_to_whom(house: House) -> None:
    who = await people_of(house)
    at(house, AT)
    book = Delegations(house.database, house.clock, house.keys)
    head, deputy, other, admin = who["kepala"], who["wakil"], who["orang"], who["admin"]
    for by, wish in ((deputy, plh(head, other)), (other, plh(head, deputy)), (head, plh(other, deputy))):
        with pytest.raises(NotAllowed):
            await book.make(by, wish)
    with pytest.raises(NotAllowed):
        await book.make(admin, plh(admin, head))
    assert await refused(book, admin, plh(head, head)) == {"deputy"}
    assert await refused(book, admin, plh(head, None)) == {"deputy"}
    assert await refused(book, admin, plh(head, deputy, starts_on=DAY - timedelta(days=1))) == {"starts_on"}
    assert await refused(book, admin, plh(head, deputy, ends_on=DAY - timedelta(days=1))) == {"ends_on"}
    assert await refused(book, admin, plh(head, deputy, basis=" ")) == {"basis"}
    assert await refused(book, admin, plh(head, deputy, capacity=Capacity.PLT, principal=None)) == {"post"}
    assert await refused(book, admin, plh(head, deputy, unit="DISHUB")) == {"post"}
    assert await refused(book, admin, plh(who["pengawas"], deputy)) == {"deputy"}, "sees beyond a unit"
    assert await refused(book, admin, plh(who["inspektur"], who["pengawas"])) == {"deputy"}
    await book.make(admin, plh(who["inspektur"], who["auditor"]))
    await book.make(head, plh(head, deputy))
    assert await refused(book, admin, plh(head, other, starts_on=DAY + timedelta(days=2))) == {"starts_on"}
    house.duty.forget()
    acting = await actor_now(house, deputy)
    assert [post.role for post in acting.posts] == [Role.OFFICER, Role.HEAD]
    assert acting.stands_in_for == {head.person}
    assert not may_delegate(acting, Role.HEAD, "BMBK"), "what was lent is not lent on"
    assert may_delegate(acting, Role.OFFICER, "BMBK")
    mistaken = plh(deputy, other, role=Role.HEAD)
    assert await refused(book, admin, mistaken) == {"post"}, "not even by an administrator"
    named = await Takers(house.database, house.clock).of(["BMBK"], Role.HEAD, Role.OFFICER)
    assert {one.id for one in named} == {deputy.person}, "nothing new is given to who is away"
    roster = await DutyBook(house.database, house.clock, seconds=0).current()
    assert roster.holders(Role.HEAD, "BMBK") == 1
    assert head.person not in roster.posts


async def test_what_rests_on_a_post_an_account_or_a_vacancy_ends_with_it(house: House) -> None:
    who = await people_of(house)
    at(house, AT)
    book = Delegations(house.database, house.clock, house.keys)
    admin, head, deputy = person(who["admin"]), who["kepala"], who["wakil"]
    vacant = plh(head, who["orang"], capacity=Capacity.PLT, principal=None, unit="DISHUB")
    await book.make(who["admin"], vacant)
    with pytest.raises(Invalid):
        await house.keeping.add_post(admin, "orang", Role.HEAD, "DISHUB", DAY + timedelta(days=1))
    await house.keeping.add_post(admin, "pengawas", Role.HEAD, "DISHUB")
    await book.make(who["admin"], plh(head, deputy))
    at(house, AT + timedelta(minutes=1))
    kept = await house.keeping.kept("kepala")
    await house.keeping.end_post(admin, "kepala", kept.posts[0].id)
    told = {one.why for one in await book.known(who["admin"])}
    assert told == {"filled", "post"}
    assert not (await actor_now(house, deputy)).stands_in_for
    await house.keeping.add_post(admin, "kepala", Role.HEAD, "BMBK")
    await book.make(who["admin"], plh(head, deputy))
    await house.accounts.disable("wakil", admin)
    at(house, AT + timedelta(minutes=2))
    await house.keeping.enable(admin, "wakil")
    assert not (await actor_now(house, deputy)).stands_in_for, "an account that comes back brings nothing lent with it"


async def test_rows_of_delegations_are_never_changed(house: House) -> None:
    who = await people_of(house)
    at(house, AT)
    book = Delegations(house.database, house.clock, house.keys)
    made = await book.make(who["kepala"], plh(who["kepala"], who["wakil"]))
    for change in ("UPDATE delegations SET ends_on = ends_on + 1", "DELETE FROM delegations"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with house.database.transaction() as session:
                await session.exec(text(change))  # type: ignore[call-overload]
    at(house, AT + timedelta(hours=1))
    await book.end(who["kepala"], made)
    with pytest.raises(NotFound):
        await book.end(who["kepala"], made)
    (one,) = await book.known(who["kepala"])
    assert one.covers(AT + timedelta(minutes=59))
    assert not one.covers(AT + timedelta(hours=1))
    log = [(change.what, change.username) for change in await house.account_log.latest()]
    assert log[:4] == [(f"delegation.{what}", whose) for what in ("ended", "made") for whose in ("wakil", "kepala")]


async def test_of_two_on_one_day_each_act_belongs_to_the_one_in_force(house: House) -> None:
    who = await people_of(house)
    book = Delegations(house.database, house.clock, house.keys)
    head, morning, midnight = who["kepala"], AT - timedelta(hours=4), AT + timedelta(hours=12)
    at(house, morning)
    first = await book.make(head, plh(head, who["wakil"], ends_on=DAY))
    at(house, AT)
    assert await refused(book, who["admin"], plh(head, who["orang"], ends_on=DAY)) == {"starts_on"}
    await book.end(head, first)
    await book.make(who["admin"], plh(head, who["orang"], ends_on=DAY))
    acts = await acts_of(house.database, [person(who["wakil"]), person(who["orang"])])
    reach = (await house.region.current()).reach
    second = timedelta(seconds=1)
    for now in (edge + step for edge in (morning, AT, midnight) for step in (-second, 0 * second, second)):
        at(house, now)
        standing = {name for name in ("wakil", "orang") if (await actor_now(house, who[name])).stands_in_for}
        told = {
            name
            for name in ("wakil", "orang")
            if on_behalf(acts, person(who[name]), now, (Role.HEAD,), "BMBK", reach) is not None
        }
        expected = {"wakil"} if morning <= now < AT else {"orang"} if AT <= now < midnight else set()
        assert standing == told == expected, f"at {now}"


async def test_two_who_lend_the_same_post_at_once_lend_it_once(house: House) -> None:
    who = await people_of(house)
    at(house, AT)
    book = Delegations(house.database, house.clock, house.keys)
    both = [book.make(who["admin"], plh(who["kepala"], who[name])) for name in ("wakil", "orang")]
    outcome = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcome) == ["Invalid", "UUID"]


UNITS = st.sampled_from(["BMBK", "UPTD", "DISHUB", "INSP"])
POSTS = st.builds(
    lambda role, unit, lent: Post(
        role, unit, frozenset({unit}), OnBehalf(uuid4(), Capacity.PLH, uuid4()) if lent else None
    ),
    st.sampled_from([Role.OFFICER, Role.HEAD, Role.INSPECTORATE]),
    UNITS,
    st.booleans(),
)


@dataclass(frozen=True)
class Wrongdoing:
    """A report about a unit, as the rule looks at it."""

    unit: str | None
    about_unit: str | None
    visibility: Visibility = Visibility.PUBLIC
    restricted: bool = True
    sensitive: bool = False
    erased: bool = False
    unread: bool = False
    status: str = "forwarded"


@given(st.lists(POSTS, max_size=4), UNITS, UNITS)
def test_nobody_comes_near_a_report_about_a_unit_of_theirs_by_standing_in(
    posts: list[Post], unit: str, about: str
) -> None:
    """Own posts keep away from what lent ones would open, and lent ones from what one's own would."""
    actor, case = Actor("officer", uuid4(), tuple(posts)), Wrongdoing(unit, about)
    seen = sight(actor, uuid4(), case)
    if any(post.unit == about for post in posts):
        assert seen is Sight.NOTHING
    own = replace_posts(actor, [post for post in posts if post.on_behalf is None])
    if about not in {post.unit for post in posts}:
        assert seen >= sight(own, uuid4(), case)


def replace_posts(actor: Actor, posts: list[Post]) -> Actor:
    return Actor(actor.kind, actor.person, tuple(posts))


def test_whose_act_it_was_is_told_from_the_day_and_the_post_it_took() -> None:
    deputy, head = uuid4(), uuid4()
    lent = Delegation(
        uuid4(), Capacity.PLH, Role.HEAD, "BMBK", "Asia/Jakarta", head, deputy, DAY, DAY, "SPT", AT - timedelta(days=9)
    )
    own = Own(deputy, Role.OFFICER, "BMBK", "Asia/Jakarta", date(2026, 1, 1), None)
    acts, reach = Acts([lent], [own]), lambda unit: frozenset({unit, "UPTD"} if unit == "BMBK" else {unit})
    heads, anybody = (Role.HEAD,), (Role.HEAD, Role.OFFICER)
    assert on_behalf(acts, deputy, AT, heads, "UPTD", reach) is lent
    assert on_behalf(acts, deputy, AT, anybody, "BMBK", reach) is None, "what they may do anyway is their own"
    assert on_behalf(acts, deputy, AT, heads, "DISHUB", reach) is None
    assert on_behalf(acts, head, AT, heads, "BMBK", reach) is None
    midnight = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
    assert on_behalf(acts, deputy, midnight - timedelta(seconds=1), heads, "BMBK", reach) is lent
    assert on_behalf(acts, deputy, midnight, heads, "BMBK", reach) is None
    grown = Own(deputy, Role.HEAD, "BMBK", "Asia/Jakarta", DAY, None)
    assert on_behalf(Acts([lent], [own, grown]), deputy, AT, heads, "BMBK", reach) is None


async def test_what_may_be_lent_is_what_is_held_today_by_the_days_of_the_unit(house: House) -> None:
    who = await people_of(house)
    head, admin, book = who["kepala"], who["admin"], Delegations(house.database, house.clock, house.keys)

    async def lendable() -> list[UUID | None]:
        found = await book.lendable(admin)
        return [one.officer for one in found if (one.role, one.unit) == (Role.HEAD, "BMBK")]

    async def post(**days: date) -> None:
        async with house.database.transaction() as session:
            await session.exec(update(PostRow).where(col(PostRow.officer_id) == head.person).values(**days))

    at(house, datetime(2026, 11, 20, 17, 30, tzinfo=UTC))  # half past midnight, on the 21st
    assert await lendable() == [head.person]
    await post(ends_on=date(2026, 11, 20))
    assert await lendable() == [None], "vacant since midnight"
    assert head.person not in {one.officer for one in await book.deputies()}
    await post(starts_on=date(2026, 11, 22), ends_on=date(2026, 11, 30))
    assert await lendable() == [head.person, None], "vacant until tomorrow"


async def test_what_rests_on_a_post_goes_on_where_another_row_of_it_ends_and_what_is_over_is_not_ended_again(
    house: House,
) -> None:
    who = await people_of(house)
    at(house, AT)
    admin, head = person(who["admin"]), who["kepala"]
    book = Delegations(house.database, house.clock, house.keys)
    (now,) = (await house.keeping.kept("kepala")).posts
    later, last = DAY + timedelta(days=40), DAY + timedelta(days=30)
    async with house.database.transaction() as session:
        await session.exec(update(PostRow).where(col(PostRow.post_id) == now.id).values(ends_on=last))
    await house.keeping.add_post(admin, "kepala", Role.HEAD, "BMBK", later)
    await book.make(who["admin"], plh(head, who["wakil"]))
    coming = next(one.id for one in (await house.keeping.kept("kepala")).posts if one.id != now.id)
    await house.keeping.end_post(admin, "kepala", coming)
    (lent,) = await book.of(person(head), 5)
    assert not lent.over(AT), "the post that is held today was not ended"
    at(house, AT + timedelta(days=1))
    await house.keeping.end_post(admin, "kepala", now.id)
    (lent,) = await book.of(person(head), 5)
    assert lent.over(house.clock.now())
    with pytest.raises(NotFound):
        await house.keeping.end_post(admin, "kepala", now.id)
    told = [one.what for one in await house.account_log.latest(head.person)]
    assert told.count("post.ended") == 2


async def test_of_what_is_over_the_latest_is_told_and_what_runs_is_told_however_long_ago_it_began(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("people.delegating.PAST", 2)
    who = await people_of(house)
    at(house, AT)
    book = Delegations(house.database, house.clock, house.keys)
    deputy, head = person(who["wakil"]), person(who["kepala"])
    spans = [(-400, 30), (-300, -290), (-200, -190), (-100, -90), (-1, -1), (5, 9)]
    async with house.database.transaction() as session:
        for first, last in spans:
            session.add(
                DelegationRow(
                    delegation_id=uuid4(),
                    capacity=str(Capacity.PLH),
                    role=str(Role.HEAD),
                    unit="BMBK",
                    principal=head,
                    deputy=deputy,
                    starts_on=DAY + timedelta(days=first),
                    ends_on=DAY + timedelta(days=last),
                    basis="Surat Perintah",
                    made_by=head,
                    made_at=AT - timedelta(days=500),
                )
            )

    def days(found: Sequence[Delegation]) -> list[int]:
        return [(one.starts_on - DAY).days for one in found]

    assert days(await book.known(who["admin"])) == [5, -400, -1, -100], "what runs, then the two latest that are over"
    assert days(await book.of(deputy, 3)) == [5, -1, -100]
    profile = await Profiles(house.database, house.clock, house.keys).own(deputy, "")
    assert days(profile.lent) == [5, -400]

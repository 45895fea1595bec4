"""Who works in the invented world: accounts for every unit that can be given a complaint, and their actors."""

import tomllib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlmodel import select
from uuid_utils.compat import uuid7

from complaints.region import Region
from foundation.clock import SetClock
from foundation.database import Database
from foundation.sealing import KeyRing
from people.accounts import Account, Accounts
from people.actor import Actor, Post, Role
from people.passwords import hashed
from people.tables import OnCallRow
from service.demo.plan import SPAN

DEMO_PASSWORD = "tanggap-demo-2026"  # noqa: S105 - known to everybody who starts the demonstration
HIRED_BEFORE = timedelta(days=30)
ON_CALL = timedelta(days=60)


class _Post(msgspec.Struct, frozen=True):
    role: Role
    unit: str


class Shown(msgspec.Struct, frozen=True):
    """An account of the demonstration that is named to whoever starts it."""

    username: str
    name: str
    roles: tuple[_Post, ...]


class _File(msgspec.Struct, frozen=True):
    account: tuple[Shown, ...] = ()


def accounts_shown(folder: Path) -> tuple[Shown, ...]:
    """The accounts in a region's `accounts.toml`; all have `DEMO_PASSWORD`."""
    path = folder / "accounts.toml"
    if not path.exists():
        return ()
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File).account


class Staff:
    """The officers as actors, with the posts and the reach that signing in would give them."""

    def __init__(self, accounts: Iterable[Account], region: Region) -> None:
        self._holders: dict[tuple[Role, str], Actor] = {}
        self._usernames: dict[UUID, str] = {}
        for account in sorted(accounts, key=lambda one: str(one.id)):
            self._usernames[account.id] = account.username
            posts = tuple(Post(role, unit, region.reach(unit)) for role, unit in account.posts)
            actor = Actor(kind="officer", person=account.id, posts=posts)
            for post in posts:
                self._holders.setdefault((post.role, post.unit), actor)
        self.coordinator = self._holders[Role.COORDINATOR, region.triage_unit]
        supervisors = [actor for (role, _), actor in self._holders.items() if role is Role.SUPERVISOR]
        self.on_call = (self.coordinator, *supervisors)
        """Who is called, in this order, where a life is in danger."""

    def officer(self, unit: str) -> Actor:
        """Who answers for a unit."""
        return self._holders.get((Role.INSPECTORATE, unit)) or self._holders[Role.OFFICER, unit]

    def username(self, actor: Actor) -> str:
        """By what name an officer is mentioned."""
        assert actor.person is not None
        return self._usernames[actor.person]

    def of(self, role: Role) -> Actor | None:
        """Somebody who holds the role, in whichever unit."""
        return next((actor for (one, _), actor in self._holders.items() if one is role), None)

    def before(self, rung: str, unit: str | None) -> Actor | None:
        """Before whom a rung of a ladder brings a case of a unit; None where nobody is there."""
        if rung == "holder":
            return self.officer(unit) if unit else self.coordinator
        return self._holders.get((Role.HEAD, unit or "")) if rung == "head" else self.of(Role(rung))

    def head(self, unit: str) -> Actor:
        """The head of a unit where it has one, else whoever answers for it."""
        return self._holders.get((Role.HEAD, unit)) or self.officer(unit)

    def headless(self, unit: str) -> bool:
        """Whether nobody leads a unit for which one officer answers."""
        return (Role.HEAD, unit) not in self._holders and (Role.OFFICER, unit) in self._holders


async def hire(database: Database, keys: KeyRing, region: Region, shown: Sequence[Shown], now: datetime) -> Staff:
    """Make the accounts that are not there yet, hired before the two years began."""
    clock = SetClock(_morning(now - SPAN - HIRED_BEFORE, region))
    # Posts are read as of today, but held since before the first complaint.
    today, then = Accounts(database, SetClock(now), keys), Accounts(database, clock, keys)
    there = await today.all()
    known = {account.username for account in there}
    held = {post for account in there for post in account.posts}
    wanted = [one for one in (*shown, *_others(region, shown)) if one.username not in known]
    wanted = [one for one in wanted if one in shown or not {(post.role, post.unit) for post in one.roles} & held]
    if wanted:
        kept = await hashed(DEMO_PASSWORD)
        async with database.transaction() as session:
            for one in wanted:
                posts = [(post.role, post.unit) for post in one.roles]
                await then.add_within(session, one.username, one.name, kept, posts, _address(one))
    staff = Staff(await today.all(), region)
    if wanted:
        await _put_on_call(database, staff, _morning(now, region))
    return staff


def _morning(instant: datetime, region: Region) -> datetime:
    """Eight o'clock of that day where the region is: nobody is hired at night."""
    local = instant.astimezone(ZoneInfo(region.timezone))
    return local.replace(hour=8, minute=0, second=0, microsecond=0).astimezone(UTC)


def _address(one: Shown) -> str | None:
    """Whoever is on call can be reached, at an address that no mail comes to."""
    called = any(post.role in (Role.COORDINATOR, Role.SUPERVISOR) for post in one.roles)
    return f"{one.username}@petugas.example" if called else None


async def _put_on_call(database: Database, staff: Staff, now: datetime) -> None:
    async with database.transaction() as session:
        if (await session.exec(select(OnCallRow).limit(1))).first() is None:
            for place, actor in enumerate(staff.on_call, 1):
                assert actor.person is not None
                session.add(
                    OnCallRow(
                        on_call_id=uuid7(),
                        officer_id=actor.person,
                        place=place,
                        starts_at=now - HIRED_BEFORE,
                        ends_at=now + ON_CALL,
                    )
                )


def _others(region: Region, shown: Sequence[Shown]) -> Iterable[Shown]:
    """An officer for each unit that nobody in the file answers for, so that none of its cases is left lying."""
    answered = {post.unit for one in shown for post in one.roles if post.role in (Role.OFFICER, Role.INSPECTORATE)}
    for unit in region.units:
        if unit.accepts and unit.code not in answered:
            name = f"Pejabat Penghubung {unit.short or unit.name}"
            yield Shown(f"petugas.{unit.code.lower()}", name, (_Post(Role.OFFICER, unit.code),))

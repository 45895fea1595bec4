"""Who is there now: which posts somebody holds today, and who is on call, read together and kept at hand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement
from sqlalchemy import select as pick
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from foundation.clock import Clock
from foundation.database import Database
from foundation.kept import Kept
from people.actor import Role
from people.held_posts import away, held_posts
from people.tables import OfficerRow, OnCallRow


class Watcher(msgspec.Struct, frozen=True):
    """Somebody on call now. `unit` limits the duty to what that unit and those below it handle."""

    officer: UUID
    unit: str | None = None


class Held(NamedTuple):
    """A role that somebody holds in a unit today."""

    role: Role
    unit: str


class Roster(msgspec.Struct, frozen=True):
    """Who is there at one instant: accounts that were disabled do not count, nor who is on leave or stood in for."""

    held: Mapping[tuple[Role, str], int] = {}
    """How many officers hold a role in a unit today, at home in the unit's own zone."""
    watchers: Sequence[Watcher] = ()
    """In the order in which they are called."""
    posts: Mapping[UUID, frozenset[Held]] = {}
    """The same posts by who holds them, those of others whom they stand in for among them."""

    def holders(self, role: Role, unit: str | None) -> int:
        """How many posts of this role are held today: in this very unit, or anywhere where `unit` is None."""
        if unit is not None:
            return self.held.get((role, unit), 0)
        return sum(count for (held, _), count in self.held.items() if held is role)

    def filled(self, role: Role, unit: str | None) -> bool:
        """Whether somebody holds this role today: in this very unit, or anywhere where `unit` is None."""
        return self.holders(role, unit) > 0

    def on_call(self) -> tuple[UUID, ...]:
        """The officers on call now, whatever their duty is limited to; each once, in order."""
        return tuple(dict.fromkeys(watcher.officer for watcher in self.watchers))


class DutyBook:
    """The roster of now, read again at most every few seconds, or once the clock has moved on by as much.

    A change made elsewhere reaches every replica within `seconds`; who changes something here calls `forget`.
    """

    def __init__(self, database: Database, clock: Clock, seconds: float = 5.0) -> None:
        self._database, self._clock, self._seconds = database, clock, seconds
        self._kept = Kept(self._read, seconds)
        self._of = clock.now()

    async def current(self) -> Roster:
        if abs(self._clock.now() - self._of) >= timedelta(seconds=self._seconds):
            self._kept.forget()
        return await self._kept.current()

    def forget(self) -> None:
        """Read again at the next question."""
        self._kept.forget()

    async def _read(self) -> Roster:
        self._of = now = self._clock.now()
        held_now = held_posts(now)
        posts = (
            pick(held_now.c.role, held_now.c.unit, held_now.c.officer_id)
            .join(OfficerRow, col(OfficerRow.officer_id) == held_now.c.officer_id)
            .where(col(OfficerRow.disabled_at).is_(None))
        )
        async with self._database.reading() as session:
            rows = (await session.exec(posts)).all()  # type: ignore[call-overload]
            watchers = await watchers_at(session, now)
            gone = await away(session, now)
        by_officer: dict[UUID, set[Held]] = {}
        for role, unit, officer in (row for row in rows if row.officer_id not in gone):
            by_officer.setdefault(officer, set()).add(Held(Role(role), unit))
        held = Counter((post.role, post.unit) for posts in by_officer.values() for post in posts)
        return Roster(held, watchers, {officer: frozenset(posts) for officer, posts in by_officer.items()})


async def watchers_at(session: AsyncSession, now: datetime) -> Sequence[Watcher]:
    """Who is on call at this instant, in the order in which they are called."""
    called = (
        select(OnCallRow.officer_id, OnCallRow.unit)
        .join(OfficerRow, col(OfficerRow.officer_id) == col(OnCallRow.officer_id))
        .where(col(OfficerRow.disabled_at).is_(None), on_call_at(now))
        .order_by(col(OnCallRow.place), col(OnCallRow.starts_at), col(OnCallRow.on_call_id))
    )
    return tuple(Watcher(officer, unit) for officer, unit in (await session.exec(called)).all())


def on_call_at(now: datetime) -> ColumnElement[bool]:
    """Whether a duty runs at this instant; it ends before `ends_at`."""
    return (col(OnCallRow.starts_at) <= now) & (col(OnCallRow.ends_at) > now)

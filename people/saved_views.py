"""Filters of the inbox kept under a name: an officer's own, and those a head keeps for the unit."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, update
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotAllowed, NotFound
from foundation.language import mark as _
from people.actor import Actor, Role
from people.tables import SavedViewRow

MOST = 20
"""So many an officer, or a unit, may keep."""
LONGEST_NAME = 40
LONGEST_QUERY = 500


class SavedView(NamedTuple):
    """`unit` is set for those of a unit. `first` is shown where an address names no filter."""

    id: UUID
    name: str
    query: str
    unit: str | None
    first: bool
    own: bool
    """Whether the asker may remove it or make it the first."""


class SavedViews:
    """Each call opens and ends its own transaction."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def of(self, actor: Actor) -> Sequence[SavedView]:
        """The actor's own, by name, then those of their units."""
        async with self._database.reading() as session:
            found = (await session.exec(select(SavedViewRow).where(_open_to(actor)))).all()
        views = [_view(actor, row) for row in found]
        return sorted(views, key=lambda one: (one.unit or "", one.name.casefold(), one.id))

    async def keep(self, actor: Actor, name: str, query: str, unit: str | None, *, first: bool) -> UUID:
        """A new one, or the same name with other filters; raises Invalid or, for a unit not one's own, NotAllowed."""
        person, name = _person(actor), " ".join(name.split())
        if unit is not None and unit not in headed(actor):
            raise NotAllowed()
        if not name or len(name) > LONGEST_NAME:
            raise Invalid(
                "Nama tampilan belum diisi.", fields={"name": _("Tulis nama pendek, paling panjang 40 huruf.")}
            )
        whose = col(SavedViewRow.unit) == unit if unit else col(SavedViewRow.officer_id) == person
        async with self._database.transaction() as session:
            there = (await session.exec(select(SavedViewRow).where(whose).with_for_update())).all()
            same = next((row for row in there if row.name.casefold() == name.casefold()), None)
            if same is None and len(there) >= MOST:
                raise Invalid("Sudah ada 20 tampilan. Hapus dahulu yang tidak dipakai lagi.")
            if first:
                await session.exec(update(SavedViewRow).where(whose).values(is_first=False))
            row = same or SavedViewRow(
                view_id=uuid7(),
                officer_id=None if unit else person,
                unit=unit,
                name=name,
                query="",
                is_first=False,
                created_at=self._clock.now(),
                created_by=person,
            )
            row.name, row.query, row.is_first = name, query[:LONGEST_QUERY], first or row.is_first
            session.add(row)
            return row.view_id

    async def remove(self, actor: Actor, view: UUID) -> None:
        """Raises NotFound for what is not there or not theirs."""
        async with self._database.transaction() as session:
            gone = await session.exec(delete(SavedViewRow).where(col(SavedViewRow.view_id) == view, _kept_by(actor)))
            if not gone.rowcount:
                raise NotFound()

    async def put_first(self, actor: Actor, view: UUID, *, first: bool) -> None:
        """Show it where nothing else is asked for, or no longer; raises NotFound for what is not theirs."""
        async with self._database.transaction() as session:
            kept = select(SavedViewRow).where(col(SavedViewRow.view_id) == view, _kept_by(actor))
            row = (await session.exec(kept)).first()
            if row is None:
                raise NotFound()
            whose = col(SavedViewRow.unit) == row.unit if row.unit else col(SavedViewRow.officer_id) == row.officer_id
            await session.exec(update(SavedViewRow).where(whose).values(is_first=False))
            if first:
                await session.exec(update(SavedViewRow).where(col(SavedViewRow.view_id) == view).values(is_first=True))

    async def hand_over(self, giver: UUID, taker: UUID) -> int:
        """One's own views become somebody else's as far as there is room and no name is taken; how many."""
        async with self._database.transaction() as session:
            both = select(SavedViewRow).where(col(SavedViewRow.officer_id).in_((giver, taker))).with_for_update()
            rows = sorted((await session.exec(both)).all(), key=lambda row: row.name.casefold())
            there = {row.name.casefold() for row in rows if row.officer_id == taker}
            moved = [row for row in rows if row.officer_id == giver and row.name.casefold() not in there]
            moved = moved[: max(0, MOST - len(there))]
            for row in moved:
                row.officer_id, row.is_first = taker, False
                session.add(row)
            return len(moved)


def first_of(views: Sequence[SavedView]) -> SavedView | None:
    """What an officer sees where nothing else is asked for: their own choice, or else their unit's."""
    return next((one for one in views if one.first), None)


def headed(actor: Actor) -> Collection[str]:
    """Units whose views this officer keeps: those they head."""
    return frozenset(post.unit for post in actor.posts if post.role is Role.HEAD)


def _person(actor: Actor) -> UUID:
    if actor.person is None or actor.kind != "officer":
        raise NotAllowed()
    return actor.person


def _open_to(actor: Actor) -> ColumnElement[bool]:
    units = sorted(post.unit for post in actor.posts)
    return or_(col(SavedViewRow.officer_id) == _person(actor), col(SavedViewRow.unit).in_(units))


def _kept_by(actor: Actor) -> ColumnElement[bool]:
    return or_(col(SavedViewRow.officer_id) == _person(actor), col(SavedViewRow.unit).in_(sorted(headed(actor))))


def _view(actor: Actor, row: SavedViewRow) -> SavedView:
    own = row.officer_id == actor.person if row.officer_id else row.unit in headed(actor)
    return SavedView(row.view_id, row.name, row.query, row.unit, row.is_first, own)

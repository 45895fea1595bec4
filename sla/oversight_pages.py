"""What pages of the oversight read: a document a field of view, made by the worker and found by its key."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from foundation.database import Database
from people.actor import Actor, Role
from sla.tables import OversightPageRow

ALL = "*"
"""The field of view of those who oversee the whole region."""

_WHOLE = (Role.SUPERVISOR, Role.SECRETARY)
_OWN = (Role.HEAD, Role.INSPECTORATE)


class Scope(NamedTuple):
    """A field of view: ALL, or a unit with those below it. `key` names its documents, `actor` asks with the posts
    that open it and no others, so that lists hold what figures count."""

    unit: str
    key: str
    actor: Actor


def scopes_of(actor: Actor) -> list[Scope]:
    """The fields of view that somebody's posts open, the widest first.

    Who also holds a post elsewhere gets a unit's figures without the oversight road: some of it might be about there.
    """
    found = []
    wide = tuple(post for post in actor.posts if post.role in _WHOLE)
    if wide:
        found.append(Scope(ALL, ALL, _with(actor, wide)))
    for unit in sorted({post.unit for post in actor.posts if post.role in _OWN}):
        posts = tuple(post for post in actor.posts if post.unit == unit and post.role in _OWN)
        key = unit if actor.own_units == {unit} else without_road(unit)
        found.append(Scope(unit, key, _with(actor, posts)))
    return found


def without_road(unit: str) -> str:
    """The key of a unit's figures from which the oversight road is left out."""
    return f"{unit}-"


def _with(actor: Actor, posts: tuple[Any, ...]) -> Actor:
    return Actor(actor.kind, actor.person, posts, elsewhere=actor.own_units)


class Document(NamedTuple):
    """What a page shows, as of `at`."""

    at: datetime
    data: dict[str, Any]


class OversightPages:
    """Reading."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, scope: str, *names: str) -> dict[str, Document]:
        """Those of the documents that are there."""
        row = OversightPageRow
        query: Any = select(col(row.name), col(row.computed_at), col(row.data)).where(
            col(row.scope) == scope, col(row.name).in_(names)
        )
        async with self._database.reading() as session:
            return {name: Document(at, data) for name, at, data in (await session.exec(query)).all()}


async def write(session: AsyncSession, scope: str, documents: Mapping[str, Any], at: datetime) -> None:
    """Puts documents in the place of those of the same name; anything msgspec can make JSON of."""
    if not documents:
        return
    rows = [
        {"scope": scope, "name": name, "computed_at": at, "data": msgspec.to_builtins(data)}
        for name, data in sorted(documents.items())
    ]
    made = insert(OversightPageRow).values(rows)
    changed = {"computed_at": made.excluded.computed_at, "data": made.excluded.data}
    await session.exec(made.on_conflict_do_update(index_elements=["scope", "name"], set_=changed))


async def forget(session: AsyncSession, scopes: set[str]) -> None:
    """Removes the documents of fields of view that are there no longer."""
    await session.exec(delete(OversightPageRow).where(col(OversightPageRow.scope).not_in(scopes)))

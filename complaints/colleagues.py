"""Officers by name: those who may read a case, to be mentioned in a note, and those who did something in it."""

import re
from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec
from sqlalchemy import select as pick
from sqlmodel import col, select

from complaints.complaint import Complaint
from complaints.sight import Sight, sight
from foundation.clock import Clock
from foundation.database import Database
from people.actor import Actor, Post, Reach, Role
from people.held_posts import held_posts, post_of
from people.tables import OfficerRow

_MENTION = re.compile(r"(?<![\w@.])@([a-z0-9][a-z0-9._-]*)", re.IGNORECASE)
"""Not the end of a mail address."""


class Colleague(msgspec.Struct, frozen=True):
    """An officer who may read the case: `unit` is the code of their first post's unit."""

    id: UUID
    username: str
    name: str
    role: Role
    unit: str


class Colleagues:
    """Reading; each call is one statement of its own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def readers(self, complaint: Complaint, reach: Reach) -> Sequence[Colleague]:
        """All who may read the words of this case today, by name. `reach` as for `Accounts.signed_in`."""
        held = held_posts(self._clock.now())
        asked = (
            pick(OfficerRow, held)
            .join(held, col(OfficerRow.officer_id) == held.c.officer_id)
            .where(col(OfficerRow.disabled_at).is_(None))
            .order_by(col(OfficerRow.name), col(OfficerRow.officer_id), held.c.delegation_id.is_not(None), held.c.role)
        )
        async with self._database.reading() as session:
            found = (await session.exec(asked)).all()  # type: ignore[call-overload]
        people: dict[UUID, OfficerRow] = {}
        posts: dict[UUID, list[Post]] = {}
        for row in found:
            people[row.officer_id] = row[0]
            posts.setdefault(row.officer_id, []).append(post_of(row, reach))
        return [
            Colleague(
                one.officer_id, one.username, one.name, posts[one.officer_id][0].role, posts[one.officer_id][0].unit
            )
            for one in people.values()
            if _reads(Actor("officer", one.officer_id, tuple(posts[one.officer_id])), complaint)
        ]

    async def names(self, officers: Iterable[UUID]) -> dict[UUID, str]:
        """The names of these officers, whether or not they still work here."""
        wanted = sorted(set(officers))
        if not wanted:
            return {}
        asked = select(OfficerRow.officer_id, OfficerRow.name).where(col(OfficerRow.officer_id).in_(wanted))
        async with self._database.reading() as session:
            return dict((await session.exec(asked)).all())


def mentioned(words: str) -> tuple[str, ...]:
    """The user names written as @name, in small letters, each once; a full stop after one ends the sentence."""
    return tuple(dict.fromkeys(found.casefold().rstrip("._-") for found in _MENTION.findall(words)))


def _reads(actor: Actor, complaint: Complaint) -> bool:
    return sight(actor, complaint.id, complaint) >= Sight.WORDS

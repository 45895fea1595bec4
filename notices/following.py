"""Who follows a case: those who joined it, and who told or joined what was merged into it, with their addresses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.merging import last_of, merged_into
from complaints.tables import ComplaintRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.sealing import CannotOpen, KeyRing
from people.tables import ContactRow, FollowerRow

KEPT = timedelta(days=90)
"""So long after a case is over its followers can still be reached: it may be opened again, or a body outside answer."""


class Follower(NamedTuple):
    """Somebody who can be reached: `follower` joined the case `joined`, or, None, told it and it was merged."""

    joined: UUID
    follower: UUID | None
    email: str


@dataclass(frozen=True)
class Followed:
    """`main` is the case that followers are shown: the last of the chain of merges. `reporter` is who told the case."""

    main: UUID
    reporter: str | None
    people: Sequence[Follower]


async def read_followed(
    session: AsyncSession, keys: KeyRing, ids: Sequence[UUID]
) -> tuple[Mapping[UUID, Followed], Sequence[ComplaintRow]]:
    """For each complaint who follows it, and the rows of all complaints that this speaks of."""
    last, merged = await last_of(session, ids), await merged_into(session, ids)
    joined = sorted({*ids, *(one for ones in merged.values() for one in ones)})
    named = sorted({*joined, *last.values()})
    rows = (await session.exec(select(ComplaintRow).where(col(ComplaintRow.complaint_id).in_(named)))).all()
    reachable = {row.complaint_id for row in rows if row.has_contact and not row.erased}
    contacts = (await session.exec(select(ContactRow).where(col(ContactRow.complaint_id).in_(joined)))).all()
    told = {
        row.complaint_id: email
        for row in contacts
        if row.complaint_id in reachable and (email := opened(keys, row.email, "contacts.email"))
    }
    order = col(FollowerRow.complaint_id), col(FollowerRow.follower_id)
    found = select(FollowerRow).where(col(FollowerRow.complaint_id).in_(joined)).order_by(*order)
    followers: dict[UUID, list[Follower]] = {}
    for row in (await session.exec(found)).all():
        if email := opened(keys, row.email, "followers.email"):
            followers.setdefault(row.complaint_id, []).append(Follower(row.complaint_id, row.follower_id, email))
    return {one: _followed(one, last[one], merged[one], told, followers) for one in ids}, rows


async def forget(database: Database, clock: Clock) -> int:
    """Take away how to reach followers of what has been over for `KEPT`; returns how many were forgotten."""
    async with database.transaction() as session:
        ids = (await session.exec(select(FollowerRow.complaint_id).distinct())).all()
        last = await last_of(session, ids)
        over = select(ComplaintRow.complaint_id).where(
            col(ComplaintRow.complaint_id).in_(sorted(set(last.values()))),
            col(ComplaintRow.closed_at) < clock.now() - KEPT,
        )
        ended = set((await session.exec(over)).all())
        gone = [one for one, main in last.items() if main in ended]
        return (await session.exec(delete(FollowerRow).where(col(FollowerRow.complaint_id).in_(gone)))).rowcount


def _followed(
    one: UUID,
    main: UUID,
    merged: Sequence[UUID],
    told: Mapping[UUID, str],
    followers: Mapping[UUID, Sequence[Follower]],
) -> Followed:
    """Who told comes before who joined, so that an address that did both gets the link to its own page."""
    people = [Follower(other, None, told[other]) for other in sorted(merged) if other in told]
    people += [follower for joined in (one, *sorted(merged)) for follower in followers.get(joined, ())]
    return Followed(main, told.get(one), people)


def opened(keys: KeyRing, sealed: bytes | None, place: str) -> str | None:
    """The address, or None where there is none or its key is gone: then the page is the only way."""
    try:
        return keys.open(sealed, place) if sealed else None
    except CannotOpen:
        return None

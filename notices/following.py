"""Who follows a case: who joined it, and who told or joined what was merged into it, with their addresses and chats."""

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
from people.telegram import Chats, follower_of, forget_joined, joined_in_chats

KEPT = timedelta(days=90)
"""So long after a case is over its followers can still be reached: it may be opened again, or a body outside answer."""


class Follower(NamedTuple):
    """Somebody who can be reached: `follower` joined the case `joined`, or, None, told it and it was merged."""

    joined: UUID
    follower: UUID | None
    ways: Mapping[str, str]
    """Their address for each channel; a chat by its id."""


@dataclass(frozen=True)
class Followed:
    """`main` is the case that followers are shown: the last of the chain of merges."""

    main: UUID
    reporter: frozenset[str]
    """Every address of whoever told the case, who is told of it as its reporter."""
    people: Sequence[Follower]


async def read_followed(
    session: AsyncSession, keys: KeyRing, ids: Sequence[UUID]
) -> tuple[Mapping[UUID, Followed], Sequence[ComplaintRow]]:
    """For each complaint who follows it, and the rows of all complaints that this speaks of."""
    last, merged = await last_of(session, ids), await merged_into(session, ids)
    joined = sorted({*ids, *(one for ones in merged.values() for one in ones)})
    named = sorted({*joined, *last.values()})
    rows = (await session.exec(select(ComplaintRow).where(col(ComplaintRow.complaint_id).in_(named)))).all()
    erased = {row.complaint_id for row in rows if row.erased}
    tellers, joiners = await _people(session, keys, [one for one in joined if one not in erased], joined)
    return {one: _followed(one, last[one], merged[one], tellers, joiners) for one in ids}, rows


People = Mapping[UUID, Sequence[Follower]]
"""By complaint."""


async def _people(
    session: AsyncSession, keys: KeyRing, told: Sequence[UUID], joined: Sequence[UUID]
) -> tuple[People, People]:
    """Who told the complaints `told`, and who joined those in `joined`."""
    contacts = (await session.exec(select(ContactRow).where(col(ContactRow.complaint_id).in_(told)))).all()
    emails = {
        row.complaint_id: opened(keys, row.email, "contacts.email") for row in contacts if not row.email_stopped_at
    }
    chats = await Chats(keys).chats_of(session, joined)
    tellers: dict[UUID, list[Follower]] = {}
    for one in told:
        theirs = [str(chat) for complaint, chat, role in chats if complaint == one and role == "reporter"]
        tellers[one] = [Follower(one, None, ways) for ways in ways_of(theirs, emails.get(one))]
    joiners: dict[UUID, list[Follower]] = {}
    order = col(FollowerRow.complaint_id), col(FollowerRow.follower_id)
    found = select(FollowerRow).where(col(FollowerRow.complaint_id).in_(joined)).order_by(*order)
    for row in (await session.exec(found)).all():
        if email := opened(keys, row.email, "followers.email"):
            follower = Follower(row.complaint_id, row.follower_id, {"email": email})
            joiners.setdefault(row.complaint_id, []).append(follower)
    for complaint, chat, role in chats:
        if role == "follower":
            follower = Follower(complaint, follower_of(complaint, chat), {"telegram": str(chat)})
            joiners.setdefault(complaint, []).append(follower)
    return tellers, joiners


def ways_of(chats: Sequence[str], email: str | None) -> list[dict[str, str]]:
    """How a citizen is told: in each of their chats, and by e-mail where the first of them fails or there is none."""
    first: dict[str, str] = {"telegram": chats[0]} if chats else {}
    if email:
        first["email"] = email
    return [*([first] if first else []), *({"telegram": chat} for chat in chats[1:])]


async def forget(database: Database, clock: Clock) -> int:
    """Take away how to reach followers of what has been over for `KEPT`; returns how many were forgotten."""
    async with database.transaction() as session:
        ids = {
            *(await session.exec(select(FollowerRow.complaint_id).distinct())).all(),
            *await joined_in_chats(session),
        }
        last = await last_of(session, sorted(ids))
        over = select(ComplaintRow.complaint_id).where(
            col(ComplaintRow.complaint_id).in_(sorted(set(last.values()))),
            col(ComplaintRow.closed_at) < clock.now() - KEPT,
        )
        ended = set((await session.exec(over)).all())
        gone = [one for one, main in last.items() if main in ended]
        mails = (await session.exec(delete(FollowerRow).where(col(FollowerRow.complaint_id).in_(gone)))).rowcount
        return mails + await forget_joined(session, gone)


def _followed(one: UUID, main: UUID, merged: Sequence[UUID], tellers: People, joiners: People) -> Followed:
    """Who told comes before who joined, so that an address that did both gets the link to its own page."""
    reporter = frozenset(address for teller in tellers.get(one, ()) for address in teller.ways.values())
    people = [teller for other in sorted(merged) for teller in tellers.get(other, ())]
    people += [joiner for other in (one, *sorted(merged)) for joiner in joiners.get(other, ())]
    return Followed(main, reporter, people)


def opened(keys: KeyRing, sealed: bytes | None, place: str) -> str | None:
    """The address, or None where there is none or its key is gone: then the page is the only way."""
    try:
        return keys.open(sealed, place) if sealed else None
    except CannotOpen:
        return None

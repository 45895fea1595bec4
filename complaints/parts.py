"""What lies beside the log of a report that is split, and goes with its parts: place, contact, chats, files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints import commands as c
from complaints import events as e
from complaints import journal
from complaints.beside import attachment_row, words_row
from complaints.complaint import Complaint
from complaints.given import Given
from complaints.kinds import WordsKind
from complaints.splitting import part_of
from complaints.tables import TicketRow, WordsRow
from foundation.writes import Write
from people.contacts import contacts_kept
from people.telegram import chats_kept


class Kept(NamedTuple):
    """Of one report: its place as written, and rows that say how to reach who filed it."""

    place: str | None
    reachable: tuple[Write, ...]


class Part(NamedTuple):
    """A part as it is filed: its events, and the rows beside them."""

    complaint: Complaint
    recorded: list[e.Recorded]
    beside: list[Write]


async def kept(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, Kept]:
    """What goes with the parts of each of these reports."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    found = await session.exec(
        select(WordsRow.complaint_id, WordsRow.content).where(
            col(WordsRow.complaint_id).in_(wanted), WordsRow.kind == str(WordsKind.PLACE)
        )
    )
    places = {one: content for one, content in found.all() if content}
    reachable: dict[UUID, list[Write]] = {one: [] for one in wanted}
    for write in (*await contacts_kept(session, wanted), *await chats_kept(session, wanted)):
        reachable[write.values["complaint_id"]].append(write)
    return {one: Kept(places.get(one), tuple(reachable[one])) for one in wanted}


def filed(whole: Complaint, split: e.Recorded, parts: Sequence[c.Part], known: Kept, given: Given) -> Iterator[Part]:
    """The parts of `whole`, as it was before it was split, each with all that belongs to it."""
    for part in parts:
        place = c.Words(known.place) if known.place else None
        happened = list(part_of(whole, part, place, split.at, given))
        fresh = Complaint(part.id)
        recorded = journal.record(fresh, happened, split.at, split.actor, split.cause)
        yield Part(fresh, recorded, list(_beside(part, place, known.reachable, split)))


def _beside(part: c.Part, place: c.Words | None, reachable: Sequence[Write], split: e.Recorded) -> Iterator[Write]:
    yield Write(TicketRow, {"code": part.ticket, "complaint_id": part.id, "issued_at": split.at})
    yield words_row(part.id, part.words, WordsKind.REPORT)
    if place is not None:
        yield words_row(part.id, place, WordsKind.PLACE)
    for file in part.files:
        yield attachment_row(part.id, file)
    for write in reachable:
        values: Mapping[str, object] = {**write.values, "complaint_id": part.id}
        yield Write(write.table, values)

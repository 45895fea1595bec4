"""Reading the log of complaints and turning decisions into its rows. Only the road and the rebuild come here."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.complaint import Complaint, fold
from complaints.events import Event, Recorded, name_of, pack, unpack
from complaints.tables import EventRow
from foundation.ledger import Entry, link
from foundation.writes import Write

_COLUMNS = "complaint_id, version, type, at, actor, cause, ordinal, data, previous, hash"
_LOAD = f"SELECT {_COLUMNS} FROM complaint_events WHERE complaint_id = ANY($1::uuid[]) ORDER BY complaint_id, version"
_PAGE = text(
    f"SELECT {_COLUMNS} FROM complaint_events WHERE complaint_id > :after AND complaint_id <= :until "
    "ORDER BY complaint_id, version"
)
_PAGE_END = text(
    "SELECT complaint_id FROM (SELECT DISTINCT complaint_id FROM complaint_events "
    "WHERE complaint_id > :after ORDER BY complaint_id LIMIT :size) AS page ORDER BY complaint_id DESC LIMIT 1"
)
_encode = msgspec.json.Encoder(order="deterministic").encode


def record(complaint: Complaint, happened: Sequence[Event], at: datetime, actor: str, cause: str) -> list[Recorded]:
    """Give events their place in the log, chained to what came before."""
    version, previous = complaint.version, complaint.head
    recorded = []
    for ordinal, event in enumerate(happened):
        version += 1
        row_hash = link(previous, complaint.id, version, name_of(event), at, actor, cause, ordinal, pack(event))
        recorded.append(Recorded(complaint.id, version, event, at, actor, cause, ordinal, previous, row_hash))
        previous = row_hash
    return recorded


def rows(recorded: Iterable[Recorded]) -> list[Write]:
    """The log's rows for what was recorded."""
    return [
        Write(
            EventRow,
            {
                "complaint_id": one.complaint_id,
                "version": one.version,
                "type": one.name,
                "at": one.at,
                "actor": one.actor,
                "cause": one.cause,
                "ordinal": one.ordinal,
                "data": _encode(pack(one.event)).decode(),
                "previous": one.previous,
                "hash": one.hash,
            },
        )
        for one in recorded
    ]


async def load_many(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, Complaint]:
    """The complaints with these ids, folded from their logs; one nobody filed comes back at version 0."""
    wanted = sorted(set(ids))
    history = await histories(session, wanted)
    return {one: fold(Complaint(one), history.get(one, ())) for one in wanted}


async def histories(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[Recorded]]:
    """Everything that happened to each of these complaints, in order; none for one that nobody filed."""
    result = await (await session.connection()).exec_driver_sql(_LOAD, (list(ids),))
    history: dict[UUID, list[Recorded]] = {}
    for row in result:
        one = _recorded(row)
        history.setdefault(one.complaint_id, []).append(one)
    return history


async def pages(session: AsyncSession, size: int = 500) -> AsyncIterator[dict[UUID, list[Recorded]]]:
    """The whole log, `size` complaints at a time, each with all its events in order."""
    async for entries in entry_pages(session, size):
        page: dict[UUID, list[Recorded]] = {}
        for entry in entries:
            page.setdefault(entry.stream, []).append(_recorded(entry))
        yield page


async def entry_pages(session: AsyncSession, size: int = 500) -> AsyncIterator[list[Entry]]:
    """The whole log as stored, `size` complaints at a time, ordered by complaint and version."""
    after = UUID(int=0)
    while True:
        end = (await session.exec(_PAGE_END, params={"after": after, "size": size})).first()  # type: ignore[call-overload]
        if end is None:
            return
        until = end[0]
        found = await session.exec(_PAGE, params={"after": after, "until": until})  # type: ignore[call-overload]
        yield [_entry(row) for row in found]
        after = until


def _entry(row: Any) -> Entry:
    values = list(row)
    values[8], values[9] = bytes(values[8]), bytes(values[9])
    return Entry(*values)


def _recorded(row: Any) -> Recorded:
    stream, version, type_, at, actor, cause, ordinal, data, previous, row_hash = row
    return Recorded(stream, version, unpack(type_, data), at, actor, cause, ordinal, bytes(previous), bytes(row_hash))


async def entries(session: AsyncSession, complaint_id: UUID) -> list[Entry]:
    """The log of one complaint as stored, in order, whether it still decodes or not."""
    result = await (await session.connection()).exec_driver_sql(_LOAD, ([complaint_id],))
    return [_entry(row) for row in result]


async def history(session: AsyncSession, complaint_id: UUID) -> list[Recorded]:
    """Everything that happened to one complaint, in order."""
    result = await (await session.connection()).exec_driver_sql(_LOAD, ([complaint_id],))
    return [_recorded(row) for row in result]

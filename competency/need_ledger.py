"""The ledger of needs: read, folded, written and verified. Only `need_book` writes here."""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from competency import need_events as e
from competency.need_state import Need, evolve
from competency.need_tables import NeedEventRow, NeedRow, NeedWordsRow
from complaints.commands import Words
from complaints.events import Seal
from foundation.ledger import Broken, Entry, link, verify
from foundation.sealing import digest
from foundation.writes import Write, table_of, write_all

_OF = text(
    "SELECT need_id, version, type, at, actor, cause, ordinal, data, previous, hash FROM need_events "
    "WHERE need_id = ANY(:ids) ORDER BY need_id, version"
)
_IDS = text("SELECT DISTINCT need_id FROM need_events WHERE need_id > :after ORDER BY need_id LIMIT :size")
_encode = msgspec.json.Encoder(order="deterministic").encode
_COPIED = (
    *("code", "competency", "unit", "topic", "origin", "status", "priority", "opened_at", "changed_at"),
    *("owner", "owner_due", "batch", "again_on", "ended_at"),
)


class Fault(NamedTuple):
    """What does not hold about a need, and at which version of it."""

    need: UUID
    version: int
    reason: str


def recorded(need: Need, happened: Sequence[e.Event], at: datetime, actor: str, cause: str) -> tuple[Need, list[Entry]]:
    """Events given their place in the ledger, and the need after them."""
    entries = []
    for ordinal, event in enumerate(happened):
        said = (need.id, need.version + 1, e.name_of(event), at, actor, cause, ordinal, e.pack(event))
        entry = Entry(*said, need.head, link(need.head, *said))
        entries.append(entry)
        need = _after(need, entry)
    return need, entries


def _after(need: Need, entry: Entry) -> Need:
    """The need after an entry of its ledger."""
    changed = evolve(need, e.unpack(entry.type, entry.data), entry.at)
    return msgspec.structs.replace(changed, version=entry.version, head=entry.hash)


def folded(entries: Iterable[Entry]) -> dict[UUID, Need]:
    """Needs by id, from entries in the order of their ledgers."""
    found: dict[UUID, Need] = {}
    for entry in entries:
        found[entry.stream] = _after(found.get(entry.stream, Need(entry.stream)), entry)
    return found


async def append(session: AsyncSession, need: Need, entries: Sequence[Entry], words: Iterable[Words] = ()) -> None:
    """Write entries, the need as it is after them, and the words they refer to; of words they erase nothing is kept."""
    if not entries:
        return
    rows = [Write(NeedEventRow, _event_values(one)) for one in entries]
    await write_all(session, [*rows, row_of(need)], (NeedEventRow, NeedRow))
    beside = [
        Write(NeedWordsRow, {"need_id": need.id, "words_id": one.id, "salt": one.salt, "content": one.text})
        for one in words
    ]
    if beside:
        await write_all(session, beside, (NeedWordsRow,))
    erased = _erased(entries)
    if erased:
        blank = update(table_of(NeedWordsRow)).values(salt=None, content=None)
        this = (col(NeedWordsRow.need_id) == need.id, col(NeedWordsRow.words_id).in_(erased))
        await session.exec(blank.where(*this))


def _erased(entries: Iterable[Entry]) -> set[UUID]:
    """The ids of words that were erased."""
    happened = (e.unpack(one.type, one.data) for one in entries)
    return {one for event in happened if isinstance(event, e.WordsErased) for one in event.ids}


def _event_values(one: Entry) -> dict[str, Any]:
    return {**one._asdict(), "need_id": one.stream, "data": _encode(one.data).decode()}


def row_of(need: Need) -> Write:
    """The need as its row keeps it."""
    values = {name: getattr(need, name) for name in _COPIED}
    state = _encode(msgspec.structs.replace(need, head=b"")).decode()
    values |= {"need_id": need.id, "version": need.version, "head": need.head, "state": state}
    values |= {name: str(values[name]) for name in ("origin", "status")}
    return Write(NeedRow, values, "upsert")


def need_of(row: NeedRow) -> Need:
    """The need a row keeps."""
    return msgspec.structs.replace(msgspec.convert(row.state, Need), head=bytes(row.head))


async def entries_of(session: AsyncSession, ids: Iterable[UUID]) -> list[Entry]:
    """The ledger of some needs as stored, by need and version."""
    found = await session.exec(_OF, params={"ids": list(ids)})  # type: ignore[call-overload]
    return [_entry(row) for row in found]


def _entry(row: Any) -> Entry:
    values = list(row)
    values[8], values[9] = bytes(values[8]), bytes(values[9])
    return Entry(*values)


async def words_of(session: AsyncSession, need_id: UUID) -> dict[UUID, str]:
    """What was written about a need and not erased since, by id."""
    rows = await session.exec(select(NeedWordsRow).where(col(NeedWordsRow.need_id) == need_id))
    return {row.words_id: row.content for row in rows.all() if row.content is not None}


async def pages(session: AsyncSession, size: int = 200) -> AsyncIterator[list[Entry]]:
    """The whole ledger, `size` needs at a time."""
    after = UUID(int=0)
    while ids := [row[0] for row in await session.exec(_IDS, params={"after": after, "size": size})]:  # type: ignore[call-overload]
        yield await entries_of(session, ids)
        after = ids[-1]


async def replay(session: AsyncSession) -> int:
    """Make all rows of needs anew from the ledger, within the caller's transaction; returns how many needs."""
    total = 0
    async for entries in pages(session):
        needs = folded(entries)
        await write_all(session, [row_of(one) for one in needs.values()], (NeedRow,))
        total += len(needs)
    return total


async def faults(session: AsyncSession) -> list[Fault]:
    """What was altered, lost or cut off: chains, the rows of needs, and the words beside them."""
    found: list[Fault] = []
    known: set[UUID] = set()
    async for entries in pages(session):
        broken = {one.stream: one for one in verify(entries)}
        found += [_broken(one) for one in broken.values()]
        ids = {one.stream for one in entries}
        known |= ids
        whole = folded(one for one in entries if one.stream not in broken)
        rows = (await session.exec(select(NeedRow).where(col(NeedRow.need_id).in_(ids)))).all()
        found += _row_faults(whole, {row.need_id: row for row in rows})
        words = (await session.exec(select(NeedWordsRow).where(col(NeedWordsRow.need_id).in_(ids)))).all()
        found += _word_faults(
            [one for one in entries if one.stream not in broken], {row.words_id: row for row in words}
        )
    without = await session.exec(select(NeedRow.need_id, NeedRow.version).where(col(NeedRow.need_id).not_in(known)))
    return found + [Fault(need, version, "its whole ledger is missing") for need, version in without.all()]


def _broken(one: Broken) -> Fault:
    return Fault(one.stream, one.version, one.reason)


def _row_faults(whole: dict[UUID, Need], rows: dict[UUID, NeedRow]) -> list[Fault]:
    found = []
    for need in whole.values():
        row = rows.get(need.id)
        if row is None:
            found.append(Fault(need.id, need.version, "it has no current row"))
        elif row.version > need.version:
            found.append(Fault(need.id, need.version + 1, f"its ledger is cut off: {row.version} versions were there"))
        elif need_of(row) != need:
            found.append(Fault(need.id, need.version, "its current row is not what its ledger tells"))
    return found


def _word_faults(entries: Sequence[Entry], rows: dict[UUID, NeedWordsRow]) -> list[Fault]:
    found, erased = [], _erased(entries)
    for one in entries:
        seal = e.seal_of(e.unpack(one.type, one.data))
        if seal is None:
            continue
        row = rows.get(seal.id)
        if row is None:
            found.append(Fault(one.stream, one.version, "words it refers to are missing"))
        elif reason := _word_fault(row, seal, erased=seal.id in erased):
            found.append(Fault(one.stream, one.version, reason))
    return found


def _word_fault(row: NeedWordsRow, seal: Seal, *, erased: bool) -> str | None:
    """What is wrong with words that should be there as they were sealed, or be erased where the ledger says so."""
    if row.salt is None or row.content is None:
        return None if erased else "words beside it were blanked though nothing was erased"
    if erased:
        return "words beside it were erased but are still there"
    altered = digest(row.salt, row.content.encode()).hex() != seal.digest
    return "words beside it were altered" if altered else None

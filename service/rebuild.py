"""Empties what is projected from the log, replays the log, and proves the rows identical to those before."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from competency import need_ledger
from competency.evidence import COUNTED, told_by
from competency.tables import EvidenceRow
from complaints import journal, open_counts
from complaints.complaint import Complaint, fold
from foundation.database import Database, Row
from foundation.writes import Write, table_of, write_all
from routing.outcomes import routing_facts
from service.progress import Report
from service.wiring import PROJECTED, PROJECTIONS, ROAD

_LACKS_FACTS = text(
    "SELECT EXISTS (SELECT FROM complaints c WHERE (c.suggested_share IS NOT NULL OR c.unit IS NOT NULL) "
    "AND NOT EXISTS (SELECT FROM routing_facts f WHERE f.complaint_id = c.complaint_id))"
)
_LACKS_EVIDENCE = text(
    "SELECT c.complaint_id FROM complaints c WHERE c.unit IS NOT NULL AND c.restricted IS FALSE AND c.status IN ("
    + ", ".join(f"'{status}'" for status in sorted(COUNTED))
    + ") AND NOT EXISTS (SELECT FROM evidence e WHERE e.complaint_id = c.complaint_id) "
    "ORDER BY c.complaint_id LIMIT :page FOR UPDATE"
)
PAGE = 500
NAMED = 10
"""How many differing complaints are named a table."""


class Table(msgspec.Struct, frozen=True):
    """One projected table before and after: rows, a digest over them, and complaints whose rows differ."""

    name: str
    rows_before: int
    rows_after: int
    digest_before: str
    digest_after: str
    differing: tuple[UUID, ...] = ()

    @property
    def identical(self) -> bool:
        return self.rows_before == self.rows_after and self.digest_before == self.digest_after


class BrokenLog(Exception):
    """The log lacks a fact, so that no row can be told from it; nothing was changed."""


class Rebuilt(msgspec.Struct, frozen=True):
    complaints: int
    events: int
    tables: tuple[Table, ...]

    @property
    def identical(self) -> bool:
        return all(table.identical for table in self.tables)


async def rebuild(database: Database, report: Report, tables: Sequence[type[Row]] = PROJECTED) -> Rebuilt:
    """In one transaction: nobody sees the emptied tables, and who files meanwhile waits. The rebuilt rows stay.

    Raises BrokenLog.
    """
    async with database.transaction() as session:
        await session.exec(text("LOCK TABLE complaint_events IN EXCLUSIVE MODE"))  # type: ignore[call-overload]
        total = (await session.exec(text("SELECT count(DISTINCT complaint_id) FROM complaint_events"))).one()[0]  # type: ignore[call-overload]
        names = [str(table_of(table).name) for table in tables]
        before = {name: await _measured(session, name) for name in names}
        for name in names:
            await _run(session, f"CREATE TEMPORARY TABLE before_{name} ON COMMIT DROP AS TABLE {name}")
            # DELETE, not TRUNCATE: readers go on seeing the rows as they were.
            await _run(session, f"DELETE FROM {name}")
        complaints, events = await _replay(session, total, report)
        found = [await _compared(session, name, before[name]) for name in names]
        found += await _needs(session)
    # A roll-up over many complaints is not told by one log; it is counted from the rows that were.
    await open_counts.count(database)
    return Rebuilt(complaints, events, tuple(found))


async def _needs(session: AsyncSession) -> list[Table]:
    """Needs, made anew from a ledger of their own; nothing where there are none yet."""
    await session.exec(text("LOCK TABLE need_events IN EXCLUSIVE MODE"))  # type: ignore[call-overload]
    rows, digest = await _measured(session, "needs")
    replayed = await need_ledger.replay(session)
    after = await _measured(session, "needs")
    return [Table("needs", rows, after[0], digest, after[1])] if rows or replayed else []


async def _replay(session: AsyncSession, total: int, report: Report) -> tuple[int, int]:
    complaints = events = 0
    report("Replaying the log", 0, total)
    async for page in journal.pages(session):
        writes: list[Write] = []
        for complaint_id, recorded in page.items():
            if [one.version for one in recorded] != list(range(1, len(recorded) + 1)):
                raise BrokenLog(
                    f"The log of complaint {complaint_id} has gaps, so nothing was rebuilt. What is broken is "
                    "named by: ./tanggap journal verify"
                )
            complaint = fold(Complaint(complaint_id), recorded)
            for projection in PROJECTIONS:
                writes += projection(complaint, recorded)
            events += len(recorded)
        await write_all(session, writes, ROAD.order)
        complaints += len(page)
        report("Replaying the log", complaints, total)
    return complaints, events


async def fill_facts(database: Database) -> int:
    """Tell from the log what was decided before `routing_facts` was there; returns how many complaints were read.

    Nobody has to wait for it: a row depends on its event alone, so that whoever writes meanwhile writes the same.
    """
    async with database.transaction() as session:
        if not (await session.exec(_LACKS_FACTS)).one()[0]:  # type: ignore[call-overload]
            return 0
        complaints = 0
        async for page in journal.pages(session):
            facts = (write for one, recorded in page.items() for write in routing_facts(Complaint(one), recorded))
            await write_all(session, list(facts), ROAD.order)
            complaints += len(page)
    return complaints


async def fill_evidence(database: Database) -> int:
    """Tell from the log of complaints that came before `evidence` was there; returns for how many it was told.

    A page of cases at a time is held while their log is read, so that no later row is overwritten by an earlier one.
    """
    filled = 0
    while True:
        async with database.transaction() as session:
            held = [row[0] for row in await session.exec(_LACKS_EVIDENCE, params={"page": PAGE})]  # type: ignore[call-overload]
            for complaint in (await journal.load_many(session, held)).values():
                await write_all(session, [Write(EvidenceRow, told_by(complaint), "upsert")], ROAD.order)
        filled += len(held)
        if len(held) < PAGE:
            return filled


async def _compared(session: AsyncSession, name: str, before: tuple[int, str]) -> Table:
    after = await _measured(session, name)
    differing: tuple[UUID, ...] = ()
    if after != before:
        rows = await _run(
            session,
            f"SELECT DISTINCT complaint_id FROM ((TABLE before_{name} EXCEPT TABLE {name}) "
            f"UNION ALL (TABLE {name} EXCEPT TABLE before_{name})) AS differing ORDER BY complaint_id LIMIT {NAMED}",
        )
        differing = tuple(row[0] for row in rows)
    return Table(name, before[0], after[0], before[1], after[1], differing)


async def _measured(session: AsyncSession, name: str) -> tuple[int, str]:
    """Rows and a digest of 128 bits that does not depend on their order and needs no memory."""
    sums = ", ".join(f"coalesce(sum(hashtextextended(one::text, {seed})), 0)" for seed in (1, 2))
    row = (await _run(session, f"SELECT count(*), {sums} FROM {name} AS one"))[0]
    halves = (int(half) % 2**64 for half in row[1:])
    return row[0], "".join(f"{half:016x}" for half in halves)


async def _run(session: AsyncSession, statement: str) -> list[Any]:
    result = await (await session.connection()).exec_driver_sql(statement)
    return list(result) if result.returns_rows else []

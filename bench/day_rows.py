"""Fills a database for `bench day`: the invented world of the demonstration, and every life of it as often as asked.

A life is one that the road decided, with all its rows: log, words, clocks, desk, sendings, signs, notices. A copy has
an id and a code of its own and the instants of the life it is copied from, so that due dates in its log are those of
its rows. Chains of copies do not verify, and their events stand in no day's root: it is good for measuring alone.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from hashlib import md5
from itertools import groupby
from typing import Any
from uuid import UUID

import asyncpg
from sqlmodel import col, select

from bench.pages_rows import code_of
from complaints import journal, open_counts
from complaints.complaint import Complaint, fold
from complaints.day_roots import make_due
from complaints.events import Recorded
from foundation.clock import SystemClock
from foundation.database import Database
from foundation.embedded import Address
from foundation.writes import table_of
from notices.outbox import owed
from notices.rules import Audience
from notices.tables import NoticeRow, PhoneCallRow
from people.tables import ContactRow
from service import region
from service.demo.seeding import seed
from service.progress import Report
from service.settings import Settings
from service.wiring import opened
from sla.evidence_signs import EvidenceSigns
from sla.oversight_figures import OversightFigures
from sla.oversight_now import OversightNow
from sla.public_figures import PublicFigures
from sla.time_months import TimeMonths
from web.house import House

LIVES = 2_000
PAGE = 50_000
CALLED_AFTER = timedelta(days=10)
"""Reporters who left only a telephone number have been called about what is older."""
COPYING = "Copying lives, table by table"

_NOT_COPIED = ("day_leaves", "photo_views", "case_presences", "reply_drafts", "filing_drafts", "outside_links")
"""Leaves are of another log; pictures that are all alike would be near each other; the others are of work at hand."""
_TABLES = """
SELECT t.relname FROM pg_class t JOIN pg_index i ON i.indrelid = t.oid AND i.indisprimary
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0] AND a.attname = 'complaint_id'
WHERE t.relnamespace = 'public'::regnamespace ORDER BY t.relname
"""
_COLUMNS = """
SELECT column_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position
"""
_INDEXES = """
SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS made, quote_ident(c.conname) AS key,
    pg_get_constraintdef(c.oid) AS held
FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('p', 'u')
WHERE i.indrelid = $1::text::regclass
"""
_COPY_ID = "md5(t.{}::text || c.number)::uuid"
_SAID = {
    ("", "complaint_id"): "c.new",
    ("", "code"): "c.code",
    ("complaint_events", "data"): (
        "CASE WHEN t.type = 'complaint.filed' THEN jsonb_set(t.data, '{code}', to_jsonb(c.code)) ELSE t.data END"
    ),
    ("external_references", "value"): "t.value || '-' || c.number",
    **{("", name): _COPY_ID.format(name) for name in ("duplicate_of", "same_as", "other_complaint")},
}
"""What a copy says otherwise than the life, in SQL; what a life says of another case, its copy says of that one's."""


async def live(settings: Settings, address: Address, report: Report, lives: int = LIVES) -> None:
    """The world, lived once: people, their cases, what each of them was told, the day's root; in an empty database."""
    clock = SystemClock()
    database = Database(address.url, pool_size=1)
    try:
        await region.load(database, settings.regions_folder / settings.region, clock.now())
    finally:
        await database.close()
    async with opened(settings, address.url) as house:
        await seed(house, settings, address.url, report, lives)
        await tell(house)
        while await EvidenceSigns(house.database, house.clock, house.region, house.attachments).run():
            pass
        await make_due(house.database, house.clock, await house.zone())


async def tell(house: House) -> None:
    """The notices that were owed over the years, sent long ago; the demonstration owes only what is new."""
    now = house.clock.now()
    async with house.database.reading() as session:
        histories = [one async for page in journal.pages(session) for one in page.items()]
        known = set((await session.exec(select(NoticeRow.notice_id))).all())
        only_phone = col(ContactRow.phone).is_not(None) & col(ContactRow.email).is_(None)
        phones = set((await session.exec(select(ContactRow.complaint_id).where(only_phone))).all())
    coordinator = next(one.id for one in await house.accounts.all() if one.username == "koordinator")
    notices, calls = [], []
    for complaint_id, recorded in histories:
        told = list(_told(complaint_id, recorded))
        last = max((one["version"] for one in told if one["audience"] == Audience.CITIZEN), default=0)
        at = recorded[last - 1].at
        waits = complaint_id in phones and at >= now - CALLED_AFTER
        for one in told:
            one["to_call"] = True if waits and one["audience"] == Audience.CITIZEN else None
        notices += [one for one in told if one["notice_id"] not in known]
        if last and complaint_id in phones and not waits:
            calls.append({"complaint_id": complaint_id, "version": last, "officer_id": coordinator, "at": at})
    async with house.database.transaction() as session:
        connection = await session.connection()
        await connection.execute(table_of(NoticeRow).insert(), notices)
        if calls:
            await connection.execute(table_of(PhoneCallRow).insert(), calls)


def _told(complaint_id: UUID, recorded: Sequence[Recorded]) -> Iterator[dict[str, Any]]:
    """What the outbox would have owed, command by command."""
    complaint = Complaint(complaint_id)
    for _, happened in groupby(recorded, lambda one: one.cause):
        some = list(happened)
        complaint = fold(complaint, some)
        for write in owed(complaint, some):
            yield dict(write.values) | {"sent_at": some[0].at, "attempts": 1}


async def copy(address: Address, size: int, report: Report) -> None:
    """As many copies of lives as make `size` complaints of them; indexes are built once, at the end."""
    connection = await asyncpg.connect(host=str(address.socket_folder), user=address.user, database=address.database)
    try:
        await connection.execute(
            "SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'; SET synchronous_commit = off"
        )
        wanted = await _numbered(connection, size)
        tables = [row[0] for row in await connection.fetch(_TABLES) if row[0] not in _NOT_COPIED]
        for done, table in enumerate((*tables, "tickets", "external_references")):
            report(COPYING, done, len(tables) + 2)
            await _copied(connection, table, wanted)
        await connection.execute("DROP TABLE bench_copies")
        # The visibility map tells an index-only scan that it need not look at the table.
        await connection.execute("VACUUM ANALYZE")
        report(COPYING, len(tables) + 2, len(tables) + 2)
    finally:
        await connection.close()


async def _numbered(connection: "asyncpg.Connection[Any]", size: int) -> int:
    """Says which copies are to be made, in the order of filing as rows of years lie; how many."""
    await connection.execute("CREATE UNLOGGED TABLE bench_copies (old uuid, new uuid, code text, number int)")
    lives = [row[0] for row in await connection.fetch("SELECT complaint_id FROM complaints ORDER BY received_at")]
    rows: list[tuple[UUID, UUID, str, int]] = []
    made = 0
    for place, one in enumerate(lives):
        for number in range(1, (size - place - 1) // len(lives) + 1):
            made += 1
            rows.append((one, copy_id(one, number), code_of(made), number))
        if len(rows) >= PAGE or place == len(lives) - 1:
            await connection.copy_records_to_table("bench_copies", records=rows)
            rows = []
    await connection.execute("ANALYZE bench_copies")
    return made


def copy_id(life: UUID, number: int) -> UUID:
    """What the copy of a case is called, as `_COPY_ID` says it in SQL."""
    return UUID(bytes=md5(f"{life}{number}".encode(), usedforsecurity=False).digest())


async def _copied(connection: "asyncpg.Connection[Any]", table: str, wanted: int) -> None:
    """Copies the rows of one table; keys are held as soon as they can be again."""
    if not wanted or not await connection.fetchval(f"SELECT EXISTS (SELECT FROM {table})"):  # noqa: S608 - our tables
        return
    indexes = await connection.fetch(_INDEXES, table)
    for one in indexes:
        await connection.execute(
            f"ALTER TABLE {table} DROP CONSTRAINT {one['key']}" if one["key"] else f"DROP INDEX {one['name']}"
        )
    names = [row[0] for row in await connection.fetch(_COLUMNS, table)]
    values = ", ".join(_SAID.get((table, name), _SAID.get(("", name), f"t.{name}")) for name in names)
    await connection.execute(
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} "  # noqa: S608 - names of our own tables
        f"FROM bench_copies c JOIN {table} t ON t.complaint_id = c.old",
        timeout=None,
    )
    for one in indexes:
        await connection.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {one['key']} {one['held']}" if one["key"] else one["made"]
        )


async def count(settings: Settings, address: Address) -> None:
    """What the worker counts ahead of pages."""
    async with opened(settings, address.url) as house:
        parts = house.database, house.clock, house.calendars, house.region
        await open_counts.count(house.database)
        for figures in (OversightNow(*parts), OversightFigures(*parts), PublicFigures(*parts), TimeMonths(*parts)):
            await figures.refresh()

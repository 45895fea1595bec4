"""Walks the whole log, all that is bound to it, needs and lots; says what was altered or lost, and where."""

from collections.abc import AsyncIterator, Iterator, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from competency.lot_checks import faults as lot_faults
from competency.need_ledger import faults as need_faults
from complaints import events as e
from complaints import journal, ticket
from complaints.attachments import Attachments
from complaints.beside import words_fault
from complaints.tables import AttachmentRow, ComplaintRow, TicketRow, WordsRow
from foundation.database import Database
from foundation.errors import NotFound
from foundation.ledger import Entry
from foundation.ledger import verify as verify_chain
from foundation.pacing import Pace
from foundation.sealing import digest
from service.progress import Report
from service.verified_days import day_faults

_SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
_COUNT = text("SELECT count(DISTINCT complaint_id) FROM complaint_events")
_WITHOUT_LOG = text(
    "SELECT complaint_id, code, version FROM complaints AS c WHERE NOT EXISTS "
    "(SELECT FROM complaint_events AS e WHERE e.complaint_id = c.complaint_id) ORDER BY complaint_id"
)


class Finding(msgspec.Struct, frozen=True):
    """One thing that does not hold. `what` is chain, head, words, file, ticket, day, need or lot; `version` the event
    it is about.

    Of a day's root as a whole `code` is the day, of the ledger of needs it is the need, of a lot its batch, and there
    is no complaint.
    """

    what: str
    code: str
    complaint_id: UUID | None
    version: int
    reason: str

    @property
    def sentence(self) -> str:
        if self.what == "need":
            return f"Need {self.code}, version {self.version}: {self.reason}"
        if self.what == "lot":
            return f"Lot of {self.code}: {self.reason}"
        if self.complaint_id is None:
            return f"Root of {self.code}: {self.reason}"
        shown = ticket.show(self.code) if len(self.code) == ticket.LENGTH else str(self.complaint_id)
        return f"{shown}, version {self.version}: {self.reason}"


class Verified(msgspec.Struct, frozen=True):
    """What was walked and found. `seal` is one hash over the heads of all chains: kept elsewhere, it also proves that
    no complaint was taken out whole. `days` have a root; `waiting` events stand in none yet."""

    complaints: int
    events: int
    words: int
    erased: int
    files: int
    days: int
    waiting: int
    seal: str
    findings: tuple[Finding, ...]


class _Page(msgspec.Struct):
    """The rows beside one page of the log."""

    states: dict[UUID, ComplaintRow]
    words: dict[UUID, dict[UUID, WordsRow]]
    files: dict[tuple[UUID, UUID], AttachmentRow]
    tickets: dict[str, UUID | None]


class _Told(msgspec.Struct, frozen=True):
    """What the log of one complaint refers to: seals of words and files with the version that bears them."""

    id: UUID
    last: Entry
    words: dict[UUID, tuple[e.Seal, int]]
    files: dict[UUID, tuple[e.Seal, int]]
    erased: frozenset[UUID]
    code: str


async def verify(database: Database, attachments: Attachments, report: Report, pace: Pace | None = None) -> Verified:
    """Verify everything as it stands at one instant; may run beside a working service."""
    walk, pace = _Walk(attachments), pace or Pace()
    async with database.reading(as_one=True) as session:
        await session.connection(execution_options=_SNAPSHOT)
        total = (await session.exec(_COUNT)).one()[0]  # type: ignore[call-overload]
        report("Walking the log", 0, total)
        async for entries in journal.entry_pages(session):
            await walk.page(session, entries)
            report("Walking the log", walk.complaints, total)
            await pace.rest()
        for complaint_id, code, version in await session.exec(_WITHOUT_LOG):  # type: ignore[call-overload]
            walk.findings.append(Finding("head", code, complaint_id, version, "its whole log is missing"))
        days = await day_faults(session)
        walk.findings += [
            Finding("day", one.code or one.day.isoformat(), one.complaint_id, one.version, one.reason)
            for one in days.faults
        ]
        needs = await need_faults(session)
        walk.findings += [Finding("need", str(one.need), None, one.version, one.reason) for one in needs]
        walk.findings += [Finding("lot", one.batch, None, 0, one.reason) for one in await lot_faults(session)]
    return Verified(
        complaints=walk.complaints,
        events=walk.events,
        words=walk.words,
        erased=walk.erased,
        files=walk.files,
        days=days.days,
        waiting=walk.events - days.leaves,
        seal=walk.seal.hexdigest(),
        findings=tuple(walk.findings),
    )


class _Walk:
    def __init__(self, attachments: Attachments) -> None:
        self._attachments = attachments
        self.complaints = self.events = self.words = self.erased = self.files = 0
        self.seal = sha256()
        self.findings: list[Finding] = []

    async def page(self, session: AsyncSession, entries: Sequence[Entry]) -> None:
        told = {one.id: one for one in _told(entries)}
        beside = await _beside(session, told.values())
        codes = {one.id: one.code for one in told.values()}
        self.findings += [
            Finding("chain", codes[broken.stream], broken.stream, broken.version, broken.reason)
            for broken in verify_chain(entries)
        ]
        for one in told.values():
            self.seal.update(one.id.bytes + one.last.hash)
            for what, version, reason in self._faults(one, beside):
                self.findings.append(Finding(what, one.code, one.id, version, reason))
            async for finding in self._file_faults(one, beside):
                self.findings.append(finding)
        self.complaints += len(told)
        self.events += len(entries)

    def _faults(self, one: _Told, beside: _Page) -> Iterator[tuple[str, int, str]]:
        yield from _head_faults(one, beside.states.get(one.id))
        if one.code and beside.tickets.get(one.code) != one.id:
            yield "ticket", 1, "its ticket code does not lead to it"
        kept = beside.words.get(one.id, {})
        for words_id, (seal, version) in one.words.items():
            row = kept.get(words_id)
            reason = words_fault(seal, row, words_id in one.erased)
            if reason:
                yield "words", version, reason
            elif row is not None and row.content is None:
                self.erased += 1
            else:
                self.words += 1
        for words_id in kept.keys() - one.words.keys():
            yield "words", one.last.version, f"words {words_id} lie beside it that no event refers to"

    async def _file_faults(self, one: _Told, beside: _Page) -> AsyncIterator[Finding]:
        for file_id, (seal, version) in one.files.items():
            reason = await self._file_fault(seal, beside.files.get((one.id, file_id)), file_id in one.erased)
            self.files += not reason
            if reason:
                yield Finding("file", one.code, one.id, version, reason)

    async def _file_fault(self, seal: e.Seal, row: AttachmentRow | None, erased: bool) -> str | None:
        if row is None:
            return "a file it refers to is missing"
        if row.key is None or row.salt is None:
            return None if erased else "a file was blanked though nothing was erased"
        if erased:
            return "a file was erased but is still there"
        try:
            content = await self._attachments.open(row)
        except NotFound:
            return f"the file {row.key} is missing from the store"
        return None if digest(row.salt, content).hex() == seal.digest else f"the file {row.key} was altered"


def _head_faults(one: _Told, state: ComplaintRow | None) -> Iterator[tuple[str, int, str]]:
    if state is None:
        yield "head", one.last.version, "it has no current row (./tanggap rebuild makes it anew)"
    elif state.version > one.last.version:
        yield "head", one.last.version + 1, f"the log is cut off: versions up to {state.version} were there"
    elif state.version < one.last.version:
        yield "head", one.last.version, f"its current row knows only version {state.version}"
    elif bytes(state.head) != one.last.hash:
        yield "head", one.last.version, "the log was rewritten: its last hash is not the one in the current row"


def _told(entries: Sequence[Entry]) -> Iterator[_Told]:
    """Entries, ordered by complaint, as what each complaint refers to."""
    streams: dict[UUID, list[Entry]] = {}
    for entry in entries:
        streams.setdefault(entry.stream, []).append(entry)
    for stream, page in streams.items():
        words: dict[UUID, tuple[e.Seal, int]] = {}
        files: dict[UUID, tuple[e.Seal, int]] = {}
        erased: set[UUID] = set()
        code = ""
        for entry in page:
            try:
                event = e.unpack(entry.type, entry.data)
            except msgspec.ValidationError:
                continue  # the chain tells that this row was changed
            words |= {seal.id: (seal, entry.version) for seal, _ in e.words_of(event)}
            match event:
                case e.Filed():
                    code = event.code
                case e.AttachmentAdded(file=file):
                    files[file.id] = (file, entry.version)
                case e.WordsErased():
                    erased |= {item.id for item in event.words} | set(event.files)
        yield _Told(stream, page[-1], words, files, frozenset(erased), code)


async def _beside(session: AsyncSession, told: Any) -> _Page:
    ids, codes = [one.id for one in told], [one.code for one in told]
    states = await session.exec(select(ComplaintRow).where(col(ComplaintRow.complaint_id).in_(ids)))
    words = await session.exec(select(WordsRow).where(col(WordsRow.complaint_id).in_(ids)))
    files = await session.exec(select(AttachmentRow).where(col(AttachmentRow.complaint_id).in_(ids)))
    tickets = await session.exec(select(TicketRow).where(col(TicketRow.code).in_(codes)))
    kept: dict[UUID, dict[UUID, WordsRow]] = {}
    for row in words.all():
        kept.setdefault(row.complaint_id, {})[row.words_id] = row
    page = _Page(
        {row.complaint_id: row for row in states.all()},
        kept,
        {(row.complaint_id, row.attachment_id): row for row in files.all()},
        {row.code: row.complaint_id for row in tickets.all()},
    )
    session.expunge_all()  # or the session would keep every row of a long walk
    return page

"""Whether a fingerprint (the hash of an event) still stands in the log, and the proof that it stands in a day's root.

Who knows a fingerprint was given it with the case; it cannot be guessed, and nothing else opens this door. What is told
is whether the log still holds it and how many facts came after: no status, no words, no code.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints import journal, ticket
from complaints.beside import words_fault
from complaints.complaint import Complaint, fold
from complaints.day_roots import BLOCK, block_at, seal_of
from complaints.events import Recorded, WordsErased, unpack, words_of
from complaints.tables import ComplaintRow, DayLeafRow, DayRootRow, TicketRow, WordsRow
from foundation import merkle
from foundation.database import Database
from foundation.errors import Invalid, NotFound
from foundation.language import mark as _
from foundation.ledger import Entry, verify

LENGTH = 32
FORMAT = "tanggap-bukti-1"
_NOT_ONE = _("Sidik jari terdiri dari 64 huruf dan angka: 0 sampai 9 dan a sampai f.")
_BETWEEN = str.maketrans("", "", " \t\r\n-:.\u00a0")


class Standing(StrEnum):
    """What became of a fingerprint."""

    STANDS = "stands"
    WENT_ON = "went_on"
    UNKNOWN = "unknown"
    ALTERED = "altered"


class Proof(msgspec.Struct, frozen=True):
    """The way from a fingerprint up to a day's root: what anybody needs to check it alone. Bytes."""

    fingerprint: bytes
    day: date
    place: int
    path: tuple[bytes, ...]
    root: bytes
    previous: bytes
    seal: bytes

    def told(self) -> dict[str, Any]:
        """As JSON, hashes in hexadecimal."""
        return {
            "format": FORMAT,
            "fingerprint": self.fingerprint.hex(),
            "day": self.day.isoformat(),
            "place": self.place,
            "path": [one.hex() for one in self.path],
            "root": self.root.hex(),
            "previous": self.previous.hex(),
            "seal": self.seal.hex(),
        }


class Checked(msgspec.Struct, frozen=True):
    """An answer. `further`: how many facts came after; `proof` is None where no day's root holds it yet."""

    standing: Standing
    further: int = 0
    proof: Proof | None = None


class Received(msgspec.Struct, frozen=True):
    """What a receipt holds: the complaint as it stood once filed, its fingerprint then, and the one it has now."""

    filed: Complaint
    fingerprint: bytes
    latest: bytes
    further: int


def read(written: str) -> bytes:
    """A fingerprint as somebody typed or scanned it; raises Invalid."""
    bare = written.translate(_BETWEEN)
    try:
        found = bytes.fromhex(bare)
    except ValueError:
        found = b""
    if len(found) != LENGTH:
        raise Invalid(_NOT_ONE, fields={"sidik": _NOT_ONE})
    return found


def shown(fingerprint: bytes) -> list[str]:
    """In groups of four, as they are read out."""
    written = fingerprint.hex()
    return [written[at : at + 4] for at in range(0, len(written), 4)]


class Proofs:
    """Reading; each call opens and ends its own look into the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def received(self, complaint_id: UUID) -> Received:
        """What the receipt of a complaint holds; whether the asker may have it is asked before."""
        async with self._database.reading() as session:
            recorded = await journal.history(session, complaint_id)
        if not recorded:
            raise NotFound()
        first = with_the_filing(recorded)
        filed = fold(Complaint(complaint_id), recorded[:first])
        return Received(filed, recorded[first - 1].hash, recorded[-1].hash, len(recorded) - first)

    async def check(self, fingerprint: bytes, code: str = "") -> Checked:
        """Whether it stands. A fingerprint that no root holds yet is found only with the code of its case."""
        async with self._database.reading() as session:
            found = await session.exec(select(DayLeafRow).where(DayLeafRow.hash == fingerprint).limit(1))
            leaf = found.first()
            complaint_id = leaf.complaint_id if leaf else await _behind(session, code)
            if complaint_id is None:
                return Checked(Standing.UNKNOWN)
            log = await journal.entries(session, complaint_id)
            at = next((one.version for one in log if one.hash == fingerprint), 0)
            if leaf is None and not at:
                return Checked(Standing.UNKNOWN)
            proof = await _proof(session, leaf) if leaf else None
            whole = await _whole(session, complaint_id, log)
        if not at or not whole or (leaf is not None and (proof is None or leaf.version != at)):
            return Checked(Standing.ALTERED, proof=proof)
        further = log[-1].version - at
        return Checked(Standing.WENT_ON if further else Standing.STANDS, further, proof)


def with_the_filing(recorded: Sequence[Recorded]) -> int:
    """How many events, from the first on, belong to the filing itself: promises given at once, photos sent along."""
    cause = recorded[0].cause
    for number, one in enumerate(recorded):
        if one.cause != cause and not one.cause.startswith(f"{cause}:"):
            return number
    return len(recorded)


async def _behind(session: AsyncSession, code: str) -> UUID | None:
    try:
        asked = ticket.read(code)
    except Invalid:
        return None
    return (await session.exec(select(TicketRow.complaint_id).where(TicketRow.code == asked))).first()


async def _proof(session: AsyncSession, leaf: DayLeafRow) -> Proof | None:
    """The proof as the tables give it now, or None where they no longer lead to the day's root and seal."""
    row = await session.get(DayRootRow, leaf.day)
    if row is None:
        return None
    kept = [row.blocks[at : at + LENGTH] for at in range(0, len(row.blocks), LENGTH)]
    block = await block_at(session, row, leaf.place)
    if not 0 <= leaf.place < row.size or len(kept) * BLOCK != row.size:
        return None
    path = (*merkle.path(block, leaf.place % BLOCK), *merkle.path(kept, leaf.place // BLOCK))
    leads = merkle.climbed(merkle.leaf(leaf.hash), leaf.place, path) == row.root
    if not leads or seal_of(row.previous, row.day, row.root) != row.seal:
        return None
    return Proof(bytes(leaf.hash), row.day, leaf.place, path, row.root, row.previous, row.seal)


async def _whole(session: AsyncSession, complaint_id: UUID, log: Sequence[Entry]) -> bool:
    """Whether the case holds throughout: its chain, its head, what the days' roots say of it, and its words."""
    state = await session.get(ComplaintRow, complaint_id)
    if not log or next(verify(log), None) or state is None:
        return False
    if (state.version, bytes(state.head)) != (log[-1].version, log[-1].hash):
        return False
    leaves = await session.exec(
        select(DayLeafRow.version, DayLeafRow.hash).where(DayLeafRow.complaint_id == complaint_id)
    )
    hashes = {one.version: one.hash for one in log}
    if any(hashes.get(version) != bytes(found) for version, found in leaves):
        return False
    return await _words_hold(session, complaint_id, log)


async def _words_hold(session: AsyncSession, complaint_id: UUID, log: Sequence[Entry]) -> bool:
    """Whether every sentence the log refers to is as it was, or was erased by an event that says so."""
    rows = await session.exec(select(WordsRow).where(WordsRow.complaint_id == complaint_id))
    kept = {row.words_id: row for row in rows.all()}
    events = [unpack(one.type, one.data) for one in log]
    erased = {item.id for event in events if isinstance(event, WordsErased) for item in event.words}
    seals = [seal for event in events for seal, _kind in words_of(event)]
    return all(words_fault(seal, kept.get(seal.id), seal.id in erased) is None for seal in seals)

"""PINs: six digits that open a reporter's own page together with the code, for who left no way to be reached.

Codes of published cases are known to everybody, so a PIN is worth what guessing it costs: ten wrong tries a day for
each code, whether it exists or not, and a few dozen in all before it opens nothing any more. A new one is made at the
counter, for somebody who showed who they are, or who brings the receipt of a report without a name.
"""

import hmac
import re
import secrets
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from complaints import ticket
from complaints.complaint import Complaint
from complaints.events import Recorded, WordsErased
from complaints.tables import CasePinRow, TicketRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, TooMany
from foundation.language import mark as _
from foundation.limits import Limit, Limits
from foundation.sealing import KeyRing
from foundation.writes import Write, table_of

DIGITS = 6
_DAY = 24 * 3600
WRONG_A_DAY = 10
"""Wrong tries for one code in a day."""
WRONG_EVER = 50
"""Wrong tries after which a PIN is dead: one in twenty thousand is guessed before that."""
_AT_COUNTER = Limit("receipts at the counter", 10, _DAY)
"""PINs tried for one code by officers in a day: what strangers tried elsewhere takes none of them away."""
_TRIES = Limit("pin tries", 1_000_000_000, _DAY)
_RIGHT = Limit("pin opened", 1_000_000_000, _DAY)
"""Both are only counted; what they allow is the difference."""
_PURPOSE = "pin"
_SHAPE = _("PIN terdiri dari 6 angka.")
_NOT_THIS = _("Kode dan PIN ini tidak cocok. Periksa keduanya pada tanda terima Anda.")
_ENOUGH = _(
    "Sudah terlalu banyak PIN yang keliru untuk kode ini hari ini. "
    "Coba lagi besok, atau datang ke loket dengan kartu identitas."
)


class Pins:
    """Kept as keyed hashes: nobody can read one, not even from a copy of the database."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing, limits: Limits) -> None:
        self._database, self._clock, self._keys, self._limits = database, clock, keys, limits

    async def make(self, complaint_id: UUID) -> str | None:
        """The first PIN of a case; None where it has one already, which nobody can tell any more."""
        pin = drawn()
        row = insert(table_of(CasePinRow)).values(self._values(complaint_id, pin)).on_conflict_do_nothing()
        async with self._database.transaction() as session:
            made = await session.exec(row.returning(col(CasePinRow.complaint_id)))
            return pin if made.first() else None

    async def rotate(self, complaint_id: UUID) -> str:
        """A new PIN in place of the old one, for somebody whose identity was checked. Tries of today stay counted."""
        pin = drawn()
        row = insert(table_of(CasePinRow)).values(self._values(complaint_id, pin))
        fresh = {name: getattr(row.excluded, name) for name in ("digest", "wrong", "made_at")}
        async with self._database.transaction() as session:
            await session.exec(row.on_conflict_do_update(index_elements=["complaint_id"], set_=fresh))
        return pin

    async def has(self, complaint_id: UUID) -> bool:
        """Whether a PIN was ever given for this case."""
        async with self._database.reading() as session:
            return (
                await session.exec(select(CasePinRow).where(CasePinRow.complaint_id == complaint_id))
            ).first() is not None

    async def opened(self, code: str, pin: str) -> UUID:
        """The case that code and PIN open.

        Raises TooMany, and Invalid in one sentence and after the same work whether the code, the PIN or both are wrong.
        """
        digits, plain = _digits(pin), ticket.read(code)
        # Counted before it is compared: many tries at once are no more tries.
        await self._limits.count(_TRIES, plain)
        tried = await self._limits.reached(_TRIES, plain)
        if tried - await self._limits.reached(_RIGHT, plain) > WRONG_A_DAY:
            raise TooMany(_ENOUGH, retry_after=_DAY)
        complaint_id, same, wrong = await self._compared(plain, digits)
        if not same or wrong >= WRONG_EVER:
            await self._missed(complaint_id)
            raise Invalid(_NOT_THIS, fields={"pin": _NOT_THIS})
        await self._limits.count(_RIGHT, plain)
        return complaint_id

    async def on_receipt(self, code: str, pin: str) -> UUID:
        """The case of a receipt that an officer holds, whatever others tried: its PIN may open nothing any more.

        For the counter, which counts who tries. Raises TooMany or Invalid.
        """
        digits, plain = _digits(pin), ticket.read(code)
        await self._limits.count(_AT_COUNTER, plain)
        complaint_id, same, _wrong = await self._compared(plain, digits)
        if not same:
            raise Invalid(_NOT_THIS, fields={"pin": _NOT_THIS})
        return complaint_id

    async def _compared(self, plain: str, digits: str) -> tuple[UUID, bool, int]:
        """The case of a code (nobody's where there is none), whether its PIN is this one, and its wrong tries."""
        row, of = CasePinRow, TicketRow
        asked = (
            select(of.complaint_id, row.digest, row.wrong)
            .join(row, col(row.complaint_id) == col(of.complaint_id), isouter=True)
            .where(col(of.code) == plain)
        )
        async with self._database.reading() as session:
            found = (await session.exec(asked)).first()
        known, kept, wrong = found or (None, None, 0)  # a coupon's code leads nowhere until something is filed
        subject = known or UUID(int=0)
        same = hmac.compare_digest(self._digest(subject, digits), kept or bytes(32))
        return subject, same and kept is not None, wrong or 0

    async def _missed(self, complaint_id: UUID) -> None:
        one = update(CasePinRow).where(col(CasePinRow.complaint_id) == complaint_id)
        async with self._database.transaction() as session:
            await session.exec(one.values(wrong=CasePinRow.wrong + 1))

    def _values(self, complaint_id: UUID, pin: str) -> dict[str, object]:
        made_at = self._clock.now()
        return {"complaint_id": complaint_id, "digest": self._digest(complaint_id, pin), "wrong": 0, "made_at": made_at}

    def _digest(self, complaint_id: UUID, pin: str) -> bytes:
        return self._keys.mac(_PURPOSE, complaint_id.bytes + pin.encode())


def _digits(pin: str) -> str:
    digits = re.sub(r"[\s.-]", "", pin)
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", digits):
        raise Invalid(_SHAPE, fields={"pin": _SHAPE})
    return digits


def drawn() -> str:
    """Six random digits; none that somebody would try first."""
    while True:
        pin = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        if len(set(pin)) > 2 and pin not in "0123456789" and pin not in "9876543210":
            return pin


def pin_erased(complaint: Complaint, recorded: Sequence[Recorded]) -> Iterable[Write]:
    """A reaction: with a case's words goes what opened them."""
    if any(isinstance(one.event, WordsErased) for one in recorded):
        yield Write(CasePinRow, {"complaint_id": complaint.id}, "forget")

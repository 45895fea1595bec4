"""Ticket codes issued before anything is filed under them: printed on coupons, read out by a clerk."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints import ticket
from complaints.tables import TicketRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid
from foundation.writes import Write, write_all


async def issue(session: AsyncSession, number: int, at: datetime) -> list[str]:
    """Draw `number` codes that lead nowhere yet."""
    codes = [ticket.draw() for _ in range(number)]
    await write_all(session, [Write(TicketRow, {"code": code, "issued_at": at}) for code in codes])
    return codes


async def claim(session: AsyncSession, code: str, complaint_id: UUID) -> None:
    """Let an issued code lead to this complaint; raises Invalid where it was never issued or is used already."""
    unused = or_(col(TicketRow.complaint_id).is_(None), col(TicketRow.complaint_id) == complaint_id)
    free = update(TicketRow).where(col(TicketRow.code) == code, unused)
    claimed = await session.exec(free.values(complaint_id=complaint_id))
    if not claimed.rowcount:
        sentence = "Kode kupon ini tidak dikenal atau sudah dipakai."
        raise Invalid(sentence, fields={"ticket": sentence})


class CouponSheets:
    """Codes for paper: handed out where nobody can file at once, and filed under later."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def issue(self, number: int) -> list[str]:
        """So many fresh codes, committed: whoever prints them may lose the paper, and no code is drawn twice."""
        async with self._database.transaction() as session:
            return await issue(session, number, self._clock.now())

"""Codes given at the counter: who gave them, when and of which case; the database refuses to change what is noted."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Refused
from foundation.language import mark as _
from foundation.writes import table_of
from people.tables import IdentityCheckRow

_GIVEN = _("Kode ini sudah diberikan dengan formulir yang sama. Bila perlu sekali lagi, periksa identitasnya lagi.")


class Document(StrEnum):
    """What was looked at. Only the kind is kept: a number would be one more thing to lose."""

    KTP = "ktp"
    SIM = "sim"
    PASSPORT = "paspor"
    FAMILY = "kk"
    MANDATE = "kuasa"
    RECEIPT = "tanda_terima"
    """No proof of who somebody is: the paper receipt of a report without a name, with the right PIN on it."""


class Reason(StrEnum):
    """Why somebody came. A closed list, so that nobody writes down a name or a number."""

    LOST = "kode_hilang"
    PHONE = "ponsel"
    LINK = "tautan"
    HELP = "dibantu"
    PIN = "pin"
    """The PIN opens nothing any more, or its receipt can hardly be read."""


class IdentityCheck(NamedTuple):
    """One code given. `complaint` is its id; who may know of that case is asked elsewhere."""

    complaint: UUID
    officer: UUID
    at: datetime
    document: str
    reason: str


class IdentityChecks:
    """Every call is a transaction of its own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def note(self, complaint_id: UUID, check_id: UUID, officer: UUID, document: Document, reason: Reason) -> None:
        """Note it before anything is shown. Raises Refused where the same form was sent before."""
        values = {
            **{"complaint_id": complaint_id, "check_id": check_id, "officer_id": officer},
            **{"at": self._clock.now(), "document": str(document), "reason": str(reason)},
        }
        row = insert(table_of(IdentityCheckRow)).values(values).on_conflict_do_nothing()
        async with self._database.transaction() as session:
            noted = await session.exec(row.returning(table_of(IdentityCheckRow).c.check_id))
            if noted.first() is None:
                raise Refused(_GIVEN)

    async def of(self, complaint_id: UUID) -> list[IdentityCheck]:
        """Of one case, the latest first."""
        asked = select(IdentityCheckRow).where(col(IdentityCheckRow.complaint_id) == complaint_id)
        async with self._database.reading() as session:
            rows = (await session.exec(asked.order_by(col(IdentityCheckRow.at).desc()))).all()
        return [checked(row) for row in rows]


def checked(row: IdentityCheckRow) -> IdentityCheck:
    return IdentityCheck(row.complaint_id, row.officer_id, row.at, row.document, row.reason)

"""What officers typed into a form of a case and did not send: kept sealed, found again by them and by their unit.

A draft stays with the case when it changes hands: whoever of the same unit may send it finds it. It goes when it is
sent, when the case's words are erased, and after `KEPT`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import delete, text
from sqlmodel import col, select

from complaints.complaint import Complaint
from complaints.events import Recorded, WordsErased
from complaints.tables import EventRow, ReplyDraftRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.sealing import CannotOpen, KeyRing
from foundation.writes import Write
from people.tables import OfficerRow

KEPT = timedelta(days=30)
LONGEST = 60_000
"""Characters of a draft with all its fields; far more than any form of ours takes."""
_PLACE = "reply_drafts.typed"

_SAVE = text(
    "INSERT INTO reply_drafts (complaint_id, officer_id, move, unit, version, typed, saved_at) "
    "VALUES (:complaint, :officer, :move, :unit, :version, :typed, :at) "
    "ON CONFLICT (complaint_id, officer_id, move) DO UPDATE SET unit = excluded.unit, version = excluded.version, "
    "typed = excluded.typed, saved_at = excluded.saved_at"
)

_HAND_OVER = text(
    "UPDATE reply_drafts AS mine SET officer_id = :taker WHERE officer_id = :giver AND unit = ANY(:units) "
    "AND NOT move = ANY(:private) "
    "AND NOT complaint_id = ANY(:but) AND NOT EXISTS (SELECT 1 FROM reply_drafts AS theirs "
    "WHERE theirs.complaint_id = mine.complaint_id AND theirs.officer_id = :taker AND theirs.move = mine.move)"
)


class ReplyDraft(msgspec.Struct, frozen=True):
    """One draft. `typed` are the fields as they were typed; `name` is whose it is; `saved_at` is a UTC instant."""

    officer: UUID
    name: str
    move: str
    version: int
    typed: Mapping[str, str]
    saved_at: datetime


class ReplyDrafts:
    """Each call is one statement of its own."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing) -> None:
        self._database, self._clock, self._keys = database, clock, keys

    async def save(
        self, complaint: Complaint, officer: UUID, move: str, typed: Mapping[str, str], version: int, sent_as: str = ""
    ) -> datetime | None:
        """Keep what stands in a form, or forget it where nothing is left; when it was kept. `version`: as it was seen.

        What is longer than any form is not kept, nor what was sent meanwhile: `sent_as` is how the cause begins by
        which the log knows the sending of this very form.
        """
        if sent_as and await self._sent(complaint.id, sent_as):
            return None
        written = {name: value for name, value in typed.items() if value.strip()}
        content = msgspec.json.encode(written).decode()
        if not written:
            await self.forget(complaint.id, officer, move)
        if not written or len(content) > LONGEST:
            return None
        at = self._clock.now()
        values = {
            "complaint": complaint.id,
            "officer": officer,
            "move": move,
            "unit": complaint.unit,
            "version": version,
            "typed": self._keys.seal(content, _PLACE),
            "at": at,
        }
        async with self._database.transaction() as session:
            await session.exec(_SAVE, params=values)  # type: ignore[call-overload]
        if sent_as and await self._sent(complaint.id, sent_as):
            # It was sent between the look and the writing, and what forgets a sent draft may have come too early.
            await self.forget(complaint.id, officer, move, at)
            return None
        return at

    async def of(self, complaint: Complaint) -> Sequence[ReplyDraft]:
        """All drafts of a case that were written while its unit of now had it, the newest first."""
        row = ReplyDraftRow
        asked = (
            select(row, OfficerRow.name)
            .join(OfficerRow, col(OfficerRow.officer_id) == col(row.officer_id))
            .where(
                col(row.complaint_id) == complaint.id,
                col(row.unit).is_not_distinct_from(complaint.unit),
                col(row.saved_at) > self._clock.now() - KEPT,
            )
            .order_by(col(row.saved_at).desc())
        )
        async with self._database.reading() as session:
            found = (await session.exec(asked)).all()
        drafts = ((one, name, self._opened(one.typed)) for one, name in found)
        return [
            ReplyDraft(one.officer_id, name, one.move, one.version, typed, one.saved_at)
            for one, name, typed in drafts
            if typed
        ]

    async def forget(self, complaint_id: UUID, officer: UUID, move: str, saved_at: datetime | None = None) -> None:
        """It was sent, or given up. With `saved_at` only as it was saved then."""
        row = ReplyDraftRow
        mine = [col(row.complaint_id) == complaint_id, col(row.officer_id) == officer, col(row.move) == move]
        if saved_at is not None:
            mine.append(col(row.saved_at) == saved_at)
        async with self._database.transaction() as session:
            await session.exec(delete(row).where(*mine))

    async def _sent(self, complaint_id: UUID, sent_as: str) -> bool:
        """Whether the log holds what a cause that begins so did."""
        done = col(EventRow.complaint_id) == complaint_id, col(EventRow.cause).startswith(sent_as, autoescape=True)
        async with self._database.reading() as session:
            return (await session.exec(select(EventRow.version).where(*done).limit(1))).first() is not None

    async def hand_over(
        self,
        giver: UUID,
        taker: UUID,
        units: Collection[str],
        but: Collection[UUID] = (),
        private: Collection[str] = (),
    ) -> int:
        """Drafts written for these units become somebody else's; how many. Where they have one of their own, it stays.

        `but` are cases whose drafts stay as well, `private` moves whose drafts are their writer's alone.
        """
        values = {"giver": giver, "taker": taker, "units": sorted(units), "but": sorted(but), "private": list(private)}
        async with self._database.transaction() as session:
            return (await session.exec(_HAND_OVER, params=values)).rowcount  # type: ignore[call-overload, no-any-return]

    async def sweep(self) -> int:
        """Forget what nobody sent for so long; how many there were."""
        old = col(ReplyDraftRow.saved_at) <= self._clock.now() - KEPT
        async with self._database.transaction() as session:
            return (await session.exec(delete(ReplyDraftRow).where(old))).rowcount

    def _opened(self, typed: bytes) -> dict[str, str]:
        """Nothing where it was sealed with a key that is gone."""
        try:
            return msgspec.json.decode(self._keys.open(typed, _PLACE), type=dict[str, str])
        except CannotOpen:
            return {}


def drafts_erased(complaint: Complaint, recorded: Sequence[Recorded]) -> Iterable[Write]:
    """A reaction: with a case's words goes what was typed about it."""
    if any(isinstance(one.event, WordsErased) for one in recorded):
        yield Write(ReplyDraftRow, {"complaint_id": complaint.id}, "forget")

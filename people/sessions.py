"""Sign-ins as rows: begun, seen, proven again, ended. A session that still owes a code opens nothing but its page."""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from people.tables import SessionRow

SESSION_LASTS = timedelta(hours=12)
IDLE_LASTS = timedelta(hours=2)
HALTED_LASTS = timedelta(minutes=15)
"""How long somebody has to find their telephone."""


class Stage(StrEnum):
    """What a sign-in still owes."""

    FULL = "full"
    CODE = "code"
    """The code of the second factor."""
    ENROL = "enrol"
    """A second factor, which the role must have and the account has not."""


def session_hash(secret: str) -> bytes:
    """What is kept of a session's secret."""
    return sha256(secret.encode()).digest()


def session_id(token_hash: bytes) -> UUID:
    """What a session is called on pages; it opens nothing."""
    return UUID(bytes=token_hash[:16])


def begin(session: AsyncSession, officer_id: UUID, stage: Stage, browser: str, now: datetime) -> str:
    """Add a session in the caller's transaction; its secret, for the cookie."""
    secret = secrets.token_urlsafe(32)
    lasts = SESSION_LASTS if stage is Stage.FULL else HALTED_LASTS
    session.add(
        SessionRow(
            token_hash=session_hash(secret),
            officer_id=officer_id,
            started_at=now,
            seen_at=now,
            ends_at=now + lasts,
            stage=str(stage),
            browser=browser[:80],
            proved_at=now,
        )
    )
    return secret


async def end_all(session: AsyncSession, officer_id: UUID, but: str = "") -> None:
    """End an account's sessions, those that owe a code as well; `but` is the secret of one to keep."""
    gone = delete(SessionRow).where(col(SessionRow.officer_id) == officer_id)
    await session.exec(gone.where(col(SessionRow.token_hash) != session_hash(but)) if but else gone)

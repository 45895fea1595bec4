"""Mails about accounts that are owed: noted beside what they tell of, sent by the worker."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from people.tables import AccountMailRow

WANTED = "account_mails.wanted"
"""Where what somebody typed on the page of forgotten passwords is sealed for."""


def owe(session: AsyncSession, purpose: str, officer_id: UUID, now: datetime, link_id: UUID | None = None) -> None:
    """Note a mail to an account in the caller's transaction; whoever has no address is sent none."""
    session.add(
        AccountMailRow(
            mail_id=uuid4(), purpose=purpose, officer_id=officer_id, link_id=link_id, made_at=now, due_at=now
        )
    )

"""Mails about accounts that are owed: noted beside what they tell of, sent by the worker."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from foundation.sealing import KeyRing
from people.tables import AccountMailRow, EarlierEmailRow, OfficerRow

WANTED = "account_mails.wanted"
"""Where what somebody typed on the page of forgotten passwords is sealed for."""
PLACE = "officers.email"
"""Where addresses of accounts are sealed for, those they had too."""
MOVED = "email.moved"
"""That mail about an account goes elsewhere from now on, told at the address it went to."""
EARLIER_LASTS = timedelta(days=30)
"""How long whoever reads mail at an earlier address is told of a new password: another address is how one is stolen."""


def owe(
    session: AsyncSession,
    purpose: str,
    officer_id: UUID,
    now: datetime,
    link_id: UUID | None = None,
    address: bytes | None = None,
) -> None:
    """Note a mail to an account in the caller's transaction; whoever has no address is sent none.

    `address`, sealed, is an earlier one it goes to instead.
    """
    session.add(
        AccountMailRow(
            mail_id=uuid4(),
            purpose=purpose,
            officer_id=officer_id,
            link_id=link_id,
            address=address,
            made_at=now,
            due_at=now,
        )
    )


async def owe_new_password(session: AsyncSession, officer_id: UUID, now: datetime) -> None:
    """Tell of a password that was set, at the address of the account and at those it had until lately."""
    owe(session, "password.set", officer_id, now)
    mine = col(EarlierEmailRow.officer_id) == officer_id, col(EarlierEmailRow.until) > now
    for email in (await session.exec(select(EarlierEmailRow.email).where(*mine))).all():
        owe(session, "password.set", officer_id, now, address=email)


async def move(session: AsyncSession, keys: KeyRing, officer: OfficerRow, email: str | None, now: datetime) -> None:
    """Give an account another address, or none; whoever reads mail at the one it had is told."""
    mine = col(EarlierEmailRow.officer_id) == officer.officer_id
    known = (await session.exec(select(EarlierEmailRow).where(mine))).all()
    back = [one.earlier_id for one in known if keys.open(one.email, PLACE) == email]
    await session.exec(delete(EarlierEmailRow).where(col(EarlierEmailRow.earlier_id).in_(back)))
    if officer.email is not None:
        until = now + EARLIER_LASTS
        session.add(
            EarlierEmailRow(earlier_id=uuid4(), officer_id=officer.officer_id, email=officer.email, until=until)
        )
        owe(session, MOVED, officer.officer_id, now, address=officer.email)
    officer.email = keys.seal(email, PLACE) if email else None
    session.add(officer)


async def forget_earlier(session: AsyncSession, now: datetime) -> None:
    """Addresses that were had long ago are nobody's business."""
    await session.exec(delete(EarlierEmailRow).where(col(EarlierEmailRow.until) <= now))

"""Posts an administrator takes for themselves: where another could give them, another does; else it is told of."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select as pick
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from foundation.errors import Invalid
from foundation.language import mark as _
from people.account_mails import owe
from people.account_rules import AccountRules
from people.actor import Role
from people.held_posts import held_posts
from people.tables import OfficerRow

TAKEN = "post.taken"
"""What the log of accounts, and the mail to the inspectorate, call it."""

_ANOTHER = _("Jabatan yang membaca aduan tidak dapat Anda berikan kepada diri sendiri. Minta administrator lain.")


async def taken(
    session: AsyncSession,
    by: UUID | None,
    officer: UUID | None,
    role: Role,
    rules: AccountRules,
    now: datetime,
    field: str,
) -> bool:
    """Whether somebody gives a post that reads cases to themselves; the inspectorate is then owed a mail.

    Raises Invalid, naming `field`, where the region asks that another administrator gives it, and there is one.
    """
    if by is None or by != officer or role is Role.ADMINISTRATOR:
        return False
    if rules.another_gives and await _holding(session, Role.ADMINISTRATOR, officer, now):
        raise Invalid(fields={field: _ANOTHER})
    for inspector in await _holding(session, Role.INSPECTORATE, officer, now):
        owe(session, TAKEN, inspector, now)
    return True


async def _holding(session: AsyncSession, role: Role, but: UUID, now: datetime) -> list[UUID]:
    """Officers with an active account who hold such a post now, somewhere, besides one."""
    held = held_posts(now)
    asked = (
        pick(col(OfficerRow.officer_id))
        .join(held, held.c.officer_id == col(OfficerRow.officer_id))
        .where(held.c.role == str(role), col(OfficerRow.officer_id) != but, col(OfficerRow.disabled_at).is_(None))
        .distinct()
    )
    return list((await session.exec(asked)).scalars())  # type: ignore[call-overload]

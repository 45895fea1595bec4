"""What was changed about accounts: written beside the change, in its transaction, and never taken back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from foundation.database import Database
from foundation.sealing import CannotOpen, KeyRing
from people.tables import AccountChangeRow, OfficerRow

PAGE = 50
MAIL_LOST = "mail.lost"
"""A mail about the account was turned away for good; `after` is the address, masked."""
_MAILS_BEGIN_ANEW = frozenset({"email", "invitation.given", "invitation.taken", "reset.given", "password.set"})
_BEFORE, _AFTER = "account_changes.before", "account_changes.after"


class Change(msgspec.Struct, frozen=True):
    """One change. `before` and `after` are names, masked addresses, roles with units, or empty."""

    id: UUID
    at: datetime
    username: str
    by: str
    """The name of who did it; empty for the command line and the program itself."""
    what: str
    before: str
    after: str


def lost_mail(latest: Sequence[Change]) -> Change | None:
    """That the last mail about an account never came, told by its latest changes; None once it was seen to."""
    told = next((one for one in latest if one.what == MAIL_LOST or one.what in _MAILS_BEGIN_ANEW), None)
    return told if told and told.what == MAIL_LOST else None


def note(
    session: AsyncSession,
    keys: KeyRing,
    now: datetime,
    officer_id: UUID,
    by: UUID | None,
    what: str,
    before: str = "",
    after: str = "",
) -> None:
    """Write down a change in the caller's transaction. Neither side may hold a password, a code or a whole address."""
    session.add(
        AccountChangeRow(
            change_id=uuid7(),
            at=now,
            officer_id=officer_id,
            changed_by=by,
            what=what,
            before=keys.seal(before, _BEFORE) if before else None,
            after=keys.seal(after, _AFTER) if after else None,
        )
    )


class AccountChanges:
    """The log, the latest first."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        self._database, self._keys = database, keys

    async def latest(
        self, officer_id: UUID | None = None, before: UUID | None = None, until: datetime | None = None
    ) -> Sequence[Change]:
        """At most PAGE changes of one account or all, older than the change `before` and the instant `until`."""
        asked = select(AccountChangeRow).order_by(col(AccountChangeRow.change_id).desc()).limit(PAGE)
        if officer_id is not None:
            asked = asked.where(col(AccountChangeRow.officer_id) == officer_id)
        if before is not None:
            asked = asked.where(col(AccountChangeRow.change_id) < before)
        if until is not None:
            asked = asked.where(col(AccountChangeRow.at) < until)
        async with self._database.reading() as session:
            rows = (await session.exec(asked)).all()
            people = {row.officer_id for row in rows} | {row.changed_by for row in rows if row.changed_by}
            known = (await session.exec(select(OfficerRow).where(col(OfficerRow.officer_id).in_(people)))).all()
        names = {one.officer_id: one for one in known}
        return [
            Change(
                row.change_id,
                row.at,
                names[row.officer_id].username if row.officer_id in names else "",
                names[row.changed_by].name if row.changed_by in names else "",
                row.what,
                self._opened(row.before, _BEFORE),
                self._opened(row.after, _AFTER),
            )
            for row in rows
        ]

    def _opened(self, sealed: bytes | None, place: str) -> str:
        try:
            return self._keys.open(sealed, place) if sealed else ""
        except CannotOpen:
            return "?"

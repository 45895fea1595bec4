"""What was changed about settings: written beside the change, in its transaction, and never taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Text, cast, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from complaints.tables import SettingChangeRow
from foundation.database import Database

PAGE = 50


class Change(NamedTuple):
    """One change: the fields that differ, as they were and as they are. Empty `before`: it is new."""

    id: UUID
    at: datetime
    by: str
    """The actor as the log writes it."""
    kind: str
    code: str
    what: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def note(
    session: AsyncSession,
    at: datetime,
    by: str,
    kind: str,
    code: str,
    what: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    """Write down a change in the caller's transaction. Neither side may hold a person's data or a secret."""
    session.add(
        SettingChangeRow(
            change_id=uuid7(), at=at, by=by, kind=kind, code=code, what=what, before=dict(before), after=dict(after)
        )
    )


class SettingChanges:
    """The log, the latest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def latest(
        self, kind: str = "", words: str = "", until: datetime | None = None, most: int = PAGE, code: str = ""
    ) -> Sequence[Change]:
        """At most `most` changes before `until`: of one kind, of one thing, or in which `words` stand."""
        asked = select(SettingChangeRow).order_by(col(SettingChangeRow.change_id).desc()).limit(most)
        if kind:
            asked = asked.where(col(SettingChangeRow.kind) == kind)
        if code:
            asked = asked.where(col(SettingChangeRow.code) == code)
        if until is not None:
            asked = asked.where(col(SettingChangeRow.at) < until)
        if words:
            said = (
                col(SettingChangeRow.code),
                cast(col(SettingChangeRow.before), Text),
                cast(col(SettingChangeRow.after), Text),
            )
            asked = asked.where(or_(*(one.icontains(words, autoescape=True) for one in said)))
        async with self._database.reading() as session:
            rows = (await session.exec(asked)).all()
        return [
            Change(row.change_id, row.at, row.by, row.kind, row.code, row.what, row.before, row.after) for row in rows
        ]

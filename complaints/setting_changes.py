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
from people.on_call import Noted

PAGE = 50
DUTY, RULE = "duty", "rule"
"""Kinds of change that are about no setting laid over the region's folder: a duty of the roster (its code is whose, as
the log names people), a dated promise (its code is the rule's name)."""


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


def duty_noted(by: str) -> Noted:
    """What `people.on_call` calls beside a change of the duty roster that `by` makes."""

    def noted(
        session: AsyncSession,
        at: datetime,
        officer: UUID,
        what: str,
        before: Mapping[str, str | int],
        after: Mapping[str, str | int],
    ) -> None:
        note(session, at, by, DUTY, f"officer:{officer}", what, before, after)

    return noted


class SettingChanges:
    """The log, the latest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def codes(self, kind: str) -> set[str]:
        """Of what there is a change of this kind."""
        async with self._database.reading() as session:
            asked = select(SettingChangeRow.code).where(SettingChangeRow.kind == kind).distinct()
            return set((await session.exec(asked)).all())

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

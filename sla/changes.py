"""What asks for open promises to be computed anew: another calendar, other rules or somebody; kept until it is done."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

import msgspec
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from foundation.database import Database
from foundation.writes import Write, write_all
from sla.policy import Policy
from sla.tables import RecalculationRow
from workdays import versions
from workdays.versions import REGION, Version


class Wanted(msgspec.Struct, frozen=True):
    """Rows that are not finished. `reason` is told by the events that follow.

    Dates may move later only where every one of the rows allows it: each of them bears on the others' promises, too.
    """

    rows: Sequence[RecalculationRow]
    reason: str

    @property
    def later_too(self) -> bool:
        return all(row.later_too for row in self.rows)


async def note(database: Database, policy: Policy, by: str, reason: str, later_too: bool, at: datetime) -> None:
    """Ask that open promises be computed anew by the policy in force."""
    async with database.transaction() as session:
        # A change that went unnoted does not pass under somebody else's reason.
        await _note_changes(session, policy, at)
        await _note(session, policy, by, reason, later_too, at)


async def wanted(database: Database, policy: Policy, at: datetime) -> Wanted | None:
    """What is not finished, a change that nobody has noted yet among it; None where all is done."""
    finished, key = col(RecalculationRow.finished_at), col(RecalculationRow.recalculation_id)
    async with database.transaction() as session:
        await _note_changes(session, policy, at)
        rows = (await session.exec(select(RecalculationRow).where(finished.is_(None)).order_by(key))).all()
        done = select(RecalculationRow).where(finished.is_not(None)).order_by(key.desc()).limit(1)
        before = (await session.exec(done)).first()
    if not rows:
        return None
    version, digest = int(policy.calendar.version), _digest(policy)
    only_rules = before is not None and before.calendar == version and before.rules != digest
    return Wanted(rows, f"rules:{digest[:12]}" if only_rules else f"calendar:{version}")


async def finish(database: Database, rows: Sequence[RecalculationRow], at: datetime) -> None:
    async with database.transaction() as session:
        writes = [Write(RecalculationRow, row.model_dump() | {"finished_at": at}, "upsert") for row in rows]
        await write_all(session, writes)


def _told(changes: Sequence[Version]) -> tuple[str, str, bool]:
    """Who changed the calendar last and why, and whether every change has a reason, as only a person gives one.

    `changes` begin with the newest.
    """
    later_too = bool(changes) and all(one.reason and one.changed_by != REGION for one in changes)
    return (changes[0].changed_by, changes[0].reason, later_too) if changes else (REGION, "", False)


async def _note_changes(session: AsyncSession, policy: Policy, at: datetime) -> None:
    """Note the calendar and the rules in force, if no row tells of them yet."""
    key, version = col(RecalculationRow.recalculation_id), int(policy.calendar.version)
    latest = (await session.exec(select(RecalculationRow).order_by(key.desc()).limit(1))).first()
    if latest is None or (latest.calendar, latest.rules) != (version, _digest(policy)):
        known = latest.calendar if latest else version
        by, reason, later_too = _told(await versions.history(session, max(version - known, 0)))
        await _note(session, policy, by, reason, later_too, at)


async def _note(session: AsyncSession, policy: Policy, by: str, reason: str, later_too: bool, at: datetime) -> None:
    row = RecalculationRow(
        recalculation_id=uuid7(),
        calendar=int(policy.calendar.version),
        rules=_digest(policy),
        later_too=later_too,
        asked_by=by,
        reason=reason,
        asked_at=at,
    )
    await write_all(session, [Write(RecalculationRow, row.model_dump())])


def _digest(policy: Policy) -> str:
    """Tells one set of rules from another, and whose office keeps which time."""
    zones = {unit: calendar.zone for unit, calendar in policy.calendars.items()}
    return sha256(msgspec.json.encode((policy.rules, policy.calendar.zone, sorted(zones.items())))).hexdigest()

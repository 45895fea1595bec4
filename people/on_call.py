"""The duty roster for danger to life as administrators keep it: who is called when, in which order."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound
from foundation.language import mark as _
from people.actor import CALLED_TO_ANY, Post, Reach, Role
from people.delegations import Delegation, read
from people.held_posts import held_at
from people.tables import DelegationRow, OfficerRow, OnCallRow, PostRow, UnitRow
from people.telegram import has_chat

OF_A_UNIT = (Role.OFFICER, Role.HEAD, Role.INSPECTORATE)
LONGEST = timedelta(days=366)

Noted = Callable[[AsyncSession, datetime, UUID, str, Mapping[str, str | int], Mapping[str, str | int]], None]
"""Writes down a change in its transaction: when, whose duty, what happened, and the duty before and after."""


class Duty(msgspec.Struct, frozen=True):
    """One row of the roster. `reachable`: the account is active, and a call can be sent to an address or a chat."""

    id: UUID
    officer: UUID
    name: str
    place: int
    starts_at: datetime
    ends_at: datetime
    unit: str | None
    reachable: bool
    away: bool = False
    """Whether they are on leave, or somebody stands in for them, on any day of it."""

    def runs(self, now: datetime) -> bool:
        return self.starts_at <= now < self.ends_at


class Candidate(msgspec.Struct, frozen=True):
    """An officer who may be put on the roster, with the posts held now."""

    officer: UUID
    name: str
    posts: tuple[Post, ...]

    def may_serve(self, unit: str | None) -> bool:
        """Whether they may know of every ordinary case, or of all that `unit` and those below it handle."""
        if any(post.role in CALLED_TO_ANY for post in self.posts):
            return True
        return unit is not None and any(post.role in OF_A_UNIT and unit in post.reach for post in self.posts)


class OnCall:
    """Each call is one transaction of its own; whoever changes something lets `DutyBook` forget. `noted` writes down
    what was changed; without it nothing is written, as when an empty installation is filled."""

    def __init__(self, database: Database, clock: Clock, reach: Reach, noted: Noted | None = None) -> None:
        self._database, self._clock, self._reach, self._noted = database, clock, reach, noted

    async def roster(self) -> list[Duty]:
        """What runs now and what is to come, by time and place."""
        chosen = (
            select(OnCallRow, OfficerRow, has_chat())
            .join(OfficerRow, col(OfficerRow.officer_id) == col(OnCallRow.officer_id))
            .where(col(OnCallRow.ends_at) > self._clock.now())
            .order_by(col(OnCallRow.starts_at), col(OnCallRow.place), col(OnCallRow.on_call_id))
        )
        async with self._database.reading() as session:
            duties = [_duty(*found) for found in (await session.exec(chosen)).all()]
            gone = await read(session, col(DelegationRow.principal).in_([one.officer for one in duties]))
        return [msgspec.structs.replace(one, away=_away(one, gone)) for one in duties]

    async def candidates(self) -> list[Candidate]:
        """Everybody who may serve for some unit at least, by name."""
        posts = (
            select(OfficerRow.officer_id, OfficerRow.name, PostRow.role, PostRow.unit)
            .join(PostRow, col(PostRow.officer_id) == col(OfficerRow.officer_id))
            .join(UnitRow, col(UnitRow.code) == col(PostRow.unit))
            .where(
                col(OfficerRow.disabled_at).is_(None),
                held_at(self._clock.now()),
                col(PostRow.role).in_([str(role) for role in (*CALLED_TO_ANY, *OF_A_UNIT)]),
            )
            .order_by(col(OfficerRow.name), col(OfficerRow.officer_id))
        )
        async with self._database.reading() as session:
            found = (await session.exec(posts)).all()
        held: dict[tuple[UUID, str], list[Post]] = {}
        for officer, name, role, unit in found:
            held.setdefault((officer, name), []).append(Post(Role(role), unit, self._reach(unit)))
        return [Candidate(officer, name, tuple(posts)) for (officer, name), posts in held.items()]

    async def add(self, officer: UUID, place: int, starts_at: datetime, ends_at: datetime, unit: str | None) -> UUID:
        """Put an officer on the roster; raises Invalid, naming the fields."""
        candidate = next((one for one in await self.candidates() if one.officer == officer), None)
        faults = _faults(candidate, place, starts_at, ends_at, unit, self._clock.now())
        if faults:
            raise Invalid(fields=faults)
        row = OnCallRow(
            on_call_id=uuid7(), officer_id=officer, place=place, starts_at=starts_at, ends_at=ends_at, unit=unit
        )
        async with self._database.transaction() as session:
            session.add(row)
            self._note(session, row, "added", {}, _told(row))
        return row.on_call_id

    async def end(self, on_call_id: UUID) -> None:
        """End a duty now; one that has not begun is taken off. Raises NotFound where it is over or never was."""
        now = self._clock.now()
        async with self._database.transaction() as session:
            row = await session.get(OnCallRow, on_call_id, with_for_update=True)
            if row is None or row.ends_at <= now:
                raise NotFound()
            if row.starts_at >= now:
                self._note(session, row, "removed", _told(row), {})
                await session.delete(row)
            else:
                before, row.ends_at = _told(row), now
                self._note(session, row, "ended", before, _told(row))

    def _note(
        self,
        session: AsyncSession,
        row: OnCallRow,
        what: str,
        before: Mapping[str, str | int],
        after: Mapping[str, str | int],
    ) -> None:
        if self._noted is not None:
            self._noted(session, self._clock.now(), row.officer_id, what, before, after)


def _told(row: OnCallRow) -> dict[str, str | int]:
    """A duty as the log of settings keeps it; instants in ISO form, UTC."""
    times = {name: getattr(row, name).astimezone(UTC).isoformat() for name in ("starts_at", "ends_at")}
    return {"place": row.place, **times, "unit": row.unit or ""}


def covered_until(roster: Sequence[Duty], now: datetime) -> datetime:
    """Until when somebody who can be reached is on call for all cases without a gap; `now` where nobody is."""
    until = now
    spans = sorted((duty.starts_at, duty.ends_at) for duty in roster if duty.reachable and duty.unit is None)
    for starts, ends in spans:
        if starts > until:
            break
        until = max(until, ends)
    return until


def _duty(row: OnCallRow, officer: OfficerRow, chat: bool) -> Duty:
    reachable = officer.disabled_at is None and (officer.email is not None or chat)
    return Duty(
        row.on_call_id, officer.officer_id, officer.name, row.place, row.starts_at, row.ends_at, row.unit, reachable
    )


def _away(duty: Duty, gone: Sequence[Delegation]) -> bool:
    """Whether some leave has hours in common with the duty."""
    return any(
        one.principal == duty.officer and one.since < duty.ends_at and duty.starts_at < one.until for one in gone
    )


def _faults(
    candidate: Candidate | None, place: int, starts_at: datetime, ends_at: datetime, unit: str | None, now: datetime
) -> dict[str, str]:
    faults = {}
    if candidate is None:
        faults["officer"] = _("Pilih petugasnya.")
    elif not candidate.may_serve(unit):
        faults["officer"] = _("Petugas ini tidak dapat melihat semua aduan; pilih unit yang ditanganinya.")
    if not 1 <= place <= 99:
        faults["place"] = _("Tulis urutannya, dari 1 sampai 99.")
    if ends_at <= starts_at or ends_at <= now:
        faults["ends_at"] = _("Piket harus berakhir sesudah mulai, dan belum lewat.")
    elif ends_at - starts_at > LONGEST:
        faults["ends_at"] = _("Satu piket paling lama satu tahun.")
    return faults

"""Making and ending delegations: who may decide about which post, who may stand in, and on which days."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as pick
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotAllowed, NotFound
from foundation.language import mark as _
from foundation.sealing import KeyRing
from people.account_changes import note
from people.account_rules import USUAL, AccountRules
from people.actor import Actor, Capacity, Role
from people.delegations import LIKE, Delegation, end_of, not_long_over, of_post, of_vacancy, read
from people.held_posts import begun_at, not_over_at
from people.own_posts import taken
from people.tables import DelegationRow, OfficerRow, PostRow, UnitRow

MADE, ENDED, LENT_TO_SELF = "delegation.made", "delegation.ended", "delegation.taken"
"""What the log of accounts calls it; the last one where somebody decided that they themselves stand in."""

LONGEST = timedelta(days=366)
LONGEST_BASIS = 200
PAST = 100
"""So many that are over are listed."""

BY_HEADS = (Role.OFFICER, Role.HEAD, Role.INSPECTORATE)
"""Posts of a unit about which its head may decide."""


class Wish(NamedTuple):
    """A delegation asked for. Without `principal` the post is vacant; without `deputy` somebody is only away."""

    capacity: Capacity
    role: Role
    unit: str
    principal: UUID | None
    deputy: UUID | None
    starts_on: date
    ends_on: date
    basis: str


class Lendable(NamedTuple):
    """A post that may be delegated: held by somebody or, without them, vacant today."""

    role: Role
    unit: str
    officer: UUID | None
    name: str


class Deputy(NamedTuple):
    """Somebody who may stand in, with a post of their own."""

    officer: UUID
    name: str
    role: Role
    unit: str


class Delegations:
    """Each call is one transaction of its own; who changes something lets `DutyBook` forget."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing) -> None:
        self._database, self._clock, self._keys = database, clock, keys

    async def make(self, by: Actor, wish: Wish, rules: AccountRules = USUAL) -> UUID:
        """Raises NotAllowed, or Invalid naming the fields. Whether an administrator may stand in, `rules` say."""
        if not may_delegate(by, wish.role, wish.unit) or by.person is None:
            raise NotAllowed()
        now = self._clock.now()
        async with self._database.transaction() as session:
            locked = select(UnitRow).where(col(UnitRow.code) == wish.unit).with_for_update()
            unit = (await session.exec(locked)).first()
            if unit is None:
                raise NotFound()
            today = now.astimezone(ZoneInfo(unit.timezone)).date()
            faults = _faults(wish, today) or await _conflicts(session, wish, now)
            if faults:
                raise Invalid(fields=faults)
            if by.holds_role(Role.ADMINISTRATOR):
                await taken(session, by.person, wish.deputy, wish.role, rules, now, "deputy")
            row = DelegationRow(
                delegation_id=uuid7(),
                made_at=now,
                made_by=by.person,
                **{**wish._asdict(), "capacity": str(wish.capacity), "role": str(wish.role)},
            )
            session.add(row)
            self._note(session, row, by.person, MADE)
            return row.delegation_id

    async def end(self, by: Actor, delegation_id: UUID) -> None:
        """End it now; raises NotFound where it is over or never was, NotAllowed."""
        now = self._clock.now()
        async with self._database.transaction() as session:
            found = await read(session, col(DelegationRow.delegation_id) == delegation_id)
            if not found or found[0].over(now):
                raise NotFound()
            if not may_delegate(by, found[0].role, found[0].unit):
                raise NotAllowed()
            row = await session.get(DelegationRow, delegation_id)
            assert row is not None
            session.add(end_of(delegation_id, now, by.person, "ended"))
            self._note(session, row, by.person, ENDED)

    async def known(self, by: Actor) -> Sequence[Delegation]:
        """All that this actor may decide about, the latest days first; of those that are over the last ones."""
        rule = _theirs(by)
        if rule is None:
            return ()
        now = self._clock.now()
        async with self._database.reading() as session:
            running = [one for one in await read(session, rule, not_long_over(now)) if not one.over(now)]
            latest = await read(session, rule, most=PAST + len(running))
        return [*running, *[one for one in latest if one.over(now)][:PAST]]

    async def of(self, officer: UUID, most: int) -> Sequence[Delegation]:
        """The latest in which this officer stands in or is stood in for."""
        own = or_(col(DelegationRow.principal) == officer, col(DelegationRow.deputy) == officer)
        async with self._database.reading() as session:
            return await read(session, own, most=most)

    async def lendable(self, by: Actor) -> Sequence[Lendable]:
        """Posts held today or from a day to come about which this actor may decide; and vacant posts of heads."""
        now = self._clock.now()
        held = (
            pick(col(PostRow.role), col(PostRow.unit), col(OfficerRow.officer_id), col(OfficerRow.name), begun_at(now))
            .join(OfficerRow, col(OfficerRow.officer_id) == col(PostRow.officer_id))
            .join(UnitRow, col(UnitRow.code) == col(PostRow.unit))
            .where(col(OfficerRow.disabled_at).is_(None), not_over_at(now))
            .order_by(col(OfficerRow.name), col(OfficerRow.officer_id))
        )
        async with self._database.reading() as session:
            rows = (await session.exec(held)).all()  # type: ignore[call-overload]
            units = (await session.exec(select(UnitRow.code).order_by(col(UnitRow.place)))).all()
        headed = {unit for role, unit, _officer, _name, begun in rows if begun and role == Role.HEAD}
        found = [Lendable(Role(role), unit, officer, name) for role, unit, officer, name, _begun in rows]
        found += [Lendable(Role.HEAD, code, None, "") for code in units if code not in headed]
        return [one for one in dict.fromkeys(found) if may_delegate(by, one.role, one.unit)]

    async def deputies(self) -> Sequence[Deputy]:
        """Everybody with an active account and a post, by name, with their first post."""
        held = (
            select(OfficerRow.officer_id, OfficerRow.name, PostRow.role, PostRow.unit)
            .join(PostRow, col(PostRow.officer_id) == col(OfficerRow.officer_id))
            .join(UnitRow, col(UnitRow.code) == col(PostRow.unit))
            .where(col(OfficerRow.disabled_at).is_(None), not_over_at(self._clock.now()))
            .order_by(col(OfficerRow.name), col(OfficerRow.officer_id), col(PostRow.starts_on))
        )
        async with self._database.reading() as session:
            rows = (await session.exec(held)).all()
        first: dict[UUID, Deputy] = {}
        for officer, name, role, unit in rows:
            first.setdefault(officer, Deputy(officer, name, Role(role), unit))
        return list(first.values())

    def _note(self, session: AsyncSession, row: DelegationRow, by: UUID | None, what: str) -> None:
        told = f"{row.capacity} {row.role} {row.unit} {row.starts_on} {row.ends_on}"
        for whose in (row.principal, row.deputy):
            if whose is not None:
                before, after = (told, "") if what == ENDED else ("", told)
                own = what == MADE and whose == row.deputy == by
                note(session, self._keys, self._clock.now(), whose, by, LENT_TO_SELF if own else what, before, after)


def may_delegate(by: Actor, role: Role, unit: str) -> bool:
    """Whether somebody may decide who stands in for a post: administrators, and of a unit's own posts its head.

    An acting head decides about the officers, not about the post that was lent to them.
    """
    if role is Role.ADMINISTRATOR:
        return False  # whoever needs these keys is given a dated post of their own
    if by.holds_role(Role.ADMINISTRATOR):
        return True
    heads = [post for post in by.posts if post.role is Role.HEAD and post.unit == unit]
    if role is Role.HEAD:
        return any(post.on_behalf is None for post in heads)
    return role in BY_HEADS and bool(heads)


def _theirs(by: Actor) -> ColumnElement[bool] | None:
    if by.holds_role(Role.ADMINISTRATOR):
        return col(DelegationRow.role) != str(Role.ADMINISTRATOR)
    units = sorted(post.unit for post in by.posts if post.role is Role.HEAD)
    return col(DelegationRow.unit).in_(units) if units else None


def _faults(wish: Wish, today: date) -> dict[str, str]:
    """What is wrong with what was told, before anything is looked up."""
    faults = {}
    if (wish.capacity is Capacity.PLT) != (wish.principal is None):
        faults["capacity"] = _(
            "Plt. untuk jabatan yang kosong; pilih Plh. atau cuti untuk jabatan yang ada pejabatnya."
        )
    if wish.deputy is None and wish.capacity is not Capacity.LEAVE:
        faults["deputy"] = _("Pilih siapa yang menggantikan.")
    if wish.deputy is not None and wish.deputy == wish.principal:
        faults["deputy"] = _("Pilih orang lain: pejabat tidak menggantikan dirinya sendiri.")
    if wish.starts_on < today:
        faults["starts_on"] = _("Mulai paling awal hari ini: yang sudah dilakukan tidak diubah.")
    if wish.ends_on < wish.starts_on:
        faults["ends_on"] = _("Hari terakhir tidak boleh sebelum hari pertama.")
    elif wish.ends_on - wish.starts_on > LONGEST:
        faults["ends_on"] = _("Paling lama satu tahun; sesudahnya dibuat lagi.")
    if not 0 < len(wish.basis.strip()) <= LONGEST_BASIS:
        faults["basis"] = _("Tulis dasarnya, misalnya nomor surat perintah, paling panjang 200 huruf.")
    return faults


async def _conflicts(session: AsyncSession, wish: Wish, now: datetime) -> dict[str, str]:
    """What stands against it in the rows."""
    if wish.principal is not None:
        held = await _whole(session, wish, wish.principal, (wish.role,), wish.unit)
        if not held:
            return {"post": _("Jabatan itu tidak dipegangnya selama semua hari tersebut.")}
    elif await _filled(session, wish):
        return {"post": _("Pada hari-hari itu jabatan tersebut ada pejabatnya; pilih Plh. atau cuti.")}
    same = of_post(wish.principal, wish.role, wish.unit) if wish.principal else of_vacancy(wish.role, wish.unit)
    if any(not one.over(now) for one in await read(session, same, _overlaps(wish))):
        return {"starts_on": _("Pada sebagian hari itu sudah ada yang menggantikan.")}
    return await _unfit(session, wish, now) if wish.deputy is not None else {}


async def _unfit(session: AsyncSession, wish: Wish, now: datetime) -> dict[str, str]:
    """Why this deputy cannot stand in on these days."""
    assert wish.deputy is not None
    if not await _whole(session, wish, wish.deputy, LIKE.get(wish.role, tuple(Role)), None):
        if wish.role in LIKE:
            return {"deputy": _("Jabatan ini hanya dapat dilimpahkan kepada yang sendiri memegang jabatan sejenis.")}
        return {"deputy": _("Ia tidak punya jabatan sendiri selama semua hari tersebut.")}
    if wish.role is Role.INSPECTORATE and not await _whole(session, wish, wish.deputy, (wish.role,), wish.unit):
        return {"deputy": _("Jabatan ini hanya dapat dilimpahkan kepada yang sendiri memegang jabatan sejenis.")}
    gone = await read(session, col(DelegationRow.principal) == wish.deputy, _overlaps(wish))
    if any(not one.over(now) for one in gone):
        return {"deputy": _("Pada sebagian hari itu ia sendiri sedang tidak ada.")}
    if wish.principal is not None:
        stands = await read(session, col(DelegationRow.deputy) == wish.principal, _overlaps(wish))
        if any(not one.over(now) for one in stands):
            return {"starts_on": _("Pada sebagian hari itu ia menggantikan orang lain; akhiri dahulu yang itu.")}
    return {}


async def _whole(session: AsyncSession, wish: Wish, officer: UUID, roles: Sequence[Role], unit: str | None) -> bool:
    """Whether an officer with an active account holds one such post of their own on all days wished for."""
    asked = (
        select(func.count())
        .select_from(PostRow)
        .join(OfficerRow, col(OfficerRow.officer_id) == col(PostRow.officer_id))
        .where(
            col(OfficerRow.disabled_at).is_(None),
            col(PostRow.officer_id) == officer,
            col(PostRow.role).in_([str(role) for role in roles]),
            col(PostRow.starts_on) <= wish.starts_on,
            or_(col(PostRow.ends_on).is_(None), col(PostRow.ends_on) >= wish.ends_on),
        )
    )
    if unit is not None:
        asked = asked.where(col(PostRow.unit) == unit)
    return (await session.exec(asked)).one() > 0


async def _filled(session: AsyncSession, wish: Wish) -> bool:
    """Whether anybody holds the post on any of these days."""
    asked = (
        select(func.count())
        .select_from(PostRow)
        .join(OfficerRow, col(OfficerRow.officer_id) == col(PostRow.officer_id))
        .where(
            col(OfficerRow.disabled_at).is_(None),
            col(PostRow.role) == str(wish.role),
            col(PostRow.unit) == wish.unit,
            col(PostRow.starts_on) <= wish.ends_on,
            or_(col(PostRow.ends_on).is_(None), col(PostRow.ends_on) >= wish.starts_on),
        )
    )
    return (await session.exec(asked)).one() > 0


def _overlaps(wish: Wish) -> ColumnElement[bool]:
    return (col(DelegationRow.starts_on) <= wish.ends_on) & (col(DelegationRow.ends_on) >= wish.starts_on)

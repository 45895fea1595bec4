"""Writes what administrators set beside the region's folder: one change, its log, and the units it concerns."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.own_region import NEW, TOPIC, UNIT, VALUE, Own, laid_over
from complaints.region import Region
from complaints.setting_changes import note
from complaints.tables import OwnSettingRow, RegionRow
from foundation.errors import NotFound
from foundation.writes import Write, write_all
from people.tables import UnitRow

_LISTS = {UNIT: "units", TOPIC: "topics"}


class Standing(NamedTuple):
    """The region as its folder says it, what was set beside it, and what holds."""

    document: Mapping[str, Any]
    own: tuple[Own, ...]
    region: Region


async def standing(session: AsyncSession) -> Standing:
    """As it is, held until the transaction ends: nobody else changes it meanwhile. Raises NotFound."""
    await session.exec(text("LOCK TABLE regions IN SHARE ROW EXCLUSIVE MODE"))  # type: ignore[call-overload]
    row = (await session.exec(select(RegionRow))).first()
    if row is None:
        raise NotFound()
    own = await own_of(session)
    return Standing(row.data, own, msgspec.convert(laid_over(row.data, own), Region))


async def own_of(session: AsyncSession) -> tuple[Own, ...]:
    ordered = select(OwnSettingRow).order_by(col(OwnSettingRow.kind), col(OwnSettingRow.code))
    return tuple(Own(row.kind, row.code, row.data) for row in (await session.exec(ordered)).all())


async def put(
    session: AsyncSession,
    now: Standing,
    kind: str,
    code: str,
    told: Mapping[str, Any],
    what: str,
    by: str,
    at: datetime,
) -> bool:
    """Let `told` hold of one thing, field by field; tells whether that changes anything.

    A field that is set to what the folder says follows the folder again.
    """
    said = folder_says(now.document, kind, code)
    before = _holding(now, kind, code)
    changed = {name: value for name, value in told.items() if name not in before or before[name] != value}
    if not changed:
        return False
    mine = next((dict(one.data) for one in now.own if (one.kind, one.code) == (kind, code)), {})
    mine |= changed
    if said is None:
        mine[NEW] = True
    else:
        mine = {name: value for name, value in mine.items() if name == NEW or said.get(name, _NOTHING) != value}
    await _keep(session, kind, code, mine, by, at)
    note(session, at, by, kind, code, what, {name: before[name] for name in changed if name in before}, changed)
    if kind == UNIT:
        after = laid_over(now.document, [*(one for one in now.own if one[:2] != (kind, code)), Own(kind, code, mine)])
        await write_all(session, unit_writes(msgspec.convert(after, Region)), (UnitRow,))
    return True


async def replace(
    session: AsyncSession,
    now: Standing,
    kind: str,
    code: str,
    told: Mapping[str, Any] | None,
    what: str,
    by: str,
    at: datetime,
) -> bool:
    """Let `told` hold as a whole, or with None what the folder says; tells whether that changes anything."""
    before = next((dict(one.data) for one in now.own if (one.kind, one.code) == (kind, code)), {})
    after = dict(told or {})
    if before == after and (told is not None) == any(one[:2] == (kind, code) for one in now.own):
        return False
    row = await session.get(OwnSettingRow, (kind, code))
    if row is not None:
        await session.delete(row)
        await session.flush()
    if told is not None:
        session.add(OwnSettingRow(kind=kind, code=code, at=at, by=by, data=after))
    note(session, at, by, kind, code, what, before, after)
    return True


_NOTHING = object()


def folder_says(document: Mapping[str, Any], kind: str, code: str) -> Mapping[str, Any] | None:
    """The fields of one thing as the folder has them, defaults among them; None where it does not know it."""
    if kind not in _LISTS:
        said = msgspec.to_builtins(msgspec.convert(document, Region)).get(code, {})
        return said if isinstance(said, Mapping) else {VALUE: said}
    listed = msgspec.to_builtins(getattr(msgspec.convert(document, Region), _LISTS[kind]))
    return next((one for one in listed if one["code"] == code), None)


def _holding(now: Standing, kind: str, code: str) -> dict[str, Any]:
    if kind in _LISTS:
        known = getattr(now.region, kind).get(code)
        return msgspec.to_builtins(known) if known else {}
    said = msgspec.to_builtins(getattr(now.region, code))
    return said if isinstance(said, dict) else {VALUE: said}


async def _keep(session: AsyncSession, kind: str, code: str, data: dict[str, Any], by: str, at: datetime) -> None:
    row = await session.get(OwnSettingRow, (kind, code))
    if row is not None:
        await session.delete(row)
        await session.flush()
    if data:
        session.add(OwnSettingRow(kind=kind, code=code, at=at, by=by, data=data))
    await session.flush()


def unit_writes(region: Region) -> Iterable[Write]:
    """The rows of units that posts and desks refer to, as the region has them."""
    for place, unit in enumerate(region.units):
        values = {name: getattr(unit, name) for name in ("code", "name", "short", "kind", "duty", "accepts")}
        zone = region.timezone_of(unit.code)
        yield Write(UnitRow, {**values, "parent": unit.parent or None, "timezone": zone, "place": place}, "upsert")

"""Loads a region's folder into the database: says what would change, then changes it, again and again without harm."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from competency.decisions import load_folder
from competency.training_seed import seed_trainings
from complaints.kinds import OPEN
from complaints.own_region import TOPIC, UNIT, Own, laid_over
from complaints.own_settings import own_of, unit_writes
from complaints.region import LocalPlace, Region, Unit
from complaints.tables import RegionRow
from foundation.database import Database
from foundation.writes import Write, write_all
from people.tables import UnitRow
from service.region_folder import RegionFolder, read_folder
from sla.policies import Origin, replace_rules, written_in
from workdays.seed import seed as seed_calendar

_LISTS = ("units", "topics", "bodies", "areas", "conflicts", "places", "roads", "families", "kinds")
_OPEN_CASES = text("SELECT unit, count(*) FROM complaints WHERE status = ANY(:open) AND unit IS NOT NULL GROUP BY unit")
_TOPICS_USED = text("SELECT topic, count(*) FROM complaints WHERE topic IS NOT NULL GROUP BY topic")


class Difference(msgspec.Struct, frozen=True):
    """What changes in one list, by code. A unit that is `removed` is closed, not deleted."""

    what: str
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


class Loaded(msgspec.Struct, frozen=True):
    """What a load changes or changed, what to mind, and the region's version and calendar's version after it."""

    region: str
    differences: tuple[Difference, ...]
    notes: tuple[str, ...]
    version: int
    calendar_version: int
    calendar_rows: int

    @property
    def changes_anything(self) -> bool:
        return bool(self.differences) or self.calendar_rows > 0


class _Undo(Exception):
    """Carries a preview out of the transaction that must not stay."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        super().__init__()


async def preview(database: Database, folder: Path, at: datetime) -> Loaded:
    """What `load` would change, found by doing it and taking it back. Raises FolderFaults, Invalid."""
    try:
        async with database.transaction() as session:
            raise _Undo(await load_within(session, read_folder(folder, at), at))
    except _Undo as undone:
        return undone.loaded


async def load(database: Database, folder: Path, at: datetime) -> Loaded:
    """Load a region's folder in one transaction. Raises FolderFaults, Invalid."""
    async with database.transaction() as session:
        return await load_within(session, read_folder(folder, at), at)


async def load_within(session: AsyncSession, read: RegionFolder, at: datetime) -> Loaded:
    await session.exec(text("LOCK TABLE regions IN SHARE ROW EXCLUSIVE MODE"))  # type: ignore[call-overload]
    row = (await session.exec(select(RegionRow))).first()
    before = msgspec.convert(row.data, Region) if row else None
    after = _with_closed_units(read.region, before)
    own = await own_of(session)
    held = msgspec.convert(laid_over(_built(after), own), Region)
    differences = [*_differences(before, after), await _rule_difference(session, read)]
    version = row.version if row else 0
    if before is None or _built(before) != _built(after):
        version += 1
        await write_all(session, [_region_write(after, version, at), *unit_writes(held)], (RegionRow, UnitRow))
    await replace_rules(session, read.rules, at.astimezone(ZoneInfo(after.timezone)).date())
    calendar = await seed_calendar(session, read.hours, read.days, at, read.ranges)
    taken = await load_folder(session, read.competencies, at)
    differences += [await _training_difference(session, read, at), Difference("competencies", *taken)]
    found = tuple(one for one in differences if one)
    notes = (*[note async for note in _notes(session, before, after)], *_kept(before, after, own))
    return Loaded(after.code, found, notes, version, calendar.version, calendar.written + calendar.removed)


def _with_closed_units(region: Region, before: Region | None) -> Region:
    """A unit that left the folder stays known, so that old cases keep its name, but accepts nothing."""
    gone = [unit for unit in before.units if unit.code not in region.unit] if before else []
    closed = tuple(msgspec.structs.replace(unit, accepts=False) for unit in gone)
    return msgspec.structs.replace(region, units=region.units + closed)


def _built(value: Any) -> Any:
    return msgspec.to_builtins(value)


def _region_write(region: Region, version: int, at: datetime) -> Write:
    document = msgspec.json.encode(region).decode()
    values = {"one": True, "version": version, "code": region.code, "loaded_at": at, "data": document}
    return Write(RegionRow, values, "upsert")


def _differences(before: Region | None, after: Region) -> Iterable[Difference]:
    for name in _LISTS:
        old = _by_code(getattr(before, name)) if before else {}
        yield _difference(name, old, _by_code(getattr(after, name)), closed=_closed(old, after, name))
    yield _difference("routing", _built(before.routing) if before else {}, _built(after.routing))
    yield _difference("region", _head(before), _head(after))


def _head(region: Region | None) -> dict[str, Any]:
    return {name: value for name, value in _built(region).items() if name not in (*_LISTS, "routing")} if region else {}


def _by_code(entries: Iterable[Any]) -> dict[str, Any]:
    return {_key(one): _built(one) for one in entries}


def _key(entry: Any) -> str:
    """What an entry is called; a place's name alone may stand for several places."""
    if isinstance(entry, LocalPlace):
        return f"{entry.name} ({entry.parent})"
    return str(next(getattr(entry, name) for name in ("code", "about", "name") if hasattr(entry, name)))


def _closed(old: Mapping[str, Any], after: Region, name: str) -> frozenset[str]:
    if name != "units":
        return frozenset()
    return frozenset(code for code, one in old.items() if one.get("accepts", True) and not after.unit[code].accepts)


def _difference(
    what: str, old: Mapping[str, Any], new: Mapping[str, Any], closed: frozenset[str] = frozenset()
) -> Difference:
    changed = [code for code in new if code in old and new[code] != old[code] and code not in closed]
    removed = [*(code for code in old if code not in new), *sorted(closed)]
    return Difference(what, tuple(code for code in new if code not in old), tuple(changed), tuple(removed))


async def _rule_difference(session: AsyncSession, read: RegionFolder) -> Difference:
    there = await written_in(session)
    people = {one.rule.name for one in there if one.origin is Origin.PERSON}
    old = {one.rule.name: _built(one.rule) for one in there if one.origin is Origin.REGION}
    return _difference("promises", old, {rule.name: _built(rule) for rule in read.rules if rule.name not in people})


async def _training_difference(session: AsyncSession, read: RegionFolder, at: datetime) -> Difference:
    if read.trainings is None:
        return Difference("trainings")
    seeded = await seed_trainings(session, read.trainings, at)
    return Difference("trainings", seeded.added, (*seeded.changed, *["rules"] * seeded.rules), seeded.removed)


async def _notes(session: AsyncSession, before: Region | None, after: Region) -> Any:
    """What somebody should know before they agree."""
    if before is None:
        return
    closing = [unit for unit in after.units if not unit.accepts and _accepted(before, unit)]
    if closing:
        held = await _counts(session, _OPEN_CASES, {"open": [str(status) for status in OPEN]})
        for unit in closing:
            if held.get(unit.code):
                yield f"Unit {unit.code} is closed while it holds {held[unit.code]} open cases; forward them elsewhere."
    gone = [topic.code for topic in before.topics if topic.code not in after.topic]
    if gone:
        used = await _counts(session, _TOPICS_USED, {})
        for code in gone:
            if used.get(code):
                yield f"Topic {code} goes while {used[code]} complaints bear it; they will show its code."
    if before.code != after.code:
        yield f"The installation turns from {before.name} into {after.name}."


def _kept(before: Region | None, after: Region, own: Sequence[Own]) -> Iterable[str]:
    """What the folder changes in vain, because it was set on a page since."""
    for kind, listed in ((UNIT, "units"), (TOPIC, "topics")):
        old = _by_code(getattr(before, listed)) if before else {}
        new = _by_code(getattr(after, listed))
        for one in own:
            if one.kind == kind and one.code in old and one.code in new:
                fields = [name for name in one.data if old[one.code].get(name) != new[one.code].get(name)]
                if fields:
                    yield f"{kind.capitalize()} {one.code}: {', '.join(fields)} stays as it was set on its page."


def _accepted(region: Region, unit: Unit) -> bool:
    known = region.unit.get(unit.code)
    return known is not None and known.accepts


async def _counts(session: AsyncSession, query: Any, values: Mapping[str, Any]) -> dict[str, int]:
    rows = await session.exec(query, params=dict(values))
    return {row[0]: row[1] for row in rows}

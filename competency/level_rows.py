"""Counts of levels as they are kept: added to, read by unit, and put together into groups that may be shown."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from competency.input_tables import LevelCountRow
from competency.level_counts import Levels, concerned, groups, levels, together
from foundation.writes import table_of

ByUnit = Mapping[str, Mapping[tuple[int, int], int]]


class Group(NamedTuple):
    units: tuple[str, ...]
    levels: Levels


async def counts_of(
    session: AsyncSession, inputs: Sequence[UUID], competency: str | None = None
) -> dict[tuple[UUID, str, str], ByUnit]:
    """Counts by survey or assessment, way of asking and competency (None: all that were asked), for each unit."""
    row = LevelCountRow
    found: dict[tuple[UUID, str, str], dict[str, dict[tuple[int, int], int]]] = {}
    asked = select(row).where(col(row.input_id).in_(inputs))
    if competency is not None:
        asked = asked.where(row.competency == competency)
    for one in (await session.exec(asked)).all():
        by_unit = found.setdefault((one.input_id, one.asked, one.competency), {})
        by_unit.setdefault(one.unit, {})[one.needed, one.now] = one.people
    return dict(found)


async def add_counts(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add to counts; rows in the order of their keys, so that two writers never wait for each other in a circle."""
    new = insert(table_of(LevelCountRow)).values(list(rows))
    key = ["input_id", "asked", "unit", "competency", "needed", "now"]
    people = table_of(LevelCountRow).c.people + new.excluded.people
    await session.exec(new.on_conflict_do_update(index_elements=key, set_={"people": people}))


def shown(by_unit: ByUnit, least: int) -> tuple[Group, ...]:
    """Groups large enough, each with its levels."""
    people = {unit: concerned(counts) for unit, counts in by_unit.items()}
    found = []
    for units in groups(people, least):
        said = levels(together([by_unit[unit] for unit in units]), least)
        if said is not None:
            found.append(Group(units, said))
    return tuple(found)

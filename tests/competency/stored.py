"""Puts an invented world into the tables from which our own signals are reckoned."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

import msgspec
import numpy as np

from bench.competency_world import World
from competency.cases import NEVER, Codes
from foundation.database import Database

ZONE = "Asia/Jakarta"
_SPACE = UUID(int=8)
_AHEAD = 400
_EVIDENCE = """
INSERT INTO evidence (complaint_id, unit, topic, channel, received_at, severity, first_days, first_due, first_missed,
    replied_at, days, due, missed, closed_at, template, reopened_at, asked, asked_again_at, passed, passed_again_at,
    refused, rating, rated_at, people)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::int[], $7::int[],
    $8::timestamptz[], $9::bool[], $10::timestamptz[], $11::int[], $12::timestamptz[], $13::bool[], $14::timestamptz[],
    $15::bool[], $16::timestamptz[], $17::int[], $18::timestamptz[], $19::int[], $20::timestamptz[], $21::bool[],
    $22::int[], $23::timestamptz[], $24::jsonb[])
"""
_BESIDE = "INSERT INTO evidence_beside SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bool[])"


class Worked:
    """The working days of a world; beyond its end every weekday is one."""

    def __init__(self, world: World) -> None:
        self._first, self._worked = world.calendar.first, world.calendar.worked

    def is_working(self, day: date) -> bool:
        place = day.toordinal() - self._first
        return bool(self._worked[place]) if 0 <= place < len(self._worked) else day.weekday() < 5


async def put(database: Database, world: World, people: int = 5, last: date | None = None) -> None:
    """Each unit has so many people who take turns with its complaints. With `last` the world ends on that day."""
    moved = timedelta(days=last.toordinal() - world.last if last else 0)
    cases, end = world.cases, world.last
    ids = [uuid5(_SPACE, one) for one in cases.ids]
    happened = {name: np.where(getattr(cases, name) <= end, getattr(cases, name), NEVER) for name in _DAYS}
    kept = np.where(cases.clarified >= 2, cases.received + 1, NEVER)
    sent = np.where(cases.rerouted >= 2, cases.received + 1, NEVER)
    rated = np.where(cases.rating > 0, end, NEVER)
    never = [False] * len(cases)
    acted = [
        msgspec.json.encode([str(uuid5(_SPACE, f"{unit}-{row % people}"))]).decode()
        for row, unit in enumerate(cases.unit)
    ]
    columns: tuple[Any, ...] = (
        ids,
        [cases.units[one] for one in cases.unit],
        [cases.topics[one] for one in cases.topic],
        [cases.channels[one] for one in cases.channel],
        _instants(cases.received, moved),
        cases.severity.tolist(),
        cases.first_days.tolist(),
        _instants(_due(world, cases.first_days), moved),
        never,
        _instants(happened["replied"], moved),
        cases.days.tolist(),
        _instants(_due(world, cases.days), moved),
        never,
        _instants(happened["closed"], moved),
        (cases.template & (happened["closed"] < NEVER)).tolist(),
        _instants(happened["reopened"], moved),
        cases.clarified.tolist(),
        _instants(kept, moved),
        cases.rerouted.tolist(),
        _instants(sent, moved),
        (cases.rerouted > 0).tolist(),
        [int(one) or None for one in cases.rating],
        _instants(rated, moved),
        acted,
    )
    async with database.transaction() as session:
        connection = await session.connection()
        await connection.exec_driver_sql(_EVIDENCE, columns)
        reporters = [uuid5(_SPACE, f"reporter {one}") for one in cases.reporter]
        await connection.exec_driver_sql(_BESIDE, (ids, reporters, cases.repeated.tolist()))


_DAYS = ("replied", "closed", "reopened")


def _instants(days: Codes, moved: timedelta) -> list[datetime | None]:
    """Noon in Lampung of each day, moved by so many; None for what did not happen."""
    return [
        None if one >= NEVER else datetime.combine(date.fromordinal(int(one)), time(5), UTC) + moved for one in days
    ]


def _due(world: World, promised: Codes) -> Codes:
    """The day on which so many working days since it was received have passed."""
    first, worked = int(world.cases.received.min()), Worked(world)
    end = world.last + _AHEAD
    days = [worked.is_working(date.fromordinal(first) + timedelta(days=one)) for one in range(end - first)]
    before = np.concatenate([[0], np.cumsum(days)])
    found: Codes = first - 1 + np.searchsorted(before, before[world.cases.received - first + 1] + promised)
    return found

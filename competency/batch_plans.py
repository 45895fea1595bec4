"""Batches held with one version of a material, as what is compared: read from lots, seats, posts and labels."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from competency.changes import Group, Spoiled
from competency.signals import Family
from competency.windows import Place, Plan
from foundation.database import plainly

LEAST_THERE = 0.5
"""Of those who finished, still in the unit: with fewer its figures are other people's."""

_NEEDS = """
SELECT b.batch_id, b.starts_on, b.ends_on, bn.need_id, bn.unit, bn.topic, bn."group",
    (bn.settled_at AT TIME ZONE $2)::date AS settled_on, n.state -> 'heard' -> -1 ->> 'family' AS family,
    (SELECT min(later.starts_on) FROM batch_needs again JOIN batches later USING (batch_id)
        WHERE again.need_id = bn.need_id AND again."group" IN ('drawn', 'first')
        AND later.status = 'held' AND later.starts_on > b.ends_on) AS trained_later
FROM batches b JOIN batch_needs bn USING (batch_id) LEFT JOIN needs n USING (need_id)
WHERE b.material_id = $1 AND b.status = 'held' AND b.ends_on < $3 AND bn."group" <> 'listed'
ORDER BY b.batch_id, bn.need_id
"""
_THERE = """
SELECT s.batch_id, s.need_id, count(*) AS finished, count(*) FILTER (WHERE EXISTS (
    SELECT 1 FROM posts p WHERE p.officer_id = s.officer_id AND p.unit = s.unit
    AND p.starts_on <= $2 AND (p.ends_on IS NULL OR p.ends_on >= $2))) AS there
FROM seats s WHERE s.batch_id = ANY($1) AND s.finished AND s.need_id IS NOT NULL GROUP BY s.batch_id, s.need_id
"""
_LABELS = """
SELECT s.unit, s.topic, s.label, min(r.period_until) AS since
FROM signals s JOIN signal_reports r USING (report_id)
WHERE s.label IN ('beban', 'lonjakan', 'layanan') GROUP BY s.unit, s.topic, s.label
"""
_GROUPS = {"drawn": Group.TRAINED, "first": Group.FIRST, "waiting": Group.WAITING}


class Held(NamedTuple):
    """Batches of one version of a material that are over.

    `needs` are those that were trained, by batch; `unmeasured` counts those of which complaints tell nothing.
    """

    plans: tuple[Plan, ...]
    needs: Mapping[UUID, tuple[UUID, ...]]
    unmeasured: int


async def held(session: AsyncSession, material: UUID, timezone: str, last: date) -> Held:
    """As known at the end of `last`; days are those of `timezone`."""
    rows = await plainly(session, _NEEDS, material, timezone, last)
    batches = sorted({row["batch_id"] for row in rows})
    there = await plainly(session, _THERE, batches, last)
    gone = {(row["batch_id"], row["need_id"]) for row in there if row["there"] < LEAST_THERE * row["finished"]}
    labels = [
        _Label(row["unit"], row["topic"], Spoiled(row["label"]), row["since"])
        for row in await plainly(session, _LABELS)
    ]
    plans: list[Plan] = []
    for batch in batches:
        plans += _plans([row for row in rows if row["batch_id"] == batch], gone, labels, last)
    trained = defaultdict(list)
    for row in rows:
        if row["group"] != "waiting":
            trained[row["batch_id"]].append(row["need_id"])
    unmeasured = sum(_family(row) is None for row in rows)
    return Held(tuple(plans), {batch: tuple(needs) for batch, needs in trained.items()}, unmeasured)


class _Label(NamedTuple):
    unit: str
    topic: str | None
    cause: Spoiled
    since: date


def _family(row: Any) -> Family | None:
    """By which measures a need shows in complaints; None where it does not.

    A need that no signal spoke for is measured by those of its topic.
    """
    if row["unit"] is None:
        return None
    if row["family"] is not None:
        return Family(row["family"])
    return Family.TECHNICAL if row["topic"] is not None else None


def _plans(rows: Sequence[Any], gone: Iterable[tuple[UUID, UUID]], labels: Sequence[_Label], last: date) -> list[Plan]:
    """Of one batch, one for each family of measures."""
    found = []
    settled = [row["settled_on"] for row in rows if row["settled_on"] is not None]
    selected = min([*settled, rows[0]["starts_on"] - timedelta(days=1)])
    families = sorted({one for one in map(_family, rows) if one is not None})
    for family in families:
        name = str(rows[0]["batch_id"]) if len(families) == 1 else f"{rows[0]['batch_id']} {family}"
        plan = Plan(name, selected, rows[0]["ends_on"], last, family, ())
        own = [row for row in rows if _family(row) is family and not _soon(row, plan)]
        waited = [row["trained_later"] for row in own if row["group"] == "waiting" and row["trained_later"]]
        plan = plan._replace(until=min([last, *(one - timedelta(days=1) for one in waited)]))
        found.append(plan._replace(places=tuple(_place(row, gone, labels, plan) for row in own)))
    return found


def _soon(row: Any, plan: Plan) -> bool:
    """Whether it was trained so soon after the others that it hardly waited."""
    later = row["trained_later"]
    return bool(row["group"] == "waiting" and later is not None and later <= plan.first_look)


def _place(row: Any, gone: Iterable[tuple[UUID, UUID]], labels: Sequence[_Label], plan: Plan) -> Place:
    group = _GROUPS[row["group"]]
    spoiled = Spoiled.MOVED if (row["batch_id"], row["need_id"]) in gone and group is not Group.WAITING else None
    topic = None if plan.family is Family.COMMUNICATION else row["topic"]
    for one in labels:
        if one.unit == row["unit"] and one.topic in (None, topic) and plan.selected < one.since <= plan.until:
            spoiled = spoiled or one.cause
    return Place(row["unit"], topic, group, spoiled)

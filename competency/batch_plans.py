"""Batches held with one version of a material, as what is compared: read from lots, seats, posts and labels."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from competency.changes import Group, Spoiled
from competency.signals import Family
from competency.windows import Lesson, Place, Plan
from foundation.database import plainly

LEAST_THERE = 0.5
"""Of those who finished, still in the unit: with fewer its figures are other people's."""

_FAMILY = "n.state -> 'heard' -> -1 ->> 'family' AS family"
_NEEDS = f"""
SELECT b.batch_id, b.starts_on, b.ends_on, bn.need_id, bn.unit, bn.topic, bn."group",
    (bn.settled_at AT TIME ZONE $2)::date AS settled_on, {_FAMILY}
FROM batches b JOIN batch_needs bn USING (batch_id) LEFT JOIN needs n USING (need_id)
WHERE b.material_id = $1 AND b.status = 'held' AND b.ends_on < $3 AND bn."group" <> 'listed'
ORDER BY b.batch_id, bn.need_id
"""  # noqa: S608 - a column of our own
_LESSONS = f"""
SELECT b.batch_id, bn.unit, bn.topic, b.starts_on, b.ends_on, {_FAMILY}
FROM batches b JOIN batch_needs bn USING (batch_id) LEFT JOIN needs n USING (need_id)
WHERE b.status = 'held' AND bn."group" IN ('drawn', 'first') AND bn.unit IS NOT NULL
UNION
SELECT b.batch_id, s.unit, bn.topic, b.starts_on, b.ends_on, {_FAMILY}
FROM batches b JOIN seats s USING (batch_id) JOIN batch_needs bn USING (batch_id)
    LEFT JOIN needs n ON n.need_id = bn.need_id
WHERE b.status = 'held' AND bn."group" IN ('drawn', 'first') AND s.need_id IS NULL AND s.finished
"""  # noqa: S608 - a column of our own
"""Units of needs that were trained, and those whose people took part besides."""
_SEATED = """
SELECT s.batch_id, s.need_id, (SELECT max(COALESCE(p.ends_on, DATE '9999-12-31')) FROM posts p
    WHERE p.officer_id = s.officer_id AND p.unit = s.unit AND p.starts_on <= $2) AS until
FROM seats s WHERE s.batch_id = ANY($1) AND s.finished AND s.need_id IS NOT NULL
"""
"""Of those who finished, how long they held a post in their unit."""
_SHOWN = """
SELECT r.period_until AS day, s.unit, s.topic, s.label, false AS began
FROM signal_reports r JOIN signals s USING (report_id)
WHERE r.data_as_of <= $1 AND s.label IN ('beban', 'lonjakan', 'layanan')
UNION
SELECT COALESCE((m ->> 'since' || '-01')::date, r.period_until), m ->> 'unit', m ->> 'topic', m ->> 'cause',
    m ->> 'since' IS NOT NULL
FROM signal_reports r, jsonb_array_elements(r.matters) m
WHERE r.data_as_of <= $1 AND m ->> 'cause' IN ('beban', 'lonjakan', 'layanan')
ORDER BY day, label
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
    lessons = tuple(
        Lesson(str(row["batch_id"]), row["unit"], row["topic"], family, row["starts_on"], row["ends_on"])
        for row in await plainly(session, _LESSONS)
        if (family := _family(row)) is not None
    )
    known = _Known(
        last,
        lessons,
        tuple(
            Shown(row["day"], row["unit"], row["topic"], Spoiled(row["label"]), row["began"])
            for row in await plainly(session, _SHOWN, last)
        ),
        _stays(await plainly(session, _SEATED, batches, last)),
    )
    plans = [plan for batch in batches for plan in _plans([row for row in rows if row["batch_id"] == batch], known)]
    trained = defaultdict(list)
    for row in rows:
        if row["group"] != "waiting":
            trained[row["batch_id"]].append(row["need_id"])
    unmeasured = sum(_family(row) is None for row in rows)
    return Held(tuple(plans), {batch: tuple(needs) for batch, needs in trained.items()}, unmeasured)


class Shown(NamedTuple):
    """That readings told of a cause in a unit, or in one of its topics: on the last day a reading tells of, or from the
    first day of the month on in which it `began`, where that is known."""

    day: date
    unit: str | None
    topic: str | None
    cause: Spoiled
    began: bool


class _Known(NamedTuple):
    """What is known of all batches: `stays` is how long each who finished stayed, by batch and need."""

    last: date
    lessons: tuple[Lesson, ...]
    shown: Sequence[Shown]
    stays: Mapping[tuple[UUID, UUID], Sequence[date]]

    def gone(self, batch: UUID, need: UUID, until: date) -> bool:
        """Whether fewer than half of a need's people were still there at the end of that day."""
        stays = self.stays.get((batch, need), ())
        return sum(one >= until for one in stays) < LEAST_THERE * len(stays)


def starting(shown: Iterable[Shown], unit: str, topic: str | None, plan: Plan) -> Spoiled | None:
    """What began in a cell after the selection; what readings told of in the year before it did not begin then."""
    mine = [one for one in shown if one.unit == unit and one.topic in (None, topic)]
    known = {one.cause for one in mine if plan.begins <= one.day <= plan.selected}
    new = (one for one in mine if plan.selected < one.day <= plan.until)
    return next((one.cause for one in new if one.began or one.cause not in known), None)


def _stays(rows: Iterable[Any]) -> Mapping[tuple[UUID, UUID], Sequence[date]]:
    found: dict[tuple[UUID, UUID], list[date]] = defaultdict(list)
    for row in rows:
        found[row["batch_id"], row["need_id"]].append(row["until"] or date.min)
    return found


def _family(row: Any) -> Family | None:
    """By which measures a need shows in complaints; None where it does not.

    A need that no signal spoke for is measured by those of its topic.
    """
    if row["unit"] is None:
        return None
    if row["family"] is not None:
        return Family(row["family"])
    return Family.TECHNICAL if row["topic"] is not None else None


def _plans(rows: Sequence[Any], known: _Known) -> list[Plan]:
    """Of one batch, one for each family of measures."""
    found = []
    settled = [row["settled_on"] for row in rows if row["settled_on"] is not None]
    selected = min([*settled, rows[0]["starts_on"] - timedelta(days=1)])
    families = sorted({one for one in map(_family, rows) if one is not None})
    for family in families:
        name = str(rows[0]["batch_id"]) if len(families) == 1 else f"{rows[0]['batch_id']} {family}"
        plan = Plan(name, selected, rows[0]["ends_on"], known.last, family, (), known.lessons)
        own = [row for row in rows if _family(row) is family]
        waited = [plan.lasts(row["unit"], _topic(row, family)) for row in own if row["group"] == "waiting"]
        plan = plan._replace(until=min([known.last, *(one for one in waited if one is not None)]))
        found.append(plan._replace(places=tuple(_place(row, known, plan) for row in own)))
    return found


def _topic(row: Any, family: Family) -> str | None:
    return None if family is Family.COMMUNICATION else row["topic"]


def _place(row: Any, known: _Known, plan: Plan) -> Place:
    group, topic = _GROUPS[row["group"]], _topic(row, plan.family)
    moved = group is not Group.WAITING and known.gone(row["batch_id"], row["need_id"], plan.until)
    spoiled = Spoiled.MOVED if moved else starting(known.shown, row["unit"], topic, plan)
    return Place(row["unit"], topic, group, spoiled)

"""What participants and those they work with answered, by version of material; only ever summed over several people.

Participants alone can ask for a revision: where enough of them say that it has nothing to do with their work.
"""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from competency import trainings
from competency.answers import OPEN_DAYS, not_relevant
from competency.kirkpatrick import LEAST_ANSWERS, irrelevant
from foundation.database import Database, plainly

_DONE = 3
"""Of four steps; this or more is done."""
_LIKED = """
WITH told AS (
    SELECT c.batch_id, sum(c.answer * c.people) AS points, sum(c.people) AS people
    FROM reaction_counts c JOIN batches b USING (batch_id)
    WHERE b.material_id = $1 AND c.question = 'whole' AND b.ends_on < $2 GROUP BY c.batch_id HAVING sum(c.people) >= $3
) SELECT sum(points)::float / sum(people) AS value, sum(people) AS people FROM told
"""
_LEARNED = """
SELECT avg(a."right"::float / a.asked - f."right"::float / f.asked) AS value, count(*) AS people
FROM test_scores a JOIN test_scores f USING (batch_id, officer_id) JOIN batches b USING (batch_id)
WHERE b.material_id = $1 AND a.moment = 'after' AND f.moment = 'before' AND b.ends_on < $2
"""
_APPLIED = """
SELECT avg((a.done >= $2)::int) AS value, count(*) AS people
FROM plan_askings a JOIN action_plans p USING (plan_id) JOIN batches b USING (batch_id)
WHERE b.material_id = $1 AND a.done IS NOT NULL AND p.closes_on < $3
"""


class Heard(NamedTuple):
    """A level: its value, None where fewer than five answered, and how many did."""

    value: float | None
    people: int


class Feedback(NamedTuple):
    """Of what is over alone: of what is still open, each answer would be seen coming in."""

    liked: Heard
    """1 to 5."""
    learned: Heard
    """Share of questions answered rightly after, less before, of those who took both tests."""
    applied: Heard
    """Share of superiors and colleagues who see the plan done."""


async def feedback_on(session: AsyncSession, material: UUID, today: date) -> Feedback:
    """Of all batches held with a version."""
    over = today - timedelta(days=OPEN_DAYS)
    return Feedback(
        _heard(await plainly(session, _LIKED, material, over, LEAST_ANSWERS)),
        _heard(await plainly(session, _LEARNED, material, over)),
        _heard(await plainly(session, _APPLIED, material, _DONE, today)),
    )


def _heard(rows: Any) -> Heard:
    people = int(rows[0]["people"] or 0)
    value = rows[0]["value"]
    return Heard(float(value) if value is not None and people >= LEAST_ANSWERS else None, people)


async def revisions_wanted(database: Database, today: date, at: datetime, due_on: date) -> int:
    """Ask for a revision of every version that participants found beside their work; how many were asked for anew."""
    async with database.transaction() as session:
        asked = 0
        for material, (no, answers) in (await not_relevant(session, today)).items():
            if irrelevant(answers, no):
                why = f"{no}/{answers}"
                asked += await trainings.ask_revision(session, material, "feedback", why, due_on, at) is not None
    return asked

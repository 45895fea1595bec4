"""What participants and those they work with answered, by version of material; only ever summed over several people.

Participants alone can ask for a revision: where enough of them say that it has nothing to do with their work.
"""

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from competency import trainings
from competency.kirkpatrick import LEAST_ANSWERS, irrelevant
from foundation.database import Database, plainly

RELEVANT = "relevant"
"""The question whether it has to do with one's work."""
_NO = 2
"""Of five steps; this or less is a no."""
_DONE = 3
"""Of four steps; this or more is done."""
_LIKED = """
SELECT sum(r.answer * r.people)::float / nullif(sum(r.people), 0) AS value, max(r.people_of) AS people FROM (
    SELECT c.*, sum(c.people) OVER (PARTITION BY c.question) AS people_of
    FROM reaction_counts c JOIN batches b USING (batch_id) WHERE b.material_id = $1) r
"""
_LEARNED = """
SELECT avg(a."right"::float / a.asked - f."right"::float / f.asked) AS value, count(*) AS people
FROM test_scores a JOIN test_scores f USING (batch_id, officer_id) JOIN batches b USING (batch_id)
WHERE b.material_id = $1 AND a.moment = 'after' AND f.moment = 'before'
"""
_APPLIED = """
SELECT avg((a.done >= $2)::int) AS value, count(*) AS people
FROM plan_askings a JOIN action_plans p USING (plan_id) JOIN batches b USING (batch_id)
WHERE b.material_id = $1 AND a.done IS NOT NULL
"""
_RELEVANCE = """
SELECT b.material_id, sum(c.people)::int AS answers, coalesce(sum(c.people) FILTER (WHERE c.answer <= $2), 0)::int AS no
FROM reaction_counts c JOIN batches b USING (batch_id) WHERE c.question = $1 GROUP BY b.material_id
"""


class Heard(NamedTuple):
    """A level: its value, None where fewer than five answered, and how many did."""

    value: float | None
    people: int


class Feedback(NamedTuple):
    liked: Heard
    """1 to 5, over all questions."""
    learned: Heard
    """Share of questions answered rightly after, less before, of those who took both tests."""
    applied: Heard
    """Share of superiors and colleagues who see the plan done."""


async def feedback_on(session: AsyncSession, material: UUID) -> Feedback:
    """Of all batches held with a version."""
    return Feedback(
        _heard(await plainly(session, _LIKED, material)),
        _heard(await plainly(session, _LEARNED, material)),
        _heard(await plainly(session, _APPLIED, material, _DONE)),
    )


def _heard(rows: Any) -> Heard:
    people = int(rows[0]["people"] or 0)
    value = rows[0]["value"]
    return Heard(float(value) if value is not None and people >= LEAST_ANSWERS else None, people)


async def revisions_wanted(database: Database, at: datetime, due_on: date) -> int:
    """Ask for a revision of every version that participants found beside their work; how many were asked for anew."""
    async with database.transaction() as session:
        asked = 0
        for row in await plainly(session, _RELEVANCE, RELEVANT, _NO):
            if irrelevant(row["answers"], row["no"]):
                why = f"{row['no']}/{row['answers']}"
                asked += (
                    await trainings.ask_revision(session, row["material_id"], "feedback", why, due_on, at) is not None
                )
    return asked

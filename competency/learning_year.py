"""A year of the learning loop: what was needed, what was done, what worked; by competency, provider and form.

Verdicts are those that stood at the end of the year, on versions with which a batch was held up to then; no figure is
about a unit or a person.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from competency.yearly_sums import Year, year_of
from foundation.clock import Clock
from foundation.database import Database, plainly

_NEEDS = """
SELECT n.competency, e.type, e.data ->> 'reason' AS reason, count(DISTINCT e.need_id)::int AS many
FROM need_events e JOIN needs n USING (need_id)
WHERE e.type IN ('need.opened', 'need.accepted', 'need.rejected', 'need.passed_on', 'need.trained')
    AND e.at >= $1 AND e.at < $2
GROUP BY n.competency, e.type, e.data ->> 'reason'
"""
_OPEN = """
SELECT competency, count(*)::int AS many FROM needs
WHERE status IN ('accepted', 'scheduled') AND opened_at < $1 GROUP BY competency
"""
_BATCHES = """
SELECT t.competency, p.name AS provider, f.name AS form, count(DISTINCT b.batch_id)::int AS batches,
    count(DISTINCT (s.batch_id, s.officer_id)) FILTER (WHERE s.finished)::int AS people,
    coalesce(sum(s.hours) FILTER (WHERE s.finished), 0)::int AS hours
FROM batches b JOIN training_materials m USING (material_id) JOIN trainings t USING (training_id)
JOIN training_forms f ON f.code = t.form JOIN providers p USING (provider_id) LEFT JOIN seats s USING (batch_id)
WHERE b.status = 'held' AND b.ends_on >= $1 AND b.ends_on < $2
GROUP BY t.competency, p.name, f.name
"""
_VERDICTS = """
SELECT m.material_id, t.competency, f.name AS form, p.name AS provider, v.verdict, v.indicates,
    coalesce(bool_or(jsonb_exists(v.batches, b.batch_id::text)), false) AS counted
FROM batches b JOIN training_materials m USING (material_id) JOIN trainings t USING (training_id)
JOIN training_forms f ON f.code = t.form JOIN providers p USING (provider_id)
LEFT JOIN LATERAL (SELECT verdict, indicates, batches FROM verdicts v
    WHERE v.material_id = m.material_id AND v.made_at < $1 ORDER BY v.number DESC LIMIT 1) v ON true
WHERE b.status = 'held' AND b.ends_on < $2
GROUP BY m.material_id, t.competency, f.name, p.name, v.verdict, v.indicates
"""
"""`counted`: whether a batch of this provider is one that the verdict was reached by."""
_FIRST = "SELECT min(at) AS at FROM need_events"


class LearningYears:
    """Reads; years are those of `zone`."""

    def __init__(self, database: Database, clock: Clock, zone: ZoneInfo) -> None:
        self._database, self._clock, self._zone = database, clock, zone

    async def years(self) -> list[int]:
        """From this one back to that of the first need."""
        this = self._clock.now().astimezone(self._zone).year
        async with self._database.reading() as session:
            first = (await plainly(session, _FIRST))[0]["at"]
        return list(range(this, (first.astimezone(self._zone).year if first else this) - 1, -1))

    async def one(self, year: int) -> Year:
        begins, ends = (
            datetime.combine(date(one, 1, 1), time(), self._zone).astimezone(UTC) for one in (year, year + 1)
        )
        until = min(date(year + 1, 1, 1), self._clock.now().astimezone(self._zone).date() + timedelta(days=1))
        async with self._database.reading(as_one=True) as session:
            needs = await plainly(session, _NEEDS, begins, ends)
            waiting = await plainly(session, _OPEN, ends)
            batches = await plainly(session, _BATCHES, date(year, 1, 1), until)
            verdicts = await plainly(session, _VERDICTS, ends, until)
        return year_of(year, needs, waiting, batches, verdicts)

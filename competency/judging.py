"""Looks at trainings whose time has come, keeps the verdict, and tells the needs and the material of it.

The first look is half a year after the transition. What is not known then is looked at again on the day on which it
can be, at most twice; a new batch of the same material begins anew.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from competency import evaluation, revisions, trainings
from competency.batch_plans import Held, held
from competency.changes import Cell
from competency.effects import FURTHER
from competency.evaluation import LEAST_MONTHS, Judgement, judged
from competency.exchange import History
from competency.need_book import Needs
from competency.need_events import Status, Verdict
from competency.needs import Evaluate
from competency.verdict_tables import VerdictRow
from competency.verdicts import LOOKS, METHOD, StoredVerdict, figures_of, latest_of, packed, stored
from competency.windows import Plan, compared, later
from foundation.clock import Clock
from foundation.database import Database, plainly
from people.actor import SYSTEM

HistoryOf = Callable[[date, date | None], Awaitable[History]]
"""Complaints as known at the end of a day, from a second day on at least."""
_VERDICTS = {
    evaluation.Verdict.EFFECTIVE: Verdict.EFFECTIVE,
    evaluation.Verdict.NOT_EFFECTIVE: Verdict.INEFFECTIVE,
    evaluation.Verdict.UNKNOWN: Verdict.UNKNOWN,
}
_MATERIALS = "SELECT DISTINCT material_id FROM batches WHERE status = 'held' ORDER BY material_id"
_TRAINED = """
SELECT need_id FROM needs WHERE need_id = ANY($1) AND status = $2 AND state ->> 'batch' = $3 ORDER BY need_id
"""


class Look(NamedTuple):
    """What a look found, before it is kept."""

    judgement: Judgement
    cells: list[Cell]
    reason: str
    due_on: date | None
    months: int
    batches: tuple[UUID, ...]


class Judging:
    """`history` and `today` come from whoever knows the evidence and the region's days."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        needs: Needs,
        history: HistoryOf,
        timezone: str,
        revision_days: int = revisions.DAYS,
    ) -> None:
        self._database, self._clock, self._needs = database, clock, needs
        self._history, self._timezone, self._revision_days = history, timezone, revision_days

    async def run(self, today: date) -> list[StoredVerdict]:
        """Every version whose look is due, as known at the end of the day before `today`."""
        last = today - timedelta(days=1)
        async with self._database.reading() as session:
            materials = [row["material_id"] for row in await plainly(session, _MATERIALS)]
            plans = {one: await held(session, one, self._timezone, last) for one in materials}
            known = {one: await latest_of(session, one) for one in materials}
        waiting = [one for one in materials if due(plans[one], known[one], today)]
        if not waiting:
            return []
        begins = [plan.begins for one in waiting for plan in ripe(plans[one], today)]
        history = await self._history(last, min(begins, default=None))
        made = []
        for material in waiting:
            look = await asyncio.to_thread(looked, history, plans[material], known[material], today)
            made.append(await self._kept(material, plans[material], known[material], look, last))
        return made

    async def _kept(
        self, material: UUID, of: Held, before: StoredVerdict | None, look: Look, last: date
    ) -> StoredVerdict:
        """The verdict, and what follows from it, in one transaction."""
        verdict = _VERDICTS[look.judgement.verdict]
        row = VerdictRow(
            verdict_id=uuid7(),
            material_id=material,
            number=before.number + 1 if before else 1,
            look=look_number(before, look.batches),
            verdict=str(verdict),
            indicates=look.judgement.indicates,
            reason=look.reason,
            months=look.months,
            batches=[str(one) for one in look.batches],
            figures=packed(figures_of(look.judgement, look.cells, of.unmeasured)),
            data_as_of=last,
            due_on=look.due_on,
            method=METHOD,
            made_at=self._clock.now(),
            made_by=SYSTEM.name_in_log,
        )
        found = stored(row)
        async with self._database.transaction() as session:
            session.add(row)
            await self._tell(session, of, found)
            if verdict is Verdict.INEFFECTIVE:
                due_on = last + timedelta(days=self._revision_days)
                await trainings.ask_revision(session, material, "verdict", str(found.id), due_on, self._clock.now())
        return found

    async def _tell(self, session: AsyncSession, of: Held, found: StoredVerdict) -> None:
        for batch in found.batches:
            trained = await plainly(session, _TRAINED, list(of.needs.get(batch, ())), str(Status.TRAINED), str(batch))
            for row in trained:
                command = Evaluate(found.verdict, batch, found.due_on)
                await self._needs.within(session, row["need_id"], SYSTEM, command, f"verdict:{found.id}")


def batches_of(plans: tuple[Plan, ...]) -> tuple[UUID, ...]:
    return tuple(sorted({UUID(one.batch[:36]) for one in plans}))


def ripe(of: Held, today: date) -> tuple[Plan, ...]:
    """Batches since which enough time has passed; half a year must have been there before the waiting were trained."""
    return tuple(one for one in of.plans if one.first_look <= today and one.months >= LEAST_MONTHS)


def due(of: Held, before: StoredVerdict | None, today: date) -> bool:
    """Whether to look now: at new batches whose half year is over, or again on the day that was set for it."""
    if before is not None and before.due_on is not None and before.due_on <= today:
        return True
    known = set(before.batches) if before else set()
    return bool(set(batches_of(ripe(of, today))) - known) or (before is None and _unmeasured(of))


def _unmeasured(of: Held) -> bool:
    """Whether complaints can tell of none of its needs, so that there is nothing to wait for."""
    return bool(of.needs) and not of.plans


def look_number(before: StoredVerdict | None, batches: tuple[UUID, ...]) -> int:
    """How often these batches have been looked at, this time included."""
    if before is None or set(batches) != set(before.batches):
        return 1
    return min(before.look + 1, LOOKS)


def looked(history: History, of: Held, before: StoredVerdict | None, today: date) -> Look:
    """What a version's batches say now. Pure, but long: for a thread."""
    plans = ripe(of, today)
    months = min((one.months for one in plans), default=0)
    cells = compared(history, plans)
    judgement = judged(cells, months)
    batches = batches_of(plans) or tuple(sorted(of.needs))
    again = look_number(before, batches) < LOOKS
    growing = any(one.until >= today - timedelta(days=1) for one in plans)
    due_on = _due_on(judgement, months, today) if again and growing else None
    return Look(judgement, cells, _reason(judgement, of, months), due_on, months, batches)


def _due_on(judgement: Judgement, months: int, today: date) -> date | None:
    """The day on which it can be known, a quarter of a year away at least; None where time alone will not tell."""
    if judgement.verdict is not evaluation.Verdict.UNKNOWN or judgement.enough_months is None:
        return None
    return later(today, max(FURTHER, judgement.enough_months - months))


def _reason(judgement: Judgement, of: Held, months: int) -> str:
    if judgement.verdict is not evaluation.Verdict.UNKNOWN:
        return "judged"
    if not of.plans:
        return "not_measured"
    if months < LEAST_MONTHS:
        return "too_early"
    if judgement.effect is None:
        return "not_compared"
    return "too_few" if judgement.enough_months is None else "uncertain"

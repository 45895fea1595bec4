"""Each month some closed cases of every unit, drawn at random, for somebody to look at: does the evidence fit?

The seed is drawn once the month is over, so that nobody can know beforehand which cases will be looked at, and kept,
so that anybody can draw the same again: by the SHA-256 of the seed and the case's id, the lowest first.
"""

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, text, true
from sqlalchemy import select as pick
from sqlmodel import col, select

from complaints.kinds import Kind
from complaints.region import RegionBook
from complaints.tables import ComplaintRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound, Refused
from foundation.language import mark as _
from people.actor import Actor
from people.tables import UnitRow
from sla.evidence_review import DEEPEST, NOTE_LONGEST, Many, judged_by
from sla.tables import SampledCaseRow, SampleRow

SIZE = 5
"""Cases a page: each with its words and pictures."""

ANSWERS = ("yes", "no", "unclear")
_BEGIN = text(
    "INSERT INTO closing_samples (month, seed, size, drawn_at) VALUES (:month, :seed, :size, :at) "
    "ON CONFLICT (month) DO NOTHING RETURNING month"
)
_DRAW = text(
    "INSERT INTO sampled_cases (complaint_id, month, unit, place) "
    "SELECT complaint_id, :month, unit, place FROM (SELECT c.complaint_id, c.unit, row_number() OVER "
    "(PARTITION BY c.unit ORDER BY sha256(convert_to(:seed || c.complaint_id::text, 'UTF8'))) AS place "
    "FROM complaints c WHERE c.status = 'closed' AND c.closed_at >= :since AND c.closed_at < :until "
    "AND c.kind = ANY(:kinds) AND c.restricted IS false AND c.visibility <> 'confidential' AND c.erased IS false "
    "AND c.unit IS NOT NULL) AS drawn WHERE place <= :size"
)
_LATEST = text("SELECT max(month) FROM closing_samples")
_FORGET = text(
    "UPDATE sampled_cases s SET note = NULL FROM complaints c "
    "WHERE s.note IS NOT NULL AND c.complaint_id = s.complaint_id AND c.erased"
)


AHEAD = 500
"""So many beyond the page that is shown are counted: of a draw there are seldom more."""


class Sample(NamedTuple):
    """A month's draw; `size` cases a unit at the most."""

    month: date
    seed: str
    size: int
    drawn_at: datetime


class SampledCase(NamedTuple):
    complaint_id: UUID
    code: str
    unit: str
    place: int
    answer: str | None
    note: str | None
    looked_at: datetime | None
    looked_by: UUID | None


class UnitResult(NamedTuple):
    """What was found of a unit's cases in some months: how many were drawn, and how many of them fit, or not."""

    unit: str
    drawn: int
    fit: int
    unfit: int
    unclear: int

    @property
    def looked_at(self) -> int:
        return self.fit + self.unfit + self.unclear


def drawn(seed: str, ids: Iterable[UUID], size: int) -> list[UUID]:
    """The draw once more: the same ids that the database draws from a unit's closed cases, in the same order."""
    return sorted(ids, key=lambda one: sha256(f"{seed}{one}".encode()).digest())[:size]


def month_before(day: date) -> date:
    """The first day of the month before the one `day` lies in."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


class ClosingSamples:
    """Draws, lists and keeps what was found."""

    def __init__(self, database: Database, clock: Clock, region: RegionBook) -> None:
        self._database, self._clock, self._region = database, clock, region

    async def draw(self) -> int:
        """Draw for the months that are over and were not drawn for, three back at the most; returns how many.

        Two workers at once draw once: the month's row is the lock.
        """
        region = await self._region.current()
        zone = ZoneInfo(region.timezone)
        latest_due = month_before(self._clock.now().astimezone(zone).date())
        async with self._database.reading() as session:
            latest: date | None = (await session.exec(_LATEST)).one()[0]  # type: ignore[call-overload]
        months = [latest_due]
        while latest is not None and months[-1] > latest and len(months) < 4:
            months.append(month_before(months[-1]))
        due = [month for month in reversed(months) if latest is None or month > latest]
        for month in due:
            await self._draw(month, zone, region.closing.sample, region.closing.evidence)
        return len(due)

    async def _draw(self, month: date, zone: ZoneInfo, size: int, kinds: Iterable[Kind]) -> None:
        seed, until = secrets.token_hex(16), (month + timedelta(days=31)).replace(day=1)
        begun = {"month": month, "seed": seed, "size": size, "at": self._clock.now()}
        among = {
            "month": month,
            "seed": seed,
            "size": size,
            "since": datetime(month.year, month.month, 1, tzinfo=zone),
            "until": datetime(until.year, until.month, 1, tzinfo=zone),
            "kinds": [str(kind) for kind in kinds],
        }
        async with self._database.transaction() as session:
            if (await session.exec(_BEGIN, params=begun)).first() is not None:  # type: ignore[call-overload]
                await session.exec(_DRAW, params=among)  # type: ignore[call-overload]

    async def forget(self) -> int:
        """Remove notes about cases whose words were erased."""
        async with self._database.transaction() as session:
            gone: Any = await session.exec(_FORGET)  # type: ignore[call-overload]
            return int(gone.rowcount)

    async def samples(self) -> list[Sample]:
        """All draws, the newest first."""
        async with self._database.reading() as session:
            rows = (await session.exec(select(SampleRow).order_by(col(SampleRow.month).desc()))).all()
        return [Sample(row.month, row.seed, row.size, row.drawn_at) for row in rows]

    async def cases(self, actor: Actor, month: date, unit: str = "", number: int = 1) -> tuple[list[SampledCase], Many]:
        """Cases of a draw, those nobody has looked at first, and how many there are."""
        row, case = SampledCaseRow, ComplaintRow
        number = min(number, DEEPEST)
        most = (number - 1) * SIZE + AHEAD + 1
        judged = _judged(actor, col(row.complaint_id)).where(col(row.month) == month)
        if unit:
            judged = judged.where(col(row.unit) == unit)
        order = col(row.looked_at).is_not(None), col(row.unit), col(row.place)
        ids = judged.order_by(*order).offset((number - 1) * SIZE).limit(SIZE).subquery()
        found: Any = (
            select(row, case.code)
            .join(case, col(case.complaint_id) == col(row.complaint_id))
            .where(col(row.complaint_id).in_(select(ids)), col(row.month) == month)
            .order_by(*order)
        )
        async with self._database.reading() as session:
            total = (await session.exec(select(func.count()).select_from(judged.limit(most).subquery()))).one()
            cases = [
                SampledCase(
                    one.complaint_id, code, one.unit, one.place, one.answer, one.note, one.looked_at, one.looked_by
                )
                for one, code in (await session.exec(found)).all()
            ]
        return cases, Many(total, total >= most)

    async def results(self, actor: Actor, since: date, until: date) -> list[UnitResult]:
        """By unit, by its code, over the months from `since` to `until`; of cases that `actor` may judge."""
        row, draw = SampledCaseRow, SampleRow
        months = col(row.month) >= since, col(row.month) <= until
        unit = col(UnitRow.code)
        # No unit has more than were drawn of each at the most: the few of one are looked up, one by one.
        most = select(func.sum(col(draw.size))).where(col(draw.month) >= since, col(draw.month) <= until)
        drawn = _judged(actor, col(row.answer)).where(*months, col(row.unit) == unit).correlate(UnitRow)
        its = drawn.limit(most.scalar_subquery()).lateral("its")
        asked: Any = (
            pick(
                unit,
                func.count(),
                *(func.count().filter(its.c.answer == answer) for answer in ANSWERS),
            )
            .select_from(UnitRow)
            .join(its, true())
            .group_by(unit)
            .order_by(unit)
        )
        async with self._database.reading() as session:
            return [UnitResult(*one) for one in (await session.exec(asked)).all()]

    async def look(self, actor: Actor, complaint_id: UUID, month: date, answer: str, note: str) -> None:
        """Say whether the evidence fits. Raises Invalid, NotFound, or Refused where somebody else was first."""
        if answer not in ANSWERS:
            choose = _("Pilih hasil pemeriksaan Anda.")
            raise Invalid(choose, fields={"answer": choose})
        if len(note) > NOTE_LONGEST:
            long = _("Catatan paling panjang {limit} karakter.")
            raise Invalid(long, fields={"note": long}, limit=NOTE_LONGEST)
        row, case = SampledCaseRow, ComplaintRow
        one = (col(row.complaint_id) == complaint_id, col(row.month) == month)
        async with self._database.transaction() as session:
            seen = select(row.complaint_id).join(case, col(case.complaint_id) == col(row.complaint_id))
            if (await session.exec(seen.where(*judged_by(actor), *one))).first() is None:
                raise NotFound()
            kept = (await session.exec(select(row).where(*one).with_for_update())).one()
            if kept.looked_at is not None:
                raise Refused(_("Rekan Anda sudah memeriksa aduan ini."))
            kept.looked_at, kept.looked_by = self._clock.now(), actor.person
            kept.answer, kept.note = answer, note.strip() or None
            session.add(kept)


def _judged(actor: Actor, column: Any) -> Any:
    """A column of the sampled cases whose end this officer may judge, each by a look into its case."""
    row, case = SampledCaseRow, ComplaintRow
    own = select(case.complaint_id).where(col(case.complaint_id) == col(row.complaint_id), *judged_by(actor))
    return select(column).join(own.correlate(row).limit(1).lateral("own"), true())

"""Closed cases drawn by lot to be read: so many of each unit, or those behind one need.

The seed is drawn with the sample and kept, so that anybody draws the same again: by the SHA-256 of the seed and the
case's id, the lowest first; of a need, the random evidence of its newest signal before any others. What is
confidential, restricted, sensitive or erased is never drawn.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import ColumnElement, and_, func, literal, or_
from sqlalchemy import select as pick
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from competency import decisions
from competency.input_tables import CaseReadingRow, CaseSampleRow, SampledReadingRow
from competency.reading_rules import CONFIRMS, Criterion, disputed
from competency.tables import SignalCaseRow, SignalRow
from complaints.kinds import Status
from complaints.tables import ComplaintRow
from complaints.visibility import counted_in_groups
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound, Refused
from foundation.language import mark as _

SIZE_MOST, DAYS_MOST = 50, 731
NEED_SIZE = 10
_NOTHING = _("Tidak ada aduan selesai yang dapat diundi. Perpanjang masanya atau pilih unit dan topik lain.")


class Wish(NamedTuple):
    """What to draw: `size` cases of each unit, or of one need, closed from `since` until before `until`.

    With `signal`, of the units and topics whose complaints it was read from.
    """

    since: date | None
    until: date | None
    size: int
    unit: str | None = None
    topic: str | None = None
    competency: str | None = None
    need: UUID | None = None
    signal: UUID | None = None


class Sample(NamedTuple):
    id: UUID
    seed: str
    size: int
    since: date
    until: date
    drawn_at: datetime
    rubric: tuple[Criterion, ...]
    rubric_version: int
    unit: str | None
    topic: str | None
    competency: str | None
    need: UUID | None

    @property
    def questions(self) -> tuple[str, ...]:
        """Codes of what is asked of each case."""
        return (*(one.code for one in self.rubric), *((CONFIRMS,) if self.need else ()))


class Read(NamedTuple):
    """A drawn case with what readers found, in the order of their seats."""

    complaint_id: UUID
    unit: str
    topic: str | None
    readings: tuple[Mapping[str, str], ...]

    @property
    def open(self) -> bool:
        """Whether somebody has still to read it."""
        return len(self.readings) < 2 or (len(self.readings) == 2 and disputed(self.readings))


class CaseSamples:
    """Each call is one transaction of its own."""

    def __init__(self, database: Database, clock: Clock, zone: ZoneInfo) -> None:
        self._database, self._clock, self._zone = database, clock, zone

    async def draw(self, by: UUID, wish: Wish) -> UUID:
        """A new sample with its seed; raises Invalid, naming fields, or Refused where there is nothing to draw."""
        since, until = wish.since, wish.until
        faults = {
            "since": "" if since else _("Tulis tanggal mulainya."),
            "until": _("Tulis tanggal sesudah tanggal mulai, paling lama dua tahun."),
            "size": "" if 1 <= wish.size <= SIZE_MOST else _("Tulis angka dari 1 sampai 50."),
        }
        if since and until and timedelta() < until - since <= timedelta(days=DAYS_MOST):
            faults["until"] = ""
        if any(faults.values()) or since is None or until is None:
            raise Invalid(fields={name: sentence for name, sentence in faults.items() if sentence})
        async with self._database.transaction() as session:
            rubric, version = await decisions.rubric(session)
            sample = CaseSampleRow(
                sample_id=uuid7(),
                strata="need" if wish.need else "unit",
                seed=secrets.token_hex(16),
                size=wish.size,
                since=since,
                until=until,
                unit=wish.unit,
                topic=wish.topic,
                competency=wish.competency,
                need_id=wish.need,
                signal_id=wish.signal,
                rubric=msgspec.to_builtins(rubric.criteria),
                rubric_version=version,
                drawn_by=by,
                drawn_at=self._clock.now(),
            )
            drawn = await self._drawn(session, sample)
            if not drawn:
                raise Refused(_NOTHING)
            session.add(sample)
            await session.flush()
            for place, (complaint_id, unit, topic) in enumerate(drawn, 1):
                session.add(
                    SampledReadingRow(
                        complaint_id=complaint_id, sample_id=sample.sample_id, place=place, unit=unit, topic=topic
                    )
                )
        return sample.sample_id

    async def samples(self) -> list[tuple[Sample, tuple[Read, ...]]]:
        """All draws with what was found, the newest first."""
        async with self._database.reading() as session:
            rows = (await session.exec(select(CaseSampleRow).order_by(col(CaseSampleRow.sample_id).desc()))).all()
            found = await read_cases(session, [row.sample_id for row in rows])
        return [(sample_of(row), found.get(row.sample_id, ())) for row in rows]

    async def one(self, sample_id: UUID) -> tuple[Sample, tuple[Read, ...]]:
        """Raises NotFound."""
        async with self._database.reading() as session:
            row = await session.get(CaseSampleRow, sample_id)
            if row is None:
                raise NotFound()
            return sample_of(row), (await read_cases(session, [sample_id])).get(sample_id, ())

    async def _drawn(self, session: AsyncSession, sample: CaseSampleRow) -> Sequence[tuple[UUID, str, str | None]]:
        case = ComplaintRow
        lot = func.sha256(func.convert_to(func.concat(literal(sample.seed), col(case.complaint_id)), "UTF8"))
        within = col(case.unit) if sample.strata == "unit" else literal(1)
        behind = await _behind_signal(session, sample) if sample.strata == "need" else []
        # What the signal was read from goes first, so that nothing can be picked to please; where too little of it may
        # be read, others of the same unit and topic follow.
        later = col(case.complaint_id).not_in(behind)
        number = func.row_number().over(partition_by=within, order_by=(later, lot)).label("number")
        cells = col(case.complaint_id), col(case.unit), col(case.topic), lot.label("lot"), number
        of = [*_of(sample), *await _within_signal(session, sample)]
        fit = may_be_drawn(), or_(~later, and_(*self._span(sample))), *of
        among = pick(*cells).where(*fit).subquery()
        order: Any = pick(among.c.complaint_id, among.c.unit, among.c.topic).where(among.c.number <= sample.size)
        return [tuple(row) for row in (await session.exec(order.order_by(among.c.lot))).all()]

    def _span(self, sample: CaseSampleRow) -> tuple[ColumnElement[bool], ...]:
        first, after = (datetime.combine(day, time(), self._zone) for day in (sample.since, sample.until))
        return col(ComplaintRow.closed_at) >= first, col(ComplaintRow.closed_at) < after


async def read_cases(
    session: AsyncSession, samples: Sequence[UUID], unit: str | None = None, topic: str | None = None
) -> dict[UUID, tuple[Read, ...]]:
    """Drawn cases by sample, each with its finished readings; of one unit or topic where it is named."""
    drawn, row = SampledReadingRow, CaseReadingRow
    finished = select(row).where(col(row.sample_id).in_(samples), col(row.read_at).is_not(None)).order_by(col(row.seat))
    said: dict[tuple[UUID, UUID], list[Mapping[str, str]]] = {}
    for one in (await session.exec(finished)).all():
        said.setdefault((one.sample_id, one.complaint_id), []).append(one.answers or {})
    found: dict[UUID, list[Read]] = {}
    cases = select(drawn).where(col(drawn.sample_id).in_(samples)).order_by(col(drawn.place))
    if unit is not None:
        cases = cases.where(drawn.unit == unit)
    if topic is not None:
        cases = cases.where(drawn.topic == topic)
    for case in (await session.exec(cases)).all():
        readings = tuple(said.get((case.sample_id, case.complaint_id), ()))
        found.setdefault(case.sample_id, []).append(Read(case.complaint_id, case.unit, case.topic, readings))
    return {sample: tuple(each) for sample, each in found.items()}


def may_be_drawn() -> ColumnElement[bool]:
    case = ComplaintRow
    return and_(
        counted_in_groups(),
        col(case.status) == str(Status.CLOSED),
        col(case.erased).is_(False),
        col(case.unit).is_not(None),
    )


def _of(sample: CaseSampleRow) -> list[ColumnElement[bool]]:
    case, asked = ComplaintRow, []
    if sample.unit is not None:
        asked.append(col(case.unit) == sample.unit)
    if sample.topic is not None:
        asked.append(col(case.topic) == sample.topic)
    return asked


async def _within_signal(session: AsyncSession, sample: CaseSampleRow) -> list[ColumnElement[bool]]:
    """Units and topics that a signal puts together, as they stand in it."""
    if sample.signal_id is None:
        return []
    case, signal = ComplaintRow, await session.get_one(SignalRow, sample.signal_id)
    return [col(case.unit).in_(signal.units), col(case.topic).in_(signal.topics)]


async def _behind_signal(session: AsyncSession, sample: CaseSampleRow) -> Sequence[UUID]:
    """The random evidence of the newest signal about the unit and topic of a need."""
    case, signal = SignalCaseRow, SignalRow
    newest = (
        select(signal.signal_id)
        .where(col(signal.unit) == sample.unit, col(signal.topic).is_not_distinct_from(sample.topic))
        .order_by(col(signal.signal_id).desc())
        .limit(1)
        .scalar_subquery()
    )
    asked = select(case.complaint_id).where(col(case.signal_id) == newest, case.kind == "random")
    return (await session.exec(asked)).all()


def sample_of(row: CaseSampleRow) -> Sample:
    return Sample(
        row.sample_id,
        row.seed,
        row.size,
        row.since,
        row.until,
        row.drawn_at,
        msgspec.convert(row.rubric, tuple[Criterion, ...]),
        row.rubric_version,
        row.unit,
        row.topic,
        row.competency,
        row.need_id,
    )

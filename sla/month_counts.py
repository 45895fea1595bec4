"""What became of the cases received in a month, counted once: what public figures of any period are made of."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import and_, case, null, select
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.kinds import Stage, Status
from complaints.tables import ComplaintRow
from complaints.visibility import counted, counted_in_groups
from foundation.pacing import Pace
from sla.months import first_day
from sla.outcomes import answered, ending, state
from sla.period import next_month
from sla.spans import Spans
from sla.tables import ClockRow

STEP = 2700
"""Seconds of office time in which durations are told: a tenth of a working day of seven and a half hours. A tenth that
has begun counts whole."""

STAGES = (Stage.FIRST_RESPONSE, Stage.COMPLETION)
PAGE = 5000
_GOOD = 4
"""Ratings, of five, that count as content."""

Class = tuple[str, str, str]
"""done, open or ended; what became of the promise of a first response, and of completion: on_time, late, late_open,
waiting, left, or none where nothing was promised."""

Family = Literal["all", "unit", "topic"]


class Times(msgspec.Struct, frozen=True):
    """How long a group's cases took, in tenths of working days: (tenths, cases) of those done, and of those that have
    taken at least so long."""

    stage: Stage
    family: Family
    key: str | None
    done: list[tuple[int, int]]
    open: list[tuple[int, int]]


class Acts(msgspec.Struct, frozen=True):
    """What citizens and bodies outside did, of all cases together.

    Of `disputed`, `settled` stand answered again; `content` of `rated` gave four or five of five; `points` is their
    sum. Ratings are asked for of those `answered`.
    """

    disputed: int = 0
    settled: int = 0
    answered: int = 0
    rated: int = 0
    content: int = 0
    points: int = 0
    outside: int = 0
    outside_answered: int = 0

    def __add__(self, other: "Acts") -> "Acts":
        return Acts(*(getattr(self, name) + getattr(other, name) for name in self.__struct_fields__))


class Month(msgspec.Struct, frozen=True):
    """`counts` are (unit, topic, class, cases); unit and topic are None where there is none, or where the case may only
    be counted among all."""

    counts: list[tuple[str | None, str | None, Class, int]]
    times: list[Times]
    acts: Acts

    @property
    def cases(self) -> int:
        return sum(count[-1] for count in self.counts)

    @property
    def still_open(self) -> int:
        return sum(count for _, _, (state, *_), count in self.counts if state == "open")


async def count_month(
    session: AsyncSession, month: str, zone: str, at: datetime, calendar_of: Any, pace: Pace
) -> Month:
    """The cases received in a local month of `zone`, as they stand at `at`; `calendar_of` gives a unit's calendar."""
    years = range(int(month[:4]) - 1, at.year + 2)
    spans = {stage: Spans(calendar_of, years, at) for stage in STAGES}
    counts: Counter[tuple[str | None, str | None, Class]] = Counter()
    acts = Acts()
    result = await session.stream(_cases(month, zone, at), execution_options={"yield_per": PAGE})
    async for page in result.partitions():
        acts += await asyncio.to_thread(_add, page, spans, counts)
        await pace.rest()  # in the reading of one month: what it saw at its beginning is a minute old at its end
    times = [one for stage in STAGES for one in await asyncio.to_thread(_times, stage, spans[stage])]
    return Month([(*key, number) for key, number in sorted(counts.items(), key=_in_order)], times, acts)


def _in_order(counted: tuple[tuple[str | None, str | None, Class], int]) -> tuple[str, str, Class]:
    (unit, topic, became), _ = counted
    return unit or "", topic or "", became


def _cases(month: str, zone: str, at: datetime) -> Any:
    row = ComplaintRow
    first, completion = aliased(ClockRow), aliased(ClockRow)
    start = first_day(month)
    since, until = (datetime.combine(day, time(), ZoneInfo(zone)) for day in (start, next_month(start)))

    def of_case(clock: Any, stage: Stage) -> Any:
        return and_(clock.complaint_id == col(row.complaint_id), clock.stage == str(stage))

    grouped = counted_in_groups()
    columns = [
        case((grouped, col(row.unit)), else_=null()),
        case((grouped, col(row.topic)), else_=null()),
        col(row.unit),
        col(row.received_at),
        *(one for stage in STAGES for one in ending(stage, at)),
        state(Stage.FIRST_RESPONSE, at, first),
        state(Stage.COMPLETION, at, completion),
        col(row.disputes) > 0,
        answered(),
        col(row.score),
        col(row.status) == str(Status.FORWARDED_OUT),
        col(row.answered_outside_at).is_not(None),
    ]
    return (
        select(*columns)
        .join(first, of_case(first, Stage.FIRST_RESPONSE), isouter=True)
        .join(completion, of_case(completion, Stage.COMPLETION), isouter=True)
        .where(counted(), col(row.received_at) >= since, col(row.received_at) < until)
    )


def _add(page: Sequence[Any], spans: dict[Stage, Spans], counts: Counter[Any]) -> Acts:
    ends: dict[Stage, list[Any]] = {stage: [] for stage in STAGES}
    acts: Counter[str] = Counter()
    for unit, topic, real, received, f_done, f_ended, f_end, done, ended, end, first, whole, *did in page:
        key = (unit, topic)
        ends[Stage.FIRST_RESPONSE].append((key, real, received, f_end, f_done, f_ended))
        ends[Stage.COMPLETION].append((key, real, received, end, done, ended))
        counts[*key, ("done" if done else "ended" if ended else "open", first, whole)] += 1
        acts.update(_did(*did))
    for stage, rows in ends.items():
        spans[stage].add(rows)
    return Acts(**acts)


def _did(disputed: bool, answered: bool, score: int | None, outside: bool, replied: bool) -> dict[str, int]:
    return {
        "disputed": disputed,
        "settled": disputed and answered,
        "answered": answered,
        "rated": score is not None,
        "content": (score or 0) >= _GOOD,
        "points": score or 0,
        "outside": outside,
        "outside_answered": outside and replied,
    }


def _times(stage: Stage, spans: Spans) -> list[Times]:
    """Of all together, of each unit and of each topic."""
    import numpy as np

    group, done, _, working, _ = spans.columns()
    tenths = np.ceil(working / STEP - 1e-9).astype(np.int64)
    shown = np.stack([group, done, tenths])
    found: dict[tuple[Family, str | None, bool], Counter[int]] = defaultdict(Counter)
    names: list[Any] = list(spans.groups)
    rows, numbers = np.unique(shown, axis=1, return_counts=True)
    for (place, was_done, length), number in zip(rows.T.tolist(), numbers.tolist(), strict=True):
        unit, topic = names[place]
        whose: Iterable[tuple[Family, str | None]] = (("all", None), ("unit", unit), ("topic", topic))
        for family, key in whose:
            if family == "all" or key is not None:
                found[family, key, bool(was_done)][length] += number
    keys = sorted({key[:2] for key in found}, key=lambda one: (one[0], one[1] or ""))
    return [
        Times(stage, family, key, sorted(found[family, key, True].items()), sorted(found[family, key, False].items()))
        for family, key in keys
    ]

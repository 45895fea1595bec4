"""The ledger of pledges: what units promised for a later date, and whether it came.

A pledge is kept where the unit says it is done by the date, and nobody disputes it. It has lapsed where the date passed
without that, whatever came later; what is done after all is told beside it.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Date, and_, case, cast, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.kinds import Status, WordsKind
from complaints.masking import masked
from complaints.tables import ComplaintRow, WordsRow
from complaints.visibility import published

PAGE = 20
EXCERPT = 400
"""Characters of a report that the ledger reads."""


class PledgeState(StrEnum):
    WAITING = "waiting"
    LAPSED = "lapsed"
    KEPT = "kept"


class PledgeLine(msgspec.Struct, frozen=True):
    """One case of the ledger, with its latest pledge. `times` counts all it was given; texts are masked."""

    code: str
    unit: str | None
    status: str
    state: PledgeState
    pledged_at: datetime
    pledged_on: date
    resolved_at: datetime | None
    times: int
    report: str
    pledge: str
    ground: str


class PledgePage(msgspec.Struct, frozen=True):
    """A page of the ledger; `counts` holds every state, `total` those that were asked for."""

    lines: tuple[PledgeLine, ...]
    counts: dict[PledgeState, int]
    total: int
    number: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


async def ledger(
    session: AsyncSession, today: date, timezone: str, state: PledgeState | None = None, number: int = 1
) -> PledgePage:
    """Public cases that were ever pledged: those waited for first, the nearest date first, then the latest.

    `today` and `timezone` are the region's own.
    """
    row, told = ComplaintRow, _state(today, timezone)
    public = and_(published(), col(row.pledged_on).is_not(None))
    counted = await session.exec(select(told, func.count()).where(public).group_by(told))
    counts = dict.fromkeys(PledgeState, 0) | {PledgeState(name): n for name, n in counted.all()}
    waiting = told == PledgeState.WAITING.value
    wanted = and_(public, told == state.value) if state else public
    found = await session.exec(
        select(row, told)
        .where(wanted)
        .order_by(
            waiting.desc(),
            case((waiting, col(row.pledged_on))).asc(),
            col(row.pledged_on).desc(),
            col(row.complaint_id),
        )
        .offset((number - 1) * PAGE)
        .limit(PAGE)
    )
    rows = [(one, PledgeState(name)) for one, name in found.all()]
    words = await _words(session, [one.complaint_id for one, _state in rows])
    total = counts[state] if state else sum(counts.values())
    return PledgePage(tuple(_line(one, name, words) for one, name in rows), counts, total, number)


def _state(today: date, timezone: str) -> ColumnElement[str]:
    row = ComplaintRow
    done = cast(func.timezone(timezone, col(row.resolved_at)), Date)
    answered = and_(col(row.status).in_([Status.RESOLVED.value, Status.CLOSED.value]), done <= col(row.pledged_on))
    # On its last day the watch may already have found it lapsed: then it is no longer waited for.
    awaited = or_(
        col(row.pledged_on) > today, and_(col(row.pledged_on) == today, col(row.status) == Status.PLEDGED.value)
    )
    return case(
        (answered, PledgeState.KEPT.value), (awaited, PledgeState.WAITING.value), else_=PledgeState.LAPSED.value
    )


_Words = dict[tuple[UUID, str], list[str]]


async def _words(session: AsyncSession, ids: Sequence[UUID]) -> _Words:
    """By case and kind, the oldest first and masked; empty where erased."""
    kinds = [str(kind) for kind in (WordsKind.REPORT, WordsKind.PLEDGE, WordsKind.GROUND)]
    report = col(WordsRow.kind) == str(WordsKind.REPORT)
    content = case((report, func.left(WordsRow.content, EXCERPT)), else_=col(WordsRow.content))
    found = await session.exec(
        select(WordsRow.complaint_id, WordsRow.kind, content)
        .where(col(WordsRow.complaint_id).in_(ids), col(WordsRow.kind).in_(kinds))
        .order_by(col(WordsRow.words_id))
    )
    words: _Words = {}
    for complaint_id, kind, said in found.all():
        # A ground is a budget line or a decree: long numbers are what it consists of.
        shown = (said or "") if kind == WordsKind.GROUND else masked(said or "")
        words.setdefault((complaint_id, kind), []).append(shown)
    return words


def _line(row: Any, state: PledgeState, words: _Words) -> PledgeLine:
    def last(kind: WordsKind) -> str:
        return (words.get((row.complaint_id, str(kind))) or [""])[-1]

    return PledgeLine(
        code=row.code,
        unit=row.unit,
        status=row.status,
        state=state,
        pledged_at=row.pledged_at,
        pledged_on=row.pledged_on,
        resolved_at=row.resolved_at,
        times=len(words.get((row.complaint_id, str(WordsKind.PLEDGE)), ())),
        report=last(WordsKind.REPORT),
        pledge=last(WordsKind.PLEDGE),
        ground=last(WordsKind.GROUND),
    )

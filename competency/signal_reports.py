"""Keeps what a reading of all evidence found: the report, its signals as versions, and the complaints behind them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from competency import cells
from competency.groups import LEAST_UNITS
from competency.pooling import LONG, MOST_OF_ONE, Span
from competency.reckoning import Reading, Terms, Told
from competency.signal_numbers import VERSION
from competency.signals import LEAST_CASES, LEAST_REPORTERS, STRONG_BAR, STRONG_WRONG
from competency.stored_signals import StoredSignal, signals_of
from competency.tables import SignalCaseRow, SignalReportRow, SignalRow
from foundation.writes import Write, write_all

LASTS = timedelta(days=92)
"""After so long without being found again a signal says nothing any more."""
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('signal_reports'))")
Cell = tuple[str, str | None, str]
"""A unit or a kind, a topic or a family of topics (None: the unit as a whole) and a family: what is one signal through
time. No kind has the name of a unit, no family that of a topic."""


async def store(session: AsyncSession, reading: Reading, at: datetime) -> list[StoredSignal]:
    """Keep a reading within the caller's transaction; returns the versions that were made.

    What was open in the same cell is superseded and keeps its code. What is found no more stays open until it expires.
    """
    await session.exec(_LOCK)  # type: ignore[call-overload]
    report = await _report(session, reading, at)
    session.add(report)
    await session.flush()
    standing = {_cell(row): row for row in await _open(session)}
    number = await _numbered(session, reading.last)
    made: list[SignalRow] = []
    cases: list[Write] = []
    for told in reading.signals:
        one = told.signal
        before = standing.pop((one.unit, one.topic, str(one.family)), None)
        number += before is None
        code = before.code if before else f"SIN-{reading.last:%Y-%m}-{number:04d}"
        row = _row(told, report.report_id, code, before.version + 1 if before else 1, reading.last, at)
        if before:
            before.ended_at, before.ended_for = at, "superseded"
            session.add(before)
        made.append(row)
        session.add(row)
        cases += _cases(row.signal_id, told)
    await session.flush()
    await write_all(session, cases, (SignalCaseRow,))
    await expire(session, reading.last, at)
    return signals_of(made)


async def expire(session: AsyncSession, today: date, at: datetime) -> int:
    """End what has not been found again for long enough; returns how many.

    `gone` was looked for and is no more; `expired` nobody has looked at again.
    """
    latest = select(func.max(col(SignalReportRow.data_as_of)))
    seen = (await session.exec(latest)).one()
    rows = [row for row in await _open(session) if row.expires_on <= today]
    for row in rows:
        row.ended_at, row.ended_for = at, "gone" if seen and seen >= row.expires_on else "expired"
        session.add(row)
    await session.flush()
    return len(rows)


async def latest_as_of(session: AsyncSession) -> date | None:
    """The last day that a kept reading looked at."""
    found: date | None = (await session.exec(select(func.max(col(SignalReportRow.data_as_of))))).one()
    return found


async def _open(session: AsyncSession) -> Sequence[SignalRow]:
    return (await session.exec(select(SignalRow).where(col(SignalRow.ended_at).is_(None)))).all()


def _cell(row: SignalRow) -> Cell:
    return row.unit, row.topic, row.family


async def _numbered(session: AsyncSession, last: date) -> int:
    """How many codes of that month there are."""
    like = col(SignalRow.code).startswith(f"SIN-{last:%Y-%m}-")
    return int((await session.exec(select(func.count(func.distinct(col(SignalRow.code)))).where(like))).one())


async def _report(session: AsyncSession, reading: Reading, at: datetime) -> SignalReportRow:
    same = select(func.count()).select_from(SignalReportRow).where(col(SignalReportRow.data_as_of) == reading.last)
    earlier = int((await session.exec(same)).one())
    terms = reading.terms
    return SignalReportRow(
        report_id=uuid7(),
        period_from=date.fromordinal(cells.first_of(reading.last.toordinal(), terms.months)),
        period_until=reading.last,
        data_as_of=reading.last,
        number=earlier + 1,
        made_at=at,
        made_by=terms.by,
        method=VERSION,
        policy=terms.policy,
        parameters=_parameters(terms),
        data_hash=reading.digest,
        strong=reading.strong,
        claimed=reading.claimed,
        complaints=reading.complaints,
        judged=sum(one.complaints for one in reading.steps if one.span is Span.CELL),
        steps=[one._asdict() for one in reading.steps],
        staffed=reading.staffed,
        matters=[one._asdict() for one in reading.matters],
    )


def _parameters(terms: Terms) -> dict[str, Any]:
    return {
        "months": terms.months,
        "least_people": terms.least_people,
        "least_cases": LEAST_CASES,
        "least_reporters": LEAST_REPORTERS,
        "rr0": STRONG_BAR,
        "q": STRONG_WRONG,
        "months_together": LONG,
        "least_units": LEAST_UNITS,
        "most_of_one": MOST_OF_ONE,
    }


def _row(told: Told, report: UUID, code: str, version: int, last: date, at: datetime) -> SignalRow:
    one = told.signal
    return SignalRow(
        signal_id=uuid7(),
        code=code,
        version=version,
        report_id=report,
        span=str(told.span),
        unit=one.unit,
        topic=one.topic,
        units=list(told.members.units),
        topics=list(told.members.topics),
        family=str(one.family),
        label=str(one.label),
        strength=str(one.strength),
        numbers=msgspec.to_builtins(told.numbers),
        made_at=at,
        expires_on=last + LASTS,
    )


def _cases(signal: UUID, told: Told) -> list[Write]:
    return [
        Write(SignalCaseRow, {"complaint_id": UUID(one), "signal_id": signal, "kind": kind, "place": place})
        for kind, ids in (("random", told.random), ("strongest", told.strongest))
        for place, one in enumerate(ids, 1)
    ]

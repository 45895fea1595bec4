"""A reading and a signal as they are kept, and who may see one."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, false, true
from sqlalchemy.dialects.postgresql import array

from competency.causes import Cause
from competency.matters import Matter
from competency.pooling import EXACT, Span
from competency.reckoning import Judged
from competency.signal_numbers import Numbers
from competency.tables import SignalReportRow, SignalRow
from people.actor import Actor, Role

ALL_UNITS = (Role.ANALYST, Role.SUPERVISOR, Role.SECRETARY)
"""Who sees the signals of all units; a head sees those of their own, and nobody else any."""


class Report(NamedTuple):
    """A reading of all evidence. `claimed` is the share of the `strong` signals expected to be wrong."""

    id: UUID
    period_from: date
    period_until: date
    data_as_of: date
    number: int
    made_at: datetime
    made_by: str
    method: str
    policy: str
    parameters: dict[str, Any]
    data_hash: str
    strong: int
    claimed: float
    complaints: int
    judged: int
    steps: tuple[Judged, ...]
    staffed: bool
    matters: tuple[Matter, ...]

    @property
    def coverage(self) -> float:
        """The share of complaints in cells large enough to be judged alone, 0 to 1."""
        return self.judged / self.complaints if self.complaints else 0.0

    @property
    def together(self) -> float:
        """The share that could only be judged together with others, 0 to 1; of what remains there is too little."""
        beyond = sum(one.complaints for one in self.steps if one.span is not Span.CELL)
        return beyond / self.complaints if self.complaints else 0.0


class StoredSignal(NamedTuple):
    """A version of a signal. `ended_for` is superseded, gone or expired; None while it is open.

    `unit` is a kind of units and `topic` a family of topics where `span` says so; `units` and `topics` are those whose
    complaints it was read from.
    """

    id: UUID
    code: str
    version: int
    report: UUID
    span: Span
    unit: str
    topic: str | None
    units: tuple[str, ...]
    topics: tuple[str, ...]
    family: str
    label: str
    strength: str
    numbers: Numbers
    made_at: datetime
    expires_on: date
    ended_at: datetime | None
    ended_for: str | None

    @property
    def exact(self) -> bool:
        """Whether it is of one unit and one topic, so that it is known where."""
        return self.span in EXACT


def may_see_unit(actor: Actor, unit: str) -> bool:
    """Whether somebody may see the signals about a unit."""
    return actor.holds_role(*ALL_UNITS) or unit in actor.reach(Role.HEAD)


def may_see_signal(actor: Actor, units: Iterable[str]) -> bool:
    """Whether somebody may see a signal that was read from these units' complaints; its twin in SQL is `seen_by`."""
    return any(may_see_unit(actor, unit) for unit in units)


def seen_by(actor: Actor) -> ColumnElement[bool]:
    if actor.holds_role(*ALL_UNITS):
        return true()
    units = sorted(actor.reach(Role.HEAD))
    return of_units(*units) if units else false()


def of_units(*units: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = SignalRow.units.has_any(array(units))  # type: ignore[attr-defined]
    return found


def answers_for(actor: Actor, signal: StoredSignal) -> bool:
    """Whether somebody is head of a unit that a signal is about."""
    return bool(actor.reach(Role.HEAD) & set(signal.units))


def report_of(row: SignalReportRow) -> Report:
    own = {name: getattr(row, name) for name in Report._fields[1:] if name not in ("matters", "steps")}
    matters = tuple(Matter(Cause(one["cause"]), one["unit"], one["topic"], one["since"]) for one in row.matters)
    steps = tuple(Judged(Span(one["span"]), one["complaints"], one["strong"], one["claimed"]) for one in row.steps)
    return Report(id=row.report_id, matters=matters, steps=steps, **own)


def signal_of(row: SignalRow) -> StoredSignal:
    read = ("report", "numbers", "span", "units", "topics")
    own = {name: getattr(row, name) for name in StoredSignal._fields[1:] if name not in read}
    return StoredSignal(
        id=row.signal_id,
        report=row.report_id,
        numbers=msgspec.convert(row.numbers, Numbers),
        span=Span(row.span),
        units=tuple(row.units),
        topics=tuple(row.topics),
        **own,
    )


def signals_of(rows: Sequence[SignalRow]) -> list[StoredSignal]:
    """Rows as what they tell."""
    return [signal_of(one) for one in rows]

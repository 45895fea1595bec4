"""What became of a case and of a promise, in SQL: the one place that says what counts as done, late or left."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlmodel import col

from complaints.kinds import OPEN, Stage, Status
from complaints.tables import ComplaintRow
from sla.tables import ClockRow

_ANSWERED = [str(Status.RESOLVED), str(Status.CLOSED)]
_OPEN = [str(status) for status in sorted(OPEN)]


class Outcome(NamedTuple):
    """Conditions over `complaints` and a clock of each; `late_open` is part of `late`, the other four exclude it
    and each other."""

    on_time: ColumnElement[bool]
    late: ColumnElement[bool]
    late_open: ColumnElement[bool]
    waiting: ColumnElement[bool]
    left: ColumnElement[bool]


def answered() -> ColumnElement[bool]:
    """Whether the case stands answered: said to be done, and not disputed since."""
    return and_(col(ComplaintRow.resolved_at).is_not(None), col(ComplaintRow.status).in_(_ANSWERED))


def ending(stage: Stage, at: datetime) -> tuple[Any, Any, Any]:
    """Whether the stage was done by `at`, whether the case ended otherwise, and the instant up to which it is known."""
    row = ComplaintRow
    done: ColumnElement[bool]
    if stage is Stage.COMPLETION:
        done, instant = answered(), col(row.resolved_at)
    else:
        done, instant = col(row.first_response_at).is_not(None), col(row.first_response_at)
    ended = and_(~done, col(row.status).not_in(_OPEN))
    return done, ended, case((done, instant), (ended, func.coalesce(row.closed_at, at)), else_=at)


def outcome(stage: Stage, at: datetime, clock: Any = ClockRow) -> Outcome:
    """What became of the promise that `clock` (the table, or an alias of it) holds: `clock_state` in SQL, but sterner
    in two cases.

    A pledge for later is not an answer, so the promise runs on until there is one. And what got a new date after its
    first was missed stays late while it is open too.
    """
    row = ComplaintRow
    answered_at: Any = col(clock.met_at)
    if stage is Stage.COMPLETION:
        answered_at = func.coalesce(clock.met_at, case((col(row.status).in_(_ANSWERED), col(row.resolved_at))))
    met, pledged = answered_at.is_not(None), col(row.status) == str(Status.PLEDGED)
    runs = and_(~met, or_(~col(clock.ended), pledged))
    # While a clock stands still, its date is not the one it will have.
    counts = or_(met, and_(runs, col(clock.stopped_at).is_(None)))
    past = and_(counts, func.coalesce(answered_at, at) > col(clock.due))
    late = or_(col(clock.missed), col(clock.broken), past)
    return Outcome(
        on_time=and_(met, ~late),
        late=late,
        late_open=and_(late, runs),
        waiting=and_(runs, ~late),
        left=and_(~met, ~runs, ~late),
    )


def state(stage: Stage, at: datetime, clock: Any = ClockRow) -> Any:
    """The same as one word: none, late_open, late, on_time, waiting or left; none where no promise was given."""
    became = outcome(stage, at, clock)
    return case(
        (clock.complaint_id.is_(None), "none"),
        (became.late_open, "late_open"),
        (became.late, "late"),
        (became.on_time, "on_time"),
        (became.waiting, "waiting"),
        else_="left",
    )

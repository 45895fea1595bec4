"""What figures are asked about: cases received in some months, narrowed and grouped, as far as the asker may see."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import ColumnElement
from sqlmodel import col

from complaints.kinds import Stage, Status
from complaints.tables import ComplaintRow
from complaints.visibility import Sight, may_see
from people.actor import Actor

LONGEST = 36
"""Months asked about at once."""


class Grouping(StrEnum):
    """By what figures are shown side by side."""

    UNIT = "unit"
    TOPIC = "topic"
    KIND = "kind"
    MONTH = "month"


class Question(msgspec.Struct, frozen=True):
    """Cases received from `first` to `last`, both the first day of a month; each belongs to the month it came in.

    Not the month it was answered in: a month would look good for as long as its hard cases lie about. `stage` is
    first response or completion. None does not narrow.
    """

    first: date
    last: date
    stage: Stage = Stage.COMPLETION
    by: Grouping = Grouping.UNIT
    unit: str | None = None
    topic: str | None = None
    kind: str | None = None

    def narrowed(self, key: str | None) -> "Question":
        """The same about one group of the answer; `key` as in it."""
        if self.by is Grouping.MONTH:
            month = date.fromisoformat(f"{key}-01")
            return msgspec.structs.replace(self, first=month, last=month)
        return msgspec.structs.replace(self, **{str(self.by): key}) if key else self


def next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def conditions(question: Question, actor: Actor, zone: str) -> list[ColumnElement[bool]]:
    """In SQL, over `complaints`. Months begin at midnight of `zone`."""
    row = ComplaintRow
    start, end = (_midnight(day, zone) for day in (question.first, next_month(question.last)))
    # Of a report that was split its parts are counted, each with the date and the clocks of the whole.
    found = [may_see(actor, Sight.STATUS), col(row.status) != str(Status.SPLIT)]
    found += [col(row.received_at) >= start, col(row.received_at) < end]
    if question.unit:
        found.append(col(row.unit) == question.unit)
    if question.kind:
        found.append(col(row.kind) == question.kind)
    if question.topic:
        found += [col(row.topic) == question.topic, may_see(actor, Sight.WORDS)]
    return found


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))

"""What is projected from the log of one complaint on this floor: its current row, its references."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import msgspec

from complaints import events as e
from complaints.complaint import Complaint
from complaints.kinds import SURVEY_ITEMS
from complaints.tables import CaseSurveyRow, ComplaintRow, OutsideSendingRow, ReferenceRow, UnitAskRow
from foundation.writes import Write, table_of


class Listener(Protocol):
    """A pure function from a complaint, as it is after `recorded`, to rows that follow from them.

    A projection may be replayed: over the whole log at once it must give the rows it gave step by step. A reaction
    (the outbox) is called once per event and never on a replay.
    """

    def __call__(self, complaint: Complaint, recorded: Sequence[e.Recorded]) -> Iterable[Write]: ...


_COPIED = tuple(
    column.name
    for column in table_of(ComplaintRow).columns
    if column.name in Complaint.__struct_fields__ and column.name != "complaint_id"
)


def current_row(complaint: Complaint, recorded: Sequence[e.Recorded]) -> Iterable[Write]:
    """The one row that says how the complaint stands."""
    values: dict[str, Any] = {name: getattr(complaint, name) for name in _COPIED}
    yield Write(ComplaintRow, {"complaint_id": complaint.id, **values}, "upsert")


def references(complaint: Complaint, recorded: Sequence[e.Recorded]) -> Iterable[Write]:
    for one in recorded:
        if isinstance(one.event, e.ReferenceAdded):
            values = {"system": one.event.system, "value": one.event.value, "complaint_id": complaint.id}
            yield Write(ReferenceRow, values)


def outside_sendings(complaint: Complaint, recorded: Sequence[e.Recorded]) -> Iterable[Write]:
    """What was sent to bodies outside, and what came back; each once, so that none is lost when another follows."""
    if any(isinstance(one.event, _OUTSIDE) for one in recorded):
        for sending in complaint.sendings:
            yield Write(OutsideSendingRow, {"complaint_id": complaint.id, **msgspec.structs.asdict(sending)}, "upsert")


_OUTSIDE = (
    *(e.ForwardedOut, e.OutsideAnswered, e.OutsideReceived, e.OutsideAsked, e.OutsideTold),
    *(e.OutsideDeclined, e.OutsideReminded),
)


def unit_asks(complaint: Complaint, recorded: Sequence[e.Recorded]) -> Iterable[Write]:
    """What other units were asked; a question also ends when the case goes on without its answer."""
    for ask in complaint.asks.values():
        values = {**msgspec.structs.asdict(ask), "complaint_id": complaint.id, "next_at": ask.next_at}
        values["ask_id"] = values.pop("id")
        yield Write(UnitAskRow, {name: value for name, value in values.items() if name in _ASK}, "upsert")


_ASK = frozenset(column.name for column in table_of(UnitAskRow).columns)


def surveys(complaint: Complaint, recorded: Sequence[e.Recorded]) -> Iterable[Write]:
    """What was answered of the survey; of reports of wrongdoing nothing is counted, for they are few and secret."""
    for one in recorded:
        if isinstance(one.event, e.SurveyAnswered) and complaint.unit and not complaint.restricted:
            about = {"complaint_id": complaint.id, "unit": complaint.unit, "answered_at": one.at}
            yield Write(CaseSurveyRow, {**about, **dict.fromkeys(SURVEY_ITEMS), **dict(one.event.answers)})

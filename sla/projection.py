"""One row for each promise of a complaint, as its log tells it."""

from collections.abc import Iterable, Sequence

from complaints import events as e
from complaints.complaint import Complaint
from complaints.kinds import OPEN, Stage
from foundation.writes import Write
from sla.tables import ClockRow

TOUCHES_NO_CLOCK = (
    *(e.Suggested, e.Taken, e.Assigned, e.QuestionAnswered, e.AttachmentAdded, e.PhotoReviewed),
    *(e.Transcribed, e.TranscriptJudged),
    *(*e.QUESTIONS, e.OutsideReceived, e.OutsideAsked, e.OutsideTold, e.OutsideReminded, e.OutsideAnswered),
    *(e.ReferenceAdded, e.Reopened, e.Rated, e.SurveyAnswered, e.WordsErased),
    *(e.ResolutionProposed, e.ResolutionSentBack),
    *e.PAPERS,
)
"""Events after which every clock stands as before; they cost no write."""


def clocks(complaint: Complaint, recorded: Sequence[e.Recorded]) -> Iterable[Write]:
    """A projection: the clocks as they stand, and the end of those whose promise was taken back."""
    if all(isinstance(one.event, TOUCHES_NO_CLOCK) for one in recorded):
        return
    for promise in complaint.promises.values():
        stopped = promise.stopped
        yield Write(
            ClockRow,
            {
                "complaint_id": complaint.id,
                "stage": str(promise.stage),
                "unit": complaint.unit,
                "kind": str(complaint.kind),
                "restricted": complaint.restricted,
                "given_at": promise.given_at,
                "counted_from": promise.counted_from,
                "due": promise.due,
                "warn_at": promise.near_at,
                "next_at": promise.next_at if complaint.status in OPEN else None,
                "days": promise.days,
                "minutes": promise.minutes,
                "every_day": promise.every_day,
                "met_at": promise.met_at,
                "missed": promise.missed,
                "broken": promise.broken,
                "stopped_at": stopped.since if stopped else None,
                "stopped_for": str(stopped.reason) if stopped else None,
                "stops": len(promise.stops),
                "calendar": promise.calendar,
                "rung": promise.rung,
                "escalated_to": promise.before or None,
                "escalated_unit": promise.before_unit,
                "escalated_at": promise.escalated_at,
                "acknowledged_at": promise.acknowledged_at,
                "acknowledged_by": promise.acknowledged_by,
                "ended": promise.ended,
            },
            "upsert",
        )
    # A disputed answer takes back the promise to close in silence; a second answer gives it anew.
    disputed = any(isinstance(one.event, e.Disputed) for one in recorded)
    if disputed and Stage.SILENT_CLOSE not in complaint.promises:
        yield Write(ClockRow, {"complaint_id": complaint.id, "stage": str(Stage.SILENT_CLOSE)}, "remove")

"""Facts of a case by which a figure may have been flattered, and when such a fact is a sign worth a look.

A sign accuses nobody: an answer in the last hour may be an honest one. It says where a person should read the case
before believing the figure. Facts are projected from the log; the limits below are applied when they are counted, so
that they may be argued about without a rebuild.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from enum import StrEnum

from complaints import events as e
from complaints.complaint import Complaint
from complaints.kinds import Stage
from foundation.writes import Write
from sla.tables import CaseSignRow

LAST_HOUR = timedelta(hours=1)
"""Before the limit, which falls on the end of office hours: the last working hour."""

TEMPLATE = 0.9
"""How much of an answer repeats earlier ones of the unit before it counts as nothing but a template."""

PING_PONG = 2
"""How often a case was forwarded again after it had been forwarded: once is a mistake put right."""

LATE_PAUSE = 0.2
"""The share of the promised time that is left: a pause opened then comes close to the limit."""

FAST = timedelta(hours=1)
"""From filing to the answer, by the clock: it is at most as much office time, so none is called fast that was not."""


class Sign(StrEnum):
    """What a supervisor is shown beside the figures; `sla/sign_cases.py` finds the cases."""

    LAST_HOUR = "last_hour"
    """Answered in the last hour before the limit for completion."""
    DISPUTED = "disputed"
    """Answered, and the citizen said that it was not done."""
    PING_PONG = "ping_pong"
    """Forwarded again and again."""
    LATE_PAUSE = "late_pause"
    """The clock for completion was stopped when little of its time was left."""
    TEMPLATE = "template"
    """Answered with next to nothing but repeated words."""
    STAFF_FAST = "staff_fast"
    """Written down by somebody in the office and answered at once."""
    OFFICE_FAST = "office_fast"
    """Sent from a network of the government and answered at once."""


def sign_facts(complaint: Complaint, recorded: Sequence[e.Recorded]) -> Iterable[Write]:
    """A projection: one row for each event that may be part of a sign.

    A row depends on its event and on what never changes about a complaint, so a replay gives the same.
    """
    for one in recorded:
        values: dict[str, object] = {}
        match one.event:
            case e.Forwarded(ground=why) if why != e.UNIT_CLOSED:
                values = {"fact": "forwarded"}
            case e.ClockPaused(stage=Stage.COMPLETION, left=left):
                values = {"fact": "paused", "seconds": left // 1_000_000}
            case e.Resolved(template_share=repeated):
                since = one.at - (complaint.filed_at or one.at)
                values = {"fact": "resolved", "seconds": int(since.total_seconds()), "template_share": repeated}
        if values:
            about = {"by_staff": complaint.filed_by is not None, "from_office": complaint.from_office}
            yield Write(
                CaseSignRow,
                {"complaint_id": complaint.id, "version": one.version, **about, **values},
                # A version is written once; who comes second is told so by the log's own key, not by this one.
                "upsert",
            )

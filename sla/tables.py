"""Rows of promises: the dated rules, and one clock for each promise of each complaint."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, LargeBinary, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from complaints.kinds import Fact, PauseReason, Stage
from foundation.append_only import append_only
from foundation.database import Row

_STAGES = "stage IN (" + ", ".join(repr(str(stage)) for stage in Stage) + ")"
_FACTS = "counted_from IN (" + ", ".join(repr(str(fact)) for fact in Fact) + ")"
_REASONS = "stopped_for IN (" + ", ".join(repr(str(reason)) for reason in PauseReason) + ")"
_WAITING = text("next_at IS NOT NULL")
_RUNNING = text("ended IS false")
_CALLED = text("stage = 'acknowledge' AND next_at IS NOT NULL")
_ESCALATED = text("escalated_to IS NOT NULL AND ended IS false")
_WITHOUT_UNIT = text("escalated_to IS NOT NULL AND ended IS false AND unit IS NULL")
_TAKEN_UP = (text("(acknowledged_at IS NOT NULL)"), "escalated_at", "complaint_id", "stage")
_ITEMS = " AND ".join(f"u{number} BETWEEN 1 AND 4" for number in range(1, 10))


class PolicyRow(Row, table=True):
    """One rule of what is promised. A rule in force is never edited: a new number is a row with a later date."""

    __tablename__ = "promise_rules"
    __table_args__ = (
        CheckConstraint(_STAGES, name="stage"),
        CheckConstraint("(days BETWEEN 1 AND 366) <> (minutes > 0) AND days >= 0 AND minutes >= 0", name="length"),
        CheckConstraint("level IN ('national', 'regional')", name="level"),
        CheckConstraint(_FACTS, name="counted_from"),
        CheckConstraint("origin IN ('region', 'person')", name="origin"),
        {"comment": "Promises by stage, kind and unit, as dated rows"},
    )

    stage: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(primary_key=True, sa_type=Text, description="A kind, or * for all")
    unit: str = Field(primary_key=True, sa_type=Text, description="A unit, or * for all; a unit can only tighten")
    level: str = Field(primary_key=True, sa_type=Text, description="A regional rule can only tighten a national one")
    topic: str = Field(primary_key=True, sa_type=Text, description="A topic, or * for all; a topic can only tighten")
    priority: str = Field(primary_key=True, sa_type=Text, description="A priority, or * for all; can only tighten")
    effective_from: date = Field(primary_key=True, description="Local date from which new promises follow it")
    days: int = Field(description="Working days; 0 where it is promised in hours")
    minutes: int = Field(description="Office time; 0 where it is promised in days")
    every_day: bool = Field(description="Days of the calendar, or time by the clock")
    counted_from: str = Field(sa_type=Text)
    warn: str = Field(sa_type=Text, description="Shares of its time after which a warning is given, in order")
    extension: int = Field(description="Working days by which it may be extended, once")
    regulation: str = Field(sa_type=Text)
    confirmed: bool = Field(description="Whether the number was seen in an official source")
    note: str = Field(sa_type=Text)
    origin: str = Field(sa_type=Text, description="The region's folder brings and takes its own rows only")
    written_by: str = Field(sa_type=Text, description="Who wrote it, as the log names people; region for its folder")
    written_at: datetime | None = None


class ClockRow(Row, table=True):
    """How one promise of a complaint stands; projected from the log, may be emptied and rebuilt.

    The partial index holds only what the watch still has to find, in the order in which it reads it, and nothing else.
    """

    __tablename__ = "clocks"
    __table_args__ = (
        CheckConstraint(_STAGES, name="stage"),
        CheckConstraint(_REASONS, name="stopped_for"),
        Index("ix_clocks_next", "next_at", "complaint_id", "stage", postgresql_where=_WAITING),
        Index("ix_clocks_escalated", "escalated_to", *_TAKEN_UP, postgresql_where=_ESCALATED),
        Index(
            "ix_clocks_before",
            *("escalated_to", text("COALESCE(escalated_unit, unit)"), *_TAKEN_UP),
            postgresql_where=_ESCALATED,
        ),
        Index("ix_clocks_before_triage", "escalated_to", *_TAKEN_UP, postgresql_where=_WITHOUT_UNIT),
        Index("ix_clocks_called", "next_at", "complaint_id", postgresql_where=_CALLED),
        Index(
            "ix_clocks_running",
            *("complaint_id", "stage"),
            postgresql_include=["due", "warn_at", "missed", "stopped_at"],
            postgresql_where=_RUNNING,
        ),
        {"comment": "Promises of each complaint and what became of them"},
    )

    complaint_id: UUID = Field(primary_key=True)
    stage: str = Field(primary_key=True, sa_type=Text)
    unit: str | None = Field(default=None, sa_type=Text, description="Who has the case now; empty while in triage")
    kind: str = Field(sa_type=Text)
    restricted: bool = Field(description="On the oversight road: only those who handle it may know that it exists")
    given_at: datetime
    counted_from: datetime
    due: datetime
    warn_at: datetime = Field(description="From when its limit is near: the last of its warnings")
    next_at: datetime | None = Field(default=None, description="When the watch has something to record of it")
    days: int = Field(description="Working days promised; 0 where it was promised in hours")
    minutes: int = Field(description="Office time promised; 0 where it was promised in days")
    every_day: bool
    met_at: datetime | None = None
    missed: bool = Field(description="The log says that it was not kept in time")
    broken: bool = Field(description="An earlier date of it was missed, before it got the one it has now")
    stopped_at: datetime | None = Field(default=None, description="Since when its clock stands still")
    stopped_for: str | None = Field(default=None, sa_type=Text)
    stops: int = Field(description="How often it stood still, or was given time anew")
    calendar: str = Field(sa_type=Text, description="Version of the calendar its date was computed with")
    rung: int = Field(description="How far it has climbed its ladder of escalation")
    escalated_to: str | None = Field(default=None, sa_type=Text, description="Before which role its last rung came")
    escalated_unit: str | None = Field(default=None, sa_type=Text, description="Where that is a role of a unit")
    escalated_at: datetime | None = None
    acknowledged_at: datetime | None = Field(default=None, description="When somebody of that role took it up")
    acknowledged_by: UUID | None = None
    ended: bool = Field(description="No longer waited for")


class RecalculationRow(Row, table=True):
    """A change of calendar or rules by which open promises have to be computed anew, or somebody's wish for it.

    It is unfinished until every open promise has been seen; whoever finds it unfinished goes on.
    """

    __tablename__ = "recalculations"
    __table_args__ = ({"comment": "Each time open promises had to be computed anew; unfinished ones are gone on with"},)

    recalculation_id: UUID = Field(primary_key=True, description="Rises with time")
    calendar: int = Field(description="Version of the calendar in force when it was asked for")
    rules: str = Field(sa_type=Text, description="Digest of the rules in force when it was asked for")
    later_too: bool = Field(description="Whether dates may move later; a reason is given for it")
    asked_by: str = Field(sa_type=Text, description="As in the log of complaints, or region for its folder")
    reason: str = Field(sa_type=Text, description="In the words of whoever asked")
    asked_at: datetime
    finished_at: datetime | None = None


class CaseSignRow(Row, table=True):
    """A fact of a case by which figures may have been flattered; projected from the log, may be emptied and rebuilt.

    Most cases have two rows, for being forwarded and being resolved. What makes such a fact a sign worth a look is
    said in `sla/signs.py`.
    """

    __tablename__ = "case_signs"
    __table_args__ = (
        CheckConstraint("fact IN ('forwarded', 'paused', 'resolved')", name="fact"),
        {"comment": "Facts of each case that are shown beside its figures"},
    )

    complaint_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True, description="Of the event that tells it")
    fact: str = Field(sa_type=Text)
    seconds: int | None = Field(
        default=None,
        sa_type=BigInteger,
        description="Resolved: since it was filed, by the clock. Paused: of the promise's own time, unspent",
    )
    template_share: float | None = Field(default=None, description="How much of an answer repeats earlier ones")
    by_staff: bool = Field(default=False, description="Somebody in the office wrote the report down")
    from_office: bool = Field(default=False, description="The report was sent from a network of the government")


class MonthCountRow(Row, table=True):
    """All that public figures need of the cases received in a month; small groups too, so it is shown to nobody.

    Made anew from `complaints` and `clocks` whenever a case of the month changed.
    """

    __tablename__ = "figure_months"
    __table_args__ = ({"comment": "Counts and durations of each month, from which public figures are made"},)

    month: str = Field(primary_key=True, sa_type=Text, description="Local month of receipt, as 2026-10")
    counted_at: datetime
    basis: str = Field(sa_type=Text, description="Version of the definitions and of the calendar it was counted by")
    cases: int
    still_open: int
    data: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))


class PublicFigureRow(Row, table=True):
    """What everybody may read of a period, small groups withheld; pages and open data read nothing else."""

    __tablename__ = "public_figures"
    __table_args__ = ({"comment": "Published figures, a document a period"},)

    period: str = Field(primary_key=True, sa_type=Text, description="2026-10, 2026-Q4, 2026, 12m, or flow")
    computed_at: datetime
    changed_at: datetime = Field(description="When its content was last another")
    data: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))


class SurveyAnswerRow(Row, table=True):
    """One anonymous answer to the nine items of the citizens' survey; its id is random and it keeps no instant."""

    __tablename__ = "survey_answers"
    __table_args__ = (
        CheckConstraint(_ITEMS, name="items"),
        Index("ix_survey_answers_unit_period", "unit", "period"),
        {"comment": "Answers, 1 to 4, to the citizens' survey (PermenPANRB 14/2017); nothing leads to a person"},
    )

    answer_id: UUID = Field(primary_key=True, description="Follows from the form's random key: sent twice, kept once")
    unit: str = Field(sa_type=Text)
    period: str = Field(sa_type=Text, description="Half a year, such as 2026-2")
    u1: int = Field(sa_type=SmallInteger)
    u2: int = Field(sa_type=SmallInteger)
    u3: int = Field(sa_type=SmallInteger)
    u4: int = Field(sa_type=SmallInteger)
    u5: int = Field(sa_type=SmallInteger)
    u6: int = Field(sa_type=SmallInteger)
    u7: int = Field(sa_type=SmallInteger)
    u8: int = Field(sa_type=SmallInteger)
    u9: int = Field(sa_type=SmallInteger)
    sex: str | None = Field(default=None, sa_type=Text)
    age: str | None = Field(default=None, sa_type=Text, description="A span of years")
    schooling: str | None = Field(default=None, sa_type=Text)
    work: str | None = Field(default=None, sa_type=Text)


class ReportJobRow(Row, table=True):
    """A file somebody asked for, or a table somebody brings in: made by the worker under a lease, kept some days."""

    __tablename__ = "report_jobs"
    __table_args__ = (
        CheckConstraint("kind IN ('report', 'evidence', 'exchange', 'import')", name="kind"),
        CheckConstraint("state IN ('preview', 'waiting', 'done', 'failed')", name="state"),
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress"),
        Index("ix_report_jobs_asked_by_asked_at", "asked_by", "asked_at"),
        Index("ix_report_jobs_waiting", "asked_at", postgresql_where=text("state = 'waiting'")),
        Index(
            "uq_report_jobs_schedule",
            *("schedule_id", "asked_by", "period"),
            unique=True,
            postgresql_where=text("schedule_id IS NOT NULL"),
        ),
        {
            "comment": "Reports, evidence files, exports and imports: who asked, how far they are, "
            "until when they are kept"
        },
    )

    job_id: UUID = Field(primary_key=True, description="Rises with time")
    kind: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text, description="Preview: brought in, and not confirmed yet")
    asked_by: UUID = Field(foreign_key="officers.officer_id", description="Made with the sight of this officer")
    asked_at: datetime = Field(description="Also the instant as of which its figures are counted")
    period: str = Field(sa_type=Text, description="2026-10, 2026-Q4, or a day since which; empty for an import")
    unit: str | None = Field(default=None, sa_type=Text, description="With those below it; empty for the region")
    outside: bool = Field(default=False, description="May leave the house: small groups are put together")
    form: str = Field(
        default="",
        sa_type=Text,
        description="Of a table of another system: its code; of one that goes out, lapor:csv or lapor:xlsx",
    )
    schedule_id: UUID | None = Field(default=None, foreign_key="report_schedules.schedule_id")
    progress: int = Field(default=0, sa_type=SmallInteger)
    attempts: int = Field(default=0, sa_type=SmallInteger)
    locked_until: datetime | None = Field(default=None, description="A worker is at it until then")
    finished_at: datetime | None = None
    expires_at: datetime
    fault: str = Field(default="", sa_type=Text, description="Why it failed, without a word of any case")
    result: dict[str, Any] = Field(
        sa_column=Column(JSONB, nullable=False), description="Of an import: how many rows were added, known and bad"
    )
    mailed_at: datetime | None = Field(
        default=None, description="When its link was sent, where a schedule asked for it"
    )


class ReportFileRow(Row, table=True):
    """What a job made, or was given. In the database, so that every process that serves pages can hand it over."""

    __tablename__ = "report_files"
    __table_args__ = ({"comment": "Files of jobs; gone with them"},)

    job_id: UUID = Field(primary_key=True, foreign_key="report_jobs.job_id", ondelete="CASCADE")
    name: str = Field(primary_key=True, sa_type=Text)
    media_type: str = Field(sa_type=Text)
    size: int = Field(description="Bytes")
    content: bytes = Field(sa_type=LargeBinary)


class ReportFileCaseRow(Row, table=True):
    """That words of a case stand in the files of a job: where they are erased, the files are made anew without them."""

    __tablename__ = "report_file_cases"
    __table_args__ = (
        Index("ix_report_file_cases_job_id", "job_id"),
        {"comment": "Cases whose words stand in files of jobs; gone with the job"},
    )

    complaint_id: UUID = Field(primary_key=True)
    job_id: UUID = Field(primary_key=True)


class ReportScheduleRow(Row, table=True):
    """A monthly report that is made by itself and whose link is sent to some officers."""

    __tablename__ = "report_schedules"
    __table_args__ = (
        CheckConstraint("working_day BETWEEN 1 AND 15", name="working_day"),
        {"comment": "Monthly reports by e-mail: on which working day, of which unit, to whom"},
    )

    schedule_id: UUID = Field(primary_key=True)
    unit: str | None = Field(default=None, sa_type=Text, description="With those below it; empty for the region")
    working_day: int = Field(sa_type=SmallInteger, description="Of the month after the one told of")
    recipients: list[str] = Field(sa_column=Column(JSONB, nullable=False), description="Ids of officers")
    made_by: UUID = Field(foreign_key="officers.officer_id")
    made_at: datetime
    ended_at: datetime | None = None
    ended_by: UUID | None = None


_ON_DESK = text("presses IS NOT NULL")
_AT_WORK = text("presses <= 2 AND due IS NOT NULL")
_UNTAKEN = text("presses <= 2 AND taken_by IS NULL")
_SPOKEN_TO = text("presses <= 2 AND spoken_to IS TRUE")
_PROPOSED = text("presses <= 2 AND proposed_by IS NOT NULL")
_IN_TRIAGE = text("status IN ('disputed', 'returned', 'submitted')")
URGENCY = (text("(priority <> 'danger')"), text("(priority = 'normal')"))
"""By this the desk of triage is ordered first; said so in its index too."""


class DeskRow(Row, table=True):
    """A case as a unit's inbox, or the desk of triage, narrows and orders it; projected from the log.

    Indexes hold only what lies on a desk. Rows of what left it stay, so that whoever watches learns that it left.
    """

    __tablename__ = "desk_cases"
    __table_args__ = (
        CheckConstraint("presses BETWEEN 0 AND 3", name="presses"),
        Index(
            "ix_desk_cases_unit",
            *("unit", "presses", "due", "complaint_id"),
            postgresql_include=[
                *("status", "topic", "area", "priority", "near_at", "stopped", "restricted", "about_unit"),
            ],
            postgresql_where=_ON_DESK,
        ),
        Index("ix_desk_cases_spoken_to", "unit", "presses", "due", "complaint_id", postgresql_where=_SPOKEN_TO),
        Index("ix_desk_cases_proposed", "unit", "presses", "due", "complaint_id", postgresql_where=_PROPOSED),
        Index("ix_desk_cases_status", "unit", "status", "presses", "due", "complaint_id", postgresql_where=_ON_DESK),
        Index("ix_desk_cases_taken_by", "taken_by", "presses", "due", "complaint_id", postgresql_where=_ON_DESK),
        Index(
            "ix_desk_cases_untaken",
            *("unit", "presses", "due", "complaint_id"),
            postgresql_include=["restricted", "about_unit"],
            postgresql_where=_UNTAKEN,
        ),
        Index(
            "ix_desk_cases_triage",
            *("status", *URGENCY, "due", "received_at", "complaint_id"),
            postgresql_include=["near_at", "stopped", "restricted"],
            postgresql_where=_IN_TRIAGE,
        ),
        Index("ix_desk_cases_due", "unit", "due", postgresql_where=_AT_WORK),
        Index("ix_desk_cases_changed_at", "changed_at"),
        {"comment": "Cases on the desks of units and of triage, by how pressing they are"},
    )

    complaint_id: UUID = Field(primary_key=True)
    version: int
    changed_at: datetime = Field(description="When anything about it was recorded, internal facts too")
    event: str = Field(sa_type=Text, description="Dotted name of what happened last")
    actor: str = Field(sa_type=Text, description="Who did it, as the log says it")
    unit: str | None = Field(default=None, sa_type=Text, description="Empty while no unit has it")
    status: str = Field(sa_type=Text)
    received_at: datetime | None = Field(default=None, description="Empty once it lies on no desk any more")
    restricted: bool = Field(description="On the oversight road: only those who handle it may know that it exists")
    about_unit: str | None = Field(default=None, sa_type=Text)
    topic: str | None = Field(default=None, sa_type=Text)
    area: str | None = Field(default=None, sa_type=Text)
    priority: str = Field(sa_type=Text)
    taken_by: UUID | None = None
    spoken_to: bool = Field(description="The reporter told something, and nobody of the office has acted since")
    proposed_by: UUID | None = Field(default=None, description="Who wrote the answer that waits for a second person")
    presses: int | None = Field(
        default=None,
        sa_type=SmallInteger,
        description="0 danger to life, 1 disputed or missed, 2 at work, 3 answered or pledged; empty off a unit's desk",
    )
    due: datetime | None = Field(default=None, description="The nearest promise whose clock runs")
    near_at: datetime | None = Field(default=None, description="From when the first limit of these is near")
    stopped: bool = Field(description="One of its clocks stands still")


class OversightMonthRow(Row, table=True):
    """All that supervisors' figures need of the cases received in a month, packed; shown to nobody as it is.

    Made anew from `complaints`, `clocks` and the log whenever a case of the month changed.
    """

    __tablename__ = "oversight_months"
    __table_args__ = ({"comment": "Cases of each month without names or words, from which figures are made"},)

    month: str = Field(primary_key=True, sa_type=Text, description="Local month of receipt, as 2026-10")
    counted_at: datetime = Field(description="When all its cases were last read")
    seen_at: datetime = Field(description="Up to when those that changed have been read since then")
    basis: str = Field(sa_type=Text, description="Version of the definitions and of the calendar it was counted by")
    cases: int
    still_open: int = Field(description="Cases that time alone may still change, open ones above all")
    data: bytes = Field(sa_type=LargeBinary, description="Arrays, see sla/case_facts.py")


class TimeMonthRow(Row, table=True):
    """How long the cases received in a month take, and what became of their promises, for whatever may be asked.

    Small groups too, so it is shown to nobody as it is. Made anew from `complaints`, `clocks` and `case_signs`.
    """

    __tablename__ = "time_months"
    __table_args__ = ({"comment": "Durations, promises and signs of each month, from which figures of time are made"},)

    month: str = Field(primary_key=True, sa_type=Text, description="Local month of receipt, as 2026-10")
    stage: str = Field(primary_key=True, sa_type=Text, description="First response or completion")
    counted_at: datetime
    basis: str = Field(sa_type=Text, description="Version of the definitions and of the calendar it was counted by")
    data: bytes = Field(sa_type=LargeBinary, description="Arrays, see sla/time_cubes.py")


class OversightPageRow(Row, table=True):
    """What a page of the oversight reads: a document for each field of view, so that no page counts."""

    __tablename__ = "oversight_pages"
    __table_args__ = ({"comment": "Figures for those who oversee, a document a field of view and page"},)

    scope: str = Field(primary_key=True, sa_type=Text, description="*, a unit with those below, or that without rows")
    name: str = Field(primary_key=True, sa_type=Text)
    computed_at: datetime
    data: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))


class PassedOnRow(Row, table=True):
    """A unit that had a case for a working day or more and has it no longer: it stays in that unit's figures."""

    __tablename__ = "passed_on"
    __table_args__ = (
        Index("ix_passed_on_unit", "unit"),
        {"comment": "Units that held a case before the one that has it now"},
    )

    complaint_id: UUID = Field(primary_key=True)
    unit: str = Field(primary_key=True, sa_type=Text)
    seconds: int = Field(sa_type=BigInteger, description="How long it was there, in office time")


class LateForecastRow(Row, table=True):
    """How likely a case was to be late within the week, as it was said one morning, and what became of it."""

    __tablename__ = "late_forecasts"
    __table_args__ = (
        CheckConstraint("probability BETWEEN 0 AND 1", name="probability"),
        Index("ix_late_forecasts_made_on", "made_on"),
        {"comment": "Forecasts of lateness, kept so that they can be held against what happened"},
    )

    complaint_id: UUID = Field(primary_key=True)
    made_on: date = Field(primary_key=True, description="Local date of the morning")
    unit: str | None = Field(default=None, sa_type=Text, description="Who had the case then")
    until: datetime = Field(description="The end of the week spoken of")
    probability: float
    late: bool | None = Field(default=None, description="What became of it; empty until the week is over")


class UnitCapacityRow(Row, table=True):
    """What a unit can carry from a day on; the newest row of a unit that has begun counts."""

    __tablename__ = "unit_capacities"
    __table_args__ = (
        CheckConstraint("officers >= 0 AND cases_week BETWEEN 0 AND 100000", name="amounts"),
        {"comment": "Officers and cases a week a unit can finish, as dated rows; rows are only added"},
    )

    capacity_id: UUID = Field(primary_key=True, description="Rises with time")
    unit: str = Field(sa_type=Text, index=True)
    effective_from: date
    officers: float = Field(description="Full-time equivalents that handle complaints")
    cases_week: int = Field(description="Cases they can finish in a working week")
    reason: str = Field(sa_type=Text, description="In the words of whoever wrote it")
    written_by: str = Field(sa_type=Text, description="As the log names people")
    written_at: datetime


append_only(UnitCapacityRow.__table__)  # type: ignore[attr-defined]


class ChartStepRow(Row, table=True):
    """From a month on a control chart begins anew, because a person says what changed; the newest row of it counts."""

    __tablename__ = "chart_steps"
    __table_args__ = (
        CheckConstraint("month ~ '^[0-9]{4}-[0-9]{2}$'", name="month"),
        {"comment": "Known changes of a process, from which its limits are computed anew; rows are only added"},
    )

    step_id: UUID = Field(primary_key=True, description="Rises with time")
    unit: str = Field(sa_type=Text, index=True, description="A unit, or * for the whole region")
    measure: str = Field(sa_type=Text)
    month: str = Field(sa_type=Text, description="The first month of the new stretch")
    reason: str = Field(sa_type=Text)
    withdrawn: bool = Field(description="Takes back an earlier row of the same month")
    written_by: str = Field(sa_type=Text, description="As the log names people")
    written_at: datetime


append_only(ChartStepRow.__table__)  # type: ignore[attr-defined]


_SIGNS_IN_ORDER = ("found_at", "complaint_id", "attachment_id", "sign")


class EvidenceSignRow(Row, table=True):
    """A reason to look at an evidence picture with one's own eyes, and what came of looking; it accuses nobody."""

    __tablename__ = "evidence_signs"
    __table_args__ = (
        CheckConstraint("sign IN ('elsewhere', 'reporters_own', 'before_report', 'far_off')", name="sign"),
        CheckConstraint("outcome IN ('fine', 'follow_up')", name="outcome"),
        CheckConstraint("(outcome IS NULL) = (looked_at IS NULL)", name="looked"),
        Index("ix_evidence_signs_waiting", *_SIGNS_IN_ORDER, postgresql_where=text("looked_at IS NULL")),
        Index("ix_evidence_signs_looked_at", "looked_at", postgresql_where=text("looked_at IS NOT NULL")),
        {"comment": "Evidence pictures that are worth a look, and what somebody found who looked"},
    )

    complaint_id: UUID = Field(primary_key=True)
    attachment_id: UUID = Field(primary_key=True)
    sign: str = Field(primary_key=True, sa_type=Text)
    other_file: UUID = Field(primary_key=True, description="The picture it is like; itself where there is no other")
    other_complaint: UUID = Field(index=True, description="The case of that picture")
    amount: int = Field(description="Bits that differ, hours before the report, or metres")
    found_at: datetime
    looked_at: datetime | None = None
    looked_by: UUID | None = None
    outcome: str | None = Field(default=None, sa_type=Text)
    note: str | None = Field(default=None, sa_type=Text)


class SampleRow(Row, table=True):
    """A month of which closed cases were drawn at random, with the seed by which anybody draws the same again."""

    __tablename__ = "closing_samples"
    __table_args__ = ({"comment": "Monthly random samples of closed cases; rows are only added"},)

    month: date = Field(primary_key=True, description="Its first day")
    seed: str = Field(sa_type=Text, description="Drawn when the month was over")
    size: int = Field(description="How many cases of a unit are drawn at the most")
    drawn_at: datetime


class SampledCaseRow(Row, table=True):
    """A closed case that was drawn, and whether its evidence fits what was complained of."""

    __tablename__ = "sampled_cases"
    __table_args__ = (
        CheckConstraint("answer IN ('yes', 'no', 'unclear')", name="answer"),
        CheckConstraint("(answer IS NULL) = (looked_at IS NULL)", name="looked"),
        Index("ix_sampled_cases_in_order", "month", text("(looked_at IS NOT NULL)"), "unit", "place"),
        Index("ix_sampled_cases_unit_month", "unit", "month"),
        {"comment": "Closed cases drawn for somebody to look at, with what was found"},
    )

    complaint_id: UUID = Field(primary_key=True)
    month: date = Field(primary_key=True)
    unit: str = Field(sa_type=Text)
    place: int = Field(description="In the order of the draw, from 1")
    answer: str | None = Field(default=None, sa_type=Text)
    note: str | None = Field(default=None, sa_type=Text)
    looked_at: datetime | None = None
    looked_by: UUID | None = None

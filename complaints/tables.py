"""Rows of complaints: the log, the words and files beside it, and what is projected from it.

Every table of one complaint's rows is keyed by `complaint_id` first, so that the rows of a complaint stay together
if the database is ever spread over machines. Tickets and references are keyed by what is looked up.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlmodel import Field

from complaints.kinds import Kind, Priority, Status, Visibility
from complaints.openness import PUBLISHED
from complaints.paperwork import PaperKind
from foundation.append_only import append_only
from foundation.database import Row


def _one_of(column: str, values: Any) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


OPEN_TO_ALL = (
    f"visibility <> '{Visibility.CONFIDENTIAL}' AND restricted IS false AND sensitive IS false AND erased IS false "
    f"AND unread IS false AND status IN ({', '.join(repr(str(status)) for status in sorted(PUBLISHED))})"
)
"""`openness.is_published` in SQL: indexes of what everybody may read hold nothing else."""

FACETS = "(ARRAY['t'::text || topic, 'a'::text || area, 'u'::text || unit, 's'::text || status, 'k'::text || kind])"
"""All by which everybody may narrow the public list, as one value that one index knows in every combination."""


class EventRow(Row, table=True):
    """The log: one row per fact, chained to the row before it in its complaint."""

    __tablename__ = "complaint_events"
    __table_args__ = (
        UniqueConstraint("complaint_id", "cause", "ordinal"),
        {"comment": "Append-only log of complaints; a trigger refuses UPDATE, DELETE and TRUNCATE"},
    )

    complaint_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True, description="Counts from 1 within the complaint")
    type: str = Field(sa_type=Text)
    at: datetime
    actor: str = Field(sa_type=Text, description="Kind and id of who did it, never a name")
    cause: str = Field(sa_type=Text, description="Names the request, so that a repeat is recognised")
    ordinal: int = Field(sa_type=SmallInteger, description="Place of the event among those of its cause")
    data: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    previous: bytes = Field(sa_type=LargeBinary, description="Hash of the row before it")
    hash: bytes = Field(sa_type=LargeBinary, description="SHA-256 over the previous hash and this row")


append_only(EventRow.__table__)  # type: ignore[attr-defined]


_HELD = text("taken_by IS NOT NULL AND closed_at IS NULL")
_OUTSIDE = text("status = 'forwarded_out' AND body IS NOT NULL AND closed_at IS NOT NULL")
_SENT = (text("(answered_outside_at IS NOT NULL)"), "closed_at", "complaint_id")
_ANSWERED = ["answered_outside_at", "restricted"]


class ComplaintRow(Row, table=True):
    """The current state, projected from the log; may be emptied and rebuilt."""

    __tablename__ = "complaints"
    __table_args__ = (
        CheckConstraint(_one_of("status", Status), name="status"),
        CheckConstraint(_one_of("kind", Kind), name="kind"),
        CheckConstraint(_one_of("visibility", Visibility), name="visibility"),
        CheckConstraint(_one_of("priority", Priority), name="priority"),
        Index("ix_complaints_pledged_on", "pledged_on", postgresql_where=text("pledged_on IS NOT NULL")),
        Index("ix_complaints_status_received_at", "status", "received_at", postgresql_include=["restricted"]),
        Index("ix_complaints_unit_status", "unit", "status"),
        Index(
            "ix_complaints_unit_resolved_at", "unit", "resolved_at", postgresql_where=text("resolved_at IS NOT NULL")
        ),
        Index("ix_complaints_unit_received_at", "unit", "received_at"),
        Index("ix_complaints_received_at", "received_at"),
        Index("ix_complaints_area_received_at", "area", "received_at"),
        Index(
            "ix_complaints_open_newest",
            *("received_at", "complaint_id"),
            postgresql_include=["joined", "topic", "area", "unit", "kind", "status"],
            postgresql_where=text(OPEN_TO_ALL),
        ),
        Index(
            "ix_complaints_open_joined",
            *("joined", "received_at", "complaint_id"),
            postgresql_include=["topic", "area", "unit", "kind", "status"],
            postgresql_where=text(OPEN_TO_ALL),
        ),
        Index(
            "ix_complaints_open_ids",
            "complaint_id",
            postgresql_include=["received_at", "joined", "topic", "area", "unit", "kind", "status"],
            postgresql_where=text(OPEN_TO_ALL),
        ),
        Index("ix_complaints_changed_at", "changed_at"),
        Index("ix_complaints_open_facets", text(FACETS), postgresql_using="gin", postgresql_where=text(OPEN_TO_ALL)),
        Index("ix_complaints_proposed_at", "proposed_at", postgresql_where=text("proposed_at IS NOT NULL")),
        Index("ix_complaints_duplicate_of", "duplicate_of", postgresql_where=text("duplicate_of IS NOT NULL")),
        Index("ix_complaints_suspicion_status", "status", postgresql_where=text("suspicion IS NOT NULL")),
        Index("ix_complaints_held", "taken_by", "received_at", postgresql_where=_HELD),
        Index("ix_complaints_outside", *_SENT, postgresql_include=_ANSWERED, postgresql_where=_OUTSIDE),
        Index("ix_complaints_outside_body", "body", *_SENT, postgresql_include=_ANSWERED, postgresql_where=_OUTSIDE),
        {"comment": "Current state of each complaint"},
    )

    complaint_id: UUID = Field(primary_key=True)
    version: int
    person_version: int = Field(
        description="Version of the last event a person caused: what a stale form is held against"
    )
    head: bytes = Field(sa_type=LargeBinary, description="Hash of the last event, so that a cut-off log is noticed")
    code: str = Field(sa_type=Text)
    status: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    visibility: str = Field(sa_type=Text)
    priority: str = Field(sa_type=Text)
    channel: str = Field(sa_type=Text)
    received_at: datetime
    filed_at: datetime
    changed_at: datetime
    topic: str | None = Field(default=None, sa_type=Text)
    area: str | None = Field(default=None, sa_type=Text)
    unit: str | None = Field(default=None, sa_type=Text)
    body: str | None = Field(default=None, sa_type=Text)
    about_unit: str | None = Field(default=None, sa_type=Text)
    restricted: bool = Field(description="On the oversight road: only those who handle it may know that it exists")
    sensitive: bool
    has_contact: bool
    taken_by: UUID | None = None
    suggested_unit: str | None = Field(default=None, sa_type=Text)
    suggested_topic: str | None = Field(default=None, sa_type=Text)
    suggested_share: float | None = None
    duplicate_of: UUID | None = None
    first_response_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    closed_ground: str | None = Field(default=None, sa_type=Text)
    pledged_at: datetime | None = None
    pledged_on: date | None = Field(default=None, description="The date for which it was promised last")
    disputes: int
    sent_back: int
    score: int | None = None
    happened_on: date | None = None
    erased: bool
    unread: bool = Field(description="Forwarded on sure advice alone; nobody of the office has acted on it yet")
    answered_outside_at: datetime | None = Field(default=None, description="When a body outside answered what was sent")
    joined: int = Field(description="How many others follow it because they have the same to tell")
    proposed_at: datetime | None = Field(default=None, description="Since when an answer waits for a second person")
    suspicion: str | None = Field(default=None, sa_type=Text, description="Why a program may have sent it")


class TicketRow(Row, table=True):
    """The codes citizens hold. A code may be issued before it is used."""

    __tablename__ = "tickets"
    __table_args__ = ({"comment": "Looked up by code; the exception to the key rule"},)

    code: str = Field(primary_key=True, sa_type=Text)
    complaint_id: UUID | None = None
    issued_at: datetime


class PublishedCountRow(Row, table=True):
    """How many published complaints an area has on a topic: a roll-up the worker makes, so that no page counts."""

    __tablename__ = "published_counts"
    __table_args__ = ({"comment": "Published complaints by area and topic, all and still open; '' where not known"},)

    area: str = Field(primary_key=True, sa_type=Text)
    topic: str = Field(primary_key=True, sa_type=Text)
    every: int
    waiting: int


class ReferenceRow(Row, table=True):
    """Numbers under which a case is known elsewhere."""

    __tablename__ = "external_references"
    __table_args__ = (
        Index("ix_external_references_value", "value"),
        {"comment": "Looked up by system and value; the exception to the key rule"},
    )

    system: str = Field(primary_key=True, sa_type=Text)
    value: str = Field(primary_key=True, sa_type=Text)
    complaint_id: UUID = Field(index=True)


class OutsideSendingRow(Row, table=True):
    """One sending of a case to a body outside and what came back, projected from the log."""

    __tablename__ = "outside_sendings"
    __table_args__ = (
        Index("ix_outside_sendings_body_sent_at", "body", "sent_at"),
        {"comment": "Each time a case was sent to a body outside: when it had it, answered, declined, was reminded"},
    )

    complaint_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True, description="Counts from 1 within the complaint")
    body: str = Field(sa_type=Text)
    sent_at: datetime
    received_at: datetime | None = None
    asked_at: datetime | None = Field(default=None, description="When the body asked what nobody has answered yet")
    answered_at: datetime | None = None
    declined_at: datetime | None = None
    reminded: int
    reminded_at: datetime | None = None


class OutsideLinkRow(Row, table=True):
    """A link by which a body outside answers for one sending of one case, known by its hash alone."""

    __tablename__ = "outside_links"
    __table_args__ = (
        Index("ix_outside_links_token", "token"),
        {"comment": "Links for bodies outside: each for one case, until a date, and only until it is taken back"},
    )

    complaint_id: UUID = Field(primary_key=True)
    link_id: UUID = Field(primary_key=True, description="Grows with time")
    number: int = Field(description="The sending it answers for")
    body: str = Field(sa_type=Text)
    token: bytes = Field(sa_type=LargeBinary, description="SHA-256 of what the address holds")
    made_at: datetime
    made_by: str = Field(sa_type=Text, description="Kind and id of who made it")
    expires_at: datetime
    seen_at: datetime | None = Field(default=None, description="When it was opened first")
    used_at: datetime | None = Field(default=None, description="When something was last sent through it")
    revoked_at: datetime | None = None


class OutsideLetterRow(Row, table=True):
    """A mail owed or sent to a body outside about one sending: the first, and each reminder."""

    __tablename__ = "outside_letters"
    __table_args__ = ({"comment": "Mails to bodies outside, once each; addresses stand in the region's folder"},)

    complaint_id: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True, description="The sending it is about")
    round: int = Field(primary_key=True, description="0 for the first mail, then the reminders")
    link_id: UUID = Field(description="The link it carries")
    due_at: datetime = Field(description="Not to be tried before")
    attempts: int
    sent_at: datetime | None = None
    failed_at: datetime | None = Field(default=None, description="When it was given up")


class UnitAskRow(Row, table=True):
    """A question of the unit that has a case to another unit, projected from the log."""

    __tablename__ = "unit_asks"
    __table_args__ = (
        Index("ix_unit_asks_unit_due", "unit", "due", postgresql_where=text("ended_at IS NULL")),
        Index("ix_unit_asks_unit_asked_at", "unit", "asked_at"),
        Index("ix_unit_asks_next_at", "next_at", postgresql_where=text("next_at IS NOT NULL")),
        {"comment": "What units ask each other about cases, each with a date of its own"},
    )

    complaint_id: UUID = Field(primary_key=True)
    ask_id: UUID = Field(primary_key=True)
    unit: str = Field(sa_type=Text, description="Who was asked")
    by_unit: str = Field(sa_type=Text)
    asked_at: datetime
    due: datetime
    days: int = Field(description="Working days it was given")
    next_at: datetime | None = Field(default=None, description="When the watch has something to record of it")
    answered_at: datetime | None = None
    ended_at: datetime | None = Field(default=None, description="When it was answered or needs no answer any more")


class CaseSurveyRow(Row, table=True):
    """What a reporter answered of the survey after the end, projected from the log; read only as figures of many."""

    __tablename__ = "case_surveys"
    __table_args__ = (
        Index("ix_case_surveys_unit_answered_at", "unit", "answered_at"),
        {"comment": "Answers, 1 to 4, to items of the citizens' survey (PermenPANRB 14/2017) asked after the end"},
    )

    complaint_id: UUID = Field(primary_key=True)
    unit: str = Field(sa_type=Text)
    answered_at: datetime
    u3: int | None = Field(default=None, sa_type=SmallInteger, description="Time")
    u6: int | None = Field(default=None, sa_type=SmallInteger, description="Competence")
    u7: int | None = Field(default=None, sa_type=SmallInteger, description="Conduct")
    u8: int | None = Field(default=None, sa_type=SmallInteger, description="Handling of complaints")


class RoutingSettingRow(Row, table=True):
    """What somebody set about the router: the newest row stands before the region's folder."""

    __tablename__ = "routing_settings"
    __table_args__ = ({"comment": "How sure the router has to be, as set on the page; rows are only added"},)

    setting_id: UUID = Field(primary_key=True, description="Grows with time")
    at: datetime
    by: str = Field(sa_type=Text, description="Kind and id of who set it")
    data: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False), description="Settings that differ")


STOP_WORDS = (
    *("yang", "dan", "di", "ke", "dari", "ini", "itu", "untuk", "dengan", "pada", "adalah", "sudah", "tidak", "akan"),
    *("mohon", "tolong", "agar", "saya", "kami", "yg", "dgn", "utk", "sdh", "tdk", "juga", "oleh", "karena", "atau"),
)


LATITUDE = """(substring(content, '"latitude":(-?[0-9.e-]+)')::double precision)"""
LONGITUDE = """(substring(content, '"longitude":(-?[0-9.e-]+)')::double precision)"""
"""Where a place lies, read out of its JSON, so that it is found, and forgotten, without being kept a second time."""


class WordsRow(Row, table=True):
    """Sentences, places and names of places beside the log; erasing one blanks salt, content and search vector."""

    __tablename__ = "complaint_words"
    __table_args__ = (
        Index("ix_complaint_words_search", "search", postgresql_using="gin"),
        Index("ix_complaint_words_spot", text(LATITUDE), text(LONGITUDE), postgresql_where=text("kind = 'place'")),
        {"comment": "What the log refers to by seal and must be able to forget"},
    )

    complaint_id: UUID = Field(primary_key=True)
    words_id: UUID = Field(primary_key=True)
    kind: str = Field(sa_type=Text)
    salt: bytes | None = Field(default=None, sa_type=LargeBinary)
    content: str | None = Field(default=None, sa_type=Text)
    search: Any = Field(
        default=None,
        sa_column=Column(
            TSVECTOR,
            Computed(
                "ts_delete(to_tsvector('indonesian'::regconfig, COALESCE(content, ''::text)), ARRAY["
                + ", ".join(f"'{word}'::text" for word in STOP_WORDS)
                + "])",
                persisted=True,
            ),
        ),
    )


class AttachmentRow(Row, table=True):
    """A cleaned file beside the log. `key` names it in the file store; erasing blanks salt, name and key."""

    __tablename__ = "attachments"
    __table_args__ = ({"comment": "Photos and documents of complaints"},)

    complaint_id: UUID = Field(primary_key=True)
    attachment_id: UUID = Field(primary_key=True)
    media_type: str = Field(sa_type=Text)
    size: int = Field(description="Bytes")
    salt: bytes | None = Field(default=None, sa_type=LargeBinary)
    name: str | None = Field(default=None, sa_type=Text)
    key: str | None = Field(default=None, sa_type=Text)


class ReplyDraftRow(Row, table=True):
    """What an officer typed into a form of a case and did not send yet."""

    __tablename__ = "reply_drafts"
    __table_args__ = (
        Index("ix_reply_drafts_saved_at", "saved_at"),
        {"comment": "What officers typed and did not send yet; gone once it is sent, erased or old"},
    )

    complaint_id: UUID = Field(primary_key=True)
    officer_id: UUID = Field(primary_key=True)
    move: str = Field(primary_key=True, sa_type=Text, description="The form it stands in")
    unit: str | None = Field(default=None, sa_type=Text, description="Which unit had the case; NULL: triage")
    version: int = Field(description="The version of the case it was written against")
    typed: bytes = Field(sa_type=LargeBinary, description="Sealed: the fields as they were typed")
    saved_at: datetime


class StandardReplyRow(Row, table=True):
    """A standard reply as somebody wrote it; the last version counts, and says so too where the reply is retired."""

    __tablename__ = "standard_replies"
    __table_args__ = (
        CheckConstraint("version > 0", name="version"),
        {"comment": "Replies with fields, as dated versions; rows are only added"},
    )

    reply_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True, description="Counts from 1")
    title: str = Field(sa_type=Text)
    topic: str | None = Field(default=None, sa_type=Text, description="NULL: any topic")
    unit: str | None = Field(default=None, sa_type=Text, description="NULL: every unit")
    words: str = Field(sa_type=Text, description="With fields such as {kode}")
    retired: bool
    written_by: str = Field(sa_type=Text, description="As the log names people")
    written_at: datetime


append_only(StandardReplyRow.__table__)  # type: ignore[attr-defined]


class ReplyUseRow(Row, table=True):
    """That words of a case were written with a standard reply. What became of it the log tells."""

    __tablename__ = "reply_uses"
    __table_args__ = (
        Index("ix_reply_uses_reply_id", "reply_id", "version"),
        {"comment": "Which version of which standard reply was sent in a case"},
    )

    complaint_id: UUID = Field(primary_key=True)
    words_id: UUID = Field(primary_key=True, description="The words that were sent")
    reply_id: UUID
    version: int
    move: str = Field(sa_type=Text, description="The form in which it was sent")
    used_at: datetime


class PaperSettingRow(Row, table=True):
    """How one kind of office paper is made, or (kind letterhead) what stands below the names on top of all of them."""

    __tablename__ = "paper_settings"
    __table_args__ = (
        CheckConstraint(_one_of("kind", (*PaperKind, "letterhead")), name="kind"),
        Index("ix_paper_settings_kind", "kind", "setting_id"),
        {"comment": "Templates, number patterns and archive codes of office papers; rows are only added"},
    )

    setting_id: UUID = Field(primary_key=True, description="Rises with time; the last of a kind counts")
    kind: str = Field(sa_type=Text)
    pattern: str = Field(sa_type=Text, description="Of numbers, with fields such as {nomor}")
    code: str = Field(sa_type=Text, description="Classification of the archive")
    letterhead: str = Field(sa_type=Text, description="Address lines; of the kind letterhead alone")
    docx: bytes | None = Field(default=None, sa_type=LargeBinary, description="NULL: the template we bring")
    docx_name: str = Field(sa_type=Text)
    written_by: str = Field(sa_type=Text, description="As the log names people")
    written_at: datetime


append_only(PaperSettingRow.__table__)  # type: ignore[attr-defined]


class PaperNumberRow(Row, table=True):
    """The last number a unit drew in a year. Numbers that were drawn and not used leave gaps."""

    __tablename__ = "paper_numbers"
    __table_args__ = ({"comment": "Running numbers of office papers, by unit and year"},)

    unit: str = Field(primary_key=True, sa_type=Text)
    year: int = Field(primary_key=True, description="By the unit's own calendar")
    last: int


class CasePresenceRow(Row, table=True):
    """That an officer has a case open, and may be writing."""

    __tablename__ = "case_presences"
    __table_args__ = (
        Index("ix_case_presences_seen_at", "seen_at"),
        {"comment": "Who has a case open now; swept after a day", "prefixes": ["UNLOGGED"]},
    )

    complaint_id: UUID = Field(primary_key=True)
    officer_id: UUID = Field(primary_key=True)
    seen_at: datetime
    writing: str | None = Field(default=None, sa_type=Text, description="The form in which something was typed last")
    writing_at: datetime | None = None


class FilePrintRow(Row, table=True):
    """A picture of a complaint, to be compared with all earlier ones; written with the file, gone with it."""

    __tablename__ = "file_prints"
    __table_args__ = (
        CheckConstraint("of IN ('report', 'evidence')", name="of"),
        Index("ix_file_prints_waiting", "added_at", postgresql_where=text("compared_at IS NULL")),
        {"comment": "Pictures that are compared with earlier ones, and when that was done"},
    )

    complaint_id: UUID = Field(primary_key=True)
    attachment_id: UUID = Field(primary_key=True)
    of: str = Field(sa_type=Text, description="report: by the citizen; evidence: by the unit")
    added_at: datetime
    compared_at: datetime | None = None


class PhotoViewRow(Row, table=True):
    """What a picture looks like in 64 bits, whole (view 0) and without its margin (view 1), cut into four bands.

    Two pictures that differ in few bits have bands that differ in fewer: `complaints/near_photos.py` finds them so.
    """

    __tablename__ = "photo_views"
    __table_args__ = (
        *(Index(f"ix_photo_views_band{number}", f"band{number}") for number in range(4)),
        {"comment": "Perceptual hashes of pictures, by which near-duplicates are found; gone with the picture"},
    )

    complaint_id: UUID = Field(primary_key=True)
    attachment_id: UUID = Field(primary_key=True)
    view: int = Field(primary_key=True, sa_type=SmallInteger)
    phash: int = Field(sa_type=BigInteger, description="The 64 bits, as a signed number")
    band0: int = Field(description="The highest 16 bits")
    band1: int
    band2: int
    band3: int


class FileCaptureRow(Row, table=True):
    """When and how far off the case's place an office's picture says it was taken; of citizens' nothing is kept."""

    __tablename__ = "file_captures"
    __table_args__ = (
        Index("ix_file_captures_noted_at", "noted_at"),
        {"comment": "Read from evidence pictures before their EXIF is dropped; the place itself is not kept"},
    )

    complaint_id: UUID = Field(primary_key=True)
    attachment_id: UUID = Field(primary_key=True)
    noted_at: datetime
    captured_at: datetime | None = None
    metres: int | None = Field(default=None, description="From where it was taken to the place of the case")


class RegionRow(Row, table=True):
    """The region in force: one row, one document, a version that grows with each change."""

    __tablename__ = "regions"
    __table_args__ = (
        CheckConstraint("one", name="one"),
        {"comment": "Units, topics, areas, bodies and conflicts as loaded from the region's folder"},
    )

    one: bool = Field(default=True, primary_key=True, description="There is only one region an installation")
    version: int
    code: str = Field(sa_type=Text)
    loaded_at: datetime
    data: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))


class OwnSettingRow(Row, table=True):
    """What an administrator set about one thing and the region's folder says otherwise, or does not say at all."""

    __tablename__ = "own_settings"
    __table_args__ = (
        {"comment": "What was set on pages and differs from the region's folder; loading the folder leaves it alone"},
    )

    kind: str = Field(primary_key=True, sa_type=Text, description="unit, topic, region or message")
    code: str = Field(primary_key=True, sa_type=Text)
    at: datetime
    by: str = Field(sa_type=Text, description="Actor, as the log writes it")
    data: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))


class SettingChangeRow(Row, table=True):
    """One change of a setting: only the fields that differ, before and after."""

    __tablename__ = "setting_changes"
    __table_args__ = (
        Index("ix_setting_changes_kind", "kind", "code", "change_id"),
        {
            "comment": "Every change of what administrators set: who, when, before and after; "
            "a trigger refuses UPDATE, DELETE and TRUNCATE"
        },
    )

    change_id: UUID = Field(primary_key=True)
    at: datetime
    by: str = Field(sa_type=Text, description="Actor, as the log writes it")
    kind: str = Field(sa_type=Text)
    code: str = Field(sa_type=Text)
    what: str = Field(sa_type=Text)
    before: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    after: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))


append_only(SettingChangeRow.__table__)  # type: ignore[attr-defined]


class DayLeafRow(Row, table=True):
    """Which event stands where in which day's tree. Kept beside the log, so that a rewritten log is held against it."""

    __tablename__ = "day_leaves"
    __table_args__ = (
        Index("ix_day_leaves_day_place", "day", "place"),
        Index("ix_day_leaves_hash", "hash", postgresql_using="hash"),
        {"comment": "Every event's place in the root of a day; a trigger refuses UPDATE, DELETE and TRUNCATE"},
    )

    complaint_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    day: date
    place: int = Field(description="Drawn at random within the day's tree, from 0")
    hash: bytes = Field(sa_type=LargeBinary, description="The event's hash as it was when the root was made")


append_only(DayLeafRow.__table__)  # type: ignore[attr-defined]


class DayRootRow(Row, table=True):
    """One published root a day, chained to that of the day before."""

    __tablename__ = "day_roots"
    __table_args__ = ({"comment": "The root of each day's events; a trigger refuses UPDATE, DELETE and TRUNCATE"},)

    day: date = Field(primary_key=True, description="By the region's own calendar")
    made_at: datetime
    previous: bytes = Field(sa_type=LargeBinary, description="Seal of the day before; zeros for the first")
    root: bytes = Field(sa_type=LargeBinary)
    seal: bytes = Field(sa_type=LargeBinary, description="SHA-256 over the previous seal, the day and the root")
    size: int = Field(description="Leaves of the tree, fillers included: a power of two")
    salt: bytes = Field(sa_type=LargeBinary, description="From which fillers are made; never published")
    blocks: bytes = Field(sa_type=LargeBinary, description="Roots of each thousand leaves, so that a proof reads few")


append_only(DayRootRow.__table__)  # type: ignore[attr-defined]


class CasePinRow(Row, table=True):
    """Six digits for a reporter who left no way to be reached; with the code they open the reporter's own page."""

    __tablename__ = "case_pins"
    __table_args__ = ({"comment": "PINs of reporters without telephone and e-mail, as keyed hashes; gone on erasure"},)

    complaint_id: UUID = Field(primary_key=True)
    digest: bytes = Field(sa_type=LargeBinary, description="Keyed hash of the case and its six digits")
    wrong: int = Field(default=0, description="Wrong tries since it was made; beyond some it opens nothing any more")
    made_at: datetime


class FilingDraftRow(Row, table=True):
    """A report an officer began to write down for somebody; keyed by the complaint it will become."""

    __tablename__ = "filing_drafts"
    __table_args__ = (
        Index("ix_filing_drafts_officer_id_saved_at", "officer_id", "saved_at"),
        Index("ix_filing_drafts_saved_at", "saved_at"),
        {"comment": "What officers began to write down for somebody; gone once it is sent or old"},
    )

    complaint_id: UUID = Field(primary_key=True)
    form_key: UUID = Field(description="The form's key, from which the id of the complaint follows")
    officer_id: UUID
    typed: bytes = Field(sa_type=LargeBinary, description="Sealed: the fields as they were typed")
    saved_at: datetime


class GroupImportRow(Row, table=True):
    """An exported group chat while an officer chooses from it."""

    __tablename__ = "group_imports"
    __table_args__ = (
        Index("ix_group_imports_made_at", "made_at"),
        {"comment": "Exported group chats while somebody chooses from them; gone after a day at the latest"},
    )

    import_id: UUID = Field(primary_key=True)
    officer_id: UUID
    chat: bytes = Field(sa_type=LargeBinary, description="Sealed: the messages of the chat")
    made_at: datetime


class GroupFileRow(Row, table=True):
    """A picture of an exported group chat."""

    __tablename__ = "group_files"
    __table_args__ = ({"comment": "Pictures of exported group chats, gone together with them"},)

    import_id: UUID = Field(primary_key=True)
    name: str = Field(primary_key=True, sa_type=Text, description="Keyed hash of the file's name in the export")
    content: bytes = Field(sa_type=LargeBinary, description="Sealed")


class GroupMessageRow(Row, table=True):
    """Which messages of group chats became which complaint, so that none is taken twice."""

    __tablename__ = "group_messages"
    __table_args__ = (
        Index("ix_group_messages_digest", "digest"),
        {"comment": "Keyed hashes of messages that were filed; gone when the words of their case are erased"},
    )

    complaint_id: UUID = Field(primary_key=True)
    digest: bytes = Field(primary_key=True, sa_type=LargeBinary)

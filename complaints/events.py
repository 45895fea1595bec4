"""Everything that can happen to a complaint: the one vocabulary of the house.

Events hold ids, codes, numbers and dates; never a name, a contact, a sentence or a coordinate. What they refer to
lies beside the log and is bound to it by a `Seal`. An event's fields may be added to, never renamed or removed:
old events decode for ever. Defaults are left out of the stored form and must therefore never change.
"""

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from complaints.kinds import (
    ArchiveReason,
    Channel,
    Gap,
    Kind,
    PauseReason,
    Priority,
    Relation,
    Stage,
    Suspicion,
    Visibility,
    WordsKind,
)


class Seal(msgspec.Struct, frozen=True):
    """Binds an event to words or a file beside the log: its id and the hex SHA-256 of salt and bytes."""

    id: UUID
    digest: str


class Mark(msgspec.Struct, frozen=True):
    """A warning falls due at `at`, when `share` (0 to 1) of a promise's time is spent."""

    share: float
    at: datetime


class Cover(NamedTuple):
    """A part of a photo that is made unreadable, in shares (0 to 1) of its width and height."""

    left: float
    top: float
    width: float
    height: float


UNIT_CLOSED = "unit_closed"
"""Why a case was given on whose unit was closed."""

COVERED = "covered"
"""What a file is `of` that is the copy of a photo with parts of it covered."""

OUTSIDE = "outside"
"""What a file is `of` that came with the answer of a body outside."""

PAPER = "paper"
"""What a file is `of` that is an office paper, or a signed one: nobody outside the office reads it.

But for a signed answer that shows that the case is done: the reporter opens it once they are told so.
"""


class Event(msgspec.Struct, frozen=True, tag_field="type", omit_defaults=True):
    """Base of all events."""


class Filed(Event, frozen=True, tag="complaint.filed"):
    """A citizen, or somebody on a citizen's behalf, told us something. Clocks run from `received_at`."""

    code: str
    kind: Kind
    visibility: Visibility
    channel: Channel
    received_at: datetime
    words: Seal
    place: Seal | None = None
    area: str | None = None
    topic: str | None = None
    about_unit: str | None = None
    happened_on: date | None = None
    filed_by: UUID | None = None
    """The officer or clerk who wrote it down; `consent` says the citizen agreed."""
    consent: bool = False
    has_contact: bool = False
    sensitive: bool = False
    kind_chosen: bool = False
    """Whether whoever filed named the kind; otherwise words and topic decided, and late advice still may."""
    request_seal: str | None = None
    """Keyed hash of the request, so that one idempotency key cannot carry two different reports."""
    priority: Priority = Priority.NORMAL
    from_office: bool = False
    """Whether it was sent from one of the government's own networks; the address itself is not kept."""
    suspicion: Suspicion | None = None
    """Why a program may have sent it; it is filed like any other, and read by a person first."""
    split_from: UUID | None = None
    """The report of which this is one matter; its citizen and its clocks are that one's."""


class Suggested(Event, frozen=True, tag="routing.suggested"):
    """Advice on topic and unit. `share` is how sure the method `method` is, from 0 to 1.

    `ranked` are the likeliest owners with their probabilities: a unit, `out:BODY` or `none:REASON`.
    """

    unit: str | None
    topic: str | None
    share: float
    method: str
    body: str | None = None
    ranked: tuple[tuple[str, float], ...] = ()
    sure: bool = False
    """Whether it was sure enough for the report to go on by itself."""
    checked: bool = False
    """Whether it was left to a person all the same, as a sample by which its precision is known."""
    danger: bool = False
    missing: tuple[Gap, ...] = ()
    doubt: str | None = None


class PromiseGiven(Event, frozen=True, tag="promise.given"):
    """By `due`, `stage` will be done: `days` working days, or `minutes` of office time, from `counted_from`.

    With `every_day` they are days of the calendar, or minutes by the clock. `policy` and `calendar` name the versions
    of the rules it was computed with.
    """

    stage: Stage
    due: datetime
    days: int
    counted_from: datetime
    policy: str
    calendar: str
    warn_at: datetime | None = None
    """Older events name one warning only, at four fifths."""
    minutes: int = 0
    every_day: bool = False
    marks: tuple[Mark, ...] = ()


class PromiseMoved(Event, frozen=True, tag="promise.moved"):
    """A promise already given got another due date, for `reason`."""

    stage: Stage
    due: datetime
    days: int
    counted_from: datetime
    policy: str
    calendar: str
    reason: str
    warn_at: datetime | None = None
    minutes: int = 0
    every_day: bool = False
    marks: tuple[Mark, ...] = ()
    left: int | None = None
    """For a clock that stands still: the microseconds of its time that are left by the new date."""
    words: Seal | None = None


class ClockPaused(Event, frozen=True, tag="promise.paused"):
    """The clock of `stage` stands still, with `left` microseconds of its time unspent, at the longest until `limit`."""

    stage: Stage
    reason: PauseReason
    left: int
    limit: datetime | None = None
    words: Seal | None = None


class ClockResumed(Event, frozen=True, tag="promise.resumed"):
    """The clock of `stage` runs again from `since` and ends at `due`.

    `ground` is answered, officer, limit, disputed, pledge_lapsed or split. For the last three, `stopped_at` says since
    when it had been standing, and `at_least` how many working days it was given though fewer were left. With split it
    stood still, for `reason`, in the report of which this case is a part.
    """

    stage: Stage
    due: datetime
    calendar: str
    ground: str
    since: datetime
    marks: tuple[Mark, ...] = ()
    stopped_at: datetime | None = None
    at_least: int = 0
    reason: PauseReason | None = None


class Forwarded(Event, frozen=True, tag="complaint.forwarded"):
    """Given to the unit that answers. `ground` is triage (a person verified it), oversight, conflict or ppid.

    With `routing` nobody has read it: the advice of `method` was sure. With `unit_closed` its unit was closed and
    another goes on with it where it stands: neither its status nor its promises change.
    """

    unit: str
    topic: str | None
    ground: str = "triage"
    method: str = ""


class ForwardedOut(Event, frozen=True, tag="complaint.forwarded_out"):
    """Not ours: sent to a body outside, with words that help."""

    body: str
    words: Seal | None = None
    ground: str = "triage"


class OutsideAnswered(Event, frozen=True, tag="outside.answered"):
    """The body outside to which it was sent has answered."""

    words: Seal


class OutsideReceived(Event, frozen=True, tag="outside.received"):
    """The body outside says that it has it."""

    body: str


class OutsideAsked(Event, frozen=True, tag="outside.asked"):
    """The body outside asks the coordinator something."""

    body: str
    words: Seal


class OutsideTold(Event, frozen=True, tag="outside.told"):
    """The coordinator told the body outside something, mostly what it had asked."""

    body: str
    words: Seal


class OutsideDeclined(Event, frozen=True, tag="outside.declined"):
    """The body outside says that it is not the one responsible either; triage decides again."""

    body: str
    words: Seal


class OutsideReminded(Event, frozen=True, tag="outside.reminded"):
    """The body outside, silent so far, was reminded for the `round`-th time."""

    body: str
    round: int


class Joined(Event, frozen=True, tag="complaint.joined"):
    """Somebody else has the same to tell, and follows this case instead of filing another.

    Of a case that was merged into this one, `follower` is its id, and `brought` how many had joined it before.
    """

    follower: UUID
    has_contact: bool = False
    brought: int = 0


class Returned(Event, frozen=True, tag="complaint.returned"):
    """Something is missing; the citizen is asked for it."""

    words: Seal


class Supplemented(Event, frozen=True, tag="complaint.supplemented"):
    """The citizen gave what was missing, or added something."""

    words: Seal


class SentBack(Event, frozen=True, tag="complaint.sent_back"):
    """The unit says it is not the one responsible; triage decides again."""

    unit: str
    words: Seal


class Reclassified(Event, frozen=True, tag="complaint.reclassified"):
    """Kind, topic or visibility were set right."""

    kind: Kind
    visibility: Visibility
    topic: str | None = None
    sensitive: bool = False


class Prioritised(Event, frozen=True, tag="complaint.prioritised"):
    """How pressing it is was set."""

    priority: Priority


class Paged(Event, frozen=True, tag="danger.paged"):
    """Whoever is on call was called for the `round`-th time; again at `next_at` unless somebody answers."""

    round: int
    next_at: datetime


class Acknowledged(Event, frozen=True, tag="danger.acknowledged"):
    """Somebody looks after the danger."""

    officer: UUID


class Taken(Event, frozen=True, tag="complaint.taken"):
    """An officer took the case in hand."""

    officer: UUID


class Assigned(Event, frozen=True, tag="complaint.assigned"):
    """The case was given to an officer of the unit that has it, who holds it from now on."""

    officer: UUID


class Informed(Event, frozen=True, tag="citizen.informed"):
    """The unit told the citizen how it stands."""

    words: Seal


class QuestionAsked(Event, frozen=True, tag="question.asked"):
    words: Seal


class QuestionAnswered(Event, frozen=True, tag="question.answered"):
    words: Seal


class AttachmentAdded(Event, frozen=True, tag="attachment.added"):
    """A file was added; `of` is report (by the citizen), evidence (by the unit), covered, outside or paper.

    `size` in bytes.
    """

    file: Seal
    media_type: str
    size: int
    of: str = "report"


class PhotoReviewed(Event, frozen=True, tag="photo.reviewed"):
    """Somebody of the office decided whether everybody may see a photo; with `covers`, only its `copy`."""

    file: UUID
    shown: bool
    covers: tuple[Cover, ...] = ()
    copy: UUID | None = None


class Transcribed(Event, frozen=True, tag="recording.transcribed"):
    """Somebody of the office wrote down what is said in a recording of the reporter's; a later one replaces it."""

    file: UUID
    words: Seal


class TranscriptJudged(Event, frozen=True, tag="transcript.judged"):
    """The reporter said whether what was written down is what they said."""

    file: UUID
    right: bool


class ReferenceAdded(Event, frozen=True, tag="reference.added"):
    """The case is known elsewhere as `value` in `system` (LAPOR! tracking id and the like)."""

    system: str
    value: str


class Resolved(Event, frozen=True, tag="complaint.resolved"):
    """The unit says it is done. `template_share` is how much of the answer repeats the unit's earlier ones, 0 to 1.

    `evidence` are the files that show it. `proposed_by` wrote it where a second person looked at it first;
    `unchecked`: somebody should have, and nobody was there.
    """

    words: Seal
    template_share: float = 0.0
    evidence: tuple[UUID, ...] = ()
    proposed_by: UUID | None = None
    unchecked: bool = False


class ResolutionProposed(Event, frozen=True, tag="resolution.proposed"):
    """An officer says it is done, and a second person has to look before the citizen is told; clocks run on.

    `asked` is the unit above whose head looks, where nobody else holds a post in the unit itself.
    """

    words: Seal
    officer: UUID | None = None
    template_share: float = 0.0
    evidence: tuple[UUID, ...] = ()
    asked: str | None = None


class ResolutionSentBack(Event, frozen=True, tag="resolution.sent_back"):
    """The second person does not agree that it is done; `words` say why, to the office alone."""

    words: Seal


class Pledged(Event, frozen=True, tag="complaint.pledged"):
    """The unit promises it for the date `on`: `words` say what, `ground` on what basis, such as a budget line."""

    on: date
    unit: str
    words: Seal
    ground: Seal


class PledgeLapsed(Event, frozen=True, tag="pledge.lapsed"):
    """The date passed without evidence that the pledge was kept; the case is open again."""

    on: date
    found_late: bool = False


class Confirmed(Event, frozen=True, tag="complaint.confirmed"):
    """The citizen agrees that it is done."""


class Rated(Event, frozen=True, tag="complaint.rated"):
    """The citizen's score, 1 (bad) to 5 (good)."""

    score: int


class SurveyAnswered(Event, frozen=True, tag="survey.answered"):
    """The citizen answered items of the survey, after the end: pairs of item (u3, u6, u7, u8) and answer, 1 to 4."""

    answers: tuple[tuple[str, int], ...]


class Disputed(Event, frozen=True, tag="complaint.disputed"):
    """The citizen says it is not done."""

    words: Seal


class Reopened(Event, frozen=True, tag="complaint.reopened"):
    """The unit works on it again."""

    officer: UUID | None = None


class Closed(Event, frozen=True, tag="complaint.closed"):
    """The end. `ground` is confirmed or silence."""

    ground: str
    found_late: bool = False


class Archived(Event, frozen=True, tag="complaint.archived"):
    reason: ArchiveReason
    words: Seal | None = None
    found_late: bool = False
    """Whether it followed by itself, and was written down well after its instant."""


class MarkedDuplicate(Event, frozen=True, tag="complaint.marked_duplicate"):
    of: UUID


class Split(Event, frozen=True, tag="complaint.split"):
    """It told of several matters: each goes on as a case of its own, and this one is over without being answered.

    Where one of them tells of wrongdoing, the whole is `restricted` to the `unit` that looks into that; where one is
    closed to others, `visibility` closes the whole.
    """

    into: tuple[UUID, ...]
    unit: str | None = None
    restricted: bool = False
    visibility: Visibility | None = None


class DeadlineWarned(Event, frozen=True, tag="deadline.warned"):
    """`share` of the time of the promise for `stage`, due at `due`, is spent."""

    stage: Stage
    due: datetime
    share: float = 0.8
    found_late: bool = False
    """Whether it was written down well after the instant it tells of, because nobody was watching."""


class DeadlineMissed(Event, frozen=True, tag="deadline.missed"):
    """The promise for `stage` was not kept by `due`."""

    stage: Stage
    due: datetime
    found_late: bool = False
    next_rung_at: datetime | None = None


class Escalated(Event, frozen=True, tag="deadline.escalated"):
    """A missed promise was brought before `role`, the `rung`-th of its ladder (from 1), which was due at `reached`.

    `vacant` are the roles meant before, which nobody holds or may be told; `unit` is set where the role is one of a
    unit. The next rung falls due at `next_at`.
    """

    stage: Stage
    due: datetime
    rung: int
    role: str
    reached: datetime
    unit: str | None = None
    vacant: tuple[str, ...] = ()
    next_at: datetime | None = None
    found_late: bool = False


class EscalationAcknowledged(Event, frozen=True, tag="escalation.acknowledged"):
    """Somebody of the `role` before which the `rung` of a missed promise was brought says that they look after it."""

    stage: Stage
    due: datetime
    rung: int
    role: str
    officer: UUID | None = None
    words: Seal | None = None


class NoteAdded(Event, frozen=True, tag="note.added"):
    """An officer wrote something for the office alone; `mentions` are officers who are told that they were named."""

    words: Seal
    mentions: tuple[UUID, ...] = ()


class CaseLinked(Event, frozen=True, tag="case.linked"):
    """Another case has to do with this one, of which it is `relation`; the other log says the mirrored thing."""

    other: UUID
    relation: Relation


class CaseUnlinked(Event, frozen=True, tag="case.unlinked"):
    other: UUID


class UnitAsked(Event, frozen=True, tag="unit.asked"):
    """The unit that has the case asked another one, which answers by `due`: `days` of its working days.

    Inside the government alone: no clock of the citizen's stands still. `policy` and `calendar` name the versions of
    the rules it was computed with.
    """

    ask: UUID
    unit: str
    by_unit: str
    words: Seal
    due: datetime
    days: int
    counted_from: datetime
    policy: str
    calendar: str
    warn_at: datetime | None = None


class UnitAnswered(Event, frozen=True, tag="unit.answered"):
    ask: UUID
    unit: str
    words: Seal


class UnitAskWithdrawn(Event, frozen=True, tag="unit.ask_withdrawn"):
    """Whoever asked needs no answer any more."""

    ask: UUID
    unit: str


class UnitAskWarned(Event, frozen=True, tag="unit.ask_warned"):
    """The date of a question to another unit is near."""

    ask: UUID
    unit: str
    due: datetime


class UnitAskMissed(Event, frozen=True, tag="unit.ask_missed"):
    """The date of a question to another unit passed without an answer."""

    ask: UUID
    unit: str
    due: datetime


class PaperMade(Event, frozen=True, tag="paper.made"):
    """An office paper of this `kind` was made under this `number`; `files` are the same paper to be edited and printed.

    `names_reporter`: it names who filed, so that only those read it who may know that.
    """

    kind: str
    number: str
    files: tuple[UUID, ...]
    unit: str
    names_reporter: bool = False


class PaperSigned(Event, frozen=True, tag="paper.signed"):
    """The signed copy `file` of the paper `number` came back; as `evidence` it shows that the case is done."""

    number: str
    file: UUID
    evidence: bool = False


PAPERS = (PaperMade, PaperSigned)

QUESTIONS = (UnitAsked, UnitAnswered, UnitAskWithdrawn, UnitAskWarned, UnitAskMissed)
"""What units ask each other, and what becomes of it."""

INTERNAL_FACTS = (NoteAdded, CaseLinked, CaseUnlinked, OutsideAsked, OutsideTold, *QUESTIONS, *PAPERS)
"""The office's own work beside the case: nothing outside changes by it, not even when the case changed last."""


class ErasedItem(NamedTuple):
    id: UUID
    kind: str


class WordsErased(Event, frozen=True, tag="complaint.words_erased"):
    """Words, contact and files beside the log were blanked, on `ground` (request, retention)."""

    words: tuple[ErasedItem, ...]
    files: tuple[UUID, ...]
    ground: str


AnyEvent = (
    Filed
    | Suggested
    | PromiseGiven
    | PromiseMoved
    | ClockPaused
    | ClockResumed
    | Forwarded
    | ForwardedOut
    | OutsideAnswered
    | OutsideReceived
    | OutsideAsked
    | OutsideTold
    | OutsideDeclined
    | OutsideReminded
    | Joined
    | Returned
    | Supplemented
    | SentBack
    | Reclassified
    | Prioritised
    | Paged
    | Acknowledged
    | Taken
    | Assigned
    | Informed
    | QuestionAsked
    | QuestionAnswered
    | AttachmentAdded
    | PhotoReviewed
    | Transcribed
    | TranscriptJudged
    | ReferenceAdded
    | Resolved
    | ResolutionProposed
    | ResolutionSentBack
    | Pledged
    | PledgeLapsed
    | Confirmed
    | Rated
    | SurveyAnswered
    | Disputed
    | Reopened
    | Closed
    | Archived
    | MarkedDuplicate
    | Split
    | DeadlineWarned
    | DeadlineMissed
    | Escalated
    | EscalationAcknowledged
    | NoteAdded
    | CaseLinked
    | CaseUnlinked
    | UnitAsked
    | UnitAnswered
    | UnitAskWithdrawn
    | UnitAskWarned
    | UnitAskMissed
    | PaperMade
    | PaperSigned
    | WordsErased
)

EVENT_TYPES: dict[str, type[Event]] = {str(kind.__struct_config__.tag): kind for kind in AnyEvent.__args__}
"""Every event class by its dotted name."""


def name_of(event: Event) -> str:
    """The event's dotted name."""
    return str(type(event).__struct_config__.tag)


def pack(event: Event) -> dict[str, Any]:
    """The event as plain JSON values, without its name."""
    data: dict[str, Any] = msgspec.to_builtins(event)
    del data["type"]
    return data


def unpack(name: str, data: dict[str, Any]) -> Event:
    """The event stored as `name` and `data`; fields unknown to this version are ignored.

    Raises msgspec.ValidationError for what is no event.
    """
    return msgspec.convert({"event": {"type": name, **data}}, _Stored).event


class _Stored(msgspec.Struct):
    """The library remembers what a structure is made of; of a union alone it finds that out at every call."""

    event: AnyEvent


class Recorded(NamedTuple):
    """An event with its place in the log of a complaint. `at` is a UTC instant, `version` counts from 1."""

    complaint_id: UUID
    version: int
    event: Event
    at: datetime
    actor: str
    cause: str
    ordinal: int
    previous: bytes
    hash: bytes

    @property
    def name(self) -> str:
        return name_of(self.event)

    @property
    def by_person(self) -> bool:
        """Whether a person did it, not the system."""
        return not self.actor.startswith("system")


def words_of(event: Event) -> tuple[tuple[Seal, WordsKind], ...]:
    """The words an event refers to, and what they are."""
    match event:
        case Filed(words=words, place=place):
            return ((words, WordsKind.REPORT), *(((place, WordsKind.PLACE),) if place else ()))
        case QuestionAsked(words=words):
            return ((words, WordsKind.QUESTION),)
        case Informed(words=words) | OutsideAnswered(words=words) | OutsideDeclined(words=words):
            return ((words, WordsKind.UPDATE),)
        case QuestionAnswered(words=words) | Supplemented(words=words):
            return ((words, WordsKind.ANSWER),)
        case Resolved(words=words) | ResolutionProposed(words=words):
            return ((words, WordsKind.RESOLUTION),)
        case Transcribed(words=words):
            return ((words, WordsKind.TRANSCRIPT),)
        case OutsideAsked(words=words) | OutsideTold(words=words) | UnitAsked(words=words) | UnitAnswered(words=words):
            return ((words, WordsKind.NOTE),)
        case NoteAdded(words=words) | EscalationAcknowledged(words=Seal() as words):
            return ((words, WordsKind.NOTE),)
        case Disputed(words=words):
            return ((words, WordsKind.DISPUTE),)
        case Pledged(words=words, ground=ground):
            return ((words, WordsKind.PLEDGE), (ground, WordsKind.GROUND))
        case ClockPaused(words=Seal() as words):
            return ((words, WordsKind.LETTER),)
        case Returned(words=words) | SentBack(words=words) | ResolutionSentBack(words=words):
            return ((words, WordsKind.REASON),)
        case (
            ForwardedOut(words=Seal() as words) | Archived(words=Seal() as words) | PromiseMoved(words=Seal() as words)
        ):
            return ((words, WordsKind.REASON),)
        case _:
            return ()

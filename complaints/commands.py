"""Everything that can be asked of a complaint. Commands carry the words themselves; events only their seals."""

import secrets
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

import msgspec
from uuid_utils.compat import uuid7

from complaints.events import Seal
from complaints.kinds import ArchiveReason, Channel, Kind, PauseReason, Priority, Relation, Stage, Suspicion, Visibility
from foundation.sealing import digest
from people.contact import Contact


class Words(msgspec.Struct, frozen=True):
    """A sentence on its way into the house, with the id and the random salt under which it will lie beside the log."""

    text: str
    id: UUID = msgspec.field(default_factory=uuid7)
    salt: bytes = msgspec.field(default_factory=lambda: secrets.token_bytes(16))

    @property
    def seal(self) -> Seal:
        return Seal(self.id, digest(self.salt, self.text.encode()).hex())


class Place(msgspec.Struct, frozen=True):
    """Where it is: WGS 84 degrees, an address in words, and the region's code of the kabupaten/kota or kecamatan."""

    latitude: float | None = None
    longitude: float | None = None
    address: str | None = None
    area: str | None = None


class File(msgspec.Struct, frozen=True):
    """A file already cleaned and stored, with the seal that binds it. `size` in bytes."""

    id: UUID
    salt: bytes
    digest: bytes
    media_type: str
    size: int
    key: str
    name: str


class Command(msgspec.Struct, frozen=True):
    """Base of all commands."""

    @property
    def said(self) -> tuple[Words, ...]:
        """The words this command carries."""
        return tuple(value for value in msgspec.structs.astuple(self) if isinstance(value, Words))


class FileComplaint(Command, frozen=True):
    """Tell us something. Without a kind the advice decides.

    `ticket` is the freshly drawn code or, for a `coupon`, one that was issued before.
    """

    words: Words
    ticket: str
    kind: Kind | None = None
    visibility: Visibility = Visibility.PUBLIC
    channel: Channel = Channel.WEB
    received_at: datetime | None = None
    place: Place | None = None
    place_words: Words | None = None
    topic: str | None = None
    about_unit: str | None = None
    happened_on: date | None = None
    contact: Contact | None = None
    filed_by: UUID | None = None
    consent: bool = False
    references: tuple[tuple[str, str], ...] = ()
    request_seal: str | None = None
    coupon: bool = False
    priority: Priority = Priority.NORMAL
    from_office: bool = False
    suspicion: Suspicion | None = None
    reachable: bool = False
    """Whether the door itself can tell them what happens, as a chat can, though no contact was left."""


class Suggest(Command, frozen=True):
    """Record advice that came too late for the filing."""


class Forward(Command, frozen=True):
    """Verify and give to a unit; kind and topic may be set right on the way."""

    unit: str
    topic: str | None = None
    kind: Kind | None = None


class TakeOver(Command, frozen=True):
    """The unit that has it was closed: `unit` goes on with it where it stands, and nothing else changes."""

    unit: str


class ForwardOut(Command, frozen=True):
    body: str
    words: Words | None = None


class RecordReply(Command, frozen=True):
    """The body outside has answered; `words` say what."""

    words: Words


class ReceiveOutside(Command, frozen=True):
    """The body outside says by its link that it has the case."""


class AskBack(Command, frozen=True):
    """The body outside asks the coordinator."""

    words: Words


class TellOutside(Command, frozen=True):
    """Tell the body outside something, mostly what it asked."""

    words: Words


class DeclineOutside(Command, frozen=True):
    """The body outside is not responsible either; `words` say why, and the reporter reads them."""

    words: Words


class RemindOutside(Command, frozen=True):
    """The body outside is reminded, for the `round`-th time."""

    round: int


class AttachOutside(Command, frozen=True):
    """A file that comes with the answer of the body outside."""

    file: File


class Join(Command, frozen=True):
    """Follow a case that tells of the same, instead of filing it again; `contact` is how to tell the follower."""

    follower: UUID
    contact: Contact | None = None
    reachable: bool = False
    """Whether the door itself can tell them what happens, as a chat can, though no contact was left."""


class Return(Command, frozen=True):
    words: Words


class Supplement(Command, frozen=True):
    words: Words


class SendBack(Command, frozen=True):
    words: Words


class Reclassify(Command, frozen=True):
    kind: Kind | None = None
    topic: str | None = None
    visibility: Visibility | None = None


class Prioritise(Command, frozen=True):
    priority: Priority


class Acknowledge(Command, frozen=True):
    """Whoever is on call says that they look after the danger."""


class Pause(Command, frozen=True):
    """Stop the clocks because somebody outside was asked by letter; `words` name them and the letter."""

    words: Words
    reason: PauseReason = PauseReason.LETTER


class Resume(Command, frozen=True):
    """The letter was answered, or is waited for no longer."""


class Extend(Command, frozen=True):
    """Extend a formal information request, once; `words` give the reason the law asks for."""

    words: Words


class Pledge(Command, frozen=True):
    """Promise it for the local date `on`; `words` say what, `ground` on what basis."""

    on: date
    words: Words
    ground: Words


class Take(Command, frozen=True):
    pass


class Assign(Command, frozen=True):
    """Give it to a colleague of the unit; what nobody had in hand yet is in hand from then on."""

    officer: UUID


class Inform(Command, frozen=True):
    """Tell the citizen how it stands, without changing anything."""

    words: Words


class Ask(Command, frozen=True):
    words: Words


class Answer(Command, frozen=True):
    words: Words


class Attach(Command, frozen=True):
    file: File


class MakePaper(Command, frozen=True):
    """Keep an office paper of this `kind`, drawn up under this `number`; `docx` and `pdf` say the same."""

    kind: str
    number: str
    unit: str
    docx: File
    pdf: File
    names_reporter: bool = False


class AttachSigned(Command, frozen=True):
    """Keep the signed copy of the paper `number`; as `evidence` it shows that the case is done."""

    number: str
    file: File
    evidence: bool = False


class ReviewPhoto(Command, frozen=True):
    """Show a photo to everybody, or not. With `covered`, shares of its width and height, only `copy` is shown.

    `stood` is what had been decided about it where this was asked, as `reviewing.standing` says it; None: unknown.
    """

    file: UUID
    shown: bool
    covered: tuple[tuple[float, float, float, float], ...] = ()
    copy: File | None = None
    stood: str | None = None


class Transcribe(Command, frozen=True):
    """Write down what is said in a recording of the reporter's."""

    file: UUID
    words: Words


class JudgeTranscript(Command, frozen=True):
    """The reporter says whether what was written down is what they said."""

    file: UUID
    right: bool


class AddReference(Command, frozen=True):
    system: str
    value: str


class Resolve(Command, frozen=True):
    words: Words


class ApproveResolution(Command, frozen=True):
    """A second person of the unit agrees that it is done; the citizen is told with the words that were proposed."""


class SendBackResolution(Command, frozen=True):
    """A second person of the unit does not agree; `words` say why."""

    words: Words


class AcknowledgeEscalation(Command, frozen=True):
    """Say that one looks after what was missed and brought before one's role: that of `stage`, or all of it."""

    words: Words | None = None
    stage: Stage | None = None


class Confirm(Command, frozen=True):
    """`score` from 1 to 5, if the citizen gives one."""

    score: int | None = None


class Dispute(Command, frozen=True):
    words: Words


class Rate(Command, frozen=True):
    score: int


class Survey(Command, frozen=True):
    """Answer items of the survey, each from 1 to 4; once, and not to be changed, as a rating is."""

    answers: tuple[tuple[str, int], ...]


class Archive(Command, frozen=True):
    reason: ArchiveReason
    words: Words | None = None


class MarkDuplicate(Command, frozen=True):
    of: UUID


class Part(msgspec.Struct, frozen=True):
    """One matter of a report that told of several, in words somebody of the office wrote out: a case `id` of its own.

    Without a unit it waits for triage. `files` are copies of the report's, already kept under `id`.
    """

    id: UUID
    words: Words
    ticket: str
    topic: str | None = None
    unit: str | None = None
    oversight: bool = False
    """Whether it tells of wrongdoing, and takes that road."""
    danger: bool = False
    files: tuple[File, ...] = ()


class Split(Command, frozen=True):
    """Make several cases of a report that tells of several matters."""

    parts: tuple[Part, ...]


class Note(Command, frozen=True):
    """Write something for the office alone. `mentions` may read the case, which the door has made sure of."""

    words: Words
    mentions: tuple[UUID, ...] = ()


class Link(Command, frozen=True):
    """Say what another case is to this one; asked of both cases at once, as `links.tied` does."""

    other: UUID
    relation: Relation


class Unlink(Command, frozen=True):
    other: UUID


class AskUnit(Command, frozen=True):
    """Ask another unit, which answers within `days` of its working days; None: as many as the region says."""

    unit: str
    words: Words
    days: int | None = None
    ask: UUID = msgspec.field(default_factory=uuid7)


class AnswerUnit(Command, frozen=True):
    """Answer what another unit asked."""

    ask: UUID
    words: Words


class WithdrawAsk(Command, frozen=True):
    """The answer is not needed any more."""

    ask: UUID


class KeepTime(Command, frozen=True):
    """The watch says that an instant has come at which something is to be recorded; `decide` knows what."""


class Recompute(Command, frozen=True):
    """Compute open promises anew by the rules and the calendar in force.

    Dates move only in the citizen's favour, unless `later_too`. `reason` names the change, such as `calendar:12`.
    """

    reason: str
    later_too: bool = False


class Erase(Command, frozen=True):
    ground: str = "request"


class Order(msgspec.Struct, frozen=True):
    """A command on its way down the road. `cause` makes a repeat harmless; `seen` is the version the asker looked at.

    `at` is left to the road's clock, except in a simulation.
    """

    complaint_id: UUID
    command: Command
    cause: str
    seen: int | None = None
    at: datetime | None = None


def filing_id(key: UUID) -> UUID:
    """The complaint that a filing with this idempotency key makes, whoever asks and however often."""
    return UUID(bytes=sha256(b"filing" + key.bytes).digest()[:16], version=5)

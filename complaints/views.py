"""What the doors are shown: a case with its timeline, as far as the one who asks may see it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from complaints import events as e
from complaints.commands import Place
from complaints.complaint import Complaint
from complaints.masking import masked
from complaints.spoken import told
from complaints.visibility import Sight
from people.contact import Contact

NOT_PUBLIC = frozenset({"recording.transcribed", "transcript.judged"})
"""How what was said came to be written down; everybody reads the outcome, once the reporter said it is right."""

REPORTERS_OWN = frozenset({"survey.answered"})
"""What the one who filed sees on their own page alone: officers read answers of a survey only as figures of many."""

OFFICE_ONLY = frozenset(
    {"routing.suggested", "complaint.sent_back", "complaint.reclassified", "deadline.warned", "photo.reviewed"}
    | {"note.added", "case.linked", "case.unlinked", "complaint.assigned"}
    | {"outside.asked", "outside.told", "paper.made", "paper.signed"}
    | {"resolution.proposed", "resolution.sent_back", "escalation.acknowledged"}
    | {"unit.asked", "unit.answered", "unit.ask_withdrawn", "unit.ask_warned", "unit.ask_missed"}
)
"""Facts of the office's own work; the citizen's page does without them."""


class Entry(msgspec.Struct, frozen=True):
    """One fact of a timeline. `by` is citizen, officer or system; `words` None with `erased` means blanked."""

    version: int
    at: datetime
    name: str
    by: str
    event: e.Event
    words: str | None = None
    erased: bool = False
    ground: str | None = None
    """Of a pledge: on what it stands."""
    officer: UUID | None = None
    """Which officer did it; only the office is told."""


class FileView(msgspec.Struct, frozen=True):
    """A photo or document that is still there. `of` is report or evidence; `original` is the file as it was added."""

    id: UUID
    media_type: str
    size: int
    name: str
    of: str
    original: UUID


class Transcript(msgspec.Struct, frozen=True):
    """What is said in a recording, as last written down; `right`: whether it is, as the reporter said, if they did."""

    file: UUID
    words: str
    right: bool | None
    at: datetime


class Case(msgspec.Struct, frozen=True):
    """A complaint as somebody may see it. Report, place and files are there from Sight.WORDS, contact from REPORTER."""

    complaint: Complaint
    sight: Sight
    report: str | None = None
    place: Place | None = None
    entries: tuple[Entry, ...] = ()
    files: tuple[FileView, ...] = ()
    """For everybody, only photos that were reviewed, by the file that shows them."""
    unshown: int = 0
    """Photos that everybody is not shown: nobody has looked at them yet, or somebody held them back."""
    contact: Contact | None = None
    question: str | None = None
    """The question that waits for the citizen's answer."""
    resolution: str | None = None
    """What the unit last said it did."""
    transcripts: tuple[Transcript, ...] = ()
    """In the order of the recordings. Everybody reads only what the reporter said is right."""

    @property
    def told(self) -> str:
        """The report in words, written or spoken; empty while nobody has written down what was only spoken."""
        return told(self.report, (one.words for one in self.transcripts))


class Line(msgspec.Struct, frozen=True):
    """A complaint in a list. `report` is there from Sight.WORDS on."""

    id: UUID
    code: str
    status: str
    kind: str
    visibility: str
    topic: str | None
    area: str | None
    unit: str | None
    body: str | None
    restricted: bool
    received_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    suggested_unit: str | None
    suggested_topic: str | None
    suggested_share: float | None
    taken_by: UUID | None
    score: int | None
    sight: Sight
    report: str | None = None
    unread: bool = False
    """Forwarded on sure advice alone; nobody has acted on it yet."""
    joined: int = 0
    """How many others have the same to tell."""
    proposed_at: datetime | None = None
    """Since when an answer waits for a second person."""


class Filter(msgspec.Struct, frozen=True):
    """What a list is narrowed to; None does not narrow. `query` searches the words one may see, or names a code."""

    statuses: tuple[str, ...] = ()
    unit: str | None = None
    topic: str | None = None
    kind: str | None = None
    area: str | None = None
    areas: tuple[str, ...] = ()
    """Any of these areas."""
    received_after: datetime | None = None
    query: str | None = None
    since: date | None = None
    until: date | None = None
    suspected: bool = False
    """Only what a program may have sent."""


class Mark(NamedTuple):
    """A place in the public list: right after this complaint, or right before it (`newer`), as the list is sorted."""

    joined: int
    received_at: datetime
    id: UUID
    newer: bool = False


class OpenPage(NamedTuple):
    """A page of the public list. `total` are all there are, or at least so many where there are `more`."""

    lines: tuple[Line, ...]
    total: int
    more: bool
    newer: Mark | None
    older: Mark | None
    """Where the pages before and after this one begin; None where there is none."""


class AreaCount(NamedTuple):
    """Published complaints of an area on a topic, all of them and those still open; "" where it is not known."""

    area: str
    topic: str
    every: int
    waiting: int


class AreaSum(NamedTuple):
    """The same of an area over several topics; `exact` are those whose very place everybody may know."""

    every: int
    waiting: int
    exact: int


class PublicCounts(list[AreaCount]):
    """All there are of areas and topics, tens of thousands where there are many complaints."""

    def __init__(self, counts: Iterable[AreaCount] = ()) -> None:
        super().__init__(counts)
        self._by_topic: dict[str, list[AreaCount]] = {}
        for one in self:
            self._by_topic.setdefault(one.topic, []).append(one)
        self._by_area: dict[tuple[str, frozenset[str]], dict[str, AreaSum]] = {}

    def by_area(self, topic: str, exact: frozenset[str]) -> Mapping[str, AreaSum]:
        """Of each area, on one topic or ("") on all. Added up once for as long as the counts are kept."""
        found = self._by_area.get((topic, exact))
        if found is None:
            found = {}
            for one in self._by_topic.get(topic, ()) if topic else self:
                every, waiting, near = found.get(one.area, _NOTHING)
                there = one.every if one.topic in exact else 0
                found[one.area] = AreaSum(every + one.every, waiting + one.waiting, near + there)
            self._by_area[topic, exact] = found
        return found


_NOTHING = AreaSum(0, 0, 0)


class Page(msgspec.Struct, frozen=True):
    """A page of a list; `total` counts all that the asker may see."""

    lines: tuple[Line, ...]
    total: int
    number: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


def entries(
    recorded: Sequence[e.Recorded],
    contents: Mapping[UUID, str | None],
    sight: Sight,
    *,
    office: bool,
    public: bool,
    letters: Collection[UUID] = (),
) -> Iterator[Entry]:
    """The timeline as far as `sight` goes; `public` masks numbers that lead to a person.

    Of papers the reporter is told only of `letters`, the signed answers that are theirs to open.
    """
    for one in recorded:
        if isinstance(one.event, e.AttachmentAdded) and one.event.of in (e.COVERED, e.PAPER):
            continue  # that it was made is told by the review, or by the paper
        theirs = isinstance(one.event, e.PaperSigned) and one.event.file in letters
        if (not office and one.name in OFFICE_ONLY and not theirs) or (public and one.name in NOT_PUBLIC):
            continue
        if (office or public) and one.name in REPORTERS_OWN:
            continue
        seal = next(iter(e.words_of(one.event)), None)
        words, erased, ground = None, False, None
        if seal is not None and sight >= Sight.WORDS:
            words = contents.get(seal[0].id)
            erased = words is None
            if words is not None and public:
                words = masked(words)
            if isinstance(one.event, e.Pledged):
                # Not masked: a budget line consists of the long numbers that would be blotted out.
                ground = contents.get(one.event.ground.id)
        by, _, person = one.actor.partition(":")
        officer = UUID(person) if office and by == "officer" and person else None
        yield Entry(one.version, one.at, one.name, by, one.event, words, erased, ground, officer)


def transcripts(
    complaint: Complaint, recorded: Sequence[e.Recorded], contents: Mapping[UUID, str | None], *, public: bool
) -> Iterator[Transcript]:
    """What was last written down of each recording that is still there; `public`: what everybody may read of it."""
    last = {one.event.file: (one.event.words, one.at) for one in recorded if isinstance(one.event, e.Transcribed)}
    for file in complaint.files:
        right = complaint.transcripts.get(file.id)
        seal, at = last.get(file.id, (None, None))
        words = contents.get(seal.id) if seal else None
        if words is None or at is None or (public and right is not True):
            continue
        yield Transcript(file.id, masked(words) if public else words, right, at)

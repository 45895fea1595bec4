"""One line of a history file: a past complaint and what became of it, as `docs/import.md` describes it."""

from collections.abc import Callable
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

import msgspec

from complaints import commands as c
from complaints.kinds import ArchiveReason, Channel, Kind, Visibility
from complaints.report import Report, said
from foundation.errors import Invalid

REASON_LIMIT = 10_000
OLDEST_YEAR = 1990
"""Nothing older was kept in a computer that could tell it; a year such as 1 is a date that was never filled in."""


class PastPlace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """WGS 84 degrees, an address in words, the region's area code; each may be missing."""

    latitude: float | None = None
    longitude: float | None = None
    address: str | None = None
    area: str | None = None


class PastContact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str | None = None
    email: str | None = None
    phone: str | None = None


class PastEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that happened at `at`; which other fields it takes follows from `event`."""

    event: str
    at: datetime
    text: str | None = None
    unit: str | None = None
    topic: str | None = None
    kind: Kind | None = None
    visibility: Visibility | None = None
    body: str | None = None
    officer: str | None = None
    score: int | None = None
    ground: str | None = None
    reason: ArchiveReason | None = None
    duplicate_of: str | None = None
    """The `source_id` of the complaint it repeats, from the same source."""


class PastComplaint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`source` and `source_id` name it for ever: what was taken in under them is not taken in again."""

    source: str
    source_id: str
    text: str
    received_at: datetime
    filed_at: datetime | None = None
    kind: Kind | None = None
    visibility: Visibility = Visibility.PUBLIC
    channel: Channel = Channel.LAPOR
    topic: str | None = None
    about_unit: str | None = None
    happened_on: date | None = None
    place: PastPlace | None = None
    contact: PastContact | None = None
    events: tuple[PastEvent, ...] = ()

    @property
    def report(self) -> Report:
        place, contact = self.place or PastPlace(), self.contact or PastContact()
        return Report(
            text=self.text,
            kind=self.kind,
            visibility=self.visibility,
            latitude=place.latitude,
            longitude=place.longitude,
            address=place.address,
            area=place.area,
            happened_on=self.happened_on,
            about_unit=self.about_unit,
            topic=self.topic,
            name=contact.name,
            email=contact.email,
            phone=contact.phone,
        )


_decoder = msgspec.json.Decoder(PastComplaint)


def read_line(line: bytes) -> PastComplaint:
    """Raises Invalid with the reason."""
    try:
        past = _decoder.decode(line)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Invalid(str(error).replace("{", "(").replace("}", ")")) from error
    if not past.source.strip() or not past.source_id.strip():
        raise Invalid("source and source_id may not be empty")
    if len(past.source) > 60 or len(past.source_id) > 200:
        raise Invalid("source has at most 60 characters, source_id at most 200")
    if not (past.source + past.source_id).isprintable():
        raise Invalid("source and source_id may hold no control characters")
    instants = [past.received_at, past.filed_at or past.received_at, *(event.at for event in past.events)]
    if any(instant.tzinfo is None for instant in instants):
        raise Invalid("an instant needs its zone, such as 2024-03-01T09:15:00+07:00")
    if instants[0].year < OLDEST_YEAR:
        raise Invalid(f"received_at is before {OLDEST_YEAR}, which is taken for a mistake")
    if any(later < earlier for earlier, later in pairwise(instants)):
        raise Invalid("events stand in the order in which they happened, none before received_at and filed_at")
    return past


def command_of(event: PastEvent, id_of: Callable[[str], UUID]) -> c.Command | None:
    """The command an event answers to; None for `closed`, which no command brings about at will. Raises Invalid.

    `id_of` gives the id of another complaint of the same source.
    """
    builder = _COMMANDS.get(event.event)
    if builder is None:
        raise Invalid(f"event {event.event} is not known; known are {', '.join(_COMMANDS)}")
    _refuse_strange_fields(event)
    if event.duplicate_of is not None:
        return c.MarkDuplicate(id_of(event.duplicate_of))
    command: c.Command | None = builder(event)
    return command


def _refuse_strange_fields(event: PastEvent) -> None:
    given = {name for name in PastEvent.__struct_fields__ if getattr(event, name) is not None} - {"event", "at"}
    needed, allowed = TAKES[event.event]
    missing, strange = sorted(needed - given), sorted(given - needed - allowed)
    if missing:
        raise Invalid(f"{event.event} needs {', '.join(missing)}")
    if strange:
        raise Invalid(f"{event.event} takes no {', '.join(strange)}")


def _words(event: PastEvent) -> c.Words:
    return said(event.text, field="text", limit=REASON_LIMIT, missing=f"{event.event} needs text")


def _perhaps(event: PastEvent) -> c.Words | None:
    return _words(event) if event.text is not None else None


_COMMANDS: dict[str, Any] = {
    "forwarded": lambda one: c.Forward(one.unit, one.topic, one.kind),
    "forwarded_out": lambda one: c.ForwardOut(one.body, _perhaps(one)),
    "returned": lambda one: c.Return(_words(one)),
    "supplemented": lambda one: c.Supplement(_words(one)),
    "sent_back": lambda one: c.SendBack(_words(one)),
    "reclassified": lambda one: c.Reclassify(one.kind, one.topic, one.visibility),
    "taken": lambda _: c.Take(),
    "informed": lambda one: c.Inform(_words(one)),
    "asked": lambda one: c.Ask(_words(one)),
    "answered": lambda one: c.Answer(_words(one)),
    "resolved": lambda one: c.Resolve(_words(one)),
    "disputed": lambda one: c.Dispute(_words(one)),
    "confirmed": lambda one: c.Confirm(one.score),
    "rated": lambda one: c.Rate(one.score),
    "archived": lambda one: c.Archive(one.reason, _perhaps(one)),
    "closed": lambda _: None,
    "duplicate": lambda _: None,
}
_TEXT, _NOTHING = frozenset({"text"}), frozenset[str]()
_OFFICER = frozenset({"officer"})
TAKES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "forwarded": (frozenset({"unit"}), frozenset({"topic", "kind"})),
    "forwarded_out": (frozenset({"body"}), _TEXT),
    "returned": (_TEXT, _NOTHING),
    "supplemented": (_TEXT, _NOTHING),
    "sent_back": (_TEXT, _OFFICER),
    "reclassified": (_NOTHING, frozenset({"kind", "topic", "visibility"})),
    "taken": (_NOTHING, _OFFICER),
    "informed": (_TEXT, _OFFICER),
    "asked": (_TEXT, _OFFICER),
    "answered": (_TEXT, _NOTHING),
    "resolved": (_TEXT, _OFFICER),
    "disputed": (_TEXT, _NOTHING),
    "confirmed": (_NOTHING, frozenset({"score"})),
    "rated": (frozenset({"score"}), _NOTHING),
    "archived": (frozenset({"reason"}), _TEXT),
    "closed": (frozenset({"ground"}), _NOTHING),
    "duplicate": (frozenset({"duplicate_of"}), _NOTHING),
}
"""For each event the fields it needs, and those it may have besides `event` and `at`."""

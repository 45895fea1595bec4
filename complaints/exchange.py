"""Tables of another system, such as SP4N-LAPOR!, read and written by a mapping that the region's folder holds. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from complaints.kinds import ArchiveReason, Channel, Kind, Status, Visibility
from foundation.language import Sentence
from foundation.language import mark as _

Field = Literal[
    "tracking_id",
    "received_at",
    "title",
    "text",
    "kind",
    "visibility",
    "unit",
    "topic",
    "area",
    "address",
    "status",
    "forwarded_at",
    "answered_at",
    "closed_at",
    "answer",
]
NEEDED: tuple[Field, ...] = ("tracking_id", "received_at", "text", "status")
"""Without these columns a table tells of no complaint."""

READ_AS = (Status.SUBMITTED, Status.RETURNED, Status.FORWARDED, Status.IN_PROCESS, Status.RESOLVED, Status.CLOSED)
READ = frozenset({*READ_AS, Status.ARCHIVED})
"""What a status of another system may be read as."""


class System(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """How one system writes its tables. Words are compared without regard to case, spaces and punctuation.

    Of each field of ours `columns` names the headings it may stand under; the first is written. `statuses`, `classes`
    and `visibilities` say what its words mean. Units, topics and areas are also
    found by their own names and codes. `writes` says which word is written for a status or a class of ours.
    """

    code: str
    name: str
    columns: dict[Field, tuple[str, ...]]
    statuses: dict[str, Status]
    classes: dict[str, Kind] = {}
    visibilities: dict[str, Visibility] = {}
    units: dict[str, str] = {}
    topics: dict[str, str] = {}
    areas: dict[str, str] = {}
    dates: tuple[str, ...] = ()
    """How instants are written, as `strptime` reads them, in the region's zone; ISO 8601 always is understood."""
    writes: dict[str, str] = {}
    archived_as: ArchiveReason | None = None
    """The reason for what the other system archived, since its tables tell none; without it such rows are refused."""

    @cached_property
    def headings(self) -> dict[str, Field]:
        return {plain(word): field for field, words in self.columns.items() for word in words}

    def heading(self, field: Field) -> str:
        """What is written above a column."""
        return next(iter(self.columns.get(field, ())), field)

    def known_as(self, field: Field) -> Sequence[str]:
        """All headings of a column, those that are compared as the same once."""
        known = {plain(word): word for word in reversed(self.columns.get(field, ()))}
        return tuple(reversed(known.values())) or (field,)

    def word_of(self, status: Status) -> str:
        """What is written for a status of ours: its own word, or that of the nearest one that says no more."""
        words = self._words(self.statuses)
        return next((words[one] for one in _NEAREST.get(status, (status,)) if one in words), str(status))

    def class_word(self, kind: Kind) -> str | None:
        return self._words(self.classes).get(kind)

    def _words(self, meanings: Mapping[str, str]) -> dict[str, str]:
        return {meaning: word for word, meaning in sorted(meanings.items(), reverse=True)} | self.writes


_NEAREST: Mapping[Status, Sequence[Status]] = {
    Status.WAITING: (Status.IN_PROCESS,),
    Status.PLEDGED: (Status.IN_PROCESS,),
    Status.DISPUTED: (Status.IN_PROCESS,),
    Status.CLOSED: (Status.CLOSED, Status.RESOLVED),
    Status.RESOLVED: (Status.RESOLVED, Status.CLOSED),
    Status.DUPLICATE: (Status.ARCHIVED,),
    Status.FORWARDED_OUT: (Status.FORWARDED_OUT, Status.ARCHIVED),
}


class Names(NamedTuple):
    """What the region calls its units, topics and areas: codes by every plain way to write them."""

    units: Mapping[str, str]
    topics: Mapping[str, str]
    areas: Mapping[str, str]
    zone: str


class ReadRow(NamedTuple):
    """One row as it was understood. `number` counts the table's rows from 1, its headings first.

    `past` is the complaint as a line of a history file; None where `faults` say why it cannot be taken in. `remarks`
    say what is taken in otherwise than it stands there.
    """

    number: int
    tracking_id: str
    values: Mapping[str, str]
    past: Mapping[str, Any] | None
    faults: tuple[Sentence, ...]
    remarks: tuple[Sentence, ...]


_MISSING = _("Kolom “{column}” kosong.")
_DATE = _("Tanggal “{value}” pada kolom “{column}” tidak dapat dibaca.")
_UNKNOWN = _("“{value}” pada kolom “{column}” tidak dikenal. Perbaiki, atau minta pengelola sistem memetakannya.")
_TWICE = _("Nomor ini sudah ada di baris {row}.")
_ORDER = _("Tanggalnya tidak berurutan.")
_FUTURE = _("Ada tanggal yang belum terjadi.")
_NO_UNIT = _("Unit yang menangani tidak disebut.")
_NO_TIME = _("Status ini memerlukan tanggal pada kolom “{column}”.")
_NO_ANSWER = _("Status ini memerlukan isi jawaban pada kolom “{column}”.")
_NO_REASON = _(
    "Tabel ini tidak menyebut mengapa laporan diarsipkan, sehingga tidak diambil. "
    "Pengelola sistem dapat menetapkan satu alasan untuk semua arsip dari sana."
)
_TO_TRIAGE = _("Tanggal penerusan tidak ada: aduan masuk ke triase.")
_LONG = _("Nomor pelacakan lebih dari 200 huruf.")


def plain(words: str) -> str:
    """Words as they are compared."""
    return re.sub(r"[\W_]+", "", words.casefold())


def missing_columns(system: System, headings: Iterable[str]) -> list[Sequence[str]]:
    """Columns that a table must have and has not: of each all headings under which it is known."""
    there = {system.headings.get(plain(one)) for one in headings}
    return [system.known_as(field) for field in NEEDED if field not in there]


def read_rows(system: System, names: Names, table: Sequence[Sequence[str]], now: datetime) -> list[ReadRow]:
    """Every row of a table whose first row are its headings; rows with nothing in them are left out."""
    if not table:
        return []
    fields = [system.headings.get(plain(heading)) for heading in table[0]]
    written = {field: heading.strip() for field, heading in zip(fields, table[0], strict=True) if field}
    seen: dict[str, int] = {}
    found = []
    for number, cells in enumerate(table[1:], 2):
        values: dict[str, str] = {}
        for field, cell in zip(fields, cells, strict=False):
            if field and cell.strip():
                values.setdefault(field, cell.strip())
        if not values:
            continue
        reading = _Reading(system, names, values, now, written)
        tracking = values.get("tracking_id", "").lstrip("#").strip()
        if tracking in seen:
            reading.faults.append(Sentence(_TWICE, row=seen[tracking]))
        seen.setdefault(tracking, number)
        past = reading.past(tracking)
        good = past if not reading.faults else None
        found.append(ReadRow(number, tracking, values, good, tuple(reading.faults), tuple(reading.remarks)))
    return found


class _Reading:
    """One row on its way to a complaint; what is wrong with it is gathered."""

    def __init__(
        self, system: System, names: Names, values: Mapping[str, str], now: datetime, written: Mapping[Field, str]
    ) -> None:
        self._system, self._names, self._values, self._now = system, names, values, now
        self._written = written
        """Headings as they stand in this table."""
        self.faults: list[Sentence] = []
        self.remarks: list[Sentence] = []

    def past(self, tracking: str) -> dict[str, Any]:
        for field in NEEDED:
            if field not in self._values:
                self._fault(_MISSING, field)
        if len(tracking) > 200:
            self.faults.append(Sentence(_LONG))
        received = self._instant("received_at")
        status = self._meaning("status", self._system.statuses)
        events = self._events(status)
        instants = [one for one in (received, *(event["at"] for event in events)) if one is not None]
        if instants != sorted(instants):
            self.faults.append(Sentence(_ORDER))
        if any(one > self._now for one in instants):
            self.faults.append(Sentence(_FUTURE))
        title, text = self._values.get("title", ""), self._values.get("text", "")
        told = {
            "source": self._system.code,
            "source_id": tracking,
            "text": text if not title or title in text else f"{title}\n{text}",
            "received_at": received,
            "channel": str(Channel.LAPOR) if self._system.code == Channel.LAPOR else str(Channel.API),
            "kind": self._meaning("kind", self._system.classes),
            "visibility": self._meaning("visibility", self._system.visibilities) or Visibility.PUBLIC,
            "topic": self._topic(),
            "place": self._place(),
            "events": events,
        }
        return {name: value for name, value in told.items() if value is not None}

    def _events(self, status: Any) -> list[dict[str, Any]]:
        if status in (None, Status.SUBMITTED):
            return []
        if status is Status.RETURNED:
            return self._said("returned", "answered_at", "answer")
        if status is Status.ARCHIVED:
            if self._system.archived_as is None:
                self.faults.append(Sentence(_NO_REASON))
                return []
            told = "answered_at" in self._values and "closed_at" not in self._values
            at = self._time("answered_at" if told else "closed_at")
            return [{"event": "archived", "at": at, "reason": str(self._system.archived_as)}] if at else []
        return self._handled(status)

    def _handled(self, status: Status) -> list[dict[str, Any]]:
        unit = self._named("unit", self._system.units, self._names.units)
        if status is Status.FORWARDED and "forwarded_at" not in self._values:
            self.remarks.append(Sentence(_TO_TRIAGE))
            return []
        if unit is None and "unit" not in self._values:
            self.faults.append(Sentence(_NO_UNIT))
        at = self._time("forwarded_at")
        if at is None or unit is None:
            return []
        events: list[dict[str, Any]] = [{"event": "forwarded", "at": at, "unit": unit}]
        if status is Status.IN_PROCESS and "answer" in self._values:
            events += self._said("informed", "answered_at", "answer")
        elif status in (Status.RESOLVED, Status.CLOSED):
            events += self._said("resolved", "answered_at", "answer")
            closed = self._instant("closed_at")
            if status is Status.CLOSED and closed is not None:
                events.append({"event": "closed", "at": closed, "ground": "silence"})
        return events

    def _said(self, event: str, when: Field, words: Field) -> list[dict[str, Any]]:
        at = self._time(when)
        text = self._values.get(words)
        if text is None:
            self._fault(_NO_ANSWER, words)
        return [{"event": event, "at": at, "text": text}] if at and text else []

    def _time(self, field: Field) -> datetime | None:
        """The instant that the row's status asks for."""
        if field not in self._values:
            self._fault(_NO_TIME, field)
        return self._instant(field)

    def _fault(self, words: str, field: Field, **values: object) -> None:
        column = self._written.get(field) or self._system.heading(field)
        self.faults.append(Sentence(words, column=column, **values))

    def _instant(self, field: Field) -> datetime | None:
        written = self._values.get(field)
        if written is None:
            return None
        zone = ZoneInfo(self._names.zone)
        for form in (None, *self._system.dates):
            try:
                found = datetime.fromisoformat(written) if form is None else datetime.strptime(written, form)
            except ValueError:
                continue
            return found if found.tzinfo else found.replace(tzinfo=zone)
        self._fault(_DATE, field, value=written)
        return None

    def _meaning(self, field: Field, meanings: Mapping[str, Any]) -> Any:
        written = self._values.get(field)
        if written is None:
            return None
        found = {plain(word): meaning for word, meaning in meanings.items()}.get(plain(written))
        if found is None:
            self._fault(_UNKNOWN, field, value=written)
        return found

    def _named(self, field: Field, own: Mapping[str, str], names: Mapping[str, str]) -> str | None:
        written = self._values.get(field)
        if written is None:
            return None
        found = {plain(word): code for word, code in own.items()}.get(plain(written)) or names.get(plain(written))
        if found is None:
            self._fault(_UNKNOWN, field, value=written)
        return found

    def _topic(self) -> str | None:
        """What no topic of ours is left to whoever reads the complaint, since other systems cut matters otherwise."""
        written = self._values.get("topic")
        if written is None:
            return None
        own = {plain(word): code for word, code in self._system.topics.items()}
        return own.get(plain(written)) or self._names.topics.get(plain(written))

    def _place(self) -> dict[str, str] | None:
        written = self._values.get("area")
        own = {plain(word): code for word, code in self._system.areas.items()}
        code = (own.get(plain(written)) or self._names.areas.get(plain(written))) if written else None
        address = ", ".join(part for part in (self._values.get("address"), None if code else written) if part)
        found = {"address": address or None, "area": code}
        return {name: value for name, value in found.items() if value} or None

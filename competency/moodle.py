"""Tables as Moodle exports them: who completed a course, or each of its activities, and its grades; pure.

The reports "Course completion" and "Activity completion" and the export of grades come as CSV with commas, semicolons,
tabs or colons, in UTF-8 with or without a mark at the beginning, or in UTF-16 with tabs ("Excel-compatible"); headings
in the language of whoever exported (report/completion/index.php, report/progress/index.php,
grade/export/txt/grade_export_txt.php, and the language packs en and id of Moodle 3.9 and 4.0). Names of people and
grades of single activities are read over. Where only activities are told of, a course is completed when all of them
are: as Moodle counts them, one that was finished below its passing grade is not.
"""

import csv
import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from io import StringIO
from typing import NamedTuple

from foundation.errors import Invalid
from foundation.language import Sentence
from foundation.language import mark as _

MOST_ROWS, MOST_BYTES = 5000, 2_000_000
EMAIL = frozenset({"email address", "email", "e-mail", "alamat email", "alamat e-mail", "alamat surel", "surel"})
NUMBER = frozenset({"id number", "idnumber", "nomor id", "nomor identitas", "nomor induk", "no. id", "nip"})
COMPLETED = frozenset(
    {"course complete", "course completed", "kursus selesai", "kelas selesai", "kursus telah selesai", "kursus lengkap"}
    | {"penyelesaian kursus", "completion date", "tanggal selesai", "tanggal penyelesaian"}
)
TOTAL = re.compile(
    r"(?:course total|total kursus|jumlah kursus|total mata kuliah|nilai total kursus|nilai akhir)(?: \((.+)\))?"
)
STATE = re.compile(r"(?:(completed|selesai)|not completed|tidak selesai|belum selesai)(?: \((.+)\))?")
"""Of an activity. In brackets who said so, or whether the passing grade was reached."""
_BELOW = re.compile(r"did not|tidak mencapai|belum mencapai")
PERCENT = frozenset({"percentage", "persentase", "persen"})
REAL = frozenset({"", "real", "riil", "asli", "nyata", "nilai", "nilai asli"})
EXPORTED = frozenset({"last downloaded from this course", "terakhir diunduh dari kursus ini"})
_MONTHS = (
    *(("january", "januari"), ("february", "februari"), ("march", "maret"), ("april",), ("may", "mei")),
    *(("june", "juni"), ("july", "juli"), ("august", "agustus"), ("september",), ("october", "oktober")),
    *(("november", "nopember"), ("december", "desember")),
)
_DAY = re.compile(r"(\d{1,4})[/.\- ](\d{1,2}|[a-z]{3,})[/.\- ](\d{1,4})(?:[, ]+(\d{1,2})[:.](\d{2})(?: ?([ap])m)?)?")

_NO_TABLE = _("Berkas ini bukan tabel CSV yang dapat dibaca. Ekspor lagi dari Moodle sebagai CSV.")
_TOO_MANY = _("Paling banyak 5.000 baris sekali impor.")
_NO_PERSON = _("Tidak ada kolom email atau nomor ID (NIP). Sertakan salah satunya saat mengekspor dari Moodle.")
_NO_RESULT = _(
    "Tidak ada kolom “Kursus selesai” (Course complete), “Total kursus” (Course total), atau penyelesaian aktivitas."
)
_TWO = _("Kolom ini ada dua kali: {name}.")
_EMPTY = _("Tidak ada baris di bawah judul kolom.")
_WHO = _("Baris ini tanpa email dan tanpa nomor ID.")
_DATE = _("Tanggal selesai tidak dapat dibaca: {written}.")
_GRADE = _("Nilai tidak dapat dibaca: {written}.")
_BEYOND = _("Nilai di luar 0 sampai {most}.")
_NUMBER = _("NIP terdiri dari 18 angka.")


class Row(NamedTuple):
    """A line of the table, counted as a spreadsheet does. `at` is UTC; `scaled` from 0 to 1.

    `completed` is None where the table does not tell of completion.
    """

    number: int
    email: str
    nip: str
    completed: bool | None
    at: datetime | None
    scaled: float | None
    faults: tuple[str, ...]

    @property
    def tells(self) -> bool:
        return bool(self.completed) or self.scaled is not None


class _Columns(NamedTuple):
    """`activities`: where the state of each activity stands, its date beside it; only where nothing else is told."""

    email: int | None
    number: int | None
    completed: int | None
    grade: int | None
    percent: bool
    exported: int | None
    activities: tuple[int, ...] = ()


def rows_of(data: bytes, zone: tzinfo, most: float = 100.0) -> list[Row]:
    """The rows of a table; `most` is the highest grade there is, `zone` that of its dates. Raises Invalid."""
    lines = _lines(text_of(data))
    told = [(number, line) for number, line in enumerate(lines[1:], 2) if any(value.strip() for value in line)]
    columns = _columns([_plain(name) for name in lines[0]] if lines else [], [line for _number, line in told])
    rows = [_row(number, line, columns, zone, most) for number, line in told]
    if not rows:
        raise Invalid(_EMPTY)
    if len(rows) > MOST_ROWS:
        raise Invalid(_TOO_MANY)
    return rows


def text_of(data: bytes) -> str:
    """The words of a file, in whichever coding Moodle wrote them. Raises Invalid."""
    if len(data) > MOST_BYTES:
        raise Invalid(_TOO_MANY)
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(_NO_TABLE) from error
    if "\0" in text:
        raise Invalid(_NO_TABLE)
    return text


def _lines(text: str) -> list[list[str]]:
    first = text.split("\n", 1)[0]
    try:
        return list(csv.reader(StringIO(text), delimiter=max("\t;,:", key=first.count)))
    except csv.Error as error:
        raise Invalid(_NO_TABLE) from error


def _plain(heading: str) -> str:
    return " ".join(heading.replace("\ufeff", "").split()).lower()


def _columns(head: Sequence[str], lines: Sequence[Sequence[str]]) -> _Columns:
    def where(names: frozenset[str]) -> int | None:
        found = [place for place, name in enumerate(head) if name in names]
        if len(found) > 1:
            raise Invalid(_TWO, name=head[found[1]])
        return found[0] if found else None

    totals = {(TOTAL.fullmatch(name) or [""])[1] or "": place for place, name in enumerate(head) if TOTAL.match(name)}
    percent = next((place for kind, place in totals.items() if kind in PERCENT), None)
    grade = percent if percent is not None else next((at for kind, at in totals.items() if kind in REAL), None)
    told = _Columns(where(EMAIL), where(NUMBER), where(COMPLETED), grade, percent is not None, where(EXPORTED))
    if told.email is None and told.number is None:
        raise Invalid(_NO_PERSON)
    if told.completed is None and told.grade is None:
        told = told._replace(activities=_activities(head, lines))
        if lines and not told.activities:
            raise Invalid(_NO_RESULT)
    return told


def _activities(head: Sequence[str], lines: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Columns in which every line has a state; their headings are whatever the activities are called."""
    return tuple(
        place
        for place in range(len(head))
        if lines and all(place < len(line) and STATE.fullmatch(_plain(line[place])) for line in lines)
    )


def _row(number: int, line: Sequence[str], columns: _Columns, zone: tzinfo, most: float) -> Row:
    def cell(place: int | None) -> str:
        return line[place].strip() if place is not None and place < len(line) else ""

    email, nip = cell(columns.email).lower(), re.sub(r"[ .]", "", cell(columns.number))
    faults: list[str] = []
    if not email and not nip:
        faults.append(_WHO)
    elif nip and not email and not re.fullmatch(r"\d{18}", nip):
        faults.append(_NUMBER)
    written = cell(columns.completed)
    at = _moment(written, zone) if written not in ("", "-") else None
    if written not in ("", "-") and at is None:
        faults.append(Sentence(_DATE, written=written[:40]))
    scaled = _grade(cell(columns.grade), columns.percent, most, faults)
    if at is None and scaled is not None:
        at = _exported(cell(columns.exported))
    completed = bool(written not in ("", "-")) if columns.completed is not None else None
    if columns.activities:
        completed = all(_done(cell(place)) for place in columns.activities)
        ended = [_moment(cell(place + 1), zone) for place in columns.activities] if completed else []
        at = max((one for one in ended if one is not None), default=None)
    return Row(number, email, nip if re.fullmatch(r"\d{18}", nip) else "", completed, at, scaled, tuple(faults))


def _done(state: str) -> bool:
    found = STATE.fullmatch(_plain(state))
    return bool(found and found[1] and not _BELOW.search(found[2] or ""))


def _grade(written: str, percent: bool, most: float, faults: list[str]) -> float | None:
    """The share of the highest grade; a hyphen stands for none."""
    if written in ("", "-"):
        return None
    try:
        number = float(written.replace("%", "").strip().replace(",", ".")) if len(written) < 16 else math.nan
    except ValueError:
        number = math.nan
    if math.isnan(number):
        faults.append(Sentence(_GRADE, written=written[:20]))
        return None
    highest = 100.0 if percent else most
    if not 0 <= number <= highest:
        faults.append(Sentence(_BEYOND, most=f"{highest:g}"))
        return None
    return number / highest


def _moment(written: str, zone: tzinfo) -> datetime | None:
    """An instant as Moodle writes it, by the clock on the wall: day before month, or the year first."""
    found = _DAY.search(written.strip().lower())
    if found is None:
        return None
    first, middle, last, hour, minute, half = found.groups()
    month = int(middle) if middle.isdigit() else _month(middle)
    day, year = (int(last), int(first)) if len(first) == 4 else (int(first), int(last))
    hours = int(hour or 0) % 12 + 12 * (half == "p") if half else int(hour or 0)
    try:
        wall = datetime(year + 2000 * (year < 100), month, day, hours, int(minute or 0), tzinfo=zone)
    except ValueError:
        return None
    return wall.astimezone(UTC) if 2000 <= wall.year < 2200 else None


def _month(name: str) -> int:
    """1 to 12, or 0; three letters are enough."""
    return next((at for at, names in enumerate(_MONTHS, 1) if any(one.startswith(name) for one in names)), 0)


def _exported(written: str) -> datetime | None:
    """When grades were exported; Moodle writes the seconds since 1970."""
    if not re.fullmatch(r"\d{9,10}", written):
        return None
    return datetime.fromtimestamp(int(written), UTC)

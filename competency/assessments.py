"""Levels from an assessment centre or a test: a table of counts without people, judged line by line."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, select
from uuid_utils.compat import uuid7

from competency.input_tables import AssessmentRow
from competency.level_counts import LEVELS
from competency.level_rows import Group, add_counts, counts_of, shown
from competency.surveys import RECRUITMENT
from complaints.csv_tables import rows_of
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound, Refused
from foundation.language import Sentence
from foundation.language import mark as _

NEEDED = ("kompetensi", "level_dibutuhkan", "level_kini", "jumlah")
OPTIONAL = ("unit",)
TITLE_LONGEST, PEOPLE_MOST = 120, 9999
_PERSON = frozenset({"nama", "nip", "nik", "nama_pegawai", "pegawai", "email", "telepon", "no_hp", "jabatan", "user"})
_NAMED = _("Kolom {columns} menunjuk orang. Hapus kolom itu: yang diterima hanya jumlah orang.")
_TWICE = _("Tabel ini sudah pernah diimpor.")


class Line(NamedTuple):
    """A row of the table: so many `people` of a unit (empty: of none in particular) with one pair of levels."""

    number: int
    unit: str
    competency: str
    needed: int
    now: int
    people: int
    faults: tuple[str, ...] = ()


class Assessment(NamedTuple):
    id: UUID
    title: str
    held_on: date
    recruitment: str
    brought_at: datetime


def lines_of(data: bytes, units: Collection[str], competencies: Collection[str]) -> list[Line]:
    """Rows as they would be counted, each with what is wrong in it. Raises Invalid where it is no such table, and
    where it has a column for people: nothing of it is read then."""
    first = data.decode("utf-8-sig", "replace").split("\n", 1)[0].lower().replace(";", ",")
    heads = [name.strip().strip('"').replace(" ", "_") for name in first.split(",")]
    named = sorted(_PERSON & set(heads))
    if named:
        raise Invalid(Sentence(_NAMED, columns=", ".join(named)))
    rows = rows_of(data, NEEDED, OPTIONAL)
    return [_line(number, row, units, competencies) for number, row in enumerate(rows, 2)]


def _line(number: int, row: Mapping[str, str], units: Collection[str], competencies: Collection[str]) -> Line:
    unit, competency = row["unit"].upper(), row["kompetensi"].upper()
    needed, now, people = (_whole(row[name]) for name in ("level_dibutuhkan", "level_kini", "jumlah"))
    faults = [
        _("Unit ini tidak dikenal.") if unit and unit not in units else "",
        "" if competency in competencies else _("Kompetensi ini tidak ada di kamus."),
        "" if needed in LEVELS else _("Level yang dibutuhkan adalah angka 1 sampai 5."),
        "" if now in LEVELS else _("Level kini adalah angka 1 sampai 5."),
        "" if 1 <= people <= PEOPLE_MOST else _("Jumlah adalah angka mulai dari 1."),
    ]
    return Line(number, unit, competency, needed, now, people, tuple(filter(None, faults)))


def _whole(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 6 else -1


class Assessments:
    """Each call is one transaction of its own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def keep(
        self, by: UUID, title: str, held_on: date | None, recruitment: str, lines: Sequence[Line], today: date
    ) -> UUID:
        """Count what a table says; raises Invalid, naming fields, or Refused where it was brought before."""
        title = " ".join(title.split())
        faults = {
            "title": "" if 0 < len(title) <= TITLE_LONGEST else _("Tulis judulnya, paling panjang 120 huruf."),
            "held_on": "" if held_on and held_on <= today else _("Tulis tanggalnya, paling akhir hari ini."),
            "recruitment": "" if recruitment in RECRUITMENT else _("Pilih cara mengundangnya."),
        }
        if any(faults.values()) or held_on is None:
            raise Invalid(fields={name: sentence for name, sentence in faults.items() if sentence})
        counted = _counted(lines)
        digest = sha256(repr((held_on, sorted(counted.items()))).encode()).digest()
        row = AssessmentRow(
            assessment_id=uuid7(),
            title=title,
            held_on=held_on,
            recruitment=recruitment,
            digest=digest,
            brought_by=by,
            brought_at=self._clock.now(),
        )
        async with self._database.transaction() as session:
            known = select(AssessmentRow.assessment_id).where(AssessmentRow.digest == digest)
            if (await session.exec(known)).first() is not None:
                raise Refused(_TWICE)
            session.add(row)
            await session.flush()
            keys = ("unit", "competency", "needed", "now")
            rows = [
                {"input_id": row.assessment_id, "asked": "assessed", **dict(zip(keys, key, strict=True)), "people": n}
                for key, n in sorted(counted.items())
            ]
            await add_counts(session, rows)
        return row.assessment_id

    async def all(self) -> list[Assessment]:
        """The newest first."""
        async with self._database.reading() as session:
            rows = await session.exec(select(AssessmentRow).order_by(col(AssessmentRow.assessment_id).desc()))
            return [
                Assessment(row.assessment_id, row.title, row.held_on, row.recruitment, row.brought_at)
                for row in rows.all()
            ]

    async def levels(self, assessment_id: UUID, least: int) -> dict[str, tuple[Group, ...]]:
        """By competency, groups of units large enough to be shown; raises NotFound."""
        async with self._database.reading() as session:
            if await session.get(AssessmentRow, assessment_id) is None:
                raise NotFound()
            counted = await counts_of(session, [assessment_id])
        return {competency: shown(by_unit, least) for (_id, _asked, competency), by_unit in sorted(counted.items())}


def _counted(lines: Iterable[Line]) -> Counter[tuple[str, str, int, int]]:
    counted: Counter[tuple[str, str, int, int]] = Counter()
    for line in lines:
        counted[line.unit, line.competency, line.needed, line.now] += line.people
    return counted

"""Units from a table: what each row would bring about, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from complaints.region import Region, Unit
from complaints.unit_keeping import as_written, unit_faults
from foundation.language import mark as _

NEEDED = ("kode", "nama", "singkatan", "induk", "jenis", "tugas")
OPTIONAL = ("zona_waktu",)
_FIELDS = {
    "nama": "name",
    "singkatan": "short",
    "induk": "parent",
    "jenis": "kind",
    "tugas": "duty",
    "zona_waktu": "timezone",
}
_TWICE = _("Kode ini ada dua kali dalam tabel.")


class Row(NamedTuple):
    """A row of the table: the unit it tells of, what it would do (new, changed, same), and faults, a sentence each."""

    line: int
    unit: Unit
    does: str
    faults: tuple[str, ...]


def judged(region: Region, rows: Sequence[Mapping[str, str]]) -> list[Row]:
    """Each row as if those above it were in force: a unit may stand below one that the table brings."""
    found: list[Row] = []
    seen: set[str] = set()
    for line, row in enumerate(rows, 2):
        code = row["kode"].upper()
        values = {name: row[column] for column, name in _FIELDS.items()} | {"parent": row["induk"].upper()}
        values["kind"] = row["jenis"].lower().replace(" ", "_")
        before = region.unit.get(code)
        told = as_written(code, values, before.accepts if before else True)
        faults = list(unit_faults(region, told, new=before is None).values())
        if code in seen:
            faults.append(_TWICE)
        seen.add(code)
        if before is not None:
            told = msgspec.structs.replace(told, successor=before.successor)
        does = "new" if before is None else "same" if told == before else "changed"
        found.append(Row(line, told, does, tuple(faults)))
        if not faults:
            others = tuple(unit for unit in region.units if unit.code != code)
            region = msgspec.structs.replace(region, units=(*others, told))
    return found

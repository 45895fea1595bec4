"""How office papers are made here: templates, number patterns, archive codes, letterhead; and the numbers drawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from complaints.paperwork import PaperKind, code_fault, pattern_fault
from complaints.tables import PaperSettingRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid
from foundation.language import mark as _
from people.actor import Actor

LETTERHEAD = "letterhead"
LETTERHEAD_LONGEST = 300
_LETTERHEAD = _("Alamat kop paling panjang 300 huruf dalam empat baris.")

_OURS: dict[PaperKind, tuple[str, str]] = {
    PaperKind.DISPOSITION: ("{klasifikasi}/{nomor}/DISP/{unit}/{tahun}", "000.8.3"),
    PaperKind.MEMO: ("{klasifikasi}/{nomor}/ND/{unit}/{tahun}", "000.8.3"),
    PaperKind.COVER: ("{klasifikasi}/{nomor}/SP/{unit}/{tahun}", "000.8.3"),
    PaperKind.ANSWER: ("{klasifikasi}/{nomor}/{unit}/{bulan}/{tahun}", "000.8.3"),
}
"""What holds until somebody sets it; codes are the region's own to choose."""

# The row is locked until the statement ends, so that two who draw at once never draw the same.
_DRAW = text(
    "INSERT INTO paper_numbers (unit, year, last) VALUES (:unit, :year, 1) "
    "ON CONFLICT (unit, year) DO UPDATE SET last = paper_numbers.last + 1 RETURNING last"
)


class Setting(NamedTuple):
    """How one kind is made. Without `own` our template is used; `id` is None until somebody sets anything."""

    kind: PaperKind
    pattern: str
    code: str
    own: bool = False
    docx_name: str = ""
    id: UUID | None = None
    written_by: str = ""
    written_at: datetime | None = None


class PaperSettings:
    """Rows are only added."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def current(self) -> Mapping[PaperKind, Setting]:
        """By kind, what holds now."""
        found = {kind: Setting(kind, *_OURS[kind]) for kind in PaperKind}
        row = PaperSettingRow
        columns = (row.kind, row.pattern, row.code, col(row.docx).is_not(None), row.docx_name, row.setting_id)
        asked = (
            select(*columns, row.written_by, row.written_at)  # type: ignore[call-overload]
            .where(row.kind != LETTERHEAD)
            .order_by(col(row.setting_id))
        )
        async with self._database.reading() as session:
            rows = (await session.exec(asked)).all()
        # Of several the latest stays: they come in the order in which they were written.
        return found | {PaperKind(one[0]): Setting(PaperKind(one[0]), *one[1:]) for one in rows}

    async def changes(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Each change as it left a kind, with how that was before, the oldest first; `template` names a file."""
        row = PaperSettingRow
        columns = (row.kind, row.pattern, row.code, row.docx_name, row.letterhead, row.written_by, row.written_at)
        asked = select(*columns).order_by(col(row.setting_id))  # type: ignore[call-overload]
        async with self._database.reading() as session:
            rows = (await session.exec(asked)).all()
        names = ("kind", "pattern", "code", "template", "letterhead", "written_by", "written_at")
        standing: dict[str, dict[str, Any]] = {
            str(kind): dict(zip(("pattern", "code"), _OURS[kind], strict=True)) for kind in PaperKind
        }
        found = []
        for one in rows:
            after = dict(zip(names, one, strict=True))
            found.append((after, standing.get(one[0], {})))
            standing[one[0]] = after
        return found

    async def letterhead(self) -> str:
        """Address lines below the names; empty until somebody sets them."""
        row = PaperSettingRow
        asked = select(row.letterhead).where(row.kind == LETTERHEAD).order_by(col(row.setting_id).desc()).limit(1)
        async with self._database.reading() as session:
            return (await session.exec(asked)).first() or ""

    async def template(self, kind: PaperKind) -> bytes | None:
        """The region's own template; None where ours is used."""
        row = PaperSettingRow
        asked = select(row.docx).where(row.kind == str(kind)).order_by(col(row.setting_id).desc()).limit(1)
        async with self._database.reading() as session:
            return (await session.exec(asked)).first()

    async def write(self, by: Actor, kind: PaperKind, pattern: str, code: str) -> None:
        """Other numbers or another code; the template stays. Raises Invalid."""
        self._check(pattern, code)
        before = (await self.current())[kind]
        await self._add(by, str(kind), pattern, code, await self.template(kind), before.docx_name)

    async def put_template(self, by: Actor, kind: PaperKind, docx: bytes | None, name: str = "") -> None:
        """Another template that was checked, or ours again."""
        before = (await self.current())[kind]
        await self._add(by, str(kind), before.pattern, before.code, docx, name if docx else "")

    async def write_letterhead(self, by: Actor, lines: str) -> None:
        """Raises Invalid."""
        if len(lines) > LETTERHEAD_LONGEST or lines.count("\n") > 3:
            raise Invalid(_LETTERHEAD, fields={"letterhead": _LETTERHEAD})
        await self._add(by, LETTERHEAD, "", "", None, "", lines)

    async def draw(self, unit: str, year: int) -> int:
        """The unit's next number of a year, from 1; never the same twice, whoever draws at once."""
        async with self._database.transaction() as session:
            found = await session.exec(_DRAW, params={"unit": unit, "year": year})  # type: ignore[call-overload]
            return int(found.scalar_one())

    def _check(self, pattern: str, code: str) -> None:
        faults = {"pattern": pattern_fault(pattern), "code": code_fault(code)}
        faults = {name: one for name, one in faults.items() if one}
        if faults:
            raise Invalid(fields=faults)

    async def _add(
        self, by: Actor, kind: str, pattern: str, code: str, docx: bytes | None, name: str, letterhead: str = ""
    ) -> None:
        async with self._database.transaction() as session:
            session.add(
                PaperSettingRow(
                    setting_id=uuid7(),
                    kind=kind,
                    pattern=pattern,
                    code=code,
                    letterhead=letterhead,
                    docx=docx,
                    docx_name=name[:80],
                    written_by=by.name_in_log,
                    written_at=self._clock.now(),
                )
            )

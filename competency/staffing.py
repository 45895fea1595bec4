"""How many people each unit had in a month, and how much time: entered, or brought in as a table; rows are only added.

Without it lateness cannot be told from too few people, and counts for nothing.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import numpy as np
from sqlmodel import col, select
from uuid_utils.compat import uuid7

from competency.queueing import Staff, month_of
from competency.tables import StaffingRow
from complaints.csv_tables import rows_of
from foundation.clock import Clock
from foundation.database import Database
from foundation.language import mark as _
from people.actor import Actor

NEEDED, OPTIONAL = ("unit", "bulan", "pegawai", "jam"), ("jam_cuti",)
"""Columns of the table: code of the unit, month as 2026-10, officers, their hours for complaints, hours of leave."""
MOST_OFFICERS, MOST_HOURS = 999.0, 99_999.0
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


class Month(NamedTuple):
    """Of a unit and month (as 2026-10): officers as full-time equivalents, hours they have for complaints when nobody
    is away, and hours of those that fell away by leave."""

    unit: str
    month: str
    officers: float
    capacity_hours: float
    leave_hours: float = 0.0

    @property
    def on_duty(self) -> float:
        return self.capacity_hours - self.leave_hours


class Written(NamedTuple):
    """A row as it was added, by whom and when. `source` is entered or imported."""

    told: Month
    source: str
    by: str
    at: datetime


class Usual(NamedTuple):
    """What a unit is said to carry from a day on; `hours` are those of a month."""

    unit: str
    since: date
    officers: float
    hours: float


class Line(NamedTuple):
    """A row of a table: its number as a spreadsheet shows it, what it says, and what is wrong with it."""

    number: int
    unit: str
    told: Month | None
    faults: tuple[str, ...]


class StaffingBook:
    """Reads and adds; of a unit and month the row added last counts."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def months(self) -> list[Month]:
        """What counts now, by unit and month."""
        return sorted({(one.told.unit, one.told.month): one.told for one in await self.written()}.values())

    async def written(self) -> list[Written]:
        """Every row, in the order in which they were added."""
        async with self._database.reading() as session:
            rows = (await session.exec(select(StaffingRow).order_by(col(StaffingRow.staffing_id)))).all()
        return [
            Written(
                Month(one.unit, one.month, one.officers, one.capacity_hours, one.leave_hours),
                *(one.source, one.written_by, one.written_at),
            )
            for one in rows
        ]

    async def write(self, by: Actor, told: Iterable[Month], source: str = "entered") -> None:
        """All of them or none."""
        at = self._clock.now()
        async with self._database.transaction() as session:
            for one in told:
                session.add(
                    StaffingRow(
                        staffing_id=uuid7(), source=source, written_by=by.name_in_log, written_at=at, **one._asdict()
                    )
                )


def faults_of(told: Month, units: Collection[str]) -> dict[str, str]:
    """By field, what is wrong with it."""
    found = {
        "unit": "" if told.unit in units else _("Unit ini tidak dikenal."),
        "month": "" if _MONTH.fullmatch(told.month) else _("Tulis bulannya, misalnya 2026-10."),
        "officers": "" if 0 <= told.officers <= MOST_OFFICERS else _("Tulis banyaknya pegawai, misalnya 3 atau 2,5."),
        "capacity_hours": ""
        if 0 <= told.capacity_hours <= MOST_HOURS
        else _("Tulis jam kerja untuk aduan dalam sebulan, misalnya 320."),
        "leave_hours": ""
        if 0 <= told.leave_hours <= max(told.capacity_hours, 0.0)
        else _("Jam cuti tidak dapat lebih dari jam kerjanya."),
    }
    return {field: words for field, words in found.items() if words}


def month_told(values: Mapping[str, str]) -> Month:
    """What a form or a row says; a number that cannot be read is -1, which is a fault."""
    return Month(
        values.get("unit", "").strip().upper(),
        values.get("bulan", "").strip(),
        _number(values.get("pegawai", "")),
        _number(values.get("jam", "")),
        _number(values.get("jam_cuti", "") or "0"),
    )


def lines_of(data: bytes, units: Collection[str]) -> list[Line]:
    """A table's rows, each judged. Raises Invalid where it is no such table."""
    found: list[Line] = []
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows_of(data, NEEDED, OPTIONAL), 2):
        told = month_told(row)
        faults = list(faults_of(told, units).values())
        if (told.unit, told.month) in seen:
            faults.append(_("Unit dan bulan ini sudah ada di baris sebelumnya."))
        seen.add((told.unit, told.month))
        found.append(Line(number, row["unit"], None if faults else told, tuple(faults)))
    return found


def _number(written: str) -> float:
    try:
        return float(written.strip().replace(",", ".")) if len(written) < 10 else -1.0
    except ValueError:
        return -1.0


def staff_of(months: Sequence[Month], units: Sequence[str], usual: Sequence[Usual] = ()) -> Staff | None:
    """Rows in the order of `units`; None where nothing is known of any of them.

    A month of which nothing is known is taken to be like the one before it, else like the next that is known. `usual`
    stands in for units of which no month is known.
    """
    place = {unit: number for number, unit in enumerate(units)}
    told = [one for one in months if one.unit in place]
    known = {one.unit for one in told}
    said = [one for one in usual if one.unit in place and one.unit not in known]
    marks = [_place(one.month) for one in told] + [month_of(one.since.year, one.since.month) for one in said]
    if not marks:
        return None
    first, many = min(marks), max(marks) - min(marks) + 1
    officers, hours = (np.full((len(units), many), np.nan) for _one in range(2))
    for one, mark_ in zip(told, marks, strict=False):
        officers[place[one.unit], mark_ - first], hours[place[one.unit], mark_ - first] = one.officers, one.on_duty
    for other, mark_ in zip(said, marks[len(told) :], strict=True):
        officers[place[other.unit], mark_ - first], hours[place[other.unit], mark_ - first] = (
            other.officers,
            other.hours,
        )
    return Staff(first, _filled(officers), _filled(hours))


def _place(month: str) -> int:
    return month_of(int(month[:4]), int(month[5:7]))


def _filled(rows: Any) -> Any:
    """Each gap as the month before it, and what lies before the first as the first."""
    months = np.arange(rows.shape[1])
    last = np.maximum.accumulate(np.where(np.isnan(rows), -1, months), axis=1)
    first = np.argmax(~np.isnan(rows), axis=1)[:, None]
    return np.take_along_axis(rows, np.where(last >= 0, last, first), axis=1)

"""Calendar files: every entry that cannot be meant is named, none hides another."""

from datetime import date
from typing import Any

import pytest

from foundation.errors import Invalid
from tests.workdays.test_seed import WRITTEN
from workdays.entries import FIRST_DAY, Origin
from workdays.reading import WrittenCalendar, read_calendar, written_calendar

WEEK = {name: spans for name, spans in WRITTEN["hours"].items() if name != "source"}
RAMADAN: dict[str, Any] = {
    "name": "Ramadan",
    "source": "Perpres 21/2023",
    "starts_on": date(2027, 2, 8),
    "ends_on": date(2027, 3, 9),
    "hours": WEEK,
}
DAY: dict[str, Any] = {"date": date(2027, 5, 3), "kind": "regional", "name": "Hari jadi", "source": "Perda"}


def faults(*, days: list[dict[str, Any]] | None = None, ranges: list[dict[str, Any]] | None = None) -> list[str]:
    return [str(fault) for fault in read_calendar(WrittenCalendar(WEEK, days or [], ranges or [])).faults]


def minutes(week: tuple[str, ...]) -> int:
    total = 0
    for spans in week:
        for span in spans.split():
            (a, b), (c, d) = (edge.split(":") for edge in span.split("-"))
            total += int(c) * 60 + int(d) - int(a) * 60 - int(b)
    return total


def test_the_shipped_hours_are_those_of_the_regulation() -> None:
    read = read_calendar(written_calendar(WRITTEN))
    assert not read.faults
    base, *ranges = read.hours
    assert (base.starts_on, base.source, minutes(base.week)) == (FIRST_DAY, "Perpres 21/2023", 37 * 60 + 30)
    assert [one.starts_on.year for one in ranges] == [2026, 2027]
    for one in ranges:
        assert one.estimated
        assert one.source.startswith("Perpres 21/2023; tanggal diperkirakan")
        assert minutes(one.week) == 32 * 60 + 30
        assert one.week[0].startswith("08:00-12:00 12:30"), "a break of 30 minutes"
        assert one.week[4].startswith("08:00-11:30 12:30"), "on Friday 60"
        assert one.origin is Origin.REGION


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"source": " "}, "Rentang ke-1 pada kalender (Ramadan): Sumbernya belum ditulis."),
        ({"ends_on": date(2027, 2, 7)}, "Rentang ke-1 pada kalender (Ramadan): Tanggal akhir mendahului tanggal awal."),
        (
            {"hours": {name: [] for name in WEEK}},
            "Rentang ke-1 pada kalender (Ramadan): Tulis jam kerja paling sedikit",
        ),
        ({"hours": {}}, "Rentang ke-1 pada kalender (Ramadan): Jam kerja harus menyebut ketujuh hari"),
        (
            {"hours": WEEK | {"monday": [["08:00:30", "12:00"]]}},
            "Rentang ke-1 pada kalender (Ramadan): Jam kerja monday",
        ),
        ({"starts_on": "kapan-kapan"}, "Rentang ke-1 pada kalender (Ramadan): "),
        ({"jam": 1}, "Rentang ke-1 pada kalender (Ramadan): "),
    ],
)
def test_a_range_that_cannot_be_meant_is_named(changed: dict[str, Any], words: str) -> None:
    (fault,) = faults(ranges=[RAMADAN | changed])
    assert fault.startswith(words)


def test_ranges_of_one_unit_may_not_overlap_and_those_of_two_may() -> None:
    other = RAMADAN | {"name": "Tutup tahun", "starts_on": date(2027, 3, 9), "ends_on": date(2027, 4, 1)}
    assert faults(ranges=[RAMADAN, other]) == [
        "Rentang ke-2 pada kalender (Tutup tahun): Bertumpang tindih dengan Ramadan (2027-02-08 sampai 2027-03-09)."
    ]
    assert not faults(ranges=[RAMADAN, other | {"unit": "RSUDAM"}])
    assert not faults(ranges=[RAMADAN, other | {"starts_on": date(2027, 3, 10)}])


def test_every_fault_of_a_file_is_told_at_once() -> None:
    told = faults(days=[DAY, DAY, DAY | {"kind": "pesta"}, DAY | {"unit": "X"}], ranges=[RAMADAN, RAMADAN])
    assert [fault.split(":")[0] for fault in told] == [
        "Hari ke-2 pada kalender (Hari jadi)",
        "Hari ke-3 pada kalender (Hari jadi)",
        "Rentang ke-2 pada kalender (Ramadan)",
    ]


@pytest.mark.parametrize("file", [{"ranges": []}, {"day": 3}, {"hours": "pagi"}, {"range": [1]}])
def test_a_part_of_another_name_or_sort_is_refused(file: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        written_calendar(file)

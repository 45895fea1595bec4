"""Due dates and counts of working days known from outside."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from workdays.national import national_days
from workdays.working_days import Calendar, DayKind, OfficeHours, SpecialDay

JAKARTA = ZoneInfo("Asia/Jakarta")
LONG = ((time(7, 30), time(12)), (time(13), time(16)))
FRIDAY = ((time(7, 30), time(11, 30)), (time(13), time(16, 30)))
WEEK = (LONG, LONG, LONG, LONG, FRIDAY, (), ())


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return Calendar([OfficeHours(WEEK)], national_days(range(2023, 2029)), "Asia/Jakarta", "1")


@pytest.mark.parametrize(
    ("filed", "days", "due"),
    [
        (datetime(2026, 3, 17, 9), 3, date(2026, 3, 27)),
        (datetime(2026, 3, 17, 9), 5, date(2026, 3, 31)),
        (datetime(2026, 3, 13, 9), 5, date(2026, 3, 27)),
        (datetime(2026, 3, 13, 9), 14, date(2026, 4, 10)),
        (datetime(2025, 3, 27, 9), 5, date(2025, 4, 14)),
    ],
)
def test_around_lebaran(calendar: Calendar, filed: datetime, days: int, due: date) -> None:
    found = calendar.due_after(filed.replace(tzinfo=JAKARTA), days)
    assert found.tzinfo is UTC
    local = found.astimezone(JAKARTA)
    assert local.date() == due
    assert local.time() == (time(16, 30) if due.weekday() == 4 else time(16))


@pytest.mark.parametrize(("year", "count"), [(2024, 238), (2025, 237), (2026, 240), (2027, 242)])
def test_working_days_of_a_year(calendar: Calendar, year: int, count: int) -> None:
    assert calendar.working_days_between(date(year, 1, 1), date(year, 12, 31)) == count


def test_the_hour_of_filing_does_not_matter_and_the_local_date_decides(calendar: Calendar) -> None:
    monday_night = datetime(2026, 6, 8, 23, 59, tzinfo=JAKARTA)
    assert calendar.due_after(monday_night, 1) == datetime(2026, 6, 9, 16, tzinfo=JAKARTA)
    assert calendar.due_after(datetime(2026, 6, 8, 0, 0, tzinfo=JAKARTA), 1) == calendar.due_after(monday_night, 1)
    # 17.30 UTC on Monday is already Tuesday in Lampung.
    assert calendar.due_after(datetime(2026, 6, 8, 17, 30, tzinfo=UTC), 1) == datetime(2026, 6, 10, 16, tzinfo=JAKARTA)


def test_friday_night_and_saturday_count_from_monday(calendar: Calendar) -> None:
    due = datetime(2026, 6, 8, 16, tzinfo=JAKARTA)
    assert calendar.due_after(datetime(2026, 6, 5, 23, tzinfo=JAKARTA), 1) == due
    assert calendar.due_after(datetime(2026, 6, 6, 10, tzinfo=JAKARTA), 1) == due


def test_three_zones_end_at_three_instants() -> None:
    filed = datetime(2026, 6, 8, 3, tzinfo=UTC)
    dues = [
        Calendar([OfficeHours(WEEK)], (), f"Asia/{city}").due_after(filed, 1)
        for city in ("Jakarta", "Makassar", "Jayapura")
    ]
    assert [due.hour for due in dues] == [9, 8, 7]


def test_every_day_says_why(calendar: Calendar) -> None:
    assert calendar.why(date(2026, 3, 18)) == "cuti bersama: Cuti Bersama Hari Suci Nyepi"
    assert calendar.why(date(2026, 3, 19)) == "libur nasional: Hari Suci Nyepi"
    assert calendar.why(date(2026, 3, 25)) == "hari kerja (Rabu)"
    assert calendar.why(date(2026, 6, 6)) == "akhir pekan (Sabtu)"
    assert calendar.why(date(2027, 3, 10)) == "libur nasional: Hari Raya Idul Fitri (perkiraan)"


def test_working_saturday_half_day_and_ramadan_hours() -> None:
    short = ((time(8), time(12)), (time(12, 30), time(15)))
    ramadan = OfficeHours((short,) * 5 + ((), ()), date(2026, 2, 18), date(2026, 3, 17))
    special = [
        SpecialDay(date(2026, 6, 13), DayKind.WORKING, "Pengganti cuti"),
        SpecialDay(date(2026, 6, 12), DayKind.HALF),
        SpecialDay(date(2026, 6, 11), DayKind.REGIONAL, "Hari jadi", hours=((time(8), time(9)),)),
    ]
    calendar = Calendar([OfficeHours(WEEK), ramadan], special, "Asia/Jakarta")
    thursday = datetime(2026, 6, 10, 9, tzinfo=JAKARTA)
    assert calendar.due_after(thursday, 1) == datetime(2026, 6, 12, 11, 30, tzinfo=JAKARTA)
    assert calendar.due_after(thursday, 2) == datetime(2026, 6, 13, 16, 30, tzinfo=JAKARTA)
    assert not calendar.is_working(date(2026, 6, 11))
    assert calendar.due_after(datetime(2026, 2, 19, 9, tzinfo=JAKARTA), 1) == datetime(2026, 2, 20, 15, tzinfo=JAKARTA)


@pytest.mark.parametrize(
    "hours",
    [
        [],
        [OfficeHours(((),) * 7)],
        [OfficeHours(WEEK, ends_on=date(2030, 1, 1))],
        [OfficeHours(WEEK[:6])],
        [OfficeHours((((time(9), time(8)),), *WEEK[1:]))],
    ],
)
def test_hours_that_would_never_end_a_promise_are_refused(hours: list[OfficeHours]) -> None:
    with pytest.raises(ValueError, match=r"hours|spans"):
        Calendar(hours, (), "Asia/Jakarta")


def test_a_promise_is_at_least_one_day(calendar: Calendar) -> None:
    with pytest.raises(ValueError, match="at least one"):
        calendar.due_after(datetime(2026, 6, 8, tzinfo=UTC), 0)

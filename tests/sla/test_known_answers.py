"""Dates known from outside, through the rules and the calendar that are shipped."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from complaints.given import About
from complaints.kinds import Kind, Stage
from service.region_folder import RegionFolder, read_folder
from service.settings import ROOT
from sla.policy import Policy, PromiseRule
from workdays.reading import WrittenCalendar
from workdays.seed import shipped_calendars
from workdays.working_days import Calendar

JAKARTA = ZoneInfo("Asia/Jakarta")
ORDINARY, INFORMATION = About(Kind.ORDINARY), About(Kind.INFORMATION)


@pytest.fixture(scope="module")
def folder() -> RegionFolder:
    return read_folder(ROOT / "regions" / "lampung")


@pytest.fixture(scope="module")
def calendar(folder: RegionFolder) -> Calendar:
    written = WrittenCalendar(folder.hours, folder.days, folder.ranges)
    return shipped_calendars(written, range(2023, 2029)).calendar("Asia/Jakarta")


def _of(days: int, calendar: Calendar) -> Policy:
    return Policy([PromiseRule(Stage.COMPLETION, date(2019, 1, 1), "-", days)], calendar)


@pytest.mark.parametrize(
    ("filed", "days", "last"),
    [
        (datetime(2026, 3, 17, 9), 3, date(2026, 3, 27)),
        (datetime(2026, 3, 13, 9), 5, date(2026, 3, 27)),
        (datetime(2026, 3, 13, 9), 14, date(2026, 4, 10)),
        (datetime(2025, 3, 27, 9), 5, date(2025, 4, 14)),
        (datetime(2026, 6, 5, 23), 1, date(2026, 6, 8)),
        (datetime(2026, 6, 6, 10), 1, date(2026, 6, 8)),
        (datetime(2026, 6, 7, 23, 59), 1, date(2026, 6, 8)),
        (datetime(2026, 6, 8, 0, 0), 1, date(2026, 6, 9)),
    ],
)
def test_a_promise_and_the_days_that_explain_it(calendar: Calendar, filed: datetime, days: int, last: date) -> None:
    at, policy = filed.replace(tzinfo=JAKARTA), _of(days, calendar)
    terms, explained = policy.terms(Stage.COMPLETION, ORDINARY, at), policy.explain(Stage.COMPLETION, ORDINARY, at)
    assert terms is not None
    assert explained is not None
    assert terms.due.astimezone(JAKARTA).date() == last
    assert explained.due == terms.due
    assert sum(row.counted for row in explained.rows) == days
    assert [row.date for row in explained.rows][:: len(explained.rows) - 1] == [filed.date(), last]
    assert not explained.rows[0].counted
    assert explained.rows[-1].counted


@pytest.mark.parametrize(("year", "count"), [(2024, 238), (2025, 237), (2026, 240), (2027, 242)])
def test_working_days_of_a_year_are_as_many_promises_of_a_day(calendar: Calendar, year: int, count: int) -> None:
    """A promise of all working days of a year, counted from its eve, ends with its last working day."""
    eve = datetime(year - 1, 12, 31, 12, tzinfo=JAKARTA)
    dues = [
        terms.due.astimezone(JAKARTA).year
        for days in (count, count + 1)
        if (terms := _of(days, calendar).terms(Stage.COMPLETION, ORDINARY, eve))
    ]
    assert dues == [year, year + 1]


def test_the_national_practice_around_lebaran(folder: RegionFolder, calendar: Calendar) -> None:
    """3, 5 and 14 working days from Friday the 13th of March 2026, with Nyepi and Lebaran between."""
    policy, at = Policy(folder.rules, calendar), datetime(2026, 3, 13, 9, tzinfo=JAKARTA)
    ends = {
        (stage, case.kind): terms.due.astimezone(JAKARTA).date()
        for stage in (Stage.VERIFY, Stage.FIRST_RESPONSE, Stage.COMPLETION)
        for case in (ORDINARY, INFORMATION)
        if (terms := policy.terms(stage, case, at))
    }
    assert ends[Stage.VERIFY, Kind.ORDINARY] == date(2026, 3, 25)
    assert ends[Stage.FIRST_RESPONSE, Kind.ORDINARY] == date(2026, 3, 27)
    assert ends[Stage.COMPLETION, Kind.ORDINARY] == date(2026, 4, 10)
    assert ends[Stage.COMPLETION, Kind.INFORMATION] == date(2026, 3, 27)

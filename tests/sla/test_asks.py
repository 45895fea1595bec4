"""How units answer what others ask them: late ones counted as they are, those left behind never as fast ones."""

from datetime import UTC, datetime, time, timedelta

from sla.asks import AskTime, answers_by_unit
from workdays.national import national_days
from workdays.working_days import Calendar, OfficeHours

WEEK = (*(((time(7, 30), time(16, 0)),),) * 5, (), ())
CALENDAR = Calendar([OfficeHours(WEEK)], national_days(range(2025, 2028)), "Asia/Jakarta", "1")
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


def ask(unit: str, days_ago: int, answered_after: int | None = None, ended_after: int | None = None) -> AskTime:
    at = NOW - timedelta(days=days_ago)
    answered = None if answered_after is None else at + timedelta(days=answered_after)
    ended = answered if ended_after is None else at + timedelta(days=ended_after)
    return AskTime(unit, at, CALENDAR.due_after(at, 3), answered, ended)


def test_each_unit_is_counted_by_itself_and_the_latest_comes_first() -> None:
    asks = [
        ask("DISHUB", 14, 1),
        ask("DISHUB", 14, 7),
        ask("DISHUB", 14, ended_after=2),
        ask("BMBK", 14),
        ask("BMBK", 1),
        ask("BMBK", 21, 14),
    ]
    found = answers_by_unit(lambda unit: CALENDAR, asks, NOW)
    assert [(one.unit, one.asked, one.answered, one.waiting, one.late, one.dropped) for one in found] == [
        ("BMBK", 3, 1, 2, 2, 0),
        ("DISHUB", 3, 2, 0, 1, 1),
    ]
    assert found[1].median.value == 5, "of two that are known, the second is answered after five working days"
    assert found[0].median.value == 10, "one waits for ten, too"

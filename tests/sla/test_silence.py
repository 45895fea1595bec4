"""When a body outside counts as silent, against the slow way of asking for each case whether its days are over."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from complaints.outside import Exchange
from sla.silence import by_body, silent_before, working_days
from workdays.national import national_days
from workdays.working_days import Calendar, OfficeHours

WEEK = (*(((time(7, 30), time(16, 0)),),) * 5, (), ())
CALENDAR = Calendar([OfficeHours(WEEK)], national_days(range(2025, 2028)), "Asia/Jakarta", "1")
INSTANTS = st.datetimes(datetime(2025, 6, 1), datetime(2027, 6, 1), timezones=st.just(UTC))


@given(INSTANTS, st.integers(1, 30), st.timedeltas(timedelta(0), timedelta(days=90)))
def test_silent_is_what_was_sent_so_long_ago_that_its_days_are_over(
    now: datetime, days: int, before: timedelta
) -> None:
    sent = now - before
    assert (sent < silent_before(CALENDAR, now, days)) == (CALENDAR.due_after(sent, days) < now)


@given(INSTANTS, st.timedeltas(timedelta(0), timedelta(days=60)))
def test_working_days_are_counted_one_by_one(since: datetime, gone: timedelta) -> None:
    until = since + gone
    day, last, count = CALENDAR.local_date(since), CALENDAR.local_date(until), 0
    while day < last:
        day += timedelta(days=1)
        count += CALENDAR.is_working(day)
    assert working_days(CALENDAR, since, until) == count


def test_each_body_is_counted_by_itself_and_who_is_silent_comes_first() -> None:
    now = datetime(2026, 11, 20, 3, tzinfo=UTC)
    silent = silent_before(CALENDAR, now, 14)
    long_ago, lately = silent - timedelta(days=1), now - timedelta(days=1)
    found = by_body(
        CALENDAR,
        [
            Exchange("PLN", lately, None),
            Exchange("PLN", long_ago, long_ago + timedelta(days=7)),
            Exchange("PLN", long_ago, long_ago + timedelta(days=21)),
            Exchange("BPN", long_ago, None),
        ],
        silent,
        now,
    )
    assert [(one.body, one.sent, one.answered, one.waiting, one.silent) for one in found] == [
        ("BPN", 1, 0, 0, 1),
        ("PLN", 3, 2, 1, 0),
    ]
    assert found[0].median.value is None, "nothing is known but that it takes at least so long"
    # Of three, two were answered: half were by the earlier of them, nine tenths not yet.
    assert found[1].median.value == working_days(CALENDAR, long_ago, long_ago + timedelta(days=7))
    assert found[1].p90.value == working_days(CALENDAR, long_ago, long_ago + timedelta(days=21))


@given(st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=12))
def test_silence_never_makes_a_body_look_faster(sent: list[tuple[int, bool]]) -> None:
    """One more that nobody has answered can only move the figures later, or out of reach."""
    now = datetime(2026, 11, 20, 3, tzinfo=UTC)
    begun = now - timedelta(days=120)
    known = [Exchange("PLN", begun, begun + timedelta(days=days) if done else None) for days, done in sent]
    silent = silent_before(CALENDAR, now, 14)
    before = by_body(CALENDAR, known, silent, now)[0]
    after = by_body(CALENDAR, [*known, Exchange("PLN", now - timedelta(days=120), None)], silent, now)[0]
    for early, late in ((before.median, after.median), (before.p90, after.p90)):
        assert late.value is None or (early.value is not None and late.value >= early.value)


def test_what_is_told_together_counts_as_often_as_it_happened() -> None:
    now = datetime(2026, 11, 16, 3, tzinfo=UTC)
    silent, sent = silent_before(CALENDAR, now, 10), now - timedelta(days=30)
    apart = [Exchange("PLN", sent, sent + timedelta(days=days), days == 9) for days in (2, 2, 2, 9, 9)]
    open_ = [Exchange("PLN", sent, None)] * 3
    together = [
        Exchange("PLN", sent, sent + timedelta(days=2), False, 3),
        Exchange("PLN", sent, sent + timedelta(days=9), True, 2),
        Exchange("PLN", sent, None, False, 3),
    ]
    assert by_body(CALENDAR, together, silent, now) == by_body(CALENDAR, apart + open_, silent, now)

"""Decisions about needs of strong signals, month by month, and when there are too many rejections."""

from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from competency import need_events as e
from competency.merging import Grade
from competency.need_events import Origin, Reason
from competency.need_reasons import MONTHS, Rejections, rejections
from complaints.commands import Words

ZONE = ZoneInfo("Asia/Jakarta")
TODAY = date(2026, 11, 23)
SEAL = Words("Karena.").seal
ACCEPTED = e.Accepted(Grade.ENOUGH, ())


def at(month: int, day: int = 10, year: int = 2026) -> datetime:
    return datetime(year, month, day, 3, tzinfo=UTC)


def opened(origin: Origin = Origin.SIGNAL) -> e.Opened:
    return e.Opened("KEB-2026-0001", "TEK-SAMPAH", origin)


def counted(*happened: tuple[int, datetime, e.Event]) -> Rejections:
    return rejections([(UUID(int=need), when, event) for need, when, event in happened], TODAY, ZONE)


def rejected(reason: Reason = Reason.LOAD) -> e.Rejected:
    return e.Rejected(reason, SEAL)


def test_each_month_has_its_reasons() -> None:
    found = counted(
        *((1, at(9), opened()), (1, at(9), rejected())),
        *((2, at(9), opened()), (2, at(10), rejected(Reason.DATA)), (3, at(9), opened()), (3, at(10), rejected())),
        *((4, at(9), opened()), (4, at(11), ACCEPTED), (5, at(9), opened()), (5, at(11), ACCEPTED)),
        *((6, at(8), opened()), (6, at(8), rejected())),
    )
    assert len(found.months) == MONTHS
    assert [(one.first.month, one.decided, one.rejected) for one in found.months[-4:]] == [
        *((8, 1, 1), (9, 1, 1), (10, 2, 2), (11, 2, 0)),
    ]
    assert found.months[-2].reasons == {Reason.DATA: 1, Reason.LOAD: 1}
    assert (found.decided, found.rejected, found.reasons) == (5, 3, {Reason.DATA: 1, Reason.LOAD: 2})
    assert found.too_many


def test_four_of_ten_are_not_too_many() -> None:
    five = [(need, at(11), opened()) for need in range(5)]
    some = [(need, at(11), rejected() if need < 2 else ACCEPTED) for need in range(5)]
    found = counted(*five, *some)
    assert (found.rejected, found.decided, found.too_many) == (2, 5, False)


def test_only_what_a_signal_opened_is_held_against_signals_and_the_last_decision_counts() -> None:
    by_hand = ((1, at(10), opened(Origin.INPUTS)), (1, at(10), rejected()))
    changed = ((2, at(9), opened()), (2, at(10), ACCEPTED), (2, at(11), rejected()))
    again = ((3, at(9), opened()), (3, at(9), ACCEPTED), (3, at(11), e.Reopened(1)), (3, at(11), rejected()))
    hand_again = ((4, at(9), opened()), (4, at(9), ACCEPTED), (4, at(11), e.Reopened(1, SEAL)), (4, at(11), rejected()))
    assert counted(*by_hand).decided == 0
    assert (counted(*changed).decided, counted(*changed).rejected) == (1, 1)
    assert (counted(*again).decided, counted(*again).rejected) == (2, 1)
    assert (counted(*hand_again).decided, counted(*hand_again).rejected) == (1, 0)


@given(st.lists(st.tuples(st.datetimes(datetime(2025, 6, 1), datetime(2026, 11, 22)), st.booleans()), max_size=30))
def test_nothing_is_counted_twice_and_nothing_is_lost(decided: list[tuple[datetime, bool]]) -> None:
    happened = []
    for need, (when, no) in enumerate(decided):
        moment = when.replace(tzinfo=ZONE)
        happened += [(need, moment, opened()), (need, moment, rejected() if no else ACCEPTED)]
    found = counted(*happened)
    for one in found.months:
        mine = [no for when, no in decided if (when.year, when.month) == (one.first.year, one.first.month)]
        assert (one.decided, one.rejected) == (len(mine), sum(mine))

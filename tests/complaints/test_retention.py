"""What was kept for long enough is erased, and nothing else; nothing at all where no time was set."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from complaints import commands as c
from complaints.kinds import ArchiveReason, Priority
from complaints.retention import Retention, months_before
from complaints.service_keeping import ServiceKeeping
from foundation.clock import SetClock
from foundation.last_done import BACKUP, latest, note
from people.actor import SYSTEM
from tests.conftest import NOW
from tests.web.citizen import COORDINATOR, done, filed
from web.house import House

AT = datetime(2028, 2, 29, 5, 0, tzinfo=UTC)


@settings(deadline=None)
@given(st.integers(1, 1200), st.datetimes(datetime(2026, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC)))
def test_months_are_whole_and_never_fewer_than_said(months: int, at: datetime) -> None:
    then = months_before(at, months)
    assert then.day == 1
    assert (at.year - then.year) * 12 + at.month - then.month == months
    assert then <= at


async def test_only_what_is_over_for_long_enough_goes_and_only_where_that_was_set(house: House) -> None:
    over, open_ = await filed(house), await filed(house)
    await done(house, over.id, c.Archive(ArchiveReason.WITHDRAWN), COORDINATOR)
    keeping = ServiceKeeping(house.database, house.clock, house.region)

    def sweep(at: datetime) -> Retention:
        return Retention(house.database, SetClock(at), house.handling, house.region)

    assert await sweep(AT).run() == 0
    await keeping.set_retention("officer:test", {"words_months": 13}, 7)
    assert await sweep(NOW).run() == 0
    assert await sweep(AT).run() == 1
    assert await sweep(AT).run() == 0
    case = await done(house, over.id, c.Erase(), SYSTEM)
    assert case.erased
    assert not (await done(house, open_.id, c.Prioritise(Priority.URGENT), COORDINATOR)).erased


async def test_the_latest_backup_is_remembered_and_an_older_one_does_not_take_its_place(house: House) -> None:
    await note(house.database, BACKUP, AT, True, {"bytes": 5})
    await note(house.database, BACKUP, NOW, True, {"bytes": 1})
    found = (await latest(house.database))[BACKUP]
    assert (found.at, found.data) == (AT, {"bytes": 5})

"""Nobody is woken at night: what may wait is put off until the morning of the unit concerned, at no cost and once."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from sqlmodel import update

from notices.channel import Message, TryLater
from notices.dispatcher import Dispatcher
from notices.recipients import Recipient
from notices.tables import NoticeRow
from people.actor import Role
from tests.fakes import REGION, FakeChannel, FakeLinks, StandingBook
from tests.make import make_complaint
from tests.notices.test_dispatcher import KEYS, House, house, one_forwarded, refusing, rounds

__all__ = ["house"]

EVENING = datetime(2026, 3, 15, 13, 0, tzinfo=UTC)
"""20.00 in Lampung."""
MORNING = datetime(2026, 3, 15, 23, 0, tzinfo=UTC)
"""06.00 in Lampung."""
QUIET = {"from": "20:00", "to": "06:00"}


class Wordless(Dispatcher):
    """Whom it reaches is what counts here, whatever the words."""

    def _message(self, address: str, recipient: Recipient, notice: NoticeRow, work: object) -> Message:
        return Message(f"{notice.notice_id}:{recipient.id}", address, notice.audience, notice.event)


def by_night(house: House, channel: FakeChannel, **zones: str) -> Dispatcher:
    """A dispatcher in a region with quiet hours; `zones` are the time zones of units."""
    units = tuple(msgspec.structs.replace(unit, timezone=zones.get(unit.code, "")) for unit in REGION.units)
    book = StandingBook(msgspec.structs.replace(REGION, quiet=QUIET, units=units))
    return Wordless(house.database, house.clock, KEYS, book, [channel], FakeLinks())  # type: ignore[arg-type]


async def change(house: House, **values: object) -> None:
    async with house.database.transaction() as session:
        await session.exec(update(NoticeRow).values(**values))


async def forwarded(house: House) -> UUID:
    await house.officer(Role.OFFICER, "BMBK", "petugas@kantor.id")
    return (await one_forwarded(house)).state.id


async def test_what_is_due_at_night_goes_out_in_the_morning_once(house: House) -> None:
    await forwarded(house)
    channel = FakeChannel()
    dispatcher = by_night(house, channel)
    house.clock.instant = EVENING
    tally = await dispatcher.run()
    assert (tally.claimed, tally.postponed) == (3, 2), "the coordinators have no address: theirs is done"
    assert channel.sent == []
    waiting = [row for row in await house.notices() if row.sent_at is None]
    assert {(row.due_at, row.attempts, row.locked_until) for row in waiting} == {(MORNING, 0, None)}
    assert (await dispatcher.run()).claimed == 0, "what was put off is not looked at again before its time"
    house.clock.instant = MORNING - timedelta(seconds=1)
    assert (await dispatcher.run()).claimed == 0
    house.clock.instant = MORNING
    await rounds(dispatcher)
    assert sorted(message.address for message in channel.taken) == ["petugas@kantor.id", "warga@contoh.id"]
    assert {row.attempts for row in await house.notices() if row.audience != "triage"} == {1}


async def test_it_is_night_where_the_unit_is(house: House) -> None:
    """At 19.30 in Lampung it is 21.30 in Papua, whose morning comes two hours earlier."""
    await forwarded(house)
    channel = FakeChannel()
    house.clock.instant = EVENING - timedelta(minutes=30)
    await rounds(by_night(house, channel, BMBK="Asia/Jayapura"))
    assert channel.sent == []
    assert {row.due_at for row in await house.notices() if row.sent_at is None} == {MORNING - timedelta(hours=2)}


async def test_a_retry_that_falls_into_the_night_waits_too(house: House) -> None:
    await one_forwarded(house)
    channel = FakeChannel(refusing(TryLater("smtp 451")))
    dispatcher = by_night(house, channel)
    house.clock.instant = EVENING - timedelta(seconds=1)
    await rounds(dispatcher)
    assert len(channel.sent) == 1
    house.clock.instant = EVENING + timedelta(minutes=5)
    await rounds(dispatcher)
    assert len(channel.sent) == 1
    house.clock.instant = MORNING
    await rounds(dispatcher)
    assert len(channel.to("warga@contoh.id")) == 1


@pytest.mark.parametrize("values", [{"urgent": True}, {"audience": "on_call"}])
async def test_what_is_about_a_life_waits_for_no_morning(house: House, values: dict[str, object]) -> None:
    await house.officer(Role.COORDINATOR, "DISKOMINFOTIK", "koor@kantor.id")
    await house.live(make_complaint())
    await change(house, **values)
    channel = FakeChannel()
    house.clock.instant = EVENING + timedelta(hours=5)
    await rounds(by_night(house, channel))
    assert len(channel.to("koor@kantor.id")) == 1


async def test_by_day_nothing_is_held_back(house: House) -> None:
    await forwarded(house)
    channel = FakeChannel()
    await rounds(by_night(house, channel))
    assert len(channel.taken) == 2

"""A dispatcher really killed: nothing is lost, one message may go out twice, and just that is counted."""

import asyncio
import signal
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

from sqlmodel import col, update

from foundation.database import Database
from foundation.embedded import Address
from foundation.sealing import KeyRing
from notices.channel import TryLater
from notices.dispatcher import AT_ONCE, LEASE, LONGEST_PAUSE, Dispatcher
from notices.marks import possibly_twice
from people.actor import Role
from people.tables import OfficerRow
from service.settings import ROOT
from tests.fakes import FakeChannel, FakeLinks, StandingBook
from tests.make import make_complaint
from tests.notices.test_dispatcher import House, house, one_forwarded, refusing, rounds

__all__ = ["house"]


async def twice(database: Database) -> int:
    async with database.reading() as session:
        return await possibly_twice(session)


async def killed(address: Address, keys: Path, box: Path, last: int) -> None:
    """Run a dispatcher in a process that is killed just after the `last` message was taken."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.notices.dying", address.url, str(keys), str(box), str(last), cwd=ROOT
    )
    assert await asyncio.wait_for(process.wait(), 60) == -signal.SIGKILL


async def after(house: House, ring: KeyRing) -> FakeChannel:
    """What the next dispatcher sends once the lease of the killed one has ended."""
    house.clock.instant += LEASE + timedelta(seconds=1)
    channel = FakeChannel()
    book = StandingBook()
    await rounds(Dispatcher(house.database, house.clock, ring, book, [channel], FakeLinks()))  # type: ignore[arg-type]
    assert all(row.sent_at for row in await house.notices())
    return channel


async def test_one_message_may_have_gone_out_twice_and_just_that_one_is_counted(
    house: House, database_address: Address, tmp_path: Path
) -> None:
    """Three officers are told one after the other; the process dies when the second message has been taken."""
    keys, box = tmp_path / "keys.json", tmp_path / "box"
    ring = KeyRing.at(keys)
    for name in ("a", "b", "c"):
        await officer(house, ring, f"{name}@kantor.id")
    await house.live(make_complaint())
    await killed(database_address, keys, box, last=2)
    first = box.read_text().split()
    assert len(first) == 2
    assert await twice(house.database) == 0, "nobody knows yet"
    channel = await after(house, ring)
    keys_sent = first + [message.key for message in channel.taken]
    assert Counter(Counter(keys_sent).values()) == {1: 2, 2: 1}
    assert first[1] in [message.key for message in channel.taken]
    assert await twice(house.database) == 1


async def test_of_many_side_by_side_none_is_lost_and_every_repeat_is_counted(
    house: House, database_address: Address, tmp_path: Path
) -> None:
    keys, box = tmp_path / "keys.json", tmp_path / "box"
    ring = KeyRing.at(keys)
    await officer(house, ring, "koor@kantor.id")
    for _ in range(40):
        await house.live(make_complaint())
    await killed(database_address, keys, box, last=17)
    first = box.read_text().split()
    channel = await after(house, ring)
    sent = Counter(first) + Counter(message.key for message in channel.taken)
    assert len(sent) == 40
    repeated = sum(count - 1 for count in sent.values())
    assert 1 <= repeated <= await twice(house.database) <= AT_ONCE


async def test_who_is_told_to_wait_was_not_reached_and_who_gets_no_answer_may_have_been(house: House) -> None:
    await one_forwarded(house)
    dispatcher = house.dispatcher(FakeChannel(refusing(TryLater("smtp 451"), TryLater("smtp 451"))))
    for _ in range(3):
        await rounds(dispatcher)
        house.clock.instant += LONGEST_PAUSE * 2
    assert await twice(house.database) == 0
    await one_forwarded(house)
    dispatcher = house.dispatcher(FakeChannel(refusing(TryLater("SMTPReadTimeoutError", unsure=True))))
    for _ in range(2):
        await rounds(dispatcher)
        house.clock.instant += LONGEST_PAUSE * 2
    assert await twice(house.database) == 1


async def officer(house: House, ring: KeyRing, email: str) -> None:
    person = await house.officer(Role.COORDINATOR, "DISKOMINFOTIK", email)
    async with house.database.transaction() as session:
        sealed = ring.seal(email, "officers.email")
        await session.exec(update(OfficerRow).where(col(OfficerRow.officer_id) == person).values(email=sealed))

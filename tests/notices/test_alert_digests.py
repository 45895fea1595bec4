"""What a digest holds, held against a list that is looked at all the time; and that no morning brings two of them."""

import asyncio
import re
import signal
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from complaints import commands as c
from complaints.kinds import Visibility
from complaints.newly_published import NewlyPublished, first_published
from complaints.openness import is_published
from complaints.views import Filter
from foundation.embedded import Address
from foundation.errors import ServiceError
from foundation.sealing import KeyRing
from notices import alert_words
from notices.alert_digests import AT_ONCE, SETTLED, AlertDigests
from notices.channel import Message, Outcome, TryLater
from people.actor import Actor
from people.alerts import Alerts, next_morning
from people.tables import AlertRow
from service.settings import ROOT
from tests.fakes import FakeChannel, FakeLinks
from tests.make import COORDINATOR, INSPECTOR, OFFICER, Case, words
from tests.web.citizen import done, filed, later, published
from web.house import House

WISHES = (("", ""), ("18.71", ""), ("", "jalan_rusak"), ("18.71", "jalan_rusak"), ("18.01", ""), ("", "lampu_merah"))

MOVES: tuple[tuple[c.Command, Actor | None], ...] = (
    (c.Forward("BMBK", "jalan"), COORDINATOR),
    (c.Forward("DISHUB", "kekerasan"), COORDINATOR),
    (c.Forward("INSP", "pungli"), COORDINATOR),
    (c.Return(words("Di mana?")), COORDINATOR),
    (c.Archive("spam"), COORDINATOR),  # type: ignore[arg-type]
    (c.Take(), OFFICER),
    (c.Take(), INSPECTOR),
    (c.SendBack(words("Bukan urusan kami.")), OFFICER),
    (c.Resolve(words("Sudah diperbaiki.")), OFFICER),
    (c.Reclassify(topic="kekerasan"), COORDINATOR),
    (c.Reclassify(visibility=Visibility.CONFIDENTIAL), COORDINATOR),
    (c.Erase(), None),
)


@given(st.lists(st.sampled_from(MOVES), max_size=9), st.sampled_from(list(Visibility)))
def test_first_published_is_when_a_look_after_every_request_would_first_have_shown_it(
    moves: list[tuple[c.Command, Actor | None]], visibility: Visibility
) -> None:
    case = Case(visibility=visibility)
    seen = [case.at] if is_published(case.state) else []
    for command, by in moves:
        try:
            case.say(command, by or case.holder)
        except ServiceError:
            continue
        if is_published(case.state):
            seen.append(case.at)
    assert first_published(case.log) == (seen[0] if seen else None)
    assert first_published(()) is None


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.sampled_from(["Asia/Jakarta", "Asia/Jayapura"]))
def test_no_local_day_has_two_mornings(instant: datetime, name: str) -> None:
    zone, now = ZoneInfo(name), instant.replace(tzinfo=UTC)
    after = next_morning(now, zone)
    assert after > now
    assert after.astimezone(zone).date() == now.astimezone(zone).date() + timedelta(days=1)
    assert next_morning(after, zone) - after == timedelta(days=1)


def digests(house: House, channel: FakeChannel) -> AlertDigests:
    return AlertDigests(house.database, house.clock, house.keys, house.region, [channel], FakeLinks())


class Held(FakeChannel):
    """A channel that takes its time until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.held, self.go = asyncio.Event(), asyncio.Event()

    async def send(self, message: Message) -> Outcome:
        if len(self.sent) + 1 == AT_ONCE:
            self.held.set()
        outcome = await super().send(message)
        await self.go.wait()
        return outcome


async def wishing(house: House, email: str, area: str = "", topic: str = "") -> UUID:
    """An alert that somebody said yes to."""
    alerts = Alerts(house.database, house.clock, house.keys)
    alert_id = await alerts.ask(email, area, topic, "id")
    assert await alerts.confirm(alert_id, await house.zone())
    return alert_id


def codes(mail: Message) -> set[str]:
    return set(re.findall(r"/lacak/(\w+)", mail.body))


async def test_a_digest_holds_just_what_became_public_since_the_one_before(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oracle looks at the public list after every single move, and keeps when it saw each code first."""
    monkeypatch.setattr(alert_words, "LISTED", 100)
    chance, region = Random(20261122), await house.region.current()
    places = ["18.71", "18.01", next(one.code for one in region.areas if one.parent == "18.71"), None]
    emails = {f"{number}@contoh.id": wish for number, wish in enumerate(WISHES)}
    for email, wish in emails.items():
        await wishing(house, email, *wish)
    since, first, ids = house.clock.now(), dict[str, datetime](), list[UUID]()

    async def public(area: str = "", topic: str = "") -> set[str]:
        wanted = Filter(areas=region.below(area) if area else (), topic=topic or None)
        return {line.code for line in (await house.queries.published(wanted, None, 1000)).lines}

    def moves(own: Actor) -> list[tuple[c.Command, Actor]]:
        return [
            *[(c.Forward("BMBK", "jalan_rusak"), COORDINATOR), (c.Forward("DISHUB", "lampu_merah"), COORDINATOR)] * 3,
            (c.Return(words("Di mana?")), COORDINATOR),
            (c.Reclassify(visibility=Visibility.CONFIDENTIAL), COORDINATOR),
            (c.Take(), OFFICER),
            (c.SendBack(words("Bukan urusan kami.")), OFFICER),
            (c.Erase(), own),
        ]

    told = 0
    for _day in range(6):
        for _move in range(14):
            later(house, minutes=chance.randint(1, 60))
            if len(ids) < 4 or chance.random() < 0.3:
                ids.append((await filed(house, place=c.Place(area=chance.choice(places)))).id)
            one = chance.choice(ids)
            try:
                await done(house, one, *chance.choice(moves(Actor("citizen", holds=one))))
            except ServiceError:
                continue
            for code in await public():
                first.setdefault(code, house.clock.now())
        house.clock.instant = next_morning(house.clock.now(), await house.zone())  # type: ignore[attr-defined]
        box, until = FakeChannel(), house.clock.now() - SETTLED
        await digests(house, box).run()
        fresh = {code for code, at in first.items() if since < at <= until}
        for email, wish in emails.items():
            expected = fresh & await public(*wish)
            mails = box.to(email)
            assert [codes(mail) for mail in mails] == ([expected] if expected else []), (email, wish)
            assert all(mail.subject.startswith(f"{len(expected)} aduan baru") for mail in mails)
            told += len(mails)
        since = until
    assert told > 10, "a story in which something happens"


async def test_what_is_published_no_more_is_not_told_and_what_waits_to_be_committed_is_told_tomorrow(
    house: House,
) -> None:
    await wishing(house, "siti@contoh.id")
    later(house, minutes=1)
    start = house.clock.now()
    hidden, late = await published(house, "Nanti tersembunyi."), await filed(house, "Terbuka saat kabar dikirim.")
    await done(house, hidden.id, c.Reclassify(visibility=Visibility.CONFIDENTIAL), COORDINATOR)
    house.clock.instant = next_morning(start, await house.zone())  # type: ignore[attr-defined]
    await done(house, late.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    box = FakeChannel()
    assert await digests(house, box).run() == 0
    news = NewlyPublished(house.database)
    assert [one.id for one in await news.between(start, house.clock.now())] == [late.id]
    assert set(await news.lines([hidden.id, late.id])) == {late.id}
    later(house, days=1)
    assert await digests(house, box).run() == 1
    assert codes(box.taken[0]) == {late.code}


async def test_two_senders_at_once_tell_everybody_just_once(house: House) -> None:
    for number in range(25):
        await wishing(house, f"{number}@contoh.id")
    later(house, minutes=1)
    await published(house)
    later(house, days=1)
    boxes = [FakeChannel(wait=0.01) for _ in range(3)]
    sent = await asyncio.gather(*(digests(house, box).run(size=4) for box in boxes))
    told = Counter(mail.address for box in boxes for mail in box.taken)
    assert sum(sent) == len(told) == 25
    assert set(told.values()) == {1}
    assert sum(bool(box.taken) for box in boxes) > 1, "more than one of them had something to do"
    assert await digests(house, boxes[0]).run() == 0


async def test_who_stops_while_others_are_told_hears_nothing(house: House) -> None:
    alerts = Alerts(house.database, house.clock, house.keys)
    ids = [await wishing(house, f"{number}@contoh.id") for number in range(12)]
    later(house, minutes=1)
    await published(house)
    later(house, days=1)
    box = Held()
    sending = asyncio.create_task(digests(house, box).run())
    await box.held.wait()
    for one in ids:
        await alerts.stop(one)
    box.go.set()
    await sending
    async with house.database.reading() as session:
        assert (await session.exec(select(AlertRow))).all() == []
    assert len(box.sent) == AT_ONCE, "those whose message was on its way already"


async def test_what_is_hidden_while_others_are_told_is_told_to_nobody_more(house: House) -> None:
    for number in range(12):
        await wishing(house, f"{number}@contoh.id")
    later(house, minutes=1)
    stays, hidden = await published(house), await published(house, "Nanti tersembunyi.")
    later(house, days=1)
    box = Held()
    sending = asyncio.create_task(digests(house, box).run())
    await box.held.wait()
    await done(house, hidden.id, c.Reclassify(visibility=Visibility.CONFIDENTIAL), COORDINATOR)
    box.go.set()
    await sending
    assert [codes(mail) for mail in box.sent] == [{stays.code, hidden.code}] * AT_ONCE + [{stays.code}] * 4
    assert all(mail.subject.startswith("1 aduan") for mail in box.sent[AT_ONCE:])


async def test_who_falls_due_while_others_are_told_misses_nothing(house: House) -> None:
    """Somebody who heard last long ago and is due a moment after a run began: what it looked up is not enough."""
    waits = await wishing(house, "lama@contoh.id")
    later(house, minutes=1)
    old = await published(house)
    later(house, days=2)
    await wishing(house, "baru@contoh.id")
    later(house, minutes=1)
    new = await published(house)
    later(house, days=1)
    async with house.database.transaction() as session:
        row = await session.get(AlertRow, waits)
        assert row is not None
        row.due_at = house.clock.now() + timedelta(seconds=2)
    box = FakeChannel()

    async def slow(message: Message) -> Outcome:
        outcome = await FakeChannel.send(box, message)
        later(house, seconds=5)
        return outcome

    box.send = slow  # type: ignore[method-assign]
    await digests(house, box).run(size=1)
    await digests(house, box).run(size=1)
    assert {mail.address: codes(mail) for mail in box.taken} == {
        "baru@contoh.id": {new.code},
        "lama@contoh.id": {old.code, new.code},
    }


async def test_killed_between_sending_and_marking_nobody_hears_twice_that_day_and_nothing_is_lost(
    house: House, lampung_address: Address, tmp_path: Path
) -> None:
    keys, file = tmp_path / "ring.json", tmp_path / "box"
    house = replace(house, keys=KeyRing.at(keys))
    for number in range(20):
        await wishing(house, f"{number}@contoh.id")
    later(house, minutes=1)
    case = await published(house)
    later(house, days=1)
    at = house.clock.now()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.notices.dying_alerts", lampung_address.url, str(keys), str(file), at.isoformat(), "5"),
        cwd=ROOT,
    )
    assert await asyncio.wait_for(process.wait(), 60) == -signal.SIGKILL
    first = file.read_text().split()
    assert len(first) == 5
    box = FakeChannel()
    assert await digests(house, box).run() == 0, "whoever was claimed has had their day"
    assert len(box.sent) == 0
    later(house, days=1)
    again = await published(house)
    later(house, minutes=5)
    await digests(house, box).run()
    told = {mail.address: codes(mail) for mail in box.taken}
    assert len(box.taken) == len(told) == 20
    assert {frozenset(one) for one in told.values()} <= {frozenset({case.code, again.code}), frozenset({again.code})}
    assert sum(case.code in one for one in told.values()) >= 20 - len(first)
    assert {mail.key for mail in box.taken}.isdisjoint(first), "another day's message is another message"


async def test_no_answer_counts_as_told_for_the_day_but_not_for_good(house: House) -> None:
    await wishing(house, "siti@contoh.id")
    later(house, minutes=1)
    case = await published(house)
    later(house, days=1)
    silent = FakeChannel(lambda _: TryLater("SMTPReadTimeoutError", unsure=True))
    for _ in range(3):
        await digests(house, silent).run()
        later(house, hours=2)
    assert len(silent.sent) == 1
    later(house, days=1)
    box = FakeChannel()
    await digests(house, box).run()
    assert [codes(mail) for mail in box.taken] == [{case.code}]

"""Alarms: raised once while they last, told once to each administrator, by day, and told anew when they come back."""

from datetime import timedelta

import msgspec
import pytest

from notices.alarm_mail import AlarmMail
from notices.alarms import BROKEN, CALENDAR, DATA, DEAD, NOBODY, TEXTS, Facts, end_alarm, raise_alarm, standing
from notices.channel import Delivered, GaveUp, Message, Outcome, TryLater
from people.actor import Role
from tests.fakes import REGION, FakeChannel, StandingBook
from tests.notices.test_dispatcher import KEYS, House, house, refusing
from tests.notices.test_night import EVENING, MORNING, QUIET

__all__ = ["house"]

FACTS: dict[str, Facts] = {
    CALENDAR: {"year": "2028", "until": "2027-12-31"},
    NOBODY: {},
    DEAD: {"count": 1200, "oldest": "2026-03-13"},
    DATA: {"soon": 2, "late": 1},
    BROKEN: {"count": 3, "day": "2026-11-20"},
}


async def raised(house: House, name: str = NOBODY, facts: Facts | None = None) -> None:
    async with house.database.transaction() as session:
        await raise_alarm(session, name, FACTS[name] if facts is None else facts, house.clock.now())


async def ended(house: House, name: str = NOBODY) -> None:
    async with house.database.transaction() as session:
        await end_alarm(session, name, house.clock.now())


def mail(house: House, channel: FakeChannel) -> AlarmMail:
    book = StandingBook(msgspec.structs.replace(REGION, quiet=QUIET))
    page = "https://uji.example/kantor/sistem"
    return AlarmMail(house.database, house.clock, KEYS, book, [channel], page)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("language", ["id", "en"])
async def test_every_alarm_has_words_that_its_facts_fill(house: House, name: str, language: str) -> None:
    await raised(house, name)
    (alarm,) = await standing(house.database)
    for words in (alarm.what(language), alarm.remedy(language)):
        assert words
        assert "{" not in words
    if name == DEAD:
        assert {"id": "1.200", "en": "1,200"}[language] in alarm.what(language)


async def test_raised_again_it_is_the_same_with_newer_facts(house: House) -> None:
    await raised(house, DEAD)
    since = house.clock.instant
    house.clock.instant += timedelta(hours=1)
    await raised(house, DEAD, {"count": 7, "oldest": "2026-03-13"})
    (alarm,) = await standing(house.database)
    assert (alarm.since, alarm.facts["count"]) == (since, 7)
    await ended(house, DEAD)
    assert await standing(house.database) == []
    house.clock.instant += timedelta(hours=1)
    await ended(house, DEAD)
    await raised(house, DEAD)
    (alarm,) = await standing(house.database)
    assert alarm.since == house.clock.instant


async def test_each_administrator_is_told_once_for_each_raising(house: House) -> None:
    for name in ("satu", "dua"):
        await house.officer(Role.ADMINISTRATOR, "DISKOMINFOTIK", f"{name}@kantor.id")
    await house.officer(Role.COORDINATOR, "DISKOMINFOTIK", "koor@kantor.id")
    await house.officer(Role.ADMINISTRATOR, "DISKOMINFOTIK", None)
    channel = FakeChannel()
    sender = mail(house, channel)
    assert await sender.run() == 0
    await raised(house)
    assert await sender.run() == 2
    await raised(house)
    assert await sender.run() == 0
    assert sorted(message.address for message in channel.taken) == ["dua@kantor.id", "satu@kantor.id"]
    assert "https://uji.example/kantor/sistem" in channel.taken[0].body
    (alarm,) = await standing(house.database)
    assert alarm.told_at == house.clock.instant
    await ended(house)
    house.clock.instant += timedelta(minutes=5)
    await raised(house)
    assert await sender.run() == 2
    assert len({message.key for message in channel.taken}) == 4


async def test_who_was_not_reached_is_tried_again_and_the_others_are_left_in_peace(house: House) -> None:
    for name in ("satu", "dua"):
        await house.officer(Role.ADMINISTRATOR, "DISKOMINFOTIK", f"{name}@kantor.id")
    channel = FakeChannel(refusing(TryLater("smtp 451"), Delivered()))
    sender = mail(house, channel)
    await raised(house)
    assert await sender.run() == 1
    (alarm,) = await standing(house.database)
    assert alarm.told_at is None
    assert await sender.run() == 1
    assert len({message.address for message in channel.taken}) == 2
    assert await sender.run() == 0


async def test_an_address_that_never_works_holds_up_nothing(house: House) -> None:
    await house.officer(Role.ADMINISTRATOR, "DISKOMINFOTIK", "mati@kantor.id")
    channel = FakeChannel(refusing(GaveUp("smtp 550")))
    sender = mail(house, channel)
    await raised(house)
    assert await sender.run() == 0
    assert await sender.run() == 0
    assert len(channel.sent) == 1


async def test_a_kill_between_the_answer_and_the_mark_tells_one_person_again(house: House) -> None:
    for name in ("satu", "dua"):
        await house.officer(Role.ADMINISTRATOR, "DISKOMINFOTIK", f"{name}@kantor.id")

    class Killed(BaseException):
        pass

    class Dying(FakeChannel):
        async def send(self, message: Message) -> Outcome:
            outcome = await super().send(message)
            if len(self.taken) == 2:
                raise Killed
            return outcome

    first, after = Dying(), FakeChannel()
    await raised(house)
    with pytest.raises(Killed):
        await mail(house, first).run()
    assert await mail(house, after).run() == 1
    assert after.taken[0].key == first.taken[1].key


async def test_alarms_wake_nobody(house: House) -> None:
    await house.officer(Role.ADMINISTRATOR, "DISKOMINFOTIK", "satu@kantor.id")
    channel = FakeChannel()
    sender = mail(house, channel)
    house.clock.instant = EVENING
    await raised(house)
    assert await sender.run() == 0
    assert channel.sent == []
    house.clock.instant = MORNING
    assert await sender.run() == 1


async def test_a_channel_that_explodes_is_tried_again(house: House) -> None:
    await house.officer(Role.ADMINISTRATOR, "DISKOMINFOTIK", "satu@kantor.id")

    def explode(message: Message) -> Outcome:
        raise RuntimeError("no")

    await raised(house)
    assert await mail(house, FakeChannel(explode)).run() == 0
    assert await mail(house, FakeChannel()).run() == 1

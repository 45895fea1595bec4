"""Bodies outside are mailed the link by which they answer, and reminded while they are silent, each time once."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Visibility
from complaints.outside_links import OutsideLinks
from complaints.region import Region, RegionBook
from notices.body_mails import BodyMails
from notices.channel import Delivered, Message, Outcome, TryLater
from people.actor import Actor
from tests.web.citizen import COORDINATOR, done, filed, later, state
from web.house import House

ADDRESS = "aduan@pln.example"


class Post:
    """A mail channel of the test's own; `refuses` so many before it takes any."""

    name = "email"

    def __init__(self, refuses: int = 0) -> None:
        self.sent: list[Message] = []
        self.refuses = refuses

    async def send(self, message: Message) -> Outcome:
        if self.refuses:
            self.refuses -= 1
            return TryLater("closed")
        self.sent.append(message)
        return Delivered()


class WithAddress(RegionBook):
    """The region with one body that gave an address."""

    async def current(self) -> Region:
        region = await super().current()
        first, *rest = region.bodies
        return msgspec.structs.replace(region, bodies=(msgspec.structs.replace(first, email=ADDRESS), *rest))


@pytest.fixture
def mails(house: House) -> BodyMails:
    book = WithAddress(house.database)
    return BodyMails(house.database, house.clock, house.keys, book, house.calendars, house.handling)


async def sent(house: House, place: int = 0, **values: Any) -> Complaint:
    complaint = await filed(house, "Tiang listrik miring.", **values)
    code = (await house.region.current()).bodies[place].code
    return await done(house, complaint.id, c.ForwardOut(code), COORDINATOR)


def page(secret: str) -> str:
    return f"https://uji.example/instansi/{secret}"


async def test_the_first_mail_the_reminders_and_then_peace(house: House, mails: BodyMails) -> None:
    case = await sent(house)
    await sent(house, 1)  # nobody gave us an address
    await sent(house, visibility=Visibility.CONFIDENTIAL)
    post = Post()
    assert await mails.run([post], page) == 1
    assert await mails.run([post], page) == 0
    (first,) = post.sent
    assert first.address == ADDRESS
    assert "Tiang" not in first.body, "what was told is read behind the link"
    secret = first.body.split("/instansi/")[1].split()[0]
    links = OutsideLinks(house.database, house.clock, house.keys)
    assert (await links.shown(secret)).state == "open"
    for days in (7, 14, 30):
        calendar = (await house.policies.current()).calendar
        assert case.closed_at is not None
        house.clock.instant = calendar.due_after(case.closed_at, days) + timedelta(minutes=1)  # type: ignore[attr-defined]
        assert await mails.run([post], page) == 1
        assert await mails.run([post], page) == 0
        told = post.sent[-1].body.split("/instansi/")[1].split()[0]
        assert (told == secret) == (days < 30), "the same link until its 45 days are nearly over"
        assert (await links.shown(told)).state == "open"
    after = await state(house, case.id)
    assert after.sendings[-1].reminded == 3
    later(house, days=200)
    assert await mails.run([post], page) == 0


async def test_what_was_slept_through_is_one_reminder_and_who_answered_gets_none(
    house: House, mails: BodyMails
) -> None:
    case, answered = await sent(house), await sent(house)
    post = Post()
    await mails.run([post], page)
    await done(house, answered.id, c.RecordReply(c.Words("Sudah.")), COORDINATOR)
    later(house, days=40)
    assert await mails.run([post], page) == 1
    assert (await state(house, case.id)).sendings[-1].reminded == 2
    assert (await state(house, answered.id)).sendings[-1].reminded == 0


async def test_a_closed_post_is_tried_again_and_a_link_taken_back_stays_so(house: House, mails: BodyMails) -> None:
    case = await sent(house)
    post = Post(refuses=1)
    assert await mails.run([post], page) == 0
    assert await mails.run([post], page) == 0, "not before its time"
    later(house, minutes=16)
    assert await mails.run([post], page) == 1
    links = OutsideLinks(house.database, house.clock, house.keys)
    await links.revoke(case.id)
    later(house, days=20)
    assert await mails.run([post], page) == 0
    await links.make(await state(house, case.id), 45, Actor("officer").name_in_log)
    assert await mails.run([post], page) == 1

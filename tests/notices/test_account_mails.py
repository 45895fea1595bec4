"""Mails about accounts, handed to a real SMTP server: whom they reach, what they say, and what they never hold."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from foundation.clock import SetClock
from notices.account_mails import AccountMails
from notices.channel import Channel, GaveUp, TryLater
from notices.email_channel import EmailChannel
from notices.owed_mails import TRIES
from people.account_changes import lost_mail
from people.account_keeping import AccountKeeping
from people.account_links import RESET_LASTS
from people.account_mails import EARLIER_LASTS, owe
from people.actor import Role
from people.known_devices import device
from people.tries import Visit
from service.page_links import PageLinks
from tests.fakes import FakeChannel
from tests.notices.test_email_channel import Mailbox, serving
from web.account_changes import WORDS
from web.house import House

PASSWORD = "kata sandi uji coba"
POSTS = [(Role.OFFICER, "BMBK")]


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
async def channel(mailbox: Mailbox) -> AsyncIterator[EmailChannel]:
    async with serving(mailbox) as speaking:
        yield speaking


@pytest.fixture
async def admin(house: House) -> UUID:
    return await house.accounts.add("admin", "Admin", PASSWORD, [(Role.ADMINISTRATOR, "DISKOMINFOTIK")])


async def sent(house: House, *channels: Channel) -> int:
    mails = AccountMails(house.database, house.clock, house.keys, house.region, house.links)
    return await mails.run(channels, PageLinks(house, "https://aduan.contoh.id").account)


def keeping(house: House) -> AccountKeeping:
    return AccountKeeping(house.database, house.clock, house.keys, house.accounts, mails=True)


async def owed(house: House) -> int:
    async with house.database.reading() as session:
        return int((await session.exec(text("SELECT count(*) FROM account_mails"))).one()[0])  # type: ignore[call-overload]


def link_in(mailbox: Mailbox) -> tuple[UUID, str]:
    found = re.findall(r"https://aduan\.contoh\.id/akun/tautan/([0-9a-f-]{36})/(\w+)", letters(mailbox)[-1])
    assert len(found) == 1
    return UUID(found[0][0]), found[0][1]


def letters(mailbox: Mailbox) -> list[str]:
    """The words of each letter, whole lines put together again."""
    return [one.replace("=\r\n", "").replace("\r\n", "\n") for one in mailbox.letters]


async def test_an_invitation_arrives_and_opens_the_account(
    house: House, admin: UUID, mailbox: Mailbox, channel: EmailChannel
) -> None:
    given = await keeping(house).invite(admin, "sari", "Sari Dewi", "sari@contoh.id", POSTS)
    assert given.mailed
    assert await sent(house, channel) == 1
    letter = mailbox.letter()
    assert (letter["To"], letter["Subject"]) == ("sari@contoh.id", "Undangan akun petugas")
    for part in ("Yth. Sari Dewi,", "nama pengguna sari", "23 November 2026 pukul 10.00 WIB", "Tanggap Lampung"):
        assert part in letters(mailbox)[0]
    region = await house.region.current()
    secret = await house.links.use(*link_in(mailbox), PASSWORD, Visit("10.0.0.1"), region.accounts)
    assert await house.accounts.signed_in(secret, region.reach)
    assert await owed(house) == 0
    assert await sent(house, channel) == 0


async def test_a_forgotten_password_is_answered_to_the_account_alone(
    house: House, admin: UUID, mailbox: Mailbox, channel: EmailChannel
) -> None:
    """Asked by name or address; of a name without an account, or an account without an address, nothing comes."""
    for username, email in (("sari", "sari@contoh.id"), ("lama", "lama@contoh.id"), ("diam", None)):
        await house.accounts.add(username, username.title(), PASSWORD, POSTS, email)
    await house.accounts.disable("lama")
    for typed in ("tidak.ada", "lama", "lama@contoh.id", "diam", "orang@contoh.id"):
        await house.links.ask(typed)
    assert await sent(house, channel) == 0
    assert await owed(house) == 0, "nor is it kept that somebody asked"
    session = await house.entrance.sign_in("sari", PASSWORD, Visit("10.0.0.1"))
    for typed in ("sari", "sari@contoh.id"):
        await house.links.ask(typed)
    assert await sent(house, channel) == 1, "asked twice at once, answered once"
    region = await house.region.current()
    await house.links.use(*link_in(mailbox), "kuda baterai jendela", Visit("10.0.0.1"), region.accounts)
    assert await house.accounts.signed_in(session, region.reach) is None
    assert await sent(house, channel) == 1
    assert "Kata sandi akun sari diganti" in letters(mailbox)[-1]


async def test_who_loses_an_account_to_another_address_is_told_there_and_of_the_password_set_with_it(
    house: House, admin: UUID, mailbox: Mailbox, channel: EmailChannel
) -> None:
    assert isinstance(house.clock, SetClock)
    await house.accounts.add("sari", "Sari", PASSWORD, POSTS, "sari@contoh.id")
    region = await house.region.current()

    async def moved(email: str | None) -> None:
        await keeping(house).correct(admin, "sari", "Sari", email)

    async def reset() -> list[str]:
        """To whom the news of a new password goes."""
        before = len(mailbox.letters)
        await house.links.ask("sari")
        await sent(house, channel)
        await house.links.use(*link_in(mailbox), "kuda baterai jendela", Visit("10.0.0.1"), region.accounts)
        await sent(house, channel)
        news = [one for one in letters(mailbox)[before:] if "Kata sandi akun sari diganti" in one]
        return sorted(re.findall(r"^To: (\S+)", one, re.MULTILINE)[0] for one in news)

    await moved("baru@contoh.id")
    assert await sent(house, channel) == 1
    letter = mailbox.letter()
    assert (letter["To"], letter["Subject"]) == ("sari@contoh.id", "Alamat email akun Anda diganti")
    assert "tidak lagi dikirim ke alamat ini" in letters(mailbox)[0]
    assert "baru@contoh.id" not in letters(mailbox)[0], "the new address is nobody else's business"
    assert await reset() == ["baru@contoh.id", "sari@contoh.id"]
    await moved("lain@contoh.id")
    assert await reset() == ["baru@contoh.id", "lain@contoh.id", "sari@contoh.id"]
    await moved("baru@contoh.id")
    assert await reset() == ["baru@contoh.id", "lain@contoh.id", "sari@contoh.id"], "back again, and told once"
    house.clock.instant += EARLIER_LASTS
    await house.links.sweep()
    assert await reset() == ["baru@contoh.id"]
    async with house.database.reading() as session:
        left = await session.exec(text("SELECT count(*) FROM earlier_emails"))  # type: ignore[call-overload]
    assert left.one()[0] == 0


async def test_an_earlier_address_that_takes_no_mail_worries_nobody(house: House, admin: UUID) -> None:
    sari = await house.accounts.add("sari", "Sari", PASSWORD, POSTS, "sari@contoh.id")
    await keeping(house).correct(admin, "sari", "Sari", "baru@contoh.id")
    refusing = FakeChannel(lambda message: GaveUp("no such mailbox"))
    assert await sent(house, refusing) == 0
    assert [one.address for one in refusing.sent] == ["sari@contoh.id"]
    assert lost_mail(await house.account_log.latest(sari)) is None
    assert await owed(house) == 0


async def test_a_link_that_is_over_is_not_sent(
    house: House, admin: UUID, mailbox: Mailbox, channel: EmailChannel
) -> None:
    await house.accounts.add("sari", "Sari", PASSWORD, POSTS, "sari@contoh.id")
    await house.links.ask("sari")
    await house.links.answer()
    assert isinstance(house.clock, SetClock)
    house.clock.instant += RESET_LASTS
    await keeping(house).give_link(admin, "sari")
    await keeping(house).give_link(admin, "sari")
    assert await sent(house, channel) == 1, "of three links only the newest opens anything"


async def test_no_server_keeps_it_for_later_but_not_for_ever(house: House, admin: UUID) -> None:
    await keeping(house).invite(admin, "sari", "Sari", "sari@contoh.id", POSTS)
    failing = FakeChannel(lambda _message: TryLater("smtp 451"))
    assert isinstance(house.clock, SetClock)
    for tries in range(1, TRIES + 1):
        assert await owed(house) == 1
        assert await sent(house, failing) == 0
        assert await sent(house, failing) == 0
        assert len(failing.sent) == tries
        house.clock.instant += timedelta(hours=6)
    assert await owed(house) == 0


async def test_an_address_that_refuses_is_told_to_whoever_looks_after_accounts_until_it_is_seen_to(
    house: House, admin: UUID
) -> None:
    await keeping(house).invite(admin, "sari", "Sari", "sari@tidak-ada.contoh.id", POSTS)
    sari = (await keeping(house).kept("sari")).id
    assert lost_mail(await house.account_log.latest(sari)) is None
    assert await sent(house, FakeChannel(lambda _message: GaveUp("smtp 550"))) == 0
    assert await owed(house) == 0
    lost = lost_mail(await house.account_log.latest(sari))
    assert lost is not None
    assert (lost.username, lost.by, lost.after) == ("sari", "", "s•••@tidak-ada.contoh.id")
    await keeping(house).give_link(admin, "sari")
    assert lost_mail(await house.account_log.latest(sari)) is None


async def test_without_a_channel_nothing_piles_up(house: House, admin: UUID) -> None:
    await keeping(house).invite(admin, "sari", "Sari", "sari@contoh.id", POSTS)
    await house.links.ask("sari")
    assert await sent(house) == 0
    assert await owed(house) == 0


async def test_every_change_that_is_told_has_its_words(
    house: House, admin: UUID, mailbox: Mailbox, channel: EmailChannel
) -> None:
    told = (
        "password.set",
        "factor.added",
        "factor.replaced",
        "factor.removed",
        "code.used",
        "device.new",
        "sign_on.tied",
    )
    officer = await house.accounts.add("sari", "Sari", PASSWORD, POSTS, "sari@contoh.id")
    async with house.database.transaction() as session:
        for what in told:
            owe(session, what, officer, house.clock.now())
    assert await sent(house, channel) == len(told)
    for letter in letters(mailbox):
        assert "akun sari" in letter
        assert "hubungi administrator" in letter
        assert "http" not in letter, "news holds no link that somebody could imitate"
    assert set(told) - {"device.new"} <= set(WORDS)


async def test_a_sign_in_from_a_browser_never_used_is_told(
    house: House, admin: UUID, mailbox: Mailbox, channel: EmailChannel
) -> None:
    await house.accounts.add("sari", "Sari", PASSWORD, POSTS, "sari@contoh.id")
    await house.entrance.sign_in("sari", PASSWORD, Visit("10.0.0.1"))
    assert await sent(house, channel) == 0, "the very first one"
    known = device(house.keys, "sari", house.clock.now())
    await house.entrance.sign_in("sari", PASSWORD, Visit("10.0.0.1", device=known))
    assert await sent(house, channel) == 0
    await house.entrance.sign_in("sari", PASSWORD, Visit("10.0.0.1"))
    assert await sent(house, channel) == 1
    assert "belum pernah dipakai" in letters(mailbox)[0]


async def test_no_link_lies_in_the_database(house: House, admin: UUID) -> None:
    given = await keeping(house).invite(admin, "sari", "Sari", "sari@contoh.id", POSTS)
    secret = PageLinks(house, "").account(given.link_id).rpartition("/")[2]
    async with house.database.reading() as session:
        for table in ("account_links", "account_mails", "account_changes"):
            rows = (await session.exec(text(f"SELECT t::text FROM {table} t"))).all()  # type: ignore[call-overload]
            assert rows
            assert not [row for (row,) in rows if secret in row or "sari@contoh.id" in row]
    assert PageLinks(house, "").account(uuid4()).rpartition("/")[2] != secret

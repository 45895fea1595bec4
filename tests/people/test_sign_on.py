"""Single sign-on with a provider that really runs: who comes in, and every way in which an answer is not believed."""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from foundation.clock import SetClock
from people.account_rules import AccountRules
from people.actor import Role
from people.provider import Provider, Registration, Unreachable
from people.sessions import Stage
from people.sign_on import LASTS, SignOn
from people.tries import Visit
from tests.web.applications import application_over
from tests.web.citizen import words
from tests.web.serving import served
from web.house import House
from web.single_sign_on import COOKIE

PEOPLE = (
    {"sub": "sari-1", "email": "Sari@contoh.id", "email_verified": True},
    {"sub": "palsu-1", "email": "sari@contoh.id", "email_verified": False},
    {"sub": "kembar-1", "email": "sari@contoh.id", "email_verified": True},
    {"sub": "kuat-1", "email": "admin@contoh.id", "email_verified": True, "amr": ["pwd", "otp"]},
    {"sub": "asing-1", "email": "asing@contoh.id", "email_verified": True},
)


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The address of a provider in a process of its own; its tokens last two seconds."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    claims = [part for one in PEOPLE for part in ("--user-claims", json.dumps(one))]
    program = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(port), "-e", "2", *claims]
    process = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 60
        while True:
            try:
                urlopen(f"{address}/.well-known/openid-configuration", timeout=2).close()  # noqa: S310 - our own address
                break
            except OSError:
                assert process.poll() is None and time.monotonic() < until, "the provider did not start"  # noqa: PT018
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def house(house: House, issuer: str) -> House:
    """With the provider, at the time that it really is: the provider looks at its own clock."""
    assert isinstance(house.clock, SetClock)
    house.clock.instant = datetime.now(UTC)
    return with_provider(house, Registration(issuer, "tanggap", "rahasia", "Pemprov"))


def with_provider(house: House, registration: Registration) -> House:
    provider = Provider(registration)
    return replace(house, sign_on=SignOn(provider, house.database, house.clock, house.keys, house.entrance))


@pytest.fixture
async def sari(house: House) -> UUID:
    """Invited, and without a password yet."""
    given = await house.accounts.add("admin", "Admin", "kata sandi uji coba", [ADMINISTRATES], "admin@contoh.id")
    await house.keeping.invite(given, "sari", "Sari Dewi", "sari@contoh.id", [(Role.OFFICER, "BMBK")])
    return (await house.keeping.kept("sari")).id


ADMINISTRATES = (Role.ADMINISTRATOR, "DISKOMINFOTIK")


async def begun(browser: httpx.AsyncClient, site: str, lanjut: str = "") -> str:
    """The provider's page to which a browser is sent."""
    answer = await browser.get(f"{site}/masuk/bersama", params={"lanjut": lanjut} if lanjut else {})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def chosen(browser: httpx.AsyncClient, address: str, subject: str) -> str:
    """The address to which the provider sends a browser back, in which somebody signed in there."""
    answer = await browser.post(address, data={"sub": subject})
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


async def arrived(site: str, subject: str, lanjut: str = "") -> httpx.Response:
    async with httpx.AsyncClient() as browser:
        return await browser.get(await chosen(browser, await begun(browser, site, lanjut), subject))


async def test_whoever_was_invited_comes_in_with_the_same_address_and_is_known_afterwards(
    house: House, sari: UUID
) -> None:
    async with served(application_over(house)) as site:
        async with httpx.AsyncClient() as browser:
            page = await browser.get(f"{site}/masuk?lanjut=/kantor/kotak")
            link = unescape(re.findall(r'href="(/masuk/bersama[^"]*)"', page.text)[0])
            assert "Masuk dengan akun Pemprov" in words(page)
            sent = (await browser.get(site + link)).headers["location"]
            asked = parse_qs(urlsplit(sent).query)
            assert asked["redirect_uri"] == [f"{site}/masuk/bersama/kembali"]
            assert asked["code_challenge_method"] == ["S256"]
            answer = await browser.get(await chosen(browser, sent, "sari-1"))
            assert (answer.status_code, answer.headers["location"]) == (303, "/kantor/kotak")
            assert (await browser.get(f"{site}/kantor/kotak")).status_code == 200
        async with house.database.transaction() as session:
            moved = "UPDATE officers SET email = NULL WHERE username = 'sari'"
            await session.exec(text(moved))  # type: ignore[call-overload]
        again = await arrived(site, "sari-1")
        assert again.headers["location"] == "/kantor", "the tie holds without the address"
    log = [one.what for one in await house.account_log.latest(sari)]
    assert log == ["sign_on.tied", "invited"]


@pytest.mark.parametrize("subject", ["palsu-1", "asing-1"])
async def test_who_has_no_account_gets_none(house: House, sari: UUID, subject: str) -> None:
    """Nor does an address that the provider did not verify."""
    async with served(application_over(house)) as site:
        answer = await arrived(site, subject)
    assert answer.status_code == 403
    assert "belum ada akun petugas untuk Anda di sini" in words(answer)
    assert "tanggap_sesi" not in answer.cookies
    assert [one.username for one in await house.accounts.all()] == ["admin", "sari"]


async def test_a_second_account_there_does_not_take_over_a_tied_one(house: House, sari: UUID) -> None:
    async with served(application_over(house)) as site:
        assert (await arrived(site, "sari-1")).status_code == 303
        assert (await arrived(site, "kembar-1")).status_code == 403


async def test_a_disabled_account_stays_closed(house: House, sari: UUID) -> None:
    async with served(application_over(house)) as site:
        assert (await arrived(site, "sari-1")).status_code == 303
        await house.accounts.disable("sari")
        assert (await arrived(site, "sari-1")).status_code == 403


async def test_an_answer_is_believed_once_and_in_its_own_browser(house: House, sari: UUID) -> None:
    async with served(application_over(house)) as site, httpx.AsyncClient() as browser, httpx.AsyncClient() as other:
        back = await chosen(browser, await begun(browser, site), "sari-1")
        kept = browser.cookies[COOKIE]
        wrong_state = back.replace("state=", "state=x")
        await begun(other, site)
        assert (await other.get(wrong_state)).status_code == 403, "a state we never gave"
        assert (await browser.get(back)).status_code == 303
        browser.cookies.set(COOKIE, kept, domain="127.0.0.1", path="/masuk/bersama")
        assert (await browser.get(back)).status_code == 403, "the same answer once more"
        stolen = await chosen(browser, await begun(browser, site), "sari-1")
        assert (await other.get(stolen)).status_code == 403, "begun in another browser"
        assert (await browser.get(stolen)).status_code == 403, "and over with that"


async def test_a_used_code_a_made_up_one_and_a_refusal_open_nothing(house: House, sari: UUID) -> None:
    async with served(application_over(house)) as site, httpx.AsyncClient() as browser:
        first = parse_qs(urlsplit(await chosen(browser, await begun(browser, site), "sari-1")).query)
        assert (await browser.get(f"{site}/masuk/bersama/kembali", params=first)).status_code == 303
        for code in (first["code"], ["ngawur"], []):
            second = parse_qs(urlsplit(await begun(browser, site)).query)
            asked = {"state": second["state"], "code": code}
            assert (await browser.get(f"{site}/masuk/bersama/kembali", params=asked)).status_code == 403
        declined = await browser.post(await begun(browser, site), data={"action": "deny"})
        answer = await browser.get(declined.headers["location"])
    assert answer.status_code == 403
    assert "dibatalkan" in words(answer)


async def test_another_nonce_and_a_token_out_of_date_are_not_believed(house: House, sari: UUID) -> None:
    clock = house.clock
    assert isinstance(clock, SetClock)
    async with served(application_over(house)) as site, httpx.AsyncClient() as browser:
        back = await chosen(browser, await begun(browser, site), "sari-1")
        async with house.database.transaction() as session:
            await session.exec(text("UPDATE sign_ons SET nonce = 'lain'"))  # type: ignore[call-overload]
        assert (await browser.get(back)).status_code == 403
        back = await chosen(browser, await begun(browser, site), "sari-1")
        clock.instant = datetime.now(UTC) + timedelta(minutes=2)  # its token has lasted two seconds
        assert (await browser.get(back)).status_code == 403
        clock.instant = datetime.now(UTC)
        back = await chosen(browser, await begun(browser, site), "sari-1")
        clock.instant = datetime.now(UTC) + LASTS
        assert (await browser.get(back)).status_code == 403, "nobody takes so long"


async def test_the_second_factor_of_the_provider_counts_only_where_that_is_set(house: House, issuer: str) -> None:
    await house.accounts.add("admin", "Admin", "kata sandi uji coba", [ADMINISTRATES], "admin@contoh.id")
    must = AccountRules(second_factor=(Role.ADMINISTRATOR,))
    for counting, owes in ((frozenset[str](), Stage.ENROL), (frozenset({"otp", "hwk"}), None)):
        registration = Registration(issuer, "tanggap", "rahasia", "P", counting)
        sign_on = with_provider(house, registration).sign_on
        assert sign_on is not None
        redirect = "http://127.0.0.1/kembali"
        begun_there = await sign_on.begin(redirect, "")
        async with httpx.AsyncClient() as browser:
            told = parse_qs(urlsplit(await chosen(browser, begun_there.address, "kuat-1")).query)
        came = await sign_on.arrive(
            told["state"][0], begun_there.browser, told["code"][0], redirect, lambda _name: Visit("10.0.0.1"), must
        )
        halted = await house.entrance.halted(came.secret)
        assert (halted.stage if halted else None) == owes


async def test_without_a_provider_the_rest_works(house: House) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{probe.getsockname()[1]}"
    with pytest.raises(Unreachable):
        await Provider(Registration(dead, "t", "r", "P")).address("x", "s", "n", "v")
    gone = with_provider(house, Registration(dead, "t", "r", "P"))
    async with served(application_over(gone)) as site, httpx.AsyncClient() as browser:
        answer = await browser.get(f"{site}/masuk/bersama")
        assert answer.status_code == 503
        assert "masuk dengan kata sandi" in words(answer)
    async with served(application_over(replace(house, sign_on=None))) as site, httpx.AsyncClient() as browser:
        assert (await browser.get(f"{site}/masuk/bersama")).status_code == 404
        assert "Masuk dengan akun" not in (await browser.get(f"{site}/masuk")).text

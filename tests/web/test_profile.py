"""The officer's own page: who they are, where they are signed in, and the code that makes a chat theirs."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import httpx
import pytest

from people.actor import Role
from people.profiles import masked
from people.tables import PostRow
from people.telegram import Chats
from tests.web.chats import BOT, Named, chat_of, opened, token_in
from tests.web.citizen import fields, later, words
from tests.web.officer import PASSWORD, hire, signed_in
from web.house import House
from web.profile import CODES, PATH


@pytest.fixture
def named() -> Named:
    return Named()


@pytest.fixture
def house(house: House, named: Named) -> House:
    return replace(house, bot=named)


async def hired(house: House) -> None:
    await hire(house, "sari", (Role.OFFICER, "BMBK"))


async def pressed(own: httpx.AsyncClient, path: str = "/telegram") -> httpx.Response:
    """The answer to a form of the page."""
    page = await own.get(PATH)
    return await own.post(PATH + path, data=fields(page.text, PATH + path))


async def officer_of(house: House, chat_id: object) -> object:
    async with house.database.reading() as session:
        chat = await Chats(house.keys).by_id(session, chat_id)  # type: ignore[arg-type]
    return chat.officer if chat else None


async def test_who_they_are_and_which_posts_they_hold(house: House, client: httpx.AsyncClient) -> None:
    person = await house.accounts.add(
        "sari", "Sari Dewi", PASSWORD, [(Role.OFFICER, "BMBK")], "sari.dewi@lampungprov.go.id"
    )
    async with house.database.transaction() as session:
        for role, first, last in (
            (Role.HEAD, date(2024, 1, 2), date(2025, 6, 30)),
            (Role.ANALYST, date(2027, 1, 1), None),
        ):
            held = {"officer_id": person, "role": str(role), "unit": "DINKES", "starts_on": first, "ends_on": last}
            session.add(PostRow(post_id=uuid4(), **held))
    async with signed_in(client, "sari") as own:
        said = words(await own.get(PATH))
        framed = await own.get("/kantor/pemberitahuan")
    assert "s•••@lampungprov.go.id" in said
    assert "sari.dewi@" not in said
    for part in ("Berlaku", "Sudah berakhir", "Belum mulai", "30 Jun 2025", "1 Jan 2027", "Yang ini"):
        assert part in said
    assert f'<a href="{PATH}">Sari Dewi</a>' in framed.text


@pytest.mark.parametrize(
    ("email", "shown"), [("a@b.id", "a•••@b.id"), ("siti@x@y.id", "s•••@y.id"), ("@y.id", "•••@y.id")]
)
def test_an_address_is_known_again_by_its_owner_alone(email: str, shown: str) -> None:
    assert masked(email) == shown


async def test_a_code_makes_one_chat_theirs(house: House, client: httpx.AsyncClient) -> None:
    await hired(house)
    first, second = await chat_of(house), await chat_of(house, 99)
    async with signed_in(client, "sari") as own:
        offer = words(await own.get(PATH))
        assert "Belum terhubung" in offer
        assert "Pesannya tidak memuat nama, kontak, atau isi laporan warga" in offer
        assert "Antara pukul 20.00 dan 06.00" in offer
        await own.get("/bahasa/en")
        assert "Between 20:00 and 06:00" in words(await own.get(PATH))
        await own.get("/bahasa/id")
        made = await pressed(own)
        token = token_in(made)
        said = words(made)
        for part in ("berlaku 15 menit", "satu kali", f"/start {token}", f"@{BOT}"):
            assert part in said
        assert await opened(house, token, first) == "officer"
        assert await opened(house, token, second) is None
        assert await officer_of(house, first) is not None
        shown = words(await own.get(PATH))
        assert "Terhubung sejak 20 November 2026 pukul 10.00 WIB" in shown
        assert "Hubungkan" not in shown
        answer = await pressed(own, "/telegram/putuskan")
        assert answer.status_code == 303
        assert await officer_of(house, first) is None
        assert "sudah diputuskan" in words(await own.get(answer.headers["location"]))


async def test_a_code_is_over_after_a_quarter_of_an_hour_and_when_a_newer_one_was_made(
    house: House, client: httpx.AsyncClient
) -> None:
    await hired(house)
    chat = await chat_of(house)
    async with signed_in(client, "sari") as own:
        old, new = token_in(await pressed(own)), token_in(await pressed(own))
        assert await opened(house, old, chat) is None
        later(house, minutes=15)
        assert await opened(house, new, chat) is None
        unused = token_in(await pressed(own))
        await opened(house, token_in(await pressed(own)), chat)
        await pressed(own, "/telegram/putuskan")
        assert await opened(house, unused, chat) is None


async def test_a_disabled_account_has_no_chat_and_no_code_makes_one(house: House, client: httpx.AsyncClient) -> None:
    await hired(house)
    chat = await chat_of(house)
    async with signed_in(client, "sari") as own:
        await opened(house, token_in(await pressed(own)), chat)
        assert await officer_of(house, chat) is not None
        left = token_in(await own.post(f"{PATH}/telegram", data=fields((await own.get(PATH)).text)))
        await house.accounts.disable("sari")
    assert await officer_of(house, chat) is None
    assert await opened(house, left, chat) is None


async def test_codes_are_counted(house: House, client: httpx.AsyncClient) -> None:
    await hired(house)
    async with signed_in(client, "sari") as own:
        answers = [(await pressed(own)).status_code for _ in range(CODES.times + 1)]
    assert answers == [200] * CODES.times + [429]


@pytest.mark.parametrize("path", ["/telegram", "/telegram/putuskan", "/sesi"])
async def test_nothing_is_done_without_sign_in_or_the_forms_own_field(
    house: House, client: httpx.AsyncClient, path: str
) -> None:
    await hired(house)
    chat = await chat_of(house)
    async with signed_in(client, "sari") as own:
        await opened(house, token_in(await pressed(own)), chat)
        assert (await own.post(PATH + path)).status_code == 403
        page = await own.get(PATH)
    token = fields((await client.get("/masuk")).text)
    answer = await client.post(PATH + path, data=fields(page.text) | token)
    assert answer.status_code == 403
    assert 'href="/masuk"' in answer.text, "it is the sign-in that is missing"
    assert await officer_of(house, chat) is not None


async def test_sessions_elsewhere_are_shown_and_ended(house: House, client: httpx.AsyncClient) -> None:
    await hired(house)
    await hire(house, "budi", (Role.OFFICER, "DINKES"))
    async with signed_in(client, "sari") as one, signed_in(client, "sari") as two, signed_in(client, "budi") as other:
        page = await one.get(PATH)
        assert words(page).count("Peramban tak dikenal") == 3, "each once, and once in the words of the button"
        assert (await pressed(one, "/sesi")).status_code == 303
        assert (await two.get(PATH)).status_code == 303
        assert (await one.get(PATH)).status_code == 200
        assert (await other.get(PATH)).status_code == 200
        assert "Akhiri sesi" not in (await one.get(PATH)).text


async def test_while_the_name_is_not_known_nothing_is_said_of_telegram(
    house: House, named: Named, client: httpx.AsyncClient
) -> None:
    await hired(house)
    async with signed_in(client, "sari") as own:
        page = await own.get(PATH)
        named.known = None
        assert "Telegram" not in (await own.get(PATH)).text
        answer = await own.post(f"{PATH}/telegram", data=fields(page.text, f"{PATH}/telegram"))
    assert answer.status_code == 503
    assert "Telegram belum dapat kami hubungi" in answer.text

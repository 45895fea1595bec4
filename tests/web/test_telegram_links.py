"""Hearing of a case in Telegram: the link on the reporter's page, what it says, and the end of it."""

import re
from dataclasses import replace
from uuid import uuid4

import httpx
import pytest
import segno

from complaints import commands as c
from complaints.kinds import Visibility
from tests.web.chats import BOT, Named, chat_of, followed, opened, token_in
from tests.web.citizen import COORDINATOR, done, fields, filed, follow, later, taken, words
from web.house import House
from web.qr import QUIET, Picture
from web.telegram_links import CASE_LINKS

DISCREET = "hanya menyebut bahwa ada kabar"


@pytest.fixture
def named() -> Named:
    return Named()


@pytest.fixture
def house(house: House, named: Named) -> House:
    return replace(house, bot=named)


async def pressed(client: httpx.AsyncClient, page: str, path: str = "/telegram") -> httpx.Response:
    """The answer to a form of the reporter's page."""
    shown = await client.get(page)
    return await client.post(page + path, data=fields(shown.text, page + path))


async def test_a_link_ties_the_chat_that_opens_it_first(house: House, client: httpx.AsyncClient) -> None:
    case = await taken(house)
    page, first, second = follow(house, case), await chat_of(house), await chat_of(house, 99)
    offer = await client.get(page)
    assert "Hubungkan Telegram" in offer.text
    made = await pressed(client, page)
    assert made.status_code == 200
    said = words(made)
    for sentence in (
        "berlaku 60 menit",
        "hanya bisa dipakai satu kali",
        "Siapa yang membukanya lebih dahulu",
        f"@{BOT}",
    ):
        assert sentence in said
    assert DISCREET not in said
    token = token_in(made)
    assert f"/start {token}" in said
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", token), "Telegram takes nothing else after ?start="
    assert await followed(house, case.id) == []
    assert await opened(house, token, first) == "case"
    assert await opened(house, token, second) is None
    assert await followed(house, case.id) == [first]
    told = await client.get(page)
    assert "Kabar dikirim ke Telegram Anda." in told.text
    assert "Hubungkan Telegram" not in told.text


async def test_stopping_ends_the_tie_and_every_link_that_was_made(house: House, client: httpx.AsyncClient) -> None:
    case = await taken(house)
    page, chat = follow(house, case), await chat_of(house)
    left = token_in(await pressed(client, page))
    await opened(house, token_in(await pressed(client, page)), chat)
    answer = await pressed(client, page, "/telegram/berhenti")
    assert answer.status_code == 303
    assert "tidak lagi dikirim ke Telegram" in (await client.get(answer.headers["location"])).text
    assert await followed(house, case.id) == []
    assert await opened(house, left, chat) is None
    again = await client.post(page + "/telegram/berhenti", data=fields((await client.get(page)).text))
    assert again.status_code == 303


async def test_a_link_is_over_after_an_hour(house: House, client: httpx.AsyncClient) -> None:
    case = await taken(house)
    token = token_in(await pressed(client, follow(house, case)))
    later(house, minutes=60)
    assert await opened(house, token, await chat_of(house)) is None


@pytest.mark.parametrize("visibility", [Visibility.CONFIDENTIAL, Visibility.ANONYMOUS])
async def test_of_a_confidential_case_it_is_said_before_what_the_chat_will_hear(
    house: House, client: httpx.AsyncClient, visibility: Visibility
) -> None:
    case = await filed(house, visibility=visibility)
    page = follow(house, case)
    discreet = visibility is Visibility.CONFIDENTIAL
    assert (DISCREET in (await client.get(page)).text) is discreet
    made = await pressed(client, page)
    assert (DISCREET in made.text) is discreet
    await opened(house, token_in(made), await chat_of(house))
    assert (DISCREET in (await client.get(page)).text) is discreet


async def test_links_of_a_case_are_counted(house: House, client: httpx.AsyncClient) -> None:
    page, other = follow(house, await filed(house)), follow(house, await filed(house))
    answers = [(await pressed(client, page)).status_code for _ in range(CASE_LINKS.times + 1)]
    assert answers == [200] * CASE_LINKS.times + [429]
    assert (await pressed(client, other)).status_code == 200


async def test_before_the_name_is_known_no_page_speaks_of_telegram(
    house: House, named: Named, client: httpx.AsyncClient
) -> None:
    page = follow(house, await filed(house))
    form = fields((await client.get(page)).text, page + "/telegram")
    named.known = None
    for path in (page, page.replace("/lacak/", "/terkirim/")):
        assert "Telegram" not in (await client.get(path)).text
    answer = await client.post(page + "/telegram", data=form)
    assert answer.status_code == 503
    assert "Telegram belum dapat kami hubungi" in answer.text
    named.known = BOT
    assert (await client.post(page + "/telegram", data=fields(answer.text))).status_code == 200


class TestWithoutABot:
    @pytest.fixture
    def house(self, house: House) -> House:
        return replace(house, bot=None)

    async def test_nothing_is_shown_and_nothing_made(self, house: House, client: httpx.AsyncClient) -> None:
        page = follow(house, await filed(house))
        shown = await client.get(page)
        assert "elegram" not in shown.text
        assert (await client.post(page + "/telegram", data=fields(shown.text))).status_code == 404


async def test_only_the_secret_link_makes_one(house: House, client: httpx.AsyncClient) -> None:
    case, other = await filed(house), await filed(house)
    page = await client.get(follow(house, case))
    wrong = follow(house, other).rpartition("/")[2]
    for path in ("telegram", "telegram/berhenti"):
        answer = await client.post(f"/lacak/{case.code}/{wrong}/{path}", data=fields(page.text))
        assert answer.status_code == 404
    assert (await client.post(f"{follow(house, case)}/telegram")).status_code == 403, "without the form's own field"


async def test_what_is_erased_is_told_in_no_chat(house: House, client: httpx.AsyncClient) -> None:
    case = await taken(house)
    page = follow(house, case)
    await opened(house, token_in(await pressed(client, page)), await chat_of(house))
    left = token_in(await pressed_again(client, page))
    asking = await client.get(page + "/hapus")
    await client.post(page + "/hapus", data=fields(asking.text, page + "/hapus") | {"sure": "ya"})
    assert await followed(house, case.id) == []
    assert await opened(house, left, await chat_of(house)) is None
    assert "Telegram" not in (await client.get(page)).text


async def pressed_again(client: httpx.AsyncClient, page: str) -> httpx.Response:
    """A second link, although a chat hears of the case: from a page that was open before."""
    return await client.post(page + "/telegram", data=fields((await client.get(page)).text))


async def test_a_closed_case_offers_nothing_new(house: House, client: httpx.AsyncClient) -> None:
    case = await filed(house)
    await done(house, case.id, c.MarkDuplicate((await taken(house)).id), COORDINATOR)
    assert "Telegram" not in (await client.get(follow(house, case))).text


async def test_the_receipt_leads_to_the_offer(house: House, client: httpx.AsyncClient) -> None:
    case = await filed(house)
    page = follow(house, case)
    receipt = await client.get(page.replace("/lacak/", "/terkirim/"))
    assert f'href="{page}#telegram"' in receipt.text
    assert 'id="telegram"' in (await client.get(page)).text


def test_the_picture_is_the_code_of_the_address_with_its_quiet_zone() -> None:
    address = f"https://t.me/{BOT}?start={uuid4().hex}"
    drawn = Picture(address).labelled("Kode <1>")
    [lines] = re.findall(r'stroke="#000" d="([^"]*)"', drawn)
    dark, x, y = set(), 0.0, 0.0
    for move, first, second, length in re.findall(r"([Mm])(-?\d+) ?(-?[\d.]+)h(\d+)", lines):
        x, y = (int(first), float(second)) if move == "M" else (x + int(first), y + float(second))
        dark |= {(int(x) + step, int(y)) for step in range(int(length))}
        x += int(length)
    code = [list(row) for row in segno.make_qr(address, error="m").matrix]
    assert dark == {(x + QUIET, y + QUIET) for y, row in enumerate(code) for x, bit in enumerate(row) if bit}
    side = len(code) + 2 * QUIET
    assert f'viewBox="0 0 {side} {side}"' in drawn
    assert f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/>' in drawn
    assert drawn.startswith('<svg role="img" aria-label="Kode &lt;1&gt;" ')
    assert "style=" not in drawn

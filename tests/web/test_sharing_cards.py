"""What other programs show of a shared address: only what everybody may read, drawn so that it can be read."""

import io
import json
import re
from html import unescape
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest
from PIL import Image

from complaints import commands as c
from complaints import ticket
from complaints.kinds import Visibility
from people.actor import Actor
from people.contact import Contact
from tests.web.citizen import COORDINATOR, OFFICER, done, filed, follow, published, state
from web import sharing_cards
from web.house import House
from web.sharing_cards import GENERAL, SIZE, drawn, drawn_words, shortened


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What each card says, in the order they were drawn."""
    said: list[dict[str, Any]] = []

    def heard(words: str) -> bytes:
        said.append(json.loads(words))
        return drawn(words)

    monkeypatch.setattr(sharing_cards, "drawn", heard)
    return said


def metas(page: httpx.Response) -> dict[str, str]:
    found = re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)"', page.text)
    return {name: unescape(content) for name, content in found}


async def test_a_published_case_has_a_card_that_says_what_its_page_says(
    house: House, client: httpx.AsyncClient, told: list[dict[str, Any]]
) -> None:
    place = c.Place(address="Jl. Kenanga No. 17, Metro", latitude=-5.11372, longitude=105.30672)
    case = await filed(
        house,
        "Air bersih tidak mengalir, telepon saya 0812-3456-7890.",
        contact=Contact("Siti Rahayu", "siti@contoh.id", "+6281234567890"),
        place=place,
        place_words=c.Words(msgspec.json.encode(place).decode()),
    )
    case = await done(house, case.id, c.Forward("PKPCK", "air_bersih"), COORDINATOR)
    join = c.Join(uuid4())
    await house.handling.handle(c.Order(case.id, join, f"test:{uuid4()}"), Actor("citizen", uuid4()))
    meta = metas(await client.get(f"/lacak/{case.code}"))
    assert meta["og:image"].startswith(f"http://tanggap.test/lacak/{case.code}/kartu.png?v=")
    assert meta["twitter:card"] == "summary_large_image"
    answer = await client.get(meta["og:image"])
    assert answer.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == SIZE
    assert len(answer.content) < 300_000, "messengers leave out what is larger"
    (card,) = told
    assert card["title"] == meta["og:title"]
    assert "••90" in card["title"]
    assert card["status"] == "Diteruskan ke unit"
    assert card["joined"] == "1 warga lain ikut melaporkan"
    assert card["place"].startswith("Jl. Kenanga")
    for private in ("17", "Siti", "siti@", "3456", "-5.11", "105.3"):
        assert private not in json.dumps(card)


async def test_the_same_card_is_not_sent_twice_and_a_step_makes_another(
    house: House, client: httpx.AsyncClient
) -> None:
    case = await published(house)
    address = f"/lacak/{case.code}/kartu.png"
    first = await client.get(address)
    again = await client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    await done(house, case.id, c.Take(), OFFICER)
    changed = await client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]
    client.cookies.set("tanggap_bahasa", "en")
    assert (await client.get(address)).headers["etag"] == changed.headers["etag"], "one address, one picture"


async def test_of_what_not_everybody_may_read_the_card_says_nothing(
    house: House, client: httpx.AsyncClient, told: list[dict[str, Any]]
) -> None:
    general = (await client.get("/kartu/layanan.png")).content
    secret = await published(house, "Rahasia sekali.", visibility=Visibility.CONFIDENTIAL)
    unread = await filed(house)
    sensitive = await filed(house, "Pasien HIV ditolak.")
    await done(house, sensitive.id, c.Forward("DINKES", "hiv_tb"), COORDINATOR)
    erased = await published(house)
    await done(house, erased.id, c.Erase(), Actor("citizen", holds=erased.id))
    for case in (secret, unread, sensitive, erased):
        answer = await client.get(f"/lacak/{case.code}/kartu.png")
        assert answer.content == general
        page = await client.get(f"/lacak/{case.code}")
        assert metas(page)["og:image"].endswith("/kartu/layanan.png")
        assert "wa.me" not in page.text
        assert "wa.me" not in (await client.get(follow(house, await state(house, case.id)))).text
    assert {card["title"] for card in told} == {GENERAL["layanan"][0]}
    assert (await client.get(f"/lacak/{ticket.draw()}/kartu.png")).status_code == 404


async def test_pages_have_their_own_cards_and_no_other_name_has_one(client: httpx.AsyncClient) -> None:
    for page, card in {"/aduan": "aduan", "/peta": "peta", "/kinerja": "kinerja", "/skm": "survei"}.items():
        meta = metas(await client.get(page))
        assert meta["og:image"] == f"http://tanggap.test/kartu/{card}.png"
        assert meta["og:url"] == f"http://tanggap.test{page}"
        answer = await client.get(meta["og:image"])
        assert Image.open(io.BytesIO(answer.content)).size == SIZE
    for wrong in ("/kartu/aduan", "/kartu/lain.png", "/kartu/..%2fcard.png"):
        assert (await client.get(wrong)).status_code == 404


async def test_whoever_shares_hands_on_the_open_address_never_the_secret_one(
    house: House, client: httpx.AsyncClient
) -> None:
    case = await published(house, "Lampu mati & gelap, telepon saya 081234567890")
    secret = follow(house, case).rsplit("/", 1)[-1]
    for page in (await client.get(f"/lacak/{case.code}"), await client.get(follow(house, case))):
        links = re.findall(r'href="(https://(?:wa\.me|t\.me)/[^"]+)"', page.text)
        assert len(links) == 2
        for link in map(unescape, links):
            told = dict(httpx.URL(link).params)
            shared = told.get("url") or told["text"].rpartition("\n")[2]
            assert shared == f"http://tanggap.test/lacak/{case.code}"
            assert "Lampu mati & gelap" in told["text"]
            assert "0812" not in told["text"]
            assert secret not in link
        assert f'data-copy="http://tanggap.test/lacak/{case.code}"' in page.text
        assert secret not in "".join(re.findall(r'data-share="[^"]*"', page.text))


async def test_who_waits_too_long_for_a_card_gets_the_plain_sign(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing_cards, "SECONDS", 0)
    answer = await client.get("/kartu/layanan.png")
    assert answer.status_code == 302
    assert (await client.get(answer.headers["location"])).headers["content-type"] == "image/png"


def test_what_cannot_be_drawn_is_left_out() -> None:
    assert drawn_words("Jalan rusak 😡😡 parah\u202e!") == "Jalan rusak parah!"
    assert drawn_words("الطريق مكسور OK") == ""
    assert drawn_words("🙏🙏") == ""
    assert drawn_words("a" * 50).replace("\u200b", "") == "a" * 50
    assert max(map(len, drawn_words("a" * 50).split("\u200b"))) <= 22
    assert shortened("Jalan Raden Intan, Kota Metro", 20) == "Jalan Raden Intan…"
    assert shortened("Kota Metro", 10) == "Kota Metro"


@pytest.mark.parametrize("title", ['#panic("x") *tebal* $1$ \\ [a] `b`', "W" * 90, "ALL CAPS " * 10, "x"])
def test_what_people_wrote_is_never_markup_and_always_fits(title: str) -> None:
    card = {
        "colours": {"accent": "#7b1e2b", "accent_dark": "#4d0f1b", "tone": "#4d0f1b", "tint": "#f7e9e4"},
        **dict.fromkeys(("service", "region", "host", "eyebrow", "lead", "status", "joined", "place"), "x"),
        "title": drawn_words(title),
    }
    picture = Image.open(io.BytesIO(drawn(json.dumps(card)))).convert("RGB")
    assert picture.size == SIZE
    edge = picture.crop((1132, 60, 1200, 500))
    assert edge.getcolors() == [(edge.width * edge.height, (0xFA, 0xF6, 0xED))], "nothing runs over the right edge"

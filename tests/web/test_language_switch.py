"""The language can be changed on every page, and the page stays where it was."""

import re
from html import unescape

import httpx
import pytest

from tests.web.citizen import asked, fields, follow, published
from web.house import House
from web.routes import PUBLIC

PAGES = (
    *("/", "/?text=Lampu%20mati", "/lacak", "/aduan", "/aduan?q=jalan+rusak&urut=ikut", "/peta", "/janji", "/kinerja"),
    *("/kinerja/unit", "/kinerja/topik", "/data", "/data/kamus", "/bukti", "/bukti/periksa", "/skm", "/skm/BMBK"),
    *("/skm/BMBK/isi", "/kabar", "/lacak/lupa", "/alur", "/bantuan", "/privasi", "/aksesibilitas"),
    *("/masuk", "/tidak/ada?ini=itu"),
)


def offered(page: httpx.Response) -> str:
    """The link to the other language."""
    found = re.search(r'<a href="(/bahasa/[^"]+)" hreflang', page.text)
    assert found is not None, page.text[:2000]
    return unescape(found[1])


async def switched(client: httpx.AsyncClient, page: httpx.Response) -> str:
    """Where the other language leads, after having been read there."""
    answer = await client.get(offered(page))
    assert answer.status_code == 303
    place = answer.headers["location"]
    there = await client.get(place)
    assert '<html lang="en">' in there.text
    client.cookies.clear()
    return str(place)


async def test_every_open_page_stays_with_its_question(client: httpx.AsyncClient, house: House) -> None:
    case = await published(house)
    base = follow(house, case)
    of_a_case = (f"/lacak/{case.code}", f"/ikut/{case.code}", base, f"{base}/hapus", f"{base}/tanda-terima")
    for path in (*PAGES, *of_a_case, f"{base}?kabar=tambah"):
        page = await client.get(path)
        assert page.status_code in (200, 404), path
        assert await switched(client, page) == path


async def test_a_form_that_came_back_leads_to_the_page_it_stands_on(client: httpx.AsyncClient, house: House) -> None:
    case = await asked(house)
    base = follow(house, case)
    sent = fields((await client.get(base)).text, f"{base}/jawab")
    refused = await client.post(f"{base}/jawab", data=sent | {"answer": ""})
    assert refused.status_code == 422
    assert await switched(client, refused) == base
    empty = await client.post("/", data=fields((await client.get("/")).text) | {"text": ""})
    assert empty.status_code == 422
    assert await switched(client, empty) == "/"


@pytest.mark.parametrize(
    "elsewhere", ["https://lain.example/", "//lain.example", "/\\lain.example", "javascript:alert(1)", "/a\r\nb", ""]
)
async def test_it_leads_nowhere_else(client: httpx.AsyncClient, elsewhere: str) -> None:
    answer = await client.get("/bahasa/en", params={"kembali": elsewhere})
    assert answer.headers["location"] == "/"
    assert "language" in PUBLIC

"""The Atom feed: lasting ids, times at which there was something to see, and nothing sent twice or kept by a cache."""

from collections.abc import Mapping
from datetime import datetime
from xml.etree import ElementTree

import httpx

from complaints import commands as c
from people.actor import Actor
from tests.web.citizen import COORDINATOR, OFFICER, done, filed, later, published, taken
from web.house import House

ATOM = "{http://www.w3.org/2005/Atom}"


def read(feed: httpx.Response) -> ElementTree.Element:
    return ElementTree.fromstring(feed.text)  # noqa: S314 - it is our own


def said(element: ElementTree.Element, name: str) -> str:
    return element.findtext(ATOM + name, "")


async def test_ids_are_the_cases_own_and_every_part_is_there(house: House, client: httpx.AsyncClient) -> None:
    case = await published(house, "Jalan rusak \ufffe\ufdd0 & <b>dalam</b>.", place=c.Place(area="18.71"))
    there, elsewhere = await client.get("/aduan.atom"), await client.get("http://lain.test/aduan.atom")
    first, second = read(there), read(elsewhere)
    assert said(first, "id") == said(second, "id")
    assert said(first, "id").startswith("urn:uuid:")
    assert said(first, "author/" + ATOM + "name")
    (entry,) = first.findall(ATOM + "entry")
    assert said(entry, "id") == case.id.urn
    assert "<b>dalam</b>" in said(entry, "title")
    for element, name in ((first, "updated"), (entry, "updated"), (entry, "published")):
        assert datetime.fromisoformat(said(element, name)).tzinfo is not None
    links = {link.attrib["rel"]: link.attrib for link in first.findall(ATOM + "link")}
    assert links["self"]["href"].endswith("/aduan.atom")
    assert links["alternate"]["href"].endswith("/aduan")
    narrowed = read(await client.get("/aduan.atom?area=18.71&topic=jalan_rusak"))
    assert said(narrowed, "id") != said(first, "id"), "another feed"
    assert [said(one, "id") for one in narrowed.findall(ATOM + "entry")] == [case.id.urn]
    assert "Bandar Lampung" in said(narrowed, "title")


async def test_a_case_changes_when_everybody_could_see_something_new(house: House, client: httpx.AsyncClient) -> None:
    case = await taken(house)
    at = house.clock.now()
    later(house, hours=1)
    await done(house, case.id, c.Reclassify(topic="lampu_merah"), COORDINATOR)
    (entry,) = read(await client.get("/aduan.atom")).findall(ATOM + "entry")
    assert datetime.fromisoformat(said(entry, "updated")) == at
    later(house, hours=1)
    await done(house, case.id, c.Resolve(c.Words("Sudah ditambal.")), OFFICER)
    feed = read(await client.get("/aduan.atom"))
    (entry,) = feed.findall(ATOM + "entry")
    assert datetime.fromisoformat(said(entry, "updated")) == house.clock.now()
    assert said(feed, "updated") == said(entry, "updated")


async def test_what_somebody_has_is_not_sent_again(house: House, client: httpx.AsyncClient) -> None:
    async def asked(held: Mapping[str, str], status: int) -> httpx.Response:
        answer = await client.get("/aduan.atom", headers=dict(held))
        assert answer.status_code == status
        assert answer.headers["etag"].startswith('W/"')
        return answer

    empty = await asked({}, 200)
    later(house, hours=1)
    assert (await asked({"If-None-Match": empty.headers["etag"]}, 304)).content == b""
    case = await published(house)
    one = await asked({"If-None-Match": empty.headers["etag"]}, 200)
    await filed(house, "Belum diperiksa.")
    await asked({"If-None-Match": f'"anders", {one.headers["etag"]}'}, 304)
    await done(house, case.id, c.Erase(), Actor("citizen", holds=case.id))
    gone = await asked({"If-None-Match": one.headers["etag"]}, 200)
    assert gone.headers["etag"] == empty.headers["etag"]


async def test_no_copy_that_a_cache_may_keep_hands_on_a_cookie_or_a_language(
    house: House, client: httpx.AsyncClient
) -> None:
    for path in ("/aduan.atom", "/gaya/wilayah.css", "/bukti/akar.txt"):
        answer = await client.get(path)
        assert "public" in answer.headers["cache-control"]
        assert "set-cookie" not in answer.headers, path
    assert "set-cookie" in (await client.get("/aduan")).headers, "a page with a form needs its own"
    client.cookies.set("tanggap_bahasa", "en")
    english = await client.get("/aduan.atom")
    assert 'xml:lang="en"' in english.text
    assert "Cookie" in english.headers["vary"]

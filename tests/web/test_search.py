"""The page that searches all cases: how far it looked is said, and the way on leads on."""

import re
from html import unescape

import httpx
import pytest

from people.actor import Role
from sla import case_search, desk_search
from tests.web.citizen import filed, later
from tests.web.officer import hire, signed_in
from web.house import House

PAGE = "/kantor/cari"


async def test_of_a_frequent_word_the_newest_are_asked_and_the_page_leads_on_to_older_ones(
    client: httpx.AsyncClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hire(house, "koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))
    made = []
    for words in ("Zebra hilang.", "Lampu padam.", "Zebra pudar.", "Pohon tumbang."):
        made.append(f'href="/kantor/aduan/{(await filed(house, words)).id}"')
        later(house, hours=1)
    old, _lamp, new, _tree = made
    monkeypatch.setattr(desk_search, "LIKELY", -1)
    monkeypatch.setattr(case_search, "LOOKED", 2)
    async with signed_in(client, "koordinator") as own:
        first = await own.get(PAGE, params={"words": "zebra"})
        assert new in first.text
        assert old not in first.text
        assert "aduan terbaru, yang diterima sejak" in first.text
        second = await own.get(onward(first, "lebih lama"))
        assert old in second.text
        assert new not in second.text
        assert "Kata ini ada di banyak aduan. Yang diperiksa" in second.text
        last = await own.get(onward(second, "lebih lama"))
        assert "Tidak ada yang cocok" in last.text
        assert "lebih lama" not in last.text
        assert new in (await own.get(onward(last, "terbaru"))).text
        none = await own.get(PAGE, params={"words": "gajah"})
        assert "Belum ada yang cocok" in none.text
        # A place in the address that is none leaves nothing out.
        assert new in (await own.get(PAGE, params={"words": "zebra", "sebelum": "kemarin~x"})).text


def onward(page: httpx.Response, words: str) -> str:
    found = re.search(rf'<a href="([^"]+)">[^<]*{words}</a>', page.text)
    assert found, f"no way to {words}"
    return unescape(found[1])

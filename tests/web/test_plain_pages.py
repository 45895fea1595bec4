"""The plain pages say what the region and the rules in force say, and nothing else."""

import inspect
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import httpx
import msgspec
import pytest

from complaints.attachments import PHOTOS_A_FORM
from complaints.region import DataProtection
from foundation.limits import Limits
from notices.following import KEPT
from tests.service.conftest import sql
from tests.web.applications import application_over
from tests.web.citizen import words
from tests.web.test_english import left_over
from web.house import House
from web.visitor import LANGUAGE_COOKIE


class Named:
    """A bot that is known by name."""

    async def name(self) -> str | None:
        return "contoh_bot"


PATHS = ("/alur", "/bantuan", "/privasi", "/aksesibilitas")


async def changed(house: House, change: Callable[[dict[str, Any]], None]) -> None:
    """The region as it is after its folder was loaded with another word in it."""
    document = msgspec.to_builtins(await house.region.current())
    change(document)
    statement = "UPDATE regions SET data = $1::text::jsonb, version = version + 1"
    await sql(house.database, statement, msgspec.json.encode(document).decode())
    house.region.forget()
    house.policies.forget()


@pytest.mark.parametrize("path", PATHS)
async def test_each_page_is_linked_from_the_foot_of_every_other(client: httpx.AsyncClient, path: str) -> None:
    for start in ("/", "/lacak", *PATHS):
        assert f'href="{path}"' in (await client.get(start)).text.partition("<footer")[2]


@pytest.mark.parametrize("path", PATHS)
async def test_headings_go_down_one_at_a_time_and_the_contents_lead_somewhere(
    client: httpx.AsyncClient, path: str
) -> None:
    page = (await client.get(path)).text
    main = page.partition("<main")[2].partition("</main>")[0]
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", main)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for target in re.findall(r'href="#([^"]+)"', main):
        assert f'id="{target}"' in main


async def test_links_between_the_pages_lead_to_parts_that_exist(client: httpx.AsyncClient) -> None:
    for path in PATHS:
        for target, part in re.findall(r'href="(/[a-z]+)#([^"]+)"', (await client.get(path)).text):
            assert f'id="{part}"' in (await client.get(target)).text, (path, target, part)


@pytest.mark.parametrize("path", PATHS)
async def test_the_language_switch_keeps_the_page(client: httpx.AsyncClient, path: str) -> None:
    page = await client.get(path)
    switch = re.search(r'href="(/bahasa/en\?[^"]+)"', page.text)
    assert switch
    back = await client.get(switch[1])
    assert back.headers["location"] == path
    english = await client.get(path)
    assert 'lang="en"' in english.text
    assert left_over(english.text) == []


async def test_what_is_promised_follows_the_rules_in_force(client: httpx.AsyncClient, house: House) -> None:
    page = words(await client.get("/alur"))
    assert "Diperiksa dan diteruskan Paling lama 3 hari kerja" in page
    assert "tanggapan pertama paling lama 2 jam menurut jam dinding, siang dan malam." in page
    assert "selama 10 hari kerja, laporan ditutup" in page
    await sql(house.database, "UPDATE promise_rules SET days = 2 WHERE stage = 'verify'")
    await sql(house.database, "UPDATE promise_rules SET days = 7 WHERE stage = 'silent_close' AND kind = '*'")
    house.policies.forget()
    page = words(await client.get("/alur"))
    assert "Diperiksa dan diteruskan Paling lama 2 hari kerja" in page
    assert "3 hari kerja" not in page
    assert "selama 7 hari kerja, laporan ditutup" in page


async def test_a_promise_that_is_not_given_is_not_told(client: httpx.AsyncClient, house: House) -> None:
    await sql(house.database, "DELETE FROM promise_rules WHERE stage IN ('verify', 'silent_close')")
    house.policies.forget()
    page = await client.get("/alur")
    assert "Diperiksa dan diteruskan Diskominfotik" not in words(page)
    assert "laporan ditutup" not in words(page)
    assert "–" in words(page), "the table leaves it open"


async def test_pauses_and_ladder_follow_the_region(client: httpx.AsyncClient, house: House) -> None:
    page = words(await client.get("/alur"))
    assert "Paling lama 10 hari kerja, dan paling banyak 3 kali" in page
    assert "sekretaris daerah" in page

    def change(document: dict[str, Any]) -> None:
        for pause in document["pauses"]:
            pause["days"] = 4
        for ladder in document["ladders"]:
            ladder["rung"] = [rung for rung in ladder["rung"] if rung["role"] != "secretary"]

    await changed(house, change)
    page = words(await client.get("/alur"))
    assert "Paling lama 4 hari kerja, dan paling banyak 3 kali" in page
    assert "sekretaris daerah" not in page


async def test_units_are_called_as_the_region_calls_them(client: httpx.AsyncClient, house: House) -> None:
    def change(document: dict[str, Any]) -> None:
        for unit in document["units"]:
            if unit["code"] == document["inspectorate_unit"]:
                unit["name"] = "Pengawas Uji Coba"
        document["routing"]["by_itself"] = False

    before = words(await client.get("/alur"))
    assert "bisa langsung sampai ke unitnya" in before
    await changed(house, change)
    for path in ("/alur", "/privasi"):
        assert "Pengawas Uji Coba" in words(await client.get(path))
    assert "bisa langsung sampai ke unitnya" not in words(await client.get("/alur"))


async def test_help_names_the_office_and_the_limits(client: httpx.AsyncClient, house: House) -> None:
    main = words(await client.get("/bantuan")).partition("Jawaban pendek")[2]
    assert f"paling banyak {PHOTOS_A_FORM}, masing-masing sampai {house.upload_bytes // 1_000_000} MB" in main
    assert "Atau telepon" not in main

    def change(document: dict[str, Any]) -> None:
        document["office"] = {"address": "Jalan Contoh 1", "phone": "0721 123", "email": ""}

    await changed(house, change)
    page = await client.get("/bantuan")
    assert "Jalan Contoh 1" in words(page)
    assert 'href="tel:0721123"' in page.text
    assert "Surat elektronik" not in words(page)


async def test_the_privacy_notice_names_the_officer_or_says_there_is_none(
    client: httpx.AsyncClient, house: House
) -> None:
    page = words(await client.get("/privasi"))
    assert "belum mencantumkan pejabatnya" in page
    assert "UU 25/2009" in page

    def change(document: dict[str, Any]) -> None:
        officer = DataProtection("Pejabat Contoh", "pdp@contoh.example", "0721 9", "Lantai 2", "Peraturan Contoh 7")
        document["data_protection"] = msgspec.to_builtins(officer)

    await changed(house, change)
    page = words(await client.get("/privasi"))
    for told in ("Pejabat Contoh", "pdp@contoh.example", "0721 9", "Lantai 2", "Peraturan Contoh 7"):
        assert told in page
    assert "belum mencantumkan" not in page
    assert "UU 25/2009" not in page


async def test_the_privacy_notice_keeps_to_what_the_program_does(house: House) -> None:
    for mails in (False, True):
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(application_over(replace(house, mails=mails))),  # type: ignore[arg-type]
            base_url="http://tanggap.test",
        ) as client:
            privacy, help_ = words(await client.get("/privasi")), words(await client.get("/bantuan"))
        assert ("Supaya kami bisa mengabari" in privacy) is mails
        assert ("kabar penting juga kami kirim ke sana" in help_) is mails
        assert f"{KEPT.days} hari setelah selesai" in privacy
        kept = inspect.signature(Limits.sweep).parameters["age"].default
        assert ("Sekitar sehari" in privacy) is (kept == timedelta(days=1))


async def test_the_privacy_notice_speaks_of_chats_where_a_bot_runs(house: House) -> None:
    region = await house.region.current()
    for bot in (None, Named()):
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(application_over(replace(house, bot=bot))),  # type: ignore[arg-type]
            base_url="http://tanggap.test",
        ) as client:
            told = words(await client.get("/privasi"))
        assert ("/hapus_data" in told) is (bot is not None)
        assert (f"dibiarkan {region.drafts_days} hari" in told) is (bot is not None)


async def test_cookies_are_those_the_notice_names(client: httpx.AsyncClient) -> None:
    await client.get("/")
    await client.get("/bahasa/en")
    names = {cookie.name for cookie in client.cookies.jar}
    assert len(names) == 2
    assert LANGUAGE_COOKIE in names
    await client.get("/bahasa/id")
    assert "Dua, keduanya milik kami" in words(await client.get("/privasi"))

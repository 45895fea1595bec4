"""Which model advises and what is asked of the router, changed on the page: one click there, one click back."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import httpx
import pytest

from complaints.region import Band
from foundation.clock import SetClock
from people.actor import Actor, Role
from routing.learning import learn
from tests.routing.invented import decide, reports, small
from tests.web.citizen import errors, fields, words
from tests.web.officer import hire, sign_in, signed_in
from web.house import House

PAGE = "/kantor/pengawasan/penyaluran"
USE, RELEASE, SETTINGS = f"{PAGE}/versi", f"{PAGE}/versi/lepas", f"{PAGE}/pengaturan"
START = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)


@pytest.fixture
async def administrator(house: House, client: httpx.AsyncClient) -> Actor:
    actor = await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    assert (await sign_in(client, "admin")).status_code == 303
    return actor


async def learnt(house: House, at: datetime = NIGHT) -> str:
    """The version a lesson put in force."""
    assert isinstance(house.clock, SetClock)
    house.clock.instant = at
    found = await learn(house.database, house.clock, small(await house.region.current()), house.models)
    assert found.outcome == "replaced", found
    assert found.version is not None
    return found.version


def versions(page: httpx.Response) -> dict[str, str]:
    """The hidden fields of each button that puts a version in force, by version."""
    forms = re.findall(rf'<form method="post" action="{USE}">(.*?)</form>', page.text, re.S)
    return {unescape(re.findall(r'name="version" value="([^"]*)"', form)[0]): form for form in forms}


async def press(client: httpx.AsyncClient, version: str) -> httpx.Response:
    """The page after one click on the button of a version."""
    page = await client.get(PAGE)
    assert version in versions(page)
    answer = await client.post(USE, data=fields(page.text, USE) | {"version": version})
    assert answer.status_code == 303
    return await client.get(answer.headers["location"])


async def test_a_version_is_put_in_force_by_one_click_and_left_by_another(
    house: House, client: httpx.AsyncClient, administrator: Actor
) -> None:
    await decide(house, list(reports(160)), START, timedelta(hours=16))
    first = await learnt(house)
    name = first.removeprefix("m:")
    await sign_in(client, "admin")  # the evening before is too long ago
    said = words(await client.get(PAGE))
    assert f"Yang memberi saran: {name} sejak 21 Nov 2026, oleh sistem." in said
    assert "160 laporan diputuskan 1 Jun 2026 sampai" in said
    for figure in ("Di antara tiga", "Langsung diteruskan", r"Meleset rata-rata, dari 100"):
        assert re.search(rf"{figure} \d", said), figure
    assert re.search(r"Pertama tepat \d+% sebelumnya \(\d+%\)", said)
    assert "Belajar terakhir 21 November 2026 pukul 02.30 WIB: model baru dipakai." in said
    without = await press(client, "")
    assert "Yang memberi saran sekarang: kata-kata wilayah." in words(without)
    assert "Tanpa model: saran memakai kata-kata wilayah." in words(without)
    assert "oleh Nama admin. Dipilih orang, jadi tidak diganti otomatis." in words(without)
    assert await house.models.current() is None
    again = await press(client, first)
    assert "dipasang oleh Nama admin, tidak diganti otomatis" in words(again)
    models = await house.models.current()
    assert models is not None
    assert models.version == first
    use = await house.models.in_use()
    assert use is not None
    assert (use.version, use.by, use.pinned) == (first, administrator.name_in_log, True)
    released = await client.post(RELEASE, data=fields(again.text, RELEASE))
    assert "boleh diganti lagi setiap malam" in words(await client.get(released.headers["location"]))
    use = await house.models.in_use()
    assert use is not None
    assert (use.version, use.pinned) == (first, False)


async def test_a_version_that_never_was_is_refused(
    house: House, client: httpx.AsyncClient, administrator: Actor
) -> None:
    token = fields((await client.get(SETTINGS)).text, SETTINGS)
    answer = await client.post(USE, data=token | {"version": "m:00000000"})
    assert answer.status_code == 404
    assert await house.models.in_use() is None


async def test_only_the_administrator_changes_anything(
    house: House, client: httpx.AsyncClient, administrator: Actor
) -> None:
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    async with signed_in(client, "pengawas") as own:
        page = await own.get(PAGE)
        assert SETTINGS not in page.text
        assert versions(page) == {}
        assert "Diubah oleh administrator." in words(page)
        token = fields((await own.get("/kantor/pemberitahuan")).text)
        for path in (USE, RELEASE, SETTINGS):
            assert (await own.post(path, data=token)).status_code == 403


async def test_settings_are_saved_take_effect_and_say_by_whom(
    house: House, client: httpx.AsyncClient, administrator: Actor
) -> None:
    before = (await house.region.current()).routing
    form = await client.get(SETTINGS)
    own = {f"topik_{band.topic}": "never" for band in before.bands}
    answer = await client.post(
        SETTINGS,
        data=fields(form.text, SETTINGS)
        | own
        | {"by_itself": "tidak", "precision": "97,5", "checked_share": "10 %", "topik": "jalan_rusak", "batas": "0.98"},
    )
    assert answer.status_code == 303, errors(answer.text)
    after = (await house.region.current()).routing
    assert (after.by_itself, after.precision, after.checked_share) == (False, 0.975, 0.1)
    assert set(after.bands) == {*before.bands, Band("jalan_rusak", 0.98)}
    assert after.least_history == before.least_history
    said = words(await client.get(answer.headers["location"]))
    assert "Pengaturan tersimpan." in said
    assert "Yang diminta benar 97,5 dari 100" in said
    assert "Hanya bila keyakinannya 98 dari 100 atau lebih: 1 topik Jalan provinsi rusak atau berlubang" in said
    assert re.search(r"Nama admin: benar 97,5 dari 100, uji petik 10 dari 100, semua dibaca orang dahulu", said)
    # A topic that follows the others again leaves no trace.
    form = await client.get(SETTINGS)
    again = {"by_itself": "ya", "precision": "95", "checked_share": "5", "topik_jalan_rusak": ""}
    await client.post(SETTINGS, data=fields(form.text, SETTINGS) | own | again)
    assert set((await house.region.current()).routing.bands) == set(before.bands)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"precision": "100"}, "Isi antara 50 dan 99,9 persen."),
        ({"precision": "banyak"}, "Isi antara 50 dan 99,9 persen."),
        ({"checked_share": "-1"}, "Isi antara 0 dan 100 persen."),
        ({"checked_share": ""}, "Isi antara 0 dan 100 persen."),
        ({"topik": "jalan_rusak"}, "Pilih batasnya."),
        ({"batas": "never"}, "Pilih topiknya."),
        ({"topik": "tidak_ada", "batas": "never"}, "Pilih topiknya."),
    ],
)
async def test_settings_that_make_no_sense_are_refused_and_kept_on_the_page(
    house: House, client: httpx.AsyncClient, administrator: Actor, values: dict[str, str], sentence: str
) -> None:
    before = (await house.region.current()).routing
    form = await client.get(SETTINGS)
    sent = {"by_itself": "ya", "precision": "91", "checked_share": "7"} | values
    answer = await client.post(SETTINGS, data=fields(form.text, SETTINGS) | sent)
    assert answer.status_code == 422
    assert errors(answer.text) == [sentence]
    for name in ("precision", "checked_share"):
        assert f'name="{name}" value="{sent[name]}"' in answer.text
    house.region.forget()
    assert (await house.region.current()).routing == before

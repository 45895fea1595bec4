"""The clear ones: who is listed, who never is, and that one lost race keeps back nobody else."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.given import Asked
from complaints.kinds import Gap, Kind, Priority, Status, Visibility
from people.actor import Actor, Role
from routing.advice import Owner, Reading, Reason
from tests.web.citizen import done, fields, filed, published, state, words
from tests.web.officer import hire, signed_in
from web.house import House

PATH = "/kantor/triase/jelas"
LAMP = "Lampu jalan mati di Jl. Raden Intan sejak seminggu lalu."
CLEAR = Reading("uji:1", (Owner("DISHUB", 0.97), Owner("BMBK", 0.02)), topic="lampu_jalan", sure=True, learnt=True)

Reads = Callable[[Callable[[str], Reading]], None]


@pytest.fixture
async def coordinator(house: House) -> Actor:
    return await hire(house, "koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))


@pytest.fixture(autouse=True)
def reads(house: House, monkeypatch: pytest.MonkeyPatch) -> Reads:
    """Lets the router make of a text what a test says; at filing it comes too late, so nothing goes on by itself."""

    def to_read(of: Callable[[str], Reading]) -> None:
        async def read(asked: Asked) -> Reading:
            return of(asked.text)

        monkeypatch.setattr(house.advisor, "read", read)

    async def advise(asked: list[Asked]) -> list[Any]:
        return [None for _ in asked]

    monkeypatch.setattr(house.advisor, "advise", advise)
    to_read(lambda text: CLEAR)
    return to_read


def listed(page: httpx.Response) -> set[str]:
    return set(re.findall(r'name="pilih-([0-9a-f-]+)"', page.text))


def ticked(page: httpx.Response, *chosen: Complaint) -> dict[str, str]:
    return fields(page.text, PATH) | {f"pilih-{one.id}": "ya" for one in chosen}


async def test_those_ticked_are_forwarded_together_each_to_its_own_unit(
    client: httpx.AsyncClient, house: House, coordinator: Actor, reads: Reads
) -> None:
    road = Reading("uji:1", (Owner("BMBK", 0.96),), topic="jalan_rusak", learnt=True)
    reads(lambda text: road if "lubang" in text else CLEAR)
    lamp, hole, left = await filed(house, LAMP), await filed(house, "Jalan berlubang."), await filed(house, LAMP)
    async with signed_in(client, "koordinator") as own:
        page = await own.get(PATH)
        assert listed(page) == {str(lamp.id), str(hole.id), str(left.id)}
        assert " checked" not in page.text, "nobody forwards what nobody chose"
        assert (await own.get(PATH, params={"pilih": "semua"})).text.count(" checked") == 3
        data = ticked(page, lamp, hole)
        for _ in range(2):  # the second press of a double click
            answer = await own.post(PATH, data=data)
            assert answer.status_code == 200
            told = words(answer)
            assert "2 aduan diteruskan" in told
            assert "Diteruskan ke Dinas Perhubungan" in told
            assert "Diteruskan ke Dinas Bina Marga" in told
            assert listed(answer) == {str(left.id)}
    assert [(await state(house, one.id)).unit for one in (lamp, hole, left)] == ["DISHUB", "BMBK", None]
    assert (await state(house, hole.id)).topic == "jalan_rusak"
    after = await house.queries.case(coordinator, lamp.id)
    assert [entry.name for entry in after.entries].count("complaint.forwarded") == 1


async def test_one_lost_race_keeps_back_nobody_else(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    other = await hire(house, "koordinator.dua", (Role.COORDINATOR, "DISKOMINFOTIK"))
    made = [await filed(house, LAMP) for _ in range(4)]
    gone, changed, *_others = made
    async with signed_in(client, "koordinator") as own:
        data = ticked(await own.get(PATH), *made)
        await done(house, gone.id, c.Forward("BMBK"), other)
        await done(house, changed.id, c.AddReference("surat", "12/2026"), other)
        answer = await own.post(PATH, data=data)
    told = words(answer)
    assert "2 aduan diteruskan, 2 tidak" in told
    assert "tidak lagi menunggu di sini" in told
    assert "Tidak diteruskan: Aduan ini sudah berubah sejak halaman Anda dibuka." in told
    assert [(await state(house, one.id)).unit for one in made] == ["BMBK", None, "DISHUB", "DISHUB"]


@pytest.mark.parametrize(
    "values",
    [
        {"kind": Kind.OVERSIGHT, "about_unit": "BMBK"},
        {"about_unit": "DISHUB"},
        {"visibility": Visibility.CONFIDENTIAL},
        {"kind": Kind.FORMAL_INFORMATION},
        {"priority": Priority.DANGER},
        {"topic": "kekerasan_perempuan_anak"},
    ],
)
async def test_what_needs_care_is_never_among_them(
    client: httpx.AsyncClient, house: House, coordinator: Actor, values: dict[str, Any]
) -> None:
    if "topic" in values:
        region = await house.region.current()
        values = {"topic": next(one.code for one in region.topics if one.sensitive)}
    careful = await filed(house, LAMP, **values)
    await _never_forwarded(client, house, careful)


@pytest.mark.parametrize(
    "reading",
    [
        {"doubt": "road_owner"},
        {"missing": (Gap.WHERE,)},
        {"danger": (Reason(0, 5, 1.0, "danger"),)},
        {"kind": Kind.OVERSIGHT},
        {"owners": (Owner("DISHUB", 0.79), Owner("BMBK", 0.2))},
        {"owners": (Owner("out:PLN", 0.99),)},
        {"owners": (Owner("none:thanks", 0.99),)},
        {"owners": ()},
    ],
)
async def test_what_the_router_is_unsure_of_is_never_among_them(
    client: httpx.AsyncClient, house: House, coordinator: Actor, reads: Reads, reading: dict[str, Any]
) -> None:
    values: dict[str, Any] = {"owners": (Owner("DISHUB", 0.99),), "topic": "lampu_jalan", "learnt": True} | reading
    reads(lambda text: Reading("uji:1", **values))
    await _never_forwarded(client, house, await filed(house, LAMP))


async def test_what_a_unit_sent_back_is_looked_at_by_itself(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    officer = await hire(house, "bmbk", (Role.OFFICER, "BMBK"))
    complaint = await published(house, LAMP)
    await done(house, complaint.id, c.SendBack(c.Words("Bukan tugas kami.")), officer)
    await _never_forwarded(client, house, complaint)


async def test_what_is_posted_by_hand_is_no_command(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    complaint = await filed(house, LAMP)
    async with signed_in(client, "koordinator") as own:
        page = await own.get(PATH)
        good = ticked(page, complaint)
        for wrong in (
            {f"unit-{complaint.id}": "BMBK"},
            {f"unit-{complaint.id}": "TIDAK_ADA"},
            {"tingkat": "1"},
            {"tingkat": ""},
            {f"version-{complaint.id}": "-1"},
            {f"topic-{complaint.id}": "tidak_ada"},
        ):
            answer = await own.post(PATH, data=good | wrong)
            assert answer.status_code < 300, wrong
            assert (await state(house, complaint.id)).status is Status.SUBMITTED, wrong
        answer = await own.post(PATH, data=good | {"pilih-bukan-nomor": "ya", "pilih-" + "0" * 32: "ya"})
        assert "tidak lagi menunggu di sini" in words(answer)
    assert (await state(house, complaint.id)).unit == "DISHUB"


async def _never_forwarded(client: httpx.AsyncClient, house: House, careful: Complaint) -> None:
    """It is not on the page, and saying that it was ticked there does not help."""
    before = await state(house, careful.id)
    async with signed_in(client, "koordinator") as own:
        page = await own.get(PATH, params={"tingkat": "80"})
        assert str(careful.id) not in page.text
        token = fields(page.text, "/keluar")
        hidden = {f"version-{careful.id}": str(before.version), f"unit-{careful.id}": "DISHUB", "tingkat": "80"}
        answer = await own.post(PATH, data=token | hidden | {f"pilih-{careful.id}": "ya"})
        assert answer.status_code < 300
    assert (await state(house, careful.id)).version == before.version

"""What was sent to bodies outside: followed until they answer, the answer told to the citizen, nothing betrayed."""

import re
from datetime import timedelta

import httpx
import pytest

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Kind, Visibility
from complaints.outside import Outside
from people.actor import Actor, Role
from tests.web.citizen import COORDINATOR, done, errors, fields, filed, follow, later, state, typed, words
from tests.web.officer import address, hire, signed_in
from web import outside
from web.house import House

PATH = "/kantor/luar"
POLE = "Tiang listrik miring di depan rumah saya."


@pytest.fixture
async def coordinator(house: House) -> Actor:
    return await hire(house, "koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))


async def bodies(house: House) -> tuple[str, str]:
    first, second, *_rest = (await house.region.current()).bodies
    return first.code, second.code


async def sent(house: House, body: str, text: str = POLE, **values: object) -> Complaint:
    complaint = await filed(house, text, **values)
    return await done(house, complaint.id, c.ForwardOut(body), COORDINATOR)


def listed(page: httpx.Response) -> list[str]:
    return re.findall(r'<th scope="row" role="rowheader"><a href="/kantor/aduan/([0-9a-f-]+)"', page.text)


async def test_the_longest_silent_comes_first_and_each_state_has_its_list(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    one, other = await bodies(house)
    silent = await sent(house, one)
    later(house, days=30)
    waiting, answered = await sent(house, other), await sent(house, one)
    later(house, days=4)  # from a Sunday to Christmas Eve, which is a joint day off
    await done(house, answered.id, c.RecordReply(c.Words("Sudah kami betulkan.")), coordinator)
    async with signed_in(client, "koordinator") as own:
        page = await own.get(PATH)
        assert listed(page) == [str(silent.id), str(waiting.id), str(answered.id)]
        assert re.findall(r'<p class="stat__value">(\d+)</p>', page.text) == ["3", "1", "1", "1"]
        found = {
            name: listed(await own.get(PATH, params={"state": name})) for name in ("silent", "waiting", "answered")
        }
        assert found == {"silent": [str(silent.id)], "waiting": [str(waiting.id)], "answered": [str(answered.id)]}
        assert listed(await own.get(PATH, params={"body": other})) == [str(waiting.id)]
        assert listed(await own.get(PATH, params={"body": "TIDAK_ADA", "state": "x", "halaman": "-3"})) == listed(page)
    told = words(page)
    assert "dijawab setelah 3 hari kerja" in told
    assert "Median sampai dijawab" in told
    assert re.search(r"\d+ hari kerja yang lalu", told)


async def test_a_long_list_says_how_far_one_has_come(
    client: httpx.AsyncClient, house: House, coordinator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside, "SIZE", 2)
    for body in (*await bodies(house), (await bodies(house))[0]):
        await sent(house, body)
    async with signed_in(client, "koordinator") as own:
        assert "1–2 dari 3" in words(await own.get(PATH))
        assert "3–3 dari 3" in words(await own.get(PATH, params={"halaman": "2"}))


async def test_an_answer_is_written_down_and_the_citizen_and_everybody_reads_it(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    body, _other = await bodies(house)
    complaint = await sent(house, body)
    name = (await house.region.current()).body[body].name
    async with signed_in(client, "koordinator") as own:
        page = await own.get(PATH)
        data = fields(page.text, address(complaint.id, "jawaban"))
        answer = await own.post(address(complaint.id, "jawaban"), data=data | {"words": " "})
        assert answer.status_code == 422
        assert errors(answer.text) == ["Tuliskan isi jawabannya."]
        answer = await own.post(address(complaint.id, "jawaban"), data=data | {"words": "Tiang diganti 2 Desember."})
        assert answer.headers["location"] == f"{PATH}?berhasil=jawaban"
        page = await own.get(answer.headers["location"])
        assert "Jawaban instansi lain sudah dicatat, dan pelapor diberi tahu." in words(page)
        assert address(complaint.id, "jawaban") not in page.text
        case = await own.get(f"/kantor/aduan/{complaint.id}")
        assert "Koordinator" in words(case)
    assert (await state(house, complaint.id)).answered_outside_at is not None
    for page in (await client.get(follow(house, complaint)), await client.get(f"/lacak/{complaint.code}")):
        told = words(page)
        assert f"{name} sudah menjawab" in told
        assert "Tiang diganti 2 Desember." in told
        assert "nama koordinator" not in told.casefold()


async def test_a_second_coordinator_at_the_same_time_is_told_kindly_and_keeps_the_words(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    body, _other = await bodies(house)
    complaint = await sent(house, body)
    async with signed_in(client, "koordinator") as own:
        data = fields((await own.get(PATH)).text, address(complaint.id, "jawaban"))
        await done(house, complaint.id, c.AddReference("surat", "77/2026"), coordinator)
        answer = await own.post(address(complaint.id, "jawaban"), data=data | {"words": "Sudah diganti."})
        assert answer.status_code == 409
        assert typed(answer.text, "words") == "Sudah diganti."
        assert "77/2026" in words(await own.get(PATH))


async def test_supervisors_follow_and_write_nothing_and_read_no_confidential_words(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    body, _other = await bodies(house)
    complaint = await sent(house, body, visibility=Visibility.CONFIDENTIAL)
    await done(house, complaint.id, c.AddReference("surat", "77/2026"), coordinator)
    async with signed_in(client, "pengawas") as own:
        page = await own.get(PATH)
    assert listed(page) == [str(complaint.id)]
    assert "Tiang listrik" not in page.text
    assert "77/2026" not in page.text
    assert "Aduan rahasia" in words(page)
    assert address(complaint.id, "jawaban") not in page.text


async def test_a_report_of_wrongdoing_that_left_the_house_is_on_nobodys_list(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    """One about the inspectorate itself goes straight to a body above it."""
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    hidden = await filed(house, "Diminta uang oleh pemeriksa.", kind=Kind.OVERSIGHT, about_unit="INSP")
    assert hidden.body
    for username in ("koordinator", "pengawas"):
        async with signed_in(client, username) as own:
            page = await own.get(PATH)
            assert str(hidden.id) not in page.text
            assert listed(page) == []
            assert "Tidak ada aduan di sini" in words(page)
    actor = Actor("officer", None, ())
    now = house.clock.now()
    assert (await Outside(house.database).page(actor, now - timedelta(days=20))).total == 0
    assert await Outside(house.database).exchanges(actor, now, "Asia/Jakarta") == []

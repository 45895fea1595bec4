"""Splitting a report at the desk: what is proposed, what becomes of files, and what each reads of the parts."""

import re
from html import unescape

import httpx
import pytest

from complaints.complaint import Complaint
from complaints.kinds import Kind, Priority, Status, Suspicion, Visibility
from complaints.views import Filter
from people.actor import Actor, Role
from people.contact import Contact
from tests.web.citizen import errors, fields, filed, follow, later, photo, sent, state, typed, words
from tests.web.officer import hire, signed_in
from web.house import House

TWO = (
    "Jalan provinsi di Kalirejo berlubang sejak Januari sampai truk sering terguling. Selain itu obat darah tinggi di "
    "apotek RSUD Abdul Moeloek selalu kosong sejak bulan lalu."
)
DESK = "/kantor/triase"


@pytest.fixture
async def coordinator(house: House) -> Actor:
    return await hire(house, "koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))


def form(complaint: Complaint) -> str:
    return f"{DESK}/{complaint.id}/bagi"


async def split(own: httpx.AsyncClient, complaint: Complaint, **typed_in: str) -> httpx.Response:
    """Two parts as they are proposed, with what is typed over it."""
    page = await own.get(form(complaint))
    assert page.status_code == 200, page.text
    data = fields(page.text, form(complaint))
    for place in ("1", "2"):
        data[f"{place}-words"] = typed(page.text, f"{place}-words")
        data[f"{place}-unit"] = value_of(page.text, f"{place}-unit")
    return await own.post(form(complaint), data=data | typed_in)


def value_of(page: str, name: str) -> str:
    found = re.search(rf'<input [^>]*name="{name}"[^>]* value="([^"]*)"', page)
    return unescape(found[1]) if found else ""


async def parts(house: House, complaint: Complaint) -> list[Complaint]:
    return [await state(house, one) for one in (await state(house, complaint.id)).split_into]


async def test_what_the_router_reads_in_its_sentences_is_proposed_and_becomes_cases(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    complaint = await filed(house, TWO, contact=Contact(email="siti@contoh.id"))
    later(house, hours=1)
    waits = await filed(house, "Lampu jalan mati.")
    async with signed_in(client, "koordinator") as own:
        page = await own.get(DESK, params={"aduan": str(complaint.id)})
        there = re.search(r'href="([^"]*/bagi\?[^"]*)" data-key="m"', page.text)
        assert there is not None
        page = await own.get(unescape(there[1]))
        assert typed(page.text, "1-words").startswith("Jalan provinsi")
        assert typed(page.text, "2-words").startswith("Selain itu obat")
        assert value_of(page.text, "1-unit") == "Dinas Bina Marga dan Bina Konstruksi"
        assert value_of(page.text, "2-unit") == "RSUD Dr. H. Abdul Moeloek"
        data = fields(page.text, form(complaint)) | {
            f"{n}-{name}": value
            for n in ("1", "2")
            for name, value in (
                ("words", typed(page.text, f"{n}-words")),
                ("unit", value_of(page.text, f"{n}-unit")),
            )
        }
        first, second = [await own.post(form(complaint), data=data) for _press in range(2)]
        assert first.status_code == second.status_code == 303
        assert first.headers["location"] == second.headers["location"]
        page = await own.get(first.headers["location"])
        assert "Laporan sudah dibagi." in words(page)
        assert f"aduan={waits.id}" in first.headers["location"], "the next one stands open"
        made = await parts(house, complaint)
        assert [one.unit for one in made] == ["BMBK", "RSUDAM"]
        page = await own.get(f"/kantor/aduan/{complaint.id}")
        assert all(f"/kantor/aduan/{one.id}" in page.text for one in made)
        page = await own.get(f"/kantor/aduan/{made[0].id}")
        assert f'href="/kantor/aduan/{complaint.id}"' in page.text, "the way back to the whole"
    page = await client.get(follow(house, complaint))
    assert "Menjadi 2 aduan" in words(page)
    assert all(follow(house, one) in page.text for one in made), "one code leads to all"
    page = await client.get(follow(house, made[1]))
    assert follow(house, complaint) in page.text
    assert "siti@contoh.id" not in (await client.get(f"/lacak/{made[1].code}")).text


async def test_who_only_knows_the_code_finds_what_everybody_may_read_and_hears_of_nothing_else(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    complaint = await filed(house, TWO)
    async with signed_in(client, "koordinator") as own:
        assert (await split(own, complaint, **{"2-oversight": "ya"})).status_code == 303
        open_one, secret = await parts(house, complaint)
        assert (secret.restricted, secret.unit, secret.kind) == (True, "INSP", Kind.OVERSIGHT)
        for hidden in (complaint, secret):
            assert (await own.get(f"/kantor/aduan/{hidden.id}")).status_code == 404, "not even for who split it"
        again = await own.post(form(complaint), data={"1-words": "x", "2-words": "y"})
        assert again.status_code in (403, 404)
    page = await client.get(f"/lacak/{complaint.code}")
    assert open_one.code in page.text.replace("-", "")
    assert secret.code not in page.text.replace("-", "")
    assert len(set(re.findall(r'href="/lacak/(\w{11})"', page.text)) - {complaint.code}) == 1, "no trace of another"
    page = await client.get(follow(house, complaint))
    assert follow(house, secret) in page.text, "but to whoever told it"


async def test_chosen_photos_go_with_a_part_and_live_on_without_the_whole(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    answer = await sent(client, house, [photo("teal"), photo("maroon", "obat.jpg")], text=TWO)
    assert answer.status_code in (200, 303), answer.text
    listed = await house.queries.listing(coordinator, Filter())
    complaint = await state(house, listed.lines[0].id)
    first, second = complaint.files
    async with signed_in(client, "koordinator") as own:
        page = (await own.get(form(complaint))).text
        for wanted in (f"{n}-file-{file.id}" for n in (1, 2) for file in complaint.files):
            assert re.search(rf'name="{wanted}" value="ya" checked', page), "none is forgotten"
        done = await split(own, complaint, **{f"1-file-{first.id}": "ya", f"2-file-{second.id}": "ya"})
        assert done.status_code == 303
        made = await parts(house, complaint)
        assert [len(one.files) for one in made] == [1, 1]
        before = await own.get(f"/kantor/aduan/{made[0].id}/foto/{made[0].files[0].id}")
        page = await client.get(f"{follow(house, complaint)}/hapus")
        data = fields(page.text, f"{follow(house, complaint)}/hapus") | {"sure": "ya"}
        assert (await client.post(f"{follow(house, complaint)}/hapus", data=data)).status_code == 303
        after = await own.get(f"/kantor/aduan/{made[0].id}/foto/{made[0].files[0].id}")
    assert before.status_code == after.status_code == 200
    assert before.content == after.content


async def test_a_form_that_cannot_be_followed_comes_back_with_everything_and_a_part_more_or_fewer(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    complaint = await filed(house, TWO, priority=Priority.DANGER)
    async with signed_in(client, "koordinator") as own:
        back = await split(own, complaint, **{"1-words": "", "2-unit": "Kantor Entah"})
        assert back.status_code == 422
        assert len(errors(back.text)) == 2
        assert value_of(back.text, "2-unit") == "Kantor Entah"
        no_danger = await split(own, complaint)
        assert no_danger.status_code == 422
        assert "Tandai bagian yang memuat bahaya itu." in words(no_danger)
        more = await split(own, complaint, tambah="ya", **{"2-words": "Bagian kedua."})
        assert typed(more.text, "2-words") == "Bagian kedua."
        assert '<textarea class="input" id="3-words"' in more.text
        data = fields(more.text, form(complaint)) | {"1-words": "a", "2-words": "b", "3-words": "c", "hapus": "2"}
        fewer = await own.post(form(complaint), data=data)
        assert [typed(fewer.text, f"{n}-words") for n in ("1", "2")] == ["a", "c"]
    assert (await state(house, complaint.id)).status is Status.SUBMITTED


async def test_confidential_stays_confidential_and_a_topic_that_few_may_know_closes_the_whole(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    hidden, plain = await filed(house, TWO, visibility=Visibility.CONFIDENTIAL), await filed(house, TWO)
    region = await house.region.current()
    sensitive = next(code for code, rule in region.rules.topics.items() if rule.sensitive and rule.kind is None)
    async with signed_in(client, "koordinator") as own:
        assert (await split(own, hidden)).status_code == 303
        assert (await split(own, plain, **{"2-topic": sensitive})).status_code == 303
    assert {one.visibility for one in await parts(house, hidden)} == {Visibility.CONFIDENTIAL}
    first, second = await parts(house, plain)
    assert (first.visibility, second.visibility) == (Visibility.PUBLIC, Visibility.CONFIDENTIAL)
    assert (await state(house, plain.id)).visibility is Visibility.CONFIDENTIAL, "its words are those of the part"


async def test_what_a_program_may_have_sent_is_a_list_of_its_own(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    plain, odd = await filed(house, TWO), await filed(house, "Beli sekarang.", suspicion=Suspicion.TRAP)
    async with signed_in(client, "koordinator") as own:
        page = await own.get(DESK)
        assert re.search(r'href="/kantor/triase\?state=diduga">Diduga program <span class="count">1<', page.text)
        page = await own.get(DESK, params={"state": "diduga"})
    assert f"aduan={odd.id}" in page.text
    assert f"aduan={plain.id}" not in page.text


async def test_cases_to_merge_into_are_searched_by_words_and_by_code(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    one, other = await filed(house, TWO), await filed(house, "Jalan provinsi di Kalirejo berlubang dalam.")
    secret = await filed(house, "Pungutan di Kalirejo.", kind=Kind.OVERSIGHT)
    async with signed_in(client, "koordinator") as own:
        by_words = await own.get(f"{DESK}/cari", params={"kata": "Kalirejo", "selain": str(one.id)})
        by_code = await own.get(f"{DESK}/cari", params={"kata": other.code})
        short = await own.get(f"{DESK}/cari", params={"kata": "Ka"})
        hidden = await own.get(f"{DESK}/cari", params={"kata": secret.code})
    assert [found["value"] for found in by_words.json()] == [other.code]
    assert [found["value"] for found in by_code.json()] == [other.code]
    assert short.json() == hidden.json() == []

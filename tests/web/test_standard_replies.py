"""Standard replies over the pages: written, chosen without scripts, sent, counted, warned of where nothing is added."""

import asyncio
import re

import httpx

from complaints import commands as c
from complaints.standard_replies import NOTHING, Draft, Outcome, StandardReplies
from people.actor import Role
from tests.web.citizen import done, errors, fields, photo, published, taken, typed, words
from tests.web.officer import address, hire, looked_at, make, signed_in
from web.house import House
from web.lookup import reporter
from web.standard_replies import standing

REPLY = "Terima kasih, aduan {kode} sudah kami tangani. Lubang di {tempat} sudah ditambal oleh regu pemeliharaan kami."


async def write(desk: httpx.AsyncClient, path: str = "/kantor/balasan/baru", **values: str) -> httpx.Response:
    page = await desk.get(path)
    return await desk.post(path, data=fields(page.text, path) | {"title": "Tambal", "words": REPLY} | values)


async def test_of_two_who_write_at_once_one_is_kept_and_the_other_told(house: House) -> None:
    admin = await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    book = StandardReplies(house.database, house.clock)
    reply = await book.write(admin, Draft("Survei", None, None, "Kami survei."))
    words_of = [f"Kami survei {day}." for day in ("besok", "lusa", "pekan depan")]
    tried = [book.write(admin, Draft("Survei", None, None, one, seen=1), reply) for one in words_of]
    outcomes = await asyncio.gather(*tried, return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["Stale", "Stale", "UUID"]
    assert [one.version for one in await book.versions(reply)] == [2, 1]


async def test_a_reply_is_written_chosen_warned_of_sent_and_judged(client: httpx.AsyncClient, house: House) -> None:
    officer = await hire(house, "bmbk", (Role.OFFICER, "BMBK"))
    await hire(house, "kepala", (Role.HEAD, "BMBK"))
    await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    book = StandardReplies(house.database, house.clock)
    async with signed_in(client, "kepala") as desk:
        refused = await write(desk, unit="DINKES", words="Yth. {nama_bupati}")
        assert refused.status_code == 422
        assert any("{nama_bupati}" in one for one in errors(refused.text))
        assert (await write(desk, unit="-")).status_code == 422  # all units are the administrator's
        assert (await write(desk, unit="BMBK", topic="jalan_rusak")).status_code == 303
    (reply,) = await book.current()
    complaint = await taken(house)
    async with signed_in(client, "bmbk") as desk:
        page = await desk.get(f"/kantor/aduan/{complaint.id}")
        assert "Untuk topik ini" in page.text
        form = await looked_at(desk, complaint.id, "selesai")
        put = await desk.post(
            f"/kantor/aduan/{complaint.id}/balasan/selesai",
            data=form | {"words": "Yth. Pelapor,", "balasan": str(reply.id)},
        )
        assert put.status_code == 303
        page = await desk.get(put.headers["location"].partition("#")[0])
        assert "Balasan baku ada di formulir" in words(page)
        text = typed(page.text, "words") if "selesai-words" not in page.text else _typed_in(page.text, "selesai-words")
        assert text.startswith("Yth. Pelapor,\n\nTerima kasih, aduan ")
        assert "{" not in text
        # Where the place is not known it has to be written; then, that nothing is added is said once.
        assert "[tempat]" in text
        open_field = await make(desk, complaint.id, "selesai", [photo()], words=text)
        assert "[tempat]" in errors(open_field.text)[0]
        text = text.replace("[tempat]", "Kedaton")
        script = (await desk.get(f"/kantor/aduan/{complaint.id}/balasan?pilih={reply.id}")).json()
        assert script["used"] == f"{reply.id}:1"
        form = await looked_at(desk, complaint.id, "selesai") | {"words": text, "balasan_dipakai": script["used"]}
        plain = text.removeprefix("Yth. Pelapor,\n\n").replace("Kedaton", "[tempat]").replace("[tempat]", "Kedaton")
        warned = await desk.post(address(complaint.id, "selesai"), data=form | {"words": plain}, files=[photo()])
        assert warned.status_code == 422
        assert "hampir sama persis" in words(warned)
        assert errors(warned.text) == []
        assert (await house.queries.case(officer, complaint.id)).complaint.resolved_at is None
        again = fields(warned.text, address(complaint.id, "selesai"))
        assert again["tetap"] == "ya"
        sent = await desk.post(address(complaint.id, "selesai"), data=again | {"words": plain}, files=[photo()])
        assert sent.status_code == 303, sent.text
    assert (await book.outcomes())[reply.id, 1] == Outcome(1, 1)
    await done(house, complaint.id, c.Dispute(c.Words("Masih berlubang.")), reporter(complaint.id))
    assert (await book.outcomes())[reply.id, 1] == Outcome(1, 1, 0, 1)
    async with signed_in(client, "admin") as desk:
        told = words(await desk.get("/kantor/balasan"))
        assert "0 setuju, 1 menyanggah" in told
        assert "terlalu sedikit untuk dinilai (1 dari 10)" in told
        at = f"/kantor/balasan/{reply.id}"
        assert (await write(desk, at, unit="BMBK", words=f"{REPLY} Mohon dinilai.")).status_code == 303
        stale = await write(desk, at, unit="BMBK", seen="1")
        assert stale.status_code == 409
        assert [one.version for one in await book.versions(reply.id)] == [2, 1]
        assert (await write(desk, at, unit="BMBK", langkah="pensiun")).status_code == 303
    assert await book.current() == []
    other = await published(house)
    async with signed_in(client, "bmbk") as desk:
        assert 'name="balasan"' not in (await desk.get(f"/kantor/aduan/{other.id}")).text


async def test_a_standard_reply_is_offered_only_where_the_reporter_reads_the_words(
    client: httpx.AsyncClient, house: House
) -> None:
    """A note, a word to the coordinator, and a question to another unit are read in the office alone."""
    await hire(house, "bmbk", (Role.OFFICER, "BMBK"))
    admin = await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    reply = await StandardReplies(house.database, house.clock).write(admin, Draft("Survei", None, None, "Kami survei."))
    complaint = await taken(house)
    at = f"/kantor/aduan/{complaint.id}"
    async with signed_in(client, "bmbk") as desk:
        page = (await desk.get(at)).text
        written_in = set(re.findall(r'<textarea class="input" id="([a-z-]+)-words"', page))
        offered = set(re.findall(r'data-reply-into="([a-z-]+)-words"', page))
        assert offered == {"selesai", "tanya", "kabari", "janji", "perpanjang"} & written_in
        assert {"catatan", "kembalikan"} <= written_in - offered
        assert {"selesai", "tanya", "kabari"} <= offered
        form = await looked_at(desk, complaint.id, "kembalikan") | {"balasan": str(reply)}
        assert (await desk.post(f"{at}/balasan/kembalikan", data=form)).status_code == 404


def _typed_in(page: str, identity: str) -> str:
    return typed(page[page.index(f'<textarea class="input" id="{identity}"') :], "words")


def test_nothing_is_said_of_few_and_a_reply_is_only_worse_where_that_is_sure() -> None:
    usual = Outcome(300, 300, 230, 70)
    assert standing(Outcome(9, 9, 0, 9), usual).few
    assert not standing(Outcome(9, 9, 0, 9), usual).worse
    assert standing(Outcome(20, 20, 5, 15), usual).worse
    assert not standing(Outcome(20, 20, 14, 6), usual).worse
    assert standing(NOTHING, NOTHING)[1:3] == (0.0, 1.0)

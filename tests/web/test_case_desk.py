"""The desk of a case without scripts: notes, ties, drafts, who else is there, files, and the file on paper."""

import asyncio
import re
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import httpx
import pytest
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import event
from sqlmodel import select

from complaints import commands as c
from complaints.kinds import Kind, Relation, Status, Visibility
from complaints.reply_drafts import ReplyDrafts
from complaints.views import Filter
from notices.dispatcher import facts_of
from notices.messages import body, headline
from notices.recipients import read_directory
from notices.tables import NoticeRow
from people.actor import Actor, Role
from tests.fakes import FakeLinks
from tests.web.citizen import (
    COORDINATOR,
    done,
    fields,
    filed,
    follow,
    later,
    photo,
    published,
    state,
    taken,
    typed,
    words,
)
from tests.web.officer import PASSWORD, address, looked_at, make, signed_in, staffed
from web.house import House
from web.lookup import reporter

SECRET = "Rumahnya kosong dua kali didatangi"
NOTE = f"{SECRET}. @koor mohon dicek dengan @kepala"


@pytest.fixture
async def staff(house: House) -> dict[str, Actor]:
    return await staffed(
        house,
        bmbk=(Role.OFFICER, "BMBK"),
        rekan=(Role.OFFICER, "BMBK"),
        kepala=(Role.HEAD, "BMBK"),
        koor=(Role.COORDINATOR, "DISKOMINFOTIK"),
        lain=(Role.OFFICER, "DINKES"),
    )


async def said_in_public(client: httpx.AsyncClient, house: House, complaint_id: object, code: str, own: str) -> str:
    """Everything somebody outside the office can read of a case, put together."""
    pages = [
        *(f"/lacak/{code}", own, f"{own}/data", "/aduan", "/aduan.atom", f"/aduan?q={SECRET.split()[0]}"),
        *(f"/api/v1/complaints/{code}", "/peta", "/data"),
    ]
    texts = []
    for path in pages:
        answer = await client.get(path)
        assert answer.status_code < 500, path
        texts.append(unescape(answer.text))
    packed = ZipFile(BytesIO((await client.get(f"{own}/berkas-saya.zip")).content))
    texts += [packed.read(name).decode("utf-8", "replace") for name in packed.namelist() if name.startswith("aduan.")]
    return "\n".join(texts)


async def test_a_note_is_read_by_colleagues_and_by_nobody_outside(
    client: httpx.AsyncClient, house: House, staff: dict[str, Actor]
) -> None:
    complaint = await published(house)
    await done(house, complaint.id, c.Take(), staff["bmbk"])
    own = follow(house, complaint)
    before = await state(house, complaint.id)
    public = (await client.get(f"/api/v1/complaints/{complaint.code}")).text
    later(house, hours=1)
    async with signed_in(client, "bmbk") as desk:
        answer = await make(desk, complaint.id, "catatan", words="Tolong @tidak-ada dan @lain")
        assert answer.status_code == 422
        assert "@tidak-ada, @lain tidak ada di antara petugas" in words(answer)
        assert typed(answer.text, "words") is not None
        answer = await make(desk, complaint.id, "catatan", words=NOTE)
        assert answer.status_code == 303
        page = await desk.get(f"/kantor/aduan/{complaint.id}?garis=catatan")
        assert SECRET in page.text
        assert "Catatan internal untuk Nama koor, Nama kepala" in words(page)
        assert "Diteruskan ke" not in re.sub(r"<nav.*?</nav>|<p class=\"road.*?</p>", "", page.text, flags=re.S)
        found = await desk.get(f"/kantor/aduan/{complaint.id}/rekan?q=ke")
        assert [one["username"] for one in found.json()] == ["kepala"]
        assert (await desk.get("/kantor/cari?words=kosong didatangi")).text.count(str(complaint.id)) >= 1
    async with signed_in(client, "lain") as stranger:
        assert (await stranger.get(f"/kantor/aduan/{complaint.id}")).status_code == 404
        assert (await stranger.get(f"/kantor/aduan/{complaint.id}/rekan")).status_code == 404
        assert str(complaint.id) not in (await stranger.get("/kantor/pemberitahuan")).text
    for mentioned in ("koor", "kepala"):
        async with signed_in(client, mentioned) as desk:
            notices = await desk.get("/kantor/pemberitahuan")
            assert "Anda disebut dalam catatan aduan" in words(notices)
            assert SECRET not in notices.text
    assert SECRET not in await said_in_public(client, house, complaint.id, complaint.code, own)
    assert (await client.get(f"/api/v1/complaints/{complaint.code}")).text == public
    after = await state(house, complaint.id)
    assert (after.person_version, after.changed_at) == (before.person_version, before.changed_at)
    assert (await house.queries.published(Filter(query="kosong didatangi"))).lines == ()
    assert "note.added" not in {
        one.name for one in (await house.queries.case(reporter(complaint.id), complaint.id)).entries
    }


async def test_whoever_is_mentioned_is_reached_by_mail_and_chat_without_a_word_of_the_note(
    house: House, staff: dict[str, Actor]
) -> None:
    complaint = await taken(house)
    post = (Role.HEAD, "BMBK")
    reached = await house.accounts.add("dihubungi", "Nama dihubungi", PASSWORD, [post], "kepala@contoh.id")
    mentions = (reached, staff["lain"].person)
    await done(house, complaint.id, c.Note(c.Words(NOTE), mentions), staff["bmbk"])  # type: ignore[arg-type]
    region = await house.region.current()
    async with house.database.reading() as session:
        notices = (await session.exec(select(NoticeRow).where(NoticeRow.event == "note.added"))).all()
        directory = await read_directory(session, house.keys, notices, region.reach, house.clock.now())
    told = {one.person: directory.recipients(one) for one in notices}
    assert set(told) == set(mentions)
    assert [one.addresses for one in told[reached]] == [{"email": "kepala@contoh.id"}]
    assert told[staff["lain"].person] == []  # may not see the case, whoever mentioned them
    for one in notices:
        facts = facts_of(one, directory.complaints[complaint.id], region)
        assert SECRET not in headline(facts) + body(facts, FakeLinks())


async def test_erasing_takes_notes_and_drafts_along(house: House, staff: dict[str, Actor]) -> None:
    complaint = await taken(house)
    person = staff["bmbk"].person
    assert person is not None
    drafts = ReplyDrafts(house.database, house.clock, house.keys)
    await drafts.save(complaint, person, "kabari", {"words": "Tim berangkat"}, complaint.version)
    await done(house, complaint.id, c.Note(c.Words(NOTE)), staff["bmbk"])
    assert len(await drafts.of(complaint)) == 1
    await done(house, complaint.id, c.Erase(), reporter(complaint.id))
    assert await drafts.of(await state(house, complaint.id)) == []
    case = await house.queries.case(staff["bmbk"], complaint.id)
    assert [one.erased for one in case.entries if one.name == "note.added"] == [True]


async def test_two_cases_are_tied_from_either_side_and_a_whole_asks_about_its_parts(
    client: httpx.AsyncClient, house: House, staff: dict[str, Actor]
) -> None:
    whole, part = await taken(house), await taken(house, "Saluran di depan pasar tersumbat.")
    hidden = await filed(house, "Diminta uang.", kind=Kind.OVERSIGHT, about_unit="DINKES")
    async with signed_in(client, "bmbk") as desk:
        for code, said in (
            ("", "Tuliskan kode aduan yang lain."),
            (hidden.code, "Kode aduan ini tidak kami temukan"),
            (whole.code, "tidak dapat dihubungkan dengan dirinya sendiri"),
        ):
            answer = await make(desk, whole.id, "hubungkan", code=code, relation="child")
            assert answer.status_code == 422
            assert said in words(answer)
        assert (await make(desk, whole.id, "hubungkan", code=part.code, relation="child")).status_code == 303
        page = await desk.get(f"/kantor/aduan/{whole.id}")
        assert "1 dari 1 masih berjalan" in words(page)
        assert f"/kantor/aduan/{part.id}" in page.text
        there = await desk.get(f"/kantor/aduan/{part.id}")
        assert f"/kantor/aduan/{whole.id}" in there.text
        assert "Menjadi bagian dari aduan induk" in words(there)
        # A tie is the office's own affair.
        assert part.code not in (await client.get(f"/lacak/{whole.code}")).text.replace("-", "")
        answer = await make(desk, whole.id, "selesai", words="Jalan sudah ditambal.")
        assert answer.status_code == 422
        assert "Bagian-bagian aduan ini belum selesai." in words(answer)
        assert typed(answer.text, "words") == "Jalan sudah ditambal."
        answer = await make(desk, whole.id, "selesai", words="Jalan sudah ditambal.", parts="ya")
        assert answer.status_code == 303
        assert (await state(house, whole.id)).status is Status.RESOLVED
        assert (await make(desk, part.id, "lepas", other=str(whole.id))).status_code == 303
    assert (await state(house, whole.id)).links == (await state(house, part.id)).links == {}


async def test_a_tie_to_a_case_one_may_not_see_is_not_there(
    client: httpx.AsyncClient, house: House, staff: dict[str, Actor]
) -> None:
    mine, theirs = await taken(house), await filed(house, "Obat kosong di puskesmas.")
    await done(house, theirs.id, c.Forward("DINKES"), COORDINATOR)
    cases = [(await house.queries.case(COORDINATOR, one.id)).complaint for one in (mine, theirs)]
    for one, other in (cases, cases[::-1]):
        await done(house, one.id, c.Link(other.id, Relation.RELATED), COORDINATOR)
    async with signed_in(client, "bmbk") as desk:
        page = await desk.get(f"/kantor/aduan/{mine.id}")
        assert str(theirs.id) not in page.text
        assert "Dihubungkan dengan" not in words(page)
    async with signed_in(client, "koor") as desk:
        assert str(theirs.id) in (await desk.get(f"/kantor/aduan/{mine.id}")).text


async def test_a_draft_survives_is_found_by_the_unit_and_goes_when_it_is_sent(
    client: httpx.AsyncClient, house: House, staff: dict[str, Actor]
) -> None:
    complaint = await published(house)
    await done(house, complaint.id, c.Take(), staff["bmbk"])
    at = f"/kantor/aduan/{complaint.id}"
    async with signed_in(client, "bmbk") as desk, signed_in(client, "rekan") as colleague:
        data = await looked_at(desk, complaint.id, "kabari") | {"words": "Tim berangkat Senin."}
        answer = await desk.post(f"{at}/draf/kabari", data=data)
        assert answer.headers["location"] == f"{at}?draf=kabari#langkah-kabari"
        page = await desk.get(at)
        assert "Tim berangkat Senin." in page.text
        async with house.database.reading() as session:
            raw = (await session.connection()).exec_driver_sql("SELECT typed FROM reply_drafts")
            assert b"berangkat" not in bytes((await raw).scalar_one())
        seen = await colleague.get(at)
        assert "Draf Nama bmbk" in words(seen)
        link = unescape(re.findall(r'href="([^"]*dari=[^"]*)"', seen.text)[0])
        taken_up = await colleague.get(link)
        assert "Tim berangkat Senin.</textarea>" in taken_up.text
        note = await looked_at(desk, complaint.id, "catatan") | {"words": "Masih ragu."}
        await desk.post(f"{at}/draf/catatan", data=note)
        assert "Masih ragu." not in (await colleague.get(at)).text
        # Somebody else was quicker: what changed is told, and the text stands in the box, ready to be sent again.
        await done(house, complaint.id, c.Inform(c.Words("Sudah disurvei.")), staff["rekan"])
        stale = await desk.post(address(complaint.id, "kabari"), data=data | {"words": "Tim berangkat Selasa."})
        assert stale.status_code == 409
        assert "Nama rekan, Dinas Bina Marga" in words(stale)
        assert "Sudah disurvei." in words(stale).partition("Di bawah adalah keadaan terbaru")[2][:400]
        assert "Tim berangkat Selasa.</textarea>" in stale.text
        again = fields(stale.text, address(complaint.id, "kabari")) | {"words": "Tim berangkat Selasa."}
        assert (await desk.post(address(complaint.id, "kabari"), data=again)).status_code == 303
        assert "Tim berangkat" not in re.sub(r'class="said.*?</p>', "", (await desk.get(at)).text, flags=re.S)
        later(house, days=31)
        assert await ReplyDrafts(house.database, house.clock, house.keys).sweep() == 1


async def test_a_draft_that_comes_after_its_form_was_sent_is_not_kept(
    client: httpx.AsyncClient, house: House, staff: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    complaint = await published(house)
    await done(house, complaint.id, c.Take(), staff["bmbk"])
    at, by_itself = f"/kantor/aduan/{complaint.id}", {"Accept": "application/json"}
    drafts = ReplyDrafts(house.database, house.clock, house.keys)
    async with signed_in(client, "bmbk") as desk:
        form = await looked_at(desk, complaint.id, "kabari") | {"words": "Tim berangkat Senin."}
        assert (await desk.post(f"{at}/draf/kabari", data=form, headers=by_itself)).json()["saved"]
        assert (await desk.post(address(complaint.id, "kabari"), data=form)).status_code == 303
        late = form | {"words": "Tim berangkat"}
        assert (await desk.post(f"{at}/draf/kabari", data=late, headers=by_itself)).json()["saved"] == ""
        assert await drafts.of(await state(house, complaint.id)) == []
        # Another form of the same move, and what somebody asks to be kept, are no echo of what was sent.
        await desk.post(f"{at}/draf/kabari", data=late | {"words": "Tambahan."})
        (kept,) = await drafts.of(await state(house, complaint.id))
        assert kept.typed["words"] == "Tambahan."
        # It was looked for before the sending, and written after it.
        answers = iter([False, True])
        monkeypatch.setattr(ReplyDrafts, "_sent", lambda *_of: asyncio.sleep(0, next(answers)))
        assert (await desk.post(f"{at}/draf/kabari", data=late, headers=by_itself)).json()["saved"] == ""
        assert await drafts.of(await state(house, complaint.id)) == []


async def test_a_draft_of_a_unit_that_no_longer_has_the_case_is_not_shown_to_the_next(
    client: httpx.AsyncClient, house: House, staff: dict[str, Actor]
) -> None:
    complaint = await published(house)
    person = staff["bmbk"].person
    assert person is not None
    drafts = ReplyDrafts(house.database, house.clock, house.keys)
    await drafts.save(complaint, person, "kembalikan", {"words": "Ini tugas dinas lain"}, complaint.version)
    await done(house, complaint.id, c.SendBack(c.Words("Bukan jalan provinsi.")), staff["bmbk"])
    moved = await done(house, complaint.id, c.Forward("DINKES"), COORDINATOR)
    assert await drafts.of(moved) == []
    async with signed_in(client, "koor") as desk:
        page = words(await desk.get(f"/kantor/aduan/{complaint.id}"))
        assert "1 kali berpindah unit" in page
        assert "Nama bmbk, Dinas Bina Marga" in page
        assert "Bukan jalan provinsi." in page


async def test_a_form_whose_session_ended_is_sent_again_from_the_very_page(
    client: httpx.AsyncClient, house: House, staff: dict[str, Actor]
) -> None:
    complaint = await published(house)
    await done(house, complaint.id, c.Take(), staff["bmbk"])
    async with signed_in(client, "bmbk") as desk:
        data = await looked_at(desk, complaint.id, "kabari") | {"words": "Sudah disurvei, tunggu material."}
        session = desk.cookies.get("tanggap_sesi")
        desk.cookies.delete("tanggap_sesi")
        ended = await desk.post(address(complaint.id, "kabari"), data=data)
        assert ended.status_code == 403
        assert typed(ended.text, "words") == "Sudah disurvei, tunggu material."
        again = fields(ended.text, address(complaint.id, "kabari")) | {"words": typed(ended.text, "words")}
        desk.cookies.set("tanggap_sesi", session or "")
        assert (await desk.post(address(complaint.id, "kabari"), data=again)).status_code == 303


async def test_whoever_opens_a_case_is_seen_there_for_a_minute(
    client: httpx.AsyncClient, house: House, staff: dict[str, Actor]
) -> None:
    complaint = await taken(house)
    at = f"/kantor/aduan/{complaint.id}"
    async with (
        signed_in(client, "bmbk") as desk,
        signed_in(client, "rekan") as colleague,
        signed_in(client, "lain") as no,
    ):
        first = await desk.get(at)
        assert "sedang membuka" not in words(first)
        data = fields(first.text, address(complaint.id, "kabari"))
        sign = {"_csrf_token": data["_csrf_token"], "version": data["version"], "writing": "selesai"}
        assert (await desk.post(f"{at}/hadir", data=sign)).json() == {"others": [], "changed": ""}
        assert "Nama bmbk sedang menulis: nyatakan selesai." in words(await colleague.get(at))
        assert (await no.post(f"{at}/hadir", data=sign)).status_code in (403, 404)
        await done(house, complaint.id, c.Inform(c.Words("Tim berangkat.")), staff["rekan"])
        told = (await desk.post(f"{at}/hadir", data=sign)).json()
        assert told["others"] == ["Nama rekan sedang membuka aduan ini."]
        assert told["changed"].startswith("Aduan ini baru saja diubah orang lain.")
        later(house, seconds=61)
        assert "Nama rekan" not in words(await desk.get(at)).partition("Perjalanan aduan")[0].partition("Laporan")[0]


async def test_files_have_small_pictures_a_page_each_and_stand_on_the_paper(
    client: httpx.AsyncClient, house: House, staff: dict[str, Actor]
) -> None:
    complaint = await taken(house, visibility=Visibility.ANONYMOUS)
    at = f"/kantor/aduan/{complaint.id}"
    async with signed_in(client, "bmbk") as desk:
        for colour in ("teal", "navy"):
            assert (await make(desk, complaint.id, "berkas", [photo(colour)])).status_code == 303
        await make(desk, complaint.id, "catatan", words=SECRET)
        page = await desk.get(at)
        small = re.findall(rf'src="({at}/foto/[0-9a-f-]+/kecil)"', page.text)
        picture = await desk.get(small[0])
        assert picture.headers["content-type"] == "image/jpeg"
        assert max(Image.open(BytesIO(picture.content)).size) <= 416
        first, second = dict.fromkeys(re.findall(rf'href="({at}/lampiran/[0-9a-f-]+)"', page.text))
        shown = await desk.get(first)
        assert "1 dari 2" in words(shown)
        assert f'href="{second}" rel="next"' in shown.text
        paper = await desk.get(f"{at}/berkas.pdf")
        with_notes = await desk.get(f"{at}/berkas.pdf?catatan=ya")
        assert paper.headers["content-type"] == "application/pdf"
    read = [PdfReader(BytesIO(one.content)) for one in (paper, with_notes)]
    texts = [" ".join(" ".join(sheet.extract_text() for sheet in one.pages).split()) for one in read]
    assert SECRET not in texts[0]
    assert SECRET in texts[1]
    assert "Memuat catatan internal." in texts[1]
    assert all("Foto 2" in text and "Sidik jari" in text for text in texts)
    assert read[0].trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert read[0].pages[-1] is not None
    async with signed_in(client, "lain") as stranger:
        for path in (f"{at}/berkas.pdf", first, small[0]):
            assert (await stranger.get(path)).status_code == 404


async def test_a_busy_case_asks_the_database_no_more_often_than_a_fresh_one(
    client: httpx.AsyncClient, house: House, staff: dict[str, Actor]
) -> None:
    fresh, busy = await taken(house), await taken(house)
    people = [one.person for one in staff.values() if one.person is not None]
    for number in range(6):
        other = await taken(house, f"Lubang ke-{number} di jalan yang sama.")
        await done(house, busy.id, c.Link(other.id, Relation.CHILD), staff["bmbk"])
        await done(house, busy.id, c.Note(c.Words(f"Catatan {number}"), tuple(people)), staff["rekan"])
        picture = await house.attachments.store(busy.id, photo(f"#0{number}4080")[1][1], "foto.jpg")
        await done(house, busy.id, c.Attach(picture), staff["kepala"])
    asked: list[str] = []

    def heard(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    async with signed_in(client, "bmbk") as desk:
        await desk.get(f"/kantor/aduan/{fresh.id}")
        event.listen(house.database.engine.sync_engine, "before_cursor_execute", heard)
        counts = []
        for one in (fresh, busy):
            asked.clear()
            assert (await desk.get(f"/kantor/aduan/{one.id}")).status_code == 200
            counts.append(len(asked))
        event.remove(house.database.engine.sync_engine, "before_cursor_execute", heard)
    # What is tied to it is read at once, and so is the beginning of each report.
    assert counts[1] <= counts[0] + 3


async def test_a_case_is_given_to_a_colleague_on_its_own_page(
    client: httpx.AsyncClient, house: House, staff: dict[str, Actor]
) -> None:
    complaint = await taken(house)
    at = f"/kantor/aduan/{complaint.id}"
    async with signed_in(client, "kepala") as desk:
        await make(desk, complaint.id, "serahkan", officer=str(staff["bmbk"].person))
    async with signed_in(client, "bmbk") as desk:
        offered = re.search(r'<select[^>]*name="officer".*?</select>', (await desk.get(at)).text, re.S)
        assert offered is not None
        known = {name: str(one.person) in offered[0] for name, one in staff.items()}
        assert known == {"bmbk": False, "rekan": True, "kepala": True, "koor": False, "lain": False}
        nobody = await make(desk, complaint.id, "serahkan")
        assert (nobody.status_code, "Pilih petugas yang menerimanya." in words(nobody)) == (422, True)
        stranger = await make(desk, complaint.id, "serahkan", officer=str(staff["lain"].person))
        assert (stranger.status_code, "Pilih petugas dari unit" in words(stranger)) == (422, True)
        given = await make(desk, complaint.id, "serahkan", officer=str(staff["rekan"].person))
        assert "Aduan sudah diserahkan." in words(await desk.get(given.headers["location"]))
    assert (await state(house, complaint.id)).taken_by == staff["rekan"].person
    async with signed_in(client, "rekan") as desk:
        assert "diserahkan kepada Anda" in words(await desk.get("/kantor/pemberitahuan"))
    async with signed_in(client, "koor") as desk:
        assert 'name="officer"' not in (await desk.get(at)).text

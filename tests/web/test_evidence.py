"""Closing with evidence and a second person on the pages, and the lists for those who oversee."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from io import BytesIO
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import pytest
from PIL import Image
from sqlmodel import select

from complaints import commands as c
from complaints.captures import Captures, captured
from complaints.closing import NO_EVIDENCE
from complaints.complaint import Complaint
from complaints.kinds import Kind, Stage, Status, Visibility
from complaints.tables import FileCaptureRow, PhotoViewRow
from people.actor import SYSTEM, Actor, Role
from sla import closing_samples, evidence_review
from sla.closing_samples import ClosingSamples, UnitResult, drawn
from sla.evidence_review import EvidenceReview, Many, Pair
from sla.evidence_signs import EvidenceSigns
from sla.tables import EvidenceSignRow, SampledCaseRow
from sla.watch import Watch
from tests.closing import needs_evidence
from tests.complaints.test_photo_views import cut, scene, stored
from tests.web.citizen import COORDINATOR, OFFICER, Upload, done, errors, filed, follow, later, state, typed
from tests.web.officer import hire, looked_at, make, signed_in
from web.house import House

JAKARTA = ZoneInfo("Asia/Jakarta")
ANSWER = "Lubang di depan pasar sudah kami tambal dengan aspal panas."
PLACE = c.Place(-5.4, 105.26, None, "18.71")


def told(seed: int, taken: datetime | None = None, place: tuple[float, float] | None = None) -> bytes:
    """A photo with what a telephone writes beside it, in local time without an offset."""
    picture, written = scene(seed), BytesIO()
    exif = Image.Exif()
    if taken is not None:
        exif.get_ifd(0x8769)[0x9003] = taken.astimezone(JAKARTA).strftime("%Y:%m:%d %H:%M:%S")
    if place is not None:
        gps = exif.get_ifd(0x8825)
        for tag, ref, value, names in ((2, 1, place[0], "NS"), (4, 3, place[1], "EW")):
            gps[ref], gps[tag] = names[value < 0], (abs(value), 0.0, 0.0)
    picture.save(written, "JPEG", quality=90, exif=exif)
    return written.getvalue()


def upload(data: bytes) -> Upload:
    return "photos", ("hasil.jpg", data, "image/jpeg")


async def at_work(house: House, officer: Actor, photo: bytes | None = None, unit: str = "BMBK") -> Complaint:
    """A case with a place that an officer of the unit has taken, perhaps with the citizen's photo."""
    place = c.Words('{"latitude":-5.4,"longitude":105.26,"area":"18.71"}')
    case = await filed(house, place=PLACE, place_words=place, kind=Kind.ORDINARY)
    if photo is not None:
        await attach(house, case.id, photo, Actor("citizen", holds=case.id))
    await done(house, case.id, c.Forward(unit, "jalan_rusak"), COORDINATOR)
    return await done(house, case.id, c.Take(), officer)


async def attach(house: House, case: UUID, data: bytes, by: Actor) -> UUID:
    file = await house.attachments.store(case, data, "foto.jpg")
    await done(house, case, c.Attach(file), by)
    return file.id


async def compared(house: House) -> list[EvidenceSignRow]:
    signs = EvidenceSigns(house.database, house.clock, house.region, house.attachments)
    while await signs.run():
        pass
    async with house.database.reading() as session:
        return list((await session.exec(select(EvidenceSignRow))).all())


async def test_closing_with_evidence_and_a_second_person(house: House, client: httpx.AsyncClient) -> None:
    officer = await hire(house, "petugas", (Role.OFFICER, "BMBK"))
    await hire(house, "kepala", (Role.HEAD, "BMBK"))
    await needs_evidence(house, units=("BMBK",))
    case = await at_work(house, officer, told(2))
    async with signed_in(client, "petugas") as own, signed_in(client, "kepala") as head:
        page = await own.get(f"/kantor/aduan/{case.id}")
        assert "Orang kedua di unit memeriksa jawaban ini dahulu" in page.text
        refused = await make(own, case.id, "selesai", words=ANSWER)
        assert refused.status_code == 422
        assert errors(refused.text) == [NO_EVIDENCE]
        assert typed(refused.text, "words") == ANSWER

        refused = await make(own, case.id, "selesai", files=[upload(told(2))], words=ANSWER)
        assert refused.status_code == 422
        assert errors(refused.text)[0].startswith("Berkas ini sudah ada pada aduan ini."), "it was sent, and is not new"

        sent = await make(own, case.id, "selesai", files=[upload(told(1))], words=ANSWER)
        assert sent.status_code == 303, sent.text
        waiting = unescape((await own.get(sent.headers["location"])).text)
        assert "Pelapor belum diberi tahu" in waiting
        assert 'id="usulan"' in waiting
        assert "/setuju" not in waiting, "nobody looks at their own answer"
        follower = (await house.queries.public_case(case.id)).entries
        assert all(one.name != "resolution.proposed" for one in follower)

        back = await make(head, case.id, "perbaiki", words="Fotonya belum menunjukkan seluruh jalan.")
        assert back.status_code == 303
        again = unescape((await own.get(f"/kantor/aduan/{case.id}")).text)
        assert "Fotonya belum menunjukkan seluruh jalan." in again
        await make(own, case.id, "selesai", words=ANSWER)
        assert (await make(head, case.id, "setuju")).status_code == 303
    after = await house.queries.case(Actor("citizen", holds=case.id), case.id)
    assert after.complaint.status is Status.RESOLVED
    assert after.resolution == ANSWER
    assert "Fotonya belum" not in str(after.entries)


async def test_a_document_shows_what_was_done_to_who_asked_and_to_nobody_else_outside(
    house: House, client: httpx.AsyncClient
) -> None:
    officer = await hire(house, "petugas", (Role.OFFICER, "DISHUB"))
    await needs_evidence(house)
    case = await at_work(house, officer, unit="DISHUB")
    whole, torn = b"%PDF-1.7\nberita acara\n%%EOF\n", b"%PDF-1.7\nberita"
    async with signed_in(client, "petugas") as own:
        for data in (torn, b"bukan gambar, bukan dokumen"):
            refused = await make(
                own, case.id, "selesai", files=[("photos", ("a.pdf", data, "application/pdf"))], words=ANSWER
            )
            assert refused.status_code == 422
        files: list[Upload] = [("photos", ("berita acara.pdf", whole, "application/pdf")), upload(told(1))]
        sent = await make(own, case.id, "selesai", files=files, words=ANSWER)
        assert sent.status_code == 303, sent.text
        office = (await own.get(f"/kantor/aduan/{case.id}")).text
        assert "Dokumen bukti ditambahkan" in office
        document = next(one for one in (await state(house, case.id)).files if one.media_type == "application/pdf")
        assert f"/foto/{document.id}/kecil" not in office, "no picture is made of it"
    assert await compared(house) == []
    page = unescape((await client.get(follow(house, case))).text)
    address = re.search(rf'href="(/berkas/{case.id}/{document.id}\?token=[^"]+)"', page)
    assert address is not None
    assert f'src="/berkas/{case.id}/{document.id}' not in page
    saved = await client.get(address[1])
    assert saved.content == whole
    assert saved.headers["content-disposition"].startswith("attachment")
    assert str(document.id) not in (await client.get(f"/lacak/{case.code}")).text
    assert (await client.get(f"/berkas/{case.id}/{document.id}")).status_code == 404


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (told(3, datetime(2026, 11, 1, 2, 0, tzinfo=UTC)), datetime(2026, 11, 1, 2, 0, tzinfo=UTC)),
        (told(3, datetime(1980, 1, 1, tzinfo=UTC)), None),
        (told(3), None),
        (b"no picture at all", None),
    ],
)
def test_when_a_picture_was_taken_is_read_as_the_clock_on_the_wall(written: bytes, expected: datetime | None) -> None:
    assert captured(written, JAKARTA).at == expected


async def test_signs_are_found_shown_with_both_pictures_and_looked_into(
    house: House, client: httpx.AsyncClient
) -> None:
    officer = await hire(house, "petugas", (Role.OFFICER, "BMBK"))
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    await hire(house, "rangkap", (Role.SUPERVISOR, "SETDA"), (Role.HEAD, "BMBK"))
    earlier, case = await at_work(house, officer, told(10)), await at_work(house, officer, told(11))
    before = await attach(house, earlier.id, told(12), officer)
    long_ago, far = house.clock.now() - timedelta(days=40), (-5.6, 105.26)
    async with signed_in(client, "petugas") as own:
        for picture in (cut(scene(12), 0.05), scene(11)):
            assert (await make(own, case.id, "berkas", files=[upload(stored(picture))])).status_code == 303
        assert (await make(own, case.id, "berkas", files=[upload(told(13, long_ago, far))])).status_code == 303
        assert (
            await make(own, case.id, "berkas", files=[upload(told(14, house.clock.now(), (-5.4, 105.26)))])
        ).status_code == 303
    found = {(one.sign, one.other_complaint, one.other_file): one for one in await compared(house)}
    assert {sign for sign, *_ in found} == {"elsewhere", "reporters_own", "before_report", "far_off"}
    assert ("elsewhere", earlier.id, before) in found
    assert len(found) == 4, "an honest picture bears no sign"
    metres = next(one.amount for (sign, *_), one in found.items() if sign == "far_off")
    assert 22_000 < metres < 22_500
    async with house.database.reading() as session:
        kept = (await session.exec(select(FileCaptureRow))).all()
    assert len(kept) == 4, "of what citizens send nothing of the kind is read"

    async with signed_in(client, "pengawas") as own, signed_in(client, "rangkap") as both:
        page = unescape((await own.get("/kantor/pengawasan/bukti")).text)
        assert page.count('class="sheet pair"') == 4
        assert f"/kantor/aduan/{earlier.id}/foto/{before}/kecil" in page
        assert "Satu pekerjaan dapat menjawab dua laporan" in page
        assert "Nama petugas" not in page
        assert 'class="sheet pair"' not in (await both.get("/kantor/pengawasan/bukti")).text, "not one's own unit's"
        sign = found["elsewhere", earlier.id, before]
        values = {"case": str(sign.complaint_id), "file": str(sign.attachment_id), "sign": sign.sign}
        values |= {"other": str(sign.other_file), "_csrf_token": _token(page)}
        missing = await own.post("/kantor/pengawasan/bukti", data={**values, "outcome": "follow_up"})
        assert missing.status_code == 422
        stolen = {**values, "_csrf_token": _token((await both.get("/kantor/pengawasan/bukti")).text)}
        assert (await both.post("/kantor/pengawasan/bukti", data={**stolen, "outcome": "fine"})).status_code == 404
        kept_note = {**values, "outcome": "follow_up", "note": "Tanyakan foto lokasi kedua."}
        assert (await own.post("/kantor/pengawasan/bukti", data=kept_note)).status_code == 303
        assert (await own.post("/kantor/pengawasan/bukti", data=kept_note)).status_code == 409
        ready = unescape((await own.get("/kantor/pengawasan/bukti?lihat=selesai")).text)
        assert "Tanyakan foto lokasi kedua." in ready
        assert "Nama pengawas" in ready


def _token(page: str) -> str:
    return page.split('name="_csrf_token" value="')[1].split('"')[0]


async def test_what_may_not_be_seen_is_in_no_list(house: House) -> None:
    officer = await hire(house, "petugas", (Role.OFFICER, "BMBK"))
    supervisor = await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    secret = await filed(house, visibility=Visibility.CONFIDENTIAL, kind=Kind.ORDINARY)
    await attach(house, secret.id, told(20), Actor("citizen", holds=secret.id))
    case = await at_work(house, officer)
    await attach(house, case.id, told(20), officer)
    (sign,) = await compared(house)
    assert sign.other_complaint == secret.id
    review = EvidenceReview(house.database, house.clock)
    assert (await review.page(supervisor))[:3] == ((), Many(0), Many(0))
    assert await review.waiting(supervisor) == 0
    seen = await hire(house, "serba", (Role.SUPERVISOR, "SETDA"), (Role.COORDINATOR, "DISKOMINFOTIK"))
    assert [one.pair for one in (await review.page(seen)).signs] == [
        Pair(case.id, sign.attachment_id, "elsewhere", sign.other_file)
    ]
    assert (await review.page(seen)).waiting == Many(1)
    await review.look(seen, Pair(case.id, sign.attachment_id, "elsewhere", sign.other_file), "fine", "")
    assert (await review.page(seen))[:3] == ((), Many(0), Many(1))
    assert (await review.page(supervisor, looked=True))[:3] == ((), Many(0), Many(0))


async def test_who_sees_the_cases_of_one_unit_alone_is_shown_those_of_its_newest(
    house: House, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    auditor = await hire(house, "auditor", (Role.INSPECTORATE, "INSP"))
    cases = []
    for unit in ("INSP", "BMBK", "INSP"):
        cases.append((await filed(house)).id)
        await done(house, cases[-1], c.Forward(unit, "jalan_rusak"), COORDINATOR)
        later(house, hours=1)
    files = {case: UUID(int=number) for number, case in enumerate(cases, 1)}
    async with house.database.transaction() as session:
        for case, file in files.items():
            told: dict[str, Any] = {
                "complaint_id": case,
                "attachment_id": file,
                "other_file": file,
                "other_complaint": case,
            }
            session.add(EvidenceSignRow(**told, sign="far_off", amount=9_000, found_at=house.clock.now()))
    review = EvidenceReview(house.database, house.clock)
    page = await review.page(auditor)
    assert {one.pair.complaint_id for one in page.signs} == {cases[0], cases[2]}
    assert (page.waiting, page.newest, await review.waiting(auditor)) == (Many(2), None, 2)
    monkeypatch.setattr(evidence_review, "NEWEST", 1)
    page = await review.page(auditor)
    assert [one.pair.complaint_id for one in page.signs] == [cases[2]]
    assert (page.waiting, page.newest, await review.waiting(auditor)) == (Many(1), 1, 1)
    async with signed_in(client, "auditor") as own:
        assert "bukti pada 1 aduan terbaru tiap unit" in unescape((await own.get("/kantor/pengawasan/bukti")).text)
    await review.look(auditor, Pair(cases[2], files[cases[2]], "far_off", files[cases[2]]), "fine", "")
    assert [one.pair.complaint_id for one in (await review.page(auditor, looked=True)).signs] == [cases[2]]


async def test_merged_reports_may_show_one_repair_and_erased_pictures_are_known_no_more(house: House) -> None:
    officer = await hire(house, "petugas", (Role.OFFICER, "BMBK"))
    case = await at_work(house, officer)
    same = await filed(house, kind=Kind.ORDINARY)
    holder = Actor("citizen", holds=same.id)
    await attach(house, same.id, told(30), holder)
    await done(house, same.id, c.MarkDuplicate(case.id), COORDINATOR)
    await attach(house, case.id, told(30), officer)
    assert await compared(house) == []
    assert await compared(house) == [], "comparing again finds nothing new"
    await done(house, same.id, c.Erase(), holder)
    async with house.database.reading() as session:
        left = {one.complaint_id for one in (await session.exec(select(PhotoViewRow))).all()}
    assert left == {case.id}


async def test_captures_of_pictures_that_came_with_nothing_are_forgotten(house: House) -> None:
    officer = await hire(house, "petugas", (Role.OFFICER, "BMBK"))
    case = await at_work(house, officer)
    kept = Captures(house.database, house.clock, house.region)
    await kept.note(case.id, UUID(int=1), told(40, house.clock.now()))
    assert await kept.forget() == 0
    later(house, days=2)
    assert await kept.forget() == 1


async def test_the_months_sample_can_be_drawn_again_and_is_judged(
    house: House, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = await hire(house, "petugas", (Role.OFFICER, "BMBK"))
    await hire(house, "pengawas", (Role.SUPERVISOR, "SETDA"))
    closed = []
    for number in range(13):
        visibility = Visibility.CONFIDENTIAL if number == 12 else Visibility.PUBLIC
        case = await filed(house, kind=Kind.ORDINARY, visibility=visibility)
        await done(house, case.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
        await done(house, case.id, c.Take(), officer if number else OFFICER)
        document = await house.attachments.keep_document(case.id, b"%PDF-1.7 %%EOF", "berita acara.pdf")
        await done(house, case.id, c.Attach(document), OFFICER)
        await done(house, case.id, c.Resolve(c.Words(ANSWER)), OFFICER)
        await done(house, case.id, c.Confirm(), Actor("citizen", holds=case.id))
        closed.append(case.id)
    samples = ClosingSamples(house.database, house.clock, house.region)
    await needs_evidence(house)
    later(house, days=20)
    assert await samples.draw() == 1
    assert await samples.draw() == 0, "a month is drawn once"
    (one,) = await samples.samples()
    assert one.month == date(2026, 11, 1)
    async with house.database.reading() as session:
        rows = (await session.exec(select(SampledCaseRow))).all()
    order = [row.complaint_id for row in sorted(rows, key=lambda row: row.place)]
    assert order == drawn(one.seed, closed[:12], one.size), "anybody draws the same; what is confidential is left out"
    async with signed_in(client, "pengawas") as own:
        address = "/kantor/pengawasan/bukti/contoh"
        page = await own.get(address)
        assert one.seed in page.text
        assert page.text.count('class="sheet told"') == 5
        assert page.text.count("Dokumen dari unit") == 5, "what shows it need not be a photo"
        values = {"case": str(order[0]), "month": "2026-11-01", "_csrf_token": _token(page.text)}
        assert (await own.post(address, data=values)).status_code == 422
        for place, case_id in enumerate(order):
            answer = "no" if place == 0 else "yes"
            told_ = {**values, "case": str(case_id), "answer": answer, "note": "Aspal belum rata." if not place else ""}
            assert (await own.post(address, data=told_)).status_code == 303
        ready = unescape((await own.get(address)).text)
        assert "90% cocok (rentang 95%: 60–98%)" in ready
    month = date(2026, 11, 1)
    assert await samples.results(COORDINATOR, month, month) == [UnitResult("BMBK", one.size, one.size - 1, 1, 0)]
    assert await samples.results(COORDINATOR, date(2026, 12, 1), date(2026, 12, 1)) == []
    assert (await samples.cases(COORDINATOR, month, "BMBK"))[1] == Many(one.size)
    for nobody in (OFFICER, Actor("officer", OFFICER.person, (*COORDINATOR.posts, *OFFICER.posts))):
        assert await samples.results(nobody, month, month) == [], "the work of one's own unit"
        assert await samples.cases(nobody, month) == ([], Many(0))
    monkeypatch.setattr(closing_samples, "AHEAD", 4)
    first, many = await samples.cases(COORDINATOR, month)
    assert many == Many(closing_samples.SIZE, more=True)
    assert [case.answer for case in first] == ["no", "yes", "yes", "yes", "yes"]


async def test_an_escalation_is_taken_up_and_the_case_says_so(house: House, client: httpx.AsyncClient) -> None:
    officer = await hire(house, "petugas", (Role.OFFICER, "BMBK"))
    await hire(house, "kepala", (Role.HEAD, "BMBK"))
    await hire(house, "lain", (Role.HEAD, "DINKES"))
    case = await at_work(house, officer)
    promise = case.promises[Stage.FIRST_RESPONSE]
    later(house, seconds=(promise.due - house.clock.now()).total_seconds() + 60)
    await Watch(house.database, house.clock, house.handling).sweep()
    late = (await house.queries.case(SYSTEM, case.id)).complaint.promises[Stage.FIRST_RESPONSE]
    assert late.next_rung_at is not None
    later(house, seconds=(late.next_rung_at - house.clock.now()).total_seconds() + 60)
    await Watch(house.database, house.clock, house.handling).sweep()
    address = "/kantor/pengawasan/eskalasi"
    async with signed_in(client, "kepala") as own, signed_in(client, "lain") as other:
        assert str(case.id) not in (await other.get(address)).text
        page = (await own.get(address)).text
        assert page.count(f'action="/kantor/aduan/{case.id}/eskalasi"') == 1
        data = await looked_at(own, case.id, "eskalasi") | {"words": "Kami kerahkan regu dua."}
        sent = await own.post(f"/kantor/aduan/{case.id}/eskalasi", data=data | {"back": "eskalasi"})
        assert sent.headers["location"] == f"{address}?berhasil=eskalasi"
        assert "Nama kepala" in (await own.get(address)).text
        told_ = unescape((await own.get(f"/kantor/aduan/{case.id}")).text)
        assert "Kami kerahkan regu dua." in told_
    mine = await house.queries.case(Actor("citizen", holds=case.id), case.id)
    assert "regu dua" not in str(mine.entries)

"""Reports taken down for somebody: receipts and PINs, scans, late letters, drafts, coupons, group chats."""

import re
from collections.abc import Sequence
from io import BytesIO

import httpx
import pytest
from pypdf import PdfReader
from sqlmodel import select

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.coupons import CouponSheets
from complaints.filing_drafts import FilingDrafts
from complaints.group_imports import GroupImports
from complaints.pins import WRONG_EVER
from complaints.tables import CasePinRow, FilingDraftRow, GroupFileRow, GroupImportRow, GroupMessageRow
from people.actor import Actor, Role
from people.tables import IdentityCheckRow
from tests.complaints.test_group_chats import archive
from tests.web.citizen import COORDINATOR, done, errors, fields, filed, later, photo, typed, words
from tests.web.officer import hire, signed_in
from tests.web.test_office import POTHOLE
from web.house import House
from web.lookup import reporter, token_of

PIN = re.compile(r"PIN</dt><dd[^>]*>(\d{3} \d{3})<")


@pytest.fixture
async def clerk(house: House) -> Actor:
    return await hire(house, "loket", (Role.COORDINATOR, "DISKOMINFOTIK"))


async def taken(
    client: httpx.AsyncClient, house: House, files: Sequence[tuple[str, tuple[str, bytes, str]]] = (), **values: str
) -> httpx.Response:
    page = await client.get("/kantor/baru")
    today = house.clock.now().date().isoformat()
    right = {"channel": "loket", "received_on": today, "received_time": "00:00", "text": POTHOLE, "consent": "ya"}
    data = fields(page.text, "/kantor/baru") | right | {"visibility": "public"} | values
    return await client.post("/kantor/baru", data=data, files=list(files) or None)


async def test_a_form_whose_token_is_out_of_date_comes_back_with_all_that_was_typed_and_its_photos(
    client: httpx.AsyncClient, house: House, clerk: Actor
) -> None:
    told = {"name": "Siti Rahayu", "phone": "081234567890", "channel": "telepon", "topic": "jalan_rusak"}
    async with signed_in(client, "loket") as desk:
        page = await desk.get("/kantor/baru")
        session = desk.cookies["tanggap_sesi"]
        desk.cookies.clear()  # a browser that was closed and opened again kept the page, and not its token
        desk.cookies.set("tanggap_sesi", session)
        today = {"received_on": house.clock.now().date().isoformat(), "received_time": "00:00"}
        data = fields(page.text, "/kantor/baru") | told | today | {"text": POTHOLE, "consent": "ya"}
        back = await desk.post("/kantor/baru", data=data, files=[photo()])
        assert back.status_code == 403
        assert "tekan tombol kirim sekali lagi" in words(back)
        again = fields(back.text, "/kantor/baru")
        assert all(f'value="{one}"' in back.text for one in ("Siti Rahayu", "081234567890"))
        assert all(
            f'value="{one}" {mark}' in back.text for one, mark in (("telepon", "checked"), ("jalan_rusak", "selected"))
        )
        assert typed(back.text, "text") == POTHOLE
        assert (await desk.post("/kantor/baru", data=data)).status_code == 403, "only with the token it was given"
        sent = await desk.post("/kantor/baru", data=data | again)
        assert len((await house.queries.case(COORDINATOR, (await case_of(house, sent)).id)).files) == 1


async def test_a_form_whose_session_ended_becomes_a_draft(
    client: httpx.AsyncClient, house: House, clerk: Actor
) -> None:
    async with signed_in(client, "loket") as desk:
        page = await desk.get("/kantor/baru")
        session = desk.cookies["tanggap_sesi"]
        desk.cookies.delete("tanggap_sesi")
        told = {"text": POTHOLE, "name": "Siti Rahayu", "topic": "jalan_rusak"}
        ended = await desk.post("/kantor/baru", data=fields(page.text, "/kantor/baru") | told, files=[photo()])
        assert ended.status_code == 403
        desk.cookies.set("tanggap_sesi", session)
        kept = fields(ended.text, "/kantor/baru/draf") | {one: typed(ended.text, one) for one in ("text", "name")}
        draft = await desk.post("/kantor/baru/draf", data=kept)
        again = await desk.get(draft.headers["location"])
        assert typed(again.text, "text") == POTHOLE
        assert 'value="Siti Rahayu"' in again.text
        assert 'value="jalan_rusak" selected' in again.text


async def case_of(house: House, answer: httpx.Response) -> Complaint:
    code = answer.headers["location"].split("?")[0].rsplit("/", 1)[1]
    return (await house.queries.public_case(await house.queries.find(code))).complaint


async def tried(client: httpx.AsyncClient, code: str, pin: str) -> httpx.Response:
    page = await client.get("/lacak/pin")
    return await client.post("/lacak/pin", data=fields(page.text, "/lacak/pin") | {"code": code, "pin": pin})


async def test_who_leaves_no_contact_gets_a_pin_that_opens_their_page_and_cannot_be_guessed(
    client: httpx.AsyncClient, house: House, clerk: Actor
) -> None:
    async with signed_in(client, "loket") as desk:
        answer = await taken(desk, house)
        shown = await desk.get(answer.headers["location"])
        pin = PIN.search(shown.text)[1]  # type: ignore[index]
        again = await desk.get(answer.headers["location"])
        assert pin in again.text, "a printer may jam"
        paper = await desk.get(re.search(r'href="([^"]*tanda-terima.pdf[^"]*)"', shown.text)[1].replace("&amp;", "&"))  # type: ignore[index]
        printed = PdfReader(BytesIO(paper.content)).pages[0].extract_text()
        assert pin in printed
        later(house, minutes=11)
        assert not PIN.search((await desk.get(answer.headers["location"])).text), "never shown again"
        reached = await taken(desk, house, phone="0812 3456 7890", name="Siti")
        assert not PIN.search((await desk.get(reached.headers["location"])).text)
    case = await case_of(house, answer)
    opened = await tried(client, case.code.lower(), pin)
    assert opened.headers["location"] == f"/lacak/{case.code}/{token_of(house, case.id)}"
    for _ in range(12):  # right tries are not counted against anybody
        assert (await tried(client, case.code, pin)).status_code == 303
    wrong = [pin[:-1] + digit for digit in "0123456789" if digit != pin[-1]] + ["000000"]
    refused = [await tried(client, case.code, one) for one in wrong]
    assert {one.status_code for one in refused} == {422}
    unknown = await tried(client, "7KQ4-M2XP-9TD", wrong[0])
    nobodys = (await case_of(house, reached)).code
    assert {tuple(errors(one.text)) for one in (*refused, unknown, await tried(client, nobodys, wrong[0]))} in (
        {tuple(errors(refused[0].text))},
        {tuple(errors(refused[0].text)), tuple(errors(unknown.text))},
    )
    locked = [await tried(client, case.code, one) for one in (wrong[0], pin)]
    assert [one.status_code for one in locked] == [429, 429], "even the right one, until tomorrow"
    later(house, days=1)
    assert (await tried(client, case.code, pin)).status_code == 303
    async with house.database.transaction() as session:
        row = (await session.exec(select(CasePinRow))).one()
        assert pin.replace(" ", "").encode() not in row.digest
        row.wrong = WRONG_EVER
        session.add(row)
    assert (await tried(client, case.code, pin)).status_code == 422, "dead after so many wrong ones in all"


async def test_the_pin_goes_with_the_words_and_is_made_anew_at_the_counter(
    client: httpx.AsyncClient, house: House, clerk: Actor
) -> None:
    async with signed_in(client, "loket") as desk:
        answer = await taken(desk, house, name="Siti Rahayu")
        first = PIN.search((await desk.get(answer.headers["location"])).text)[1]  # type: ignore[index]
        case = await case_of(house, answer)
        path = f"/kantor/loket/{case.id}"
        data = fields((await desk.get(path)).text, path) | {"document": "ktp", "reason": "kode_hilang", "same": "ya"}
        given = await desk.post(path, data=data)
        second = PIN.search(given.text)[1]  # type: ignore[index]
        assert f"/lacak/{case.code}/" in given.text
    assert (await tried(client, case.code, first)).status_code == 422
    assert (await tried(client, case.code, second)).status_code == 303
    await done(house, case.id, c.Erase(), reporter(case.id))
    assert (await tried(client, case.code, second)).status_code == 422
    async with house.database.reading() as session:
        assert (await session.exec(select(CasePinRow))).all() == []


async def test_the_receipt_of_a_report_without_a_name_brings_a_new_pin_whatever_others_tried(
    client: httpx.AsyncClient, house: House, clerk: Actor
) -> None:
    async with signed_in(client, "loket") as desk:
        answer = await taken(desk, house)
        first = PIN.search((await desk.get(answer.headers["location"])).text)[1]  # type: ignore[index]
        case, other = await case_of(house, answer), await case_of(house, await taken(desk, house))
        async with house.database.transaction() as session:
            row = await session.get(CasePinRow, case.id)
            assert row is not None
            row.wrong = WRONG_EVER
            session.add(row)
        wrong = "901827" if first != "901827" else "901828"
        for _ in range(12):
            await tried(client, case.code, wrong)
        assert (await tried(client, case.code, first)).status_code == 429
        at = "/kantor/loket/pin"
        form = fields((await desk.get("/kantor/loket")).text, at)
        coupon = await CouponSheets(house.database, house.clock).issue(1)
        nobodys = ("7KQ4-M2XP-9TD", "", *coupon)
        for code, pin in (
            (case.code, wrong),
            (other.code, first),
            *((one, first) for one in nobodys),
            (case.code, "12"),
        ):
            refused = await desk.post(at, data=form | {"receipt_code": code, "receipt_pin": pin})
            assert refused.status_code in (404, 422), code
            assert not PIN.search(refused.text)
        given = await desk.post(at, data=form | {"receipt_code": case.code.lower(), "receipt_pin": first})
        second = PIN.search(given.text)[1]  # type: ignore[index]
        again = await desk.post(at, data=form | {"receipt_code": case.code, "receipt_pin": second})
        assert again.status_code == 409, "the same form, sent twice"
    async with house.database.reading() as session:
        noted = (await session.exec(select(IdentityCheckRow))).all()
    assert [(one.complaint_id, one.document, one.reason) for one in noted] == [(case.id, "tanda_terima", "pin")]
    later(house, days=1)
    assert (await tried(client, case.code, first)).status_code == 422
    assert (await tried(client, case.code, second)).status_code == 303


async def test_a_letter_comes_with_its_scan_and_long_ago_with_a_reason(
    client: httpx.AsyncClient, house: House, clerk: Actor
) -> None:
    scan = ("scan", ("surat.pdf", b"%PDF-1.4 isi surat", "application/pdf"))
    long_ago = house.clock.now().date().replace(month=9).isoformat()
    async with signed_in(client, "loket") as desk:
        refused = await taken(desk, house, [scan], channel="surat", received_on=long_ago)
        assert refused.status_code == 422
        assert 'href="#late_reason"' in refused.text
        kept = re.findall(r'name="photos_kept" value="([^"]+)"', refused.text)
        assert len(kept) == 1
        page = fields(refused.text, "/kantor/baru")
        data = page | {"channel": "surat", "received_on": long_ago, "received_time": "09:00", "text": POTHOLE}
        data |= {"consent": "ya", "visibility": "public", "late_reason": "Tertinggal di meja tata usaha."}
        answer = await desk.post("/kantor/baru", data=data, files=[photo()])
        case = await case_of(house, answer)
        office = await desk.get(f"/kantor/aduan/{case.id}")
        assert "Tertinggal di meja tata usaha." in words(office)
    assert case.received_at is not None
    assert case.received_at.date().isoformat() == long_ago
    theirs = await client.get(f"/lacak/{case.code}/{token_of(house, case.id)}")
    assert "Tertinggal" not in theirs.text
    assert kept[0] not in theirs.text, "a scan is read in the office alone"
    assert (await client.get(f"/berkas/{case.id}/{kept[0]}")).status_code == 404
    read = await house.queries.case(COORDINATOR, case.id)
    assert {one.media_type for one in read.files} == {"application/pdf", "image/jpeg"}


async def test_a_draft_is_its_officers_alone_and_gone_once_it_is_filed(
    client: httpx.AsyncClient, house: House, clerk: Actor
) -> None:
    await hire(house, "lain", (Role.OFFICER, "BMBK"))
    async with signed_in(client, "loket") as desk:
        page = fields((await desk.get("/kantor/baru")).text, "/kantor/baru")
        saved = await desk.post("/kantor/baru/draf", data=page | {"text": "Setengah jadi", "channel": "telepon"})
        path = saved.headers["location"]
        assert "Setengah jadi" in (await desk.get(path)).text
        assert "Setengah jadi" in (await desk.get("/kantor/baru")).text
        async with signed_in(client, "lain") as other:
            assert (await other.get(path)).status_code == 404
            stolen = await other.post(
                "/kantor/baru/draf",
                data=fields((await other.get("/kantor/baru")).text, "/kantor/baru")
                | {"key": page["key"], "text": "curi"},
            )
            assert stolen.headers["location"] == "/kantor/baru"
    async with signed_in(client, "loket") as desk:
        assert 'value="telepon" checked' in (await desk.get(path)).text
        assert (await taken(desk, house, key=page["key"])).status_code == 303
        assert (await desk.get(path)).status_code == 404
    async with house.database.reading() as session:
        assert (await session.exec(select(FilingDraftRow))).all() == []


async def test_a_coupon_printed_ahead_becomes_the_code_once(
    client: httpx.AsyncClient, house: House, clerk: Actor
) -> None:
    async with signed_in(client, "loket") as desk:
        data = fields((await desk.get("/kantor/baru/kupon")).text, "/kantor/baru/kupon") | {"sheets": "1"}
        sheet = await desk.post("/kantor/baru/kupon", data=data)
        codes = re.findall(
            r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}", PdfReader(BytesIO(sheet.content)).pages[0].extract_text()
        )
        assert len(codes) == 8
        assert (await client.get(f"/lacak/{codes[0]}")).status_code == 404
        answer = await taken(desk, house, channel="desa", coupon=codes[0].lower())
        assert (await case_of(house, answer)).code == codes[0].replace("-", "")
        for used in (codes[0], "7KQ4-M2XP-9TD"):
            again = await taken(desk, house, coupon=used)
            assert again.status_code == 422
            assert 'href="#coupon"' in again.text


def chat() -> bytes:
    text = (
        "18/11/26 19.00 - Budi RT 03: Lampu jalan mati di depan masjid Al-Ikhlas\n"
        "18/11/26 19.02 - Budi RT 03: IMG-1.jpg (file terlampir)\n"
        "18/11/26 19.05 - +62 812-3456-7890: Selamat malam bapak ibu\n"
        "19/11/26 06.30 - +62 812-3456-7890: Sampah menumpuk di Pasar Tugu sejak Senin\n"
    )
    return archive({"_chat.txt": text.encode(), "IMG-1.jpg": photo()[1][1]})


async def brought(desk: httpx.AsyncClient) -> str:
    data = fields((await desk.get("/kantor/baru/grup")).text, "/kantor/baru/grup")
    answer = await desk.post("/kantor/baru/grup", data=data, files=[("chat", ("grup.zip", chat(), "application/zip"))])
    return str(answer.headers["location"])


async def test_messages_of_a_group_become_drafts_and_are_known_again(
    client: httpx.AsyncClient, house: House, clerk: Actor
) -> None:
    await hire(house, "lain", (Role.OFFICER, "BMBK"))
    async with signed_in(client, "loket") as desk:
        path = await brought(desk)
        page = await desk.get(path)
        assert "Sampah menumpuk" in page.text
        assert (await desk.get(f"{path}/foto/1/0")).headers["content-type"] == "image/jpeg"
        assert (await desk.get(f"{path}/foto/0/0")).status_code == 404
        async with signed_in(client, "lain") as other:
            assert (await other.get(path)).status_code == 404
    async with signed_in(client, "loket") as desk:
        none = await desk.post(path, data=fields((await desk.get(path)).text, path))
        assert none.status_code == 422
        chosen = {"message": ["0", "1", "3"], "join": "ya"}
        first = await desk.post(path, data={**fields((await desk.get(path)).text, path), **chosen})
        async with house.database.reading() as session:
            assert [*(await session.exec(select(GroupImportRow))), *(await session.exec(select(GroupFileRow)))] == []
        drafts = await FilingDrafts(house.database, house.clock, house.keys).of(clerk.person)  # type: ignore[arg-type]
        drafts.sort(key=lambda one: one.typed["text"])  # they were made at one instant
        assert [one.typed["text"][:5] for one in drafts] == ["Lampu", "Sampa"]
        assert all("name" not in one.typed and "phone" not in one.typed for one in drafts), "nobody agreed"
        form = (await desk.get(first.headers["location"])).text
        kept = re.findall(r'name="photos_kept" value="([^"]+)"', form)
        sent = fields(form, "/kantor/baru") | {"photos_kept": kept, "channel": "whatsapp", "visibility": "public"}
        sent |= {"text": drafts[0].typed["text"], "received_on": "2026-11-18", "received_time": "19:00"}
        answer = await desk.post("/kantor/baru", data=sent)
        assert answer.status_code == 303, errors(answer.text)
        case = await case_of(house, answer)
        assert len((await house.queries.case(COORDINATOR, case.id)).files) == 1
        following = await desk.get(answer.headers["location"])
        assert f"/kantor/baru?draf={drafts[1].key}" in following.text
        page = await desk.get(await brought(desk))
        assert page.text.count("sudah dicatat") == 2
        later(house, days=2)
        assert await GroupImports(house.database, house.clock, house.keys).sweep() == 1
    await done(house, case.id, c.Erase(), reporter(case.id))
    async with house.database.reading() as session:
        assert (await session.exec(select(GroupMessageRow))).all() == []
        assert (await session.exec(select(GroupFileRow))).all() == []


async def test_the_words_for_a_group_name_only_what_everybody_may_read(
    client: httpx.AsyncClient, house: House, clerk: Actor
) -> None:
    late = await done(house, (await filed(house, POTHOLE)).id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    closed = await filed(house, "Rahasia.", visibility="confidential")
    closed = await done(house, closed.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    async with signed_in(client, "loket") as desk:
        before = (await desk.get("/kantor/salin-grup?unit=BMBK")).text
        later(house, days=60)
    async with signed_in(client, "loket") as desk:
        text = re.search(
            r"<textarea[^>]*>(.*?)</textarea>", (await desk.get("/kantor/salin-grup?unit=BMBK")).text, re.S
        )[1]  # type: ignore[index]
    shown = f"{late.code[:4]}-{late.code[4:8]}-{late.code[8:]}"
    assert shown not in before
    assert re.search(rf"1\. {shown} \(.+\): lewat \d+ hari kerja", text)
    assert closed.code[:4] not in text
    assert "pasar" not in text

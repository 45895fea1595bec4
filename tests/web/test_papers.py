"""Office papers over the pages: made from a case, read by who may, signed, and never outside the office."""

import re
from html import unescape
from io import BytesIO
from uuid import UUID

import httpx
import pytest
from docx import Document
from pypdf import PdfReader

from complaints import commands as c
from complaints.kinds import Visibility
from people.actor import Actor, Capacity, OnBehalf, Post, Role
from people.contact import Contact
from tests.closing import needs_evidence
from tests.web.citizen import COORDINATOR as TRIAGE
from tests.web.citizen import done, errors, fields, filed, follow, published, state, words
from tests.web.officer import make, signed_in, staffed
from tests.web.test_paper_docx import template
from web.house import House
from web.lookup import reporter
from web.office_papers import post_words
from web.wording import Wording

LETTER = {
    "kepada": "Kepala Bidang Pemeliharaan",
    "perihal": "Tambal jalan",
    "isi": "Mohon ditambal.\n\nLaporkan hasilnya.",
    "sifat": "Segera",
    "klasifikasi": "620",
    "penandatangan": "Nama Contoh",
    "jabatan": "Kepala Dinas",
}
PDF = b"%PDF-1.7\n%contoh pindaian\n"


@pytest.fixture
async def staff(house: House) -> dict[str, Actor]:
    return await staffed(
        house,
        bmbk=(Role.OFFICER, "BMBK"),
        koor=(Role.COORDINATOR, "DISKOMINFOTIK"),
        lain=(Role.OFFICER, "DINKES"),
        analis=(Role.ANALYST, "BPSDM"),
        admin=(Role.ADMINISTRATOR, "DISKOMINFOTIK"),
    )


async def write(desk: httpx.AsyncClient, complaint_id: UUID, kind: str, **values: str) -> httpx.Response:
    at = f"/kantor/aduan/{complaint_id}/surat"
    page = await desk.get(f"{at}?jenis={kind}")
    return await desk.post(at, data=fields(page.text, at) | {"jenis": kind} | LETTER | values)


def links(page: str, complaint_id: UUID) -> list[str]:
    return re.findall(rf'href="(/kantor/aduan/{complaint_id}/surat/[^"]+)"', page)


async def test_a_paper_is_made_read_signed_and_shows_that_the_case_is_done(
    client: httpx.AsyncClient, house: House, staff: dict[str, Actor]
) -> None:
    await needs_evidence(house)
    complaint = await published(house)
    await done(house, complaint.id, c.Take(), staff["bmbk"])
    at = f"/kantor/aduan/{complaint.id}/surat"
    public = (await client.get(f"/api/v1/complaints/{complaint.code}")).text
    async with signed_in(client, "bmbk") as desk:
        answer = await write(desk, complaint.id, "surat_jawaban", isi="", klasifikasi="tidak ada")
        assert answer.status_code == 422
        assert len(errors(answer.text)) == 2
        for kind in ("surat_jawaban", "nota_dinas", "lembar_disposisi", "surat_pengantar"):
            assert (await write(desk, complaint.id, kind)).status_code == 303, kind
        after = await state(house, complaint.id)
        assert [one.split("/")[1] for one in after.papers] == ["001", "002", "003", "004"]
        assert after.evidence == ()
        page = await desk.get(at)
        found = links(page.text, complaint.id)
        assert len(found) == 8
        for href in found:
            got = await desk.get(href)
            assert got.headers["content-disposition"].startswith("attachment; filename=")
            if "word" in got.headers["content-type"]:
                Document(BytesIO(got.content))
            else:
                text = "".join(one.extract_text() for one in PdfReader(BytesIO(got.content)).pages)
                assert "Kepala Bidang Pemeliharaan" in text
                assert "Laporkan hasilnya." in text

        form = fields(page.text, f"{at}/tanda-tangan") | {"nomor": next(iter(after.papers))}
        bad = await desk.post(f"{at}/tanda-tangan", data=form, files=[("photos", ("x.pdf", b"bukan", "text/plain"))])
        assert bad.status_code == 422
        refused = await make(desk, complaint.id, "selesai", words="Sudah ditambal kemarin siang oleh regu kami.")
        assert "Tanpa bukti" in words(refused)
        kept = await desk.post(
            f"{at}/tanda-tangan", data=form | {"bukti": "ya"}, files=[("photos", ("scan.pdf", PDF, "application/pdf"))]
        )
        assert kept.status_code == 303
        scan = links((await desk.get(at)).text, complaint.id)[-1]
        assert (await desk.get(scan)).content == PDF
        assert (await house.queries.case(reporter(complaint.id), complaint.id)).files == (), "not before it is told"
        made = await make(desk, complaint.id, "selesai", words="Sudah ditambal kemarin siang oleh regu kami.")
        assert made.status_code == 303, made.text
        told = words(await desk.get(f"/kantor/aduan/{complaint.id}"))
        assert "Nota dinas nomor 620/002/ND/BMBK" in told
        assert "disimpan sebagai bukti" in told
    # The citizen is given the signed answer and told of no other paper; everybody else learns of none.
    for path in (f"/lacak/{complaint.code}", f"/api/v1/complaints/{complaint.code}"):
        assert "620/00" not in (await client.get(path)).text
    assert "Surat" not in words(await client.get(f"/lacak/{complaint.code}"))
    assert "paper" not in public
    case, letter = await house.queries.case(reporter(complaint.id), complaint.id), UUID(scan.rsplit("/", 1)[1])
    assert [one.id for one in case.files] == [letter]
    seen = unescape((await client.get(follow(house, complaint))).text)
    assert [one in seen for one in after.papers] == [True, False, False, False]
    address = re.search(rf'href="(/berkas/{complaint.id}/{letter}\?token=[^"]+)"', seen)
    assert address is not None
    saved = await client.get(address[1])
    assert saved.content == PDF
    assert saved.headers["content-disposition"].startswith("attachment")
    assert (await client.get(f"/berkas/{complaint.id}/{letter}")).status_code == 404
    for href in found:
        other = href.rsplit("/", 1)[1]
        assert (await client.get(address[1].replace(str(letter), other))).status_code == 404, "nor by the side door"
        with pytest.raises(Exception, match="tidak ditemukan"):
            await house.queries.file(reporter(complaint.id), complaint.id, UUID(other))
    assert {(await client.get(one)).status_code for one in (*found, scan)} <= {303, 404}
    async with signed_in(client, "lain") as stranger:
        assert {(await stranger.get(one)).status_code for one in (at, *found)} == {404}
    async with signed_in(client, "analis") as reader:
        assert (await reader.get(found[0])).status_code == 200
        token = fields((await reader.get("/kantor/pemberitahuan")).text)
        tried = await reader.post(at, data=token | {"jenis": "nota_dinas"} | LETTER)
        assert tried.status_code in (403, 404)
    await done(house, complaint.id, c.Erase(), reporter(complaint.id))
    async with signed_in(client, "bmbk") as desk:
        assert {(await desk.get(one)).status_code for one in (*found, scan)} == {404}
    assert (await client.get(address[1])).status_code == 404


async def test_a_paper_names_who_filed_only_where_that_may_be_known(
    client: httpx.AsyncClient, house: House, staff: dict[str, Actor]
) -> None:
    contact = Contact(name="Warga Rahasia", phone="081234567890")
    open_case = await published(house, contact=contact)
    hidden = await filed(house, contact=contact, visibility=Visibility.ANONYMOUS)
    await done(house, hidden.id, c.Forward("BMBK", "jalan_rusak"), TRIAGE)
    async with signed_in(client, "bmbk") as desk:
        await write(desk, open_case.id, "surat_jawaban", kepada="Sdr. Pelapor", pelapor="ya")
        await write(desk, open_case.id, "nota_dinas")
        page = await desk.get(f"/kantor/aduan/{open_case.id}/surat")
        naming, plain = links(page.text, open_case.id)[2:], links(page.text, open_case.id)[:2]
        text = PdfReader(BytesIO((await desk.get(naming[0])).content)).pages[0].extract_text()
        assert "Sdr. Warga Rahasia" in text
        text = PdfReader(BytesIO((await desk.get(plain[0])).content)).pages[0].extract_text()
        assert "Warga" not in text
    async with signed_in(client, "koor") as desk:
        # The coordinator knows who filed anonymously; a paper must not tell the unit.
        await write(desk, hidden.id, "surat_jawaban", pelapor="ya")
        assert [one.names_reporter for one in (await state(house, hidden.id)).papers.values()] == [False]
    async with signed_in(client, "analis") as reader:
        assert {(await reader.get(one)).status_code for one in naming} == {404}
        assert {(await reader.get(one)).status_code for one in plain} == {200}
        assert "tidak dapat Anda buka" in words(await reader.get(f"/kantor/aduan/{open_case.id}/surat"))


async def test_administrators_set_letterhead_numbers_and_templates(
    client: httpx.AsyncClient, house: House, staff: dict[str, Actor]
) -> None:
    complaint = await published(house)
    async with signed_in(client, "admin") as desk:
        page = await desk.get("/kantor/surat")

        async def send(path: str, data: bytes | None = None, **values: str) -> httpx.Response:
            files = [("template", ("Nota daerah.docx", data, ""))] if data is not None else None
            address = f"/kantor/surat/{path}"
            return await desk.post(address, data=fields(page.text, address) | values, files=files)

        assert (await send("kop", letterhead="Jalan Contoh 1\nBandar Lampung")).status_code == 303
        wrong = await send("nota_dinas/nomor", pattern="{nomor}/{bupati}", code="620")
        assert "{bupati}" in errors(wrong.text)[0]
        assert (await send("nota_dinas/nomor", pattern="{nomor}.{unit}.{tahun}", code="620")).status_code == 303
        refused = await send("nota_dinas/templat", template("{{ nomor }} {{ nama_bupati }}"))
        assert "nama_bupati" in errors(refused.text)[0]
        own = template("DAERAH {{ nomor }} {{ isi }}", header="{{ kop_alamat }}")
        assert (await send("nota_dinas/templat", own)).status_code == 303
        assert (await desk.get("/kantor/surat/nota_dinas/templat")).content == own
        assert "Nota daerah.docx" in words(await desk.get("/kantor/surat"))
    async with signed_in(client, "bmbk") as desk:
        await write(desk, complaint.id, "nota_dinas")
        pdf, docx = links((await desk.get(f"/kantor/aduan/{complaint.id}/surat")).text, complaint.id)
        paper = Document(BytesIO((await desk.get(docx)).content))
        assert paper.paragraphs[0].text.startswith("DAERAH 001.BMBK.20")
        assert paper.sections[0].header.paragraphs[0].text == "Jalan Contoh 1\nBandar Lampung"
        assert "Jalan Contoh 1" in PdfReader(BytesIO((await desk.get(pdf)).content)).pages[0].extract_text()


async def test_an_acting_head_signs_for_that_unit_and_no_other(house: House, staff: dict[str, Actor]) -> None:
    own = staff["bmbk"].posts[0]
    lent = Post(Role.HEAD, "DINKES", frozenset({"DINKES"}), OnBehalf(UUID(int=1), Capacity.PLH, UUID(int=2)))
    actor = Actor("officer", staff["bmbk"].person, (lent, own))
    wording = Wording("id", await house.region.current(), house.clock.now(), "office")
    assert post_words(wording, actor, "DINKES").startswith("a.n. Kepala unit Dinas Kesehatan")
    assert post_words(wording, actor, "BMBK") == "Pejabat penghubung Dinas Bina Marga dan Bina Konstruksi"

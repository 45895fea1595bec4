"""A body outside answers by its link: what it sees, says and cannot do, until its time is over."""

import re
from datetime import timedelta
from uuid import uuid4

import httpx
import msgspec
import pytest

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Kind, Status, Visibility
from complaints.outside_links import OutsideLinks
from foundation.errors import Refused
from people.actor import Actor, Role
from tests.web.citizen import COORDINATOR, done, errors, fields, filed, follow, later, photo, state, typed, words
from tests.web.officer import address, hire, looked_at, signed_in
from web.house import House

POLE = "Tiang listrik miring di depan rumah, nama saya Siti Aminah, hubungi 0812-3456-7890."


@pytest.fixture
async def coordinator(house: House) -> Actor:
    return await hire(house, "koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))


async def body_of(house: House) -> str:
    return (await house.region.current()).bodies[0].code


async def sent(house: House, **values: object) -> Complaint:
    values.setdefault("place", c.Place(-5.39, 105.26, "Gang Mawar 3", "18.71"))
    place = values["place"]
    values["place_words"] = c.Words(msgspec.json.encode(place).decode())
    complaint = await filed(house, POLE, **values)
    return await done(house, complaint.id, c.ForwardOut(await body_of(house)), COORDINATOR)


async def linked(house: House, complaint: Complaint) -> str:
    made, secret = await OutsideLinks(house.database, house.clock, house.keys).make(complaint, 45, "officer:x")
    assert made.expires_at - house.clock.now() == timedelta(days=45)
    return f"/instansi/{secret}"


async def act(client: httpx.AsyncClient, path: str, move: str, **values: str) -> httpx.Response:
    data = fields((await client.get(path)).text, f"{path}/{move}") | values
    return await client.post(f"{path}/{move}", data=data)


async def test_the_whole_story_of_a_link(client: httpx.AsyncClient, house: House, coordinator: Actor) -> None:
    complaint = await sent(house)
    name = (await house.region.current()).body[await body_of(house)].name
    async with signed_in(client, "koordinator") as own:
        page = await own.get("/kantor/luar")
        data = fields(page.text, f"/kantor/luar/{complaint.id}/tautan")
        made = await own.post(f"/kantor/luar/{complaint.id}/tautan", data=data)
        assert made.status_code == 200
        found = re.search(r"/instansi/[a-z2-7]{26}", made.text)
        assert found is not None
        path = found[0]
        assert "mailto:" in made.text
        assert "https://wa.me/?text=" in made.text
        assert 'class="qr"' in made.text
        assert (await own.get(f"/kantor/luar/{complaint.id}/tautan")).status_code == 303, "shown once"
        assert "tautan dibuat, belum dibuka" in words(await own.get("/kantor/luar"))

    page = await client.get(path)
    told = words(page)
    assert page.status_code == 200
    assert "Tiang listrik miring" in told
    assert "Gang Mawar 3" in told
    assert "Siti" not in told
    assert "0812" not in told
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert '<meta name="robots" content="noindex">' in page.text

    received = await act(client, path, "terima")
    assert received.status_code == 303
    assert "sudah Anda terima" in words(await client.get(received.headers["location"]))
    assert f"{name} menyatakan sudah menerimanya" in words(await client.get(follow(house, complaint)))

    await act(client, path, "tanya", question="Nomor tiangnya berapa?")
    assert "Nomor tiangnya" not in (await client.get(follow(house, complaint))).text, "between offices"
    async with signed_in(client, "koordinator") as own:
        assert "bertanya tentang aduan" in words(await own.get("/kantor/pemberitahuan"))
        told = words(await own.get(f"/kantor/aduan/{complaint.id}"))
        assert "Nomor tiangnya berapa?" in told
        assert "Langkah berikutnya Beri keterangan kepada instansi lain" in told, "what is waited for stands open"
        data = await looked_at(own, complaint.id, "beri-keterangan")
        answer = await own.post(address(complaint.id, "beri-keterangan"), data=data | {"words": "Tiang LP-12."})
        assert answer.status_code == 303, errors(answer.text)
    assert "Tiang LP-12." in words(await client.get(path))

    refused = await act(client, path, "jawab", answer=" ")
    assert refused.status_code == 422
    assert errors(refused.text) == ["Tuliskan jawaban Anda."]
    data = fields((await client.get(path)).text, f"{path}/jawab")
    said = {**data, "answer": "Diganti 2 Desember."}
    answered = await client.post(f"{path}/jawab", data=said, files=[photo()])
    assert answered.status_code == 303, errors(answered.text)
    again = await client.post(f"{path}/jawab", data=said, files=[photo()])
    assert again.status_code == 303, "a second press is the first one"
    after = await state(house, complaint.id)
    assert [file.of for file in after.files] == ["outside"]
    assert sum(item.kind == "update" for item in after.words) == 1

    page = await client.get(path)
    told = words(page)
    assert "Diganti 2 Desember." in told
    assert "Tiang listrik miring" not in told, "what is said is left; the report is not"
    assert "<form" not in page.text.split("<main")[1].split("</main>")[0]
    second = await client.post(f"{path}/jawab", data={**said, "answer": "Lain lagi.", "key": str(uuid4())})
    assert (second.status_code, "Lain lagi." in words(second)) == (409, True), "shown to be copied, not sent"
    assert "Lain lagi." not in (await client.get(path)).text
    citizen = words(await client.get(follow(house, complaint)))
    assert f"{name} sudah menjawab" in citizen
    assert "Diganti 2 Desember." in citizen


async def test_a_body_answers_with_its_letter(client: httpx.AsyncClient, house: House, coordinator: Actor) -> None:
    complaint = await sent(house)
    path = await linked(house, complaint)
    data = fields((await client.get(path)).text, f"{path}/jawab") | {"answer": "Surat kami terlampir."}
    torn = [("photos", ("surat.pdf", b"%PDF-1.7\nsurat", "application/pdf"))]
    refused = await client.post(f"{path}/jawab", data=data, files=torn)
    assert refused.status_code == 422
    whole = [("photos", ("surat.pdf", b"%PDF-1.7\nsurat\n%%EOF\n", "application/pdf"))]
    answered = await client.post(f"{path}/jawab", data=data, files=whole)
    assert answered.status_code == 303, errors(answered.text)
    [letter] = (await state(house, complaint.id)).files
    assert (letter.of, letter.media_type) == ("outside", "application/pdf")
    own = await client.get(path)
    assert "Dokumen dari jawaban Anda" in words(own)
    opened = await client.get(f"{path}/foto/{letter.id}")
    assert (opened.status_code, opened.headers["content-type"]) == (200, "application/pdf")
    assert opened.headers["content-disposition"].startswith("attachment")
    assert "Dokumen dari instansi lain" in words(await client.get(follow(house, complaint)))
    async with signed_in(client, "koordinator") as desk:
        assert "Dokumen dari instansi lain" in words(await desk.get(f"/kantor/aduan/{complaint.id}"))
    public = await client.get(f"/aduan/{complaint.code}")
    assert str(letter.id) not in public.text


async def test_not_ours_either_comes_back_to_triage_with_dates_for_the_citizen(
    client: httpx.AsyncClient, house: House
) -> None:
    complaint = await sent(house)
    path = await linked(house, complaint)
    answer = await act(client, path, "bukan", reason="Tiang ini milik Telkom.")
    assert answer.status_code == 303
    after = await state(house, complaint.id)
    assert after.status is Status.SUBMITTED
    assert after.body is None
    assert {stage.value for stage, one in after.promises.items() if not one.ended} == {
        "reroute",
        "first_response",
        "completion",
    }
    told = words(await client.get(follow(house, complaint)))
    assert "bukan kewenangan kami" in told
    assert "Tiang ini milik Telkom." in told
    assert "Tiang ini milik Telkom." in words(await client.get(path))
    assert "Tiang listrik" not in (await client.get(path)).text


async def test_a_link_ends_by_time_by_being_taken_back_and_by_a_newer_one(
    client: httpx.AsyncClient, house: House, coordinator: Actor
) -> None:
    complaint = await sent(house)
    first, second = await linked(house, complaint), await linked(house, complaint)
    gone = await client.get(first)
    assert gone.status_code == 410
    assert "diganti atau dicabut" in words(gone)
    assert "Tiang listrik" not in gone.text
    form = fields((await client.get(second)).text, f"{second}/jawab")
    async with signed_in(client, "koordinator") as own:
        data = fields((await own.get("/kantor/luar")).text, f"/kantor/luar/{complaint.id}/cabut")
        answer = await own.post(f"/kantor/luar/{complaint.id}/cabut", data=data)
        assert "Tautan dicabut." in words(await own.get(answer.headers["location"]))
    taken = await client.post(f"{second}/jawab", data=form | {"answer": "Masih bisa?"})
    assert (taken.status_code, "Masih bisa?" in words(taken)) == (410, True), "what was typed is not lost"
    assert (await state(house, complaint.id)).answered_outside_at is None
    third = await linked(house, complaint)
    later(house, days=46)
    late = await client.get(third)
    assert late.status_code == 410
    assert "Masa berlakunya sudah habis" in words(late)


async def test_a_guess_learns_nothing(client: httpx.AsyncClient, house: House) -> None:
    """Whether a guess is wholly wrong, nearly right or of another case, it is answered alike, and counted."""
    complaint = await sent(house)
    secret = (await linked(house, complaint)).rpartition("/")[2]
    near = secret[:-1] + ("a" if secret[-1] != "a" else "b")
    follow_token = follow(house, complaint).rpartition("/")[2]
    pages = [await client.get(f"/instansi/{guess}") for guess in ("x", near, follow_token, "ä" * 30)]
    assert {page.status_code for page in pages} == {404}
    assert len({re.sub(r"kembali=[^\"]*", "", page.text) for page in pages}) == 1
    for _ in range(house.lookup_limit.times):
        last = await client.get("/instansi/tebakan")
    assert last.status_code == 429
    assert (await client.get(f"/instansi/{secret}")).status_code == 200, "who has the right one is not kept out"


async def test_no_link_leads_to_what_is_withheld(house: House, coordinator: Actor) -> None:
    links = OutsideLinks(house.database, house.clock, house.keys)
    secret = await sent(house, visibility=Visibility.CONFIDENTIAL)
    with pytest.raises(Refused):
        await links.make(secret, 45, "officer:x")
    about = await filed(house, "Diminta uang oleh pemeriksa.", kind=Kind.OVERSIGHT, about_unit="INSP")
    assert about.body is not None
    with pytest.raises(Refused):
        await links.make(about, 45, "officer:x")


async def test_a_link_ends_with_what_the_citizen_erases(client: httpx.AsyncClient, house: House) -> None:
    complaint = await sent(house)
    path = await linked(house, complaint)
    await done(house, complaint.id, c.Erase(), Actor("citizen", holds=complaint.id))
    page = await client.get(path)
    assert page.status_code == 410
    assert "Gang Mawar" not in page.text


async def test_what_was_typed_is_kept_when_the_case_changed_meanwhile(client: httpx.AsyncClient, house: House) -> None:
    complaint = await sent(house)
    path = await linked(house, complaint)
    data = fields((await client.get(path)).text, f"{path}/jawab")
    await done(house, complaint.id, c.AddReference("surat", "7/2026"), COORDINATOR)
    answer = await client.post(f"{path}/jawab", data=data | {"answer": "Besok kami datang."})
    assert answer.status_code == 409
    assert typed(answer.text, "answer") == "Besok kami datang."
    sent_by_body = fields(answer.text, f"{path}/jawab") | {"answer": "Lusa kami datang."}
    await done(house, complaint.id, c.RecordReply(c.Words("Dijawab lewat surat.")), COORDINATOR)
    late = await client.post(f"{path}/jawab", data=sent_by_body)
    assert (late.status_code, "Lusa kami datang." in words(late)) == (409, True), "the answer came by letter meanwhile"
    await OutsideLinks(house.database, house.clock, house.keys).revoke(complaint.id)
    later_still = await client.post(f"{path}/jawab", data=sent_by_body)
    assert (later_still.status_code, "Lusa kami datang." in words(later_still)) == (410, True)

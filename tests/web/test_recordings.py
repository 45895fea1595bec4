"""Recordings on the pages: played by those who may, in parts; written down and judged, without scripts."""

import re
from collections.abc import AsyncIterator
from html import unescape
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.images import MEDIA_TYPE
from complaints.kinds import Status, Visibility
from complaints.recordings import KEPT
from complaints.spoken import SPOKEN
from people.actor import Actor, Role
from tests.recorded import film, voice
from tests.web.citizen import COORDINATOR, done, errors, fields, filed, follow, photo, published, state, words
from tests.web.officer import address, hire, make, signed_in
from web.file_answers import ENDINGS, asked_part
from web.house import House
from web.lookup import reporter

SAID = "Lampu jalan di depan Pasar Tempel mati sejak Senin, tadi malam ada motor jatuh."


async def sent(house: House, complaint: Complaint, data: bytes, name: str = "catatan Bu Siti.ogg") -> UUID:
    """A recording of the reporter's, kept as the chat keeps it."""
    file = await house.attachments.keep(complaint.id, data, name)
    await done(house, complaint.id, c.Attach(file), Actor("citizen", holds=complaint.id))
    return file.id


async def spoken(house: House, **values: object) -> tuple[Complaint, UUID]:
    """A report that was only spoken."""
    complaint = await filed(house, SPOKEN.format(seconds=2), **values)
    return complaint, await sent(house, complaint, voice())


@pytest.fixture
async def coordinator(house: House, client: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    await hire(house, "koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))
    async with signed_in(client, "koordinator") as own:
        yield own


def sources(page: httpx.Response) -> list[str]:
    """Where the players of a page get their recordings, each once."""
    found = re.findall(r'<source src="([^"]+)"', page.text)
    return list(dict.fromkeys(unescape(one) for one in found))


# Parts of a file, against the plainest reading of what was asked for.


def plainly(first: str, last: str, size: int) -> list[int]:
    """The places of the bytes, one by one."""
    if first:
        return [place for place in range(size) if place >= int(first) and (not last or place <= int(last))]
    return [place for place in range(size) if place >= size - int(last)]


_PLACE = st.one_of(st.just(""), st.integers(0, 40).map(str))


@given(_PLACE, _PLACE, st.integers(1, 30))
@example("0", "", 1)
@example("", "0", 5)
@example("5", "5", 5)
def test_a_part_is_what_was_asked_for(first: str, last: str, size: int) -> None:
    found = asked_part(f"bytes={first}-{last}", size)
    if not first + last or (first and last and int(last) < int(first)):
        assert found is None
    else:
        assert found is not None
        assert list(found) == plainly(first, last, size)


@pytest.mark.parametrize(
    "header",
    [
        *("", "bytes", "bytes=", "bytes=-", "items=0-1", "bytes=0-1,3-4", "bytes=a-b", "bytes=-1-2", "bytes=٣-"),
        *("bytes=9-1", f"bytes={'9' * 5000}-", "bytes=0x1-", "bytes=+1-", "=", "-"),
    ],
)
def test_what_cannot_be_read_asks_for_all(header: str) -> None:
    assert asked_part(header, 10) is None


async def test_a_recording_is_sent_as_what_it_is_whole_and_in_parts(client: httpx.AsyncClient, house: House) -> None:
    complaint, _ = await spoken(house)
    await sent(house, complaint, film(), "film.mp4")
    kinds = {}
    for source in sources(await client.get(follow(house, complaint))):
        whole = await client.get(source)
        assert whole.status_code == 200
        kinds[whole.headers["content-type"]] = whole.content
        assert whole.headers["x-content-type-options"] == "nosniff"
        assert whole.headers["cache-control"] == "private, no-store"
        assert whole.headers["accept-ranges"] == "bytes"
        # Nothing of what the sender called it: that may be a name.
        called = r'inline; filename="(rekaman|video)-[0-9a-f]{8}\.(ogg|mp4)"'
        assert re.fullmatch(called, whole.headers["content-disposition"])
        size = len(whole.content)
        part = await client.get(source, headers={"Range": "bytes=10-19", "If-Range": whole.headers["etag"]})
        assert (part.status_code, part.content) == (206, whole.content[10:20])
        assert part.headers["content-range"] == f"bytes 10-19/{size}"
        assert part.headers["content-type"] == whole.headers["content-type"]
        end = await client.get(source, headers={"Range": "bytes=-5"})
        assert (end.status_code, end.content) == (206, whole.content[-5:])
        rest = await client.get(source, headers={"Range": "bytes=0-"})
        assert (rest.status_code, rest.content) == (206, whole.content)
        beyond = await client.get(source, headers={"Range": f"bytes={size}-"})
        assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")
        changed = await client.get(source, headers={"Range": "bytes=0-1", "If-Range": '"another"'})
        assert (changed.status_code, changed.content) == (200, whole.content)
        packed = await client.get(source, headers={"Range": "bytes=0-", "Accept-Encoding": "br"})
        assert "content-encoding" not in packed.headers
        assert packed.content == whole.content
    assert kinds == {"audio/ogg": voice(), "video/mp4": film()}


async def test_a_photo_stays_a_photo(client: httpx.AsyncClient, house: House) -> None:
    complaint = await filed(house)
    await sent(house, complaint, photo()[1][1], "jalan.jpg")
    page = await client.get(follow(house, complaint))
    assert sources(page) == []
    picture = unescape(re.search(r'src="(/berkas/[^"]+)"', page.text)[1])  # type: ignore[index]
    answer = await client.get(picture)
    assert answer.headers["content-type"] == "image/jpeg"
    assert re.fullmatch(r'inline; filename="foto-[0-9a-f]{8}\.jpg"', answer.headers["content-disposition"])
    # Kept, and asked about each time: nobody pays twice for it, nobody sees it who may not any more.
    assert answer.headers["cache-control"] == "private, no-cache"
    known = await client.get(picture, headers={"If-None-Match": answer.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    stranger = await client.get(picture.partition("?")[0], headers={"If-None-Match": answer.headers["etag"]})
    assert stranger.status_code == 404


def test_every_kind_of_file_that_is_kept_is_sent_as_what_it_is() -> None:
    assert set(KEPT.values()) | {MEDIA_TYPE} <= set(ENDINGS)


async def test_what_is_no_kind_we_know_is_opened_by_nothing(client: httpx.AsyncClient, house: House) -> None:
    """A file brought in from elsewhere may be of any kind; a page sent as a page would be ours to every browser."""
    complaint = await filed(house)
    kept = await house.attachments.store(complaint.id, photo()[1][1], "x.jpg")
    strange = msgspec.structs.replace(kept, media_type="text/html")
    await done(house, complaint.id, c.Attach(strange), Actor("citizen", holds=complaint.id))
    page = await client.get(follow(house, complaint))
    answer = await client.get(unescape(re.search(r'src="(/berkas/[^"]+)"', page.text)[1]))  # type: ignore[index]
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_players_may_play_what_is_ours_alone(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/")).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "media-src 'self' blob:" in policy, "a voice note is heard before it is sent, and nothing of others is"


# Who hears a recording.


async def test_a_voice_is_for_its_reporter_and_the_office_alone(
    client: httpx.AsyncClient, coordinator: httpx.AsyncClient, house: House
) -> None:
    complaint = await published(house)
    file = await sent(house, complaint, voice())
    await hire(house, "lain", (Role.OFFICER, "DISHUB"))
    secret = follow(house, complaint).rsplit("/", 1)[1]
    public = await client.get(f"/lacak/{complaint.code}")
    assert str(file) not in public.text
    assert sources(public) == []
    assert (await client.get(f"/berkas/{complaint.id}/{file}")).status_code == 404
    assert (await client.get(f"/berkas/{complaint.id}/{file}?token=x{secret}")).status_code == 404
    assert (await client.get(f"/berkas/{complaint.id}/{file}?token={secret}")).content == voice()
    assert (await coordinator.get(f"/berkas/{complaint.id}/{file}")).content == voice()
    assert (await coordinator.get(f"/kantor/aduan/{complaint.id}/foto/{file}")).content == voice()
    async with signed_in(client, "lain") as other:
        assert (await other.get(f"/kantor/aduan/{complaint.id}/foto/{file}")).status_code == 404
        assert (await other.get(f"/berkas/{complaint.id}/{file}")).status_code == 404


# Written down, judged, and read.


async def test_a_voice_note_alone_becomes_a_report_in_words(
    client: httpx.AsyncClient, coordinator: httpx.AsyncClient, house: House
) -> None:
    complaint, file = await spoken(house)
    desk = await coordinator.get(f"/kantor/triase?aduan={complaint.id}")
    assert "Isinya belum ditulis" in words(desk)
    assert "Untuk siapa laporan ini?" not in words(desk), "nothing is made of a sentence that says nothing"
    form = fields(desk.text, address(complaint.id, "rekaman"))
    assert form["file"] == str(file)
    answer = await coordinator.post(address(complaint.id, "rekaman"), data=form | {"words": SAID})
    assert answer.status_code == 303
    desk = await coordinator.get(answer.headers["location"])
    assert f"aduan={complaint.id}" in answer.headers["location"], "the same report stays open"
    told = words(desk)
    assert re.search(rf'class="queue__title"[^>]*>\s*{SAID[:30]}', desk.text), "the queue names it by what was said"
    assert "Isi rekaman sudah ditulis" in told
    assert "Menunggu dipastikan pelapor" in told
    assert "Untuk siapa laporan ini?" in told, "a suggestion made of what was said"
    page = await client.get(follow(house, complaint))
    assert SAID in words(page)
    asked = fields(page.text, f"{follow(house, complaint)}/rekaman")
    assert (asked["file"], asked["right"]) == (str(file), "ya")
    answer = await client.post(f"{follow(house, complaint)}/rekaman", data=asked)
    assert answer.status_code == 303
    page = await client.get(answer.headers["location"])
    assert "Terima kasih. Jawaban Anda tentang isi rekaman sudah kami terima." in words(page)
    assert "Anda memastikan tulisan ini benar." in words(page)
    assert "Ya, benar" not in words(page)
    assert (await state(house, complaint.id)).transcripts == {file: True}
    assert "Dipastikan pelapor" in words(await coordinator.get(f"/kantor/aduan/{complaint.id}"))


async def test_what_is_not_right_is_said_and_written_again(
    client: httpx.AsyncClient, coordinator: httpx.AsyncClient, house: House
) -> None:
    complaint, file = await spoken(house)
    assert (await make(coordinator, complaint.id, "rekaman", words="Lampu mati di pasar.")).status_code == 303
    path = f"{follow(house, complaint)}/rekaman"
    form = fields((await client.get(follow(house, complaint))).text, path)
    values = form | {"right": "tidak", "correction": "Bukan pasar, tetapi terminal."}
    assert (await client.post(path, data=values)).status_code == 303
    assert (await state(house, complaint.id)).transcripts == {file: False}
    assert "Anda menyatakan tulisan ini kurang tepat" in words(await client.get(follow(house, complaint)))
    page = await coordinator.get(f"/kantor/aduan/{complaint.id}")
    assert "Pelapor menyatakan kurang tepat" in words(page)
    assert "Bukan pasar, tetapi terminal." in words(page)
    assert "Lampu mati di pasar." in page.text, "it is put right, not written from nothing"
    assert (await make(coordinator, complaint.id, "rekaman", words="Lampu mati di terminal.")).status_code == 303
    assert (await state(house, complaint.id)).transcripts == {file: None}
    assert "Lampu mati di terminal." in words(await client.get(follow(house, complaint)))


async def test_a_form_that_comes_back_keeps_what_was_typed(
    client: httpx.AsyncClient, coordinator: httpx.AsyncClient, house: House
) -> None:
    complaint, file = await spoken(house)
    other = await sent(house, complaint, voice(3))
    empty = await make(coordinator, complaint.id, "rekaman", file=str(other), words=" ")
    assert empty.status_code == 422
    assert errors(empty.text) == ["Tuliskan isi rekamannya."]
    assert 'href="#rekaman-words"' in empty.text
    assert empty.text.count('id="rekaman-words"') == 1
    form = fields((await coordinator.get(f"/kantor/aduan/{complaint.id}")).text, address(complaint.id, "rekaman"))
    await done(house, complaint.id, c.Reclassify(topic="jalan_rusak"), COORDINATOR)
    stale = await coordinator.post(
        address(complaint.id, "rekaman"), data=form | {"file": str(other), "words": "Yang kedua."}
    )
    assert stale.status_code == 409
    assert "baru saja diubah orang lain" in words(stale)
    assert re.search(r'<textarea[^>]*id="rekaman-words"[^>]*>\s*Yang kedua\.', stale.text)
    for strange in ("", "x", str(uuid4())):
        answer = await make(coordinator, complaint.id, "rekaman", file=strange, words="Yang kedua.")
        assert answer.status_code in (409, 422), strange
        assert "Yang kedua." in answer.text
    assert (await state(house, complaint.id)).transcripts == {}
    assert file != other


async def test_the_reporters_form_comes_back_with_what_was_typed(
    client: httpx.AsyncClient, coordinator: httpx.AsyncClient, house: House
) -> None:
    complaint, file = await spoken(house)
    await done(house, complaint.id, c.Transcribe(file, c.Words("Lampu mati.")), COORDINATOR)
    path = f"{follow(house, complaint)}/rekaman"
    form = fields((await client.get(follow(house, complaint))).text, path) | {"right": "tidak"}
    await done(house, complaint.id, c.Transcribe(file, c.Words("Lampu merah mati.")), COORDINATOR)
    stale = await client.post(path, data=form | {"correction": "Lampu taman."})
    assert stale.status_code == 409
    assert "Lampu merah mati." in words(stale), "nobody confirms words they have not seen"
    assert "Lampu taman." in stale.text
    for strange in ({"right": "mungkin"}, {"right": "ya", "file": "x"}):
        answer = await client.post(path, data=fields(stale.text, path) | strange)
        assert answer.status_code == 422
    assert (await state(house, complaint.id)).transcripts == {file: None}


async def test_everybody_reads_what_the_reporter_said_is_right(client: httpx.AsyncClient, house: House) -> None:
    complaint, file = await spoken(house)
    said = f"{SAID} Telepon saya 0812 3456 7890."
    await done(house, complaint.id, c.Transcribe(file, c.Words("Salah dengar.")), COORDINATOR)
    await done(house, complaint.id, c.Transcribe(file, c.Words(said)), COORDINATOR)
    await done(house, complaint.id, c.Forward("DISHUB"), COORDINATOR)
    page = f"/lacak/{complaint.code}"
    assert "Pasar Tempel" not in (await client.get(page)).text
    assert "Pasar Tempel" not in (await client.get(f"/api/v1/complaints/{complaint.code}")).text
    await done(house, complaint.id, c.JudgeTranscript(file, True), Actor("citizen", holds=complaint.id))
    shown = words(await client.get(page))
    assert "Pasar Tempel" in shown
    assert "dipastikan pelapor" in shown
    assert "3456" not in shown, "numbers that lead to a person are blotted out here as well"
    assert "Salah dengar" not in shown
    assert (await state(house, complaint.id)).status is Status.FORWARDED


async def test_of_a_confidential_report_nobody_reads_what_was_said(client: httpx.AsyncClient, house: House) -> None:
    complaint, file = await spoken(house, visibility=Visibility.CONFIDENTIAL)
    await done(house, complaint.id, c.Transcribe(file, c.Words(SAID)), COORDINATOR)
    await done(house, complaint.id, c.JudgeTranscript(file, True), Actor("citizen", holds=complaint.id))
    await done(house, complaint.id, c.Forward("DISHUB"), COORDINATOR)
    assert "Pasar Tempel" not in (await client.get(f"/lacak/{complaint.code}")).text


async def test_officers_find_a_case_by_what_was_said_and_the_public_does_not(
    client: httpx.AsyncClient, coordinator: httpx.AsyncClient, house: House
) -> None:
    complaint, file = await spoken(house)
    await done(house, complaint.id, c.Transcribe(file, c.Words(SAID)), COORDINATOR)
    await done(house, complaint.id, c.Forward("DISHUB"), COORDINATOR)
    found = await coordinator.get("/kantor/cari", params={"words": "Pasar Tempel"})
    assert str(complaint.id) in found.text
    assert complaint.code not in (await client.get("/aduan", params={"q": "Pasar Tempel"})).text


async def test_erasing_takes_the_recording_and_what_was_written_down(
    client: httpx.AsyncClient, coordinator: httpx.AsyncClient, house: House
) -> None:
    complaint, file = await spoken(house)
    await done(house, complaint.id, c.Transcribe(file, c.Words(SAID)), COORDINATOR)
    source = sources(await client.get(follow(house, complaint)))[0]
    erase = f"{follow(house, complaint)}/hapus"
    form = fields((await client.get(erase)).text, erase)
    assert (await client.post(erase, data=form | {"sure": "ya"})).status_code == 303
    assert (await client.get(source)).status_code == 404
    for page in (await client.get(follow(house, complaint)), await coordinator.get(f"/kantor/aduan/{complaint.id}")):
        assert "Pasar Tempel" not in page.text
        assert sources(page) == []
        assert "/rekaman" not in page.text
    found = await coordinator.get("/kantor/cari", params={"words": "Pasar Tempel"})
    assert str(complaint.id) not in found.text


async def test_what_was_erased_is_not_shown_while_it_waits_to_be_swept(client: httpx.AsyncClient, house: House) -> None:
    complaint, file = await spoken(house)
    source = sources(await client.get(follow(house, complaint)))[0]
    tag = (await client.get(source)).headers["etag"]
    await done(house, complaint.id, c.Erase(), reporter(complaint.id))
    assert file in await house.attachments.kept(complaint.id)
    assert (await client.get(source)).status_code == 404
    assert (await client.get(source, headers={"If-None-Match": tag})).status_code == 404

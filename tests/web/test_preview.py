"""What everybody reads of a case, seen before they do; photos are shown only after somebody looked at them."""

import re
from collections.abc import AsyncIterator
from io import BytesIO
from math import ceil, floor
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from complaints import commands as c
from complaints import events as e
from complaints.attachments import PHOTOS_A_COMPLAINT
from complaints.complaint import Complaint, evolve
from complaints.images import covered
from complaints.kinds import Visibility
from foundation.errors import Invalid, NotAllowed, Refused
from people.actor import Actor, Role
from service.progress import quiet
from service.rebuild import rebuild
from tests.web.citizen import COORDINATOR, OFFICER, done, fields, filed, state, words
from tests.web.officer import hire, signed_in
from web.house import House

REPORT = "Jalan depan pasar berlubang, hubungi saya di 0812 3456 7890."


def striped(size: tuple[int, int] = (600, 400)) -> bytes:
    """A photo of narrow stripes, so that a part that was covered differs from one that was not."""
    picture = Image.new("RGB", size, "white")
    for left in range(0, size[0], 10):
        ImageDraw.Draw(picture).rectangle((left, 0, left + 4, size[1]), fill="black")
    written = BytesIO()
    picture.save(written, "JPEG", quality=95)
    return written.getvalue()


def contrast(data: bytes, box: tuple[int, int, int, int]) -> int:
    """Between the lightest and the darkest pixel of a part, away from its edges."""
    low, high = Image.open(BytesIO(data)).convert("L").crop(box).getextrema()
    return int(high) - int(low)  # type: ignore[arg-type]


@pytest.fixture
async def case(house: House) -> tuple[Complaint, UUID]:
    """A published case with one photo that nobody has looked at."""
    complaint = await filed(house, REPORT)
    file = await house.attachments.store(complaint.id, striped(), "jalan.jpg")
    await done(house, complaint.id, c.Attach(file), Actor("citizen", holds=complaint.id))
    return await done(house, complaint.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR), file.id


@pytest.fixture
async def coordinator(house: House, client: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    await hire(house, "koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))
    async with signed_in(client, "koordinator") as own:
        yield own


def pictures(page: httpx.Response) -> list[str]:
    return list(dict.fromkeys(re.findall(r'src="(/berkas/[^"?]+)"', page.text)))


async def decide(
    client: httpx.AsyncClient, complaint: Complaint, photo_id: UUID, decided: str, **more: str
) -> httpx.Response:
    path = f"/kantor/aduan/{complaint.id}/pratinjau"
    hidden = form_of((await client.get(path)).text, photo_id)
    return await client.post(path, data=hidden | {"putusan": decided} | more)


def form_of(page: str, photo_id: UUID) -> dict[str, str]:
    """The hidden fields of the form in which a photo is decided on."""
    forms = re.findall(r'<form method="post" class="stack">.*?</form>', page, re.S)
    return fields(next(one for one in forms if f'value="{photo_id}"' in one))


async def test_nobody_outside_sees_a_photo_that_nobody_has_looked_at(
    client: httpx.AsyncClient, case: tuple[Complaint, UUID]
) -> None:
    complaint, file = case
    page = await client.get(f"/lacak/{complaint.code}")
    assert pictures(page) == []
    assert "1 foto tidak ditampilkan" in words(page)
    assert (await client.get(f"/berkas/{complaint.id}/{file}")).status_code == 404


async def test_a_photo_that_is_shown_is_seen_and_can_be_held_back_again(
    client: httpx.AsyncClient, coordinator: httpx.AsyncClient, case: tuple[Complaint, UUID]
) -> None:
    complaint, file = case
    assert (await decide(coordinator, complaint, file, "tampil")).status_code == 303
    page = await client.get(f"/lacak/{complaint.code}")
    assert pictures(page) == [f"/berkas/{complaint.id}/{file}"]
    assert "tidak ditampilkan" not in words(page)
    assert (await client.get(pictures(page)[0])).status_code == 200
    assert (await decide(coordinator, complaint, file, "tahan")).status_code == 303
    assert (await client.get(f"/berkas/{complaint.id}/{file}")).status_code == 404
    assert pictures(await client.get(f"/lacak/{complaint.code}")) == []


@pytest.mark.parametrize(
    ("marked", "covered", "left"),
    [
        ({"sel-0": "ya"}, (5, 5, 95, 95), (310, 210, 590, 390)),
        ({"kotak": "0.5,0.5,0.5,0.5"}, (305, 205, 595, 395), (5, 5, 95, 95)),
    ],
)
async def test_everybody_sees_only_the_covered_copy(
    client: httpx.AsyncClient,
    coordinator: httpx.AsyncClient,
    case: tuple[Complaint, UUID],
    marked: dict[str, str],
    covered: tuple[int, int, int, int],
    left: tuple[int, int, int, int],
) -> None:
    complaint, file = case
    assert (await decide(coordinator, complaint, file, "tutup", **marked)).status_code == 303
    (shown,) = pictures(await client.get(f"/lacak/{complaint.code}"))
    assert str(file) not in shown
    copy = (await client.get(shown)).content
    assert contrast(copy, left) > 150
    assert contrast(copy, covered) < 12, "nothing is left of the stripes, not even as a mosaic"
    # Neither the address of the original nor its bytes are for anybody outside.
    assert (await client.get(f"/berkas/{complaint.id}/{file}")).status_code == 404
    original = await coordinator.get(f"/kantor/aduan/{complaint.id}/foto/{file}")
    assert contrast(original.content, covered) > 150


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(*[st.floats(0, 0.6)] * 2, *[st.floats(0.05, 0.4)] * 2), min_size=1, max_size=4),
    st.tuples(*[st.integers(0, 255)] * 3),
)
def test_of_what_was_covered_the_copy_holds_nothing(parts: list[e.Cover], colour: tuple[int, int, int]) -> None:
    """Two photos that differ in nothing but the covered parts have the same copy, byte for byte."""
    one = Image.open(BytesIO(striped((120, 80)))).convert("RGB")
    other = one.copy()
    for left, top, width, height in parts:
        box = (floor(left * 120), floor(top * 80), ceil((left + width) * 120), ceil((top + height) * 80))
        other.paste(colour, box)
    assert covered(plain(one), parts) == covered(plain(other), parts)


def plain(picture: Image.Image, **beside: object) -> bytes:
    written = BytesIO()
    picture.save(written, "PNG", **beside)  # type: ignore[arg-type]
    return written.getvalue()


def test_the_copy_holds_nothing_that_stood_beside_the_picture() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Kamera"
    written = BytesIO()
    Image.new("RGB", (60, 40)).save(written, "JPEG", exif=exif, comment=b"Siti Rahayu", icc_profile=b"profil")
    copy = covered(written.getvalue(), [(0, 0, 0.5, 0.5)])
    for beside in (b"Kamera", b"Siti", b"profil", b"Exif"):
        assert beside not in copy


async def test_who_has_not_seen_what_a_colleague_decided_changes_nothing(
    house: House, coordinator: httpx.AsyncClient, case: tuple[Complaint, UUID]
) -> None:
    complaint, file = case
    path = f"/kantor/aduan/{complaint.id}/pratinjau"
    before = form_of((await coordinator.get(path)).text, file)
    await decide(coordinator, complaint, file, "tutup", **{"sel-2": "ya"})
    late = await coordinator.post(path, data=before | {"putusan": "tampil"})
    assert late.status_code == 409
    assert "Petugas lain baru saja memutuskan foto ini" in words(late)
    (review,) = (await state(house, complaint.id)).reviews.values()
    assert review.copy is not None
    # The same decision twice is no quarrel, and whoever sees it may change it.
    assert (await decide(coordinator, complaint, file, "tutup", **{"sel-2": "ya"})).status_code == 303
    assert (await decide(coordinator, complaint, file, "tahan")).status_code == 303


async def test_covering_one_part_more_uncovers_none(
    house: House, coordinator: httpx.AsyncClient, case: tuple[Complaint, UUID]
) -> None:
    complaint, file = case
    await decide(coordinator, complaint, file, "tutup", **{"kotak": "0.5,0.5,0.3,0.25", "sel-0": "ya"})
    form = form_of((await coordinator.get(f"/kantor/aduan/{complaint.id}/pratinjau")).text, file)
    await decide(coordinator, complaint, file, "tutup", **{"kotak": form["kotak"], "sel-0": "ya", "sel-1": "ya"})
    (review,) = (await state(house, complaint.id)).reviews.values()
    assert sorted(review.covers) == sorted([(0, 0, 0.1667, 0.25), (0.1667, 0, 0.1667, 0.25), (0.5, 0.5, 0.3, 0.25)])
    assert (await rebuild(house.database, quiet)).identical


async def test_a_photo_held_back_publishes_nothing(house: House, case: tuple[Complaint, UUID]) -> None:
    complaint, file = case
    unread = msgspec.structs.replace(complaint, unread=True)
    here = (complaint.version + 1, house.clock.now(), f"officer:{COORDINATOR.person}", "test", 0, b"", b"")
    for happened in (e.PhotoReviewed(file, False), e.AttachmentAdded(e.Seal(uuid4(), ""), "image/jpeg", 1, e.COVERED)):
        version, *rest = here
        assert evolve(unread, e.Recorded(complaint.id, version, happened, *rest)).unread
    version, *rest = here
    assert not evolve(unread, e.Recorded(complaint.id, version, e.Taken(uuid4()), *rest)).unread  # type: ignore[arg-type]


async def test_the_unit_and_the_reporter_go_on_seeing_the_photo_once_and_whole(
    house: House, coordinator: httpx.AsyncClient, case: tuple[Complaint, UUID]
) -> None:
    complaint, file = case
    await decide(coordinator, complaint, file, "tutup", **{"sel-7": "ya"})
    for actor in (COORDINATOR, OFFICER, Actor("citizen", holds=complaint.id)):
        assert [one.id for one in (await house.queries.case(actor, complaint.id)).files] == [file]


async def test_marking_nothing_or_nonsense_changes_nothing(
    house: House, coordinator: httpx.AsyncClient, case: tuple[Complaint, UUID]
) -> None:
    complaint, file = case
    for more in ({}, {"kotak": "a,b,c,d"}, {"kotak": "0.1,0.1"}, {"kotak": "nan,0,1,1"}, {"kotak": "0.2,0.2,0,0.5"}):
        answer = await decide(coordinator, complaint, file, "tutup", **more)
        assert answer.status_code == 422, more
    assert (await decide(coordinator, complaint, file, "lain")).status_code == 422
    assert (await decide(coordinator, complaint, file, "tampil", **{"file": str(uuid4())})).status_code == 409
    assert (await state(house, complaint.id)).reviews == {}


async def test_the_page_shows_words_masked_and_the_case_leads_to_it(
    coordinator: httpx.AsyncClient, case: tuple[Complaint, UUID]
) -> None:
    complaint, _ = case
    page = await coordinator.get(f"/kantor/aduan/{complaint.id}/pratinjau")
    assert "0812 3456 7890" not in page.text
    assert "••" in page.text
    desk = await coordinator.get(f"/kantor/aduan/{complaint.id}")
    assert f"/kantor/aduan/{complaint.id}/pratinjau" in desk.text
    assert "1 foto belum ditinjau" in words(desk)


async def test_reviewing_makes_no_form_of_others_stale(house: House, case: tuple[Complaint, UUID]) -> None:
    complaint, file = case
    seen = complaint.version
    await done(house, complaint.id, c.ReviewPhoto(file, True), COORDINATOR)
    after = await house.handling.handle(c.Order(complaint.id, c.Take(), f"test:{uuid4()}", seen=seen), OFFICER)
    assert after.taken_by == OFFICER.person


async def test_who_may_not_and_what_cannot(house: House, case: tuple[Complaint, UUID]) -> None:
    complaint, file = case
    with pytest.raises(NotAllowed):
        await done(house, complaint.id, c.ReviewPhoto(file, True), Actor("citizen", holds=complaint.id))
    with pytest.raises(Refused):
        await done(house, complaint.id, c.ReviewPhoto(uuid4(), True), COORDINATOR)
    with pytest.raises(Invalid):  # covered parts without the copy that hides them
        await done(house, complaint.id, c.ReviewPhoto(file, True, ((0.1, 0.1, 0.2, 0.2),)), COORDINATOR)
    secret = await filed(house, REPORT, visibility=Visibility.CONFIDENTIAL)
    kept = await house.attachments.store(secret.id, striped(), "jalan.jpg")
    await done(house, secret.id, c.Attach(kept), Actor("citizen", holds=secret.id))
    with pytest.raises(Refused):
        await done(house, secret.id, c.ReviewPhoto(kept.id, True), COORDINATOR)


async def test_covered_copies_take_no_room_from_the_reporter(house: House, case: tuple[Complaint, UUID]) -> None:
    complaint, file = case
    for number in range(PHOTOS_A_COMPLAINT):
        await house.attachments.cover(complaint.id, file, [(0, 0, 0.1, 0.02 * (number + 1))])
    assert len(await house.attachments.kept(complaint.id)) > PHOTOS_A_COMPLAINT
    await house.attachments.store(complaint.id, striped((300, 200)), "lagi.jpg")


async def test_erasing_takes_the_covered_copy_along(
    house: House, client: httpx.AsyncClient, coordinator: httpx.AsyncClient, case: tuple[Complaint, UUID]
) -> None:
    complaint, file = case
    await decide(coordinator, complaint, file, "tutup", **{"sel-3": "ya", "sel-4": "ya"})
    (shown,) = pictures(await client.get(f"/lacak/{complaint.code}"))
    assert len(await house.attachments.kept(complaint.id)) == 2
    await done(house, complaint.id, c.Erase(), Actor("citizen", holds=complaint.id))
    assert (await client.get(shown)).status_code == 404
    await house.attachments.sweep(complaint.id)
    assert await house.attachments.kept(complaint.id) == frozenset()

"""The public ledger of pledges: what is waited for, what came, what lapsed, and what is not shown."""

import re
from datetime import date
from html import unescape

import httpx
import pytest

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Status, Visibility
from complaints.pledges import PAGE, PledgeState
from tests.web.citizen import COORDINATOR, OFFICER, done, filed, later, pledged, taken, watched, words
from web.house import House
from web.lookup import reporter

CHRISTMAS = date(2026, 12, 18)


def cards(page: httpx.Response) -> dict[str, str]:
    """By code: what the ledger says of a case."""
    found = {}
    for card in re.findall(r"<article.*?</article>", page.text, re.S):
        code = re.search(r'href="/lacak/([0-9A-Z]{11})"', card)
        assert code is not None
        found[code[1]] = " ".join(unescape(re.sub(r"<[^>]+>", " ", card)).split())
    return found


async def kept(house: House, complaint: Complaint) -> Complaint:
    return await done(house, complaint.id, c.Resolve(c.Words("Sudah diaspal.")), OFFICER)


async def counts(house: House) -> tuple[int, int, int]:
    today = house.clock.now().date()
    found = (await house.queries.pledges(today, "Asia/Jakarta")).counts
    return found[PledgeState.WAITING], found[PledgeState.LAPSED], found[PledgeState.KEPT]


async def test_the_empty_ledger_says_so_and_is_linked(client: httpx.AsyncClient) -> None:
    page = await client.get("/janji")
    assert page.status_code == 200
    assert "Belum ada janji" in words(page)
    assert "Tidak ada janji dalam keadaan ini" in words(await client.get("/janji?keadaan=lewat"))
    for path in ("/", "/aduan", "/lacak"):
        assert 'href="/janji"' in (await client.get(path)).text


async def test_a_pledge_is_waited_for_with_date_unit_and_ground(client: httpx.AsyncClient, house: House) -> None:
    complaint = await pledged(house, CHRISTMAS)
    told = cards(await client.get("/janji"))[complaint.code]
    assert "Ditunggu" in told
    assert "Dijanjikan untuk Jumat, 18 Desember 2026" in told
    assert "Ruas ini diaspal ulang." in told
    assert "Oleh Dinas Bina Marga dan Bina Konstruksi" in told
    assert "Dasar DPA 2027, kode rekening 1.03.10.2.01.0045" in told
    assert (await client.get(f"/lacak/{complaint.code}")).status_code == 200
    assert complaint.code in (await client.get(f"/aduan?status={Status.PLEDGED}")).text


async def test_what_came_in_time_is_kept_and_what_lapsed_stays_lapsed(client: httpx.AsyncClient, house: House) -> None:
    came, lapsed, late = [await pledged(house, CHRISTMAS) for _ in range(3)]
    await kept(house, came)
    assert await counts(house) == (2, 0, 1)
    later(house, days=30)
    for one in (lapsed, late):
        assert (await watched(house, one.id)).status is Status.IN_PROCESS
    await kept(house, late)
    assert await counts(house) == (0, 2, 1)
    told = cards(await client.get("/janji"))
    assert "Dinyatakan selesai pada Jumat, 20 November 2026." in told[came.code]
    assert "Aduannya terbuka lagi: Sedang ditangani." in told[lapsed.code]
    assert "Dinyatakan selesai sesudahnya, pada Minggu, 20 Desember 2026." in told[late.code]
    for state, codes in (("ditunggu", set()), ("lewat", {lapsed.code, late.code}), ("dipenuhi", {came.code})):
        assert set(cards(await client.get(f"/janji?keadaan={state}"))) == codes
    assert set(cards(await client.get("/janji?keadaan=%00&halaman=x"))) == {came.code, lapsed.code, late.code}


async def test_a_disputed_answer_does_not_keep_a_pledge(house: House) -> None:
    complaint = await pledged(house, CHRISTMAS)
    await kept(house, complaint)
    await done(house, complaint.id, c.Dispute(c.Words("Belum diaspal.")), reporter(complaint.id))
    assert await counts(house) == (1, 0, 0)
    later(house, days=30)
    assert await counts(house) == (0, 1, 0)


async def test_on_its_last_day_a_pledge_is_waited_for_until_the_watch_found_it_lapsed(house: House) -> None:
    complaint = await pledged(house, date(2026, 11, 23))
    later(house, days=3, hours=3)
    assert await counts(house) == (1, 0, 0)
    later(house, hours=8)
    await watched(house, complaint.id)
    assert await counts(house) == (0, 1, 0)


async def test_a_second_pledge_is_told_as_the_second(client: httpx.AsyncClient, house: House) -> None:
    complaint = await pledged(house, CHRISTMAS)
    later(house, days=30)
    await watched(house, complaint.id)
    again = c.Pledge(date(2027, 6, 30), c.Words("Sesudah lelang ulang."), c.Words("APBD Perubahan 2027"))
    await done(house, complaint.id, again, OFFICER)
    told = cards(await client.get("/janji"))[complaint.code]
    assert "Rabu, 30 Juni 2027" in told
    assert "Sesudah lelang ulang." in told
    assert "APBD Perubahan 2027" in told
    assert "Ini janji yang ke-2 untuk aduan ini." in told


@pytest.mark.parametrize("hidden", ["confidential", "erased", "sensitive"])
async def test_the_ledger_shows_only_what_is_published(client: httpx.AsyncClient, house: House, hidden: str) -> None:
    complaint = await taken(
        house, visibility=Visibility.CONFIDENTIAL if hidden == "confidential" else Visibility.PUBLIC
    )
    if hidden == "sensitive":
        topic = next(one.code for one in (await house.region.current()).topics if one.sensitive and one.parent)
        await done(house, complaint.id, c.Reclassify(topic=topic), COORDINATOR)
    await done(house, complaint.id, c.Pledge(CHRISTMAS, c.Words("Nanti."), c.Words("DPA")), OFFICER)
    if hidden == "erased":
        assert await counts(house) == (1, 0, 0)
        await done(house, complaint.id, c.Erase(), reporter(complaint.id))
    assert await counts(house) == (0, 0, 0)
    assert complaint.code not in (await client.get("/janji")).text


async def test_words_are_masked_and_the_ground_keeps_its_numbers(client: httpx.AsyncClient, house: House) -> None:
    complaint = await taken(house, "Hubungi 0812 3456 7890, jalan berlubang.")
    pledge = c.Pledge(CHRISTMAS, c.Words("Kami telepon 0812 3456 7890."), c.Words("Rekening 5.2.04.01.01.0012"))
    await done(house, complaint.id, pledge, OFFICER)
    page = await client.get("/janji")
    assert "3456" not in page.text
    assert "5.2.04.01.01.0012" in page.text


async def test_the_nearest_date_comes_first_and_pages_follow(client: httpx.AsyncClient, house: House) -> None:
    far, near = await pledged(house, date(2027, 5, 3)), await pledged(house, CHRISTMAS)
    lapsed = await pledged(house, date(2026, 11, 24))
    later(house, days=6)
    await watched(house, lapsed.id)
    assert list(cards(await client.get("/janji"))) == [near.code, far.code, lapsed.code]
    more = [await pledged(house, date(2027, 6, 1)) for _ in range(PAGE)]
    first, second = await client.get("/janji"), await client.get("/janji?halaman=2")
    assert len(cards(first)) == PAGE
    assert not set(cards(first)) & set(cards(second))
    assert set(cards(first)) | set(cards(second)) == {one.code for one in (far, near, lapsed, *more)}
    assert 'rel="next"' in first.text


async def test_a_case_never_pledged_is_not_in_it(client: httpx.AsyncClient, house: House) -> None:
    await filed(house)
    await kept(house, await taken(house))
    assert cards(await client.get("/janji")) == {}

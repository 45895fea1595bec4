"""“Mengapa tanggal ini?”: every day of a promise with its reason, by the calendar it was computed with."""

import functools
import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import httpx
import msgspec
from hypothesis import given
from hypothesis import strategies as st

from complaints import commands as c
from complaints.complaint import Stop
from complaints.kinds import Kind, PauseReason, Priority, Stage
from complaints.region import Region
from foundation.language import LANGUAGES
from service.region_folder import read_folder
from service.settings import ROOT
from sla.course import Length, Pace, course, days
from sla.policy import STOPPED
from tests.web.citizen import (
    COORDINATOR,
    OFFICER,
    asked,
    done,
    filed,
    follow,
    later,
    pledged,
    published,
    resolved,
    state,
    taken,
    words,
)
from web.day_words import months
from web.house import House
from web.lookup import reporter
from web.promised import reasons
from web.wording import Wording
from workdays.entries import DayEntry
from workdays.seed import shipped_calendar
from workdays.working_days import Calendar, DayKind

LEBARAN = datetime(2026, 3, 17, 2, tzinfo=UTC)
"""Tuesday, 17 March 2026, 09.00 in Lampung."""

Row = tuple[str, str, str]


def rows(page: httpx.Response) -> list[Row]:
    """The table: number or sign, date, reason."""
    found = []
    for body in re.findall(r"<tr class=.*?</tr>", page.text, re.S):
        cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", body, re.S)
        plain = [" ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for cell in cells]
        found.append((plain[0], plain[1], plain[2]))
    return found


async def why(client: httpx.AsyncClient, house: House, complaint_id: object, slug: str) -> httpx.Response:
    complaint = await state(house, complaint_id)  # type: ignore[arg-type]
    page = await client.get(f"{follow(house, complaint)}/mengapa/{slug}")
    assert page.status_code == 200, page.text
    return page


async def new_day_off(house: House, day: date) -> None:
    """The calendar as it is from now on."""
    entry = DayEntry(day, DayKind.REGIONAL, "Libur uji coba", "Keputusan Gubernur")
    await house.calendars.change([entry], [], "system:test", "uji coba", house.clock.now())
    house.policies.forget()


async def test_around_lebaran_every_day_has_its_reason(client: httpx.AsyncClient, house: House) -> None:
    complaint = await filed(house, received_at=LEBARAN)
    page = await why(client, house, complaint.id, "verifikasi")
    skipped = "– tidak dihitung"
    assert rows(page) == [
        (skipped, "Selasa, 17", "Hari laporan diterima; mulai dihitung hari berikutnya"),
        (skipped, "Rabu, 18", "Cuti Bersama Hari Suci Nyepi"),
        (skipped, "Kamis, 19", "Libur nasional: Hari Suci Nyepi"),
        (skipped, "Jumat, 20", "Cuti Bersama Hari Raya Idul Fitri"),
        (skipped, "Sabtu, 21", "Libur nasional: Hari Raya Idul Fitri"),
        (skipped, "Minggu, 22", "Libur nasional: Hari kedua dari Hari Raya Idul Fitri"),
        (skipped, "Senin, 23", "Cuti Bersama Hari Raya Idul Fitri"),
        (skipped, "Selasa, 24", "Cuti Bersama Hari Raya Idul Fitri"),
        ("1", "Rabu, 25", "Hari kerja"),
        ("2", "Kamis, 26", "Hari kerja"),
        ("3", "Jumat, 27", "Hari kerja. Batasnya pukul 16.30 WIB"),
    ]
    said = words(page)
    assert "paling lambat Jumat, 27 Maret 2026 , pukul 16.30 WIB" in said
    assert "3 hari dihitung, 8 hari tidak." in said
    assert "Maret 2026" in said


async def test_the_rule_says_since_when_and_how_sure_it_is(client: httpx.AsyncClient, house: House) -> None:
    complaint = await filed(house)
    seen = words(await why(client, house, complaint.id, "verifikasi"))
    assert "3 hari kerja Dasar aturan Praktik SP4N-LAPOR! (PermenPANRB 62/2018)" in seen
    assert "1 Januari 2019" in seen
    assert "Terdapat pada sumber resmi" in seen
    assert "PermenPANRB 62/2018 sudah digantikan oleh PermenPANRB 5/2025." in seen
    unsure = words(await why(client, house, complaint.id, "selesai"))
    assert "Belum dapat dipastikan dari sumber resmi" in unsure
    assert "Dipakai oleh banyak instansi" in unsure


async def test_a_long_promise_is_folded_month_by_month(client: httpx.AsyncClient, house: House) -> None:
    complaint = await filed(house, kind=Kind.OVERSIGHT, about_unit="BMBK")
    page = await why(client, house, complaint.id, "selesai")
    assert page.text.count('<details class="days__month">') == 4
    assert "Desember 2026: 21 hari dihitung, 10 hari tidak" in words(page)
    numbered = [int(number) for number, _day, _reason in rows(page) if number.isdigit()]
    assert numbered == list(range(1, 61))
    short = await why(client, house, complaint.id, "tanggapan-pertama")
    assert "days__month" not in short.text


async def test_a_stop_is_seen_day_by_day(client: httpx.AsyncClient, house: House) -> None:
    complaint = await asked(house)
    later(house, days=4)
    standing = await why(client, house, complaint.id, "selesai")
    assert "Hitungan sedang berhenti. Daftar ini sampai hari ini" in words(standing)
    assert rows(standing)[-1][1] == "Selasa, 24"
    assert rows(standing)[-1][2] == "Hari kerja; hitungan berhenti: menunggu pelapor"
    await done(house, complaint.id, c.Answer(c.Words("Yang di kiri tugu.")), reporter(complaint.id))
    page = await why(client, house, complaint.id, "selesai")
    told = {day: (sign, reason) for sign, day, reason in rows(page)}
    assert told["Senin, 23"] == ("– tidak dihitung", "Hari kerja; hitungan berhenti: menunggu pelapor")
    assert told["Selasa, 24"][1] == "Hari kerja; 5 jam dihitung; hitungan berhenti: menunggu pelapor"
    assert told["Rabu, 25"] == ("ya", "Hari kerja")
    assert "Selama hitungan berhenti, tidak ada waktu yang terpakai." in words(page)
    assert "Batasnya pukul" in rows(page)[-1][2]


async def test_a_case_answered_while_its_clock_stood_still_leads_to_its_date(
    client: httpx.AsyncClient, house: House
) -> None:
    complaint = await asked(house)
    later(house, days=4)
    await done(house, complaint.id, c.Resolve(c.Words("Sudah kami tambal.")), OFFICER)
    said = words(await why(client, house, complaint.id, "selesai"))
    assert "kemudian berubah" not in said
    assert "Senin, 14 Desember 2026" in said, "its date, and what it stood still for"


async def test_a_promise_keeps_the_calendar_it_was_given_by(client: httpx.AsyncClient, house: House) -> None:
    complaint = await filed(house)
    await new_day_off(house, date(2026, 11, 23))
    page = await why(client, house, complaint.id, "verifikasi")
    assert ("1", "Senin, 23", "Hari kerja") in rows(page)
    assert "memakai kalender kerja saat tanggal ini ditetapkan, bukan kalender yang berlaku sekarang" in words(page)
    other = await filed(house, "Lampu jalan mati.")
    fresh = await why(client, house, other.id, "verifikasi")
    assert ("– tidak dihitung", "Senin, 23", "Libur daerah: Libur uji coba") in rows(fresh)
    assert "bukan kalender yang berlaku sekarang" not in words(fresh)


async def test_a_version_that_was_never_kept_is_said_honestly(house: House) -> None:
    complaint = await filed(house)
    await new_day_off(house, date(2026, 11, 23))
    verify = complaint.promises[Stage.VERIFY]
    lost = msgspec.structs.replace(verify, calendar="999")
    changed = msgspec.structs.replace(complaint, promises={Stage.VERIFY: lost})
    wording = Wording("id", await house.region.current(), house.clock.now(), "reporter")
    told = (await reasons(house, wording, changed)).why(lost)
    assert "kemudian berubah, dan tetap berlaku" in told.remark
    assert told.day == "Rabu, 25 November 2026"


async def test_hours_by_the_clock_are_told_as_such(client: httpx.AsyncClient, house: House) -> None:
    complaint = await filed(house, priority=Priority.DANGER)
    page = await why(client, house, complaint.id, "tanggapan-pertama")
    said = words(page)
    assert "2 jam menurut jam dinding, siang dan malam, sejak laporan diterima pada 20 November 2026." in said
    assert rows(page) == [("ya", "Jumat, 20", "Hari kalender; 2 jam dihitung. Batasnya pukul 12.00 WIB")]


async def test_working_hours_begin_with_the_next_working_instant(house: House) -> None:
    complaint = await filed(house, received_at=datetime(2026, 11, 20, 14, tzinfo=UTC))  # Friday, 21.00
    policy = await house.policies.current()
    verify = complaint.promises[Stage.VERIFY]
    for minutes, length in ((600, "10 jam kerja"), (570, "9 jam 30 menit waktu kerja"), (45, "45 menit waktu kerja")):
        due = Pace(policy.calendar).first_due(verify.counted_from, Length(0, minutes))
        hours = msgspec.structs.replace(verify, days=0, minutes=minutes, due=due)
        changed = msgspec.structs.replace(complaint, promises={Stage.VERIFY: hours})
        wording = Wording("id", await house.region.current(), house.clock.now(), "reporter")
        told = (await reasons(house, wording, changed)).why(hours)
        assert (told.length, told.remark) == (length, "")
        assert told.sentence.startswith(f"{length} sejak laporan diterima pada 20 November 2026.")
        table = [row for month in told.months for row in month.rows]
        assert [row.counted for row in table[:4]] == [False, False, False, True]
        assert table[0].words == "Hari kerja; jam kerjanya tidak termasuk hitungan"
        assert [row.number for row in table] == [None] * len(table)


async def test_a_pledge_is_named_not_counted(client: httpx.AsyncClient, house: House) -> None:
    complaint = await pledged(house, date(2026, 12, 25))
    said = words(await why(client, house, complaint.id, "janji"))
    assert "unit yang menangani menyebutkannya sendiri" in said
    assert "Jumat, 25 Desember 2026 bukan hari kerja; janjinya jatuh pada hari kerja terakhir sebelum itu." in said
    assert "Hari demi hari" not in said


async def test_the_public_reads_it_by_code_where_promises_are_public(client: httpx.AsyncClient, house: House) -> None:
    complaint = await published(house)
    link = re.search(
        rf'href="(/mengapa/{complaint.code}/selesai)"', (await client.get(f"/lacak/{complaint.code}")).text
    )
    assert link is not None
    page = await client.get(link[1])
    assert page.status_code == 200
    assert 'name="robots" content="noindex"' in page.text
    assert f'href="/lacak/{complaint.code}"' in page.text
    assert follow(house, complaint) not in page.text
    for slug in ("unit", "penutupan", "piket", "xyz"):
        assert (await client.get(f"/mengapa/{complaint.code}/{slug}")).status_code == 404


async def test_only_the_secret_opens_the_reporters_page(client: httpx.AsyncClient, house: House) -> None:
    complaint, other = await filed(house), await filed(house)
    secret = follow(house, other).rsplit("/", 1)[1]
    assert (await client.get(f"/lacak/{complaint.code}/{secret}/mengapa/selesai")).status_code == 404
    page = await why(client, house, complaint.id, "selesai")
    assert '<meta name="referrer" content="no-referrer">' in page.text


async def test_every_promise_of_a_page_links_to_its_days(client: httpx.AsyncClient, house: House) -> None:
    one = await taken(house)
    await done(house, one.id, c.Ask(c.Words("Di mana?")), OFFICER)
    await done(house, one.id, c.Answer(c.Words("Di sini.")), reporter(one.id))
    two = await filed(house)
    await done(house, two.id, c.Return(c.Words("Di jalan apa?")), COORDINATOR)
    three = await resolved(house)
    for complaint in (one, two, three):
        path = follow(house, complaint)
        links = re.findall(rf'href="({path}/mengapa/[a-z-]+)"', (await client.get(path)).text)
        assert len(links) >= 3
        for link in links:
            assert (await client.get(link)).status_code == 200, link


@functools.cache
def lampung() -> tuple[Region, Calendar]:
    folder = read_folder(ROOT / "regions" / "lampung", LEBARAN)
    calendar = shipped_calendar(folder.hours, folder.days, "Asia/Jakarta", range(2024, 2029), folder.ranges)
    return folder.region, calendar


LENGTHS = st.one_of(
    st.builds(Length, st.integers(1, 80), st.just(0), st.booleans()),
    st.builds(Length, st.just(0), st.integers(1, 5000), st.booleans()),
)


@given(
    start=st.datetimes(datetime(2025, 6, 1), datetime(2027, 6, 1)).map(lambda one: one.replace(tzinfo=UTC)),
    length=LENGTHS,
    stopped=st.integers(0, 20 * 24 * 60),
    stood=st.integers(0, 20 * 24 * 60),
    why_stopped=st.sampled_from(sorted(STOPPED)),
    language=st.sampled_from(LANGUAGES),
)
def test_no_day_is_lost_between_the_count_and_the_table(
    start: datetime, length: Length, stopped: int, stood: int, why_stopped: PauseReason, language: str
) -> None:
    region, calendar = lampung()
    since = start + timedelta(minutes=stopped)
    stops = [Stop(why_stopped, since, since + timedelta(minutes=stood))] if stood else []
    pace = Pace(calendar, length.every_day)
    counted = list(days(pace, start, length, course(pace, start, length, stops).due, stops, [STOPPED[why_stopped]]))
    speaker = Wording(language, region, start)
    told = months(speaker, counted, Stage.COMPLETION, "16.00 WIB", numbered=bool(length.days), received=True)
    table = [row for month in told for row in month.rows]
    assert [(row.date, row.counted) for row in table] == [(row.date, row.counted) for row in counted]
    assert [row.number for row in table if row.number] == list(range(1, sum(row.counted for row in table) + 1)) or (
        not length.days
    )
    assert sum(month.counted + month.skipped for month in told) == len(counted)
    assert table[-1].ends == "16.00 WIB"
    for row, raw in zip(table, counted, strict=True):
        assert row.words
        assert row.stood is ("hitungan berhenti" in raw.reason)
        if language == "en":
            assert not re.search(r"hari kerja|akhir pekan|libur nasional|dihitung|menunggu|jam ", row.words), row.words

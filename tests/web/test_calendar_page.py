"""The administrator's page of the working calendar: what it lists, and a change in two steps."""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from html import unescape

import httpx
import pytest

from complaints.kinds import Stage
from people.actor import Actor, Role
from sla.recalculation import Example, Preview
from tests.web.applications import application_over
from tests.web.citizen import errors, fields, filed, heading, state
from tests.web.officer import hire, sign_in
from web.calendar_forms import read_spans
from web.house import House
from workdays.calendar_set import CalendarSet
from workdays.entries import DayKey

PAGE, CHECK = "/kantor/kalender", "/kantor/kalender/periksa"
LEAVE = {"what": "day", "act": "set", "day": "2026-12-28", "kind": "cuti_bersama", "name": "Cuti bersama akhir tahun"}
SOURCE = {"source": "SKB 3 Menteri uji coba"}


def words(page: httpx.Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


@pytest.fixture
async def administrator(house: House, client: httpx.AsyncClient) -> Actor:
    actor = await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    assert (await sign_in(client, "admin")).status_code == 303
    return actor


async def checked(client: httpx.AsyncClient, form: str = f"{PAGE}/hari", **values: str) -> httpx.Response:
    """The answer to the first step of a form that was looked at."""
    seen = await client.get(form)
    assert seen.status_code == 200, seen.text
    return await client.post(CHECK, data=fields(seen.text, CHECK) | values)


async def saved(client: httpx.AsyncClient, preview: httpx.Response, **values: str) -> httpx.Response:
    assert preview.status_code == 200, words(preview)
    return await client.post(PAGE, data=fields(preview.text, PAGE) | values)


async def worked(house: House, day: date, unit: str = "") -> bool:
    return (await house.calendars.current("Asia/Jakarta", unit)).is_working(day)


async def test_the_year_is_listed_with_sources_and_estimates(client: httpx.AsyncClient, administrator: Actor) -> None:
    page = await client.get(PAGE)
    assert heading(page.text) == "Kalender kerja"
    said = words(page)
    assert "240 hari kerja dalam tahun ini." in said
    assert "Sabtu, 21 Maret 2026 Libur nasional Hari Raya Idul Fitri SKB 3 Menteri, menurut paket holidays" in said
    assert "Jam kerja Ramadan 1447 H 19 Feb 2026 – 20 Mar 2026 Senin–Kamis: 08.00–12.00, 12.30–15.00" in said
    assert "Cuti bersama diketahui sampai Jumat, 31 Desember 2027." in said
    assert "Kalender ini akan habis" not in said
    following = words(await client.get(PAGE, params={"tahun": "2027"}))
    assert "Hari Raya Idul Fitri perkiraan paket holidays, belum ada SKB 3 Menteri Perkiraan" in following
    beyond = words(await client.get(PAGE, params={"tahun": "2028"}))
    assert "Kalender tahun ini belum lengkap" in beyond


async def test_a_calendar_that_runs_out_says_so(house: House, client: httpx.AsyncClient, administrator: Actor) -> None:
    house.clock.instant = datetime(2027, 9, 1, tzinfo=UTC)  # type: ignore[attr-defined]
    await sign_in(client, "admin")
    assert "Kalender ini akan habis" in words(await client.get(PAGE))


async def test_a_day_is_checked_then_saved_and_kept_in_the_history(
    house: House, client: httpx.AsyncClient, administrator: Actor
) -> None:
    preview = await checked(client, **LEAVE, **SOURCE)
    said = words(preview)
    assert "Senin, 28 Desember 2026 Sekarang seperti hari lain Menjadi Cuti bersama: Cuti bersama akhir tahun" in said
    assert "0 aduan yang tenggatnya menjadi lebih lama 0 janji" in said
    assert await worked(house, date(2026, 12, 28)), "nothing is written by looking"
    answer = await saved(client, preview, reason="Keputusan pusat")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?tahun=2026&berhasil=simpan")
    assert not await worked(house, date(2026, 12, 28))
    page = words(await client.get(answer.headers["location"]))
    assert "Perubahan kalender tersimpan. Kalender sekarang versi 2." in page
    assert "Cuti bersama akhir tahun SKB 3 Menteri uji coba Ditulis oleh: Nama admin" in page
    assert "Versi 2 · Nama admin" in page
    assert "Alasan: Keputusan pusat" in page
    assert "Senin, 28 Desember 2026 : seperti hari lain → Cuti bersama: Cuti bersama akhir tahun" in page
    before = await house.calendars.at("1")
    assert before.calendar("Asia/Jakarta").is_working(date(2026, 12, 28))


async def test_a_day_off_is_cancelled_and_the_cancellation_taken_back(
    house: House, client: httpx.AsyncClient, administrator: Actor
) -> None:
    form = f"{PAGE}/hari?day=2026-12-24&unit="
    seen = await client.get(form)
    assert "Sekarang Cuti bersama: Cuti Bersama Hari Raya Natal" in words(seen)
    cancel = {"what": "day", "act": "cancel", "day": "2026-12-24", "unit": "", "name": "Batal"} | SOURCE
    answer = await saved(client, await checked(client, form, **cancel))
    assert answer.status_code == 303
    assert await worked(house, date(2026, 12, 24))
    assert "Hari biasa (libur dibatalkan)" in words(await client.get(answer.headers["location"]))
    remove = {"what": "day", "act": "remove", "day": "2026-12-24", "unit": ""}
    answer = await saved(client, await checked(client, form, **remove))
    assert answer.status_code == 303
    assert not await worked(house, date(2026, 12, 24))


async def test_hours_of_one_unit_as_people_write_them(
    house: House, client: httpx.AsyncClient, administrator: Actor
) -> None:
    week = {f"hours_{weekday}": "8.00 - 14.00" for weekday in range(6)} | {"hours_6": ""}
    hours = {"what": "hours", "act": "set", "starts_on": "2027-01-01", "ends_on": "", "unit": "RSUDAM", "name": "Enam"}
    preview = await checked(client, f"{PAGE}/jam", **hours, **week, **SOURCE)
    assert "Senin–Sabtu 08.00–14.00; Minggu libur" in words(preview)
    assert (await saved(client, preview)).status_code == 303
    assert await worked(house, date(2027, 1, 9), "RSUDAM")
    assert not await worked(house, date(2027, 1, 9))
    assert not await worked(house, date(2026, 12, 19), "RSUDAM")


async def test_estimated_ramadan_moves_to_its_real_date(
    house: House, client: httpx.AsyncClient, administrator: Actor
) -> None:
    form = f"{PAGE}/jam?starts_on=2027-02-08&unit="
    cancel = {"what": "hours", "act": "cancel", "starts_on": "2027-02-08", "unit": ""} | SOURCE
    assert (await saved(client, await checked(client, form, **cancel))).status_code == 303
    assert "Dibatalkan" in words(await client.get(PAGE, params={"tahun": "2027"}))
    ramadan = {f"hours_{weekday}": "08.00-15.00" for weekday in range(5)}
    ramadan |= {"what": "hours", "act": "set", "starts_on": "2027-02-09", "ends_on": "2027-03-09", "name": "Ramadan"}
    assert (await saved(client, await checked(client, f"{PAGE}/jam", **ramadan, **SOURCE))).status_code == 303
    calendar = await house.calendars.current("Asia/Jakarta")
    assert [calendar.hours_on(date(2027, 2, day))[-1][1].hour for day in (8, 9)] == [16, 15]
    again = await checked(client, form, what="hours", act="remove", starts_on="2027-02-08", unit="")
    assert again.status_code == 200


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"source": " "}, "Tulis sumbernya: nama dan nomor keputusan atau peraturannya."),
        ({"day": "kemarin"}, "Isi tanggalnya."),
        ({"day": "1789-07-14"}, "Tanggal harus antara tahun 2000 dan 2199."),
        ({"kind": "libur"}, "Pilih jenis harinya."),
        ({"kind": "ordinary"}, "Pilih jenis harinya."),
        ({"unit": "TIDAK_ADA"}, "Pilih unitnya."),
        ({"name": "x" * 400}, "Paling panjang 300 huruf."),
        ({"hours": "08.00-10.00"}, "Hari ini tidak memakai jam kerja sendiri. Kosongkan jamnya."),
        ({"kind": "half", "hours": "06.00-18.00"}, "Jam setengah hari harus lebih singkat daripada jam kerja biasa"),
        ({"kind": "half", "hours": "pagi"}, "Jam kerja pagi tidak terbaca"),
        ({"kind": "half", "day": "2026-12-27"}, "Hari itu tidak ada jam kerjanya."),
    ],
)
async def test_nonsense_comes_back_with_what_was_typed(
    client: httpx.AsyncClient, administrator: Actor, changed: dict[str, str], sentence: str
) -> None:
    answer = await checked(client, **(LEAVE | SOURCE | changed))
    assert answer.status_code == 422
    assert [one for one in errors(answer.text) if one.startswith(sentence)], errors(answer.text)
    assert 'value="Cuti bersama akhir tahun"' in answer.text or changed.get("name")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"starts_on": "2027-02-20"}, "Bertumpang tindih dengan Jam kerja Ramadan 1448 H, mulai 2027-02-08."),
        ({"ends_on": "2026-01-01"}, "Tanggal akhir mendahului tanggal awal."),
        ({"ends_on": "2030-01-01"}, "Rentang paling lama satu tahun."),
        ({"hours_0": ""}, "Tulis jam kerja paling sedikit untuk satu hari."),
        ({"hours_1": "12.00-08.00"}, "Jam kerja 12:00-08:00 harus urut dan tidak bertumpang tindih."),
    ],
)
async def test_hours_nobody_can_mean_are_refused(
    client: httpx.AsyncClient, administrator: Actor, changed: dict[str, str], sentence: str
) -> None:
    hours = {"what": "hours", "act": "set", "starts_on": "2027-05-01", "ends_on": "2027-05-31", "name": "Mei"}
    answer = await checked(client, f"{PAGE}/jam", **(hours | {"hours_0": "08.00-12.00"} | SOURCE | changed))
    assert answer.status_code == 422
    assert [one for one in errors(answer.text) if one.startswith(sentence)], errors(answer.text)


async def test_what_the_program_brought_is_cancelled_not_deleted(
    client: httpx.AsyncClient, administrator: Actor
) -> None:
    form = f"{PAGE}/hari?day=2026-12-25&unit="
    answer = await checked(client, form, what="day", act="remove", day="2026-12-25", unit="")
    assert answer.status_code == 422
    assert errors(answer.text) == ["Baris itu tidak ditulis di halaman ini, jadi tidak dapat dihapus. Batalkan saja."]


async def test_a_calendar_changed_since_is_shown_again_before_it_is_saved(
    house: House, client: httpx.AsyncClient, administrator: Actor
) -> None:
    first, second = (
        await checked(client, **LEAVE, **SOURCE),
        await checked(client, **(LEAVE | {"name": "Lain"}), **SOURCE),
    )
    assert (await saved(client, first)).status_code == 303
    answer = await saved(client, second, reason="Alasan yang tidak hilang")
    assert answer.status_code == 409
    assert errors(answer.text)[0].startswith("Kalender sudah diubah orang lain")
    assert "Alasan yang tidak hilang" in answer.text
    assert (await house.calendars.all()).day_in_force[DayKey(date(2026, 12, 28))].name == LEAVE["name"]
    assert (await client.post(PAGE, data=fields(answer.text, PAGE))).status_code == 303
    assert (await house.calendars.all()).day_in_force[DayKey(date(2026, 12, 28))].name == "Lain"


async def test_saving_what_stands_there_already_changes_nothing(
    house: House, client: httpx.AsyncClient, administrator: Actor
) -> None:
    await saved(client, await checked(client, **LEAVE, **SOURCE))
    again = await checked(client, **LEAVE, **SOURCE)
    assert "Tidak ada yang berubah." in words(again)
    assert f'action="{PAGE}"' not in again.text
    assert (await house.calendars.all()).version == "2"


@dataclass
class Recorded:
    """Counts what it is asked, as a recalculation would."""

    seen: list[CalendarSet] = field(default_factory=list)
    asked: list[tuple[str, str, bool]] = field(default_factory=list)

    async def preview(self, after: CalendarSet) -> Preview:
        self.seen.append(after)
        before, later = datetime(2026, 12, 28, 9, tzinfo=UTC), datetime(2026, 12, 29, 9, tzinfo=UTC)
        return Preview(1, 2345, 7, 1, 1234, (Example("7KQ2M9XD4TA", Stage.COMPLETION, "BMBK", before, later),))

    async def ask(self, by: str, reason: str, later_too: bool) -> None:
        self.asked.append((by, reason, later_too))


async def test_the_preview_shows_which_cases_would_move(house: House) -> None:
    recalculation = Recorded()
    application = application_over(replace(house, recalculation=recalculation))  # type: ignore[arg-type]
    admin = await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    async with application.lifespan():
        transport = httpx.ASGITransport(application)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://tanggap.test") as client:
            await sign_in(client, "admin")
            preview = await checked(client, **LEAVE, **SOURCE)
            said = words(preview)
            assert (
                "1 aduan yang tenggatnya menjadi lebih cepat 1 janji 1.234 aduan yang tenggatnya menjadi lebih lama"
                in said
            )
            assert "2.345 janji 7 janji yang tidak bergeser" in said
            assert "Dinas Bina Marga" in said
            assert "7KQ2-M9XD-4TA" in said.replace(" ", "")
            assert "28 Des 2026 29 Des 2026 (lebih lama)" in said
            assert not recalculation.seen[0].calendar("Asia/Jakarta").is_working(date(2026, 12, 28))
            assert not recalculation.asked
            await saved(client, preview, reason=" Libur   pusat ")
            await saved(client, await checked(client, **(LEAVE | {"name": "Lain"}), **SOURCE))
    admins = admin.name_in_log
    assert recalculation.asked == [(admins, "Libur pusat", True), (admins, "", False)]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("07.30-12.00, 13.00-16.00", "07:30-12:00 13:00-16:00"),
        ("7:30 – 12:00 dan 13.00 s.d. 16.00", "07:30-12:00 13:00-16:00"),
        ("08.00 sampai 11.30", "08:00-11:30"),
        ("", ""),
        ("pagi", "pagi"),
        ("08.00-12.00 kecuali hujan", "08.00-12.00 kecuali hujan"),
    ],
)
def test_hours_are_read_as_people_write_them(written: str, read: str) -> None:
    assert read_spans(written) == read


async def test_a_promise_gets_later_only_with_a_reason_and_earlier_without(
    house: House, client: httpx.AsyncClient, administrator: Actor
) -> None:
    complaint = await filed(house)
    given = (await state(house, complaint.id)).promises[Stage.COMPLETION].due

    async def due() -> datetime:
        await house.recalculation.settle()
        return (await state(house, complaint.id)).promises[Stage.COMPLETION].due

    day_off = LEAVE | SOURCE | {"day": "2026-11-25"}
    preview = await checked(client, **day_off)
    assert "1 aduan yang tenggatnya menjadi lebih lama" in words(preview)
    assert (await saved(client, preview)).status_code == 303
    assert await due() == given, "without a reason nothing gets later"
    assert (
        await saved(client, await checked(client, **day_off, hours="", estimated="ya"), reason="SKB")
    ).status_code == 303
    later = await due()
    assert later > given
    remove = {"what": "day", "act": "remove", "day": "2026-11-25", "unit": ""}
    preview = await checked(client, f"{PAGE}/hari?day=2026-11-25&unit=", **remove)
    assert "1 aduan yang tenggatnya menjadi lebih cepat" in words(preview)
    assert (await saved(client, preview)).status_code == 303
    assert await due() == given

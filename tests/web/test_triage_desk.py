"""The coordinator's desk without scripts: what is said of a suggestion, what each press does, and what comes next."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from complaints import commands as c
from complaints.given import Asked
from complaints.kinds import Gap, Kind, Priority, Status
from people.actor import Actor, Role
from routing.advice import FoundPlace, Owner, Reading, Reason
from tests.web.citizen import done, errors, fields, filed, follow, later, published, state, typed, words
from tests.web.officer import address, hire, signed_in
from web.house import House

LAMP = "Lampu jalan mati di Jl. Raden Intan sejak seminggu lalu, kalau malam gelap sekali."
DESK = "/kantor/triase"

Reads = Callable[..., None]


@pytest.fixture
async def coordinator(house: House) -> Actor:
    return await hire(house, "koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))


@pytest.fixture
def reads(house: House, monkeypatch: pytest.MonkeyPatch) -> Reads:
    """Lets the router make of every report what a test says."""

    def to_read(*owners: tuple[str, float], **more: Any) -> None:
        reading = Reading("uji:1", tuple(Owner(label, share) for label, share in owners), learnt=True, **more)

        async def read(asked: Asked) -> Reading:
            return reading

        monkeypatch.setattr(house.advisor, "read", read)

    return to_read


def opened(page: str) -> list[str]:
    """The forms that stand open."""
    return re.findall(r'id="langkah-(\w+)" data-layer open', page)


def main(page: httpx.Response) -> str:
    """What the page says, without the frame around it."""
    return words(httpx.Response(200, text=page.text.split('id="isi"', 1)[1]))


async def test_three_owners_stand_there_with_honest_shares_and_the_words_that_speak_for_the_first(
    client: httpx.AsyncClient, house: House, coordinator: Actor, reads: Reads
) -> None:
    reads(
        ("DISHUB", 0.97),
        ("BMBK", 0.42),
        ("out:PLN_LAMPUNG", 0.02),
        topic="lampu_jalan",
        reasons=(Reason(0, 11, 1.5), Reason(12, 16, -0.5)),
        places=(FoundPlace(20, 35, "Jl. Raden Intan", "road", "18.71"),),
    )
    complaint = await filed(house, LAMP)
    async with signed_in(client, "koordinator") as own:
        page = await own.get(DESK)
    told = main(page)
    assert "97% kira-kira 97 dari 100 laporan seperti ini memang untuk unit ini" in told
    assert "42% kira-kira 4 dari 10 laporan seperti ini memang untuk unit ini" in told
    assert '<mark class="mark mark--for">Lampu jalan</mark>' in page.text
    assert "Kata yang mendukung “Lampu jalan”" in told
    assert "Kata yang meragukan “mati”" in told
    assert "Tempat “Jl. Raden Intan”" in told
    assert "Angka ini diuji dengan laporan-laporan terdahulu. Model: uji:1" in told
    assert re.search(r"Diperiksa dan diteruskan: \w+, \d+ \w+ 2026 , [\d.]+ WIB Mengapa\?", told)
    assert f'href="/kantor/aduan/{complaint.id}/mengapa/verifikasi"' in page.text


async def test_accepting_opens_the_next_report_and_names_the_one_just_done(
    client: httpx.AsyncClient, house: House, coordinator: Actor, reads: Reads
) -> None:
    reads(("DISHUB", 0.9), topic="lampu_jalan")
    made = []
    for number in range(3):
        made.append(await filed(house, f"Lampu jalan mati nomor {number}."))
        later(house, days=1)
    first, second, third = made
    async with signed_in(client, "koordinator") as own:
        page = await own.get(DESK, params={"aduan": str(second.id)})
        assert f'action="{address(second.id, "teruskan")}"' in page.text
        data = fields(page.text, address(second.id, "teruskan"))
        answer = await own.post(address(second.id, "teruskan"), data=data)
        assert answer.status_code == 303
        page = await own.get(answer.headers["location"])
        assert f'action="{address(third.id, "teruskan")}"' in page.text
        assert "Aduan sudah diteruskan ke unit. Dinas Perhubungan" in main(page)
        assert f'<a href="/kantor/aduan/{second.id}">' in page.text
        assert "<title>Aduan sudah diteruskan ke unit. – Triase" in page.text
        # After the last one, the first that still waits stands open.
        data = fields(page.text, address(third.id, "teruskan"))
        answer = await own.post(address(third.id, "teruskan"), data=data)
        page = await own.get(answer.headers["location"])
        assert f'action="{address(first.id, "teruskan")}"' in page.text
    assert (await state(house, second.id)).topic == "lampu_jalan"


async def test_danger_comes_first_whatever_its_deadline(
    client: httpx.AsyncClient, house: House, coordinator: Actor, reads: Reads
) -> None:
    reads(("DISHUB", 0.9))
    await filed(house, "Lampu taman mati sejak kemarin malam.")
    later(house, days=1)
    danger = await filed(house, "Kabel listrik putus di depan sekolah.", priority=Priority.DANGER)
    async with signed_in(client, "koordinator") as own:
        page = await own.get(DESK)
    assert f'action="{address(danger.id, "teruskan")}"' in page.text
    assert "Ada tanda bahaya bagi jiwa" in main(page)
    assert 'href="tel:119"' in page.text


async def test_a_report_that_is_not_ours_has_its_words_ready(
    client: httpx.AsyncClient, house: House, coordinator: Actor, reads: Reads
) -> None:
    body = (await house.region.current()).bodies[0]
    reads((f"out:{body.code}", 0.8), ("BMBK", 0.1), missing=(Gap.WHEN,))
    unchanged, edited = await filed(house, LAMP), await filed(house, LAMP)
    async with signed_in(client, "koordinator") as own:
        for complaint, said in ((unchanged, body.words), (edited, "Kami teruskan hari ini juga.")):
            page = await own.get(DESK, params={"aduan": str(complaint.id)})
            assert opened(page.text) == ["keluar"]
            assert "Yang belum disebut" not in main(page), "another body may ask for it"
            assert f'<option value="{body.code}" selected>' in page.text
            assert body.words in typed(page.text.split('id="langkah-keluar"', 1)[1], "words")
            data = fields(page.text, address(complaint.id, "keluar")) | {"body": body.code, "words": said}
            assert (await own.post(address(complaint.id, "keluar"), data=data)).status_code == 303
    assert (await state(house, edited.id)).body == body.code
    page = await client.get(follow(house, edited))
    assert "Kami teruskan hari ini juga." in words(page)
    page = await client.get(follow(house, unchanged))
    assert words(page).count(body.words) == 1


@pytest.mark.parametrize("reason", ["thanks", "test", "spam", "empty"])
async def test_a_message_that_is_no_complaint_is_archived_with_polite_words(
    client: httpx.AsyncClient, house: House, coordinator: Actor, reads: Reads, reason: str
) -> None:
    reads((f"none:{reason}", 0.9), ("BMBK", 0.05))
    complaint = await filed(house, "Terima kasih banyak atas bantuannya.")
    async with signed_in(client, "koordinator") as own:
        page = await own.get(DESK)
        assert opened(page.text) == ["arsip"]
        fold = page.text.split('id="langkah-arsip"', 1)[1].split("</details>", 1)[0]
        chosen = re.search(r'value="(\w+)" checked', fold)
        assert chosen is not None
        data = fields(page.text, address(complaint.id, "arsip"))
        answer = await own.post(
            address(complaint.id, "arsip"), data=data | {"reason": chosen[1], "words": typed(fold, "words")}
        )
        assert answer.status_code == 303
    assert typed(fold, "words")
    assert (await state(house, complaint.id)).status is Status.ARCHIVED


async def test_what_is_missing_and_what_is_doubtful_is_asked_not_guessed(
    client: httpx.AsyncClient, house: House, coordinator: Actor, reads: Reads
) -> None:
    reads(("BMBK", 0.6), doubt="road_owner", missing=(Gap.WHERE,), area="18.01")
    await filed(house, "Jalan rusak parah.")
    async with signed_in(client, "koordinator") as own:
        page = await own.get(DESK)
        assert "data-first" not in page.text, "nothing is accepted by a press nobody thought about"
        assert "Jalan siapa ini?" in main(page)
        assert "Yang belum disebut: di mana" in main(page)
        assert opened(page.text) == ["lengkapi"]
        assert typed(page.text.split('id="langkah-lengkapi"', 1)[1], "words").endswith((".", "?"))
        owner = re.search(r'href="([^"]*langkah=keluar&amp;instansi=KAB_LAMPUNG_SELATAN)#', page.text)
        assert owner is not None
        page = await own.get(owner[1].replace("&amp;", "&"))
        assert opened(page.text) == ["keluar"]
        assert '<option value="KAB_LAMPUNG_SELATAN" selected>' in page.text


async def test_a_life_in_danger_does_not_wait_until_a_report_is_written_better(
    client: httpx.AsyncClient, house: House, coordinator: Actor, reads: Reads
) -> None:
    reads(("BMBK", 0.6), doubt="road_owner", missing=(Gap.WHERE,), danger=(Reason(0, 5, 1.0, "danger"),))
    await filed(house, "Kabel listrik putus di jalan.")
    async with signed_in(client, "koordinator") as own:
        page = await own.get(DESK)
    assert "Ada tanda bahaya bagi jiwa" in main(page)
    assert opened(page.text) == []


async def test_a_faint_guess_that_it_is_somebody_elses_makes_nothing_ready_to_leave(
    client: httpx.AsyncClient, house: House, coordinator: Actor, reads: Reads
) -> None:
    reads(("out:KAB_LAMPUNG_TENGAH", 0.14), ("DINKES", 0.08))
    await filed(house, "Obat kosong terus, pasien disuruh beli di luar.")
    async with signed_in(client, "koordinator") as own:
        page = await own.get(DESK)
    assert opened(page.text) == ["unit"]


async def test_nobody_who_takes_no_reports_and_nobody_whom_it_tells_of_is_suggested(
    client: httpx.AsyncClient, house: House, coordinator: Actor, reads: Reads
) -> None:
    closed = next(unit.code for unit in (await house.region.current()).units if not unit.accepts)
    reads((closed, 0.5), ("TIDAK_ADA", 0.3), ("out:TIDAK_ADA", 0.1), ("DINKES", 0.06), ("BMBK", 0.03))
    await filed(house, LAMP, about_unit="DINKES")
    async with signed_in(client, "koordinator") as own:
        page = await own.get(DESK)
    assert re.findall(r'name="unit" value="(\w+)"', page.text) == ["BMBK"]


async def test_a_unit_that_sent_it_back_is_not_suggested_again_and_its_reason_is_read(
    client: httpx.AsyncClient, house: House, coordinator: Actor, reads: Reads
) -> None:
    officer = await hire(house, "bmbk", (Role.OFFICER, "BMBK"))
    reads(("BMBK", 0.8), ("DISHUB", 0.1), topic="jalan_rusak")
    complaint = await published(house, LAMP)
    await done(house, complaint.id, c.SendBack(c.Words("Lampu jalan tugas Dishub.")), officer)
    async with signed_in(client, "koordinator") as own:
        page = await own.get(DESK)
    told = main(page)
    assert "Dikembalikan oleh Dinas Bina Marga dan Bina Konstruksi Lampu jalan tugas Dishub." in told
    assert re.findall(r'name="unit" value="(\w+)"', page.text) == ["DISHUB"]
    assert "50% kira-kira 5 dari 10" in told, "one in ten, of the two in ten that were not the first"


async def test_another_suggestion_than_at_filing_is_said(
    client: httpx.AsyncClient, house: House, coordinator: Actor, reads: Reads
) -> None:
    complaint = await filed(house, LAMP)
    assert complaint.suggested_unit == "DISHUB"
    reads(("BMBK", 0.7))
    async with signed_in(client, "koordinator") as own:
        assert "Saran saat masuk: Dinas Perhubungan" in main(await own.get(DESK))
        assert "Saran saat masuk: Dinas Perhubungan" in main(await own.get(f"/kantor/aduan/{complaint.id}"))
        reads(("DISHUB", 0.7))
        assert "Saran saat masuk" not in main(await own.get(DESK))


async def test_what_the_reporter_adds_is_read_and_marked_too(
    client: httpx.AsyncClient, house: House, coordinator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaint = await filed(house, "Gelap sekali di sini.")
    await done(house, complaint.id, c.Return(c.Words("Di mana?")), coordinator)
    holder = Actor("citizen", holds=complaint.id)
    await done(house, complaint.id, c.Supplement(c.Words("Lampu jalan di Metro mati.")), holder)
    asked: list[str] = []

    async def read(question: Asked) -> Reading:
        asked.append(question.text)
        at = question.text.index("Metro")
        return Reading("uji:1", (Owner("DISHUB", 0.9),), reasons=(Reason(at, at + 5, 1.0),))

    monkeypatch.setattr(house.advisor, "read", read)
    async with signed_in(client, "koordinator") as own:
        page = await own.get(DESK)
    assert asked == ["Gelap sekali di sini.\n\nLampu jalan di Metro mati."]
    assert 'Lampu jalan di <mark class="mark mark--for">Metro</mark> mati.' in page.text
    assert "Tambahan dari pelapor" in main(page)


async def test_a_unit_is_chosen_by_its_name_its_short_name_or_its_code(
    client: httpx.AsyncClient, house: House, coordinator: Actor, reads: Reads
) -> None:
    reads(("BMBK", 0.6))
    async with signed_in(client, "koordinator") as own:
        for written in ("Dinas Perhubungan", " dishub ", "DISHUB"):
            complaint = await filed(house, LAMP)
            page = await own.get(DESK, params={"aduan": str(complaint.id), "langkah": "unit"})
            assert '<option value="Dinas Perhubungan" data-short="Dishub" data-more="' in page.text
            data = fields(page.text, address(complaint.id, "teruskan")) | {"unit": written, "topic": ""}
            assert (await own.post(address(complaint.id, "teruskan"), data=data)).status_code == 303
            assert (await state(house, complaint.id)).unit == "DISHUB"
        complaint = await filed(house, LAMP)
        page = await own.get(DESK, params={"aduan": str(complaint.id)})
        data = fields(page.text, address(complaint.id, "teruskan")) | {"unit": "Dinas <b>Sihir</b>"}
        answer = await own.post(address(complaint.id, "teruskan"), data=data)
        assert answer.status_code == 422
        assert errors(answer.text) == ["Unit “Dinas <b>Sihir</b>” tidak ada dalam daftar. Pilih unit tujuan."]
        assert "Kembali ke triase" in main(answer)


async def test_a_form_somebody_else_was_faster_than_comes_back_with_what_was_typed(
    client: httpx.AsyncClient, house: House, coordinator: Actor, reads: Reads
) -> None:
    reads(("BMBK", 0.6))
    complaint, following = await filed(house, LAMP), await filed(house, LAMP)
    other = await hire(house, "koordinator.dua", (Role.COORDINATOR, "DISKOMINFOTIK"))
    async with signed_in(client, "koordinator") as own:
        page = await own.get(DESK, params={"aduan": str(complaint.id)})
        data = fields(page.text, address(complaint.id, "lengkapi"))
        await done(house, complaint.id, c.AddReference("surat", "12/2026"), other)
        answer = await own.post(address(complaint.id, "lengkapi"), data=data | {"words": "Tiang nomor berapa?"})
        assert answer.status_code == 409
        assert "Aduan ini baru saja diubah orang lain" in main(answer)
        fold = answer.text.split(f'action="{address(complaint.id, "lengkapi")}"', 1)[1]
        assert typed(fold, "words") == "Tiang nomor berapa?"
        # Sent again, it leads on to the desk as if nothing had come between.
        data = fields(answer.text, address(complaint.id, "lengkapi")) | {"words": "Tiang nomor berapa?"}
        again = await own.post(address(complaint.id, "lengkapi"), data=data)
        assert again.headers["location"].startswith(DESK)
        assert f'action="{address(following.id, "teruskan")}"' in (await own.get(again.headers["location"])).text
    assert (await state(house, complaint.id)).status is Status.RETURNED


async def test_near_reports_are_merged_in_one_press(
    client: httpx.AsyncClient, house: House, coordinator: Actor, reads: Reads
) -> None:
    reads(("DISHUB", 0.9))
    earlier = await published(house, LAMP)
    later(house, days=2)
    complaint = await filed(house, LAMP)
    async with signed_in(client, "koordinator") as own:
        page = await own.get(DESK)
        told = main(page)
        assert "1 laporan serupa" in told
        assert re.search(r"sangat mirip \(\d+%\)", told)
        assert "2 hari sebelumnya" in told
        data = fields(page.text, address(complaint.id, "duplikat"))
        assert data["code"] == earlier.code
        answer = await own.post(address(complaint.id, "duplikat"), data=data)
        assert answer.headers["location"].startswith(DESK)
        kept = await own.get(f"/kantor/aduan/{earlier.id}")
        assert "Digabung ke aduan ini" in main(kept), "its words and photos are read from there"
        assert f'href="/kantor/aduan/{complaint.id}"' in kept.text
    after = await state(house, complaint.id)
    assert (after.status, after.duplicate_of) == (Status.DUPLICATE, earlier.id)


async def test_the_desk_opens_no_report_that_triage_has_nothing_to_decide_on(
    client: httpx.AsyncClient, house: House, coordinator: Actor, reads: Reads
) -> None:
    reads(("DISHUB", 0.9))
    hidden = await filed(house, "Diminta uang oleh petugas.", kind=Kind.OVERSIGHT, about_unit="BMBK")
    given_away, waiting = await published(house), await filed(house, LAMP)
    async with signed_in(client, "koordinator") as own:
        for asked in (str(hidden.id), str(given_away.id), "bukan-nomor", "", "0" * 36):
            page = await own.get(DESK, params={"aduan": asked})
            assert page.status_code == 200
            assert f'action="{address(waiting.id, "teruskan")}"' in page.text
            assert "Diminta uang" not in page.text
            gone = f'href="/kantor/aduan/{given_away.id}"' in page.text
            assert gone == ("tidak lagi menunggu triase" in main(page)) == (asked == str(given_away.id)), asked
        for nonsense in ({"langkah": "ngawur"}, {"berhasil": "ngawur", "atas": "x"}, {"halaman": "9999"}):
            assert (await own.get(DESK, params=nonsense)).status_code == 200


async def test_a_case_that_went_on_by_itself_says_so_to_the_unit_and_to_the_citizen(
    client: httpx.AsyncClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = await hire(house, "dishub", (Role.OFFICER, "DISHUB"))
    reading = Reading("m:7", (Owner("DISHUB", 0.97),), topic="lampu_jalan", sure=True, learnt=True)

    async def advise(asked: list[Asked]) -> list[Any]:
        return [reading.suggestion() for _ in asked]

    monkeypatch.setattr(house.advisor, "advise", advise)
    for _ in range(9):  # now and then one is left to a person, as a sample
        complaint = await filed(house, LAMP)
        if complaint.unread:
            break
    assert complaint.unread
    async with signed_in(client, "dishub") as own:
        assert "Diteruskan otomatis (keyakinan 97%)" in main(await own.get("/kantor/kotak"))
        told = main(await own.get(f"/kantor/aduan/{complaint.id}"))
        assert "Diteruskan otomatis oleh sistem (keyakinan 97%, model m:7)." in told
        page = words(await client.get(follow(house, complaint)))
        assert "Diteruskan otomatis ke Dinas Perhubungan; petugas akan memeriksanya" in page
        await done(house, complaint.id, c.Take(), officer)
        assert "oleh sistem" not in main(await own.get(f"/kantor/aduan/{complaint.id}"))

"""The receipt and the citizen's own page say where a report went and why, here and outside."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from complaints import commands as c
from complaints.commands import filing_id
from complaints.complaint import Complaint
from complaints.given import Asked, Suggestion
from complaints.kinds import Gap, Status
from complaints.triaging import is_checked
from foundation.language import Sentence
from routing.advice import NOTHING, Owner, Reading, Reason
from tests.web.citizen import COORDINATOR, done, filed, follow, later, sent, words
from web import destination
from web.house import House

BODY = "KAB_LAMPUNG_TIMUR"
NAME = "Pemerintah Kabupaten Lampung Timur"


def advised(house: House, monkeypatch: pytest.MonkeyPatch, **advice: Any) -> None:
    """What the router advises for every filing, and makes of it when it is read again."""
    suggestion = Suggestion(
        **{"unit": "BMBK", "topic": "jalan_rusak", "kind": None, "share": 0.99, "method": "test-1"} | advice
    )

    async def advise(asked: Sequence[Asked]) -> list[Suggestion | None]:
        return [suggestion] * len(asked)

    async def read(_asked: Asked) -> Reading:
        danger = (Reason(0, 5, 1.0, "danger"),) if suggestion.danger else ()
        return Reading("test-1", missing=suggestion.missing, doubt=suggestion.doubt, danger=danger, area="18.07")  # type: ignore[arg-type]

    monkeypatch.setattr(house.advisor, "advise", advise)
    monkeypatch.setattr(house.advisor, "read", read)
    asking = Sentence("Di mana tempatnya?")
    monkeypatch.setattr(destination, "question", lambda missing: asking if list(missing) else None)


async def key_of_one_not_checked(house: House) -> UUID:
    """The key of a filing that is not among those a person reads all the same."""
    share = (await house.region.current()).rules.checked_share
    return next(key for key in iter(uuid4, None) if not is_checked(filing_id(key), share))


async def receipt_of(client: httpx.AsyncClient, house: House, **values: Any) -> httpx.Response:
    key = str(await key_of_one_not_checked(house))
    answer = await sent(client, house, **{"key": key} | values)
    assert answer.status_code == 303, words(answer)
    return await client.get(answer.headers["location"])


async def test_a_receipt_says_to_whom_a_report_went_by_itself_and_why(
    client: httpx.AsyncClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    advised(house, monkeypatch, sure=True)
    said = words(await receipt_of(client, house))
    region = await house.region.current()
    assert f"Laporan Anda langsung diteruskan ke {region.unit['BMBK'].name}. Petugas di sana akan membacanya." in said
    topic = region.topic["jalan_rusak"].name
    assert f"karena isinya tentang {topic[:1].lower()}{topic[1:]}." in said
    assert "Anda tidak perlu mengirim ulang." in said
    assert "99" not in said.partition("Yang kami janjikan")[0].partition("Terima kasih")[2]


async def test_a_receipt_says_who_reads_a_report_first(
    client: httpx.AsyncClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    advised(house, monkeypatch)
    said = words(await receipt_of(client, house))
    assert "memeriksa laporan ini lebih dulu" in said
    assert "langsung diteruskan" not in said


@pytest.mark.parametrize("doubt", list(destination._CHECKED_FOR))
async def test_a_receipt_says_what_is_made_sure_of_first(
    client: httpx.AsyncClient, house: House, monkeypatch: pytest.MonkeyPatch, doubt: Any
) -> None:
    advised(house, monkeypatch, doubt=doubt, sure=True)
    assert destination._CHECKED_FOR[doubt] in words(await receipt_of(client, house))


async def test_a_receipt_asks_for_what_is_missing_and_says_where_to_add_it(
    client: httpx.AsyncClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    advised(house, monkeypatch, missing=(Gap.WHERE,))
    assert "Di mana tempatnya? Anda bisa menambahkannya di halaman aduan" in words(await receipt_of(client, house))


async def test_who_only_says_thanks_is_asked_for_nothing(
    client: httpx.AsyncClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    advised(house, monkeypatch, unit=None, topic=None)

    async def read(_asked: Asked) -> Reading:
        return Reading("test-1", (Owner(f"{NOTHING}thanks", 0.9),), missing=(Gap.WHERE,))

    monkeypatch.setattr(house.advisor, "read", read)
    assert "Di mana tempatnya?" not in words(await receipt_of(client, house, text="Terima kasih, petugasnya ramah."))


async def test_where_a_life_is_in_danger_no_office_makes_sure_first_whose_road_it_is(
    client: httpx.AsyncClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    advised(house, monkeypatch, danger=True, doubt="road_owner", missing=(Gap.WHERE,))
    said = words(await receipt_of(client, house))
    assert destination._CHECKED_FOR["road_owner"] not in said
    assert "Di mana tempatnya? Anda bisa menambahkannya di halaman aduan" in said


async def test_whom_to_call_is_the_first_thing_on_a_receipt_by_the_words_alone(
    client: httpx.AsyncClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    advised(house, monkeypatch, danger=True)
    page = await receipt_of(client, house)
    top = page.text.partition("<main")[2].partition("<h1")[0]
    assert top.index('href="tel:112"') < top.index('href="tel:119"')
    assert "Petugas piket kami sudah dipanggil juga." in top
    assert "Laporan ini tidak menggantikan panggilan darurat." in top


async def test_danger_is_told_although_the_advice_was_late(
    client: httpx.AsyncClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    advised(house, monkeypatch, danger=True)

    async def late(asked: Sequence[Asked]) -> list[None]:
        return [None] * len(asked)

    monkeypatch.setattr(house.advisor, "advise", late)
    top = (await receipt_of(client, house)).text.partition("<main")[2].partition("<h1")[0]
    assert 'href="tel:112"' in top
    assert "piket" not in top  # nobody was called yet


async def test_no_other_receipt_has_numbers_on_top(
    client: httpx.AsyncClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    advised(house, monkeypatch)
    assert "tel:" not in (await receipt_of(client, house)).text.partition("<main")[2].partition("</main")[0]


async def sent_outside(house: House) -> Complaint:
    complaint = await filed(house)
    return await done(house, complaint.id, c.ForwardOut(BODY), COORDINATOR)


async def own_page(client: httpx.AsyncClient, house: House, complaint: Complaint) -> str:
    return words(await client.get(follow(house, complaint)))


async def test_a_case_outside_says_to_whom_it_went_when_and_until_when_an_answer_is_expected(
    client: httpx.AsyncClient, house: House
) -> None:
    complaint = await sent_outside(house)
    said = await own_page(client, house, complaint)
    assert f"Sudah disampaikan kepada {NAME}" in said
    assert "20 November 2026" in said
    assert "SP4N-LAPOR!" in said  # the region's own helpful words
    # Fourteen working days after Friday the 20th.
    assert f"Belum ada jawaban dari {NAME}. Kami menunggunya sampai Kamis, 10 Desember 2026." in said
    assert "Yang bisa Anda lakukan" not in said


async def test_a_body_that_stays_silent_is_named_with_what_can_be_done(client: httpx.AsyncClient, house: House) -> None:
    complaint = await sent_outside(house)
    later(house, days=20)
    assert "Yang bisa Anda lakukan" not in await own_page(client, house, complaint)
    later(house, days=1)
    said = await own_page(client, house, complaint)
    assert f"{NAME} belum menjawab, padahal sudah lewat 15 hari kerja." in said
    for told in ("Yang bisa Anda lakukan", "lapor.go.id", "Ombudsman"):
        assert told in said


async def test_what_a_body_answered_is_shown(client: httpx.AsyncClient, house: House) -> None:
    complaint = await sent_outside(house)
    house.clock.instant += timedelta(days=4)  # type: ignore[attr-defined]
    await done(house, complaint.id, c.RecordReply(c.Words("Lubang sudah ditambal Dinas PU.")), COORDINATOR)
    later(house, days=60)
    said = await own_page(client, house, complaint)
    assert f"{NAME} sudah menjawab pada Selasa, 24 November 2026." in said
    assert "Lubang sudah ditambal Dinas PU." in said
    assert "belum menjawab" not in said


async def test_a_case_of_ours_says_nothing_of_bodies_outside(client: httpx.AsyncClient, house: House) -> None:
    complaint = await filed(house)
    assert complaint.status is Status.SUBMITTED
    assert "Sudah disampaikan kepada" not in await own_page(client, house, complaint)

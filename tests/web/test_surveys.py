"""What is asked after the end, and the citizens' survey of a unit: asked, counted, shown when there is enough."""

from datetime import timedelta
from random import Random
from uuid import uuid4

import httpx
import msgspec
import pytest
from playwright.async_api import Browser

from complaints import commands as c
from complaints import events as e
from complaints.answering import survey
from complaints.complaint import Complaint
from complaints.projection import surveys
from complaints.tables import CaseSurveyRow
from foundation.errors import Refused
from people.actor import Actor, Role
from service.progress import quiet
from service.rebuild import rebuild
from sla.surveys import Surveys
from tests.journeys.desks import accessible, fits
from tests.web.applications import application_over
from tests.web.citizen import done, errors, fields, follow, resolved, state, words
from tests.web.officer import hire, signed_in
from tests.web.serving import served
from tests.web.test_english import left_over
from web.house import House

PERIOD = "2026-2"
NINE = {f"u{number}": "3" for number in range(1, 10)}


async def closed(house: House, score: int | None = None, **values: object) -> Complaint:
    case = await resolved(house, **values)
    return await done(house, case.id, c.Confirm(score), Actor("citizen", holds=case.id))


async def test_one_tap_rates_and_leads_to_four_questions(house: House, client: httpx.AsyncClient) -> None:
    case = await closed(house)
    base = follow(house, case)
    page = await client.get(base)
    assert page.text.count('name="rating"') == 5
    assert "Empat pertanyaan" not in words(page)
    answer = await client.post(f"{base}/nilai", data=fields(page.text, f"{base}/nilai") | {"rating": "4"})
    assert answer.status_code == 303
    page = await client.get(base)
    assert (await state(house, case.id)).score == 4
    assert "Empat pertanyaan lagi" in words(page)
    assert "indikatif" in words(page)
    assert f"/skm/{case.unit}/isi" in page.text


async def test_four_items_are_answered_once(house: House, client: httpx.AsyncClient) -> None:
    case = await closed(house, 5)
    base = follow(house, case)
    page = await client.get(base)
    form = fields(page.text, f"{base}/survei")
    none = await client.post(f"{base}/survei", data=form)
    assert none.status_code == 422
    assert errors(none.text) == ["Jawab paling sedikit satu pertanyaan."]
    for _ in range(2):  # a double press
        sent = await client.post(f"{base}/survei", data=form | {"u3": "4", "u8": "2", "u1": "9"})
        assert sent.status_code == 303
    page = await client.get(base)
    assert f'action="{base}/survei"' not in page.text
    assert "Anda mengisi survei kepuasan" in words(page)
    with pytest.raises(Refused):
        await done(house, case.id, c.Survey((("u6", 1),)), Actor("citizen", holds=case.id))
    answered = await Surveys(house.database).after_closing("BMBK", PERIOD, await house.zone(), 1)
    assert answered.respondents == 1
    assert {item: tuple(found) for item, found in answered.items.items()} == {"u3": (4, 1), "u8": (2, 1)}
    assert (await rebuild(house.database, quiet)).identical


async def test_nobody_but_the_reporter_reads_that_the_survey_was_answered(
    house: House, client: httpx.AsyncClient
) -> None:
    case = await closed(house, 5)
    await done(house, case.id, c.Survey((("u7", 1),)), Actor("citizen", holds=case.id))
    assert "survei kepuasan" not in words(await client.get(f"/lacak/{case.code}")).replace("Survei kepuasan", "")
    await hire(house, "wahyu", (Role.OFFICER, "BMBK"))
    async with signed_in(client, "wahyu") as officer:
        assert "mengisi survei" not in words(await officer.get(f"/kantor/aduan/{case.id}"))


async def test_of_an_item_no_answer_comes_in_alone(house: House, client: httpx.AsyncClient) -> None:
    """Whoever compares the page of today with that of yesterday reads the answers of many, never of one."""
    least, zone, begun = (await house.region.current()).survey_least, await house.zone(), house.clock.now()
    asked, drawn, told = Surveys(house.database), Random(6), list[dict[str, int | None]]()
    for number in range(2 * least + 7):
        said = {item: drawn.choice([None, 1, 2, 3, 4]) for item in ("u3", "u6", "u7")} | {"u8": None if number else 2}
        told.append(said)
        at = begun + timedelta(seconds=number)
        async with house.database.transaction() as session:
            session.add(CaseSurveyRow(complaint_id=uuid4(), unit="BMBK", answered_at=at, **said))
        if number % 9 and number < 2 * least:
            continue
        found = (await asked.after_closing("BMBK", PERIOD, zone, least)).items
        for item in ("u3", "u6", "u7", "u8"):
            given = [answer for one in told if (answer := one[item]) is not None]
            counted = given[: len(given) - len(given) % least]
            assert found.get(item) == ((sum(counted), len(counted)) if counted else None)
    shown = words(await client.get("/skm/BMBK"))
    assert f"Empat unsur, {2 * least} pelapor" in shown
    assert "U8" not in shown, "one answer is nobody's secret no longer if it is told"


async def test_reports_of_wrongdoing_are_asked_nothing_and_count_for_no_unit(house: House) -> None:
    case = await closed(house, 5)
    secret = msgspec.structs.replace(await state(house, case.id), restricted=True)
    with pytest.raises(Refused, match="tidak ada survei"):
        list(survey(secret, c.Survey((("u7", 1),))))
    answered = e.Recorded(case.id, 99, e.SurveyAnswered((("u7", 1),)), house.clock.now(), "citizen", "x", 0, b"", b"")
    assert list(surveys(secret, [answered])) == []
    assert len(list(surveys(case, [answered]))) == 1


async def test_the_survey_asks_nine_items_and_nothing_of_oneself(house: House, client: httpx.AsyncClient) -> None:
    page = await client.get("/skm/BMBK/isi")
    form = fields(page.text, "/skm/BMBK/isi")
    partly = await client.post("/skm/BMBK/isi", data=form | NINE | {"u9": "5"})
    assert partly.status_code == 422
    assert errors(partly.text) == ["Pilih jawaban untuk “Tempat dan peralatan”."]
    assert partly.text.count(" checked") == 8, "what was chosen is not lost"
    for _ in range(2):
        sent = await client.post("/skm/BMBK/isi", data=form | NINE | {"sex": "p", "work": "made up"})
        assert (sent.status_code, sent.headers["location"]) == (303, "/skm/BMBK?kabar=ya")
    found = await Surveys(house.database).of_unit("BMBK", PERIOD)
    assert found.respondents == 1
    shown = words(await client.get("/skm/BMBK?kabar=ya"))
    assert "Belum cukup jawaban" in shown
    assert "75,00" not in shown
    assert "Terima kasih" in shown


async def test_the_index_is_shown_from_the_regions_own_number_on(house: House, client: httpx.AsyncClient) -> None:
    least = (await house.region.current()).survey_least
    answers_to = Surveys(house.database)
    for number in range(least):
        answers = dict.fromkeys(NINE, 4) | {"u1": 1 + number % 4}
        await answers_to.keep(uuid4(), "BMBK", PERIOD, answers, {})
    shown = words(await client.get("/skm/BMBK"))
    # u1: mean of 1, 2, 3, 4 over thirty answers is 73/30; the others 4: (8 * 4 + 73/30) / 9 * 25 = 95.65
    assert "95,65" in shown
    assert "Mutu: sangat baik" in shown
    assert "U1 Persyaratan" in shown
    assert "2,43" in shown
    client.cookies.set("tanggap_bahasa", "en")
    assert "95.65" in words(await client.get("/skm/BMBK?masa=2026-1"))  # no answers then: the period stays this one


async def test_too_many_answers_from_one_address_are_refused(house: House, client: httpx.AsyncClient) -> None:
    for number in range(6):
        page = await client.get("/skm/BMBK/isi")
        sent = await client.post("/skm/BMBK/isi", data=fields(page.text, "/skm/BMBK/isi") | NINE)
        assert sent.status_code == (303 if number < 5 else 429)
        assert (errors(sent.text) != []) == (number == 5)
    assert "besok" in errors(sent.text)[0]


async def test_a_second_press_counts_for_nothing(house: House, client: httpx.AsyncClient) -> None:
    form = fields((await client.get("/skm/BMBK/isi")).text, "/skm/BMBK/isi") | NINE
    assert [(await client.post("/skm/BMBK/isi", data=form)).status_code for _ in range(7)] == [303] * 7
    assert (await Surveys(house.database).of_unit("BMBK", PERIOD)).respondents == 1


async def test_a_unit_that_is_not_there_has_no_survey(client: httpx.AsyncClient) -> None:
    for path in ("/skm/NOSUCH", "/skm/NOSUCH/isi", "/skm/PEMPROV/isi"):
        assert (await client.get(path)).status_code == 404


async def test_the_pages_speak_english(house: House, client: httpx.AsyncClient) -> None:
    case = await closed(house, 5)
    client.cookies.set("tanggap_bahasa", "en")
    for path in ("/skm", "/skm/BMBK", "/skm/BMBK/isi", follow(house, case)):
        page = await client.get(path)
        assert 'lang="en"' in page.text
        assert left_over(page.text) == []
    assert "Four more questions" in words(page)


async def test_the_pages_can_be_read_by_everybody(house: House, browser: Browser) -> None:
    rated, unrated = await closed(house, 5), await closed(house)
    for _ in range(30):
        await Surveys(house.database).keep(uuid4(), "DISHUB", PERIOD, dict.fromkeys(NINE, 4), {})
    async with served(application_over(house)) as root:
        page = await browser.new_page()
        for path in ("/skm", "/skm/BMBK", "/skm/DISHUB", "/skm/BMBK/isi", follow(house, rated), follow(house, unrated)):
            await page.goto(root + path)
            for width in (320, 768, 1280):
                await page.set_viewport_size({"width": width, "height": 900})
                await fits(page)
            await accessible(page)
        await page.close()

"""What participants answer: anonymous answers lead to nobody, scores and plans to those who may read them alone."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from competency.action_plans import ActionPlans
from competency.answers import OPEN_DAYS, QUESTIONS, Questionnaires, not_relevant
from competency.batch_tables import SeatRow
from competency.forgetting import LearningRetention
from competency.learning_hours import LearningHours
from competency.material_tests import MaterialTests
from competency.plan_mails import MOST_MAILS, PlanMails
from complaints.service_keeping import ServiceKeeping
from foundation.clock import SetClock
from foundation.database import plainly
from foundation.errors import Invalid, NotFound, Refused
from notices.channel import Message
from service.demo.learning.lessons import questioned, set_test, take_test
from tests.competency.question_samples import TWO
from tests.competency.training_world import FIRST_DAY, LAST_DAY, UNITS, World, planned, world
from tests.fakes import FakeChannel
from web.house import House

JAKARTA = ZoneInfo("Asia/Jakarta")
ALL_FIVE = dict.fromkeys(QUESTIONS, 5)
SEATED = UNITS[:10]
OVER = LAST_DAY + timedelta(days=OPEN_DAYS + 1)


async def rows(house: House, statement: str, *values: object) -> Sequence[Any]:
    async with house.database.reading() as session:
        return await plainly(session, statement, *values)


async def seated(house: House) -> tuple[World, UUID]:
    """A batch to which an officer of each unit said yes; the clock stands on its last day."""
    here = await world(house, SEATED)
    batch = await planned(here)
    async with house.database.transaction() as session:
        for unit, actor in here.people.items():
            assert actor.person is not None
            session.add(SeatRow(batch_id=batch, officer_id=actor.person, unit=unit, state="accepted"))
    on(house, LAST_DAY)
    return here, batch


def on(house: House, day: date) -> None:
    """Noon of a day, in Lampung."""
    assert isinstance(house.clock, SetClock)
    house.clock.instant = house.clock.instant.replace(year=day.year, month=day.month, day=day.day, hour=5)


def person(here: World, place: int = 0) -> UUID:
    found = here.people[SEATED[place]].person
    assert found is not None
    return found


async def test_answers_cannot_be_tied_to_anybody(house: House) -> None:
    here, batch = await seated(house)
    book = Questionnaires(house.database, house.clock, house.keys)
    slips = await book.hand_out(batch, LAST_DAY, 4)
    drawn = [await book.draw(batch, person(here, place), LAST_DAY) for place in range(4)]
    for number, code in enumerate([*slips[:2], *drawn[:3]]):
        given = ALL_FIVE | {"whole": 1 + number, "relevant": 2 if number < 2 else 4}
        await book.answer(code, LAST_DAY, given, f"Saran {number}")
    kept = await rows(
        house,
        "SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_name LIKE 'reaction%'",
    )
    assert {(row["t"], row["c"]) for row in kept} == {
        *(("reaction_counts", name) for name in ("batch_id", "question", "answer", "people")),
        *(("reaction_words", name) for name in ("words_id", "batch_id", "words")),
        *(("reaction_tickets", name) for name in ("ticket", "batch_id")),
        *(("reaction_draws", name) for name in ("batch_id", "officer_id")),
    }
    for table in ("reaction_counts", "reaction_words", "reaction_tickets"):
        written = await rows(house, f"SELECT DISTINCT xmin::text AS made FROM {table}")
        assert len(written) == 1, f"every row of {table} is of one transaction"
    assert {row["words_id"].version for row in await rows(house, "SELECT words_id FROM reaction_words")} == {4}
    left = await rows(house, "SELECT count(*) AS left FROM reaction_tickets")
    assert left[0]["left"] == 3, "a code that was used is gone"
    draws = await rows(house, "SELECT count(*) AS people FROM reaction_draws")
    assert draws[0]["people"] == 4, "whether somebody answered is not to be seen"


async def test_words_stand_in_an_order_by_chance(house: House) -> None:
    _here, batch = await seated(house)
    book = Questionnaires(house.database, house.clock, house.keys)
    codes = await book.hand_out(batch, LAST_DAY, 10)
    for number, code in enumerate(codes):
        await book.answer(code, LAST_DAY, ALL_FIVE, f"{number:02d}")
    stored = await rows(house, "SELECT words FROM reaction_words ORDER BY ctid")
    opened = [house.keys.open(row["words"], "reaction_words.words") for row in stored]
    assert sorted(opened) == [f"{number:02d}" for number in range(10)]
    assert opened != sorted(opened), "one time in three million this happens by chance"


async def test_a_code_is_used_once_and_no_more_are_given_than_take_part(house: House) -> None:
    here, batch = await seated(house)
    book = Questionnaires(house.database, house.clock, house.keys)
    [code] = await book.hand_out(batch, LAST_DAY, 1)
    await book.answer(code.upper(), LAST_DAY, ALL_FIVE, "")
    for again in (code, "tidakada"):
        with pytest.raises(NotFound):
            await book.answer(again, LAST_DAY, ALL_FIVE, "")
    await book.draw(batch, person(here), LAST_DAY)
    with pytest.raises(Refused):
        await book.draw(batch, person(here), LAST_DAY)
    with pytest.raises(NotFound):
        await book.draw(batch, UUID(str(here.analyst.person)), LAST_DAY)
    with pytest.raises(Refused):
        await book.hand_out(batch, LAST_DAY, len(SEATED) - 1)
    assert len(await book.hand_out(batch, LAST_DAY, len(SEATED) - 2)) == len(SEATED) - 2
    with pytest.raises(Refused):
        await book.draw(batch, person(here, 1), LAST_DAY)


async def test_a_questionnaire_is_open_from_the_first_day_for_two_weeks(house: House) -> None:
    _here, batch = await seated(house)
    book = Questionnaires(house.database, house.clock, house.keys)
    for day in (FIRST_DAY - timedelta(days=1), OVER):
        with pytest.raises(Refused):
            await book.hand_out(batch, day, 1)
    [code] = await book.hand_out(batch, FIRST_DAY, 1)
    with pytest.raises(Refused):
        await book.asked(code, OVER)
    for given in ({}, ALL_FIVE | {"whole": 6}, ALL_FIVE | {"whole": None}):
        with pytest.raises(Invalid):
            await book.answer(code, FIRST_DAY, given, "")
    assert (await book.asked(code, FIRST_DAY)).training == "Menangani keluhan sampah"


async def test_results_are_read_of_enough_people_and_not_before_the_end(house: House) -> None:
    here, batch = await seated(house)
    book = Questionnaires(house.database, house.clock, house.keys)
    codes = await book.hand_out(batch, LAST_DAY, 5)
    for code in codes[:4]:
        await book.answer(code, LAST_DAY, ALL_FIVE | {"relevant": 2}, "Saran")
    few = await book.of(batch, OVER)
    assert (few.people, few.over, dict(few.counts), few.words) == (4, True, {}, ())
    assert await book.rate_due(OVER) == 0
    await book.answer(codes[4], LAST_DAY, ALL_FIVE | {"whole": 3, "relevant": 4}, "")
    early = await book.of(batch, LAST_DAY)
    assert (early.people, early.over, dict(early.counts)) == (5, False, {})
    told = await book.of(batch, OVER)
    assert told.mean("whole") == pytest.approx(4.6)
    assert told.counts["whole"][5] == 4
    assert list(told.words) == ["Saran"] * 4
    async with house.database.reading() as session:
        assert await not_relevant(session, LAST_DAY) == {}, "while it is open each answer would be seen coming in"
        assert list((await not_relevant(session, OVER)).values()) == [(4, 5)]
    assert await book.rate_due(LAST_DAY) == 0
    assert [await book.rate_due(OVER) for _again in range(2)] == [1, 0]
    rating = (await here.providers.one(here.provider)).rating
    assert rating is not None
    assert rating.answers == 5


async def test_tests_are_taken_once_and_only_means_of_enough_are_told(house: House) -> None:
    here, batch = await seated(house)
    tests = MaterialTests(house.database, house.clock)
    material = (await here.catalogue.one(here.training)).material.id
    analyst = UUID(str(here.analyst.person))
    with pytest.raises(NotFound):
        await tests.open(batch, person(here), "before", FIRST_DAY)
    await tests.write(analyst, material, TWO)
    assert await tests.waiting(person(here), FIRST_DAY) == {batch: "before"}
    with pytest.raises(Refused):
        await tests.open(batch, person(here), "after", FIRST_DAY)
    with pytest.raises(Invalid):
        await tests.take(batch, person(here), "before", FIRST_DAY, {0: 1, 1: 7})
    for place in range(5):
        assert (await tests.take(batch, person(here, place), "before", FIRST_DAY, {0: 1, 1: 1})).right == 1
        assert await tests.waiting(person(here, place), FIRST_DAY) == {}
    with pytest.raises(Refused):
        await tests.take(batch, person(here), "before", FIRST_DAY, {0: 1, 1: 0})
    for place in range(4):
        assert (await tests.take(batch, person(here, place), "after", LAST_DAY, {0: 1, 1: 0})).right == 2
    assert await tests.gain(batch) == (4, None, None)
    await tests.take(batch, person(here, 4), "after", LAST_DAY, {0: 0, 1: 0})
    assert await tests.gain(batch) == (5, 0.5, 0.9)
    assert await tests.own(person(here)) == {batch: ((1, 2), (2, 2))}
    with pytest.raises(Refused):
        await tests.write(analyst, material, TWO)
    columns = await rows(
        house, "SELECT column_name AS c FROM information_schema.columns WHERE table_name = 'test_scores'"
    )
    assert {row["c"] for row in columns} == {"batch_id", "officer_id", "moment", "right", "asked", "at"}


async def test_others_are_asked_about_a_plan_three_months_later(house: House) -> None:
    here, batch = await seated(house)
    plans = ActionPlans(house.database, house.clock, house.keys, JAKARTA)
    words = "Menjawab pertanyaan warga lebih dahulu, baru menyebut aturan."
    assert await plans.waiting(person(here)) == {batch}
    for plan, superior, colleagues, field in (
        ("pendek", "atasan@contoh.example", [], "plan"),
        (words, "", [], "superior"),
        (words, "atasan", [], "superior"),
        (words, "atasan@contoh.example", ["Atasan@contoh.example"], "colleague1"),
    ):
        with pytest.raises(Invalid) as refused:
            await plans.write(batch, person(here), plan, superior, colleagues)
        assert set(refused.value.fields) == {field}
    await plans.write(batch, person(here), words, "atasan@contoh.example", ["rekan@contoh.example", ""])
    with pytest.raises(Refused):
        await plans.write(batch, person(here), words, "atasan@contoh.example", [])
    [row] = await rows(house, "SELECT * FROM action_plans")
    assert b"warga" not in row["plan"]
    channel, mails = FakeChannel(), PlanMails(house.database, house.clock, house.keys, house.region)
    asked: dict[UUID, str] = {}

    def link(ask: UUID, token: str) -> str:
        asked[ask] = token
        return f"http://tanggap.test/tindak-lanjut/{ask}/{token}"

    assert await mails.run([channel], link) == 0
    on(house, date(2027, 3, 15))
    assert await mails.run([channel], link) == 2
    assert {one.address for one in sent(channel)} == {"atasan@contoh.example", "rekan@contoh.example"}
    assert await mails.run([channel], link) == 0
    (first, token), (second, other) = sorted(asked.items())
    for wrong in (token[::-1], other):
        with pytest.raises(NotFound):
            await plans.asked(first, wrong)
    assert (await plans.asked(first, token)).plan == words
    with pytest.raises(Invalid):
        await plans.answer(first, token, 5, "")
    await plans.answer(first, token, 3, "Sudah terlihat di loket.")
    with pytest.raises(Refused):
        await plans.answer(first, token, 4, "")
    on(house, date(2027, 4, 20))
    assert await mails.run([channel], link) == 1, "who answered is asked no more"
    on(house, date(2027, 5, 30))
    assert await mails.run([channel], link) == 0, f"{MOST_MAILS} mails are enough"
    [told] = await plans.own(person(here))
    assert [(one.role, one.done, one.words) for one in told.answers] == [
        ("superior", 3, "Sudah terlihat di loket."),
        ("colleague", None, ""),
    ]
    assert await plans.own(person(here, 1)) == []
    on(house, date(2027, 6, 17))
    await mails.run([channel], link)
    assert await rows(house, "SELECT 1 FROM plan_askings WHERE email IS NOT NULL") == []
    with pytest.raises(NotFound):
        await plans.asked(second, other)


def sent(channel: FakeChannel) -> list[Message]:
    return list(channel.sent)


async def test_scores_and_plans_are_forgotten_when_the_region_keeps_them_no_longer(house: House) -> None:
    here, batch = await seated(house)
    tests = MaterialTests(house.database, house.clock)
    plans = ActionPlans(house.database, house.clock, house.keys, JAKARTA)
    await tests.write(UUID(str(here.analyst.person)), (await here.catalogue.one(here.training)).material.id, TWO)
    for place in range(2):
        await tests.take(batch, person(here, place), "before", FIRST_DAY, {0: 1, 1: 0})
    await plans.write(batch, person(here), "Menjawab pertanyaan warga lebih dahulu.", "atasan@contoh.example", [])
    kept, seats = ServiceKeeping(house.database, house.clock, house.region), "SELECT count(*) AS n FROM seats"
    forget = LearningRetention(house.database, house.clock, house.region)
    on(house, date(2028, 1, 31))
    assert await forget.run() == 0, "no months are named"
    await kept.set_retention("officer:test", {"learning_months": 13}, 7)
    assert await forget.run() == 0, "a month is whole"
    on(house, date(2028, 2, 1))
    assert await forget.run() == 3
    assert await forget.run() == 0
    assert await tests.own(person(here)) == {}
    assert await plans.own(person(here)) == []
    assert await rows(house, "SELECT 1 FROM plan_askings") == []
    assert (await rows(house, seats))[0]["n"] == len(SEATED), "who took part is known"


async def test_hours_are_those_of_batches_and_of_courses(house: House) -> None:
    here, batch = await seated(house)
    hours = LearningHours(house.database, house.clock, house.keys, JAKARTA)
    assert await hours.own(person(here), 2026) == []
    async with house.database.transaction() as session:
        seat = await session.get(SeatRow, (batch, person(here)))
        assert seat is not None
        seat.hours, seat.finished = 12, True
    [one] = await hours.own(person(here), 2026)
    assert (one.training, one.hours, one.on) == ("Menangani keluhan sampah", 12, LAST_DAY)
    assert await hours.own(person(here), 2025) == []
    assert await hours.own(person(here, 1), 2026) == []


async def test_the_invented_participants_learn_and_answer_as_real_ones_do(house: House) -> None:
    here, batch = await seated(house)
    people = [person(here, place) for place in range(len(SEATED))]
    await set_test(house, people[0], (await here.catalogue.one(here.training)).material.id)
    await take_test(house, batch, people, "before", FIRST_DAY)
    await take_test(house, batch, people, "after", LAST_DAY)
    await questioned(house, batch, people, LAST_DAY)
    gain = await MaterialTests(house.database, house.clock).gain(batch)
    assert gain.people == len(SEATED)
    assert gain.before is not None
    assert gain.after is not None
    assert gain.before < gain.after
    said = await Questionnaires(house.database, house.clock, house.keys).of(batch, OVER)
    assert (said.people, len(said.words)) == (len(SEATED), 2)
    assert len(await rows(house, "SELECT 1 FROM provider_ratings")) == 1

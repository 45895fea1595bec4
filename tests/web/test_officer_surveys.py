"""Surveys of officers: one answer for each link, nothing of few people, and nobody's answers anywhere."""

import re
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlmodel import select

from competency.input_tables import LevelCountRow, SurveyMailRow, SurveyTokenRow
from competency.inputs import sources
from competency.merging import Kind, Says, Weight, says
from competency.survey_invitations import Invitations
from competency.survey_mails import SurveyMails
from competency.surveys import Item, Surveys
from foundation.database import Row
from foundation.errors import Invalid, Refused
from people.actor import Role
from tests.fakes import FakeChannel
from tests.web.citizen import errors, fields, later, words
from tests.web.officer import PASSWORD, browser_of, hire, signed_in
from web.house import House

HERE = "/kantor/kompetensi/survei"
CODE, OTHER = "MAN-KOMUNIKASI", "MAN-PELAYANAN-PUBLIK"
ZONE = ZoneInfo("Asia/Jakarta")
LAST = date(2026, 12, 1)
Answers = dict[str, tuple[int, int]]


def book(house: House) -> Surveys:
    return Surveys(house.database, house.clock, house.keys, ZONE)


def inviting(house: House) -> Invitations:
    return Invitations(house.database, house.clock, house.keys, ZONE)


async def survey(house: House, recruitment: str = "all", codes: tuple[str, ...] = (CODE,)) -> UUID:
    by = (await hire(house, f"analis-{recruitment}", (Role.ANALYST, "BPSDM"))).person
    assert by is not None
    return await book(house).make(by, "Survei uji", [Item(code) for code in codes], recruitment, LAST)


async def answered(house: House, one: UUID, unit: str, said: list[Answers], asked: str = "self") -> None:
    for secret, answers in zip(await inviting(house).links(one, unit, asked, len(said)), said, strict=True):
        await book(house).answer(secret, answers)


async def rows_of(house: House, table: type[Row]) -> list[Any]:
    async with house.database.reading() as session:
        return list((await session.exec(select(table))).all())


async def heard(house: House, code: str, unit: str | None, topic: str | None = None) -> list[Any]:
    async with house.database.reading() as session:
        return await sources(session, code, unit, topic)


@pytest.fixture
async def analyst(house: House) -> None:
    await hire(house, "analis", (Role.ANALYST, "BPSDM"))


async def test_a_survey_from_making_it_to_its_result(house: House, client: httpx.AsyncClient, analyst: None) -> None:
    """An analyst makes it, hands out links, and reads nothing before it is closed; officers answer without a name."""
    async with signed_in(client, "analis") as own:
        page = await own.get(HERE)
        form = fields(page.text, HERE) | {"title": "Kebutuhan pelatihan", "closes_on": "2026-12-01", "least": "5"}
        refused = await own.post(HERE, data=form | {"recruitment": "all"})
        assert refused.status_code == 422
        assert "Kebutuhan pelatihan" in refused.text
        made = await own.post(HERE, data=form | {"recruitment": "all", f"k_{CODE}": "ya", f"k_{OTHER}": "ya"})
        address = made.headers["location"].split("?")[0]
        page = await own.get(address)
        assert "Pelayanan Publik" in page.text
        links = fields(page.text, f"{address}/tautan") | {"asked": "self", "unit": "BMBK", "number": "7"}
        shown = await own.post(f"{address}/tautan", data=links)
        secrets = re.findall(r"/survei-pegawai/([0-9a-f]{32})", shown.text)
        assert len(secrets) == 7
        again = await own.get(address)
        assert not re.findall(r"/survei-pegawai/[0-9a-f]{32}", again.text), "links are shown once"

        async with browser_of(client) as officer:
            path = f"/survei-pegawai/{secrets[0]}"
            page = await officer.get(path)
            assert page.status_code == 200
            half = await officer.post(path, data=fields(page.text, path) | {f"n_{CODE}": "4"})
            assert half.status_code == 422
            assert len(errors(half.text)) == 2
            assert re.search(rf'name="n_{CODE}" value="4" checked', half.text), "what was chosen is still there"
            for number, secret in enumerate(secrets):
                path = f"/survei-pegawai/{secret}"
                token = fields((await officer.get(path)).text, path)
                chosen = {f"n_{CODE}": "4", f"k_{CODE}": str(1 + number % 3), f"n_{OTHER}": "0"}
                assert (await officer.post(path, data=token | chosen)).status_code == 303
            spent = await officer.get(path)
            assert spent.status_code == 409
            assert "sudah dipakai" in spent.text
            unknown = await officer.get("/survei-pegawai/" + "0" * 32)
            assert unknown.status_code == 404

        during = await own.get(address)
        assert "Kesenjangan" not in words(during)
        await own.post(f"{address}/tutup", data=fields(during.text, f"{address}/tutup"))
        closed = await own.get(address)
        assert "Dinas Bina Marga" in closed.text
        assert "2,1" in words(closed), "4 needed, 1, 2, 3, 1, 2, 3, 1 there: 2.14 are missing"
        assert "belum cukup jawaban" in words(closed), "nobody does the other work"
    (source,) = await heard(house, CODE, "BMBK")
    assert (source.kind, source.people, source.weight, says(source)) == (Kind.SURVEY, 7, Weight.FULL, Says.NEED)
    assert await heard(house, OTHER, "BMBK") == []


async def test_no_row_is_anybodys_answer(house: House) -> None:
    one = await survey(house, codes=(CODE, OTHER))
    await answered(house, one, "BMBK", [{CODE: (4, 2), OTHER: (3, 3)}] * 3 + [{CODE: (5, 1), OTHER: (0, 0)}])
    counts = await rows_of(house, LevelCountRow)
    assert {(row.competency, row.needed, row.now): row.people for row in counts} == {
        (CODE, 4, 2): 3,
        (OTHER, 3, 3): 3,
        (CODE, 5, 1): 1,
        (OTHER, 0, 0): 1,
    }
    assert not {"answer_id", "officer_id", "token", "at", "answered_at"} & set(LevelCountRow.model_fields)
    assert set(SurveyTokenRow.model_fields) == {"token", "survey_id", "unit", "asked", "spent"}
    with pytest.raises(Refused):
        await book(house).results(one)
    await book(house).close(one)
    assert all(not result.groups and result.whole is None for result in await book(house).results(one))
    assert await heard(house, CODE, "BMBK") == []


async def test_small_units_are_shown_together_and_count_half_for_each(house: House) -> None:
    one = await survey(house)
    for unit, people in (("BMBK", 6), ("DISHUB", 3), ("DINKES", 2)):
        await answered(house, one, unit, [{CODE: (4, 2)}] * people)
    await book(house).close(one)
    (result,) = await book(house).results(one)
    assert [(group.units, group.levels.people) for group in result.groups] == [
        (("BMBK",), 6),
        (("DINKES", "DISHUB"), 5),
    ]
    assert result.whole is not None
    assert result.whole.people == 11
    assert [(source.people, source.weight) for source in await heard(house, CODE, "DISHUB")] == [(5, Weight.HALF)]
    assert [(source.people, source.weight) for source in await heard(house, CODE, "BMBK")] == [(6, Weight.FULL)]
    assert [(source.people, source.who) for source in await heard(house, CODE, None)] == [(11, "pegawai")]


async def test_volunteers_count_half_and_superiors_speak_for_themselves(house: House) -> None:
    one = await survey(house, "volunteers")
    await answered(house, one, "BMBK", [{CODE: (4, 2)}] * 5)
    await answered(house, one, "BMBK", [{CODE: (3, 3)}] * 5, "superior")
    await book(house).close(one)
    found = {source.kind: source for source in await heard(house, CODE, "BMBK")}
    assert found[Kind.SURVEY].weight is found[Kind.SUPERIOR].weight is Weight.HALF
    assert (says(found[Kind.SURVEY]), says(found[Kind.SUPERIOR])) == (Says.NEED, Says.NONE)
    assert found[Kind.SURVEY].who != found[Kind.SUPERIOR].who


async def test_invitations_are_mailed_once_and_forgotten(house: House) -> None:
    one = await survey(house)
    for number in range(3):
        await house.accounts.add(
            f"pegawai{number}", f"Pegawai {number}", PASSWORD, [(Role.OFFICER, "BMBK")], f"p{number}@uji.id"
        )
    await hire(house, "tanpa-surat", (Role.OFFICER, "BMBK"))
    drawn = await inviting(house).invite(one, ["BMBK"], "self")
    assert (drawn.invited, drawn.without_address) == (3, 1)
    with pytest.raises(Refused):
        await inviting(house).invite(one, ["BMBK"], "self")
    assert all(row.secret.find(b"survei") < 0 for row in await rows_of(house, SurveyMailRow))
    channel, mails = FakeChannel(), SurveyMails(house.database, house.clock, house.keys, house.region)
    assert await mails.run([channel], lambda secret: f"https://uji.id/survei-pegawai/{secret}") == 3
    assert await mails.run([channel], str) == 0
    assert await rows_of(house, SurveyMailRow) == [], "with the mail goes whose link it is"
    told = channel.to("p1@uji.id")[0]
    (secret,) = re.findall(r"https://uji\.id/survei-pegawai/([0-9a-f]{32})", told.body)
    assert (await book(house).asking(secret)).asked == "self"
    assert "Pegawai 1" in told.body


async def test_a_draw_takes_so_many_and_can_be_repeated(house: House) -> None:
    one = await survey(house, "random")
    people = [
        await house.accounts.add(f"p{n}", f"Pegawai {n}", PASSWORD, [(Role.OFFICER, "BMBK")], f"p{n}@uji.id")
        for n in range(6)
    ]
    assert (await inviting(house).invite(one, ["BMBK"], "self", 2)).invited == 2
    seed = (await book(house).one(one)).seed
    assert seed
    chosen = set(sorted(people, key=lambda person: sha256(f"{seed}{person}".encode()).digest())[:2])
    assert {row.officer_id for row in await rows_of(house, SurveyMailRow)} == chosen


async def test_what_is_over_takes_nothing_and_closes_by_itself(house: House) -> None:
    one = await survey(house)
    (secret,) = await inviting(house).links(one, "BMBK", "self", 1)
    with pytest.raises(Invalid):
        await book(house).answer(secret, {CODE: (4, 0)})
    later(house, days=(LAST - date(2026, 11, 20)) / timedelta(days=1) + 1)
    with pytest.raises(Refused):
        await book(house).answer(secret, {CODE: (4, 2)})
    with pytest.raises(Refused):
        await inviting(house).links(one, "BMBK", "self", 1)
    assert await book(house).close_due() == 1
    assert await book(house).close_due() == 0
    assert (await book(house).one(one)).closed_at is not None

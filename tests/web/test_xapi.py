"""Learning platforms send statements: taken once, given back, taken back, and nobody's name is kept."""

import base64
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from competency.completions import UNTIED_DAYS, Completions
from competency.learners import person_hash
from competency.platforms import Platforms
from competency.statements import email_mark
from foundation.clock import SetClock
from foundation.database import plainly
from people.actor import Role
from tests.competency.statement_samples import ADL, COURSE, DROP, MBOX, MOODLE, PASSED, REFUSED, TAKEN, changed
from tests.web.officer import hire
from web.house import House

PATH, VERSION = "/xapi/statements", {"X-Experience-API-Version": "1.0.3"}


class Platform:
    """A learning platform with a key of its own."""

    def __init__(self, client: httpx.AsyncClient, key: UUID, secret: str) -> None:
        packed = base64.b64encode(f"{key}:{secret}".encode()).decode()
        self.client, self.key, self.headers = client, key, {"Authorization": f"Basic {packed}", **VERSION}

    async def ask(self, method: str, path: str = PATH, **more: Any) -> httpx.Response:
        headers = self.headers | more.pop("headers", {})
        return await self.client.request(method, path, headers=headers, **more)

    async def post(self, *statements: dict[str, Any]) -> httpx.Response:
        return await self.ask("POST", json=list(statements))

    async def get(self, **params: str) -> httpx.Response:
        return await self.ask("GET", params=params)


async def rows(house: House, statement: str) -> Sequence[Any]:
    async with house.database.reading() as session:
        return await plainly(session, statement)


@pytest.fixture
async def analyst(house: House) -> UUID:
    return UUID(str((await hire(house, "analis", (Role.ANALYST, "BPSDM"))).person))


@pytest.fixture
async def platform(client: httpx.AsyncClient, house: House, analyst: UUID) -> Platform:
    return Platform(client, *await Platforms(house.database, house.clock, house.keys).make(analyst, "Belajar"))


async def test_about_is_told_to_everybody(client: httpx.AsyncClient) -> None:
    answer = await client.get("/xapi/about")
    assert (answer.status_code, answer.json()) == (200, {"version": ["1.0.3"]})
    assert answer.headers["X-Experience-API-Version"] == "1.0.3"


async def test_the_published_samples_are_answered_as_published(platform: Platform) -> None:
    for rule, statement in REFUSED:
        answer = await platform.ask("POST", json=statement)
        assert answer.status_code == 400, rule
        assert answer.json()["detail"].startswith("Pernyataan ke-1 ditolak"), rule
    for rule, statement in TAKEN:
        answer = await platform.ask("POST", json=changed("id", str(uuid4()), statement))
        assert (answer.status_code, len(answer.json())) == (200, 1), rule
        assert answer.headers["X-Experience-API-Version"] == "1.0.3"


async def test_a_statement_is_given_back_without_its_person(platform: Platform, house: House) -> None:
    assert (await platform.post(changed("actor.name", "Nama Seseorang"))).json() == [PASSED["id"]]
    answer = await platform.get(statementId=PASSED["id"])
    told = answer.json()
    assert (told["object"], told["verb"]) == ({"id": COURSE}, {"id": ADL + "passed"})
    assert told["result"] == {"completion": True, "success": True, "score": {"scaled": 0.85}}
    assert told["actor"]["account"]["name"] == person_hash(house.keys, email_mark(MBOX[7:])).hex()
    assert told["authority"]["account"]["name"] == str(platform.key)
    assert "X-Experience-API-Consistent-Through" in answer.headers
    [row] = await rows(house, "SELECT * FROM course_results")
    for secret in ("Nama Seseorang", "peserta", "contoh.example/peserta"):
        assert secret not in answer.text
        assert secret not in str(dict(row))


async def test_an_officer_is_known_by_address(platform: Platform, house: House, analyst: UUID) -> None:
    await house.keeping.correct(analyst, "analis", "Nama analis", MBOX[7:])
    await platform.post(PASSED, changed("id", DROP, changed("actor.mbox", "mailto:lain@contoh.example")))
    found = await rows(house, "SELECT officer_id FROM course_results ORDER BY officer_id")
    assert [row["officer_id"] for row in found] == [analyst, None]


async def test_the_same_statement_comes_twice_and_is_kept_once(platform: Platform, house: House) -> None:
    for _again in range(2):
        assert (await platform.post(PASSED)).status_code == 200
        assert (await platform.ask("PUT", params={"statementId": PASSED["id"]}, json=PASSED)).status_code == 204
    assert len(await rows(house, "SELECT 1 FROM course_results")) == 1
    other = changed("result.success", False)
    for answer in (
        await platform.post(other),
        await platform.ask("PUT", params={"statementId": PASSED["id"]}, json=other),
        await platform.post(MOODLE, other),
    ):
        assert answer.status_code == 409
    assert (await platform.get(statementId=PASSED["id"])).json()["result"]["success"] is True
    assert len(await rows(house, "SELECT 1 FROM course_results")) == 1, "a batch is kept whole or not at all"


async def test_put_needs_one_statement_and_its_id(platform: Platform) -> None:
    other = str(uuid4())
    for params, sent in (
        ({}, PASSED),
        ({"statementId": "true"}, PASSED),
        ({"statementId": other}, PASSED),
        ({"statementId": other, "x": "1"}, changed("id", DROP)),
        ({"statementId": other}, [changed("id", DROP)] * 2),
    ):
        assert (await platform.ask("PUT", params=params, json=sent)).status_code == 400
    assert (await platform.ask("PUT", params={"statementId": other}, json=changed("id", DROP))).status_code == 204
    assert (await platform.get(statementId=other)).json()["id"] == other


async def test_a_statement_that_is_taken_back_is_found_as_such(platform: Platform, house: House) -> None:
    void = {
        "id": str(uuid4()),
        "actor": PASSED["actor"],
        "verb": {"id": ADL + "voided"},
        "object": {"objectType": "StatementRef", "id": PASSED["id"]},
    }
    assert (await platform.post(PASSED)).status_code == 200
    assert (await platform.post(void)).status_code == 200
    assert (await platform.get(statementId=PASSED["id"])).status_code == 404
    assert (await platform.get(voidedStatementId=PASSED["id"])).json()["id"] == PASSED["id"]
    assert (await platform.get(statementId=void["id"])).json()["object"] == void["object"]
    listed = (await platform.get()).json()["statements"]
    assert [one["id"] for one in listed] == [void["id"]]
    again = changed("object.id", void["id"], changed("id", str(uuid4()), void))
    assert (await platform.post(again)).status_code == 200
    assert (await platform.get(statementId=void["id"])).status_code == 200, "what takes back cannot be taken back"
    early, late = str(uuid4()), str(uuid4())
    await platform.post(changed("object.id", late, changed("id", early, void)))
    await platform.post(changed("id", late))
    assert (await platform.get(voidedStatementId=late)).status_code == 200


async def test_a_page_that_was_looked_at_is_nobodys_business(platform: Platform, house: House) -> None:
    seen = changed("verb.id", ADL + "experienced", changed("result", DROP))
    assert (await platform.post(seen)).json() == [PASSED["id"]]
    assert await rows(house, "SELECT 1 FROM course_results") == []


async def test_statements_are_found_by_what_they_tell(platform: Platform, house: House) -> None:
    clock = house.clock
    assert isinstance(clock, SetClock)
    ids = []
    for number in range(5):
        clock.instant += timedelta(minutes=1)
        sent = changed("id", DROP, changed("object.id", f"{COURSE}{number % 2}"))
        ids += (await platform.post(sent)).json()
        if number == 2:
            middle = clock.now().isoformat()
    found = (await platform.get(limit="2")).json()
    assert [one["id"] for one in found["statements"]] == ids[:2:-1]
    onward = (await platform.ask("GET", found["more"])).json()
    assert [one["id"] for one in onward["statements"]] == ids[2:0:-1]

    async def told(**params: str) -> list[str]:
        answer = await platform.get(**params)
        assert answer.status_code == 200, answer.text
        assert answer.json()["more"] == ""
        return [one["id"] for one in answer.json()["statements"]]

    assert await told(ascending="true") == ids
    assert await told(activity=f"{COURSE}1", ascending="true") == ids[1::2]
    assert await told(since=middle, ascending="true") == ids[3:]
    assert await told(until=middle, ascending="true") == ids[:3]
    assert await told(verb=ADL + "failed") == []
    assert await told(agent=json.dumps({"mbox": MBOX}), format="ids") == ids[::-1]
    assert await told(agent='{"mbox":"mailto:lain@contoh.example"}') == []


async def test_a_question_that_is_not_understood_is_refused(platform: Platform) -> None:
    unknown: list[dict[str, str]] = [
        {"unknown": "1"},
        {"STATEMENTID": PASSED["id"]},
        {"statementId": "x"},
        {"statementId": PASSED["id"], "limit": "1"},
        {"statementId": PASSED["id"], "voidedStatementId": PASSED["id"]},
        {"since": "kemarin"},
        {"limit": "-1"},
        {"ascending": "ya"},
        {"attachments": "true"},
        {"format": "raw"},
        {"agent": "peserta"},
        {"agent": '{"mbox":"peserta"}'},
        {"registration": PASSED["id"]},
    ]
    for params in unknown:
        assert (await platform.get(**params)).status_code == 400, params


async def test_a_key_a_version_and_json_are_needed(
    platform: Platform, client: httpx.AsyncClient, house: House, analyst: UUID
) -> None:
    assert (await client.post(PATH, json=PASSED, headers=VERSION)).status_code == 401
    for wrong in ("Basic x", "Basic " + base64.b64encode(b"a:b").decode(), "Bearer x", "Basic"):
        answer = await client.post(PATH, json=PASSED, headers={**VERSION, "Authorization": wrong})
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Basic")
    for version in ("", "0.9.5", "1.1.0", "2.0.0"):
        assert (await platform.ask("GET", headers={"X-Experience-API-Version": version})).status_code == 400
    for version in ("1.0", "1.0.0", "1.0.9"):
        assert (await platform.ask("GET", headers={"X-Experience-API-Version": version})).status_code == 200
    mixed = {"Content-Type": "multipart/mixed; boundary=x"}
    assert (await platform.ask("POST", content=b"--x--", headers=mixed)).status_code == 400
    await Platforms(house.database, house.clock, house.keys).revoke(analyst, platform.key)
    assert (await platform.get()).status_code == 401


async def test_platforms_see_their_own_alone(
    platform: Platform, client: httpx.AsyncClient, house: House, analyst: UUID
) -> None:
    other = Platform(client, *await Platforms(house.database, house.clock, house.keys).make(analyst, "Lain"))
    await platform.post(PASSED)
    assert (await other.get(statementId=PASSED["id"])).status_code == 404
    assert (await other.get()).json()["statements"] == []
    assert (await other.post(PASSED)).status_code == 409
    reference = {"objectType": "StatementRef", "id": PASSED["id"]}
    void = changed("verb.id", ADL + "voided", changed("object", reference, changed("id", DROP)))
    assert (await other.post(changed("result", DROP, void))).status_code == 403


async def test_what_belongs_to_no_training_is_forgotten(platform: Platform, house: House) -> None:
    clock = house.clock
    assert isinstance(clock, SetClock)
    await platform.post(PASSED)
    clock.instant += timedelta(days=UNTIED_DAYS + 1)
    await platform.post(changed("id", DROP, changed("object.id", COURSE + "8")))
    found = await rows(house, "SELECT activity FROM course_results")
    assert [row["activity"] for row in found] == [COURSE + "8"]


async def test_a_body_has_an_end(platform: Platform, house: House, caplog: pytest.LogCaptureFixture) -> None:
    large = changed("actor.name", "x" * 1_000_000)
    refused = await platform.ask("POST", json=large)
    assert refused.status_code == refused.json()["status"] == 413
    assert "Kirim lebih sedikit" in refused.json()["detail"]
    await platform.post(changed("actor.mbox", "peserta@contoh.example"))
    assert "peserta" not in caplog.text
    assert await Completions(house.database, house.clock, house.keys).one(platform.key, UUID(PASSED["id"])) is None


async def test_a_question_no_text_can_be_is_refused(platform: Platform) -> None:
    for name in ("activity", "verb"):
        assert (await platform.get(**{name: "https://belajar.contoh.example/\0"})).status_code == 400

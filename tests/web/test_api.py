"""Programs file complaints, add photos and read how it stands."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest

from complaints import commands as c
from complaints import ticket
from complaints.kinds import Kind, Priority, Stage, Visibility
from foundation.limits import Limit
from tests.web.citizen import COORDINATOR, OFFICER, REPORT, asked, done, filed, follow, photo, published, state
from web.api import NewComplaint
from web.api_documents import NEW_COMPLAINT
from web.house import House

PATH = "/api/v1/complaints"
BODY: dict[str, Any] = {"text": REPORT}
FULL: dict[str, Any] = {
    "text": REPORT,
    "kind": "pengaduan_tidak_berkadar_pengawasan",
    "visibility": "anonymous",
    "place": {"latitude": -5.42, "longitude": 105.26, "address": "Depan pasar, Enggal"},
    "happened_on": "2026-11-15",
    "contact": {"name": "Warga", "email": "warga@contoh.example", "phone": "0812 0000 1111"},
    "topic": "jalan_rusak",
}


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


async def test_a_complaint_is_accepted(client: httpx.AsyncClient, house: House) -> None:
    answer = await client.post(PATH, json=FULL, headers=key())
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert ticket.read(told["code"]) == told["code"]
    assert told["follow_url"].startswith(f"http://tanggap.test/lacak/{told['code']}/")
    assert (told["status"], told["topic"]) == ("submitted", "jalan_rusak")
    assert [(one["stage"], one["days"]) for one in told["promises"]] == [
        ("verify", 3),
        ("first_response", 5),
        ("completion", 14),
    ]
    assert (await client.get(told["follow_url"].removeprefix("http://tanggap.test"))).status_code == 200
    now = await state(house, await house.queries.find(told["code"]))
    assert (now.channel, now.visibility, now.topic) == ("api", "anonymous", "jalan_rusak")


async def test_the_same_key_and_body_answer_the_same_complaint(client: httpx.AsyncClient, house: House) -> None:
    headers = key()
    first = await client.post(PATH, json=FULL, headers=headers)
    shuffled = dict(reversed(FULL.items()))
    again = await client.post(PATH, json=shuffled, headers={"Idempotency-Key": headers["Idempotency-Key"].upper()})
    assert (again.status_code, again.json()) == (201, first.json())


async def test_concurrent_repeats_file_once(client: httpx.AsyncClient, house: House) -> None:
    headers = key()
    answers = await asyncio.gather(*(client.post(PATH, json=BODY, headers=headers) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert await house.queries.counts(COORDINATOR) == {"submitted": 1}


async def test_another_body_under_the_key_is_refused_and_learns_nothing(client: httpx.AsyncClient) -> None:
    headers = key()
    first = await client.post(PATH, json=FULL, headers=headers)
    other = await client.post(PATH, json=BODY | {"text": "Lain sekali."}, headers=headers)
    assert other.status_code == 422
    assert other.headers["content-type"] == "application/problem+json"
    assert first.json()["code"] not in other.text
    assert "berlubang" not in other.text


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "abc"}, {"Idempotency-Key": "'; DROP TABLE tickets; --"}])
async def test_the_key_must_be_a_uuid(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    answer = await client.post(PATH, json=BODY, headers=headers)
    assert answer.status_code == 422
    assert "UUID" in answer.json()["detail"]


async def test_a_report_about_wrongdoing_goes_past_triage(client: httpx.AsyncClient, house: House) -> None:
    body = {"text": "Petugas meminta uang.", "kind": "pengaduan_berkadar_pengawasan", "about_unit": "BMBK"}
    told = (await client.post(PATH, json=body, headers=key())).json()
    assert (told["status"], told["unit"]) == ("forwarded", "INSP")
    assert [(one["stage"], one["days"]) for one in told["promises"]] == [("first_response", 5), ("completion", 60)]
    seen = (await client.get(f"{PATH}/{told['code']}")).json()
    assert seen["unit"] is None
    assert [one["stage"] for one in seen["promises"]] == ["first_response"]
    assert "Inspektorat" not in msgspec.json.encode(seen).decode()


async def test_a_report_about_the_inspectorate_is_not_said_to_be_with_it(client: httpx.AsyncClient) -> None:
    body = {"text": "Petugas meminta uang pungli.", "kind": "pengaduan_berkadar_pengawasan", "about_unit": "INSP"}
    told = (await client.post(PATH, json=body, headers=key())).json()
    assert (told["status"], told["unit"]) == ("forwarded_out", None)


async def test_filings_are_counted_exactly(client: httpx.AsyncClient, house: House) -> None:
    object.__setattr__(house, "filing_limit", Limit("filing", 5))
    answers = await asyncio.gather(*(client.post(PATH, json=BODY, headers=key()) for _ in range(9)))
    assert sorted(answer.status_code for answer in answers) == [201] * 5 + [429] * 4
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert "tunggu" in refused.json()["detail"]


async def test_photos_need_the_follow_token(client: httpx.AsyncClient, house: House) -> None:
    complaint = await filed(house)
    token = follow(house, complaint).rsplit("/", 1)[1]
    path = f"{PATH}/{complaint.code}/attachments"
    for headers in ({}, {"Authorization": "Bearer falsch"}, {"Authorization": f"Basic {token}"}):
        assert (await client.post(path, files=[photo()], headers=headers)).status_code == 403
    by_header = await client.post(path, files=[photo("red")], headers={"Authorization": f"Bearer {token}"})
    assert by_header.status_code == 201
    by_query = await client.post(path, files=[photo("blue"), photo("red")], params={"token": token})
    assert by_query.status_code == 201
    raw = await client.post(
        path, content=photo("green")[1][1], headers={"content-type": "image/jpeg"}, params={"token": token}
    )
    assert raw.status_code == 201
    now = await state(house, complaint.id)
    assert len(now.files) == 3
    assert by_header.json()["files"][0]["id"] in {str(file.id) for file in now.files}


async def test_what_is_no_photo_is_refused_with_a_sentence(client: httpx.AsyncClient, house: House) -> None:
    complaint = await filed(house)
    token = follow(house, complaint).rsplit("/", 1)[1]
    path = f"{PATH}/{complaint.code}/attachments?token={token}"
    for files in ([("photo", ("a.svg", b"<svg/>", "image/svg+xml"))], [("photo", ("a.jpg", b"", "image/jpeg"))]):
        assert (await client.post(path, files=files)).status_code == 422
    assert (await client.post(path, data={"photo": "x"})).status_code == 422
    assert (await client.post(path)).status_code == 422
    assert (
        await client.post(
            path, files=[photo(str(colour)) for colour in ("red", "blue", "green", "pink", "gold", "navy")]
        )
    ).status_code == 422
    assert (await state(house, complaint.id)).files == ()


async def test_the_code_shows_the_public_view_with_its_timeline(client: httpx.AsyncClient, house: House) -> None:
    complaint = await published(house, f"{REPORT} Hubungi 0812 3456 7890.")
    await done(house, complaint.id, c.Take(), OFFICER)
    answer = await client.get(f"{PATH}/{complaint.code.lower()}")
    told = answer.json()
    assert told["text"].startswith(REPORT)
    assert "3456" not in answer.text
    assert (told["status"], told["unit"], told["topic"]) == ("in_process", "BMBK", "jalan_rusak")
    events = [one["event"] for one in told["timeline"]]
    assert events == ["complaint.filed", "complaint.forwarded", "complaint.taken"]
    assert told["timeline"][1]["what"].startswith("Diteruskan ke Dinas Bina Marga")


async def test_of_a_confidential_case_only_status_and_dates(client: httpx.AsyncClient, house: House) -> None:
    complaint = await published(house, visibility=Visibility.CONFIDENTIAL)
    told = (await client.get(f"{PATH}/{complaint.code}")).json()
    assert {told[name] for name in ("text", "kind", "unit", "topic", "area")} == {None}
    assert told["status"] == "forwarded"
    assert [one["stage"] for one in told["promises"]] == ["first_response"]
    assert "Bina Marga" not in msgspec.json.encode(told).decode()


async def test_unknown_and_unreadable_codes(client: httpx.AsyncClient, house: House) -> None:
    for code, status in ((ticket.draw(), 404), ("abc", 422), ("%00", 422)):
        answer = await client.get(f"{PATH}/{code}")
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert (problem["status"], problem["type"]) == (status, "about:blank")
        assert problem["detail"]


async def test_the_document_tells_the_same_fields_as_the_decoder(client: httpx.AsyncClient) -> None:
    answer = await client.get("/schema/openapi.json")
    assert answer.status_code == 200
    operation = answer.json()["paths"][PATH]["post"]
    body = operation["requestBody"]["content"]["application/json"]
    assert set(body["schema"]["properties"]) == set(NewComplaint.__struct_fields__)
    assert set(NEW_COMPLAINT.properties or {}) == set(NewComplaint.__struct_fields__)
    assert set(body["schema"]["properties"]["kind"]["enum"]) == set(Kind)
    assert set(body["schema"]["properties"]["visibility"]["enum"]) == set(Visibility)
    assert {one["name"] for one in operation["parameters"]} == {"Idempotency-Key"}
    assert {"201", "413", "422", "429"} <= set(operation["responses"])
    for one in (way for ways in answer.json()["paths"].values() for way in ways.values()):
        for status, said in one["responses"].items():
            assert status < "400" or list(said["content"]) == ["application/problem+json"], (one["summary"], status)
    for example in body["examples"].values():
        accepted = await client.post(PATH, json=example["value"], headers=key())
        assert accepted.status_code == 201, accepted.text
    paths = answer.json()["paths"]
    assert set(paths) == {PATH, f"{PATH}/{{code}}", f"{PATH}/{{code}}/attachments", "/healthz", "/readyz"}


async def test_danger_to_life_calls_who_is_on_duty_and_shortens_the_first_response(
    client: httpx.AsyncClient, house: House
) -> None:
    told = (await client.post(PATH, json=BODY | {"danger": True}, headers=key())).json()
    first = next(one for one in told["promises"] if one["stage"] == "first_response")
    assert (first["days"], first["minutes"], first["every_day"]) == (0, 120, True)
    now = await state(house, await house.queries.find(told["code"]))
    assert now.priority is Priority.DANGER
    assert now.waits_for(Stage.ACKNOWLEDGE) is not None
    assert {one["stage"] for one in told["promises"]} == {"verify", "first_response", "completion"}
    wrong = await client.post(PATH, json=BODY | {"danger": "ya"}, headers=key())
    assert wrong.json()["errors"] == {"danger": "Tanda bahaya bagi jiwa harus true atau false."}


async def test_a_clock_that_stands_still_is_told(client: httpx.AsyncClient, house: House) -> None:
    complaint = await asked(house)
    told = (await client.get(f"{PATH}/{complaint.code}")).json()
    completion = next(one for one in told["promises"] if one["stage"] == "completion")
    assert completion["state"] == "paused"
    assert completion["stopped"]["reason"] == "waiting_citizen"
    assert completion["stopped"]["limit"] > completion["stopped"]["since"]


async def test_an_empty_place_and_contact_may_be_said_as_null(client: httpx.AsyncClient) -> None:
    told = {"text": "Jalan berlubang di depan pasar.", "place": None, "contact": None, "kind": None}
    answer = await client.post("/api/v1/complaints", json=told, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 201

"""Proof of work: made once, good for one form and two hours, harder while many ask, and never a lock."""

import re
from dataclasses import replace
from hashlib import sha256
from uuid import UUID, uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.kinds import Suspicion
from complaints.spoken import is_only_spoken
from foundation.limits import Limit
from foundation.sealing import KeyRing
from people.actor import Actor, Role
from tests.recorded import film, voice
from tests.web.citizen import COORDINATOR, REPORT, errors, fields, later, opened_form, photo, sent, state, words
from tests.web.officer import hire, signed_in
from web.forms_proof import GOOD_FOR, HARDEST, bits_now, challenge, proven, work
from web.house import House

KEYS = KeyRing.fresh()
AT = 1_763_700_000
BITS = 6


def solved(asked: str, key: UUID) -> str:
    """A proof, found by trying."""
    bits = int(asked.split(".")[1])
    number = next(one for one in range(10**6) if work(asked, key, one) >= bits)
    return f"{asked}.{number}"


@given(st.uuids(), st.integers(0, 10**9))
def test_work_is_counted_as_the_zeros_before_the_first_one(key: UUID, number: int) -> None:
    plainly = "".join(f"{byte:08b}" for byte in sha256(f"x.{key}.{number}".encode()).digest())
    assert work("x", key, number) == len(plainly) - len(plainly.lstrip("0"))


def test_a_proof_is_good_for_its_form_and_its_time_alone() -> None:
    key = uuid4()
    proof = solved(challenge(KEYS, AT, BITS), key)
    assert proven(KEYS, proof, key, AT)
    assert proven(KEYS, proof, key, AT + GOOD_FOR)
    assert not proven(KEYS, proof, key, AT + GOOD_FOR + 1)
    assert not proven(KEYS, proof, key, AT - 1)
    assert not proven(KEYS, proof, None, AT)
    assert not proven(KeyRing.fresh(), proof, key, AT)
    others = [uuid4() for _ in range(40)]
    assert sum(proven(KEYS, proof, other, AT) for other in others) < 10  # one in sixty-four, by chance


def test_work_cannot_be_made_less() -> None:
    key, asked = uuid4(), challenge(KEYS, AT, HARDEST)
    moment, _bits, seal = asked.split(".")
    assert not proven(KEYS, f"{moment}.0.{seal}.1", key, AT)
    assert not proven(KEYS, f"{asked}.1", key, AT)


@given(st.text(max_size=60))
def test_rubbish_proves_nothing(proof: str) -> None:
    assert not proven(KEYS, proof, UUID(int=0), AT)


async def test_work_grows_while_one_address_asks_without_end(house: House) -> None:
    assert [await bits_now(house, "10.0.0.1") for _ in range(60)] == [house.proof_bits] * 60
    assert await bits_now(house, "10.0.0.1") == house.proof_bits + 3
    assert await bits_now(house, "10.0.0.2") == house.proof_bits
    later(house, minutes=1)
    assert await bits_now(house, "10.0.0.1") == house.proof_bits


async def test_who_worked_need_not_wait(client: httpx.AsyncClient, house: House) -> None:
    key = uuid4()
    proof = solved((await client.get("/api/tantangan")).text, key)
    data = {"text": REPORT, "checked": "ya"}
    headers = {"Idempotency-Key": str(key)}
    answer = await client.post("/api/formulir", data=data | {"proof": proof}, headers=headers)
    assert answer.status_code == 200, answer.text
    again = await client.post("/api/formulir", data=data | {"proof": proof}, headers=headers)
    assert again.json()["receipt"] == f"{answer.json()['receipt']}?ulang=ya"
    assert sum((await house.queries.counts(COORDINATOR)).values()) == 1
    assert await suspicion(house, answer.json()["receipt"]) is None


async def suspicion(house: House, receipt: str) -> Suspicion | None:
    return (await state(house, await house.queries.find(receipt.split("/")[2]))).suspicion


@pytest.mark.parametrize(
    ("changes", "why", "told"),
    [
        ({"situs": "http://x.example"}, Suspicion.TRAP, "Kolom yang tidak terlihat oleh orang ikut terisi"),
        ({"situs": "x", "proof": "proven"}, Suspicion.TRAP, "Kolom yang tidak terlihat"),
        ({"seconds": "1"}, Suspicion.QUICK, "Dikirim lebih cepat daripada orang membaca"),
        ({"started": ""}, Suspicion.UNSIGNED, "Dikirim tanpa kunci dari halaman formulirnya"),
        ({"started": f"{AT}.{'0' * 32}"}, Suspicion.UNSIGNED, "Dikirim tanpa kunci dari halaman formulirnya"),
        ({}, None, ""),
    ],
)
async def test_who_looks_like_a_program_is_filed_and_looked_at_first(
    client: httpx.AsyncClient, house: House, changes: dict[str, str], why: Suspicion | None, told: str
) -> None:
    data = fields((await client.get("/")).text, "/") | {"text": REPORT, "checked": "ya"}
    later(house, seconds=int(changes.pop("seconds", "10")))
    if changes.get("proof"):
        changes = changes | {"proof": solved((await client.get("/api/tantangan")).text, UUID(data["key"]))}
    answer = await client.post("/", data=data | changes)
    assert answer.status_code == 303, errors(answer.text)
    assert await suspicion(house, answer.headers["location"]) is why
    again = await client.post("/", data=data)  # a second press, however it comes, is the same report
    assert again.headers["location"].split("?")[0] == answer.headers["location"]
    await hire(house, "koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))
    async with signed_in(client, "koordinator") as own:
        desk = words(await own.get("/kantor/triase"))
    assert ("Mungkin dikirim oleh program" in desk) is (why is not None)
    assert told in desk


async def test_without_the_key_in_a_header_nothing_is_filed(client: httpx.AsyncClient, house: House) -> None:
    """No other site can add it, so that none can file in somebody's name."""
    answer = await client.post("/api/formulir", data={"text": REPORT, "key": str(uuid4())})
    assert answer.status_code == 422
    assert sum((await house.queries.counts(COORDINATOR)).values()) == 0


async def test_a_key_that_carried_another_report_gives_way_to_a_fresh_one(
    client: httpx.AsyncClient, house: House
) -> None:
    key = uuid4()
    proof = solved((await client.get("/api/tantangan")).text, key)
    headers, data = {"Idempotency-Key": str(key)}, {"checked": "ya", "proof": proof}
    await client.post("/api/formulir", data=data | {"text": REPORT}, headers=headers)
    other = await client.post("/api/formulir", data=data | {"text": "Lampu jalan mati."}, headers=headers)
    assert other.status_code == 409
    assert other.json()["key"] != str(key)


async def test_browsers_without_scripts_are_counted_more_narrowly_and_lose_nothing(
    client: httpx.AsyncClient, house: House
) -> None:
    object.__setattr__(house, "filing_limit", Limit("filing", 10))
    data = await opened_form(client, house) | {"text": REPORT}

    async def pressed(**changes: str) -> httpx.Response:
        return await client.post("/", data=data | {"key": str(uuid4())} | changes)

    for _ in range(2):
        assert await suspicion(house, (await pressed()).headers["location"]) is None
    assert await suspicion(house, (await pressed()).headers["location"]) is Suspicion.MANY
    key = uuid4()
    proof = solved((await client.get("/api/tantangan")).text, key)
    worked = await pressed(proof=proof, key=str(key))
    assert await suspicion(house, worked.headers["location"]) is None
    for _ in range(6):
        assert (await pressed()).status_code == 303
    late = await pressed()
    assert late.status_code == 429
    assert REPORT in late.text
    later(house, minutes=1)
    assert (await client.post("/", data=fields(late.text, "/") | {"text": REPORT})).status_code == 303


@pytest.mark.parametrize(("name", "seconds"), [("pesan.ogg", 2), ("lama.ogg", 61)])
async def test_a_recording_is_a_report_without_scripts_too(
    client: httpx.AsyncClient, house: House, name: str, seconds: int
) -> None:
    note = ("voice", (name, voice(seconds), "audio/ogg"))
    answer = await sent(client, house, [note], text="")
    assert answer.status_code == 303, errors(answer.text)
    complaint_id = await house.queries.find(answer.headers["location"].split("/")[2])
    case = await house.queries.case(Actor("citizen", holds=complaint_id), complaint_id)
    assert is_only_spoken(case.report or "")
    assert f"({seconds} detik)" in (case.report or "")
    assert [one.media_type for one in case.files] == ["audio/ogg"]


async def test_a_recording_survives_a_form_that_has_to_be_mended(client: httpx.AsyncClient, house: House) -> None:
    note = ("voice", ("pesan.ogg", voice(3), "audio/ogg"))
    answer = await sent(client, house, [note, photo()], text="", email="bukan email")
    assert answer.status_code == 422
    assert "<audio" in answer.text
    second = await client.post("/", data=kept(answer.text) | {"text": ""})
    assert second.status_code == 303, errors(second.text)
    complaint_id = await house.queries.find(second.headers["location"].split("/")[2])
    case = await house.queries.case(Actor("citizen", holds=complaint_id), complaint_id)
    assert sorted(one.media_type for one in case.files) == ["audio/ogg", "image/jpeg"]


async def test_a_film_or_a_second_recording_is_not_kept(client: httpx.AsyncClient, house: House) -> None:
    answer = await sent(client, house, [("voice", ("film.mp4", film(), "audio/mp4"))])
    assert answer.status_code == 422
    assert "film.mp4" in errors(answer.text)[0]
    two = [("voice", (f"{one}.ogg", voice(one), "audio/ogg")) for one in (1, 2)]
    answer = await sent(client, house, two)
    assert answer.status_code == 422
    assert "satu rekaman suara" in errors(answer.text)[0]


def kept(page: str) -> dict[str, str]:
    return fields(page, "/")


async def test_what_is_static_is_sent_small_and_whole(client: httpx.AsyncClient) -> None:
    page = await client.get("/")
    for path in set(fields_of_static(page.text)):
        answer = await client.get(path, headers={"accept-encoding": "br"})
        plain = await client.get(path, headers={"accept-encoding": "identity"})
        assert answer.content == plain.content
        assert plain.content
        if len(plain.content) > 1000:
            assert answer.headers["content-encoding"] == "br"
            assert answer.headers["vary"] == "Accept-Encoding"
    assert (await client.get("/static/tidak-ada.css")).status_code == 404


def fields_of_static(page: str) -> list[str]:
    return re.findall(r'"(/static/[^"]+)"', page)


async def test_no_work_can_be_asked_for(house: House) -> None:
    assert await bits_now(replace(house, proof_bits=0), "10.0.0.9") == 0
    key = uuid4()
    assert proven(KEYS, f"{challenge(KEYS, AT, 0)}.0", key, AT)

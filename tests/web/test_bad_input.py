"""Whatever is sent, a clear sentence comes back, what was typed is kept, and nothing breaks."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest

from foundation.clock import SetClock
from foundation.database import Database
from foundation.embedded import EmbeddedPostgres
from foundation.sealing import KeyRing
from service.settings import Settings
from service.wiring import build
from tests.databases import own_database
from tests.web.citizen import REPORT, errors, fields, opened_form, photo, sent, typed
from web.house import House

PATH = "/api/v1/complaints"


@pytest.fixture(scope="module")
async def house(
    server: EmbeddedPostgres, lampung: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """One house for all that follows: each test leaves it as well as it found it, which is the point."""
    async with own_database(server, lampung) as address:
        opened = Database(address.url, pool_size=8)
        clock = SetClock(datetime(2026, 11, 20, 3, 0, tzinfo=UTC))
        yield build(Settings(data=tmp_path_factory.mktemp("house")), opened, clock, KeyRing.fresh())
        await opened.close()


NASTY = {
    "sql": "'; DROP TABLE complaint_events; -- %s {0} {x} $1",
    "html": '<script>alert(1)</script><img src=x onerror="alert(1)">{{ 7*7 }}{% raw %}',
    "emoji": "🚧🕳️ jalan rusak 👩‍👩‍👧 🇮🇩",
    "right to left": "طريق مكسور \u202eabc\u202c jalan",
    "combining": "J\u0301a\u0301l\u0301a\u0301n\u0301" * 20,
    "line breaks": "satu\r\ndua\n\n\ntiga\ttab",
}
TEXT_FIELDS = ("text", "address", "name", "email", "phone", "kind", "visibility", "about_unit", "topic", "area")


@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY)
async def test_odd_but_readable_words_are_filed_and_shown_as_words(
    client: httpx.AsyncClient, house: House, nasty: str
) -> None:
    answer = await sent(client, house, text=nasty, address=nasty[:300], name=nasty[:120])
    assert answer.status_code == 303, errors(answer.text)
    page = await client.get(answer.headers["location"].replace("terkirim", "lacak"))
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
    complaint_id = await house.queries.find(answer.headers["location"].split("/")[2])
    case = await house.queries.public_case(complaint_id)
    assert case.complaint.exists


@pytest.mark.parametrize("field", TEXT_FIELDS)
@pytest.mark.parametrize("value", ["\0", "a\0b", "\x1b[31m", "x" * 20_000, *NASTY.values()])
async def test_no_field_of_the_form_breaks_the_page(
    client: httpx.AsyncClient, house: House, field: str, value: str
) -> None:
    answer = await sent(client, house, **{field: value})
    assert answer.status_code in (303, 422), answer.text
    if answer.status_code == 422:
        assert errors(answer.text)
        if field != "text":
            assert typed(answer.text, "text") == REPORT


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"text": ""}, "Ceritakan apa yang terjadi"),
        ({"text": "... !!! ???"}, "Ceritakan apa yang terjadi"),
        ({"text": "a\0b"}, "karakter yang tidak dapat disimpan"),
        ({"text": "x" * 10_001}, "paling panjang 10.000 karakter"),
        ({"happened_on": "2026-11-21"}, "tidak boleh setelah hari ini"),
        ({"happened_on": "1900-01-01"}, "terlalu lama berlalu"),
        ({"happened_on": "kemarin"}, "tidak dapat dibaca"),
        ({"happened_on": "2026-02-30"}, "tidak dapat dibaca"),
        ({"latitude": "52.5", "longitude": "13.4"}, "di luar Provinsi Lampung"),
        ({"latitude": "-5.4", "longitude": ""}, "belum lengkap"),
        ({"latitude": "nan", "longitude": "nan"}, "belum lengkap"),
        ({"latitude": "1e400", "longitude": "105"}, "belum lengkap"),
        ({"latitude": "lima", "longitude": "105"}, "tidak dapat dibaca"),
        ({"kind": "lain"}, "jenis laporan"),
        ({"visibility": "semua"}, "cara menampilkan"),
        ({"area": "99"}, "wilayah dari daftar"),
        ({"about_unit": "NASA"}, "unit dari daftar"),
        ({"email": "bukan surel"}, "email belum lengkap"),
        ({"phone": "12"}, "Nomor telepon"),
        ({"address": "x" * 301}, "Alamat paling panjang"),
    ],
)
async def test_each_fault_of_the_form_gets_its_sentence(
    client: httpx.AsyncClient, house: House, values: dict[str, str], words: str
) -> None:
    answer = await sent(client, house, **values)
    assert answer.status_code == 422
    assert any(words in one for one in errors(answer.text)), errors(answer.text)
    again = fields(answer.text, "/")
    assert (await client.post("/", data=again | {"text": REPORT})).status_code == 303


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff broken", b"<svg onload=alert(1)>", b"%PDF-1.7"])
async def test_a_broken_photo_is_named_and_the_words_stay(client: httpx.AsyncClient, house: House, data: bytes) -> None:
    answer = await sent(client, house, [("photos", ("rusak.jpg", data, "image/jpeg"))])
    assert answer.status_code == 422
    assert errors(answer.text)[0].startswith("rusak.jpg: ")
    assert typed(answer.text, "text") == REPORT


async def test_a_photo_that_is_too_heavy_is_named(client: httpx.AsyncClient, house: House) -> None:
    answer = await sent(client, house, [("photos", ("berat.jpg", b"x" * (house.upload_bytes + 1), "image/jpeg"))])
    assert (answer.status_code, errors(answer.text)) == (
        422,
        ["berat.jpg: Foto ini lebih besar dari 10 MB. Kirim foto yang lebih kecil."],
    )


async def test_more_photos_than_allowed_keep_the_first_ones(client: httpx.AsyncClient, house: House) -> None:
    colours = ("red", "blue", "green", "pink", "gold", "navy")
    answer = await sent(client, house, [photo(colour, f"{colour}.jpg") for colour in colours])
    assert answer.status_code == 422
    assert "Paling banyak 5 foto" in errors(answer.text)[0]
    assert answer.text.count('name="photos_kept"') == 5


async def test_a_form_that_is_too_large_gets_a_sentence(client: httpx.AsyncClient, house: House) -> None:
    data = await opened_form(client, house)
    heavy = [("photos", (f"{n}.jpg", b"x" * 13_000_000, "image/jpeg")) for n in range(5)]
    answer = await client.post("/", data=data | {"text": REPORT}, files=heavy)
    assert answer.status_code == 413
    assert "batas ukuran" in answer.text


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"text=%FF%FE&_csrf_token={token}", "application/x-www-form-urlencoded"),
        (b"text=%ED%A0%80&_csrf_token={token}", "application/x-www-form-urlencoded"),
        (b"\xff\xfe\x00=\x00&_csrf_token={token}", "application/x-www-form-urlencoded"),
        (
            b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n\xff\xfe\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
        (b"--x\r\nnonsense\r\n--x--\r\n", "multipart/form-data; boundary=x"),
        (b"--x", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data; boundary=x"),
        (b"abc", "multipart/form-data"),
        (b'{"text": 1}', "application/json"),
        (b"text", "text/plain"),
    ],
)
async def test_a_body_that_is_no_form_is_refused_politely(
    client: httpx.AsyncClient, house: House, content: bytes, kind: str
) -> None:
    token = (await opened_form(client, house))["_csrf_token"]
    for headers in ({}, {"x-csrftoken": token}):
        body = content.replace(b"{token}", token.encode())
        answer = await client.post("/", content=body, headers={"content-type": kind, **headers})
        assert 400 <= answer.status_code < 500, answer.text
        assert "<h1" in answer.text


NO_FILE = "/berkas/01930000-0000-7000-8000-0000000000aa/01930000-0000-7000-8000-0000000000ab"
"""The same in every process that runs tests, so that all agree on their names."""


@pytest.mark.parametrize(
    "path",
    [
        "/lacak/%00", "/lacak/%ED%A0%80", "/lacak/%FF", "/lacak/" + "A" * 5000, "/lacak/<script>", "/lacak?code=%00",
        "/lacak?code=%FF", "/aduan?q=%00&topic=%00&area=%ED%A0%80", "/aduan?q=" + "(" * 300, "/aduan?q=%27%3B%20--",
        "/aduan?halaman=-1", "/aduan?halaman=%D9%A1", "/berkas/x/y", NO_FILE,
        NO_FILE + "?token=%00", "/terkirim/a/b", "/lacak/a/b/hapus", "/bahasa/%00", "/tidak/ada",
        "/static/../../etc/passwd", "/static/tidak.css",
    ],
)  # fmt: skip
async def test_no_address_breaks_the_service(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code < 500, answer.text
    assert "<script>" not in answer.text


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b"", 422, None),
        (b"{", 422, None),
        (b"null", 422, None),
        (b"[]", 422, None),
        (b'"text"', 422, None),
        (b"\xff\xfe", 422, None),
        (b'{"text": "\xff"}', 422, None),
        (b'{"text": "\\ud800"}', 422, None),
        (b"[" * 100_000, 422, None),
        (b'{"place": ' * 100_000, 422, None),
        (b'{"text": 5}', 422, "text"),
        (b'{"text": null}', 422, "text"),
        (b'{"text": ""}', 422, "text"),
        (b'{"text": "a\\u0000b"}', 422, "text"),
        (b'{"text": "' + b"x" * 1_000_000 + b'"}', 422, "text"),
        (b'{"text": "x", "unknown": 1}', 422, "unknown"),
        (b'{"text": "x", "kind": "lain"}', 422, "kind"),
        (b'{"text": "x", "kind": 5}', 422, "kind"),
        (b'{"text": "x", "visibility": "semua"}', 422, "visibility"),
        (b'{"text": "x", "place": "Enggal"}', 422, "place"),
        (b'{"text": "x", "place": 5}', 422, "place"),
        (b'{"text": "x", "place": {"latitude": "5"}}', 422, "latitude"),
        (b'{"text": "x", "place": {"latitude": 1e999, "longitude": 1}}', 422, None),
        (b'{"text": "x", "place": {"latitude": 52.5, "longitude": 13.4}}', 422, "place"),
        (b'{"text": "x", "place": {"address": "a\\u0000"}}', 422, "address"),
        (b'{"text": "x", "happened_on": "2026-11-21"}', 422, "happened_on"),
        (b'{"text": "x", "happened_on": "kemarin"}', 422, "happened_on"),
        (b'{"text": "x", "happened_on": 5}', 422, "happened_on"),
        (b'{"text": "x", "contact": {"email": "x"}}', 422, "email"),
        (b'{"text": "x", "contact": {"phone": "1"}}', 422, "phone"),
        (b'{"text": "x", "contact": {"name": "' + b"x" * 500 + b'"}}', 422, "name"),
        (b'{"text": "x", "contact": []}', 422, "contact"),
        (b'{"text": "x", "about_unit": "NASA"}', 422, "about_unit"),
        (b'{"text": "x", "topic": "\\u0000"}', 422, "topic"),
        (b'{"text": "' + b"x" * 2_100_000 + b'"}', 413, None),
    ],
)  # fmt: skip
async def test_each_fault_of_a_body_is_a_problem_with_a_sentence(
    client: httpx.AsyncClient, body: bytes, status: int, field: str | None
) -> None:
    answer = await client.post(PATH, content=body, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == status, answer.text
    problem: dict[str, Any] = answer.json()
    assert problem["detail"]
    assert len(answer.content) < 2_000
    if field:
        assert set(problem["errors"]) == {field}
        assert problem["errors"][field]


async def test_names_that_are_no_contact_are_kept_out_of_answers(client: httpx.AsyncClient) -> None:
    body = {"text": "x", "contact": {"email": "siti@rahasia"}, "kind": "lain"}
    answer = await client.post(PATH, json=body, headers={"Idempotency-Key": str(uuid4())})
    assert "siti" not in answer.text


@pytest.mark.parametrize("value", NASTY.values(), ids=NASTY)
async def test_odd_words_come_through_the_door_for_programs(client: httpx.AsyncClient, value: str) -> None:
    body = {"text": value, "place": {"address": value[:300]}, "contact": {"name": value[:120]}}
    answer = await client.post(PATH, json=body, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 201, answer.text


async def test_a_form_of_a_hundred_thousand_fields_is_refused_with_a_short_page(client: httpx.AsyncClient) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await client.post("/", content=b"".join(b"a%d=isi&" % number for number in range(100_000)), headers=kind)
    assert answer.status_code == 403
    assert len(answer.text) < 100_000

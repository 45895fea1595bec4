"""Whoever reads English finds no Indonesian left on a page, but for names and the citizens' own words."""

import re
from datetime import date, timedelta
from html import unescape

import httpx

from complaints import commands as c
from complaints import ticket
from complaints.kinds import Kind, Priority, Visibility
from tests.catalogue import catalogue
from tests.web.citizen import (
    COORDINATOR,
    PPID,
    asked,
    done,
    fields,
    filed,
    follow,
    formal,
    later,
    pledged,
    published,
    resolved,
    sent,
    taken,
    watched,
)
from web.house import House
from web.lookup import reporter

SOURCE = sorted(
    str(message.id)
    for message in catalogue("en")
    if message.id and isinstance(message.id, str) and message.id != message.string and len(message.id.split()) > 1
    if not re.search(r"\{|%\(", message.id)
)


def left_over(page: str) -> list[str]:
    spoken = re.sub(r'<(dd|p)\b[^>]* lang="id"[^>]*>.*?</\1>', "", page, flags=re.S)  # said to be Indonesian: the rules
    visible = unescape(re.sub(r"<[^>]+>", "\n", spoken))
    there = (words for words in SOURCE if words in visible)  # few are: only for those an expression is made
    return [words for words in there if re.search(rf"(?<!\w){re.escape(words)}(?!\w)", visible)]


async def test_the_citizens_pages_speak_english(client: httpx.AsyncClient, house: House) -> None:
    await client.get("/bahasa/en")
    away = await filed(house)
    body = next(iter((await house.region.current()).bodies)).code
    await done(house, away.id, c.ForwardOut(body), COORDINATOR)
    confidential = await published(house, visibility=Visibility.CONFIDENTIAL)
    over = await filed(house, kind=Kind.OVERSIGHT, about_unit="BMBK")
    answered, waiting, fresh = await resolved(house), await asked(house), await filed(house)
    promised, incomplete, request = await pledged(house, date(2026, 12, 25)), await filed(house), await formal(house)
    await done(house, incomplete.id, c.Return(c.Words("…")), COORDINATOR)
    await done(house, request.id, c.Extend(c.Words("…")), PPID)
    again = await formal(house, "…")
    await done(house, again.id, c.Resolve(c.Words("…")), PPID)
    objected = await formal(house, "… …")
    await done(house, objected.id, c.Resolve(c.Words("…")), PPID)
    await done(house, objected.id, c.Dispute(c.Words("…")), reporter(objected.id))
    await done(house, fresh.id, c.Prioritise(Priority.URGENT), COORDINATOR)
    late = await taken(house, received_at=house.clock.now() - timedelta(days=90))
    await watched(house, late.id)
    receipt = (await sent(client, house, email="siti@contoh.example")).headers["location"]
    paths = [
        *("/", "/lacak", "/lacak?code=x", "/aduan", "/aduan?q=xyzzy", "/tidak/ada", receipt),
        *(follow(house, one) for one in (answered, waiting, fresh, over, away)),
        *(follow(house, one) for one in (promised, incomplete, request, again, objected, late)),
        *(f"/lacak/{one.code}" for one in (answered, confidential, over, fresh, promised, waiting)),
        *(f"{follow(house, over)}/mengapa/{slug}" for slug in ("tanggapan-pertama", "selesai")),
        *(f"{follow(house, incomplete)}/mengapa/{slug}" for slug in ("verifikasi", "selesai", "kelengkapan")),
        *(f"{follow(house, promised)}/mengapa/janji", f"{follow(house, objected)}/mengapa/keberatan"),
        *(f"/mengapa/{late.code}/selesai", "/janji", "/janji?keadaan=lewat"),
        *(f"{follow(house, fresh)}/hapus", f"/lacak/{ticket.draw()}"),
    ]
    for path in paths:
        page = await client.get(path)
        assert 'lang="en"' in page.text
        assert left_over(page.text) == [], path


async def test_what_is_left_over_would_be_noticed(client: httpx.AsyncClient) -> None:
    assert len(left_over((await client.get("/")).text)) > 20


async def test_refused_forms_speak_english(client: httpx.AsyncClient, house: House) -> None:
    await client.get("/bahasa/en")
    values = {"text": "x" * 10_001, "happened_on": "2030-01-01", "email": "x", "latitude": "1", "longitude": "2"}
    page = (await sent(client, house, **values)).text
    assert left_over(page) == []
    assert "at most 10.000 characters; yours has 10.001" in page
    assert "outside Provinsi Lampung" in page
    broken = await sent(client, house, [("photos", ("a.jpg", b"x", "image/jpeg"))])
    assert "a.jpg: This file is not a photo we can open." in broken.text
    complaint = await resolved(house)
    path = follow(house, complaint)
    data = fields((await client.get(path)).text, f"{path}/sanggah")
    await done(house, complaint.id, c.Confirm(), reporter(complaint.id))
    later(house, seconds=1)
    refused = await client.post(f"{path}/sanggah", data=data | {"reason": "Belum."})
    assert refused.status_code == 409
    assert left_over(refused.text) == []


async def test_problems_speak_english_too(client: httpx.AsyncClient) -> None:
    await client.get("/bahasa/en")
    answer = await client.post("/api/v1/complaints", json={"text": 5}, headers={"Idempotency-Key": "x"})
    assert answer.json()["detail"] == "Send a header Idempotency-Key with a new UUID for every report."

"""A power cut amid two hundred filings: nothing acknowledged is lost, nothing is half there."""

import asyncio
import os
import signal
from pathlib import Path
from uuid import uuid4

import httpx
from sqlalchemy import text

from foundation.database import Database
from foundation.embedded import EmbeddedPostgres
from service.migrations import upgrade
from service.rebuild import rebuild
from service.region import load
from service.settings import ROOT, Settings
from service.verification import verify
from service.wiring import build
from tests.conftest import NOW
from tests.site import Site

FILINGS = 200
ENOUGH = 60
"""So many are acknowledged when the power goes."""


def quiet(words: str, done: int, total: int) -> None:
    """Progress nobody watches."""


class Sender:
    """Files complaints, remembers what was acknowledged, and keeps every key so that it can ask again."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.acknowledged: dict[str, str] = {}
        self.keys = [str(uuid4()) for _ in range(FILINGS)]
        self.enough = asyncio.Event()

    async def send(self) -> None:
        async with httpx.AsyncClient(base_url=self._url, timeout=30) as client:
            await asyncio.gather(*(self._one(client, key) for key in self.keys), return_exceptions=True)
        self.enough.set()

    async def _one(self, client: httpx.AsyncClient, key: str) -> None:
        told = {"text": f"Jalan berlubang nomor {key}", "contact": {"name": "Siti Contoh", "email": "siti@contoh.id"}}
        answer = await client.post("/api/v1/complaints", json=told, headers={"Idempotency-Key": key})
        if answer.status_code == 201:
            self.acknowledged[key] = answer.json()["code"]
        if len(self.acknowledged) >= ENOUGH:
            self.enough.set()


async def test_a_power_cut_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    folder, data = tmp_path / "postgres", tmp_path / "data"
    data.mkdir()
    server = EmbeddedPostgres(folder)
    await asyncio.to_thread(server.start)
    try:
        await asyncio.to_thread(upgrade, server.url)
        database = Database(server.url, pool_size=2)
        await load(database, ROOT / "regions" / "lampung", NOW)
        await database.close()
        site = Site(server.address, data)
        await asyncio.to_thread(site.start)
        sender = Sender(site.url)
        sending = asyncio.create_task(sender.send())
        await asyncio.wait_for(sender.enough.wait(), 60)
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        site.kill()
        await sending
        await asyncio.to_thread(server.ensure_running)

        site = Site(server.address, data)
        await asyncio.to_thread(site.start)
        acknowledged = dict(sender.acknowledged)
        assert len(acknowledged) >= ENOUGH
        async with httpx.AsyncClient(base_url=site.url, timeout=30) as client:
            for code in acknowledged.values():
                assert (await client.get(f"/api/v1/complaints/{code}")).status_code == 200
        again = Sender(site.url)
        again.keys = sender.keys
        await again.send()
        assert len(again.acknowledged) == FILINGS
        assert {key: again.acknowledged[key] for key in acknowledged} == acknowledged
        await asyncio.to_thread(site.stop)

        database = Database(server.url, pool_size=2)
        house = build(Settings(data=data), database)
        found = await verify(database, house.attachments, quiet)
        assert (found.findings, found.complaints) == ((), FILINGS)
        assert (await rebuild(database, quiet)).identical
        async with database.reading() as session:
            for table in ("complaints", "tickets", "contacts"):
                counted = await session.exec(text(f"SELECT count(DISTINCT complaint_id) FROM {table}"))  # type: ignore[call-overload]
                assert counted.one()[0] == FILINGS
        await database.close()
    finally:
        await asyncio.to_thread(server.stop)

"""Monitors ask with HEAD: the same answer as to GET, without a body."""

import httpx

from web.app import create
from web.head_requests import answering_head
from web.house import House


async def test_head_is_get_without_a_body(house: House) -> None:
    transport = httpx.ASGITransport(answering_head(create(house)))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://tanggap.test") as client:
        for path, status in (("/healthz", 200), ("/readyz", 200), ("/", 200), ("/tidak-ada", 404)):
            asked, shown = await client.head(path), await client.get(path)
            assert (asked.status_code, asked.content) == (status, b""), path
            assert asked.headers["content-type"] == shown.headers["content-type"]
            assert shown.content
        assert (await client.head("/api/v1/complaints")).status_code == 405

"""Monitors ask with HEAD: the same answer as to GET, without a body."""

import httpx

from tests.web.applications import application_over
from web.head_requests import answering_head
from web.house import House


async def test_head_is_get_without_a_body(house: House) -> None:
    transport = httpx.ASGITransport(answering_head(application_over(house)))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://tanggap.test") as client:
        for path, status in (("/healthz", 200), ("/readyz", 200), ("/", 200), ("/tidak-ada", 404)):
            asked, shown = await client.head(path), await client.get(path)
            assert (asked.status_code, asked.content) == (status, b""), path
            assert asked.headers["content-type"] == shown.headers["content-type"]
            assert shown.content
        assert (await client.head("/api/v1/complaints")).status_code == 405


async def test_the_server_still_knows_that_it_was_asked_with_head() -> None:
    """It tells by the scope's method that a body shorter than its length is no fault, and cuts the line otherwise."""
    seen: list[str] = []

    async def app(scope: dict[str, str], receive: object, send: object) -> None:
        seen.append(scope["method"])

    scope = {"type": "http", "method": "HEAD"}
    await answering_head(app)(scope, None, None)  # type: ignore[arg-type]
    assert (seen, scope["method"]) == (["GET"], "HEAD")

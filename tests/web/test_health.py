"""What is said while the database cannot be reached."""

import httpx

from foundation.database import Database
from tests.web.citizen import sent
from web.house import House


async def test_an_unreachable_database_is_told_and_nothing_claims_to_be_filed(
    client: httpx.AsyncClient, house: House, caplog: object
) -> None:
    assert (await client.get("/readyz")).status_code == 200
    away = Database("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")
    object.__setattr__(house, "database", away)
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "not ready", "why": "database"})
    assert (await client.get("/healthz")).status_code == 200
    for room in (house.handling, house.limits):
        room._database = away  # type: ignore[union-attr]
    refused = await sent(client, house)
    assert refused.status_code == 500
    assert "gangguan" in refused.text
    assert "127.0.0.1" not in refused.text
    assert "Traceback" not in refused.text
    assert refused.headers["x-fault"]

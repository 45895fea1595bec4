"""A citizen tells something, finds it, follows it."""

import httpx

from web.house import House


async def test_the_form_opens(client: httpx.AsyncClient, house: House) -> None:
    answer = await client.get("/")
    print(answer.text[:300])
    assert answer.status_code == 200

"""The weak phone: its network and processor are slow indeed, and the form can be written in on it."""

import asyncio

from bench.phone import ROUND_TRIP_MS, first_visit
from tests.web.applications import application_over
from tests.web.serving import served
from web.house import House


async def test_the_form_is_painted_and_written_in_over_a_slow_network(house: House) -> None:
    async with served(application_over(house)) as address:
        found = await asyncio.to_thread(first_visit, address, 1)
    assert "/static/tanggap.css" in found["files"]
    # The page and then its style sheet: two round trips before anything can be painted.
    assert 2 * ROUND_TRIP_MS < found["painted_ms"] <= found["usable_ms"] <= found["worst_ms"]
    assert ROUND_TRIP_MS < found["html_ms"] < found["painted_ms"]
    assert 5_000 < found["bytes"] < 40_000

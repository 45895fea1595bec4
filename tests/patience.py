"""Waiting for what a page's scripts do, however busy the machine is."""

import time
from typing import Any

from playwright.async_api import Page

SECONDS = 30.0
"""How long a test waits before it fails; whoever is quicker waits for nobody."""


async def until(page: Page, told: str, arg: Any = None) -> None:
    """Wait for what an expression, or a function of `arg`, finds true on this page.

    Asked from here again and again: our pages forbid `eval`, which is how a page would ask itself.
    """
    end = time.monotonic() + SECONDS
    while not await page.evaluate(told, arg):
        assert time.monotonic() < end, f"{page.url}: {told} did not become true"
        await page.wait_for_timeout(50)

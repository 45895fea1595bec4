"""Pages of signals in a real browser, for who reads them all and for the unit that is asked."""

from collections.abc import Sequence

from playwright.async_api import Browser

from competency.signal_book import StoredSignal
from people.actor import Role
from tests.web.looking import Looking, signed_in_at
from tests.web.officer import hire
from tests.web.test_signals import PAGE, reading, signals, strong
from web.house import House

__all__ = ["reading", "signals"]


async def test_signals_are_for_everybody_who_may_read_them(
    house: House, site: str, browser: Browser, signals: Sequence[StoredSignal]
) -> None:
    one, look = strong(signals), Looking(site)
    assert one.unit is not None
    await hire(house, "analis", (Role.ANALYST, "BPSDM"))
    await hire(house, "kepala", (Role.HEAD, one.unit))
    for username in ("analis", "kepala"):
        context, page = await signed_in_at(browser, site, username)
        for path in (PAGE, f"{PAGE}/sinyal/{one.id}"):
            await look.at(page, path)
        await context.close()
    assert not look.found, "\n".join(look.found)

"""A weak phone on a bad network, emulated: how long until somebody can write in the form."""

import asyncio
from statistics import median
from typing import Any

from playwright.async_api import Browser, async_playwright

from tests.browser import ARGUMENTS, find_or_install_browser

KBIT_S, ROUND_TRIP_MS, SLOWER = 400, 400, 6
"""A slow 3G network, and how many times slower than this machine's the phone's processor is."""
USABLE_MS = 2000
RUNS = 5

_WATCH = """
(() => {
  const seen = window.__phone = {};
  let tell;
  seen.ready = new Promise((told) => { tell = told; });
  new PerformanceObserver((list) => list.getEntries().forEach((one) => {
    if (one.name === "first-contentful-paint") seen.painted = one.startTime;
  })).observe({type: "paint", buffered: true});
  const look = () => {
    const field = document.querySelector("main textarea");
    if (field && seen.painted !== undefined && field.getBoundingClientRect().height > 0 && !field.disabled) {
      field.focus();
      if (document.activeElement === field) { seen.usable = performance.now(); tell(true); return; }
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""
_TOLD = """() => {
  const page = performance.getEntriesByType("navigation")[0];
  const files = performance.getEntriesByType("resource");
  return {
    painted_ms: window.__phone.painted, usable_ms: window.__phone.usable, first_byte_ms: page.responseStart,
    html_ms: page.responseEnd, scripts_ms: page.domContentLoadedEventEnd,
    bytes: page.transferSize + files.reduce((sum, one) => sum + one.transferSize, 0),
    files: files.map((one) => one.name.replace(location.origin, "").split("?")[0]),
  };
}"""


async def _once(browser: Browser, address: str) -> dict[str, Any]:
    """One first visit: nothing is known of the site yet."""
    context = await browser.new_context(viewport={"width": 360, "height": 640}, locale="id-ID")
    try:
        page = await context.new_page()
        await page.add_init_script(_WATCH)
        devtools = await context.new_cdp_session(page)
        a_second = KBIT_S * 1000 / 8
        await devtools.send("Network.enable")
        await devtools.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": ROUND_TRIP_MS,
                "downloadThroughput": a_second,
                "uploadThroughput": a_second,
                "connectionType": "cellular3g",
            },
        )
        await devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        await page.goto(address, wait_until="load", timeout=60_000)
        # Asked once and waited for: looking again and again would have the page run words, which its policy forbids.
        await asyncio.wait_for(page.evaluate("window.__phone.ready"), 30)
        found: dict[str, Any] = await page.evaluate(_TOLD)
        return found
    finally:
        await context.close()


async def _visits(address: str, runs: int) -> list[dict[str, Any]]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(find_or_install_browser()), args=ARGUMENTS)
        try:
            return [await _once(browser, address) for _ in range(runs)]
        finally:
            await browser.close()


def first_visit(address: str, runs: int = RUNS) -> dict[str, Any]:
    """Medians over `runs` first visits, in milliseconds since the address was opened; `worst_ms` of the usable form."""
    visits = asyncio.run(_visits(address, runs))
    names = ("first_byte_ms", "html_ms", "painted_ms", "usable_ms", "scripts_ms")
    return {
        **{name: round(median(one[name] for one in visits)) for name in names},
        "worst_ms": round(max(one["usable_ms"] for one in visits)),
        "bytes": visits[0]["bytes"],
        "files": visits[0]["files"],
        "visits": runs,
        "reached": median(one["usable_ms"] for one in visits) < USABLE_MS,
    }

"""What a program can tell of whether everybody can use a page in a browser: the rules of axe, and whether it fits."""

from collections.abc import Container, Iterable
from pathlib import Path
from weakref import WeakSet

import axe_playwright_python
from playwright.async_api import Page

HIGH = 900
"""Pixels."""
_SCRIPTS = "".join(
    path.read_text(encoding="utf-8")
    for path in (Path(axe_playwright_python.__file__).parent / "axe.min.js", Path(__file__).with_suffix(".js"))
)
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_WELL: set[str] = set()
"""Heads, menus and feet in which nothing was found."""
_WELL_LOOKS: set[str] = set()
"""Colours of words on what is painted behind them in which nothing was found."""
_ASKED: WeakSet[Page] = WeakSet()
"""Pages that were asked before, and may be again wherever they go."""


async def unfold(page: Page) -> None:
    """What is folded away is looked at as well."""
    await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")


async def against_wcag(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA on the page as it stands: each rule with where it is broken.

    To ask for contrast takes two thirds of the time: words that look as some did in which nothing was found, on ground
    that looks alike, are not measured again, on this page or another. Where nothing came, went or was written otherwise
    since the same page was asked before, at another width, only rules are asked that depend on places. Heads, menus and
    feet that are known are left out.
    """
    if not await page.evaluate("'accessibility' in window"):
        await page.evaluate(_SCRIPTS)
        if page in _ASKED:
            await page.add_init_script(_SCRIPTS)
        _ASKED.add(page)
    frames: list[str] = await page.evaluate("accessibility.frames()")
    given = {"tags": _TAGS, "known": [one in _WELL for one in frames], "well": list(_WELL_LOOKS)}
    found: list[tuple[str, list[str]]]
    found, looks = await page.evaluate("(given) => accessibility.faults(given)", given)
    if not found:
        _WELL.update(frames)
        _WELL_LOOKS.update(looks)
    return [f"{rule}: {[one[:160] for one in where[:3]]}" for rule, where in found]


async def too_wide(page: Page, widths: Iterable[int]) -> list[str]:
    """At which of these widths (pixels) something sticks out at the side; the last one stays."""
    found = []
    for width in widths:
        await page.set_viewport_size({"width": width, "height": HIGH})
        over = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            found.append(f"{over} pixels too wide at {width}")
    return found


async def unusable(page: Page, widths: Iterable[int], asked: Container[int]) -> list[str]:
    """What sticks out at the side at these widths (pixels), and what axe finds at those it is asked at."""
    found = []
    for width in widths:
        found += await too_wide(page, [width])
        if width in asked:
            found += [f"{one}, at {width}" for one in await against_wcag(page)]
    return found

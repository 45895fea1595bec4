"""What a program can tell of whether everybody can use a page in a browser: the rules of axe, and whether it fits."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.async_api import Page

HIGH = 900
"""Pixels."""
_AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_CONTRAST = "color-contrast"
_RUN = """async ([tags, contrast]) => {
  const looks = (one) => {
    if (!one.checkVisibility()) return null;
    const style = getComputedStyle(one), size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const written = [...one.childNodes].some((part) => part.nodeType === Node.TEXT_NODE && part.data.trim());
    const {color, backgroundColor, backgroundImage, opacity} = style;
    return [color, backgroundColor, backgroundImage, opacity, large, written, !one.value].join();
  };
  const before = window.looked, now = new Map(), news = [];
  for (const one of document.querySelectorAll('*')) {
    now.set(one, looks(one));
    if (before && now.get(one) !== null && before.get(one) !== now.get(one)) news.push(one);
  }
  window.looked = now;
  const violations = async (within, runOnly, rules = {}) =>
    (await axe.run(within, {runOnly, rules, resultTypes: ['violations']})).violations;
  const all = {type: 'tag', values: tags};
  if (!before) return violations(document, all);
  return [
    ...await violations(document, all, {[contrast]: {enabled: false}}),
    ...(news.length ? await violations({include: news}, {type: 'rule', values: [contrast]}) : []),
  ];
}"""
"""Contrast takes two thirds of the time: what looks as it did when the same page was asked before (whether it is shown
and written in, its colours and its size) is not measured again at another width."""


async def unfold(page: Page) -> None:
    """What is folded away is looked at as well."""
    await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")


async def against_wcag(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA on the page as it stands: each rule with where it is broken."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_AXE)
    found: list[dict[str, Any]] = await page.evaluate(_RUN, [_TAGS, _CONTRAST])
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found]


async def too_wide(page: Page, widths: Iterable[int]) -> list[str]:
    """At which of these widths (pixels) something sticks out at the side; the last one stays."""
    found = []
    for width in widths:
        await page.set_viewport_size({"width": width, "height": HIGH})
        over = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            found.append(f"{over} pixels too wide at {width}")
    return found

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
_BY_PLACE = ["target-size", "scrollable-region-focusable"]
"""Rules that ask where things stand; all others but contrast ask what is written, and whether it is shown."""
_LOOKS = """(one) => {
    if (!one.checkVisibility({opacityProperty: true, visibilityProperty: true})) return null;
    const style = getComputedStyle(one), size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const written = [...one.childNodes].some((part) => part.nodeType === Node.TEXT_NODE && part.data.trim());
    const {color, backgroundColor, backgroundImage, opacity} = style;
    return [color, backgroundColor, backgroundImage, opacity, large, written, !one.value].join();
  }"""
_FRAME = "[...document.querySelectorAll('body > header, body > footer, nav.side')]"
_FRAMES = f"""() => {_FRAME}.map((part) => {{
  const looks = {_LOOKS}, copy = part.cloneNode(true);
  for (const link of copy.querySelectorAll('[href]')) link.setAttribute('href', '');
  for (const field of copy.querySelectorAll('[type=hidden]')) field.setAttribute('value', '');
  for (const here of copy.querySelectorAll('[aria-current]')) here.removeAttribute('aria-current');
  const looking = new Set([...part.querySelectorAll('*')].map((one) => one.localName + looks(one)));
  return [innerWidth, document.body.className, copy.outerHTML, ...[...looking].sort()].join();
}})"""
"""How head, menu and foot are written and look at this width: all but where links lead and which of them leads here."""
_RUN = f"""async ([tags, contrast, byPlace, known]) => {{
  const looks = {_LOOKS}, exclude = {_FRAME}.filter((_, number) => known[number]);
  const before = window.looked, now = new Map(), news = [], html = document.documentElement.outerHTML;
  let same = before && before.html === html;
  for (const one of document.querySelectorAll('*')) {{
    if (exclude.some((part) => part.contains(one))) continue;
    const was = before?.now.get(one) ?? null, is = looks(one);
    now.set(one, is);
    if (was === is) continue;
    if (is !== null) news.push(one);
    if (was === null || is === null) same = false;
  }}
  window.looked = {{html, now}};
  const violations = async (include, runOnly, rules = {{}}) =>
    (await axe.run({{include, exclude}}, {{runOnly, rules, resultTypes: ['violations']}})).violations;
  const all = {{type: 'tag', values: tags}}, page = [document.documentElement];
  if (!before) return violations(page, all);
  return [
    ...await (same
      ? violations(page, {{type: 'rule', values: byPlace}})
      : violations(page, all, {{[contrast]: {{enabled: false}}}})),
    ...(news.length ? await violations(news, {{type: 'rule', values: [contrast]}}) : []),
  ];
}}"""
"""Contrast takes two thirds of the time: what looks as it did when the same page was asked before (whether it is shown
and written in, its colours and its size) is not measured again at another width; and where nothing came, went or was
written otherwise, only rules are asked that depend on places. Heads, menus and feet that are known are left out."""
_WELL: set[str] = set()
"""Heads, menus and feet in which nothing was found."""


async def unfold(page: Page) -> None:
    """What is folded away is looked at as well."""
    await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")


async def against_wcag(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA on the page as it stands: each rule with where it is broken."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_AXE)
    frames: list[str] = await page.evaluate(_FRAMES)
    known = [one in _WELL for one in frames]
    found: list[dict[str, Any]] = await page.evaluate(_RUN, [_TAGS, _CONTRAST, _BY_PLACE, known])
    if not found:
        _WELL.update(frames)
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

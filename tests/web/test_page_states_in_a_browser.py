"""Every page in every state, in a real browser: for everybody who uses it, at every width, in both languages.

`./tanggap test --screenshots` also keeps the pictures of docs/img.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page, Route

from foundation.clock import SetClock
from foundation.database import Database
from foundation.embedded import EmbeddedPostgres
from service.settings import Settings
from service.wiring import build
from tests.accessibility import too_wide, unfold, unusable
from tests.databases import own_database
from tests.patience import SECONDS
from tests.web.alert_states import ALERT_STATES
from tests.web.case_states import CASE_STATES
from tests.web.chats import Named
from tests.web.data_states import DATA_STATES
from tests.web.form_states import FORM_STATES
from tests.web.officer import PASSWORD, sign_in
from tests.web.page_pictures import keep
from tests.web.page_state import State
from tests.web.public_states import PUBLIC_STATES
from tests.web.serving import served
from tests.web.test_english import left_over
from tests.web.told_town import ADDRESS, KEYS, NOW, Town, the_same_chance, told_town
from web import checking, destination, telling
from web.app import create

STATES = (*FORM_STATES, *CASE_STATES, *PUBLIC_STATES, *ALERT_STATES, *DATA_STATES)
SHOWN = tuple(state for state in STATES if state.picture)
PHONE, DESK = 360, 1280
WIDTHS = (320, PHONE, 640, 768, DESK)
"""Phones, tablets and desks; 320 and 640 are what is left of 1280 pixels at 400 % and at 200 % (WCAG 1.4.10, 1.4.4)."""


Desks = dict[str, list[dict[str, str]]]
"""Cookies of those who have signed in at the office."""


@pytest.fixture(scope="module")
async def town(server: EmbeddedPostgres, lampung: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """One region, told once for all states."""
    patient = ((checking, "BUDGET"), (checking, "UNHURRIED"), (telling, "BUDGET"), (destination, "BUDGET"))
    async with own_database(server, lampung) as address:
        database = Database(address.url, pool_size=8)
        data = tmp_path_factory.mktemp("town")
        settings = Settings(data=data, public_url=ADDRESS, trusted_proxies=1, lookups_per_minute=5)
        house = build(settings, database, SetClock(NOW), KEYS)
        await house.advisor.warm()
        with the_same_chance(), pytest.MonkeyPatch.context() as patched:
            for room, seconds in patient:
                patched.setattr(room, seconds, 30)  # what a busy machine is late with would not be seen
            yield await told_town(replace(house, mails=True, bot=Named()))
        await database.close()


@pytest.fixture(scope="module")
async def site(town: Town) -> AsyncIterator[str]:
    async with served(create(town.house)) as address:
        yield address


@pytest.fixture(scope="module")
async def desks(site: str) -> Desks:
    signed: Desks = {}
    for username in {state.officer for state in STATES} - {""}:
        async with httpx.AsyncClient(base_url=site, timeout=SECONDS) as client:
            await sign_in(client, username, PASSWORD)
            signed[username] = [{"name": one.name, "value": one.value or "", "url": site} for one in client.cookies.jar]
    return signed


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
async def test_everybody_can_use_it(state: State, town: Town, site: str, desks: Desks, browser: Browser) -> None:
    async with visited(state, town, site, desks, browser) as (page, faults):
        if state.languages:
            faults += await faults_in_english(page, site)
        seen = page if state.scripts else await as_it_was(browser, page)
        faults += await faults_of(seen, state)
        if seen is not page:
            await seen.context.close()
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("state", SHOWN, ids=lambda state: state.name)
async def test_its_picture_is_taken(
    state: State, town: Town, site: str, desks: Desks, browser: Browser, pictures: Path
) -> None:
    async with visited(state, town, site, desks, browser) as (page, _):
        await keep(page, pictures, state.name)


@asynccontextmanager
async def visited(
    state: State, town: Town, site: str, desks: Desks, browser: Browser
) -> AsyncIterator[tuple[Page, list[str]]]:
    """The page in this state, to a visitor who shares limits with nobody, and what went wrong on the way."""
    town.now()
    number, faults = STATES.index(state), []  # type: ignore[var-annotated]
    context = await browser.new_context(
        viewport={"width": PHONE, "height": 900},
        locale="id-ID",
        timezone_id="Asia/Jakarta",
        java_script_enabled=state.scripts,
        reduced_motion="reduce",
        extra_http_headers={"X-Forwarded-For": f"198.51.{number // 200}.{number % 200 + 1}"},
    )
    await context.add_cookies(desks.get(state.officer, []))  # type: ignore[arg-type]
    page = await context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    answer = await page.goto(site + state.address(town))
    assert answer is not None
    assert answer.status == state.status
    if state.reach:
        await state.reach(page, town)
    yield page, faults
    await context.close()


async def as_it_was(browser: Browser, page: Page) -> Page:
    """The page as a browser without scripts built it, in one in which axe can run."""
    text = re.sub(r"<script\b.*?</script>", "", await page.content(), flags=re.S)
    text = text.replace("<noscript", "<div").replace("</noscript", "</div")
    context = await browser.new_context(viewport={"width": PHONE, "height": 900}, locale="id-ID")
    copy = await context.new_page()

    async def answer(route: Route) -> None:
        await route.fulfill(body=text, content_type="text/html; charset=utf-8")

    await copy.route(lambda url: url == page.url, answer)
    await copy.goto(page.url)
    return copy


async def faults_of(page: Page, state: State) -> list[str]:
    """What axe finds, on a phone and where a desk's layout is pictured, and what sticks out at the side."""
    folded = await page.locator("details:not([open])").count()
    found = [f"{one}, folded" for one in await too_wide(page, WIDTHS)] if folded else []
    if state.unfolded:
        await unfold(page)
    widths = WIDTHS if state.unfolded or not folded else (PHONE, DESK)
    return found + await unusable(page, widths, (PHONE, DESK) if state.picture else (PHONE,))


async def faults_in_english(page: Page, site: str) -> list[str]:
    """Whether the switch keeps the page with all it asks, and leaves nothing Indonesian."""
    here = page.url.removeprefix(site)
    switch = await page.locator(".tongue a").get_attribute("href") or ""
    cookies = {one["name"]: one["value"] for one in await page.context.cookies()}  # type: ignore[typeddict-item]
    async with httpx.AsyncClient(base_url=site, cookies=cookies, follow_redirects=True, timeout=SECONDS) as client:
        answer = await client.get(switch)
    faults = [] if str(answer.url) == page.url else [f"{switch} leads from {here} to {answer.url}"]
    if 'lang="en"' not in answer.text:
        faults.append(f"{switch} leaves the language")
    return faults + left_over(answer.text)

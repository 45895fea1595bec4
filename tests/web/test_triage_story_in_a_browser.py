"""A morning at the desk: thirty reports of every sort, decided by keys alone, each press counted."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Browser, Page

from complaints.complaint import Complaint
from complaints.kinds import Kind, Priority, Status
from complaints.labels import ARCHIVE_REASON
from people.actor import Role
from routing.late import route_late
from tests.accessibility import against_wcag
from tests.patience import until
from tests.web.citizen import later, state
from tests.web.officer import hire
from tests.web.test_office_in_a_browser import enter
from tests.web.triage_cases import MIXED, Decision, Told, told
from web.house import House

MOST_KEYS_IF_CLEAR = 4
NO_MOUSE = "addEventListener('pointerdown', () => sessionStorage.setItem('mouse', 'ya'), true)"
PATIENCE = 120_000
"""Milliseconds a page may take on a machine that does much else meanwhile."""
FOUND = "document.querySelectorAll('.combobox__list:not([hidden]) > li').length"


@dataclass
class Hands:
    """Whoever sits there without a mouse; `keys` counts the presses for each decision, `seen` the states looked at."""

    page: Page
    pressed: int = 0
    keys: list[tuple[Decision, int]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    async def press(self, *keys: str) -> None:
        for key in keys:
            self.pressed += 1
            await self.page.keyboard.press(key)

    async def type(self, words: str) -> None:
        self.pressed += len(words)
        await self.page.keyboard.type(words)

    async def send(self, key: str) -> None:
        """The last press, which leads on to the next report."""
        async with self.page.expect_navigation():
            await self.press(key)

    async def look(self, state: str) -> None:
        """Hold a state of the page, the first time it is met, against what everybody must be able to use."""
        if state in self.seen:
            return
        self.seen.add(state)
        self.faults += [f"{state}: {one}" for one in await against_wcag(self.page)]


async def accept(hands: Hands, one: Told) -> None:
    await hands.look("a clear report")
    await hands.send("Enter")


async def another_unit(hands: Hands, one: Told) -> None:
    await hands.press("u")
    await hands.type(one.typed)
    await until(hands.page, f"{FOUND} > 0")
    await hands.look("units found by their duty")
    await hands.press("Enter")
    await hands.send("Enter")


async def ask(hands: Hands, one: Told) -> None:
    await hands.press("k")
    assert await hands.page.evaluate("document.activeElement.value.length > 20"), "the question stands there already"
    await hands.look("asking the citizen")
    await hands.send("Control+Enter")


async def out(hands: Hands, one: Told) -> None:
    await hands.press("t")
    await hands.look("a body outside")
    await hands.send("Control+Enter")


async def archive(hands: Hands, one: Told) -> None:
    await hands.press("a", str([str(reason) for reason in ARCHIVE_REASON].index(one.to) + 1))
    await hands.look("a reason to archive")
    await hands.send("Enter")


async def oversight(hands: Hands, one: Told) -> None:
    await hands.press("p")
    await hands.look("wrongdoing, asked once more")
    await hands.send("Enter")


async def split(hands: Hands, one: Told) -> None:
    await hands.send("m")
    await hands.look("a report being split")
    assert await hands.page.evaluate("document.activeElement.id") == "1-words"
    await hands.send("Control+Enter")


async def merge(hands: Hands, one: Told) -> None:
    await hands.press("g")
    await until(hands.page, f"{FOUND} > 0")
    await hands.press("ArrowDown")
    await hands.look("what may be merged into")
    await hands.press("Enter")
    await hands.send("Enter")


DECIDE: dict[Decision, Callable[[Hands, Told], Awaitable[None]]] = {
    "accept": accept,
    "unit": another_unit,
    "ask": ask,
    "out": out,
    "danger": out,
    "archive": archive,
    "oversight": oversight,
    "split": split,
    "merge": merge,
}


def is_decided(one: Told, after: Complaint) -> bool:
    match one.decision:
        case "accept" | "unit":
            return (after.status, after.unit) == (Status.FORWARDED, one.to)
        case "out" | "danger":
            return (after.status, after.body) == (Status.FORWARDED_OUT, one.to)
        case "oversight":
            return (after.kind, after.unit) == (Kind.OVERSIGHT, "INSP")
        case decision:
            meant = {
                "ask": Status.RETURNED,
                "archive": Status.ARCHIVED,
                "split": Status.SPLIT,
                "merge": Status.DUPLICATE,
            }
            return after.status is meant[decision]


async def test_thirty_reports_are_decided_by_keys_alone(
    house: House, site: str, browser: Browser, record_property: Callable[[str, object], None]
) -> None:
    await hire(house, "koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))
    filed: list[Complaint] = []
    for one in MIXED:
        filed.append(await told(house, one))
        later(house, minutes=5)
    await route_late(house.database, house.handling, house.clock)  # advice that took longer than the filing
    context = await browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    await context.add_init_script(NO_MOUSE)
    page = await context.new_page()
    await enter(page, site, "koordinator")
    await page.evaluate("sessionStorage.removeItem('mouse')")  # signing in is not the desk's
    hands = Hands(page)
    await page.keyboard.press("?")
    await hands.look("the list of keys")
    await page.reload()
    for _report in MIXED:
        await page.wait_for_selector(".has-keys")
        shown = " ".join((await page.inner_text("#report-words")).split())
        one = next(one for one in MIXED if shown.startswith(" ".join(one.words.split())))
        if one.decision == "danger":
            await hands.look("a life in danger")
        hands.pressed = 0
        await DECIDE[one.decision](hands, one)
        hands.keys.append((one.decision, hands.pressed))
        await hands.look("what was decided just now")
    await page.wait_for_selector("text=Tidak ada yang menunggu")
    await hands.look("nothing left")
    assert hands.faults == []
    assert await page.evaluate("sessionStorage.getItem('mouse')") is None
    await context.close()

    decided = [await state(house, one.id) for one in filed]
    wrong = [one.words for one, after in zip(MIXED, decided, strict=True) if not is_decided(one, after)]
    assert wrong == []
    danger = next(after for one, after in zip(MIXED, decided, strict=True) if one.decision == "danger")
    assert danger.priority is Priority.DANGER
    whole = next(after for one, after in zip(MIXED, decided, strict=True) if one.decision == "split")
    assert {(await state(house, part)).unit for part in whole.split_into} == {"BMBK", "RSUDAM"}
    most = Counter[str]()
    for decision, presses in hands.keys:
        most[decision] = max(most[decision], presses)
    record_property("most presses by decision", dict(most))
    assert most["accept"] <= MOST_KEYS_IF_CLEAR
    assert max(count for decision, count in most.items() if decision != "unit") <= MOST_KEYS_IF_CLEAR
    assert most == {**dict.fromkeys(("ask", "out", "danger", "oversight", "split"), 2), "accept": 1, "archive": 3} | {
        "merge": 4,
        "unit": most["unit"],
    }


@pytest.mark.parametrize("away", ["localStorage", "nothing"])
async def test_a_report_fetched_ahead_is_there_at_once_and_works_like_any_other(
    house: House, site: str, browser: Browser, away: str
) -> None:
    """Also in a browser that keeps nothing for us."""
    await hire(house, "koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))
    clear = [one for one in MIXED if one.decision == "accept"][:3]
    filed = []
    for one in clear:
        filed.append(await told(house, one))
        later(house, minutes=5)
    context = await browser.new_context()
    context.set_default_timeout(PATIENCE)
    if away == "nothing":
        await context.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error(); }})")
    page = await context.new_page()
    await enter(page, site, "koordinator")
    await page.wait_for_selector(".has-keys")
    await page.evaluate("window.same = true")
    await page.wait_for_selector("[data-next][data-ahead]")
    await page.keyboard.press("b")
    await until(page, "location.search.indexOf('aduan=') > 0")
    assert await page.evaluate("window.same"), "the page was not asked for again"
    assert clear[1].words[:40] in await page.inner_text("#report-words")
    await page.keyboard.press("u")
    await page.keyboard.type("perhubungan")
    await until(page, f"{FOUND} > 0")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    assert await page.locator("#langkah-unit[open]").count() == 0
    async with page.expect_navigation():
        await page.keyboard.press("t")
    assert (await state(house, filed[1].id)).unit == clear[1].to
    await page.go_back()
    assert clear[2].words[:40] not in await page.inner_text("title")
    await context.close()

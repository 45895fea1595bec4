"""What somebody meets who wants to hear of new public complaints."""

from uuid import UUID

from playwright.async_api import Page

from people.alerts import Alerts
from tests.web.page_state import State, press
from tests.web.told_town import Town
from web.alert_addresses import confirm_path, stop_alert_path


async def sends_nothing(page: Page, town: Town) -> None:
    await press(page, "Kabari saya")


async def chooses_telegram(page: Page, town: Town) -> None:
    await page.locator("input[value=telegram]").check(force=True)
    await press(page, "Kabari saya")


async def opens_the_letter(page: Page, town: Town) -> None:
    alerts = Alerts(town.house.database, town.house.clock, town.house.keys)
    alert = await alerts.ask("siti@contoh.id", "18.71", "jalan_rusak", "id")
    await page.goto(page.url.removesuffix("/kabar") + confirm_path(town.house, alert))


async def says_yes(page: Page, town: Town) -> None:
    await opens_the_letter(page, town)
    await press(page, "Ya, kabari saya")


async def comes_too_late(page: Page, town: Town) -> None:
    await opens_the_letter(page, town)
    late = page.url
    await Alerts(town.house.database, town.house.clock, town.house.keys).stop(_alert_of(late))
    await page.goto(late)


async def is_asked_whether_it_ends(page: Page, town: Town) -> None:
    await opens_the_letter(page, town)
    alert = _alert_of(page.url)
    await page.goto(page.url.split("/kabar")[0] + stop_alert_path(town.house, alert))


async def ends_it(page: Page, town: Town) -> None:
    await is_asked_whether_it_ends(page, town)
    await press(page, "Berhenti dikabari")


def _alert_of(address: str) -> UUID:
    return UUID(address.split("/kabar/")[1].split("/")[0])


ALERT_STATES = (
    State("kabar", "/kabar?area=18.71&topic=jalan_rusak", picture="Asking to hear of new complaints, here or on this."),
    State("kabar-salah", "/kabar", sends_nothing),
    State("kabar-terkirim", "/kabar?topic=jalan_rusak&kabar=surat"),
    State("kabar-telegram", "/kabar", chooses_telegram),
    State(
        "kabar-pasti", "/kabar", opens_the_letter, picture="The letter's link asks once more: nothing begins by itself."
    ),
    State("kabar-mulai", "/kabar", says_yes),
    State("kabar-lewat", "/kabar", comes_too_late),
    State("kabar-berhenti", "/kabar", is_asked_whether_it_ends),
    State("kabar-berakhir", "/kabar", ends_it),
)

"""The administrator's pages with everything on them, in a real browser: for everybody, at every width."""

from datetime import timedelta

from playwright.async_api import Browser

from foundation.clock import SetClock
from foundation.heartbeat import Heartbeat
from notices.alarms import CALENDAR, DEAD, NOBODY
from people.actor import Role
from people.on_call import OnCall
from tests.conftest import NOW
from tests.web.citizen import filed
from tests.web.officer import PASSWORD, hire
from tests.web.test_administration import alarm, dead
from tests.web.test_office_in_a_browser import enter, faults
from web.house import House


async def much(house: House) -> None:
    """Alarms, dead letters, a job that stopped, a watch that is behind, and a roster with a gap in it."""
    await hire(house, "admin", (Role.ADMINISTRATOR, "DISKOMINFOTIK"))
    await filed(house, "Lampu jalan mati di depan pasar.")
    await alarm(house, CALENDAR, year="2028", until="2027-12-31")
    await alarm(house, NOBODY)
    await alarm(house, DEAD, count="2", oldest="2026-11-20")
    await dead(house)

    async def found() -> int:
        return 12

    for job in ("notices", "deadlines"):
        await Heartbeat(house.database).noted(job, 60, found)
    async with house.database.at_once() as connection:
        await connection.exec_driver_sql("UPDATE job_runs SET started_at = '2026-11-20' WHERE name = 'deadlines'")
    roster = OnCall(house.database, house.clock, (await house.region.current()).reach)
    doctor = await house.accounts.add(
        "dinkes", "dr. Yuliana Maharani Kusumawardhani", PASSWORD, [(Role.OFFICER, "DINKES")]
    )
    post = [(Role.COORDINATOR, "DISKOMINFOTIK")]
    coordinator = await house.accounts.add("koor", "Ratna Puspawangi", PASSWORD, post, "ratna@contoh.id")
    now = NOW + timedelta(days=30)
    assert isinstance(house.clock, SetClock)
    house.clock.instant = now
    await roster.add(doctor, 1, now - timedelta(hours=1), now + timedelta(hours=8), "DINKES")
    await roster.add(coordinator, 2, now - timedelta(hours=1), now + timedelta(hours=8), None)
    await roster.add(coordinator, 1, now + timedelta(hours=24), now + timedelta(hours=36), None)


async def test_everybody_can_use_the_pages_of_administrators(house: House, site: str, browser: Browser) -> None:
    await much(house)
    page = await (await browser.new_context()).new_page()
    await enter(page, site, "admin")
    found = []
    for address in ("/kantor/sistem", "/kantor/piket"):
        found += await faults(page, site + address)
    await page.goto(f"{site}/kantor/piket")
    await page.click("summary")
    await page.click("details form button")
    assert "Pilih petugasnya." in await page.inner_text("#errors")
    assert found == []

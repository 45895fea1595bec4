"""A voice note in a real browser: played, written down, judged and read, at every width, with and without scripts."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from people.actor import Role
from tests.journeys.desks import accessible, fits
from tests.recorded import film
from tests.web.citizen import follow, state
from tests.web.officer import hire
from tests.web.test_office_in_a_browser import enter
from tests.web.test_recordings import SAID, sent, spoken
from web.house import House

WIDTHS = (320, 1280)


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_voice_note_is_written_down_and_judged(
    house: House, site: str, browser: Browser, tmp_path: Path, scripts: bool
) -> None:
    complaint, file = await spoken(house)
    await sent(house, complaint, film(), "film.mp4")
    await hire(house, "koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))
    context = await browser.new_context(java_script_enabled=scripts)
    page = await context.new_page()

    async def look(name: str) -> None:
        if not scripts:
            return
        await accessible(page)
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 900})
            await fits(page)
            await page.screenshot(path=tmp_path / f"{name}-{width}.png", full_page=True)

    await enter(page, site, "koordinator")
    await page.goto(f"{site}/kantor/triase?aduan={complaint.id}")
    await look("desk-unheard")
    await page.locator(f"#rekaman-{file}").fill(SAID)
    await page.get_by_role("button", name="Simpan isi rekaman").first.click()
    await expect(page.get_by_text("Isi rekaman sudah ditulis")).to_be_visible()
    await look("desk-written")
    await page.goto(f"{site}/kantor/aduan/{complaint.id}")
    await look("case")

    page = await context.new_page()
    await page.goto(site + follow(house, complaint))
    await look("follow-asked")
    await page.goto(site + follow(house, complaint))
    await page.get_by_role("button", name="Ya, benar").click()
    await expect(page.get_by_text("Anda memastikan tulisan ini benar.")).to_be_visible()
    await look("follow-judged")
    assert (await state(house, complaint.id)).transcripts == {file: True}
    await context.close()


async def test_a_voice_note_plays_and_can_be_sought_in(house: House, site: str, browser: Browser) -> None:
    complaint, _ = await spoken(house)
    await sent(house, complaint, film(), "film.mp4")
    page: Page = await browser.new_page()
    answers: list[int] = []
    page.on("response", lambda answer: answers.append(answer.status) if "/berkas/" in answer.url else None)
    await page.goto(site + follow(house, complaint))
    await page.wait_for_timeout(300)
    assert answers == [], "nothing is fetched before somebody plays it"
    played = await page.evaluate(
        """async () => {
            const player = document.querySelector("audio");
            player.muted = true;
            await player.play();
            player.pause();
            player.currentTime = 1.5;
            await new Promise((done) => player.addEventListener("seeked", done, { once: true }));
            return [player.duration, player.currentTime];
        }"""
    )
    assert played == [pytest.approx(2, abs=0.1), pytest.approx(1.5, abs=0.1)]
    assert 206 in answers
    await page.close()

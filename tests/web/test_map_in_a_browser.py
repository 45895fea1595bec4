"""Map and pin in a real browser: by mouse, by keys, with pictures of others and without."""

import time
from dataclasses import replace
from pathlib import Path

from playwright.async_api import Browser, Page, Route, expect

from complaints import commands as c
from tests.journeys.desks import accessible, fits
from tests.patience import SECONDS, until
from tests.web.applications import application_over
from tests.web.citizen import COORDINATOR, done, filed
from tests.web.serving import served
from tests.web.test_complaint_map import AREA, HERE, told
from web.house import House, Tiles

WIDTHS = (360, 768, 1280)
DOT = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff\xff\x7f\x00\t\xfb\x03\xfd\x05CE\xca\x00\x00\x00\x00IEND\xaeB`\x82"
)
"""The smallest picture there is."""


async def view(page: Page) -> list[float]:
    """Left, top, width and height of what the drawing shows."""
    told = await page.locator(".map__view > svg").get_attribute("viewBox")
    assert told is not None
    return [float(one) for one in told.split()]


async def standing(page: Page) -> list[float]:
    """The same, once it moves no more."""
    before = await view(page)
    while True:
        await page.wait_for_timeout(200)
        now = await view(page)
        if now == before:
            return now
        before = now


async def look(page: Page, folder: Path, name: str) -> None:
    await accessible(page)
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        await fits(page)
        await page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)


async def test_one_comes_nearer_from_areas_to_places(house: House, site: str, browser: Browser, tmp_path: Path) -> None:
    code = await told(house, "jalan_rusak", HERE)
    for area in (AREA, "18.71.02", "18.01"):
        complaint = await filed(house, "Lubang besar di tikungan.", place=c.Place(area=area))
        await done(house, complaint.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    page = await browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    await page.goto(f"{site}/peta")
    await look(page, tmp_path, "map")
    whole = await view(page)
    # By keys: nearer, aside, back.
    await page.locator(".map__view").focus()
    await page.keyboard.press("+")
    await until(page, "document.querySelector('.map__view > svg').viewBox.baseVal.width < 260")
    centred = (whole[2] - (await view(page))[2]) / 2
    await page.keyboard.press("ArrowRight")
    await until(page, f"document.querySelector('.map__view > svg').viewBox.baseVal.x > {centred + 1}")
    sea = await page.locator(".map__sea").bounding_box()
    frame = await page.locator(".map__view > svg").bounding_box()
    assert sea is not None
    assert frame is not None
    assert sea["x"] <= frame["x"]
    assert sea["x"] + sea["width"] >= frame["x"] + frame["width"] - 1, "the sea goes on where one looks"
    await page.keyboard.press("0")
    await until(page, "document.querySelector('.map__view > svg').viewBox.baseVal.width > 399")
    # By mouse: nearer at a place with the wheel, until areas give way to their areas, and those to places.
    city = page.locator("[data-layer=marks] [data-code='18.71'] circle")
    await expect(city).to_be_visible()
    box = await city.bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await page.keyboard.down("Control")
    for _turn in range(4):
        await page.mouse.wheel(0, -60)
    await expect(page.locator(f"[data-code='{AREA}'] circle")).to_be_visible()
    await expect(city).to_be_hidden()
    middle = await page.locator(f"[data-code='{AREA}'] circle").bounding_box()
    assert middle is not None
    await page.mouse.move(middle["x"] + middle["width"] / 2, middle["y"] + middle["height"] / 2)
    for _turn in range(4):
        await page.mouse.wheel(0, -60)
    await page.keyboard.up("Control")
    place = page.locator(f"a[href='/lacak/{code}'] circle")
    await expect(place).to_be_visible()
    # A drag moves the view and follows no link; a press does.
    before = await standing(page)
    spot = await place.bounding_box()
    assert spot is not None
    await page.mouse.move(spot["x"] + 4, spot["y"] + 4)
    await page.mouse.down()
    await page.mouse.move(spot["x"] - 60, spot["y"] + 30, steps=4)
    await page.mouse.up()
    await until(page, f"document.querySelector('.map__view > svg').viewBox.baseVal.x > {before[0]}")
    assert page.url.endswith("/peta")
    await look(page, tmp_path, "map-near")
    await place.click()
    await expect(page).to_have_url(f"{site}/lacak/{code}")
    assert faults == []
    await page.close()


async def test_a_pin_says_where(house: House, site: str, browser: Browser, tmp_path: Path) -> None:
    context = await browser.new_context(viewport={"width": 360, "height": 740}, locale="id-ID")
    page = await context.new_page()
    await page.goto(site)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    await page.get_by_label("Ceritakan keluhan").fill("Jalan berlubang di depan pasar sejak pekan lalu.")
    await page.get_by_role("button", name="Lanjut").click()
    assert not [one for one in fetched if "peta" in one or "map." in one or "pin." in one], "nobody asked for a map yet"
    await page.get_by_role("button", name="Tunjukkan di peta").click()
    drawing, said = page.locator(".pin .map__view > svg"), page.locator("[data-pin-said]")
    await expect(page.get_by_role("application")).to_be_visible()
    await drawing.scroll_into_view_if_needed()
    latitude, longitude = page.locator("#latitude"), page.locator("#longitude")
    # A tap, then a drag of the pin.
    box = await drawing.bounding_box()
    assert box is not None
    await page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5)
    await expect(said).to_contain_text("Titik di dekat")
    first = float(await longitude.input_value())
    assert abs(float(await latitude.input_value()) + 5) < 1
    pin = await page.locator(".pin__needle").bounding_box()
    assert pin is not None
    await page.mouse.move(pin["x"] + pin["width"] / 2, pin["y"] + pin["height"] / 2)
    await page.mouse.down()
    await page.mouse.move(pin["x"] + pin["width"] / 2 + 50, pin["y"] + pin["height"] / 2, steps=4)
    await page.mouse.up()
    assert float(await longitude.input_value()) > first
    await look(page, tmp_path, "pin")
    await page.set_viewport_size({"width": 360, "height": 740})
    # Taken back; then all by keys.
    await page.get_by_role("button", name="Hapus titik").click()
    await expect(said).to_have_text("Belum ada titik.")
    assert (await latitude.input_value(), await longitude.input_value()) == ("", "")
    await expect(page.get_by_role("application")).to_be_focused()
    for key in ("Enter", "+", "+", "ArrowUp", "ArrowUp"):
        await page.keyboard.press(key)
    await expect(said).to_contain_text("Titik di dekat")
    north = float(await latitude.input_value())
    await page.keyboard.press("ArrowDown")
    assert float(await latitude.input_value()) < north
    # It is part of the report.
    expected = (float(await latitude.input_value()), float(await longitude.input_value()))
    await page.get_by_role("button", name="Lanjut").click()
    await page.evaluate(
        "document.getElementById('report').insertAdjacentHTML('beforeend', '<input type=hidden name=checked value=ya>')"
    )
    await page.get_by_role("button", name="Kirim aduan").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Terima kasih")
    complaint_id = await house.queries.find(page.url.split("/")[-2])
    place = (await house.queries.case(COORDINATOR, complaint_id)).place
    assert place is not None
    assert (place.latitude, place.longitude) == expected
    await context.close()


async def test_pictures_lie_below_the_drawing_where_they_are_set(
    house: House, browser: Browser, tmp_path: Path
) -> None:
    asked: list[str] = []

    async def give(route: Route) -> None:
        asked.append(route.request.url)
        await route.fulfill(body=DOT, content_type="image/png")

    async with served(
        application_over(replace(house, tiles=Tiles("https://ubin.test/{z}/{x}/{y}.png", "© Ubin")))
    ) as site:
        page = await browser.new_page(viewport={"width": 1280, "height": 900})
        refused: list[str] = []
        page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
        await page.route("https://ubin.test/**", give)
        await page.goto(f"{site}/peta")
        await expect(page.get_by_text("© Ubin")).to_be_visible()
        await page.get_by_role("button", name="Perbesar peta").click()
        end = time.monotonic() + SECONDS
        while len({one.split("/")[3] for one in asked}) < 2:
            assert time.monotonic() < end, "no finer pictures when one comes nearer"
            await page.wait_for_timeout(50)
        await look(page, tmp_path, "tiles")
        await page.close()
    assert refused == []
    # The middle of the region, as any slippy map numbers its tiles.
    assert any(one.startswith("https://ubin.test/8/202/13") for one in asked), sorted(asked)[:9]

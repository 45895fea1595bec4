"""What is folded on the plain pages opens with the keyboard, also without scripts."""

from playwright.async_api import Browser


async def test_an_answer_opens_with_the_keyboard_and_without_scripts(site: str, browser: Browser) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{site}/bantuan")
    summary = page.locator("summary", has_text="Haruskah memakai nama?")
    answer = page.get_by_text("NIK tidak diminta")
    assert not await answer.is_visible()
    await summary.focus()
    await page.keyboard.press("Enter")
    assert await answer.is_visible()
    await context.close()

"""Pictures of pages for docs/img: small files that are the same on every run."""

from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import Page

WIDTHS = (360, 768, 1280)
TALLEST = 1800
"""Pixels; what is below is more of the same."""
COLOURS = 24


async def keep(page: Page, folder: Path, name: str) -> None:
    """The page as it opens, at three widths."""
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        taken = await page.screenshot(full_page=True, animations="disabled", caret="hide")
        (folder / file_of(name, width)).write_bytes(small(taken))
    await page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def file_of(name: str, width: int) -> str:
    return f"{name}-{width}.webp"


def small(taken: bytes) -> bytes:
    """A picture of a page in few colours: much smaller, and still sharp."""
    picture = Image.open(BytesIO(taken)).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(picture.height, TALLEST)))
    few = picture.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    written = BytesIO()
    few.save(written, "WEBP", lossless=True, quality=80, method=4)
    return written.getvalue()

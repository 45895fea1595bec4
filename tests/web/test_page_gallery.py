"""The gallery of pages is whole, small and up to date."""

from pathlib import Path

from service.settings import ROOT
from tests.web.page_gallery import files, gallery, shown

FOLDER, DOCUMENT = ROOT / "docs" / "img", ROOT / "docs" / "pages.md"
ALL, EACH = 6_000_000, 150_000
"""Bytes, of all pictures and of one."""


def test_the_gallery_shows_every_picture_and_each_has_its_line() -> None:
    assert {one.name for one in FOLDER.iterdir()} == files(), "./tanggap test --screenshots"
    assert DOCUMENT.read_text(encoding="utf-8") == gallery(), "./tanggap test --screenshots"
    assert len({state.name for state in shown()}) == len(shown())


def test_the_pictures_are_small() -> None:
    sizes = {one.name: one.stat().st_size for one in FOLDER.iterdir()}
    assert max(sizes.values()) <= EACH, max(sizes, key=lambda name: sizes[name])
    assert sum(sizes.values()) <= ALL


def test_the_gallery_is_written(pictures: Path) -> None:
    """With the pictures, and those of pages that are gone are gone too."""
    for one in pictures.iterdir():
        if one.name not in files():
            one.unlink()
    DOCUMENT.write_text(gallery(), encoding="utf-8")

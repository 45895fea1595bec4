"""The conversation of the README is had by polling and by webhook, and is what stands in `docs/`."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from foundation.embedded import Address
from tests.bots import story
from tests.bots.story_drawing import EDGE, SIZE, WIDEST, WIDTH, laid_out, measure

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("mode", story.MODES)
async def test_the_conversation_is_the_committed_one(
    database_address: Address, tmp_path: Path, mode: story.Mode
) -> None:
    chapters = await story.played(database_address.url, tmp_path, mode)
    for path, content in story.files(chapters).items():
        assert path.read_text() == content, (
            f"{path.name} tells of another conversation: write it anew with `python -m tests.bots.story --write`, "
            "read what changed, and look at the pictures"
        )
    drawings = [laid_out(one) for one in chapters]
    for line in (line for made in drawings for line in made.lines if line.kind in ("words", "bold", "link")):
        assert line.x >= EDGE
        assert line.x + measure(line.text, SIZE, line.kind == "bold") <= min(WIDTH - EDGE, line.x + WIDEST), line


def test_the_pictures_say_in_words_what_they_show() -> None:
    pictures = sorted((story.DOCS / "images").glob("conversation-*.svg"))
    assert len(pictures) == 4
    for path in pictures:
        drawing = ElementTree.parse(path).getroot()  # noqa: S314 - our own
        assert drawing.get("role") == "img"
        told = {child.get("id"): child.text or "" for child in drawing if child.tag in (f"{SVG}title", f"{SVG}desc")}
        assert drawing.get("aria-labelledby") == " ".join(told)
        assert all(len(words) > 20 for words in told.values())
        assert not drawing.findall(f".//{SVG}script")

"""Marked words: whatever is marked, the page shows the text as it was told, and nothing in it becomes markup."""

import re
from html import unescape
from itertools import pairwise
from types import SimpleNamespace

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markupsafe import escape

from web.highlights import MARKS, Span, in_sections, pieces, quoted
from web.rendering import environment
from web.suggestion import BETWEEN, Told

TEXTS = st.text(st.sampled_from("aku jalan<>&\"'/\n{}%#;\x00é😀") | st.characters(codec="utf-8"), max_size=80)
SPANS = st.lists(st.builds(Span, st.integers(-5, 90), st.integers(-5, 90), st.sampled_from(MARKS)), max_size=12)


def drawn(told: list[Told]) -> str:
    """What office/reading.html makes of it, without the element around it."""
    module = environment().get_template("office/reading.html").make_module({"language": "id", "hidden": {}})
    page = str(module.marked_words(SimpleNamespace(told=told)))  # type: ignore[attr-defined]
    return page.removeprefix('<div id="report-words">').removesuffix("</div>").strip("\n")


@given(TEXTS, SPANS)
@example("<b>jalan</b> & rusak", [Span(0, 3, "for"), Span(2, 9, "danger")])
def test_the_pieces_of_a_text_are_the_text(text: str, spans: list[Span]) -> None:
    found = pieces(text, spans)
    assert "".join(piece.text for piece in found) == text
    assert all(piece.text for piece in found)
    assert all(one.mark != other.mark for one, other in pairwise(found))


@given(TEXTS, SPANS)
def test_each_character_bears_the_gravest_of_its_marks(text: str, spans: list[Span]) -> None:
    """Against the slow and obvious way: one character after the other."""
    expected = []
    for place in range(len(text)):
        over = [span.mark for span in spans if span.start <= place < span.end]
        expected.append(min(over, key=MARKS.index, default=None))
    assert [piece.mark for piece in pieces(text, spans) for _ in piece.text] == expected


@given(st.lists(TEXTS, min_size=1, max_size=4), SPANS)
def test_sections_are_marked_as_the_whole_text_is(sections: list[str], spans: list[Span]) -> None:
    whole = BETWEEN.join(sections)
    marks = [piece.mark for piece in pieces(whole, spans) for _ in piece.text]
    begins = 0
    for section, found in zip(sections, in_sections(sections, len(BETWEEN), spans), strict=True):
        assert "".join(piece.text for piece in found) == section
        assert [piece.mark for piece in found for _ in piece.text] == marks[begins : begins + len(section)]
        begins += len(section) + len(BETWEEN)


@settings(deadline=None)  # the first page drawn is a template to be read
@given(TEXTS, SPANS)
@example("<script>alert(1)</script>", [Span(0, 8, "for")])
@example("&lt;b&gt; {{ 7 * 7 }}", [Span(1, 3, "place")])
def test_the_page_shows_exactly_the_text(text: str, spans: list[Span]) -> None:
    page = drawn([Told(pieces(text, spans), False)])
    ours = r'</?p( class="words words--large" dir="auto")?>|<mark class="mark mark--\w+">|</mark>'
    assert all(re.fullmatch(ours, tag) for tag in re.findall(r"<[^>]*>", page))
    assert unescape(re.sub(r"<[^>]*>", "", page)).replace("\r", "\n") == unescape_once(text)


def unescape_once(text: str) -> str:
    """A page's text cannot tell some characters apart that no report keeps: read back as a browser reads them."""
    return unescape(str(escape(text))).replace("\r", "\n")


@given(TEXTS, SPANS)
def test_what_is_marked_is_also_said_in_words(text: str, spans: list[Span]) -> None:
    told = quoted(text, spans)
    for piece in pieces(text, spans):
        words = " ".join(piece.text.split())
        if piece.mark and words:
            assert words in told[piece.mark]

"""A region's colours repaint the pages only where words stay readable on them."""

import pytest

from web.branding import contrast_with_white, style_sheet


def test_readable_colours_are_taken_with_their_tint() -> None:
    assert style_sheet({"accent": "#8A1538", "accent_dark": "#5c0d25", "highlight": "#c8952c"}) == (
        ":root{--accent:#8a1538;--accent-tint:#f4eaed;--accent-dark:#5c0d25}\n"
    )


@pytest.mark.parametrize(
    "colour",
    [
        "",
        "red",
        "#fff",
        "#ffcc00",
        "#c8952c",
        "#8a15388",
        "#8a1538;}body{display:none",
        "url(https://x.example)",
        "#８a1538",
    ],
)
def test_what_is_too_pale_or_no_colour_is_left_out(colour: str) -> None:
    assert style_sheet({"accent": colour}) == "\n"


def test_contrast_is_counted_as_the_guidelines_do() -> None:
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#ffffff") == pytest.approx(1)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.01)

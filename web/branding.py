"""The region's colours as a small style sheet, as far as they can be read on white."""

import re
from collections.abc import Mapping

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_NAMES = {"accent": "--accent", "accent_dark": "--accent-dark"}
_OURS = {"accent": "#7b1e2b", "accent_dark": "#4d0f1b"}
"""As static/tanggap.css has them."""

LEAST_CONTRAST = 7.0
"""WCAG's strict ratio: the accents carry words, white on them and them on white."""

TINT = 0.09
"""Share of the accent in its tint, the rest being white."""


def style_sheet(branding: Mapping[str, str]) -> str:
    """Custom properties that repaint static/tanggap.css; a colour that could not be read is left out."""
    lines = []
    for name, variable in _NAMES.items():
        colour = _readable(branding.get(name, ""))
        if colour:
            lines.append(f"{variable}:{colour}")
            if name == "accent":
                lines.append(f"--accent-tint:{_tint(colour)}")
    return f":root{{{';'.join(lines)}}}\n" if lines else "\n"


def accents(branding: Mapping[str, str]) -> tuple[str, str, str]:
    """Accent, dark accent and tint as #rrggbb, for what is drawn outside a page."""
    accent, dark = (_readable(branding.get(name, "")) or colour for name, colour in _OURS.items())
    return accent, dark, _tint(accent)


def _readable(colour: str) -> str:
    """The colour, or nothing where words could not be read in it."""
    known = COLOUR.fullmatch(colour) and contrast_with_white(colour) >= LEAST_CONTRAST
    return colour.lower() if known else ""


def contrast_with_white(colour: str) -> float:
    """Contrast ratio of WCAG 2, from 1 to 21; `colour` as #rrggbb."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def _tint(colour: str) -> str:
    return "#" + "".join(f"{round(TINT * channel + (1 - TINT) * 255):02x}" for channel in _channels(colour))

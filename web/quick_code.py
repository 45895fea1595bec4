"""An address as a QR code: inline SVG, black on white with its quiet zone, so that it prints and scans anywhere."""

import segno
from markupsafe import Markup

QUIET = 4
"""Modules of white around it, as the standard asks for."""


def quick_code(address: str) -> Markup:
    """The picture alone; whoever shows it says beside it where it leads, for those who cannot scan it."""
    made = segno.make(address, error="m", micro=False)
    drawn = made.svg_inline(border=QUIET, omitsize=True, dark="#000", light="#fff", svgclass=None, lineclass=None)
    return Markup(drawn)  # noqa: S704 - segno draws modules; nothing of the address is in it as text

"""An address as a QR code: inline SVG, black on white with its quiet zone, so that it prints and scans anywhere."""

from io import BytesIO

import segno
from markupsafe import Markup

QUIET = 4
"""Modules of white around it, as the standard asks for."""


class Picture:
    """A QR code that survives a scratch: up to 15 % of it may be unreadable."""

    def __init__(self, address: str) -> None:
        self._code = segno.make_qr(address, error="m")

    def labelled(self, label: str) -> Markup:
        """The drawing, with `label` for those who cannot see it; whoever shows it says beside it where it leads."""
        drawn = self._code.svg_inline(
            border=QUIET, omitsize=True, dark="#000", light="#fff", svgclass="qr", lineclass=None
        )
        named = Markup('<svg role="img" aria-label="{}" ').format(label)
        return named + Markup(drawn.removeprefix("<svg "))  # noqa: S704 - segno draws modules, no text of the address

    def svg(self) -> str:
        """The drawing as a file of its own, for papers."""
        written = BytesIO()
        self._code.save(written, kind="svg", border=QUIET, dark="#000", light="#fff", xmldecl=False, scale=4)
        return written.getvalue().decode()

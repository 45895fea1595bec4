"""Draws the icons by which phones show the service among their apps: python -m web.app_icons"""

from pathlib import Path

from PIL import Image, ImageDraw

STATIC = Path(__file__).parent / "static"
GROUND, GOLD = "#5b1120", "#e3bd6b"
_UNITS, _FINER = 32, 4
_LINES = (((4, 24), (10, 13), (16, 24), (22, 13), (28, 24)), ((4, 28), (28, 28)))
_DIAMOND = ((16, 4), (21, 10), (16, 16), (11, 10))


def icon(size: int, *, full: bool) -> Image.Image:
    """The sign of favicon.svg as a picture; `full` without corners and with room around, for phones that cut shapes."""
    wide = size * _FINER
    drawn = Image.new("RGBA", (wide, wide))
    pen = ImageDraw.Draw(drawn)
    pen.rounded_rectangle((0, 0, wide - 1, wide - 1), 0 if full else wide * 5 // _UNITS, fill=GROUND)
    scale = wide / _UNITS * (0.72 if full else 1)
    edge = (wide - scale * _UNITS) / 2

    def at(points: tuple[tuple[int, int], ...]) -> list[tuple[float, float]]:
        return [(edge + x * scale, edge + y * scale) for x, y in points]

    for line in _LINES:
        pen.line(at(line), fill=GOLD, width=round(2 * scale), joint="curve")
    pen.polygon(at(_DIAMOND), fill=GOLD)
    pen.line(at((*_DIAMOND, *_DIAMOND[:2])), fill=GOLD, width=round(2 * scale), joint="curve")
    return drawn.resize((size, size), Image.Resampling.LANCZOS)


ICONS = {"app-192.png": (192, False), "app-512.png": (512, False), "app-512-full.png": (512, True)}

if __name__ == "__main__":
    for name, (size, full) in ICONS.items():
        icon(size, full=full).quantize(64).save(STATIC / name, optimize=True)

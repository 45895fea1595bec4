"""Plain pictures by shapes: sky, land, trees and a road, for the photos of the invented world."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from math import cos, radians, sin
from random import Random

from PIL import Image, ImageDraw, ImageEnhance, ImageFont

SIZE = (960, 640)
"""What coordinates are of."""
FINER, _KEPT = 1.5, 0.75
"""Drawn larger and kept smaller, so that edges become smooth."""
HORIZON = 250
SKIES = (("#9cc7e8", "#e9f2f5"), ("#c9d3da", "#eef0ee"), ("#f0c48a", "#fbeedb"))
"""Clear, clouded, towards evening: above and at the horizon."""
GREEN, LEAVES, ASPHALT = "#7fa05a", "#4f7a3c", "#6b6a6c"
_LINE = "#e9e4d6"
_MARK = "GAMBAR CONTOH"
_SMALL = (480, 320)
"""What offices keep."""

Point = tuple[float, float]


@dataclass
class Canvas:
    """Coordinates as in a picture of SIZE, drawn `scale` times as large; `mended` says which of two pictures it is."""

    pen: ImageDraw.ImageDraw
    draw: Random
    mended: bool
    scale: float = FINER

    def shape(self, points: list[Point], fill: str) -> None:
        self.pen.polygon([(x * self.scale, y * self.scale) for x, y in points], fill=fill)

    def box(self, left: float, top: float, right: float, bottom: float, fill: str, *, round_by: float = 0) -> None:
        edges = (left * self.scale, top * self.scale, right * self.scale, bottom * self.scale)
        self.pen.rounded_rectangle(edges, round_by * self.scale, fill=fill)

    def oval(self, x: float, y: float, wide: float, high: float, fill: str) -> None:
        edges = ((x - wide) * self.scale, (y - high) * self.scale, (x + wide) * self.scale, (y + high) * self.scale)
        self.pen.ellipse(edges, fill=fill)

    def line(self, points: list[Point], fill: str, width: float) -> None:
        self.pen.line(
            [(x * self.scale, y * self.scale) for x, y in points], fill, round(width * self.scale), joint="curve"
        )

    def sky(self, colours: tuple[str, str] | None = None) -> None:
        above, below = colours or self.draw.choice(SKIES)
        bands = 40
        for band in range(bands):
            self.box(0, band * HORIZON / bands, SIZE[0], HORIZON + 2, between(above, below, band / bands))

    def land(self, ground: str = GREEN) -> None:
        """Hills and trees at the horizon, ground before them."""
        for _ in range(3):
            self.oval(
                self.draw.uniform(0, 960),
                HORIZON + 30,
                self.draw.uniform(180, 340),
                90,
                between(ground, "#ffffff", 0.25),
            )
        self.box(0, HORIZON, *SIZE, ground)
        for x in sorted(self.draw.sample(range(40, 920, 60), 6)):
            if abs(x - 480) > 90:
                self.tree(x, HORIZON + 8, self.draw.uniform(0.35, 0.6))

    def tree(self, x: float, y: float, scale: float, leaves: str = LEAVES) -> None:
        self.box(x - 8 * scale, y - 90 * scale, x + 8 * scale, y, "#6d4c33")
        for dx, dy, wide in ((-34, -105, 44), (34, -105, 44), (0, -140, 52)):
            self.oval(x + dx * scale, y + dy * scale, wide * scale, wide * 0.9 * scale, leaves)

    def road(self, surface: str = ASPHALT) -> None:
        """A road that runs away from who looks."""
        self.shape([(430, HORIZON), (530, HORIZON), (900, 640), (60, 640)], surface)
        for near, far in ((1.0, 0.78), (0.62, 0.48), (0.36, 0.27), (0.19, 0.13)):
            top, bottom = HORIZON + 390 * far, HORIZON + 390 * near
            self.shape(
                [(480 - 9 * far, top), (480 + 9 * far, top), (480 + 11 * near, bottom), (480 - 11 * near, bottom)],
                _LINE,
            )


def between(one: str, other: str, share: float) -> str:
    pairs = [(int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def pictured(draw_on: Callable[[Canvas], None], draw: Random, *, mended: bool) -> bytes:
    """The picture as JPEG without metadata, as a cleaned photo is, marked as an example."""
    wide, high = SIZE
    large = Image.new("RGB", (round(wide * FINER), round(high * FINER)), GREEN)
    draw_on(Canvas(ImageDraw.Draw(large), draw, mended))
    return _stored(large.resize((round(wide * _KEPT), round(high * _KEPT)), Image.Resampling.BOX))


def taken(content: bytes, draw: Random, beside: Callable[[Canvas], None] | None = None) -> bytes:
    """A part of a picture, as if somebody had stood elsewhere: lighter or darker, a little smaller, perhaps turned.

    `beside` draws what stands before it.
    """
    share, turned = draw.uniform(0.55, 0.8), radians(draw.uniform(-4, 4))
    with Image.open(BytesIO(content)) as picture:
        wide, high = picture.size
        middle = [(share / 2 + draw.uniform(0, 1 - share)) * side for side in (wide, high)]
        # Each point of the small picture is one of the large: cut out, turned and made smaller in one go.
        across, down = share * wide / _SMALL[0], share * high / _SMALL[1]
        a, b = across * cos(turned), down * sin(turned)
        d, e = -across * sin(turned), down * cos(turned)
        x, y = (side / 2 for side in _SMALL)
        place = (a, b, middle[0] - a * x - b * y, d, e, middle[1] - d * x - e * y)
        small = picture.transform(_SMALL, Image.Transform.AFFINE, place, Image.Resampling.BILINEAR, fillcolor=GREEN)
    if beside is not None:
        beside(Canvas(ImageDraw.Draw(small), draw, True, _SMALL[0] / SIZE[0]))
    return _stored(ImageEnhance.Brightness(small).enhance(draw.uniform(0.85, 1.15)))


def _stored(picture: Image.Image) -> bytes:
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(16)
    left, top = picture.width - pen.textlength(_MARK, font) - 24, picture.height - 32
    pen.rectangle((left, top, *picture.size), fill="#2a1d17")
    pen.text((left + 12, top + 7), _MARK, "#ffffff", font)
    written = BytesIO()
    picture.save(written, "JPEG", quality=82)
    return written.getvalue()

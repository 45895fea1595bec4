"""What citizens of the invented world photograph, broken and mended."""

from collections.abc import Callable

from service.demo.bystanders import passers_by, vessels, workers
from service.demo.canvas import HORIZON, LEAVES, SIZE, SKIES, Canvas, between, pictured
from service.demo.pace import chance
from service.demo.sheets import sheet

_NIGHT = ("#141c33", "#33405e")
_EARTH = "#b39a72"


def _holes(on: Canvas) -> None:
    on.sky()
    on.land()
    on.road()
    for depth in (0.2, 0.42, 0.66, 0.88):
        x = 480 + on.draw.uniform(-260, 260) * depth
        y, wide = HORIZON + 390 * depth, (70 + on.draw.uniform(0, 45)) * depth
        if on.mended:
            on.box(x - wide, y - wide * 0.35, x + wide, y + wide * 0.35, "#515053", round_by=6)
        else:
            on.oval(x, y, wide * 1.15, wide * 0.42, "#8a857d")
            on.oval(x, y + 2, wide, wide * 0.34, "#3d3a38")
            on.oval(x + wide * 0.1, y + wide * 0.08, wide * 0.7, wide * 0.2, "#8d9aa0")


def _lamp(on: Canvas) -> None:
    on.sky(_NIGHT)
    on.land("#24301f")
    on.road("#2c2c33")
    for x in (60, 300, 690, 860):
        on.box(x, HORIZON - 60, x + 70, HORIZON + 8, "#1a1d26")
        on.box(x + 22, HORIZON - 40, x + 38, HORIZON - 22, "#d9b45b")
    if on.mended:
        for step in range(12):
            on.oval(620, 545, 330 - 24 * step, 84 - 6 * step, between("#2c2c33", "#e0c887", step / 14))
        for step in range(8):
            on.oval(660, 122, 84 - 9 * step, 62 - 7 * step, between("#2b3750", "#ffe9a8", step / 8))
    on.line([(790, 600), (790, 120), (770, 95), (660, 95)], "#8c8f98", 12)
    on.box(620, 88, 700, 112, "#b9bcc4", round_by=8)
    on.oval(660, 114, 30, 10, "#fff3c4" if on.mended else "#4a4d57")


def _waste(on: Canvas) -> None:
    on.sky()
    on.land()
    on.road()
    on.shape([(0, 420), (300, 420), (180, 640), (0, 640)], _EARTH)
    if on.mended:
        on.box(70, 400, 190, 560, "#2f6f4f", round_by=10)
        on.box(60, 380, 200, 412, "#265a40", round_by=8)
        return
    for _ in range(26):
        x, y = on.draw.uniform(20, 300), on.draw.uniform(400, 590)
        on.oval(
            x,
            y,
            on.draw.uniform(26, 52),
            on.draw.uniform(22, 40),
            on.draw.choice(("#2b2b30", "#3d4a63", "#e6e2da", "#8f2f2f", "#4a4a4f")),
        )
    for _ in range(18):
        x, y = on.draw.uniform(20, 360), on.draw.uniform(520, 630)
        on.box(
            x,
            y,
            x + on.draw.uniform(10, 26),
            y + on.draw.uniform(6, 14),
            on.draw.choice(("#d8d0bd", "#c95f3c", "#5b86b0")),
            round_by=3,
        )


def _flood(on: Canvas) -> None:
    on.sky(SKIES[1])
    on.land()
    for x in (90.0, 250.0, 650.0, 800.0):
        on.box(x, HORIZON - 70, x + 90, HORIZON + 60, "#d9c7a6")
        on.shape([(x - 14, HORIZON - 70), (x + 104, HORIZON - 70), (x + 45, HORIZON - 125)], "#a1553c")
        on.box(x + 34, HORIZON - 6, x + 58, HORIZON + 60, "#6d4c33")
    on.road()
    if on.mended:
        for side in (-1, 1):
            on.shape(
                [
                    (480 + side * 58, HORIZON),
                    (480 + side * 66, HORIZON),
                    (480 + side * 520, 640),
                    (480 + side * 450, 640),
                ],
                "#a9a49b",
            )
        return
    on.box(0, HORIZON + 40, *SIZE, "#8d8261")
    for _ in range(46):
        x, y = on.draw.uniform(-40, 940), on.draw.uniform(HORIZON + 50, 635)
        wide = on.draw.uniform(20, 110) * (y - HORIZON) / 390
        on.line([(x, y), (x + wide, y)], on.draw.choice(("#a99e7b", "#7b7153", "#b9b08f")), 3)
    on.line([(760, 300), (760, 470)], "#d8d4c8", 10)
    on.oval(760, 290, 34, 34, "#b3261e")


def _bridge(on: Canvas) -> None:
    on.sky()
    on.land()
    on.shape([(0, 330), (960, 330), (960, 640), (0, 640)], "#5f86a0")
    for wave in range(0, 960, 90):
        on.line([(wave, 360 + wave % 70), (wave + 60, 360 + wave % 70)], "#86a8be", 4)
    missing = set() if on.mended else set(on.draw.sample(range(3, 12), 4))
    for plank in range(14):
        near, far = 1 - plank / 14, 1 - (plank + 0.86) / 14
        if plank in missing:
            continue
        y, up = 290 + 350 * near, 290 + 350 * far
        on.shape(
            [
                (480 - 60 - 260 * near, y),
                (480 + 60 + 260 * near, y),
                (480 + 60 + 260 * far, up),
                (480 - 60 - 260 * far, up),
            ],
            "#8a6540" if plank % 2 else "#9a7550",
        )
    for side in (-1, 1):
        on.line([(480 + side * 64, 250), (480 + side * 330, 540)], "#5c4029", 12)
        for post in range(5):
            share = post / 4
            x, y = 480 + side * (64 + 266 * share), 290 + 330 * share
            on.line([(x, y), (x, y - 40 - 70 * share)], "#5c4029", 6 + 6 * share)


def _fallen(on: Canvas) -> None:
    on.sky()
    on.land()
    on.road()
    if on.mended:
        on.box(96, 430, 156, 480, "#6d4c33", round_by=6)
        on.oval(126, 430, 30, 12, "#c9a876")
        return
    on.line([(90, 500), (690, 430)], "#5c4029", 44)
    for x, y, wide in ((700, 420, 95), (790, 370, 85), (800, 460, 90), (640, 370, 60)):
        on.oval(x, y, wide, wide * 0.75, LEAVES)
    for _ in range(40):
        on.oval(
            on.draw.uniform(560, 900),
            on.draw.uniform(330, 540),
            16,
            10,
            on.draw.choice(("#5d8c48", "#3f6730", "#6f9b55")),
        )
    on.shape([(60, 470), (110, 450), (100, 560), (40, 545)], "#4b3421")


def _tap(on: Canvas) -> None:
    on.box(0, 0, *SIZE, on.draw.choice(("#d9d3c4", "#cfd8d6", "#e2d5c3")))
    for y in range(0, 640, 80):
        for x in range(-(y // 80 % 2) * 60, 960, 120):
            on.box(x + 3, y + 3, x + 117, y + 77, between("#d9d3c4", "#ffffff", on.draw.uniform(0.1, 0.4)), round_by=4)
    on.box(420, 150, 460, 230, "#8d9299")
    on.box(300, 190, 470, 236, "#a7adb5", round_by=16)
    on.line([(316, 214), (316, 290)], "#a7adb5", 36)
    on.box(380, 120, 500, 152, "#b3261e", round_by=10)
    if on.mended:
        on.box(302, 290, 330, 470, "#8fc3e0")
    on.shape([(200, 440), (440, 440), (410, 610), (230, 610)], "#2f5f9a")
    on.oval(320, 440, 120, 24, "#8fc3e0" if on.mended else "#1f3f68")


def _roof(on: Canvas) -> None:
    on.sky()
    on.box(0, 470, *SIZE, _EARTH)
    on.box(120, 250, 840, 500, "#efe3c4")
    on.shape([(80, 262), (880, 262), (790, 120), (170, 120)], "#a1553c")
    for x in (170, 330, 560, 720):
        on.box(x, 310, x + 90, 400, "#5b86b0")
        on.line([(x + 45, 310), (x + 45, 400)], "#efe3c4", 6)
    on.box(450, 330, 520, 500, "#6d4c33")
    on.line([(880, 130), (880, 520)], "#b9bcc4", 8)
    on.box(800, 134, 880, 160, "#c0392b")
    on.box(800, 160, 880, 186, "#ffffff")
    if not on.mended:
        on.shape([(300, 240), (350, 150), (430, 165), (470, 235), (400, 250)], "#3d2a20")
        for x in (330, 380, 430):
            on.line([(x, 165), (x - 6, 245)], "#8a6540", 7)


_DRAWN: dict[str, Callable[[Canvas], None]] = {
    "jalan": _holes,
    "lampu": _lamp,
    "sampah": _waste,
    "banjir": _flood,
    "jembatan": _bridge,
    "pohon": _fallen,
    "keran": _tap,
    "sekolah": _roof,
}
PAPER = "surat"
SCENES = frozenset(_DRAWN)
"""Names, as `demo.toml` gives them to topics."""


def beside(scene: str, *, mended: bool) -> Callable[[Canvas], None] | None:
    """What stands before it by chance, so that no two pictures of one scene are taken for the same."""
    if scene == PAPER:
        return None
    return vessels if scene == "keran" else workers if mended else passers_by


def drawn(scene: str, variant: int, *, mended: bool) -> bytes:
    """The same picture for the same; takes a thirtieth of a second. Once it is mended, nobody stands there yet."""

    def told(on: Canvas) -> None:
        _DRAWN[scene](on)
        if around := beside(scene, mended=False):
            around(on)

    draw_on = sheet if scene == PAPER else _DRAWN[scene] if mended else told
    return pictured(draw_on, chance(f"{scene} {variant}"), mended=mended)

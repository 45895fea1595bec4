"""A signed sheet on somebody's desk: what an office of the invented world sends where nothing can be photographed."""

from service.demo.canvas import SIZE, Canvas

_DESKS = ("#8a6b4f", "#6f7f86", "#a58b6a", "#4d5a52", "#c9b896", "#3d3a44")
_FOLDERS = ("#b3261e", "#28487a", "#2f6f4f", "#d9a63b", "#e9e4d6", "#20242c")


def sheet(on: Canvas) -> None:
    """Folders and things lie around it, no two desks alike."""
    draw = on.draw
    on.box(0, 0, *SIZE, draw.choice(_DESKS))
    for _ in range(draw.choice((1, 2, 3))):
        _folder(on)
    wide = draw.uniform(330, 520)
    left, top = draw.uniform(60, 900 - wide), draw.uniform(-120, 150)
    _page(on, left, top, wide / 440)
    for thing in draw.sample((_cup, _pen, _keyboard, _telephone), draw.choice((1, 2, 2, 3))):
        thing(on)


def _page(on: Canvas, left: float, top: float, scale: float) -> None:
    draw = on.draw

    def box(x: float, y: float, to_x: float, to_y: float, fill: str, round_by: float = 0) -> None:
        edges = (left + x * scale, top + y * scale, left + to_x * scale, top + to_y * scale)
        on.box(*edges, fill, round_by=round_by * scale)

    box(0, 0, 440, 620, draw.choice(("#f7f5ee", "#f2ecd9", "#e9edf2")))
    box(40, 34, 100, 94, draw.choice(("#8a1538", "#1f5c3a", "#28487a")), 30)
    box(120, 44, draw.uniform(300, 400), 60, "#3c3c3c")
    box(120, 70, draw.uniform(240, 360), 80, "#7a7a7a")
    y, end = 130.0, draw.uniform(260, 440)
    while y < end:
        box(40, y, draw.uniform(160, 400), y + 9, "#8b8b86")
        y += draw.choice((18, 18, 18, 34))
    if draw.random() < 0.4:  # a table
        for row in range(draw.choice((3, 4))):
            box(40, y + 24 * row, 400, y + 24 * row + 18, "#c9cfd6" if row else "#5d6f85")
        y += 110
    x, y = left + draw.uniform(120, 330) * scale, top + (y + 80) * scale
    on.oval(x, y, 62 * scale, 62 * scale, draw.choice(("#b9a7d6", "#a7b8d6")))
    on.oval(x, y, 44 * scale, 44 * scale, "#f7f5ee")
    on.line([(x - 40 + 20 * n, y + draw.uniform(-34, 34)) for n in range(7)], "#25305c", 4)


def _folder(on: Canvas) -> None:
    x, y, wide = on.draw.uniform(-200, 760), on.draw.uniform(-220, 460), on.draw.uniform(260, 480)
    fill, slant = on.draw.choice(_FOLDERS), on.draw.uniform(-70, 70)
    on.shape([(x, y), (x + wide, y + slant), (x + wide - slant, y + slant + 380), (x - slant, y + 380)], fill)


def _cup(on: Canvas) -> None:
    x, y, wide = on.draw.uniform(60, 900), on.draw.uniform(60, 580), on.draw.uniform(60, 100)
    on.oval(x, y, wide, wide, "#f4f1ea")
    on.oval(x, y, wide * 0.78, wide * 0.78, on.draw.choice(("#4a2c1a", "#a8683a")))


def _pen(on: Canvas) -> None:
    x, y = on.draw.uniform(60, 700), on.draw.uniform(60, 580)
    on.line([(x, y), (x + 260, y + on.draw.uniform(-120, 120))], on.draw.choice(("#1d1d24", "#28487a", "#b3261e")), 20)


def _keyboard(on: Canvas) -> None:
    x, y = on.draw.uniform(-200, 620), on.draw.choice((-60.0, 470.0, 520.0))
    on.box(x, y, x + 560, y + 190, "#26272d", round_by=14)
    for row in range(4):
        for key in range(11):
            on.box(x + 18 + key * 48, y + 16 + row * 42, x + 58 + key * 48, y + 50 + row * 42, "#3d3f48", round_by=5)


def _telephone(on: Canvas) -> None:
    x, y = on.draw.uniform(20, 780), on.draw.uniform(20, 380)
    on.box(x, y, x + 130, y + 250, "#15161a", round_by=20)
    on.box(x + 8, y + 14, x + 122, y + 236, on.draw.choice(("#2c3e55", "#7fa6c4", "#e3e7ea")), round_by=10)

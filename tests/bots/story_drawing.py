"""The story drawn as it looks on a phone: bubbles, buttons, photos and times, as SVG of our own."""

import textwrap
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.bots.story_told import Chapter, Said, clock, day

WIDTH = 360
EDGE, PAD, LINE, SIZE, SMALL = 12, 11, 19, 14.5, 11.5
WIDEST = 282
"""Of a bubble."""
HEADER, BUTTON, KEY = 58, 35, 36
KEYS = 3
"""Rows shown of the phone's own buttons."""
PICTURE = (226, 142)
VOICE = 46
_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
_WIDTHS = {
    "ijl'|": 222,
    " !,./:;It[]·": 278,
    "()-r`“”": 333,
    "ckJsvxyz": 500,
    "FTZ": 611,
    "ABEKPSVXY&": 667,
    "CDHNRUw": 722,
    "GOQ": 778,
    "mM": 833,
    "W%": 944,
    "★…—": 1000,
}
"""In thousandths of the size, as in Helvetica and whatever takes its place; 556 for all others."""
_WIDTH = {sign: width for signs, width in _WIDTHS.items() for sign in signs}
_BOLD = 1.07
_ART = {"voice-citizen": "voice", "photo-citizen": "hole", "photo-bot": "patch", "place-citizen": "map"}
_BARS = (3, 6, 4, 9, 13, 8, 5, 11, 14, 10, 6, 3, 5, 9, 12, 7, 4, 8, 11, 6, 3, 5, 7, 4, 2, 4, 3)
"""Half the heights of a voice note's wave."""
_PAINT = {
    "bot": 'rx="14" fill="#fff"',
    "citizen": 'rx="14" fill="#dcf2d0"',
    "day": 'rx="11.5" fill="#d8cfc0"',
    "note": 'rx="11.5" fill="#5f574c"',
    "quote": 'rx="4" fill="#c9e7ba"',
    "bar": 'rx="1.5" fill="#8a1538"',
    "shade": 'rx="8.5" fill="#000" fill-opacity=".6"',
    "button": 'rx="9" fill="#f8eff1" stroke="#c9a1ae"',
    "button-pressed": 'rx="9" fill="#8a1538"',
    "keyboard": 'fill="#d3cabb"',
    "key": 'rx="9" fill="#fff"',
    "key-pressed": 'rx="9" fill="#8a1538"',
}


class Line(NamedTuple):
    text: str
    x: float
    y: float
    kind: str
    """What the template draws it as: words, bold, time, note, label, ..."""


class Box(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass
class Drawing:
    """One chapter laid out; `height` is known at the end."""

    chapter: Chapter
    boxes: list[Box] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    height: float = HEADER + 14

    def box(self, x: float, y: float, width: float, height: float, kind: str) -> None:
        self.boxes.append(Box(round(x, 1), round(y, 1), round(width, 1), round(height, 1), kind))

    def line(self, text: str, x: float, y: float, kind: str) -> None:
        self.lines.append(Line(text, round(x, 1), round(y, 1), kind))


def drawn(chapter: Chapter, height: float = 0) -> str:
    """The SVG of a chapter, at least so high."""
    made = laid_out(chapter)
    files = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)
    files.trim_blocks = files.lstrip_blocks = True
    template = files.get_template("story.svg.jinja")
    words = template.render(
        made=made,
        described=told_in_words(chapter),
        width=WIDTH,
        height=round(max(made.height, height)),
        header=HEADER,
        art=_ART,
        bars=_BARS,
        paint={kind: " " + paint for kind, paint in _PAINT.items()},
    )
    return words.rstrip("\n") + "\n"


def laid_out(chapter: Chapter) -> Drawing:
    made = Drawing(chapter)
    for _, said in groupby(chapter.told, day):
        of_day = list(said)
        _pill(made, _day(of_day[0]), "day")
        for one in of_day:
            if one.who == "office":
                _pill(made, one.text, "note")
            else:
                _bubble(made, one)
    made.height += 10
    return made


def _day(one: Said) -> str:
    at = day(one)
    return f"{_DAYS[at.weekday()]}, {at.day} {_MONTHS[at.month - 1]}"


def _pill(made: Drawing, words: str, kind: str) -> None:
    """A line in the middle, between what was said."""
    width = measure(words, SMALL) + 24
    made.box((WIDTH - width) / 2, made.height, width, 23, kind)
    made.line(words, WIDTH / 2, made.height + 15.5, f"{kind}-words")
    made.height += 23 + 10


def _bubble(made: Drawing, one: Said) -> None:
    ours = one.who == "bot"
    rows = [(bold, line) for bold, words in _parts(one) for line in wrapped(words, bold)]
    inner = max([measure(line, SIZE, bold) for bold, line in rows], default=0)
    if one.shows:
        inner = max(inner, PICTURE[0] - 2 * PAD + 12)
    if one.answers:
        inner = max(inner, 190)
    if one.buttons:
        inner = WIDEST - 2 * PAD
    tail = measure(clock(one), SMALL) + 12
    beside = bool(rows) and measure(rows[-1][1], SIZE, rows[-1][0]) + tail <= WIDEST - 2 * PAD
    if beside:
        inner = max(inner, measure(rows[-1][1], SIZE, rows[-1][0]) + tail)
    width = min(inner, WIDEST - 2 * PAD) + 2 * PAD
    x, top = (EDGE if ours else WIDTH - EDGE - width), made.height
    y, place = top + 6, len(made.boxes)
    if one.answers:
        y = _quote(made, one.answers, x + PAD, y + 2, width - 2 * PAD)
    if one.shows:
        high = VOICE if one.shows == "voice" else PICTURE[1]
        made.box(x + 4, y - 2, width - 8, high, f"{one.shows}-{one.who}")
        y += high + 2
    linked = False
    for bold, line in rows:
        linked = line.startswith("https://") or (linked and " " not in line and line != "")
        made.line(line, x + PAD, y + 15, "bold" if bold else "link" if linked else "words")
        y += LINE if line else LINE / 2
    recorded = one.shows == "voice" and not rows
    y += 5 if beside else 17 if rows else 12 if recorded else 4
    kind = "over" if one.shows and not rows and not recorded else "time" if ours else "time-own"
    made.line(clock(one), x + width - PAD - (3 if kind == "over" else 0), y - 3.5 - (9 if kind == "over" else 0), kind)
    if kind == "over":
        made.boxes.append(Box(round(x + width - 50, 1), round(y - 24.5, 1), 41, 17, "shade"))
    made.boxes.insert(place, Box(round(x, 1), round(top, 1), round(width, 1), round(y - top + 2, 1), one.who))
    made.height = y + 2 + 4
    _buttons(made, one, x, width)
    made.height += 5


def _parts(one: Said) -> list[tuple[bool, str]]:
    """Its lines of text, and whether each is bold."""
    parts, at = [], 0
    for words in one.text.split("\n") if one.text else ():
        parts.append((at < one.head, words))
        at += len(words) + 1
    return parts


def _quote(made: Drawing, words: str, x: float, y: float, width: float) -> float:
    """What is replied to, shortened to a line."""
    made.box(x, y, width, 38, "quote")
    made.box(x, y, 3, 38, "bar")
    made.line("Tanggap Lampung", x + 10, y + 15.5, "quote-name")
    first = words.splitlines()[0]
    while measure(first, SMALL + 1) > width - 18:
        first = first.rstrip("… ")[:-1] + "…"
    made.line(first, x + 10, y + 31, "quote-words")
    return y + 38 + 3


def _buttons(made: Drawing, one: Said, x: float, width: float) -> None:
    for row in one.buttons:
        each = (width - 4 * (len(row) - 1)) / len(row)
        for place, label in enumerate(row):
            _button(made, x + place * (each + 4), each, BUTTON, label, one.pressed, "button")
        made.height += BUTTON + 4
    if one.keys:
        _keyboard(made, one)


def _keyboard(made: Drawing, one: Said) -> None:
    """The first of the phone's own buttons, over the whole width; that there are more is hinted at."""
    top, place = made.height, len(made.boxes)
    made.height += 6
    for row in one.keys[:KEYS]:
        each = (WIDTH - 2 * 6 - 4 * (len(row) - 1)) / len(row)
        for at, label in enumerate(row):
            _button(made, 6 + at * (each + 4), each, KEY, label, one.pressed, "key")
        made.height += KEY + 4
    if one.keys[KEYS:]:
        made.line("· · ·", WIDTH / 2, made.height + 9, "more")
        made.height += 16
    made.boxes.insert(place, Box(0, round(top, 1), WIDTH, round(made.height - top + 2, 1), "keyboard"))
    made.height += 10


def _button(made: Drawing, x: float, width: float, height: float, label: str, pressed: str, kind: str) -> None:
    kind = f"{kind}-pressed" if label == pressed else kind
    made.box(x, made.height, width, height, kind)
    shown = f"✓ {label}" if label == pressed else label
    made.line(shown, x + width / 2, made.height + height / 2 + 5, f"{kind}-label")


def measure(words: str, size: float, bold: bool = False) -> float:
    """About how wide words are; no font is asked, so that the picture is the same everywhere."""
    return sum(_WIDTH.get(sign, 556) for sign in words) / 1000 * size * (_BOLD if bold else 1)


def wrapped(words: str, bold: bool = False) -> list[str]:
    """Words in lines that fit in a bubble; what has no space is cut."""
    lines, line = [], ""
    for word in words.split(" "):
        longer = f"{line} {word}".strip()
        if measure(longer, SIZE, bold) <= WIDEST - 2 * PAD:
            line = longer
            continue
        lines += [line] if line else []
        line = word
        while measure(line, SIZE, bold) > WIDEST - 2 * PAD:
            fits = next(n for n in range(len(line), 0, -1) if measure(line[:n], SIZE, bold) <= WIDEST - 2 * PAD)
            lines, line = [*lines, line[:fits]], line[fits:]
    return [*lines, line]


def told_in_words(chapter: Chapter) -> str:
    """For whoever cannot see it: who says what, in order, shortened."""
    names = {"citizen": "Siti", "bot": "Bot", "office": "Office"}
    shown = {"photo": "a photo", "place": "a place on the map", "voice": "a voice note"}
    said = [f"{names[one.who]}: {shown.get(one.shows) or ''} {one.text}".replace("\n", " ") for one in chapter.told]
    return " ".join(textwrap.shorten(words, 160, placeholder=" …") for words in said)

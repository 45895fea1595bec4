"""What was said in the story, as pure values, and as a page to read."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

Who = Literal["citizen", "bot", "office"]
ZONE = ZoneInfo("Asia/Jakarta")
NAMES = {"citizen": "Siti", "bot": "Tanggap"}
_SHOWN = {"photo": "*(a photo)*", "place": "*(a place on the map)*", "voice": "*(a voice note)*"}


@dataclass
class Said:
    """One thing of the transcript; what the office does has words for readers of the page only.

    `shows` is photo, voice or place where it is not words alone; `answers` what it replies to; `pressed` the button of
    it, or below it, that was pressed. So many characters as `head` says are bold.
    """

    who: Who
    at: datetime
    text: str
    shows: str = ""
    buttons: tuple[tuple[str, ...], ...] = ()
    keys: tuple[tuple[str, ...], ...] = ()
    """The phone's own buttons below it."""
    pressed: str = ""
    answers: str = ""
    head: int = 0


@dataclass
class Chapter:
    """A part of the conversation, with a heading and a sentence for readers who do not speak its language."""

    name: str
    title: str
    gist: str
    told: list[Said] = field(default_factory=list)


def clock(one: Said) -> str:
    return f"{one.at.astimezone(ZONE):%H.%M}"


def day(one: Said) -> date:
    return one.at.astimezone(ZONE).date()


def page(chapters: list[Chapter], pictures: dict[str, str]) -> str:
    """The transcript in Markdown; `pictures` are the paths to a chapter's drawing, by its name."""
    lines = [
        "# A conversation with the bot",
        "",
        "Siti has Telegram and a hole in her road. This is what was said when the tests had the conversation, word for",
        "word and the same by polling and by webhook; only the code stands for one that is drawn anew each time. A",
        "check mark shows which button she pressed. `python -m tests.bots.story --write` writes this page anew.",
    ]
    last: date | None = None
    for chapter in chapters:
        lines += ["", f"## {chapter.title}", "", chapter.gist, ""]
        lines += [f'<img src="{pictures[chapter.name]}" width="360" alt="The same as a chat; the words stand below.">']
        for one in chapter.told:
            if day(one) != last:
                last = day(one)
                lines += ["", f"### {last:%A} {last.day} {last:%B} {last.year}"]
            lines += ["", *_entry(one)]
    return "\n".join(lines) + "\n"


def _entry(one: Said) -> list[str]:
    if one.who == "office":
        return [f"*{clock(one)}: {one.text}*"]
    lines = [f"**{clock(one)} {NAMES[one.who]}**", ""]
    if one.answers:
        lines += [f"> *in reply to:* {one.answers.splitlines()[0]}", ">"]
    if one.shows:
        lines += [f"> {_SHOWN[one.shows]}"] + ([">"] if one.text else [])
    told = one.text.splitlines()
    # Two spaces at the end keep a line of the chat a line of the page.
    ends = ["  " if line and below else "" for line, below in zip(told, [*told[1:], ""], strict=False)]
    lines += [f"> {line}{end}" if line else ">" for line, end in zip(told, ends, strict=True)]
    rows = [" · ".join(f"`{label}`{' ✓' if label == one.pressed else ''}" for label in row) for row in one.buttons]
    rows += [" · ".join(f"`{label}`{' ✓' if label == one.pressed else ''}" for label in row) for row in one.keys]
    return [*lines, *([">", *(f"> {row}  " for row in rows[:-1]), f"> {rows[-1]}"] if rows else [])]

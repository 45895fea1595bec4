"""Buttons that act on a case and not on a draft: what they hold, and how it is read back. Pure."""

from typing import Literal, NamedTuple, get_args
from uuid import UUID

from bots.replies import Button, Pressable, data_of
from foundation.language import Sentence

CaseChoice = Literal["yes", "no", "rate", "right", "wrong", "stop", "again", "take"]
"""`yes` and `no`: is it settled; `rate` with 1 to 5; `right` and `wrong`: a transcript, with the last 16 hex digits of
its recording's id; `stop` hearing of it; `again`: hear of it once more, with a link of one use; `take` it, for an
officer."""

NOBODY = UUID(int=0)
"""Subject of buttons that belong to no draft."""


class CasePress(NamedTuple):
    """What a button of a case holds.

    `shown` is what it was shown with: how often the case's answer had been disputed by then, or, of a transcript, the
    version of the event in which it was written.
    """

    choice: CaseChoice
    code: str
    shown: int
    value: str


def case_button(label: str | Sentence, choice: CaseChoice, code: str, shown: int = 0, value: str = "") -> Button:
    """A button about the case with this code (as stored, without hyphens)."""
    parts = (choice, code, value) if value else (choice, code)
    return Button(label, data_of(NOBODY, shown, ":".join(parts)))


def stars(code: str, disputes: int) -> tuple[Button, ...]:
    """A row of five: how well it was handled."""
    return tuple(case_button(f"{score} ★", "rate", code, disputes, str(score)) for score in range(1, 6))


def case_press(press: Pressable | None) -> CasePress | None:
    """The button as it was made; None for any other."""
    if press is None or press.subject != NOBODY.hex[-16:]:
        return None
    choice, _colon, rest = press.choice.partition(":")
    code, _colon, value = rest.partition(":")
    known: tuple[CaseChoice, ...] = get_args(CaseChoice)
    return next((CasePress(one, code, press.turn, value) for one in known if one == choice and code), None)

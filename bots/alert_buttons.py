"""The button that ends an alert, under each of its messages: what it holds, and how it is read back. Pure."""

from uuid import UUID

from bots.case_buttons import NOBODY
from bots.replies import Button, Pressable, about, data_of
from foundation.language import Sentence
from foundation.language import mark as _

STOP = _("Hentikan kabar ini")
_CHOICE = "alert:"


def alert_button(alert_id: UUID, label: str | Sentence = STOP) -> Button:
    """Ends the alert with this id, if it is the chat's own."""
    return Button(label, data_of(NOBODY, 0, f"{_CHOICE}{alert_id.hex}"))


def alert_press(press: Pressable | None) -> str:
    """The id of the alert that is to end, as hex; empty for any other button."""
    mine = press is not None and about(NOBODY, press) and press.choice.startswith(_CHOICE)
    return press.choice.removeprefix(_CHOICE) if press is not None and mine else ""

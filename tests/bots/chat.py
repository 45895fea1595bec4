"""A citizen in a chat with the conversation alone: says things, presses what is shown, and is answered."""

from datetime import date
from typing import Any

import msgspec

from bots.case_presses import reported
from bots.case_talk import for_case, text_for_case
from bots.conversation import Known, Turn, talk
from bots.draft import Draft, Said
from bots.hearing import heard
from bots.inputs import AnyInput, Commanded, NotedFile, Pinned, Pressed, Sent, Shared, Strange, Wrote
from bots.replies import Button, Reply
from complaints.kinds import Gap, Kind
from foundation.language import translated
from routing.advice import FoundPlace, Owner, Reading, Reason

TODAY = date(2026, 3, 13)
AREAS = (("18.71.01", "Kedaton"), ("18.71.02", "Rajabasa"), ("18.71.03", "Panjang"))
DANGER = "tertimbun"
WRONG = "pungli"


def read(draft: Draft) -> Reading:
    """A reader with a few words of its own, so that what is told decides what is missing."""
    text = draft.text.casefold()
    words = set(text.replace(",", " ").replace(".", " ").split())
    missing = []
    if not words & {"lubang", "lampu", "sampah", "banjir", "pencurian", DANGER, WRONG, "sekali"}:
        missing.append(Gap.WHAT)
    places = [
        FoundPlace(text.index(one), text.index(one) + len(one), one.title(), "jalan")
        for one in ("kartini",)
        if one in text
    ]
    if not (draft.placed or places):
        missing.append(Gap.WHERE)
    if "pencurian" in words and draft.happened_on is None:
        missing.append(Gap.WHEN)
    thanks = text.strip() == "terima kasih"
    return Reading(
        method="test",
        owners=(Owner("none:thanks", 1.0),) if thanks else (Owner("pu", 0.9),),
        kind=Kind.OVERSIGHT if "wewenang" in words else None,
        danger=(Reason(0, 4, 1.0, "danger"),) if DANGER in words else (),
        places=tuple(places),
        missing=tuple(missing),
        doubt="wrongdoing" if WRONG in words else None,
    )


class Chat:
    """`known` overrides what the conversation knows besides."""

    def __init__(self, **known: Any) -> None:
        self.draft: Draft | None = None
        self.known: dict[str, Any] = {
            "areas": AREAS,
            "emergency": (("112", "Darurat"), ("113", "Pemadam")),
            "name": "Sari",
        } | known
        self.turn = Turn(None)
        self.message = 0

    def send(self, sent: AnyInput) -> Turn:
        self.turn = talk(self.draft, sent, self.given(sent))
        self.draft = self.turn.draft
        return self.turn

    def given(self, sent: AnyInput) -> Known:
        known = Known(Reading("test"), TODAY, **self.known)
        about = known.case(known.about) is not None
        if for_case(self.draft, sent, about):
            told = Draft(said=(Said(1, text_for_case(self.draft, sent)),))
        else:
            told = reported(self.draft, sent) or heard(self.draft, sent).draft
        return msgspec.structs.replace(known, reading=read(told))

    def next(self) -> int:
        self.message += 2  # every other one is ours
        return self.message

    def says(self, text: str, **more: Any) -> str:
        self.send(Wrote(self.next(), text, **more))
        return self.shown

    def edits(self, message: int, text: str) -> str:
        self.send(Wrote(message, text, edited=True))
        return self.shown

    def photo(self, unique: str = "p", caption: str = "", album: str | None = None, **more: Any) -> str:
        file = msgspec.structs.replace(NotedFile("photo", f"id-{unique}", unique, "image/jpeg", 1000), **more)
        self.send(Sent(self.next(), file, caption, album))
        return self.shown

    def pins(self, latitude: float = -5.39, longitude: float = 105.26) -> str:
        self.send(Pinned(self.next(), latitude, longitude))
        return self.shown

    def commands(self, name: str, argument: str = "") -> str:
        self.send(Commanded(self.next(), name, argument))
        return self.shown

    def shares(self, phone: str, *, own: bool = True) -> str:
        self.send(Shared(self.next(), phone, own))
        return self.shown

    def sticker(self) -> str:
        self.send(Strange(self.next(), "sticker"))
        return self.shown

    def button(self, label: str) -> Button:
        found = [one for one in self.buttons if label in one.label]
        assert len(found) == 1, (label, [str(one.label) for one in self.buttons])
        return found[0]

    def presses(self, label: str | Button) -> str:
        button = self.button(label) if isinstance(label, str) else label
        self.send(Pressed(self.message + 1, button.data, "q"))
        return self.shown

    @property
    def buttons(self) -> list[Button]:
        return [button for reply in self.turn.replies for row in reply.buttons for button in row]

    @property
    def shown(self) -> str:
        return "\n".join(said(reply) for reply in self.turn.replies)


def said(reply: Reply, language: str = "id") -> str:
    return "\n".join(translated(language, line) for line in reply.lines)

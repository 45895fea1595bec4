"""The conversation, pure: a draft and what somebody sent become a draft and what the bot says."""

import msgspec

from bots import words as w
from bots.again import again, ask, led, near_to_show
from bots.alert_buttons import alert_press
from bots.answers import meant
from bots.asking import next_step, the_one
from bots.case_buttons import NOBODY, case_press
from bots.case_presses import chosen_of_pending, pressed_on_case
from bots.case_talk import for_case, pend, rest, spoken
from bots.commands import commanded
from bots.draft import Draft, Pending, Step
from bots.hearing import readable, said_in
from bots.inputs import AnyInput, Commanded, Pinned, Pressed, Sent, Shared, Strange, Wrote
from bots.presses import allowed, chosen
from bots.refusing import refused
from bots.replies import Reply, about, pressed
from bots.sealing_words import messages_of, sealed, sealed_case
from bots.telling import told
from bots.turns import Known, Near, Turn, Wish
from complaints.kinds import Status

__all__ = ["Known", "Near", "Turn", "Wish", "refused", "talk"]


def talk(draft: Draft | None, sent: AnyInput, known: Known) -> Turn:
    """One step of the conversation. From every state /batal and /bantuan work, and no input leads to a dead end."""
    match sent:
        case Commanded(name="lapor" | "report", argument=argument) if readable(argument):
            return _anew(draft, Wrote(sent.message, argument), known)
        case Commanded():
            return commanded(draft, sent, known)
        case Pressed():
            return _pressed(draft, sent, known)
        case Strange():
            return again(draft, known, w.STRANGE)
        case Wrote():
            return _wrote(draft, sent, known)
        case Shared() if draft is not None and draft.pending is not None:
            return again(draft, known, w.HELD_FIRST)
        case Sent() | Pinned() if for_case(draft, sent, known.case(known.about) is not None):
            return spoken(draft, sent, known)
    return told(draft, sent, known)


def _anew(draft: Draft | None, sent: Wrote, known: Known) -> Turn:
    """A report, as it was said to be: only what waits for a choice comes before it."""
    if draft is None or draft.pending is None:
        return _wrote(draft, sent, known)
    if draft.pending.holds:
        return again(draft, known, w.HELD_FIRST)
    return _wrote(rest(draft), sent, known)


def _wrote(draft: Draft | None, sent: Wrote, known: Known) -> Turn:
    text = readable(sent.text)
    if not text:
        return again(draft, known, w.STRANGE)
    if for_case(draft, sent, known.case(known.about) is not None):
        choice = None if sent.edited or sent.forwarded else meant(None, text)
        names = {"cancel": "batal", "help": "bantuan"}
        return commanded(draft, Commanded(sent.message, names[choice]), known) if choice else spoken(draft, sent, known)
    seen = draft is not None and said_in(draft, sent.message) is not None
    choice = None if sent.edited or sent.forwarded or seen else meant(draft.step if draft else None, text)
    if choice == "cancel":
        return commanded(draft, Commanded(sent.message, "batal"), known)
    if choice == "help":
        return commanded(draft, Commanded(sent.message, "bantuan"), known)
    if choice and draft is not None:
        return _chosen(draft, choice, sent, known)
    return told(draft, sent, known)


def _pressed(draft: Draft | None, sent: Pressed, known: Known) -> Turn:
    press = pressed(sent.data)
    if press and about(NOBODY, press) and press.choice.startswith("language:"):
        return commanded(draft, Commanded(sent.message, "bahasa", press.choice.partition(":")[2]), known)
    alert = alert_press(press)
    if alert:
        return commanded(draft, Commanded(sent.message, "kabar", alert), known)
    on_case = case_press(press)
    if on_case is not None:
        return pressed_on_case(draft, sent, on_case, known)
    subject, turn = (draft.id, draft.turn) if draft else (NOBODY, 0)
    if press is None or not about(subject, press) or press.turn != turn:
        return _old(draft, sent, known)
    if press.choice == "erase":
        return Turn(draft, wish="erase")
    if press.choice == "keep":
        return again(draft, known, w.ERASE_KEPT)
    if draft is not None and draft.pending is not None:
        mine = press.choice.startswith("case:")
        return chosen_of_pending(draft, press.choice, sent, known) if mine else _old(draft, sent, known)
    if press.choice == "resume":
        return again(draft, known)
    if draft is None or not allowed(draft.step, press.choice):
        return _old(draft, sent, known)
    return _chosen(draft, press.choice, sent, known)


def _old(draft: Draft | None, sent: Pressed, known: Known) -> Turn:
    """A button of an earlier draft or question: said so for a moment, then asked again."""
    asked = again(draft, known)
    return Turn(draft, (Reply((w.OLD_BUTTON,), toast=sent.query), *asked.replies))


def _chosen(draft: Draft, choice: str, sent: Pressed | Wrote, known: Known) -> Turn:
    verb, _colon, value = choice.partition(":")
    instead_of = sent.message if isinstance(sent, Pressed) else None
    if not allowed(draft.step, choice):
        return again(draft, known, w.CHOOSE)
    match verb:
        case "send":
            return _send(draft, known)
        case "cancel":
            return commanded(draft, Commanded(sent.message, "batal"), known)
        case "join":
            return Turn(draft, wish="join", wish_argument=value)
        case "add":
            return _added(draft, value or the_one(known), sent, known)
        case "link":
            return Turn(draft, wish="sealed_link")
        case "here":
            return ask(Draft(latest=draft.latest, turn=draft.turn + 1), known, instead_of=instead_of)
        case "confidential":
            return sealed(draft, sent)
        case "public":
            choice = "name"
    after = chosen(draft, choice, known)
    if after is None:
        needed = verb == "skip" and draft.step is Step.WHAT
        return again(draft, known, w.NEED_WORDS if needed else w.CHOOSE)
    if after[1] is not None:
        return Turn(after[0], (led(after[1], (), instead_of),))
    return ask(after[0], known, instead_of=instead_of)


def _added(draft: Draft, code: str, sent: Pressed | Wrote, known: Known) -> Turn:
    """All that was told is for a case: added, or where that is answered already, asked what it is."""
    case = known.case(code)
    if case is None or not case.own or not case.open:
        return again(draft, known, w.CHOOSE)
    if case.withheld:
        return sealed_case(None, case, messages_of(draft, sent))
    if case.status is Status.RESOLVED:
        held = Pending("choice", code, draft.said, draft.files, draft.album)
        instead_of = sent.message if isinstance(sent, Pressed) else None
        return pend(Draft(latest=draft.latest, turn=draft.turn), held, known, instead_of=instead_of)
    return Turn(draft, wish="add", wish_argument=code)


def _send(draft: Draft, known: Known) -> Turn:
    """Wished only for a draft that lacks nothing; what was found missing or alike meanwhile comes first."""
    if draft.visibility is not None and draft.told and not near_to_show(draft, known):
        return Turn(draft, wish="file")
    return ask(msgspec.structs.replace(draft, step=next_step(draft, known), turn=draft.turn + 1), known)

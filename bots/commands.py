"""Commands: from every state they work, and only /batal touches the draft."""

from bots import words as w
from bots.again import again, led
from bots.asking import question
from bots.case_asking import draft_waits
from bots.case_buttons import NOBODY
from bots.case_talk import rest
from bots.draft import Draft
from bots.inputs import Commanded
from bots.replies import Button, Reply, data_of
from bots.turns import Known, Turn
from complaints.ticket import show
from foundation.language import LANGUAGES, Sentence

_ALSO = {
    "cancel": "batal",
    "help": "bantuan",
    "mine": "aduan",
    "alerts": "kabar",
    "language": "bahasa",
    "delete_my_data": "hapus_data",
    "report": "lapor",
}
_SPOKEN = {"id": "Bahasa Indonesia", "en": "English"}


def commanded(draft: Draft | None, sent: Commanded, known: Known) -> Turn:
    """What a command does. One nobody knows is answered kindly."""
    argument = sent.argument.strip()
    match _ALSO.get(sent.name, sent.name):
        case "batal" if draft is not None and draft.pending is not None:
            after = rest(draft)
            left = Reply((Sentence(w.LEFT, code=show(draft.pending.code)),))
            return Turn(after, (left, *draft_waits(after)))
        case "batal":
            return Turn(None, (Reply((w.CANCELLED if draft else w.NOTHING_TO_CANCEL,)),), wish="cancel")
        case "bantuan":
            asked = (led(question(draft, known), ()),) if draft else ()
            return Turn(draft, (Reply(w.HELP), *asked), wish="help")
        case "status":
            return Turn(draft, wish="status", wish_argument=argument)
        case "aduan":
            return Turn(draft, wish="mine")
        case "kabar":
            return Turn(draft, wish="alerts", wish_argument=argument)
        case "bahasa":
            return _language(draft, argument.casefold())
        case "hapus_data":
            return Turn(draft, (_erase(draft),))
        case "start" if argument:
            return Turn(draft, wish="start", wish_argument=argument)
        case "start":
            return again(draft, known, w.WELCOME)
        case "lapor":
            pending = draft.pending if draft else None
            return again(rest(draft) if draft and pending and not pending.holds else draft, known)
    return again(draft, known, w.UNKNOWN_COMMAND)


def _language(draft: Draft | None, argument: str) -> Turn:
    if argument in LANGUAGES:
        return Turn(draft, wish="language", wish_argument=argument)
    choices = tuple(Button(_SPOKEN[one], data_of(NOBODY, 0, f"language:{one}")) for one in LANGUAGES)
    return Turn(draft, (Reply((w.ASK_LANGUAGE,), (choices,)),))


def _erase(draft: Draft | None) -> Reply:
    subject, turn = (draft.id, draft.turn) if draft else (NOBODY, 0)
    choices = (
        (Button(w.B_ERASE, data_of(subject, turn, "erase")),),
        (Button(w.B_KEEP, data_of(subject, turn, "keep")),),
    )
    return Reply((w.ASK_ERASE,), choices)

"""What must not stay in a chat: words about wrongdoing in office, and whatever is to be confidential."""

from collections.abc import Iterable

from bots import words as w
from bots.asking import sealed_buttons
from bots.draft import Draft, Step
from bots.inputs import AnyInput, Pressed, Sent
from bots.replies import Reply
from bots.turns import Act, Case, Known, Turn
from complaints.kinds import Kind
from complaints.ticket import show
from foundation.language import Sentence


def told_of_wrongdoing(known: Known) -> bool:
    """Whether somebody in office seems to be accused, or the report to be one for those who oversee."""
    return known.reading.doubt == "wrongdoing" or known.reading.kind is Kind.OVERSIGHT


def calls(known: Known) -> tuple[str, ...]:
    """Whom to call first, where a life is in danger."""
    if not known.reading.danger or not known.emergency:
        return ()
    lines = (Sentence(w.CALL_LINE, number=number, who=who) for number, who in known.emergency[:6])
    return (w.CALL_FIRST, *lines, w.CALL_TOO)


def sealed_case(draft: Draft | None, case: Case | None, messages: tuple[int, ...], first: Iterable[str] = ()) -> Turn:
    """What was told of a case is not taken, and is to vanish from the chat; its page, which is sealed, is told.

    Of a case that is none of this chat any more the web form is.
    """
    if case is None:
        return Turn(draft, (Reply((*first, w.SEALED, w.SEALED_STILL)),), wish="sealed_link", forget=messages)
    reply = Reply((*first, Sentence(w.SEALED_CASE, code=show(case.code))), about=case.id)
    return Turn(draft, (reply,), act=Act("page", case.code), forget=messages)


def sealed(draft: Draft, sent: AnyInput, first: tuple[str, ...] = ()) -> Turn:
    """Everything told is forgotten, and a link to the web form is wished. `first` is said before anything else.

    The draft that is left is another one, so that no button, file or late photo of the old finds anything of it.
    """
    album = sent.album if isinstance(sent, Sent) and sent.album else draft.album
    empty = Draft(step=Step.SEALED, turn=draft.turn + 1, album=album, latest=max(draft.latest, sent.message))
    instead_of = sent.message if isinstance(sent, Pressed) else None
    reply = Reply((*first, w.SEALED, w.SEALED_EMPTIED), sealed_buttons(empty), instead_of=instead_of)
    return Turn(empty, (reply,), wish="sealed_link", forget=messages_of(draft, sent))


def still_sealed(draft: Draft, sent: AnyInput, first: tuple[str, ...] = ()) -> Turn:
    """Something came although it had been said that it is not for a chat: it is not taken."""
    late = isinstance(sent, Sent) and sent.album is not None and sent.album == draft.album
    reply = Reply((*first, w.SEALED_STILL), sealed_buttons(draft))
    return Turn(draft, () if late else (reply,), forget=messages_of(Draft(), sent))


def messages_of(draft: Draft, sent: AnyInput) -> tuple[int, ...]:
    """The messages in which the draft was told, and the one that came now."""
    told = {one.message for one in draft.said} | {one.message for one in draft.files}
    return tuple(sorted(told if isinstance(sent, Pressed) else told | {sent.message}))

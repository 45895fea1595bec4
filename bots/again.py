"""Saying something and asking the present question once more, without a change of the draft."""

from collections.abc import Iterable

import msgspec

from bots import words as w
from bots.asking import near_found, question
from bots.draft import Draft, Step
from bots.replies import Reply
from bots.turns import Known, Turn
from complaints.kinds import Kind, Visibility


def again(draft: Draft | None, known: Known, *first: str) -> Turn:
    """The words, then the question that is open; without a draft an invitation to tell something."""
    if draft is None:
        return Turn(None, (Reply((*first, w.INVITE)),))
    return Turn(draft, (led(question(draft, known), first),))


def ask(draft: Draft, known: Known, first: Iterable[str] = (), instead_of: int | None = None) -> Turn:
    """The draft with the question of its step. Likely duplicates come once before the draft is first shown whole."""
    if draft.step is Step.REVIEW and near_to_show(draft, known):
        draft = msgspec.structs.replace(draft, near_shown=True)
        reply = near_found(draft, known)
    else:
        reply = question(draft, known)
    return Turn(draft, (led(reply, first, instead_of),))


def led(reply: Reply, first: Iterable[str], instead_of: int | None = None) -> Reply:
    """The reply with words before its own. What shows the phone's keyboard cannot take another message's place."""
    keyboard = reply.asks_place or reply.asks_phone
    return msgspec.structs.replace(
        reply, lines=(*first, *reply.lines), instead_of=None if keyboard else instead_of or reply.instead_of
    )


def near_to_show(draft: Draft, known: Known) -> bool:
    """Whether likely duplicates are still to be shown. Of what few may know nobody else is told that it was asked."""
    few = draft.visibility is Visibility.CONFIDENTIAL or known.reading.kind is Kind.OVERSIGHT
    return bool(known.near) and not draft.near_shown and not few

"""Something told, by words, a file, a place or a number: what it answers, what it adds, and what is asked next."""

import re
from collections.abc import Sequence
from datetime import date

import msgspec

from bots import words as w
from bots.again import again, ask
from bots.answers import ANSWER, day_in
from bots.asking import next_step, place_read
from bots.draft import Draft, Step
from bots.hearing import Heard, heard, readable, said_in
from bots.inputs import Pinned, Sent, Shared, Wrote
from bots.replies import Reply
from bots.sealing_words import calls, sealed, still_sealed, told_of_wrongdoing
from bots.turns import Known, Turn
from complaints.kinds import Visibility
from foundation.language import Sentence

NAME_LIMIT = 120
_KEEPING = (Step.NAME, Step.PHONE, Step.ADDITION)
"""Questions that a further file or place does not answer."""
Told = Wrote | Sent | Pinned | Shared


def told(draft: Draft | None, sent: Told, known: Known) -> Turn:
    """The turn that follows on something told."""
    if draft is None and isinstance(sent, Wrote) and not sent.forwarded and known.thanks:
        return Turn(None, (Reply((w.THANKS,)),))
    if isinstance(sent, Shared) and not sent.own:
        return again(draft, known, w.PHONE_OTHERS)
    if draft is not None and draft.step is Step.SEALED:
        return still_sealed(draft, sent, calls(known))
    taken = heard(draft, sent)
    urgent = () if taken.draft.danger else calls(known)
    if taken.draft.worded and told_of_wrongdoing(known):
        return sealed(taken.draft, sent, urgent)
    after = msgspec.structs.replace(taken.draft, danger=taken.draft.danger or bool(known.reading.danger))
    first = (*urgent, *taken.remarks)
    if isinstance(sent, Wrote) and not sent.edited and not sent.forwarded and draft is not None:
        if draft.step is Step.NAME and said_in(draft, sent.message) is None:
            return _named(after, readable(sent.text), known, first)
        if draft.step is Step.PHONE and said_in(draft, sent.message) is None:
            return _phoned(after, readable(sent.text), known, first)
        if taken.new:
            after = _answered(after, readable(sent.text), known)
    if draft is not None and taken.new and isinstance(sent, Wrote | Sent) and sent.edited:
        after = _corrected(draft, after, sent.message, known.today)
    if taken.quiet and not first:
        return Turn(after)
    if isinstance(sent, Shared):
        first = (*first, w.PHONE_KEPT)
    step = _step_after(draft, after, sent, known)
    after = msgspec.structs.replace(after, step=step, turn=after.turn + 1)
    return ask(after, known, (*first, *_places(after, taken, known)))


def _step_after(draft: Draft | None, after: Draft, sent: Told, known: Known) -> Step:
    if draft is None and known.offered and not isinstance(sent, Shared):
        return Step.ADDITION
    if draft is not None and draft.step in _KEEPING:
        keeps = draft.step is not Step.ADDITION or known.offered
        if keeps and not (draft.step is Step.PHONE and isinstance(sent, Shared)):
            return draft.step
    return next_step(after, known)


def _places(after: Draft, taken: Heard, known: Known) -> Sequence[str]:
    """What was recognised in the words, where the place is not asked for and the draft is not shown whole."""
    if not taken.new or after.placed or after.step not in (Step.WHEN, Step.WHO):
        return ()
    read = place_read(known)
    return (read,) if read else ()


def _answered(draft: Draft, text: str, known: Known) -> Draft:
    """Words as the answer to the open question, where they are short enough to be one."""
    if len(text) > ANSWER or "\n" in text:
        return draft
    put = msgspec.structs.replace
    if draft.step is Step.WHERE:
        area = next((code for code, name in known.areas if name.casefold() == text.casefold()), None)
        return put(draft, area=area, address=None if area else _line(text), latitude=None, longitude=None)
    if draft.step is Step.WHEN:
        day = day_in(text, known.today)
        return put(draft, happened_on=day or draft.happened_on, skipped=draft.skipped | {Step.WHEN})
    return draft


def _named(draft: Draft, text: str, known: Known, first: Sequence[str]) -> Turn:
    name = _line(text)
    if len(name) > NAME_LIMIT or "\n" in text or not any(character.isalpha() for character in name):
        return again(draft, known, *first, Sentence(w.NAME_TOO_LONG, limit=NAME_LIMIT))
    return _next(msgspec.structs.replace(draft, name=name, visibility=Visibility.PUBLIC), known, first)


def _phoned(draft: Draft, text: str, known: Known, first: Sequence[str]) -> Turn:
    if not re.fullmatch(r"\+?[\s().-]*(?:[0-9][\s().-]*){8,15}", text):
        return again(draft, known, *first, w.PHONE_WRONG)
    return _next(msgspec.structs.replace(draft, phone=_line(text)[:30]), known, first)


def _next(draft: Draft, known: Known, first: Sequence[str]) -> Turn:
    return ask(msgspec.structs.replace(draft, step=next_step(draft, known), turn=draft.turn + 1), known, first)


def _corrected(before: Draft, after: Draft, message: int, today: date) -> Draft:
    """The edit of an answer corrects what was made of the answer too."""
    old, new = said_in(before, message), said_in(after, message)
    if old is None or new is None:
        return after
    if before.address == _line(old):
        after = msgspec.structs.replace(after, address=_line(new)[:300])
    if before.happened_on is not None and before.happened_on == day_in(old, today):
        after = msgspec.structs.replace(after, happened_on=day_in(new, today))
    return after


def _line(text: str) -> str:
    return " ".join(text.split())

"""What is told about a case that was filed: by replying to what told of it, by an edit, or because it was asked for."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import msgspec

from bots import words as w
from bots.again import again, led
from bots.answers import only_thanks
from bots.case_asking import draft_waits, pending_question, stands
from bots.draft import Draft, Noted, Pending, Said, messages_of
from bots.hearing import FILE_LIMIT, TEXT_LIMIT, readable
from bots.inputs import AnyInput, Pinned, Sent, Wrote
from bots.replies import Reply
from bots.sealing_words import calls, sealed_case, told_of_wrongdoing
from bots.turns import Act, Case, Deed, Known, Turn
from complaints.kinds import Status
from foundation.language import Sentence

PATIENCE = timedelta(days=1)
"""Later than this after they were asked for, words are no longer taken for what was asked without asking again."""
FILES = 10
"""Of one addition."""
POINT = "Titik peta {latitude:.5f}, {longitude:.5f}"
"""A place sent about a case, as officers read it."""
Spoken = Wrote | Sent | Pinned


class Taken(NamedTuple):
    """What there is to tell of a case; `remarks` say what could not be taken."""

    said: tuple[Said, ...]
    files: tuple[Noted, ...]
    remarks: tuple[str | Sentence, ...] = ()


def for_case(draft: Draft | None, sent: AnyInput, about: bool) -> bool:
    """Whether it is for a case and not for the draft. `about`: the message it replies to or edits belongs to a case."""
    pending = draft.pending if draft else None
    if isinstance(sent, Pinned):
        return pending is not None
    if not isinstance(sent, Wrote | Sent):
        return False
    if sent.edited:
        return not (draft is not None and draft.holds(sent.message)) and (about or pending is not None)
    return pending is not None or (about and sent.replies_to is not None)


def text_for_case(draft: Draft | None, sent: AnyInput) -> str:
    """All the words told of the case with this message: what is read in them decides as it does for a draft."""
    pending = draft.pending if draft else None
    said = taken(pending.said if pending else (), (), sent).said if isinstance(sent, Spoken) else ()
    return "\n".join(one.text for one in said)


def taken(said: tuple[Said, ...], files: tuple[Noted, ...], sent: Spoken) -> Taken:
    """What waits already, with what was sent now; an edit takes the place of what its message said."""
    text = _text(sent)
    remarks: list[str | Sentence] = []
    if text:
        others = tuple(one for one in said if one.message != sent.message)
        after = tuple(sorted((*others, Said(sent.message, text)), key=lambda one: one.message))
        if sum(len(one.text) + 1 for one in after) > TEXT_LIMIT:
            remarks.append(Sentence(w.TEXT_FULL, longest=f"{TEXT_LIMIT:,}".replace(",", ".")))
        else:
            said = after
    if isinstance(sent, Sent):
        if sent.file.size > FILE_LIMIT:
            remarks.append(w.FILE_TOO_BIG)
        elif len(files) >= FILES:
            remarks.append(Sentence(w.FILES_FULL, count=FILES))
        elif all(one.file.unique != sent.file.unique for one in files):
            files = (*files, Noted(sent.message, sent.file, sent.album))
    return Taken(said, files, tuple(remarks))


def spoken(draft: Draft | None, sent: Spoken, known: Known) -> Turn:
    """The turn that follows on something told of a case."""
    pending = draft.pending if draft else None
    edited = not isinstance(sent, Pinned) and sent.edited
    waits = pending is not None and sent.message in pending.messages
    if edited and not waits:
        return _corrected(draft, sent, known)
    replied = known.about if not isinstance(sent, Pinned) and sent.replies_to is not None and not waits else None
    if draft is not None and pending is not None and replied in (None, pending.code):
        return _more(draft, pending, sent, known)
    case = known.case(replied)
    return again(draft, known) if case is None else _addressed(draft, case, taken((), (), sent), sent, known)


def rest(draft: Draft) -> Draft | None:
    """The draft without what was pending; None where there was nothing else."""
    after = msgspec.structs.replace(draft, pending=None, turn=draft.turn + 1)
    return None if after.blank else after


def pend(
    draft: Draft | None, pending: Pending, known: Known, first: Sequence[str] = (), instead_of: int | None = None
) -> Turn:
    """From now on words are for the case, until it is done with."""
    base = draft or Draft()
    after = msgspec.structs.replace(base, pending=pending, turn=base.turn + 1)
    return Turn(after, (led(pending_question(after, known), first, instead_of),))


def failed(draft: Draft | None, act: Act, why: str, known: Known) -> Turn:
    """It could not be done: said so, and what was told waits for another choice."""
    pending = draft.pending if draft else None
    if not act.said and not act.files:
        return Turn(draft, (Reply((why,)),))
    if pending is not None and pending.holds and pending.code != act.code:
        return Turn(draft, (Reply((why, w.SEND_AGAIN)),))
    return pend(draft, Pending("choice", act.code, act.said, act.files), known, (why,))


def _text(sent: Spoken) -> str:
    match sent:
        case Wrote():
            return readable(sent.text)
        case Sent():
            return readable(sent.caption)
    name = " ".join(readable(sent.name).split())
    point = POINT.format(latitude=sent.latitude, longitude=sent.longitude)
    return f"{point} ({name[:300]})" if name else point


def _corrected(draft: Draft | None, sent: Spoken, known: Known) -> Turn:
    """An edit of what was filed or added; whether it changes anything is seen where the words lie."""
    case = known.case(known.about)
    if case is None:
        return again(draft, known, w.EDIT_UNKNOWN)
    said, files, remarks = taken((), (), sent)
    first = (*calls(known), *remarks)
    if said and told_of_wrongdoing(known):
        return sealed_case(draft, case, (sent.message,), first)
    lead = (Reply(first),) if first else ()
    return Turn(draft, lead, act=Act("correct", case.code, said, files))


def _addressed(draft: Draft | None, case: Case, told: Taken, sent: Spoken, known: Known) -> Turn:
    pending = draft.pending if draft else None
    first = (*calls(known), *told.remarks)
    if case.withheld or (told.said and told_of_wrongdoing(known)):
        return sealed_case(draft, case, (sent.message,), first)
    if not told.said and not told.files:
        return Turn(draft, (Reply(first or (w.STRANGE,)),))
    if not told.files and all(only_thanks(one.text) for one in told.said):
        # Never an answer, and nothing an officer has to read.
        return Turn(draft, (Reply((w.WELCOME_BACK,)), stands(case)))
    if case.addable:
        lead = (Reply(first),) if first else ()
        return Turn(draft, lead, act=Act("add", case.code, told.said, told.files))
    if draft is not None and pending is not None and pending.holds:
        return Turn(draft, (led(pending_question(draft, known), (*first, w.HELD_FIRST)),))
    return pend(draft, Pending("choice", case.code, told.said, told.files, _album(sent)), known, first)


def _more(draft: Draft, pending: Pending, sent: Spoken, known: Known) -> Turn:
    """Something for the case that comes first."""
    told, case = taken(pending.said, pending.files, sent), known.case(pending.code)
    first = (*calls(known), *told.remarks)
    if (case is not None and case.withheld) or (told.said and told_of_wrongdoing(known)):
        messages = {*messages_of(told.said, told.files), sent.message}
        return sealed_case(rest(draft), case, tuple(sorted(messages)), first)
    album = _album(sent)
    quiet = album is not None and album == pending.album and not first
    held = msgspec.structs.replace(pending, said=told.said, files=told.files, album=album or pending.album)
    if pending.want != "choice" and held.told:
        if pending.on is not None and known.today - pending.on > PATIENCE:
            return pend(draft, msgspec.structs.replace(held, want="choice"), known, first)
        return given(draft, held, known, first)
    if quiet:
        return Turn(msgspec.structs.replace(draft, pending=held))
    return pend(draft, held, known, first)


def given(draft: Draft, pending: Pending, known: Known, first: Sequence[str] = (), message: int | None = None) -> Turn:
    """The reason or the words of a recording are there; where the case has moved on, what to do with them is asked."""
    case = known.case(pending.code)
    wanted = case is not None and case.own
    if pending.want == "transcript":
        wanted = wanted and case is not None and case.open
    else:
        wanted = wanted and case is not None and case.status is Status.RESOLVED
    if not wanted:
        return pend(draft, msgspec.structs.replace(pending, want="choice"), known, first)
    after = rest(draft)
    what: Deed = "transcript" if pending.want == "transcript" else "dispute"
    act = Act(what, pending.code, pending.said, pending.files, message=message)
    return Turn(after, (Reply(tuple(first)),) if first else (), act=act, then=draft_waits(after))


def _album(sent: Spoken) -> str | None:
    return sent.album if isinstance(sent, Sent) else None

"""What the bot waits for next, and how it asks for it."""

from bots import words as w
from bots.case_asking import pending_question
from bots.draft import Draft, Step
from bots.hearing import is_photo
from bots.replies import Button, Reply, data_of
from bots.showing import review
from bots.turns import Known
from complaints.kinds import Gap, Status
from complaints.ticket import show
from foundation.language import Sentence

_NO_COMPLAINT = ("thanks", "test", "spam")
_LABEL = 40
"""Characters of a name on a button."""


def next_step(draft: Draft, known: Known) -> Step:
    """What is missing first; `REVIEW` where nothing is. A voice note alone leaves nothing to ask but whose it is."""
    gaps = _gaps(draft, known)
    if not draft.told or (Gap.WHAT in gaps and Step.WHAT not in draft.skipped):
        return Step.WHAT
    if Gap.WHERE in gaps and not draft.placed and Step.WHERE not in draft.skipped:
        return Step.WHERE
    if Gap.WHEN in gaps and draft.happened_on is None and Step.WHEN not in draft.skipped:
        return Step.WHEN
    return Step.WHO if draft.visibility is None else Step.REVIEW


def _gaps(draft: Draft, known: Known) -> tuple[Gap, ...]:
    first = known.reading.first
    if draft.voiced or (first and first.nothing in _NO_COMPLAINT):
        return ()
    return known.reading.missing


def question(draft: Draft, known: Known) -> Reply:
    """What is asked at the draft's step, unless a case comes first. At `REVIEW` that is the whole draft."""
    if draft.pending is not None:
        return pending_question(draft, known)
    match draft.step:
        case Step.WHAT:
            return _what(draft)
        case Step.WHERE:
            return _where(draft, known)
        case Step.WHEN:
            return _when(draft)
        case Step.WHO:
            return _who(draft, known)
        case Step.NAME:
            return Reply((w.ASK_NAME,), (_row(draft, ("skip", w.B_NO_NAME)),))
        case Step.PHONE:
            return Reply((w.ASK_PHONE,), (_row(draft, ("skip", w.B_NO_PHONE)),), asks_phone=True)
        case Step.ADDITION:
            return _addition(draft, known)
        case Step.SEALED:
            return Reply((w.SEALED_STILL,), sealed_buttons(draft))
        case Step.REVIEW:
            return review(draft, known)


def place_read(known: Known) -> Sentence | None:
    """The places that were recognised in the words; None where there are none."""
    names = tuple(dict.fromkeys(place.name for place in known.reading.places))[:3]
    return Sentence(w.PLACE_READ, place=", ".join(names)[:200]) if names else None


def sealed_buttons(draft: Draft) -> tuple[tuple[Button, ...], ...]:
    return _rows(draft, ("link", w.B_LINK), ("here", w.B_HERE))


def _what(draft: Draft) -> Reply:
    if draft.visibility is not None and draft.told:
        return Reply((w.ASK_AGAIN_WHAT,), _rows(draft, ("anew", w.B_ANEW), ("back", w.B_BACK)))
    if draft.worded:
        return Reply((w.ASK_WHAT_MORE,), (_row(draft, ("skip", w.B_GO_ON)),))
    if draft.files:
        return Reply((w.ASK_WHAT_PHOTO,))
    return Reply((w.ASK_WHAT_PLACE if draft.placed else w.ASK_WHAT,))


def _where(draft: Draft, known: Known) -> Reply:
    rows = [_row(draft, *pair) for pair in _pairs([(f"area:{code}", name) for code, name in known.areas])]
    if known.photo_place:
        rows.append(_row(draft, ("photo", w.B_PHOTO_PLACE)))
    if draft.placed:
        rows.append(_row(draft, ("none", w.B_NO_PLACE), ("back", w.B_BACK)))
    else:
        rows.append(_row(draft, ("skip", w.B_SKIP)))
    return Reply((w.ASK_AGAIN_WHERE if draft.placed else w.ASK_WHERE,), tuple(rows), asks_place=True)


def _when(draft: Draft) -> Reply:
    days = _row(draft, ("today", w.B_TODAY), ("yesterday", w.B_YESTERDAY))
    changing = draft.happened_on is not None
    other = (("none", w.B_NO_DAY), ("back", w.B_BACK)) if changing else (("skip", w.B_SKIP),)
    return Reply((w.ASK_WHEN,), (days, _row(draft, *other)))


def _who(draft: Draft, known: Known) -> Reply:
    name = " ".join((draft.name or known.name or "").split())[:_LABEL]
    if name:
        named = [("named", Sentence(w.B_PUBLIC_AS, name=name)), ("name", w.B_PUBLIC_NAMED)]
    else:
        named = [("name", w.B_PUBLIC), ("unnamed", w.B_UNNAMED)]
    rows = _rows(draft, *named, ("anonymous", w.B_ANONYMOUS), ("confidential", w.B_CONFIDENTIAL))
    if draft.visibility is not None:
        rows = (*rows, _row(draft, ("phone", w.B_PHONE), ("back", w.B_BACK)))
    return Reply((w.ASK_WHO, w.WHO_PUBLIC, w.WHO_ANONYMOUS, w.WHO_CONFIDENTIAL), rows)


def _addition(draft: Draft, known: Known) -> Reply:
    """Which of their cases it is for: first that in which something was asked of them."""
    offered, asks = known.offered, [case for case in known.offered if case.asks]
    lines: tuple[str, ...] = (w.ASK_WHICH,)
    if len(asks) == 1:
        answer = asks[0].status is Status.WAITING
        lines = (Sentence(w.ASK_ANSWER if answer else w.ASK_COMPLETION, code=show(asks[0].code)),)
    elif len(offered) == 1:
        lines = (Sentence(w.ASK_ADDITION, code=show(offered[0].code)),)
    rows = []
    for case in offered:
        label = w.B_ANSWER if len(asks) == 1 and case is asks[0] else Sentence(w.B_ADD, code=show(case.code))
        rows.append((f"add:{case.code}", label))
    return Reply(lines, _rows(draft, *rows, ("new", w.B_NEW)))


def the_one(known: Known) -> str:
    """The case that “ini tambahan” means without naming it; empty where it could be one of several."""
    offered, asks = known.offered, [case for case in known.offered if case.asks]
    return asks[0].code if len(asks) == 1 else offered[0].code if len(offered) == 1 else ""


def files_menu(draft: Draft) -> Reply:
    """The files of the draft, to be taken out."""
    rows = [
        _row(
            draft,
            (f"drop:{number}", Sentence(w.B_REMOVE if is_photo(one.file) else w.B_REMOVE_FILE, number=number + 1)),
        )
        for number, one in enumerate(draft.files)
    ]
    if draft.files:
        rows.append(_row(draft, ("drop:all", w.B_REMOVE_ALL), ("back", w.B_BACK)))
    else:
        rows.append(_row(draft, ("back", w.B_BACK)))
    return Reply((w.ASK_AGAIN_FILES,), tuple(rows))


def near_found(draft: Draft, known: Known) -> Reply:
    """Likely duplicates, shown once: join one of them, or go on."""
    near = known.near[:3]
    lines = [
        Sentence(w.NEAR_LINE, number=number, beginning=one.beginning[:200], joined=one.joined)
        for number, one in enumerate(near, 1)
    ]
    join = [(f"join:{one.code}", Sentence(w.B_JOIN, number=number)) for number, one in enumerate(near, 1)]
    return Reply((w.NEAR, *lines), _rows(draft, *join, ("back", w.B_DIFFERENT)))


def _row(draft: Draft, *choices: tuple[str, str]) -> tuple[Button, ...]:
    return tuple(Button(label, data_of(draft.id, draft.turn, choice)) for choice, label in choices)


def _rows(draft: Draft, *choices: tuple[str, str]) -> tuple[tuple[Button, ...], ...]:
    return tuple(_row(draft, one) for one in choices)


def _pairs(choices: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    return [choices[at : at + 2] for at in range(0, len(choices), 2)]

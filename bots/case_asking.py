"""What is asked about a case that was filed, and how its state is told."""

from bots import words as w
from bots.case_buttons import case_button, stars
from bots.draft import Draft
from bots.links import leading_to
from bots.replies import Button, Reply, data_of
from bots.turns import Case, Known
from complaints.kinds import Status
from complaints.labels import STATUS
from complaints.ticket import show
from foundation.language import Sentence

Rows = tuple[tuple[Button, ...], ...]


def standing(case: Case) -> Sentence:
    """How it stands, in a sentence."""
    if case.parts:
        return Sentence(w.STANDS_SPLIT, code=show(case.code), parts=", ".join(show(one) for one in case.parts))
    return Sentence(w.STANDS, code=show(case.code), status=Sentence(STATUS[case.status]))


def stands(case: Case) -> Reply:
    """How it stands, with what its reporter can say to that now."""
    return Reply((standing(case),), (*settling(case), *rating(case), *page(case)), about=case.id)


def settling(case: Case) -> Rows:
    """Is it settled? Asked where it is answered."""
    if not case.own or case.status is not Status.RESOLVED:
        return ()
    choices = (("yes", w.B_SETTLED), ("no", w.B_NOT_SETTLED))
    return tuple((case_button(label, choice, case.code, case.disputes),) for choice, label in choices)  # type: ignore[arg-type]


def rating(case: Case) -> Rows:
    """One to five, where it is closed and was not rated."""
    if not case.own or case.rated or case.status is not Status.CLOSED:
        return ()
    return (stars(case.code, case.disputes),)


def page(case: Case) -> Rows:
    """Its page, where Telegram lets a button lead there."""
    return leading_to(w.B_PAGE, case.page)


def pending_question(draft: Draft, known: Known) -> Reply:
    """What is asked about the case that comes before the draft."""
    pending = draft.pending
    assert pending is not None
    case, code = known.case(pending.code), show(pending.code)
    never = ("never", w.B_NEVER)
    if pending.want != "choice":
        asked = w.ASK_REASON if pending.want == "reason" else w.ASK_TRANSCRIPT
        words = w.ASK_STILL_WORDS if pending.holds else asked
        return Reply((Sentence(words, code=code),), _rows(draft, never), about=case.id if case else None)
    anew = ("report", w.B_AS_REPORT if draft.blank else w.B_INTO_DRAFT)
    if case is None or not case.own:
        return Reply((Sentence(w.HELD_FOLLOWED, code=code),), _rows(draft, anew, never))
    if case.status is Status.RESOLVED:
        rows = _rows(draft, ("dispute", w.B_DISPUTE_BY_THIS), ("settled", w.B_SETTLED), never)
        return Reply((Sentence(w.HELD_RESOLVED, code=code),), rows, about=case.id)
    if case.open:
        rows = _rows(draft, ("add", Sentence(w.B_ADD, code=code)), anew, never)
        return Reply((Sentence(w.HELD_OPEN, code=code),), rows, about=case.id)
    if case.parts:
        told = Sentence(w.HELD_SPLIT, code=code, parts=", ".join(show(one) for one in case.parts))
        return Reply((told,), (*_rows(draft, anew, never), *page(case)), about=case.id)
    over = Sentence(w.HELD_OVER, code=code, status=Sentence(STATUS[case.status]))
    return Reply((over,), (*_rows(draft, anew, never), *page(case)), about=case.id)


def draft_waits(draft: Draft | None) -> tuple[Reply, ...]:
    """Said once the case is done with: there is still a report to go on with."""
    if draft is None:
        return ()
    return (Reply((w.DRAFT_WAITS,), ((Button(w.B_RESUME, data_of(draft.id, draft.turn, "resume")),),)),)


def _rows(draft: Draft, *choices: tuple[str, str]) -> Rows:
    return tuple((Button(label, data_of(draft.id, draft.turn, f"case:{choice}")),) for choice, label in choices)

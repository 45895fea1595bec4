"""What a button about a case does: those under notices, and those under a question of ours about one."""

from typing import Literal

import msgspec

from bots import words as w
from bots.again import again, ask, led
from bots.asking import next_step
from bots.case_asking import draft_waits, pending_question, stands
from bots.case_buttons import CasePress, case_press
from bots.case_talk import given, pend, rest
from bots.draft import Draft, Pending, Step
from bots.hearing import merged
from bots.inputs import AnyInput, Commanded, Pressed
from bots.replies import Reply, about, pressed
from bots.sealing_words import calls, sealed, told_of_wrongdoing
from bots.turns import Act, Case, Known, Turn
from complaints.kinds import Status
from complaints.ticket import LENGTH, show
from foundation.language import Sentence

_SCORES = ("1", "2", "3", "4", "5")


def pressed_on_case(draft: Draft | None, sent: Pressed, press: CasePress, known: Known) -> Turn:
    """One of a notice; where the case has moved on since, or is none of this chat, nothing happens to it."""
    if press.choice == "take":
        took = Turn(draft, act=Act("take", press.code, message=sent.message))
        return took if known.officer else _gone(draft, sent)
    if press.choice == "again" and press.value:
        return Turn(draft, act=Act("again", press.code, value=press.value, message=sent.message))
    case = known.case(press.code)
    if case is None:
        return _gone(draft, sent)
    if press.choice == "stop":
        return Turn(draft, act=Act("stop", case.code, message=sent.message))
    answered = case.own and case.status is Status.RESOLVED and case.disputes == press.shown
    match press.choice:
        case "yes" if answered:
            return _settled(draft, case, sent)
        case "no" if answered:
            return _not_settled(draft, case, known)
        case "rate" if case.own and case.status is Status.CLOSED and not case.rated and press.value in _SCORES:
            return Turn(draft, act=Act("rate", case.code, value=press.value, message=sent.message))
        case "right" if case.own and case.open:
            return Turn(draft, act=_verdict("right", press, sent))
        case "wrong" if case.own and case.open:
            return _misheard(draft, case, press, sent, known)
    return _stale(draft, sent, case)


def chosen_of_pending(draft: Draft, choice: str, sent: Pressed, known: Known) -> Turn:
    """One under our own question about a case."""
    pending = draft.pending
    assert pending is not None
    case = known.case(pending.code)
    own = case is not None and case.own
    resolved = own and case is not None and case.status is Status.RESOLVED
    match choice.removeprefix("case:"):
        case "never":
            after = rest(draft)
            left = Reply((Sentence(w.LEFT, code=show(pending.code)),), instead_of=sent.message)
            return Turn(after, (left, *draft_waits(after)))
        case "report" if pending.want == "choice" and pending.holds:
            return _reported(draft, sent, known)
        case "add" if pending.want == "choice" and case is not None and case.addable:
            after = rest(draft)
            act = Act("add", case.code, pending.said, pending.files, message=sent.message)
            return Turn(after, act=act, then=draft_waits(after))
        case "settled" if pending.want == "choice" and resolved and case is not None:
            return _settled(draft, case, sent)
        case "dispute" if pending.want == "choice" and resolved:
            reason = msgspec.structs.replace(pending, want="reason", on=known.today)
            if reason.told:
                return given(draft, reason, known, message=sent.message)
            return pend(draft, reason, known, instead_of=sent.message)
    return again(draft, known, w.CHOOSE)


def reported(draft: Draft | None, sent: AnyInput) -> Draft | None:
    """The draft as it will be if what waits becomes a report, or part of it; None for any other button."""
    if draft is None or draft.pending is None or not isinstance(sent, Pressed):
        return None
    press = pressed(sent.data)
    mine = press is not None and about(draft.id, press) and press.turn == draft.turn and press.choice == "case:report"
    return merged(_base(draft), draft.pending.said, draft.pending.files).draft if mine else None


def named(draft: Draft | None, sent: AnyInput) -> tuple[str, ...]:
    """Codes of the cases that have to be known for this step, however long ago they were told."""
    codes = [draft.pending.code] if draft is not None and draft.pending is not None else []
    if isinstance(sent, Pressed):
        press = pressed(sent.data)
        on_case = case_press(press)
        if on_case is not None:
            codes.append(on_case.code)
        elif press is not None:
            codes.append(press.choice.partition(":")[2])
    if isinstance(sent, Commanded) and sent.argument:
        codes.append(sent.argument.upper().replace("-", "").replace(" ", ""))
    return tuple(code for code in codes if len(code) == LENGTH and code.isascii() and code.isalnum())


def _base(draft: Draft) -> Draft:
    """What it is taken into: nothing is taken into a draft that is not for a chat."""
    if draft.step is Step.SEALED:
        return Draft(latest=draft.latest, turn=draft.turn)
    return msgspec.structs.replace(draft, pending=None)


def _reported(draft: Draft, sent: Pressed, known: Known) -> Turn:
    assert draft.pending is not None
    base = _base(draft)
    taken = merged(base, draft.pending.said, draft.pending.files)
    first = (*(() if base.danger else calls(known)), *taken.remarks)
    if taken.draft.worded and told_of_wrongdoing(known):
        return sealed(taken.draft, sent, first)
    after = msgspec.structs.replace(taken.draft, danger=base.danger or bool(known.reading.danger), turn=draft.turn + 1)
    if base.step not in (Step.NAME, Step.PHONE, Step.ADDITION):
        after = msgspec.structs.replace(after, step=next_step(after, known))
    return ask(after, known, first, sent.message)


def _settled(draft: Draft | None, case: Case, sent: Pressed) -> Turn:
    """What was still to be said of it is recorded first: afterwards it is closed."""
    pending = draft.pending if draft else None
    if draft is None or pending is None or pending.code != case.code:
        return Turn(draft, act=Act("confirm", case.code, message=sent.message))
    after = rest(draft)
    act = Act("confirm", case.code, pending.said, pending.files, message=sent.message)
    return Turn(after, act=act, then=draft_waits(after))


def _not_settled(draft: Draft | None, case: Case, known: Known) -> Turn:
    if case.withheld:
        reply = Reply((Sentence(w.SEALED_CASE, code=show(case.code)),), about=case.id)
        return Turn(draft, (reply,), act=Act("page", case.code))
    pending = draft.pending if draft else None
    if draft is not None and pending is not None and pending.holds:
        if pending.code != case.code or pending.want == "transcript":
            return _first(draft, known)
        reason = msgspec.structs.replace(pending, want="reason", on=known.today)
        return given(draft, reason, known) if reason.told else pend(draft, reason, known)
    return pend(draft, Pending("reason", case.code, on=known.today), known)


def _misheard(draft: Draft | None, case: Case, press: CasePress, sent: Pressed, known: Known) -> Turn:
    if draft is not None and draft.pending is not None and draft.pending.holds:
        return _first(draft, known)
    act = _verdict("wrong", press, sent)
    if case.withheld:
        return Turn(draft, act=act)
    asked = pend(draft, Pending("transcript", case.code, on=known.today), known)
    return Turn(asked.draft, act=act, then=asked.replies)


def _verdict(what: Literal["right", "wrong"], press: CasePress, sent: Pressed) -> Act:
    return Act(what, press.code, value=press.value, message=sent.message, shown=press.shown)


def _first(draft: Draft, known: Known) -> Turn:
    return Turn(draft, (led(pending_question(draft, known), (w.ANSWER_FIRST,)),))


def _gone(draft: Draft | None, sent: Pressed) -> Turn:
    return Turn(draft, (Reply((w.NOT_HERE,), toast=sent.query),))


def _stale(draft: Draft | None, sent: Pressed, case: Case) -> Turn:
    return Turn(draft, (Reply((w.OLD_BUTTON,), toast=sent.query), stands(case)))

"""What a pressed button, or the word that stands for it, changes in the draft."""

from datetime import timedelta

import msgspec

from bots.asking import files_menu, next_step
from bots.draft import Draft, Noted, Step
from bots.replies import Reply
from bots.turns import Known
from complaints.kinds import Visibility

_ALLOWED: dict[Step, tuple[str, ...]] = {
    Step.WHAT: ("skip", "anew", "back"),
    Step.WHERE: ("skip", "area", "photo", "none", "back"),
    Step.WHEN: ("skip", "today", "yesterday", "none", "back"),
    Step.WHO: ("named", "name", "unnamed", "public", "anonymous", "confidential", "phone", "back"),
    Step.NAME: ("skip",),
    Step.PHONE: ("skip",),
    Step.ADDITION: ("add", "new"),
    Step.SEALED: ("link", "here"),
    Step.REVIEW: (
        *("send", "cancel", "back", "join", "drop"),
        *("edit_what", "edit_where", "edit_when", "edit_who", "edit_files"),
    ),
}
_EDITED = {"edit_what": Step.WHAT, "edit_where": Step.WHERE, "edit_when": Step.WHEN, "edit_who": Step.WHO}


def allowed(step: Step, choice: str) -> bool:
    """Whether a choice is one of the step's; whatever follows a colon belongs to the choice."""
    return choice.partition(":")[0] in _ALLOWED[step]


def chosen(draft: Draft, choice: str, known: Known) -> tuple[Draft, Reply | None] | None:
    """The draft after a choice that only changes the draft, and what is shown instead of the next question.

    None where the choice changes nothing that can be changed here, such as a skip of what may not be skipped.
    """
    verb, _, value = choice.partition(":")
    if verb in _EDITED:
        return _at(draft, _EDITED[verb]), None
    if verb == "edit_files":
        grown = _at(draft, Step.REVIEW)
        return grown, files_menu(grown)
    if verb == "drop":
        return _dropped(draft, value)
    if verb in ("name", "phone"):
        return _at(draft, Step.NAME if verb == "name" else Step.PHONE), None
    after = _changed(draft, verb, value, known)
    return (_at(after, next_step(after, known)), None) if after else None


def _at(draft: Draft, step: Step) -> Draft:
    return msgspec.structs.replace(draft, step=step, turn=draft.turn + 1)


def _changed(draft: Draft, verb: str, value: str, known: Known) -> Draft | None:
    put = msgspec.structs.replace
    match verb:
        case "skip":
            return _skipped(draft)
        case "anew":
            return put(draft, said=(), skipped=draft.skipped - {Step.WHAT})
        case "back" if draft.step is Step.WHAT and draft.told:
            return put(draft, skipped=draft.skipped | {Step.WHAT})
        case "back":
            return draft
        case "area" if value in dict(known.areas):
            return put(draft, area=value, latitude=None, longitude=None, address=None)
        case "photo" if known.photo_place:
            latitude, longitude = known.photo_place
            return put(draft, area=None, latitude=latitude, longitude=longitude, address=None)
        case "none" if draft.step is Step.WHERE:
            skipped = draft.skipped | {Step.WHERE}
            return put(draft, area=None, latitude=None, longitude=None, address=None, skipped=skipped)
        case "none":
            return put(draft, happened_on=None, skipped=draft.skipped | {Step.WHEN})
        case "today" | "yesterday":
            return put(draft, happened_on=known.today - timedelta(1 if verb == "yesterday" else 0))
        case "named":
            name = " ".join((draft.name or known.name or "").split())[:120] or None
            return put(draft, visibility=Visibility.PUBLIC, name=name)
        case "unnamed":
            return put(draft, visibility=Visibility.PUBLIC, name=None)
        case "anonymous":
            return put(draft, visibility=Visibility.ANONYMOUS, name=None)
        case "new":
            return draft
    return None


def _skipped(draft: Draft) -> Draft | None:
    match draft.step:
        case Step.WHAT if draft.told:
            return msgspec.structs.replace(draft, skipped=draft.skipped | {Step.WHAT})
        case Step.WHERE | Step.WHEN:
            return msgspec.structs.replace(draft, skipped=draft.skipped | {draft.step})
        case Step.NAME:
            return msgspec.structs.replace(draft, visibility=Visibility.PUBLIC, name=None)
        case Step.PHONE:
            return msgspec.structs.replace(draft, phone=None)
    return None


def _dropped(draft: Draft, value: str) -> tuple[Draft, Reply | None] | None:
    if value == "all":
        files: tuple[Noted, ...] = ()
    elif value.isascii() and value.isdigit() and int(value[:3]) < len(draft.files):
        files = tuple(one for number, one in enumerate(draft.files) if number != int(value[:3]))
    else:
        return None
    after = _at(msgspec.structs.replace(draft, files=files, left_out=0), Step.REVIEW)
    return after, files_menu(after)

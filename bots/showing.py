"""The whole draft as its author sees it before it is sent."""

from bots import words as w
from bots.draft import Draft
from bots.hearing import is_photo
from bots.replies import Button, Reply, data_of
from bots.turns import Known
from complaints.kinds import Visibility
from complaints.labels import VISIBILITY
from foundation.language import Sentence

SHOWN = 1_500
"""Characters of the text that are shown; all of it is sent."""


def review(draft: Draft, known: Known) -> Reply:
    """The draft with buttons to send it, change a part or cancel."""
    lines: list[str | Sentence] = [w.REVIEW, *_story(draft), _place(draft, known)]
    if draft.happened_on:
        lines.append(Sentence(w.REVIEW_WHEN, day=f"{draft.happened_on:%d-%m-%Y}"))
    lines += [*_files(draft), *_person(draft)]
    if draft.danger:
        lines.append(w.REVIEW_DANGER)
    return Reply(tuple(lines), _buttons(draft))


def _story(draft: Draft) -> list[str | Sentence]:
    if not draft.text:
        return []
    if len(draft.text) <= SHOWN:
        return [w.quoted(f"“{draft.text}”")]
    return [w.quoted(f"“{draft.text[:SHOWN].rsplit(None, 1)[0]} …”"), w.REVIEW_CUT]


def _place(draft: Draft, known: Known) -> Sentence | str:
    told: list[str] = []
    if draft.address:
        told.append(w.quoted(draft.address[:300]))
    if draft.area:
        told.append(w.quoted(dict(known.areas).get(draft.area, draft.area)[:100]))
    if draft.latitude is not None and draft.longitude is not None:
        point = {"latitude": f"{draft.latitude:.5f}", "longitude": f"{draft.longitude:.5f}"}
        told.append(Sentence(w.REVIEW_POINT, **point))
    if told:
        return Sentence(w.REVIEW_PLACE, place=tuple(told))
    names = ", ".join(dict.fromkeys(place.name for place in known.reading.places))[:200]
    return Sentence(w.PLACE_READ, place=names) if names else w.REVIEW_NO_PLACE


def _files(draft: Draft) -> list[str | Sentence]:
    lines: list[str | Sentence] = []
    voices = sum(one.file.is_voice for one in draft.files)
    if len(draft.files) > voices:
        lines.append(Sentence(w.REVIEW_FILES, count=len(draft.files) - voices))
    if voices:
        lines.append(Sentence(w.REVIEW_VOICE, count=voices))
    if draft.left_out:
        lines.append(Sentence(w.REVIEW_LEFT_OUT, count=draft.left_out))
    return lines


def _person(draft: Draft) -> list[str | Sentence]:
    visibility = draft.visibility or Visibility.PUBLIC
    lines: list[str | Sentence] = []
    if visibility is Visibility.ANONYMOUS:
        lines.append(w.REVIEW_ANONYMOUS)
    else:
        lines.append(Sentence(w.REVIEW_VISIBILITY, visibility=Sentence(VISIBILITY[visibility])))
        if draft.name:
            lines.append(Sentence(w.REVIEW_NAME, name=draft.name))
    if draft.phone:
        lines.append(Sentence(w.REVIEW_PHONE, phone=draft.phone))
    return lines


def _buttons(draft: Draft) -> tuple[tuple[Button, ...], ...]:
    files = w.B_EDIT_FILES if any(is_photo(one.file) for one in draft.files) or draft.files else w.B_ADD_FILES
    rows = (
        (("send", w.B_SEND),),
        (("edit_what", w.B_EDIT_WHAT), ("edit_where", w.B_EDIT_WHERE)),
        (("edit_when", w.B_EDIT_WHEN), ("edit_files", files)),
        (("edit_who", w.B_EDIT_WHO),),
        (("cancel", w.B_CANCEL),),
    )
    return tuple(tuple(Button(label, data_of(draft.id, draft.turn, choice)) for choice, label in row) for row in rows)

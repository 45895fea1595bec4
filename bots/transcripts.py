"""What was written down of a recording, shown to whoever spoke, who says whether it is right. Pure."""

from bots import words as w
from bots.case_buttons import case_button
from bots.markup import split
from bots.replies import Button, Reply
from complaints import events as e
from complaints.complaint import Complaint
from complaints.views import Case, Entry
from foundation.language import mark as _

HEARD = _("Isi rekaman Anda, seperti ditulis petugas:")
RIGHT = _("Apakah tulisan itu sesuai dengan yang Anda katakan?")
LONGEST = 3_000
"""UTF-16 code units of a text that is shown again; the page has the rest."""
_AS_SAID = _("Ya, sesuai")
_NOT_AS_SAID = _("Kurang tepat")
_WRITTEN_ANEW = _("Petugas sudah menulisnya lagi.")


def verdicts(complaint: Complaint, written: Entry) -> tuple[tuple[Button, ...], ...]:
    """Is it right? Asked of this text alone: what is written later is another one."""
    assert isinstance(written.event, e.Transcribed)
    value, code = written.event.file.hex[-16:], complaint.code
    right = case_button(_AS_SAID, "right", code, written.version, value)
    return ((right,), (case_button(_NOT_AS_SAID, "wrong", code, written.version, value),))


def last_written(case: Case, value: str) -> Entry | None:
    """What was last written of the recording whose id ends with these 16 hex digits."""
    written = (one for one in reversed(case.entries) if isinstance(one.event, e.Transcribed))
    return next((one for one in written if isinstance(one.event, e.Transcribed) and _is(one.event, value)), None)


def anew(case: Case, written: Entry, message: int | None) -> Reply:
    """The button was that of an earlier text: this is the one that stands now, and its buttons where it waits."""
    assert isinstance(written.event, e.Transcribed)
    lines = [w.OLD_BUTTON, _WRITTEN_ANEW]
    waits = case.complaint.transcripts.get(written.event.file, False) is None
    if written.words:
        first, *more = split(written.words, LONGEST)
        lines += [HEARD, w.quoted(f"“{first} …”" if more else f"“{first}”"), *((RIGHT,) if waits else ())]
    rows = verdicts(case.complaint, written) if waits and written.words else ()
    return Reply(tuple(lines), rows, instead_of=message, beside=True, about=case.complaint.id)


def _is(event: e.Transcribed, value: str) -> bool:
    return event.file.hex[-16:] == value

"""What is said in a reporter's recordings: the forms by which it is written down and judged, and how it stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from complaints import commands as c
from complaints.kinds import OPEN
from complaints.report import said
from complaints.spoken import is_recording
from complaints.views import Case, Transcript
from foundation.errors import Invalid
from foundation.language import mark as _
from web.forms import uuid_of
from web.move_form import Desk, Form, Told, nothing
from web.recordings import Recording, recording
from web.wording import Wording

MOVE = "rekaman"
"""The move in an address, of the office and of the reporter."""

_TO_OFFICE: dict[str, str] = {
    "": _("Isinya belum ditulis"),
    "waiting": _("Menunggu dipastikan pelapor"),
    "right": _("Dipastikan pelapor"),
    "wrong": _("Pelapor menyatakan kurang tepat"),
}
_TO_REPORTER: dict[str, str] = {
    "": _("Petugas akan mendengarkan rekaman ini dan menuliskan isinya."),
    "waiting": _("Petugas menuliskan isi rekaman Anda seperti di atas. Apakah sudah benar?"),
    "right": _("Anda memastikan tulisan ini benar."),
    "wrong": _("Anda menyatakan tulisan ini kurang tepat. Petugas akan menulisnya lagi."),
}
_TONES = {"": "new", "waiting": "asking", "right": "done", "wrong": "problem"}


@dataclass(frozen=True)
class Heard:
    """A recording of the reporter's and what was written down of it; `state` is "", waiting, right or wrong."""

    id: str
    recording: Recording
    said: str
    state: str
    state_words: str
    tone: str


def heard(wording: Wording, case: Case, url: Callable[[UUID], str]) -> list[Heard]:
    """The reporter's recordings, in the order in which they came, for the office or the reporter."""
    files = [file for file in case.files if file.of == "report" and is_recording(file.media_type)]
    order = {file.id: place for place, file in enumerate(case.complaint.files)}
    files.sort(key=lambda file: order.get(file.id, len(order)))
    written = {one.file: one for one in case.transcripts}
    words = _TO_REPORTER if wording.reader == "reporter" else _TO_OFFICE
    found = []
    for number, file in enumerate(files, 1):
        transcript = written.get(file.id)
        state = _state(transcript)
        played = recording(
            wording.say,
            wording.language,
            url(file.id),
            file.id,
            file.media_type,
            file.size,
            number if len(files) > 1 else 0,
        )
        # A video often shows what it is about: nobody is told that its words are missing.
        told = wording.say(words[state]) if state or (played.kind == "audio" and case.complaint.status in OPEN) else ""
        found.append(Heard(str(file.id), played, transcript.words if transcript else "", state, told, _TONES[state]))
    return found


def _state(transcript: Transcript | None) -> str:
    if transcript is None:
        return ""
    return {None: "waiting", True: "right", False: "wrong"}[transcript.right]


def _transcribe(told: Told, desk: Desk) -> c.Command:
    file = uuid_of(told.get("file"))
    if file is None:
        raise Invalid(_("Pilih rekaman yang isinya ditulis."))
    return c.Transcribe(file, told.words(_("Tuliskan isi rekamannya.")))


TRANSCRIPT_FORMS: dict[type[c.Command], Form] = {
    c.Transcribe: Form(
        MOVE,
        _("Pelapor diminta memastikan apakah tulisan ini sesuai dengan ucapannya."),
        _("Isi rekaman sudah ditulis. Pelapor diminta memastikannya."),
        nothing,
        _transcribe,
        offered=lambda desk: False,  # its forms stand beside the recordings
    ),
}


def judgement(values: Mapping[str, str]) -> list[c.Command]:
    """What the reporter says of a text, and what they add where it is not right; raises Invalid."""
    file, answer = uuid_of(values.get("file", "")), values.get("right")
    if file is None or answer not in ("ya", "tidak"):
        raise Invalid(_("Pilih apakah tulisannya benar atau kurang tepat."))
    commands: list[c.Command] = [c.JudgeTranscript(file, answer == "ya")]
    if answer == "tidak" and values.get("correction", "").strip():
        commands.append(c.Supplement(said(values["correction"], field="correction")))
    return commands

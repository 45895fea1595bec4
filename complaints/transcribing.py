"""What is said in a reporter's recordings: written down by somebody of the office, judged by the reporter.

Neither stops a clock nor answers anything: the words are the reporter's own. One pure decision for each command.
"""

from collections.abc import Iterator

from complaints import commands as c
from complaints import events as e
from complaints.complaint import AttachedFile, Complaint
from foundation.errors import Refused
from foundation.language import mark as _

_NOT_THERE = _("Rekaman ini tidak ada lagi, atau bukan dari pelapor.")
_NOT_WRITTEN = _("Isi rekaman ini belum ditulis petugas.")
_JUDGED = _("Anda sudah menanggapi tulisan ini. Bila ada yang ingin diubah, tambahkan keterangan.")


def recordings(complaint: Complaint) -> tuple[AttachedFile, ...]:
    """The reporter's recordings that are still there, in the order in which they came."""
    return tuple(
        file
        for file in complaint.files
        if file.is_recording and file.of == "report" and file.id not in complaint.forgotten
    )


def transcribe(complaint: Complaint, command: c.Transcribe, *_: object) -> Iterator[e.Event]:
    """Whatever was written before is replaced, and waits for the reporter again."""
    if all(file.id != command.file for file in recordings(complaint)):
        raise Refused(_NOT_THERE)
    yield e.Transcribed(command.file, command.words.seal)


def judge(complaint: Complaint, command: c.JudgeTranscript, *_: object) -> Iterator[e.Event]:
    """The same said twice changes nothing; the other thing said afterwards is refused."""
    if command.file not in complaint.transcripts:
        raise Refused(_NOT_WRITTEN)
    before = complaint.transcripts[command.file]
    if before is None:
        yield e.TranscriptJudged(command.file, command.right)
    elif before is not command.right:
        raise Refused(_JUDGED)

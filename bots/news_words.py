"""News of a case in words for a chat: the sentence, and what was said, quoted where its reader may read it. Pure."""

from collections.abc import Mapping
from functools import partial

from babel.dates import format_date

from bots.markup import split
from bots.transcripts import HEARD, RIGHT
from complaints import commands as c
from complaints import events as e
from complaints.kinds import ArchiveReason, Kind, Stage, Status
from complaints.labels import ARCHIVE_REASON
from complaints.lifecycle import TRANSITIONS
from complaints.region import Region
from complaints.views import Case, Entry
from foundation.language import Sentence, translated
from foundation.language import mark as _
from notices.messages import Facts, filled, sentence
from notices.rules import CITIZEN, FOLLOWERS, Audience

LONGEST_QUOTE = 6000
"""UTF-16 code units of what is quoted: two messages at most; the page has the rest."""

IN_CHAT: Mapping[tuple[Audience, str], str] = {
    (CITIZEN, "question.asked"): _("Petugas {unit} membutuhkan jawaban Anda agar dapat melanjutkan."),
    (CITIZEN, "complaint.returned"): _("Kami membutuhkan keterangan tambahan sebelum meneruskan aduan Anda."),
    (CITIZEN, "citizen.informed"): _("Petugas {unit} menyampaikan perkembangan aduan Anda."),
    (FOLLOWERS, "citizen.informed"): _("Petugas {unit} menyampaikan perkembangannya."),
    (CITIZEN, "complaint.resolved"): _("{unit} menyatakan aduan Anda sudah selesai ditangani."),
    (FOLLOWERS, "complaint.resolved"): _("{unit} menyatakan hal yang juga Anda laporkan sudah selesai ditangani."),
    (CITIZEN, "complaint.forwarded_out"): _("Hal yang Anda laporkan menjadi kewenangan instansi lain."),
    (FOLLOWERS, "complaint.forwarded_out"): _("Hal yang juga Anda laporkan menjadi kewenangan instansi lain."),
    (CITIZEN, "outside.answered"): _("Instansi yang menerima terusan aduan Anda sudah menjawab."),
    (FOLLOWERS, "outside.answered"): _("Instansi yang menerima terusan aduan itu sudah menjawab."),
    (CITIZEN, "complaint.pledged"): _("{unit} menjanjikan penyelesaiannya."),
    (FOLLOWERS, "complaint.pledged"): _("{unit} menjanjikan penyelesaiannya."),
    (CITIZEN, "paper.signed"): _("Jawaban tertulis bertanda tangan untuk aduan Anda sudah ada."),
    (CITIZEN, "complaint.archived"): _("Aduan Anda belum dapat kami tindak lanjuti."),
}
"""Where the mail's sentence sends its reader to the page, and a chat says at once what stands there."""

_CLOSED = _("Aduan Anda sudah ditutup. Terima kasih sudah melapor.")
_SILENT = _("Bila tidak ada jawaban dari Anda sampai {promised}, aduan ini ditutup. Apakah sudah beres?")
_WANTING = _("Keterangan yang kami minta belum kami terima. Bila belum ada sampai {promised}, aduan ini diarsipkan.")
_OFFICER = _("Petugas menulis:")
_ANSWER = _("Jawaban {unit}:")
_OUTSIDE = _("{body} menjawab:")
_TO = _("Disampaikan kepada {body}.")
_WHY = _("Alasannya: {reason}.")
_DATED = _("Dijanjikan untuk {date}.")
_GROUND = _("Dasar: {ground}")
_NUMBERED = _("Surat nomor {number}.")
_REST = _("Selengkapnya ada di halaman aduan.")
_REPLY = _("Balas pesan ini untuk menjawab.")
_RATE = _("Bagaimana penanganannya? 1: buruk, 5: sangat baik.")
_SETTLED = _("Apakah memang sudah beres?")
_ANSWERED = _("Apakah permohonan Anda sudah terjawab?")


def told_of(facts: Facts, case: Case) -> Entry | None:
    """The event a notice tells of, as its reader is shown it."""
    return next((one for one in case.entries if (one.version, one.name) == (facts.version, facts.event)), None)


def paragraphs(facts: Facts, case: Case | None, region: Region, language: str) -> list[str]:
    """All but the headline; of a discreet case, and where nothing can be read, no more than a mail says."""
    entry = told_of(facts, case) if case is not None and not facts.discreet else None
    if case is None or entry is None:
        return _of_waiting(facts, case, language) or [sentence(facts, language)]
    quoted = _quoted(facts, case, entry, region, language)
    shorter = IN_CHAT.get((facts.audience, facts.event)) if quoted else None
    if isinstance(entry.event, e.Closed) and facts.audience is CITIZEN:
        shorter = _CLOSED
    first = filled(shorter, facts, language) if shorter else sentence(facts, language)
    asked = [translated(language, words) for words in _asked(facts, case, entry)]
    return [first, *quoted, *asked]


def open_to_citizen(command: type[c.Command], case: Case) -> bool:
    """Whether the case stands so that its reporter may still do this."""
    return case.complaint.status in TRANSITIONS[command].statuses


def waits_for_verdict(entry: Entry, case: Case) -> bool:
    """Whether what was written down of a recording is the last that was, and nobody has said that it is right."""
    if not isinstance(entry.event, e.Transcribed):
        return False
    file, complaint = entry.event.file, case.complaint
    written = [one.version for one in case.entries if isinstance(one.event, e.Transcribed) and one.event.file == file]
    unsaid = file in complaint.transcripts and complaint.transcripts[file] is None
    return unsaid and entry.version == max(written) and open_to_citizen(c.JudgeTranscript, case)


def _of_waiting(facts: Facts, case: Case | None, language: str) -> list[str]:
    """A warning that something is still waited for; the fact itself stands on no page of a citizen's."""
    if case is None or facts.discreet or facts.audience is not CITIZEN or facts.event != "deadline.warned":
        return []
    status = case.complaint.status
    if facts.stage is Stage.SILENT_CLOSE and status is Status.RESOLVED:
        return [filled(_SILENT, facts, language)]
    if facts.stage is Stage.SUPPLEMENT and status is Status.RETURNED:
        asked = next((one.words for one in reversed(case.entries) if isinstance(one.event, e.Returned)), None)
        quoted = _quote(translated(language, _OFFICER), asked, language)
        return [filled(_WANTING, facts, language), *quoted, translated(language, _REPLY)]
    return []


def _quoted(facts: Facts, case: Case, entry: Entry, region: Region, language: str) -> list[str]:
    """What was said, and by whom; nothing where the words were erased or are not for this reader."""
    say, unit = partial(translated, language), facts.unit
    match entry.event:
        case e.QuestionAsked() | e.Returned() | e.Informed() | e.PromiseMoved() | e.ClockPaused():
            return _quote(say(_OFFICER), entry.words, language)
        case e.Resolved():
            return _quote(say(Sentence(_ANSWER, unit=unit)) if unit else say(_OFFICER), entry.words, language)
        case e.PaperSigned(number=number):
            return [say(Sentence(_NUMBERED, number=number))]
        case e.Transcribed():
            return _quote(say(HEARD), entry.words, language)
        case e.OutsideAnswered():
            return _quote(say(Sentence(_OUTSIDE, body=_body(case.complaint.body, region))), entry.words, language)
        case e.OutsideDeclined(body=body):
            return _quote(say(Sentence(_OUTSIDE, body=_body(body, region))), entry.words, language)
        case e.ForwardedOut(body=body):
            known = region.body.get(body)
            helpful = [known.words] if known and known.words and not entry.words else []
            to = say(Sentence(_TO, body=_body(body, region)))
            return [to, *helpful, *_quote(say(_OFFICER), entry.words, language)]
        case e.Archived(reason=reason):
            why = say(Sentence(_WHY, reason=Sentence(ARCHIVE_REASON[ArchiveReason(reason)])))
            return [why, *_quote(say(_OFFICER), entry.words, language)]
        case e.Pledged(on=on):
            dated = say(Sentence(_DATED, date=format_date(on, "EEEE, d MMMM y", locale=language)))
            ground = [say(Sentence(_GROUND, ground=entry.ground))] if entry.ground else []
            return [dated, *_quote(say(_OFFICER), entry.words, language), *ground]
    return []


def _asked(facts: Facts, case: Case, entry: Entry) -> list[str]:
    """What the reader can do about it now."""
    if facts.audience is not CITIZEN:
        return []
    status = case.complaint.status
    match entry.event:
        case e.QuestionAsked() if status is Status.WAITING:
            return [_REPLY]
        case e.Returned() if status is Status.RETURNED:
            return [_REPLY]
        case e.Resolved() if status is Status.RESOLVED:
            return [_ANSWERED if case.complaint.kind is Kind.FORMAL_INFORMATION else _SETTLED]
        case e.Closed() if may_rate(case):
            return [_RATE]
        case e.Transcribed() if waits_for_verdict(entry, case):
            return [RIGHT]
    return []


def may_rate(case: Case) -> bool:
    """Whether its reporter may still say how it was handled."""
    return open_to_citizen(c.Rate, case) and case.complaint.score is None


def _quote(who: str, words: str | None, language: str) -> list[str]:
    """Somebody's words, cut at a sentence where they are too long for a chat."""
    if not words or not words.strip():
        return []
    first, *more = split(words, LONGEST_QUOTE)
    if not more:
        return [f"{who}\n“{first}”"]
    return [f"{who}\n“{first} …”", translated(language, _REST)]


def _body(code: str | None, region: Region) -> str:
    known = region.body.get(code or "")
    return known.name if known else code or ""

"""What the reporter's page tells first: what is asked of them, what was done, what was pledged, who answers."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from complaints import events as e
from complaints.attachments import PDF
from complaints.kinds import Kind, Stage, Status
from complaints.views import Case, Entry
from foundation.language import mark as _
from web.office_files import size_words
from web.promise_notes import day_words
from web.wording import Wording

ERASED = _("Isi laporan ini sudah dihapus.")
_ARCHIVED_AFTER = _(
    "Bila belum dilengkapi sampai {date}, laporan ini diarsipkan. Sesudah itu Anda masih dapat mengirim laporan baru."
)
_STANDS_STILL = _(
    "Selama menunggu Anda, hitungan waktu kami berhenti. Begitu Anda menjawab, hitungannya berjalan lagi."
)
_RUNS_AGAIN = _("Bila belum ada jawaban sampai {date}, hitungannya berjalan lagi dengan sendirinya.")
_TO_PPID = _("Ini permohonan informasi publik menurut UU 14/2008. Yang menjawab adalah PPID, yaitu {unit}.")
_NOT_YET = _("Ini permohonan informasi publik menurut UU 14/2008, yang dijawab oleh PPID.")
_ANSWER_BY = _("Dijawab paling lambat {date}.")
_MAY_EXTEND = _("PPID dapat memperpanjangnya satu kali, dan wajib memberi tahu alasannya di halaman ini.")
_EXTENDED = _("PPID sudah memperpanjangnya satu kali, sehingga tidak dapat diperpanjang lagi.")
_BECAUSE = _("Alasan PPID: “{reason}”")
_OBJECTED = _("Keberatan Anda dijawab atasan PPID paling lambat {date}.")
_MAY_OBJECT = _("Tidak puas dengan jawabannya? Anda dapat mengajukan keberatan sampai {date}.")


def question(case: Case, wording: Wording) -> dict[str, Any] | None:
    """What somebody waits to hear from the reporter, and what happens if they hear nothing."""
    complaint = case.complaint
    if complaint.status not in (Status.WAITING, Status.RETURNED):
        return None
    returned = complaint.status is Status.RETURNED
    asked = _last(case, e.Returned if returned else e.QuestionAsked)
    if asked is None:
        return None
    notes = []
    archive = complaint.waits_for(Stage.SUPPLEMENT)
    if archive:
        notes.append(wording.say(_ARCHIVED_AFTER, date=day_words(wording, archive.due)))
    stopped = [promise.stopped for promise in complaint.promises.values() if promise.stopped is not None]
    if stopped:
        notes.append(wording.say(_STANDS_STILL))
    limits = [stop.limit for stop in stopped if stop.limit]
    if limits:
        notes.append(wording.say(_RUNS_AGAIN, date=day_words(wording, min(limits))))
    return {
        "text": asked.words or wording.say(ERASED),
        "by": (wording.unit(complaint.unit) if not returned else "") or wording.say(_("Koordinator")),
        "asked_at": asked.at,
        "incomplete": returned,
        "notes": notes,
    }


def resolution(case: Case, wording: Wording, photo_url: Callable[[UUID], str]) -> dict[str, Any] | None:
    """What was done, waiting for the reporter's judgement."""
    if case.complaint.status is not Status.RESOLVED:
        return None
    resolved = _last(case, e.Resolved)
    if resolved is None:
        return None
    silent = case.complaint.waits_for(Stage.SILENT_CLOSE)
    return {
        "text": resolved.words or wording.say(ERASED),
        "by": wording.unit(case.complaint.unit),
        "at": resolved.at,
        "until": day_words(wording, silent.due) if silent else "",
        "photos": [*wording.photos(case, photo_url, "evidence"), *wording.documents(case, photo_url)],
        "formal": case.complaint.kind is Kind.FORMAL_INFORMATION,
    }


def letters(case: Case, wording: Wording, photo_url: Callable[[UUID], str]) -> list[dict[str, Any]]:
    """Signed answers that are the reporter's to keep, the latest first."""
    there = {file.id: file for file in case.files}
    signed = [entry for entry in case.entries if isinstance(entry.event, e.PaperSigned)]
    return [
        {
            "href": photo_url(file.id),
            "number": event.number,
            "at": entry.at,
            "size": size_words(wording, file.size),
            "pdf": file.media_type == PDF,
        }
        for entry in reversed(signed)
        if isinstance(event := entry.event, e.PaperSigned) and (file := there.get(event.file)) is not None
    ]


def pledge(case: Case, wording: Wording) -> dict[str, Any] | None:
    """What was promised for a later date, while it is waited for."""
    told = _last(case, e.Pledged)
    if case.complaint.status is not Status.PLEDGED or told is None or not isinstance(told.event, e.Pledged):
        return None
    return {
        "on": told.event.on,
        "unit": wording.unit(told.event.unit),
        "text": told.words or "",
        "ground": told.ground or "",
        "at": told.at,
    }


def formal(case: Case, wording: Wording) -> list[str]:
    """Of a formal information request: who answers it, until when, and what may be done against it."""
    complaint = case.complaint
    if complaint.kind is not Kind.FORMAL_INFORMATION:
        return []
    told = [wording.say(_TO_PPID, unit=wording.unit(complaint.unit)) if complaint.unit else wording.say(_NOT_YET)]
    owed = complaint.waits_for(Stage.COMPLETION)
    if owed is not None:
        told.append(wording.say(_ANSWER_BY, date=day_words(wording, owed.due)))
        extended = next((one for one in reversed(case.entries) if _extends(one)), None)
        told.append(wording.say(_MAY_EXTEND if extended is None else _EXTENDED))
        if extended is not None and extended.words:
            told.append(wording.say(_BECAUSE, reason=extended.words))
    objected = complaint.waits_for(Stage.OBJECTION)
    if objected is not None:
        told.append(wording.say(_OBJECTED, date=day_words(wording, objected.due)))
    silent = complaint.waits_for(Stage.SILENT_CLOSE)
    if complaint.status is Status.RESOLVED and silent is not None:
        told.append(wording.say(_MAY_OBJECT, date=day_words(wording, silent.due)))
    return told


def _extends(entry: Entry) -> bool:
    return isinstance(entry.event, e.PromiseMoved) and entry.event.reason == "extended"


def _last(case: Case, kind: type[e.Event]) -> Entry | None:
    return next((entry for entry in reversed(case.entries) if isinstance(entry.event, kind)), None)

"""What needs of competency are called: statuses, reasons, sources, and the sentences of their history."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from competency import need_events as e
from competency.merging import Grade, Kind, Letter, Merged, Says, Source
from competency.need_events import Ground, Origin, Reason, Stance, Status, Verdict
from competency.needs import Need
from foundation.language import mark as _
from web.formatting import day_as, decimal
from web.wording import Wording

STATUSES: dict[str, str] = {
    Status.NEW: _("Baru"),
    Status.REVIEWED: _("Sedang ditinjau"),
    Status.ACCEPTED: _("Diterima"),
    Status.REJECTED: _("Ditolak"),
    Status.PASSED_ON: _("Dialihkan"),
    Status.SCHEDULED: _("Dijadwalkan"),
    Status.TRAINED: _("Sudah dilatih"),
    Status.EVALUATED: _("Sudah dievaluasi"),
    Status.CLOSED: _("Ditutup"),
}
TONES: dict[str, str] = {
    Status.NEW: "new",
    Status.REVIEWED: "moving",
    Status.ACCEPTED: "done",
    Status.REJECTED: "stopped",
    Status.PASSED_ON: "asking",
    Status.SCHEDULED: "pledged",
    Status.TRAINED: "moving",
    Status.EVALUATED: "done",
    Status.CLOSED: "stopped",
}
REASONS: dict[str, str] = {
    Reason.DATA: _("Datanya salah"),
    Reason.LOAD: _("Beban kerja"),
    Reason.SURGE: _("Lonjakan aduan"),
    Reason.SERVICE: _("Masalah layanan"),
    Reason.PROCEDURE: _("SOP atau kewenangan"),
    Reason.HANDLED: _("Sudah ditangani"),
    Reason.EVIDENCE: _("Bukti kurang"),
}
STANCES: dict[str, str] = {
    Stance.AGREES: _("Unit setuju"),
    Stance.PARTLY: _("Unit setuju sebagian"),
    Stance.DISAGREES: _("Unit tidak setuju"),
}
GROUNDS: dict[str, str] = {
    Ground.ASKED: _("Orang yang disebut di dalamnya meminta"),
    Ground.PERSONAL: _("Memuat data pribadi yang tidak perlu"),
    Ground.ORDER: _("Perintah pengadilan atau lembaga yang berwenang"),
}
VERDICTS: dict[str, str] = {
    Verdict.EFFECTIVE: _("Pelatihannya efektif"),
    Verdict.INEFFECTIVE: _("Pelatihannya tidak efektif; materinya direvisi"),
    Verdict.UNKNOWN: _("Hasil pelatihannya belum diketahui"),
}
GRADES: dict[str, str] = {
    Grade.HINT: _("Belum ada dugaan"),
    Grade.SUSPECTED: _("Dugaan"),
    Grade.ENOUGH: _("Cukup"),
    Grade.STRONG: _("Kuat"),
}
GRADE_TONES: dict[str, str] = {
    Grade.HINT: "stopped",
    Grade.SUSPECTED: "asking",
    Grade.ENOUGH: "moving",
    Grade.STRONG: "done",
}
LETTERS: dict[str, str] = {
    Letter.COMPLAINTS: _("Aduan"),
    Letter.LEVELS: _("Survei atau asesmen"),
    Letter.VOICES: _("Wawancara atau forum"),
    Letter.CASES: _("Telaah berkas"),
}
KINDS: dict[str, str] = {
    Kind.SIGNAL: _("Sinyal aduan"),
    Kind.SURVEY: _("Survei pegawai"),
    Kind.SUPERIOR: _("Penilaian atasan"),
    Kind.ASSESSMENT: _("Asesmen"),
    Kind.INTERVIEW: _("Wawancara"),
    Kind.FORUM: _("Forum"),
    Kind.VILLAGE: _("Musyawarah desa"),
    Kind.CASE_READING: _("Telaah berkas"),
}
SAYS: dict[str, str] = {
    Says.NEED: _("Ada kebutuhan"),
    Says.NONE: _("Tidak ada kebutuhan"),
    Says.NEUTRAL: _("Belum dapat disimpulkan"),
}
SPLIT = _("Sumber {letter} tidak sependapat satu sama lain.")
AGAINST = _("{letter} menunjukkan kebutuhan, tetapi {other} tidak.")
_USUAL = _("Biasanya pegawai belum menyadari kebutuhannya, atau sebabnya bukan kecakapan. Bacalah 10 aduan acak.")


def cell(wording: Wording, need: Need) -> str:
    """Where a need is: unit and topic in words."""
    return ", ".join((unit_name(wording, need.unit), topic_name(wording, need.topic)))


def unit_name(wording: Wording, unit: str | None) -> str:
    return wording.unit(unit) if unit else wording.say(_("Semua unit"))


def topic_name(wording: Wording, topic: str | None) -> str:
    return wording.topic(topic) if topic else wording.say(_("Semua topik"))


def late(need: Need, now: datetime) -> bool:
    """Whether the unit it was passed on to let its time pass."""
    return need.status == Status.PASSED_ON and need.owner_due is not None and need.owner_due < now


def letters(wording: Wording, merged: Merged) -> str:
    """Which sources speak for it; one that counts half says so."""
    half = wording.say(_("setengah"))
    names = [
        wording.say(LETTERS[letter]) + (f" ({half})" if weight < 1 else "") for letter, weight in merged.weights.items()
    ]
    return ", ".join(names) or wording.say(_("Belum ada"))


def contradictions(wording: Wording, merged: Merged) -> list[str]:
    """What contradicts what, a sentence each, with its usual reading."""
    found = []
    for yes, no in merged.contradictions:
        words = SPLIT if yes == no else AGAINST
        said = wording.say(words, letter=wording.say(LETTERS[yes]), other=wording.say(LETTERS[no]))
        usual = yes == Letter.COMPLAINTS and no == Letter.LEVELS
        found.append(f"{said} {wording.say(_USUAL)}" if usual else said)
    return found


def levels(wording: Wording, needed: float | None, now: float | None) -> str:
    """Mean levels that are needed and there; empty where nobody measured them."""
    if needed is None or now is None:
        return ""
    numbers = {"needed": decimal(needed, wording.language, "0.0"), "now": decimal(now, wording.language, "0.0")}
    return wording.say(_("dibutuhkan {needed}, kini {now}"), **numbers)


def found_out(wording: Wording, source: Source, *, told: bool) -> str:
    """What a source found, in a few words; what was said is left out where it may not be `told`."""
    parts = [levels(wording, source.needed, source.now)]
    if source.interval90:
        low, high = (decimal(one, wording.language, "0.0") for one in source.interval90)
        parts.append(wording.say(_("kurang {low} sampai {high} tingkat"), low=low, high=high))
    if source.kind == Kind.SIGNAL:
        parts.append(source.ref)
    if source.showed is not None:
        parts.append(wording.say(_("{showed} dari {n} menunjukkannya"), showed=source.showed, n=source.people))
    if source.statement and not told:
        parts.append(wording.say(_("Ucapannya tidak ditampilkan: terlalu sedikit yang hadir")))
    return "; ".join(one for one in parts if one) or source.statement


def happened(wording: Wording, event: e.AnyEvent) -> str:
    """One row of the history as a sentence."""
    return _SENTENCES[type(event)](wording, event)


def _opened(wording: Wording, event: e.Opened) -> str:
    by_hand = event.origin == Origin.INPUTS
    return wording.say(_("Dibuka dari masukan selain aduan") if by_hand else _("Dibuka karena sinyal aduan"))


def _heard(wording: Wording, event: e.Heard) -> str:
    strong = _("Sinyal kuat {code}: {ratio} kali yang wajar, dari {n} aduan")
    watched = _("Sinyal pantau {code}: {ratio} kali yang wajar, dari {n} aduan")
    numbers = {"ratio": decimal(event.ratio, wording.language, "0.0"), "n": wording.number(event.n)}
    return wording.say(strong if event.strong else watched, code=event.code, **numbers)


def _reopened(wording: Wording, event: e.Reopened) -> str:
    by_signal = _("Dibuka lagi: sinyalnya muncul kembali dalam setahun. Prioritasnya naik")
    return wording.say(_("Dibuka lagi dari masukan dalam setahun. Prioritasnya naik") if event.words else by_signal)


def _accepted(wording: Wording, event: e.Accepted) -> str:
    names = ", ".join(wording.say(LETTERS[one]) for one in event.letters)
    return wording.say(
        _("Diterima dengan kekuatan {grade}: {letters}"), grade=wording.say(GRADES[event.grade]), letters=names
    )


def _passed_on(wording: Wording, event: e.PassedOn) -> str:
    values = {"reason": wording.say(REASONS[event.reason]), "unit": wording.unit(event.owner)}
    return wording.say(_("Dialihkan ke {unit}: {reason}"), **values)


def _judged(wording: Wording, event: e.Evaluated) -> str:
    said = wording.say(VERDICTS[event.verdict])
    if event.again_on is None:
        return said
    day = day_as(event.again_on, "d MMMM y", wording.language)
    return wording.say(_("{said}; dinilai lagi pada {day}"), said=said, day=day)


def _plain(words: str) -> Callable[[Wording, Any], str]:
    return lambda wording, event: wording.say(words)


_SENTENCES: dict[type, Callable[[Wording, Any], str]] = {
    e.Opened: _opened,
    e.Heard: _heard,
    e.Reopened: _reopened,
    e.Reviewed: _plain(_("Mulai ditinjau; unit diberi waktu untuk menjawab")),
    e.Answered: lambda wording, event: wording.say(STANCES[event.stance]),
    e.CasesRead: lambda wording, event: wording.say(
        _("Aduan acak dibaca: {confirmed} dari {read} menguatkan"), confirmed=event.confirmed, read=event.read
    ),
    e.Accepted: _accepted,
    e.Rejected: lambda wording, event: wording.say(_("Ditolak: {reason}"), reason=wording.say(REASONS[event.reason])),
    e.PassedOn: _passed_on,
    e.Settled: _plain(_("Selesai ditangani oleh pemiliknya")),
    e.Scheduled: _plain(_("Dijadwalkan untuk pelatihan")),
    e.Unscheduled: _plain(_("Batal dijadwalkan; menunggu pelatihan lain")),
    e.Trained: _plain(_("Pelatihannya sudah diadakan")),
    e.Evaluated: _judged,
    e.Closed: _plain(_("Ditutup")),
    e.WordsErased: lambda wording, event: wording.say(
        _("Tulisan dihapus: {ground}"), ground=wording.say(GROUNDS[event.ground])
    ),
}

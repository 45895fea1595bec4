"""One promise in words: what it is called, until when, and what became of its clock on the way."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from complaints import events as e
from complaints.complaint import Complaint, Promise, Stop
from complaints.kinds import Kind, Stage, Status
from complaints.labels import PAUSE_REASON, ROLE, STAGE
from complaints.region import Region
from complaints.views import Entry
from foundation.language import mark as _
from people.actor import Role
from sla.clocks import ClockState, clock_state
from web.formatting import day_as

_END = timedelta(microseconds=1)
_ANSWERED: dict[Kind, str] = {
    Kind.SUGGESTION: _("Aspirasi dijawab"),
    Kind.INFORMATION: _("Pertanyaan dijawab"),
    Kind.FORMAL_INFORMATION: _("Permohonan informasi dijawab PPID"),
}
"""What completion means where nothing is to be repaired."""

_LABELS: dict[tuple[Stage, ClockState], str] = {
    (Stage.SUPPLEMENT, ClockState.ON_TIME): _("Menunggu pelapor"),
    (Stage.SUPPLEMENT, ClockState.NEAR): _("Menunggu pelapor, hampir habis"),
    (Stage.SUPPLEMENT, ClockState.LATE): _("Waktu habis"),
    (Stage.SUPPLEMENT, ClockState.MET): _("Sudah dilengkapi"),
    (Stage.PLEDGE, ClockState.ON_TIME): _("Ditunggu"),
    (Stage.PLEDGE, ClockState.NEAR): _("Ditunggu, tanggalnya dekat"),
    (Stage.PLEDGE, ClockState.MET): _("Dipenuhi"),
    (Stage.PLEDGE, ClockState.LATE_MET): _("Dipenuhi, tetapi terlambat"),
    (Stage.PLEDGE, ClockState.LATE): _("Lewat tanpa bukti"),
    (Stage.PLEDGE, ClockState.ENDED): _("Lewat tanpa bukti"),
}
"""How those stand that are not the government's usual promises."""

_MOVED: dict[str, str] = {
    "reclassified": _("jenis atau topik laporan diperbaiki"),
    "prioritised": _("tingkat kedaruratannya ditetapkan"),
    "extended": _("diperpanjang, yang hanya boleh satu kali"),
    "forwarded": _("unit yang menangani menjanjikan lebih cepat"),
    "calendar": _("kalender kerja berubah"),
    "rules": _("aturan batas waktu berubah"),
}
_MOVED_OTHERWISE = _("aturan atau kalender kerja berubah")

_LATE = _("Batas ini sudah lewat dan belum kami tepati.")
_GIVEN_UP = _("Batas ini lewat tanpa ditepati.")
_BROKEN = _("Batas sebelumnya pernah lewat tanpa ditepati.")
_TOLD = _("Keterlambatan ini sudah disampaikan kepada: {roles}.")
_STANDS = _("Hitungan berhenti sejak {since}. Alasannya: {reason}.")
_KEPT = _("Sisa waktunya disimpan dan dilanjutkan setelah hitungan berjalan lagi.")
_LIMIT = _("Paling lama berhenti sampai {limit}, lalu berjalan lagi dengan sendirinya.")
_AHEAD = _("Bila berjalan lagi hari ini, batasnya menjadi {due}.")
_STOOD = _("Hitungan pernah berhenti dari {since} sampai {until}. Alasannya: {reason}.")
_AT_LEAST = _("Sesudahnya diberi waktu paling sedikit satu hari kerja.")
_MOVE = _("Batasnya diubah dari {before} menjadi {after}: {reason}.")
_FIRST_MOVE = _("Batasnya diubah menjadi {after}: {reason}.")
_WARNED = _("Petugas sudah diingatkan: {share}% waktunya terpakai.")
_REPLACED = _("Digantikan oleh janji untuk {date}. Bila janji itu lewat tanpa bukti, hitungan ini berjalan lagi.")
_REOPENS = _("Bila tanggal ini lewat tanpa bukti, aduan terbuka lagi dengan sendirinya.")
_ARCHIVED_AFTER = _("Bila tidak dilengkapi sampai tanggal ini, laporan diarsipkan.")
_RUNS_AGAIN = _("Begitu dilengkapi, hitungan waktu kami berjalan lagi.")


class Speaker(Protocol):
    """Who says it: `web.wording.Wording` does."""

    @property
    def language(self) -> str: ...
    @property
    def region(self) -> Region: ...
    @property
    def now(self) -> datetime: ...
    def say(self, words: str, **values: object) -> str: ...


@dataclass(frozen=True)
class Note:
    """A sentence about a promise; `tone` as in parts/status.html."""

    text: str
    tone: str = ""


def last_day(speaker: Speaker, due: datetime) -> date:
    """The local date on which a promise ends: what ends at midnight ends with the day before."""
    return (due - _END).astimezone(_zone(speaker)).date()


def hour(speaker: Speaker, due: datetime) -> str:
    """The wall clock's hour with the zone's label: 16.30 WIB, or 24.00 WIB at the end of a day."""
    local = due.astimezone(_zone(speaker))
    told = "24.00" if local.time() == time() else f"{local:%H.%M}"
    if speaker.language != "id":
        told = told.replace(".", ":")
    return f"{told} {speaker.region.zone_label}"


def day_words(speaker: Speaker, due: datetime) -> str:
    """Weekday and date in words: Jumat, 27 Maret 2026."""
    return date_words(speaker, last_day(speaker, due))


def date_words(speaker: Speaker, day: date) -> str:
    return day_as(day, "EEEE, d MMMM y", speaker.language)


def name_of(speaker: Speaker, complaint: Complaint, stage: Stage) -> str:
    """What is promised; completion of what is asked, not complained of, is its answer."""
    answered = _ANSWERED.get(complaint.kind) if stage is Stage.COMPLETION else None
    return speaker.say(answered or STAGE[stage])


def label_of(speaker: Speaker, promise: Promise) -> str:
    """How it stands, where the usual word would be wrong; else empty."""
    words = _LABELS.get((promise.stage, clock_state(promise, speaker.now)))
    return speaker.say(words) if words else ""


def move_reason(speaker: Speaker, reason: str) -> str:
    """Why a date was moved: the cause in the log (`calendar:12`) in words."""
    return speaker.say(_MOVED.get(reason.partition(":")[0], _MOVED_OTHERWISE))


def notes(
    speaker: Speaker,
    complaint: Complaint,
    promise: Promise,
    entries: Iterable[Entry] = (),
    ahead: Callable[[Promise], datetime | None] | None = None,
) -> list[Note]:
    """What became of a promise, the most pressing first. `ahead` says when a standing clock would end from now on."""
    mine = [entry for entry in entries if getattr(entry.event, "stage", None) is promise.stage]
    return [
        *_missed(speaker, promise, mine),
        *_standing(speaker, promise, ahead),
        *_of_its_stage(speaker, complaint, promise),
        *_moves(speaker, mine),
        *_stood(speaker, promise),
        *_warned(speaker, promise),
    ]


def _missed(speaker: Speaker, promise: Promise, mine: list[Entry]) -> Iterator[Note]:
    if promise.stage in (Stage.SUPPLEMENT, Stage.PLEDGE):
        return
    if promise.met_at is None and clock_state(promise, speaker.now) is ClockState.LATE:
        yield Note(speaker.say(_GIVEN_UP if promise.ended else _LATE), "late")
        climbed = [one.event for one in mine if isinstance(one.event, e.Escalated) and one.event.due == promise.due]
        roles = dict.fromkeys(role_words(speaker, event.role) for event in climbed)
        if roles:
            yield Note(speaker.say(_TOLD, roles=", ".join(roles)), "late")
    if promise.broken:
        yield Note(speaker.say(_BROKEN), "late")


_RUNGS: dict[str, str] = {
    "holder": _("petugas yang menangani"),
    "head": _("kepala unit"),
    "coordinator": _("admin koordinator"),
    "supervisor": _("pengawas daerah"),
    "secretary": _("sekretaris daerah"),
}


def role_words(speaker: Speaker, role: str) -> str:
    """Before whom a missed promise was brought."""
    known = _RUNGS.get(role) or (ROLE[Role(role)] if role in set(Role) else role)
    return speaker.say(known)


def _standing(speaker: Speaker, promise: Promise, ahead: Callable[[Promise], datetime | None] | None) -> Iterator[Note]:
    stop = promise.stopped
    if stop is None or promise.missed:
        return
    yield Note(_sentence(speaker, _STANDS, stop), "paused")
    yield Note(speaker.say(_KEPT))
    if stop.limit:
        yield Note(speaker.say(_LIMIT, limit=day_words(speaker, stop.limit)))
    due = ahead(promise) if ahead else None
    if due is not None and due > promise.due:
        yield Note(speaker.say(_AHEAD, due=day_words(speaker, due)))


def _of_its_stage(speaker: Speaker, complaint: Complaint, promise: Promise) -> Iterator[Note]:
    if promise.stage is Stage.SUPPLEMENT and not promise.ended:
        yield Note(speaker.say(_ARCHIVED_AFTER))
        yield Note(speaker.say(_RUNS_AGAIN))
    if promise.stage is Stage.PLEDGE and not promise.ended:
        yield Note(speaker.say(_REOPENS))
    replaced = promise.stage is Stage.COMPLETION and promise.ended and promise.met_at is None
    if replaced and complaint.status is Status.PLEDGED and complaint.pledged_on:
        yield Note(speaker.say(_REPLACED, date=date_words(speaker, complaint.pledged_on)))


def _moves(speaker: Speaker, mine: list[Entry]) -> Iterator[Note]:
    before: datetime | None = None
    for entry in mine:
        match entry.event:
            case e.PromiseMoved(due=due, reason=reason):
                words = move_reason(speaker, reason) + (f" (“{entry.words}”)" if entry.words else "")
                after = day_words(speaker, due)
                told = (
                    speaker.say(_MOVE, before=day_words(speaker, before), after=after, reason=words) if before else ""
                )
                yield Note(told or speaker.say(_FIRST_MOVE, after=after, reason=words))
                before = due
            case e.PromiseGiven(due=due) | e.ClockResumed(due=due):
                before = due


def _stood(speaker: Speaker, promise: Promise) -> Iterator[Note]:
    for stop in promise.stops:
        if stop.until is None:
            continue
        told = _sentence(speaker, _STOOD, stop, until=day_words(speaker, stop.until))
        yield Note(told + (" " + speaker.say(_AT_LEAST) if stop.at_least else ""))


def _warned(speaker: Speaker, promise: Promise) -> Iterator[Note]:
    if promise.warned and not promise.ended and not promise.missed and promise.stage is not Stage.SUPPLEMENT:
        yield Note(speaker.say(_WARNED, share=round(promise.warned * 100)))


def _sentence(speaker: Speaker, words: str, stop: Stop, **values: object) -> str:
    reason = speaker.say(PAUSE_REASON[stop.reason])
    return speaker.say(words, since=day_words(speaker, stop.since), reason=reason[:1].lower() + reason[1:], **values)


def _zone(speaker: Speaker) -> ZoneInfo:
    return ZoneInfo(speaker.region.timezone)

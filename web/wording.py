"""A complaint in the words of a page: how it stands, what was promised, what happened, for the one who reads it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from complaints import events as e
from complaints.acting_roles import roles_of
from complaints.attachments import PDF
from complaints.commands import Place
from complaints.complaint import Complaint, Promise
from complaints.kinds import INTERNAL, ArchiveReason, Channel, Kind, Relation, Stage, Status, Visibility
from complaints.labels import ARCHIVE_REASON, CHANNEL, EVENT, KIND, ROLE, STAGE, STATUS, VISIBILITY
from complaints.paperwork import KIND_NAMES, PaperKind
from complaints.region import Region
from complaints.spoken import is_recording
from complaints.views import Case, Entry
from complaints.visibility import Sight
from foundation.language import mark as _
from foundation.language import translated
from people.actor import Capacity, Role
from people.contact import Contact
from people.on_behalf import NOBODYS, Acts, on_behalf
from sla.clocks import ClockState, clock_state
from web.clock_words import CLOCK_FACTS, OFFICES_OWN, clock_fact, internal, one_clock, same_fact
from web.formatting import decimal
from web.promise_notes import Note, hour, label_of, last_day, name_of, notes
from web.recordings import Recording, recording

Reader = Literal["reporter", "public", "office"]
"""Whose page it is: the one who filed it, anybody with the code, or an officer."""

TITLE_LENGTH = 90

SLUG: dict[Stage, str] = {
    Stage.VERIFY: "verifikasi",
    Stage.FIRST_RESPONSE: "tanggapan-pertama",
    Stage.NEXT_UPDATE: "kabar-berikutnya",
    Stage.COMPLETION: "selesai",
    Stage.SILENT_CLOSE: "penutupan",
    Stage.SUPPLEMENT: "kelengkapan",
    Stage.PLEDGE: "janji",
    Stage.OBJECTION: "keberatan",
    Stage.UNIT: "unit",
    Stage.REROUTE: "penerusan-kembali",
    Stage.ACKNOWLEDGE: "piket",
}
"""A promise in an address."""

TONE: dict[Status, str] = {
    Status.SUBMITTED: "new",
    Status.RETURNED: "asking",
    Status.FORWARDED: "moving",
    Status.IN_PROCESS: "moving",
    Status.WAITING: "asking",
    Status.PLEDGED: "pledged",
    Status.RESOLVED: "done",
    Status.DISPUTED: "problem",
    Status.CLOSED: "done",
    Status.FORWARDED_OUT: "stopped",
    Status.ARCHIVED: "stopped",
    Status.DUPLICATE: "stopped",
    Status.SPLIT: "moving",
}

DUE_STATE: dict[ClockState, str] = {
    ClockState.ON_TIME: "time",
    ClockState.NEAR: "near",
    ClockState.LATE: "late",
    ClockState.STOPPED: "paused",
    ClockState.MET: "met",
    ClockState.LATE_MET: "met_late",
    ClockState.ENDED: "stopped",
}

SYSTEMS: dict[str, str] = {
    Channel.LAPOR: "SP4N-LAPOR!",
    "wbs": _("WBS (pelaporan pelanggaran)"),
    "ombudsman": _("Ombudsman"),
    "surat": _("Nomor surat"),
    "lainnya": _("Lainnya"),
}
"""Where a case may bear another number."""

_TO_THE_REPORTER: dict[Status, str] = {
    Status.SUBMITTED: _("Koordinator memeriksa laporan Anda, lalu meneruskannya ke unit yang tepat."),
    Status.RETURNED: _("Ada keterangan yang masih kurang. Mohon dilengkapi supaya laporan dapat diteruskan."),
    Status.FORWARDED: _("Laporan sudah ada di {unit} dan menunggu petugas yang menanganinya."),
    Status.IN_PROCESS: _("{unit} sedang menangani laporan Anda."),
    Status.WAITING: _("Petugas perlu keterangan dari Anda sebelum bisa melanjutkan."),
    Status.PLEDGED: _("{unit} menjanjikan penyelesaian untuk tanggal tertentu. Ini belum dihitung sebagai selesai."),
    Status.RESOLVED: _("Menurut {unit} sudah selesai. Apakah menurut Anda juga?"),
    Status.DISPUTED: _("Anda menyatakan belum beres. {unit} diminta menangani lagi."),
    Status.CLOSED: _("Aduan ini sudah ditutup."),
    Status.FORWARDED_OUT: _("Urusan ini di luar kewenangan kami dan disampaikan kepada {body}."),
    Status.ARCHIVED: _("Laporan ini tidak ditindaklanjuti. Alasannya ada pada perjalanan aduan."),
    Status.DUPLICATE: _("Laporan ini digabung dengan laporan lain tentang hal yang sama."),
    Status.SPLIT: _("Laporan Anda memuat beberapa hal. Masing-masing kini ditangani sebagai aduan sendiri."),
}
_OBJECTED = _("Anda mengajukan keberatan. Atasan PPID yang menjawabnya.")
_TO_OTHERS: dict[Status, str] = {
    Status.SUBMITTED: _("Laporan sedang diperiksa sebelum diteruskan ke unit yang tepat."),
    Status.RETURNED: _("Pelapor diminta melengkapi laporannya."),
    Status.FORWARDED: _("Laporan sudah ada di {unit} dan menunggu petugas yang menanganinya."),
    Status.IN_PROCESS: _("{unit} sedang menangani laporan ini."),
    Status.WAITING: _("Petugas menunggu keterangan dari pelapor."),
    Status.PLEDGED: _("{unit} menjanjikan penyelesaian untuk tanggal tertentu. Ini belum dihitung sebagai selesai."),
    Status.RESOLVED: _("Menurut {unit} sudah selesai; pelapor diminta menilai."),
    Status.DISPUTED: _("Pelapor menyatakan belum beres. {unit} diminta menangani lagi."),
    Status.CLOSED: _("Aduan ini sudah ditutup."),
    Status.FORWARDED_OUT: _("Urusan ini di luar kewenangan kami dan disampaikan kepada {body}."),
    Status.ARCHIVED: _("Laporan ini tidak ditindaklanjuti."),
    Status.DUPLICATE: _("Laporan ini digabung dengan laporan lain tentang hal yang sama."),
    Status.SPLIT: _("Laporan ini memuat beberapa hal. Masing-masing kini ditangani sebagai aduan sendiri."),
}
_WAITING_FOR_REPORTER = _("Menunggu jawaban pelapor")

_VISIBILITY_WORDS: dict[Visibility, str] = {
    Visibility.PUBLIC: _("Laporan ini terbuka: setelah diperiksa bisa dibaca siapa saja. Nama dan kontak Anda tidak."),
    Visibility.ANONYMOUS: _(
        "Laporan ini bisa dibaca siapa saja, tetapi warga lain dan kantor yang menangani tidak mengetahui nama Anda."
    ),
    Visibility.CONFIDENTIAL: _("Laporan ini rahasia: hanya petugas yang menangani bisa membacanya."),
}

_BY_REPORTER: dict[str, str] = {
    "complaint.filed": _("Anda mengirim laporan"),
    "complaint.returned": _("Anda diminta melengkapi laporan"),
    "complaint.supplemented": _("Anda menambahkan keterangan"),
    "question.asked": _("Petugas bertanya kepada Anda"),
    "question.answered": _("Anda menjawab"),
    "complaint.confirmed": _("Anda menyatakan sudah beres"),
    "complaint.rated": _("Anda memberi nilai"),
    "survey.answered": _("Anda mengisi survei kepuasan"),
    "complaint.disputed": _("Anda menyatakan belum beres"),
    "recording.transcribed": _("Petugas menuliskan isi rekaman Anda"),
    "transcript.judged": _("Anda menanggapi tulisan isi rekaman"),
}
"""Events as the one who filed the complaint reads them; the others are called as everywhere."""

_JUDGED: dict[tuple[bool, bool], str] = {
    (True, True): _("Anda memastikan tulisan isi rekaman benar"),
    (True, False): _("Anda menyatakan tulisan isi rekaman kurang tepat"),
    (False, True): _("Pelapor memastikan tulisan isi rekaman benar"),
    (False, False): _("Pelapor menyatakan tulisan isi rekaman kurang tepat"),
}
"""What the reporter said of a text: whether the reporter reads it, and whether it is right."""

_LINKED: dict[Relation, str] = {
    Relation.RELATED: _("Dihubungkan dengan aduan {code}"),
    Relation.PARENT: _("Menjadi bagian dari aduan induk {code}"),
    Relation.CHILD: _("Aduan {code} menjadi bagian dari aduan ini"),
}
_ASIDE = frozenset({"note.added", "case.linked", "case.unlinked", "paper.made", "paper.signed"})
_UNLINKED = _("Hubungan dengan aduan {code} dilepas")

_MARK: dict[str, tuple[str, str]] = {
    "complaint.filed": ("new", ""),
    "complaint.forwarded": ("moving", "forward"),
    "complaint.forwarded_out": ("stopped", "out"),
    "outside.answered": ("done", "chat"),
    "outside.received": ("moving", "check"),
    "outside.asked": ("asking", "question"),
    "outside.told": ("", "chat"),
    "outside.declined": ("problem", "back"),
    "outside.reminded": ("", "bell"),
    "unit.asked": ("asking", "question"),
    "unit.answered": ("", "chat"),
    "unit.ask_withdrawn": ("", "back"),
    "unit.ask_warned": ("near", ""),
    "unit.ask_missed": ("late", ""),
    "complaint.joined": ("", "person"),
    "complaint.returned": ("asking", ""),
    "complaint.supplemented": ("", "chat"),
    "complaint.sent_back": ("", "back"),
    "complaint.taken": ("moving", ""),
    "complaint.assigned": ("", "person"),
    "citizen.informed": ("moving", "chat"),
    "question.asked": ("asking", ""),
    "question.answered": ("", "chat"),
    "attachment.added": ("", "camera"),
    "recording.transcribed": ("", "document"),
    "transcript.judged": ("", "chat"),
    "complaint.resolved": ("done", ""),
    "resolution.proposed": ("asking", "eye"),
    "resolution.sent_back": ("problem", ""),
    "escalation.acknowledged": ("", "eye"),
    "complaint.confirmed": ("done", ""),
    "complaint.disputed": ("problem", ""),
    "complaint.reopened": ("moving", ""),
    "complaint.closed": ("done", "lock"),
    "complaint.archived": ("stopped", "document"),
    "complaint.marked_duplicate": ("stopped", "document"),
    "complaint.split": ("moving", "forward"),
    "deadline.warned": ("near", ""),
    "deadline.missed": ("late", ""),
    "promise.given": ("", "calendar"),
    "promise.moved": ("", "calendar"),
    "promise.paused": ("paused", ""),
    "promise.resumed": ("", "clock"),
    "complaint.pledged": ("pledged", ""),
    "pledge.lapsed": ("late", ""),
    "deadline.escalated": ("late", ""),
    "complaint.prioritised": ("", "warning"),
    "note.added": ("note", "lock"),
    "case.linked": ("", "forward"),
    "case.unlinked": ("", "back"),
    "paper.made": ("", "document"),
    "paper.signed": ("", "document"),
    "complaint.words_erased": ("", "lock"),
}
"""Tone and icon of a fact on the timeline."""

_NOT_TOLD = INTERNAL | {Stage.SILENT_CLOSE}
_BEHALF: dict[Capacity, str] = {
    Capacity.PLH: _("a.n. {post}, Plh."),
    Capacity.PLT: _("Plt. {post},"),
    Capacity.LEAVE: _("a.n. {post}, pengganti"),
}
"""What stands before the name of who acted while the post was somebody else's, or nobody's."""
_TRIAGE_FACTS = frozenset(
    {"complaint.forwarded", "complaint.forwarded_out", "complaint.returned", "complaint.archived"}
    | {"outside.told", "outside.declined"}
    | {"complaint.marked_duplicate", "complaint.split", "complaint.reclassified", "reference.added", "outside.answered"}
)
_BY_ITSELF = frozenset(
    {"routing.suggested", "promise.given", "promise.moved", "promise.paused", "promise.resumed", "danger.paged"}
    | {"deadline.warned", "deadline.missed", "deadline.escalated", "escalation.acknowledged"}
)
_JOINED = _("{count} warga lain ikut melaporkan")
_NOT_THE_REPORTERS = _TRIAGE_FACTS | {"complaint.joined"}
"""What a filing brought about of itself, or somebody else did: nothing of the reporter's own."""
_REPORTERS_WORDS = frozenset(
    {"complaint.supplemented", "question.answered", "complaint.disputed", "recording.transcribed"}
)
_INSIDE = frozenset(
    {"complaint.sent_back", "note.added", "resolution.proposed", "resolution.sent_back", "escalation.acknowledged"}
)
"""What officers say to each other."""
_ONLY_OFFICE = OFFICES_OWN | {"promise.given"}
_ONLY_READERS = _ONLY_OFFICE | {"promise.moved", "attachment.added", "reference.added", "complaint.rated"}


@dataclass(frozen=True)
class Standing:
    """How a case stands: the status's name, its tone (parts/status.html) and what it means now."""

    label: str
    tone: str
    words: str


@dataclass(frozen=True)
class PromiseWords:
    """One row of parts/promises.html. `day` and `hour` are `due` on the wall; `label` replaces the state's word."""

    stage: Stage
    what: str
    due: datetime
    state: str
    met_at: datetime | None
    why: str = ""
    day: date | None = None
    hour: str = ""
    label: str = ""
    notes: tuple[Note, ...] = ()
    slug: str = ""
    """Names the promise in the address of the page that tells its days."""


_FILES = {
    "report": (_("Foto dari pelapor"), _("Dokumen dari pelapor")),
    "evidence": (_("Foto dari unit"), _("Dokumen dari unit")),
    e.OUTSIDE: (_("Foto dari instansi lain"), _("Dokumen dari instansi lain")),
}
"""A picture, and a document, by whose it is."""


@dataclass(frozen=True)
class ShownFile:
    """A picture of a case, or a PDF file, as parts/timeline.html shows it."""

    url: str
    alt: str
    thumb: str = ""
    document: bool = False
    """A PDF file: a link leads to it, and no picture of it is shown."""


@dataclass(frozen=True)
class Moment:
    """One entry of parts/timeline.html; `name` is the event's dotted name."""

    name: str
    what: str
    at: datetime
    by: str = ""
    tone: str = ""
    sign: str = ""
    said: str = ""
    voice: str = "unit"
    photos: tuple[ShownFile, ...] = ()
    recordings: tuple[Recording, ...] = ()
    version: int = 0
    """Of the last of the facts it tells."""


@dataclass(frozen=True)
class Wording:
    """Turns what happened into words for one reader, in one language."""

    language: str
    region: Region
    now: datetime
    reader: Reader = "public"
    names: Mapping[UUID, str] = field(default_factory=dict)
    """Names of officers, where the office is told who did something."""
    cases: Mapping[UUID, str] = field(default_factory=dict)
    """Codes of other cases of which the reader may know."""
    acts: Acts = NOBODYS
    """What those named in a case held for others, where the office is told."""

    def say(self, words: str, **values: object) -> str:
        """Marked words, or a sentence made of them, in the reader's language, `{name}` filled in."""
        spoken = translated(self.language, words)
        return spoken.format(**values) if values else spoken

    def unit(self, code: str | None) -> str:
        """A unit's name; empty where there is none."""
        if not code:
            return ""
        known = self.region.unit.get(code)
        return known.name if known else code

    def body(self, code: str | None) -> str:
        if not code:
            return ""
        known = self.region.body.get(code)
        return known.name if known else code

    def topic(self, code: str | None) -> str:
        if not code:
            return ""
        known = self.region.topic.get(code)
        if known is None:
            return code
        return known.name_en if self.language == "en" and known.name_en else known.name

    def number(self, number: int) -> str:
        """1.511 in Indonesian, 1,511 in English."""
        return decimal(number, self.language)

    def area(self, code: str | None) -> str:
        if not code:
            return ""
        known = self.region.area.get(code)
        return known.name if known else code

    def kind(self, kind: str) -> str:
        return self.say(KIND[Kind(kind)])

    def visibility(self, visibility: str) -> str:
        return self.say(VISIBILITY[Visibility(visibility)])

    def channel(self, channel: str) -> str:
        return self.say(CHANNEL[Channel(channel)])

    def place(self, place: Place | None, area: str | None) -> str:
        """Address and area in one line, as far as they are known; what the address names is not said twice."""
        address, name = (place.address if place else None) or "", self.area(area)
        said = address.casefold().rstrip(" .")
        if name and (said.endswith(name.casefold()) or name.casefold() in said.split(", ")):
            return address
        return ", ".join(part for part in (address, name) if part)

    def contact(self, contact: Contact | None, mails: bool) -> str:
        """Where news is sent; empty where nothing was left that news could be sent to. `mails`: whether we can."""
        if contact is None:
            return ""
        if contact.email and not mails:
            return self.say(_("Alamat email Anda hanya dilihat petugas. Kabar dapat dibaca di halaman aduan."))
        if contact.email:
            name, _at, host = contact.email.partition("@")
            return self.say(_("Kabar kami kirim ke {email}."), email=f"{name[:1]}•••@{host}")
        if contact.phone:
            return self.say(
                _("Nomor telepon Anda (••{end}) hanya dilihat petugas. Kabar dapat dibaca di halaman aduan."),
                end=contact.phone[-3:],
            )
        return ""

    def first_step(self, complaint: Complaint) -> str:
        """Who reads the report first."""
        if complaint.status is Status.SUBMITTED:
            triage = self.unit(self.region.triage_unit)
            return self.say(
                _("{unit} memeriksa laporan ini lebih dulu, lalu meneruskannya ke unit yang tepat."), unit=triage
            )
        if complaint.restricted and complaint.unit:
            return self.say(
                _("Laporan ini langsung diterima {unit} dan tidak melewati kantor yang Anda laporkan."),
                unit=self.unit(complaint.unit),
            )
        return self.standing(complaint).words

    def visibility_words(self, complaint: Complaint) -> str:
        """Who may read the report."""
        if complaint.restricted:
            return self.say(_("Laporan tentang penyimpangan hanya dibaca petugas yang memeriksanya."))
        if complaint.sensitive:
            return self.say(
                _("Karena isinya peka, laporan ini kami rahasiakan: hanya petugas yang menangani membacanya.")
            )
        return self.say(_VISIBILITY_WORDS[Visibility(complaint.visibility)])

    def withheld(self, complaint: Complaint) -> str:
        """What somebody with only the code is not shown, and why."""
        if complaint.visibility == Visibility.CONFIDENTIAL or complaint.restricted:
            return self.say(_("Laporan ini rahasia. Dengan kode saja hanya terlihat status dan tanggal-tanggalnya."))
        if complaint.status in (Status.SUBMITTED, Status.RETURNED):
            return self.say(_("Isi laporan baru ditampilkan setelah diperiksa koordinator."))
        return self.say(_("Isi laporan ini tidak ditampilkan."))

    def status(self, status: str) -> str:
        """A status's name for this reader."""
        one = Status(status)
        if one is Status.WAITING and self.reader != "reporter":
            return self.say(_WAITING_FOR_REPORTER)
        return self.say(STATUS[one])

    def tone(self, status: str) -> str:
        return TONE[Status(status)]

    def standing(self, complaint: Any, *, veiled: bool = False) -> Standing:
        """How a case stands; `complaint` is a Complaint or a Line. `veiled`: without saying who has it."""
        status = Status(complaint.status)
        words = (_TO_THE_REPORTER if self.reader == "reporter" else _TO_OTHERS)[status]
        if self.reader == "reporter" and status is Status.DISPUTED and complaint.kind == Kind.FORMAL_INFORMATION:
            words = _OBJECTED
        unit = "" if veiled else self.unit(complaint.unit)
        body = "" if veiled else self.body(complaint.body)
        spoken = self.say(
            words, unit=unit or self.say(_("unit yang berwenang")), body=body or self.say(_("instansi yang berwenang"))
        )
        spoken = spoken[:1].upper() + spoken[1:]
        told = status is Status.FORWARDED_OUT and not veiled
        helpful = self.region.body.get(complaint.body or "") if told else None
        return Standing(
            self.status(status), TONE[status], f"{spoken} {helpful.words}".strip() if helpful is not None else spoken
        )

    def title(self, report: str | None) -> str:
        """The first words of a report, or what can be said without them."""
        if not report:
            return self.say(_("Aduan"))
        first = " ".join(report.strip().split("\n", 1)[0].split())
        if len(first) <= TITLE_LENGTH:
            return first
        return first[:TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(",.;:-") + "…"

    def promises(
        self,
        complaint: Complaint,
        why: Callable[[Promise], str] | None = None,
        *,
        all_stages: bool = False,
        entries: Iterable[Entry] = (),
        ahead: Callable[[Promise], datetime | None] | None = None,
    ) -> list[PromiseWords]:
        """What was promised, in the order of the stages. The silent close is no promise to a citizen: `all_stages`.

        `entries` tell why dates were moved; `ahead` says when a clock that stands still would end from now on.
        """
        known = tuple(entries)
        return [
            PromiseWords(
                stage=promise.stage,
                what=name_of(self, complaint, promise.stage),
                due=promise.due,
                state=self._due_state(promise),
                met_at=promise.met_at,
                why=why(promise) if why else "",
                day=last_day(self, promise.due),
                hour=hour(self, promise.due),
                label=label_of(self, promise),
                notes=tuple(notes(self, complaint, promise, known, ahead)),
                slug=SLUG[promise.stage],
            )
            for promise in sorted(complaint.promises.values(), key=lambda one: list(Stage).index(one.stage))
            if all_stages or promise.stage not in _NOT_TOLD
        ]

    def _due_state(self, promise: Promise) -> str:
        state = clock_state(promise, self.now)
        # A pledge that was given up was not kept: only its lapse ends it so.
        lapsed = promise.stage is Stage.PLEDGE and state is ClockState.ENDED
        return DUE_STATE[ClockState.LATE if lapsed else state]

    def timeline(self, case: Case, photo_url: Callable[[UUID], str] | None = None) -> list[Moment]:
        """What happened, oldest first; files added or neighbours joining one after the other become one entry.

        Who may not read the words is told what happened and when, but not where the case went.
        """
        if self.reader == "public" and case.sight < Sight.WORDS:
            return [self._veiled(entry) for entry in case.entries if entry.name not in _ONLY_READERS | CLOCK_FACTS]
        files = {file.original: file.id for file in case.files}
        moments: list[Moment] = []
        unit: str | None = None
        before: Entry | None = None
        joined = 0
        for entry in case.entries:
            if isinstance(entry.event, e.Forwarded):
                unit = entry.event.unit
            if self.reader != "office" and (entry.name in _ONLY_OFFICE or internal(entry.event)):
                continue
            photos: tuple[ShownFile, ...] = ()
            recordings: tuple[Recording, ...] = ()
            if isinstance(entry.event, e.AttachmentAdded) and photo_url and entry.event.file.id in files:
                if is_recording(entry.event.media_type):
                    recordings = (self._recording(entry.event, photo_url),)
                else:
                    photos = (self._shown_file(entry.event, photo_url(files[entry.event.file.id])),)
            if _goes_on(before, entry):
                last = moments.pop()
                added = last.photos + photos, last.recordings + recordings
                moments.append(replace(last, photos=added[0], recordings=added[1], version=entry.version))
            elif before and same_fact(before, entry):
                last = moments.pop()
                what = f"{last.what}; {one_clock(self, entry.event)}"
                moments.append(replace(last, what=what, version=entry.version))
            elif before and before.name == entry.name == "complaint.joined":
                joined += 1
                what = self.say(_JOINED, count=self.number(joined))
                moments.append(replace(moments.pop(), what=what, version=entry.version))
            else:
                joined = 1
                moment = self._moment(entry, case.complaint, unit)
                moments.append(replace(moment, photos=photos, recordings=recordings))
            before = entry
        return moments

    def photos(self, case: Case, photo_url: Callable[[UUID], str], of: str = "report") -> list[ShownFile]:
        """The pictures of a case: of the report, or the unit's evidence."""
        alt = self.say(_("Foto dari pelapor") if of == "report" else _("Foto dari unit"))
        pictures = [file for file in case.files if file.of == of and file.media_type.startswith("image/")]
        return [ShownFile(photo_url(file.id), alt) for file in pictures]

    def documents(self, case: Case, photo_url: Callable[[UUID], str], of: str = "evidence") -> list[ShownFile]:
        """The PDF files by which the unit shows what it did, to be saved."""
        found = [file for file in case.files if file.of == of and file.media_type == PDF]
        return [ShownFile(photo_url(file.id), self.say(_("Dokumen dari unit")), document=True) for file in found]

    def _veiled(self, entry: Entry) -> Moment:
        tone, sign = _MARK.get(entry.name, ("", "info"))
        return Moment(entry.name, self.say(EVENT[entry.name]), entry.at, tone=tone, sign=sign)

    def _shown_file(self, event: e.AttachmentAdded, url: str) -> ShownFile:
        document = event.media_type == PDF
        return ShownFile(url, self.say(_FILES.get(event.of, _FILES["evidence"])[document]), document=document)

    def _recording(self, event: e.AttachmentAdded, url: Callable[[UUID], str]) -> Recording:
        file, kind = event.file.id, event.media_type
        return recording(self.say, self.language, url(file), file, kind, event.size)

    def _moment(self, entry: Entry, complaint: Complaint, unit: str | None) -> Moment:
        tone, sign = _MARK.get(entry.name, ("", "info"))
        if isinstance(entry.event, e.AttachmentAdded) and entry.event.media_type == PDF:
            sign = "document"
        said = entry.words or ""
        if entry.name == "complaint.filed":
            said = ""  # the report itself stands elsewhere on the page
        elif isinstance(entry.event, e.ClockPaused) and self.reader == "public":
            said = ""  # to whom the office writes is told to the reporter
        elif entry.erased:
            said = self.say(_("Isi tulisan ini sudah dihapus."))
        elif entry.ground:
            said = f"{said}\n{self.say(_('Dasar: {ground}'), ground=entry.ground)}"
        voice = "reporter" if entry.name in _REPORTERS_WORDS else "unit"
        if entry.name in _INSIDE:
            voice = "inside"
        return Moment(
            name=entry.name,
            what=self._what(entry, complaint),
            at=entry.at,
            by=self._by(entry, complaint, unit),
            tone=tone,
            sign=sign,
            said=said,
            voice=voice,
            version=entry.version,
        )

    def _what(self, entry: Entry, complaint: Complaint) -> str:
        match entry.event:
            case e.Forwarded(unit=unit, ground=e.UNIT_CLOSED):
                return self.say(_("Dilanjutkan oleh {unit}, karena unit sebelumnya ditutup"), unit=self.unit(unit))
            case e.Forwarded(unit=unit, ground="ppid"):
                return self.say(_("Diteruskan ke PPID: {unit}"), unit=self.unit(unit))
            case e.Forwarded(unit=unit, ground="routing", method=method) if self.reader == "office":
                return self.say(
                    _("Diteruskan otomatis ke {unit} (model {method})"), unit=self.unit(unit), method=method
                )
            case e.Forwarded(unit=unit, ground="routing"):
                return self.say(_("Diteruskan otomatis ke {unit}; petugas akan memeriksanya"), unit=self.unit(unit))
            case e.Forwarded(unit=unit):
                return self.say(_("Diteruskan ke {unit}"), unit=self.unit(unit))
            case e.OutsideAnswered() if complaint.body:
                return self.say(_("{body} sudah menjawab"), body=self.body(complaint.body))
            case e.OutsideReceived(body=body):
                return self.say(_("Diterima oleh {body}"), body=self.body(body))
            case e.OutsideAsked(body=body):
                return self.say(_("{body} bertanya kepada koordinator"), body=self.body(body))
            case e.OutsideTold(body=body):
                return self.say(_("Koordinator memberi keterangan kepada {body}"), body=self.body(body))
            case e.OutsideDeclined(body=body):
                return self.say(_("{body}: bukan kewenangan kami"), body=self.body(body))
            case e.OutsideReminded(body=body, round=number):
                return self.say(_("{body} diingatkan (ke-{number})"), body=self.body(body), number=number)
            case e.UnitAsked(unit=unit):
                return self.say(_("{unit} ditanya"), unit=self.unit(unit))
            case e.UnitAnswered(unit=unit):
                return self.say(_("{unit} menjawab"), unit=self.unit(unit))
            case e.UnitAskWithdrawn(unit=unit):
                return self.say(_("Pertanyaan kepada {unit} dibatalkan"), unit=self.unit(unit))
            case e.UnitAskWarned(unit=unit):
                return self.say(_("Batas waktu jawaban {unit} hampir tiba"), unit=self.unit(unit))
            case e.UnitAskMissed(unit=unit):
                return self.say(_("{unit} belum menjawab sampai batas waktunya"), unit=self.unit(unit))
            case e.ForwardedOut(body=body):
                return self.say(_("Disampaikan kepada {body}"), body=self.body(body))
            case e.Filed(split_from=UUID()) if self.reader != "public":
                return self.say(_("Dipisahkan dari laporan yang memuat beberapa hal"))
            case e.Filed(channel=channel) if self.reader != "reporter":
                return self.say(_("Laporan diterima lewat {channel}"), channel=self.channel(channel))
            case e.Archived(reason=reason):
                return self.say(_("Diarsipkan: {reason}"), reason=self.say(ARCHIVE_REASON[ArchiveReason(reason)]))
            case e.ResolutionProposed(asked=str(asked)):
                words = _("{what}; tidak ada orang kedua di unit, kepala {unit} diminta memeriksa")
                return self.say(words, what=self._plainly(entry.name), unit=self.unit(asked))
            case e.Resolved(proposed_by=UUID()) if self.reader == "office":
                return self.say(_("{what}, disetujui orang kedua"), what=self._plainly(entry.name))
            case e.Resolved(unchecked=True) if self.reader == "office":
                words = _("{what}, tanpa pemeriksaan kedua: tidak ada orangnya")
                return self.say(words, what=self._plainly(entry.name))
            case e.EscalationAcknowledged(stage=stage, role=role):
                words = _("Eskalasi “{stage}” ditangani: {role}")
                named = self.say(ROLE[Role(role)] if role != "holder" else _("Pemegang aduan"))
                return self.say(words, stage=self.say(STAGE[stage]), role=named)
            case e.Assigned(officer=officer) if officer in self.names:
                return self.say(_("Diserahkan kepada {name}"), name=self.names[officer])
            case e.NoteAdded(mentions=mentions) if any(one in self.names for one in mentions):
                named = ", ".join(self.names[one] for one in mentions if one in self.names)
                return self.say(_("Catatan internal untuk {names}"), names=named)
            case e.CaseLinked(other=other, relation=relation):
                return self.say(_LINKED[relation], code=self.cases.get(other, ""))
            case e.CaseUnlinked(other=other):
                return self.say(_UNLINKED, code=self.cases.get(other, ""))
            case e.PaperMade(kind=kind, number=number):
                return self.say(
                    _("{paper} nomor {number} dibuat"), paper=self.say(KIND_NAMES[PaperKind(kind)]), number=number
                )
            case e.PaperSigned(number=number) if self.reader == "reporter":
                return self.say(_("Surat jawaban nomor {number} ditandatangani"), number=number)
            case e.PaperSigned(number=number, evidence=True):
                return self.say(_("Surat bertanda tangan nomor {number} disimpan sebagai bukti"), number=number)
            case e.PaperSigned(number=number):
                return self.say(_("Surat bertanda tangan nomor {number} disimpan"), number=number)
            case e.Rated(score=score):
                return self.say(_("{who}: {score} dari 5"), who=self._plainly(entry.name), score=score)
            case e.Disputed() if complaint.kind is Kind.FORMAL_INFORMATION:
                mine = self.reader == "reporter"
                return self.say(_("Anda mengajukan keberatan") if mine else _("Pemohon mengajukan keberatan"))
            case e.Closed(ground="silence"):
                return self.say(_("Aduan ditutup karena tidak ada tanggapan"))
            case e.Suggested(unit=None, body=body, share=share) if body:
                said = self.say(_("Instansi lain disarankan: {body}"), body=self.body(body))
                return f"{said} ({round(share * 100)}%)"
            case e.Suggested(unit=unit, share=share):
                named = self.unit(unit) or self.say(_("belum ada unit yang cocok"))
                sure = f" ({round(share * 100)}%)" if unit else ""
                return f"{self._plainly(entry.name)}: {named}{sure}"
            case e.ReferenceAdded(system=system, value=value):
                return (
                    f"{self._plainly(entry.name)}: {self.say(SYSTEMS.get(system, system))} {value}"
                    if self.reader != "public"
                    else self._plainly(entry.name)
                )
            case e.AttachmentAdded(of=of, media_type=media_type) if is_recording(media_type):
                added = _("Rekaman dari pelapor ditambahkan") if of == "report" else _("Rekaman bukti ditambahkan")
                return self.say(added)
            case e.TranscriptJudged(right=right):
                return self.say(_JUDGED[self.reader == "reporter", right])
            case e.AttachmentAdded(of=e.OUTSIDE, media_type=media_type) if media_type == PDF:
                return self.say(_("Dokumen dari instansi lain ditambahkan"))
            case e.AttachmentAdded(of=of, media_type=media_type) if media_type == PDF:
                added = _("Dokumen dari pelapor ditambahkan") if of == "report" else _("Dokumen bukti ditambahkan")
                return self.say(added)
            case e.AttachmentAdded(of=e.OUTSIDE):
                return self.say(_("Foto dari instansi lain ditambahkan"))
            case e.AttachmentAdded(of=of):
                return self.say(_("Foto dari pelapor ditambahkan") if of == "report" else _("Foto bukti ditambahkan"))
            case _:
                return clock_fact(self, entry.event) or self._plainly(entry.name)

    def _plainly(self, name: str) -> str:
        words = _BY_REPORTER.get(name) if self.reader == "reporter" else None
        return self.say(words or EVENT[name])

    def _by(self, entry: Entry, complaint: Complaint, unit: str | None) -> str:
        """Who did it, as the reader may know it: a name for the office alone, nobody where it followed by itself."""
        role = self._role(entry, complaint, unit)
        name = self.names.get(entry.officer) if self.reader == "office" and entry.officer else None
        lent = self._behalf(entry, complaint, unit) if name else ""
        if lent:
            return f"{lent} {name}"
        if entry.name in _ASIDE:
            return name or ""  # whoever it was need not be of the unit that had the case
        return f"{name}, {role}" if name and role else role

    def behalf(self, capacity: Capacity, role: Role, unit: str) -> str:
        """A post that somebody holds for a while: “a.n. Kepala unit Dinas Perhubungan, Plh.”"""
        return self.say(_BEHALF[capacity], post=f"{self.say(ROLE[role])} {self.unit(unit)}")

    def _behalf(self, entry: Entry, complaint: Complaint, unit: str | None) -> str:
        """What stands before the name of who acted for another; empty where they acted in a post of their own."""
        if entry.by != "officer" or entry.officer is None:
            return ""
        triage = unit is None or (entry.name in _TRIAGE_FACTS and not complaint.restricted)
        where = None if triage else unit
        roles = roles_of(entry.event, triage=triage)
        lent = on_behalf(self.acts, entry.officer, entry.at, roles, where, self.region.reach)
        if lent is None:
            return ""
        return self.behalf(lent.capacity, lent.role, lent.unit)

    def _role(self, entry: Entry, complaint: Complaint, unit: str | None) -> str:
        if entry.name in _BY_ITSELF or (entry.by == "citizen" and entry.name in _NOT_THE_REPORTERS):
            return ""
        if entry.by == "citizen":
            if self.reader == "reporter":
                return "" if entry.name in _BY_REPORTER else self.say(_("Anda"))
            return self.say(_("Pelapor"))
        if entry.by != "officer":
            return ""
        if entry.name == "complaint.filed":
            return self.say(_("Petugas, atas nama pelapor"))
        if entry.name in _TRIAGE_FACTS and not complaint.restricted:
            return self.say(_("Koordinator"))
        if isinstance(entry.event, e.SentBack | e.UnitAnswered):
            return self.unit(entry.event.unit)
        return self.unit(unit) or self.say(_("Koordinator"))


def _goes_on(before: Entry | None, entry: Entry) -> bool:
    """Whether a file was added right after another of the same side."""
    return (
        before is not None
        and isinstance(before.event, e.AttachmentAdded)
        and isinstance(entry.event, e.AttachmentAdded)
        and before.event.of == entry.event.of
        and is_recording(before.event.media_type) == is_recording(entry.event.media_type)
        and (before.event.media_type == PDF) == (entry.event.media_type == PDF)
    )


def options(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Choices of a select field."""
    return [{"value": value, "label": label} for value, label in pairs]

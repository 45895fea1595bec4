"""The words of notices, in the source language; a case's own words never stand in them."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from babel.dates import format_datetime

from complaints import ticket
from complaints.kinds import Stage
from complaints.labels import STAGE
from foundation.language import SOURCE_LANGUAGE, translations
from foundation.language import mark as _
from notices.rules import Audience


class Links(Protocol):
    """Whole addresses of pages, made by the door that serves them."""

    def follow(self, code: str, complaint_id: UUID) -> str:
        """The citizen's own page of a case, with its secret."""
        ...

    def case(self, code: str, complaint_id: UUID) -> str:
        """The office's page of a case; it asks to sign in."""
        ...

    def asked(self, complaint_id: UUID) -> str:
        """The page of a unit that was asked about a case; it asks to sign in."""
        ...

    def public(self, code: str) -> str:
        """What anybody with the code may see of a case."""
        ...

    def stop(self, code: str, complaint_id: UUID, follower: UUID) -> str:
        """Where a follower of a case ends following it."""
        ...

    def stop_mails(self, code: str, complaint_id: UUID) -> str:
        """Where who filed a case ends the mails about it."""
        ...


class Facts(msgspec.Struct, frozen=True):
    """What a notice may mention. `discreet` keeps everything but the code out of a citizen's mailbox."""

    code: str
    complaint_id: UUID
    event: str
    audience: Audience
    service: str
    timezone: str
    zone_label: str
    version: int = 0
    """The place of the event in the log of its case."""
    unit: str = ""
    stage: Stage | None = None
    promised: datetime | None = None
    discreet: bool = False
    follower: UUID | None = None
    """Of somebody who joined: who they are, so that they can stop."""
    joined: tuple[str, UUID] | None = None
    """Code and id of the case they joined, which may have been merged into this one since; or of their own one."""
    parts: tuple[str, ...] = ()
    """Of a report that was split: the codes of the cases that were made of it."""
    said: Mapping[str, Mapping[str, str]] = {}
    """Words of the region's own by `key_of`, with `subject` and `body`."""


class Words(NamedTuple):
    """Subject (also the line on the page) and body; {code}, {unit}, {stage}, {promised}, {parts} are filled in."""

    subject: str
    body: str


_C, _T, _U, _H, _O = Audience.CITIZEN, Audience.TRIAGE, Audience.UNIT, Audience.HEAD, Audience.OVERSIGHT
_S, _D, _F = Audience.SECRETARY, Audience.ON_CALL, Audience.FOLLOWERS
_A = Audience.ASSIGNEE

_NEAR = Words(
    _("Batas waktu aduan {code} hampir tiba"),
    _("“{stage}” harus dipenuhi paling lambat {promised}."),
)
_MISSED = Words(
    _("Batas waktu aduan {code} terlewati"),
    _("“{stage}” seharusnya dipenuhi paling lambat {promised}."),
)
_RAISED = Words(
    _("Keterlambatan aduan {code} disampaikan kepada Anda"),
    _("“{stage}” seharusnya dipenuhi paling lambat {promised}, dan sampai sekarang belum. Mohon perhatian Anda."),
)
_DANGER = Words(
    _("BAHAYA BAGI JIWA: aduan {code} menunggu Anda"),
    _("Aduan ini melaporkan bahaya bagi jiwa. Buka sekarang dan nyatakan bahwa Anda menanganinya."),
)
_PRESSING = Words(
    _("Tingkat kedaruratan aduan {code} ditetapkan"),
    _("Tingkat kedaruratannya berubah. Mohon diperiksa dan didahulukan bila perlu."),
)
_LOOKED_AFTER = Words(
    _("Petugas piket menangani aduan {code}"),
    _("Petugas piket sudah menyatakan menangani bahaya yang dilaporkan."),
)
_NOT_AS_SAID = Words(
    _("Tulisan isi rekaman aduan {code} kurang tepat"),
    _("Pelapor menyatakan tulisan isi rekamannya kurang tepat. Mohon didengarkan lagi dan ditulis kembali."),
)
_LAPSED = Words(
    _("Janji untuk aduan {code} tidak terpenuhi"),
    _("Tanggal yang dijanjikan sudah lewat tanpa bukti penyelesaian. Aduan dibuka kembali."),
)

TEXTS: Mapping[tuple[Audience, str], Words] = {
    (_C, "complaint.filed"): Words(
        _("Aduan {code} sudah kami terima"),
        _("Aduan yang dicatatkan atas nama Anda sudah kami terima dengan kode {code}. Simpan kode ini baik-baik."),
    ),
    (_C, "promise.moved"): Words(
        _("Batas waktu aduan {code} disesuaikan"),
        _("Batas waktu “{stage}” untuk aduan Anda kini {promised}."),
    ),
    (_C, "promise.paused"): Words(
        _("Hitungan waktu aduan {code} berhenti sementara"),
        _("Petugas menunggu balasan surat dari pihak lain. Selama itu hitungan waktunya berhenti."),
    ),
    (_C, "promise.resumed"): Words(
        _("Hitungan waktu aduan {code} berjalan lagi"),
        _("Batas waktu “{stage}” untuk aduan Anda kini {promised}."),
    ),
    (_C, "complaint.pledged"): Words(
        _("Aduan {code} dijanjikan untuk tanggal tertentu"),
        _("{unit} menjanjikan penyelesaiannya. Tanggal dan dasarnya dapat dibaca di halaman aduan Anda."),
    ),
    (_C, "pledge.lapsed"): Words(
        _("Janji untuk aduan {code} tidak terpenuhi"),
        _("Tanggal yang dijanjikan sudah lewat tanpa bukti. Aduan Anda dibuka kembali dan terus kami tagih."),
    ),
    (_C, "complaint.forwarded"): Words(
        _("Aduan {code} sudah diteruskan"),
        _("Aduan Anda sudah diperiksa dan diteruskan kepada {unit}, yang akan menanganinya."),
    ),
    (_C, "complaint.forwarded_out"): Words(
        _("Aduan {code} diteruskan ke instansi lain"),
        _("Hal yang Anda laporkan menjadi kewenangan instansi lain. Keterangan lengkapnya ada di halaman aduan Anda."),
    ),
    (_C, "outside.answered"): Words(
        _("Ada jawaban untuk aduan {code}"),
        _("Instansi yang menerima terusan aduan Anda sudah menjawab. Jawabannya ada di halaman aduan Anda."),
    ),
    (_C, "outside.declined"): Words(
        _("Instansi lain mengembalikan aduan {code}"),
        _("Menurut instansi itu, hal yang Anda laporkan bukan kewenangannya. Koordinator mencarikan jalan lain."),
    ),
    (_C, "complaint.returned"): Words(
        _("Aduan {code} perlu dilengkapi"),
        _("Kami membutuhkan keterangan tambahan sebelum meneruskan aduan Anda. Mohon dilengkapi di halaman berikut."),
    ),
    (_C, "complaint.taken"): Words(
        _("Aduan {code} mulai ditangani"),
        _("Petugas {unit} sudah mulai menangani aduan Anda."),
    ),
    (_C, "citizen.informed"): Words(
        _("Ada kabar baru untuk aduan {code}"),
        _("Petugas {unit} menyampaikan perkembangan aduan Anda. Silakan membacanya di halaman berikut."),
    ),
    (_C, "question.asked"): Words(
        _("Petugas bertanya tentang aduan {code}"),
        _("Petugas {unit} membutuhkan jawaban Anda agar dapat melanjutkan. Mohon dijawab di halaman berikut."),
    ),
    (_C, "complaint.resolved"): Words(
        _("Aduan {code} dinyatakan selesai"),
        _("{unit} menyatakan aduan Anda sudah selesai ditangani. Mohon beri tahu kami apakah memang demikian."),
    ),
    (_C, "paper.signed"): Words(
        _("Surat jawaban aduan {code} sudah ditandatangani"),
        _("Surat jawaban bertanda tangan untuk aduan Anda dapat dibuka dan disimpan dari halaman berikut."),
    ),
    (_C, "complaint.reopened"): Words(
        _("Aduan {code} ditangani kembali"),
        _("Sanggahan Anda kami terima. Petugas {unit} menangani aduan Anda kembali."),
    ),
    (_C, "complaint.closed"): Words(
        _("Aduan {code} ditutup"),
        _("Aduan Anda sudah ditutup. Terima kasih sudah melapor; Anda masih dapat memberi nilai di halaman berikut."),
    ),
    (_C, "complaint.archived"): Words(
        _("Aduan {code} diarsipkan"),
        _("Aduan Anda belum dapat kami tindak lanjuti. Alasannya dapat dibaca di halaman berikut."),
    ),
    (_C, "complaint.marked_duplicate"): Words(
        _("Aduan {code} digabung dengan aduan lain"),
        _("Hal yang sama sudah dilaporkan lebih dahulu, sehingga aduan Anda digabung agar ditangani bersama."),
    ),
    (_C, "complaint.split"): Words(
        _("Aduan {code} dibagi menjadi beberapa aduan"),
        _(
            "Laporan Anda memuat beberapa hal, sehingga kami bagi supaya masing-masing langsung ditangani. Kode "
            "aduannya: {parts}. Dengan kode {code} Anda tetap dapat melihat semuanya di halaman berikut."
        ),
    ),
    (_C, "deadline.escalated"): Words(
        _("Keterlambatan aduan {code} kami sampaikan kepada atasan"),
        _("“{stage}” seharusnya dipenuhi paling lambat {promised}, dan belum. Atasan petugas sudah diberi tahu."),
    ),
    (_C, "recording.transcribed"): Words(
        _("Mohon pastikan isi rekaman aduan {code}"),
        _("Petugas menuliskan isi rekaman Anda untuk aduan {code}. Mohon dipastikan."),
    ),
    (_C, "deadline.warned"): Words(
        _("Kami menunggu Anda untuk aduan {code}"),
        _("Kami belum mendengar dari Anda. “{stage}”: {promised}."),
    ),
    (_T, "complaint.filed"): Words(
        _("Aduan baru {code} menunggu verifikasi"),
        _("Aduan baru masuk dan menunggu diverifikasi."),
    ),
    (_T, "complaint.supplemented"): Words(
        _("Aduan {code} dilengkapi pelapor"),
        _("Pelapor menambahkan keterangan. Aduan menunggu diverifikasi."),
    ),
    (_T, "complaint.sent_back"): Words(
        _("Aduan {code} dikembalikan oleh unit"),
        _("Unit menyatakan bukan kewenangannya. Aduan menunggu diteruskan kembali."),
    ),
    (_T, "outside.answered"): Words(
        _("Instansi luar menjawab aduan {code}"),
        _("Instansi yang menerima terusan aduan ini menjawab lewat tautannya. Pelapor sudah diberi tahu."),
    ),
    (_T, "outside.asked"): Words(
        _("Instansi luar bertanya tentang aduan {code}"),
        _("Instansi yang menerima terusan aduan ini membutuhkan keterangan dari Anda."),
    ),
    (_T, "outside.declined"): Words(
        _("Instansi luar mengembalikan aduan {code}"),
        _("Menurut instansi itu bukan kewenangannya. Aduan menunggu diteruskan kembali."),
    ),
    (_T, "transcript.judged"): _NOT_AS_SAID,
    (_T, "deadline.warned"): _NEAR,
    (_T, "deadline.escalated"): _MISSED,
    (_T, "complaint.prioritised"): _PRESSING,
    (_T, "danger.paged"): _DANGER,
    (_T, "danger.acknowledged"): _LOOKED_AFTER,
    (_U, "complaint.forwarded"): Words(
        _("Aduan {code} diteruskan ke unit Anda"),
        _("Aduan baru diteruskan ke unit Anda dan menunggu ditangani."),
    ),
    (_U, "complaint.supplemented"): Words(
        _("Pelapor menambah keterangan pada aduan {code}"),
        _("Pelapor menambahkan keterangan pada aduan yang ditangani unit Anda."),
    ),
    (_U, "question.answered"): Words(
        _("Pelapor menjawab pada aduan {code}"),
        _("Pertanyaan unit Anda sudah dijawab. Aduan menunggu dilanjutkan."),
    ),
    (_U, "complaint.disputed"): Words(
        _("Penyelesaian aduan {code} disanggah"),
        _("Pelapor menyatakan aduan belum selesai. Mohon diperiksa dan ditangani kembali."),
    ),
    (_U, "complaint.closed"): Words(
        _("Aduan {code} ditutup"),
        _("Aduan yang ditangani unit Anda sudah ditutup."),
    ),
    (_U, "resolution.proposed"): Words(
        _("Jawaban aduan {code} menunggu pemeriksaan kedua"),
        _(
            "Rekan Anda menyatakan aduan ini selesai. Mohon periksa jawaban dan buktinya; batas waktunya terus "
            "berjalan."
        ),
    ),
    (_H, "resolution.proposed"): Words(
        _("Jawaban aduan {code} menunggu pemeriksaan kedua"),
        _("Mohon periksa jawaban dan buktinya sebelum disampaikan kepada pelapor; batas waktunya terus berjalan."),
    ),
    (_U, "resolution.sent_back"): Words(
        _("Jawaban aduan {code} dikembalikan"),
        _("Pemeriksa kedua meminta jawaban diperbaiki. Alasannya ada di halaman aduan."),
    ),
    (_A, "complaint.assigned"): Words(
        _("Aduan {code} diserahkan kepada Anda"),
        _("Mulai sekarang Anda yang memegang aduan ini. Batas waktunya ada di halaman aduan."),
    ),
    (Audience.MENTIONED, "note.added"): Words(
        _("Anda disebut dalam catatan aduan {code}"),
        _("Seorang rekan menyebut Anda dalam catatan internal. Catatannya dapat dibaca di halaman aduan."),
    ),
    (_U, "unit.answered"): Words(
        _("Unit lain menjawab tentang aduan {code}"),
        _("Unit yang Anda tanya sudah menjawab. Jawabannya ada di halaman aduan."),
    ),
    (_U, "unit.ask_missed"): Words(
        _("Unit lain belum menjawab tentang aduan {code}"),
        _("Unit yang Anda tanya belum menjawab sampai {promised}. Batas waktu Anda kepada pelapor tetap berjalan."),
    ),
    (_U, "transcript.judged"): _NOT_AS_SAID,
    (_U, "deadline.warned"): _NEAR,
    (_U, "deadline.escalated"): _MISSED,
    (_U, "complaint.prioritised"): _PRESSING,
    (_U, "danger.paged"): _DANGER,
    (_U, "danger.acknowledged"): _LOOKED_AFTER,
    (_U, "pledge.lapsed"): _LAPSED,
    (_H, "complaint.disputed"): Words(
        _("Penyelesaian aduan {code} disanggah"),
        _("Pelapor menyatakan penyelesaian oleh unit Anda belum tuntas."),
    ),
    (_H, "deadline.escalated"): Words(
        _("Unit Anda melewati batas waktu aduan {code}"),
        _("“{stage}” seharusnya dipenuhi paling lambat {promised}."),
    ),
    (_H, "complaint.pledged"): Words(
        _("Unit Anda menjanjikan penyelesaian aduan {code}"),
        _("Penyelesaiannya dijanjikan untuk tanggal tertentu. Janji ini terbuka bagi umum dan akan ditagih."),
    ),
    (_H, "pledge.lapsed"): _LAPSED,
    (_O, "pledge.lapsed"): _LAPSED,
    (_O, "deadline.escalated"): _RAISED,
    (_S, "deadline.escalated"): _RAISED,
    (Audience.ASKED, "unit.asked"): Words(
        _("Unit Anda ditanya tentang aduan {code}"),
        _("Unit lain membutuhkan keterangan unit Anda, paling lambat {promised}."),
    ),
    (Audience.ASKED, "unit.ask_withdrawn"): Words(
        _("Pertanyaan tentang aduan {code} dibatalkan"),
        _("Unit yang bertanya tidak memerlukan jawaban lagi."),
    ),
    (Audience.ASKED, "unit.ask_warned"): Words(
        _("Jawaban unit Anda tentang aduan {code} ditunggu"),
        _("Unit lain menunggu jawaban unit Anda, paling lambat {promised}."),
    ),
    (Audience.ASKED, "unit.ask_missed"): Words(
        _("Jawaban unit Anda tentang aduan {code} terlambat"),
        _("Jawaban unit Anda seharusnya diberikan paling lambat {promised}."),
    ),
    (_D, "danger.paged"): _DANGER,
    (_F, "complaint.forwarded"): Words(
        _("Aduan {code} yang Anda ikuti sudah diteruskan"),
        _("Aduan tentang hal yang juga Anda laporkan sudah diteruskan kepada {unit}, yang akan menanganinya."),
    ),
    (_F, "complaint.forwarded_out"): Words(
        _("Aduan {code} yang Anda ikuti diteruskan ke instansi lain"),
        _("Hal yang juga Anda laporkan menjadi kewenangan instansi lain. Nama instansinya ada di halaman aduan."),
    ),
    (_F, "outside.answered"): Words(
        _("Ada jawaban untuk aduan {code} yang Anda ikuti"),
        _("Instansi yang menerima terusan aduan itu sudah menjawab. Jawabannya ada di halaman aduan."),
    ),
    (_F, "outside.declined"): Words(
        _("Instansi lain mengembalikan aduan {code} yang Anda ikuti"),
        _("Menurut instansi itu, hal yang juga Anda laporkan bukan kewenangannya. Koordinator mencarikan jalan lain."),
    ),
    (_F, "complaint.taken"): Words(
        _("Aduan {code} yang Anda ikuti mulai ditangani"),
        _("Petugas {unit} sudah mulai menangani hal yang juga Anda laporkan."),
    ),
    (_F, "citizen.informed"): Words(
        _("Ada kabar baru untuk aduan {code} yang Anda ikuti"),
        _("Petugas {unit} menyampaikan perkembangannya. Silakan membacanya di halaman berikut."),
    ),
    (_F, "complaint.resolved"): Words(
        _("Aduan {code} yang Anda ikuti dinyatakan selesai"),
        _("{unit} menyatakan hal yang juga Anda laporkan sudah selesai ditangani. Penjelasannya ada di halaman aduan."),
    ),
    (_F, "complaint.pledged"): Words(
        _("Aduan {code} yang Anda ikuti dijanjikan untuk tanggal tertentu"),
        _("{unit} menjanjikan penyelesaiannya. Tanggal dan dasarnya dapat dibaca di halaman aduan."),
    ),
    (_F, "pledge.lapsed"): Words(
        _("Janji untuk aduan {code} yang Anda ikuti tidak terpenuhi"),
        _("Tanggal yang dijanjikan sudah lewat tanpa bukti penyelesaian. Aduan dibuka kembali dan terus kami tagih."),
    ),
    (_F, "complaint.reopened"): Words(
        _("Aduan {code} yang Anda ikuti ditangani kembali"),
        _("Hal yang juga Anda laporkan belum beres, sehingga petugas {unit} menanganinya kembali."),
    ),
    (_F, "complaint.closed"): Words(
        _("Aduan {code} yang Anda ikuti ditutup"),
        _("Aduan ini sudah ditutup. Bila hal yang sama terjadi lagi, silakan menyampaikan laporan baru."),
    ),
    (_F, "complaint.marked_duplicate"): Words(
        _("Aduan yang Anda ikuti digabung dengan aduan {code}"),
        _("Hal yang sama ditangani dalam aduan {code}. Mulai sekarang Anda mengikuti aduan itu."),
    ),
}
"""Words for every audience of every event in the rules."""

DISCREET = Words(
    _("Kabar untuk laporan {code}"),
    _("Ada perkembangan pada laporan Anda. Silakan membacanya di halaman berikut."),
)
"""For a citizen whose report is confidential: others may read their mailbox."""

_GREETING = _("Yth. Bapak/Ibu,")
LINK = _("Buka halaman aduan:")
_DO_NOT_SHARE = _("Tautan ini khusus untuk Anda. Mohon tidak membagikannya.")
_STOP = _("Tidak ingin dikabari lagi? Berhenti mengikuti:")
_STOP_MAILS = _("Tidak ingin menerima email tentang aduan ini lagi? Berhenti di sini:")
_FROM = _("Salam hormat,")
_AUTOMATIC = _("Pesan ini dikirim otomatis; balasannya tidak terbaca.")
_THE_UNIT = _("unit penanggung jawab")
_ON_THE_PAGE = _("ada di halaman aduan")
"""In the place of codes that cannot be told."""


def headline(facts: Facts, language: str = SOURCE_LANGUAGE) -> str:
    """One line that says what happened."""
    own = _own(facts, language)
    return _filled(own["subject"], facts, language) if own else filled(_words(facts).subject, facts, language)


def sentence(facts: Facts, language: str = SOURCE_LANGUAGE) -> str:
    """What it means, without greeting or link."""
    own = _own(facts, language)
    return _filled(own["body"], facts, language) if own else filled(_words(facts).body, facts, language)


def body(facts: Facts, links: Links, language: str = SOURCE_LANGUAGE) -> str:
    """The whole plain text, with the link to the page where the rest is told."""
    say = translations(language).gettext
    parts = [say(_GREETING), sentence(facts, language), f"{say(LINK)}\n{link(facts, links)}"]
    if is_private(facts):
        parts.append(say(_DO_NOT_SHARE))
    end = stopping(facts, links)
    if end:
        parts.append(f"{say(_STOP if facts.follower else _STOP_MAILS)}\n{end}")
    parts += [f"{say(_FROM)}\n{facts.service}", say(_AUTOMATIC)]
    return "\n\n".join(parts) + "\n"


def stopping(facts: Facts, links: Links) -> str | None:
    """Where a citizen ends such messages; officers are told because of their post."""
    if facts.audience is Audience.FOLLOWERS and facts.joined:
        return links.stop(*facts.joined, facts.follower) if facts.follower else links.stop_mails(*facts.joined)
    return links.stop_mails(facts.code, facts.complaint_id) if facts.audience is Audience.CITIZEN else None


def is_private(facts: Facts) -> bool:
    """Whether the page it leads to is the reader's alone."""
    return facts.audience is Audience.CITIZEN or _told_it_themselves(facts)


def _told_it_themselves(facts: Facts) -> bool:
    """Whether somebody follows because their own report was merged: their own page is the way to everything."""
    return facts.audience is Audience.FOLLOWERS and facts.joined is not None and facts.follower is None


def link(facts: Facts, links: Links) -> str:
    """The page where the rest is told; who only follows gets no secret of another's."""
    if facts.audience is Audience.FOLLOWERS:
        told = facts.joined if _told_it_themselves(facts) else None
        return links.follow(*told) if told else links.public(facts.code)
    if facts.audience is Audience.ASKED:
        return links.asked(facts.complaint_id)
    return (links.follow if facts.audience is Audience.CITIZEN else links.case)(facts.code, facts.complaint_id)


@lru_cache(4096)
def moment(instant: datetime, timezone: str, label: str, language: str = SOURCE_LANGUAGE) -> str:
    """An instant in the region's own time, such as "Senin, 23 November 2026 pukul 16.00 WIB"."""
    pattern = "EEEE, d MMMM y 'pukul' HH.mm" if language == SOURCE_LANGUAGE else "EEEE, d MMMM y, HH:mm"
    local = instant.astimezone(ZoneInfo(timezone))
    return f"{format_datetime(local, pattern, locale=language)} {label}".strip()


def _words(facts: Facts) -> Words:
    if facts.discreet and facts.audience in (Audience.CITIZEN, Audience.FOLLOWERS):
        return DISCREET
    return TEXTS[facts.audience, facts.event]


def key_of(audience: Audience, event: str, language: str) -> str:
    """The name of a notice's words in one language."""
    return f"{audience}:{event}:{language}"


def _own(facts: Facts, language: str) -> Mapping[str, str] | None:
    """The region's own words; never in the place of those that give nothing away."""
    if _words(facts) is DISCREET:
        return None
    return facts.said.get(key_of(facts.audience, facts.event, language))


def filled(words: str, facts: Facts, language: str) -> str:
    """Marked words with {code}, {unit}, {stage}, {promised} and {parts}, in a language."""
    return _filled(translations(language).gettext(words), facts, language)


def _filled(words: str, facts: Facts, language: str) -> str:
    say = translations(language).gettext
    return words.format(
        code=ticket.show(facts.joined[0] if facts.joined and facts.discreet else facts.code),
        unit=facts.unit or say(_THE_UNIT),
        stage=say(STAGE[facts.stage]) if facts.stage else "",
        promised=moment(facts.promised, facts.timezone, facts.zone_label, language) if facts.promised else "",
        parts=", ".join(ticket.show(one) for one in facts.parts) or say(_ON_THE_PAGE),
    )

"""Moves that set clocks going, stop them or give another date: how pressing it is, letters, extensions and pledges."""

from datetime import date

from babel.dates import format_date

from complaints import commands as c
from complaints.answering import LONGEST_PLEDGE
from complaints.complaint import Promise
from complaints.given import about
from complaints.kinds import Kind, PauseReason, Priority, Stage
from complaints.labels import PRIORITY
from complaints.promising import limit_of, may_stop
from foundation.errors import Invalid
from foundation.language import SOURCE_LANGUAGE
from foundation.language import mark as _
from web.move_form import Desk, Field, Form, Told, all_of, nothing, words_field
from web.promise_notes import date_words, day_words

LINE_LIMIT = 200
"""Characters of a name or a number."""

_LETTER = "Surat kepada {to}, nomor {number}, tanggal {day}."
"""What is kept of a letter, in the language of the office whoever writes it down."""

_SETS_OFF: dict[Priority, str] = {
    Priority.NORMAL: _("Tidak didahulukan. Panggilan petugas piket dihentikan."),
    Priority.URGENT: _(
        "Tampil di atas pada daftar kerja. Bila aturan memberi waktu lebih singkat, batasnya dimajukan."
    ),
    Priority.DANGER: _(
        "Petugas piket dipanggil sekarang, juga pada malam hari, dan dipanggil lagi setiap {minutes} menit sampai ada "
        "yang menangani. Batas waktu dimajukan bila aturan menentukannya."
    ),
}


def _priority_fields(desk: Desk) -> list[Field]:
    minutes = desk.region.page_minutes
    choices = [
        {"value": str(one), "label": desk.say(PRIORITY[one]), "hint": desk.say(_SETS_OFF[one], minutes=minutes)}
        for one in Priority
    ]
    return [Field("priority", desk.say(_("Kedaruratan")), "choice", choices, str(desk.complaint.priority))]


def _prioritise(told: Told, desk: Desk) -> c.Command:
    return c.Prioritise(Priority(told.choice("priority", Priority, _("Pilih tingkat kedaruratannya."))))


def called(desk: Desk) -> bool:
    """Whether whoever is on call is being called."""
    return desk.complaint.waits_for(Stage.ACKNOWLEDGE) is not None


def _may_pause(desk: Desk) -> bool:
    promise = desk.complaint.waits_for(Stage.COMPLETION)
    return promise is not None and may_stop(promise, PauseReason.LETTER, desk.now, desk.region.rules)


def _pause_words(desk: Desk) -> str:
    limit = limit_of(desk.region.rules, PauseReason.LETTER)
    until = desk.policy.days_after(about(desk.complaint), desk.now, limit.days)
    return desk.say(
        _(
            "Bila Anda menunggu balasan surat dari pihak lain. Hitungan waktu penyelesaian berhenti paling lama {days} "
            "hari kerja, yaitu sampai {until}, lalu berjalan lagi dengan sendirinya. Paling banyak {times} kali untuk "
            "satu aduan. Setelah batas waktu lewat, hitungan tidak dapat dihentikan lagi. Pelapor membaca alasannya."
        ),
        days=limit.days,
        until=day_words(desk.wording, until),
        times=limit.times,
    )


def _pause_fields(desk: Desk) -> list[Field]:
    say = desk.say
    return [
        Field("to", say(_("Surat kepada")), "text", hint=say(_("Nama kantor atau perusahaan, bukan nama orang."))),
        Field("number", say(_("Nomor surat")), "text"),
        Field("sent_on", say(_("Tanggal surat")), "date"),
        Field("words", say(_("Apa yang diminta")), "area", optional=True),
    ]


def _pause(told: Told, desk: Desk) -> c.Command:
    def sent_on() -> date:
        day = told.day("sent_on", _("Isi tanggal suratnya."))
        if day > desk.today:
            sentence = _("Tanggal surat tidak boleh sesudah hari ini.")
            raise Invalid(sentence, fields={"sent_on": sentence})
        return day

    to, number, day, more = all_of(
        lambda: _one_line(told.words(_("Sebutkan kepada siapa surat dikirim."), "to", LINE_LIMIT)),
        lambda: _one_line(told.words(_("Tuliskan nomor suratnya."), "number", LINE_LIMIT)),
        sent_on,
        lambda: told.words("").text if told.get("words") else "",
    )
    letter = _LETTER.format(to=to, number=number, day=format_date(day, "d MMMM y", locale=SOURCE_LANGUAGE))
    return c.Pause(c.Words(f"{letter} {more}".strip()))


def _one_line(words: c.Words) -> str:
    return " ".join(words.text.split())


def _stands_for_a_letter(desk: Desk) -> Promise | None:
    """The promise of completion, the only one that a letter stops, while its clock stands still for one."""
    promise = desk.complaint.waits_for(Stage.COMPLETION)
    stop = promise.stopped if promise else None
    return promise if stop and stop.reason is PauseReason.LETTER else None


def _resume_words(desk: Desk) -> str:
    words = _("Bila surat sudah dijawab, atau tidak ditunggu lagi. Hitungan berjalan lagi dengan sisa waktunya.")
    promise = _stands_for_a_letter(desk)
    due = desk.policy.ahead(promise, desk.now) if promise else None
    if due is None:
        return desk.say(words)
    ahead = desk.say(_("Bila dijalankan sekarang, batasnya menjadi {due}."), due=day_words(desk.wording, due))
    return f"{desk.say(words)} {ahead}"


def _may_extend(desk: Desk) -> bool:
    promise = desk.complaint.waits_for(Stage.COMPLETION)
    if promise is None or desk.complaint.kind is not Kind.FORMAL_INFORMATION or promise.passed(desk.now):
        return False
    return desk.policy.extended(promise) is not None


def _extend_words(desk: Desk) -> str:
    promise = desk.complaint.waits_for(Stage.COMPLETION)
    terms = desk.policy.extended(promise) if promise else None
    if promise is None or terms is None:
        return desk.say(_("Permohonan informasi publik dapat diperpanjang satu kali."))
    words = _(
        "Permohonan informasi publik dapat diperpanjang satu kali, {days} hari kerja, dengan alasan tertulis. "
        "Batasnya menjadi {due}."
    )
    return desk.say(words, days=terms.days - promise.days, due=day_words(desk.wording, terms.due))


def _pledge_words(desk: Desk) -> str:
    complaint = desk.complaint
    readers = _("Janji ini dibaca pelapor.") if complaint.withheld else _("Janji ini terbuka: dapat dibaca siapa saja.")
    words = _(
        "Untuk yang baru dapat dikerjakan kemudian, misalnya dengan anggaran tahun depan. Aduan ini tidak dihitung "
        "sebagai selesai, dan terbuka lagi dengan sendirinya bila tanggalnya lewat tanpa bukti. "
        "Penanggung jawab: {unit}."
    )
    return f"{desk.say(words, unit=desk.wording.unit(complaint.unit))} {desk.say(readers)}"


def _pledge_fields(desk: Desk) -> list[Field]:
    say, last = desk.say, desk.today + LONGEST_PLEDGE
    return [
        Field(
            "on",
            say(_("Tanggal dipenuhi")),
            "date",
            hint=say(_("Paling lambat {day}."), day=date_words(desk.wording, last)),
        ),
        Field("words", say(_("Apa yang dijanjikan")), "area"),
        Field(
            "ground",
            say(_("Dasar janji")),
            "text",
            hint=say(_("Misalnya nomor DPA atau RKA, kode kegiatan, atau keputusan kepala daerah.")),
        ),
    ]


def _pledge(told: Told, desk: Desk) -> c.Command:
    def on() -> date:
        day = told.day("on", _("Pilih tanggal dipenuhinya janji."))
        wrong = None
        if day <= desk.today:
            wrong = _("Pilih hari kerja sesudah hari ini.")
        elif day > desk.today + LONGEST_PLEDGE:
            wrong = _("Paling lama tiga tahun dari sekarang.")
        if wrong:
            raise Invalid(wrong, fields={"on": wrong})
        return day

    day, words, ground = all_of(
        on,
        lambda: told.words(_("Tuliskan apa yang dijanjikan.")),
        lambda: told.words(_("Tuliskan dasarnya, misalnya nomor DPA."), "ground", LINE_LIMIT),
    )
    return c.Pledge(day, words, ground)


CLOCK_FORMS: dict[type[c.Command], Form] = {
    c.Acknowledge: Form(
        "bahaya",
        _("Anda menyatakan menangani bahaya ini. Petugas piket tidak dipanggil lagi; aduannya tetap berjalan."),
        _("Panggilan darurat sudah Anda jawab. Petugas piket tidak dipanggil lagi."),
        nothing,
        lambda told, desk: c.Acknowledge(),
        "large",
        called,
    ),
    c.Prioritise: Form(
        "darurat",
        _("Menentukan siapa yang dipanggil. Batas yang sudah dijanjikan tidak pernah diundurkan karenanya."),
        _("Tingkat kedaruratan sudah ditetapkan."),
        _priority_fields,
        _prioritise,
    ),
    c.Pause: Form(
        "jeda",
        _pause_words,
        _("Hitungan waktu penyelesaian berhenti. Pelapor membaca alasannya."),
        _pause_fields,
        _pause,
        offered=_may_pause,
    ),
    c.Resume: Form(
        "lanjut",
        _resume_words,
        _("Hitungan waktu berjalan lagi."),
        nothing,
        lambda told, desk: c.Resume(),
        offered=lambda desk: _stands_for_a_letter(desk) is not None,
    ),
    c.Extend: Form(
        "perpanjang",
        _extend_words,
        _("Batas waktu permohonan ini sudah diperpanjang."),
        words_field(_("Alasan perpanjangan"), _("Pemohon membaca alasan ini.")),
        lambda told, desk: c.Extend(told.words(_("Tuliskan alasan perpanjangannya."))),
        offered=_may_extend,
    ),
    c.Pledge: Form(
        "janji",
        _pledge_words,
        _("Janji sudah dicatat. Aduan ini terbuka lagi bila tanggalnya lewat tanpa bukti."),
        _pledge_fields,
        _pledge,
    ),
}

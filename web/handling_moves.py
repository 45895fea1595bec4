"""Moves of the unit that has a case: taking it, speaking with the reporter, answering, and giving it back."""

from complaints import commands as c
from foundation.language import mark as _
from web.move_form import Desk, Field, Form, nothing, photos_field, words_field


def _resolve_fields(desk: Desk) -> list[Field]:
    name, hint = _("Apa yang sudah dikerjakan"), _("Pelapor membaca ini, lalu menyatakan sudah atau belum selesai.")
    return [Field("words", desk.say(name), "area", hint=desk.say(hint)), photos_field(desk, optional=True)]


HANDLING_FORMS: dict[type[c.Command], Form] = {
    c.Take: Form(
        "ambil",
        _("Anda menjadi pemegang aduan ini dan mulai menanganinya."),
        _("Aduan ini sekarang Anda tangani."),
        nothing,
        lambda told, desk: c.Take(),
    ),
    c.Resolve: Form(
        "selesai",
        _("Pelapor diminta menyatakan apakah masalahnya benar sudah selesai."),
        _("Jawaban sudah disampaikan. Sekarang pelapor yang menilai."),
        _resolve_fields,
        lambda told, desk: c.Resolve(told.words(_("Tuliskan apa yang sudah dikerjakan."))),
    ),
    c.Ask: Form(
        "tanya",
        _("Aduan menunggu jawaban pelapor. Tanggapan pertama tercatat."),
        _("Pertanyaan sudah dikirim kepada pelapor."),
        words_field(_("Pertanyaan Anda")),
        lambda told, desk: c.Ask(told.words(_("Tuliskan pertanyaan Anda."))),
    ),
    c.Inform: Form(
        "kabari",
        _("Pelapor membaca perkembangan ini; keadaan aduan tidak berubah."),
        _("Perkembangan sudah disampaikan kepada pelapor."),
        words_field(_("Perkembangan penanganan")),
        lambda told, desk: c.Inform(told.words(_("Tuliskan perkembangannya."))),
    ),
    c.SendBack: Form(
        "kembalikan",
        _("Bila ini bukan tugas unit Anda. Koordinator memilih unit lain."),
        _("Aduan dikembalikan kepada koordinator."),
        words_field(_("Mengapa bukan tugas unit Anda"), _("Hanya dibaca petugas.")),
        lambda told, desk: c.SendBack(told.words(_("Tuliskan alasannya untuk koordinator."))),
    ),
    c.Attach: Form(
        "berkas",
        _("Foto bukti tampil pada perjalanan aduan."),
        _("Foto sudah ditambahkan."),
        lambda desk: [photos_field(desk, optional=False)],
        lambda told, desk: None,
    ),
}

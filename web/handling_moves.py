"""Moves of the unit that has a case: taking it, speaking with the reporter, answering, and giving it back."""

from complaints import commands as c
from foundation.errors import Invalid
from foundation.language import mark as _
from web.forms import uuid_of
from web.move_form import Desk, Field, Form, Told, nothing, photos_field, words_field

_WHOM = _("Pilih petugas yang menerimanya.")


def _give_fields(desk: Desk) -> list[Field]:
    return [Field("officer", desk.say(_("Petugas yang menerima")), "select", desk.colleagues)]


def _given(told: Told, desk: Desk) -> c.Command:
    officer = uuid_of(told.get("officer"))
    if officer is None:
        raise Invalid(_WHOM, fields={"officer": _WHOM})
    return c.Assign(officer)


HANDLING_FORMS: dict[type[c.Command], Form] = {
    c.Take: Form(
        "ambil",
        _("Anda menjadi pemegang aduan ini dan mulai menanganinya."),
        _("Aduan ini sekarang Anda tangani."),
        nothing,
        lambda told, desk: c.Take(),
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
    c.Assign: Form(
        "serahkan",
        _("Petugas itu menjadi pemegang aduan ini dan dikabari. Batas waktunya tidak berubah."),
        _("Aduan sudah diserahkan. Pemegang barunya sudah dikabari."),
        _give_fields,
        _given,
        offered=lambda desk: bool(desk.colleagues),
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

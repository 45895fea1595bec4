"""Moves by which others are asked: another unit by a date of its own, and bodies outside that asked something back."""

from complaints import commands as c
from complaints.exchanges import UnitAsk
from complaints.report import TEXT_LIMIT
from foundation.errors import Invalid
from foundation.language import Sentence
from foundation.language import mark as _
from web.forms import uuid_of
from web.move_form import Desk, Field, Form, Told, all_of, words_field
from web.office_choices import unit_options
from web.triage_moves import unit_of
from web.whole_numbers import whole

_DAYS = _("Tulis jumlah hari kerja, antara 1 dan {most}.")
_WHICH = _("Pilih pertanyaan yang dibatalkan.")


def open_asks(desk: Desk) -> list[UnitAsk]:
    """Questions nobody has answered yet, the one due first on top."""
    waiting = [ask for ask in desk.complaint.asks.values() if ask.ended_at is None]
    return sorted(waiting, key=lambda one: one.due)


def _ask_fields(desk: Desk) -> list[Field]:
    asking = desk.region.asking
    about = desk.complaint.about_unit if desk.complaint.withheld else None
    hint = desk.say(
        _("Hari kerja unit itu sendiri, paling banyak {most}. Batas waktu Anda kepada pelapor tetap berjalan."),
        most=asking.most,
    )
    secret = _("Unit yang ditanya hanya membaca pertanyaan ini, bukan isi laporannya, karena laporannya rahasia.")
    open_ = _("Unit yang ditanya membaca pertanyaan ini dan isi laporan, tanpa nama pelapor.")
    return [
        Field("unit", desk.say(_("Unit yang ditanya")), "select", unit_options(desk.wording, about)),
        Field("words", desk.say(_("Pertanyaan")), "area", hint=desk.say(secret if desk.complaint.withheld else open_)),
        Field("days", desk.say(_("Dijawab dalam (hari kerja)")), "text", value=str(asking.days), hint=hint),
    ]


def _ask(told: Told, desk: Desk) -> c.Command:
    unit, words, days = all_of(
        lambda: unit_of(told, desk.region),
        lambda: told.words(_("Tuliskan pertanyaannya."), limit=TEXT_LIMIT),
        lambda: _days(told, desk),
    )
    return c.AskUnit(unit, words, days)


def _days(told: Told, desk: Desk) -> int | None:
    written = told.get("days")
    if not written:
        return None
    days = whole(written, 3)
    if days is None:
        sentence = Sentence(_DAYS, most=desk.region.asking.most)
        raise Invalid(sentence, fields={"days": sentence})
    return days


def _withdraw_fields(desk: Desk) -> list[Field]:
    choices = [{"value": str(ask.id), "label": desk.wording.unit(ask.unit)} for ask in open_asks(desk)]
    return [Field("ask", desk.say(_("Pertanyaan kepada")), "select", choices, choices[0]["value"] if choices else "")]


def _withdraw(told: Told, desk: Desk) -> c.Command:
    key = uuid_of(told.choice("ask", [str(key) for key in desk.complaint.asks], _WHICH))
    if key is None:
        raise Invalid(_WHICH, fields={"ask": _WHICH})
    return c.WithdrawAsk(key)


def _was_asked(desk: Desk) -> bool:
    sendings = desk.complaint.sendings
    return bool(sendings) and not desk.complaint.withheld


ASKING_FORMS: dict[type[c.Command], Form] = {
    c.AskUnit: Form(
        "tanya-unit",
        _("Minta keterangan unit lain, dengan batas waktunya sendiri. Aduan tetap menjadi tugas unit Anda."),
        _("Pertanyaan sudah dikirim kepada unit itu."),
        _ask_fields,
        _ask,
    ),
    c.WithdrawAsk: Form(
        "batal-tanya",
        _("Unit itu diberi tahu bahwa jawabannya tidak diperlukan lagi."),
        _("Pertanyaan kepada unit lain dibatalkan."),
        _withdraw_fields,
        _withdraw,
        offered=lambda desk: bool(open_asks(desk)),
    ),
    c.TellOutside: Form(
        "beri-keterangan",
        _("Jawab pertanyaan instansi luar. Instansi itu membacanya lewat tautannya; pelapor tidak."),
        _("Keterangan sudah disampaikan kepada instansi luar."),
        words_field(_("Keterangan untuk instansi itu"), _("Jangan menuliskan nama atau kontak pelapor.")),
        lambda told, desk: c.TellOutside(told.words(_("Tuliskan keterangannya."))),
        offered=_was_asked,
    ),
    c.DeclineOutside: Form(
        "bukan-kewenangan",
        _("Bila instansi itu menyatakan bukan kewenangannya: aduan kembali ke triase, dan pelapor membaca alasannya."),
        _("Aduan kembali ke triase."),
        words_field(_("Alasan instansi itu")),
        lambda told, desk: c.DeclineOutside(told.words(_("Tuliskan alasannya."))),
    ),
}

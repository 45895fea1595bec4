"""Changes of settings in words: what it was about, and each field before and after."""

from collections.abc import Mapping
from typing import Any

from complaints.own_region import MESSAGE, NEW, REGION, TOPIC, UNIT, VALUE
from complaints.setting_changes import Change
from foundation.language import mark as _
from web.routing_words import by_name
from web.wording import Wording

KINDS = {
    UNIT: _("Unit"),
    TOPIC: _("Topik"),
    REGION: _("Pengaturan layanan"),
    MESSAGE: _("Teks pemberitahuan"),
}
WHAT = {
    "added": _("Ditambahkan"),
    "changed": _("Diubah"),
    "closed": _("Ditutup"),
    "opened": _("Dibuka lagi"),
    "retired": _("Tidak ditawarkan lagi"),
    "reset": _("Kembali ke bawaan"),
    "imported": _("Diimpor dari tabel"),
}
THINGS = {
    "quiet": _("Jam tenang"),
    "branding": _("Warna dan lambang"),
    "retention": _("Masa simpan"),
    "drafts_days": _("Masa simpan draf di Telegram"),
}
FIELDS = {
    "name": _("Nama"),
    "name_en": _("Nama dalam bahasa Inggris"),
    "short": _("Singkatan"),
    "parent": _("Induk"),
    "kind": _("Jenis"),
    "duty": _("Tugas"),
    "accepts": _("Menerima aduan"),
    "timezone": _("Zona waktu"),
    "successor": _("Unit penerus"),
    "unit": _("Unit yang menjawab"),
    "sensitive": _("Peka"),
    "phrases": _("Kata-kata"),
    "about": _("Keterangan"),
    "retired": _("Tidak ditawarkan lagi"),
    "from": _("Mulai"),
    "to": _("Sampai"),
    "accent": _("Warna utama"),
    "accent_dark": _("Warna gelap"),
    "logo": _("Lambang"),
    "words_months": _("Isi aduan yang selesai, bulan"),
    "subject": _("Judul"),
    "body": _("Isi"),
    VALUE: _("Nilai"),
}
_LONGEST = 300


def change_line(change: Change, wording: Wording, officers: Mapping[str, str]) -> dict[str, Any]:
    """A change as its table shows it."""
    order = list(FIELDS)
    there = {*change.before, *change.after} - {NEW}
    names = sorted(there, key=lambda name: (order.index(name) if name in FIELDS else len(order), name))
    return {
        "at": change.at,
        "by": by_name(wording, officers, change.by),
        "kind": wording.say(KINDS.get(change.kind, change.kind)),
        "thing": _thing(change, wording),
        "what": wording.say(WHAT.get(change.what, change.what)),
        "fields": [
            {
                "name": wording.say(FIELDS.get(name, name)),
                "before": _said(change.before.get(name), name, wording),
                "after": _said(change.after.get(name), name, wording),
            }
            for name in names
        ],
    }


def _thing(change: Change, wording: Wording) -> str:
    if change.kind == UNIT:
        return f"{wording.unit(change.code)} ({change.code})"
    if change.kind == TOPIC:
        return f"{wording.topic(change.code)} ({change.code})"
    return wording.say(THINGS.get(change.code, change.code))


def _said(value: Any, name: str, wording: Wording) -> str:
    if isinstance(value, bool):
        return wording.say(_("ya") if value else _("tidak"))
    if isinstance(value, list | tuple):
        value = ", ".join(str(one) for one in value)
    if value in (None, ""):
        return ""
    if name == "logo":
        return wording.say(_("(gambar)"))
    if name in ("unit", "successor", "parent") and value in wording.region.unit:
        value = wording.unit(value)
    written = str(value)
    return written if len(written) <= _LONGEST else written[:_LONGEST] + "…"

"""Changes of settings in words: what it was about, and each field before and after."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from babel.dates import format_date

from complaints.kinds import Kind, Stage
from complaints.labels import PRIORITY, STAGE
from complaints.own_region import MESSAGE, NEW, REGION, TOPIC, UNIT, VALUE
from complaints.setting_changes import DUTY, RULE, Change, SettingChanges
from foundation.language import mark as _
from notices.messages import moment
from sla.own_rules import told_of
from sla.policy import ANY, PromiseRule
from web.durations import Durations
from web.house import House
from web.office_frame import ON_CALL, RULES
from web.routing_words import by_name
from web.rule_words import FACT, LEVEL, kind_words
from web.wording import Wording

KINDS = {
    UNIT: _("Unit"),
    TOPIC: _("Topik"),
    REGION: _("Pengaturan layanan"),
    MESSAGE: _("Teks pemberitahuan"),
    DUTY: ON_CALL.label,
    RULE: RULES.label,
}
WHAT = {
    "added": _("Ditambahkan"),
    "changed": _("Diubah"),
    "closed": _("Ditutup"),
    "opened": _("Dibuka lagi"),
    "retired": _("Tidak ditawarkan lagi"),
    "reset": _("Kembali ke bawaan"),
    "imported": _("Diimpor dari tabel"),
    "ended": _("Diakhiri"),
    "removed": _("Dihapus sebelum berlaku"),
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
    "learning_months": _("Nilai tes dan rencana peserta pelatihan, bulan"),
    "subject": _("Judul"),
    "body": _("Isi"),
    VALUE: _("Nilai"),
    "place": _("Urutan"),
    "starts_at": _("Mulai"),
    "ends_at": _("Sampai"),
    "stage": _("Janji"),
    "level": _("Tingkat"),
    "days": _("Hari"),
    "hours": _("Jam"),
    "every_day": _("Dihitung setiap hari, juga hari libur"),
    "topic": _("Topik"),
    "priority": _("Kedaruratan"),
    "counted_from": _("Dihitung"),
    "effective_from": _("Berlaku mulai"),
    "extension": _("Perpanjangan, hari kerja"),
    "warn": _("Peringatan pada bagian waktunya"),
    "regulation": _("Dasar"),
    "confirmed": _("Sudah dicocokkan dengan sumber resmi"),
    "note": _("Catatan"),
}
_LONGEST = 300


async def changes_of(house: House, wording: Wording, kind: str, code: str = "", most: int = 10) -> list[dict[str, Any]]:
    """The latest changes of one kind, or of one thing, as the foot of its page shows them."""
    found = await SettingChanges(house.database).latest(kind, most=most, code=code)
    officers = await house.officers() if found else {}
    return [change_line(one, wording, officers) for one in found]


def change_line(change: Change, wording: Wording, officers: Mapping[str, str]) -> dict[str, Any]:
    """A change as its table shows it."""
    names = {name: FIELDS.get(name, name) for name in _in_order({*change.before, *change.after} - {NEW})}
    if change.kind in (DUTY, RULE):  # these are kept whole, so that nobody has to look for what stayed
        fields = _whole(change, names, wording)
    else:
        fields = fields_of(change.before, change.after, names, wording)
    return {
        "at": change.at,
        "by": by_name(wording, officers, change.by),
        "kind": wording.say(KINDS.get(change.kind, change.kind)),
        "thing": _thing(change, wording, officers),
        "what": wording.say(WHAT.get(change.what, change.what)),
        "fields": fields,
    }


def fields_of(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[str, str], wording: Wording
) -> list[dict[str, str]]:
    """Those of the named fields that differ, in words."""
    found = [
        {
            "name": wording.say(label),
            "before": _said(before.get(name), name, wording),
            "after": _said(after.get(name), name, wording),
        }
        for name, label in names.items()
    ]
    return [one for one in found if one["before"] != one["after"]]


def told_words(rule: PromiseRule, wording: Wording) -> list[dict[str, str]]:
    """A dated promise that is new, field by field."""
    told = told_of(rule)
    return fields_of({}, told, {name: FIELDS.get(name, name) for name in _in_order(told)}, wording)


def _in_order(names: Iterable[str]) -> list[str]:
    order = list(FIELDS)
    return sorted(names, key=lambda name: (order.index(name) if name in FIELDS else len(order), name))


def _whole(change: Change, names: Mapping[str, str], wording: Wording) -> list[dict[str, str]]:
    """Every field; one that stayed as it was stands there once."""
    found = []
    for name, label in names.items():
        before, after = (_said(side.get(name), name, wording) for side in (change.before, change.after))
        if before or after:
            found.append({"name": wording.say(label), "before": "" if before == after else before, "after": after})
    return found


def _thing(change: Change, wording: Wording, officers: Mapping[str, str]) -> str:
    if change.kind == DUTY:
        return by_name(wording, officers, change.code)
    if change.kind == RULE:
        return wording.say(STAGE[Stage(str((change.after or change.before)["stage"]))])
    if change.kind == UNIT:
        return f"{wording.unit(change.code)} ({change.code})"
    if change.kind == TOPIC:
        return f"{wording.topic(change.code)} ({change.code})"
    return wording.say(THINGS.get(change.code, change.code))


def _said(value: Any, name: str, wording: Wording) -> str:
    if isinstance(value, str):
        value = _rule_words(value, name, wording)
    if isinstance(value, datetime):
        return moment(value, wording.region.timezone, wording.region.zone_label, wording.language)
    if isinstance(value, date):
        return str(format_date(value, "d MMMM y", locale=wording.language))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Durations(wording).number(value)
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
    if name == "topic" and value in wording.region.topic:
        value = wording.topic(value)
    written = str(value)
    return written if len(written) <= _LONGEST else written[:_LONGEST] + "…"


def _rule_words(value: str, name: str, wording: Wording) -> Any:
    """What a duty or a promise keeps as a code or an instant, in words; everything else as it is."""
    if name in ("starts_at", "ends_at"):
        return datetime.fromisoformat(value)
    if name == "effective_from":
        return date.fromisoformat(value)
    if value == ANY:
        return wording.say(_("semua"))
    if name == "kind" and value in set(Kind):
        return kind_words(wording, value)
    known: Mapping[str, Mapping[Any, str]] = {
        "stage": STAGE,
        "priority": PRIORITY,
        "level": LEVEL,
        "counted_from": FACT,
    }
    return wording.say(known[name][value]) if value in known.get(name, {}) else value

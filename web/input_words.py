"""What surveys, talks, assessments and readings are called, and the dictionary as fields of forms."""

from typing import Any

from competency.decisions import Decisions, parents_of
from competency.dictionary import Dictionary, Group
from complaints.region import Region
from foundation.language import mark as _
from web.formatting import decimal
from web.house import House
from web.wording import Wording, options

GROUPS: dict[str, str] = {
    Group.TECHNICAL: _("Teknis"),
    Group.MANAGERIAL: _("Manajerial"),
    Group.SOCIOCULTURAL: _("Sosial kultural"),
    Group.VALUE: _("Nilai layanan (BerAKHLAK)"),
}
RECRUITMENT: dict[str, str] = {
    "all": _("Semua diundang"),
    "random": _("Diundi"),
    "volunteers": _("Sukarela"),
}
ASKED: dict[str, str] = {
    "self": _("Pegawai tentang dirinya"),
    "superior": _("Atasan tentang pegawainya"),
    "assessed": _("Asesmen"),
}
TALKS: dict[str, str] = {
    "interview": _("Wawancara"),
    "forum": _("Forum warga"),
    "village": _("Musyawarah desa"),
}
ROLES: dict[str, str] = {
    "pegawai": _("Pegawai"),
    "atasan": _("Atasan"),
    "warga": _("Warga"),
    "tokoh": _("Tokoh masyarakat"),
    "penyelenggara": _("Penyelenggara"),
}
DIRECTIONS: dict[str, str] = {
    "need": _("Petugas perlu belajar"),
    "none": _("Sudah baik, tidak perlu"),
    "neutral": _("Bukan tentang kecakapan petugas"),
}
NEEDS: dict[str, str] = {
    "new": _("Sudah dicatat, menunggu ditelaah"),
    "reviewed": _("Sedang ditelaah"),
    "accepted": _("Diterima: akan dijadwalkan pelatihannya"),
    "rejected": _("Tidak diterima setelah ditelaah"),
    "passed_on": _("Diteruskan: ini bukan soal pelatihan"),
    "scheduled": _("Pelatihan sudah dijadwalkan"),
    "trained": _("Pelatihan sudah diadakan"),
    "evaluated": _("Hasil pelatihan sudah dinilai"),
    "closed": _("Selesai"),
}
"""What those who met are told of a need they spoke for."""
ERASED = _("Tulisan ini sudah dihapus.")
ANSWERS: dict[str, str] = {"yes": _("Ya"), "no": _("Tidak"), "unclear": _("Tidak dapat dinilai")}
VALUE_LEVELS = (
    _("Masih perlu diingatkan"),
    _("Biasanya dilakukan sendiri"),
    _("Selalu dilakukan, juga saat sulit"),
    _("Mengajak rekan melakukannya"),
    _("Menjadi teladan bagi semua"),
)
"""Levels of a value, which the dictionary gives none."""


async def dictionary_of(house: House, region: Region) -> Dictionary:
    """The dictionary in force."""
    return await Decisions(house.database, house.clock).dictionary(parents_of(region.topics))


def competency_options(wording: Wording, dictionary: Dictionary) -> list[dict[str, Any]]:
    """Choices of a select field, in groups."""
    groups: dict[str, list[dict[str, str]]] = {}
    for entry in dictionary.active:
        groups.setdefault(entry.group, []).append({"value": entry.code, "label": wording.say(entry.name)})
    return [{"label": wording.say(GROUPS[group]), "options": each} for group, each in groups.items()]


def ladder(wording: Wording, dictionary: Dictionary, competency: str) -> list[str]:
    """What the five levels of a competency mean, in words."""
    entry = dictionary.entry.get(competency)
    return [wording.say(words) for words in ((entry.ladder if entry else ()) or VALUE_LEVELS)]


def choices(wording: Wording, words: dict[str, str]) -> list[dict[str, str]]:
    """A table of words as the choices of a field."""
    return options((value, wording.say(label)) for value, label in words.items())


def level(wording: Wording, value: float) -> str:
    """A mean level or gap, to one decimal."""
    return decimal(round(value, 1) + 0.0, wording.language, "0.0")

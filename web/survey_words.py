"""The citizens' survey in words: its nine items, the four answers to each, what else may be said, the bands."""

from collections.abc import Iterable
from typing import Any

from foundation.language import mark as _
from web.wording import Wording

NAMES: dict[str, str] = {
    "u1": _("Persyaratan"),
    "u2": _("Alur dan prosedur"),
    "u3": _("Waktu penyelesaian"),
    "u4": _("Biaya atau tarif"),
    "u5": _("Hasil layanan"),
    "u6": _("Kemampuan petugas"),
    "u7": _("Sikap petugas"),
    "u8": _("Penanganan pengaduan dan masukan"),
    "u9": _("Tempat dan peralatan"),
}
_FITTING = (_("Sangat sesuai"), _("Sesuai"), _("Kurang sesuai"), _("Tidak sesuai"))
_ASKED: dict[str, tuple[str, tuple[str, str, str, str]]] = {
    "u1": (_("Seberapa sesuai syarat yang diminta dengan layanannya?"), _FITTING),
    "u2": (
        _("Seberapa mudah alurnya diikuti?"),
        (_("Sangat mudah"), _("Mudah"), _("Kurang mudah"), _("Tidak mudah")),
    ),
    "u3": (
        _("Seberapa cepat penyelesaiannya?"),
        (_("Sangat cepat"), _("Cepat"), _("Kurang cepat"), _("Tidak cepat")),
    ),
    "u4": (
        _("Seberapa wajar biayanya?"),
        (_("Gratis, atau sangat wajar"), _("Wajar"), _("Kurang wajar"), _("Tidak wajar")),
    ),
    "u5": (_("Seberapa sesuai hasilnya dengan yang dijanjikan?"), _FITTING),
    "u6": (
        _("Seberapa mampu petugasnya?"),
        (_("Sangat mampu"), _("Mampu"), _("Kurang mampu"), _("Tidak mampu")),
    ),
    "u7": (
        _("Seberapa sopan dan ramah petugasnya?"),
        (_("Sangat sopan dan ramah"), _("Sopan dan ramah"), _("Kurang sopan atau ramah"), _("Tidak sopan atau ramah")),
    ),
    "u8": (
        _("Seberapa baik pengaduan dan saran ditangani?"),
        (_("Sangat baik"), _("Baik"), _("Kurang baik"), _("Tidak baik")),
    ),
    "u9": (
        _("Seberapa memadai tempat dan peralatannya?"),
        (_("Sangat memadai"), _("Memadai"), _("Kurang memadai"), _("Tidak memadai")),
    ),
}
"""What is asked of each item, and its four answers: 4, 3, 2 and 1."""

BANDS: dict[str, str] = {
    "A": _("Sangat baik"),
    "B": _("Baik"),
    "C": _("Kurang baik"),
    "D": _("Tidak baik"),
}

ABOUT: dict[str, tuple[str, dict[str, str]]] = {
    "sex": (_("Jenis kelamin"), {"p": _("Perempuan"), "l": _("Laki-laki")}),
    "age": (
        _("Usia"),
        {
            "-24": _("Di bawah 25 tahun"),
            "25-39": _("25 sampai 39 tahun"),
            "40-59": _("40 sampai 59 tahun"),
            "60-": _("60 tahun ke atas"),
        },
    ),
    "schooling": (
        _("Pendidikan"),
        {
            "sd": _("SD atau belum bersekolah"),
            "smp": _("SMP"),
            "sma": _("SMA atau SMK"),
            "d3": _("Diploma"),
            "s1": _("Sarjana"),
            "s2": _("Pascasarjana"),
        },
    ),
    "work": (
        _("Pekerjaan"),
        {
            "asn": _("ASN, TNI, atau Polri"),
            "swasta": _("Pegawai swasta"),
            "usaha": _("Wirausaha"),
            "tani": _("Petani, nelayan, atau buruh"),
            "pelajar": _("Pelajar atau mahasiswa"),
            "lain": _("Lainnya"),
        },
    ),
}
"""What a respondent may say of themselves: the question, and the answers by how they are kept."""


def questions(wording: Wording, items: Iterable[str]) -> list[dict[str, Any]]:
    """Items as fields of parts/field.html."""
    return [
        {
            "name": item,
            "label": wording.say(NAMES[item]),
            "hint": wording.say(_ASKED[item][0]),
            "options": [
                {"value": 4 - place, "label": wording.say(words)} for place, words in enumerate(_ASKED[item][1])
            ],
        }
        for item in items
    ]


def about(wording: Wording) -> list[dict[str, Any]]:
    """The questions on the respondent as fields of parts/field.html."""
    return [
        {
            "name": name,
            "label": wording.say(label),
            "options": [{"value": value, "label": wording.say(words)} for value, words in choices.items()],
        }
        for name, (label, choices) in ABOUT.items()
    ]

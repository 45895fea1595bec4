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
_ASKED: dict[str, str] = {
    "u1": _("Apakah syarat yang diminta wajar?"),
    "u2": _("Apakah alurnya mudah diikuti?"),
    "u3": _("Apakah lamanya pantas?"),
    "u4": _("Apakah biayanya wajar, atau memang gratis?"),
    "u5": _("Apakah hasilnya sesuai dengan yang dijanjikan?"),
    "u6": _("Apakah petugas menguasai pekerjaannya?"),
    "u7": _("Apakah petugas sopan dan mau membantu?"),
    "u8": _("Apakah pengaduan dan saran ditanggapi dengan baik?"),
    "u9": _("Apakah tempat dan peralatannya memadai?"),
}
_ANSWERS = ((4, _("Sangat baik")), (3, _("Baik")), (2, _("Kurang baik")), (1, _("Tidak baik")))

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
    options = [{"value": value, "label": wording.say(words)} for value, words in _ANSWERS]
    return [
        {"name": item, "label": wording.say(NAMES[item]), "hint": wording.say(_ASKED[item]), "options": options}
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

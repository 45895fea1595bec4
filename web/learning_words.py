"""What signals are called: families, strengths, causes with who answers for them, and measures."""

from typing import NamedTuple

from competency.cases import Metric
from competency.signals import Cause, Family, Strength
from foundation.language import mark as _


class CauseWords(NamedTuple):
    """`owner` is whose matter it is."""

    name: str
    means: str
    owner: str


FAMILIES: dict[str, str] = {
    Family.TECHNICAL: _("Penguasaan masalah"),
    Family.COMMUNICATION: _("Komunikasi dan pelayanan"),
    Family.AUTHORITY: _("Kewenangan antarunit"),
}

STRENGTHS: dict[str, str] = {Strength.STRONG: _("Kuat"), Strength.WATCHED: _("Pantau")}

CAUSES: dict[str, CauseWords] = {
    Cause.LOAD: CauseWords(
        _("Beban kerja"),
        _("Hampir semua topik di unit ini terlambat dan antreannya panjang."),
        _("Pimpinan: jumlah pegawai"),
    ),
    Cause.SURGE: CauseWords(
        _("Lonjakan aduan"),
        _("Dalam beberapa bulan aduan datang jauh lebih banyak dari biasanya."),
        _("Pelaksana layanan"),
    ),
    Cause.SERVICE: CauseWords(
        _("Layanan bermasalah"),
        _("Hal yang sama diadukan berulang-ulang: layanannya yang perlu diperbaiki."),
        _("Dinas teknis"),
    ),
    Cause.SYSTEM: CauseWords(
        _("Aturan atau sistem"),
        _("Topik ini memburuk di sebagian besar unit."),
        _("Pemilik SOP"),
    ),
    Cause.UNIT: CauseWords(
        _("Kecakapan melayani"),
        _("Di sebagian besar topik warga kurang dipahami atau dijawab seadanya."),
        _("BKPSDM, setelah ditelaah"),
    ),
    Cause.SKILL: CauseWords(
        _("Kecakapan teknis"),
        _("Topik ini bermasalah di unit ini, dan tidak ada sebab lain yang cocok."),
        _("BKPSDM, setelah ditelaah"),
    ),
    Cause.UNCLEAR: CauseWords(
        _("Belum jelas"),
        _("Beberapa sebab cocok sekaligus."),
        _("Ditelaah orang"),
    ),
}

METRICS: dict[str, str] = {
    Metric.LATE_FIRST: _("Balasan pertama terlambat"),
    Metric.LATE: _("Lewat batas waktu"),
    Metric.REOPENED: _("Dibuka kembali oleh warga"),
    Metric.CLARIFIED: _("Warga ditanya berulang"),
    Metric.LOW: _("Dinilai 1 atau 2"),
    Metric.TEMPLATE: _("Dijawab dengan kalimat baku"),
    Metric.REROUTED: _("Dialihkan berulang"),
    Metric.REPEATED: _("Hal sama diadukan lagi"),
}

COMPETENCE = (Cause.UNIT, Cause.SKILL, Cause.UNCLEAR)
"""What is looked into as a matter of competence; everything else goes to whoever owns it."""

"""What signals are called: families, strengths, causes with who answers for them, and measures."""

from typing import NamedTuple

from competency.cases import Metric
from competency.pooling import OF_FAMILY, OF_KIND, Span
from competency.signals import Cause, Family, Strength
from competency.stored_signals import StoredSignal
from foundation.language import mark as _
from web.wording import Wording


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

SPANS: dict[Span, str] = {
    Span.LONGER: _("dilihat dua tahun"),
    Span.FAMILY: _("serumpun, dilihat dua tahun"),
    Span.KIND: _("unit sejenis, dilihat dua tahun"),
    Span.BOTH: _("unit sejenis dan serumpun, dilihat dua tahun"),
}
"""What was looked at together; nothing of what was judged alone."""

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


def unit_name(wording: Wording, one: StoredSignal) -> str:
    """Of the unit, or of the kind of units."""
    return group_name(wording, one.unit) if one.span in OF_KIND else wording.unit(one.unit)


def topic_name(wording: Wording, one: StoredSignal) -> str:
    """Of the topic, or of the family of topics; empty of a unit as a whole."""
    return group_name(wording, one.topic or "") if one.span in OF_FAMILY else wording.topic(one.topic)


def group_name(wording: Wording, code: str) -> str:
    """Of a family or a kind; its code where the region no longer knows it."""
    known = wording.region.group.get(code)
    return known.name if known else code


def compared(one: StoredSignal) -> tuple[str, str]:
    """What its other topics, and the same elsewhere, are called."""
    others = _("Topik lain di unit sejenis ini") if one.span in OF_KIND else _("Topik lain di unit ini")
    if not one.topic:
        return others, _("Unit lain")
    return others, _("Rumpun ini di unit lain") if one.span in OF_FAMILY else _("Topik ini di unit lain")

"""A signal in sentences a head of unit can follow: what was seen, what was to be expected, how sure it is. Pure.

What is missing is said as missing: where little is known the sentence is “belum cukup data”, never “baik”.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from competency.cases import Metric
from competency.pooling import OF_FAMILY, OF_KIND, Span
from competency.signal_numbers import Beside, Numbers, Part
from competency.signals import Family, Strength
from foundation.language import Sentence
from foundation.language import mark as _

SHORT_QUEUE, USUAL = 2.0, 1.2
"""Days of standard work that are no queue worth naming; a ratio up to which it goes as elsewhere."""

_SEEN = _("Selama {since} sampai {until}, {unit} menangani {n} aduan topik {topic} dari {reporters} pelapor.")
_SEEN_FAMILY = _("Selama {since} sampai {until}, {unit} menangani {n} aduan rumpun {topic} dari {reporters} pelapor.")
_SEEN_KIND = _(
    "Selama {since} sampai {until}, di antara unit sejenis ini ({unit}) ada {n} aduan topik {topic} dari "
    "{reporters} pelapor."
)
_SEEN_BOTH = _(
    "Selama {since} sampai {until}, di antara unit sejenis ini ({unit}) ada {n} aduan rumpun {topic} dari "
    "{reporters} pelapor."
)
_SEEN_WHOLE = _("Selama {since} sampai {until}, {unit} menangani {n} aduan dari {reporters} pelapor.")
_OBSERVED = _("Tercatat {observed} kejadian: {parts}.")
_EXPECTED = _("Untuk campuran kasus dan antrean yang sama, wajarnya sekitar {expected}.")
_EXPECTED_PLAIN = _("Untuk campuran kasus yang sama, wajarnya sekitar {expected}.")
_RATIO = _("Jadi {ratio} kali lebih sering (antara {low} dan {high}).")
_OTHERS_USUAL = _("Topik lain di unit ini {ratio} kali (wajar), sehingga beban kerja bukan penjelasan utamanya.")
_OTHERS = _("Topik lain di unit ini {ratio} kali.")
_OTHERS_KIND = _("Topik lain di unit sejenis ini {ratio} kali.")
_ELSEWHERE_FAMILY = _("Rumpun ini di unit lain {ratio} kali.")
_ELSEWHERE = _("Topik ini di unit lain {ratio} kali.")
_ELSEWHERE_WHOLE = _("Unit lain {ratio} kali.")
_NO_QUEUE = _("Antrean kerjanya pendek, rata-rata {days} hari.")
_QUEUE = _("Antrean kerjanya rata-rata {days} hari.")
_QUEUE_UNKNOWN = _("Jumlah pegawainya belum diketahui, sehingga keterlambatan tidak ikut dihitung.")
_SURGE = _("Ada lonjakan aduan pada masa ini.")
_NO_SURGE = _("Tidak ada lonjakan aduan.")
_REPEATED = _("Hal yang sama diadukan lagi {ratio} kali dari biasanya.")
_UNKNOWN = _("Pembanding yang lain: belum cukup data.")
_PROMISE = _("Dari {size} sinyal kuat pada masa ini, diperkirakan {wrong} dari 10 keliru.")
_PROMISE_SMALL = _("Dari {size} sinyal kuat pada masa ini, diperkirakan kurang dari 1 dari 100 keliru.")
_PROMISE_WATCHED = _("Ini peringatan dini: belum cukup data untuk menyebutnya kuat.")
_QUESTION = _("Ini pertanyaan untuk ditelaah, bukan penilaian pegawai.")

_TOGETHER = {
    Span.LONGER: (_("Dalam setahun aduannya terlalu sedikit, karena itu dilihat dua tahun."),),
    Span.FAMILY: (
        _("Tiap topik terlalu sedikit aduannya, karena itu satu rumpun dilihat bersama selama dua tahun."),
        _("Di topik mana tepatnya hanya dapat diketahui dengan telaah berkas."),
    ),
    Span.KIND: (
        _("Tiap unit terlalu sedikit aduannya, karena itu unit sejenis dilihat bersama selama dua tahun."),
        _("Di unit mana tepatnya hanya dapat diketahui dengan telaah berkas."),
    ),
    Span.BOTH: (
        _("Tiap unit dan topik terlalu sedikit aduannya, karena itu yang sejenis dilihat bersama selama dua tahun."),
        _("Di mana tepatnya hanya dapat diketahui dengan telaah berkas."),
    ),
}
_SEEN_BY = {Span.FAMILY: _SEEN_FAMILY, Span.KIND: _SEEN_KIND, Span.BOTH: _SEEN_BOTH}

EVENTS: dict[str, str] = {
    Metric.LATE_FIRST: _("balasan pertama terlambat {times}"),
    Metric.LATE: _("lewat batas {times}"),
    Metric.REOPENED: _("dibuka kembali {times}"),
    Metric.CLARIFIED: _("klarifikasi berulang {times}"),
    Metric.LOW: _("nilai rendah {times}"),
    Metric.TEMPLATE: _("jawaban baku {times}"),
    Metric.REROUTED: _("dialihkan berulang {times}"),
    Metric.REPEATED: _("diadukan lagi {times}"),
}


class About(NamedTuple):
    """Names and days as their reader reads them; `topic` is empty of a unit as a whole.

    By its span the unit is a kind of units, the topic a family of topics.
    """

    unit: str
    topic: str
    since: str
    until: str
    span: Span = Span.CELL


Number = Callable[[float], str]
"""A number as its reader writes it; 1.38 is 1,38 in Indonesian."""


def explanation(about: About, family: str, strength: str, numbers: Numbers, number: Number) -> list[Sentence]:
    """The sentences in order, each to be shown in the reader's language."""
    low, high = numbers.interval90
    seen = _SEEN_BY.get(about.span, _SEEN) if about.topic else _SEEN_WHOLE
    names = {"unit": about.unit, "topic": about.topic, "since": about.since, "until": about.until}
    queued = any(part.after_queue for part in numbers.parts)
    return [
        Sentence(seen, n=number(numbers.n), reporters=number(numbers.reporters), **names),
        Sentence(_OBSERVED, observed=number(numbers.observed), parts=tuple(_parts(numbers.parts, number))),
        Sentence(_EXPECTED if queued else _EXPECTED_PLAIN, expected=number(numbers.expected)),
        Sentence(_RATIO, ratio=number(numbers.ratio), low=number(low), high=number(high)),
        *(Sentence(one) for one in _TOGETHER.get(about.span, ())),
        *_beside(numbers.beside, family, about.span, number),
        _promise(strength, numbers, number),
        Sentence(_QUESTION),
    ]


def _parts(parts: tuple[Part, ...], number: Number) -> Iterator[Sentence]:
    for part in parts:
        yield Sentence(EVENTS[part.metric], times=number(part.observed))


def _beside(told: Beside, family: str, span: Span, number: Number) -> Iterator[Sentence]:
    """The four it is held against; what cannot be said of any of them is said as such."""
    if told.other_topics is not None:
        usual = told.other_topics <= USUAL and family == Family.TECHNICAL and span not in OF_KIND
        others = _OTHERS_KIND if span in OF_KIND else _OTHERS_USUAL if usual else _OTHERS
        yield Sentence(others, ratio=number(told.other_topics))
    if told.other_units is not None:
        topics = _ELSEWHERE_FAMILY if span in OF_FAMILY else _ELSEWHERE
        yield Sentence(_ELSEWHERE_WHOLE if family == Family.COMMUNICATION else topics, ratio=number(told.other_units))
    if told.queue_days is None:
        yield Sentence(_QUEUE_UNKNOWN)
    else:
        yield Sentence(_NO_QUEUE if told.queue_days <= SHORT_QUEUE else _QUEUE, days=number(told.queue_days))
    yield Sentence(_SURGE if told.surge else _NO_SURGE)
    if told.repeat_ratio is not None:
        yield Sentence(_REPEATED, ratio=number(told.repeat_ratio))
    elif told.other_topics is None and told.other_units is None:
        yield Sentence(_UNKNOWN)


def _promise(strength: str, numbers: Numbers, number: Number) -> Sentence:
    if strength != Strength.STRONG:
        return Sentence(_PROMISE_WATCHED)
    size, wrong = number(numbers.promise.size), round(10 * numbers.promise.claimed, 1)
    return Sentence(_PROMISE, size=size, wrong=number(wrong)) if wrong else Sentence(_PROMISE_SMALL, size=size)

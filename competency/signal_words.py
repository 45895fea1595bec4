"""A signal in sentences a head of unit can follow: what was seen, what was to be expected, how sure it is. Pure.

What is missing is said as missing: where little is known the sentence is “belum cukup data”, never “baik”.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from competency.cases import Metric
from competency.signal_numbers import Beside, Numbers, Part
from competency.signals import Family, Strength
from foundation.language import Sentence
from foundation.language import mark as _

ENOUGH = 60
"""Complaints below which nothing is said of a topic in a unit that shows no signal: a lack could hardly be seen."""
SHORT_QUEUE, USUAL = 2.0, 1.2
"""Days of standard work that are no queue worth naming; a ratio up to which it goes as elsewhere."""

_SEEN = _("Selama {since} sampai {until}, {unit} menangani {n} aduan topik {topic} dari {reporters} pelapor.")
_SEEN_WHOLE = _("Selama {since} sampai {until}, {unit} menangani {n} aduan dari {reporters} pelapor.")
_OBSERVED = _("Tercatat {observed} kejadian: {parts}.")
_EXPECTED = _("Untuk campuran kasus dan antrean yang sama, wajarnya sekitar {expected}.")
_EXPECTED_PLAIN = _("Untuk campuran kasus yang sama, wajarnya sekitar {expected}.")
_RATIO = _("Jadi {ratio} kali lebih sering (antara {low} dan {high}).")
_OTHERS_USUAL = _("Topik lain di unit ini {ratio} kali (wajar), sehingga beban kerja bukan penjelasan utamanya.")
_OTHERS = _("Topik lain di unit ini {ratio} kali.")
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
_PROMISE_WATCHED = _("Ini peringatan dini: belum cukup data untuk menyebutnya kuat.")
_QUESTION = _("Ini pertanyaan untuk ditelaah, bukan penilaian pegawai.")
_COVERAGE = _("Dari {complaints} aduan, {judged} cukup banyak untuk dinilai; untuk {rest} belum cukup data.")
_NOT_ENOUGH = _("Belum cukup data untuk menilai.")
_NOTHING = _("Tidak ada yang menonjol.")

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
    """Names and days as their reader reads them; `topic` is empty of a unit as a whole."""

    unit: str
    topic: str
    since: str
    until: str


Number = Callable[[float], str]
"""A number as its reader writes it; 1.38 is 1,38 in Indonesian."""


def explanation(about: About, family: str, strength: str, numbers: Numbers, number: Number) -> list[Sentence]:
    """The sentences in order, each to be shown in the reader's language."""
    low, high = numbers.interval90
    seen = _SEEN if about.topic else _SEEN_WHOLE
    queued = any(part.after_queue for part in numbers.parts)
    return [
        Sentence(seen, n=number(numbers.n), reporters=number(numbers.reporters), **about._asdict()),
        Sentence(_OBSERVED, observed=number(numbers.observed), parts=tuple(_parts(numbers.parts, number))),
        Sentence(_EXPECTED if queued else _EXPECTED_PLAIN, expected=number(numbers.expected)),
        Sentence(_RATIO, ratio=number(numbers.ratio), low=number(low), high=number(high)),
        *_beside(numbers.beside, family, number),
        _promise(strength, numbers, number),
        Sentence(_QUESTION),
    ]


def _parts(parts: tuple[Part, ...], number: Number) -> Iterator[Sentence]:
    for part in parts:
        yield Sentence(EVENTS[part.metric], times=number(part.observed))


def _beside(told: Beside, family: str, number: Number) -> Iterator[Sentence]:
    """The four it is held against; what cannot be said of any of them is said as such."""
    if told.other_topics is not None:
        usual = told.other_topics <= USUAL and family == Family.TECHNICAL
        yield Sentence(_OTHERS_USUAL if usual else _OTHERS, ratio=number(told.other_topics))
    if told.other_units is not None:
        whole = family == Family.COMMUNICATION
        yield Sentence(_ELSEWHERE_WHOLE if whole else _ELSEWHERE, ratio=number(told.other_units))
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
    return Sentence(_PROMISE, size=number(numbers.promise.size), wrong=number(round(10 * numbers.promise.claimed, 1)))


def coverage(complaints: int, judged: int, number: Number) -> Sentence:
    """Of how many complaints anything can be said."""
    return Sentence(_COVERAGE, complaints=number(complaints), judged=number(judged), rest=number(complaints - judged))


def silence(n: int) -> Sentence:
    """Of a topic in a unit with `n` complaints and no signal: that nothing stands out, or that nobody can know."""
    return Sentence(_NOT_ENOUGH if n < ENOUGH else _NOTHING)

"""The figures of one signal: measure by measure, what to hold it against, and month by month, drawn and in words."""

from datetime import date
from typing import Any

from competency.signal_numbers import Part
from competency.stored_signals import StoredSignal
from foundation.language import mark as _
from web.formatting import day_as, decimal
from web.interval_drawing import Ratio, axis_end, intervals
from web.learning_words import METRICS, compared, topic_name
from web.series_drawing import Sample, control, round_scale
from web.wording import Wording


def part_row(wording: Wording, part: Part) -> dict[str, Any]:
    language = wording.language
    return {
        "name": wording.say(METRICS[part.metric]),
        "n": wording.number(part.n),
        "observed": wording.number(part.observed),
        "expected": decimal(part.expected, language),
        "ratio": decimal(part.ratio, language) if part.ratio is not None else "–",
        "after_queue": part.after_queue,
    }


def _ratios(wording: Wording, one: StoredSignal) -> list[Ratio]:
    low, high = one.numbers.interval90
    beside = one.numbers.beside
    own = topic_name(wording, one) if one.topic else wording.say(_("Unit ini, semua topik"))
    found = [Ratio(own, one.numbers.ratio, low, high, main=True)]
    others, elsewhere = compared(one)
    values = ((others, beside.other_topics), (elsewhere, beside.other_units))
    return found + [Ratio(wording.say(name), value) for name, value in values if value is not None]


def picture(wording: Wording, one: StoredSignal) -> Any:
    ratios = _ratios(wording, one)
    end = axis_end(ratios)
    steps = (
        [step / 2 for step in range(int(end * 2) + 1)] if end <= 3 else [float(step) for step in range(int(end) + 1)]
    )
    if steps[-1] < end:
        steps.append(end)
    return intervals(ratios, [(step, decimal(step, wording.language)) for step in steps])


def beside(wording: Wording, one: StoredSignal) -> list[tuple[str, str]]:
    """The comparators in words, for who reads no picture."""
    told, language, say_ = one.numbers.beside, wording.language, wording.say
    times = _("{ratio} kali yang wajar")

    def ratio(value: float | None) -> str:
        return say_(_("belum cukup data")) if value is None else say_(times, ratio=decimal(value, language))

    others, elsewhere = compared(one)
    found = [(say_(others), ratio(told.other_topics))] if one.topic else []
    found.append((say_(elsewhere), ratio(told.other_units)))
    days = told.queue_days
    queue = _("belum diketahui: jumlah pegawai belum diisi") if days is None else _("{days} hari kerja")
    found.append(
        (
            say_(_("Antrean wajar saat aduan masuk")),
            say_(queue, days="" if days is None else decimal(days, language)),
        )
    )
    found.append((say_(_("Lonjakan aduan")), say_(_("ada") if told.surge else _("tidak ada"))))
    found.append((say_(_("Hal yang sama diadukan lagi")), ratio(told.repeat_ratio)))
    return found


def month_name(wording: Wording, month: str) -> str:
    year, number = month.split("-")
    return day_as(date(int(year), int(number), 1), "MMMM y", wording.language)


def months(wording: Wording, one: StoredSignal) -> list[dict[str, str]]:
    return [
        {
            "name": month_name(wording, line.month),
            "observed": wording.number(line.observed),
            "expected": decimal(line.expected, wording.language),
        }
        for line in one.numbers.months
    ]


def monthly(wording: Wording, one: StoredSignal) -> Any:
    """Events month by month, and what could be expected of each."""
    lines = one.numbers.months
    if len(lines) < 2:
        return None
    most = max([1.0, *(max(float(line.observed), line.expected) for line in lines)])
    samples = [
        Sample(_short(wording, line.month), line.observed, line.expected, None, None, "common") for line in lines
    ]
    scale = round_scale(0.0, most)
    return control(samples, [(value, decimal(value, wording.language)) for value in scale])


def _short(wording: Wording, month: str) -> str:
    year, number = month.split("-")
    return day_as(date(int(year), int(number), 1), "MMM yy", wording.language)

"""What readers of drawn cases found, in words: how far they got, how far they agree, and what the cases show."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from litestar import Request

from competency.agreement import Agreement, agreement
from competency.case_samples import Read, Sample
from competency.need_events import Status
from competency.need_sight import Filter
from competency.needs import Need
from competency.reading_rules import CONFIRMS, settled
from foundation.language import SOURCE_LANGUAGE
from foundation.language import mark as _
from web.formatting import decimal, percent
from web.input_words import ANSWERS
from web.needs import book_of
from web.visitor import house_of, visitor_of
from web.wording import Wording

_STRENGTHS = (
    (0.8, _("sangat sepakat")),
    (0.6, _("sepakat")),
    (0.4, _("cukup sepakat")),
    (0.2, _("kurang sepakat")),
)
"""From which kappa on; the words follow Landis and Koch, Biometrics 33 (1977)."""
_POOR = _("hampir seperti kebetulan")


def confirmed(cases: Sequence[Read]) -> tuple[int, int]:
    """How many cases of a need confirm it, of how many that were read; one seen in three ways does not confirm."""
    read = [one for one in cases if not one.open]
    return sum(_settled(one, CONFIRMS) == "yes" for one in read), len(read)


async def needs_to_read(request: Request[Any, Any, Any]) -> list[Need]:
    """Needs under review, of which random cases may be read."""
    lines = await book_of(house_of(request)).board(
        visitor_of(request).actor, Filter(statuses=frozenset({Status.REVIEWED}))
    )
    return [line.need for line in lines]


def asked_of(wording: Wording, sample: Sample) -> list[tuple[str, str]]:
    """The questions of its rubric by code, in the language of whoever reads."""
    return [
        (one.code, one.english if one.english and wording.language != SOURCE_LANGUAGE else one.question)
        for one in sample.rubric
    ]


def row(wording: Wording, sample: Sample, cases: Sequence[Read], base: str) -> dict[str, Any]:
    """A draw in the list of draws."""
    return {
        "href": f"{base}/{sample.id}",
        "drawn_at": sample.drawn_at,
        "about": _about(wording, sample),
        "cases": len(cases),
        "done": sum(not one.open for one in cases),
    }


def result(wording: Wording, sample: Sample, cases: Sequence[Read], confirming: str) -> dict[str, Any]:
    """What `office/case_sample.html` draws."""
    questions = asked_of(wording, sample)
    questions += [(CONFIRMS, confirming)] if confirming else []
    found = confirmed(cases) if sample.need else None
    pairs = [pair for code, _label in questions for pair in _pairs(cases, code)]
    return {
        **row(wording, sample, cases, ""),
        "seed": sample.seed,
        "since": sample.since,
        "until": sample.until,
        "rows": [_question(wording, cases, code, label) for code, label in questions],
        "whole": _agreed(wording, agreement(pairs)),
        "rubric_version": sample.rubric_version,
        "confirmed": {"yes": found[0], "of": found[1]} if found else None,
    }


def _question(wording: Wording, cases: Sequence[Read], code: str, label: str) -> dict[str, Any]:
    found = Counter(_settled(one, code) for one in cases if sum(code in each for each in one.readings) >= 2)
    return {
        "label": label,
        **{name: found[name] for name in ANSWERS},
        "open": found[None],
        "agreed": _agreed(wording, agreement(_pairs(cases, code))),
    }


def _pairs(cases: Sequence[Read], code: str) -> list[tuple[str, str]]:
    """What the first and the second reader said."""
    return [
        (one.readings[0][code], one.readings[1][code])
        for one in cases
        if len(one.readings) >= 2 and code in one.readings[0] and code in one.readings[1]
    ]


def _settled(case: Read, code: str) -> str | None:
    return settled([reading[code] for reading in case.readings if code in reading])


def _agreed(wording: Wording, found: Agreement) -> dict[str, Any] | None:
    if found.share is None:
        return None
    told: dict[str, Any] = {"share": percent(found.share, wording.language), "pairs": found.pairs, "kappa": None}
    if found.kappa is None or found.interval is None:
        return told
    kappa = found.kappa
    means = next((words for least, words in _STRENGTHS if kappa > least), _POOR)
    low, high = found.interval
    return told | {
        "kappa": _two(wording, kappa),
        "low": _two(wording, low),
        "high": _two(wording, high),
        "means": wording.say(means),
    }


def _two(wording: Wording, number: float) -> str:
    return decimal(round(number, 2) + 0.0, wording.language, "0.00")


def _about(wording: Wording, sample: Sample) -> str:
    told = [wording.unit(sample.unit), wording.topic(sample.topic)]
    if sample.need:
        told.insert(0, wording.say(_("Satu kebutuhan")))
    return ", ".join(filter(None, told)) or wording.say(_("Semua unit"))

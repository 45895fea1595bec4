"""Telaah berkas as rules: the rubric, words without names of units, and what two or three readings say. Pure."""

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from competency.merging import Says
from foundation.language import mark as _

ANSWERS = ("yes", "no", "unclear")
CONFIRMS = "menunjukkan"
"""What is asked beside the rubric where the cases of one need are read."""
TECHNICAL = "TEK"
LEAST_CASES = 6
"""Fewer cases that were judged say nothing."""
OFTEN = 0.25
"""A competency is missing where surely more than this share of the cases lacks it, and not where surely fewer do."""
CONFIRMED, DENIED = 0.6, 0.3
"""Of the cases of a need that were read: so many and more confirm it, so few and fewer deny it."""
CONFIDENCE = 0.90
MOST_QUESTIONS, QUESTION_LONGEST = 8, 300


class Criterion(msgspec.Struct, frozen=True):
    """A question to be answered with yes, no or unclear, and the competencies of which a "no" speaks."""

    code: str
    question: str
    competencies: tuple[str, ...] = ()
    english: str = ""
    """The question in English; where it is empty, everybody reads it in Indonesian."""

    def speaks_of(self, competency: str) -> bool:
        return any(
            competency == one or (one == TECHNICAL and competency.startswith("TEK-")) for one in self.competencies
        )


class Verdict(NamedTuple):
    """`interval` is Wilson's for the share of `judged` cases that are `failing`."""

    judged: int
    failing: int
    interval: tuple[float, float]
    says: Says


class Rubric(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked of each case, in the order in which it is asked."""

    criteria: tuple[Criterion, ...]


@cache
def rubric() -> Rubric:
    """The questions that come with the house, until a region decides upon its own."""
    told = tomllib.loads((Path(__file__).parent / "rubric.toml").read_text(encoding="utf-8"))
    return Rubric(msgspec.convert(told["criterion"], tuple[Criterion, ...]))


def rubric_faults(criteria: Sequence[Criterion], known: Collection[str]) -> dict[str, str]:
    """What is wrong with questions, by field (`question_1`, ...); `known` are competencies that may be named."""
    if not 0 < len(criteria) <= MOST_QUESTIONS:
        return {"question_1": _("Tulis 1 sampai 8 pertanyaan.")}
    faults = {}
    for number, one in enumerate(criteria, 1):
        if not 0 < len(one.question) <= QUESTION_LONGEST or len(one.english) > QUESTION_LONGEST:
            faults[f"question_{number}"] = _("Tulis pertanyaannya, paling panjang 300 huruf.")
        if not one.competencies or len(set(one.competencies)) != len(one.competencies):
            faults[f"main_{number}"] = _("Pilih kompetensi yang ditunjukkan bila jawabannya tidak.")
        elif any(code != TECHNICAL and code not in known for code in one.competencies):
            faults[f"main_{number}"] = _("Pilih kompetensi dari kamus.")
    return faults


def settled(answers: Sequence[str]) -> str | None:
    """What readers found of one question, in the order of their seats: what two agree on, or what a third says with
    one of them; None while they do not agree, or three said three things."""
    first_two = answers[:2]
    if len(first_two) < 2:
        return None
    if first_two[0] == first_two[1]:
        return first_two[0]
    return next((one for one in answers[2:3] if one in first_two), None)


def disputed(readings: Sequence[Mapping[str, str]]) -> bool:
    """Whether the first two readers differ about some question."""
    return len(readings) >= 2 and any(readings[0].get(code) != readings[1].get(code) for code in readings[0])


def lacks(competency: str, criteria: Iterable[Criterion], readings: Sequence[Mapping[str, str]]) -> bool | None:
    """Whether a case lacks a competency by some question that speaks of it; None where nothing of it was settled."""
    about = [one.code for one in criteria if one.speaks_of(competency)]
    found = [settled([reading[code] for reading in readings if code in reading]) for code in about]
    if "no" in found:
        return True
    return False if "yes" in found else None


def verdict(found: Iterable[bool | None]) -> Verdict:
    """What the cases of a random sample say together."""
    known = [one for one in found if one is not None]
    judged, failing = len(known), sum(known)
    low, high = _wilson(failing, judged)
    says = Says.NEUTRAL
    if judged >= LEAST_CASES:
        says = Says.NEED if low > OFTEN else Says.NONE if high < OFTEN else Says.NEUTRAL
    return Verdict(judged, failing, (low, high), says)


def confirmation(found: Iterable[str | None]) -> Verdict:
    """What the cases of one need say: `failing` are those that confirm it."""
    known = [one == "yes" for one in found if one is not None]
    judged, failing = len(known), sum(known)
    says = Says.NEUTRAL
    if judged >= LEAST_CASES:
        share = failing / judged
        says = Says.NEED if share >= CONFIRMED else Says.NONE if share <= DENIED else Says.NEUTRAL
    return Verdict(judged, failing, _wilson(failing, judged), says)


def blind(texts: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """The texts of one case with letters for units: the same unit bears the same letter in all of them.

    `names` leads from names, short names and codes to units; those of fewer than three letters are left, being words
    as well.
    """
    units = {name.casefold(): unit for name, unit in names.items() if len(name) >= 3}
    if not units:
        return list(texts)
    longest_first = sorted(units, key=lambda name: (-len(name), name))
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)", re.IGNORECASE)
    letters: dict[str, str] = {}

    def lettered(found: re.Match[str]) -> str:
        unit = units.get(found[0].casefold(), found[0])
        return f"[unit {letters.setdefault(unit, _letter(len(letters)))}]"

    return [pattern.sub(lettered, text) for text in texts]


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else str(place + 1)


@cache
def _wilson(hits: int, n: int) -> tuple[float, float]:
    if not n:
        return 0.0, 1.0
    from scipy.stats import binomtest  # a second to import, as in `sla.survival`

    found = binomtest(hits, n).proportion_ci(CONFIDENCE, method="wilson")
    return float(found.low), float(found.high)

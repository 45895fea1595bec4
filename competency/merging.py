"""What several independent sources say together about one competency, by rule and not by score. Pure.

A: complaints (a signal). B: measured levels (surveys of officers and superiors, assessments). C: what people said
(interviews, forums, village meetings). D: closed cases drawn at random and read blind by two people (telaah berkas).
One says *dugaan*, two *cukup*, three *kuat*. Contradictions are shown, never averaged away. Who answered because
they wished to counts half, and so does an early warning from complaints.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from enum import StrEnum

import msgspec

LEAST_ASKED, LEAST_GAP, LEAST_LOW = 5, 1.0, 0.5
"""Of levels measured: how many people, the mean gap in levels, and where the 90 % interval must begin above."""
LEAST_VOICES = 2


class Kind(StrEnum):
    SIGNAL = "signal"
    SURVEY = "survey"
    SUPERIOR = "superior"
    ASSESSMENT = "assessment"
    INTERVIEW = "interview"
    FORUM = "forum"
    VILLAGE = "village"
    CASE_READING = "case_reading"


class Letter(StrEnum):
    COMPLAINTS = "A"
    LEVELS = "B"
    VOICES = "C"
    CASES = "D"


LETTERS = {
    Kind.SIGNAL: Letter.COMPLAINTS,
    Kind.SURVEY: Letter.LEVELS,
    Kind.SUPERIOR: Letter.LEVELS,
    Kind.ASSESSMENT: Letter.LEVELS,
    Kind.INTERVIEW: Letter.VOICES,
    Kind.FORUM: Letter.VOICES,
    Kind.VILLAGE: Letter.VOICES,
    Kind.CASE_READING: Letter.CASES,
}


class Says(StrEnum):
    NEED = "need"
    NONE = "none"
    NEUTRAL = "neutral"


class Weight(StrEnum):
    FULL = "full"
    HALF = "half"

    @property
    def number(self) -> float:
        return 1.0 if self is Weight.FULL else 0.5


class Grade(StrEnum):
    """How well a need is supported; HINT is less than one whole source."""

    HINT = "hint"
    SUSPECTED = "dugaan"
    ENOUGH = "cukup"
    STRONG = "kuat"


class Source(msgspec.Struct, frozen=True):
    """One thing that was found out about a competency somewhere. Never holds a name.

    `people` is how many were asked or took part, `who` an opaque name of the group they belong to, so that the same
    people are not counted twice; without it the event itself (`ref`) stands for them. `role` is in what capacity
    they spoke (pegawai, atasan, warga, tokoh, ...); the group `role:unit` is a part of `role`. `needed` and `now` are
    mean levels (1 to 5) and `interval90` is that of their mean difference: only measured levels (B) have them, and
    `says` of those follows from them.
    """

    kind: Kind
    on: date
    says: Says
    people: int = 1
    weight: Weight = Weight.FULL
    ref: str = ""
    who: str = ""
    role: str = ""
    needed: float | None = None
    now: float | None = None
    interval90: tuple[float, float] | None = None
    showed: int | None = None
    """Of cases that were read: how many of the `people` lack it, or confirm the need they were drawn for."""
    statement: str = ""
    """What was said, in a sentence without names; empty where there is none."""

    @property
    def letter(self) -> Letter:
        return LETTERS[self.kind]

    @property
    def gap(self) -> float | None:
        """Levels that are missing, on average."""
        return None if self.needed is None or self.now is None else self.needed - self.now

    @property
    def voice(self) -> tuple[str, str]:
        return self.who or self.ref, self.role


class Merged(msgspec.Struct, frozen=True):
    """`weights` holds the letters that say there is a need; `contradictions` pairs of a letter that says so with one
    that denies it (the same letter twice: its own sources disagree). `unheard` letters still say nothing."""

    grade: Grade
    weights: dict[Letter, float]
    contradictions: tuple[tuple[Letter, Letter], ...]
    unheard: tuple[Letter, ...]
    needed: float | None
    now: float | None

    @property
    def total(self) -> float:
        return sum(self.weights.values())

    def second(self) -> bool:
        """Whether at least two sources, each counted whole, say there is a need."""
        return sum(one >= 1 for one in self.weights.values()) > 1


def merge(sources: Sequence[Source], *, measurable: bool = True) -> Merged:
    """Put sources about one competency, unit and topic together.

    `measurable`: whether complaints can show it at all. Where they cannot (Integritas, Perekat Bangsa, ...), signals
    do not count, and without both levels (B) and voices (C) there is no more than a *dugaan*.
    """
    heard = [one for one in sources if measurable or one.letter != Letter.COMPLAINTS]
    weights = _best(heard)
    denied = _denied(heard)
    grade = _grade(sum(weights.values()))
    if not measurable and not {Letter.LEVELS, Letter.VOICES} <= {one for one in weights if weights[one] >= 1}:
        grade = Grade.SUSPECTED if grade in (Grade.ENOUGH, Grade.STRONG) else grade
    levels = sorted((one for one in heard if _measured(one) and one.gap is not None), key=lambda one: one.on)
    return Merged(
        grade=grade,
        weights=weights,
        contradictions=tuple((yes, no) for yes in weights for no in denied if yes != no or _split(heard, yes)),
        unheard=tuple(
            letter
            for letter in Letter
            if not any(one.letter == letter for one in heard) and (measurable or letter != Letter.COMPLAINTS)
        ),
        needed=levels[-1].needed if levels else None,
        now=levels[-1].now if levels else None,
    )


def says(source: Source) -> Says:
    """What one source says. Of measured levels: a need from one level missing on, with at least five people asked and
    the interval above half a level; none where one missing level can be excluded; otherwise nothing."""
    if source.letter != Letter.LEVELS:
        return source.says
    if not _measured(source) or source.gap is None or source.interval90 is None:
        return Says.NEUTRAL
    low, high = source.interval90
    if source.gap >= LEAST_GAP and low > LEAST_LOW:
        return Says.NEED
    return Says.NONE if high < LEAST_GAP else Says.NEUTRAL


def _measured(source: Source) -> bool:
    return source.letter == Letter.LEVELS and source.people >= LEAST_ASKED


def _best(heard: Sequence[Source]) -> dict[Letter, float]:
    """Weights by letter where nobody counts in both B and C: the better of the ways to count them."""
    yes = [one for one in heard if says(one) == Says.NEED]
    levels = [one for one in yes if one.letter == Letter.LEVELS]
    ways = [_weights(yes, level) for level in (None, *levels)]
    found = max(ways, key=lambda one: (sum(one.values()), one.get(Letter.LEVELS, 0.0)))
    return {letter: found[letter] for letter in Letter if letter in found}


def _weights(yes: Sequence[Source], level: Source | None) -> dict[Letter, float]:
    """Weights where `level` is the measurement that counts, so that its people are no voices."""
    found: dict[Letter, float] = {}
    for one in yes:
        if one.letter in (Letter.COMPLAINTS, Letter.CASES):
            found[one.letter] = max(found.get(one.letter, 0.0), one.weight.number)
    if level is not None:
        found[Letter.LEVELS] = level.weight.number
    taken = {level.voice[0]} if level is not None else set()
    voices = _voices((one for one in yes if one.letter == Letter.VOICES), taken)
    if len(voices) >= LEAST_VOICES:
        found[Letter.VOICES] = 1.0
    return found


def _voices(sources: Iterable[Source], taken: Collection[str]) -> set[tuple[str, str]]:
    """Independent events or roles."""
    return {one.voice for one in sources if not any(_shared(one.voice[0], group) for group in taken)}


def _shared(one: str, other: str) -> bool:
    """Whether two groups have people in common."""
    return one == other or one.startswith(f"{other}:") or other.startswith(f"{one}:")


def _denied(heard: Sequence[Source]) -> list[Letter]:
    """The letters by which some source says that there is no need."""
    no = {one.letter for one in heard if says(one) == Says.NONE}
    return [letter for letter in Letter if letter in no]


def _split(heard: Sequence[Source], letter: Letter) -> bool:
    found = {says(one) for one in heard if one.letter == letter}
    return {Says.NEED, Says.NONE} <= found


def _grade(total: float) -> Grade:
    if total < 1:
        return Grade.HINT
    return Grade.SUSPECTED if total < 2 else Grade.ENOUGH if total < 3 else Grade.STRONG

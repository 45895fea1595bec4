"""Words and phrases to topic and unit: a router that needs no history, explains itself, and knows when it knows little.

Evidence for a topic is the sum of its phrases found in the text and, weaker, of single words its phrases are made of.
A phrase weighs more the longer it is and the fewer topics share it; each counts once, however often it is repeated.
The share is `b / (b + s) * (1 - exp(-b / ENOUGH))`: `b` is the evidence for the best topic, `s` that for the best topic
of another unit, so a share of 0.5 says "as much speaks for another", and thin evidence keeps it low.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import chain
from math import exp, log
from typing import Any, NamedTuple

import msgspec

from complaints.kinds import Kind
from routing.lexicon import IN_EVERY_REPORT, WRONGDOING, WRONGDOING_IN_OFFICE
from routing.phrase_tree import Hit, tree_of, walk
from routing.spelling import Word, passives, stem_of, words_of
from routing.wrongdoing import Accusation, Accusations

ENOUGH = 0.6
"""Evidence at which the share reaches 63 % of what the rivals leave it."""
WORD_WEIGHT = 0.9
"""What one single word can weigh; a phrase of one word weighs 1."""
MORE_WORDS = 0.8
"""What each further word adds to a phrase."""
CHOSEN = 1.5
"""What a citizen's own choice of topic weighs."""
FLOOR = 0.25
"""Less evidence than this is none."""


class TopicData(msgspec.Struct, frozen=True):
    """What the region says of a topic: `parent` is its group, `unit` answers it."""

    code: str
    name: str = ""
    parent: str = ""
    unit: str = ""
    kind: Kind | None = None
    phrases: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


class BodyData(msgspec.Struct, frozen=True):
    """A body outside; `area` is the code of its territory if it has one."""

    code: str
    kind: str = ""
    phrases: tuple[str, ...] = ()
    area: str = ""


class AreaData(msgspec.Struct, frozen=True):
    code: str
    name: str
    parent: str = ""


class Reason(NamedTuple):
    """Why: the phrase as it stands in the text from `start` to `end`, the topic it speaks for, its weight."""

    phrase: str
    topic: str
    weight: float
    start: int
    end: int


class Advice(msgspec.Struct, frozen=True):
    """What the router makes of a text. With `body` the matter seems to belong outside, and no unit is named.

    `share` is about the unit (or the body), from 0 to 1; 0 with nothing named means: no evidence.
    """

    topic: str | None
    unit: str | None
    body: str | None
    kind: Kind | None
    share: float
    method: str
    reasons: tuple[Reason, ...] = ()
    others: tuple[tuple[str, float], ...] = ()
    """The next topics with their part of the evidence."""
    accusation: Accusation | None = None


_OWNERS = frozenset(map(stem_of, ("pemkab", "pemkot", "pemda")))
"""Words that say that a district's own government is meant."""


class PhraseRouter:
    """Compiled once from a region's words; answers in time linear in the text. Safe to share between threads."""

    def __init__(
        self,
        region_topics: Iterable[TopicData],
        bodies: Iterable[BodyData] = (),
        areas: Iterable[AreaData] = (),
        method: str | None = None,
    ) -> None:
        listed = tuple(region_topics)
        self._topics = {topic.code: topic for topic in listed if topic.parent and topic.unit}
        self._groups = frozenset(topic.code for topic in listed if not topic.parent)
        self._bodies = {body.code: body for body in bodies}
        self._owners: tuple[TopicData | BodyData, ...] = (*self._topics.values(), *self._bodies.values())
        self.method = method or f"phrases:1.{_fingerprint(listed, self._bodies.values())}"
        phrases = chain.from_iterable(owner.phrases for owner in self._owners)
        self._passives = passives(chain(phrases, WRONGDOING, WRONGDOING_IN_OFFICE))
        self._tree = self._grow()
        self._words = self._weigh_words()
        wrongs = chain.from_iterable(one.phrases for one in self._topics.values() if one.kind is Kind.OVERSIGHT)
        self._accusations = Accusations(wrongs, self._passives)
        self._places = tree_of({self._key(area.name): {area.code: 1.0} for area in areas})

    def advise(self, text: str, topic: str | None = None, area: str | None = None) -> Advice:
        """Topic, unit or body for a text; `topic` is the citizen's choice (a topic or a group), `area` where it is."""
        words = words_of(text, self._passives)
        found = self._found(words)
        evidence = self._evidence(words, found)
        accusation = self._accusations.of_words(words)
        wrong = accusation == "office"
        topics = {code: weight for code, weight in evidence.items() if code in self._topics}
        for code in list(topics):
            # Sending somebody past triage needs an accusation of somebody in office.
            if self._topics[code].kind is Kind.OVERSIGHT and not wrong:
                del topics[code]
        if topic in self._topics:
            topics[topic] = topics.get(topic, 0.0) + CHOSEN
        elif topic in self._groups:
            topics = {code: w for code, w in topics.items() if self._topics[code].parent == topic} or topics
        chosen = topic if topic in self._topics else None
        advice = self._answer(text, words, found, topics, chosen, wrong, self._outside(evidence, words, area))
        return msgspec.structs.replace(advice, accusation=accusation)

    def _answer(
        self,
        text: str,
        words: Sequence[Word],
        found: Sequence[Hit],
        topics: Mapping[str, float],
        chosen: str | None,
        wrong: bool,
        outside: tuple[str, float] | None,
    ) -> Advice:
        ranked = sorted(topics.items(), key=lambda item: (-item[1], item[0]))
        if wrong and chosen is None:
            ranked = [item for item in ranked if self._topics[item[0]].kind is Kind.OVERSIGHT] or ranked
        if chosen is not None:
            ranked.sort(key=lambda item: item[0] != chosen)
        kind = Kind.OVERSIGHT if wrong else None
        reasons = tuple(self._reasons(text, words, found))
        best, weight = ranked[0] if ranked else ("", 0.0)
        if outside and chosen is None and not wrong and outside[1] > weight:
            share = _share(outside[1], weight)
            return Advice(None, None, outside[0], None, share, self.method, reasons, _parts(ranked))
        if weight < FLOOR:
            return Advice(None, None, None, kind, 0.0, self.method, reasons)
        here = self._topics[best]
        rival = max((w for code, w in topics.items() if self._topics[code].unit != here.unit), default=0.0)
        share = _share(weight, max(rival, outside[1] if outside else 0.0))
        return Advice(best, here.unit, None, kind or here.kind, share, self.method, reasons, _parts(ranked))

    def _outside(
        self, evidence: Mapping[str, float], words: Sequence[Word], area: str | None
    ) -> tuple[str, float] | None:
        """The body that seems to own the matter. A district's name alone says where, not whose."""
        stems = {word.stem for word in words}
        owners = bool(stems.intersection(_OWNERS))
        weights = {
            code: weight
            for code, weight in evidence.items()
            if code in self._bodies and (owners or not self._bodies[code].area)
        }
        if owners and area:
            for body in self._bodies.values():
                if body.area and area.startswith(body.area):
                    weights[body.code] = weights.get(body.code, 0.0) + 1.0
        best = max(weights, key=lambda code: (weights[code], code), default=None)
        return (best, weights[best]) if best and weights[best] >= FLOOR else None

    def _found(self, words: Sequence[Word]) -> list[Hit]:
        return walk(self._tree, words)

    def _evidence(self, words: Sequence[Word], found: Sequence[Hit]) -> dict[str, float]:
        """Evidence by topic or body."""
        taken: dict[str, set[int]] = defaultdict(set)
        seen: set[tuple[str, tuple[str, ...]]] = set()
        evidence: dict[str, float] = defaultdict(float)
        for hit in sorted(found, key=lambda hit: -hit.weight):
            covered = range(hit.first, hit.last + 1)
            said = (hit.owner, tuple(words[place].stem for place in covered))
            if said in seen or not taken[hit.owner].isdisjoint(covered):
                continue
            seen.add(said)
            taken[hit.owner].update(covered)
            evidence[hit.owner] += hit.weight
        places = {
            place
            for hit in walk(self._places, words)
            if hit.last > hit.first
            for place in range(hit.first, hit.last + 1)
        }
        once: set[str] = set()
        for place, word in enumerate(words):
            if place in places or word.stem in once:
                continue
            once.add(word.stem)
            for owner, weight in self._words.get(word.stem, {}).items():
                if place not in taken[owner]:
                    evidence[owner] += weight
        return evidence

    def _reasons(self, text: str, words: Sequence[Word], found: Sequence[Hit]) -> list[Reason]:
        reasons = []
        taken: dict[str, set[int]] = defaultdict(set)
        for hit in sorted(found, key=lambda hit: (-hit.weight, hit.first)):
            covered = range(hit.first, hit.last + 1)
            if taken[hit.owner].isdisjoint(covered):
                taken[hit.owner].update(covered)
                start, end = words[hit.first].start, words[hit.last].end
                reasons.append(Reason(text[start:end], hit.owner, round(hit.weight, 3), start, end))
        for place, word in enumerate(words):
            for owner, weight in self._words.get(word.stem, {}).items():
                if place not in taken[owner] and weight >= FLOOR:
                    reasons.append(Reason(text[word.start : word.end], owner, round(weight, 3), word.start, word.end))
        return sorted(reasons, key=lambda reason: (-reason.weight, reason.start))

    def _key(self, phrase: str) -> tuple[str, ...]:
        return tuple(word.stem for word in words_of(phrase, self._passives))

    def _grow(self) -> dict[str, Any]:
        owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for owner in self._owners:
            for phrase in owner.phrases:
                owners[self._key(phrase)].add(owner.code)
        return tree_of(
            {
                key: dict.fromkeys(codes, (1.0 + MORE_WORDS * (len(key) - 1)) / len(codes))
                for key, codes in owners.items()
            }
        )

    def _weigh_words(self) -> dict[str, dict[str, float]]:
        """For each single word, how much it speaks for each topic: its part of all uses, less what everybody uses."""
        uses: dict[str, Counter[str]] = defaultdict(Counter)
        for owner in self._owners:
            for phrase in owner.phrases:
                for stem in self._key(phrase):
                    uses[stem][owner.code] += 1
        for topic in self._topics.values():
            for stem in chain(self._key(topic.name), *map(self._key, topic.examples)):
                uses[stem][topic.code] += 1
        said_anywhere = frozenset(map(stem_of, IN_EVERY_REPORT))
        every = max(2, len(self._topics) + len(self._bodies))
        weights: dict[str, dict[str, float]] = {}
        for stem, owners in uses.items():
            if len(stem) < 3 or stem.isdigit() or stem in said_anywhere:
                continue
            rare = 1.0 - log(len(owners)) / log(every)
            total = sum(owners.values()) + 1
            weights[stem] = {code: WORD_WEIGHT * rare * (count / total) ** 0.5 for code, count in owners.items()}
        return weights


def _share(best: float, rival: float) -> float:
    return best / (best + rival) * (1.0 - exp(-best / ENOUGH))


def _parts(ranked: Sequence[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    total = sum(weight for _, weight in ranked) or 1.0
    return tuple((code, round(weight / total, 4)) for code, weight in ranked[1:4])


def _fingerprint(topics: Iterable[TopicData], bodies: Iterable[BodyData]) -> str:
    """Names the words the router was made of, so that a suggestion in the log can be traced to them."""
    return sha256(msgspec.json.encode([tuple(topics), tuple(bodies)])).hexdigest()[:8]

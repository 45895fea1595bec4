"""Makes of a report all that can be made of it: pure, built once for a region's words and a set of fitted models."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import exp, log
from typing import NamedTuple, Protocol

import msgspec

from complaints.given import Asked
from complaints.kinds import Gap, Kind
from complaints.region import Region
from routing.advice import NOTHING, OUTSIDE, Owner, Reading, Reason
from routing.danger import dangers
from routing.doubts import doubt
from routing.fitted import Fitted
from routing.gaps import gaps
from routing.kinds import kind_of
from routing.nothing import nothing
from routing.phrases import Advice, AreaData, BodyData, PhraseRouter, TopicData
from routing.places import Gazetteer

SHOWN = 3
"""How many owners are named."""
KNOWN_WORDS = 3
"""So many different words have to speak for a unit before a report goes to it by itself."""
SLOPE, OFFSET = 2.0, -0.35
IS_NOTHING = 0.9
"""How likely a message is no complaint where its words say so."""
CONTRADICTS = 0.6
"""How likely the region's phrases must hold another owner for a person to be asked."""
LEAST_KIND = 0.8
"""How likely a fitted model must hold a kind before a report takes its road."""


class Models(Protocol):
    """Models fitted to the region's history: whose a report is, its topic, its kind."""

    @property
    def owner(self) -> Fitted: ...
    @property
    def topic(self) -> Fitted | None: ...
    @property
    def kind(self) -> Fitted | None: ...
    @property
    def version(self) -> str: ...


def phrases_of(region: Region) -> PhraseRouter:
    """The router made of a region's words. Takes about 0.1 s."""
    return PhraseRouter(
        # What few may know of is recognised even where nobody is offered it any more.
        [
            TopicData(t.code, t.name, t.parent, t.unit, t.kind, t.phrases, t.examples)
            for t in region.topics
            if t.sensitive or not t.retired
        ],
        [BodyData(body.code, body.kind, body.phrases, body.area) for body in region.bodies],
        [AreaData(area.code, area.name, area.parent) for area in region.areas],
    )


def first_day(share: float) -> float:
    """How likely the region's phrases are right, from their share of the evidence.

    Both coefficients were fitted to some thousand real reports of a government whose words the phrases are not; they
    were right in 0.30, 0.51, 0.69, 0.85 and 0.95 of the cases where their share was 0.45, 0.55, 0.65, 0.74 and 0.84.
    """
    odds = SLOPE * log(max(share, 1e-9) / max(1.0 - share, 1e-9)) + OFFSET
    return 1.0 / (1.0 + exp(-odds)) if share > 0.0 else 0.0


def keepers_of(region: Region) -> frozenset[str]:
    """Everybody who keeps roads, as owners are written."""
    units = {topic.unit for topic in region.topics if topic.by_road}
    named = {road.unit or f"{OUTSIDE}{road.body}" for road in region.roads}
    districts = {f"{OUTSIDE}{body.code}" for body in region.bodies if body.area}
    return frozenset(units | named | districts)


def _headed(first: Owner, others: Sequence[Owner]) -> tuple[Owner, ...]:
    """`first`, and the others with what it leaves them."""
    left = 1.0 - first.share
    return (first, *(Owner(owner.label, owner.share * left) for owner in others if owner.label != first.label))


class ReadWords(NamedTuple):
    """What was read in words alone, as if nothing were told beside them, and what the region's phrases say of them."""

    reading: Reading
    advice: Advice


class Reader:
    """Reads reports. Safe to share between threads; made anew when the region or the models change."""

    def __init__(self, region: Region, models: Models | None = None, phrases: PhraseRouter | None = None) -> None:
        self.region, self.models = region, models
        self.phrases = phrases or phrases_of(region)
        self._rules = region.rules
        self._gazetteer = Gazetteer(region.areas, region.places, region.roads, region.bodies)
        self._keepers = keepers_of(region)
        self._never = {band.topic for band in region.routing.bands if not band.by_itself}
        self._asked_for = {band.topic: band.precision for band in region.routing.bands if band.precision}

    def read(self, asked: Asked) -> Reading:
        """Everything made of one report, in time linear in its length."""
        return self.completed(self.words(asked), asked)

    def completed(self, words: ReadWords, asked: Asked) -> Reading:
        """What was read in the words of a report, with what was told beside them: that only fills gaps."""
        told = {gap for gap, filled in ((Gap.WHERE, asked.pinned), (Gap.WHEN, asked.dated)) if filled}
        missing = tuple(gap for gap in words.reading.missing if gap not in told)
        reading = msgspec.structs.replace(words.reading, missing=missing)
        return msgspec.structs.replace(reading, sure=self._is_sure(reading, words.advice))

    def words(self, asked: Asked) -> ReadWords:
        """What takes long: the same for the same text, topic and area, whatever was told beside them."""
        region, text = self.region, asked.text
        found = self._gazetteer.find(text)
        area = asked.area or self._gazetteer.area_of(found)
        advice = self._advice(text, asked.topic, area)
        # Whoever sends nothing but a photo says something by it.
        empty = nothing(text, region.routing.nothing) if text.strip() else None
        owners = self._owners(asked, advice)
        ranked = self._ranked_topics(text, advice)
        likeliest = next((code for code, _ in self._theirs(ranked, advice, owners)), None)
        about = region.topic.get(asked.topic or likeliest or advice.topic or "")
        keepers = self._gazetteer.owner_of_road(found, area) if about and about.by_road else ()
        if len(keepers) == 1 and self._exists(keepers[0]):
            owners = self._kept_by(keepers[0], owners)
        if empty is not None:
            owners = _headed(Owner(f"{NOTHING}{empty}", IS_NOTHING), owners)
        topics = self._theirs(ranked, advice, owners)
        reading = Reading(
            method=self.models.version if self.models else advice.method,
            owners=owners[:SHOWN],
            topic=topics[0][0] if topics else None,
            topics=topics,
            kind=self._kind(asked, advice),
            reasons=self._reasons(text, advice, owners),
            danger=tuple(dangers(text, region.routing.danger)),
            places=tuple(found),
            area=area,
            missing=gaps(
                text,
                found=found,
                pinned=False,
                area=area,
                dated=False,
                placeless=bool(about and about.placeless),
            ),
            doubt="wrongdoing"
            if advice.accusation == "unclear"
            else doubt(text, topic_by_road=bool(about and about.by_road), road_owners=keepers),
            learnt=self.models is not None,
        )
        return ReadWords(reading, advice)

    def _advice(self, text: str, topic: str | None, area: str | None) -> Advice:
        """What the phrases say, with the topic somebody chose; that never hides a topic few may know of."""
        if topic is not None:
            unguided = self.phrases.advise(text, None, area)
            read = self._rules.topics.get(unguided.topic or "")
            if read is not None and (read.sensitive or read.kind is Kind.OVERSIGHT):
                return unguided
        return self.phrases.advise(text, topic, area)

    def _is_sure(self, reading: Reading, advice: Advice) -> bool:
        """Whether it may go on by itself: learnt from this region, in the band, and nothing speaks against it.

        What the region itself wrote about whose a matter is may not plainly say otherwise.
        """
        models, rules = self.models, self.region.routing
        if models is None or models.owner.band is None or not rules.by_itself or reading.unit is None:
            return False
        if reading.missing or reading.doubt or reading.kind is Kind.OVERSIGHT or reading.topic in self._never:
            return False
        about = self._rules.topics.get(advice.topic or "")
        if about is not None and (about.sensitive or about.kind is Kind.OVERSIGHT):
            return False
        said = f"{OUTSIDE}{advice.body}" if advice.body else advice.unit
        if said not in (None, reading.unit) and first_day(advice.share) >= CONTRADICTS:
            return False
        needed = max(models.owner.band, self._asked_for.get(reading.topic or "", 0.0))
        spoke = sum(one.what == "words" and one.weight > 0 for one in reading.reasons)
        return reading.share >= needed and spoke >= KNOWN_WORDS

    def _kept_by(self, keeper: str, owners: Sequence[Owner]) -> tuple[Owner, ...]:
        """Whose road it is is known: what spoke for anybody who keeps roads speaks for its keeper."""
        share = sum(owner.share for owner in owners if owner.label == keeper or owner.label in self._keepers)
        others = [owner for owner in owners if owner.label != keeper and owner.label not in self._keepers]
        return tuple(sorted([Owner(keeper, share), *others], key=lambda owner: -owner.share))

    def _owners(self, asked: Asked, advice: Advice) -> tuple[Owner, ...]:
        ranked = self.models.owner.ranked(asked.text, 12) if self.models else self._by_phrases(advice)
        return tuple(Owner(label, share) for label, share in ranked if self._exists(label))

    def _exists(self, label: str) -> bool:
        """Whether it is somebody to whom a report can go today, or a reason not to send it anywhere."""
        if label.startswith(OUTSIDE):
            return label.removeprefix(OUTSIDE) in self._rules.bodies
        return label.startswith(NOTHING) or label in self._rules.accepting_units

    def _by_phrases(self, advice: Advice) -> list[tuple[str, float]]:
        """Owners as the region's own phrases name them, with the topics that came next."""
        first = f"{OUTSIDE}{advice.body}" if advice.body else advice.unit
        if first is None:
            return []
        share = first_day(advice.share)
        left = 1.0 - share
        owners: dict[str, float] = defaultdict(float)
        for topic, part in advice.others:
            unit = self._rules.topics[topic].unit if topic in self._rules.topics else None
            if unit and unit != first:
                owners[unit] += part * left
        others = sorted(owners.items(), key=lambda item: (-item[1], item[0]))
        return [(first, share), *((label, min(part, share)) for label, part in others)]

    def _ranked_topics(self, text: str, advice: Advice) -> list[tuple[str, float]]:
        """The likeliest topics, whoever answers them, best first."""
        if self.models and self.models.topic:
            return self.models.topic.ranked(text, 12)
        return [(advice.topic, advice.share), *advice.others] if advice.topic else []

    def _theirs(
        self, ranked: Sequence[tuple[str, float]], advice: Advice, owners: Sequence[Owner]
    ) -> tuple[tuple[str, float], ...]:
        """The topics of the unit named first; one of another unit would contradict it."""
        unit = owners[0].unit if owners else None
        if unit is None:
            return ()
        theirs = [(code, share) for code, share in ranked if self._unit_of(code) == unit]
        if not theirs and advice.topic and self._unit_of(advice.topic) == unit:
            theirs = [(advice.topic, advice.share)]
        return tuple(theirs[:SHOWN])

    def _unit_of(self, topic: str) -> str | None:
        """Who answers a topic; None where nobody is offered it any more."""
        rule, known = self._rules.topics.get(topic), self.region.topic.get(topic)
        return rule.unit if rule and not (known and known.retired) else None

    def _kind(self, asked: Asked, advice: Advice) -> Kind | None:
        if advice.kind is not None:
            return advice.kind
        if self.models and self.models.kind:
            kind, share = self.models.kind.ranked(asked.text, 1)[0]
            if share >= LEAST_KIND and kind in set(Kind):
                return Kind(kind)
        return kind_of(asked.text)

    def _reasons(self, text: str, advice: Advice, owners: Sequence[Owner]) -> tuple[Reason, ...]:
        """What in the words speaks for the first owner, and what against it."""
        if not owners:
            return ()
        first = owners[0]
        if self.models:
            rival = next((owner.label for owner in owners[1:]), None)
            found = self.models.owner.evidence(text, first.label, rival)
            return tuple(Reason(one.start, one.end, one.weight) for one in found)
        units: Mapping[str, str | None] = {code: rule.unit for code, rule in self._rules.topics.items()}
        reasons: dict[tuple[int, int], float] = {}
        for one in advice.reasons:
            ours = one.topic == first.body or (first.unit is not None and units.get(one.topic) == first.unit)
            span, weight = (one.start, one.end), one.weight if ours else -one.weight
            if abs(weight) > abs(reasons.get(span, 0.0)):
                reasons[span] = weight
        return tuple(Reason(start, end, weight) for (start, end), weight in sorted(reasons.items()))

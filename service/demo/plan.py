"""What is told when: the filings of two invented years, drawn in the order in which they come."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate
from random import Random
from typing import NamedTuple

import msgspec

from complaints.kinds import Channel, Kind, Priority
from complaints.region import Region
from service.demo.case import Case, Nature, case_id
from service.demo.material import Material, Spot, Topical, Trouble
from service.demo.pace import HOURS, WEEKDAYS, Desk, OfficeTime, chance
from service.demo.telling import Telling
from service.demo.words import Words

SPAN = timedelta(days=730)
CAPACITY = 0.62
"""How much of what comes in the understaffed unit can do."""
_OVERSIGHT, _DUPLICATE = 0.032, 0.03
_FORMAL = 0.25
"""How many questions are formal requests to the PPID."""
_PRESSING = 0.6
"""How often what sounds pressing is."""
_SAME = timedelta(days=21)
"""For so long others tell of the same thing."""


class _Subject(NamedTuple):
    topic: str | None
    sentences: Sequence[str]
    body: str | None = None
    trouble: Trouble | None = None


@dataclass
class Planner:
    """Draws `count` filings of the two years up to `now`; the same ones whenever it is asked the same."""

    material: Material
    region: Region
    telling: Telling
    words: Words
    office: OfficeTime
    now: datetime
    size: str
    count: int
    _former: deque[Case] = field(default_factory=lambda: deque(maxlen=200))

    def cases(self) -> Iterator[Case]:
        """The filings, oldest first."""
        draw = chance(f"{self.size} {self.count} {self.now:%Y-%m-%d}")
        desk = self._desk()
        slow = self.material.planted.understaffed.unit
        for number, told in enumerate(self._moments(draw)):
            case = self._case(draw, number, told)
            if case.filed >= self.now:  # no officer has written it down yet: this citizen did it alone
                case = msgspec.structs.replace(case, told=told, filed=told, channel=Channel.WEB, reference="")
            if case.unit == slow and case.nature is not Nature.DUPLICATE:
                case = msgspec.structs.replace(case, done_at=desk.done_with(case.filed + timedelta(days=1)))
            if case.nature is Nature.ORDINARY:
                self._former.append(case)
            yield case

    def _desk(self) -> Desk:
        slow = self.material.planted.understaffed.unit
        share = sum(self._share(one.topic) for one in self.material.material if self._unit(one.topic) == slow)
        minutes = self.office.between(self.now - SPAN, self.now) / max(self.count * share, 1) / CAPACITY
        return Desk(self.office, minutes, self.now - SPAN)

    def _moments(self, draw: Random) -> list[datetime]:
        """More from month to month, by weekday and hour, and more while something is wrong."""
        zone = self.words.zone
        last = self.now.astimezone(zone).date()
        days = [last - timedelta(days=back) for back in range(SPAN.days, -1, -1)]
        weights = list(accumulate(self._busy(day, place / len(days)) for place, day in enumerate(days)))
        moments: list[datetime] = []
        while len(moments) < self.count:
            day = draw.choices(days, cum_weights=weights)[0]
            hour = draw.choices(range(24), HOURS)[0]
            moment = datetime.combine(day, time(hour, draw.randrange(60), draw.randrange(60)), zone).astimezone(UTC)
            if self.now - SPAN <= moment < self.now:
                moments.append(moment)
        return sorted(moments)

    def _busy(self, day: date, place: float) -> float:
        """How much is told on a day; `place` is how far into the two years it lies, 0 to 1."""
        wet = 1.15 if day.month in (11, 12, 1, 2, 3) else 0.95
        grown: float = 0.3 + 1.5 * pow(place, 1.3)
        return grown * WEEKDAYS[day.weekday()] * wet * (1 + self._crowd(self._month(day)))

    def _month(self, day: date) -> int:
        last = self.now.astimezone(self.words.zone)
        return (day.year - last.year) * 12 + day.month - last.month

    def _crowd(self, month: int) -> float:
        """What comes on top of an ordinary month, as a share of it."""
        return sum((one.factor - 1) * self._share(one.topic) for one in self._crowds if one.in_month(month))

    @property
    def _crowds(self) -> tuple[Trouble, ...]:
        return (self.material.planted.surge, self.material.planted.broken_service)

    @cached_property
    def _weights(self) -> dict[str, float]:
        """Ordinary topics only: wrongdoing has its own share of all filings."""
        return {one.topic: one.weight for one in self.material.material if not self._is_wrong(one.topic)}

    @cached_property
    def _topics(self) -> dict[bool, list[Topical]]:
        """What is told of ordinary things, and of wrongdoing."""
        return {
            wrong: [t for t in self.material.material if self._is_wrong(t.topic) is wrong] for wrong in (True, False)
        }

    @cached_property
    def _natures(self) -> dict[Nature, float]:
        mix = self.material.mix
        shares = {
            Nature.FOREIGN: mix.foreign,
            Nature.NOISE: mix.noise,
            Nature.INCOMPLETE: mix.incomplete,
            Nature.SUGGESTION: mix.aspirasi,
            Nature.INFORMATION: mix.permintaan_informasi,
            Nature.OVERSIGHT: _OVERSIGHT,
            Nature.DUPLICATE: _DUPLICATE,
        }
        return {**shares, Nature.ORDINARY: 1 - sum(shares.values())}

    def _share(self, topic: str) -> float:
        """A topic's share of all filings in an ordinary month."""
        return self._natures[Nature.ORDINARY] * self._weights.get(topic, 0.0) / sum(self._weights.values())

    def _unit(self, topic: str | None) -> str | None:
        known = self.region.topic.get(topic or "")
        return known.unit if known and known.unit else None

    def _is_wrong(self, topic: str) -> bool:
        known = self.region.topic.get(topic)
        return known is not None and known.kind is Kind.OVERSIGHT

    def _case(self, draw: Random, number: int, told: datetime) -> Case:
        month = self._month(told.astimezone(self.words.zone).date())
        shares = {**self._natures, Nature.ORDINARY: self._natures[Nature.ORDINARY] + self._crowd(month)}
        nature = draw.choices(list(shares), list(shares.values()))[0]
        first = self._first(draw, told) if nature is Nature.DUPLICATE else None
        if nature is Nature.DUPLICATE and first is None:
            nature = Nature.ORDINARY
        if nature is Nature.INFORMATION and self.region.ppid_unit and self._apart(number).random() < _FORMAL:
            nature = Nature.FORMAL
        subject = self._subject(draw, nature, month, first)
        body = self.region.body.get(subject.body or "")
        spot = first.spot if first else self.telling.spot(draw, body.area if body else "")
        case = Case(
            number=number,
            id=case_id(self.size, number),
            nature=nature,
            told=told,
            filed=told,
            kind=_taken_for(draw, nature),
            text=self._text(draw, nature, subject, spot),
            spot=spot,
            place_name=self.words.place(draw, spot),
            topic=subject.topic,
            unit=self.region.ppid_unit if nature is Nature.FORMAL else self._unit(subject.topic),
            body=subject.body,
            says_topic=nature is not Nature.INCOMPLETE and draw.random() < 0.35,
            same_as=first.id if first else None,
            trouble=subject.trouble,
            more=self.words.report(draw, subject.sentences, spot) if subject.topic else "",
        )
        case = msgspec.structs.replace(case, priority=self._priority(case))
        return self.telling.told(draw, self._accusing(draw, case) if nature is Nature.OVERSIGHT else case)

    def _apart(self, number: int) -> Random:
        """Chance of one case's own, which leaves that of the others as it was."""
        return chance(f"{self.size} {number} apart")

    def _priority(self, case: Case) -> Priority:
        if case.nature is not Nature.ORDINARY or self._apart(case.number).random() > _PRESSING:
            return Priority.NORMAL
        pressing = self.material.pressing
        if any(words in case.text for words in pressing.danger):
            return Priority.DANGER
        return Priority.URGENT if any(words in case.text for words in pressing.urgent) else Priority.NORMAL

    def _text(self, draw: Random, nature: Nature, subject: _Subject, spot: Spot) -> str:
        if nature is Nature.INCOMPLETE:
            return self.words.report(draw, self.material.incomplete, spot, polite=False)
        return self.words.report(draw, subject.sentences, spot, polite=nature is not Nature.NOISE)

    def _first(self, draw: Random, told: datetime) -> Case | None:
        """What somebody else told of the same thing a little earlier."""
        near = [case for case in self._former if case.filed < told < case.filed + _SAME]
        return draw.choice(near) if near else None

    def _subject(self, draw: Random, nature: Nature, month: int, first: Case | None) -> _Subject:
        material = self.material
        if first is not None:
            assert first.topic is not None
            return _Subject(first.topic, material.on[first.topic].sentences)
        if nature is Nature.NOISE:
            return _Subject(None, material.noise)
        if nature is Nature.FOREIGN:
            outside = draw.choices(material.foreign, [len(one.sentences) ** 1.5 for one in material.foreign])[0]
            return _Subject(None, outside.sentences, body=outside.body)
        if nature in (Nature.SUGGESTION, Nature.INFORMATION, Nature.FORMAL):
            wish = draw.choice(material.aspirasi if nature is Nature.SUGGESTION else material.permintaan_informasi)
            return _Subject(wish.topic, wish.sentences)
        topics = self._topics[nature is Nature.OVERSIGHT]
        crowded = {one.topic: one.factor for one in self._crowds if one.in_month(month)}
        chosen = draw.choices(topics, [one.weight * crowded.get(one.topic, 1.0) for one in topics])[0]
        return self._with_trouble(draw, chosen, month)

    def _with_trouble(self, draw: Random, chosen: Topical, month: int) -> _Subject:
        planted = self.material.planted
        for trouble in (planted.skill_deficit, *self._crowds, planted.understaffed):
            concerned = trouble.unit == self._unit(chosen.topic) and trouble.topic in ("", chosen.topic)
            if concerned and trouble.in_month(month):
                extra = bool(trouble.sentences) and draw.random() < 1 - 1 / trouble.factor
                return _Subject(chosen.topic, trouble.sentences if extra else chosen.sentences, trouble=trouble)
        return _Subject(chosen.topic, chosen.sentences)

    def _accusing(self, draw: Random, case: Case) -> Case:
        """Most reports of wrongdoing name a unit, a few name those who would judge it."""
        about = None
        if draw.random() < 0.7:
            judges = [self.region.inspectorate_unit, self.region.triage_unit]
            some = draw.choices(list(self._weights), list(self._weights.values()))[0]
            about = draw.choice(judges) if draw.random() < 0.08 else self._unit(some)
        return msgspec.structs.replace(case, about_unit=about)


def _taken_for(draw: Random, nature: Nature) -> Kind:
    """Some do not know what kind of thing they tell; the coordinator sets it right."""
    return Kind.ORDINARY if draw.random() < 0.15 else nature.kind

"""How somebody of the invented world comes to tell: from where, through which door, under which name."""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

import msgspec

from complaints.commands import Place
from complaints.kinds import Channel, Visibility
from complaints.region import Region
from people.contact import Contact
from service.demo.case import Case, Nature
from service.demo.material import Spot
from service.demo.pace import OfficeTime
from service.demo.words import Words

AGAIN = 0.42
"""How often somebody who told something before tells something again."""
_CHANNELS = {
    Channel.WEB: 54,
    Channel.WHATSAPP: 17,
    Channel.LAPOR: 12,
    Channel.TELEPHONE: 5,
    Channel.COUNTER: 4,
    Channel.TELEGRAM: 3,
    Channel.VILLAGE: 3,
    Channel.LETTER: 2,
}
WRITTEN_BY_OFFICERS = frozenset({Channel.TELEPHONE, Channel.COUNTER, Channel.VILLAGE, Channel.LETTER})
"""Channels through which an officer files on a citizen's behalf, in office hours."""
_DAYS_AGO = (0, 0, 1, 1, 2, 3, 5, 9)


@dataclass
class Telling:
    """Draws everything about a filing but its subject."""

    region: Region
    spots: dict[str, tuple[Spot, ...]]
    words: Words
    office: OfficeTime
    size: str
    _people: list[Contact] = field(default_factory=list)

    def spot(self, draw: Random, within: str = "") -> Spot:
        """Somewhere in the region, by population; towns write more."""
        if within in self.spots:
            return draw.choice(self.spots[within])
        towns = [self.region.area[code] for code in self.spots]
        weights = [((town.population or 1) ** 0.8) * (3 if town.kind == "kota" else 1) for town in towns]
        return draw.choice(self.spots[draw.choices(towns, weights)[0].code])

    def told(self, draw: Random, case: Case) -> Case:
        """The case with its door, its place and its reporter."""
        noise = case.nature is Nature.NOISE
        exact = draw.random() < 0.5 and not noise
        named = exact or (draw.random() < 0.45 and not noise)
        day = case.told.astimezone(self.words.zone).date() - timedelta(days=draw.choice(_DAYS_AGO))
        case = msgspec.structs.replace(
            case,
            visibility=_visibility(draw, case),
            contact=self._reporter(draw, case),
            place=self._place(draw, case.spot, exact=exact) if named else None,
            happened_on=day if draw.random() < 0.25 and not noise else None,
        )
        return self._through(draw, case, draw.choices(list(_CHANNELS), list(_CHANNELS.values()))[0])

    def _through(self, draw: Random, case: Case, channel: Channel) -> Case:
        """Clocks run from receipt at the office: a letter lies there before somebody writes it down."""
        told, filed = case.told, case.filed
        if channel in WRITTEN_BY_OFFICERS:
            filed = self.office.after(told, draw.uniform(5, 60) * (8 if channel is Channel.LETTER else 1))
            if channel is not Channel.LETTER:
                told = filed - timedelta(minutes=draw.randint(2, 25))
        reference = f"PERAGA-{self.size[0].upper()}{case.number:06}" if channel is Channel.LAPOR else ""
        return msgspec.structs.replace(case, told=told, filed=filed, channel=channel, reference=reference)

    def _reporter(self, draw: Random, case: Case) -> Contact | None:
        if draw.random() < (0.35 if case.nature is Nature.OVERSIGHT else 0.2):
            return None
        # Who told much tells more: the list holds a person once for each report.
        again = bool(self._people) and draw.random() < AGAIN
        person = draw.choice(self._people) if again else self.words.contact(draw, case.number)
        self._people.append(person)
        return person

    def _place(self, draw: Random, spot: Spot, *, exact: bool) -> Place:
        area = spot.area
        around = area if area.latitude is not None and area.longitude is not None else spot.within
        address = self.words.address(spot)
        if not exact or around.latitude is None or around.longitude is None:
            return Place(address=address, area=area.code)
        wide = 0.012 if around.parent else 0.03
        latitude, longitude = (round(draw.gauss(at, wide), 6) for at in (around.latitude, around.longitude))
        if not self.region.bounds.hold(latitude, longitude):
            latitude, longitude = around.latitude, around.longitude
        return Place(latitude, longitude, address, area.code)


def _visibility(draw: Random, case: Case) -> Visibility:
    weights = (15, 45, 40) if case.nature is Nature.OVERSIGHT else (74, 17, 9)
    return draw.choices(list(Visibility), weights)[0]

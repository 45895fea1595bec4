"""What happens in the invented regency, drawn by the month: who complains of what, and what goes badly with it.

Planted are offices that lack skill in one trade, an office that is short of hands, a flood of complaints, and a service
that is broken. The same seed draws the same; only what a training changes comes from outside.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from competency.queueing import USUAL_HOURS
from service.demo.learning.region import OFFICES, TOPICS, TRAINED_FOR

Floats = NDArray[np.float64]
Cell = tuple[int, int]
"""Places in OFFICES and TOPICS."""

MONTHS = 36
CHOSEN_AFTER = 24
"""Months of complaints from which needs are read; the training follows."""
COMPLAINTS = 20_000
_BUSY, _TRADE, _QUIET = 9.5, 6.0, 4.0
"""Complaints a month in cells with a deficit, and the middle of others of that trade and of the rest."""
_SPREAD = 0.3
DEFICITS, ODDS = 12, 3.5
TAUGHT = 0.2
"""What is left of the odds of a deficit once its office was trained."""
SHORT, SHORT_USE, USUAL_USE = 4, 1.02, 0.72
"""The office without enough hands, how much of them it uses, and how much others do."""
SURGE, SURGE_MONTHS, SURGE_TIMES = (9, TOPICS.index("puskesmas")), range(19, 21), 8.0
BROKEN = (12, TOPICS.index("jalan_kabupaten"))
_BENIGN = 0.08
_HOURS_A_DAY = 7.5
_INFORMATION = 0.25


class Told(NamedTuple):
    """A complaint and what will come of it. Times are working days after it was told."""

    number: int
    office: int
    topic: int
    day: date
    hour: float
    """Of the day, local."""
    information: bool
    first: float
    done: float
    asked: bool
    """Whether the reporter is asked again and again."""
    template: bool
    disputed: bool
    score: int
    """1 to 5; 0: nobody rates it."""
    same_spot: bool


@dataclass(frozen=True)
class Plan:
    """What was planted, which nobody in the regency knows."""

    deficits: tuple[Cell, ...]
    volume: Floats
    benign: Floats
    """Log odds of each cell that mean nothing."""

    def odds(self, cell: Cell, trained: Collection[Cell]) -> float:
        if cell not in self.deficits:
            return 1.0
        return 1 + (ODDS - 1) * TAUGHT if cell in trained else ODDS


def plan(seed: int, complaints: int = COMPLAINTS) -> Plan:
    """Deficits lie in one trade, each in another office where that can be; volumes sum to about `complaints`."""
    chance = np.random.default_rng(seed)
    trade = [TOPICS.index(topic) for topic in TRAINED_FOR]
    offices = [one for one in range(len(OFFICES)) if one not in (SHORT, SURGE[0], BROKEN[0])]
    chosen = chance.permutation(offices)[:DEFICITS]
    deficits = tuple((int(office), trade[place % len(trade)]) for place, office in enumerate(chosen))
    middle = np.array([_TRADE if topic in TRAINED_FOR else _QUIET for topic in TOPICS])
    volume = middle * np.exp(chance.normal(0, _SPREAD, (len(OFFICES), len(TOPICS))))
    for cell in deficits:
        volume[cell] = _BUSY * np.exp(chance.normal(0, 0.1))
    volume[SURGE], volume[BROKEN] = _QUIET, 1.5 * _QUIET
    volume *= complaints / (volume.sum() * MONTHS)
    return Plan(deficits, volume, chance.normal(0, _BENIGN, volume.shape))


def told(
    seed: int,
    known: Plan,
    start: date,
    months: range,
    worked: Collection[date],
    trained: Collection[Cell] = (),
    first_number: int = 0,
) -> Iterator[Told]:
    """All of these months, day by day. `worked` are the working days; `trained` cells do better from `months` on."""
    chance = np.random.default_rng([seed, months.start, len(months)])
    number = first_number
    waits = np.zeros(len(OFFICES))
    daily = _daily_hours(known)
    for month in months:
        arriving = _arriving(chance, known, month)
        for day in _days(start, month):
            waits = np.maximum(0.0, waits - (1.0 if day in worked else 0.0))
            for cell, times in _today(chance, arriving, day, start, month):
                for _ in range(times):
                    one = _one(chance, known, cell, trained, waits[cell[0]], day, number)
                    waits[cell[0]] += USUAL_HOURS[0 if one.information else 1] / daily[cell[0]]
                    number += 1
                    yield one


def capacity(known: Plan, office: int, working_days: int) -> tuple[float, float]:
    """Officers and hours on duty of an office in a month with so many working days."""
    hours = _daily_hours(known)[office] * working_days
    return max(3.0, round(hours / 110, 1)), round(hours, 1)


def _daily_hours(known: Plan) -> Floats:
    """Hours a working day that each office has for complaints: work over how much of it is used."""
    usual = _INFORMATION * USUAL_HOURS[0] + (1 - _INFORMATION) * USUAL_HOURS[1]
    use = np.full(len(OFFICES), USUAL_USE)
    use[SHORT] = SHORT_USE
    found: Floats = known.volume.sum(axis=1) * usual / 20.3 / use
    return found


def _arriving(chance: np.random.Generator, known: Plan, month: int) -> NDArray[np.int64]:
    mean = known.volume * chance.gamma(20, 1 / 20, known.volume.shape)
    if month in SURGE_MONTHS:
        mean[SURGE] *= SURGE_TIMES
    found: NDArray[np.int64] = chance.poisson(mean)
    return found


def _days(start: date, month: int) -> list[date]:
    first, after = _first_of(start, month), _first_of(start, month + 1)
    return [first + timedelta(days=one) for one in range((after - first).days)]


def _first_of(start: date, month: int) -> date:
    whole = start.year * 12 + start.month - 1 + month
    return date(whole // 12, whole % 12 + 1, min(start.day, 28))


def _today(
    chance: np.random.Generator, arriving: NDArray[np.int64], day: date, start: date, month: int
) -> Iterator[tuple[Cell, int]]:
    """A binomial share of what is left of the month, so that all of it has arrived at its end."""
    left = (_first_of(start, month + 1) - day).days
    now = chance.binomial(arriving, 1 / left)
    arriving -= now
    for office, topic in zip(*np.nonzero(now), strict=True):
        yield (int(office), int(topic)), int(now[office, topic])


def _one(
    chance: np.random.Generator, known: Plan, cell: Cell, trained: Collection[Cell], wait: float, day: date, number: int
) -> Told:
    odds, broken = np.log(known.odds(cell, trained)), cell == BROKEN
    benign = known.benign[cell]
    information = bool(chance.random() < _INFORMATION)

    def happens(logit: float) -> bool:
        return bool(chance.random() < 1 / (1 + np.exp(-(logit + benign))))

    def takes(median: float, shape: float, logit: float) -> float:
        share = chance.random()
        return float(median * np.exp(logit / shape) * (share / (1 - share)) ** (1 / shape))

    first = takes(0.9, 2.4, benign) + 0.4 * wait
    done = max(takes(1.2 if information else 4.2, 2.6, benign + odds) + wait, first + 0.1)
    late = done > (3 if information else 10)
    disputed, template = happens(-2.4 + odds), happens(-2.0)
    rated = happens(-0.9 + 0.4 * (late or disputed))
    low = happens(-1.9 + 0.9 * late + 1.0 * disputed + 0.4 * template + 0.9 * broken + 0.6 * odds)
    score = int(chance.integers(1, 3)) if low else int(chance.integers(3, 6))
    return Told(
        number,
        *cell,
        day,
        float(chance.uniform(7, 21)),
        information,
        first,
        done,
        happens(-2.2 + odds),
        template,
        disputed,
        score if rated else 0,
        broken and happens(1.0),
    )

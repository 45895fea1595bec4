"""An invented world of complaints in which it is known what goes wrong where: lacks of skill, and what only looks so.

Forty units, twelve topics, two years. Some cells are worse at their matter, some units speak worse with people or pass
on what is theirs; others are short of staff, run into surges, have many hard cases or a service that is broken.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from competency.cases import NEVER, Cases, Codes, WorkingDays
from competency.queueing import USUAL_HOURS, Staff, month_of
from competency.shrinkage import Flags, Floats

UNITS, TOPICS, MONTHS = 40, 12, 24
START = date(2024, 1, 1)
CHANNELS = ("aplikasi", "whatsapp", "tatap_muka", "surat")
_SHARES = (0.45, 0.30, 0.15, 0.10)
_PROMISED = np.array([5, 14, 60])
_MEDIAN = np.array([2.0, 6.0, 30.0])
_HARDER = np.array([0.0, 0.3, 0.8])
_ASKED_BY = np.array([0.0, 0.15, -0.2, 0.25])
_RATED_BY = np.array([0.2, 0.3, -0.6, -1.0])
_OFFICER_HOURS = 110.0


@dataclass(frozen=True)
class Plan:
    """How much is planted, and which share of the complaints is told: units go on doing the other work as well."""

    skill: int = 24
    talk: int = 4
    passing: int = 3
    understaffed: int = 5
    surges: int = 20
    heavy: int = 5
    broken: int = 8
    bad_topics: int = 1
    volume: float = 1.0


@dataclass(frozen=True)
class Truth:
    """What was planted, as it stands in the last twelve months."""

    odds: Floats
    """Of each cell: 1 where its skill is as anywhere."""
    skill: Flags
    talk: Flags
    passing: Flags
    understaffed: Flags
    broken: Flags


@dataclass(frozen=True)
class World:
    cases: Cases
    staff: Staff
    calendar: WorkingDays
    last: int
    truth: Truth


def world(seed: int, plan: Plan = Plan()) -> World:
    """The same for the same seed."""
    return _Maker(np.random.default_rng(seed), plan).made()


class _Maker:
    def __init__(self, chance: np.random.Generator, plan: Plan) -> None:
        self.chance, self.plan = chance, plan
        self.first = START.toordinal()
        end = date(START.year + MONTHS // 12, START.month, 1).toordinal()
        self.days = np.arange(self.first, end)
        self.month_of_day = np.array([month_of(d.year, d.month) for d in map(date.fromordinal, self.days.tolist())])
        self.month_of_day -= month_of(START.year, START.month)
        worked = (self.days - 1) % 7 < 5
        for year in {START.year, START.year + 1}:
            closed = date(year, 4, 8).toordinal()
            worked &= ~((self.days >= closed) & (self.days < closed + 5))
        self.worked = worked

    def made(self) -> World:
        self._plant()
        unit, topic, received = self._arrivals()
        many = len(unit)
        severity = self._severity(unit, topic)
        channel = self.chance.choice(len(CHANNELS), size=many, p=_SHARES)
        month = self.month_of_day[received - self.first]
        wait, staff = self._queue(unit, topic, severity, received, month)
        if self.plan.volume < 1:
            told = np.flatnonzero(self.chance.random(many) < self.plan.volume)
            unit, topic, severity, channel = unit[told], topic[told], severity[told], channel[told]
            received, month, wait = received[told], month[told], wait[told]
            staff = staff._replace(hours=staff.hours * self.plan.volume)
        return self._told(unit, topic, severity, channel, received, month, wait, staff)

    def _plant(self) -> None:
        c, p = self.chance, self.plan
        cell = 8 * np.exp(
            c.normal(0, 0.7, (UNITS, 1)) + c.normal(0, 0.6, (1, TOPICS)) + c.normal(0, 0.75, (UNITS, TOPICS))
        )
        self.volume = np.clip(cell, 0.7, 400)
        units = c.permutation(UNITS)
        self.talk, units = units[: p.talk], units[p.talk :]
        self.passers, units = units[: p.passing], units[p.passing :]
        self.short, units = units[: p.understaffed], units[p.understaffed :]
        self.heavy = units[: p.heavy]
        self.odds = np.ones((UNITS, TOPICS))
        self.onset = np.zeros((UNITS, TOPICS), dtype=int)
        large = np.flatnonzero((self.volume >= 4).ravel())
        for one in c.choice(large, size=min(p.skill, len(large)), replace=False):
            self.odds.ravel()[one] = c.uniform(1.7, 2.6)
            self.onset.ravel()[one] = c.integers(7, 15) if c.random() < 0.5 else 0
        self.talk_odds, self.talk_onset = self._odds(p.talk)
        self.passing = np.ones((UNITS, TOPICS))
        self.passing_onset = np.zeros((UNITS, TOPICS), dtype=int)
        for one in self.passers:
            topics = c.choice(TOPICS, size=4, replace=False)
            self.passing[one, topics] = 3.0
            self.passing_onset[one, topics] = c.integers(7, 15) if c.random() < 0.5 else 0
        free = np.flatnonzero((self.odds == 1).ravel() & (self.volume >= 4).ravel())
        self.broken = np.zeros((UNITS, TOPICS), dtype=bool)
        self.broken.ravel()[c.choice(free, size=min(p.broken, len(free)), replace=False)] = True
        self.bad = c.choice(TOPICS, size=p.bad_topics, replace=False)
        self.benign_cell = c.normal(0, 0.10, (UNITS, TOPICS))
        self.benign = {
            name: c.normal(0, 0.10, (UNITS, TOPICS)) + c.normal(0, 0.10, (UNITS, 1)) + c.normal(0, 0.25, (1, TOPICS))
            for name in ("first", "late", "reopen", "clarify", "reroute", "template", "low")
        }

    def _odds(self, many: int) -> tuple[Floats, Codes]:
        late = self.chance.random(many) < 0.5
        return self.chance.uniform(1.7, 2.6, many), np.where(late, self.chance.integers(7, 15, many), 0)

    def _arrivals(self) -> tuple[Codes, Codes, Codes]:
        c = self.chance
        phase = c.uniform(0, 12, TOPICS)
        months = np.arange(MONTHS)
        season = 1 + 0.25 * np.sin(2 * np.pi * (months[None, :] + phase[:, None]) / 12)
        mean = self.volume[:, :, None] * season[None] * 1.005**months * c.gamma(20, 1 / 20, (UNITS, TOPICS, MONTHS))
        mean *= np.where(self.broken, 1.8, 1.0)[:, :, None]
        for _ in range(self.plan.surges):
            at, since = (c.integers(UNITS), c.integers(TOPICS)), c.integers(3, MONTHS)
            mean[at[0], at[1], since : since + c.integers(1, 4)] *= c.uniform(3, 7)
        counts = c.poisson(np.minimum(mean, 400))
        unit, topic, month = (np.repeat(one.ravel(), counts.ravel()) for one in np.indices(counts.shape))
        starts = np.searchsorted(self.month_of_day, months)
        lengths = np.diff(np.append(starts, len(self.days)))
        day = starts[month] + np.floor(c.random(len(month)) * lengths[month]).astype(int)
        order = np.argsort(day, kind="stable")
        return unit[order], topic[order], (self.first + day)[order]

    def _severity(self, unit: Codes, topic: Codes) -> Codes:
        c = self.chance
        usual = c.dirichlet(25 * np.array([0.45, 0.40, 0.15]), TOPICS)
        own = np.exp(c.normal(0, 0.15, (UNITS, 3)))
        own[self.heavy, 2] *= 2.8
        shares = usual[None] * own[:, None]
        shares /= shares.sum(axis=2, keepdims=True)
        edges = shares.cumsum(axis=2)[unit, topic]
        found: Codes = (self.chance.random(len(unit))[:, None] > edges[:, :2]).sum(axis=1)
        return found

    def _active(self, odds: Floats, onset: Codes, unit: Codes, topic: Codes, month: Codes) -> Floats:
        return np.where(month >= onset[unit, topic], odds[unit, topic], 1.0)

    def _queue(self, unit: Codes, topic: Codes, severity: Codes, received: Codes, month: Codes) -> tuple[Floats, Staff]:
        c = self.chance
        work = USUAL_HOURS[severity] * np.exp(c.normal(0, 0.5, len(unit)) - 0.125)
        work *= np.where(self._active(self.odds, self.onset, unit, topic, month) > 1, 1.2, 1.0)
        arrived = np.zeros((UNITS, len(self.days)))
        np.add.at(arrived, (unit, received - self.first), work)
        share = c.uniform(0.60, 0.80, UNITS)
        share[self.short] = c.uniform(0.93, 1.00, len(self.short))
        daily = arrived.sum(axis=1) / self.worked.sum() / share
        on_duty = np.where(self.worked, 1.0, 0.0)
        for year in {START.year, START.year + 1}:
            since, until = date(year, 12, 19).toordinal(), date(year, 12, 31).toordinal()
            on_duty[(self.days >= since) & (self.days <= until)] *= 0.6
        queue, before = np.zeros(UNITS), np.zeros((UNITS, len(self.days)))
        for place in range(len(self.days)):
            before[:, place] = queue / daily
            hurry = np.where(before[:, place] >= 25, 2.0, np.where(before[:, place] >= 12, 1.3, 1.0))
            queue = np.maximum(0.0, queue + arrived[:, place] - daily * on_duty[place] * hurry)
        hours = np.stack(
            [(daily[:, None] * on_duty[self.month_of_day == one]).sum(axis=1) for one in range(MONTHS)], axis=1
        )
        officers = np.repeat(np.maximum(2.0, np.round(hours.mean(axis=1) / _OFFICER_HOURS))[:, None], MONTHS, axis=1)
        return before[unit, received - self.first], Staff(month_of(START.year, START.month), officers, hours)

    def _told(
        self,
        unit: Codes,
        topic: Codes,
        severity: Codes,
        channel: Codes,
        received: Codes,
        month: Codes,
        wait: Floats,
        staff: Staff,
    ) -> World:
        c, many, last = self.chance, len(unit), int(self.days[-1])
        skill = self._active(self.odds, self.onset, unit, topic, month)
        talking = np.ones(UNITS)
        talking[self.talk] = self.talk_odds
        since = np.zeros(UNITS, dtype=int)
        since[self.talk] = self.talk_onset
        talk = np.where(month >= since[unit], talking[unit], 1.0)
        passed = self._active(self.passing, self.passing_onset, unit, topic, month)
        bad = np.isin(topic, self.bad)
        broken = self.broken[unit, topic]
        kind = {name: one[unit, topic] + self.benign_cell[unit, topic] for name, one in self.benign.items()}
        rush, harder = np.minimum(wait, 10) / 5, _HARDER[severity]

        def happens(logit: Floats) -> Flags:
            found: Flags = c.random(many) < 1 / (1 + np.exp(-logit))
            return found

        def takes(median: Floats, shape: float, logit: Floats) -> Floats:
            share = c.random(many)
            return median * np.exp(logit / shape) * (share / (1 - share)) ** (1 / shape)

        first = takes(np.full(many, 1.05), 2.4, kind["first"]) + 0.4 * wait
        done = takes(_MEDIAN[severity], 2.6, kind["late"] + np.log(skill) + np.where(bad, np.log(1.8), 0)) + wait
        replied, closed = self._after(received, first), self._after(received, np.maximum(done, first))
        late = done > _PROMISED[severity]
        reopens = happens(-2.4 + harder + 0.1 * rush + kind["reopen"] + np.log(skill))
        clarify = happens(
            -2.2 + 1.1 * harder + _ASKED_BY[channel] + kind["clarify"] + np.log(skill) + 0.7 * np.log(talk)
        )
        reroute = happens(-3 + kind["reroute"] + np.log(passed))
        template = happens(-2 - 0.6 * harder + 0.15 * rush + kind["template"] + 1.2 * np.log(talk))
        rated = happens(-1.1 + _RATED_BY[channel] + 0.4 * (late | reopens))
        low = happens(
            -1.9
            + 0.9 * late
            + 1.0 * reopens
            + 0.4 * template
            + 0.8 * broken
            + kind["low"]
            + 0.6 * np.log(skill)
            + np.log(talk)
            + np.where(bad, np.log(1.8), 0)
        )
        repeated = happens(-2.5 + 1.2 * broken)
        over = closed + c.integers(1, 31, many)
        reopened = np.where(reopens & (over <= last) & (closed <= last), over, NEVER)
        rating_day = closed + c.integers(0, 8, many)
        seen = closed <= last
        cases = Cases(
            tuple(f"U{number:02d}" for number in range(UNITS)),
            tuple(f"T{number:02d}" for number in range(TOPICS)),
            CHANNELS,
            tuple(f"C{number}" for number in range(many)),
            unit,
            topic,
            channel,
            severity,
            c.integers(0, max(1, int(0.9 * many)), many),
            received,
            np.full(many, 3),
            _PROMISED[severity],
            np.where(replied <= last, replied, NEVER),
            np.where(seen, closed, NEVER),
            reopened,
            np.where(seen & clarify, 2, 0),
            np.where(reroute, 2, 0),
            unit,
            template & seen,
            np.where(rated & (rating_day <= last), np.where(low, 2, 4), 0),
            repeated,
        )
        return World(cases, staff, WorkingDays(self.first, self.worked), last, self._truth())

    def _after(self, received: Codes, worked_days: Floats) -> Codes:
        """The day on which so many working days have passed; days beyond the calendar have no name."""
        names = self.days[self.worked]
        place = (
            np.searchsorted(names, received)
            + self.chance.random(len(received)) * np.isin(received, names)
            + worked_days
        )
        whole = np.floor(place).astype(int)
        return np.where(whole < len(names), names[np.minimum(whole, len(names) - 1)], NEVER // 2)

    def _truth(self) -> Truth:
        def lately(onset: Codes) -> Flags:
            return onset <= MONTHS - 6

        talk, short = np.zeros(UNITS, dtype=bool), np.zeros(UNITS, dtype=bool)
        talk[self.talk[lately(self.talk_onset)]] = True
        short[self.short] = True
        return Truth(
            self.odds,
            (self.odds > 1) & lately(self.onset),
            talk,
            (self.passing > 1) & lately(self.passing_onset),
            short,
            self.broken,
        )

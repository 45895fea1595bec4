"""An invented world in which it is known what a training does: cells with events by month, of which some are trained.

480 cells over twenty months: twelve before those to be trained are chosen, two of transition, six after. Cells differ
for good, drift from month to month, and may all grow better together. Those chosen are so by what they show.
"""

from typing import NamedTuple

import numpy as np

from competency.cases import Codes
from competency.changes import Cell, Count, Group
from competency.shrinkage import Floats, prior, promised, ratios
from competency.signals import STRONG_BAR, STRONG_WRONG

UNITS, TOPICS = 40, 12
BEFORE, TRANSITION, AFTER = 12, 2, 6
LEAST_CASES, LEAST_USUAL = 30, 4.0
"""Complaints of a cell in the months before, to be looked at; and in a month, for something to be wrong there."""
SHARES = np.array([0.17, 0.11, 0.13, 0.06])
"""Of complaints that are late, opened again, asked about twice, rated low."""
BENIGN = 0.16
"""Standard deviation of the logarithm by which cells differ for good."""
EXCESS = 1.4, 1.8
"""Between these the ratios of cells lie of which something is wrong."""
PERSISTENCE = 0.8
"""Of the drift, from month to month."""
IMPROVED = 0.9
"""Of events after a common improvement."""
BATCH = "batch"


class Scenario(NamedTuple):
    """`effect` is the ratio that the training causes, 1 for a useless one."""

    effect: float = 1.0
    drift: float = 0.10
    improving: bool = True
    by: str = "lot"
    """lot: nine and nine of the strong ones; worst: the worst are trained first; raw: the thirty that look worst;
    all: all strong ones are trained."""
    deficits: int = 40


class _Events(NamedTuple):
    """Of a window, by cell."""

    cases: Floats
    observed: Floats
    expected: Floats

    def of(self, cell: int) -> Count:
        return Count(int(self.cases[cell]), float(self.observed[cell]), float(self.expected[cell]))


def world(seed: int, of: Scenario) -> list[Cell]:
    """All its cells, those trained and waiting among them; the same for the same seed."""
    chance = np.random.default_rng(seed)
    cases, usual = _cases(chance)
    level = _levels(chance, of, np.flatnonzero(usual >= LEAST_USUAL))
    before = _events(chance, cases[:, :BEFORE], level[:, :BEFORE])
    trained, waiting = _chosen(chance, before, of)
    level[trained, BEFORE + TRANSITION :] *= of.effect
    after = _events(chance, cases[:, BEFORE + TRANSITION :], level[:, BEFORE + TRANSITION :])
    group = {**dict.fromkeys(trained.tolist(), Group.TRAINED), **dict.fromkeys(waiting.tolist(), Group.WAITING)}
    return [
        Cell(
            f"u{cell // TOPICS}",
            f"t{cell % TOPICS}",
            BATCH,
            group.get(cell, Group.OTHER),
            before.of(cell),
            after.of(cell),
        )
        for cell in range(UNITS * TOPICS)
    ]


def _cases(chance: np.random.Generator) -> tuple[Floats, Floats]:
    """Of each cell and month, and how many are usual in each cell."""
    spread = chance.normal(0, 0.7, (UNITS, 1)) + chance.normal(0, 0.6, TOPICS) + chance.normal(0, 0.75, (UNITS, TOPICS))
    usual = np.clip(8 * np.exp(spread), 0.7, 400).reshape(-1, 1)
    months = np.arange(BEFORE + TRANSITION + AFTER)
    turned = np.tile(chance.uniform(0, 2 * np.pi, TOPICS), UNITS)[:, None]
    season = 1 + 0.25 * np.sin(2 * np.pi * months / 12 + turned)
    found = chance.poisson(np.minimum(usual * season * chance.gamma(20, 1 / 20, season.shape), 400))
    return found.astype(np.float64), usual.ravel()


def _levels(chance: np.random.Generator, of: Scenario, large: Codes) -> Floats:
    """By how much more often than usual things go badly, by cell and month; something is wrong in some large ones."""
    many = UNITS * TOPICS
    lasting = chance.normal(0, BENIGN, many)
    lasting[chance.choice(large, of.deficits, replace=False)] += np.log(chance.uniform(*EXCESS, of.deficits))
    drift = np.empty((many, BEFORE + TRANSITION + AFTER))
    drift[:, 0] = chance.normal(0, of.drift, many)
    for month in range(1, drift.shape[1]):
        fresh = chance.normal(0, of.drift * (1 - PERSISTENCE**2) ** 0.5, many)
        drift[:, month] = PERSISTENCE * drift[:, month - 1] + fresh
    level: Floats = np.exp(lasting[:, None] + drift)
    if of.improving:
        level[:, BEFORE:] *= IMPROVED
    return level


def _events(chance: np.random.Generator, cases: Floats, level: Floats) -> _Events:
    """As many are expected as there were, as in what is reckoned from complaints."""
    each = np.minimum(level[:, :, None] * SHARES, 0.95)
    observed = chance.binomial(cases[:, :, None].astype(int), each).sum(axis=(1, 2)).astype(float)
    expected = cases.sum(axis=1) * SHARES.sum()
    return _Events(cases.sum(axis=1), observed, expected * observed.sum() / expected.sum())


def _chosen(chance: np.random.Generator, before: _Events, of: Scenario) -> tuple[Codes, Codes]:
    """Numbers of the cells to be trained and of those that wait."""
    scale = float((SHARES * (1 - SHARES)).sum() / SHARES.sum())
    large = np.flatnonzero(before.cases >= LEAST_CASES)
    observed, expected = before.observed[large] / scale, before.expected[large] / scale
    told = ratios(observed, expected, prior(observed, expected), STRONG_BAR)
    strong = large[promised(told.above, STRONG_WRONG)]
    if of.by == "raw":
        strong = large[np.argsort(-observed / expected, kind="stable")[:30]]
    drawn = chance.permutation(strong)
    if of.by == "worst":
        drawn = strong[np.argsort(-before.observed[strong] / before.expected[strong], kind="stable")]
    if of.by == "all":
        return drawn, drawn[:0]
    many = min(9, len(drawn) // 2) if of.by == "lot" else len(drawn) // 2
    return drawn[:many], drawn[many : 2 * many]

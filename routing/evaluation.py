"""How good a fitted model is on later reports, how sure that figure is, and what keeps it from being better. Pure."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from routing.calibration import Bin, expected_calibration_error, reliability
from routing.features import blanked, cleaned
from routing.fitted import PRECISION, Fitted, Labelled, Progress, fit

RESAMPLES = 1_000
MOST_CONFUSIONS = 12
_FIGURES = ("top1", "top3", "macro_f1", "ece", "coverage_at_95", "precision_in_band")

Interval = tuple[float, float] | None


class Agreement(msgspec.Struct, frozen=True):
    """How often equal texts bear the same label: no model that sees only the text can be right more often.

    `pairs` counts pairs of equal texts (the same letters in the same order), `agree` is None where there are none.
    """

    texts: int
    pairs: int
    agree: float | None


class Figures(msgspec.Struct, frozen=True):
    """What `routing evaluate` prints. Shares from 0 to 1; `n` counts the reports tested, `classes` what was learned.

    `coverage_at_95` is the share at or above the band that was chosen on the training side, `precision_in_band` the
    share of those that were right; None where no band was found or nothing reached it.
    """

    n: int
    classes: int
    top1: float
    top3: float
    macro_f1: float
    ece: float
    coverage_at_95: float
    precision_in_band: float | None
    band: float | None
    intervals: dict[str, Interval]
    trained_on: int
    unseen: int
    agreement: Agreement
    unknown_words: float
    confusions: tuple[tuple[str, str, int], ...]
    reliability: tuple[Bin, ...]
    version: str


def evaluate(
    train: Sequence[Labelled],
    test: Sequence[Labelled],
    seeds: Sequence[Labelled] = (),
    precision: float = PRECISION,
    progress: Progress | None = None,
) -> Figures:
    """Fit on `train`, test on `test`. Raises `routing.fitted.TooLittle`."""
    return measured(fit(train, seeds, precision, progress), test, train)


def measured(model: Fitted, test: Sequence[Labelled], train: Sequence[Labelled] = ()) -> Figures:
    """A model's figures on reports it has not seen; `train` is what it was fitted on."""
    asked = _asked(model, test)
    figures = _figures(asked)
    confused = Counter(
        (asked.names[true], asked.names[said])
        for true, said in zip(asked.truth.tolist(), asked.order[:, 0].tolist(), strict=True)
        if true != said
    )
    return Figures(
        n=len(test),
        classes=len(model.classes),
        **figures,
        band=model.band,
        intervals=_intervals(asked),
        trained_on=len(train),
        unseen=int((asked.truth >= len(model.classes)).sum()),
        agreement=agreement([*train, *test]),
        unknown_words=_unknown(model, test),
        confusions=tuple((*pair, count) for pair, count in confused.most_common(MOST_CONFUSIONS)),
        reliability=tuple(reliability(asked.probability, asked.right)) if len(test) else (),
        version=model.version,
    )


class _Asked(NamedTuple):
    """Answers to test reports: `truth` counts through `names`, which are the model's classes and then labels unseen."""

    names: tuple[str, ...]
    truth: NDArray[np.int64]
    order: NDArray[np.int64]
    probability: NDArray[np.float64]
    right: NDArray[np.bool_]
    inside: NDArray[np.bool_]

    def drawn(self, rows: NDArray[np.int64]) -> "_Asked":
        """The same for some of the reports, or for some of them twice."""
        return _Asked(
            self.names, self.truth[rows], self.order[rows], self.probability[rows], self.right[rows], self.inside[rows]
        )


def _asked(model: Fitted, test: Sequence[Labelled]) -> _Asked:
    names = (*model.classes, *sorted({row.label for row in test}.difference(model.classes)))
    number = {name: at for at, name in enumerate(names)}
    truth = np.array([number[row.label] for row in test], np.int64)
    probabilities = model.ranked_many([row.text for row in test])
    order = np.argsort(-probabilities, axis=1, kind="stable")[:, :3]
    probability = probabilities.max(axis=1, initial=0.0)
    inside = probability >= (2.0 if model.band is None else model.band)
    return _Asked(names, truth, order, probability, order[:, 0] == truth, inside)


def _figures(asked: _Asked) -> dict[str, Any]:
    n, inside = max(1, len(asked.truth)), asked.inside
    return {
        "top1": float(asked.right.sum() / n),
        "top3": float((asked.order == asked.truth[:, None]).any(axis=1).sum() / n),
        "macro_f1": macro_f1(asked.truth, asked.order[:, 0], len(asked.names)),
        "ece": expected_calibration_error(asked.probability, asked.right),
        "coverage_at_95": float(inside.sum() / n),
        "precision_in_band": float(asked.right[inside].mean()) if inside.any() else None,
    }


def _intervals(asked: _Asked) -> dict[str, Interval]:
    """95 % intervals by drawing the reports anew; chance among reports, not change over time."""
    chance = np.random.default_rng(0)
    drawn: dict[str, list[float]] = {name: [] for name in _FIGURES}
    for _ in range(RESAMPLES if len(asked.truth) > 1 else 0):
        rows = chance.integers(len(asked.truth), size=len(asked.truth))
        again = _figures(asked.drawn(rows))
        for name, value in again.items():
            if value is not None:
                drawn[name].append(value)
    return {name: _interval(values) for name, values in drawn.items()}


def _interval(values: Sequence[float]) -> Interval:
    if not values:
        return None
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)


def macro_f1(truth: NDArray[np.int64], said: NDArray[np.int64], classes: int) -> float:
    """The plain mean of F1 over every label that is true of a report or was said of one."""
    true, given = np.bincount(truth, minlength=classes), np.bincount(said, minlength=classes)
    right = np.bincount(truth[truth == said], minlength=classes)
    present = true + given > 0
    return float((2 * right[present] / (true + given)[present]).mean()) if present.any() else 0.0


def agreement(rows: Sequence[Labelled]) -> Agreement:
    """Of all pairs of texts with the same letters, how many bear the same label."""
    groups: dict[bytes, Counter[str]] = {}
    for row in rows:
        letters = cleaned(blanked(row.text)).codes.tobytes()
        groups.setdefault(letters, Counter())[row.label] += 1
    said_again = [labels for labels in groups.values() if labels.total() > 1]
    pairs = sum(labels.total() * (labels.total() - 1) // 2 for labels in said_again)
    alike = sum(count * (count - 1) // 2 for labels in said_again for count in labels.values())
    return Agreement(sum(labels.total() for labels in said_again), pairs, alike / pairs if pairs else None)


def _unknown(model: Fitted, rows: Sequence[Labelled]) -> float:
    """The share of words, repeats included, that the model does not know."""
    known, all_ = np.sum([model.words_known(row.text) for row in rows] or [(0, 0)], axis=0)
    return float(1 - known / all_) if all_ else 0.0

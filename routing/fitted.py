"""The fitted router: a linear model over n-grams, calibrated on folds in time, explained by its own weights."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from routing.calibration import band_for, softmax, temperature_for
from routing.features import Vocabulary, learn

FORMAT = "tanggap-fit-1"
PRECISION = 0.95
FOLDS = 4
FEWEST_ROWS, FEWEST_CLASSES = 20, 2

Progress = Callable[[str, float], None]


class TooLittle(Exception):
    """There is not enough to fit a model on; the message says what is missing."""


class UnknownFormat(Exception):
    """These bytes are no model that this version can read."""


class Labelled(msgspec.Struct, frozen=True):
    """A text and what it was: `reporter` is whoever wrote it; where "" equal texts count as one reporter."""

    text: str
    label: str
    reporter: str = ""
    at: datetime | None = None
    weight: float = 1.0


class Evidence(NamedTuple):
    """A span of the text that speaks for a label (`weight` > 0) or against it, in log-odds against a rival."""

    start: int
    end: int
    weight: float


class Fitted:
    """A model, ready to answer. Safe to share between threads."""

    def __init__(
        self,
        classes: Sequence[str],
        vocabulary: Vocabulary,
        scale: NDArray[np.float32],
        weights: NDArray[np.float32],
        bias: NDArray[np.float32],
        band: float | None,
    ) -> None:
        """`scale` weighs columns, `weights` is columns by classes; both calibrated already."""
        self.classes = tuple(classes)
        self.band = band
        self._vocabulary, self._scale, self._weights, self._bias = vocabulary, scale, weights, bias
        self._bytes = _written(self)
        self.version = f"fit:1.{hashlib.sha256(self._bytes).hexdigest()[:8]}"

    def ranked(self, text: str, most: int = 3) -> list[tuple[str, float]]:
        """The likeliest labels with their probabilities, best first."""
        probabilities = softmax(self._scores(text))
        return [(self.classes[at], float(probabilities[at])) for at in np.argsort(-probabilities, kind="stable")[:most]]

    def ranked_many(self, texts: Iterable[str]) -> NDArray[np.float64]:
        """Probabilities, texts by `classes`."""
        rows = [softmax(self._scores(text)) for text in texts]
        return np.array(rows).reshape(len(rows), len(self.classes))

    def _scores(self, text: str) -> NDArray[np.float64]:
        columns, counts = self._vocabulary.counted(text)
        values = _values(columns, counts, self._scale, self._vocabulary.of_words)
        return np.asarray(values @ self._weights[columns] + self._bias, np.float64)

    def evidence(self, text: str, label: str, rival: str | None = None, most: int = 8) -> list[Evidence]:
        """The words that spoke most for `label` and against, compared with `rival` (else the strongest other)."""
        if label not in self.classes:
            return []
        for_, against = self.classes.index(label), self._rival(text, label, rival)
        found = self._vocabulary.found(text)
        columns, places, counts = np.unique(found.columns, return_inverse=True, return_counts=True)
        values = _values(columns, counts, self._scale, self._vocabulary.of_words)
        shares = values * (self._weights[columns, for_] - self._weights[columns, against]) / counts
        along = np.zeros(len(text) + 1)
        each = shares[places] / (found.ends - found.starts)
        np.add.at(along, found.starts, each)
        np.add.at(along, found.ends, -each)
        return _spans(text, np.cumsum(along), most)

    def _rival(self, text: str, label: str, rival: str | None) -> int:
        if rival in self.classes and rival != label:
            return self.classes.index(rival)
        others = [name for name, _ in self.ranked(text, 2) if name != label]
        return self.classes.index(others[0])

    def to_bytes(self) -> bytes:
        """The model as bytes that any version of Python and numpy can read."""
        return self._bytes

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The model that `to_bytes` wrote. Raises `UnknownFormat`."""
        try:
            stored = msgspec.msgpack.decode(data, type=_Stored)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            raise UnknownFormat("This is no model of routing.") from error
        if stored.format != FORMAT:
            raise UnknownFormat(f"The model is of format {stored.format}; this version reads {FORMAT}.")
        vocabulary = Vocabulary(
            stored.words, stored.pairs, [sized.split("\n") if sized else [] for sized in stored.grams]
        )
        weights = np.frombuffer(stored.weights, np.float16).astype(np.float32).reshape(-1, len(stored.classes))
        scale = np.frombuffer(stored.scale, np.float32)
        return cls(stored.classes, vocabulary, scale, weights, np.frombuffer(stored.bias, np.float32), stored.band)


class _Stored(msgspec.Struct, frozen=True):
    format: str
    classes: list[str]
    words: list[str]
    pairs: list[str]
    grams: list[str]
    scale: bytes
    weights: bytes
    bias: bytes
    band: float | None


def _written(model: Fitted) -> bytes:
    held = model._vocabulary
    grams = ["\n".join(sized) for sized in held.grams]
    arrays = (model._scale.tobytes(), model._weights.astype(np.float16).tobytes(), model._bias.tobytes())
    return msgspec.msgpack.encode(
        _Stored(FORMAT, list(model.classes), held.words, held.pairs, grams, *arrays, model.band)
    )


def _values(columns: Any, counts: Any, scale: Any, of_words: int) -> NDArray[np.float64]:
    """Weighed counts; words and letters are each brought to length 1, so that neither drowns the other."""
    values = (1 + np.log(counts)) * scale[columns]
    for part in (columns < of_words, columns >= of_words):
        values[part] /= np.sqrt((values[part] ** 2).sum()) or 1.0
    return np.asarray(values, np.float64)


def _spans(text: str, along: NDArray[np.float64], most: int) -> list[Evidence]:
    import re

    spans = [
        Evidence(match.start(), match.end(), float(along[match.start() : match.end()].sum()))
        for match in re.finditer(r"[^\W\d_]+", text)
    ]
    spans = [span for span in spans if abs(span.weight) > 1e-6]
    return sorted(spans, key=lambda span: (-abs(span.weight), span.start))[:most]


def fit(
    rows: Sequence[Labelled],
    seeds: Sequence[Labelled] = (),
    precision: float = PRECISION,
    progress: Progress | None = None,
) -> Fitted:
    """A model of `rows`, calibrated on folds of them in time. Raises `TooLittle`.

    `seeds` are sentences the region wrote: they take part in the fit, not in calibration.
    """
    rows = sorted(rows, key=lambda row: row.at.timestamp() if row.at else 0.0)
    everything = [*rows, *seeds]
    classes = sorted({row.label for row in everything})
    if len(classes) < FEWEST_CLASSES:
        raise TooLittle(f"A model tells labels apart; here there are {len(classes)}.")
    if len(everything) < FEWEST_ROWS:
        raise TooLittle(f"{len(everything)} texts are too few to fit a model on; at least {FEWEST_ROWS} are needed.")
    say = progress or (lambda title, share: None)
    say("Reading", 0.0)
    own = [False] * len(rows) + [True] * len(seeds)
    vocabulary, counts = learn([r.text for r in everything], [r.reporter or r.text for r in everything], own)
    document = np.asarray((counts > 0).sum(axis=0)).ravel()
    scale = (np.log((1 + len(everything)) / (1 + document)) + 1).astype(np.float32)
    table = _table(counts, scale, vocabulary.of_words)
    labels = np.array([classes.index(row.label) for row in everything])
    say("Fitting", 0.2)
    weights, bias = _solved(table, labels, len(classes), np.array([r.weight for r in everything]))
    factor, band = 1.0, None
    if len(rows) >= FEWEST_ROWS:
        folds = np.arange(len(rows)) * FOLDS // len(rows)
        scores = np.full((len(rows), len(classes)), -20.0)
        for fold in range(FOLDS):
            say("Calibrating", 0.4 + 0.6 * fold / FOLDS)
            use = np.concatenate([folds != fold, np.ones(len(seeds), bool)])
            if len(set(labels[use])) < FEWEST_CLASSES:
                continue
            w, b = _solved(table[use], labels[use], len(classes), np.array([r.weight for r in everything])[use])
            scores[folds == fold] = (table[: len(rows)] @ w + b)[folds == fold]
        factor = temperature_for(scores, labels[: len(rows)])
        probabilities = softmax(scores * factor)
        band = band_for(probabilities.max(axis=1), probabilities.argmax(axis=1) == labels[: len(rows)], precision)
    say("Calibrating", 1.0)
    rounded = (weights * factor).astype(np.float16).astype(np.float32)
    return Fitted(classes, vocabulary, scale, rounded, (bias * factor).astype(np.float32), band)


def _table(counts: Any, scale: Any, of_words: int) -> Any:
    from scipy.sparse import hstack
    from sklearn.preprocessing import normalize

    table = counts.copy()
    table.data = (1 + np.log(table.data)) * scale[table.indices]
    return hstack([normalize(table[:, :of_words]), normalize(table[:, of_words:])], format="csr", dtype=np.float32)


def _solved(table: Any, labels: Any, classes: int, weight: Any) -> tuple[Any, Any]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=5.0, max_iter=200, tol=1e-3).fit(table, labels, sample_weight=weight)
    weights = np.zeros((table.shape[1], classes), np.float32)
    bias = np.full(classes, -20.0, np.float32)
    if len(model.classes_) == 2:
        weights[:, model.classes_] = np.concatenate([-model.coef_ / 2, model.coef_ / 2]).T
        bias[model.classes_] = np.concatenate([-model.intercept_ / 2, model.intercept_ / 2])
    else:
        weights[:, model.classes_], bias[model.classes_] = model.coef_.T, model.intercept_
    return weights, bias

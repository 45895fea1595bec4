"""The fitted router: a linear model over n-grams, calibrated on folds in time, explained by its own weights."""

import hashlib
import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from routing.calibration import Calibration, band_for, calibrate
from routing.features import FEWEST, Found, Vocabulary, blanked, cleaned, learn

FORMAT = "tanggap-fit-1"
PRECISION = 0.95
FEWEST_CLASSES = 2
FEWEST_TO_CALIBRATE = 50

CLOSENESS, MANY = 0.072, 6_000
"""The solver's C from so many texts on; below that many, C times their number stays the same."""
BALANCE = 0.5
"""How far rare labels are helped: 0 counts every text alike, 1 every label."""
RARITY = 1.2
"""Power of the inverse document frequency."""
WORDS_OVER_LETTERS = 1.0
"""Length of the words' half of a text, that of the letters' being 1."""
TELLING, MOST_TELLING = 0.5, 2.0
"""How far n-grams are scaled by what they tell of a label (0 not at all, 1 by nothing else), and the most it counts."""
TOLERANCE = 0.02
RULED_OUT = -1.5
"""Score of a label without texts; 0 is undecided, -1 what the machine aims at for a label that is not it."""
FIRST_PAST, FOLDS = 0.4, 4
"""The first model that is tried saw this share of the reports; the rest is told in so many steps."""
HALF_LIFE = 1.0
"""A report at the beginning of the rest counts half as much in calibration as one at its end."""
UNREAD = 0.02
"""Weight in calibration of a text that holds nothing known, as a share of that of all reports."""
DOUBT = 0.75
"""Standard errors by which the band's precision has to exceed what is aimed at."""

NEGLIGIBLE = 1e-3
"""Log-odds that are no reason."""
_WORD = re.compile(r"[^\W\d_]+")

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
        calibration: Calibration,
        band: float | None,
    ) -> None:
        """`scale` weighs columns, `weights` is columns by classes."""
        self.classes = tuple(classes)
        self.band = band
        self._last: tuple[str, Found] | None = None
        self.calibration = calibration
        self._vocabulary, self._scale, self._weights, self._bias = vocabulary, scale, weights, bias
        self._bytes = _written(self)
        self.version = f"fit:1.{hashlib.sha256(self._bytes).hexdigest()[:8]}"

    def ranked(self, text: str, most: int = 3) -> list[tuple[str, float]]:
        """The likeliest labels with their probabilities, best first."""
        probabilities = self._probabilities(self._scores(text)[None])[0]
        return [(self.classes[at], float(probabilities[at])) for at in np.argsort(-probabilities, kind="stable")[:most]]

    def ranked_many(self, texts: Iterable[str]) -> NDArray[np.float64]:
        """Probabilities, texts by `classes`."""
        rows = [self._scores(text) for text in texts]
        return self._probabilities(np.array(rows).reshape(len(rows), len(self.classes)))

    def _probabilities(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        return self.calibration.probabilities(scores)

    def scores(self, text: str) -> NDArray[np.float64]:
        """Log-odds by label before they are corrected and made to sum to 1; what `evidence` adds up to."""
        return self._scores(text) * self.calibration.factor

    def _scores(self, text: str) -> NDArray[np.float64]:
        columns, counts = np.unique(self._found(text).columns, return_counts=True)
        values = _values(columns, counts, self._scale, self._vocabulary.of_words)
        return np.asarray(values @ self._weights[columns] + self._bias, np.float64)

    def _found(self, text: str) -> Found:
        """Reasons are asked for right after the answer; the text is read once for both."""
        last = self._last
        if last is None or last[0] != text:
            last = self._last = (text, self._vocabulary.found(text))
        return last[1]

    def evidence(self, text: str, label: str, rival: str | None = None, most: int = 8) -> list[Evidence]:
        """The words that spoke most for `label` and against, compared with `rival` (else the strongest other)."""
        if label not in self.classes:
            return []
        for_, against = self.classes.index(label), self._rival(text, label, rival)
        found = self._found(text)
        columns, places, counts = np.unique(found.columns, return_inverse=True, return_counts=True)
        values = _values(columns, counts, self._scale, self._vocabulary.of_words)
        lead = (self._weights[columns, for_] - self._weights[columns, against]) * self.calibration.factor
        shares = values * lead / counts
        along = np.zeros(len(text) + 1)
        each = shares[places] / (found.ends - found.starts)
        np.add.at(along, found.starts, each)
        np.add.at(along, found.ends, -each)
        return _spans(text, np.cumsum(along), most)

    @property
    def size(self) -> int:
        """How many n-grams the model knows."""
        return self._vocabulary.size

    def words_known(self, text: str) -> tuple[int, int]:
        """How many words of a text the model knows, and how many there are."""
        return self._vocabulary.words_known(text)

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
        try:
            return cls._read(stored)
        except (ValueError, KeyError, IndexError) as error:
            raise UnknownFormat("The model's parts do not fit each other; it was cut or changed.") from error

    @classmethod
    def _read(cls, stored: "_Stored") -> Self:
        vocabulary = Vocabulary(
            stored.words, stored.pairs, [sized.split("\n") if sized else [] for sized in stored.grams]
        )
        weights = np.frombuffer(stored.weights, np.float16).astype(np.float32).reshape(-1, len(stored.classes))
        scale = np.frombuffer(stored.scale, np.float32)
        bias = np.frombuffer(stored.bias, np.float32)
        if (len(weights), len(scale), len(bias)) != (vocabulary.size, vocabulary.size, len(stored.classes)):
            raise ValueError("Lengths differ.")
        calibration = Calibration(stored.factor, stored.terms)
        return cls(stored.classes, vocabulary, scale, weights, bias, calibration, stored.band)


class _Stored(msgspec.Struct, frozen=True):
    format: str
    classes: list[str]
    words: list[str]
    pairs: list[str]
    grams: list[str]
    scale: bytes
    weights: bytes
    bias: bytes
    factor: float
    terms: tuple[float, ...]
    band: float | None


def _written(model: Fitted) -> bytes:
    held = model._vocabulary
    grams = ["\n".join(sized) for sized in held.grams]
    arrays = (model._scale.tobytes(), model._weights.astype(np.float16).tobytes(), model._bias.tobytes())
    return msgspec.msgpack.encode(
        _Stored(FORMAT, list(model.classes), held.words, held.pairs, grams, *arrays, *model.calibration, model.band)
    )


def _values(columns: Any, counts: Any, scale: Any, of_words: int) -> NDArray[np.float64]:
    """Weighed counts; words and letters are each brought to length 1, so that neither drowns the other."""
    values = (1 + np.log(counts)) * scale[columns]
    for part, length in ((columns < of_words, WORDS_OVER_LETTERS), (columns >= of_words, 1.0)):
        values[part] *= length / (np.sqrt((values[part] ** 2).sum()) or 1.0)
    return np.asarray(values, np.float64)


def _spans(text: str, along: NDArray[np.float64], most: int) -> list[Evidence]:
    """What lies along the characters, summed by word; a gap goes to the word before it."""
    words = [match.span() for match in _WORD.finditer(text)]
    until = np.concatenate([[0.0], np.cumsum(along)])
    edges = [0, *(start for start, _ in words[1:]), len(text)]
    spans = [
        Evidence(start, end, float(until[after] - until[before]))
        for (start, end), before, after in zip(words, edges, edges[1:], strict=False)
    ]
    spans = [span for span in spans if abs(span.weight) > NEGLIGIBLE]
    return sorted(spans, key=lambda span: (-abs(span.weight), span.start))[:most]


def fit(
    rows: Sequence[Labelled],
    seeds: Sequence[Labelled] = (),
    precision: float = PRECISION,
    progress: Progress | None = None,
) -> Fitted:
    """A model of `rows`, which are taken in the order of `at` where they have it, else as they come.

    `seeds` are sentences the region wrote: they take part in the fit, not in calibration. Raises `TooLittle`.
    """
    rows = _in_time(rows)
    everything = [*rows, *seeds]
    classes = sorted({row.label for row in everything})
    if len(classes) < FEWEST_CLASSES:
        raise TooLittle(f"A model tells labels apart; the {len(everything)} texts bear {len(classes)}.")
    say = progress or _silent
    say("Reading", 0.0)
    own = [False] * len(rows) + [True] * len(seeds)
    reporters = [row.reporter or cleaned(blanked(row.text)).codes.tobytes() for row in everything]
    vocabulary, counts = learn([row.text for row in everything], reporters, own)
    if not vocabulary.size:
        raise TooLittle(f"No word was used by {FEWEST} different reporters; {len(everything)} texts are too few.")
    say("Fitting", 0.0)
    scale = _scale(counts)
    task = _Task(
        _table(counts, scale, vocabulary.of_words),
        np.array([classes.index(row.label) for row in everything]),
        np.array([row.weight for row in everything]),
        len(classes),
    )
    weights, bias = _solved(task, np.arange(len(everything)), _strictness(len(everything)))
    calibration, band = _calibrated(task, len(rows), bias, precision, say)
    return Fitted(classes, vocabulary, scale, weights, bias, calibration, band)


class _Task(NamedTuple):
    """What is to be learned: texts by n-grams, the label's number and the weight of each, and how many labels."""

    table: Any
    labels: NDArray[np.int64]
    weight: NDArray[np.float64]
    classes: int


def _silent(title: str, share: float) -> None:
    pass


def _in_time(rows: Sequence[Labelled]) -> list[Labelled]:
    if all(row.at for row in rows):
        return sorted(rows, key=lambda row: (row.at.timestamp() if row.at else 0.0, row.text, row.label))
    return list(rows)


def _scale(counts: Any) -> NDArray[np.float32]:
    texts = counts.shape[0]
    used = np.asarray((counts > 0).sum(axis=0)).ravel()
    return np.asarray((np.log((1 + texts) / (1 + used)) + 1) ** RARITY, np.float32)


def _table(counts: Any, scale: Any, of_words: int) -> Any:
    from scipy.sparse import hstack
    from sklearn.preprocessing import normalize

    table = counts.copy()
    table.data = (1 + np.log(table.data)) * scale[table.indices]
    parts = (normalize(table[:, :of_words]) * WORDS_OVER_LETTERS, normalize(table[:, of_words:]))
    return hstack(parts, format="csr", dtype=np.float32)


def _strictness(texts: int) -> float:
    """The solver's C for so many texts: few are fitted more closely, as the penalty is not divided among them."""
    return float(np.clip(CLOSENESS * MANY / texts, CLOSENESS, 1.0))


def _solved(task: _Task, use: NDArray[np.int64], closeness: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """One linear machine a label against the rest (squared hinge); a label without texts is ruled out.

    Each sees the n-grams scaled by what they tell of its label. The scale goes into the weights, so answers stay sums.
    """
    labels, table, weight = task.labels[use], task.table[use], task.weight[use]
    there, counts = np.unique(labels, return_counts=True)
    balance = (counts.mean() / counts) ** BALANCE
    weights = np.zeros((table.shape[1], task.classes), np.float32)
    bias = np.full(task.classes, RULED_OUT, np.float32)
    for label, help_, scale in zip(there, balance, _telling(table, labels, weight), strict=True):
        slopes, bias[label] = _machine(_scaled(table, scale), labels == label, weight, help_, closeness)
        weights[:, label] = slopes * scale
    return weights.astype(np.float16).astype(np.float32), bias


def _telling(table: Any, labels: NDArray[np.int64], weight: NDArray[np.float64]) -> Iterable[NDArray[np.float32]]:
    """For each label in rising order what each n-gram is multiplied by: more, the more its share of the label's
    n-grams differs from its share of all others' (the log of their ratio, either way, on average 1)."""
    there = table.copy()
    there.data[:] = 1
    use = there.T @ weight
    for label in np.unique(labels):
        its = there.T @ (weight * (labels == label))
        inside, outside = its + 1, use - its + 1
        ratio = np.abs(np.log(inside / inside.sum()) - np.log(outside / outside.sum()))
        ratio /= np.sqrt((use * ratio**2).sum() / use.sum()) or 1.0
        yield (1 - TELLING + TELLING * np.minimum(ratio, MOST_TELLING)).astype(np.float32)


def _scaled(table: Any, scale: NDArray[np.float32]) -> Any:
    from scipy.sparse import csr_matrix

    return csr_matrix((table.data * scale[table.indices], table.indices, table.indptr), table.shape)


def _machine(table: Any, its: Any, weight: Any, help_: float, closeness: float) -> tuple[NDArray[np.float64], float]:
    from sklearn.svm import LinearSVC

    machine = LinearSVC(C=closeness, class_weight={True: help_, False: 1.0}, tol=TOLERANCE, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # not quite converged is near enough
        machine.fit(table, its, sample_weight=weight)
    return machine.coef_[0], float(machine.intercept_[0])


def _calibrated(task: _Task, rows: int, bias: Any, precision: float, say: Progress) -> tuple[Calibration, float | None]:
    """Calibration and band from what models of the past said of the reports that followed.

    Folds drawn by lot would see reports of the same week on both sides and promise too much. A model of less is also
    less sure, so each is fitted as closely for its size as the last one (C times the number of texts stays the same).
    """
    bounds = np.linspace(FIRST_PAST, 1.0, FOLDS + 1)
    seeds = np.arange(rows, len(task.labels))
    scores, places = [np.zeros((0, task.classes))], [np.zeros(0, np.int64)]
    for fold, (begin, end) in enumerate((bounds * rows).astype(int)[i : i + 2] for i in range(FOLDS)):
        say("Calibrating", fold / FOLDS)
        use = np.concatenate([np.arange(begin), seeds])
        if begin == end or len(np.unique(task.labels[use])) < FEWEST_CLASSES:
            continue
        weights, bias = _solved(task, use, _strictness(len(task.labels)) * len(task.labels) / len(use))
        scores.append(task.table[begin:end] @ weights + bias)
        places.append(np.arange(begin, end))
    say("Calibrating", 1.0)
    said, where = np.concatenate(scores).astype(np.float64), np.concatenate(places)
    if len(where) < FEWEST_TO_CALIBRATE:
        return Calibration(), None
    labels = task.labels[where]
    recent = 0.5 ** ((len(where) - 1 - np.arange(len(where))) / (len(where) * HALF_LIFE))
    # A text without a known word is right as often as its label is frequent; reports that are read rarely tell that.
    share = np.bincount(task.labels, minlength=task.classes) / len(task.labels)
    nothing = np.tile(bias, (task.classes, 1))
    calibration = calibrate(
        np.concatenate([said, nothing]),
        np.concatenate([labels, np.arange(task.classes)]),
        np.concatenate([recent, recent.sum() * UNREAD * share]),
    )
    probabilities = calibration.probabilities(said)
    right = probabilities.argmax(axis=1) == labels
    return calibration, band_for(probabilities.max(axis=1), right, precision, doubt=DOUBT, weight=recent)

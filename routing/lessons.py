"""One lesson, pure: a model fitted on the older reports, judged on the newest weeks, then fitted on all of them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
from numpy.typing import NDArray

from complaints.given import Asked
from complaints.region import Region
from routing.calibration import expected_calibration_error, wilson
from routing.evaluation import macro_f1
from routing.fitted import Fitted, Labelled, Progress, TooLittle, fit
from routing.reader import Reader

WEEKS = timedelta(weeks=4)
SHARE = 0.15
"""What is held out: the newest weeks, or this share of the reports if that is more, and never more than half."""
HALF_LIFE = timedelta(days=365)
LEAST_WEIGHT = 0.25
"""An older report weighs half as much a year later, and never less than a quarter."""
NOISE, LEAST_GREATER = 0.95, 0.01
"""A calibration error counts as greater where it is in so many of the resamples, and by a hundredth."""
RESAMPLES = 200
MANY, UNUSUAL = 20, 0.5
"""So many decisions of one person on one day, of which the model holds less than this part right that it should."""
WAITS = timedelta(days=7)
"""How long such a day is not learnt from: time for units to send back and for others to set right."""


class Row(msgspec.Struct, frozen=True):
    """A report with its label. `by` decided it `at`, as in the log."""

    text: str
    label: str
    reporter: str
    at: datetime
    by: str


class Task(msgspec.Struct, frozen=True):
    """What a lesson is given: `rows` oldest first, those from `held_from` on are held out.

    `labels` are those a report can be given today. `old` is the model in force (bytes), as it was or without what is
    held out; None: the region's phrases, or where `phrases` is False, nothing to be better than.
    """

    rows: Sequence[Row]
    seeds: Sequence[Labelled]
    held_from: datetime
    now: datetime
    precision: float
    region: Region
    labels: frozenset[str]
    old: bytes | None = None
    phrases: bool = True
    by_itself: bool = True
    """Whether reports go on by themselves by what it says, so that its band has to hold."""


class Held(msgspec.Struct, frozen=True):
    """Decisions of one person on one local day that are not learnt from yet, because they stand out."""

    by: str
    day: date
    reports: int
    expected: float
    right: float


class Taught(msgspec.Struct, frozen=True):
    """What came of it. `worse` says in what the new model is worse; `model` and `twin` are there unless it is.

    Without either, everything of the newest weeks is among the `held`, so that there is nothing to judge by.
    """

    new: dict[str, Any]
    old: dict[str, Any]
    worse: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()
    model: bytes | None = None
    twin: bytes | None = None


class Answers(NamedTuple):
    """What a model says of rows: the probability of its first label, and whether it and one of three was right.

    `true` and `said` are labels as numbers of one list.
    """

    share: NDArray[np.float64]
    right: NDArray[np.bool_]
    among: NDArray[np.bool_]
    true: NDArray[np.int64]
    said: NDArray[np.int64]
    band: float | None


def held_from(times: Sequence[datetime], before: datetime | None) -> datetime:
    """From when on reports are held out; `times` are when they were decided, in order.

    It stays where it was `before` for up to as many weeks again: then a lesson without news has the very same older
    reports as the one before it, and the two can be told apart by nothing but what was changed.
    """
    begin = max(min(times[-1] - WEEKS, times[int(len(times) * (1 - SHARE))]), times[len(times) // 2])
    if before is not None and begin - WEEKS <= before <= begin and before >= times[len(times) // 2]:
        return before
    return begin


def teach(task: Task, progress: Progress) -> Taught:
    """The lesson; a minute of computing for ten thousand reports. Raises TooLittle."""
    older = [row for row in task.rows if row.at < task.held_from]
    newest = [row for row in task.rows if row.at >= task.held_from]
    if not older or not newest:
        raise TooLittle("All reports were decided at once; there are none to judge a model by.")
    twin = _fitted(older, task, task.held_from, lambda title, share: progress(title, share * 0.45))
    held = _standing_out(twin, newest, task)
    aside = {(one.by, one.day) for one in held}
    zone = ZoneInfo(task.region.timezone)
    newest = [row for row in newest if (row.by, _day(row, zone)) not in aside]
    if not newest:
        return Taught({}, {}, held=held)
    progress("Judging", 0.45)
    before = _before(task, newest)
    new = answers(twin, newest, task.labels)
    worse = found_worse(new, before, task.precision if task.by_itself else 0.0)
    old = figures(before) if before else {}
    if worse:
        return Taught(figures(new), old, worse, held)
    whole = _fitted([*older, *newest], task, task.rows[-1].at, lambda title, share: progress(title, 0.5 + share * 0.45))
    # What it was fitted to it has to know at least as well as the model that never saw it.
    if answers(whole, newest, task.labels).right.sum() < new.right.sum():
        return Taught(figures(new), old, ("fit",), held)
    progress("Judging", 1.0)
    return Taught(figures(new), old, (), held, whole.to_bytes(), twin.to_bytes())


def found_worse(new: Answers, old: Answers | None, precision: float) -> tuple[str, ...]:
    """In what the new model is worse than the old one on the same reports; empty where in nothing.

    `top1`: it is right less often, by however little. `ece`: its calibration error is greater by a hundredth, and
    greater in 95 of 100 resamples. `precision`: those it is sure of were right less often than asked,
    beyond chance, and less often than those the old one is sure of. Where the old one fails alike, as it does when the
    world has changed, it must not stay for that.
    """
    worse = []
    if old is not None:
        if new.right.sum() < old.right.sum():
            worse.append("top1")
        if _less_calibrated(new, old):
            worse.append("ece")
    if _too_bold(new, old, precision):
        worse.append("precision")
    return tuple(worse)


def _too_bold(new: Answers, old: Answers | None, precision: float) -> bool:
    sure = _sure(new)
    if not sure.any() or wilson(new.right[sure].sum(), int(sure.sum()))[1] >= precision:
        return False
    was = old.right[_sure(old)] if old is not None else new.right[:0]
    return not len(was) or bool(new.right[sure].mean() < was.mean())


def _less_calibrated(new: Answers, old: Answers) -> bool:
    before = expected_calibration_error(old.share, old.right)
    if expected_calibration_error(new.share, new.right) < before + LEAST_GREATER:
        return False
    draw = np.random.default_rng(1)
    greater = 0
    for _ in range(RESAMPLES):
        drawn = draw.integers(0, len(new.right), len(new.right))
        of_new = expected_calibration_error(new.share[drawn], new.right[drawn])
        greater += of_new > expected_calibration_error(old.share[drawn], old.right[drawn])
    return greater >= NOISE * RESAMPLES


def figures(found: Answers) -> dict[str, Any]:
    """The figures by which models are compared; shares from 0 to 1, `precision_in_band` None where none is sure.

    `classes` are the labels among the reports; the band is the one for the precision the region asks for, which it
    keeps at 95 % unless it says otherwise.
    """
    sure = _sure(found)
    return {
        "n": len(found.right),
        "classes": len(set(found.true.tolist())),
        "top1": _rounded(found.right.mean()),
        "top3": _rounded(found.among.mean()),
        "macro_f1": _rounded(macro_f1(found.true, found.said, int(max(found.true.max(), found.said.max())) + 1)),
        "ece": _rounded(expected_calibration_error(found.share, found.right)),
        "band": found.band,
        "coverage_at_95": _rounded(sure.mean()),
        "precision_in_band": _rounded(found.right[sure].mean()) if sure.any() else None,
    }


def _rounded(share: Any) -> float:
    return round(float(share), 4)


def _sure(found: Answers) -> NDArray[np.bool_]:
    return np.zeros(len(found.share), bool) if found.band is None else found.share >= found.band


def answers(model: Fitted, rows: Sequence[Row], labels: frozenset[str]) -> Answers:
    """What a fitted model says of rows, labels left out that no report can be given today."""
    ranked = [model.ranked(row.text, 12) for row in rows]
    return _answers([[one for one in best if one[0] in labels] for best in ranked], rows, model.band)


def _of_phrases(rows: Sequence[Row], region: Region) -> Answers:
    reader = Reader(region)
    ranked = [[(owner.label, owner.share) for owner in reader.read(Asked(row.text)).owners] for row in rows]
    return _answers(ranked, rows, None)


def _answers(ranked: Sequence[Sequence[tuple[str, float]]], rows: Sequence[Row], band: float | None) -> Answers:
    share = [best[0][1] if best else 0.0 for best in ranked]
    right = [bool(best) and best[0][0] == row.label for best, row in zip(ranked, rows, strict=True)]
    among = [row.label in {label for label, _ in best[:3]} for best, row in zip(ranked, rows, strict=True)]
    numbers: dict[str, int] = {}
    said = [numbers.setdefault(best[0][0] if best else "", len(numbers)) for best in ranked]
    true = [numbers.setdefault(row.label, len(numbers)) for row in rows]
    told = np.array(true, np.int64), np.array(said, np.int64)
    return Answers(np.array(share), np.array(right, bool), np.array(among, bool), *told, band)


def _before(task: Task, newest: Sequence[Row]) -> Answers | None:
    if task.old is not None:
        return answers(Fitted.from_bytes(task.old), newest, task.labels)
    return _of_phrases(newest, task.region) if task.phrases else None


def _fitted(rows: Sequence[Row], task: Task, now: datetime, progress: Progress) -> Fitted:
    labelled = [Labelled(row.text, row.label, row.reporter, row.at, weight(now - row.at)) for row in rows]
    return fit(labelled, task.seeds, task.precision, progress)


def weight(age: timedelta) -> float:
    """What a report of this age weighs in the fit."""
    return float(max(LEAST_WEIGHT, 0.5 ** (max(age, timedelta(0)) / HALF_LIFE)))


def _standing_out(model: Fitted, rows: Sequence[Row], task: Task) -> tuple[Held, ...]:
    """Days of one person, not a week old, on which the model is right far less often than it says it is."""
    zone = ZoneInfo(task.region.timezone)
    days: dict[tuple[str, date], list[Row]] = defaultdict(list)
    for row in rows:
        if task.now - row.at < WAITS:
            days[row.by, _day(row, zone)].append(row)
    held = []
    for (by, day), theirs in sorted(days.items()):
        if len(theirs) < MANY:
            continue
        found = answers(model, theirs, task.labels)
        expected, right = float(found.share.mean()), float(found.right.mean())
        if right < UNUSUAL * expected:
            held.append(Held(by, day, len(theirs), _rounded(expected), _rounded(right)))
    return tuple(held)


def _day(row: Row, zone: ZoneInfo) -> date:
    return row.at.astimezone(zone).date()

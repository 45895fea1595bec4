"""The figures of a report, made of facts about its cases: what came in, what became of it, what is left. Pure.

The cases are those *received* in the period, as they stand when the report is made; nothing here can be improved by
leaving hard cases open. Durations are seconds of office time.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from complaints.kinds import Kind, Stage, Status
from sla.survival import Curve, Quantile, Share, curve, share

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

LEAST = 5
"""Cases below which no share, median or mean is told, and which a report that leaves the house does not name at all."""

TARGET = 0.9
"""The share of reports that have to be followed up, by the national plan."""

WORKING_DAY = 27_000.0
"""Seconds of office time that are told as one working day: seven hours and a half."""

GOOD = 4
"""Ratings, of five, that count as content."""

STAGES = (Stage.VERIFY, Stage.FIRST_RESPONSE, Stage.COMPLETION)
FAMILIES = ("unit", "topic", "area", "kind", "channel")
"""What cases are grouped by."""


class Facts(NamedTuple):
    """One case received in the period.

    `first` and `whole` last from the receipt to the first response and to the answer, or to the instant up to which
    is known that there was none. `kept` tells of each of STAGES on_time, late, late_open, waiting, left or none.
    What a reader may not know of a case (its topic) is None.
    """

    unit: str | None
    topic: str | None
    area: str | None
    kind: str
    channel: str
    status: str
    followed: bool
    done: bool
    ended: bool
    first: float
    whole: float
    kept: tuple[str, str, str]
    disputes: int = 0
    score: int | None = None
    stops: int = 0
    stopped: bool = False
    sent_back: int = 0


@dataclass(frozen=True)
class Promise:
    """What became of a promise: `late` includes the open ones past their date, of which there are `late_open`.

    `waiting` are not due yet and `left` ended otherwise before their date; neither speaks for or against.
    """

    on_time: int = 0
    late: int = 0
    late_open: int = 0
    waiting: int = 0
    left: int = 0

    @property
    def known(self) -> int:
        return self.on_time + self.late

    @property
    def share(self) -> Share | None:
        return share(self.on_time, self.known) if self.known >= LEAST else None


@dataclass(frozen=True)
class Group:
    """Cases that have something in common; `key` is None where they have nothing, OTHERS where small ones are one."""

    key: str | None
    cases: int
    done: int
    ended: int
    completion: Promise
    median: Quantile | None = None
    ninetieth: Quantile | None = None

    @property
    def open(self) -> int:
        return self.cases - self.done - self.ended


OTHERS = "*"
"""Key of the groups that are too small to be named, together."""


@dataclass(frozen=True)
class Class:
    """A class of reports as national evaluators count them: each is in one of the seven columns.

    `days` is the sum of office time until the first follow-up, of those `followed`, in working days; `waited` that of
    those not followed up yet.
    """

    kind: str
    unverified: int = 0
    untouched: int = 0
    in_process: int = 0
    done: int = 0
    postponed: int = 0
    archived: int = 0
    elsewhere: int = 0
    timed: int = 0
    days: float = 0.0
    waiting: int = 0
    waited: float = 0.0

    @property
    def received(self) -> int:
        return self.ours + self.archived + self.elsewhere

    @property
    def ours(self) -> int:
        """Those that have to be followed up here: all but archived ones, and those of other bodies."""
        return self.unverified + self.untouched + self.in_process + self.done + self.postponed

    @property
    def followed(self) -> int:
        return self.in_process + self.done

    @property
    def share(self) -> float | None:
        return self.followed / self.ours if self.ours else None

    @property
    def mean(self) -> float | None:
        """Average working days until the first follow-up, of those that had one (RTL)."""
        return self.days / self.timed if self.timed else None

    @property
    def mean_waited(self) -> float | None:
        return self.waited / self.waiting if self.waiting else None

    def __add__(self, other: "Class") -> "Class":
        names = [name for name in self.__dataclass_fields__ if name != "kind"]
        return Class(self.kind, **{name: getattr(self, name) + getattr(other, name) for name in names})


class Head(NamedTuple):
    """Cases of one class and status to whom somebody answered, or nobody did: how many, and the sum of their seconds of
    office time until the first answer, or until now."""

    kind: str
    status: str
    followed: bool
    cases: int
    seconds: float


@dataclass(frozen=True)
class Flow:
    """What was open when the period began and ended: `before` + `received` - `answered` - `ended` is `after`.

    An answer that was disputed is no answer: the case counts as open from its receipt on.
    """

    before: int
    received: int
    answered: int
    ended: int
    after: int


@dataclass(frozen=True)
class Voices:
    """What citizens said of the answers: of `answered` were asked, `rated` gave a score, `content` four or five."""

    disputed: int = 0
    settled: int = 0
    answered: int = 0
    rated: int = 0
    content: int = 0
    points: int = 0

    @property
    def mean(self) -> float | None:
        return self.points / self.rated if self.rated >= LEAST else None

    @property
    def response(self) -> Share | None:
        return share(self.rated, self.answered) if self.answered >= LEAST else None


@dataclass(frozen=True)
class Stops:
    """`pauses` by reason, of `cases` whose clock for completion stood still at least once; `standing` stand now.

    `pledged` cases were promised for a later date, of which `lapsed` let it pass; `pledges` stand now. `sent_back`
    cases were given back by a unit at least once.
    """

    pauses: Mapping[str, int]
    cases: int = 0
    standing: int = 0
    pledged: int = 0
    lapsed: int = 0
    pledges: int = 0
    sent_back: int = 0


class TrendMonth(NamedTuple):
    """What came in and what was answered in a month, and of what came in how many promises were kept, of how many."""

    month: str
    received: int
    answered: int
    on_time: int
    known: int


@dataclass(frozen=True)
class Figures:
    """What can be told from the facts alone."""

    total: Group
    promises: Mapping[str, Promise]
    by_kind: Mapping[tuple[str, str], Promise]
    groups: Mapping[str, tuple[Group, ...]]
    classes: tuple[Class, ...]
    voices: Voices
    stops: Stops
    curve: Curve
    first_curve: Curve

    @property
    def national(self) -> Class:
        return sum_of(self.classes)


@dataclass(frozen=True)
class Report:
    """A report of a period (2026-10 or 2026-Q4) of one unit with those below it, or of the region, as of `at`.

    With `outside` it may leave the house: nothing of the oversight road is in it, and small groups are put together.
    """

    period: str
    unit: str | None
    at: datetime
    outside: bool
    flow: Flow
    figures: Figures
    trend: tuple[TrendMonth, ...]


def sum_of(classes: Iterable[Class]) -> Class:
    return sum(classes, Class(""))


def figures_of(
    facts: Sequence[Facts], pauses: Mapping[str, int], pledged: int = 0, lapsed: int = 0, *, outside: bool = False
) -> Figures:
    """All figures; with `outside` small groups are put together. `pledged` and `lapsed` count cases."""
    import numpy as np

    whole = np.array([one.whole for one in facts], float)
    done = np.array([one.done for one in facts], bool)
    first = np.array([one.first for one in facts], float)
    followed = np.array([one.followed for one in facts], bool)
    groups = {}
    for family in FAMILIES:
        places: dict[str | None, list[int]] = {}
        for place, one in enumerate(facts):
            places.setdefault(getattr(one, family), []).append(place)
        told = _put_together(places) if outside else places
        groups[family] = tuple(
            _group(key, [facts[place] for place in told[key]], whole[told[key]], done[told[key]])
            for key in sorted(told, key=lambda key: (key is None, key == OTHERS, key or ""))
        )
    classed = _classed(facts) if outside else facts
    there = {one.kind for one in classed}
    kinds = [kind for kind in (*map(str, Kind), OTHERS) if kind in there]
    return Figures(
        total=_group(None, facts, whole, done),
        promises={str(stage): _promise(facts, stage) for stage in STAGES},
        by_kind={
            (kind, str(s)): _promise([one for one in classed if one.kind == kind], s) for kind in kinds for s in STAGES
        },
        groups=groups,
        classes=classes_of((Head(one.kind, one.status, one.followed, 1, one.first) for one in facts), outside=outside),
        voices=_voices(facts),
        stops=_stops(facts, pauses, pledged, lapsed),
        curve=curve(whole, done),
        first_curve=curve(first, followed),
    )


def _classed(facts: Sequence[Facts]) -> list[Facts]:
    """The facts with small classes put together as one."""
    places: dict[str | None, list[int]] = {}
    for place, one in enumerate(facts):
        places.setdefault(one.kind, []).append(place)
    others = set(_put_together(places).get(OTHERS, ()))
    return [one._replace(kind=OTHERS) if place in others else one for place, one in enumerate(facts)]


def _put_together(places: Mapping[str | None, list[int]]) -> dict[str | None, list[int]]:
    """Groups of fewer than LEAST become one; where that one is small too, or alone, the next smallest goes with it, so
    that subtracting the others from the sum tells of no small group."""
    told = {key: list(found) for key, found in places.items() if len(found) >= LEAST}
    small = [key for key in places if key not in told]
    if not small:
        return told
    others = [place for key in small for place in places[key]]
    while told and (len(others) < LEAST or len(small) < 2):
        least = min(told, key=lambda key: (len(told[key]), key or ""))
        others += told.pop(least)
        small.append(least)
    return {**told, OTHERS: sorted(others)}


def _group(
    key: str | None,
    facts: Sequence[Facts],
    whole: "npt.NDArray[np.float64]",
    done: "npt.NDArray[np.bool_]",
) -> Group:
    enough = len(facts) >= LEAST
    line = curve(whole, done) if enough else None
    median, ninetieth = (line.quantile(one) for one in (0.5, 0.9)) if line else (None, None)
    counts = (len(facts), sum(one.done for one in facts), sum(one.ended for one in facts))
    return Group(key, *counts, _promise(facts, Stage.COMPLETION), median, ninetieth)


def _promise(facts: Iterable[Facts], stage: Stage) -> Promise:
    found = Counter(one.kept[STAGES.index(stage)] for one in facts)
    late_open = found["late_open"]
    return Promise(found["on_time"], found["late"] + late_open, late_open, found["waiting"], found["left"])


_COLUMN: Mapping[str, str] = {
    Status.SUBMITTED: "unverified",
    Status.RETURNED: "postponed",
    Status.RESOLVED: "done",
    Status.CLOSED: "done",
    Status.ARCHIVED: "archived",
    Status.DUPLICATE: "archived",
    "split": "archived",  # its parts are counted one by one
    Status.FORWARDED_OUT: "elsewhere",
}
"""The column of the national table; every other status is in process once somebody answered, untouched before."""


OUTSIDE_THE_SHARE = frozenset(status for status, column in _COLUMN.items() if column in ("archived", "elsewhere"))
"""Statuses of what has not to be followed up here; no time is measured of it."""


def column_of(status: str, followed: bool) -> str:
    """The column of the national table a case belongs to."""
    return _COLUMN.get(status) or ("in_process" if followed else "untouched")


def classes_of(heads: Iterable[Head], *, outside: bool = False) -> tuple[Class, ...]:
    """The national table of cases, or of groups of them that are alike."""
    heads, sizes = list(heads), Counter[str]()
    for one in heads:
        sizes[one.kind] += one.cases
    if outside and (told := _put_together({kind: [0] * number for kind, number in sizes.items()})):
        heads = [one if one.kind in told else one._replace(kind=OTHERS) for one in heads]
    found: dict[str, dict[str, float]] = {str(kind): defaultdict(float) for kind in Kind}
    for one in heads:
        column = column_of(one.status, one.followed)
        counts = found.setdefault(one.kind, defaultdict(float))
        counts[column] += one.cases
        if column not in ("archived", "elsewhere"):
            counts["timed" if one.followed else "waiting"] += one.cases
            counts["days" if one.followed else "waited"] += one.seconds / WORKING_DAY
    classes = tuple(Class(kind, **_whole(counts)) for kind, counts in found.items())
    # Which of them are empty would tell of those that were put together.
    return tuple(one for one in classes if one.received) if OTHERS in found else classes


def _whole(counts: Mapping[str, float]) -> dict[str, Any]:
    return {name: number if name in ("days", "waited") else int(number) for name, number in counts.items()}


def _voices(facts: Iterable[Facts]) -> Voices:
    found: Counter[str] = Counter()
    for one in facts:
        found["answered"] += one.done
        found["disputed"] += one.disputes > 0
        found["settled"] += one.disputes > 0 and one.done
        if one.score is not None:
            found.update(rated=1, points=one.score, content=int(one.score >= GOOD))
    return Voices(**found)


def _stops(facts: Iterable[Facts], pauses: Mapping[str, int], pledged: int, lapsed: int) -> Stops:
    facts = list(facts)
    return Stops(
        pauses=dict(sorted(pauses.items())),
        cases=sum(one.stops > 0 for one in facts),
        standing=sum(one.stopped for one in facts),
        pledged=pledged,
        lapsed=lapsed,
        pledges=sum(one.status == Status.PLEDGED for one in facts),
        sent_back=sum(one.sent_back > 0 for one in facts),
    )

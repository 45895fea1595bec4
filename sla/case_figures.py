"""Figures of groups of cases, which nobody improves by leaving a case open or by handing it on. Pure.

What keeps them honest:

* a promise counts in the period in which it fell due, kept or not; an open case past its date is late there;
* durations are those of all cases received, open ones known to have lasted at least so long;
* a case counts for every unit that held it for a working day or more, as it came out in the end.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from sla.case_facts import LATE, LATE_OPEN, NEVER, ON_TIME, Facts
from sla.steps import quantiles
from sla.survival import Quantile

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Places = npt.NDArray[np.int64]

LEAST = 5
"""Cases below which no share and no duration is told."""

_GOOD = 4
"""Ratings, of five, that count as content."""

GROUPINGS = ("unit", "topic", "kind", "area")
ABOUT = ("topic", "area")
"""What a case is about and where: who may not read its words does not learn it from a figure either."""


class Window(NamedTuple):
    """Days as ordinals, both included."""

    first: int
    last: int


class Cell(msgspec.Struct, frozen=True):
    """The figures of one group; `key` is None for cases that have none.

    `received` came in within the window, `answered` stand answered since then, `open` wait now, whenever received.
    `on_time` and `late` are promises of completion that fell due within the window, `first_on_time` and `first_late`
    those of a first response. `median` and `ninetieth` are tenths of working days of those received.
    Of `replied` that got an answer within the window, `disputed` were called not done by the reporter; of `settled`
    whose answer stands, `rated` were rated, `content` with four or five of five, `points` in sum. `passed` of `handled`
    were handed on: by this unit after it had them, or, where the group is no unit, more than once.
    """

    key: str | None
    received: int
    answered: int
    open: int
    on_time: int
    late: int
    late_open: int
    first_on_time: int
    first_late: int
    median: Quantile | None
    ninetieth: Quantile | None
    replied: int
    disputed: int
    expected_disputes: float
    settled: int
    rated: int
    content: int
    points: int
    handled: int
    passed: int


class Series(msgspec.Struct, frozen=True):
    """One group month by month; each list has an entry a month. `open` is how many waited at its end."""

    received: list[int]
    open: list[int]
    on_time: list[int]
    due: list[int]
    disputed: list[int]
    replied: list[int]


class Weeks(msgspec.Struct, frozen=True):
    """One unit week by week: what came in, and what was answered or ended; `open` waits now."""

    received: list[int]
    finished: list[int]
    open: int


class View(NamedTuple):
    """Which cases a field of view holds, and whether topic and area of a confidential one may be told in it.

    `cases` are places of cases that somebody of it has now, `passed` rows of `Facts.passed` it may be told of.
    """

    cases: "Places"
    passed: "Places"
    tells_confidential: bool


def whole(facts: Facts) -> View:
    """What those see who oversee all: everything but the oversight road."""
    import numpy as np

    restricted = facts.columns["restricted"]
    return View(np.flatnonzero(~restricted), np.flatnonzero(~restricted[facts.passed[:, 0]]), False)


def of_units(facts: Facts, reach: Sequence[str], own: str | None) -> View:
    """What a head sees of units `reach`. On the oversight road that is what `own` handles and is not about it; without
    `own`, nothing."""
    import numpy as np

    columns, names = facts.columns, facts.names["unit"]
    within = np.array([*(code in reach for code in names), False])
    restricted = columns["restricted"]
    seen = ~restricted & within[columns["unit"]]
    if own in names:
        place = names.index(own)
        seen |= restricted & (columns["unit"] == place) & (columns["about"] != place)
    passed = ~restricted[facts.passed[:, 0]] & within[facts.passed[:, 1]]
    return View(np.flatnonzero(seen), np.flatnonzero(passed), True)


def cells(facts: Facts, view: View, by: str, window: Window) -> list[Cell]:
    """The figures of each group, and last of all together (its key is "*", each case counted once)."""
    import numpy as np

    every = every_case(facts, view)
    case, group, by_this = members(facts, view, by, every)
    rates = _dispute_rates(facts, view, window)
    order = np.argsort(group, kind="stable")
    edges = np.flatnonzero(np.diff(group[order])) + 1
    found = []
    for part in np.split(order, edges) if len(order) else []:
        place = int(group[part[0]])
        key = facts.names[by][place] if place >= 0 else None
        found.append(_cell(facts, case[part], by_this[part] if by == "unit" else None, key, window, rates))
    return [*found, _cell(facts, every, None, "*", window, rates)]


def series(facts: Facts, view: View, unit: str | None, months: Sequence[tuple[int, int]]) -> Series:
    """Of a unit (None for all), by months as (first day, last day)."""
    import numpy as np

    case = _of_unit(facts, view, unit)
    columns = {name: column[case] for name, column in facts.columns.items()}
    starts, ends = (np.array([month[side] for month in months]) for side in (0, 1))

    def by_month(days: Any, which: Any) -> list[int]:
        place = np.searchsorted(starts, days[which], side="right") - 1
        inside = (place >= 0) & (days[which] <= (ends[place] if len(ends) else 0))
        return [int(one) for one in np.bincount(place[inside], minlength=len(months))]

    fell = np.isin(columns["state"], (ON_TIME, LATE, LATE_OPEN))
    replied = columns["answered_on"] != NEVER
    left = np.where(columns["done_on"] != NEVER, columns["done_on"], columns["ended_on"])
    mine = np.ones(len(case), bool) if unit is None else columns["unit"] == facts.names["unit"].index(unit)
    waits = [int((mine & (columns["received"] <= end) & ((left == NEVER) | (left > end))).sum()) for end in ends]
    return Series(
        by_month(columns["received"], slice(None)),
        waits,
        by_month(columns["due"], columns["state"] == ON_TIME),
        by_month(columns["due"], fell),
        by_month(columns["answered_on"], replied & columns["disputed"]),
        by_month(columns["answered_on"], replied),
    )


def weeks(facts: Facts, view: View, unit: str, first: int, many: int) -> Weeks:
    """Of a unit, by weeks from the day `first`. What it handed on is neither received nor finished here."""
    import numpy as np

    column, place = facts.columns, facts.names["unit"].index(unit)
    case = view.cases[column["unit"][view.cases] == place]
    left = np.where(column["done_on"] != NEVER, column["done_on"], column["ended_on"])[case]

    def by_week(days: Any) -> list[int]:
        week = (days - first) // 7
        return [int(one) for one in np.bincount(week[(days >= first) & (week < many)], minlength=many)[:many]]

    return Weeks(by_week(column["received"][case]), by_week(left), int(column["open"][case].sum()))


def _of_unit(facts: Facts, view: View, unit: str | None) -> "Places":

    if unit is None:
        return every_case(facts, view)
    place = facts.names["unit"].index(unit)
    now = view.cases[facts.columns["unit"][view.cases] == place]
    pairs = facts.passed[view.passed]
    return _united(facts, now, pairs[pairs[:, 1] == place, 0])


def every_case(facts: Facts, view: View) -> "Places":
    """Each case of a view once, those that were handed on among them."""
    return _united(facts, view.cases, facts.passed[view.passed, 0])


def _united(facts: Facts, some: "Places", others: "Places") -> "Places":
    """Places that are among either, in their order. Marking them is quicker than sorting a million."""
    import numpy as np

    return np.flatnonzero(_marked(facts, some) | _marked(facts, others))


def _marked(facts: Facts, places: "Places") -> "Flags":
    import numpy as np

    marks = np.zeros(facts.cases, bool)
    marks[places] = True
    return marks


def members(facts: Facts, view: View, by: str, every: "Places") -> "tuple[Places, Places, Flags]":
    """Cases, their groups, and whether the group had handed the case on; by unit a case may have several."""
    import numpy as np

    columns = facts.columns
    if by == "unit":
        pairs = facts.passed[view.passed].astype(np.int64)
        case = np.concatenate([view.cases, pairs[:, 0]])
        group = np.concatenate([columns["unit"][view.cases], pairs[:, 1]])
        return case, group, np.arange(len(case)) >= len(view.cases)
    case, group = every, columns[by][every]
    if by in ABOUT and not view.tells_confidential:
        group = np.where(columns["confidential"][case], -1, group)
    elif by in ABOUT:
        # What a unit handed on may be confidential, and is no longer its to read.
        ours = _marked(facts, view.cases)[case]
        group = np.where(columns["confidential"][case] & ~ours, -1, group)
    return case, group, np.zeros(len(case), bool)


def _dispute_rates(facts: Facts, view: View, window: Window) -> "npt.NDArray[np.float64]":
    """How likely an answer is disputed, by the place of its topic and one more; indirect standardisation."""
    import numpy as np

    columns, case = facts.columns, view.cases
    answered = case[_within(columns["answered_on"][case], window)]
    topic = columns["topic"][answered] + 1
    many = len(facts.names["topic"]) + 1
    of = np.bincount(topic, minlength=many)
    hits = np.bincount(topic, weights=columns["disputed"][answered], minlength=many)
    found: npt.NDArray[np.float64] = hits / np.maximum(of, 1)
    return found


def _within(days: Any, window: Window) -> Any:
    return (days >= window.first) & (days <= window.last)


def _cell(facts: Facts, case: "Places", by_this: "Flags | None", key: str | None, window: Window, rates: Any) -> Cell:
    columns = {name: facts.columns[name][case] for name in _USED}
    came = _within(columns["received"], window)
    fell, first_fell = _within(columns["due"], window), _within(columns["first_due"], window)
    late = (columns["state"] == LATE) | (columns["state"] == LATE_OPEN)
    first_late = (columns["first_state"] == LATE) | (columns["first_state"] == LATE_OPEN)
    replied = _within(columns["answered_on"], window)
    settled = _within(columns["done_on"], window)
    rated = settled & (columns["score"] > 0)
    now = ~by_this if by_this is not None else slice(None)
    enough = int(came.sum()) >= LEAST
    median, ninetieth = quantiles(columns["length"][came], columns["done"][came], 0.5, 0.9) if enough else (None, None)
    passed = by_this if by_this is not None else columns["forwards"] > 1
    return Cell(
        key=key,
        received=int(came.sum()),
        answered=int(settled.sum()),
        open=int(columns["open"][now].sum()),
        on_time=int((fell & (columns["state"] == ON_TIME)).sum()),
        late=int((fell & late).sum()),
        late_open=int((fell & (columns["state"] == LATE_OPEN)).sum()),
        first_on_time=int((first_fell & (columns["first_state"] == ON_TIME)).sum()),
        first_late=int((first_fell & first_late).sum()),
        median=median,
        ninetieth=ninetieth,
        replied=int(replied.sum()),
        disputed=int((replied & columns["disputed"]).sum()),
        expected_disputes=round(float(rates[columns["topic"][replied] + 1].sum()), 3),
        settled=int(settled.sum()),
        rated=int(rated.sum()),
        content=int((rated & (columns["score"] >= _GOOD)).sum()),
        points=int(columns["score"][rated].sum()),
        handled=int(came.sum()),
        passed=int((came & passed).sum()),
    )


_USED = (
    *("received", "due", "first_due", "state", "first_state", "answered_on", "done_on"),
    *("score", "length", "done", "open", "forwards", "disputed", "topic"),
)

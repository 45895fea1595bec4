"""Where cells are too small: families of topics, kinds of units, longer times and regions looked at together. Pure.

What can be judged is judged as it is. Only the rest is looked at together, step by step, and never twice: over two
years, then with the other small topics of its family, then with other units of its kind, then with both. Each step has
a list of its own that keeps its promise. What stays too small even then is said to be so.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from competency.cases import Cases, Codes, Metric, Outcome, outcomes
from competency.cells import Window, first_of, window
from competency.exchange import History
from competency.groups import LEAST_UNITS, Groups
from competency.shrinkage import Flags
from competency.signals import Found, Signal, Strength, fits, judged

LONG = 24
"""Months that are looked at where twelve say too little."""
MOST_OF_ONE = 0.8
"""Of the complaints of a kind may be one unit's; with more it would be spoken of by another name."""

_PLAIN: tuple[str, ...] = ("severity", "received", "first_days", "days", "replied", "closed", "reopened", "clarified")
_PLAIN += ("rerouted", "template", "rating", "repeated")


class Span(StrEnum):
    """What a signal of a step is of: `unit` and `topic` then name a kind of unit, or a family of topics."""

    CELL = "cell"
    LONGER = "longer"
    FAMILY = "family"
    KIND = "kind"
    BOTH = "both"


EXACT = (Span.CELL, Span.LONGER)
"""Of one unit and one topic (or of a unit as a whole), so that it is known where."""
OF_KIND, OF_FAMILY = (Span.KIND, Span.BOTH), (Span.FAMILY, Span.BOTH)


class Members(NamedTuple):
    """Units and topics whose complaints a signal was read from; `topics` are none of a unit as a whole."""

    units: tuple[str, ...]
    topics: tuple[str, ...]


class Step(NamedTuple):
    """`complaints` of the year lie in cells that were judged at this step and at none before."""

    span: Span
    found: Found
    complaints: int
    place: Codes
    """Of each cell of its own the one in which it was judged; counted row by row, -1 where it was not."""

    @property
    def strong(self) -> int:
        return sum(one.strength is Strength.STRONG for one in self.found.signals)

    def members(self, signal: Signal) -> Members:
        """Whose complaints stand behind one of its signals."""
        if signal.topic is None:
            return Members((signal.unit,), ())
        cases = self.found.basis.of.cases
        units, topics = cases.units[: self.place.shape[0]], cases.topics[: self.place.shape[1]]
        cell = cases.units.index(signal.unit) * len(cases.topics) + cases.topics.index(signal.topic)
        rows, columns = np.nonzero(self.place == cell)
        return Members(
            tuple(units[row] for row in np.unique(rows)), tuple(topics[column] for column in np.unique(columns))
        )


class Pooled(NamedTuple):
    """`complaints` came in during the year; those of no step are too few to be judged."""

    steps: tuple[Step, ...]
    complaints: int

    @property
    def judged(self) -> int:
        return sum(one.complaints for one in self.steps)

    @property
    def claimed(self) -> float:
        """The share of all strong cells that is expected to be wrong; each step's list keeps the promise itself."""
        strong = [int(one.found.basis.strong.sum()) for one in self.steps]
        wrong = sum(one.found.claimed * many for one, many in zip(self.steps, strong, strict=True))
        return wrong / sum(strong) if any(strong) else 0.0


def find(
    histories: Mapping[str, History],
    groups: Groups,
    *,
    months: int = 12,
    least_people: float = 3,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Pooled:
    """What histories of regions that agree to it say together; of one region, its own.

    With several, units are named after their region: "region/unit", in `groups` as well. All have to end with the same
    day. `months` are those of what is judged alone. Raises ValueError otherwise, and where a group has the name of a
    unit or of a topic.
    """
    year, both = (together({name: _window(one, many) for name, one in histories.items()}) for many in (months, LONG))
    first = judged(year, fits(year, progress), least_people=least_people)
    of_year = year.cell[year.chosen]
    left = ~first.basis.large
    own = np.arange(left.size).reshape(left.shape)
    steps = [Step(Span.CELL, first, int((~left).ravel()[of_year].sum()), np.where(left, -1, own))]
    fitted = None
    for span in tuple(Span)[1:]:
        small = _has(year, of_year) & left
        if not small.any():
            break
        fitted = fitted or fits(both, progress)
        of, place = _grouped(both, small, groups, span)
        among = np.zeros(of.shape, dtype=bool)
        among.ravel()[place[small]] = True
        if span in OF_KIND and least_people:
            among &= _of_nobody(both, small, place, of.shape)
        found = judged(of, fitted, least_people=least_people, among=among)
        now = small & found.basis.large.ravel()[place]
        steps.append(Step(span, found, int(now.ravel()[of_year].sum()), np.where(now, place, -1)))
        left = left & ~now
    return Pooled(tuple(steps), len(year.chosen))


def _of_nobody(both: Window, small: Flags, place: Codes, shape: tuple[int, int]) -> Flags:
    """Places in which so many units lie, and none with so much of it, that no unit can be told from the others."""
    size = np.bincount(both.cell[both.chosen], minlength=small.size).reshape(small.shape)
    found = np.zeros(shape[0] * shape[1], dtype=bool)
    for one in np.unique(place[small]):
        by_unit = np.where(small & (place == one), size, 0).sum(axis=1)
        found[one] = (by_unit > 0).sum() >= LEAST_UNITS and by_unit.max() <= MOST_OF_ONE * by_unit.sum()
    return found.reshape(shape)


def _window(history: History, months: int) -> Window:
    cases, staff, calendar, last = history[:4]
    return window(cases, outcomes(cases, calendar, last), staff, calendar, first_of(last, months), last)


def _has(of: Window, cell: Codes) -> Flags:
    """Cells in which there is anything."""
    units, topics = of.shape
    found: Flags = np.bincount(cell, minlength=units * topics).reshape(units, topics) > 0
    return found


def _grouped(of: Window, small: Flags, groups: Groups, span: Span) -> tuple[Window, Codes]:
    """The window with small cells put together, and of each cell the place to which it came."""
    units, topics = of.cases.units, of.cases.topics
    kinds = groups.kinds if span in (Span.KIND, Span.BOTH) else {}
    families = groups.families if span in (Span.FAMILY, Span.BOTH) else {}
    all_units, unit_to = _named(units, kinds)
    all_topics, topic_to = _named(topics, families)
    unit = np.where(small, unit_to[:, None], np.arange(len(units))[:, None])
    topic = np.where(small, topic_to[None, :], np.arange(len(topics))[None, :])
    cases = of.cases
    moved = replace(
        cases,
        units=all_units,
        topics=all_topics,
        unit=unit[cases.unit, cases.topic],
        topic=topic[cases.unit, cases.topic],
        sender=unit[cases.sender, cases.topic],
    )
    return replace(of, cases=moved), unit * len(all_topics) + topic


def _named(names: tuple[str, ...], group_of: Mapping[str, str]) -> tuple[tuple[str, ...], Codes]:
    """All names with those of the groups behind them, and of each name the place of its group, or its own."""
    groups = sorted({group_of[one] for one in names if one in group_of})
    if clash := set(groups) & set(names):
        raise ValueError(f"These name both a group and a member: {', '.join(sorted(clash))}.")
    place = {one: len(names) + number for number, one in enumerate(groups)}
    return names + tuple(groups), np.array(
        [place[group_of[one]] if one in group_of else own for own, one in enumerate(names)], dtype=np.int64
    )


def together(windows: Mapping[str, Window]) -> Window:
    """Windows of several regions as one, units prefixed with the region's name; one alone stays as it is.

    Each was judged by its own calendar and queue. Where one of them knows nothing of staff, nothing is known.
    """
    if len(windows) == 1:
        return next(iter(windows.values()))
    if len({one.last for one in windows.values()}) > 1:
        raise ValueError("Histories that are looked at together have to end with the same day.")
    parts = list(windows.values())
    starts = np.cumsum([0, *(len(one.cases) for one in parts)])
    staffed = all(one.wait is not None and one.officers is not None for one in parts)
    cases = _joined(windows, starts)
    return Window(
        cases,
        np.concatenate([one.chosen + start for one, start in zip(parts, starts, strict=False)]),
        {metric: _outcome([one.found[metric] for one in parts]) for metric in Metric},
        np.concatenate([one.wait for one in parts if one.wait is not None]) if staffed else None,
        np.concatenate([one.officers for one in parts if one.officers is not None]) if staffed else None,
        parts[0].first,
        parts[0].last,
        cases.unit,
    )


def _outcome(parts: list[Outcome]) -> Outcome:
    return Outcome(np.concatenate([one.judged for one in parts]), np.concatenate([one.bad for one in parts]))


def _joined(windows: Mapping[str, Window], starts: Codes) -> Cases:
    """Rows after one another; topics and channels of the same name are the same, people are not."""
    parts = [one.cases for one in windows.values()]
    regions = list(windows)
    topics, channels = (
        tuple(sorted({name for one in parts for name in getattr(one, field)})) for field in ("topics", "channels")
    )

    def named(field: str, names: tuple[str, ...], codes: str) -> Codes:
        place = {name: number for number, name in enumerate(names)}
        return np.concatenate(
            [
                np.array([place[one] for one in getattr(part, field)], dtype=np.int64)[getattr(part, codes)]
                for part in parts
            ]
        )

    def after(field: str, sizes: list[int]) -> Codes:
        shifts = np.cumsum([0, *sizes])
        return np.concatenate([getattr(part, field) + shift for part, shift in zip(parts, shifts, strict=False)])

    many = [len(one.units) for one in parts]
    plain = {field: np.concatenate([getattr(one, field) for one in parts]) for field in _PLAIN}
    return Cases(
        units=tuple(f"{region}/{name}" for region, one in zip(regions, parts, strict=True) for name in one.units),
        topics=topics,
        channels=channels,
        ids=tuple(f"{region}/{name}" for region, one in zip(regions, parts, strict=True) for name in one.ids),
        unit=after("unit", many),
        topic=named("topics", topics, "topic"),
        channel=named("channels", channels, "channel"),
        reporter=after("reporter", [int(one.reporter.max(initial=-1)) + 1 for one in parts]),
        sender=after("sender", many),
        acted=_acted(parts, starts),
        **plain,
    )


def _acted(parts: list[Cases], starts: Codes) -> Codes | None:
    """Who acted on what; None unless all of them know it."""
    found, people = [], 0
    for one, start in zip(parts, starts, strict=False):
        if one.acted is None:
            return None
        found.append(one.acted + np.array([start, people]))
        people += int(one.acted[:, 1].max(initial=-1)) + 1
    return np.concatenate(found)

"""How likely an open case is still open at its limit, learnt from cases of which some are not over yet. Pure.

Time is cut into half working days since receipt. In each of them a case without a first response may get one or be
done, and one with a response may be done: three chances, each counted among the cases that stood there (open ones as
long as they are known). Few cases lean on more: topic within unit on the unit, the unit on its kind, that on all.
"""

from collections.abc import Sequence
from math import floor, sqrt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # numpy takes its time to import, see `sla.survival`
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]
    Places = npt.NDArray[np.int64]

STEP = 13_500.0
"""Seconds of office time in half a working day."""

BINS = 160
"""Eighty working days; the last bin stands for all that is later."""

WEIGHT = 20.0
"""Cases of its own at which a group counts as much as the group it leans on."""

_EXACT = 400
"""Cases up to which the distribution of their number is computed exactly."""


class Past(NamedTuple):
    """Cases as arrays, durations in seconds of office time since receipt.

    `first` is the first response, where `responded`; `end` when it was done, or up to when it is known not to be.
    """

    first: "Floats"
    responded: "Flags"
    end: "Floats"
    done: "Flags"


class Chances(NamedTuple):
    """By bin: of a response while there is none, of being done without one, of being done after one."""

    respond: "Floats"
    done_without: "Floats"
    done_after: "Floats"


class Counts(NamedTuple):
    """Events by bin, and cases that stood at their risk."""

    respond: "Floats"
    done_without: "Floats"
    without: "Floats"
    done_after: "Floats"
    after: "Floats"


def counted(past: Past) -> Counts:
    """What happened in each bin. A case seen for the last time in a bin does not count as having stood it through."""
    import numpy as np

    first, end = _bins(past.first), _bins(past.end)
    responded = past.responded & (past.first <= past.end)
    leaves = np.where(responded, past.first, past.end)
    event = responded | past.done
    return Counts(
        _many(first[responded]),
        _many(end[past.done & ~responded]),
        _at_risk(np.zeros_like(leaves), leaves, event),
        _many(end[past.done & responded]),
        _at_risk(past.first[responded], past.end[responded], past.done[responded]),
    )


def chances(counts: Counts, parent: Chances | None = None) -> Chances:
    """The chances of a group; where it has few cases they lean on those of `parent`, or on the mean of all bins."""
    import numpy as np

    def leaning(events: "Floats", risk: "Floats", towards: "Floats | None") -> "Floats":
        prior = towards if towards is not None else np.full(BINS, events.sum() / max(float(risk.sum()), 1.0))
        found: Floats = (events + WEIGHT * prior) / (risk + WEIGHT)
        return found

    above: Sequence[Floats | None] = parent or (None, None, None)
    respond = leaning(counts.respond, counts.without, above[0])
    without = leaning(counts.done_without, counts.without, above[1])
    # Leaning on different groups the two ways out of one state could come to more than all.
    whole = np.maximum(respond + without, 1.0)
    return Chances(respond / whole, without / whole, leaning(counts.done_after, counts.after, above[2]))


class Open(NamedTuple):
    """Open cases as arrays, in seconds of office time since receipt: how old they are, and when the promise of a first
    response and that of completion end; infinity where none ends within what is asked about. `group` is the place of
    each one's chances."""

    group: "Places"
    age: "Floats"
    responded: "Flags"
    first_due: "Floats"
    due: "Floats"


def lateness(groups: Sequence[Chances], cases: Open) -> "Floats":
    """For each case the probability that a promise of it is broken: no response by `first_due`, or not done by `due`.

    A promise that ended before the case's age counts as kept: whoever is late already is not forecast.
    """
    import numpy as np

    tables = [np.stack(column) for column in zip(*groups, strict=True)]
    waiting = np.where(cases.responded, 0.0, 1.0)
    answered = 1.0 - waiting
    late = np.zeros(len(cases.age))
    now = cases.age.copy()
    first_due = np.where(cases.responded | (cases.first_due <= cases.age), np.inf, cases.first_due)
    due = np.where(cases.due <= cases.age, np.inf, cases.due)
    while True:
        limit = np.minimum(first_due, due)
        running = np.isfinite(limit)
        if not running.any():
            return np.clip(late, 0.0, 1.0)
        here = _bins(now)
        # To the end of the bin or to the next limit, whichever is first; the last bin has no end.
        edge = np.where(here < BINS - 1, (np.floor(now / STEP) + 1) * STEP, now + STEP)
        until = np.where(running, np.minimum(edge, limit), now)
        part = (until - now) / STEP
        respond, without, after = (1 - (1 - table[cases.group, here]) ** part for table in tables)
        moved = waiting * respond
        waiting = waiting * np.maximum(0.0, 1 - respond - without)
        answered = (answered + moved) * (1 - after)
        now = until
        at_first, at_due = running & (now >= first_due), running & (now >= due)
        late += np.where(at_first, waiting, 0.0)
        waiting = np.where(at_first, 0.0, waiting)
        late += np.where(at_due, waiting + answered, 0.0)
        waiting, answered = np.where(at_due, 0.0, waiting), np.where(at_due, 0.0, answered)
        first_due, due = np.where(at_first, np.inf, first_due), np.where(at_due, np.inf, due)


class Expected(NamedTuple):
    """How many will be late: the mean, and an interval that holds nine of ten outcomes."""

    cases: int
    mean: float
    low: int
    high: int


def number_late(probabilities: Sequence[float], dispersion: float = 1.0) -> Expected:
    """Of independent cases; `dispersion` above 1 widens the interval by how much worse earlier forecasts did."""
    mean = sum(probabilities)
    variance = sum(one * (1 - one) for one in probabilities) * max(1.0, dispersion)
    many = len(probabilities)
    if many <= _EXACT and dispersion <= 1:
        low, high = _exact(probabilities)
        return Expected(many, mean, low, high)
    reach = 1.6448536269514722 * sqrt(variance) + 0.5
    return Expected(many, mean, max(0, floor(mean - reach + 0.5)), min(many, floor(mean + reach + 0.5)))


def _exact(probabilities: Sequence[float]) -> tuple[int, int]:
    import numpy as np

    masses = np.ones(1)
    for one in probabilities:
        masses = np.convolve(masses, [1 - one, one])
    below = np.cumsum(masses)
    low = int(np.searchsorted(below, 0.05 - 1e-12, side="left"))
    high = int(np.searchsorted(below, 0.95 - 1e-12, side="left"))
    return min(low, len(probabilities)), min(high, len(probabilities))


def _bins(seconds: "Floats") -> "Places":
    import numpy as np

    found: Places = np.minimum(np.floor(np.nan_to_num(seconds, posinf=0.0) / STEP), BINS - 1).astype(np.int64)
    return found


def _many(places: "Places") -> "Floats":
    import numpy as np

    return np.bincount(places, minlength=BINS).astype(np.float64)


def _at_risk(starts: "Floats", ends: "Floats", event: "Flags") -> "Floats":
    """How many stood at risk in each bin: of each case every bin from its start to the one in which the `event` came,
    or to the one before it was last seen. In the last bin a case stands at risk for as many steps as it is there."""
    import numpy as np

    first, last = (np.floor(values / STEP).astype(np.int64) for values in (starts, ends))
    last += event
    kept = last > first
    change = np.zeros(BINS + 1)
    np.add.at(change, np.minimum(first[kept], BINS), 1.0)
    np.add.at(change, np.minimum(last[kept], BINS), -1.0)
    risk = np.cumsum(change)[:BINS]
    risk[-1] = np.maximum(last[kept] - np.maximum(first[kept], BINS - 1), 0).sum()
    return risk

"""Which cases a figure counted: the facts it was made of, asked for places instead of numbers. Pure.

What each measure counts is said in `sla/case_figures.py`; a test holds the two against each other.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from sla.case_facts import LATE, LATE_OPEN, NEVER, ON_TIME, Facts
from sla.case_figures import View, every_case, members

if TYPE_CHECKING:  # numpy takes its time to import, see `sla.survival`
    import numpy as np
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Places = npt.NDArray[np.int64]

ALL_GROUPS = "*"
NO_GROUP = ""
"""Names cases that have no unit, topic or area, or of which the asker may not know topic and area."""

OF_HOLDER = frozenset({"open", "backlog", "came", "finished", "still"})
"""Measures that count for the unit that has a case now, and not for those that handed it on."""

_LATE, _FELL = (LATE, LATE_OPEN), (ON_TIME, LATE, LATE_OPEN)
_FALLEN = {
    "due": ("due", "state", _FELL),
    "on_time": ("due", "state", (ON_TIME,)),
    "late": ("due", "state", _LATE),
    "late_open": ("due", "state", (LATE_OPEN,)),
    "first_on_time": ("first_due", "first_state", (ON_TIME,)),
    "first_late": ("first_due", "first_state", _LATE),
}
"""By which date a promise falls within the window, and what became of it."""


class Behind(msgspec.Struct, frozen=True):
    """A figure: `by` and `key` name the group, `first` and `last` the local days asked about, both included.

    `status` narrows what stands still to cases that stand so now. `quiet_since` are, by unit, the instants before which
    the last deed of a person must lie for a case to stand still; "" is that of cases without a unit.
    """

    by: str
    key: str
    measure: str
    first: date
    last: date
    status: str = ""
    quiet_since: Mapping[str, datetime] = {}


def behind(facts: Facts, view: View, asked: Behind) -> "Places":
    """Places of the cases that a figure counted, each once, those received last first."""
    import numpy as np

    cases, handed_on = _group(facts, view, asked)
    counted = _measured(lambda name: facts.columns[name][cases], asked)
    if asked.measure in OF_HOLDER:
        counted &= ~handed_on
    if asked.measure == "passed":
        counted &= handed_on if asked.by == "unit" and asked.key != ALL_GROUPS else facts.columns["forwards"][cases] > 1
    found = np.unique(cases[counted])
    return found[np.argsort(-facts.columns["received"][found], kind="stable")]


def _group(facts: Facts, view: View, asked: Behind) -> "tuple[Places, Flags]":
    """Cases of the group, and which of them it had handed on."""
    import numpy as np

    every = every_case(facts, view)
    if asked.key == ALL_GROUPS:
        return every, np.zeros(len(every), bool)
    cases, group, handed_on = members(facts, view, asked.by, every)
    names = facts.names[asked.by]
    place = -1 if asked.key == NO_GROUP else names.index(asked.key) if asked.key in names else len(names)
    return cases[group == place], handed_on[group == place]


def _measured(column: Callable[[str], Any], asked: Behind) -> "Flags":
    import numpy as np

    def within(name: str) -> Any:
        days = column(name)
        return (days >= asked.first.toordinal()) & (days <= asked.last.toordinal())

    def left() -> Any:
        done = column("done_on")
        return np.where(done != NEVER, done, column("ended_on"))

    found: Flags
    match asked.measure:
        case "open":
            found = column("open")
        case "due" | "on_time" | "late" | "late_open" | "first_on_time" | "first_late":
            day, state, which = _FALLEN[asked.measure]
            found = within(day) & np.isin(column(state), which)
        case "answered":
            found = within("done_on")
        case "rated":
            found = within("done_on") & (column("score") > 0)
        case "replied":
            found = within("answered_on")
        case "disputed":
            found = within("answered_on") & column("disputed")
        case "backlog":
            end, gone = asked.last.toordinal(), left()
            found = (column("received") <= end) & ((gone == NEVER) | (gone > end))
        case "finished":
            gone = left()
            found = (gone >= asked.first.toordinal()) & (gone <= asked.last.toordinal())
        case _:
            found = within("received")
    return found

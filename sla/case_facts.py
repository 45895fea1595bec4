"""Cases without names or words, as arrays: all that supervisors' figures are made of. Pure.

A case costs some forty bytes, so that two years of a province fit in memory while figures are made of them.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import msgspec

if TYPE_CHECKING:  # numpy takes its time to import, see `sla.survival`
    import numpy.typing as npt

    Column = npt.NDArray[Any]

NONE, ON_TIME, LATE, LATE_OPEN, WAITING, LEFT = range(6)
"""What became of a promise; nothing was promised, or see `outcomes.Outcome`."""
BECAME = {"none": NONE, "on_time": ON_TIME, "late": LATE, "late_open": LATE_OPEN, "waiting": WAITING, "left": LEFT}

NEVER = -1
"""A day that has not come."""

NAMED = {"unit": "unit", "topic": "topic", "kind": "kind", "area": "area", "about": "unit"}
"""Columns that hold the place of a name, and the list of names it is a place in; -1 for none."""

COLUMNS = {
    **dict.fromkeys(NAMED, "i4"),
    **{"restricted": "?", "confidential": "?", "open": "?"},
    **{"received": "i4", "done_on": "i4", "answered_on": "i4", "ended_on": "i4"},
    **{"first_state": "i1", "first_due": "i4", "state": "i1", "due": "i4"},
    **{"responded": "?", "first": "i4", "done": "?", "length": "i4", "released": "?", "owed": "i4"},
    **{"disputed": "?", "score": "i1", "forwards": "i2"},
}
"""Days are proleptic ordinals of the region's own date. `done_on` is set while the answer stands, `answered_on` once
there was any, `ended_on` where it ended otherwise. `first` and `length` are tenths of working days since receipt, a
begun tenth counting whole: to the first response and to the answer, or for as long as it is known there was none.
`owed` is how long an answer was owed at a stretch: where `released`, until there was one, disputed later or not, or the
case ended otherwise, or its clock was stopped; forecasts are learnt from it."""


class Facts(NamedTuple):
    """`columns` by name, see COLUMNS. `names` are lists of codes. `passed` are pairs (place of a case, place of a unit)
    of units that held a case for a working day or more and have it no longer."""

    names: dict[str, list[str]]
    columns: "dict[str, Column]"
    passed: "Column"

    @property
    def cases(self) -> int:
        return len(self.columns["received"])


class _Packed(msgspec.Struct):
    names: dict[str, list[str]]
    columns: dict[str, bytes]
    passed: bytes
    ids: bytes = b""


def packed(facts: Facts, ids: "Column | None" = None) -> bytes:
    """As bytes to be kept; `ids` tell the cases, so that some of them can be replaced."""
    columns = {name: facts.columns[name].astype(f"<{kind}").tobytes() for name, kind in COLUMNS.items()}
    kept = b"" if ids is None else ids.tobytes()
    return msgspec.msgpack.encode(_Packed(facts.names, columns, facts.passed.astype("<i4").tobytes(), kept))


def unpacked(data: bytes) -> Facts:
    return identified(data)[1]


def identified(data: bytes) -> "tuple[Column, Facts]":
    """Facts and the ids that were packed with them, as `ids_in` makes them."""
    import numpy as np

    kept = msgspec.msgpack.decode(data, type=_Packed)
    columns = {name: np.frombuffer(kept.columns[name], f"<{kind}") for name, kind in COLUMNS.items()}
    facts = Facts(kept.names, columns, np.frombuffer(kept.passed, "<i4").reshape(-1, 2))
    return np.frombuffer(kept.ids, "S16"), facts


def ids_in(cases: Iterable[UUID]) -> "Column":
    """Ids as an array. All have sixteen bytes: that it leaves out zeroes at an end makes none of them like another."""
    import numpy as np

    return np.frombuffer(b"".join(one.bytes for one in cases), "S16")


def without(facts: Facts, gone: "Column") -> Facts:
    """All cases but those `gone` is true of."""
    import numpy as np

    kept = ~gone
    place = np.cumsum(kept) - 1
    pairs = facts.passed[kept[facts.passed[:, 0]]]
    pairs = np.stack([place[pairs[:, 0]], pairs[:, 1]], axis=1).astype(np.int32)
    return Facts(facts.names, {name: column[kept] for name, column in facts.columns.items()}, pairs)


def made(rows: Sequence[dict[str, Any]], passed: Iterable[tuple[int, str]] = ()) -> Facts:
    """Facts of rows by the names of COLUMNS, with codes or None where a column holds names."""
    import numpy as np

    places: dict[str, dict[str, int]] = {name: {} for name in set(NAMED.values())}

    def place(of: str, code: str | None) -> int:
        return -1 if code is None else places[of].setdefault(code, len(places[of]))

    columns = {}
    for name, kind in COLUMNS.items():
        known = NAMED.get(name)
        values = [place(known, row[name]) if known else row[name] for row in rows]
        columns[name] = np.array(values, f"<{kind}")
    pairs = np.array([(case, place("unit", unit)) for case, unit in passed], "<i4").reshape(-1, 2)
    return Facts({name: list(known) for name, known in places.items()}, columns, pairs)


def joined(months: Iterable[Facts]) -> Facts:
    """All of them together, their names numbered anew."""
    import numpy as np

    places: dict[str, dict[str, int]] = {name: {} for name in set(NAMED.values())}
    parts: dict[str, list[Column]] = {name: [] for name in COLUMNS}
    passed, before = [], 0
    for month in months:
        turned = {
            # One more than there are names: the last place is what -1 points to.
            of: np.array([*(places[of].setdefault(code, len(places[of])) for code in month.names[of]), -1], np.int32)
            for of in places
        }
        for name, column in month.columns.items():
            parts[name].append(turned[NAMED[name]][column] if name in NAMED else column)
        pairs = month.passed.astype(np.int32)
        passed.append(np.stack([pairs[:, 0] + before, turned["unit"][pairs[:, 1]]], axis=1))
        before += month.cases
    columns = {name: np.concatenate(some) if some else np.empty(0, f"<{COLUMNS[name]}") for name, some in parts.items()}
    pairs = np.concatenate(passed) if passed else np.empty((0, 2), np.int32)
    return Facts({name: list(known) for name, known in places.items()}, columns, pairs)


def held(
    spells: Sequence[tuple[Any, str | None]], now: Any, working: Callable[[str, Any, Any], float]
) -> dict[str, float]:
    """How long each unit held a case, from (instant, unit) in order: whose it became then, None for triage.

    `working` gives the seconds of office time of a unit between two instants. Several spells of a unit add up.
    """
    found: dict[str, float] = {}
    for (since, unit), (until, _) in zip(spells, [*spells[1:], (now, None)], strict=True):
        if unit is not None:
            found[unit] = found.get(unit, 0.0) + working(unit, since, until)
    return found

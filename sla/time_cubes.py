"""The figures of time of a month, counted once for every group of cases that could be asked about. Pure.

Cases of which nobody could ask one without the other stand together; of each such group is kept how long how many took,
what became of their promise and which signs they bear. Durations are rounded up to steps that grow with them, so that
what is kept of a month does not grow with every case.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import msgspec

from complaints.sight import Sight, sight
from people.actor import Actor
from sla.period import Grouping, Question
from sla.signs import Sign
from sla.steps import stepped
from sla.survival import Curve

if TYPE_CHECKING:  # numpy takes its time to import, see `sla.survival`
    import numpy.typing as npt

    Column = npt.NDArray[Any]

BECAME = ("none", "on_time", "late", "late_open", "waiting", "left")
"""What became of the promise of a stage, as `outcomes.state` says it; the place is what is kept."""

_QUARTER = 900
_COUNTS, _LENGTHS = 6, 4
"""Columns of what is kept: head, done, ended, became, signs, cases; and head, done, seconds, cases."""

_NOBODY = UUID(int=0)


class Head(msgspec.Struct, frozen=True, array_like=True):
    """What cases of a group have in common: all that a question, or the asker's sight, tells them apart by."""

    unit: str | None
    topic: str | None
    kind: str
    restricted: bool
    about_unit: str | None
    visibility: str
    status: str = ""
    sensitive: bool = False
    erased: bool = False
    unread: bool = False


class Cube(NamedTuple):
    """Of a month and stage. Seconds of `working` are of office time, those of `elapsed` by the clock."""

    heads: Sequence[Head]
    counts: "Column"
    working: "Column"
    elapsed: "Column"


class _Packed(msgspec.Struct, array_like=True):
    heads: list[Head]
    counts: bytes
    working: bytes
    elapsed: bytes


def packed(cube: Cube) -> bytes:
    arrays = (one.astype("<i4").tobytes() for one in cube[1:])
    return msgspec.msgpack.encode(_Packed(list(cube.heads), *arrays))


def unpacked(data: bytes) -> Cube:
    import numpy as np

    kept = msgspec.msgpack.decode(data, type=_Packed)
    counts, working, elapsed = (np.frombuffer(one, "<i4") for one in (kept.counts, kept.working, kept.elapsed))
    return Cube(kept.heads, counts.reshape(-1, _COUNTS), *(one.reshape(-1, _LENGTHS) for one in (working, elapsed)))


def rounded(seconds: "Column", day: float) -> "Column":
    """Up to quarters of an hour within two days, tenths of a day within sixty, then half days; in seconds, as `day`."""
    import numpy as np

    step = np.where(seconds < 2 * day, _QUARTER, np.where(seconds < 60 * day, day / 10, day / 2))
    return np.round(np.ceil(seconds / step - 1e-9) * step).astype(np.int64)


def made(
    heads: Sequence[Head], became: Sequence[str], signs: Sequence[int], spans: Sequence["Column"], days: Sequence[float]
) -> Cube:
    """Of cases side by side; `spans` as `Spans.columns` gives them, its groups being places in `heads`. `days` are the
    seconds of a day of office time and of one by the clock."""
    import numpy as np

    place, done, ended, *times = (np.asarray(one) for one in spans)
    fate = np.array([BECAME.index(one) for one in became], np.int64)
    keys = (place, done, ended, fate, np.array(signs, np.int64))
    lengths = [rounded(seconds, day) for seconds, day in zip(times, days, strict=True)]
    return Cube(heads, _told(*keys), *(_told(place, done, one) for one in lengths))


def _told(*columns: "Column") -> "Column":
    """Each combination once, with how many there are."""
    import numpy as np

    rows = np.stack([one.astype(np.int64) for one in columns], axis=1)
    found, many = np.unique(rows, axis=0, return_counts=True)
    return np.column_stack([found, many])


class Group(NamedTuple):
    """Cases of one group: how many were done and ended otherwise, became what, and bear which signs."""

    cases: int
    done: int
    ended: int
    became: Mapping[str, int]
    signs: dict[Sign, int]
    working: Curve
    elapsed: Curve


def groups(months: Mapping[str, Cube], question: Question, actor: Actor) -> tuple[dict[str | None, Group], Group]:
    """By the question's groups, of all that `actor` may know of; and all together."""
    import numpy as np

    names: dict[str | None, int] = {}
    parts: list[list[Any]] = [[], [], []]
    for month, cube in months.items():
        places = np.array([_place(one, month, question, actor, names) for one in cube.heads], np.int64)
        for part, rows in zip(parts, cube[1:], strict=True):
            group = places[rows[:, 0]] if len(cube.heads) else np.empty(0, np.int64)
            part.append(np.column_stack([group, rows[:, 1:]])[group >= 0])
    widths = (_COUNTS, _LENGTHS, _LENGTHS)
    arrays = [
        np.concatenate(part) if part else np.empty((0, width), np.int64)
        for part, width in zip(parts, widths, strict=True)
    ]
    split = [_by_group(rows, len(names)) for rows in arrays]
    found = {name: _group(*(one[place] for one in split)) for name, place in names.items()}
    return {name: group for name, group in found.items() if group.cases}, _group(*arrays)


def count(cube: Cube, question: Question, actor: Actor, became: str = "", sign: Sign | None = None) -> int:
    """How many cases of a month bear a sign, or became what a field of `Kept` says, or are "open" still."""
    import numpy as np

    seen = np.array([_place(one, "", question, actor, {}) >= 0 for one in cube.heads], bool)
    rows = cube.counts[seen[cube.counts[:, 0]]] if len(cube.heads) else cube.counts
    which = np.ones(len(rows), bool)
    if sign is not None:
        which = (rows[:, 4] >> list(Sign).index(sign)) & 1 == 1
    elif became == "open":
        which = (rows[:, 1] == 0) & (rows[:, 2] == 0)
    elif became:
        which = np.isin(rows[:, 3], [BECAME.index(one) for one in _parts(became)])
    return int(rows[which, 5].sum())


def _parts(became: str) -> tuple[str, ...]:
    return ("late", "late_open") if became == "late" else (became,)


def _place(head: Head, month: str, question: Question, actor: Actor, names: dict[str | None, int]) -> int:
    """Of a head's group, numbered as met; -1 where it is not asked about, or not for the asker to know."""
    seen = sight(actor, _NOBODY, head)
    if seen < Sight.STATUS or (question.unit or head.unit) != head.unit or (question.kind or head.kind) != head.kind:
        return -1
    if question.topic and (head.topic != question.topic or seen < Sight.WORDS):
        return -1
    match question.by:
        case Grouping.MONTH:
            key: str | None = month
        case Grouping.TOPIC:
            key = head.topic if seen >= Sight.WORDS else None
        case Grouping.UNIT:
            key = head.unit
        case _:
            key = head.kind
    return names.setdefault(key, len(names))


def _by_group(rows: "Column", many: int) -> "list[Column]":
    import numpy as np

    ordered = rows[np.argsort(rows[:, 0], kind="stable")]
    return np.split(ordered, np.searchsorted(ordered[:, 0], np.arange(1, many))) if many else []


def _group(counts: "Column", working: "Column", elapsed: "Column") -> Group:
    many = counts[:, 5]
    became = {name: int(many[counts[:, 3] == place].sum()) for place, name in enumerate(BECAME)}
    signs = {sign: int(many[(counts[:, 4] >> place) & 1 == 1].sum()) for place, sign in enumerate(Sign)}
    curves = (stepped(rows[:, 2], rows[:, 1] == 1, rows[:, 3]) for rows in (working, elapsed))
    done, ended = (int(many[counts[:, place] == 1].sum()) for place in (1, 2))
    return Group(int(many.sum()), done, ended, became, signs, *curves)


def bits(bears: Iterable[bool | None]) -> int:
    """Signs in the order of `Sign` as one number."""
    return sum(1 << place for place, one in enumerate(bears) if one)

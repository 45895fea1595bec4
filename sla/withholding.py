"""Which figures may be published, so that nobody can compute a group of one to four cases from all that is. Pure.

Groups are units and topics; `None` is the group of what is told under none. Figures are published by month, and by
quarter and year, and a subtraction between any of them must not tell what was withheld. Three rules do it:

* a group's month is told from LEAST cases on, and what is left of the month is nothing or LEAST cases at least;
* a quarter or year is told where what it holds beyond the months told is nothing, or LEAST cases in two months;
* for whatever small group is withheld there is a *witness*: two cases that could change places, so that every
  published figure stays as it is and the small group does not. Where there is none, something larger is withheld too.

A witness keeps each case's class (what became of it), so that counts of outcomes give nothing away either. Rows without
a case are never told, so a group that is not told may be empty as well. Nobody can tell which rule withheld it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sla.months import months_of, quarter_of, whole

LEAST = 5
"""Cases from which on a group may be told."""

Key = str | None
Pair = tuple[Key, Key]
Class = Hashable
"""What became of a case, as far as figures tell it."""

Joint = Mapping[str, Mapping[tuple[Key, Key], Counter[Class]]]
"""By month: by unit and topic, how many cases of each class."""

Row = dict[str, Counter[Class]]
"""By month: the cases of one group."""

Told = set[tuple[str, str]]
"""(group, period) that may be published."""


class Release(NamedTuple):
    """What may be published; `total` holds periods, `cross` (month, unit, topic)."""

    total: set[str]
    units: Told
    topics: Told
    cross: set[tuple[str, str, str]]


def release(joint: Joint) -> Release:
    """What may be published of whole months; months that are not in `joint` are told of by nobody."""
    months = sorted(joint)
    sizes = {month: sum(sum(one.values()) for one in joint[month].values()) for month in months}
    total = {month for month in months if sizes[month] >= LEAST}
    quarters, years = whole(months)
    for period in (*quarters, *years):
        inside = months_of(period)
        rest = [sizes[month] for month in inside if month not in total and sizes[month]]
        if _speaks(sizes[month] for month in inside) and _safe_rest(rest):
            total.add(period)
    families = [_rows(joint, place) for place in (0, 1)]
    told: list[Told] = [_monthly(rows, total, sizes) for rows in families]
    cross: set[tuple[str, str, str]] = set()
    for month in months:
        cross |= {(month, *pair) for pair in _crossed(joint[month], month, told)}
    for rows, known in zip(families, told, strict=True):
        _longer(rows, known, total, sizes, (*quarters, *years))
        _witnessed(rows, known)
    return Release(total, told[0], told[1], cross)


def covered(key: str, window: Sequence[str], told: Collection[tuple[str, str]]) -> bool:
    """Whether a group's figure for a window of months is the sum of what is told anyway."""
    return all(
        any(
            (key, period) in told and set(months_of(period)) <= set(window)
            for period in (month, quarter_of(month), month[:4])
        )
        for month in window
    )


def _speaks(sizes: Iterator[int]) -> bool:
    return sum(sizes) >= LEAST


def _safe_rest(rest: Sequence[int]) -> bool:
    """Whether a longer period may be told beside its months: `rest` are the sizes of those withheld, none empty.

    Two months that can hold four cases at most, and eight together, would be known.
    """
    return not rest or (len(rest) > 1 and sum(rest) >= LEAST and sum(rest) != (LEAST - 1) * len(rest))


def _rows(joint: Joint, place: int) -> dict[Key, Row]:
    rows: dict[Key, Row] = defaultdict(lambda: defaultdict(Counter))
    for month, cells in joint.items():
        for key, classes in cells.items():
            rows[key[place]][month] += classes
    rows[None]  # what is told under no group is always one of the places a case may have
    return {key: dict(row) for key, row in rows.items()}


def _size(row: Row, period: str) -> int:
    return sum(sum(row[month].values()) for month in months_of(period) if month in row)


def _complemented(rows: Mapping[Key, Row], known: Told, period: str, size: int) -> None:
    """Withhold the smallest until what is left of the period is nothing or LEAST cases."""
    listed = sorted(
        (_size(row, period), key) for key, row in rows.items() if key is not None and (key, period) in known
    )
    rest = size - sum(one for one, _ in listed)
    while listed and 0 < rest < LEAST:
        smallest, key = listed.pop(0)
        known.discard((key, period))
        rest += smallest


def _monthly(rows: Mapping[Key, Row], total: Collection[str], sizes: Mapping[str, int]) -> Told:
    known = {
        (key, month)
        for key, row in rows.items()
        if key is not None
        for month in row
        if month in total and _size(row, month) >= LEAST
    }
    for month in sizes:
        _complemented(rows, known, month, sizes[month])
    return known


def _longer(
    rows: Mapping[Key, Row], known: Told, total: Collection[str], sizes: Mapping[str, int], periods: Sequence[str]
) -> None:
    """Adds quarters and years."""
    for period in periods:
        if period not in total:
            continue
        for key, row in rows.items():
            if key is None or _size(row, period) < LEAST:
                continue
            hidden = [one for one in months_of(period) if (key, one) not in known]
            if _safe_rest([size for month in hidden if (size := _size(row, month))]):
                known.add((key, period))
        _complemented(rows, known, period, sum(sizes[month] for month in months_of(period)))


# Witnesses over time: two cases of one class, in two groups and two months, change groups.


def _witnessed(rows: Mapping[Key, Row], known: Told) -> None:
    """Withholds quarters and years again until each small cell in them has its witness. Withholding one takes no
    witness from another, so this ends with all of them served."""
    again = True
    while again:
        again = False
        for key, period in sorted(known, key=lambda one: (len(one[1]), one)):
            if len(months_of(period)) > 1 and not _served(rows, known, str(key), period):
                known.discard((key, period))
                again = True


def _served(rows: Mapping[Key, Row], known: Told, key: str, period: str) -> bool:
    inside, row = months_of(period), rows[key]
    for month in inside:
        if 0 < _size(row, month) < LEAST and not _witness(rows, known, key, month, inside):
            return False
    for quarter in {quarter_of(month) for month in inside} - {period}:
        outside = [month for month in inside if quarter_of(month) != quarter]
        if 0 < _size(row, quarter) < LEAST and not any(
            _witness(rows, known, key, month, outside) for month in months_of(quarter)
        ):
            return False
    return True


def _witness(rows: Mapping[Key, Row], known: Told, key: str, month: str, others: Sequence[str]) -> bool:
    """Whether some case could leave or join (key, month) against one in another of the months."""
    here = rows[key]
    for other in others:
        if other == month or not _exchangeable(known, key, month, other):
            continue
        for partner, there in rows.items():
            if partner == key or not _exchangeable(known, partner, month, other):
                continue
            if _shared(here.get(month), there.get(other)) or _shared(here.get(other), there.get(month)):
                return True
    return False


def _exchangeable(known: Told, key: Key, one: str, other: str) -> bool:
    """Whether a group may gain in one month and lose in another and nothing told of it changes."""
    if key is None:
        return True
    if (key, one) in known or (key, other) in known:
        return False
    if one[:4] != other[:4] and ((key, one[:4]) in known or (key, other[:4]) in known):
        return False
    first, second = quarter_of(one), quarter_of(other)
    return first == second or ((key, first) not in known and (key, second) not in known)


def _shared(one: Counter[Class] | None, other: Counter[Class] | None) -> bool:
    return bool(one and other and one.keys() & other.keys())


# Witnesses inside a month: two cases of one class, of two units and two topics, change topics.


def _crossed(cells: Mapping[tuple[Key, Key], Counter[Class]], month: str, told: Sequence[Told]) -> set[tuple[str, str]]:
    """The pairs of unit and topic that may be told of a month. Where even the month's totals by unit and by topic
    would tell a small pair, the topics of that month are withheld."""
    units = {key for key, period in told[0] if period == month}
    topics = {key for key, period in told[1] if period == month}
    sizes = {pair: sum(classes.values()) for pair, classes in cells.items()}
    listed = {
        (unit, topic)
        for (unit, topic), size in sizes.items()
        if unit is not None and topic is not None and size >= LEAST and unit in units and topic in topics
    }
    for place in (0, 1):
        for key in sorted({pair[place] for pair in listed}):
            _rest_withheld(sizes, listed, place, key)
    # Withholding in one direction may leave a small rest in the other.
    while any(_rest_withheld(sizes, listed, place, key) for place in (0, 1) for key in {one[place] for one in listed}):
        pass
    small = [pair for pair, size in sizes.items() if None not in pair and 0 < size < LEAST]
    unserved = _unserved(cells, listed, small)
    while unserved and listed:
        listed -= {one for one in listed for pair in unserved if one[0] == pair[0] or one[1] == pair[1]} or listed
        while any(
            _rest_withheld(sizes, listed, place, key) for place in (0, 1) for key in {one[place] for one in listed}
        ):
            pass
        unserved = _unserved(cells, listed, small)
    if unserved:
        told[1].difference_update({(topic, month) for topic in topics})
    return listed


def _unserved(
    cells: Mapping[Pair, Counter[Class]], listed: Collection[tuple[Key, Key]], small: Sequence[Pair]
) -> list[Pair]:
    """The small pairs without a witness."""
    bearers: dict[Class, list[Pair]] = defaultdict(list)
    for pair, classes in cells.items():
        if pair not in listed:
            for one in classes:
                bearers[one].append(pair)
    rows, columns = defaultdict(list), defaultdict(list)
    for pair in cells:
        if pair not in listed:
            rows[pair[0]].append(pair)
            columns[pair[1]].append(pair)
    return [
        pair
        for pair in small
        if not _leavable(cells[pair], bearers, listed, pair)
        and not _joinable(cells, rows[pair[0]], columns[pair[1]], listed, pair)
    ]


def _rest_withheld(sizes: Mapping[tuple[Key, Key], int], listed: set[tuple[str, str]], place: int, key: str) -> bool:
    """Withholds the smallest pairs of a unit or topic while the rest of it is small; whether there were any."""
    rest = sum(size for pair, size in sizes.items() if pair[place] == key and pair not in listed)
    mine = sorted((sizes[pair], pair) for pair in listed if pair[place] == key)
    if not (mine and 0 < rest < LEAST):
        return False
    while mine and 0 < rest < LEAST:
        size, pair = mine.pop(0)
        listed.discard(pair)
        rest += size
    return True


def _leavable(
    own: Counter[Class], bearers: Mapping[Class, Sequence[Pair]], listed: Collection[tuple[Key, Key]], pair: Pair
) -> bool:
    """Whether a case could leave the pair against one of another unit and topic."""
    unit, topic = pair
    return any(
        other != unit and another != topic and (unit, another) not in listed and (other, topic) not in listed
        for one in own
        for other, another in bearers[one]
    )


def _joinable(
    cells: Mapping[Pair, Counter[Class]],
    row: Sequence[Pair],
    column: Sequence[Pair],
    listed: Collection[tuple[Key, Key]],
    pair: Pair,
) -> bool:
    """Whether a case of the same unit and one of the same topic could change topics, so that the pair gains one."""
    return any(
        (other, another) not in listed and _shared(cells[unit, another], cells[other, topic])
        for unit, another in row
        if another != pair[1]
        for other, topic in column
        if other != pair[0]
    )

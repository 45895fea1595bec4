"""Pieces of the SQL by which the public list is narrowed, searched and ordered."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from complaints.kinds import WordsKind
from complaints.tables import FACETS, OPEN_TO_ALL
from complaints.views import Filter, Mark

_WALKED_BY = "complaint_id, received_at, joined, topic, area, unit, kind, status"
_HIDDEN = f"('{WordsKind.REASON}', '{WordsKind.TRANSCRIPT}', '{WordsKind.NOTE}')"


class Values(list[Any]):
    """The values of a statement; adding one gives its placeholder."""

    def add(self, value: Any) -> str:
        self.append(value)
        return f"${len(self)}"


def walked_by(wanted: Filter, at: Mark | None, most_joined: bool, limit: int, values: Values) -> str:
    conditions = [OPEN_TO_ALL, *since(wanted, values), *beyond(at, most_joined, values)]
    order = f"{ordered(at, most_joined)} LIMIT {limit}"
    return f"SELECT {_WALKED_BY} FROM complaints WHERE {all_of(conditions)} {order}"


def said_of(words: str, values: Values, of: str = "walk") -> str:
    """Whether the words stand in what everybody may read of a complaint."""
    return f"{having_words(words, values)} AND said.complaint_id = {of}.complaint_id"


def having_words(words: str, values: Values) -> str:
    """All in which the words stand together and that everybody may read.

    Plainly all of them: phrases and exclusions would have every word of the country read again for a single answer.
    """
    query = f"plainto_tsquery('indonesian', {values.add(words)})"
    return f"FROM complaint_words said WHERE said.kind NOT IN {_HIDDEN} AND said.search @@ {query}"


def since(wanted: Filter, values: Values) -> list[str]:
    """What cuts the list off at a time, so that no walk goes beyond it."""
    found = [f"received_at >= {values.add(wanted.received_after)}"] if wanted.received_after else []
    if wanted.since:
        found.append(f"received_at >= {values.add(datetime.combine(wanted.since, time(), UTC))}")
    if wanted.until:
        found.append(f"received_at < {values.add(datetime.combine(wanted.until, time(), UTC) + timedelta(days=1))}")
    return found


def narrowed_to(wanted: Filter, values: Values) -> list[str]:
    """What is wanted, asked of each entry of the walk."""
    found = [
        f"{name} = ANY({values.add(list(some))}::text[])"
        for name, some in (("status", wanted.statuses), ("area", wanted.areas))
        if some
    ]
    for name in ("topic", "area", "unit", "kind"):
        if value := getattr(wanted, name):
            found.append(f"{name} = {values.add(value)}")
    return found


def by_facets(wanted: Filter, values: Values) -> list[str]:
    """The same, asked of the index of facets."""
    single = [name[0] + value for name in ("topic", "area", "unit", "kind") if (value := getattr(wanted, name))]
    found = [f"{FACETS} @> {values.add(single)}::text[]"] if single else []
    for name, some in (("status", wanted.statuses), ("area", wanted.areas)):
        if some:
            found.append(f"{FACETS} && {values.add([name[0] + one for one in some])}::text[]")
    return found


def beyond(at: Mark | None, most_joined: bool, values: Values) -> list[str]:
    if at is None:
        return []
    where = ("joined", "received_at", "complaint_id") if most_joined else ("received_at", "complaint_id")
    told: tuple[int | datetime | UUID, ...] = (at.joined, at.received_at, at.id)
    marks = ", ".join(values.add(value) for value in told[-len(where) :])
    return [f"({', '.join(where)}) {'>' if at.newer else '<'} ({marks})"]


def all_of(conditions: Sequence[str]) -> str:
    return " AND ".join(conditions) or "true"


def ordered(at: Mark | None, most_joined: bool) -> str:
    way = "ASC" if at is not None and at.newer else "DESC"
    return f"ORDER BY {f'joined {way}, ' if most_joined else ''}received_at {way}, complaint_id {way}"


def forwards(ids: list[UUID], at: Mark | None, size: int) -> list[UUID]:
    """In the order of the list, with the one that is too many at the end."""
    return ids if at is None or not at.newer else [*reversed(ids[:size]), *ids[size:]]

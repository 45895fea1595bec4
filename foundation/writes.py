"""Rows to be written, of any number of tables, turned into one SQL statement.

A filing writes to half a dozen tables. One data-modifying CTE a table, fed by `unnest` of one array a column,
makes that one statement and one round trip, whatever the number of rows; the text depends only on which tables
take part, so PostgreSQL plans it once per connection.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast

from sqlalchemy import Column, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel.ext.asyncio.session import AsyncSession

from foundation.database import Row

Mode = Literal["insert", "upsert", "remove", "forget"]
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Write:
    """One row to insert, to insert-or-replace by its primary key, or to remove by its primary key.

    To "forget" removes all rows with that first column of the key: what one complaint has in a table.

    `values` holds a value for each column; a missing nullable column is NULL. JSONB values are JSON text.
    """

    table: type[Row]
    values: Mapping[str, Any]
    mode: Mode = "insert"


def table_of(model: type[Row]) -> Table:
    return cast(Table, model.__table__)  # type: ignore[attr-defined]


@cache
def _columns(model: type[Row]) -> tuple[Column[Any], ...]:
    return tuple(column for column in table_of(model).columns if column.computed is None)


@cache
def _key(model: type[Row]) -> tuple[str, ...]:
    return tuple(column.name for column in table_of(model).primary_key.columns)


@cache
def _named_by(model: type[Row], mode: Mode) -> tuple[str, ...]:
    """The columns of the key by which a row, or all rows of a complaint, are named."""
    return _key(model)[:1] if mode == "forget" else _key(model)


@cache
def _clause(model: type[Row], mode: Mode, first: int) -> tuple[str, int]:
    """The statement of one table with its parameters numbered from `first`, and how many it takes."""
    name, key = table_of(model).name, _named_by(model, mode)
    removing = mode in ("remove", "forget")
    columns = [c for c in _columns(model) if not removing or c.name in key]
    casts = ", ".join(f"${first + i}::{c.type.compile(dialect=_DIALECT)}[]" for i, c in enumerate(columns))
    names = ", ".join(c.name for c in columns)
    if removing:
        match = " AND ".join(f"t.{c} = gone.{c}" for c in key)
        return f"DELETE FROM {name} t USING unnest({casts}) AS gone({names}) WHERE {match}", len(columns)
    text = f"INSERT INTO {name} ({names}) SELECT * FROM unnest({casts})"
    if mode == "upsert":
        others = [c.name for c in columns if c.name not in key]
        change = ", ".join(f"{c} = excluded.{c}" for c in others)
        text += f" ON CONFLICT ({', '.join(key)}) DO " + (f"UPDATE SET {change}" if others else "NOTHING")
    return text, len(columns)


@cache
def _statement(parts: tuple[tuple[type[Row], Mode], ...]) -> str:
    clauses, first = [], 1
    for model, mode in parts:
        text, taken = _clause(model, mode, first)
        clauses.append(text)
        first += taken
    *before, last = clauses
    if not before:
        return last
    return "WITH " + ", ".join(f"w{i} AS ({text})" for i, text in enumerate(before)) + " " + last


def plan(writes: Iterable[Write], order: Sequence[type[Row]] = ()) -> tuple[str, tuple[list[Any], ...]] | None:
    """The statement and its parameters, or None where there is nothing to write.

    Tables come in `order`, then in the order met; rows of one table by primary key, so that two writers never wait
    for each other in a circle. Of several upserts or removals of one key the last one counts.
    """
    place = {model: number for number, model in enumerate(order)}
    rows: dict[type[Row], dict[Any, Write]] = {}
    for write in writes:
        key = tuple(write.values[name] for name in _named_by(write.table, write.mode))
        table = rows.setdefault(write.table, {})
        if write.mode == "insert" and key in table:
            raise ValueError(f"{table_of(write.table).name}: two inserts of {key}")
        table[key] = write
    groups: dict[tuple[type[Row], Mode], list[tuple[Any, Write]]] = {}
    for model in sorted(rows, key=lambda m: place.get(m, len(place))):
        for key, write in rows[model].items():
            groups.setdefault((model, write.mode), []).append((key, write))
    if not groups:
        return None
    parameters: list[list[Any]] = []
    for (model, mode), members in groups.items():
        members.sort(key=lambda member: member[0])
        for column in _columns(model):
            if mode in ("remove", "forget") and column.name not in _named_by(model, mode):
                continue
            parameters.append([_value(write, column) for _, write in members])
    return _statement(tuple(groups)), tuple(parameters)


def _value(write: Write, column: Column[Any]) -> Any:
    if column.name in write.values:
        return write.values[column.name]
    if column.nullable:
        return None
    raise KeyError(f"{column.table.name}.{column.name} has no value")


async def write_all(
    within: AsyncSession | AsyncConnection, writes: Iterable[Write], order: Sequence[type[Row]] = ()
) -> None:
    """Write everything in one statement, within the session's transaction or as the connection commits."""
    planned = plan(writes, order)
    if planned is None:
        return
    statement, parameters = planned
    connection = within if isinstance(within, AsyncConnection) else await within.connection()
    await connection.exec_driver_sql(statement, parameters)

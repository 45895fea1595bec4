"""How often the application spoke to its database, counted by the database itself."""

import json
from typing import NamedTuple

from foundation.embedded import OWNER, EmbeddedPostgres

_COUNT = f"""
SELECT json_build_object(
    'all', coalesce(sum(calls), 0),
    'commits', coalesce(sum(calls) FILTER (WHERE query = 'COMMIT'), 0),
    'counter', coalesce(sum(calls) FILTER (WHERE query LIKE 'INSERT INTO counters%'), 0))
FROM pg_stat_statements WHERE userid = '{OWNER}'::regrole AND toplevel
"""  # noqa: S608 - a name of our own


class Counted(NamedTuple):
    """Statements and commits of everything but the rate counter, and the counter's own statements."""

    statements: int
    commits: int
    counter_statements: int


def forget(database: EmbeddedPostgres) -> None:
    """Begin to count anew."""
    database.sql("SELECT pg_stat_statements_reset()")


def counted(database: EmbeddedPostgres) -> Counted:
    """What was counted since `forget`, the few look-ups that keep the region and the promises fresh included."""
    found = json.loads(database.sql(_COUNT))
    # The counter's upsert commits by itself, without a word.
    return Counted(found["all"] - found["counter"], found["commits"], found["counter"])

"""How often the application spoke to its database, counted by the database itself."""

import json
from datetime import datetime
from typing import NamedTuple

from foundation.embedded import OWNER, EmbeddedPostgres

_COUNT = """
SELECT json_build_object(
    'all', coalesce(sum(calls), 0),
    'written', (SELECT count(DISTINCT xmin::text) FROM complaint_events WHERE at >= '{since}'),
    'counter', coalesce(sum(calls) FILTER (WHERE query LIKE 'INSERT INTO counters%'), 0))
FROM pg_stat_statements WHERE userid = '{owner}'::regrole AND toplevel
"""


class Counted(NamedTuple):
    """Statements of everything but the rate counter, transactions that wrote the log, the counter's own statements."""

    statements: int
    commits: int
    counter_statements: int


def forget(database: EmbeddedPostgres) -> None:
    """Begin to count anew."""
    database.sql("SELECT pg_stat_statements_reset()")


def counted(database: EmbeddedPostgres, since: datetime) -> Counted:
    """What was counted since `forget`, the few look-ups that keep the region and the promises fresh included.

    Statements that commit by themselves show no COMMIT, so commits are told from the log: each of its rows knows the
    transaction that wrote it. `since` is when the filing began.
    """
    found = json.loads(database.sql(_COUNT.replace("{since}", since.isoformat()).replace("{owner}", OWNER)))
    return Counted(found["all"] - found["counter"], found["written"], found["counter"])

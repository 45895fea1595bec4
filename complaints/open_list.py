"""The public list in SQL: a page costs the same among ten thousand complaints as among a million.

First the newest are walked along an index that holds all by which the list may be narrowed, until the page is full; of
what is frequent that takes few steps. What those WALKED do not show is rare, so that little is read where the indexes
of words and of facets are asked for all of it. Of words the planner's statistics tell which way is short, and what
they get wrong costs time, never a line. Pages go on from the last line of the one before (`Mark`), not by numbers.
Every statement (its pieces: `open_list_sql`) is told its values when it is planned, because how rare a word is decides
which way is short.
"""

from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from complaints import ticket
from complaints.open_list_sql import (
    Values,
    all_of,
    beyond,
    by_facets,
    forwards,
    having_words,
    narrowed_to,
    ordered,
    said_of,
    since,
    walked_by,
)
from complaints.openly_said import openly_said
from complaints.tables import OPEN_TO_ALL, STOP_WORDS
from complaints.views import Filter, Mark
from foundation.database import plainly
from foundation.errors import Invalid

WALKED = 10_000
"""Entries of the index that are walked; a list with more is told to have more than what they show."""
PROBED = 5_000
"""Of them so many are looked up among the words: about what reading all that have a word costs where it is rarer."""
FAR = 50_000
"""Entries walked to find those to look up, where the list is narrowed as well."""
BESIDE = 10_000
"""Entries that are held against all that have a word which is not frequent."""
LOOK_UP = 2.0
"""What it costs to look one entry up among the words, against reading one that the index of words gives."""
TOO_MANY = 10_000
"""Read from the index of words at most, where they were taken to be few."""
MANY = 2_000
"""From so many on that have a word, the list is walked and held against them, however far; of fewer each is looked up
in the list."""
TOO_MANY_AT_ALL = 100_000
"""Of more the database would not hold them against a walk in memory."""
MOST_WORDS = 12
"""Of a search; more would narrow nothing and cost as much as they please."""

_PLANNED = "SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true)"
_TOLD = (
    "SELECT (SELECT reltuples FROM pg_class WHERE oid = 'complaints'::regclass) AS rows, ARRAY("
    "SELECT word FROM unnest($1::text[]) word WHERE numnode(plainto_tsquery('indonesian', word)) > 0) AS words"
)


class Found(NamedTuple):
    """Complaints of a page in order; `total` are all, or at least so many where there are `more`."""

    ids: list[UUID]
    total: int
    more: bool
    further: bool
    """Whether the list goes on beyond the page, in the direction that was asked for."""
    counted: bool = False
    """Whether all there are were read for it, and not only those on the way to a full page."""


async def found(session: AsyncSession, wanted: Filter, at: Mark | None, size: int, *, most_joined: bool) -> Found:
    """A page; what is searched for names a code, or a number borne elsewhere, or tells words."""
    if not wanted.query:
        return await listed(session, wanted, at, size, most_joined=most_joined)
    named = await known(session, code_of(wanted.query), wanted.query.strip().lstrip("#")[:200])
    if named:
        return await among(session, named, wanted)
    words = public_words(wanted.query)
    if not words:
        return Found([], 0, False, False)
    page = await searched(session, words, wanted, at, size, most_joined=most_joined)
    told = await openly_said(session, words, page.ids)
    ids = [one for one in page.ids if one in told]
    return page._replace(ids=ids, total=page.total - (len(page.ids) - len(ids)))


def code_of(written: str) -> str | None:
    try:
        return ticket.read(written)
    except Invalid:
        return None


def public_words(query: str) -> str:
    """What everybody may search for, out of what somebody wrote.

    A search must not confirm what the public page blots out: words with a digit or an at sign in them, which may be of
    a telephone, a house or an address, are left out, as are those that are left out of what is searched.
    """
    told = (word for word in query.replace("\0", " ").split() if word.casefold() not in STOP_WORDS)
    plain = (word for word in told if any(map(str.isalpha, word)) and not any(c == "@" or c.isdigit() for c in word))
    return " ".join(islice(plain, MOST_WORDS))[:200]


async def known(session: AsyncSession, code: str | None, reference: str) -> list[UUID]:
    """Complaints that have this ticket code, or bear this number elsewhere."""
    rows = await plainly(
        session,
        "SELECT complaint_id FROM tickets WHERE code = $1 AND complaint_id IS NOT NULL "
        "UNION SELECT complaint_id FROM external_references WHERE value = $2",
        *(code or "", reference),
    )
    return [row["complaint_id"] for row in rows]


async def among(session: AsyncSession, ids: Sequence[UUID], wanted: Filter) -> Found:
    """Those of a few that everybody may read, narrowed as the list is; the newest first."""
    values = Values([list(ids)])
    conditions = ["complaint_id = ANY($1::uuid[])", OPEN_TO_ALL, *since(wanted, values), *narrowed_to(wanted, values)]
    rows = await plainly(
        session, f"SELECT complaint_id FROM complaints WHERE {all_of(conditions)} {ordered(None, False)}", *values
    )
    return Found([row["complaint_id"] for row in rows], len(rows), False, False)


async def listed(session: AsyncSession, wanted: Filter, at: Mark | None, size: int, *, most_joined: bool) -> Found:
    """A page of those that are narrowed by what is written beside the words."""
    await plainly(session, _PLANNED)
    kept, whole = await _walked(session, wanted, most_joined)
    if whole or kept > size:
        ids = await _along(session, wanted, at, size, most_joined, None)
        if whole or len(ids) > size:
            return Found(ids[:size], kept, not whole, len(ids) > size)
    return await _by_keys(session, wanted, at, size, most_joined, None)


async def searched(
    session: AsyncSession, words: str, wanted: Filter, at: Mark | None, size: int, *, most_joined: bool
) -> Found:
    """A page of those in which all of `words` stand together, in the report or in one answer."""
    await plainly(session, _PLANNED)
    few = await _are_few(session, words, size)
    narrowed = bool(narrowed_to(wanted, Values()))
    ids: list[UUID] | None = []
    if not (few and narrowed):
        ids = await (_beside if few else _along)(session, wanted, at, size, most_joined, words)
    if ids is None:
        return Found([], 0, False, False)
    if len(ids) > size:
        return Found(ids[:size], size, True, True)
    if not (few or narrowed):
        page = await _among_many(session, wanted, at, size, most_joined, words)
        if page is not None:
            return page
    return await _by_keys(session, wanted, at, size, most_joined, words)


async def _are_few(session: AsyncSession, words: str, size: int) -> bool:
    """Whether reading all that have these words is taken to be shorter than looking entries up until a page is full.

    The rarest word alone decides: how often words stand together, statistics do not tell.
    """
    (told,) = await plainly(session, _TOLD, words.split())
    if not told["words"]:
        return False
    values = Values()
    # The first stands there twice, because the plan of one alone has no parts.
    each = " UNION ALL ".join(f"(SELECT {having_words(word, values)})" for word in [*told["words"], told["words"][0]])
    (plan,) = await plainly(session, f"EXPLAIN (FORMAT JSON) {each}", *values)
    parts = plan["QUERY PLAN"][0]["Plan"]["Plans"]
    rarest = max(1, min(part["Plan Rows"] for part in parts))
    return bool(rarest < LOOK_UP * (size + 1) * told["rows"] / rarest)


async def _walked(session: AsyncSession, wanted: Filter, most_joined: bool) -> tuple[int, bool]:
    """How many of the first WALKED are wanted, and whether those are all there are."""
    values = Values()
    walk = walked_by(wanted, None, most_joined, WALKED, values)
    kept = f"count(*) FILTER (WHERE {all_of(narrowed_to(wanted, values))})"
    (row,) = await plainly(session, f"SELECT count(*) AS walked, {kept} AS kept FROM ({walk}) walk", *values)
    return row["kept"], row["walked"] < WALKED


async def _along(
    session: AsyncSession, wanted: Filter, at: Mark | None, size: int, most_joined: bool, words: str | None
) -> list[UUID]:
    """One more than a page, as far as the walk goes."""
    values, narrowed = Values(), narrowed_to(wanted, Values())
    far = WALKED if words is None else FAR if narrowed else PROBED
    walk = f"SELECT * FROM ({walked_by(wanted, at, most_joined, far, values)}) entries"
    walk = f"{walk} WHERE {all_of(narrowed_to(wanted, values))}"
    in_order = ordered(at, most_joined)
    order = f"{in_order} LIMIT {size + 1}"
    if words is None:
        rows = await plainly(session, f"{walk} {order}", *values)
    else:
        # LIMIT keeps the planner from turning it round: from looking for all that has the words first. The order said
        # again lets it end as soon as the page is full.
        probed = f"{walk} {in_order} LIMIT {PROBED}) walk, LATERAL (SELECT {said_of(words, values)} LIMIT 1) said"
        rows = await plainly(session, f"SELECT walk.* FROM ({probed} {order}", *values)
    return forwards([row["complaint_id"] for row in rows], at, size)


async def _beside(
    session: AsyncSession, wanted: Filter, at: Mark | None, size: int, most_joined: bool, words: str
) -> list[UUID] | None:
    """One more than a page of the first BESIDE that are among all that have the words; None where nothing has them."""
    values, order = Values(), ordered(at, most_joined)
    bearing = f"SELECT said.complaint_id {having_words(words, values)} LIMIT {TOO_MANY}"
    walk = walked_by(wanted, at, most_joined, BESIDE, values)
    among = f"complaint_id IN (SELECT complaint_id FROM bearing) {order} LIMIT {size + 1}"
    (row,) = await plainly(
        session,
        f"WITH bearing AS MATERIALIZED ({bearing}) SELECT (SELECT count(*) FROM bearing) AS every, "
        f"ARRAY(SELECT complaint_id FROM ({walk}) walk WHERE {among}) AS ids",
        *values,
    )
    if row["every"] < TOO_MANY:
        return forwards(row["ids"], at, size) if row["every"] else None
    return await _along(session, wanted, at, size, most_joined, words)


async def _among_many(
    session: AsyncSession, wanted: Filter, at: Mark | None, size: int, most_joined: bool, words: str
) -> Found | None:
    """What `_by_keys` finds of words that very many have, and that the newest have not: as far as the list is walked
    until the page is full, and counted no further than told. None where fewer have them, or too many for that."""
    values = Values()
    bearing = f"SELECT DISTINCT said.complaint_id {having_words(words, values)} LIMIT {TOO_MANY_AT_ALL}"
    shown = all_of([OPEN_TO_ALL, *since(wanted, values)])
    # LIMIT, and IS TRUE, keep the planner from turning it round: from reading the whole list for it.
    one = f"SELECT FROM complaints WHERE complaint_id = bearing.complaint_id AND {shown} LIMIT 1"
    counted = f"SELECT FROM bearing, LATERAL ({one}) one LIMIT {WALKED + 1}"
    held = "(complaint_id IN (SELECT complaint_id FROM bearing)) IS TRUE"
    walk = f"{all_of([shown, *beyond(at, most_joined, values), held])} {ordered(at, most_joined)} LIMIT {size + 1}"
    many = f"CASE WHEN n >= {MANY} AND n < {TOO_MANY_AT_ALL} THEN"
    (row,) = await plainly(
        session,
        f"WITH bearing AS MATERIALIZED ({bearing}), these AS MATERIALIZED (SELECT count(*) AS n FROM bearing) "
        f"SELECT {many} (SELECT count(*) FROM ({counted}) told) END AS every, "
        f"{many} ARRAY(SELECT complaint_id FROM complaints WHERE {walk}) END AS ids FROM these",
        *values,
    )
    if row["ids"] is None:
        return None
    ids, total = forwards(row["ids"], at, size), row["every"] if row["ids"] else 0
    return Found(ids[:size], min(total, WALKED), total > WALKED, len(ids) > size, counted=True)


async def _by_keys(
    session: AsyncSession, wanted: Filter, at: Mark | None, size: int, most_joined: bool, words: str | None
) -> Found:
    """The same out of all there are, by the indexes of facets and of words; counted to WALKED."""
    values = Values()
    conditions = [OPEN_TO_ALL, *since(wanted, values), *by_facets(wanted, values)]
    if words is not None:
        conditions.append(f"EXISTS (SELECT {said_of(words, values, 'complaints')})")
    kept = f"SELECT complaint_id, received_at, joined FROM complaints WHERE {all_of(conditions)}"
    further = f"{all_of(beyond(at, most_joined, values))} {ordered(at, most_joined)} LIMIT {size + 1}"
    rows = await plainly(
        session,
        f"WITH kept AS MATERIALIZED ({kept}) SELECT complaint_id, (SELECT count(*) FROM kept) AS every "
        f"FROM kept WHERE {further}",
        *values,
    )
    ids = forwards([row["complaint_id"] for row in rows], at, size)
    total = rows[0]["every"] if rows else 0
    return Found(ids[:size], min(total, WALKED), total > WALKED, len(ids) > size, counted=True)

"""Finds earlier reports that tell of the same: candidates by SQL from words, place and time, weighed by `near`."""

import asyncio
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Float,
    Integer,
    Select,
    String,
    Uuid,
    and_,
    any_,
    bindparam,
    column,
    func,
    literal_column,
    select,
    text,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlmodel import col

from complaints.blurring import blurred
from complaints.commands import Place
from complaints.kinds import OPEN, Status, WordsKind
from complaints.masking import masked
from complaints.openness import is_published
from complaints.region import Region, RegionBook
from complaints.tables import LATITUDE, LONGITUDE, ComplaintRow, WordsRow
from complaints.visibility import Sight, may_see, published
from foundation.clock import Clock
from foundation.database import Database
from foundation.lately import Lately
from foundation.writes import table_of
from people.actor import Actor
from routing.near import (
    LONGEST,
    SAME,
    Apart,
    Rarity,
    Traits,
    likeness,
    metres_between,
    spoken_of,
    stems_of,
    traits,
    ways_to_write,
    weighed,
)
from routing.spelling import plainly, spoken, stem_of, words_of

TERMS = 10
"""Words of a report by which others are sought: its rarest."""
RARE_ROWS = 600
"""Rows that the rare words may bring in, by estimate; words that would bring more are left to place and time."""
RECENT = 150
"""Of the same area (or of all, where no area is known) so many newest ones are looked at, whatever their words."""
CANDIDATES = 24
"""So many of what was brought in are read and compared, those first that share the rarest words."""
LONGEST_BEGINNING = 160
"""Characters of a report that are shown of it."""

_TOLD = (str(WordsKind.REPORT), str(WordsKind.TRANSCRIPT))
"""Words that tell what happened. What is only written down of a recording is not for everybody."""

_DEGREE = 111_320.0
"""Metres of a degree of latitude."""
_SAMPLE = 1_000
_SAMPLE_AGE = timedelta(minutes=30)
_KEPT_SECONDS, _KEPT = 120.0, 500
_LEAST_SEEN = 5
"""A word of fewer reports of the sample is not kept in memory; it counts as rare."""
_SAMPLED = text(
    "SELECT left(content, :longest) FROM complaint_words TABLESAMPLE SYSTEM (:share) "
    "WHERE kind = 'report' AND content IS NOT NULL LIMIT :most"
)
_SIZE = text("SELECT reltuples FROM pg_class WHERE oid = 'complaint_words'::regclass")
_TERMS = (
    text(
        "SELECT to_tsquery('indonesian', written) AS query, weight "
        "FROM unnest(CAST(:written AS text[]), CAST(:weights AS float8[])) AS asked(written, weight)"
    )
    .columns(column("query", TSVECTOR), column("weight", Float))
    .cte("terms")
    .prefix_with("MATERIALIZED")
)
_SEARCH: ColumnElement[Any] = literal_column("complaint_words.search")
_CONTENT: ColumnElement[Any] = literal_column("complaint_words.content")
_COMPARED_BY: Any = [
    *(col(ComplaintRow.complaint_id), col(ComplaintRow.code), col(ComplaintRow.status), col(ComplaintRow.unit)),
    *(col(ComplaintRow.area), col(ComplaintRow.joined), col(ComplaintRow.received_at), col(ComplaintRow.visibility)),
    *(col(ComplaintRow.restricted), col(ComplaintRow.sensitive), col(ComplaintRow.erased), col(ComplaintRow.unread)),
    col(ComplaintRow.topic),
]
"""Of a candidate what is told of it, and what tells whether it is published and how exactly its place."""


def _given(name: str) -> BindParameter[Any]:
    return bindparam(name, type_=table_of(ComplaintRow).c.received_at.type)


_ABOUT = and_(
    col(WordsRow.kind) == str(WordsKind.PLACE),
    literal_column(LATITUDE, Float).between(bindparam("south", type_=Float), bindparam("north", type_=Float)),
    literal_column(LONGITUDE, Float).between(bindparam("west", type_=Float), bindparam("east", type_=Float)),
)
"""Places in a box around a spot."""


class Near(NamedTuple):
    """An earlier report and how much it is like what was asked about: `likeness` 0 to 1, `metres` and `days` apart."""

    complaint_id: UUID
    code: str
    beginning: str
    status: Status
    unit: str | None
    area: str | None
    metres: float | None
    days: float
    likeness: float
    joined: int
    received_at: datetime
    published: bool


class _Asked(NamedTuple):
    """What is compared with: the report as told, and from when to when another may have come in."""

    told: str
    terms: list[tuple[str, str]]
    area: str | None
    spot: tuple[float, float] | None
    at: datetime
    leave_out: UUID | None


class _Shape(NamedTuple):
    """Which of the ways to what may be near a report there are, and whether one report is left out."""

    area: bool
    rare: bool
    spot: bool
    leave_out: bool


@dataclass
class _Known:
    """How often words were met in this installation's reports; looked up anew now and then."""

    rarity: Rarity
    everywhere: float
    """Reports there are, by estimate, for each one that was counted."""
    read_at: datetime
    region: int


class NearReports:
    """What was told before; reads only, outside any filing's transaction."""

    def __init__(self, database: Database, clock: Clock, region: RegionBook) -> None:
        self._database, self._clock, self._region = database, clock, region
        self._known: _Known | None = None
        self._reading: asyncio.Task[_Known] | None = None
        self._read_lately: Lately[str, tuple[Rarity, Traits]] = Lately(_KEPT_SECONDS, _KEPT)
        """Traits of texts: whoever goes through a queue meets the same reports beside one after the other."""

    async def like(
        self,
        actor: Actor,
        text: str,
        *,
        area: str | None = None,
        latitude: float | None = None,
        longitude: float | None = None,
        at: datetime | None = None,
        leave_out: UUID | None = None,
        most: int = 5,
    ) -> list[Near]:
        """Reports whose words this actor may read, best first; `leave_out` is the one that is asked about."""
        asked = self._asked(text, area, latitude, longitude, at, leave_out)
        rule = may_see(actor, Sight.WORDS)
        return await self._like(asked, lambda shape: _candidates(rule, _TOLD, shape), most, public=False)

    async def published_like(
        self,
        text: str,
        *,
        area: str | None = None,
        latitude: float | None = None,
        longitude: float | None = None,
        at: datetime | None = None,
        leave_out: UUID | None = None,
        most: int = 3,
    ) -> list[Near]:
        """Open reports that everybody may read and join, best first; nothing hints at any other.

        What the public page blots out, a telephone number for one, is not compared either.
        """
        asked = self._asked(masked(text[:LONGEST]), area, latitude, longitude, at, leave_out)
        return await self._like(asked, _public_candidates, most, public=True)

    def _asked(
        self,
        told: str,
        area: str | None,
        latitude: float | None,
        longitude: float | None,
        at: datetime | None,
        leave_out: UUID | None,
    ) -> _Asked:
        told = told[:LONGEST].replace("\0", " ")
        spot = None
        if latitude is not None and longitude is not None and math.isfinite(latitude) and math.isfinite(longitude):
            spot = latitude, longitude
        return _Asked(told, _terms(told), area or None, spot, at or self._clock.now(), leave_out)

    async def _like(
        self, asked: _Asked, candidates: Callable[[_Shape], Select[Any]], most: int, *, public: bool
    ) -> list[Near]:
        if not asked.told.strip() or most < 1:
            return []
        region = await self._region.current()
        known = await self._current(region)
        shape, values = _values(asked, region, known, max(CANDIDATES, 2 * most))
        async with self._database.at_once() as connection:
            rows = (await connection.execute(candidates(shape), values)).all()
        mine = self._traits(asked.told, known.rarity)
        compared = [
            _compared(asked, mine, row, told, self._traits(told, known.rarity), region, known.rarity, public)
            for row, told in ((row, masked(row.told) if public else row.told) for row in rows)
        ]
        compared.sort(key=lambda near: near.likeness)
        # Of a report that was written and spoken the words that are more alike.
        found = list({near.complaint_id: near for near in compared if near.likeness >= SAME}.values())
        # Of reports that are about equally like it the one already followed by most is the one to follow.
        found.sort(key=lambda near: (-round(near.likeness, 1), -near.joined, -near.likeness, near.received_at))
        return found[:most]

    def _traits(self, told: str, rarity: Rarity) -> Traits:
        held = self._read_lately.get(told)
        if held is None or held[0] is not rarity:
            held = rarity, traits(told, rarity)
            self._read_lately.keep(told, held)
        return held[1]

    async def _current(self, region: Region) -> _Known:
        """How often words were met; what is old is used once more while it is read anew."""
        known = self._known
        fresh = (
            known is not None and abs(self._clock.now() - known.read_at) < _SAMPLE_AGE and known.region == id(region)
        )
        if known is not None and fresh:
            return known
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._sample(region))
        if known is not None and known.region == id(region):
            return known
        # Whoever asks may give up waiting; the reading goes on for the next.
        return await asyncio.shield(self._reading)

    async def _sample(self, region: Region) -> _Known:
        async with self._database.reading() as session:
            rows = max(1.0, (await session.exec(_SIZE)).one()[0])  # type: ignore[call-overload]
            # Of a small table, or one never counted, everything; else about as many blocks as hold the sample.
            values = {"longest": LONGEST, "share": min(100.0, 400.0 * _SAMPLE / rows), "most": _SAMPLE}
            sampled = (await session.exec(_SAMPLED, params=values)).scalars().all()  # type: ignore[call-overload]
        rarity = await asyncio.to_thread(_read, sampled, region)
        self._known = _Known(rarity, max(1.0, rows / max(1, len(sampled))), self._clock.now(), id(region))
        return self._known


def _read(sampled: Sequence[str], region: Region) -> Rarity:
    """How often words stand in reports, in a thread: it takes some hundred milliseconds."""
    counts = Counter(stem for told in sampled for stem in set(stems_of(told)))
    often = {stem: number for stem, number in counts.items() if number >= _LEAST_SEEN}
    return Rarity(often, len(sampled), everyday(region), topics_of(region))


def everyday(region: Region) -> frozenset[str]:
    """Stems of what the region's topics and areas are called: words in which many reports agree that tell of others."""
    phrases = [
        *(phrase for topic in region.topics for phrase in (topic.name, *topic.phrases)),
        *(area.name for area in region.areas),
        region.name,
    ]
    return frozenset(word.stem for phrase in phrases for word in words_of(phrase))


def topics_of(region: Region) -> dict[str, dict[str, float]]:
    """What the words of the region's topics speak of."""
    return spoken_of({topic.code: topic.phrases for topic in region.topics if topic.phrases})


def _terms(told: str) -> list[tuple[str, str]]:
    """The stems of a text with the query that finds each however it is written."""
    ways: dict[str, set[str]] = {}
    for word in words_of(told):
        ways.setdefault(word.stem, {word.stem, *ways_to_write(word.stem)})
    for word in spoken(told):
        stem = stem_of(plainly(word.stem))
        if stem in ways:
            ways[stem].add(word.stem)
    return [(stem, " | ".join(f"'{way}'" for way in sorted(written))) for stem, written in ways.items()]


@lru_cache(64)
def _candidates(rule: ColumnElement[bool], kinds: tuple[str, ...], shape: _Shape) -> Select[Any]:
    """The statement that brings in what may be near, those first that share the rarest words; `_values` fill it."""
    row, words = ComplaintRow, WordsRow
    when = col(row.received_at).between(_given("since"), _given("until"))
    here = [col(row.area) == any_(bindparam("areas", type_=ARRAY(String)))] if shape.area else []
    newest = select(col(row.complaint_id)).where(rule, when, *here).order_by(col(row.received_at).desc())
    ways: list[Any] = [newest.limit(RECENT)]
    report = col(words.kind).in_(kinds)
    if shape.rare:
        query = func.to_tsquery("indonesian", bindparam("rare", type_=String))
        ways.append(select(col(words.complaint_id)).where(report, _SEARCH.op("@@")(query)).limit(4 * RARE_ROWS))
    if shape.spot:
        ways.append(select(col(words.complaint_id)).where(_ABOUT).limit(RECENT))
    found: Any = union(*(select(way.subquery()) for way in ways)).subquery("found")
    shared = (
        select(func.coalesce(func.sum(_TERMS.c.weight), 0.0))
        .where(_SEARCH.op("@@")(_TERMS.c.query))
        .correlate(words)
        .scalar_subquery()
    )
    place = (
        select(literal_column("p.content"))
        .select_from(text("complaint_words p"))
        .where(text("p.complaint_id = complaints.complaint_id AND p.kind = 'place' AND p.content IS NOT NULL"))
        .limit(1)
        .scalar_subquery()
    )
    conditions = [rule, when, report, _CONTENT.is_not(None)]
    if shape.leave_out:
        conditions.append(col(row.complaint_id) != bindparam("leave_out", type_=Uuid))
    return (
        select(*_COMPARED_BY, func.left(_CONTENT, LONGEST).label("told"), place.label("place"))
        .join(found, found.c.complaint_id == col(row.complaint_id))
        .join(words, col(words.complaint_id) == col(row.complaint_id))
        .where(*conditions)
        .order_by(shared.desc(), col(row.received_at).desc())
        .limit(bindparam("most", type_=Integer))
    )


@cache
def _public_candidates(shape: _Shape) -> Select[Any]:
    """Made once: to make it takes longer than to ask it."""
    rule = and_(published(), col(ComplaintRow.status).in_(sorted(map(str, OPEN))))
    return _candidates(rule, _TOLD[:1], shape)


def _values(asked: _Asked, region: Region, known: _Known, most: int) -> tuple[_Shape, dict[str, Any]]:
    """The ways there are to what may be near this report, and what is filled into their statement."""
    queries = dict(asked.terms)
    chosen = known.rarity.heaviest(queries, TERMS)
    rare = _rare(chosen, known)
    days = timedelta(days=region.routing.near_days)
    values: dict[str, Any] = {
        "since": asked.at - days,
        "until": asked.at + days,
        "written": [queries[stem] for stem in chosen],
        "weights": [known.rarity.weight(stem) for stem in chosen],
        "most": most,
    }
    if asked.area:
        values["areas"] = sorted(_above(asked.area, region))
    if rare:
        values["rare"] = " | ".join(queries[stem] for stem in rare)
    if asked.spot:
        values |= _box(asked.spot, region.routing.near_metres)
    if asked.leave_out is not None:
        values["leave_out"] = asked.leave_out
    return _Shape(bool(asked.area), bool(rare), bool(asked.spot), asked.leave_out is not None), values


def _rare(chosen: Sequence[str], known: _Known) -> list[str]:
    """Of the chosen words those that bring in few enough rows together, the rarest first."""
    found: list[str] = []
    brought = 0.0
    for stem in chosen:
        brought += max(known.rarity.counts.get(stem, 0), 1) * known.everywhere
        if found and brought > RARE_ROWS:
            break
        if brought <= RARE_ROWS:
            found.append(stem)
    return found


def _box(spot: tuple[float, float], metres: int) -> dict[str, float]:
    """A box around a spot."""
    latitude, longitude = spot
    north = metres / _DEGREE
    east = north / max(0.01, math.cos(math.radians(latitude)))
    return {
        "south": latitude - north,
        "north": latitude + north,
        "west": longitude - east,
        "east": longitude + east,
    }


def _compared(
    asked: _Asked, mine: Traits, row: Any, told: str, theirs: Traits, region: Region, rarity: Rarity, public: bool
) -> Near:
    """A candidate as whoever asks may read it: with the words `told`, whose traits are `theirs`."""
    written = row.place
    place = msgspec.json.decode(written, type=Place) if written else Place()
    if public and row.topic not in region.exact_topics:
        # Distances from three pins tell a point: everybody is told those from where the page shows it.
        place = blurred(place)
    metres = None
    if asked.spot and place.latitude is not None and place.longitude is not None:
        metres = metres_between(*asked.spot, place.latitude, place.longitude)
    days = abs((row.received_at - asked.at).total_seconds()) / 86_400
    apart = Apart(metres, _same_area(asked.area, row.area, region), days)
    words = likeness(mine, theirs, rarity)
    return Near(
        complaint_id=row.complaint_id,
        code=row.code,
        beginning=" ".join(told.split())[:LONGEST_BEGINNING],
        status=Status(row.status),
        unit=row.unit,
        area=row.area,
        metres=metres,
        days=days,
        likeness=weighed(words, apart, region.routing.near_metres, region.routing.near_days),
        joined=row.joined,
        received_at=row.received_at,
        published=is_published(row),
    )


def _same_area(one: str | None, other: str | None, region: Region) -> bool | None:
    """Whether one area lies in the other; None where either is not known."""
    if one is None or other is None:
        return None
    return other in _above(one, region) or one in _above(other, region)


def _above(code: str, region: Region) -> set[str]:
    found: set[str] = set()
    while code and code not in found:
        found.add(code)
        area = region.area.get(code)
        code = area.parent if area else ""
    return found

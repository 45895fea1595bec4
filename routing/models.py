"""The models of the region: what one is made of, which versions there are, and which is in force."""

import asyncio
import hashlib
import logging
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Self

import msgspec
from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound
from foundation.language import mark as _
from foundation.writes import Write, write_all
from routing.fitted import Fitted, UnknownFormat
from routing.tables import RoutingModelRow, RoutingUseRow

FORMAT = "tanggap-models-1"
METHOD = "linear, n-grams of words and letters"
SECONDS = 3.0
"""How often a process looks whether another version was put in force."""

_log = logging.getLogger(__name__)


class ModelSet:
    """The models that advise together. Safe to share between threads.

    `owner` tells whose a report is, `topic` what about. `kind` tells what is berkadar pengawasan from what is not; None
    where only words decide.
    """

    def __init__(self, owner: Fitted, topic: Fitted | None = None, kind: Fitted | None = None) -> None:
        self.owner, self.topic, self.kind = owner, topic, kind
        self._bytes = msgspec.msgpack.encode(
            _Stored(FORMAT, *(model.to_bytes() if model else None for model in (owner, topic, kind)))
        )
        self.version = f"m:{hashlib.sha256(self._bytes).hexdigest()[:8]}"

    @classmethod
    def of(cls, owner: bytes, topic: bytes | None = None) -> Self:
        """The set of models written as bytes."""
        return cls(Fitted.from_bytes(owner), Fitted.from_bytes(topic) if topic else None)

    def to_bytes(self) -> bytes:
        """The set as bytes: plain msgpack, nothing that is run when it is read."""
        return self._bytes

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The set that `to_bytes` wrote; up to a second for a large one. Raises UnknownFormat."""
        try:
            stored = msgspec.msgpack.decode(data, type=_Stored)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            raise UnknownFormat("This is no set of models.") from error
        if stored.format != FORMAT or stored.owner is None:
            raise UnknownFormat(f"The models are of format {stored.format}; this version reads {FORMAT}.")
        topic, kind = (Fitted.from_bytes(part) if part else None for part in (stored.topic, stored.kind))
        return cls(Fitted.from_bytes(stored.owner), topic, kind)


class _Stored(msgspec.Struct, frozen=True):
    format: str
    owner: bytes | None
    topic: bytes | None
    kind: bytes | None


class ModelEntry(msgspec.Struct, frozen=True):
    """One version. `first_at` to `last_at` is when its `reports` were decided, `figures` how it was judged.

    `until` is None for the one in force and for one that never was. `kept`: its bytes are still there, so that it can
    be put in force again. `pinned`: a person chose it, and the nightly lesson does not replace it.
    """

    version: str
    made_at: datetime
    made_by: str
    reports: int
    first_at: datetime
    last_at: datetime
    method: str
    figures: Mapping[str, Any]
    kept: bool
    in_force: bool
    since: datetime | None = None
    until: datetime | None = None
    by: str | None = None
    pinned: bool = False


class Use(msgspec.Struct, frozen=True):
    """What is in force since when and by whom. `version` None: no model, the region's phrases alone."""

    version: str | None
    since: datetime
    by: str
    pinned: bool


class Made(msgspec.Struct, frozen=True):
    """Models just fitted, with what is kept beside them; `twin` is the same without the reports held out."""

    models: ModelSet
    twin: ModelSet
    at: datetime
    by: str
    reports: int
    first_at: datetime
    last_at: datetime
    judged_from: datetime
    figures: Mapping[str, Any]


class ModelBook:
    """Which models are in force, kept at hand in the process."""

    def __init__(self, database: Database, clock: Clock, seconds: float = SECONDS) -> None:
        self._database, self._clock, self._seconds = database, clock, seconds
        self._at_hand: ModelSet | None = None
        self._version: str | None = None
        self._looked_at: float | None = None
        self._looking: asyncio.Task[None] | None = None

    async def current(self) -> ModelSet | None:
        """The models at hand; None where there are none. Only the first call in a process waits for them."""
        if self._looked_at is None:
            return await self.warm()
        if time.monotonic() - self._looked_at >= self._seconds:
            self._look()
        return self._at_hand

    async def warm(self) -> ModelSet | None:
        """The models in force now, waited for."""
        await asyncio.shield(self._look())
        return self._at_hand

    def _look(self) -> asyncio.Task[None]:
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._load())
        return self._looking

    async def _load(self) -> None:
        try:
            use = await self.in_use()
            wanted = use.version if use else None
            if wanted != self._version:
                stored = await self.stored(wanted) if wanted else None
                self._at_hand = await asyncio.to_thread(ModelSet.from_bytes, stored) if stored else None
                self._version = wanted
        except Exception as error:  # noqa: BLE001 - advice goes on with what is at hand; nobody waits for an answer
            _log.warning("the models in force could not be loaded: %s", type(error).__name__)
        self._looked_at = time.monotonic()

    async def stored(self, version: str, *, twin: bool = False) -> bytes | None:
        """The bytes of a version, or of its twin; None where it was never made or they are given up."""
        async with self._database.reading() as session:
            column = RoutingModelRow.twin if twin else RoutingModelRow.model
            return (await session.exec(select(column).where(RoutingModelRow.version == version))).first()

    async def put_in_force(self, version: str | None, by: str) -> None:
        """From now on this version advises, and stays until `by` or somebody else lets go of it. None: phrases alone.

        Raises NotFound for a version that was never made, and Invalid for one whose bytes are given up.
        """
        async with self._database.transaction() as session:
            await _alone(session)
            if version is not None:
                made = select(col(RoutingModelRow.model).is_not(None)).where(RoutingModelRow.version == version)
                kept = (await session.exec(made)).first()
                if kept is None:
                    raise NotFound(_("Versi model ini tidak ada."))
                if not kept:
                    raise Invalid(_("Versi model ini sudah terlalu lama dan tidak disimpan lagi."))
            await _use(session, version, self._clock.now(), by, pinned=not by.startswith("system"))
        await self._now()

    async def release(self, by: str) -> None:
        """The nightly lesson may again replace what is in force."""
        async with self._database.transaction() as session:
            await _alone(session)
            use = await _last_use(session)
            if use is not None and use.pinned:
                await _use(session, use.version, self._clock.now(), by, pinned=False)
        await self._now()

    async def install(self, made: Made, instead_of: str | None = None) -> bool:
        """Keep models just made and put them in force at once, in place of the version they were judged against.

        Does nothing if somebody chose others meanwhile, or another lesson put its own in force.
        """
        async with self._database.transaction() as session:
            await _alone(session)
            use = await _last_use(session)
            if use is not None and (use.pinned or use.version != instead_of):
                return False
            await write_all(session, [_row(made)])
            await _use(session, made.models.version, made.at, made.by, pinned=False)
            await session.exec(_GIVE_UP, params={"kept": KEPT, "version": made.models.version})  # type: ignore[call-overload]
        await self._now()
        return True

    async def _now(self) -> None:
        if self._looking is not None and not self._looking.done():
            await asyncio.shield(self._looking)  # it may have looked just before the change
        await self.warm()

    async def in_use(self) -> Use | None:
        """What is in force by the database; None where nothing ever was."""
        async with self._database.reading() as session:
            row = await _last_use(session)
        return Use(row.version, row.since, row.by, row.pinned) if row else None

    async def judged_from(self, version: str) -> datetime | None:
        """From when on reports were held out when this version was judged."""
        async with self._database.reading() as session:
            asked = select(RoutingModelRow.judged_from).where(RoutingModelRow.version == version)
            return (await session.exec(asked)).first()

    async def last_at(self, version: str) -> datetime | None:
        """When the latest of the reports was decided that this version was fitted to."""
        async with self._database.reading() as session:
            asked = select(RoutingModelRow.last_at).where(RoutingModelRow.version == version)
            return (await session.exec(asked)).first()

    async def listed(self) -> list[ModelEntry]:
        """Every version, newest first."""
        columns = (column for column in RoutingModelRow.__table__.columns if column.name not in ("model", "twin"))  # type: ignore[attr-defined]
        async with self._database.reading() as session:
            asked = select(*columns, col(RoutingModelRow.model).is_not(None).label("kept"))  # type: ignore[call-overload]
            models = (await session.exec(asked.order_by(col(RoutingModelRow.made_at).desc()))).all()
            uses = (await session.exec(select(RoutingUseRow).order_by(col(RoutingUseRow.use_id)))).all()
        last = uses[-1] if uses else None
        return [_entry(row, uses, last) for row in models]

    async def uses(self, most: int, until: datetime | None = None) -> list[Use]:
        """What was put in force, let go of or replaced before `until`, the latest first; at most so many."""
        asked = select(RoutingUseRow).order_by(col(RoutingUseRow.use_id).desc()).limit(most)
        if until is not None:
            asked = asked.where(col(RoutingUseRow.since) < until)
        async with self._database.reading() as session:
            return [Use(one.version, one.since, one.by, one.pinned) for one in (await session.exec(asked)).all()]


KEPT = 30
"""So many of the newest versions can be returned to; of older ones only what is said of them is kept."""
_GIVE_UP = text(
    "UPDATE routing_models SET model = NULL, twin = NULL WHERE model IS NOT NULL AND version <> :version "
    "AND version NOT IN (SELECT version FROM routing_models ORDER BY made_at DESC LIMIT :kept)"
)


def _row(made: Made) -> Write:
    values = {name: getattr(made, name) for name in ("reports", "first_at", "last_at", "judged_from")}
    stored = {"model": made.models.to_bytes(), "twin": made.twin.to_bytes()}
    said = {"made_at": made.at, "made_by": made.by, "method": METHOD}
    figures = msgspec.json.encode(made.figures).decode()
    key = {"version": made.models.version}
    return Write(RoutingModelRow, {**key, **said, **values, "figures": figures, **stored}, "upsert")


def _entry(row: Any, uses: Sequence[RoutingUseRow], last: RoutingUseRow | None) -> ModelEntry:
    """A version with when it was in force last: from the first of the uses that follow each other without a break."""
    begun = ended = place = None
    for number, use in enumerate(uses):
        if use.version == row.version:
            begun = use if number == 0 or uses[number - 1].version != row.version else begun
            place = number
    if place is not None and place + 1 < len(uses):
        ended = uses[place + 1].since
    in_force = last is not None and last.version == row.version
    return ModelEntry(
        version=row.version,
        made_at=row.made_at,
        made_by=row.made_by,
        reports=row.reports,
        first_at=row.first_at,
        last_at=row.last_at,
        method=row.method,
        figures=row.figures,
        kept=row.kept,
        in_force=in_force,
        since=begun.since if begun else None,
        until=ended,
        by=begun.by if begun else None,
        pinned=in_force and last is not None and last.pinned,
    )


async def _alone(session: AsyncSession) -> None:
    await session.exec(text("LOCK TABLE routing_uses IN SHARE ROW EXCLUSIVE MODE"))  # type: ignore[call-overload]


async def _last_use(session: AsyncSession) -> RoutingUseRow | None:
    return (await session.exec(select(RoutingUseRow).order_by(col(RoutingUseRow.use_id).desc()).limit(1))).first()


async def _use(session: AsyncSession, version: str | None, since: datetime, by: str, *, pinned: bool) -> None:
    values = {"use_id": uuid7(), "version": version, "since": since, "by": by, "pinned": pinned}
    await write_all(session, [Write(RoutingUseRow, values)])

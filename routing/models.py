"""The models of the region: what one is made of, which versions there are, and which is in force."""

import asyncio
import hashlib
import logging
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

import msgspec

from foundation.clock import Clock
from foundation.database import Database
from routing.fitted import Fitted, UnknownFormat

FORMAT = "tanggap-models-1"
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


class ModelBook:
    """Which models are in force, kept at hand in the process."""

    def __init__(self, database: Database, clock: Clock, seconds: float = SECONDS) -> None:
        self._database, self._clock, self._seconds = database, clock, seconds
        self._at_hand: ModelSet | None = None
        self._version: str | None = None
        self._looked_at = float("-inf")
        self._looking: asyncio.Task[None] | None = None

    async def current(self) -> ModelSet | None:
        """The models at hand; None where there are none, or they are still being loaded. Never waits."""
        if time.monotonic() - self._looked_at >= self._seconds and (self._looking is None or self._looking.done()):
            self._looking = asyncio.create_task(self._look())
        return self._at_hand

    async def warm(self) -> ModelSet | None:
        """The models in force, waited for."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        await asyncio.shield(self._looking)
        return self._at_hand

    async def _look(self) -> None:
        raise NotImplementedError

    async def put_in_force(self, version: str | None, by: str) -> None:
        """From now on this version advises, and stays until `by` or somebody else lets go of it. None: phrases alone.

        Raises NotFound for a version that was never made, and Invalid for one whose bytes are given up.
        """
        raise NotImplementedError

    async def release(self, by: str) -> None:
        """The nightly lesson may again replace what is in force."""
        raise NotImplementedError

    async def in_use(self) -> Use | None:
        """What is in force by the database; None where nothing ever was."""
        raise NotImplementedError

    async def listed(self) -> list[ModelEntry]:
        """Every version, newest first."""
        raise NotImplementedError

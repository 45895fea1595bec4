"""An append-only journal whose rows are chained by SHA-256, stream by stream.

Each row's hash covers the hash of the row before it in its stream, so that a row changed, left out or put in
between is found by walking the chain. Pure; `foundation.append_only` makes the database keep the rows as they are.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

GENESIS = bytes(32)
"""What the first row of a stream is chained to."""

_encoder = msgspec.json.Encoder(order="deterministic", decimal_format="string")


class Entry(NamedTuple):
    """One row of a ledger. `version` counts from 1 within the stream; `at` is a UTC instant."""

    stream: UUID
    version: int
    type: str
    at: datetime
    actor: str
    cause: str
    ordinal: int
    data: dict[str, Any]
    previous: bytes
    hash: bytes


class Broken(NamedTuple):
    """The first row of a stream at which its chain does not hold, and why."""

    stream: UUID
    version: int
    reason: str


def link(
    previous: bytes,
    stream: UUID,
    version: int,
    name: str,
    at: datetime,
    actor: str,
    cause: str,
    ordinal: int,
    data: dict[str, Any],
) -> bytes:
    """The hash of a row: SHA-256 over the previous hash and the row in canonical JSON (sorted keys, UTC)."""
    when = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    return sha256(previous + _encoder.encode([stream.hex, version, name, when, actor, cause, ordinal, data])).digest()


def verify(entries: Iterable[Entry]) -> Iterator[Broken]:
    """Walk entries ordered by stream and version; yield the first break of each broken stream."""
    stream: UUID | None = None
    previous, expected, broken = GENESIS, 1, False
    for entry in entries:
        if entry.stream != stream:
            stream, previous, expected, broken = entry.stream, GENESIS, 1, False
        if broken:
            continue
        reason = _fault(entry, previous, expected)
        if reason:
            broken = True
            yield Broken(entry.stream, entry.version, reason)
        previous, expected = entry.hash, expected + 1


def _fault(entry: Entry, previous: bytes, expected: int) -> str | None:
    if entry.version != expected:
        return f"version {expected} is missing"
    if entry.previous != previous:
        return "it is not chained to the row before it"
    if entry.hash != link(previous, *entry[:8]):
        return "its content does not match its hash"
    return None

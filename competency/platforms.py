"""Keys with which learning platforms send statements: made, shown once, revoked."""

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlmodel import col, select

from competency.course_tables import PlatformKeyRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound
from foundation.language import mark as _
from foundation.sealing import KeyRing

LONGEST_NAME = 80
_NAME = {"platform": _("Tulis nama platformnya, 2 sampai 80 huruf.")}


class PlatformKey(NamedTuple):
    """A key as the page shows it. `key_id` is the user name of Basic authentication."""

    key_id: UUID
    platform: str
    made_at: datetime
    revoked_at: datetime | None


class Platforms:
    def __init__(self, database: Database, clock: Clock, keys: KeyRing) -> None:
        self._database, self._clock, self._keys = database, clock, keys

    async def all(self) -> list[PlatformKey]:
        """Newest first."""
        async with self._database.reading() as session:
            rows: Sequence[PlatformKeyRow] = (
                await session.exec(select(PlatformKeyRow).order_by(col(PlatformKeyRow.made_at).desc()))
            ).all()
        return [PlatformKey(row.key_id, row.platform, row.made_at, row.revoked_at) for row in rows]

    async def make(self, by: UUID, platform: str) -> tuple[UUID, str]:
        """A new key and its secret, which can be read this once. Raises Invalid."""
        if not 2 <= len(platform) <= LONGEST_NAME:
            raise Invalid(fields=_NAME)
        key_id, secret = uuid4(), secrets.token_urlsafe(24)
        row = PlatformKeyRow(
            key_id=key_id, platform=platform, secret=self._hash(secret), made_at=self._clock.now(), made_by=by
        )
        async with self._database.transaction() as session:
            session.add(row)
        return key_id, secret

    async def revoke(self, by: UUID, key_id: UUID) -> None:
        """From now on it opens nothing. Raises NotFound."""
        async with self._database.transaction() as session:
            row = await session.get(PlatformKeyRow, key_id, with_for_update=True)
            if row is None:
                raise NotFound()
            if row.revoked_at is None:
                row.revoked_at, row.revoked_by = self._clock.now(), by

    async def known(self, key_id: UUID, secret: str) -> bool:
        """Whether this is a key that holds."""
        async with self._database.reading() as session:
            row = await session.get(PlatformKeyRow, key_id)
        kept = row.secret if row is not None and row.revoked_at is None else b""
        return hmac.compare_digest(kept, self._hash(secret))

    def _hash(self, secret: str) -> bytes:
        return self._keys.mac("platform_keys.secret", secret.encode())

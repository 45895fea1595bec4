"""Lots as they are kept: the pool and a digest of the secret are published, then drawn with a witness's word."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from competency.batch_reading import TRAINED, kept, needs_of
from competency.batch_tables import BatchNeedRow, BatchRow, LotRow
from competency.lots import (
    Drawn,
    Entry,
    TooMany,
    commitment,
    comparable,
    draw,
    goes_first,
    places_of,
    pool_digest,
    pool_text,
    seed_of,
    ticket,
)
from competency.need_book import Needs
from competency.need_tables import NeedEventRow, NeedRow
from competency.needs import Schedule
from competency.training_rules import TrainingRules
from competency.training_seed import rules_of
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, Refused
from foundation.language import mark as _
from foundation.sealing import KeyRing
from people.actor import Actor

PLACE = "lots.secret"
"""Where secrets are sealed for."""
_SECRET_BYTES = 32
_LONGEST = 100

Strata = Mapping[str, str]
"""A unit's code to the kind of unit it is."""


class Lot(msgspec.Struct, frozen=True):
    """A lot with all that is needed to repeat it. `secret` is hex and empty before it was drawn."""

    id: UUID
    batch: UUID
    commitment: str
    digest: str
    pool: tuple[Entry, ...]
    places: int
    wanted: int
    comparable: bool
    """Whether enough needs wait by lot to judge the training against them."""
    published_at: datetime
    drawn_at: datetime | None
    witness: str
    secret: str
    seed: str
    dropped_at: datetime | None
    dropped_why: str
    result: Drawn | None
    """Reckoned anew whenever it is read."""

    @property
    def holds(self) -> bool:
        """Whether pool, secret and seed still are what was published."""
        if pool_digest(self.pool) != self.digest:
            return False
        secret = bytes.fromhex(self.secret)
        return not self.secret or (commitment(secret) == self.commitment and seed_of(secret, self.witness) == self.seed)

    def line(self, need: str) -> str:
        """A need's ticket in this draw; empty before it."""
        return ticket(self.seed, need) if self.seed else ""

    def paper(self) -> dict[str, Any]:
        """All that somebody needs to check it with other tools."""
        return {
            "lot": str(self.id),
            "commitment": self.commitment,
            "pool": msgspec.json.decode(pool_text(self.pool)),
            "pool_sha256": self.digest,
            "places": self.places,
            "secret": self.secret or None,
            "witness": self.witness or None,
            "seed": self.seed or None,
            "result": msgspec.to_builtins(self.result) if self.result else None,
        }


class Outlook(msgspec.Struct, frozen=True):
    """What a lot over the listed needs would be: who goes first, how many are drawn, how many wait."""

    entries: tuple[Entry, ...]
    places: int
    comparable: bool

    @property
    def first(self) -> int:
        return sum(1 for one in self.entries if one.first)


class Earlier(NamedTuple):
    """A draw that was made before its batch, `batch` by its code, was called off."""

    batch: str
    at: datetime
    why: str


class Lots:
    """Each call that changes something is one transaction of its own."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing, needs: Needs) -> None:
        self._database, self._clock, self._keys, self._needs = database, clock, keys, needs

    async def of(self, batch_id: UUID) -> list[Lot]:
        """All of a batch, the standing one first; one that was given up stays to be seen."""
        chosen = select(LotRow).where(col(LotRow.batch_id) == batch_id)
        ordered = chosen.order_by(col(LotRow.dropped_at).desc().nulls_first())
        async with self._database.reading() as session:
            rules, _version = await rules_of(session)
            return [self._lot(row, rules) for row in (await session.exec(ordered)).all()]

    async def outlook(self, batch_id: UUID, wanted: int, kinds: Strata, today: date, compare: bool = True) -> Outlook:
        """`compare`: keep some waiting, so that the training can be judged."""
        async with self._database.reading() as session:
            rules, _version = await rules_of(session)
            entries = await self._entries(session, batch_id, kinds, today, rules)
        keep = rules.keep_waiting if compare else 0
        places = places_of(entries, wanted, keep)
        return Outlook(tuple(entries), places, comparable(entries, places, rules.keep_waiting))

    async def drawn_before(self, batch_id: UUID) -> list[Earlier]:
        """Draws over some of the same needs whose batches were called off afterwards, the first one first: whoever
        draws again until they like it is seen."""
        mine = select(BatchNeedRow.need_id).where(col(BatchNeedRow.batch_id) == batch_id)
        same = select(BatchNeedRow.batch_id).where(col(BatchNeedRow.need_id).in_(mine))
        chosen = (
            select(BatchRow.code, LotRow.drawn_at, BatchRow.remark)
            .join(BatchRow, col(BatchRow.batch_id) == col(LotRow.batch_id))
            .where(col(LotRow.batch_id).in_(same), col(LotRow.batch_id) != batch_id)
            .where(col(LotRow.drawn_at).is_not(None), col(BatchRow.status) == "cancelled")
            .order_by(col(LotRow.drawn_at))
        )
        async with self._database.reading() as session:
            return [Earlier(code, at, why) for code, at, why in (await session.exec(chosen)).all() if at]

    async def since(self, needs: Sequence[UUID]) -> dict[UUID, datetime]:
        """Since when accepted needs wait."""
        async with self._database.reading() as session:
            return await accepted_since(session, needs)

    async def publish(
        self, batch_id: UUID, wanted: int | None, kinds: Strata, today: date, by: UUID, compare: bool = True
    ) -> UUID:
        """Fix the pool and promise a secret; raises Invalid or Refused. Nobody can tell yet who will be drawn."""
        if wanted is None or wanted < 1:
            raise Invalid(fields={"wanted": _("Tulis berapa kebutuhan yang dapat dilatih, sedikitnya 1.")})
        async with self._database.transaction() as session:
            batch = await kept(session, batch_id)
            await self._free(session, batch)
            rules, _version = await rules_of(session)
            entries = await self._entries(session, batch_id, kinds, today, rules)
            if not entries:
                raise Refused(_("Belum ada kebutuhan yang diterima untuk pelatihan ini."))
            if sum(1 for one in entries if one.first) > wanted:
                raise Invalid(
                    fields={"wanted": _("Yang didahulukan lebih banyak daripada itu. Tambah tempat, atau bagi dua.")}
                )
            secret = secrets.token_bytes(_SECRET_BYTES)
            row = LotRow(
                lot_id=uuid7(),
                batch_id=batch_id,
                commitment=commitment(secret),
                secret=self._keys.seal(secret.hex(), PLACE),
                pool=[msgspec.to_builtins(one) for one in sorted(entries)],
                pool_digest=pool_digest(entries),
                places=places_of(entries, wanted, rules.keep_waiting if compare else 0),
                wanted=wanted,
                published_at=self._clock.now(),
                published_by=by,
            )
            session.add(row)
        return row.lot_id

    async def draw(self, batch_id: UUID, witness: str, by: Actor) -> Drawn:
        """Draw with what a witness said; who is drawn is scheduled. Raises Invalid, Refused or NotFound."""
        if not witness.strip() or len(witness) > _LONGEST:
            raise Invalid(fields={"witness": _("Tulis angka atau kata yang disebut saksi.")})
        async with self._database.transaction() as session:
            batch = await kept(session, batch_id)
            row = await _standing(session, batch_id)
            if row is None or row.drawn_at is not None or batch.status != "planned":
                raise Refused(_("Tidak ada undian yang menunggu ditarik."))
            row.witness = witness.strip()
            row.seed = seed_of(bytes.fromhex(self._keys.open(row.secret, PLACE)), row.witness)
            row.drawn_at, row.drawn_by = self._clock.now(), by.person
            try:
                drawn = draw(_pool(row), row.places, row.seed)
            except TooMany:
                raise Refused(_("Yang didahulukan lebih banyak daripada tempatnya.")) from None
            listed = await needs_of(session, [batch_id])
            open_ = await _accepted(session, [one.need_id for one in listed], lock=True)
            for need in listed:
                # What ended since the pool was fixed is left as it is: a draw that failed because of who was drawn
                # could be tried again with other words until somebody else is.
                if need.need_id not in open_:
                    continue
                _settle(need, drawn, row)
                if need.group in TRAINED:
                    await self._needs.within(session, need.need_id, by, Schedule(batch_id), f"lot:{row.lot_id}")
        return drawn

    async def drop(self, batch_id: UUID, why: str) -> None:
        """Give up a lot that was not drawn yet; it stays to be seen, with the reason. Raises Invalid or Refused."""
        if not why.strip():
            raise Invalid(fields={"why": _("Tulis alasannya.")})
        async with self._database.transaction() as session:
            await kept(session, batch_id)
            row = await _standing(session, batch_id)
            if row is None or row.drawn_at is not None:
                raise Refused(_("Undian yang sudah ditarik tidak dapat dibatalkan."))
            row.dropped_at, row.dropped_why = self._clock.now(), why.strip()[:500]

    async def _free(self, session: AsyncSession, batch: BatchRow) -> None:
        """Whether a lot may be published."""
        if batch.status != "planned":
            raise Refused(_("Undian hanya untuk pelatihan yang masih direncanakan."))
        if await _standing(session, batch.batch_id) is not None:
            raise Refused(_("Undian untuk pelatihan ini sudah diumumkan."))

    async def _entries(
        self, session: AsyncSession, batch_id: UUID, kinds: Strata, today: date, rules: TrainingRules
    ) -> list[Entry]:
        """The pool: needs that are still accepted, each with its stratum and what lets it go first."""
        listed = [one for one in await needs_of(session, [batch_id]) if one.group == "listed"]
        ids = [one.need_id for one in listed]
        since, open_ = await accepted_since(session, ids), await _accepted(session, ids)
        entries = []
        for one in listed:
            if one.need_id in open_:
                day = since.get(one.need_id, self._clock.now()).date()
                first = goes_first(one.competency, day, today, rules.wait_months, rules.safety, rules.ethics)
                entries.append(Entry(str(one.need_id), stratum_of(one.unit, one.topic, kinds), day.isoformat(), first))
        return entries

    def _lot(self, row: LotRow, rules: TrainingRules) -> Lot:
        entries = _pool(row)
        drawn = row.seed is not None
        return Lot(
            id=row.lot_id,
            batch=row.batch_id,
            commitment=row.commitment,
            digest=row.pool_digest,
            pool=tuple(entries),
            places=row.places,
            wanted=row.wanted,
            comparable=comparable(entries, row.places, rules.keep_waiting),
            published_at=row.published_at,
            drawn_at=row.drawn_at,
            witness=row.witness or "",
            secret=self._keys.open(row.secret, PLACE) if drawn else "",
            seed=row.seed or "",
            dropped_at=row.dropped_at,
            dropped_why=row.dropped_why or "",
            result=draw(entries, row.places, row.seed) if row.seed else None,
        )


def stratum_of(unit: str | None, topic: str | None, kinds: Strata) -> str:
    """Topic and kind of unit: those who are compared have the same kind of cases."""
    return f"{topic or '-'}/{kinds.get(unit, '-') if unit else '-'}"


async def accepted_since(session: AsyncSession, needs: Sequence[UUID]) -> dict[UUID, datetime]:
    """When each need was accepted the last time."""
    row = NeedEventRow
    latest = (
        select(row.need_id, func.max(row.at))
        .where(col(row.need_id).in_(needs), col(row.type) == "need.accepted")
        .group_by(col(row.need_id))
    )
    return dict((await session.exec(latest)).all())


async def _accepted(session: AsyncSession, needs: Sequence[UUID], *, lock: bool = False) -> set[UUID]:
    of = select(NeedRow.need_id).where(col(NeedRow.need_id).in_(needs), col(NeedRow.status) == "accepted")
    ordered = of.order_by(col(NeedRow.need_id))
    return set((await session.exec(ordered.with_for_update() if lock else ordered)).all())


async def _standing(session: AsyncSession, batch_id: UUID) -> LotRow | None:
    of = select(LotRow).where(col(LotRow.batch_id) == batch_id, col(LotRow.dropped_at).is_(None))
    return (await session.exec(of.with_for_update())).first()


def _pool(row: LotRow) -> list[Entry]:
    return msgspec.convert(row.pool, list[Entry])


def _settle(need: BatchNeedRow, drawn: Drawn, lot: LotRow) -> None:
    name = str(need.need_id)
    if name in drawn.first:
        need.group, need.reason = "first", drawn.first[name]
    elif name in drawn.drawn:
        need.group = "drawn"
    elif name in drawn.waiting:
        need.group = "waiting"
    else:
        return  # it was settled elsewhere before the pool was fixed
    need.lot_id, need.settled_at = lot.lot_id, lot.drawn_at

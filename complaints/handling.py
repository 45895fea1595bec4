"""The one road of change: gather what is given, load, decide, append, project, commit."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

import msgspec
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints import commands as c
from complaints import coupons, earlier, journal, merging, parts, splitting, ticket
from complaints.beside import written_beside
from complaints.complaint import Complaint, fold
from complaints.events import Event, MarkedDuplicate, Recorded, Split
from complaints.given import Advisor, Asked, Briefing, Given, Promises, Suggestion
from complaints.lifecycle import decide, open_moves
from complaints.projection import Listener
from complaints.repetition import repeated_share
from complaints.spoken import is_only_spoken
from foundation.clock import Clock
from foundation.database import Database, Row
from foundation.errors import Invalid, ServiceError, Stale
from foundation.sealing import KeyRing
from foundation.shared_commits import SharedCommits
from foundation.writes import Write, write_all
from people.actor import ANYONE, Actor

UNIQUE_VIOLATION = "23505"
TRIES = 8
"""How often a lost race is decided again before the asker is told."""


Informed = tuple[c.Order, Actor, Given]
"""An order, who gives it, and what its decision is given."""


class LostRace(Exception):
    """Somebody else appended to the same complaint first, or drew the same ticket code."""


@dataclass(frozen=True)
class Road:
    """What the road is built of. Projections can be replayed, reactions happen once; `order`: whose rows come first."""

    projections: Sequence[Listener]
    reactions: Sequence[Listener]
    order: Sequence[type[Row]] = field(default_factory=tuple)


class Handling:
    """Handles commands; nothing else writes the log."""

    def __init__(
        self, database: Database, clock: Clock, keys: KeyRing, briefing: Briefing, advisor: Advisor, road: Road
    ) -> None:
        self._database, self._clock, self._keys = database, clock, keys
        self._briefing, self._advisor, self._road = briefing, advisor, road
        self._filings = SharedCommits(self._file_page)

    async def handle(self, order: c.Order, by: Actor = ANYONE, *, within: AsyncSession | None = None) -> Complaint:
        """Do what is asked, or raise a ServiceError; a repeat of an order already handled changes nothing.

        `within` joins the transaction of a caller that must not file without its own rows, and leaves the commit to it.
        Filings that come at the same time share a transaction and its commit; none fails for another's fault.
        """
        if within is None and isinstance(order.command, c.FileComplaint) and not order.command.coupon:
            (given,) = await self._gather([(order, by)])
            return await self._filings.join((order, by, given))
        return (await self.handle_many([(order, by)], within=within))[0]

    async def handle_many(
        self, page: Sequence[tuple[c.Order, Actor]], *, within: AsyncSession | None = None
    ) -> list[Complaint]:
        """Handle a page of orders in one transaction: all of them happen, or none does."""
        given = await self._gather(page)
        informed = [(order, by, known) for (order, by), known in zip(page, given, strict=True)]
        if within is not None:
            return await self._attempt(within, informed)
        return await self._decide_page(informed)

    async def foresee(self, page: Sequence[tuple[c.Order, Actor]], promises: Promises) -> list[list[Event]]:
        """What each order, asked for alone, would make happen now if these were the promises; nothing is written.

        Nothing happens where it would be refused.
        """
        given = [msgspec.structs.replace(known, promises=promises) for known in await self._gather(page)]
        async with self._database.reading() as session:
            complaints = await journal.load_many(session, (order.complaint_id for order, _ in page))
        found: list[list[Event]] = []
        for (order, by), known in zip(page, given, strict=True):
            try:
                found.append(decide(complaints[order.complaint_id], order.command, by, self._clock.now(), known))
            except ServiceError:
                found.append([])
        return found

    async def _file_page(self, page: Sequence[Informed]) -> list[Complaint]:
        """Filings as one statement that commits by itself, without asking first whether they are new.

        Nearly all are. Where the database says that something is there already, the page takes the careful way.
        """
        unfiled = {order.complaint_id: Complaint(order.complaint_id) for order, _, _ in page}
        try:
            async with self._database.at_once() as connection:
                return await self._carry_out(connection, page, unfiled)
        except (LostRace, Invalid):
            return await self._decide_page(page)

    async def _decide_page(self, page: Sequence[Informed]) -> list[Complaint]:
        for _ in range(TRIES):
            try:
                async with self._database.transaction() as session:
                    return await self._attempt(session, page)
            except LostRace:
                page = [(_redrawn(order), by, given) for order, by, given in page]
        raise Stale()

    async def _attempt(self, session: AsyncSession, page: Sequence[Informed]) -> list[Complaint]:
        complaints = await journal.load_many(session, (order.complaint_id for order, _, _ in page))
        for order, _, _ in page:
            new = not complaints[order.complaint_id].exists
            if new and isinstance(order.command, c.FileComplaint) and order.command.coupon:
                await coupons.claim(session, order.command.ticket, order.complaint_id)
        page = await self._merging(session, page, complaints)
        kept = await parts.kept(session, (order.complaint_id for order, _, _ in page if _splits(order, complaints)))
        return await self._carry_out(session, page, complaints, kept)

    async def _merging(
        self, session: AsyncSession, page: Sequence[Informed], complaints: dict[UUID, Complaint]
    ) -> Sequence[Informed]:
        """The page with every merge led to the last case of its chain, which is loaded.

        A repeat leaves the case it was merged into alone.
        """
        merges = {order.complaint_id: of for order, _, _ in page if (of := _merge(order, complaints)) is not None}
        if not merges:
            return page
        last = await merging.last_of(session, merges.values())
        complaints |= await journal.load_many(session, set(last.values()) - set(complaints))
        led: list[Informed] = []
        for order, by, given in page:
            of = _merge(order, complaints)
            if of is None:
                led.append((order, by, given))
                continue
            led.append((msgspec.structs.replace(order, command=c.MarkDuplicate(last[of])), by, given))
        return led

    async def _carry_out(
        self,
        within: AsyncSession | AsyncConnection,
        page: Sequence[Informed],
        complaints: dict[UUID, Complaint],
        kept: Mapping[UUID, parts.Kept] = MappingProxyType({}),
    ) -> list[Complaint]:
        recorded: dict[UUID, list[Recorded]] = {}
        beside: list[Write] = []
        merged: set[UUID] = set()
        for order, by, given in page:
            complaint = complaints[order.complaint_id]
            of = _merge(order, complaints)
            if of is not None and complaint.exists and c.MarkDuplicate in open_moves(complaint, by):
                # Asked in its turn: an order before it on the page may have changed the case it leads to.
                merging.refuse(complaint, complaints[of], by, merged)
                merged.add(complaint.id)
            happened = self._decide(order, by, complaint, given)
            complaints[order.complaint_id] = fold(complaint, happened)
            recorded.setdefault(order.complaint_id, []).extend(happened)
            beside += written_beside(self._keys, order, happened)
            for one in happened:
                if isinstance(one.event, MarkedDuplicate):
                    followed = merging.followed(complaint, complaints[one.event.of], one)
                    complaints[one.event.of] = fold(complaints[one.event.of], followed)
                    recorded.setdefault(one.event.of, []).extend(followed)
                if isinstance(one.event, Split) and isinstance(order.command, c.Split):
                    for part in parts.filed(complaint, one, order.command.parts, kept[complaint.id], given):
                        complaints[part.complaint.id] = fold(part.complaint, part.recorded)
                        recorded[part.complaint.id] = part.recorded
                        beside += part.beside
        await self._write(within, complaints, recorded, beside, (*self._road.projections, *self._road.reactions))
        return [complaints[order.complaint_id] for order, _, _ in page]

    def _decide(self, order: c.Order, by: Actor, complaint: Complaint, given: Given) -> list[Recorded]:
        if order.cause in complaint.causes:
            _refuse_another_request(order, complaint)
            return []
        if order.seen is not None and order.seen < complaint.person_version:
            raise Stale()
        at = order.at or self._clock.now()
        if complaint.changed_at is not None and at < complaint.changed_at:
            at = complaint.changed_at  # a replica's clock a little behind must not turn history round
        happened = decide(complaint, order.command, by, at, given)
        return journal.record(complaint, happened, at, by.name_in_log, order.cause)

    async def _write(
        self,
        within: AsyncSession | AsyncConnection,
        complaints: dict[UUID, Complaint],
        recorded: dict[UUID, list[Recorded]],
        beside: list[Write],
        listeners: Sequence[Listener],
    ) -> None:
        writes = [write for events in recorded.values() for write in journal.rows(events)] + beside
        for listener in listeners:
            for complaint_id, events in recorded.items():
                if events:
                    writes += listener(complaints[complaint_id], events)
        try:
            await write_all(within, writes, self._road.order)
        except IntegrityError as error:
            raise _meaning(error) from error

    async def admit(self, histories: Iterable[tuple[Complaint, Sequence[Recorded], Sequence[Write]]]) -> None:
        """Take in history from elsewhere: folded, refused if impossible, projected; nobody is told.

        Each history is a new complaint at version 0, its events recorded in order, and its rows beside the log.
        """
        complaints: dict[UUID, Complaint] = {}
        recorded: dict[UUID, list[Recorded]] = {}
        beside: list[Write] = []
        for complaint, events, rows in histories:
            complaints[complaint.id] = fold(complaint, events)
            recorded[complaint.id] = list(events)
            beside += rows
        async with self._database.transaction() as session:
            await self._write(session, complaints, recorded, beside, self._road.projections)

    async def _gather(self, page: Sequence[tuple[c.Order, Actor]]) -> list[Given]:
        """What each decision is given, before its transaction is open."""
        promises, rules, staff = await asyncio.gather(
            self._briefing.promises(), self._briefing.rules(), self._briefing.staff()
        )
        advice = await self._advice([order for order, _ in page])
        repetition = await self._repetition([order for order, _ in page])
        return [
            Given(promises, rules, advice.get(order.complaint_id), repetition.get(order.complaint_id, 0.0), staff)
            for order, _ in page
        ]

    async def _advice(self, orders: Sequence[c.Order]) -> dict[UUID, Suggestion | None]:
        # What was only spoken is advised on late, once it is written down.
        asked = {
            order.complaint_id: asked_of(command)
            for order in orders
            if isinstance(command := order.command, c.FileComplaint) and not is_only_spoken(command.words.text)
        }
        late = [order.complaint_id for order in orders if isinstance(order.command, c.Suggest)]
        if late:
            async with self._database.reading() as session:
                asked |= await earlier.reports(session, late)
        return dict(zip(asked, await self._advisor.advise(list(asked.values())), strict=True)) if asked else {}

    async def _repetition(self, orders: Sequence[c.Order]) -> dict[UUID, float]:
        resolved = {o.complaint_id: o.command.words.text for o in orders if isinstance(o.command, c.Resolve)}
        if not resolved:
            return {}
        async with self._database.reading() as session:
            before = await earlier.answers(session, list(resolved))
        return {one: repeated_share(text, before.get(one, ())) for one, text in resolved.items()}


def _merge(order: c.Order, complaints: Mapping[UUID, Complaint]) -> UUID | None:
    """Into what an order merges, unless it was handled before."""
    command = order.command
    handled = order.cause in complaints[order.complaint_id].causes
    return command.of if isinstance(command, c.MarkDuplicate) and not handled else None


def asked_of(command: c.FileComplaint) -> Asked:
    """What advice is asked about a filing."""
    place = command.place
    return Asked(
        command.words.text,
        command.topic,
        place.area if place else None,
        command.kind,
        command.channel,
        pinned=place is not None and (place.latitude is not None or bool(place.address)),
        dated=command.happened_on is not None,
    )


def _refuse_another_request(order: c.Order, complaint: Complaint) -> None:
    """One idempotency key cannot carry two different reports, and says nothing about the first."""
    command = order.command
    if isinstance(command, c.FileComplaint) and command.request_seal != complaint.request_seal:
        raise Invalid("Kunci kiriman ini sudah dipakai untuk laporan lain. Muat ulang halaman lalu kirim lagi.")


def _splits(order: c.Order, complaints: Mapping[UUID, Complaint]) -> bool:
    return isinstance(order.command, c.Split) and order.cause not in complaints[order.complaint_id].causes


def _redrawn(order: c.Order) -> c.Order:
    if isinstance(order.command, c.Split):
        fresh = [ticket.draw() for _ in order.command.parts]
        return msgspec.structs.replace(order, command=splitting.redrawn(order.command, fresh))
    if not isinstance(order.command, c.FileComplaint) or order.command.coupon:
        return order
    return msgspec.structs.replace(order, command=msgspec.structs.replace(order.command, ticket=ticket.draw()))


def _meaning(error: IntegrityError) -> Exception:
    """What a broken unique rule says: a reference that belongs to another case, or else a lost race.

    The tables of one statement are written in no promised order, so any of them may notice the race first.
    """
    message = str(error.orig)
    if "pk_external_references" in message:
        return Invalid("Nomor rujukan ini sudah tercatat pada aduan lain.")
    return LostRace(message) if getattr(error.orig, "sqlstate", None) == UNIQUE_VIOLATION else error

"""What was sent to bodies outside and what came back, as far as somebody may know of it."""

from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, func, literal_column
from sqlalchemy import select as pick
from sqlmodel import col, select

from complaints.kinds import Status, Visibility
from complaints.queries import EXCERPT, beginnings
from complaints.tables import ComplaintRow, OutsideSendingRow, ReferenceRow
from complaints.visibility import Sight, may_see, sight
from foundation.database import Database
from people.actor import Actor

State = Literal["answered", "waiting", "silent"]
"""A body has answered, has time left for it, or has let its time pass."""

MOST = 500
"""On the first pages no more are counted."""

STATES: tuple[State, ...] = ("silent", "waiting", "answered")


class Sent(msgspec.Struct, frozen=True):
    """A case that was sent out. `report` is its beginning, None for whoever may not read it; instants are UTC.

    `version` is what a form made from this line is held against.
    """

    complaint_id: UUID
    code: str
    version: int
    body: str
    sent_at: datetime
    answered_at: datetime | None
    report: str | None
    references: tuple[tuple[str, str], ...] = ()
    received_at: datetime | None = None
    asked_at: datetime | None = None
    """When the body asked what nobody has answered yet."""
    reminded: int = 0
    reminded_at: datetime | None = None
    linkable: bool = False
    """Whether a link may lead a body to it: not to what is withheld."""


class SentPage(msgspec.Struct, frozen=True):
    """A page of them, unanswered ones first, the longest waiting on top.

    `total` are all that may be known of, or at least so many where there are `more`.
    """

    lines: tuple[Sent, ...]
    total: int
    number: int
    size: int
    more: bool = False


class Exchange(NamedTuple):
    """When something was sent to a body, and when it first said what becomes of it; `declined`: that it is not its.

    So many `times`: instants are those of one of them.
    """

    body: str
    sent_at: datetime
    answered_at: datetime | None
    declined: bool = False
    times: int = 1


class Outside:
    """Reading; each call opens and ends its own look into the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self,
        actor: Actor,
        silent_before: datetime,
        *,
        body: str = "",
        state: State | None = None,
        number: int = 1,
        size: int = 25,
    ) -> SentPage:
        """What was sent before the instant `silent_before` and has no answer counts as silent."""
        row: Any = ComplaintRow
        conditions = [*_sent(actor), *_standing(state, silent_before), *([row.body == body] if body else [])]
        order = _answered(), row.closed_at, row.complaint_id
        # Only ids, which an index holds in this order, and no more of them than are told of.
        wanted = max(MOST, number * size) + 1
        walk = pick(row.complaint_id).where(*conditions).order_by(*order).limit(wanted)
        async with self._database.reading() as session:
            keys = list((await session.exec(walk)).scalars())  # type: ignore[call-overload]
            ids: list[UUID] = keys[(number - 1) * size : number * size]
            found = await session.exec(select(row).where(row.complaint_id.in_(ids), *_sent(actor)).order_by(*order))
            rows = found.all()
            reports = await beginnings(session, ids, EXCERPT)
            known = await session.exec(select(ReferenceRow).where(col(ReferenceRow.complaint_id).in_(ids)))
            references: dict[UUID, list[tuple[str, str]]] = {}
            for one in known.all():
                references.setdefault(one.complaint_id, []).append((one.system, one.value))
            heard = await session.exec(
                select(OutsideSendingRow)
                .where(col(OutsideSendingRow.complaint_id).in_(ids))
                .order_by(col(OutsideSendingRow.number))
            )
            sendings = {one.complaint_id: one for one in heard.all()}
        return SentPage(
            tuple(
                _line(actor, one, reports, tuple(references.get(one.complaint_id, ())), sendings.get(one.complaint_id))
                for one in rows
            ),
            min(len(keys), wanted - 1),
            number,
            size,
            len(keys) == wanted,
        )

    async def exchanges(self, actor: Actor, silent_before: datetime, zone: str) -> list[Exchange]:
        """All that was ever sent out, for the figures of each body: also what it gave back and others have now.

        What was sent on one local day and came back on one is told once; `silent_before` parts nothing of it.
        """
        row, sending = ComplaintRow, OutsideSendingRow
        declined, sent = col(sending.declined_at), col(sending.sent_at)
        back = func.coalesce(col(sending.answered_at), declined)
        # Grouped by the database: of years of sendings these are very many.
        together = (
            *(col(sending.body), declined.is_not(None), sent < silent_before),
            *(func.date(func.timezone(zone, one)) for one in (sent, back)),
        )
        told: Any = (
            pick(col(sending.body), func.min(sent), func.min(back), declined.is_not(None), func.count())
            .join(row, col(row.complaint_id) == col(sending.complaint_id))
            .where(may_see(actor, Sight.STATUS))
            .group_by(*together)
        )
        async with self._database.reading() as session:
            return [Exchange(*one) for one in (await session.exec(told)).all()]


def _sent(actor: Actor) -> list[ColumnElement[bool]]:
    # Sending it out closed the case: that is when it was sent.
    row = ComplaintRow
    # Said as the indexes of it say it, with no value left to be filled in.
    out = col(row.status) == literal_column(f"'{Status.FORWARDED_OUT}'")
    return [may_see(actor, Sight.STATUS), out, col(row.body).is_not(None), col(row.closed_at).is_not(None)]


def _standing(state: State | None, silent_before: datetime) -> list[ColumnElement[bool]]:
    row: Any = ComplaintRow
    if state is None:
        return []
    if state == "answered":
        return [_answered().is_(True)]
    late = col(row.closed_at) < silent_before
    return [_answered().is_(False), late if state == "silent" else ~late]


def _answered() -> ColumnElement[bool]:
    return col(ComplaintRow.answered_outside_at).is_not(None)


def _line(
    actor: Actor,
    row: Any,
    reports: dict[UUID, str],
    references: tuple[tuple[str, str], ...],
    sending: OutsideSendingRow | None,
) -> Sent:
    readable = sight(actor, row.complaint_id, row) >= Sight.WORDS
    open_ = not (row.restricted or row.sensitive or row.erased or row.visibility == Visibility.CONFIDENTIAL)
    return Sent(
        row.complaint_id,
        row.code,
        row.person_version,
        row.body,
        row.closed_at,
        row.answered_outside_at,
        reports.get(row.complaint_id) if readable else None,
        references if readable else (),
        sending.received_at if sending else None,
        sending.asked_at if sending else None,
        sending.reminded if sending else 0,
        sending.reminded_at if sending else None,
        open_,
    )

"""Requests about personal data as they are kept: taken in, listed by what is due, answered, and emptied in the end."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4, uuid5

import msgspec
from sqlalchemy import ColumnElement, exists, false, func, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select

from complaints.data_rights import KEPT, SOON, Outcome, Right, Standing, Way, due_of, standing
from complaints.tables import ComplaintRow
from complaints.visibility import Sight, may_see
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import NotFound, Refused
from foundation.language import mark as _
from foundation.sealing import CannotOpen, KeyRing
from foundation.writes import table_of
from people.actor import Actor, Role
from people.tables import DataRequestRow

KEEPERS = (Role.ADMINISTRATOR, Role.INSPECTORATE)
"""Who answers: the administrator; about a report of wrongdoing those who handle it, for nobody else knows of it."""
_DETAILS, _ANSWER = "data_requests.details", "data_requests.answer"
_ANSWERED = _("Permintaan ini sudah dijawab.")


class Details(msgspec.Struct, frozen=True):
    """What leads to a person: in whose words, and how to answer somebody who holds no link."""

    words: str = ""
    name: str = ""
    contact: str = ""


class DataRequest(NamedTuple):
    """A request as somebody may read it; `code` is None where it is about no single case."""

    id: UUID
    kind: Right
    way: Way
    subject: UUID | None
    code: str | None
    received_at: datetime
    due_at: datetime
    document: str | None
    entered_by: UUID | None
    answered_at: datetime | None
    answered_by: UUID | None
    outcome: Outcome | None
    changed: tuple[str, ...]
    details: Details
    answer: str

    def standing(self, now: datetime) -> Standing:
        return standing(self.due_at, self.answered_at, now)


class DataRequests:
    """Every call is a transaction of its own."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing) -> None:
        self._database, self._clock, self._keys = database, clock, keys

    async def settle(self, kind: Right, subject: UUID, changed: Iterable[str] = ()) -> None:
        """Note what the program did at once on the citizen's own page; but for a correction, once a day and case."""
        now = self._clock.now()
        once = uuid4() if kind is Right.CORRECTION else uuid5(subject, f"{kind}:{now:%Y-%m-%d}")
        values = {
            **{"request_id": once, "kind": str(kind), "way": str(Way.PAGE), "subject": subject},
            **{"received_at": now, "due_at": due_of(now), "answered_at": now, "outcome": str(Outcome.DONE)},
            "changed": ",".join(changed) or None,
        }
        async with self._database.transaction() as session:
            await session.exec(insert(table_of(DataRequestRow)).values(values).on_conflict_do_nothing())

    async def take(
        self,
        kind: Right,
        way: Way,
        details: Details,
        *,
        request_id: UUID | None = None,
        subject: UUID | None = None,
        received_at: datetime | None = None,
        entered_by: UUID | None = None,
        document: str | None = None,
    ) -> UUID:
        """Take a request in; its clock runs from `received_at` (now). The same `request_id` again changes nothing."""
        id_, at = request_id or uuid4(), received_at or self._clock.now()
        sealed = self._keys.seal(msgspec.json.encode(details).decode(), _DETAILS)
        values = {
            **{"request_id": id_, "kind": str(kind), "way": str(way), "subject": subject, "received_at": at},
            **{"due_at": due_of(at), "entered_by": entered_by, "document": document, "details": sealed},
        }
        async with self._database.transaction() as session:
            await session.exec(insert(table_of(DataRequestRow)).values(values).on_conflict_do_nothing())
        return id_

    async def answer(self, actor: Actor, request_id: UUID, outcome: Outcome, words: str) -> None:
        """Answer once. Raises NotFound where this officer may not know of it, Refused where it is answered."""
        async with self._database.transaction() as session:
            row = (
                await session.exec(
                    select(DataRequestRow)
                    .where(DataRequestRow.request_id == request_id, answerable(actor))
                    .with_for_update()
                )
            ).first()
            if row is None:
                raise NotFound()
            if row.answered_at is not None:
                raise Refused(_ANSWERED)
            row.answered_at, row.answered_by = self._clock.now(), actor.person
            row.outcome, row.answer = str(outcome), self._keys.seal(words, _ANSWER) if words else None
            session.add(row)

    async def one(self, actor: Actor, request_id: UUID) -> DataRequest:
        """Raises NotFound where there is none that this officer may answer."""
        found = await self._read([DataRequestRow.request_id == request_id, answerable(actor)], 1)
        if not found:
            raise NotFound()
        return found[0]

    async def waiting(self, actor: Actor, size: int = 200) -> list[DataRequest]:
        """What is not answered, what is due first comes first."""
        return await self._read([col(DataRequestRow.answered_at).is_(None), answerable(actor)], size)

    async def answered(self, actor: Actor, size: int = 50) -> list[DataRequest]:
        """The latest answers that somebody of the office gave, or the program; the latest first."""
        known = [col(DataRequestRow.answered_at).is_not(None), answerable(actor)]
        return await self._read(known, size, latest=True)

    async def of(self, complaint_id: UUID, size: int = 50) -> list[DataRequest]:
        """What was asked about one case, the latest first; for whoever holds its link.

        Of a letter, or of somebody at the counter, only that it was asked: they may be anybody who knew the code.
        """
        found = await self._read([DataRequestRow.subject == complaint_id], size, latest=True)
        return [one if one.way is Way.PAGE else one._replace(details=Details(), answer="") for one in found]

    async def count(self, actor: Actor) -> int:
        """How many wait for an answer of this officer."""
        asked = select(func.count()).select_from(DataRequestRow)
        async with self._database.reading() as session:
            found = await session.exec(asked.where(col(DataRequestRow.answered_at).is_(None), answerable(actor)))
            return found.one()

    async def pressing(self) -> tuple[int, int]:
        """How many will be due soon, and how many are late, of those an administrator answers."""
        row, now = DataRequestRow, self._clock.now()
        late = func.count().filter(col(row.due_at) < now)
        asked = select(func.count(), late).where(
            col(row.answered_at).is_(None), col(row.due_at) <= now + SOON, ~_restricted()
        )
        async with self._database.reading() as session:
            every, overdue = (await session.exec(asked)).one()
        return every - overdue, overdue

    async def forget(self, subject: UUID | None = None) -> int:
        """Empty requests (of one case, or all) answered long ago, or before their case was erased; how many."""
        row = DataRequestRow
        # What was asked after the case was erased is still owed an answer that can be read.
        erased = exists().where(
            col(ComplaintRow.complaint_id) == col(row.subject),
            col(ComplaintRow.erased),
            col(row.answered_at) <= col(ComplaintRow.changed_at),
        )
        change = update(row).where(
            col(row.answered_at).is_not(None),
            or_(col(row.details).is_not(None), col(row.answer).is_not(None)),
            or_(col(row.answered_at) < self._clock.now() - KEPT, erased),
        )
        if subject is not None:
            change = change.where(col(row.subject) == subject)
        async with self._database.transaction() as session:
            return (await session.exec(change.values(details=None, answer=None))).rowcount

    async def _read(
        self, conditions: Sequence[ColumnElement[bool] | bool], size: int, *, latest: bool = False
    ) -> list[DataRequest]:
        row = DataRequestRow
        order = (
            [func.coalesce(row.answered_at, row.received_at).desc()]
            if latest
            else [col(row.due_at), col(row.request_id)]
        )
        asked = (
            select(row, ComplaintRow.code)
            .join(ComplaintRow, col(ComplaintRow.complaint_id) == col(row.subject), isouter=True)
            .where(*conditions)
            .order_by(*order)
            .limit(size)
        )
        async with self._database.reading() as session:
            return [self._opened(one, code) for one, code in (await session.exec(asked)).all()]

    def _opened(self, row: DataRequestRow, code: str | None) -> DataRequest:
        return DataRequest(
            id=row.request_id,
            kind=Right(row.kind),
            way=Way(row.way),
            subject=row.subject,
            code=code,
            received_at=row.received_at,
            due_at=row.due_at,
            document=row.document,
            entered_by=row.entered_by,
            answered_at=row.answered_at,
            answered_by=row.answered_by,
            outcome=Outcome(row.outcome) if row.outcome else None,
            changed=tuple((row.changed or "").split(",")) if row.changed else (),
            details=msgspec.json.decode(self._text(row.details, _DETAILS) or "{}", type=Details),
            answer=self._text(row.answer, _ANSWER),
        )

    def _text(self, sealed: bytes | None, place: str) -> str:
        """Empty where it was taken away, or its key is gone: the clock and the facts are told all the same."""
        try:
            return self._keys.open(sealed, place) if sealed else ""
        except CannotOpen:
            return ""


def answerable(actor: Actor) -> ColumnElement[bool]:
    """Requests that this officer answers, in SQL."""
    ways = []
    if actor.holds_role(Role.ADMINISTRATOR):
        ways.append(~_restricted())
    if actor.holds_role(Role.INSPECTORATE):
        own = exists().where(
            col(ComplaintRow.complaint_id) == col(DataRequestRow.subject),
            col(ComplaintRow.restricted),
            may_see(actor, Sight.STATUS),
        )
        ways.append(own.correlate(DataRequestRow))
    return or_(*ways) if ways else false()


def _restricted() -> ColumnElement[bool]:
    known = exists().where(col(ComplaintRow.complaint_id) == col(DataRequestRow.subject), col(ComplaintRow.restricted))
    return known.correlate(DataRequestRow)

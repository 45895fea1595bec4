"""News that reached nobody because a reporter left only a telephone number, until somebody of the office calls."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Subquery, and_, exists, func, literal_column, or_, true, update
from sqlalchemy import select as pick
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.tables import ComplaintRow
from complaints.visibility import ASKERS, Sight, may_see
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import NotFound
from foundation.sealing import KeyRing
from foundation.writes import table_of
from notices.call_counts import Groups, counts_of
from notices.following import opened
from notices.tables import NoticeRow, PhoneCallRow
from people.actor import Actor
from people.tables import ContactRow, TelegramCaseRow

MOST = 100
"""More who wait are not counted beside the menu, which is drawn on every page."""


class ToCall(NamedTuple):
    """A reporter who waits to be told: `news` are the notices since the last call, the oldest first."""

    complaint: ComplaintRow
    name: str | None
    phone: str
    news: tuple[NoticeRow, ...]

    @property
    def version(self) -> int:
        """The last event that there is to tell."""
        return self.news[-1].version


class PhoneList:
    """Who may know the reporter sees them here; a call counts for whoever else looks."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing) -> None:
        self._database, self._clock, self._keys = database, clock, keys

    async def count(self, actor: Actor) -> int:
        """How many wait to be told; of very many, MOST."""
        every = await counts_of(self._database).of(actor, self._groups)
        if every is not None:
            return min(MOST, every)
        async with self._database.reading() as session:
            return int((await session.exec(_counted(actor, MOST))).one())

    async def waiting(self, actor: Actor, size: int = 50) -> list[ToCall]:
        """Who has waited longest comes first."""
        marked: Any = NoticeRow
        since = func.min(marked.created_at).label("since")
        marks = select(marked.complaint_id, since).where(marked.to_call.is_(True))
        those = marks.group_by(marked.complaint_id).order_by(since, marked.complaint_id).subquery()
        asked = _waiting_among(those, actor).order_by(those.c.since, those.c.complaint_id).limit(size)
        async with self._database.reading() as session:
            ids: Sequence[UUID] = (await session.exec(asked)).all()
            return await self._read(session, actor, ids)

    async def told(self, actor: Actor, complaint_id: UUID, version: int) -> None:
        """Tick off everything up to an event; nothing happens where somebody did. Raises NotFound where this officer
        has nobody to tell of it.
        """
        if actor.person is None:
            raise NotFound()
        asked: Any = select(NoticeRow.version).where(
            col(NoticeRow.complaint_id) == complaint_id, col(NoticeRow.version) == version
        )
        called = {"complaint_id": complaint_id, "version": version, "officer_id": actor.person}
        async with self._database.transaction() as session:
            if (await session.exec(_waiting(asked, actor))).first() is None:
                if await _told_before(session, actor, complaint_id, version):
                    return
                raise NotFound()
            row = insert(table_of(PhoneCallRow)).values(**called, at=self._clock.now())
            await session.exec(row.on_conflict_do_nothing())
            same = col(NoticeRow.complaint_id) == complaint_id
            await session.exec(update(NoticeRow).where(same, col(NoticeRow.version) <= version).values(to_call=None))
        self.called(actor)

    def called(self, actor: Actor) -> None:
        """This officer ticked somebody off, here or on another process: their number is counted anew."""
        counts_of(self._database).acted(actor)

    async def _groups(self) -> Groups:
        row, marked = ComplaintRow, NoticeRow
        # What was marked last tells of all before it, as a call does.
        last = select(marked.complaint_id, func.max(marked.version).label("version"))
        those = last.where(col(marked.to_call).is_(True)).group_by(col(marked.complaint_id)).subquery()
        told_of = [col(row.unit), col(row.about_unit), col(row.visibility), col(row.restricted)]
        asked: Any = _not_told(pick(*told_of, func.count()).select_from(those), those.c)
        asked = asked.join(row, col(row.complaint_id) == those.c.complaint_id).where(col(row.erased).is_(False))
        async with self._database.reading() as session:
            return [tuple(one) for one in (await session.exec(asked.group_by(*told_of))).all()]

    async def _read(self, session: AsyncSession, actor: Actor, ids: Sequence[UUID]) -> list[ToCall]:
        rows = (await session.exec(select(ComplaintRow).where(col(ComplaintRow.complaint_id).in_(ids)))).all()
        complaints = {row.complaint_id: row for row in rows}
        contacts = (await session.exec(select(ContactRow).where(col(ContactRow.complaint_id).in_(ids)))).all()
        people = {row.complaint_id: row for row in contacts}
        asked: Any = select(NoticeRow).where(col(NoticeRow.complaint_id).in_(ids)).order_by(col(NoticeRow.version))
        news: dict[UUID, list[NoticeRow]] = {}
        for notice in (await session.exec(_waiting(asked, actor))).all():
            news.setdefault(notice.complaint_id, []).append(notice)
        found = []
        for one in ids:
            # A colleague may have called, or the contact been erased, between two questions to the database.
            phone = opened(self._keys, people[one].phone, "contacts.phone") if one in people and one in news else None
            if phone and one in complaints:
                name = opened(self._keys, people[one].name, "contacts.name")
                found.append(ToCall(complaints[one], name, phone, tuple(news[one])))
        return found


async def _told_before(session: AsyncSession, actor: Actor, complaint_id: UUID, version: int) -> bool:
    """Whether a colleague, or this officer, ticked it off already: a second press is no fault."""
    call, row = PhoneCallRow, ComplaintRow
    asked = (
        select(call.version)
        .join(row, col(row.complaint_id) == col(call.complaint_id))
        .where(col(call.complaint_id) == complaint_id, col(call.version) >= version, may_see(actor, Sight.REPORTER))
    )
    return (await session.exec(asked)).first() is not None


@lru_cache(ASKERS)
def _counted(actor: Actor, most: int) -> Any:
    """Kept, since it is asked on every page: to put it together costs more than to ask it."""
    marked = NoticeRow
    those = select(marked.complaint_id).where(col(marked.to_call).is_(True)).distinct().subquery()
    some = _waiting_among(those, actor).limit(literal_column(str(most)))
    return select(func.count()).select_from(some.subquery())


def _waiting_among(those: Subquery, actor: Actor) -> Any:
    """Those cases of which somebody waits to be told who may be known to this officer.

    They are gone through one by one, in their order and as far as is asked for; whose a case is comes before anything
    else is asked of it. Joined as the planner would, all cases of a unit or all who wait are read before the first is
    told.
    """
    row = ComplaintRow
    known = col(row.complaint_id) == those.c.complaint_id, col(row.erased).is_(False)
    mine = select(row.complaint_id).where(*known, may_see(actor, Sight.REPORTER)).offset(literal_column("0")).lateral()
    waits = _untold(select(literal_column("1")).select_from(NoticeRow))
    waits = waits.where(col(NoticeRow.complaint_id) == mine.c.complaint_id).correlate(mine)
    return select(mine.c.complaint_id).select_from(those).join(mine, true()).where(waits.exists())


def _waiting(asked: Any, actor: Actor) -> Any:
    """Narrow a query of notices to what `_untold` means, of cases whose reporter this officer may know."""
    known = col(ComplaintRow.complaint_id) == col(NoticeRow.complaint_id)
    mine = col(ComplaintRow.erased).is_(False), may_see(actor, Sight.REPORTER)
    return _untold(asked).join(ComplaintRow, known).where(*mine)


def _untold(asked: Any) -> Any:
    """Narrow a query of notices to news for reporters who can only be called and were not told since.

    A notice counts once the dispatcher is done with it: it looked for a way, and there was none. It marks those, so
    that of a million told only the few that wait are read.
    """
    return _not_told(asked.where(col(NoticeRow.to_call).is_(True)), NoticeRow)


def _not_told(asked: Any, notice: Any) -> Any:
    contact, call, chat = ContactRow, PhoneCallRow, TelegramCaseRow
    same = col(contact.complaint_id) == notice.complaint_id
    only_phone = and_(
        col(contact.phone).is_not(None), or_(col(contact.email).is_(None), col(contact.email_stopped_at).is_not(None))
    )
    chatted = exists().where(col(chat.complaint_id) == notice.complaint_id, col(chat.role) == "reporter")
    called = exists().where(col(call.complaint_id) == notice.complaint_id, col(call.version) >= notice.version)
    return asked.join(contact, same).where(only_phone, ~chatted, ~called)

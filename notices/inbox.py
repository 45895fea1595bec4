"""What an officer reads on the page: the notices of their posts, as far as they may still see the cases."""

from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Integer, and_, any_, false, func, literal_column, or_, text, true, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.region import Region
from complaints.tables import ComplaintRow, UnitAskRow
from complaints.visibility import ASKERS, Sight, may_see, may_see_as_asked
from foundation.database import Database
from foundation.errors import NotAllowed
from foundation.language import SOURCE_LANGUAGE
from notices.dispatcher import facts_of
from notices.messages import headline
from notices.recipients import audiences_of
from notices.rules import Audience
from notices.tables import NoticeRow, ReadMarkRow
from people.actor import Actor, Role
from people.tables import OnCallRow

MOST = 100
"""More unread notices than this are not counted."""

HELD = 200
"""Of so many of the cases that an officer has in hand, the newest, it is told that they were given to them."""

_KEY = ("complaint_id", "notice_id")
_MARK = text(
    "INSERT INTO notice_read_marks (officer_id, read_until) VALUES (:officer, :until) ON CONFLICT (officer_id) "
    "DO UPDATE SET read_until = GREATEST(notice_read_marks.read_until, excluded.read_until)"
)


class InboxItem(msgspec.Struct, frozen=True):
    """One notice on the page. `headline` is in the language asked for; `at` is a UTC instant."""

    notice_id: UUID
    complaint_id: UUID
    code: str
    event: str
    headline: str
    at: datetime
    unread: bool


class Inbox:
    """Officers' notices. Who lost a post or the sight of a case sees its notices no more."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def items(
        self, actor: Actor, region: Region, limit: int = 50, language: str = SOURCE_LANGUAGE
    ) -> list[InboxItem]:
        """The newest notices first."""
        async with self._database.reading() as session:
            read_until = await _read_until(session, actor)
            found = await session.exec(_newest(actor, limit))
            return [
                InboxItem(
                    notice_id=notice.notice_id,
                    complaint_id=notice.complaint_id,
                    code=complaint.code,
                    event=notice.event,
                    headline=headline(facts_of(notice, complaint, region), language),
                    at=notice.created_at,
                    unread=read_until is None or notice.created_at > read_until,
                )
                for notice, complaint in found
            ]

    async def unread(self, actor: Actor) -> int:
        """How many notices came since the officer last read, counted up to `MOST`."""
        async with self._database.reading() as session:
            return int((await session.exec(_unread(actor, MOST))).one())

    async def mark_read(self, actor: Actor, until: datetime) -> None:
        """Everything up to `until` (UTC) has been read; never goes back. Raises NotAllowed for who is no officer."""
        if actor.person is None or actor.kind != "officer":
            raise NotAllowed()
        async with self._database.transaction() as session:
            await session.exec(_MARK, params={"officer": actor.person, "until": until})  # type: ignore[call-overload]


async def _read_until(session: AsyncSession, actor: Actor) -> datetime | None:
    read_until: datetime | None = (await session.exec(_mark_of(actor))).first()
    return read_until


def _mark_of(actor: Actor) -> Any:
    return select(ReadMarkRow.read_until).where(ReadMarkRow.officer_id == actor.person)


@lru_cache(ASKERS)
def _newest(actor: Actor, limit: int) -> Any:
    """Notices with their cases. This and the next are kept: to put them together costs more than to ask them."""
    newest = col(NoticeRow.created_at).desc(), col(NoticeRow.notice_id)
    some = _some(actor, limit, order=newest)
    return (
        select(NoticeRow, ComplaintRow)
        .join(ComplaintRow, col(ComplaintRow.complaint_id) == col(NoticeRow.complaint_id))
        .join(some, and_(*(some.c[name] == getattr(NoticeRow, name) for name in _KEY)))
        .order_by(*newest)
        .limit(limit)
    )


@lru_cache(ASKERS)
def _unread(actor: Actor, most: int) -> Any:
    mark = _mark_of(actor).scalar_subquery()
    since = col(NoticeRow.created_at) > func.coalesce(mark, literal_column("'-infinity'::timestamptz"))
    newest = col(NoticeRow.created_at).desc()
    some = select(_some(actor, most, since, order=(newest,))).limit(_number(most)).subquery()
    return select(func.count()).select_from(some)


def _some(actor: Actor, most: int, *more: ColumnElement[bool], order: tuple[Any, ...]) -> Any:
    """Keys of the notices meant for this actor's posts, of cases they may know of, that were not their own doing.

    Each way in which one may be meant is looked through by itself, newest first along its index and no further than
    `most`; no notice is meant in two ways, for each has one audience and one unit.
    """
    notice, case = NoticeRow, ComplaintRow
    others, few = col(notice.not_for).is_distinct_from(actor.person), _number(most)
    ways = []
    for meant, of_case in _meant(actor):
        # A look into each case, one by one and only until so many are found: this is asked on every page.
        its = select(case.complaint_id).where(col(case.complaint_id) == col(notice.complaint_id), of_case)
        its = its.correlate(notice).limit(1)
        keys: Any = select(*(col(getattr(notice, name)) for name in _KEY)).join(its.lateral(), true())
        ways.append(keys.where(meant, others, *more).order_by(*order).limit(few).subquery())
    return union_all(*(select(way) for way in ways)).subquery()


def _meant(actor: Actor) -> list[tuple[ColumnElement[bool], ColumnElement[bool]]]:
    """The ways in which a notice may be meant for this actor, each with what is asked of its case."""
    notice, seen = NoticeRow, may_see(actor, Sight.STATUS)
    if actor.person is None:
        return [(false(), false())]
    meant: list[tuple[ColumnElement[bool], ColumnElement[bool]]] = []
    for audience, units in audiences_of(actor):
        if units is None:
            meant.append((_to_role(audience), seen))
        else:
            known = or_(seen, _as_asked(actor)) if audience is Audience.ASKED else seen
            meant += [(and_(col(notice.audience) == str(audience), col(notice.unit) == unit), known) for unit in units]
    meant.append((_called(actor.person, instead=actor.holds_role(Role.COORDINATOR, Role.SUPERVISOR)), seen))
    meant.append((col(notice.person) == actor.person, seen))
    return [*meant, (_given(actor.person), and_(seen, col(ComplaintRow.taken_by) == actor.person))]


def _number(most: int) -> ColumnElement[int]:
    """A limit that the planner knows: nobody asks with another one."""
    return literal_column(str(most), Integer)


def _to_role(audience: Audience) -> ColumnElement[bool]:
    """Said as its index says it, which holds what is told to whole roles."""
    return and_(col(NoticeRow.audience) == literal_column(f"'{audience}'"), col(NoticeRow.unit).is_(None))


def _given(person: UUID) -> ColumnElement[bool]:
    """What was given to an officer and is still in their hand; an inbox tells of it, and what is over is with its case.

    The notices are found by the cases: told to single officers there are as many as there were cases, nearly all of
    them told to others.
    """
    case = aliased(ComplaintRow)
    held = select(case.complaint_id).where(col(case.taken_by) == person, col(case.closed_at).is_(None))
    newest = held.order_by(col(case.received_at).desc()).limit(_number(HELD))
    return and_(_to_role(Audience.ASSIGNEE), col(NoticeRow.complaint_id) == any_(func.array(newest.scalar_subquery())))


def _as_asked(actor: Actor) -> ColumnElement[bool]:
    """What units are told because they were asked: it is known of the case by them, and nothing else is."""
    theirs = col(UnitAskRow.complaint_id) == col(NoticeRow.complaint_id), may_see_as_asked(actor, Sight.STATUS)
    return select(UnitAskRow.ask_id).where(*theirs).correlate(NoticeRow, ComplaintRow).exists()


def _called(person: UUID, instead: bool) -> ColumnElement[bool]:
    """Dangers to life told while this officer was on call; all of them for who answers where nobody is (`instead`)."""
    urgent = _to_role(Audience.ON_CALL)
    if instead:
        return urgent
    at = col(NoticeRow.created_at)
    own = col(OnCallRow.officer_id) == person
    duty = own & (col(OnCallRow.starts_at) <= at) & (col(OnCallRow.ends_at) > at)
    # Nothing is looked through for the many who never are.
    first = select(func.min(OnCallRow.starts_at)).where(own).scalar_subquery()
    return and_(urgent, at >= first, select(OnCallRow.on_call_id).where(duty).exists())

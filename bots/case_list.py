"""The cases of a chat: which there are, how they stand, and what is promised next."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bots.case_asking import rating, settling, standing
from bots.filing import last_day
from bots.links import leading_to, opens
from bots.replies import Reply
from bots.rooms import Rooms
from bots.turns import Case
from complaints import ticket
from complaints.kinds import INTERNAL, Stage, Status
from complaints.labels import STAGE
from complaints.ticket import show
from foundation.database import plainly
from foundation.errors import Invalid
from foundation.language import Sentence
from foundation.language import mark as _
from notices.part_codes import part_codes
from people.telegram import Chat
from sla.tables import ClockRow

MOST = 20
"""Cases of a chat that are known; the newest."""
LISTED = 10
_CASES = """
SELECT c.complaint_id, c.code, c.status, t.role, c.disputes, c.score IS NOT NULL AS rated, t.since,
       c.restricted OR c.sensitive OR c.visibility = 'confidential' AS withheld
FROM telegram_cases t JOIN complaints c USING (complaint_id)
WHERE t.chat_id = $1
ORDER BY (c.code = ANY($2) OR COALESCE(c.complaint_id = $3, false)) DESC, t.since DESC, c.complaint_id DESC
LIMIT $4
"""
_NO_CASES = _("Belum ada aduan yang diikuti di percakapan ini. Tulis saja apa yang ingin Anda laporkan.")
_NEXT = _("{what}: paling lambat {day}.")
_LATE = _("{what}: seharusnya paling lambat {day}.")
_PAGE = _("Halaman aduan: {address}")


async def cases_in(
    session: AsyncSession, chat_id: UUID, rooms: Rooms, codes: Sequence[str] = (), about: UUID | None = None
) -> tuple[Case, ...]:
    """The cases told of in a chat, the newest first; `about` and those of `codes` are among them, however old."""
    rows = await plainly(session, _CASES, chat_id, list(codes), about, MOST)
    newest = sorted(rows, key=lambda row: (row["since"], row["complaint_id"]), reverse=True)
    split = [row["complaint_id"] for row in rows if row["status"] == Status.SPLIT and row["role"] == "reporter"]
    parts = await part_codes(session, split)
    return tuple(
        _case(row["role"] == "reporter", row, rooms, () if row["withheld"] else parts.get(row["complaint_id"], ()))
        for row in newest
    )


def _case(own: bool, row: Mapping[str, Any], rooms: Rooms, parts: tuple[str, ...]) -> Case:
    complaint_id: UUID = row["complaint_id"]
    code: str = row["code"]
    return Case(
        code=code,
        status=Status(row["status"]),
        own=own,
        disputes=row["disputes"],
        rated=row["rated"],
        id=complaint_id,
        page=rooms.pages.follow(code, complaint_id) if own else rooms.pages.public(code),
        withheld=row["withheld"],
        parts=parts,
    )


class CaseList:
    """Tells how the cases of a chat stand."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    async def told(self, session: AsyncSession, chat: Chat, cases: Sequence[Case], written: str) -> tuple[Reply, ...]:
        """One message for all of them, the newest first; a code picks one, told with what can be said to it."""
        if written:
            try:
                code = ticket.read(written)
            except Invalid as error:
                return (Reply((error.sentence,)),)
            cases = [case for case in cases if case.code == code]
        cases = cases[:LISTED]
        if not cases:
            return (Reply((_NO_CASES,)),)
        clocks = await _next(session, [case.id for case in cases if case.id])
        zone, now = await self._rooms.zone(), self._rooms.clock.now()
        lines: list[str | Sentence] = []
        for case in cases:
            lines.append(standing(case))
            clock = clocks.get(case.id) if case.id else None
            if clock is not None and case.open:
                lines.append(_promise(clock, chat.language, zone, now))
            if not opens(case.page):
                lines.append(Sentence(_PAGE, address=case.page))
        rows = [row for case in cases for row in leading_to(show(case.code), case.page)]
        if len(cases) == 1:
            rows = [*settling(cases[0]), *rating(cases[0]), *rows]
        return (Reply(tuple(lines), tuple(rows), about=cases[0].id if len(cases) == 1 else None),)


async def _next(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, ClockRow]:
    """Of each case the promise that falls due first and whose clock runs."""
    running = select(ClockRow).where(
        col(ClockRow.complaint_id).in_(ids),
        col(ClockRow.ended).is_(False),
        col(ClockRow.met_at).is_(None),
        col(ClockRow.stopped_at).is_(None),
        col(ClockRow.stage).not_in([str(stage) for stage in sorted(INTERNAL)]),
    )
    first: dict[UUID, ClockRow] = {}
    for row in (await session.exec(running.order_by(col(ClockRow.due)))).all():
        first.setdefault(row.complaint_id, row)
    return first


def _promise(clock: ClockRow, language: str, zone: ZoneInfo, now: datetime) -> Sentence:
    day = last_day(clock.due, zone, language)
    return Sentence(_LATE if clock.due <= now else _NEXT, what=Sentence(STAGE[Stage(clock.stage)]), day=day)

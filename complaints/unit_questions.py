"""Questions put to units: the list of a unit's own, and one case as far as who was asked may read it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, func, select

from complaints import events as e
from complaints import journal
from complaints.commands import Place
from complaints.complaint import Complaint, fold
from complaints.exchanges import UnitAsk
from complaints.masking import masked
from complaints.queries import EXCERPT, Queries, beginnings
from complaints.sight import Sight, sight_as_asked
from complaints.tables import ComplaintRow, UnitAskRow, WordsRow
from complaints.visibility import may_see_as_asked
from foundation.database import Database
from foundation.errors import NotFound
from people.actor import SYSTEM, Actor

KEPT_FOR = timedelta(days=60)
"""How long a question that has ended stays on the list of who was asked."""
MOST = 100


class Put(NamedTuple):
    """A question on the list of a unit that was asked. `report` is its beginning, masked; None where it is secret."""

    complaint_id: UUID
    code: str
    ask: UnitAsk
    report: str | None


class Question(NamedTuple):
    """One question with its words and its answer; None where they were erased, or nobody has answered."""

    ask: UnitAsk
    question: str | None
    answer: str | None


class AskedCase(NamedTuple):
    """A case as somebody reads it whose unit was asked: never who filed. `report` is None where that is secret."""

    complaint: Complaint
    report: str | None
    place: Place | None
    questions: tuple[Question, ...]


class UnitQuestions:
    """Reading; each call opens and ends its own look into the database."""

    def __init__(self, database: Database, queries: Queries) -> None:
        self._database, self._queries = database, queries

    async def put_to(self, actor: Actor, now: datetime) -> list[Put]:
        """What the actor's units are asked, the one due first on top, then what has ended lately, newest first."""
        row, ask = ComplaintRow, UnitAskRow
        ended = col(ask.ended_at)
        asked = (
            select(row, ask)
            .join(ask, col(ask.complaint_id) == col(row.complaint_id))
            .where(may_see_as_asked(actor, Sight.STATUS), ended.is_(None) | (ended > now - KEPT_FOR))
            .order_by(ended.is_not(None), ended.desc(), col(ask.due), col(ask.ask_id))
            .limit(MOST)
        )
        async with self._database.reading() as session:
            found = (await session.exec(asked)).all()
            told = await beginnings(session, [case.complaint_id for case, _ in found], EXCERPT)
        return [
            Put(
                case.complaint_id,
                case.code,
                _ask(one),
                masked(told.get(case.complaint_id, "")) or None
                if sight_as_asked(actor, case, one) >= Sight.WORDS
                else None,
            )
            for case, one in found
        ]

    async def waiting(self, actor: Actor) -> int:
        """How many questions the actor's units have not answered."""
        row, ask = ComplaintRow, UnitAskRow
        asked = (
            select(func.count())
            .select_from(ask)
            .join(row, col(ask.complaint_id) == col(row.complaint_id))
            .where(may_see_as_asked(actor, Sight.STATUS), col(ask.ended_at).is_(None))
        )
        async with self._database.reading() as session:
            return (await session.exec(asked)).one()

    async def case(self, actor: Actor, complaint_id: UUID) -> AskedCase:
        """The case with the questions put to the actor's units; raises NotFound where there are none."""
        async with self._database.reading() as session:
            recorded = await journal.history(session, complaint_id)
            rows = await session.exec(select(WordsRow).where(WordsRow.complaint_id == complaint_id))
            contents = {row.words_id: row.content for row in rows.all()}
        complaint = fold(Complaint(complaint_id), recorded)
        seen = {ask.id: sight_as_asked(actor, complaint, ask) for ask in complaint.asks.values()}
        theirs = [ask for ask in complaint.asks.values() if seen[ask.id] > Sight.NOTHING]
        if not complaint.exists or not theirs:
            raise NotFound()
        readable = any(seen[ask.id] >= Sight.WORDS for ask in theirs)
        whole = await self._queries.case(SYSTEM, complaint_id) if readable else None
        return AskedCase(
            complaint,
            masked(whole.told or whole.report or "") or None if whole else None,
            whole.place if whole else None,
            questions(theirs, recorded, contents),
        )

    async def of(self, complaint_id: UUID) -> tuple[Question, ...]:
        """All questions of a case, for those who work on it; whether they do is asked elsewhere."""
        async with self._database.reading() as session:
            recorded = await journal.history(session, complaint_id)
            rows = await session.exec(select(WordsRow).where(WordsRow.complaint_id == complaint_id))
            contents = {row.words_id: row.content for row in rows.all()}
        return questions(list(fold(Complaint(complaint_id), recorded).asks.values()), recorded, contents)


def questions(
    asks: Sequence[UnitAsk], recorded: Sequence[e.Recorded], contents: Mapping[UUID, str | None]
) -> tuple[Question, ...]:
    """The words of these questions and of their answers."""
    put = {one.event.ask: one.event.words for one in recorded if isinstance(one.event, e.UnitAsked)}
    answered = {one.event.ask: one.event.words for one in recorded if isinstance(one.event, e.UnitAnswered)}

    def said(seal: e.Seal | None) -> str | None:
        return contents.get(seal.id) if seal else None

    return tuple(Question(ask, said(put.get(ask.id)), said(answered.get(ask.id))) for ask in asks)


def _ask(row: UnitAskRow) -> UnitAsk:
    return UnitAsk(
        row.ask_id,
        row.unit,
        row.by_unit,
        row.asked_at,
        row.due,
        row.days,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
    )

"""The anonymous questionnaire after a training (level 1): codes used once, and answers kept as counts alone.

A code is handed out by chance and gone once used; of an answer stay only counts, all of which are written with each
that comes, and words in an order by chance. Results are read once the questionnaire is over, and of enough people:
whoever watched them grow could tell who said what.
"""

import random
import secrets
from base64 import b32encode
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import func, text
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from competency.batch_tables import BatchRow, SeatRow
from competency.course_tables import ReactionCountRow, ReactionDrawRow, ReactionTicketRow, ReactionWordsRow
from competency.providers import rated
from competency.training_rules import TrainingRules
from competency.training_seed import rules_of
from competency.training_tables import ProviderRatingRow, TrainingMaterialRow, TrainingRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound, Refused
from foundation.language import mark as _
from foundation.sealing import KeyRing

QUESTIONS = ("content", "teacher", "relevant", "usable", "setting", "whole")
"""Each answered from 1 to 5; `relevant` asks whether it has to do with one's work, `whole` is the provider's rating."""
STEPS = range(1, 6)
OPEN_DAYS = 14
"""After the last day of a batch."""
LONGEST = 1000
_PLACE = "reaction_words.words"
_NOT_RELEVANT = 2
"""This step or less is a no."""
_CHANCE = random.SystemRandom()
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('reactions'))")
_NO_CODE = _("Kode ini tidak dikenal atau sudah dipakai. Setiap kode hanya bisa dipakai satu kali.")
_OVER = _("Kuesioner pelatihan ini sudah ditutup. Terima kasih atas perhatian Anda.")
_NOT_YET = _("Kuesioner dibuka pada hari pertama pelatihan.")
_ALL_OUT = _("Semua kode pelatihan ini sudah dibagikan.")
_DRAWN = _("Kode Anda sudah diberikan. Setiap peserta mendapat satu kode.")
_CHOOSE, _LONG = _("Pilih jawaban."), _("Paling panjang 1.000 huruf.")


class Asked(NamedTuple):
    """What the holder of a code is asked about."""

    batch: UUID
    training: str
    version: int


class Reactions(NamedTuple):
    """What participants of a batch said together. `counts`: people by question and answer; empty where too few did."""

    people: int
    over: bool
    least: int
    counts: Mapping[str, Mapping[int, int]]
    words: Sequence[str]

    def mean(self, question: str) -> float | None:
        given = self.counts.get(question, {})
        people = sum(given.values())
        return sum(answer * count for answer, count in given.items()) / people if people else None


class Questionnaires:
    """Each call is one transaction of its own."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing) -> None:
        self._database, self._clock, self._keys = database, clock, keys

    async def hand_out(self, batch_id: UUID, today: date, count: int) -> list[str]:
        """So many codes for slips of paper; never more in all than take part. Raises Refused."""
        async with self._database.transaction() as session:
            return await self._make(session, batch_id, today, count)

    async def draw(self, batch_id: UUID, officer: UUID, today: date) -> str:
        """A code for a participant, once; which one is written nowhere. Raises NotFound or Refused."""
        async with self._database.transaction() as session:
            seat = await session.get(SeatRow, (batch_id, officer))
            if seat is None or seat.state not in ("invited", "accepted"):
                raise NotFound()
            if await session.get(ReactionDrawRow, (batch_id, officer), with_for_update=True):
                raise Refused(_DRAWN)
            [code] = await self._make(session, batch_id, today, 1)
            session.add(ReactionDrawRow(batch_id=batch_id, officer_id=officer))
        return code

    async def asked(self, code: str, today: date) -> Asked:
        """What a code asks about; raises NotFound where it is not known, Refused where it is too late."""
        async with self._database.reading() as session:
            ticket = await session.get(ReactionTicketRow, self._hash(code))
            if ticket is None:
                raise NotFound(_NO_CODE)
            batch = await _open(session, ticket.batch_id, today)
            material = await session.get(TrainingMaterialRow, batch.material_id)
            assert material is not None
            training = await session.get(TrainingRow, material.training_id)
            assert training is not None
        return Asked(batch.batch_id, training.name, material.version)

    async def answer(self, code: str, today: date, given: Mapping[str, int | None], words: str) -> None:
        """Count the answers, and forget the code. Raises Invalid, NotFound or Refused."""
        words = words.strip()
        faults = {name: _CHOOSE for name in QUESTIONS if given.get(name) not in STEPS}
        faults |= {"words": _LONG} if len(words) > LONGEST else {}
        if faults:
            raise Invalid(fields=faults)
        async with self._database.transaction() as session:
            await session.exec(_LOCK)  # type: ignore[call-overload]
            ticket = await session.get(ReactionTicketRow, self._hash(code), with_for_update=True)
            if ticket is None:
                raise NotFound(_NO_CODE)
            batch = (await _open(session, ticket.batch_id, today)).batch_id
            await session.delete(ticket)
            await self._count(session, batch, given)
            await self._shuffle(session, batch, [words] if words else [])

    async def of(self, batch_id: UUID, today: date) -> Reactions:
        """What may be read of a batch today."""
        async with self._database.reading() as session:
            rules, _version = await rules_of(session)
            return await self._of(session, batch_id, today, rules)

    async def waiting(self, officer: UUID, today: date) -> set[UUID]:
        """Batches whose questionnaire is open and for which this participant was handed no code yet."""
        drawn = select(ReactionDrawRow.batch_id).where(col(ReactionDrawRow.officer_id) == officer)
        mine = (
            select(SeatRow.batch_id)
            .join(BatchRow, col(BatchRow.batch_id) == col(SeatRow.batch_id))
            .where(
                *(col(SeatRow.officer_id) == officer, col(SeatRow.state) == "accepted"),
                *(col(BatchRow.status) != "cancelled", col(BatchRow.starts_on) <= today),
                col(BatchRow.ends_on) >= today - timedelta(days=OPEN_DAYS),
                col(SeatRow.batch_id).not_in(drawn),
            )
        )
        async with self._database.reading() as session:
            return set((await session.exec(mine)).all())

    async def rate_due(self, today: date) -> int:
        """Hand sums of questionnaires that are over to their providers' ratings, once; how many."""
        rated_already = select(ProviderRatingRow.batch_id)
        counted = (
            select(ReactionCountRow.batch_id)
            .join(BatchRow, col(BatchRow.batch_id) == col(ReactionCountRow.batch_id))
            .where(
                col(BatchRow.ends_on) < today - timedelta(days=OPEN_DAYS),
                col(ReactionCountRow.batch_id).not_in(rated_already),
            )
            .group_by(col(ReactionCountRow.batch_id))
        )
        done = 0
        async with self._database.transaction() as session:
            rules, _version = await rules_of(session)
            for batch_id in (await session.exec(counted)).all():
                whole = (await self._of(session, batch_id, today, rules)).counts.get("whole", {})
                points = sum(answer * people for answer, people in whole.items())
                people = sum(whole.values())
                done += await rated(session, batch_id, people, points, self._clock.now(), rules) if people else 0
        return done

    async def _make(self, session: AsyncSession, batch_id: UUID, today: date, count: int) -> list[str]:
        await session.exec(_LOCK)  # type: ignore[call-overload]
        await _open(session, batch_id, today)
        taking_part = select(func.count()).where(
            col(SeatRow.batch_id) == batch_id, col(SeatRow.state).in_(("invited", "accepted"))
        )
        out = select(func.count()).where(col(ReactionTicketRow.batch_id) == batch_id)
        given = (await session.exec(out)).one() + await _people(session, batch_id)
        if count < 1 or given + count > (await session.exec(taking_part)).one():
            raise Refused(_ALL_OUT)
        codes = [b32encode(secrets.token_bytes(10)).decode().lower() for _each in range(count)]
        await session.exec(_tickets_still(batch_id))  # type: ignore[call-overload]
        session.add_all(ReactionTicketRow(ticket=self._hash(code), batch_id=batch_id) for code in codes)
        return codes

    async def _count(self, session: AsyncSession, batch_id: UUID, given: Mapping[str, int | None]) -> None:
        """Every count of the batch is written, whether it grew or not."""
        for question in QUESTIONS:
            for step in STEPS:
                row = await session.get(ReactionCountRow, (batch_id, question, step))
                people = (row.people if row else 0) + (given[question] == step)
                if row is not None:
                    await session.delete(row)
                    await session.flush()
                    session.expunge(row)
                session.add(ReactionCountRow(batch_id=batch_id, question=question, answer=step, people=people))
        await session.flush()

    async def _shuffle(self, session: AsyncSession, batch_id: UUID, more: Sequence[str]) -> None:
        """Write all words of a batch anew, in an order by chance and under new numbers."""
        mine = col(ReactionWordsRow.batch_id) == batch_id
        kept = (await session.exec(select(ReactionWordsRow.words).where(mine))).all()
        every = [*kept, *(self._keys.seal(one, _PLACE) for one in more)]
        await session.exec(delete(ReactionWordsRow).where(mine))
        _CHANCE.shuffle(every)
        for sealed in every:
            session.add(ReactionWordsRow(words_id=uuid4(), batch_id=batch_id, words=sealed))
            await session.flush()

    async def _of(self, session: AsyncSession, batch_id: UUID, today: date, rules: TrainingRules) -> Reactions:
        batch = await session.get(BatchRow, batch_id)
        if batch is None:
            raise NotFound()
        people, over = await _people(session, batch_id), today > batch.ends_on + timedelta(days=OPEN_DAYS)
        if not over or people < rules.least_answers:
            return Reactions(people, over, rules.least_answers, {}, ())
        counts: dict[str, dict[int, int]] = {}
        mine = col(ReactionCountRow.batch_id) == batch_id
        for row in (await session.exec(select(ReactionCountRow).where(mine))).all():
            counts.setdefault(row.question, {})[row.answer] = row.people
        sealed = select(ReactionWordsRow.words).where(col(ReactionWordsRow.batch_id) == batch_id)
        words = [self._keys.open(one, _PLACE) for one in (await session.exec(sealed)).all()]
        _CHANCE.shuffle(words)
        return Reactions(people, over, rules.least_answers, counts, words)

    def _hash(self, code: str) -> bytes:
        plain = "".join(sign for sign in code.lower() if sign.isalnum())
        return self._keys.mac("reaction_tickets.ticket", plain.encode())


async def not_relevant(session: AsyncSession, today: date) -> dict[UUID, tuple[int, int]]:
    """By version of material: how many said that it has nothing to do with their work, and how many answered.

    Of batches whose own results may be read today, and of no others: what they did not show would follow from a sum.
    """
    rules, _version = await rules_of(session)
    row, no = ReactionCountRow, func.sum(ReactionCountRow.people).filter(col(ReactionCountRow.answer) <= _NOT_RELEVANT)
    chosen = (
        select(BatchRow.material_id, no, func.sum(row.people))
        .join(BatchRow, col(BatchRow.batch_id) == col(row.batch_id))
        .where(col(row.question) == "relevant", col(BatchRow.ends_on) < today - timedelta(days=OPEN_DAYS))
        .group_by(col(BatchRow.material_id), col(row.batch_id))
        .having(func.sum(row.people) >= rules.least_answers)
    )
    found: dict[UUID, tuple[int, int]] = {}
    for material, few, people in (await session.exec(chosen)).all():
        before = found.get(material, (0, 0))
        found[material] = before[0] + int(few or 0), before[1] + int(people)
    return found


async def _open(session: AsyncSession, batch_id: UUID, today: date) -> BatchRow:
    batch = await session.get(BatchRow, batch_id)
    if batch is None:
        raise NotFound()
    if batch.status == "cancelled" or today > batch.ends_on + timedelta(days=OPEN_DAYS):
        raise Refused(_OVER)
    if today < batch.starts_on:
        raise Refused(_NOT_YET)
    return batch


async def _people(session: AsyncSession, batch_id: UUID) -> int:
    """How many answered: each answers every question."""
    counted = select(func.coalesce(func.sum(ReactionCountRow.people), 0)).where(
        col(ReactionCountRow.batch_id) == batch_id, col(ReactionCountRow.question) == QUESTIONS[0]
    )
    return int((await session.exec(counted)).one())


def _tickets_still(batch_id: UUID) -> object:
    """Codes of a batch are all written when one is added: no transaction is one code's alone."""
    return text("UPDATE reaction_tickets SET batch_id = batch_id WHERE batch_id = :one").bindparams(one=batch_id)

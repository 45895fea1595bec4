"""Pre- and post-tests (level 2): questions as data of a version of material; scores for the participant and the
training body, and means of enough people for everybody else who plans trainings."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from competency.batch_tables import BatchRow, SeatRow
from competency.course_tables import MaterialTestRow, TestScoreRow
from competency.training_seed import rules_of
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound, Refused
from foundation.language import Sentence
from foundation.language import mark as _
from people.tables import OfficerRow

Moment = Literal["before", "after"]
MOST_QUESTIONS, MOST_CHOICES, LONGEST = 20, 6, 300
AFTER_DAYS = 30
"""After the last day of a batch, in which its post-test can be taken."""
_SHAPE = _("Soal ke-{number}: tulis pertanyaan, lalu 2 sampai 6 pilihan, tepat satu diawali tanda *.")
_LENGTH = _("Tulis 1 sampai 20 soal; tiap baris paling panjang 300 huruf.")
_USED = _("Tes ini sudah dikerjakan, sehingga soalnya tidak dapat diubah. Buat versi materi yang baru.")
_TWICE = _("Tes ini sudah Anda kerjakan.")
_CLOSED = _("Tes ini belum dibuka atau sudah ditutup.")
_ANSWER = _("Pilih satu jawaban.")


class Question(msgspec.Struct, frozen=True):
    """`right` is the place of the right one among the choices."""

    ask: str
    choices: tuple[str, ...]
    right: int


class Score(NamedTuple):
    """Questions answered rightly, of so many."""

    right: int
    asked: int

    @property
    def share(self) -> float:
        return self.right / self.asked


class Taken(NamedTuple):
    """One participant's tests."""

    officer: UUID
    name: str
    before: Score | None
    after: Score | None


class Gain(NamedTuple):
    """Mean shares before and after of those who took both; None where they are too few."""

    people: int
    before: float | None
    after: float | None


def questions_of(written: str) -> tuple[Question, ...]:
    """Questions as somebody writes them: one a paragraph, a choice a line, the right one after a star.

    Raises Invalid, naming the field `questions`.
    """
    found = []
    paragraphs = [part for part in written.replace("\r", "").split("\n\n") if part.strip()]
    for number, paragraph in enumerate(paragraphs, 1):
        ask, *choices = [line.strip() for line in paragraph.split("\n") if line.strip()]
        starred = [place for place, line in enumerate(choices) if line.startswith("*")]
        plain = tuple(line.removeprefix("*").removeprefix("-").strip() for line in choices)
        if not 2 <= len(choices) <= MOST_CHOICES or len(starred) != 1 or not all(plain) or len(set(plain)) < len(plain):
            raise Invalid(fields=_wrong(Sentence(_SHAPE, number=number)))
        found.append(Question(ask, plain, starred[0]))
    if not 0 < len(found) <= MOST_QUESTIONS or any(len(line) > LONGEST for line in written.split("\n")):
        raise Invalid(fields=_wrong(_LENGTH))
    return tuple(found)


def _wrong(sentence: str) -> dict[str, str]:
    return {"questions": sentence}


def written_of(questions: Sequence[Question]) -> str:
    """The same the other way."""
    paragraphs = []
    for one in questions:
        choices = (f"{'*' if place == one.right else '-'} {words}" for place, words in enumerate(one.choices))
        paragraphs.append("\n".join([one.ask, *choices]))
    return "\n\n".join(paragraphs)


class MaterialTests:
    """Each call that changes something is one transaction of its own."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def questions(self, material_id: UUID) -> tuple[Question, ...]:
        """Of a version of material; none where it has no test."""
        async with self._database.reading() as session:
            return await _questions(session, material_id)

    async def write(self, by: UUID, material_id: UUID, written: str) -> None:
        """Set the questions of a version; raises Invalid, or Refused once somebody answered them."""
        questions = questions_of(written)
        taken = select(func.count()).select_from(TestScoreRow).join(BatchRow, _same_batch())
        async with self._database.transaction() as session:
            if (await session.exec(taken.where(col(BatchRow.material_id) == material_id))).one():
                raise Refused(_USED)
            mine = select(MaterialTestRow).where(col(MaterialTestRow.material_id) == material_id).with_for_update()
            row = (await session.exec(mine)).first()
            told: list[dict[str, Any]] = [msgspec.to_builtins(one) for one in questions]
            if row is None:
                now = self._clock.now()
                row = MaterialTestRow(test_id=uuid7(), material_id=material_id, questions=told, made_at=now, made_by=by)
                session.add(row)
            else:
                row.questions, row.made_at, row.made_by = told, self._clock.now(), by

    async def open(self, batch_id: UUID, officer: UUID, moment: Moment, today: date) -> tuple[Question, ...]:
        """The questions a participant may answer now; raises NotFound or Refused."""
        async with self._database.reading() as session:
            return await self._open(session, batch_id, officer, moment, today)

    async def take(
        self, batch_id: UUID, officer: UUID, moment: Moment, today: date, chosen: Mapping[int, int | None]
    ) -> Score:
        """Count what was answered rightly; what was chosen is not kept. Raises Invalid, NotFound or Refused."""
        async with self._database.transaction() as session:
            questions = await self._open(session, batch_id, officer, moment, today)
            places = {place: range(len(one.choices)) for place, one in enumerate(questions)}
            faults = {f"q{place}": _ANSWER for place, fits in places.items() if chosen.get(place) not in fits}
            if faults:
                raise Invalid(fields=faults)
            score = Score(sum(chosen[place] == one.right for place, one in enumerate(questions)), len(questions))
            session.add(
                TestScoreRow(
                    batch_id=batch_id,
                    officer_id=officer,
                    moment=moment,
                    right=score.right,
                    asked=score.asked,
                    at=self._clock.now(),
                )
            )
        return score

    async def own(self, officer: UUID) -> dict[UUID, tuple[Score | None, Score | None]]:
        """One's own scores by batch, before and after."""
        async with self._database.reading() as session:
            rows = await session.exec(select(TestScoreRow).where(col(TestScoreRow.officer_id) == officer))
            return _paired({(row.batch_id, row.moment): Score(row.right, row.asked) for row in rows})

    async def waiting(self, officer: UUID, today: date) -> dict[UUID, Moment]:
        """By batch, which test this participant can take now."""
        has = select(MaterialTestRow.material_id)
        mine = (
            select(BatchRow)
            .join(SeatRow, col(SeatRow.batch_id) == col(BatchRow.batch_id))
            .where(
                *(col(SeatRow.officer_id) == officer, col(SeatRow.state) == "accepted"),
                *(col(BatchRow.status) != "cancelled", col(BatchRow.material_id).in_(has)),
                col(BatchRow.ends_on) >= today - timedelta(days=AFTER_DAYS),
            )
        )
        async with self._database.reading() as session:
            batches = (await session.exec(mine)).all()
        taken = await self.own(officer)
        found: dict[UUID, Moment] = {}
        for batch in batches:
            mine_of = dict(zip(("before", "after"), taken.get(batch.batch_id, (None, None)), strict=True))
            open_now = moments(batch.starts_on, batch.ends_on, today)
            left = [moment for moment in open_now if mine_of[moment] is None]
            if left:
                found[batch.batch_id] = left[0]
        return found

    async def of_batch(self, batch_id: UUID) -> list[Taken]:
        """Every participant's scores, by name; for the training body alone."""
        chosen = (
            select(TestScoreRow, OfficerRow.name)
            .join(OfficerRow, col(OfficerRow.officer_id) == col(TestScoreRow.officer_id))
            .where(col(TestScoreRow.batch_id) == batch_id)
            .order_by(col(OfficerRow.name), col(OfficerRow.officer_id))
        )
        async with self._database.reading() as session:
            rows = (await session.exec(chosen)).all()
        names = {row.officer_id: name for row, name in rows}
        scores = _paired({(row.officer_id, row.moment): Score(row.right, row.asked) for row, _name in rows})
        return [Taken(officer, name, *scores[officer]) for officer, name in names.items()]

    async def gain(self, batch_id: UUID) -> Gain:
        """How much participants who took both tests knew before and after, on average."""
        async with self._database.reading() as session:
            rules, _version = await rules_of(session)
        both = [one for one in await self.of_batch(batch_id) if one.before and one.after]
        if len(both) < rules.least_answers:
            return Gain(len(both), None, None)
        before, after = (
            sum(score.share for score in scores if score) / len(both)
            for scores in ([one.before for one in both], [one.after for one in both])
        )
        return Gain(len(both), before, after)

    async def _open(
        self, session: AsyncSession, batch_id: UUID, officer: UUID, moment: Moment, today: date
    ) -> tuple[Question, ...]:
        batch, seat = await session.get(BatchRow, batch_id), await session.get(SeatRow, (batch_id, officer))
        if batch is None or seat is None or seat.state != "accepted":
            raise NotFound()
        questions = await _questions(session, batch.material_id)
        if not questions:
            raise NotFound()
        if await session.get(TestScoreRow, (batch_id, officer, moment)) is not None:
            raise Refused(_TWICE)
        if batch.status == "cancelled" or moment not in moments(batch.starts_on, batch.ends_on, today):
            raise Refused(_CLOSED)
        return questions


def moments(starts_on: date, ends_on: date, today: date) -> tuple[Moment, ...]:
    """Tests that can be taken on a day: before until the first day is over, after from the last day on."""
    before: tuple[Moment, ...] = ("before",) if today <= starts_on else ()
    late = today > ends_on + timedelta(days=AFTER_DAYS)
    return before if today < ends_on or late else (*before, "after")


def _paired(scores: Mapping[tuple[UUID, str], Score]) -> dict[UUID, tuple[Score | None, Score | None]]:
    return {one: (scores.get((one, "before")), scores.get((one, "after"))) for one, _moment_of in scores}


def _same_batch() -> Any:
    return col(BatchRow.batch_id) == col(TestScoreRow.batch_id)


async def _questions(session: AsyncSession, material_id: UUID) -> tuple[Question, ...]:
    mine = select(MaterialTestRow.questions).where(col(MaterialTestRow.material_id) == material_id)
    told = (await session.exec(mine)).first()
    return msgspec.convert(told or [], tuple[Question, ...])

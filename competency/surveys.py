"""Surveys of officers: who is invited, one answer for each secret link, and what groups large enough have said.

An answer is added to counts and kept nowhere by itself. A link's secret is known to whoever holds it; here lies only
its hash, spent or not. So that nobody can watch the counts grow, they are read only once a survey is closed.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, text, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from uuid_utils.compat import uuid7

from competency.input_tables import OfficerSurveyRow, SurveyItemRow, SurveyTokenRow
from competency.level_counts import LEAST, Levels, levels, together
from competency.level_rows import ByUnit, Group, add_counts, counts_of, shown
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound, Refused
from foundation.language import mark as _
from foundation.sealing import KeyRing

PLACE = "officer_survey_mails.secret"
ASKED = ("self", "superior")
"""About oneself, or about those who work under one."""
RECRUITMENT = ("all", "random", "volunteers")
ITEMS_MOST, TITLE_LONGEST = 12, 120
OVER = _("Survei ini sudah ditutup. Terima kasih atas perhatian Anda.")
_SPENT = _("Tautan ini sudah dipakai. Setiap tautan hanya bisa dipakai satu kali.")
_NO_LINK = _("Alamat ini tidak lengkap atau keliru. Salin seluruh alamat yang Anda terima.")
_OPEN = _("Hasil baru dapat dibaca setelah survei ditutup, agar tidak ada jawaban yang dapat ditebak.")
_STILL = text("UPDATE officer_survey_tokens SET spent = spent WHERE survey_id = :one")
_COUNTS_STILL = text("UPDATE level_counts SET people = people WHERE input_id = :one")


class Item(NamedTuple):
    competency: str
    topic: str | None = None


class Survey(NamedTuple):
    """`invited` links were given out, `answered` of them used; of whom is not known."""

    id: UUID
    title: str
    recruitment: str
    least: int
    closes_on: date
    closed_at: datetime | None
    items: tuple[Item, ...]
    seed: str | None = None
    invited: int = 0
    answered: int = 0


class Asking(NamedTuple):
    """What the holder of a link is asked."""

    survey: Survey
    asked: str


class Result(NamedTuple):
    """What was said about one competency by those asked in one way; without groups there were too few."""

    competency: str
    topic: str | None
    asked: str
    groups: tuple[Group, ...]
    whole: Levels | None


class Surveys:
    """Each call is one transaction of its own."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing, zone: ZoneInfo) -> None:
        self._database, self._clock, self._keys, self._zone = database, clock, keys, zone

    async def make(
        self, by: UUID, title: str, items: Sequence[Item], recruitment: str, closes_on: date | None, least: int = LEAST
    ) -> UUID:
        """A new survey, open from now on; raises Invalid, naming the fields."""
        title = " ".join(title.split())
        faults = {
            "title": "" if 0 < len(title) <= TITLE_LONGEST else _("Tulis judulnya, paling panjang 120 huruf."),
            "competency": "" if 0 < len(items) <= ITEMS_MOST else _("Pilih 1 sampai 12 kompetensi."),
            "recruitment": "" if recruitment in RECRUITMENT else _("Pilih cara mengundangnya."),
            "closes_on": ""
            if closes_on and closes_on >= self._today()
            else _("Tulis hari terakhirnya, mulai hari ini."),
            "least": "" if LEAST <= least <= 100 else _("Tulis angka dari 5 sampai 100."),
        }
        if any(faults.values()) or closes_on is None:
            raise Invalid(fields={name: sentence for name, sentence in faults.items() if sentence})
        made = OfficerSurveyRow(
            survey_id=uuid7(),
            title=title,
            recruitment=recruitment,
            least=least,
            closes_on=closes_on,
            seed=secrets.token_hex(16) if recruitment == "random" else None,
            made_by=by,
            made_at=self._clock.now(),
        )
        async with self._database.transaction() as session:
            session.add(made)
            await session.flush()
            for place, item in enumerate(dict.fromkeys(items), 1):
                session.add(SurveyItemRow(survey_id=made.survey_id, place=place, **item._asdict()))
        return made.survey_id

    async def asking(self, secret: str) -> Asking:
        """What a link asks; raises NotFound, or Refused where it was used or the survey is over."""
        async with self._database.reading() as session:
            token = await session.get(SurveyTokenRow, hash_of(secret))
            if token is None:
                raise NotFound(_NO_LINK)
            survey = await self._one(session, token.survey_id)
        if token.spent:
            raise Refused(_SPENT)
        if survey.closed_at is not None or survey.closes_on < self._today():
            raise Refused(OVER)
        return Asking(survey, token.asked)

    async def answer(self, secret: str, answers: Mapping[str, tuple[int, int]]) -> None:
        """Count an answer, levels needed and now by competency, and spend its link. Raises Invalid, Refused."""
        asking = await self.asking(secret)
        left = [item.competency for item in asking.survey.items if not _whole(answers.get(item.competency, (-1, -1)))]
        if left:
            raise Invalid(fields=dict.fromkeys(left, _("Pilih jawabannya.")))
        spent = (
            update(SurveyTokenRow)
            .where(col(SurveyTokenRow.token) == hash_of(secret), col(SurveyTokenRow.spent).is_(False))
            .values(spent=True)
            .returning(col(SurveyTokenRow.unit))
        )
        async with self._database.transaction() as session:
            unit = (await session.exec(spent)).scalar_one_or_none()
            if unit is None:
                raise Refused(_SPENT)
            rows = [
                {
                    "input_id": asking.survey.id,
                    "asked": asking.asked,
                    "unit": unit,
                    "competency": item.competency,
                    "needed": answers[item.competency][0],
                    "now": answers[item.competency][1],
                    "people": 1,
                }
                for item in sorted(asking.survey.items)
            ]
            await add_counts(session, rows)

    async def close(self, survey_id: UUID) -> None:
        """No answer is taken any more; raises NotFound."""
        async with self._database.transaction() as session:
            row = await session.get(OfficerSurveyRow, survey_id, with_for_update=True)
            if row is None:
                raise NotFound()
            if row.closed_at is None:
                await self._close(session, row)

    async def close_due(self) -> int:
        """Close what is over; how many surveys were."""
        due = select(OfficerSurveyRow).where(
            col(OfficerSurveyRow.closed_at).is_(None), col(OfficerSurveyRow.closes_on) < self._today()
        )
        async with self._database.transaction() as session:
            rows = (await session.exec(due.with_for_update(skip_locked=True))).all()
            for row in rows:
                await self._close(session, row)
        return len(rows)

    async def all(self) -> list[Survey]:
        """The newest first."""
        async with self._database.reading() as session:
            ids = await session.exec(
                select(OfficerSurveyRow.survey_id).order_by(col(OfficerSurveyRow.survey_id).desc())
            )
            return [await self._one(session, one) for one in ids.all()]

    async def one(self, survey_id: UUID) -> Survey:
        async with self._database.reading() as session:
            return await self._one(session, survey_id)

    async def results(self, survey_id: UUID) -> list[Result]:
        """In the order asked; raises Refused while the survey is open."""
        async with self._database.reading() as session:
            survey = await self._one(session, survey_id)
            if survey.closed_at is None:
                raise Refused(_OPEN)
            counted = await counts_of(session, [survey_id])
        return [
            result
            for item in survey.items
            for asked in ASKED
            if (result := _result(item, asked, counted.get((survey_id, asked, item.competency), {}), survey.least))
        ]

    async def _close(self, session: AsyncSession, row: OfficerSurveyRow) -> None:
        row.closed_at = self._clock.now()
        session.add(row)
        # Written anew all at once, so that the server's own marks do not tell which link and which counts came last.
        await session.exec(_STILL, params={"one": row.survey_id})  # type: ignore[call-overload]
        await session.exec(_COUNTS_STILL, params={"one": row.survey_id})  # type: ignore[call-overload]

    async def _one(self, session: AsyncSession, survey_id: UUID) -> Survey:
        row = await session.get(OfficerSurveyRow, survey_id)
        if row is None:
            raise NotFound()
        items = select(SurveyItemRow).where(SurveyItemRow.survey_id == survey_id).order_by(col(SurveyItemRow.place))
        token = SurveyTokenRow
        numbers = select(func.count(), func.count().filter(col(token.spent))).where(token.survey_id == survey_id)
        invited, answered = (await session.exec(numbers)).one()
        return Survey(
            row.survey_id,
            row.title,
            row.recruitment,
            row.least,
            row.closes_on,
            row.closed_at,
            tuple(Item(one.competency, one.topic) for one in (await session.exec(items)).all()),
            row.seed,
            invited,
            answered,
        )

    def _today(self) -> date:
        return self._clock.now().astimezone(self._zone).date()


def _whole(levels: tuple[int, int]) -> bool:
    return levels == (0, 0) or all(1 <= one <= 5 for one in levels)


def _result(item: Item, asked: str, by_unit: ByUnit, least: int) -> Result | None:
    if not by_unit:
        return None
    found = shown(by_unit, least)
    whole = levels(together(list(by_unit.values())), least) if found else None
    return Result(item.competency, item.topic, asked, found, whole)


def hash_of(secret: str) -> bytes:
    return sha256(secret.encode("utf-8", "replace")).digest()

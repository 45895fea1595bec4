"""Brings the region's forms of training and its rules about them into the database, and reads them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from competency.decisions import FOLDER, Kind, newest
from competency.need_tables import LearningDecisionRow
from competency.training_rules import Form, TrainingRules, WrittenTrainings
from competency.training_tables import TrainingFormRow
from people.actor import SYSTEM


class Seeded(NamedTuple):
    """Codes of forms that differ, and whether the rules do."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    rules: bool


async def seed_trainings(session: AsyncSession, written: WrittenTrainings, at: datetime) -> Seeded:
    """A form that left the folder is retired, not deleted. What people decided since is left alone."""
    there = {row.code: row for row in (await session.exec(select(TrainingFormRow))).all()}
    wanted = {form.code: _row(form, place) for place, form in enumerate(written.form)}
    added = tuple(code for code in wanted if code not in there)
    changed = tuple(
        code for code, row in wanted.items() if code in there and there[code].model_dump() != row.model_dump()
    )
    removed = tuple(code for code, row in there.items() if not row.retired and code not in wanted)
    for code in (*added, *changed):
        await session.merge(wanted[code])
    for code in removed:
        there[code].retired = True
    rules = await _decide(session, written.rules, at)
    await session.flush()
    return Seeded(added, changed, removed, rules)


async def forms_of(session: AsyncSession) -> Sequence[Form]:
    """All that can be chosen, in the region's order."""
    asked = select(TrainingFormRow).where(~col(TrainingFormRow.retired)).order_by(col(TrainingFormRow.place))
    return [_form(row) for row in (await session.exec(asked)).all()]


async def known_forms(session: AsyncSession) -> Mapping[str, Form]:
    """By code, with those that left the folder."""
    return {row.code: _form(row) for row in (await session.exec(select(TrainingFormRow))).all()}


async def rules_of(session: AsyncSession) -> tuple[TrainingRules, int]:
    """Those in force and their version; the usual ones and 0 where a region decided nothing."""
    found = await newest(session, Kind.TRAININGS)
    return (msgspec.convert(found[0].data, TrainingRules), found[0].version) if found else (TrainingRules(), 0)


def _row(form: Form, place: int) -> TrainingFormRow:
    return TrainingFormRow(
        code=form.code, name=form.name, name_en=form.name_en, kind=form.kind, place=place, retired=False
    )


def _form(row: TrainingFormRow) -> Form:
    return msgspec.convert({"code": row.code, "name": row.name, "kind": row.kind, "name_en": row.name_en}, Form)


async def _decide(session: AsyncSession, rules: TrainingRules, at: datetime) -> bool:
    """A new version, where no person wrote the newest one and it says something else."""
    found, data = await newest(session, Kind.TRAININGS), msgspec.json.decode(msgspec.json.encode(rules))
    if found and (not found[0].by_folder or found[0].data == data):
        return False
    version = found[0].version + 1 if found else 1
    said: dict[str, Any] = {"kind": str(Kind.TRAININGS), "subject": "", "actor": SYSTEM.name_in_log, "why": FOLDER}
    session.add(LearningDecisionRow(**said, version=version, at=at, data=data))
    return True

"""What a region decides about learning: versions with who and why, of which the newest is in force.

The dictionary, what topics point to, thresholds, lists, incentives and each year's plan are all such decisions. What
the region's folder says comes in as a version of its own, but never over what a person decided.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import func, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from competency import reading_rules
from competency.dictionary import Dictionary, Entry, Pointer, Written, check_edited, check_mapping, with_national
from competency.need_tables import LearningDecisionRow
from competency.reading_rules import Rubric
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotAllowed, Stale
from foundation.language import mark as _
from foundation.writes import Write, write_all
from people.actor import SYSTEM, Actor, Role

DECIDERS = (Role.ANALYST, Role.SECRETARY, Role.SUPERVISOR)
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('learning_decisions'))")
_encode = msgspec.json.Encoder(order="deterministic").encode
FOLDER = "Berkas wilayah"
"""Why a version came from the region's folder, as its log tells it."""


class Kind(StrEnum):
    COMPETENCY = "competency"
    MAPPING = "mapping"
    THRESHOLDS = "thresholds"
    STANDARD_ANSWERS = "standard_answers"
    INCENTIVES = "incentives"
    PLAN = "plan"
    TRAININGS = "trainings"
    RUBRIC = "rubric"


class Thresholds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Numbers the region may set within limits (`LIMITS`); the method's own are not among them."""

    least_people: int = 3
    """Who must have acted on a cell's cases; with fewer, a figure would be about a person."""
    months: int = 12
    """How far back signals look."""
    reply_days: int = 10
    """Working days a unit has to answer before a need of it is accepted."""
    owner_days: int = 30
    """Working days for whoever a matter is passed on to."""


LIMITS: Mapping[str, tuple[int, int]] = {
    "least_people": (3, 20),
    "months": (12, 24),
    "reply_days": (10, 60),
    "owner_days": (5, 120),
}
"""The least and the most of each; nobody may decide to give a unit less time, or to look at fewer people."""


class StandardAnswers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Topics to which a standard answer is the right one, so that it is not held against a unit."""

    topics: tuple[str, ...] = ()


class Incentives(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What officers get for taking part and for finishing, in words; nothing is ever given for a figure."""

    taking_part: str = ""
    finishing: str = ""


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A year's plan: codes of accepted needs in the order in which they are to be met, and what goes with it."""

    needs: tuple[str, ...] = ()
    note: str = ""


class Decision(msgspec.Struct, frozen=True):
    """One version. `by_folder`: it came with the region's folder; `actor` is a kind and an id."""

    kind: Kind
    subject: str
    version: int
    at: datetime
    actor: str
    why: str
    data: dict[str, Any]

    @property
    def by_folder(self) -> bool:
        return self.actor == SYSTEM.name_in_log


class Taken(NamedTuple):
    """Subjects that came with the region's folder, new or written anew."""

    added: tuple[str, ...]
    changed: tuple[str, ...]


async def newest(session: AsyncSession, *kinds: Kind) -> list[Decision]:
    """What is in force of these kinds, by kind and subject."""
    key = col(LearningDecisionRow.kind), col(LearningDecisionRow.subject)
    latest = (
        select(LearningDecisionRow)
        .where(key[0].in_([str(one) for one in kinds]))
        .ext(distinct_on(*key))
        .order_by(*key, col(LearningDecisionRow.version).desc())
    )
    return [_decision(row) for row in (await session.exec(latest)).all()]


def _decision(row: LearningDecisionRow) -> Decision:
    return Decision(Kind(row.kind), row.subject, row.version, row.at, row.actor, row.why, row.data)


async def dictionary(session: AsyncSession, parents: Mapping[str, str]) -> Dictionary:
    """The dictionary in force; `parents` holds the first-level topic of each other topic."""
    found = await newest(session, Kind.COMPETENCY, Kind.MAPPING)
    entries = [msgspec.convert(one.data, Entry) for one in found if one.kind == Kind.COMPETENCY]
    mapping = {one.subject: tuple(one.data["competencies"]) for one in found if one.kind == Kind.MAPPING}
    return Dictionary(entries, mapping, parents)


async def thresholds(session: AsyncSession) -> tuple[Thresholds, int]:
    """The numbers in force and their version, 0 where nobody has decided."""
    found = await newest(session, Kind.THRESHOLDS)
    return (msgspec.convert(found[0].data, Thresholds), found[0].version) if found else (Thresholds(), 0)


async def standard_answers(session: AsyncSession) -> frozenset[str]:
    """Topics to which a standard answer is the right one."""
    found = await newest(session, Kind.STANDARD_ANSWERS)
    return frozenset(found[0].data["topics"]) if found else frozenset()


async def rubric(session: AsyncSession) -> tuple[Rubric, int]:
    """What is asked of cases in telaah berkas, and its version; 0 where nobody has decided."""
    found = await newest(session, Kind.RUBRIC)
    return (msgspec.convert(found[0].data, Rubric), found[0].version) if found else (reading_rules.rubric(), 0)


async def load_folder(session: AsyncSession, of_region: Written, at: datetime) -> Taken:
    """Take in what a region's folder says beside what is the same everywhere, within the caller's transaction.

    A subject that a person decided last stays as it is.
    """
    await session.exec(_LOCK)  # type: ignore[call-overload]
    there = {(one.kind, one.subject): one for one in await newest(session, Kind.COMPETENCY, Kind.MAPPING)}
    whole = with_national(of_region)
    said: dict[tuple[Kind, str], dict[str, Any]] = {(Kind.COMPETENCY, one.code): _plain(one) for one in whole.entries}
    said |= {(Kind.MAPPING, one.subject): {"competencies": list(one.competencies)} for one in whole.mappings}
    rows: list[Write] = []
    added: list[str] = []
    changed: list[str] = []
    for (kind, subject), data in said.items():
        before = there.get((kind, subject))
        if before is None or (before.by_folder and before.data != data):
            version = before.version + 1 if before else 1
            (changed if before else added).append(subject)
            rows.append(_write(Decision(kind, subject, version, at, SYSTEM.name_in_log, FOLDER, data)))
    await write_all(session, rows, (LearningDecisionRow,))
    return Taken(tuple(added), tuple(changed))


def _plain(data: Any) -> dict[str, Any]:
    """As JSON holds it, and the table gives it back."""
    plain: dict[str, Any] = msgspec.json.decode(_encode(data))
    return plain


def _write(one: Decision) -> Write:
    values = {name: getattr(one, name) for name in one.__struct_fields__}
    return Write(LearningDecisionRow, {**values, "kind": str(one.kind), "data": _encode(one.data).decode()})


class Decisions:
    """Each call is one transaction of its own. `parents` as in `dictionary`; both are of the region in force."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def dictionary(self, parents: Mapping[str, str]) -> Dictionary:
        async with self._database.reading() as session:
            return await dictionary(session, parents)

    async def newest(self, *kinds: Kind) -> list[Decision]:
        async with self._database.reading() as session:
            return await newest(session, *kinds)

    async def history(self, kind: Kind, subject: str | None = None, most: int = 200) -> list[Decision]:
        """Versions of one kind, of one subject or of all, newest first."""
        chosen = select(LearningDecisionRow).where(col(LearningDecisionRow.kind) == str(kind))
        version = col(LearningDecisionRow.version).desc()
        if subject is not None:
            ordered = chosen.where(col(LearningDecisionRow.subject) == subject).order_by(version)
        else:
            by_time = col(LearningDecisionRow.at).desc(), col(LearningDecisionRow.subject)
            ordered = chosen.order_by(*by_time, version)
        async with self._database.reading() as session:
            return [_decision(row) for row in (await session.exec(ordered.limit(most))).all()]

    async def edit(self, entry: Entry, seen: int, by: Actor, why: str) -> Decision:
        """Write a technical competency anew, or a new one; raises Invalid, naming the fields."""
        async with self._database.transaction() as session:
            known = await dictionary(session, {})
            check_edited(entry, known)
            return await self._decide(session, Kind.COMPETENCY, entry.code, entry, seen, by, why)

    async def point(self, pointer: Pointer, seen: int, by: Actor, why: str) -> Decision:
        """Set to which competencies a topic or a family points; raises Invalid, naming the fields."""
        async with self._database.transaction() as session:
            check_mapping(pointer.competencies, await dictionary(session, {}))
            data = {"competencies": list(pointer.competencies)}
            return await self._decide(session, Kind.MAPPING, pointer.subject, data, seen, by, why)

    async def set_thresholds(self, values: Thresholds, seen: int, by: Actor, why: str) -> Decision:
        """Raises Invalid, naming the numbers beyond their limits."""
        beyond = {
            name: _("Angkanya di luar batas yang boleh.")
            for name, (least, most) in LIMITS.items()
            if not least <= getattr(values, name) <= most
        }
        if beyond:
            raise Invalid(fields=beyond)
        return await self.decide(Kind.THRESHOLDS, "", values, seen, by, why)

    async def rubric(self) -> tuple[Rubric, int]:
        async with self._database.reading() as session:
            return await rubric(session)

    async def set_rubric(self, values: Rubric, seen: int, by: Actor, why: str) -> Decision:
        """What cases drawn from now on are read against; raises Invalid, naming the fields."""
        async with self._database.transaction() as session:
            known = await dictionary(session, {})
            faults = reading_rules.rubric_faults(values.criteria, [one.code for one in known.active])
            if faults:
                raise Invalid(fields=faults)
            return await self._decide(session, Kind.RUBRIC, "", values, seen, by, why)

    async def decide(self, kind: Kind, subject: str, data: msgspec.Struct, seen: int, by: Actor, why: str) -> Decision:
        """Write the next version; `seen` is the one it was written upon. Raises Invalid, NotAllowed or Stale."""
        async with self._database.transaction() as session:
            return await self._decide(session, kind, subject, data, seen, by, why)

    async def _decide(
        self, session: AsyncSession, kind: Kind, subject: str, data: Any, seen: int, by: Actor, why: str
    ) -> Decision:
        if not by.holds_role(*DECIDERS):
            raise NotAllowed()
        if not why.strip():
            fault = {"why": _("Tuliskan alasan atau dasar keputusannya.")}
            raise Invalid(fields=fault)
        await session.exec(_LOCK)  # type: ignore[call-overload]
        version = await _version(session, kind, subject)
        if version != seen:
            raise Stale(_("Keputusan ini sudah diubah orang lain. Periksa versi terbaru; tulisan Anda tidak hilang."))
        made = Decision(kind, subject, version + 1, self._clock.now(), by.name_in_log, why.strip(), _plain(data))
        await write_all(session, [_write(made)], (LearningDecisionRow,))
        return made


async def _version(session: AsyncSession, kind: Kind, subject: str) -> int:
    chosen = select(func.coalesce(func.max(col(LearningDecisionRow.version)), 0)).where(
        col(LearningDecisionRow.kind) == str(kind), col(LearningDecisionRow.subject) == subject
    )
    return int((await session.exec(chosen)).one())


def parents_of(topics: Iterable[Any]) -> dict[str, str]:
    """The first-level topic of each other topic, from the region's topics (`code`, `parent`)."""
    return {one.code: one.parent for one in topics if one.parent}


def subjects(found: Sequence[Decision]) -> dict[str, Decision]:
    """Decisions of one kind by subject."""
    return {one.subject: one for one in found}

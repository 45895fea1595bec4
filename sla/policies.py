"""The rules of what is promised, in the database, and the policy in force."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.region import Region, RegionBook
from foundation.database import Database
from foundation.errors import Invalid
from foundation.kept import Kept
from foundation.writes import Write, write_all
from sla.policy import Policy, PromiseRule
from sla.tables import PolicyRow
from workdays.calendar_set import CalendarSet
from workdays.calendars import Calendars

_IN_FORCE = (
    "Aturan {rule} sudah berlaku, jadi lamanya tidak dapat diubah atau dihapus. "
    "Tambahkan baris baru dengan tanggal berlaku yang lain."
)


class Origin(StrEnum):
    """Who brought a rule."""

    REGION = "region"
    PERSON = "person"


class Written(NamedTuple):
    """A rule with who wrote it, as the log names people, and when; the region's folder says neither."""

    rule: PromiseRule
    origin: Origin = Origin.REGION
    by: str = "region"
    at: datetime | None = None


async def rules_in(session: AsyncSession) -> list[PromiseRule]:
    """All rules, past and coming."""
    return sorted(one.rule for one in await written_in(session))


async def written_in(session: AsyncSession) -> list[Written]:
    """All rules, with who wrote them."""
    rows = (await session.exec(select(PolicyRow))).all()
    return [Written(_rule(row), Origin(row.origin), row.written_by, row.written_at) for row in rows]


async def replace_rules(session: AsyncSession, rules: Iterable[PromiseRule], today: date) -> int:
    """Bring the stored rules in line with `rules`; returns how many rows changed.

    What a person wrote is left alone. What a rule in force on local date `today` promises can neither change nor go:
    promises were given by it. Its regulation, note and confirmation may be set right. Raises Invalid otherwise.
    """
    there = await written_in(session)
    people = {one.rule.name for one in there if one.origin is Origin.PERSON}
    stored = {one.rule.name: one.rule for one in there if one.origin is Origin.REGION}
    wanted = {rule.name: rule for rule in rules if rule.name not in people}
    writes = []
    for name, before in stored.items():
        after = wanted.get(name)
        same = after is not None and _promised(after) == _promised(before)
        if before.effective_from <= today and not same:
            raise Invalid(_IN_FORCE, rule=name)
        if after is None:
            writes.append(Write(PolicyRow, values_of(Written(before)), "remove"))
    changed = [rule for name, rule in wanted.items() if stored.get(name) != rule]
    writes += [Write(PolicyRow, values_of(Written(rule)), "upsert") for rule in changed]
    await write_all(session, writes)
    return len(writes)


def _promised(rule: PromiseRule) -> tuple[object, ...]:
    """What somebody was promised by it."""
    return (rule.length, rule.counted_from, rule.extension)


def values_of(written: Written) -> dict[str, object]:
    """A rule as its row holds it."""
    rule = written.rule
    values = {**msgspec.structs.asdict(rule), "stage": str(rule.stage), "counted_from": str(rule.counted_from)}
    values["minutes"] = round(values.pop("hours") * 60)
    values |= {"origin": str(written.origin), "written_by": written.by, "written_at": written.at}
    return {**values, "warn": " ".join(map(str, rule.warn))}


def _rule(row: PolicyRow) -> PromiseRule:
    values = row.model_dump(exclude={"origin", "written_by", "written_at"})
    values["hours"] = values.pop("minutes") / 60
    values["warn"] = [float(share) for share in row.warn.split()]
    return msgspec.convert(values, PromiseRule)


class PolicyBook:
    """The policy in force, read again at most every few seconds."""

    def __init__(self, database: Database, calendars: Calendars, region: RegionBook, seconds: float = 5.0) -> None:
        self._database, self._calendars, self._region = database, calendars, region
        self._kept = Kept(self._read, seconds)
        self._policy: Policy | None = None
        self._made_of: object = None

    async def current(self) -> Policy:
        """Raises NotFound where no region or no calendar has been loaded yet."""
        return await self._kept.current()

    def forget(self) -> None:
        """Read again at the next question, the calendars too: whoever changed them wants to see it."""
        self._calendars.forget()
        self._kept.forget()

    async def under(self, calendars: CalendarSet) -> Policy:
        """The rules in force with other calendars."""
        region = await self._region.current()
        return _policy((await self.current()).rules, region, calendars)

    async def _read(self) -> Policy:
        region, calendars = await self._region.current(), await self._calendars.all()
        async with self._database.reading() as session:
            rules = await rules_in(session)
        made_of = (region, calendars.version, rules)
        if self._policy is not None and made_of == self._made_of:
            return self._policy  # its answers are kept at hand
        self._policy, self._made_of = _policy(rules, region, calendars), made_of
        return self._policy


def _policy(rules: Iterable[PromiseRule], region: Region, calendars: CalendarSet) -> Policy:
    own = {
        unit.code: calendars.calendar(region.timezone_of(unit.code), unit.code)
        for unit in region.units
        if region.timezone_of(unit.code) != region.timezone or calendars.differs(unit.code)
    }
    return Policy(rules, calendars.calendar(region.timezone), own)

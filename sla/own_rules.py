"""The dated rules as an administrator keeps them: written beside the region's own, and taken back before they begin."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.setting_changes import RULE, note
from foundation.database import Database
from foundation.errors import Invalid, NotFound, Refused
from foundation.language import Sentence
from foundation.language import mark as _
from foundation.writes import Write, write_all
from sla.limits import loosened
from sla.policies import Origin, PolicyBook, Written, values_of, written_in
from sla.policy import PromiseRule
from sla.tables import PolicyRow
from workdays.working_days import Calendar

_SOURCE = _("Tulis peraturan atau keputusan yang menjadi dasarnya.")
_NOT_YET = _("Tanggal berlaku paling cepat besok. Janji yang sudah diberikan tidak berubah.")
_THERE = _("Aturan yang sama dengan tanggal berlaku ini sudah ada.")
_LOOSER = _(
    "Aturan ini memberi waktu lebih lama daripada batas nasional, yaitu {limit} ({regulation}). "
    "Aturan daerah, unit, topik, dan kedaruratan hanya boleh lebih ketat."
)
_LATER_START = _("Mulai hitungnya harus sama dengan batas nasional.")


_LENGTHS = {
    (True, False): _("{n} hari kerja"),
    (True, True): _("{n} hari kalender"),
    (False, False): _("{n} jam kerja"),
    (False, True): _("{n} jam menurut jam dinding"),
}


def length_words(rule: PromiseRule, number: str = "") -> Sentence:
    """How long a rule gives; `number` is its length as the reader's language writes it."""
    return Sentence(_LENGTHS[bool(rule.days), rule.every_day], n=number or f"{rule.days or rule.hours:g}")


class OwnRules:
    """Each call is one transaction of its own."""

    def __init__(self, database: Database, policies: PolicyBook) -> None:
        self._database, self._policies = database, policies

    async def all(self) -> list[Written]:
        """Everybody's rules, past and coming, in order."""
        async with self._database.reading() as session:
            return sorted(await written_in(session), key=lambda one: one.rule)

    async def add(self, rule: PromiseRule, by: str, at: datetime, today: date) -> None:
        """Write a rule that begins after local date `today`; raises Invalid, naming the fields."""
        calendar = (await self._policies.current()).calendar_of(None)
        async with self._database.transaction() as session:
            await _alone(session)
            refuse_faults(rule, [one.rule for one in await written_in(session)], calendar, today)
            await write_all(session, [Write(PolicyRow, values_of(Written(rule, Origin.PERSON, by, at)), "insert")])
            note(session, at, by, RULE, rule.name, "added", {}, told_of(rule))
        self._policies.forget()

    async def remove(self, name: str, by: str, at: datetime, today: date) -> None:
        """Take back what a person wrote and has not begun by local date `today`; raises NotFound, Refused."""
        async with self._database.transaction() as session:
            await _alone(session)
            found = next((one for one in await written_in(session) if one.rule.name == name), None)
            if found is None:
                raise NotFound()
            if not removable(found, today):
                raise Refused("Aturan ini sudah berlaku atau berasal dari berkas wilayah, jadi tidak dapat dihapus.")
            await write_all(session, [Write(PolicyRow, values_of(found), "remove")])
            note(session, at, by, RULE, name, "removed", told_of(found.rule), {})
        self._policies.forget()


def told_of(rule: PromiseRule) -> dict[str, Any]:
    """The rule as the log of settings keeps it: what says nothing is left out."""
    return {name: value for name, value in msgspec.to_builtins(rule).items() if value not in ("", 0, False)}


def removable(written: Written, today: date) -> bool:
    return written.origin is Origin.PERSON and written.rule.effective_from > today


def refuse_faults(rule: PromiseRule, rules: Iterable[PromiseRule], calendar: Calendar, today: date) -> None:
    """Raises Invalid with a sentence for each field that keeps the rule from being written."""
    known, faults = list(rules), {}
    if not rule.regulation.strip():
        faults["regulation"] = _SOURCE
    if rule.effective_from <= today:
        faults["effective_from"] = _NOT_YET
    elif any(one.name == rule.name for one in known):
        faults["effective_from"] = _THERE
    limit = loosened(rule, known, calendar)
    if limit is not None and limit.counted_from is not rule.counted_from:
        faults["counted_from"] = _LATER_START
    elif limit is not None:
        faults["length"] = Sentence(_LOOSER, limit=length_words(limit), regulation=limit.regulation)
    if faults:
        raise Invalid("Mohon periksa kembali isian Anda.", fields=faults)


async def _alone(session: AsyncSession) -> None:
    await session.exec(text("LOCK TABLE promise_rules IN SHARE ROW EXCLUSIVE MODE"))  # type: ignore[call-overload]

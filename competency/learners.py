"""Whose results a learning platform tells of: officers by keyed hashes of their addresses and numbers."""

from collections.abc import Callable
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from competency.officer_numbers import PLACE as NUMBERS
from competency.statements import email_mark, nip_mark
from competency.training_tables import OfficerNumberRow
from foundation.sealing import CannotOpen, KeyRing
from people.account_mails import PLACE
from people.tables import OfficerRow

_MARK = "course_results.person"


def person_hash(keys: KeyRing, person: str) -> bytes:
    """16 bytes by which somebody is known again; without our key they say nothing."""
    return keys.blind(person, _MARK)


async def officers_by_mark(session: AsyncSession, keys: KeyRing) -> dict[bytes, UUID]:
    """Every officer under each hash a platform's word for them can have. An address two accounts share is nobody's."""
    found: dict[bytes, UUID | None] = {}
    rows = await session.exec(select(OfficerRow.officer_id, OfficerRow.email).where(col(OfficerRow.email).is_not(None)))
    numbers = await session.exec(select(OfficerNumberRow.officer_id, OfficerNumberRow.nip))
    told: list[tuple[UUID, bytes, str, Callable[[str], str]]] = [
        *((officer, sealed, PLACE, email_mark) for officer, sealed in rows.all() if sealed is not None),
        *((officer, sealed, NUMBERS, nip_mark) for officer, sealed in numbers.all()),
    ]
    for officer, sealed, place, mark in told:
        try:
            known = person_hash(keys, mark(keys.open(sealed, place)))
        except CannotOpen:
            continue
        found[known] = officer if found.get(known, officer) == officer else None
    return {mark: officer for mark, officer in found.items() if officer is not None}

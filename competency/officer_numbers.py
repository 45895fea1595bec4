"""Numbers of civil servants (NIP), sealed: for finding a participant, and for hours handed to the personnel system."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from competency.training_tables import OfficerNumberRow
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid
from foundation.language import mark as _
from foundation.sealing import KeyRing
from people.tables import OfficerRow

PLACE = "officer_numbers.nip"
_WRONG = _("NIP terdiri dari 18 angka, diawali tanggal lahir.")
_TAKEN = _("NIP ini sudah tercatat pada akun lain.")


class OfficerNumbers:
    """Each call that changes something is one transaction of its own. A NIP never leaves but by `of`."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing) -> None:
        self._database, self._clock, self._keys = database, clock, keys

    async def set(self, username: str, nip: str, by: UUID) -> None:
        """Write down the number of an account; raises Invalid, naming the field."""
        number = read(nip)
        blind = self._keys.blind(number, PLACE)
        async with self._database.transaction() as session:
            account = select(OfficerRow.officer_id).where(col(OfficerRow.username) == username.strip().lower())
            officer = (await session.exec(account)).first()
            if officer is None:
                raise Invalid(fields={"username": _("Tidak ada akun dengan nama pengguna ini.")})
            whose = select(OfficerNumberRow.officer_id).where(col(OfficerNumberRow.nip_index) == blind)
            if (await session.exec(whose)).first() not in (None, officer):
                raise Invalid(fields={"nip": _TAKEN})
            await session.merge(
                OfficerNumberRow(
                    officer_id=officer,
                    nip=self._keys.seal(number, PLACE),
                    nip_index=blind,
                    set_at=self._clock.now(),
                    set_by=by,
                )
            )

    async def officer(self, nip: str) -> UUID | None:
        """Whose number it is; raises Invalid where it can be none."""
        blind = self._keys.blind(read(nip), PLACE)
        async with self._database.reading() as session:
            of = select(OfficerNumberRow.officer_id).where(col(OfficerNumberRow.nip_index) == blind)
            return (await session.exec(of)).first()

    async def of(self, officers: Iterable[UUID]) -> dict[UUID, str]:
        """Numbers that are known, opened; for papers of the personnel system alone."""
        chosen = select(OfficerNumberRow).where(col(OfficerNumberRow.officer_id).in_(list(officers)))
        async with self._database.reading() as session:
            rows = (await session.exec(chosen)).all()
        return {row.officer_id: self._keys.open(row.nip, PLACE) for row in rows}

    async def known(self) -> int:
        """Of how many accounts the number is known."""
        async with self._database.reading() as session:
            return len((await session.exec(select(OfficerNumberRow.officer_id))).all())


def read(written: str) -> str:
    """Eighteen digits, the first eight a day of birth (yyyymmdd); raises Invalid."""
    digits = "".join(sign for sign in written if sign not in " .-")
    if len(digits) != 18 or not (digits.isascii() and digits.isdigit()):
        raise Invalid(fields={"nip": _WRONG})
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        raise Invalid(fields={"nip": _WRONG}) from None
    if not 1920 <= born.year <= 2100 or digits[14] not in "12":
        raise Invalid(fields={"nip": _WRONG})
    return digits

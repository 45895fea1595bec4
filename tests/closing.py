"""What a region asks before a case is closed, as tests set it."""

import msgspec
from sqlalchemy import text

from complaints.given import COMPLAINTS_NEED_EVIDENCE, Closing
from foundation.database import Database
from web.house import House

_SET = text("UPDATE regions SET version = version + 1, data = jsonb_set(data, '{closing}', CAST(:closing AS jsonb))")


async def ask_for_closing(database: Database, closing: Closing) -> None:
    """Put the rule into the loaded region; a house that has read it already has to forget it."""
    async with database.transaction() as session:
        await session.exec(_SET, params={"closing": msgspec.json.encode(closing).decode()})  # type: ignore[call-overload]


async def needs_evidence(house: House, *, second: bool = False, units: tuple[str, ...] = ()) -> None:
    """Complaints need evidence from now on, and with `second`, or in `units`, a second person."""
    closing = msgspec.structs.replace(COMPLAINTS_NEED_EVIDENCE, confirm_by_second=second, confirm_units=units)
    await ask_for_closing(house.database, closing)
    house.region.forget()

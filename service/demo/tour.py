"""Cases of the invented world worth opening as their reporter would, by the secret links reporters hold."""

from uuid import UUID

from sqlalchemy import text

from foundation.database import Database
from web.house import House
from web.lookup import token_of

_LATE = (
    "status IN ('forwarded', 'in_process') AND EXISTS (SELECT FROM clocks k "
    "WHERE k.complaint_id = c.complaint_id AND k.stage = 'completion' AND k.missed AND NOT k.ended)"
)
_WORTH = {
    "something is asked": "status IN ('waiting_citizen', 'returned')",
    "answered, to be judged": "status = 'resolved'",
    "late, for the Ombudsman": _LATE,
    "closed, to be rated": "status = 'closed' AND score IS NULL",
}
"""What there is to do, and which case: of the newest that everybody may read."""


async def links(house: House) -> dict[str, str]:
    """Paths of reporters' own pages by what can be done there; what the world does not have is left out."""
    found = {}
    for name, which in _WORTH.items():
        row = await _newest(house.database, which)
        if row is not None:
            found[name] = f"/lacak/{row[1]}/{token_of(house, row[0])}"
    return found


async def _newest(database: Database, which: str) -> tuple[UUID, str] | None:
    asked = text(
        "SELECT c.complaint_id, c.code FROM complaints c WHERE NOT restricted AND NOT sensitive AND NOT erased "  # noqa: S608
        f"AND visibility <> 'confidential' AND {which} ORDER BY received_at DESC LIMIT 1"
    )
    async with database.reading() as session:
        row = (await session.exec(asked)).first()  # type: ignore[call-overload]
        return (row[0], row[1]) if row else None

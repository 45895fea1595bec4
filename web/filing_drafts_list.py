"""An officer's drafts of reports they take down, as the pages list them."""

from typing import Any
from uuid import UUID

from complaints.filing_drafts import FilingDrafts
from web.house import House
from web.office_frame import FILING
from web.wording import Wording


def drafts_of(house: House) -> FilingDrafts:
    return FilingDrafts(house.database, house.clock, house.keys)


async def draft_rows(house: House, wording: Wording, officer: UUID | None) -> list[dict[str, Any]]:
    """The oldest first. `grouped`: it came from a group chat."""
    if officer is None:
        return []
    return [
        {
            "key": str(one.key),
            "href": f"{FILING.path}?draf={one.key}",
            "title": wording.title(one.typed.get("text", "")),
            "saved_at": one.saved_at,
            "grouped": bool(one.typed.get("messages")),
        }
        for one in await drafts_of(house).of(officer)
    ]

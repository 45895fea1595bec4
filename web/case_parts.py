"""The parts of a report that was split, and the report a part comes from, for each who may know of them."""

from typing import Any
from uuid import UUID

from complaints.complaint import Complaint
from complaints.ticket import show
from complaints.views import Case
from complaints.visibility import Sight
from foundation.errors import NotFound
from people.actor import Actor
from web.house import House
from web.lookup import follow_path, reporter
from web.wording import Wording


async def own_parts(house: House, complaint: Complaint, wording: Wording) -> list[dict[str, Any]]:
    """All of them, each with the secret link of its own page, for whoever holds that of the whole."""
    cases = [await house.queries.case(reporter(one), one) for one in complaint.split_into]
    return [_card(case, wording, follow_path(house, case.complaint)) for case in cases]


async def own_whole(house: House, complaint: Complaint) -> dict[str, str] | None:
    """The report of which this one is a part, for its reporter."""
    if complaint.split_from is None:
        return None
    whole = (await house.queries.case(reporter(complaint.split_from), complaint.split_from)).complaint
    return {"code": whole.code, "href": follow_path(house, whole)}


async def open_parts(house: House, complaint: Complaint, wording: Wording) -> list[dict[str, Any]]:
    """Those that everybody may read; that there are others is told to nobody."""
    cases = [await house.queries.public_case(one) for one in complaint.split_into]
    return [_card(case, wording, f"/lacak/{case.complaint.code}") for case in cases if case.sight >= Sight.WORDS]


async def offices_parts(house: House, actor: Actor, complaint: Complaint, wording: Wording) -> list[dict[str, Any]]:
    """Those this officer may see."""
    cases = [await _seen(house, actor, one) for one in complaint.split_into]
    return [_card(case, wording, f"/kantor/aduan/{case.complaint.id}") for case in cases if case is not None]


async def offices_whole(house: House, actor: Actor, complaint: Complaint) -> dict[str, str] | None:
    """The report of which this one is a part, if this officer may see it."""
    case = await _seen(house, actor, complaint.split_from) if complaint.split_from else None
    return {"code": show(case.complaint.code), "href": f"/kantor/aduan/{case.complaint.id}"} if case else None


async def _seen(house: House, actor: Actor, complaint_id: UUID) -> Case | None:
    try:
        return await house.queries.case(actor, complaint_id)
    except NotFound:
        return None


def _card(case: Case, wording: Wording, href: str) -> dict[str, Any]:
    """As case_card of parts/case.html takes it."""
    complaint = case.complaint
    standing = wording.standing(complaint)
    return {
        "code": complaint.code,
        "href": href,
        "title": wording.title(case.told or case.report),
        "status_label": standing.label,
        "status_tone": standing.tone,
        "unit": wording.unit(complaint.unit) or wording.body(complaint.body),
    }

"""“Salin untuk grup”: which published cases are late and by how many working days, as words to paste into a chat."""

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from complaints import ticket
from complaints.region import Region
from complaints.sight import HANDLERS as WORKING
from foundation.language import mark as _
from people.actor import Actor, Role
from sla.late_published import MOST, LateCase, LatePublished
from sla.policy import Policy
from web.lookup import full_address
from web.office_frame import HANDLERS_OF_CASES, INBOX, office_page, wording_of
from web.promise_notes import date_words
from web.time_left import days_passed
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording, options

PATH = "/kantor/salin-grup"
ROLES = (Role.COORDINATOR, *HANDLERS_OF_CASES, Role.SUPERVISOR, Role.SECRETARY)
_TITLE = _("Aduan yang lewat batas waktu, {unit}, per {day}:")
_LINE = _("{number}. {code} ({unit}): lewat {days} hari kerja")
_TODAY = _("{number}. {code} ({unit}): lewat kurang dari satu hari kerja")
_END = _("Lihat sampai mana: {address} lalu ketik kodenya.")
_MORE = _("Hanya {most} yang paling lama lewat ditulis di sini.")
_NONE = _("Tidak ada aduan terbuka untuk umum yang lewat batas waktu, {unit}, per {day}.")
_ALL = _("semua unit")


@get(PATH, name="office.group_words", guards=[one_of(*ROLES)], include_in_schema=False)
async def group_words(request: Request[Any, Any, Any]) -> Response[str]:
    """A text of what everybody may know, for one unit or all one answers for, and for one kecamatan or kabupaten."""
    house, wording = house_of(request), await wording_of(request)
    region, actor = wording.region, visitor_of(request).actor
    allowed = _units(region, actor)
    unit, area = request.query_params.get("unit", ""), request.query_params.get("area", "")
    units = {unit} if unit in allowed else allowed
    area = area if area in region.area else ""
    areas = {area, *(one.code for one in region.areas if one.parent == area)} if area else set[str]()
    found = await LatePublished(house.database, house.clock).of(units, areas)
    name = wording.unit(unit) if unit in allowed else ""
    if area:
        name = ", ".join(part for part in (name, wording.area(area)) if part)
    text = told(wording, await house.policies.current(), found, name, full_address(request, "/lacak"))
    context = {
        "text": text,
        "rows": min(24, text.count("\n") + 6),
        "count": len(found),
        "action": PATH,
        "values": {"unit": unit, "area": area},
        "units": options(sorted(((code, wording.unit(code)) for code in allowed), key=lambda one: one[1])),
        "areas": options((one.code, one.name) for one in region.areas if not one.parent),
    }
    return await office_page(request, "office/group_words.html", INBOX, context)


def told(wording: Wording, policy: Policy, found: list[LateCase], unit: str, address: str) -> str:
    """The message: codes, units and working days, nothing of what was reported or by whom."""
    region, now = wording.region, wording.now
    day = date_words(wording, policy.calendar.local_date(now))
    heading = {"unit": unit or wording.say(_ALL), "day": day}
    if not found:
        return wording.say(_NONE, **heading)
    lines = [wording.say(_TITLE, **heading)]
    for number, one in enumerate(found, 1):
        days = late_days(policy, one, wording)
        line = _LINE if days else _TODAY
        lines.append(
            wording.say(line, number=number, code=ticket.show(one.code), unit=region.short(one.unit), days=days)
        )
    if len(found) >= MOST:
        lines.append(wording.say(_MORE, most=MOST))
    return "\n".join([*lines, wording.say(_END, address=address)])


def late_days(policy: Policy, case: LateCase, wording: Wording) -> int:
    """Whole working days since it was due, by the unit's own calendar."""
    return days_passed(policy.calendar_of(case.unit), case.due, wording.now)


def _units(region: Region, actor: Actor) -> set[str]:
    """Units somebody answers for: all for who sees to the whole region."""
    if actor.holds_role(Role.COORDINATOR, Role.SUPERVISOR, Role.SECRETARY):
        return {one.code for one in region.units if one.accepts}
    return set(actor.reach(*WORKING)) & set(region.unit)


HANDLERS: list[HTTPRouteHandler] = [group_words]

"""The page on which a head, or the administrator, says what a unit can carry from a day on. Rows are only added."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from complaints.report import readable
from foundation.errors import Invalid
from foundation.language import mark as _
from people.actor import Role
from sla.capacities import Capacities, Capacity
from web.durations import Durations
from web.forms import posted
from web.office_frame import CAPACITY, OVERSIGHT, office_page, wording_of
from web.oversight_frame import LOAD
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of
from web.whole_numbers import whole
from web.wording import Wording, options

PAGE = CAPACITY.path
WRITERS = (Role.HEAD, Role.ADMINISTRATOR)
LEAST_REASON, LONGEST_REASON = 10, 400
_MOST_OFFICERS, _MOST_CASES = 999.0, 9999
_DONE = _("Kapasitas dicatat.")


@get(PAGE, name="office.capacity", guards=[one_of(*WRITERS)], include_in_schema=False)
async def capacities(request: Request[Any, Any, Any]) -> Response[str]:
    return await _page(request, done=_DONE if request.query_params.get("berhasil") else "")


@post(PAGE, name="office.capacity.write", guards=[one_of(*WRITERS)], include_in_schema=False)
async def write(request: Request[Any, Any, Any]) -> Response[Any]:
    house, wording, form = house_of(request), await wording_of(request), await posted(request)
    try:
        told = _told(form.values, _units(request, wording))
    except Invalid as error:
        return await _page(request, form.values, dict(error.fields), 422)
    await Capacities(house.database, house.clock).write(visitor_of(request).actor, told)
    return Redirect(f"{PAGE}?berhasil=ya", status_code=303)


def _units(request: Request[Any, Any, Any], wording: Wording) -> list[str]:
    """Units whose capacity the asker may write: a head of own ones, the administrator of all that take cases."""
    actor, region = visitor_of(request).actor, wording.region
    codes = set(region.unit) if actor.holds_role(Role.ADMINISTRATOR) else actor.reach(Role.HEAD)
    return sorted((code for code in codes if code in region.unit and region.unit[code].accepts), key=wording.unit)


def _told(values: Mapping[str, str], units: list[str]) -> Capacity:
    """What a form says. Raises Invalid."""
    unit, reason = values.get("unit", ""), readable(values.get("alasan", "")).strip()
    since, officers = _day(values.get("sejak", "")), _number(values.get("petugas", ""))
    cases = whole(values.get("aduan", ""), 6)
    faults = {
        "unit": "" if unit in units else _("Pilih unitnya."),
        "sejak": "" if since else _("Tulis tanggal mulainya."),
        "petugas": "" if officers is not None else _("Tulis banyaknya petugas, misalnya 3 atau 2,5."),
        "aduan": ""
        if cases is not None and cases <= _MOST_CASES
        else _("Tulis banyaknya aduan yang dapat diselesaikan seminggu."),
        "alasan": "" if LEAST_REASON <= len(reason) <= LONGEST_REASON else _("Tulis dasarnya, 10 sampai 400 huruf."),
    }
    faults = {name: words for name, words in faults.items() if words}
    if faults or since is None or officers is None or cases is None:
        raise Invalid(fields=faults)
    return Capacity(unit, since, officers, cases, reason)


def _day(written: str) -> date | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2200 else None


def _number(written: str) -> float | None:
    try:
        number = float(written.replace(",", ".")) if len(written) < 8 else -1.0
    except ValueError:
        return None
    return number if 0 <= number <= _MOST_OFFICERS else None


async def _page(
    request: Request[Any, Any, Any],
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
    done: str = "",
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    codes, words, today = _units(request, wording), Durations(wording), await house.today()
    actor = visitor_of(request).actor
    every = await Capacities(house.database, house.clock).all()
    current = {one.unit: one for one in every if one.since <= today}
    rows = sorted((one for one in reversed(every) if one.unit in codes), key=lambda one: wording.unit(one.unit))
    context = {
        "rows": [
            {
                "name": wording.unit(one.unit),
                "since": one.since,
                "officers": words.number(one.officers),
                "cases": one.cases_week,
                "reason": one.reason,
                "holds": current.get(one.unit) is one,
                "later": one.since > today,
            }
            for one in rows
        ],
        "action": PAGE,
        "back": LOAD if actor.holds_role(*OVERSIGHT.roles) else "",
        "units": options((code, wording.unit(code)) for code in codes),
        "values": {"sejak": today.isoformat(), "unit": codes[0] if len(codes) == 1 else "", **(values or {})},
        "errors": {name: say(wording.language, one) for name, one in (faults or {}).items()},
    }
    here = CAPACITY if actor.holds_role(*CAPACITY.roles) else OVERSIGHT
    messages = [{"kind": "done", "text": wording.say(done)}] if done else []
    return await office_page(request, "office/capacity.html", here, context, status=status, messages=messages)


HANDLERS: list[HTTPRouteHandler] = [capacities, write]

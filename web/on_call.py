"""The duty roster's page: who is called when a life is in danger, now and to come."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints.labels import ROLE
from complaints.region import Region
from complaints.setting_changes import DUTY, duty_noted
from foundation.errors import Invalid
from foundation.language import mark as _
from people.on_call import Candidate, Duty, OnCall, covered_until
from web.errors import status_of
from web.forms import posted, uuid_of
from web.house import House
from web.office_frame import ON_CALL, SETTING_CHANGES, office_page, wording_of
from web.rendering import say
from web.setting_words import changes_of
from web.visitor import house_of, one_of, visitor_of
from web.whole_numbers import whole
from web.wording import Wording, options

_DONE = {"tambah": _("Jadwal piket ditambahkan."), "akhiri": _("Piket itu diakhiri.")}


@get(ON_CALL.path, name="office.on_call", guards=[one_of(*ON_CALL.roles)], include_in_schema=False)
async def roster(request: Request[Any, Any, Any]) -> Response[str]:
    return await _page(request, done=_DONE.get(request.query_params.get("berhasil", ""), ""))


@post(ON_CALL.path, name="office.on_call.add", guards=[one_of(*ON_CALL.roles)], include_in_schema=False)
async def add(request: Request[Any, Any, Any]) -> Response[Any]:
    house, form = house_of(request), await posted(request)
    region = await house.region.current()
    try:
        await _add(request, region, form.values)
    except Invalid as error:
        return await _page(request, form.values, dict(error.fields) or {"": error.sentence}, int(status_of(error)))
    house.duty.forget()
    return Redirect(f"{ON_CALL.path}?berhasil=tambah", status_code=303)


@post(
    ON_CALL.path + "/{on_call_id:uuid}/akhiri",
    name="office.on_call.end",
    guards=[one_of(*ON_CALL.roles)],
    include_in_schema=False,
)
async def end(request: Request[Any, Any, Any], on_call_id: FromPath[UUID]) -> Redirect:
    house = house_of(request)
    await _book(house, await house.region.current(), _actor(request)).end(on_call_id)
    house.duty.forget()
    return Redirect(f"{ON_CALL.path}?berhasil=akhiri", status_code=303)


async def _add(request: Request[Any, Any, Any], region: Region, values: Mapping[str, str]) -> None:
    unit = values.get("unit") or None
    zone = ZoneInfo(region.timezone_of(unit))
    starts_at, ends_at = (_instant(values.get(name, ""), zone) for name in ("starts_at", "ends_at"))
    officer, place = uuid_of(values.get("officer", "")), whole(values.get("place", ""), 3)
    faults = {
        "officer": "" if officer else _("Pilih petugasnya."),
        "place": "" if place is not None else _("Tulis urutannya, dari 1 sampai 99."),
        "starts_at": "" if starts_at else _("Tulis tanggal dan jam mulainya."),
        "ends_at": "" if ends_at else _("Tulis tanggal dan jam berakhirnya."),
        "unit": "" if unit is None or unit in region.unit else _("Pilih unitnya."),
    }
    faults = {field: sentence for field, sentence in faults.items() if sentence}
    if faults or officer is None or place is None or starts_at is None or ends_at is None:
        raise Invalid(fields=faults)
    await _book(house_of(request), region, _actor(request)).add(officer, place, starts_at, ends_at, unit)


def _instant(written: str, zone: ZoneInfo) -> datetime | None:
    """What a browser's field for date and time holds, by the clock on the wall of that zone; None where unreadable."""
    try:
        wall = datetime.strptime(written[:16], "%Y-%m-%dT%H:%M")
    except ValueError:
        return None
    return wall.replace(tzinfo=zone).astimezone(UTC) if 2000 <= wall.year < 2200 else None


def _book(house: House, region: Region, by: str) -> OnCall:
    return OnCall(house.database, house.clock, region.reach, duty_noted(by))


def _actor(request: Request[Any, Any, Any]) -> str:
    return visitor_of(request).actor.name_in_log


async def _page(
    request: Request[Any, Any, Any],
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
    done: str = "",
) -> Response[str]:
    house, wording, language = house_of(request), await wording_of(request), visitor_of(request).language
    book, now = _book(house, wording.region, _actor(request)), house.clock.now()
    duties = await book.roster()
    until = covered_until(duties, now)
    context = {
        "now_on_call": [_row(one, wording) for one in sorted(duties, key=_order) if one.runs(now)],
        "to_come": [_row(one, wording) for one in duties if not one.runs(now)],
        "nobody": until == now,
        "until": until,
        "action": ON_CALL.path,
        "zone_label": wording.region.zone_label,
        "values": {"place": "1", **(values or {})},
        "errors": {name: say(language, words) for name, words in (faults or {}).items()},
        "officers": options((str(one.officer), _named(one, wording)) for one in await book.candidates()),
        "units": options((unit.code, unit.name) for unit in wording.region.units),
        "changes": await changes_of(house, wording, DUTY),
        "log_href": f"{SETTING_CHANGES.path}?jenis={DUTY}",
    }
    messages = [{"kind": "done", "text": say(language, done)}] if done else []
    return await office_page(request, "office/on_call.html", ON_CALL, context, status=status, messages=messages)


def _order(duty: Duty) -> tuple[int, datetime]:
    return duty.place, duty.starts_at


def _named(candidate: Candidate, wording: Wording) -> str:
    posts = [f"{wording.say(ROLE[post.role])}, {wording.unit(post.unit)}" for post in candidate.posts]
    return f"{candidate.name} ({'; '.join(posts)})"


def _row(duty: Duty, wording: Wording) -> dict[str, Any]:
    return {
        "name": duty.name,
        "place": duty.place,
        "starts_at": duty.starts_at,
        "ends_at": duty.ends_at,
        "unit": wording.unit(duty.unit),
        "reachable": duty.reachable,
        "away": duty.away,
        "end": f"{ON_CALL.path}/{duty.id}/akhiri",
    }


HANDLERS: list[HTTPRouteHandler] = [roster, add, end]

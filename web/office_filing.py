"""Writing down a complaint on a citizen's behalf: from the telephone, a letter, the counter, a village, SP4N-LAPOR!."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints import commands as c
from complaints.kinds import Channel, Visibility
from complaints.report import filing
from complaints.ticket import show
from complaints.visibility import Sight, sight
from foundation.errors import Invalid, NotFound
from foundation.language import mark as _
from web.choices import area_options
from web.errors import status_of
from web.forms import Posted, posted, report_of
from web.house import House
from web.lookup import follow_path, full_address, matches, token_of
from web.move_form import Told
from web.office_choices import kind_options, system_options, topic_options, visibility_options
from web.office_frame import FILING, office_page, wording_of
from web.rendering import say
from web.triage_moves import reference_from
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording, options

CHANNELS = (Channel.TELEPHONE, Channel.LETTER, Channel.COUNTER, Channel.VILLAGE, Channel.LAPOR, Channel.WHATSAPP)
OLDEST = timedelta(days=366)
_FAULTY = _("Mohon periksa kembali isian Anda.")


@get(FILING.path, name="office.filing", guards=[one_of(*FILING.roles)], include_in_schema=False)
async def filing_page(request: Request[Any, Any, Any]) -> Response[str]:
    house = house_of(request)
    now = house.clock.now().astimezone(await house.zone())
    fresh = {
        "channel": str(Channel.TELEPHONE),
        "received_on": now.date().isoformat(),
        "received_time": f"{now:%H:%M}",
        "visibility": str(Visibility.PUBLIC),
    }
    return await _form(request, fresh)


@post(FILING.path, name="office.filing.send", guards=[one_of(*FILING.roles)], include_in_schema=False)
async def file_for_citizen(request: Request[Any, Any, Any]) -> Response[Any]:
    house, visitor = house_of(request), visitor_of(request)
    form = await posted(request)
    key = form.key or uuid4()
    try:
        command = await _command(house, form, visitor.actor.person)
        complaint_id = c.filing_id(key)
        order = c.Order(complaint_id, command, cause=f"filing:{key}")
        complaint = await house.handling.handle(order, visitor.actor)
    except Invalid as error:
        faults = dict(error.fields) or {"": error.sentence}
        return await _form(request, form.values, faults, int(status_of(error)), key=str(key))
    # The secret is shown once, to whoever writes it down for the citizen; the code alone opens no such page.
    secret = token_of(house, complaint_id)
    return Redirect(f"{FILING.path}/{complaint.code}?kunci={secret}", status_code=303)


@get(FILING.path + "/{code:str}", name="office.filed", guards=[one_of(*FILING.roles)], include_in_schema=False)
async def filed_page(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[str]:
    """What to tell the citizen. Shows no more than anybody sees who knows the code: the desk may not see the case."""
    house, actor, wording = house_of(request), visitor_of(request).actor, await wording_of(request)
    try:
        complaint_id = await house.queries.find(code)
    except Invalid as error:
        raise NotFound(error.sentence) from error
    complaint = (await house.queries.public_case(complaint_id)).complaint
    secret = str(request.query_params.get("kunci", ""))
    held = bool(secret) and matches(house, complaint_id, secret)
    context = {
        "code": show(complaint.code),
        "secret_address": full_address(request, follow_path(house, complaint)) if held else "",
        "promises": wording.promises(complaint) if held or not complaint.restricted else [],
        "href": f"/kantor/aduan/{complaint_id}" if sight(actor, complaint_id, complaint) > Sight.NOTHING else "",
        "again": FILING.path,
        "follow": house.public_url or str(request.base_url).rstrip("/"),
    }
    return await office_page(request, "office/filed.html", FILING, context)


async def _command(house: House, form: Posted, officer: Any) -> c.FileComplaint:
    """The filing, every fault at once; raises Invalid."""
    region, zone = await house.region.current(), await house.zone()
    now = house.clock.now()
    told = Told(form.values)
    faults: dict[str, str] = {}
    references: tuple[tuple[str, str], ...] = ()
    channel, received = Channel.COUNTER, now
    try:
        channel = Channel(told.choice("channel", CHANNELS, _("Pilih dari mana laporan ini datang.")))
    except Invalid as error:
        faults |= error.fields
    try:
        received = received_at(told, zone, now)
    except Invalid as error:
        faults |= error.fields
    try:
        references = (reference_from(told),) if told.get("value") else ()
    except Invalid as error:
        faults |= error.fields
    if told.get("consent") != "ya":
        faults["consent"] = _("Tanyakan dahulu persetujuan pelapor, lalu centang di sini.")
    try:
        command = filing(
            report_of(form),
            region,
            house.keys,
            now.astimezone(zone).date(),
            channel,
            filed_by=officer,
            consent=True,
            received_at=received,
            references=references,
        )
    except Invalid as error:
        raise Invalid(_FAULTY, fields=_ordered({**error.fields, **faults})) from error
    if faults:
        raise Invalid(_FAULTY, fields=_ordered(faults))
    return command


def received_at(told: Told, zone: ZoneInfo, now: datetime) -> datetime:
    """When the office received it, as a UTC-aware instant; raises Invalid for the future and for long ago."""
    day, hour = told.get("received_on"), told.get("received_time") or "00:00"
    try:
        local = datetime.combine(date.fromisoformat(day), time.fromisoformat(hour).replace(tzinfo=None), zone)
    except ValueError as error:
        raise _received(_("Tanggal atau jam terima tidak dapat dibaca.")) from error
    if local > now:
        raise _received(_("Waktu terima tidak boleh setelah sekarang."))
    if now - local > OLDEST:
        raise _received(_("Waktu terima lebih dari setahun yang lalu. Periksa tahunnya."))
    return local.astimezone(now.tzinfo)


def _received(sentence: str) -> Invalid:
    return Invalid(sentence, fields={"received_on": sentence})


_FIELDS = (
    *("channel", "received_on", "received_time", "text", "kind", "topic", "about_unit", "visibility"),
    *("address", "area", "happened_on", "name", "phone", "email", "system", "value", "consent"),
)


def _ordered(faults: Mapping[str, str]) -> dict[str, str]:
    """The faults in the order of the page."""
    return dict(sorted(faults.items(), key=lambda item: _FIELDS.index(item[0]) if item[0] in _FIELDS else 99))


async def _form(
    request: Request[Any, Any, Any],
    values: Mapping[str, str],
    faults: Mapping[str, str] | None = None,
    status: int = 200,
    key: str = "",
) -> Response[str]:
    wording, language = await wording_of(request), visitor_of(request).language
    context = {
        "action": FILING.path,
        "key": key or uuid4(),
        "values": values,
        "errors": {name: say(language, words) for name, words in (faults or {}).items()},
        **_choices(wording),
    }
    return await office_page(request, "office/filing.html", FILING, context, status=status)


def _choices(wording: Wording) -> dict[str, Any]:
    region = wording.region
    return {
        "channels": options((str(channel), wording.channel(channel)) for channel in CHANNELS),
        "kinds": kind_options(wording),
        "visibilities": visibility_options(wording),
        "topics": topic_options(wording),
        "units": options((unit.code, unit.name) for unit in region.units),
        "areas": area_options(region),
        "systems": system_options(wording),
    }


HANDLERS: list[HTTPRouteHandler] = [filing_page, file_for_citizen, filed_page]

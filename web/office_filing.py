"""“Catat aduan”: a complaint written down for somebody at the counter, on the telephone, from a letter or a village."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.filing_drafts import FilingDrafts
from complaints.group_imports import GroupImports
from complaints.kinds import Channel, Visibility
from complaints.report import Report
from complaints.ticket import show
from complaints.visibility import Sight, sight
from foundation.errors import Invalid, NotFound
from people.actor import Actor
from web import page_tokens
from web.checking import SHORTEST, UNHURRIED, remarks_in_time, told
from web.errors import status_of
from web.filing_command import CHANNELS, FILES_A_FORM, area_of, files_of, full_name, taken_down
from web.filing_drafts_list import draft_rows, drafts_of
from web.forms import UPLOAD_BODY, Photos, Posted, posted, report_of, uuid_of
from web.house import House
from web.lookup import follow_path, full_address, matches, reporter, token_of
from web.office_choices import kind_options, system_options, topic_options, visibility_options
from web.office_frame import FILING, office_page, wording_of
from web.pin_door import pins
from web.qr import Picture
from web.receipts import SHOWN_FOR, address_on, cookie_of, paper, pin_in
from web.rendering import page, say
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording, options

DRAFT = FILING.path + "/draf"
FROM_GROUP = "messages"
"""The hidden field of a draft that came from a group chat: keyed hashes of its messages."""
_VILLAGE = ("desa", "kelurahan", "kecamatan")


@get(FILING.path, name="office.filing", guards=[one_of(*FILING.roles)], include_in_schema=False)
async def filing_page(request: Request[Any, Any, Any]) -> Response[str]:
    """An empty form, with the channel of the one before; or a draft to be completed."""
    house, officer = house_of(request), visitor_of(request).actor.person
    key = uuid_of(request.query_params.get("draf", ""))
    if key is not None and officer is not None:
        draft = await drafts_of(house).open(officer, key)
        values = await _fresh(request) | dict(draft.typed)
        kept = [one for one in map(uuid_of, values.pop("photos_kept", "").split()) if one]
        return await _form(request, values, key=str(key), files=await _recalled(house, c.filing_id(key), kept))
    return await _form(request, await _fresh(request))


@post(
    FILING.path,
    name="office.filing.send",
    guards=[one_of(*FILING.roles)],
    request_max_body_size=UPLOAD_BODY,
    include_in_schema=False,
    exclude_from_csrf=True,
)
async def file_for_citizen(request: Request[Any, Any, Any]) -> Response[Any]:
    """File it, or show the form again with everything that was typed; so too where its token is out of date."""
    house, actor = house_of(request), visitor_of(request).actor
    form = await posted(request)
    known, token = page_tokens.carried(request, form), page_tokens.renewed(request)
    key = form.key or uuid4()
    complaint_id = c.filing_id(key)
    files = await files_of(house, request, complaint_id, form)
    if not known:
        shown = await _form(request, form.values, {"": page_tokens.OUT_OF_DATE}, 403, key=str(key), files=files)
        page_tokens.handed(request, shown, token)
        return shown
    try:
        taken = await taken_down(house, form, files, actor.person)
        orders: list[tuple[c.Order, Actor]] = [(c.Order(complaint_id, taken.command, f"filing:{key}"), actor)]
        for file in taken.files:
            orders.append((c.Order(complaint_id, c.Attach(file), f"filing:{key}:{file.id}"), reporter(complaint_id)))
        if taken.late_reason:
            holding = Actor(actor.kind, actor.person, actor.posts, holds=complaint_id, elsewhere=actor.own_units)
            orders.append((c.Order(complaint_id, c.Note(taken.late_reason), f"filing:{key}:late"), holding))
        complaint = (await house.handling.handle_many(orders))[-1]
    except Invalid as error:
        faults = {"coupon" if name == "ticket" else name: words for name, words in error.fields.items()}
        return await _form(
            request, form.values, faults or {"": error.sentence}, int(status_of(error)), key=str(key), files=files
        )
    await _filed_from(house, form, actor.person, key, complaint_id)
    # The secret is shown once, to whoever writes it down for the citizen; the code alone opens no such page.
    secret = token_of(house, complaint_id)
    answer = Redirect(f"{FILING.path}/{complaint.code}?kunci={secret}", status_code=303)
    pin = await _pin(house, complaint, taken.command, actor.person)
    if pin:
        answer.set_cookie(cookie_of(house, complaint, actor.person, pin))
    return answer


@post(FILING.path + "/periksa", name="office.filing.check", guards=[one_of(*FILING.roles)], include_in_schema=False)
async def check(request: Request[Any, Any, Any]) -> Response[str]:
    """What a report seems to be and whose, what is near it, whether a life is in danger; nothing of it is kept."""
    house, form, wording = house_of(request), await posted(request), await wording_of(request)
    raw = dict(form.raw)
    try:
        raw["area"] = area_of(wording.region, raw.get("area", ""))
        report = report_of(Posted(form.values, raw, (), ()))
    except Invalid:
        report = Report(text=form.raw.get("text", ""), danger=form.raw.get("danger") == "ya")
    context: dict[str, Any] = {"remarks": None, "unit": ""}
    if len(report.text.strip()) >= SHORTEST or report.danger:
        remarks = await remarks_in_time(house, report, UNHURRIED)
        topic = wording.region.topic.get(report.topic or remarks.guess.topic or "")
        unit = wording.region.unit.get(topic.unit) if topic else None
        context = {"remarks": await told(request, remarks), "unit": unit.short if unit else ""}
    return await page(request, "office/filing_check.html", context)


@post(DRAFT, name="office.filing.draft", guards=[one_of(*FILING.roles)], include_in_schema=False)
async def save_draft(request: Request[Any, Any, Any]) -> Response[Any]:
    """Keep what stands in the form; files are chosen again, but for those that came from a chat."""
    house, officer, form = house_of(request), visitor_of(request).actor.person, await posted(request)
    saved = None
    if form.key and officer and any(form.values.get(name, "").strip() for name in ("text", "name", "phone", "address")):
        typed = {name: value for name, value in form.values.items() if name not in ("_csrf_token", "key")}
        typed["photos_kept"] = " ".join(form.kept)
        saved = await drafts_of(house).save(officer, form.key, typed)
    if "application/json" in request.headers.get("accept", ""):
        local = saved.astimezone(await house.zone()) if saved else None
        return Response({"saved": local.strftime("%H.%M") if local else ""}, status_code=200)
    return Redirect(f"{FILING.path}?draf={form.key}" if saved else FILING.path, status_code=303)


@post(DRAFT + "/{key:uuid}/hapus", name="office.filing.drop", guards=[one_of(*FILING.roles)], include_in_schema=False)
async def drop_draft(request: Request[Any, Any, Any], key: FromPath[UUID]) -> Response[Any]:
    officer = visitor_of(request).actor.person
    if officer:
        await drafts_of(house_of(request)).forget(officer, key)
    return Redirect(FILING.path, status_code=303)


@get(FILING.path + "/{code:str}", name="office.filed", guards=[one_of(*FILING.roles)], include_in_schema=False)
async def filed_page(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[str]:
    """What to tell the citizen. Shows no more than anybody sees who knows the code: the desk may not see the case."""
    house, actor, wording = house_of(request), visitor_of(request).actor, await wording_of(request)
    complaint, held = await _by_code(request, code)
    pin = pin_in(request, complaint.id) if held else ""
    drafts = await draft_rows(house, wording, actor.person)
    following = next((one for one in drafts if one["grouped"]), None)
    again = f"{FILING.path}?lewat={complaint.channel}"
    context = {
        "code": show(complaint.code),
        "secret_address": full_address(request, follow_path(house, complaint)) if held else "",
        "pin": f"{pin[:3]} {pin[3:]}" if pin else "",
        "minutes": int(SHOWN_FOR.total_seconds() // 60),
        "picture": Picture(address_on(request, complaint, pin)) if held else None,
        "pin_address": full_address(request, "/lacak/pin"),
        "received_at": complaint.received_at,
        "promises": wording.promises(complaint) if held or not complaint.restricted else [],
        "href": f"/kantor/aduan/{complaint.id}" if sight(actor, complaint.id, complaint) > Sight.NOTHING else "",
        "paper": f"{FILING.path}/{complaint.code}/tanda-terima.pdf?kunci={token_of(house, complaint.id)}"
        if held
        else "",
        "again": following["href"] if following else again,
        "drafts": len(drafts),
        "follow": house.public_url or str(request.base_url).rstrip("/"),
    }
    answer = await office_page(request, "office/filed.html", FILING, context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@get(
    FILING.path + "/{code:str}/tanda-terima.pdf",
    name="office.filed.paper",
    guards=[one_of(*FILING.roles)],
    include_in_schema=False,
)
async def receipt(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[bytes]:
    """The receipt to print, on A5 or a roll of 80 mm; NotFound without the secret."""
    complaint, held = await _by_code(request, code)
    if not held:
        raise NotFound()
    wording = await wording_of(request)
    size: Any = "80mm" if request.query_params.get("ukuran") == "80mm" else "a5"
    made = await paper(request, wording, complaint, pin_in(request, complaint.id), size)
    name = f"tanda-terima-{complaint.code}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return Response(made, media_type="application/pdf", headers=headers)


async def _by_code(request: Request[Any, Any, Any], code: str) -> tuple[Complaint, bool]:
    """The complaint, and whether the address shows its secret; raises NotFound."""
    house = house_of(request)
    try:
        complaint_id = await house.queries.find(code)
    except Invalid as error:
        raise NotFound(error.sentence) from error
    complaint = (await house.queries.public_case(complaint_id)).complaint
    secret = str(request.query_params.get("kunci", ""))
    return complaint, bool(secret) and matches(house, complaint_id, secret)


async def _pin(house: House, complaint: Complaint, command: c.FileComplaint, officer: UUID | None) -> str | None:
    """A PIN for who left neither telephone nor e-mail; a form sent twice, its first answer lost, makes a new one."""
    if command.contact and (command.contact.phone or command.contact.email):
        return None
    made = await pins(house).make(complaint.id)
    just_now = complaint.filed_at is not None and house.clock.now() - complaint.filed_at < SHOWN_FOR
    if made is None and just_now and complaint.filed_by == officer:
        return await pins(house).rotate(complaint.id)
    return made


async def _filed_from(house: House, form: Posted, officer: UUID | None, key: UUID, complaint_id: UUID) -> None:
    """The draft is done with; of messages of a chat it is kept that they were filed."""
    if officer is None:
        return
    digests = [one for one in form.values.get(FROM_GROUP, "").split() if len(one) == 32]
    try:
        told = [bytes.fromhex(one) for one in digests]
    except ValueError:
        told = []
    await GroupImports(house.database, house.clock, house.keys).note(complaint_id, told)
    await FilingDrafts(house.database, house.clock, house.keys).forget(officer, key)


async def _recalled(house: House, complaint_id: UUID, ids: list[UUID]) -> Photos:
    files = []
    for one in ids:
        try:
            files.append(await house.attachments.recall(complaint_id, one))
        except NotFound:
            continue
    return Photos(tuple(files))


async def _fresh(request: Request[Any, Any, Any]) -> dict[str, str]:
    house, actor = house_of(request), visitor_of(request).actor
    region, now = await house.region.current(), house.clock.now().astimezone(await house.zone())
    asked = request.query_params.get("lewat", "")
    own = [region.unit[code].kind for code in actor.own_units if code in region.unit]
    usual = Channel.VILLAGE if own and all(kind in _VILLAGE for kind in own) else Channel.COUNTER
    return {
        "channel": asked if asked in set(CHANNELS) else str(usual),
        "received_on": now.date().isoformat(),
        "received_time": f"{now:%H:%M}",
        "visibility": str(Visibility.PUBLIC),
    }


async def _form(
    request: Request[Any, Any, Any],
    values: Mapping[str, str],
    faults: Mapping[str, str] | None = None,
    status: int = 200,
    key: str = "",
    files: Photos | None = None,
) -> Response[str]:
    house, wording, language = house_of(request), await wording_of(request), visitor_of(request).language
    key = key or str(uuid4())
    complaint_id = c.filing_id(UUID(key))
    token = token_of(house, complaint_id)
    drafts = await draft_rows(house, wording, visitor_of(request).actor.person)
    context = {
        "action": FILING.path,
        "key": key,
        "values": {**values, "area": _area_name(wording, values.get("area", ""))},
        "errors": {name: say(language, words) for name, words in (faults or {}).items()},
        "kept": [
            {"key": str(one.id), "label": one.name, **_preview(complaint_id, one, token)}
            for one in (files.files if files else ())
        ],
        "file_limit": FILES_A_FORM,
        "drafts": [one for one in drafts if one["key"] != key],
        "today": wording.now.astimezone(await house.zone()).date().isoformat(),
        **_choices(wording),
    }
    return await office_page(request, "office/filing.html", FILING, context, status=status)


def _preview(complaint_id: UUID, file: c.File, token: str) -> dict[str, str]:
    if not file.media_type.startswith("image/"):
        return {}
    return {"url": f"/berkas/{complaint_id}/{file.id}?token={token}", "media_type": file.media_type}


def _area_name(wording: Wording, written: str) -> str:
    known = wording.region.area.get(written)
    return full_name(wording.region, known) if known else written


def _choices(wording: Wording) -> dict[str, Any]:
    region = wording.region
    return {
        "channels": options((str(channel), wording.channel(channel)) for channel in CHANNELS),
        "kinds": kind_options(wording),
        "visibilities": visibility_options(wording),
        "topics": topic_options(wording),
        "units": options((unit.code, unit.name) for unit in region.units),
        "areas": [
            {"name": full_name(region, one), "short": one.name, "more": ", ".join(one.names)} for one in region.areas
        ],
        "systems": system_options(wording),
    }


HANDLERS: list[HTTPRouteHandler] = [
    filing_page,
    file_for_citizen,
    check,
    save_draft,
    drop_draft,
    filed_page,
    receipt,
]

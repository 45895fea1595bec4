"""One training that is held: planned for accepted needs, its people, its provider, moved, called off and closed."""

from collections import Counter
from collections.abc import Awaitable, Mapping
from datetime import time
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from competency.batch_drafts import Draft
from competency.batch_reading import Batch, Whole
from competency.conflicts import PRIVATE
from competency.providers import Provider
from competency.seats import Seat
from competency.training_rules import TrainingRules
from foundation.errors import Invalid, Refused, ServiceError
from foundation.language import mark as _
from people.actor import Actor, Role
from web.errors import status_of
from web.forms import day_of, posted, uuid_of
from web.input_words import dictionary_of
from web.office_frame import PARTICIPANT_ANSWERS, TRAININGS, office_page, wording_of
from web.training_rooms import Rooms
from web.training_words import BATCH, CATALOGUE, FINDINGS, GROUPS, REASONS, SEATS, batch_row, choices_of
from web.visitor import house_of, one_of, visitor_of
from web.whole_numbers import whole
from web.wording import Wording, options

ONE = BATCH + "/{batch_id:uuid}"
READ, WRITE = [one_of(*TRAININGS.roles)], [one_of(Role.ANALYST)]
_DONE = {
    "buat": _("Pelatihan direncanakan. Sekarang umumkan undiannya."),
    "ubah": _("Perubahan disimpan; yang sudah diundang diberi tahu."),
    "batal": _("Pelatihan dibatalkan; kebutuhannya menunggu pelatihan lain."),
    "daftar": _("Daftar kebutuhan diperbarui."),
    "calon": _("Calon peserta ditambahkan menurut jabatan di unitnya."),
    "tetap": _("Tidak ada yang berubah: semuanya sudah tercatat."),
    "kurang": _("Calon yang dipilih dikeluarkan."),
    "undang": _("Undangan dikirim."),
    "tindak": _("Tindak lanjut dicatat."),
    "periksa": _("Pemeriksaan benturan kepentingan dicatat."),
    "narasumber": _("Narasumber disimpan."),
    "hadir": _("Kehadiran dicatat."),
    "tutup": _("Pelatihan ditutup. Jam belajar dan sertifikat sudah dicatat."),
}
_FORM = ("provider", "starts_on", "ends_on", "starts", "ends", "seats", "reply_by", "place", "link")


@get(f"{BATCH}/baru", name="office.batches.new", guards=WRITE, include_in_schema=False)
async def new(request: Request[Any, Any, Any]) -> Response[str]:
    values = {"starts": "08:00", "ends": "16:00", "materi": str(request.query_params.get("materi", ""))}
    return await _form(request, values)


@post(BATCH, name="office.batches.plan", guards=WRITE, include_in_schema=False)
async def plan(request: Request[Any, Any, Any]) -> Response[Any]:
    house, values = house_of(request), (await posted(request)).values
    rooms, draft, material = Rooms(house), draft_of(values), uuid_of(values.get("materi", ""))
    region = await house.region.current()
    topic = values.get("topic", "")
    try:
        if material is None:
            raise Invalid(fields={"materi": _("Pilih pelatihannya.")})
        days = await rooms.working_days(region, draft.starts_on, draft.ends_on)
        made = await rooms.batches.plan(
            material, draft, days, visitor_of(request).actor, topic if topic in region.topic else ""
        )
    except Invalid as error:
        return await _form(request, values, error)
    return Redirect(f"{BATCH}/{made}?berhasil=buat", status_code=303)


@get(ONE, name="office.batches.one", guards=READ, include_in_schema=False)
async def one(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[str]:
    return await batch_page(request, batch_id)


@get(ONE + "/ubah", name="office.batches.edit", guards=WRITE, include_in_schema=False)
async def edit(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[str]:
    whole_batch = await Rooms(house_of(request)).batches.one(batch_id)
    batch, day = whole_batch.batch, whole_batch.days[0]
    told = {name: str(getattr(batch, name)) for name in _FORM if hasattr(batch, name)}
    times = {"starts": f"{day.starts:%H:%M}", "ends": f"{day.ends:%H:%M}"}
    return await _form(request, {**told, **times}, of=batch)


@post(ONE, name="office.batches.save", guards=WRITE, include_in_schema=False)
async def save(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[Any]:
    house, values = house_of(request), (await posted(request)).values
    rooms, draft = Rooms(house), draft_of(values)
    try:
        days = await rooms.working_days(await house.region.current(), draft.starts_on, draft.ends_on)
        await rooms.batches.move(batch_id, draft, days)
    except (Invalid, Refused) as error:
        return await _form(request, values, error, (await rooms.batches.one(batch_id)).batch)
    return done(batch_id, "ubah")


@post(ONE + "/batal", name="office.batches.cancel", guards=WRITE, include_in_schema=False)
async def cancel(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[Any]:
    why = (await posted(request)).values.get("why", "").strip()
    rooms = Rooms(house_of(request))
    return await acted(request, batch_id, rooms.batches.cancel(batch_id, why, visitor_of(request).actor), "batal")


@post(ONE + "/daftar", name="office.batches.relist", guards=WRITE, include_in_schema=False)
async def relist(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[Any]:
    """Take in needs that were accepted since."""
    return await acted(request, batch_id, Rooms(house_of(request)).batches.relist(batch_id), "daftar")


@post(ONE + "/benturan", name="office.batches.check", guards=WRITE, include_in_schema=False)
async def check(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[Any]:
    """What was found about the provider before a unit."""
    house, values = house_of(request), (await posted(request)).values
    unit = values.get("unit", "")
    if unit not in (await house.region.current()).unit:
        return await batch_page(request, batch_id, Invalid(fields={"unit": _("Pilih unitnya.")}), values)
    found = Rooms(house).conflicts.record(
        batch_id,
        unit,
        values.get("permit") == "ya",
        values.get("complaint") == "ya",
        values.get("finding", ""),
        values.get("reason", "").strip(),
        visitor_of(request).actor,
    )
    return await acted(request, batch_id, found, "periksa", values)


async def acted(
    request: Request[Any, Any, Any],
    batch_id: UUID,
    act: Awaitable[object],
    what: str,
    values: Mapping[str, str] | None = None,
) -> Response[Any]:
    """Do it and go back to the batch, or say on its page why not."""
    try:
        await act
    except (Invalid, Refused) as error:
        return await batch_page(request, batch_id, error, values)
    return done(batch_id, what)


def done(batch_id: UUID, what: str) -> Redirect:
    return Redirect(f"{BATCH}/{batch_id}?berhasil={what}", status_code=303)


def draft_of(values: Mapping[str, str]) -> Draft:
    """A posted form as a batch."""
    return Draft(
        provider=uuid_of(values.get("provider", "")),
        starts_on=day_of(values.get("starts_on", "")),
        ends_on=day_of(values.get("ends_on", "")),
        starts=_time(values.get("starts", "")),
        ends=_time(values.get("ends", "")),
        seats=whole(values.get("seats", ""), 4),
        reply_by=day_of(values.get("reply_by", "")),
        place=values.get("place", "").strip()[:300],
        link=values.get("link", "").strip(),
    )


def _time(written: str) -> time | None:
    try:
        return time.fromisoformat(written[:5]).replace(tzinfo=None)
    except ValueError:
        return None


async def _form(
    request: Request[Any, Any, Any],
    values: Mapping[str, str],
    error: ServiceError | None = None,
    of: Batch | None = None,
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    rooms, today = Rooms(house), await house.today()
    trainings = [] if of else await rooms.catalogue.all()
    context = {
        "batch": batch_row(of, wording) if of else None,
        "action": f"{BATCH}/{of.id}" if of else BATCH,
        "back": f"{BATCH}/{of.id}" if of else TRAININGS.path,
        "values": values,
        "errors": _said(error, wording),
        "materials": options((str(one.material.id), f"{one.name} ({one.hours} JP)") for one in trainings),
        "providers": options((str(one.id), _provider(one, today, wording)) for one in await rooms.providers.all()),
        "topics": options((one.code, one.name) for one in wording.region.topics if one.parent),
        "zone_label": wording.region.zone_label,
    }
    status = int(status_of(error)) if error else 200
    return await office_page(request, "office/batch_form.html", TRAININGS, context, status=status)


def _provider(one: Provider, today: Any, wording: Wording) -> str:
    return (
        one.name if one.agreed(today) else wording.say(_("{name} (belum ada perjanjian yang berlaku)"), name=one.name)
    )


def _said(error: ServiceError | None, wording: Wording) -> dict[str, str]:
    """Sentences by field, or one for the whole page."""
    if error is None:
        return {}
    fields = error.fields if isinstance(error, Invalid) and error.fields else {"": error.sentence}
    return {name: wording.say(words) for name, words in fields.items()}


async def batch_page(
    request: Request[Any, Any, Any],
    batch_id: UUID,
    error: ServiceError | None = None,
    values: Mapping[str, str] | None = None,
) -> Response[str]:
    """The page of a batch; names of its people for whoever plans, and for heads those of their own units."""
    house, wording = house_of(request), await wording_of(request)
    rooms, actor = Rooms(house), visitor_of(request).actor
    found = await rooms.batches.one(batch_id)
    seats, analyst = await rooms.seats.of(batch_id), actor.holds_role(Role.ANALYST)
    rules, _version = await rooms.catalogue.rules()
    own = actor.reach(Role.HEAD)
    known = await dictionary_of(house, wording.region)
    context = {
        "batch": batch_row(found.batch, wording)
        | {"link": found.batch.link, "reply_by": found.batch.reply_by, "remark": found.batch.remark},
        "days": found.days,
        "training": {"href": f"{CATALOGUE}/{found.batch.training}"},
        "competency": wording.say(known.name(found.batch.competency)),
        "groups": _groups(found, wording),
        "people": [_seat(one, wording, rules) for one in seats if analyst or one.unit in own],
        "units": Counter(wording.unit(one.unit) for one in seats if one.state in ("invited", "accepted")).items(),
        "state": found.batch.status,
        "open": found.batch.open,
        "listing": found.batch.status == "planned" and all(one.group == "listed" for one in found.needs),
        "analyst": analyst,
        "lacking": wording.say(await rooms.seats.lacking(batch_id) or "") if analyst and found.batch.open else "",
        "conflicts": await _conflicts(rooms, found, wording, actor),
        "findings": options((code, wording.say(words)) for code, words in FINDINGS.items()),
        "instructors": [
            {"id": str(one.id), "name": f"{one.name} ({one.institution})", "teaches": one.id in found.instructors}
            for one in (await rooms.providers.instructors() if analyst else ())
        ],
        "all_units": options((unit.code, unit.name) for unit in wording.region.units),
        "follow_ups": choices_of(rules.follow_ups, wording.language),
        "action": f"{BATCH}/{batch_id}",
        "back": TRAININGS.path,
        "over": await house.today() >= found.batch.ends_on,
        "answers": f"{PARTICIPANT_ANSWERS.path}/{batch_id}" if analyst and found.batch.status != "planned" else "",
        "certificates": f"{BATCH}/{batch_id}/sertifikat" if analyst and found.batch.status == "held" else "",
        "values": values or {},
        "errors": _said(error, wording),
    }
    words = _DONE.get(str(request.query_params.get("berhasil", "")), "") if error is None else ""
    messages = [{"kind": "done", "text": wording.say(words)}] if words else []
    status = int(status_of(error)) if error else 200
    return await office_page(request, "office/batch.html", TRAININGS, context, status=status, messages=messages)


def _groups(found: Whole, wording: Wording) -> list[dict[str, Any]]:
    """Needs by what became of them."""
    return [
        {
            "label": wording.say(words),
            "needs": [
                {
                    "unit": wording.unit(one.unit) or wording.say(_("Seluruh daerah")),
                    "topic": wording.topic(one.topic),
                    "reason": wording.say(REASONS[one.reason]) if one.reason else "",
                }
                for one in found.needs
                if one.group == group
            ],
        }
        for group, words in GROUPS.items()
        if any(one.group == group for one in found.needs)
    ]


def _seat(one: Seat, wording: Wording, rules: TrainingRules) -> dict[str, Any]:
    words, tone = SEATS[one.state]
    refusals, agreed = (
        {choice["value"]: choice["label"] for choice in choices_of(found, wording.language)}
        for found in (rules.refusals, rules.follow_ups)
    )
    return {
        "id": str(one.officer),
        "name": one.name,
        "unit": wording.unit(one.unit),
        "proposed": one.state == "proposed",
        "state": wording.say(words),
        "tone": tone,
        "refusal": refusals.get(one.refusal or "", one.refusal or ""),
        "followed": agreed.get(one.followed or "", one.followed or ""),
        "to_follow": one.state == "refused" and one.followed is None,
        "hours": one.hours,
        "reachable": one.reachable,
        "away": one.away,
    }


async def _conflicts(rooms: Rooms, found: Whole, wording: Wording, actor: Actor) -> dict[str, Any] | None:
    """What is still to be looked at; None where the provider wants nothing of anybody.

    `named`: units before which open complaints name the provider, and how many, for those who may read them.
    """
    if found.batch.provider_kind not in PRIVATE:
        return None
    named = await rooms.conflicts.naming(found.batch.provider, found.conflicts.asked, actor)
    return {
        "unchecked": options((code, wording.unit(code)) for code in found.conflicts.unchecked),
        "barred": [wording.unit(code) for code in found.conflicts.barred],
        "named": [(wording.unit(code), count) for code, count in sorted(named.items())],
    }


HANDLERS: list[HTTPRouteHandler] = [
    new,
    plan,
    one,
    edit,
    save,
    cancel,
    relist,
    check,
]

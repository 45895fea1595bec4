"""Trainings as the region sees them: a calendar of batches, needs that wait for one, and the catalogue."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from competency.dictionary import Dictionary
from competency.training_calendar import MIME, calendar_of
from competency.trainings import Draft, Training
from competency.windows import later
from foundation.errors import Invalid
from foundation.language import mark as _
from people.actor import Role
from web.errors import status_of
from web.forms import posted
from web.input_words import competency_options, dictionary_of
from web.office_frame import TRAININGS, VERDICTS, office_page, wording_of
from web.training_rooms import LOOK_BACK, Rooms, person_of
from web.training_words import BATCH, CATALOGUE, KINDS, SOURCES, batch_row, named
from web.visitor import house_of, one_of, visitor_of
from web.whole_numbers import whole
from web.wording import Wording, options

_READ, _WRITE = [one_of(*TRAININGS.roles)], [one_of(Role.ANALYST)]
_ONE = CATALOGUE + "/{training_id:uuid}"
_DONE = {
    "buat": _("Pelatihan masuk katalog."),
    "ubah": _("Perubahan disimpan."),
    "versi": _("Materi versi baru disimpan."),
    "berhenti": _("Pelatihan tidak ditawarkan lagi."),
    "lanjut": _("Pelatihan ditawarkan lagi."),
}


@get(TRAININGS.path, name="office.trainings", guards=_READ, include_in_schema=False)
async def trainings(request: Request[Any, Any, Any]) -> Response[str]:
    """What is to come and what was held, and for which accepted needs something can be planned."""
    house, wording = house_of(request), await wording_of(request)
    rooms, today = Rooms(house), await house.today()
    found = await rooms.batches.all(today - LOOK_BACK)
    analyst = visitor_of(request).actor.holds_role(Role.ANALYST)
    context = {
        "to_come": [batch_row(one, wording) for one in found if one.ends_on >= today and one.open],
        "held": [batch_row(one, wording) for one in reversed(found) if one.ends_on < today or not one.open],
        "waiting": await _waiting(rooms, wording) if analyst else [],
        "catalogue": CATALOGUE,
        "calendar": f"{TRAININGS.path}/kalender.ics",
        "rules": f"{TRAININGS.path}/aturan",
    }
    return await office_page(request, "office/trainings.html", TRAININGS, context)


@get(f"{TRAININGS.path}/kalender.ics", name="office.trainings.calendar", guards=_READ, include_in_schema=False)
async def calendar(request: Request[Any, Any, Any]) -> Response[bytes]:
    """All that is to come, for somebody's own calendar."""
    house = house_of(request)
    rooms = Rooms(house)
    found = await rooms.batches.all(await house.today())
    held = [(one, (await rooms.batches.one(one.id)).days) for one in found]
    return await calendar_file(request, held, "pelatihan")


async def calendar_file(request: Request[Any, Any, Any], held: Any, name: str) -> Response[bytes]:
    """Days of batches as a file that calendars take."""
    house = house_of(request)
    region, host = await house.region.current(), urlsplit(house.public_url or str(request.base_url)).hostname
    made = calendar_of(held, region.service_name, host or "localhost", await house.zone(), house.clock.now())
    headers = {"Content-Disposition": f'attachment; filename="{name}.ics"', "Cache-Control": "no-store"}
    return Response(made, media_type=MIME, headers=headers)


async def _waiting(rooms: Rooms, wording: Wording) -> list[dict[str, Any]]:
    """Accepted needs by competency, with the trainings that would meet them."""
    known = await dictionary_of(rooms.house, wording.region)
    needs = await rooms.needs.accepted()
    counted, since = Counter(one.competency for one in needs), await rooms.lots.since([one.id for one in needs])
    offered, zone, today = await rooms.catalogue.all(), await rooms.house.zone(), await rooms.house.today()
    rules, _version = await rooms.catalogue.rules()
    first: dict[str, date] = {}
    for one in needs:
        if one.id in since:
            day = since[one.id].astimezone(zone).date()
            first[one.competency] = min(day, first.get(one.competency, day))
    latest = {code: later(day, rules.wait_months) for code, day in first.items()}
    return [
        {
            "competency": wording.say(known.name(code)),
            "needs": count,
            "since": first.get(code),
            "latest": latest.get(code),
            "over": code in latest and latest[code] <= today,
            "trainings": [
                {"name": one.name, "href": f"{BATCH}/baru?{urlencode({'materi': str(one.material.id)})}"}
                for one in offered
                if one.competency == code
            ],
            "add": f"{CATALOGUE}/baru?{urlencode({'kompetensi': code})}",
        }
        for code, count in counted.most_common()
    ]


@get(CATALOGUE, name="office.catalogue", guards=_READ, include_in_schema=False)
async def catalogue(request: Request[Any, Any, Any]) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    known = await dictionary_of(house, wording.region)
    context = {
        "trainings": [_row(one, wording, known) for one in await Rooms(house).catalogue.all(retired=True)],
        "add": f"{CATALOGUE}/baru" if visitor_of(request).actor.holds_role(Role.ANALYST) else "",
        "back": TRAININGS.path,
    }
    return await office_page(request, "office/catalogue.html", TRAININGS, context)


def _row(one: Training, wording: Wording, known: Dictionary) -> dict[str, Any]:
    return {
        "name": one.name,
        "href": f"{CATALOGUE}/{one.id}",
        "form": named(one.form, wording.language),
        "competency": wording.say(known.name(one.competency)),
        "level": one.level,
        "hours": one.hours,
        "cost": one.cost,
        "version": one.material.version,
        "retired": one.retired,
        "revision": one.open_revision is not None,
    }


@get(f"{CATALOGUE}/baru", name="office.catalogue.new", guards=_WRITE, include_in_schema=False)
async def new(request: Request[Any, Any, Any]) -> Response[str]:
    return await _form(request, {"competency": str(request.query_params.get("kompetensi", "")), "cost": "0"})


@post(CATALOGUE, name="office.catalogue.add", guards=_WRITE, include_in_schema=False)
async def add(request: Request[Any, Any, Any]) -> Response[Any]:
    form = await posted(request)
    try:
        made = await Rooms(house_of(request)).catalogue.add(_draft(form.values), person_of(request))
    except Invalid as error:
        return await _form(request, form.values, error)
    return Redirect(f"{CATALOGUE}/{made}?berhasil=buat", status_code=303)


@get(_ONE, name="office.catalogue.one", guards=_READ, include_in_schema=False)
async def one(request: Request[Any, Any, Any], training_id: FromPath[UUID]) -> Response[str]:
    return await _one(request, training_id)


@get(_ONE + "/ubah", name="office.catalogue.edit", guards=_WRITE, include_in_schema=False)
async def edit(request: Request[Any, Any, Any], training_id: FromPath[UUID]) -> Response[str]:
    found = await Rooms(house_of(request)).catalogue.one(training_id)
    names = ("name", "competency", "link", "about", "level", "hours", "cost")
    return await _form(
        request, {name: str(getattr(found, name)) for name in names} | {"form": found.form.code}, of=training_id
    )


@post(_ONE, name="office.catalogue.save", guards=_WRITE, include_in_schema=False)
async def save(request: Request[Any, Any, Any], training_id: FromPath[UUID]) -> Response[Any]:
    form = await posted(request)
    try:
        await Rooms(house_of(request)).catalogue.edit(training_id, _draft(form.values))
    except Invalid as error:
        return await _form(request, form.values, error, training_id)
    return Redirect(f"{CATALOGUE}/{training_id}?berhasil=ubah", status_code=303)


@post(_ONE + "/versi", name="office.catalogue.revise", guards=_WRITE, include_in_schema=False)
async def revise(request: Request[Any, Any, Any], training_id: FromPath[UUID]) -> Response[Any]:
    """A new version of its material."""
    form = await posted(request)
    said = [form.values.get(name, "").strip() for name in ("changed", "why", "material_link")]
    try:
        await Rooms(house_of(request)).catalogue.revise(training_id, said[0], said[1], said[2], person_of(request))
    except Invalid as error:
        faults = {"material_link" if name == "link" else name: words for name, words in error.fields.items()}
        return await _one(request, training_id, form.values, faults, int(status_of(error)))
    return Redirect(f"{CATALOGUE}/{training_id}?berhasil=versi", status_code=303)


@post(_ONE + "/tawarkan", name="office.catalogue.offer", guards=_WRITE, include_in_schema=False)
async def offer(request: Request[Any, Any, Any], training_id: FromPath[UUID]) -> Redirect:
    """Offer it no more, or again."""
    ends = (await posted(request)).values.get("berhenti") == "ya"
    await Rooms(house_of(request)).catalogue.retire(training_id, ends)
    return Redirect(f"{CATALOGUE}/{training_id}?berhasil={'berhenti' if ends else 'lanjut'}", status_code=303)


def _draft(values: Mapping[str, str]) -> Draft:
    told = {name: values.get(name, "").strip() for name in ("name", "form", "competency", "link", "about")}
    numbers = {name: whole(values.get(name, "").replace(".", ""), 12) for name in ("level", "hours", "cost")}
    return Draft(**told, **numbers)  # type: ignore[arg-type]


async def _form(
    request: Request[Any, Any, Any],
    values: Mapping[str, str],
    error: Invalid | None = None,
    of: UUID | None = None,
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    forms = await Rooms(house).catalogue.forms()
    context = {
        "action": f"{CATALOGUE}/{of}" if of else CATALOGUE,
        "back": f"{CATALOGUE}/{of}" if of else CATALOGUE,
        "new": of is None,
        "values": values,
        "errors": {name: wording.say(words) for name, words in (error.fields if error else {}).items()},
        "competencies": competency_options(wording, await dictionary_of(house, wording.region)),
        "forms": [
            {
                "label": wording.say(KINDS[kind]),
                "options": options((one.code, named(one, wording.language)) for one in forms if one.kind == kind),
            }
            for kind in KINDS
        ],
        "levels": options((str(number), str(number)) for number in range(1, 6)),
    }
    status = int(status_of(error)) if error else 200
    return await office_page(request, "office/training_form.html", TRAININGS, context, status=status)


async def _one(
    request: Request[Any, Any, Any],
    training_id: UUID,
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    rooms = Rooms(house)
    found = await rooms.catalogue.one(training_id)
    known = await dictionary_of(house, wording.region)
    analyst = visitor_of(request).actor.holds_role(Role.ANALYST)
    context = {
        "training": _row(found, wording, known)
        | {"about": found.about, "link": found.link, "kind": wording.say(KINDS[found.form.kind])},
        "materials": found.materials,
        "revisions": [
            {
                "version": one.version,
                "source": wording.say(SOURCES[one.source]),
                "why": "" if one.source == "verdict" else one.why,
                "due_on": one.due_on,
                "answered_at": one.answered_at,
            }
            for one in found.revisions
        ],
        "verdicts": VERDICTS.path,
        "batches": [batch_row(one, wording) for one in await rooms.batches.of_training(training_id)],
        "analyst": analyst,
        "plan": f"{BATCH}/baru?{urlencode({'materi': str(found.material.id)})}",
        "action": f"{CATALOGUE}/{training_id}",
        "back": CATALOGUE,
        "values": values or {},
        "errors": {name: wording.say(words) for name, words in (faults or {}).items()},
    }
    done = _DONE.get(str(request.query_params.get("berhasil", "")), "")
    messages = [{"kind": "done", "text": wording.say(done)}] if done else []
    return await office_page(request, "office/training.html", TRAININGS, context, status=status, messages=messages)


HANDLERS: list[HTTPRouteHandler] = [
    trainings,
    calendar,
    catalogue,
    new,
    add,
    one,
    edit,
    save,
    revise,
    offer,
]

"""Providers of trainings: who they are, what was agreed, who teaches, how they were found, conflicts of interest."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from competency.providers import Provider
from foundation.errors import Invalid
from foundation.language import mark as _
from web.errors import status_of
from web.formatting import decimal
from web.forms import day_of, posted
from web.office_frame import PROVIDERS, office_page, wording_of
from web.training_rooms import Rooms, person_of
from web.training_words import FINDINGS, PROVIDER_KINDS, batch_row
from web.visitor import house_of, one_of
from web.wording import Wording, options

_GUARDS = [one_of(*PROVIDERS.roles)]
_ONE = PROVIDERS.path + "/{provider_id:uuid}"
_DONE = {
    "buat": _("Penyelenggara ditambahkan."),
    "ubah": _("Perubahan disimpan."),
    "perjanjian": _("Perjanjian dicatat."),
    "narasumber": _("Narasumber ditambahkan."),
    "berhenti": _("Penyelenggara tidak ditawarkan lagi."),
    "lanjut": _("Penyelenggara ditawarkan lagi."),
}


@get(PROVIDERS.path, name="office.providers", guards=_GUARDS, include_in_schema=False)
async def providers(request: Request[Any, Any, Any]) -> Response[str]:
    return await _list(request)


@post(PROVIDERS.path, name="office.providers.add", guards=_GUARDS, include_in_schema=False)
async def add(request: Request[Any, Any, Any]) -> Response[Any]:
    values = (await posted(request)).values
    try:
        made = await _written(request, None, values)
    except Invalid as error:
        return await _list(request, values, error)
    return Redirect(f"{PROVIDERS.path}/{made}?berhasil=buat", status_code=303)


@get(_ONE, name="office.providers.one", guards=_GUARDS, include_in_schema=False)
async def one(request: Request[Any, Any, Any], provider_id: FromPath[UUID]) -> Response[str]:
    return await _one(request, provider_id)


@post(_ONE, name="office.providers.save", guards=_GUARDS, include_in_schema=False)
async def save(request: Request[Any, Any, Any], provider_id: FromPath[UUID]) -> Response[Any]:
    values = (await posted(request)).values
    try:
        await _written(request, provider_id, values)
    except Invalid as error:
        return await _one(request, provider_id, values, error, "ubah")
    return _done(provider_id, "ubah")


@post(_ONE + "/perjanjian", name="office.providers.agree", guards=_GUARDS, include_in_schema=False)
async def agree(request: Request[Any, Any, Any], provider_id: FromPath[UUID]) -> Response[Any]:
    values = (await posted(request)).values
    try:
        await Rooms(house_of(request)).providers.agree(
            provider_id,
            values.get("number", "").strip(),
            values.get("agreement_about", "").strip(),
            day_of(values.get("starts_on", "")),
            day_of(values.get("ends_on", "")),
            person_of(request),
        )
    except Invalid as error:
        return await _one(request, provider_id, values, error, "perjanjian")
    return _done(provider_id, "perjanjian")


@post(_ONE + "/narasumber", name="office.providers.teacher", guards=_GUARDS, include_in_schema=False)
async def teacher(request: Request[Any, Any, Any], provider_id: FromPath[UUID]) -> Response[Any]:
    values = (await posted(request)).values
    said = [values.get(name, "").strip() for name in ("instructor", "institution", "subjects")]
    try:
        await Rooms(house_of(request)).providers.add_instructor(
            said[0], said[1], said[2], provider_id, person_of(request)
        )
    except Invalid as error:
        return await _one(request, provider_id, values, error, "narasumber")
    return _done(provider_id, "narasumber")


@post(_ONE + "/tawarkan", name="office.providers.offer", guards=_GUARDS, include_in_schema=False)
async def offer(request: Request[Any, Any, Any], provider_id: FromPath[UUID]) -> Redirect:
    ends = (await posted(request)).values.get("berhenti") == "ya"
    await Rooms(house_of(request)).providers.retire(provider_id, ends)
    return _done(provider_id, "berhenti" if ends else "lanjut")


def _done(provider_id: UUID, what: str) -> Redirect:
    return Redirect(f"{PROVIDERS.path}/{provider_id}?berhasil={what}", status_code=303)


async def _written(request: Request[Any, Any, Any], provider_id: UUID | None, values: Mapping[str, str]) -> UUID:
    kind, name, about, contact = (values.get(field, "").strip() for field in ("kind", "name", "about", "contact"))
    rooms = Rooms(house_of(request))
    return await rooms.providers.write(provider_id, kind, name, about, contact, person_of(request))


def _kinds(wording: Wording) -> list[dict[str, str]]:
    return options((code, wording.say(words)) for code, words in PROVIDER_KINDS.items())


async def _list(
    request: Request[Any, Any, Any], values: Mapping[str, str] | None = None, error: Invalid | None = None
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    today = await house.today()
    context = {
        "providers": [_row(one, wording, today) for one in await Rooms(house).providers.all(retired=True)],
        "kinds": _kinds(wording),
        "action": PROVIDERS.path,
        "values": values or {},
        "errors": {name: wording.say(words) for name, words in (error.fields if error else {}).items()},
    }
    status = int(status_of(error)) if error else 200
    return await office_page(request, "office/providers.html", PROVIDERS, context, status=status)


def _row(one: Provider, wording: Wording, today: Any) -> dict[str, Any]:
    rating = one.rating
    return {
        "name": one.name,
        "href": f"{PROVIDERS.path}/{one.id}",
        "kind": wording.say(PROVIDER_KINDS[one.kind]),
        "agreed": one.agreed(today),
        "held": one.held,
        "rating": decimal(round(rating.mean, 1), wording.language) if rating else "",
        "answers": rating.answers if rating else 0,
        "retired": one.retired,
    }


async def _one(
    request: Request[Any, Any, Any],
    provider_id: UUID,
    values: Mapping[str, str] | None = None,
    error: Invalid | None = None,
    form: str = "",
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    rooms, today = Rooms(house), await house.today()
    found = await rooms.providers.one(provider_id)
    kept = {name: getattr(found, name) for name in ("name", "kind", "about", "contact")}
    context = {
        "provider": _row(found, wording, today) | {"about": found.about, "contact": found.contact},
        "agreements": [
            {"number": one.number, "about": one.about, "starts_on": one.starts_on, "ends_on": one.ends_on}
            | {"runs": one.runs(today)}
            for one in found.agreements
        ],
        "instructors": await rooms.providers.instructors(provider_id),
        "checks": [
            {
                "batch": one.batch,
                "unit": wording.unit(one.unit),
                "permit": one.permit,
                "complaint": one.complaint,
                "finding": wording.say(FINDINGS[one.finding]),
                "reason": one.reason,
                "at": one.at,
            }
            for one in await rooms.conflicts.of_provider(provider_id)
        ],
        "batches": [batch_row(one, wording) for one in await rooms.batches.of_provider(provider_id)],
        "kinds": _kinds(wording),
        "action": f"{PROVIDERS.path}/{provider_id}",
        "back": PROVIDERS.path,
        "values": {**kept, **(values or {})},
        "errors": {name: wording.say(words) for name, words in (error.fields if error else {}).items()},
        "form": form,
    }
    words = _DONE.get(str(request.query_params.get("berhasil", "")), "") if error is None else ""
    messages = [{"kind": "done", "text": wording.say(words)}] if words else []
    status = int(status_of(error)) if error else 200
    return await office_page(request, "office/provider.html", PROVIDERS, context, status=status, messages=messages)


HANDLERS: list[HTTPRouteHandler] = [providers, add, one, save, agree, teacher, offer]

"""Interviews, forums and village meetings: written down on a phone, read and assigned by the analyst."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from competency.dictionary import Dictionary
from competency.talks import PHOTOS_MOST, Point, Talk, Talks
from complaints import images
from foundation.errors import Invalid, NotFound, Refused
from foundation.language import mark as _
from web.errors import status_of
from web.forms import UPLOAD_BODY, posted
from web.house import House
from web.input_words import DIRECTIONS, ERASED, ROLES, TALKS, choices, competency_options, dictionary_of
from web.office_frame import TALKS as HERE
from web.office_frame import office_page, wording_of
from web.talk_form import FORM, fields, pictures_of, said, told_of
from web.talk_sheets import sheet_path
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording, options

_ONE = HERE.path + "/{talk_id:uuid}"
_GUARDS = [one_of(*HERE.roles)]
_DONE = {
    "catat": _("Catatan disimpan. Periksa kompetensi yang dimaksud tiap butirnya."),
    "butir": _("Butir itu diperbarui."),
    "foto": _("Foto disimpan."),
}
_NO_PHOTO = {"photos": _("Pilih fotonya.")}
_PHOTOS_AGAIN = _("Pilih lagi foto daftar hadirnya; foto belum tersimpan.")


@get(HERE.path, name="office.talks", guards=_GUARDS, include_in_schema=False)
async def talks(request: Request[Any, Any, Any]) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    rows = [_row(wording, one) for one in await (await book_of(house)).all()]
    return await office_page(request, "office/talks.html", HERE, {"talks": rows, "new": FORM})


@get(FORM, name="office.talks.form", guards=_GUARDS, include_in_schema=False)
async def form_page(request: Request[Any, Any, Any]) -> Response[str]:
    return await _form(request, {}, {})


@post(FORM, name="office.talks.record", guards=_GUARDS, include_in_schema=False, request_max_body_size=UPLOAD_BODY)
async def record(request: Request[Any, Any, Any]) -> Response[Any]:
    """Keep a talk. A page that sends it later, once there is a network, is answered in JSON."""
    house, form = house_of(request), await posted(request)
    region, later = await house.region.current(), "application/json" in request.headers.get("accept", "")
    try:
        told = told_of(form, region, await dictionary_of(house, region), form.key or uuid4())
        kept = await (await book_of(house)).record(_person(request), told, await pictures_of(house, form))
    except Invalid as error:
        faults = dict(error.fields) or {"": error.sentence}
        if later:
            return Response({"errors": said(await wording_of(request), faults)}, status_code=422)
        if form.uploads:
            faults.setdefault("photos", _PHOTOS_AGAIN)
        return await _form(request, form.values, faults, int(status_of(error)))
    href = f"{HERE.path}/{kept}?berhasil=catat"
    return Response({"href": href}, status_code=201) if later else Redirect(href, status_code=303)


@get(_ONE, name="office.talks.one", guards=_GUARDS, include_in_schema=False)
async def one(request: Request[Any, Any, Any], talk_id: FromPath[UUID]) -> Response[str]:
    return await _one(request, talk_id)


@post(_ONE + "/butir/{rank:int}", name="office.talks.assign", guards=_GUARDS, include_in_schema=False)
async def assign(request: Request[Any, Any, Any], talk_id: FromPath[UUID], rank: FromPath[int]) -> Response[Any]:
    """Say which competency a point speaks for."""
    house, form = house_of(request), await posted(request)
    region, values = await house.region.current(), form.values
    competency, topic = values.get("competency", ""), values.get("topic", "")
    await (await book_of(house)).assign(
        talk_id,
        rank,
        competency if competency in (await dictionary_of(house, region)).entry else None,
        topic if topic in region.topic else None,
        values.get("direction", ""),
        erase=values.get("erase") == "ya",
    )
    return Redirect(f"{HERE.path}/{talk_id}?berhasil=butir#butir-{rank}", status_code=303)


@post(
    _ONE + "/foto",
    name="office.talks.photo.add",
    guards=_GUARDS,
    include_in_schema=False,
    request_max_body_size=UPLOAD_BODY,
)
async def add_photo(request: Request[Any, Any, Any], talk_id: FromPath[UUID]) -> Response[Any]:
    house, form = house_of(request), await posted(request)
    book = await book_of(house)
    try:
        pictures = await pictures_of(house, form)
        if not pictures:
            raise Invalid(fields=_NO_PHOTO)
        for picture in pictures:
            await book.add_photo(talk_id, picture)
    except (Invalid, Refused) as error:
        faults = (dict(error.fields) if isinstance(error, Invalid) else {}) or {"photos": error.sentence}
        return await _one(request, talk_id, faults, int(status_of(error)))
    return Redirect(f"{HERE.path}/{talk_id}?berhasil=foto", status_code=303)


@get(_ONE + "/foto/{photo_id:uuid}", name="office.talks.photo", guards=_GUARDS, include_in_schema=False)
async def photo(request: Request[Any, Any, Any], talk_id: FromPath[UUID], photo_id: FromPath[UUID]) -> Response[bytes]:
    """The attendance list, for the analyst alone."""
    content = await (await book_of(house_of(request))).photo(talk_id, photo_id)
    return Response(content, media_type=images.MEDIA_TYPE, headers={"Cache-Control": "no-store"})


async def book_of(house: House) -> Talks:
    return Talks(house.database, house.clock, house.keys, await house.zone())


def _person(request: Request[Any, Any, Any]) -> UUID:
    person = visitor_of(request).actor.person
    if person is None:
        raise NotFound()
    return person


async def _form(
    request: Request[Any, Any, Any], values: Mapping[str, str], faults: Mapping[str, str], status: int = 200
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    context = fields(wording, await dictionary_of(house, wording.region), values, faults, FORM)
    return await office_page(request, "office/talk_form.html", HERE, context | {"back": HERE.path}, status=status)


async def _one(
    request: Request[Any, Any, Any], talk_id: UUID, faults: Mapping[str, str] | None = None, status: int = 200
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    talk = await (await book_of(house)).one(talk_id)
    dictionary = await dictionary_of(house, wording.region)
    base = f"{HERE.path}/{talk_id}"
    context = {
        "talk": _row(wording, talk),
        "points": [_point(wording, dictionary, base, rank, one) for rank, one in enumerate(talk.points, 1)],
        "photos": [f"{base}/foto/{one}" for one in talk.photos],
        "room": PHOTOS_MOST - len(talk.photos),
        "add": f"{base}/foto",
        "sheet": sheet_path(house, talk_id),
        "competencies": competency_options(wording, dictionary),
        "topics": options((one.code, one.name) for one in wording.region.topics),
        "directions": choices(wording, DIRECTIONS),
        "errors": {name: wording.say(words) for name, words in (faults or {}).items()},
        "back": HERE.path,
    }
    done = _DONE.get(request.query_params.get("berhasil", ""), "")
    messages = [{"kind": "done", "text": wording.say(done)}] if done and not faults else []
    return await office_page(request, "office/talk.html", HERE, context, status=status, messages=messages)


def _row(wording: Wording, talk: Talk) -> dict[str, Any]:
    return {
        "href": f"{HERE.path}/{talk.id}",
        "kind": wording.say(TALKS[talk.kind]),
        "held_on": talk.held_on,
        "place": talk.place,
        "unit": wording.unit(talk.unit),
        "people": talk.people,
        "roles": [(wording.say(ROLES[role]), number) for role, number in talk.participants.items()],
        "points": len(talk.points),
        "unread": sum(one.competency is None and one.direction != "neutral" for one in talk.points),
    }


def _point(wording: Wording, dictionary: Dictionary, base: str, rank: int, point: Point) -> dict[str, Any]:
    return {
        "rank": rank,
        "statement": point.statement or wording.say(ERASED),
        "there": bool(point.statement),
        "direction": point.direction,
        "says": wording.say(DIRECTIONS[point.direction]),
        "competency": point.competency or "",
        "name": dictionary.name(point.competency) if point.competency else "",
        "topic": point.topic or "",
        "topic_name": wording.topic(point.topic),
        "action": f"{base}/butir/{rank}",
    }


HANDLERS: list[HTTPRouteHandler] = [talks, form_page, record, one, assign, add_photo, photo]

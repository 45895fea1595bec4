"""The region's learning platforms: their keys, their courses, and which training each course teaches."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from competency.courses import Courses
from competency.platforms import Platforms
from competency.trainings import Catalogue
from foundation.errors import Invalid
from foundation.language import Sentence
from foundation.language import mark as _
from web.forms import posted, uuid_of
from web.house import House
from web.lookup import full_address
from web.office_frame import E_LEARNING, office_page
from web.rendering import say
from web.training_words import CATALOGUE
from web.visitor import fresh, house_of, one_of, visitor_of
from web.wording import options

PAGE = E_LEARNING.path
MOODLE = f"{PAGE}/moodle"
_GUARDS = [one_of(*E_LEARNING.roles)]
_DONE = {
    "kursus": _("Kursus dihubungkan dengan pelatihannya."),
    "lepas": _("Kursus dilepas dari pelatihannya."),
    "cabut": _("Kunci dicabut. Platform itu tidak dapat mengirim lagi."),
    "impor": _("Hasil dari tabel disimpan."),
}
_VERSION = _("{name}, materi versi {version}")


@get(PAGE, name="office.e_learning", guards=_GUARDS, include_in_schema=False)
async def e_learning(request: Request[Any, Any, Any]) -> Response[str]:
    asked = request.query_params.get("kegiatan", "")[:2000]
    return await _page(request, {"activity": asked, "link": asked if asked.startswith("http") else ""})


@post(f"{PAGE}/kursus", name="office.e_learning.tie", guards=_GUARDS, include_in_schema=False)
async def tie(request: Request[Any, Any, Any]) -> Response[Any]:
    values = (await posted(request)).values
    told = {name: values.get(name, "") for name in ("activity", "title", "link")}
    try:
        await _courses(request).tie(_officer(request), **told, material_id=uuid_of(values.get("material", "")))
    except Invalid as error:
        return await _page(request, values, dict(error.fields), 422)
    return Redirect(f"{PAGE}?berhasil=kursus", status_code=303)


@post(PAGE + "/kursus/{course_id:uuid}/lepas", name="office.e_learning.untie", guards=_GUARDS, include_in_schema=False)
async def untie(request: Request[Any, Any, Any], course_id: FromPath[UUID]) -> Redirect:
    await _courses(request).untie(course_id)
    return Redirect(f"{PAGE}?berhasil=lepas", status_code=303)


@post(f"{PAGE}/kunci", name="office.e_learning.key", guards=[*_GUARDS, fresh], include_in_schema=False)
async def make_key(request: Request[Any, Any, Any]) -> Response[str]:
    """The answer shows the secret, this once."""
    values = (await posted(request)).values
    try:
        made = await _platforms(house_of(request)).make(_officer(request), values.get("platform", "").strip())
    except Invalid as error:
        return await _page(request, values, dict(error.fields), 422)
    return await _page(request, made=made)


@post(
    PAGE + "/kunci/{key_id:uuid}/cabut",
    name="office.e_learning.revoke",
    guards=[*_GUARDS, fresh],
    include_in_schema=False,
)
async def revoke(request: Request[Any, Any, Any], key_id: FromPath[UUID]) -> Redirect:
    await _platforms(house_of(request)).revoke(_officer(request), key_id)
    return Redirect(f"{PAGE}?berhasil=cabut", status_code=303)


def _courses(request: Request[Any, Any, Any]) -> Courses:
    house = house_of(request)
    return Courses(house.database, house.clock)


def _platforms(house: House) -> Platforms:
    return Platforms(house.database, house.clock, house.keys)


def _officer(request: Request[Any, Any, Any]) -> UUID:
    officer = visitor_of(request).officer
    assert officer is not None
    return UUID(str(officer.actor.person))


async def material_options(house: House, language: str) -> list[dict[str, Any]]:
    """Every version of material of the trainings that are offered, the newest first."""
    return options(
        (str(one.id), say(language, Sentence(_VERSION, name=training.name, version=one.version)))
        for training in await Catalogue(house.database, house.clock).all()
        for one in training.materials
    )


async def _page(
    request: Request[Any, Any, Any],
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
    made: tuple[UUID, str] | None = None,
) -> Response[str]:
    house, language = house_of(request), visitor_of(request).language
    courses = _courses(request)
    context = {
        "courses": [
            one._asdict() | {"untie": f"{PAGE}/kursus/{one.id}/lepas", "page": f"{CATALOGUE}/{one.training}"}
            for one in await courses.all()
        ],
        "untied": [one._asdict() for one in await courses.untied()],
        "keys": [
            one._asdict() | {"revoke": f"{PAGE}/kunci/{one.key_id}/cabut"} for one in await _platforms(house).all()
        ],
        "made": {"name": str(made[0]), "secret": made[1]} if made else None,
        "endpoint": full_address(request, "/xapi/"),
        "materials": await material_options(house, language),
        "action": f"{PAGE}/kursus",
        "key_action": f"{PAGE}/kunci",
        "here": PAGE,
        "moodle": MOODLE,
        "values": values or {},
        "errors": {name: say(language, words) for name, words in (faults or {}).items()},
    }
    done = _DONE.get(request.query_params.get("berhasil", ""), "")
    messages = [{"kind": "done", "text": say(language, done)}] if done else []
    return await office_page(request, "office/e_learning.html", E_LEARNING, context, status=status, messages=messages)


HANDLERS: list[HTTPRouteHandler] = [e_learning, tie, untie, make_key, revoke]

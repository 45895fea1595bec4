"""Certificates: the paper for its holder, and the page on which anybody checks its code."""

from typing import Any
from urllib.parse import quote

from babel.dates import format_date
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from competency.certificates import Certificate
from foundation.errors import NotFound
from foundation.language import SOURCE_LANGUAGE
from foundation.language import mark as _
from foundation.limits import Limit
from people.actor import Role
from web.branding import accents
from web.input_words import dictionary_of
from web.lookup import citizens_wording, full_address
from web.printing import printed
from web.qr import Picture
from web.rendering import page
from web.training_rooms import Rooms, person_of
from web.visitor import house_of, one_of, visitor_of

PUBLIC = "/sertifikat"
PAPER = "/kantor/pelatihan/sertifikat"
PAPERS = Limit("certificates", 30, 3600)
"""Papers drawn for one officer in an hour."""
_UNKNOWN = _("Tidak ada sertifikat dengan kode ini. Periksa lagi kode pada kertasnya.")
WORDS = {
    "title": _("Sertifikat"),
    "given": _("diberikan kepada"),
    "finished": _("yang telah menyelesaikan"),
    "hours": _("{hours} jam pelajaran (JP), satu JP 45 menit"),
    "held": _("Tanggal"),
    "provider": _("Penyelenggara"),
    "competency": _("Kompetensi"),
    "level": _("jenjang {level}"),
    "code": _("Kode"),
    "look": _("Periksa keasliannya di halaman ini:"),
    "picture": _("Kode QR halaman pemeriksaan"),
}


@get(PUBLIC, name="certificate", include_in_schema=False)
async def asking(request: Request[Any, Any, Any]) -> Response[str]:
    """Where a code is typed."""
    written = str(request.query_params.get("kode", "")).strip()
    return await _checked(request, written) if written else await page(request, "citizen/certificate.html", _EMPTY)


@get(PUBLIC + "/{code:str}", name="certificate.check", include_in_schema=False)
async def check(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[str]:
    """Whether a paper in somebody's hand is genuine; guesses are counted."""
    return await _checked(request, code)


@get(PAPER + "/{code:str}/sertifikat.pdf", name="office.certificate", guards=[one_of(*Role)], include_in_schema=False)
async def paper(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[bytes]:
    """The paper, for its holder and for whoever plans trainings."""
    house = house_of(request)
    found = await Rooms(house).certificates.check(code)
    if found.officer != person_of(request) and not visitor_of(request).actor.holds_role(Role.ANALYST):
        raise NotFound()
    await house.limits.count(PAPERS, str(person_of(request)))
    address = full_address(request, f"{PUBLIC}/{quote(found.code)}")
    made = await printed("certificate.typ", await _told(request, found, address), {"qr": Picture(address).svg()})
    headers = {"Content-Disposition": f'attachment; filename="sertifikat-{found.code}.pdf"'}
    return Response(made, media_type="application/pdf", headers=headers | {"Cache-Control": "no-store"})


_EMPTY: dict[str, Any] = {"written": "", "found": None, "fault": "", "action": PUBLIC}


async def _checked(request: Request[Any, Any, Any], written: str) -> Response[str]:
    house, wording = house_of(request), await citizens_wording(request)
    await house.limits.count(house.lookup_limit, visitor_of(request).address)
    try:
        found = await Rooms(house).certificates.check(written)
    except NotFound:
        context = {**_EMPTY, "written": written[:40], "fault": wording.say(_UNKNOWN)}
        return await page(request, "citizen/certificate.html", context, status=404)
    known = await dictionary_of(house, wording.region)
    told = {
        "code": found.shown_code,
        "name": found.masked,
        "training": found.training,
        "competency": wording.say(known.name(found.competency)),
        "level": found.level,
        "hours": found.hours,
        "provider": found.provider,
        "starts_on": found.starts_on,
        "ends_on": found.ends_on,
        "issued_at": found.issued_at,
        "revoked_at": found.revoked_at,
        "replaced": found.replaced,
    }
    return await page(request, "citizen/certificate.html", {**_EMPTY, "found": told})


async def _told(request: Request[Any, Any, Any], found: Certificate, address: str) -> dict[str, Any]:
    """What stands on the paper, which is in Indonesian whoever fetches it."""
    house, wording = house_of(request), await citizens_wording(request)
    known = await dictionary_of(house, wording.region)
    first, last, issued = (
        format_date(day, "d MMMM y", locale=SOURCE_LANGUAGE)
        for day in (found.starts_on, found.ends_on, found.issued_at.astimezone(await house.zone()).date())
    )
    words = dict(WORDS)
    words["hours"], words["level"] = words["hours"].format(hours=found.hours), words["level"].format(level=found.level)
    return {
        "language": SOURCE_LANGUAGE,
        "words": words,
        "service": wording.region.service_name,
        "region": wording.region.name,
        "accent": accents(wording.region.branding)[0],
        "name": found.name,
        "unit": wording.unit(found.unit),
        "training": found.training,
        "competency": known.name(found.competency),
        "days": first if first == last else f"{first} – {last}",
        "provider": found.provider,
        "issued": issued,
        "code": found.shown_code,
        "address": address,
        "revoked": found.revoked_at is not None,
    }


HANDLERS: list[HTTPRouteHandler] = [asking, check, paper]

"""The pages anybody may open: find a code, read what was published, see a photo, choose a language."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints.kinds import OPEN
from complaints.report import readable
from complaints.tables import AttachmentRow
from complaints.visibility import Sight
from foundation.errors import Invalid, NotFound, TooMany
from foundation.language import LANGUAGES
from foundation.language import mark as _
from web import complaint_map, feed, published
from web.branding import style_sheet
from web.case_parts import open_parts
from web.cookies import cookie
from web.errors import status_of
from web.file_answers import answered, unreferred
from web.lookup import citizens_wording, looked_up, matches, reporter
from web.promised import by_code, reasons, veiled
from web.rendering import page, say
from web.visitor import LANGUAGE_COOKIE, house_of, visitor_of

_YEAR = 365 * 24 * 3600


@get("/lacak", name="find", include_in_schema=False)
async def find_page(request: Request[Any, Any, Any]) -> Response[Any]:
    """Ask for a code, or go on to the complaint that has it."""
    written = readable(request.query_params.get("code", ""))[:60]
    if not written.strip():
        faults = {"code": _("Tuliskan kode aduan Anda.")} if "code" in request.query_params else {}
        return await _find(request, "", faults, 422 if faults else 200)
    try:
        complaint_id = await looked_up(request, written)
    except (Invalid, NotFound, TooMany) as error:
        return await _find(request, written, {"code": error.sentence}, int(status_of(error)))
    complaint = (await house_of(request).queries.public_case(complaint_id)).complaint
    return Redirect(f"/lacak/{complaint.code}", status_code=303)


async def _find(request: Request[Any, Any, Any], written: str, faults: dict[str, str], status: int) -> Response[str]:
    language = visitor_of(request).language
    context = {
        "action": "/lacak",
        "method": "get",
        "csrf_input": "",
        "values": {"code": written},
        "errors": {name: say(language, words) for name, words in faults.items()},
    }
    return await page(request, "citizen/find.html", context, status=status)


@get("/lacak/{code:str}", name="public_case", include_in_schema=False)
async def public_case(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[Any]:
    """What anybody with the code may see."""
    house = house_of(request)
    try:
        complaint_id = await looked_up(request, code)
    except (Invalid, NotFound, TooMany) as error:
        return await _find(request, readable(code)[:60], {"code": error.sentence}, int(status_of(error)))
    wording = await citizens_wording(request)
    case = await house.queries.public_case(complaint_id, wording.region.exact_topics)
    complaint, open_ = case.complaint, case.sight >= Sight.WORDS
    standing = wording.standing(complaint, veiled=not open_)
    told = by_code(case)
    known = None if veiled(case) else await reasons(house, wording, told)
    photo_url = f"/berkas/{complaint_id}/{{}}".format
    context = {
        "case": {
            "code": complaint.code,
            "title": wording.title(case.told or case.report) if open_ else wording.say(_("Aduan")),
            "words": case.report or "",
            "status_label": standing.label,
            "status_tone": standing.tone,
            "status_words": standing.words,
            "kind_label": wording.kind(complaint.kind) if open_ else "",
            "topic": wording.topic(complaint.topic) if open_ else "",
            "unit": (wording.unit(complaint.unit) or wording.body(complaint.body)) if open_ else "",
            "filed_at": complaint.received_at,
            "place": wording.place(case.place, complaint.area) if open_ else "",
            "photos": wording.photos(case, photo_url),
            "unshown": case.unshown,
            "spoken": [one.words for one in case.transcripts],
            "joined": complaint.joined if open_ else 0,
        },
        "join_href": f"/ikut/{complaint.code}" if open_ and complaint.status in OPEN else "",
        "card": f"/lacak/{complaint.code}/kartu.png?v={complaint.version}" if open_ else "/kartu/layanan.png",
        "parts": await open_parts(house, complaint, wording),
        "withheld": "" if open_ else wording.withheld(complaint),
        "promises": wording.promises(told, known, entries=case.entries if open_ else ()),
        "why_base": f"/mengapa/{complaint.code}/",
        "timeline": wording.timeline(case, photo_url),
    }
    return await page(request, "citizen/public_case.html", context)


@get("/berkas/{complaint_id:uuid}/{attachment_id:uuid}", name="file", include_in_schema=False)
async def file(
    request: Request[Any, Any, Any], complaint_id: FromPath[UUID], attachment_id: FromPath[UUID]
) -> Response[bytes]:
    """A photo: of a published case for anybody, of any case for its reporter and for officers who may read it.

    A recording is for the reporter and those officers alone.
    """
    house, token = house_of(request), request.query_params.get("token", "")
    if not (token and matches(house, complaint_id, token)):
        return await answered(request, house.attachments, await _seen_file(request, complaint_id, attachment_id))
    try:
        row = await house.queries.file(reporter(complaint_id), complaint_id, attachment_id)
    except NotFound:
        if await house.attachments.referred(complaint_id, attachment_id):
            raise  # it is there, and not for the reporter
        # The photo of a form that came back to be put right, which no complaint refers to yet.
        return unreferred(await house.attachments.read(complaint_id, attachment_id), attachment_id)
    return await answered(request, house.attachments, row)


async def _seen_file(request: Request[Any, Any, Any], complaint_id: UUID, attachment_id: UUID) -> AttachmentRow:
    house, visitor = house_of(request), visitor_of(request)
    if visitor.officer is not None:
        try:
            return await house.queries.file(visitor.actor, complaint_id, attachment_id)
        except NotFound:
            pass  # not theirs, yet perhaps everybody's
    return await house.queries.file(None, complaint_id, attachment_id)


@get("/gaya/wilayah.css", name="colours", include_in_schema=False)
async def colours(request: Request[Any, Any, Any]) -> Response[str]:
    region = await house_of(request).region.current()
    sheet = style_sheet(region.branding)
    return Response(sheet, media_type="text/css", headers={"Cache-Control": "public, max-age=300"})


@get("/bahasa/{code:str}", name="language", include_in_schema=False)
async def language(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[Any]:
    """Choose the language and go back to where one was."""
    if code not in LANGUAGES:
        raise NotFound()
    back = request.query_params.get("kembali", "")
    own = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isascii() and back.isprintable()
    chosen = cookie(house_of(request), LANGUAGE_COOKIE, code, _YEAR)
    return Redirect(back if own else "/", status_code=303, cookies=[chosen])


HANDLERS: list[HTTPRouteHandler] = [
    find_page,
    public_case,
    *published.HANDLERS,
    *feed.HANDLERS,
    *complaint_map.HANDLERS,
    file,
    colours,
    language,
]

"""What became of a talk: a page and a sheet of paper for those who met, by a secret link."""

from typing import Any
from uuid import UUID

from babel.dates import format_date
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from competency.talks import SHEET, Fed, Point, Talk, Talks
from foundation.errors import NotFound
from foundation.language import mark as _
from foundation.limits import Limit
from web.branding import accents
from web.house import House
from web.input_words import ERASED, NEEDS, ROLES, TALKS
from web.lookup import citizens_wording, full_address
from web.printing import printed
from web.qr import Picture
from web.rendering import page
from web.visitor import house_of, visitor_of
from web.wording import Wording

_PATH = "/hasil-forum/{talk_id:uuid}/{token:str}"
PAPERS = Limit("talk sheets", 20, 3600)
"""Sheets drawn for one address in an hour."""
_NO_PAGE = _("Alamat ini tidak lengkap atau keliru. Salin seluruh alamat yang Anda terima.")
_UNREAD = _("Masih dibaca oleh petugas kami")
_NOTED = _("Sudah dicatat; belum ada kebutuhan pelatihan yang dibuka")
_GOOD = _("Dicatat sebagai hal yang sudah baik")
_OTHER = _("Dicatat; ini bukan soal kecakapan petugas")
WORDS: dict[str, str] = {
    "title": _("Apa yang terjadi dengan masukan Anda"),
    "thanks": _("Terima kasih sudah bertemu dan menyampaikan pendapat. Inilah keadaannya sampai {day}."),
    "said": _("Yang disampaikan"),
    "became": _("Keadaannya sekarang"),
    "people": _("Peserta"),
    "look": _("Keadaan terbaru selalu ada di halaman ini:"),
    "picture": _("Kode QR menuju halaman ini"),
    "note": _("Tidak ada nama yang dicatat, hanya apa yang disampaikan."),
}


def sheet_path(house: House, talk_id: UUID) -> str:
    """The secret address of what became of a talk."""
    return f"/hasil-forum/{talk_id}/{house.keys.token(SHEET, talk_id.bytes)}"


@get(_PATH, name="talk_sheet", include_in_schema=False)
async def sheet(request: Request[Any, Any, Any], talk_id: FromPath[UUID], token: FromPath[str]) -> Response[str]:
    wording = await citizens_wording(request)
    told = await _told(request, wording, talk_id, token)
    return await page(request, "citizen/talk_sheet.html", told | {"paper": f"{request.url.path}/lembar.pdf"})


@get(_PATH + "/lembar.pdf", name="talk_sheet.paper", include_in_schema=False)
async def paper(request: Request[Any, Any, Any], talk_id: FromPath[UUID], token: FromPath[str]) -> Response[bytes]:
    house, wording = house_of(request), await citizens_wording(request)
    told = await _told(request, wording, talk_id, token)
    await house.limits.count(PAPERS, visitor_of(request).address)
    address = full_address(request, sheet_path(house, talk_id))
    told |= {
        "language": wording.language,
        "service": wording.region.service_name,
        "accent": accents(wording.region.branding)[0],
        "address": address,
    }
    made = await printed("talk_sheet.typ", told, {"qr": Picture(address).svg()})
    headers = {"Content-Disposition": 'attachment; filename="hasil-forum.pdf"', "Cache-Control": "no-store"}
    return Response(made, media_type="application/pdf", headers=headers)


async def _told(request: Request[Any, Any, Any], wording: Wording, talk_id: UUID, token: str) -> dict[str, Any]:
    """The talk in words, as strings alone; raises NotFound for a wrong secret, and guesses are counted."""
    house = house_of(request)
    if not house.keys.token_matches(token.encode("ascii", "replace").decode(), SHEET, talk_id.bytes):
        await house.limits.count(house.lookup_limit, visitor_of(request).address)
        raise NotFound(_NO_PAGE)
    book = Talks(house.database, house.clock, house.keys, await house.zone())
    talk = await book.one(talk_id)
    today = format_date(await house.today(), "d MMMM y", locale=wording.language)
    return {
        "words": {name: wording.say(words, day=today) for name, words in WORDS.items()},
        "kind": wording.say(TALKS[talk.kind]),
        "held_on": format_date(talk.held_on, "d MMMM y", locale=wording.language),
        "place": talk.place,
        "people": _people(wording, talk),
        "points": [
            {
                "rank": str(rank),
                "statement": point.statement or wording.say(ERASED),
                "became": _became(wording, point, fed),
            }
            for rank, (point, fed) in enumerate(await book.became(talk), 1)
        ],
    }


def _people(wording: Wording, talk: Talk) -> str:
    return ", ".join(f"{wording.say(ROLES[role])} {number}" for role, number in talk.participants.items())


def _became(wording: Wording, point: Point, fed: tuple[Fed, ...]) -> list[str]:
    """How the needs stand that a point spoke for; whose they are is not said."""
    if point.direction == "none":
        return [wording.say(_GOOD)]
    if point.direction == "neutral":
        return [wording.say(_OTHER)]
    if point.competency is None:
        return [wording.say(_UNREAD)]
    return list(dict.fromkeys(wording.say(NEEDS[one.status]) for one in fed)) or [wording.say(_NOTED)]


HANDLERS: list[HTTPRouteHandler] = [sheet, paper]

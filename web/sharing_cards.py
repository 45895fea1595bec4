"""The picture beside a shared address: what everybody may read of a case or a page, drawn on 1200 by 630 pixels."""

import asyncio
import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import typst
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints import ticket
from complaints.region import Region
from complaints.visibility import Sight
from foundation.errors import NotFound
from foundation.language import SOURCE_LANGUAGE
from web.branding import accents
from web.lookup import full_address, looked_up
from web.rendering import STATIC, static
from web.visitor import house_of
from web.wording import Wording

SIZE = (1200, 630)
KEPT = 64
"""Cards kept in memory by each process; one is about 100 kB."""
SECONDS = 5
"""A card takes a twentieth of a second; whoever waits longer, because many ask, gets the plain sign."""
LONGEST_PLACE = 72
LONGEST_HOST = 34
_LONGEST_WORD = 22
_PIXELS_A_POINT = 72
_AT_ONCE = asyncio.Semaphore(2)

GENERAL: dict[str, tuple[str, str]] = {
    "layanan": ("Sampaikan keluhan, ikuti sampai selesai", "Tanpa akun, tanpa biaya, dari telepon genggam."),
    "aduan": ("Yang disampaikan warga, dan sampai mana ditangani", "Laporan terbuka yang sudah diperiksa."),
    "peta": ("Aduan warga di peta", "Apa yang dilaporkan di sekitar Anda, dan sampai mana ditangani."),
    "kinerja": ("Seberapa cepat pemerintah menjawab?", "Angka terbuka, yang terlambat ikut dihitung."),
    "survei": ("Seberapa puas warga?", "Survei kepuasan masyarakat, unit demi unit."),
}
"""Title and lead of the cards of pages that are about no case. One address gives one picture: always in Indonesian."""

_COLOURS: dict[str, tuple[str, str]] = {
    "new": ("#174a73", "#e3edf5"),
    "asking": ("#6b4200", "#fbeac5"),
    "pledged": ("#6b4200", "#fbeac5"),
    "done": ("#1a5b3d", "#e1f0e5"),
    "problem": ("#9a1515", "#fce4de"),
    "stopped": ("#4b4038", "#f1e8d8"),
}
"""Of a status's tone, as static/tanggap.css has them; the others take the region's own."""

_NAMED = re.compile(r"\.[a-z][\w-]+$")
_UNDRAWN = re.compile(r"[^\x20-\x7e\xa0-\u052f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u2193]")
"""What the typeface has no sign for, emoji above all, and signs that turn the direction of writing."""


@get("/lacak/{code:str}/kartu.png", name="public_case.card", include_in_schema=False)
async def case_card(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[Any]:
    """The card of a published case; of any other the general one, which says nothing about it."""
    house, complaint_id = house_of(request), await looked_up(request, code)
    wording = Wording(SOURCE_LANGUAGE, await house.region.current(), house.clock.now())
    case = await house.queries.public_case(complaint_id, wording.region.exact_topics)
    complaint = case.complaint
    if case.sight < Sight.WORDS:
        return await _answer(request, general(wording.region, "layanan", _host(request)))
    standing = wording.standing(complaint)
    told = ground(wording.region, _host(request)) | {
        "eyebrow": f"Aduan {ticket.show(complaint.code)}",
        "title": drawn_words(wording.title(case.told or case.report))
        or drawn_words(wording.topic(complaint.topic))
        or "Aduan warga",
        "place": shortened(drawn_words(wording.place(case.place, complaint.area)), LONGEST_PLACE),
        "status": standing.label,
        "joined": f"{wording.number(complaint.joined)} warga lain ikut melaporkan" if complaint.joined else "",
    }
    tone = _COLOURS.get(standing.tone)
    if tone is not None:
        told["colours"] |= dict(zip(("tone", "tint"), tone, strict=True))
    return await _answer(request, told)


@get("/kartu/{name:str}", name="card", include_in_schema=False)
async def general_card(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[Any]:
    page = name.removesuffix(".png")
    if page not in GENERAL or page == name:
        raise NotFound()
    return await _answer(request, general(await house_of(request).region.current(), page, _host(request)))


def ground(region: Region, host: str) -> dict[str, Any]:
    """What every card says: whose it is, in whose colours."""
    accent, accent_dark, tint = accents(region.branding)
    return {
        "colours": {"accent": accent, "accent_dark": accent_dark, "tone": accent_dark, "tint": tint},
        "service": region.service_name,
        "region": region.name,
        "host": host,
        "eyebrow": region.name,
        "lead": "",
        "place": "",
        "status": "",
        "joined": "",
    }


def general(region: Region, page: str, host: str) -> dict[str, Any]:
    """A card about no case."""
    title, lead = GENERAL[page]
    return ground(region, host) | {"title": title, "lead": lead}


def drawn_words(text: str) -> str:
    """The text as far as the typeface has signs for it, with places where a very long word may break.

    Nothing where less than half of its letters can be drawn.
    """
    kept = " ".join(_UNDRAWN.sub("", text).split())
    if 2 * sum(map(str.isalpha, kept)) < sum(map(str.isalpha, text)) or not any(map(str.isalnum, kept)):
        return ""
    return re.sub(rf"(\S{{{_LONGEST_WORD}}})(?=\S)", "\\1\u200b", kept)


def shortened(text: str, most: int) -> str:
    """The text in `most` signs, cut between words."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,.;:-") + "…"


@lru_cache(maxsize=KEPT)
def drawn(told: str) -> bytes:
    """The card as PNG; `told` is JSON. What is told is data, never markup."""
    cloth, sign = (name.read_text("utf-8") for name in (STATIC / "tapis.svg", STATIC / "favicon.svg"))
    inputs = {"told": told, "cloth": cloth, "sign": sign}
    made = typst.compile(
        _template(), format="png", ppi=_PIXELS_A_POINT, sys_inputs=inputs, ignore_system_fonts=True, timestamp=0
    )
    return bytes(made)


@cache
def _template() -> bytes:
    return (Path(__file__).parent / "templates" / "papers" / "card.typ").read_bytes()


async def _answer(request: Request[Any, Any, Any], told: Mapping[str, Any]) -> Response[Any]:
    """The card, or that the asker has it already: it changes with what it says and with how it is drawn."""
    words = json.dumps(told, sort_keys=True)
    tag = f'"{sha256(words.encode() + _template()).hexdigest()[:20]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}  # asked for anew: nothing is seen after it was erased
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, media_type="image/png", headers=headers)
    try:
        async with asyncio.timeout(SECONDS), _AT_ONCE:
            made = await asyncio.to_thread(drawn, words)
    except TimeoutError:
        return Redirect(static("app-512.png"), headers={"Cache-Control": "no-store"})
    return Response(made, media_type="image/png", headers=headers)


def _host(request: Request[Any, Any, Any]) -> str:
    """Where the service is found; left out where it would not fit beside the name, or is no name at all."""
    host = urlsplit(full_address(request, "/")).hostname or ""
    return host if len(host) <= LONGEST_HOST and _NAMED.search(host) else ""


HANDLERS: list[HTTPRouteHandler] = [case_card, general_card]

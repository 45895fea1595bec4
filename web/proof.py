"""The roots of the days, the check of a fingerprint, and the receipt that holds one."""

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from complaints.day_roots import LEAST, DayRoot, all_published, published
from complaints.proofs import Checked, Proofs, Received, Standing, read, shown
from complaints.report import readable
from foundation.errors import Invalid, NotFound, TooMany
from foundation.language import mark as _
from foundation.limits import Limit
from web.errors import status_of
from web.lookup import citizens_wording, follow_path, full_address, held
from web.published import page_number
from web.qr import Picture
from web.rendering import page, say
from web.visitor import house_of, visitor_of

CHECKS = Limit("proof checks", 60)
"""A minute and address: each check reads a thousand leaves."""
_PLAIN = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}
_MISSING = _("Tempel atau ketik sidik jari dari tanda terima.")
_PAGE = _("Halaman {number} dari {pages}")

TITLES: dict[Standing, str] = {
    Standing.STANDS: _("Masih utuh"),
    Standing.WENT_ON: _("Masih utuh, dan aduannya berlanjut"),
    Standing.UNKNOWN: _("Tidak ditemukan"),
    Standing.ALTERED: _("Catatannya sudah diubah"),
}
_KINDS = {
    Standing.STANDS: "done",
    Standing.WENT_ON: "done",
    Standing.UNKNOWN: "warning",
    Standing.ALTERED: "danger",
}


@get("/bukti", name="proof", include_in_schema=False)
async def days(request: Request[Any, Any, Any]) -> Response[str]:
    """What this is for, and the roots, newest first."""
    number = page_number(request.query_params.get("halaman", ""))
    found = await published(house_of(request).database, number)
    wording = await citizens_wording(request)
    context = {
        "days": [{"day": one.day, "made_at": one.made_at, **_hashes(one)} for one in found.lines],
        "least": LEAST,
        "text_url": full_address(request, "/bukti/akar.txt"),
        "previous": _numbered(number - 1) if number > 1 else "",
        "next": _numbered(number + 1) if number < found.pages else "",
        "page_words": wording.say(_PAGE, number=number, pages=found.pages),
    }
    return await page(request, "citizen/proof_days.html", context)


def _numbered(number: int) -> str:
    return "/bukti?" + urlencode({"halaman": number})


def _hashes(one: DayRoot) -> dict[str, str]:
    return {"root": one.root.hex(), "seal": one.seal.hex()}


@get("/bukti/akar.txt", name="proof.text", include_in_schema=False)
async def as_text(request: Request[Any, Any, Any]) -> Response[str]:
    """Every day, oldest first, for others to keep: a copy that lags still holds what it held."""
    house = house_of(request)
    region = await house.region.current()
    head = (
        f"# {region.service_name}: akar hari / day roots\n"
        "# hari akar segel / day root seal (SHA-256; seal = SHA-256(02 | previous seal | day | root))\n"
    )
    lines = "".join(f"{one.line}\n" for one in await all_published(house.database))
    return Response(head + lines, media_type="text/plain", headers=_PLAIN)


@get("/bukti/akar.json", name="proof.json", include_in_schema=False)
async def as_json(request: Request[Any, Any, Any]) -> Response[list[dict[str, str]]]:
    """The same for programs."""
    found = await all_published(house_of(request).database)
    told = [{"day": one.day.isoformat(), "made_at": one.made_at.isoformat(), **_hashes(one)} for one in found]
    return Response(told, media_type="application/json", headers=_PLAIN)


@get("/bukti/periksa", name="proof.check", include_in_schema=False)
async def check(request: Request[Any, Any, Any]) -> Response[str]:
    """Ask for a fingerprint, or tell how it stands."""
    asked = request.query_params
    written = {name: readable(asked.get(name, ""))[:300].strip() for name in ("sidik", "kode")}
    if "sidik" not in asked:
        return await _check_page(request, written)
    try:
        if not written["sidik"]:
            raise Invalid(_MISSING, fields={"sidik": _MISSING})
        checked = await _checked(request, written["sidik"], written["kode"])
    except (Invalid, TooMany) as error:
        faults = (error.fields if isinstance(error, Invalid) else {}) or {"": error.sentence}
        return await _check_page(request, written, faults=faults, status=int(status_of(error)))
    return await _check_page(request, written, checked, status=404 if checked.standing is Standing.UNKNOWN else 200)


async def _checked(request: Request[Any, Any, Any], written: str, code: str) -> Checked:
    """Raises Invalid, or TooMany: whoever tries out fingerprints is slowed down as one who tries out codes."""
    house, address = house_of(request), visitor_of(request).address
    fingerprint = read(written)
    await house.limits.count(CHECKS, address)
    checked = await Proofs(house.database).check(fingerprint, code)
    if checked.standing is Standing.UNKNOWN:
        await house.limits.count(house.lookup_limit, address)
    return checked


async def _check_page(
    request: Request[Any, Any, Any],
    written: dict[str, str],
    checked: Checked | None = None,
    faults: dict[str, str] | None = None,
    status: int = 200,
) -> Response[str]:
    language = visitor_of(request).language
    proof = checked.proof if checked else None
    answer = None
    if checked is not None:
        answer = {
            "standing": str(checked.standing),
            "title": say(language, TITLES[checked.standing]),
            "kind": _KINDS[checked.standing],
            "further": checked.further,
            "groups": shown(read(written["sidik"])),
            "day": proof.day if proof else None,
            "root": proof.root.hex() if proof else "",
            "seal": proof.seal.hex() if proof else "",
            "href": "/bukti/bukti.json?" + urlencode({"sidik": read(written["sidik"]).hex()}) if proof else "",
        }
    context = {
        "values": written,
        "errors": {name: say(language, words) for name, words in (faults or {}).items()},
        "answer": answer,
    }
    return await page(request, "citizen/proof_check.html", context, status=status)


@get("/bukti/bukti.json", name="proof.download", include_in_schema=False)
async def download(request: Request[Any, Any, Any]) -> Response[dict[str, Any]]:
    """The proof of a fingerprint, to be kept and checked without us; NotFound where no day's root holds it."""
    checked = await _checked(request, readable(request.query_params.get("sidik", ""))[:300], "")
    if checked.proof is None:
        raise NotFound()
    name = f"bukti-{checked.proof.day.isoformat()}-{checked.proof.fingerprint.hex()[:8]}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(checked.proof.told(), media_type="application/json", headers=headers)


@get("/lacak/{code:str}/{token:str}/tanda-terima", name="follow.receipt", include_in_schema=False)
async def receipt(request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str]) -> Response[str]:
    """What was received and promised, and the fingerprint of it, on one sheet; no words, no name, no secret."""
    house = house_of(request)
    complaint_id = await held(request, code, token)
    told = await Proofs(house.database).received(complaint_id)
    wording = await citizens_wording(request, "reporter")
    filed = told.filed
    context = {
        "code": filed.code,
        "received_at": filed.received_at,
        "kind": wording.kind(filed.kind),
        "promises": wording.promises(filed),
        "groups": shown(told.fingerprint),
        "latest": shown(told.latest) if told.further else [],
        "latest_href": _check_path(told.latest, filed.code),
        "further": told.further,
        "check_href": _check_path(told.fingerprint, filed.code),
        "check_page": full_address(request, "/bukti/periksa"),
        "picture": _picture(request, told),
        "back": follow_path(house, filed),
    }
    return await page(request, "citizen/proof_receipt.html", context)


def _picture(request: Request[Any, Any, Any], told: Received) -> Picture:
    return Picture(full_address(request, _check_path(told.fingerprint, told.filed.code)))


def _check_path(fingerprint: bytes, code: str) -> str:
    return "/bukti/periksa?" + urlencode({"sidik": fingerprint.hex(), "kode": code})


HANDLERS: list[HTTPRouteHandler] = [days, as_text, as_json, check, download, receipt]

"""Sheets of coupons: codes printed ahead, torn off for whoever complains where nobody can file at once."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler

from complaints import ticket
from complaints.coupons import CouponSheets
from foundation.errors import Invalid, TooMany
from foundation.language import mark as _
from foundation.limits import Limit
from web.branding import accents
from web.errors import status_of
from web.forms import posted
from web.lookup import full_address
from web.office_frame import FILING, office_page, wording_of
from web.printing import printed
from web.qr import Picture
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of
from web.whole_numbers import whole

PATH = FILING.path + "/kupon"
SHEETS = 10
"""Sheets printed at once at the most."""
A_SHEET = 8
PRINTED = Limit("coupon sheets", 40, 24 * 3600)
"""How often one officer may print in a day."""
_NUMBER = _("Tulis jumlah lembar, antara 1 dan 10.")
WORDS: dict[str, str] = {
    "title": _("Kupon aduan"),
    "code": _("Kode aduan"),
    "tell": _("Ceritakan keluhan Anda kepada petugas. Dengan kode ini Anda dapat melihat sampai mana aduannya."),
    "look": _("Lihat di {address}"),
    "picture": _("Kode QR menuju halaman aduan"),
    "note": _("Catatan petugas: tulis kode ini pada kertas aduannya."),
}


@get(PATH, name="office.coupons", guards=[one_of(*FILING.roles)], include_in_schema=False)
async def coupons(request: Request[Any, Any, Any]) -> Response[str]:
    return await _form(request, "1", {}, 200)


@post(PATH, name="office.coupons.print", guards=[one_of(*FILING.roles)], include_in_schema=False)
async def print_sheets(request: Request[Any, Any, Any]) -> Response[Any]:
    """Fresh codes as a PDF, eight a sheet; each leads nowhere until something is filed under it."""
    house, wording, form = house_of(request), await wording_of(request), await posted(request)
    written = form.values.get("sheets", "")
    try:
        if not 1 <= (whole(written, 3) or 0) <= SHEETS:
            raise Invalid(_NUMBER, fields={"sheets": _NUMBER})
        await house.limits.count(PRINTED, str(visitor_of(request).actor.person))
    except (Invalid, TooMany) as error:
        faults = (error.fields if isinstance(error, Invalid) else {}) or {"": error.sentence}
        return await _form(request, written[:10], faults, int(status_of(error)))
    codes = await CouponSheets(house.database, house.clock).issue(int(written) * A_SHEET)
    address = full_address(request, "/lacak").split("://", 1)[-1]
    told = {
        "language": wording.language,
        "service": wording.region.service_name,
        "accent": accents(wording.region.branding)[0],
        "words": {name: wording.say(words, address=address) for name, words in WORDS.items()},
        "codes": [{"code": code, "shown": ticket.show(code)} for code in codes],
    }
    pictures = {code: Picture(full_address(request, f"/lacak/{code}")).svg() for code in codes}
    made = await printed("coupons.typ", told, pictures)
    headers = {"Content-Disposition": 'attachment; filename="kupon-aduan.pdf"', "Cache-Control": "no-store"}
    return Response(made, status_code=200, media_type="application/pdf", headers=headers)


async def _form(request: Request[Any, Any, Any], written: str, faults: dict[str, str], status: int) -> Response[str]:
    language = visitor_of(request).language
    context = {
        "action": PATH,
        "values": {"sheets": written},
        "most": SHEETS,
        "errors": {name: say(language, words) for name, words in faults.items()},
    }
    return await office_page(request, "office/coupons.html", FILING, context, status=status)


HANDLERS: list[HTTPRouteHandler] = [coupons, print_sheets]

"""“Kode hilang?”: asks for the address that filed, and says the same whether or not it ever did."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from foundation.errors import Invalid, TooMany
from foundation.language import mark as _
from foundation.limits import Limit
from notices.lost_codes import LostCodes
from people.contacts import contact_from
from web.errors import status_of
from web.forms import posted
from web.rendering import page, say
from web.visitor import house_of, visitor_of

BY_ADDRESS = Limit("lost codes", 5, 3600)
"""Requests from one address of the network in an hour."""
BY_EMAIL = Limit("lost codes of", 3, 24 * 3600)
"""Mails that one person may be sent in a day, whoever asks."""
_MISSING = _("Tuliskan alamat email Anda.")


@get("/lacak/lupa", name="lost", include_in_schema=False)
async def ask(request: Request[Any, Any, Any]) -> Response[str]:
    return await _form(request, {}, {}, 200)


@post("/lacak/lupa", name="lost.send", include_in_schema=False)
async def send(request: Request[Any, Any, Any]) -> Response[Any]:
    """Keep the request, and tell nothing of what it will find."""
    house, form = house_of(request), await posted(request)
    visitor = visitor_of(request)
    try:
        contact = contact_from(None, form.raw.get("email"), None)
        if contact is None or contact.email is None:
            raise Invalid(_MISSING, fields={"email": _MISSING})
        await house.limits.count(BY_ADDRESS, visitor.address)
    except (Invalid, TooMany) as error:
        faults = (error.fields if isinstance(error, Invalid) else {}) or {"": error.sentence}
        return await _form(request, form.values, faults, int(status_of(error)))
    try:
        await house.limits.count(BY_EMAIL, contact.email)
        if house.mails:
            await LostCodes(house.database, house.clock, house.keys).ask(contact.email, visitor.language)
    except TooMany:
        pass  # that others asked for this address, too, is told to nobody
    return Redirect("/lacak/lupa?kabar=ya", status_code=303)


async def _form(request: Request[Any, Any, Any], values: Any, faults: dict[str, str], status: int) -> Response[str]:
    house, language = house_of(request), visitor_of(request).language
    context = {
        "mails": house.mails,
        "bot": await house.bot.name() if house.bot else None,
        "done": request.query_params.get("kabar") == "ya",
        "values": values,
        "errors": {name: say(language, words) for name, words in faults.items()},
    }
    return await page(request, "citizen/lost_codes.html", context, status=status)


HANDLERS: list[HTTPRouteHandler] = [ask, send]

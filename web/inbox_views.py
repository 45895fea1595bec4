"""Views of the inbox that somebody keeps: under a name, for themselves or for the unit they head."""

from typing import Any
from urllib.parse import parse_qsl

from litestar import Request, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from foundation.errors import Invalid
from foundation.language import mark as _
from people.saved_views import SavedViews
from web.forms import posted, uuid_of
from web.inbox_filters import PATH, inquiry
from web.office_frame import INBOX, narrowed, wording_of
from web.visitor import house_of, one_of, visitor_of


@post(f"{PATH}/tampilan", name="office.inbox.views", guards=[one_of(*INBOX.roles)], include_in_schema=False)
async def views(request: Request[Any, Any, Any]) -> Redirect:
    """Keep the filters of the page, or change or remove a view; leads back to the list it was asked from."""
    house, wording, form = house_of(request), await wording_of(request), await posted(request)
    actor = narrowed(visitor_of(request).actor, *INBOX.roles)
    asked = inquiry(dict(parse_qsl(form.values.get("saring", "")[:1000])), wording, actor)
    kept, value = SavedViews(house.database, house.clock), form.values.get
    view = uuid_of(value("tampilan", ""))
    match value("langkah"):
        case "simpan":
            view = await kept.keep(
                actor, value("nama", ""), asked.query, value("milik") or None, first=value("utama") == "ya"
            )
        case "utama" | "biasa" if view is not None:
            await kept.put_first(actor, view, first=value("langkah") == "utama")
        case "hapus" if view is not None:
            await kept.remove(actor, view)
        case _:
            raise Invalid(_("Pilih dahulu apa yang dilakukan dengan tampilan ini."))
    return Redirect(f"{asked.address()}&tampilan={view}", status_code=303)


HANDLERS: list[HTTPRouteHandler] = [views]

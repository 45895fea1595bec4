"""Views of the inbox that somebody keeps: under a name, for themselves or for the unit they head."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request

from foundation.errors import Invalid
from foundation.language import mark as _
from people.saved_views import SavedViews
from web.forms import Posted, uuid_of
from web.inbox_filters import inquiry
from web.office_frame import INBOX, narrowed, wording_of
from web.rendering import say
from web.visitor import house_of, visitor_of

DONE = {
    "simpan": _("Tampilan disimpan."),
    "utama": _("Tampilan ini sekarang muncul pertama kali saat kotak masuk dibuka."),
    "biasa": _("Tampilan ini tidak lagi muncul pertama kali."),
    "hapus": _("Tampilan dihapus."),
}
"""What an address says has been done with a view."""
UNKEPT: Mapping[str, Any] = {"name": "", "unit": "", "first": False, "fault": ""}
"""The form as it stands while nothing of it came back."""


async def changed(request: Request[Any, Any, Any], form: Posted) -> str:
    """Keep the filters of the page, or change or remove a view; the list it was asked from. Raises Invalid."""
    house, wording = house_of(request), await wording_of(request)
    actor = narrowed(visitor_of(request).actor, *INBOX.roles)
    asked = inquiry(filters(form), wording, actor)
    kept, value = SavedViews(house.database, house.clock), form.values.get
    view, step = uuid_of(value("tampilan", "")), value("langkah", "")
    match step:
        case "simpan":
            view = await kept.keep(
                actor, value("nama", ""), asked.query, value("milik") or None, first=value("utama") == "ya"
            )
        case "utama" | "biasa" if view is not None:
            await kept.put_first(actor, view, first=step == "utama")
        case "hapus" if view is not None:
            await kept.remove(actor, view)
        case _:
            raise Invalid(_("Pilih dahulu apa yang dilakukan dengan tampilan ini."))
    return f"{asked.address()}&tampilan={view}&berhasil={step}"


def filters(form: Posted) -> Mapping[str, str]:
    """Those of the page that the form stood on."""
    return dict(parse_qsl(form.values.get("saring", "")[:1000]))


def returned(request: Request[Any, Any, Any], form: Posted, error: Invalid) -> dict[str, Any]:
    """The form as it was typed, and why it was not followed."""
    value = form.values.get
    fault = say(visitor_of(request).language, error.fields.get("name", error.sentence))
    first = value("utama") == "ya"
    return {"name": value("nama", ""), "unit": value("milik", ""), "first": first, "fault": fault}

"""“Perlu dihubungi”: reporters who left only a telephone number, with the news they have not been told."""

import re
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints import ticket
from complaints.complaint import Complaint
from complaints.kinds import Visibility
from foundation.errors import Invalid
from foundation.language import mark as _
from notices.dispatcher import facts_of
from notices.messages import headline
from notices.phone_list import PhoneList, ToCall
from web.forms import posted
from web.house import House
from web.lookup import follow_path, full_address
from web.office_frame import CALLING, office_page, wording_of
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording

_GREETING = _("Yth. Bapak/Ibu, ada kabar tentang aduan {code} dari {service}:")
_PAGE = _("Selengkapnya, hanya untuk Anda: {address}")
_DONE = _("Sudah dicatat: pelapor sudah dikabari.")


@get(CALLING.path, name="office.calling", guards=[one_of(*CALLING.roles)], include_in_schema=False)
async def waiting(request: Request[Any, Any, Any]) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    found = await PhoneList(house.database, house.clock, house.keys).waiting(visitor_of(request).actor)
    done = request.query_params.get("berhasil") == "ya"
    context = {"people": [_person(request, house, wording, one) for one in found]}
    messages = [{"kind": "done", "text": say(wording.language, _DONE)}] if done else []
    return await office_page(request, "office/calling.html", CALLING, context, messages=messages)


@post(
    CALLING.path + "/{complaint_id:uuid}",
    name="office.calling.told",
    guards=[one_of(*CALLING.roles)],
    include_in_schema=False,
)
async def told(request: Request[Any, Any, Any], complaint_id: FromPath[UUID]) -> Redirect:
    """Tick off what was told up to the version the page showed; later news keeps them on the list."""
    house, form = house_of(request), await posted(request)
    if form.version is None:
        raise Invalid()
    phones = PhoneList(house.database, house.clock, house.keys)
    await phones.told(visitor_of(request).actor, complaint_id, form.version)
    return Redirect(f"{CALLING.path}?berhasil=ya", status_code=303)


def _person(request: Request[Any, Any, Any], house: House, wording: Wording, one: ToCall) -> dict[str, Any]:
    row = one.complaint
    facts = [facts_of(notice, row, wording.region) for notice in one.news]
    link = full_address(request, follow_path(house, Complaint(row.complaint_id, code=row.code)))
    # What is written to them is in the language in which they are told everywhere.
    lines = [_GREETING.format(code=ticket.show(row.code), service=wording.region.service_name)]
    lines += [headline(told) + "." for told in facts[-1:]] + [_PAGE.format(address=link)]
    digits = re.sub(r"\D", "", one.phone)
    return {
        "id": row.complaint_id,
        "code": row.code,
        "href": f"/kantor/aduan/{row.complaint_id}",
        "name": one.name or wording.say(_("Tanpa nama")),
        "phone": one.phone,
        "tel": f"tel:+{digits}",
        "whatsapp": f"https://wa.me/{digits}?text={quote(chr(10).join(lines))}",
        "secret": row.visibility == Visibility.CONFIDENTIAL or row.restricted or row.sensitive,
        "news": [
            {"at": notice.created_at, "words": headline(told, wording.language)}
            for notice, told in zip(one.news, facts, strict=True)
        ],
        "action": f"{CALLING.path}/{row.complaint_id}",
        "version": one.version,
    }


HANDLERS: list[HTTPRouteHandler] = [waiting, told]

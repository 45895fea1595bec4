"""“Perlu dihubungi”: reporters who left only a telephone number, with the news they have not been told.

What is written to them names the page that anybody with the code may open, never the reporter's own: whoever holds
that address acts as the reporter, and the message lies in the chats of an officer.
"""

import re
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints import ticket
from complaints.kinds import Visibility
from foundation.errors import Invalid
from foundation.language import mark as _
from notices.dispatcher import facts_of
from notices.messages import Facts, headline
from notices.phone_list import PhoneList, ToCall
from web.forms import posted
from web.lookup import full_address
from web.office_frame import CALLING, narrowed, office_page, wording_of
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording

_GREETING = "Yth. Bapak/Ibu, ada kabar tentang aduan {code} dari {service}:"
_PAGE = "Baca selengkapnya: {address}"
_ANSWER = "Untuk menjawab, buka alamat rahasia yang Anda terima saat mengadu."
_DISCREET = (
    "Yth. Bapak/Ibu, ada kabar untuk Anda dari {service}. "
    "Mohon buka alamat rahasia yang Anda terima saat mengadu, atau beri tahu kami kapan Anda dapat ditelepon."
)
"""Where few may know of a case, neither the code nor what happened is left lying in a chat."""
_THANKS = "Terima kasih."
_DONE = _("Sudah dicatat: pelapor sudah dikabari.")


@get(CALLING.path, name="office.calling", guards=[one_of(*CALLING.roles)], include_in_schema=False)
async def waiting(request: Request[Any, Any, Any]) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    actor = narrowed(visitor_of(request).actor, *CALLING.roles)
    phones, done = PhoneList(house.database, house.clock, house.keys), request.query_params.get("berhasil") == "ya"
    if done:
        phones.called(actor)  # on whichever process
    found = await phones.waiting(actor)
    context = {"people": [_person(request, wording, one) for one in found]}
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
    await phones.told(narrowed(visitor_of(request).actor, *CALLING.roles), complaint_id, form.version)
    return Redirect(f"{CALLING.path}?berhasil=ya", status_code=303)


def _person(request: Request[Any, Any, Any], wording: Wording, one: ToCall) -> dict[str, Any]:
    row = one.complaint
    facts = [facts_of(notice, row, wording.region) for notice in one.news]
    secret = row.visibility == Visibility.CONFIDENTIAL or row.restricted or row.sensitive
    digits = re.sub(r"\D", "", one.phone)
    return {
        "id": row.complaint_id,
        "code": row.code,
        "href": f"/kantor/aduan/{row.complaint_id}",
        "name": one.name or wording.say(_("Tanpa nama")),
        "phone": _spaced(one.phone),
        "tel": f"tel:+{digits}",
        "whatsapp": f"https://wa.me/{digits}?text={quote(_letter(request, wording, one, facts[-1], secret=secret))}",
        "secret": secret,
        "news": [
            {"at": notice.created_at, "words": headline(told, wording.language)}
            for notice, told in zip(one.news, facts, strict=True)
        ],
        "action": f"{CALLING.path}/{row.complaint_id}",
        "version": one.version,
    }


def _spaced(phone: str) -> str:
    """A number as one reads it aloud: +62 812-xxxx-xxxx."""
    country, rest = (phone[:3], phone[3:]) if phone.startswith("+62") else ("", phone)
    parts = [rest[:3], *(rest[place : place + 4] for place in range(3, len(rest), 4))]
    return f"{country} {'-'.join(part for part in parts if part)}".strip()


def _letter(request: Request[Any, Any, Any], wording: Wording, one: ToCall, latest: Facts, *, secret: bool) -> str:
    """What is written to a reporter, in the language in which they are told everywhere."""
    service, code = wording.region.service_name, one.complaint.code
    if secret:
        return _DISCREET.format(service=service)
    page = full_address(request, f"/lacak/{code}")
    greeting = _GREETING.format(code=ticket.show(code), service=service)
    return "\n".join([greeting, headline(latest) + ".", _PAGE.format(address=page), _ANSWER, _THANKS])


HANDLERS: list[HTTPRouteHandler] = [waiting, told]

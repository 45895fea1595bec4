"""The link by which a body outside answers: made by the coordinator, shown once to be handed on, taken back."""

from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints.complaint import Complaint
from complaints.outside_links import Link, OutsideLinks, refuse
from complaints.ticket import show
from foundation.errors import NotAllowed, Refused
from foundation.language import mark as _
from people.actor import Role
from web.house import House
from web.lookup import full_address
from web.office_frame import OUTSIDE, office_page, wording_of
from web.promise_notes import day_words
from web.qr import Picture
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording

BASE = OUTSIDE.path + "/{complaint_id:uuid}"
_GUARD = [one_of(Role.COORDINATOR)]
_MAIL_SUBJECT = _("Aduan warga {code} untuk {body}")
_MAIL = _(
    "Yth. {body},\n\nKami meneruskan aduan warga dengan kode {code}, karena menurut kami menjadi kewenangan Anda. "
    "Isinya, dan tempat untuk menjawab tanpa akun, ada di sini:\n\n{link}\n\n"
    "Tautan ini khusus untuk instansi Anda dan berlaku sampai {until}.\n\nSalam hormat,\n{service}"
)
STANDING: dict[str, str] = {
    "revoked": _("tautan dicabut"),
    "expired": _("tautan habis masa berlakunya"),
    "used": _("tautan dipakai"),
    "seen": _("tautan sudah dibuka"),
    "made": _("tautan dibuat, belum dibuka"),
}
"""How a link stands, for a line of a list."""


@get(BASE + "/tautan", name="office.outside.link.page", guards=_GUARD, include_in_schema=False)
async def link_page(complaint_id: FromPath[UUID]) -> Redirect:
    """Somebody typed or reloaded the address: a link is shown once, its case stays."""
    return Redirect(f"/kantor/aduan/{complaint_id}", status_code=303)


@post(BASE + "/tautan", name="office.outside.link", guards=_GUARD, include_in_schema=False)
async def make_link(request: Request[Any, Any, Any], complaint_id: FromPath[UUID]) -> Response[Any]:
    """Make a link, which ends any before it, and show it; raises Refused where the case may not be shown so."""
    house, visitor = house_of(request), visitor_of(request)
    complaint = await _case(request, complaint_id)
    wording = await wording_of(request)
    links = OutsideLinks(house.database, house.clock, house.keys)
    link, secret = await links.make(complaint, wording.region.outside.link_days, visitor.actor.name_in_log)
    return await _shown(request, wording, complaint, link, full_address(request, f"/instansi/{secret}"))


@post(BASE + "/cabut", name="office.outside.revoke", guards=_GUARD, include_in_schema=False)
async def revoke_link(request: Request[Any, Any, Any], complaint_id: FromPath[UUID]) -> Redirect:
    house = house_of(request)
    await _case(request, complaint_id)
    await OutsideLinks(house.database, house.clock, house.keys).revoke(complaint_id)
    return Redirect(f"{OUTSIDE.path}?berhasil=cabut", status_code=303)


async def _case(request: Request[Any, Any, Any], complaint_id: UUID) -> Complaint:
    """A case that the coordinator triages. Raises NotFound where they may not know of it, or NotAllowed."""
    house, actor = house_of(request), visitor_of(request).actor
    complaint = (await house.queries.case(actor, complaint_id)).complaint
    if complaint.restricted:
        raise NotAllowed()
    return complaint


async def _shown(
    request: Request[Any, Any, Any], wording: Wording, complaint: Complaint, link: Link, whole: str
) -> Response[str]:
    body, code = wording.body(link.body), show(complaint.code)
    until = day_words(wording, link.expires_at)
    letter = wording.say(_MAIL, body=body, code=code, link=whole, until=until, service=wording.region.service_name)
    known = wording.region.body.get(link.body)
    subject = wording.say(_MAIL_SUBJECT, code=code, body=body)
    context = {
        "code": code,
        "body": body,
        "address": whole,
        "picture": Picture(whole),
        "expires_at": link.expires_at,
        "letter": letter,
        "mail_href": f"mailto:{known.email if known else ''}?subject={quote(subject)}&body={quote(letter)}",
        "whatsapp_href": f"https://wa.me/?text={quote(letter)}",
        "case_href": f"/kantor/aduan/{complaint.id}",
        "list_href": OUTSIDE.path,
    }
    return await office_page(request, "office/outside_link.html", OUTSIDE, context)


def line_of(wording: Wording, link: Link | None, now: datetime) -> dict[str, Any]:
    """A link as the list of what was sent out tells it: how it stands, since when, until when."""
    if link is None:
        return {"state": "", "words": "", "at": None, "until": None, "usable": False}
    if link.revoked_at is not None:
        state, at = "revoked", link.revoked_at
    elif now >= link.expires_at:
        state, at = "expired", link.expires_at
    elif link.used_at is not None:
        state, at = "used", link.used_at
    elif link.seen_at is not None:
        state, at = "seen", link.seen_at
    else:
        state, at = "made", link.made_at
    usable = state in ("used", "seen", "made")
    return {"state": state, "words": wording.say(STANDING[state]), "at": at, "until": link.expires_at, "usable": usable}


def may_be_linked(complaint: Complaint) -> bool:
    """Whether a link may lead to a case at all."""
    try:
        refuse(complaint)
    except Refused:
        return False
    return True


async def link_part(house: House, wording: Wording, complaint: Complaint) -> dict[str, Any] | None:
    """What the page of a case tells of its link, as office/asking.html draws it; None where there can be none."""
    if not may_be_linked(complaint):
        return None
    links = OutsideLinks(house.database, house.clock, house.keys)
    link = (await links.of([complaint.id])).get(complaint.id)
    base = f"{OUTSIDE.path}/{complaint.id}"
    return line_of(wording, link, house.clock.now()) | {
        "make_action": f"{base}/tautan",
        "revoke_action": f"{base}/cabut",
        "label": wording.say(_("Buat tautan baru") if link else _("Buat tautan")),
    }


HANDLERS: list[HTTPRouteHandler] = [link_page, make_link, revoke_link]

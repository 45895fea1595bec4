"""What somebody takes home who complained at the counter: code, QR and PIN, on A5 or on the roll of a till printer."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from litestar import Request
from litestar.datastructures import Cookie

from complaints import ticket
from complaints.complaint import Complaint
from foundation.language import mark as _
from foundation.sealing import CannotOpen
from web.branding import accents
from web.cookies import cookie
from web.house import House
from web.lookup import follow_path, full_address
from web.ombudsman import instant
from web.printing import printed
from web.promise_notes import date_words
from web.qr import Picture
from web.visitor import house_of, visitor_of
from web.wording import Wording

COOKIE = "tanggap_pin"
SHOWN_FOR = timedelta(minutes=10)
"""How long the officer who took a report down can print its PIN: a printer may jam, a citizen waits."""
_PLACE = "receipts.pin"

Paper = Literal["a5", "80mm"]
WORDS: dict[str, str] = {
    "title": _("Tanda terima aduan"),
    "code": _("Kode aduan"),
    "pin": _("PIN"),
    "received": _("Diterima"),
    "promised": _("Dijanjikan paling lambat"),
    "open": _("Lihat sampai mana: pindai kode QR, atau buka {address} dan ketik kodenya."),
    "private": _("Untuk menjawab petugas: buka {address}, ketik kode dan PIN."),
    "keep": _("Jangan berikan PIN kepada siapa pun. Bila hilang, datang ke loket dengan kartu identitas."),
    "secret": _("Kode QR ini membuka halaman Anda sendiri. Jangan dibagikan."),
    "picture": _("Kode QR menuju halaman aduan"),
}


def cookie_of(house: House, complaint: Complaint, officer: UUID | None, pin: str) -> Cookie:
    """The PIN, sealed, in the browser of the officer who took the report down, and nowhere else."""
    until = house.clock.now() + SHOWN_FOR
    told = json.dumps([str(complaint.id), str(officer), pin, until.timestamp()])
    value = urlsafe_b64encode(house.keys.seal(told, _PLACE)).decode()
    return cookie(house, COOKIE, value, int(SHOWN_FOR.total_seconds()), path="/kantor/baru", samesite="strict")


def forgotten(house: House) -> Cookie:
    """Takes the PIN out of the browser."""
    return cookie(house, COOKIE, "", 0, path="/kantor/baru", samesite="strict")


def pin_in(request: Request[Any, Any, Any], complaint_id: UUID) -> str:
    """The PIN of this case as long as its officer may print it; else ""."""
    house, officer = house_of(request), visitor_of(request).actor.person
    try:
        sealed = urlsafe_b64decode(request.cookies.get(COOKIE, "").encode())
        of, by, pin, until = json.loads(house.keys.open(sealed, _PLACE)) if sealed else ("", "", "", 0)
    except (CannotOpen, ValueError, IndexError):
        return ""
    mine = of == str(complaint_id) and by == str(officer) and until > house.clock.now().timestamp()
    return str(pin) if mine else ""


def address_on(request: Request[Any, Any, Any], complaint: Complaint, pin: str) -> str:
    """Where the QR code leads: with a PIN to the page everybody may open, so that a lost paper tells little."""
    house = house_of(request)
    return full_address(request, f"/lacak/{complaint.code}" if pin else follow_path(house, complaint))


async def paper(
    request: Request[Any, Any, Any], wording: Wording, complaint: Complaint, pin: str, size: Paper
) -> bytes:
    """The receipt as a PDF; no words of the report, no name."""
    filled: dict[str, dict[str, Any]] = {
        "open": {"address": _short(full_address(request, "/lacak"))},
        "private": {"address": _short(full_address(request, "/lacak/pin"))},
    }
    address = address_on(request, complaint, pin)
    received: datetime = complaint.received_at or wording.now
    told = {
        "language": wording.language,
        "service": wording.region.service_name,
        "region": wording.region.name,
        "accent": accents(wording.region.branding)[0],
        "paper": size,
        "words": {name: wording.say(words, **filled.get(name, {})) for name, words in WORDS.items()},
        "code": ticket.show(complaint.code),
        "pin": f"{pin[:3]} {pin[3:]}" if pin else "",
        "received": instant(wording, received),
        "promises": [
            [one.what, date_words(wording, one.day)] for one in wording.promises(complaint) if one.day is not None
        ],
    }
    return await printed("receipt.typ", told, {"qr": Picture(address).svg()})


def _short(address: str) -> str:
    return address.split("://", 1)[-1]

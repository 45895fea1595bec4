"""Citizens' contacts: put in order, sealed, found by blind index, blanked."""

import re
from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from foundation.errors import Invalid
from foundation.language import Sentence
from foundation.language import mark as _
from foundation.sealing import KeyRing
from foundation.writes import Write
from people.contact import Contact
from people.tables import ContactRow, FollowerRow

_EMAIL = re.compile(r"[^@\s,;:<>()\[\]\\\"]{1,64}@[^@\s,;:<>()\[\]\\\"]{1,190}\.[^@\s,;:<>()\[\]\\\"]{2,60}")
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_NAME_LIMIT = 120
_NAME_TOO_LONG = _("Nama paling panjang {limit} karakter.")
_NAME_UNREADABLE = _("Nama memuat karakter yang tidak dapat disimpan.")
_EMAIL_FAULT = _("Alamat email belum lengkap, misalnya nama@contoh.id.")
_PHONE_FAULT = _("Nomor telepon terdiri dari 8 sampai 15 angka, misalnya 0812xxxxxxxx.")


def contact_from(name: str | None, email: str | None, phone: str | None) -> Contact | None:
    """A contact put in order, or None where nothing was given. Raises Invalid with a sentence a field."""
    name, email, phone = (" ".join((value or "").split()) for value in (name, email, phone))
    faults: dict[str, str] = {}
    if len(name) > _NAME_LIMIT:
        faults["name"] = Sentence(_NAME_TOO_LONG, limit=_NAME_LIMIT)
    elif _UNREADABLE.search(name):
        faults["name"] = _NAME_UNREADABLE
    if email and (_UNREADABLE.search(email) or not _EMAIL.fullmatch(email)):
        faults["email"] = _EMAIL_FAULT
    number = _phone(phone)
    if phone and number is None:
        faults["phone"] = _PHONE_FAULT
    if faults:
        raise Invalid(_("Periksa kembali data diri Anda."), fields=faults)
    if not (name or email or number):
        return None
    return Contact(name or None, email.lower() or None, number)


def _phone(written: str) -> str | None:
    """Digits with a leading +; a number without country code is Indonesian."""
    digits = re.sub(r"[\s().-]", "", written)
    if digits.startswith("0"):
        digits = "+62" + digits[1:]
    elif not digits.startswith("+"):
        digits = "+" + digits
    return digits if re.fullmatch(r"\+\d{8,15}", digits) else None


def contact_row(keys: KeyRing, complaint_id: UUID, contact: Contact) -> Write:
    """The sealed row of a contact."""
    values: dict[str, object] = {"complaint_id": complaint_id}
    for field in ("name", "email", "phone"):
        value = getattr(contact, field)
        values[field] = keys.seal(value, f"contacts.{field}") if value else None
    for field in ("email", "phone"):
        value = getattr(contact, field)
        values[f"{field}_index"] = keys.blind(value, f"contacts.{field}") if value else None
    return Write(ContactRow, values)


def follower_row(keys: KeyRing, complaint_id: UUID, follower: UUID, contact: Contact) -> Write:
    """The sealed row of somebody who follows another's complaint; it keeps no name, since nobody will ask for it."""
    values = {
        field: keys.seal(value, f"followers.{field}") if (value := getattr(contact, field)) else None
        for field in ("email", "phone")
    }
    index = keys.blind(contact.email, "followers.email") if contact.email else None
    return Write(FollowerRow, {"complaint_id": complaint_id, "follower_id": follower, "email_index": index, **values})


def forgotten_follower(complaint_id: UUID, follower: UUID) -> Write:
    """Takes away how to reach a follower, if it was ever known."""
    return Write(FollowerRow, {"complaint_id": complaint_id, "follower_id": follower}, "remove")


def blank_row(complaint_id: UUID) -> Write:
    """What is left of a contact after erasure: nothing but the complaint's id."""
    return Write(ContactRow, {"complaint_id": complaint_id}, "upsert")


async def contacts_kept(session: AsyncSession, ids: Sequence[UUID]) -> list[Write]:
    """The rows of these complaints' contacts as they lie there, sealed, with whether mails were stopped."""
    rows = (await session.exec(select(ContactRow).where(col(ContactRow.complaint_id).in_(ids)))).all()
    return [Write(ContactRow, row.model_dump()) for row in rows]


async def contact_of(session: AsyncSession, keys: KeyRing, complaint_id: UUID) -> Contact | None:
    """The opened contact of a complaint; the caller has asked whether it may be shown."""
    row = (await session.exec(select(ContactRow).where(ContactRow.complaint_id == complaint_id))).first()
    if row is None:
        return None

    def opened(field: str) -> str | None:
        sealed = getattr(row, field)
        return keys.open(sealed, f"contacts.{field}") if sealed else None

    contact = Contact(opened("name"), opened("email"), opened("phone"))
    return contact if contact != Contact() else None


async def complaints_of(session: AsyncSession, keys: KeyRing, email: str | None, phone: str | None) -> list[UUID]:
    """Ids of the complaints filed with this e-mail or telephone number."""
    ways = []
    contact = contact_from(None, email, phone)
    if contact and contact.email:
        ways.append(col(ContactRow.email_index) == keys.blind(contact.email, "contacts.email"))
    if contact and contact.phone:
        ways.append(col(ContactRow.phone_index) == keys.blind(contact.phone, "contacts.phone"))
    if not ways:
        return []
    return list((await session.exec(select(ContactRow.complaint_id).where(or_(*ways)))).all())

"""A report as somebody told it, whichever door it came through, and the command it becomes."""

import math
import re
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from complaints import ticket
from complaints.commands import FileComplaint, Place, Words
from complaints.kinds import Channel, Kind, Priority, Suspicion, Visibility
from complaints.region import Region
from foundation.errors import Invalid
from foundation.language import Sentence
from foundation.language import mark as _
from foundation.sealing import KeyRing
from people.contacts import contact_from

TEXT_LIMIT = 10_000
ADDRESS_LIMIT = 300
OLDEST = timedelta(days=366 * 30)
_TOO_LONG = _("Tulisan paling panjang {longest} karakter; tulisan Anda {yours} karakter. Mohon diringkas.")
_OUTSIDE = _("Titik lokasi berada di luar {region}. Pilih ulang, atau tuliskan alamatnya.")
_ADDRESS_TOO_LONG = _("Alamat paling panjang {limit} karakter.")
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class Report(msgspec.Struct, frozen=True):
    """What was told, as it was written: nothing checked yet."""

    text: str = ""
    kind: str | None = None
    visibility: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    address: str | None = None
    area: str | None = None
    happened_on: date | None = None
    about_unit: str | None = None
    topic: str | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    danger: bool = False
    """Whether a life is said to be in danger now."""

    def request_seal(self, keys: KeyRing) -> str:
        """A keyed hash of everything that was told: equal for equal reports, and says nothing else."""
        told = msgspec.structs.asdict(self)
        if not self.danger:
            del told["danger"]  # reports were sealed before it could be said
        # In the order of the fields, as a report always was.
        return keys.mac("request", msgspec.json.encode(told)).hex()


def readable(text: str | None) -> str:
    """The text without characters that no database can keep, for showing it again in a form."""
    return _UNREADABLE.sub("", text or "")


def said(text: str | None, *, field: str, limit: int = TEXT_LIMIT, missing: str = _("Tuliskan isinya.")) -> Words:
    """Words for a command; raises Invalid where they are missing, too long or unreadable."""
    fault = _text_fault(text or "", limit, missing)
    if fault:
        raise Invalid(fault, fields={field: fault})
    return Words((text or "").strip())


def filing(
    report: Report,
    region: Region,
    keys: KeyRing,
    today: date,
    channel: Channel,
    *,
    filed_by: UUID | None = None,
    consent: bool = False,
    received_at: datetime | None = None,
    references: tuple[tuple[str, str], ...] = (),
    from_office: bool = False,
    suspicion: Suspicion | None = None,
) -> FileComplaint:
    """The command for a report; raises Invalid with one sentence a field. `today` is the region's own date.

    `from_office`: it came from one of the government's own networks. `suspicion`: why a program may have sent it.
    """
    faults = _faults(report, region, today)
    contact = None
    try:
        contact = contact_from(report.name, report.email, report.phone)
    except Invalid as wrong:
        faults |= wrong.fields
    if faults:
        raise Invalid("Mohon periksa kembali isian Anda.", fields=faults)
    place = _place(report)
    return FileComplaint(
        words=Words(report.text.strip()),
        ticket=ticket.draw(),
        kind=Kind(report.kind) if report.kind else None,
        visibility=Visibility(report.visibility or Visibility.PUBLIC),
        channel=channel,
        received_at=received_at,
        place=place,
        place_words=Words(msgspec.json.encode(place).decode()) if place else None,
        topic=report.topic or None,
        about_unit=report.about_unit or None,
        happened_on=report.happened_on,
        contact=contact,
        filed_by=filed_by,
        consent=consent,
        references=references,
        request_seal=report.request_seal(keys),
        priority=Priority.DANGER if report.danger else Priority.NORMAL,
        from_office=from_office,
        suspicion=suspicion,
    )


def _place(report: Report) -> Place | None:
    address = " ".join((report.address or "").split()) or None
    place = Place(report.latitude, report.longitude, address, report.area or None)
    return place if place != Place() else None


def _text_fault(text: str, limit: int, missing: str) -> str | None:
    if _UNREADABLE.search(text):
        return _("Tulisan memuat karakter yang tidak dapat disimpan. Hapus karakter itu lalu kirim lagi.")
    if not any(character.isalnum() for character in text):
        return missing
    if len(text) > limit:
        longest, yours = f"{limit:,}".replace(",", "."), f"{len(text):,}".replace(",", ".")
        return Sentence(_TOO_LONG, longest=longest, yours=yours)
    return None


def _faults(report: Report, region: Region, today: date) -> dict[str, str]:
    faults = {
        "text": _text_fault(report.text, TEXT_LIMIT, _("Ceritakan apa yang terjadi, walau hanya satu kalimat.")),
        "kind": None if not report.kind or report.kind in set(Kind) else _("Pilih jenis laporan dari daftar."),
        "visibility": _visibility_fault(report.visibility),
        "place": _place_fault(report, region),
        "address": _address_fault(report.address or ""),
        "area": None if not report.area or report.area in region.area else _("Pilih wilayah dari daftar."),
        "happened_on": _date_fault(report.happened_on, today),
        "about_unit": None
        if not report.about_unit or report.about_unit in region.unit
        else _("Pilih unit dari daftar."),
        "topic": None if not report.topic or _offered(report.topic, region) else _("Pilih topik dari daftar."),
    }
    return {field: fault for field, fault in faults.items() if fault}


def _offered(topic: str, region: Region) -> bool:
    return topic in region.rules.topics and not region.topic[topic].retired


def _visibility_fault(visibility: str | None) -> str | None:
    return None if not visibility or visibility in set(Visibility) else _("Pilih cara menampilkan laporan Anda.")


def _place_fault(report: Report, region: Region) -> str | None:
    latitude, longitude = report.latitude, report.longitude
    if latitude is None and longitude is None:
        return None
    if latitude is None or longitude is None or not (math.isfinite(latitude) and math.isfinite(longitude)):
        return _("Titik lokasi belum lengkap. Pilih ulang, atau tuliskan alamatnya.")
    if not region.bounds.hold(latitude, longitude):
        return Sentence(_OUTSIDE, region=region.name)
    return None


def _address_fault(address: str) -> str | None:
    if _UNREADABLE.search(address):
        return _("Alamat memuat karakter yang tidak dapat disimpan.")
    return Sentence(_ADDRESS_TOO_LONG, limit=ADDRESS_LIMIT) if len(address) > ADDRESS_LIMIT else None


def _date_fault(happened_on: date | None, today: date) -> str | None:
    if happened_on is None:
        return None
    if happened_on > today:
        return _("Tanggal kejadian tidak boleh setelah hari ini.")
    return _("Tanggal kejadian terlalu lama berlalu.") if today - happened_on > OLDEST else None

"""From the form at the counter to the command: what was told, when it came in, and what an officer has to say of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import Request
from litestar.datastructures import UploadFile

from complaints import commands as c
from complaints import ticket
from complaints.attachments import PHOTOS_A_FORM
from complaints.kinds import Channel
from complaints.region import Area, Region
from complaints.report import filing, said
from foundation.errors import Invalid, NotFound
from foundation.language import Sentence
from foundation.language import mark as _
from web.forms import Photos, Posted, photo_of, report_of, uuid_of
from web.house import House
from web.move_form import Told
from web.triage_moves import reference_from

CHANNELS = (Channel.COUNTER, Channel.TELEPHONE, Channel.LETTER, Channel.VILLAGE, Channel.WHATSAPP, Channel.LAPOR)
OLDEST = timedelta(days=366)
LATE = timedelta(days=30)
"""What came in longer ago than so is taken down with a reason: by law its promises count from that day."""
FILES_A_FORM = 2 * PHOTOS_A_FORM
"""Photos and scanned pages that come with one report at the most."""
T = TypeVar("T")
_FAULTY = _("Mohon periksa kembali isian Anda.")
_AREA = _("Wilayah ini tidak dikenal. Ketik sebagian namanya, lalu pilih dari daftar.")
_MANY = _("Paling banyak {count} berkas. Berkas selebihnya tidak ikut tersimpan.")
_OFFERED = "photos", "scan"
_FIELDS = (
    *("channel", "text", "address", "area", "visibility", "name", "phone", "email", "consent", "photos", "scan"),
    *("received_on", "received_time", "late_reason", "kind", "topic", "about_unit", "happened_on", "system", "value"),
    "coupon",
)


@dataclass(frozen=True)
class TakenDown:
    """The filing, and what goes with it: its files, and why it was written down so late (None: it was not)."""

    command: c.FileComplaint
    files: tuple[c.File, ...]
    late_reason: c.Words | None


async def taken_down(house: House, form: Posted, files: Photos, officer: UUID | None) -> TakenDown:
    """Everything the form tells; every fault at once, in the order of the page. Raises Invalid."""
    region, zone = await house.region.current(), await house.zone()
    now = house.clock.now()
    told = Told(form.values)
    faults: dict[str, str] = {"photos": files.fault} if files.fault else {}

    def part(made: Callable[[], T], otherwise: T) -> T:
        try:
            return made()
        except Invalid as error:
            faults.update(error.fields or {"": error.sentence})
            return otherwise

    channel: Channel | None = part(
        lambda: Channel(told.choice("channel", CHANNELS, _("Pilih dari mana laporan ini datang."))), None
    )
    received = part(lambda: received_at(told, zone, now), now)
    late: c.Words | None = part(lambda: _late_reason(form, now - received), None)
    references = (part(lambda: reference_from(told), ("", "")),) if told.get("value") else ()
    area = part(lambda: area_of(region, form.raw.get("area", "")), "")
    coupon = part(lambda: _coupon(form), "")
    consent = told.get("consent") == "ya"
    if not consent and (channel is not Channel.WHATSAPP or any(told.get(one) for one in ("name", "phone", "email"))):
        faults["consent"] = _("Tanyakan dahulu persetujuan pelapor, lalu centang di sini.")
    try:
        command = filing(
            report_of(replace(form, raw={**form.raw, "area": area})),
            region,
            house.keys,
            now.astimezone(zone).date(),
            channel or Channel.COUNTER,
            filed_by=officer,
            consent=consent,
            received_at=received,
            references=references,
        )
    except Invalid as error:
        raise Invalid(_FAULTY, fields=_ordered({**error.fields, **faults})) from error
    if faults:
        raise Invalid(_FAULTY, fields=_ordered(faults))
    if coupon:
        command = msgspec.structs.replace(command, ticket=coupon, coupon=True)
    return TakenDown(command, files.files, late)


def received_at(told: Told, zone: ZoneInfo, now: datetime) -> datetime:
    """When the office received it, as a UTC-aware instant; raises Invalid for the future and for long ago."""
    day, hour = told.get("received_on"), told.get("received_time") or "00:00"
    try:
        local = datetime.combine(date.fromisoformat(day), time.fromisoformat(hour).replace(tzinfo=None), zone)
    except ValueError as error:
        raise _received(_("Tanggal atau jam terima tidak dapat dibaca.")) from error
    if local > now:
        raise _received(_("Waktu terima tidak boleh setelah sekarang."))
    if now - local > OLDEST:
        raise _received(_("Waktu terima lebih dari setahun yang lalu. Periksa tahunnya."))
    return local.astimezone(now.tzinfo)


def area_of(region: Region, written: str) -> str:
    """The code of an area, from its code or its name as the list offers it; "" for none. Raises Invalid."""
    plain = " ".join(written.split())
    if not plain or plain in region.area:
        return plain
    folded = plain.casefold()
    named = [one for one in region.areas if folded in (full_name(region, one).casefold(), one.name.casefold())]
    exact = [one for one in named if full_name(region, one).casefold() == folded]
    if len(exact or named) != 1:
        raise Invalid(_AREA, fields={"area": _AREA})
    return (exact or named)[0].code


def full_name(region: Region, area: Area) -> str:
    """A kecamatan with its kabupaten or kota: several bear the same name."""
    above = region.area.get(area.parent)
    return f"{area.name}, {above.name}" if above else area.name


async def files_of(house: House, request: Request[Any, Any, Any], complaint_id: UUID, form: Posted) -> Photos:
    """Keep photos, and scanned papers for the office alone: they name who wrote them."""
    files: dict[UUID, c.File] = {}
    fault = ""
    for written in form.kept[:FILES_A_FORM]:
        known = uuid_of(written)
        try:
            if known is not None:
                files[known] = await house.attachments.recall(complaint_id, known)
        except NotFound:
            fault = _("Satu berkas sudah tidak tersimpan. Mohon pilih lagi.")
    posted = await request.form()
    for name in _OFFERED:
        for upload in posted.getall(name, []):
            if not isinstance(upload, UploadFile) or not upload.filename:
                continue
            if len(files) >= FILES_A_FORM:
                return Photos(tuple(files.values()), Sentence(_MANY, count=FILES_A_FORM))
            try:
                file = await _kept(house, complaint_id, name, await upload.read(), upload.filename)
                files[file.id] = file
            except Invalid as wrong:
                fault = Sentence(_("{name}: {why}"), name=upload.filename[-40:], why=wrong.sentence)
    return Photos(tuple(files.values()), fault)


async def _kept(house: House, complaint_id: UUID, field: str, data: bytes, name: str) -> c.File:
    if field == "scan" or data.startswith(b"%PDF-"):
        return await house.attachments.keep_scan(complaint_id, data, name, names_reporter=True)
    return await photo_of(house, complaint_id, data, name)


def _late_reason(form: Posted, ago: timedelta) -> c.Words | None:
    if ago <= LATE:
        return None
    missing = _("Lebih dari 30 hari yang lalu. Tuliskan mengapa baru dicatat sekarang.")
    return said(form.raw.get("late_reason"), field="late_reason", limit=500, missing=missing)


def _coupon(form: Posted) -> str:
    written = form.raw.get("coupon", "").strip()
    if not written:
        return ""
    try:
        return ticket.read(written)
    except Invalid as wrong:
        raise Invalid(wrong.sentence, fields={"coupon": wrong.sentence}) from wrong


def _received(sentence: str) -> Invalid:
    return Invalid(sentence, fields={"received_on": sentence})


def _ordered(faults: Mapping[str, str]) -> dict[str, str]:
    """The faults in the order of the page."""
    return dict(sorted(faults.items(), key=lambda item: _FIELDS.index(item[0]) if item[0] in _FIELDS else 99))

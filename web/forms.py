"""From a posted form to what it says: the words as typed, the photos, and whether a robot may have sent it."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from litestar import Request
from litestar.datastructures import UploadFile

from complaints import images, recordings
from complaints.attachments import PDF, PHOTOS_A_FORM, is_pdf
from complaints.captures import Captures
from complaints.commands import File
from complaints.kinds import Suspicion
from complaints.report import Report, readable
from foundation.errors import Invalid, NotFound
from foundation.language import Sentence
from foundation.language import mark as _
from foundation.sealing import KeyRing
from web.forms_proof import proven
from web.house import House
from web.whole_numbers import whole

UPLOAD_BODY = 64_000_000
"""Bytes a form with photos may hold."""

VOICES_A_FORM = 1
"""How many voice notes may come with one report."""

TRAP = "situs"
"""A field people neither see nor reach."""

QUICKEST = 2
"""Seconds; nobody tells anything in less."""

_UNREADABLE_NUMBER = _("Titik lokasi tidak dapat dibaca. Kosongkan, atau tuliskan alamatnya.")
_UNREADABLE_DATE = _("Tanggal tidak dapat dibaca. Tulis sebagai tahun-bulan-tanggal, misalnya 2026-11-20.")


@dataclass(frozen=True)
class Posted:
    """A form as it came: `values` are its words without characters no page or database can keep."""

    values: Mapping[str, str]
    raw: Mapping[str, str]
    uploads: tuple[UploadFile, ...]
    kept: tuple[str, ...]

    @property
    def key(self) -> UUID | None:
        """The idempotency key of the form, if it is one."""
        return uuid_of(self.values.get("key", ""))

    @property
    def version(self) -> int | None:
        """The version of the case the form was written against."""
        return whole(self.values.get("version", ""), 9)


def day_of(written: str) -> date | None:
    """The date in a field, as browsers write it; None where it cannot be read."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def uuid_of(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None


async def posted(request: Request[Any, Any, Any]) -> Posted:
    form = await request.form()
    raw: dict[str, str] = {}
    uploads: list[UploadFile] = []
    kept: list[str] = []
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            if value.filename:
                uploads.append(value)
        elif name in ("photos_kept", "voice_kept"):
            kept.append(str(value))
        elif isinstance(value, str) and name not in ("photos", "voice"):
            raw.setdefault(name, value.replace("\r\n", "\n"))
    return Posted({name: readable(value) for name, value in raw.items()}, raw, tuple(uploads), tuple(kept))


def report_of(form: Posted) -> Report:
    """The report a filing form tells; raises Invalid where a date or a number cannot be read."""
    raw, faults = form.raw, {}

    def number(name: str) -> float | None:
        written = raw.get(name, "").strip().replace(",", ".")
        if not written:
            return None
        try:
            return float(written) if len(written) < 40 else _no_number()
        except ValueError:
            faults[name] = _UNREADABLE_NUMBER
            return None

    def day(name: str) -> date | None:
        written = raw.get(name, "").strip()
        try:
            return date.fromisoformat(written) if written else None
        except ValueError:
            faults[name] = _UNREADABLE_DATE
            return None

    report = Report(
        text=raw.get("text", ""),
        kind=raw.get("kind") or None,
        visibility=raw.get("visibility") or None,
        latitude=number("latitude"),
        longitude=number("longitude"),
        address=raw.get("address") or None,
        area=raw.get("area") or None,
        happened_on=day("happened_on"),
        about_unit=raw.get("about_unit") or None,
        topic=raw.get("topic") or None,
        name=raw.get("name") or None,
        email=raw.get("email") or None,
        phone=raw.get("phone") or None,
        danger=raw.get("danger") == "ya",
    )
    if faults:
        raise Invalid(_("Mohon periksa kembali isian Anda."), fields=faults)
    return report


def _no_number() -> float:
    raise ValueError


@dataclass(frozen=True)
class Photos:
    """The photos and the voice note of a form that could be kept, and the sentence for what could not ("": all could).

    `seconds` is how long the voice note lasts, 0 without one.
    """

    files: tuple[File, ...] = ()
    fault: str = ""
    seconds: int = 0

    @property
    def pictures(self) -> tuple[File, ...]:
        return tuple(file for file in self.files if file.media_type == images.MEDIA_TYPE)

    @property
    def voices(self) -> tuple[File, ...]:
        return tuple(file for file in self.files if file.media_type not in (images.MEDIA_TYPE, PDF))

    @property
    def shown(self) -> tuple[File, ...]:
        """Pictures and documents, of which a form brings so many together."""
        return tuple(file for file in self.files if file.media_type in (images.MEDIA_TYPE, PDF))


async def photos_of(
    house: House, complaint_id: UUID, form: Posted, *, evidence: bool = False, documents: bool = False
) -> Photos:
    """Keep what came with a form under its complaint, filed or not, so that nobody has to choose it twice.

    Of an office's `evidence` it is noted when, and how far off, it says it was taken; of citizens' photos never.
    PDF files are taken as evidence, and where `documents` are.
    """
    files: dict[UUID, File] = {}
    fault: str = ""
    for written in form.kept[: PHOTOS_A_FORM + VOICES_A_FORM]:
        known = uuid_of(written)
        if known is None:
            continue
        try:
            files[known] = await house.attachments.recall(complaint_id, known)
        except NotFound:
            fault = _("Satu foto sudah tidak tersimpan. Mohon pilih lagi.")
    for upload in form.uploads:
        data = await upload.read()
        so_far = Photos(tuple(files.values()))
        heard = not images.is_picture(data) and upload.filename and _is_sound(data)
        if len(so_far.voices if heard else so_far.shown) >= (VOICES_A_FORM if heard else PHOTOS_A_FORM):
            fault = (
                _("Satu laporan memuat satu rekaman suara. Rekaman selebihnya tidak ikut tersimpan.")
                if heard
                else Sentence(
                    _("Paling banyak {count} foto. Foto selebihnya tidak ikut tersimpan."), count=PHOTOS_A_FORM
                )
            )
            break
        try:
            document = (evidence or documents) and is_pdf(data)
            keep = voice_of if heard else document_of if document else photo_of
            file = await keep(house, complaint_id, data, upload.filename)
            files[file.id] = file
            if evidence and not heard and not document:
                await Captures(house.database, house.clock, house.region).note(complaint_id, file.id, data)
        except Invalid as wrong:
            fault = Sentence(_("{name}: {why}"), name=_short(upload.filename), why=wrong.sentence)
    return Photos(tuple(files.values()), fault, await _spoken(house, complaint_id, form, files.values()))


def _is_sound(data: bytes) -> bool:
    try:
        return recordings.media_type(data).startswith("audio/")
    except Invalid:
        return False


async def _spoken(house: House, complaint_id: UUID, form: Posted, files: Iterable[File]) -> int:
    """Seconds a voice note lasts: as it says itself, else as the page that recorded it counted; not less than one."""
    for file in files:
        if file.media_type not in (images.MEDIA_TYPE, PDF):
            counted = whole(form.values.get("voice_seconds", ""), 3) or 0
            return max(1, recordings.seconds(await house.attachments.read(complaint_id, file.id)) or counted)
    return 0


async def voice_of(house: House, complaint_id: UUID, data: bytes, name: str) -> File:
    """An uploaded voice note, kept as it is; raises Invalid."""
    if len(data) > house.upload_bytes:
        megabytes = house.upload_bytes // 1_000_000
        raise Invalid(_("Rekaman ini lebih besar dari {megabytes} MB. Rekam yang lebih singkat."), megabytes=megabytes)
    return await house.attachments.keep(complaint_id, data, name)


async def document_of(house: House, complaint_id: UUID, data: bytes, name: str) -> File:
    """An uploaded PDF of the office's, kept as it is; raises Invalid."""
    return await house.attachments.keep_document(complaint_id, data, name)


async def photo_of(house: House, complaint_id: UUID, data: bytes, name: str) -> File:
    """One uploaded photo, cleaned and kept; raises Invalid."""
    if len(data) > house.upload_bytes:
        megabytes = house.upload_bytes // 1_000_000
        raise Invalid(_("Foto ini lebih besar dari {megabytes} MB. Kirim foto yang lebih kecil."), megabytes=megabytes)
    return await house.attachments.store(complaint_id, data, name)


def _short(name: str) -> str:
    clean = readable(name).strip()
    return clean if len(clean) <= 40 else clean[:37] + "…"


def started(keys: KeyRing, seconds: int) -> str:
    """A moment (seconds since 1970) that cannot be made up: when the form was shown."""
    return f"{seconds}.{keys.mac('started', str(seconds).encode()).hex()[:32]}"


def worked(keys: KeyRing, form: Posted, now: int) -> bool:
    """Whether the form comes with a proof of work of its own."""
    return proven(keys, form.values.get("proof", ""), form.key, now)


def suspicion_of(keys: KeyRing, form: Posted, now: int) -> Suspicion | None:
    """Why a form may be a robot's: it filled the trap, or did no work and came faster than anyone can read."""
    if form.raw.get(TRAP):
        return Suspicion.TRAP
    if worked(keys, form, now):
        return None
    moment, _dot, proof = form.values.get("started", "").partition(".")
    if whole(moment, 11) is None:
        return Suspicion.UNSIGNED
    right = keys.mac("started", moment.encode()).hex()[:32]
    if not secrets.compare_digest(proof.encode(), right.encode()):
        return Suspicion.UNSIGNED
    return Suspicion.QUICK if now - int(moment) < QUICKEST else None

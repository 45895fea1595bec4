"""From a draft to a filing, and the words that tell what became of it."""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from babel.dates import format_date

from bots.case_words import spoken_in
from bots.draft import Draft
from bots.replies import Reply
from complaints.commands import FileComplaint, filing_id
from complaints.complaint import Complaint
from complaints.kinds import GOVERNMENTS, Channel, Status, Visibility
from complaints.labels import STAGE
from complaints.region import Region
from complaints.report import ADDRESS_LIMIT, Report, filing
from complaints.ticket import show
from foundation.language import Sentence
from foundation.language import mark as _
from foundation.sealing import KeyRing
from people.actor import Actor

_RECEIVED = _("Terima kasih. Laporan Anda kami terima dengan kode {code}.")
_WAITING = _("Sekarang: menunggu diperiksa {unit}.")
_FORWARDED = _("Sekarang: sudah diteruskan ke {unit}.")
_PROMISED = _("{what}: paling lambat {day}.")
_FILES = _("Foto dan rekaman Anda menyusul masuk dalam beberapa saat.")
_FOLLOW = _("Kabar berikutnya kami kirim di sini. Halaman aduan Anda: {address}")
_END = timedelta(microseconds=1)


def report_of(draft: Draft) -> Report:
    """What was told in the chat, as a report. A voice note alone is a complete one."""
    anonymous = draft.visibility is Visibility.ANONYMOUS
    return Report(
        text=draft.text or spoken_in(draft.files),
        visibility=str(draft.visibility) if draft.visibility else None,
        latitude=draft.latitude,
        longitude=draft.longitude,
        address=draft.address[:ADDRESS_LIMIT] if draft.address else None,
        area=draft.area,
        happened_on=draft.happened_on,
        name=None if anonymous else draft.name,
        phone=draft.phone,
        danger=draft.danger,
    )


def command_of(draft: Draft, region: Region, keys: KeyRing, today: date) -> FileComplaint:
    """The command that files a draft; raises Invalid with a sentence a field."""
    command = filing(report_of(draft), region, keys, today, Channel.TELEGRAM)
    return msgspec.structs.replace(command, reachable=True)


def reporter_of(draft: Draft) -> tuple[UUID, Actor]:
    """The complaint a draft becomes, and whoever may speak for it."""
    complaint_id = filing_id(draft.id)
    return complaint_id, Actor(kind="citizen", holds=complaint_id)


def receipt(complaint: Complaint, region: Region, language: str, address: str, *, files: bool) -> Reply:
    """Ticket code, who has it, what is promised by when, and where to follow it."""
    zone = ZoneInfo(region.timezone)
    lines: list[str | Sentence] = [Sentence(_RECEIVED, code=show(complaint.code)), _whose(complaint, region)]
    lines += [
        Sentence(_PROMISED, what=Sentence(STAGE[stage]), day=last_day(complaint.promises[stage].due, zone, language))
        for stage in GOVERNMENTS
        if stage in complaint.promises
    ]
    if files:
        lines.append(_FILES)
    lines.append(Sentence(_FOLLOW, address=address))
    return Reply(tuple(lines), about=complaint.id)


def _whose(complaint: Complaint, region: Region) -> Sentence:
    waits = complaint.status is Status.SUBMITTED or complaint.unit is None
    code = region.triage_unit if waits else complaint.unit
    unit = region.unit.get(code or "")
    return Sentence(_WAITING if waits else _FORWARDED, unit=unit.name if unit else code or "")


def last_day(due: datetime, zone: ZoneInfo, language: str) -> str:
    """The day with which something due ends, in words: what ends at midnight ends with the day before."""
    return str(format_date((due - _END).astimezone(zone).date(), "EEEE, d MMMM y", locale=language))

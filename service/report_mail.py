"""The letter that tells an officer where their monthly report lies."""

from uuid import UUID

from sqlmodel import col, select

from complaints.region import Region
from foundation.database import Database
from foundation.language import mark as _
from foundation.language import translations
from foundation.sealing import CannotOpen, KeyRing
from notices.channel import Message
from people.tables import OfficerRow
from sla.months import first_day
from sla.report_jobs import Job
from web.office_frame import REPORTS
from web.timeliness_filter import month_name

_SUBJECT = _("Laporan pengaduan {month}: {scope}")
_WORDS = (
    _("Yth. Bapak/Ibu,"),
    _("Laporan pengaduan {month} untuk {scope} sudah jadi. Masuk dengan akun Anda untuk mengambilnya:"),
    "{link}",
    _("Berkasnya disimpan sampai {until}. Berkas tidak dilampirkan karena dapat memuat angka yang menunjuk orang."),
)
_FROM = _("Salam hormat,")


async def address_of(database: Database, keys: KeyRing, officer: UUID) -> str | None:
    """The officer's address; None where there is none, it cannot be opened, or the account is disabled."""
    asked = select(OfficerRow.email).where(col(OfficerRow.officer_id) == officer, col(OfficerRow.disabled_at).is_(None))
    async with database.reading() as session:
        sealed = (await session.exec(asked)).first()
    try:
        return keys.open(sealed, "officers.email") if sealed else None
    except CannotOpen:
        return None


def letter(job: Job, address: str, region: Region, root: str) -> Message:
    """Names the period and the unit, and no figure."""
    say, unit = translations("id").gettext, region.unit.get(job.wish.unit or "")
    facts = {
        "month": month_name(first_day(job.wish.period), "id"),
        "scope": unit.name if unit else region.name,
        "link": f"{root.rstrip('/')}{REPORTS.path}#berkas-{job.id}",
        "until": f"{job.expires_at:%d-%m-%Y}",
    }
    subject, *words = (say(one).format_map(facts) for one in (_SUBJECT, *_WORDS))
    return Message(
        f"report:{job.id}", address, subject, "\n\n".join([*words, f"{say(_FROM)}\n{region.service_name}"]) + "\n"
    )

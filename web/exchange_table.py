"""What changed of cases that another system knows, as a table in its words, so that nobody types twice."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from complaints.exchange import Field, System
from complaints.exchange_cases import changed
from complaints.ticket import show
from complaints.views import Case
from foundation.errors import Invalid, NotAllowed
from foundation.language import mark as _
from people.actor import Actor, Role
from sla.report_jobs import Job, Made, Work
from web.house import House
from web.report_files import Came
from web.report_tables import as_of
from web.spreadsheets import CSV, XLSX, Column, Table, csv_file, xlsx_file
from web.wording import Wording

_WRITTEN: tuple[Field, ...] = ("tracking_id", "status", "unit", "kind", "answered_at", "closed_at", "answer")
_MEANINGS: dict[Field, str] = {
    "tracking_id": _("Nomor pelacakan di sistem itu."),
    "status": _("Keadaan sekarang, dalam kata-kata sistem itu."),
    "unit": _("Yang menangani sekarang."),
    "kind": _("Klasifikasi sekarang."),
    "answered_at": _("Kapan jawaban terakhir diberikan."),
    "closed_at": _("Kapan aduan ditutup atau berakhir."),
    "answer": _("Jawaban atau kabar terakhir kepada pelapor."),
}
_ANSWERS = ("complaint.resolved", "citizen.informed", "question.asked", "complaint.pledged")


def system_of(wording: Wording, code: str) -> System:
    """Raises Invalid where the region knows no such system."""
    for system in wording.region.exchange:
        if system.code == code:
            return system
    raise Invalid(_("Sistem ini belum dipetakan. Minta pengelola sistem menambahkannya."))


async def exchange_files(house: House, actor: Actor, job: Job, came: Came) -> Work:
    """The table of a job. Raises NotAllowed where the officer's posts have changed."""
    if not actor.holds_role(Role.COORDINATOR):
        raise NotAllowed()
    wording = Wording("id", await house.region.current(), job.asked_at, "office")
    code, _dot, form = job.wish.form.partition(":")
    system, zone = system_of(wording, code), ZoneInfo(wording.region.timezone)
    since = datetime.combine(date.fromisoformat(job.wish.period), time(), zone)
    lines = await changed(house.database, actor, system.code, since)
    rows, told_of = [], []
    for place, one in enumerate(lines):
        case = await house.queries.case(actor, one.complaint_id)
        if not case.complaint.erased:
            told_of.append(one.complaint_id)
        rows.append(_row(system, one.value, case, wording, zone))
        if place % 50 == 49:
            await came(95 * place // len(lines))
    table = _table(system, rows, wording)
    name = f"{system.code}-sejak-{job.wish.period}"
    if form == "xlsx":
        lead = [wording.region.name, as_of(job.asked_at, wording)]
        made = Made(f"{name}.xlsx", XLSX, xlsx_file([table], table.title, lead, _dictionary(table, wording)))
    else:
        made = Made(f"{name}.csv", CSV, csv_file(table))
    return Work([made], told_of=told_of)


def _table(system: System, rows: list[tuple[str | None, ...]], wording: Wording) -> Table:
    columns = [Column(system.heading(field), "text", wording.say(_MEANINGS[field])) for field in _WRITTEN]
    columns += [
        Column(wording.say(_("Kode di sini")), "text", wording.say(_("Kode aduan pada layanan ini."))),
        Column(wording.say(_("Berubah pada")), "text", wording.say(_("Perubahan terakhir di sini."))),
    ]
    return Table(system.code, wording.say(_("Perubahan untuk {system}"), system=system.name), columns, rows)


def _dictionary(table: Table, wording: Wording) -> Table:
    columns = [Column(wording.say(_("Kolom")), "text", ""), Column(wording.say(_("Arti")), "text", "")]
    return Table("kamus", wording.say(_("Kamus data")), columns, [(one.label, one.meaning) for one in table.columns])


def _row(system: System, value: str, case: Case, wording: Wording, zone: ZoneInfo) -> tuple[str | None, ...]:
    complaint = case.complaint
    said = next((one for one in reversed(case.entries) if one.name in _ANSWERS and one.words), None)

    def instant(at: datetime | None) -> str | None:
        return at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if at else None

    return (
        value,
        system.word_of(complaint.status),
        wording.unit(complaint.unit) or wording.body(complaint.body) or None,
        system.class_word(complaint.kind) or wording.kind(complaint.kind),
        instant(said.at if said else None),
        instant(complaint.closed_at),
        said.words if said else None,
        show(complaint.code),
        instant(complaint.changed_at),
    )

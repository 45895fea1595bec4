"""The files a report job comes to: what is read, by whose sight, and the names its files have."""

from collections.abc import Awaitable, Callable

from foundation.errors import NotAllowed
from people.actor import Actor, Role
from sla.evidence import Evidence
from sla.report_cases import Reports, Wanted
from sla.report_figures import Report
from sla.report_jobs import Job, Made, Work
from web.evidence_file import Sources, evidence_file
from web.house import House
from web.report_paper import paper, period_words, report_title, scope_words
from web.report_tables import as_of, dictionary_of, tables_of
from web.spreadsheets import CSV, XLSX, long_csv, xlsx_file
from web.wording import Wording

PDF, ZIP = "application/pdf", "application/zip"
WHOLE = (Role.COORDINATOR, Role.SUPERVISOR, Role.SECRETARY)
"""Roles whose reports may be about the whole region."""

WITHIN = (Role.HEAD, Role.INSPECTORATE)
"""Roles whose reports are about the units their posts reach."""

READERS = (*WHOLE, *WITHIN)

Came = Callable[[int], Awaitable[None]]
"""Is told how far it has come, of a hundred."""


def may_ask(actor: Actor, unit: str | None) -> bool:
    """Whether somebody may have a report about a unit, or about the region."""
    if actor.holds_role(*WHOLE):
        return True
    return unit is not None and unit in actor.reach(*WITHIN)


async def report_files(house: House, actor: Actor, job: Job, came: Came) -> Work:
    """The report as PDF, XLSX and CSV. Raises NotAllowed where the officer's posts have changed."""
    if not may_ask(actor, job.wish.unit):
        raise NotAllowed()
    report, wording = await _report(house, actor, job)
    await came(45)
    tables = tables_of(report, wording)
    dictionary = dictionary_of(tables, wording)
    title = f"{report_title(report, wording)} · {period_words(report.period, wording)}"
    lead = [scope_words(report, wording), as_of(report.at, wording)]
    name = f"laporan-{report.period}-{(report.unit or 'wilayah').lower()}{'-luar' if report.outside else ''}"
    drawn = await paper(report, wording)
    await came(85)
    headings = [wording.say(column.label) for column in dictionary.columns[:1]]
    headings += [wording.say(words) for words in ("Baris", "Kolom", "Nilai")]
    return Work(
        [
            Made(f"{name}.pdf", PDF, drawn),
            Made(f"{name}.xlsx", XLSX, xlsx_file(tables, title, lead, dictionary)),
            Made(f"{name}.csv", CSV, long_csv(tables, headings)),
        ]
    )


async def evidence_files(house: House, actor: Actor, job: Job, came: Came) -> Work:
    """The evidence file of a quarter. Raises NotAllowed where the officer's posts have changed."""
    if not actor.holds_role(*WHOLE):
        raise NotAllowed()
    report, wording = await _report(house, actor, job, outside=True)
    await came(30)
    evidence = Evidence(house.database, wording.region, job.wish.period, job.asked_at)
    cases = await evidence.cases()
    await came(50)
    drawn = [await house.queries.public_case(one) for one in await evidence.samples(job.wish.period)]
    samples = [one for one in drawn if not one.complaint.erased]
    sources = Sources(report, cases, samples, await evidence.roots())
    await came(60)
    packed = Made(f"bukti-{job.wish.period}.zip", ZIP, await evidence_file(sources, wording))
    return Work([packed], told_of=[one.complaint.id for one in samples])


async def _report(house: House, actor: Actor, job: Job, *, outside: bool = False) -> tuple[Report, Wording]:
    wish, region = job.wish, await house.region.current()
    wanted = Wanted(wish.period, wish.unit, outside or wish.outside)
    report = await Reports(house.database, house.calendars, house.region).report(actor, wanted, job.asked_at)
    return report, Wording("id", region, job.asked_at, "office")

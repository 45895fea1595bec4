"""Reports: asked for, watched while they are made, fetched, and made by themselves every month."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from foundation.errors import Invalid, NotAllowed, NotFound
from foundation.language import mark as _
from people.actor import Actor
from sla.months import first_day, quarter_of
from sla.report_jobs import Job, Jobs, Wish
from sla.report_schedules import DAYS, Schedule, Schedules
from web import national
from web.errors import status_of
from web.forms import posted, uuid_of
from web.office_choices import grouped
from web.office_frame import REPORTS, narrowed, office_page, wording_of
from web.rendering import environment, ground, say
from web.report_files import READERS, WHOLE, WITHIN, may_ask
from web.report_paper import period_words
from web.timeliness_filter import month_name, months_until_now
from web.visitor import house_of, one_of, visitor_of
from web.whole_numbers import whole
from web.wording import Wording

STATE = f"{REPORTS.path}/keadaan"
SCHEDULES = f"{REPORTS.path}/jadwal"
GUARDS = [one_of(*READERS)]
REGION = "-"
"""Names the whole region among the units of a form."""

_PERIOD = _("Pilih masa laporannya.")
_QUARTER = _("Berkas bukti dibuat per triwulan. Pilih triwulannya.")
_UNIT = _("Pilih unitnya.")
_DONE = {
    "minta": _("Laporan sedang dibuat. Halaman ini memberi tahu bila sudah jadi."),
    "hapus": _("Berkas sudah dihapus."),
    "jadwal": _("Jadwal disimpan."),
    "akhiri": _("Jadwal diakhiri."),
}


@get(REPORTS.path, name="office.reports", guards=GUARDS, include_in_schema=False)
async def reports(request: Request[Any, Any, Any]) -> Response[str]:
    return await _page(request)


@get(STATE, name="office.reports.state", guards=GUARDS, include_in_schema=False)
async def state(request: Request[Any, Any, Any]) -> Response[str]:
    """The list of files alone, for the page to bring itself up to date."""
    house, visitor = house_of(request), visitor_of(request)
    region = await house.region.current()
    values = ground(request, visitor, region, house.clock.now()) | await _files(request)
    text = environment().get_template("office/report_files.html").render(values)
    return Response(text, media_type="text/html", headers={"Cache-Control": "no-store"})


@post(REPORTS.path, name="office.reports.ask", guards=GUARDS, include_in_schema=False)
async def ask(request: Request[Any, Any, Any]) -> Response[Any]:
    house, actor = house_of(request), _actor(request)
    values = dict((await posted(request)).values)
    wording = await wording_of(request)
    evidence = values.get("what") == "evidence"
    unit = None if evidence or values.get("unit") == REGION else values.get("unit", "")
    months, quarters = _periods(wording)
    faults = {}
    period = values.get("quarter" if evidence else "period", "")
    if period not in (quarters if evidence else [*months, *quarters]):
        faults["quarter" if evidence else "period"] = _QUARTER if evidence else _PERIOD
    if not evidence and unit is not None and unit not in wording.region.unit:
        faults["unit"] = _UNIT
    if faults:
        return await _page(request, values, faults, 422)
    if not may_ask(actor, unit):
        raise NotAllowed()
    outside = evidence or values.get("outside") == "ya"
    assert actor.person is not None
    wish = Wish("evidence" if evidence else "report", period, unit, outside)
    await Jobs(house.database, house.clock).ask(actor.person, wish)
    return Redirect(f"{REPORTS.path}?berhasil=minta#berkas", status_code=303)


@get(
    REPORTS.path + "/{job_id:uuid}/{name:str}",
    name="office.reports.file",
    guards=[one_of(*REPORTS.roles)],
    include_in_schema=False,
)
async def file(request: Request[Any, Any, Any], job_id: FromPath[UUID], name: FromPath[str]) -> Response[bytes]:
    """Only whoever asked for it opens it, for as long as they hold a post that may ask."""
    house, actor = house_of(request), _actor(request)
    assert actor.person is not None
    jobs = Jobs(house.database, house.clock)
    job = await jobs.job(actor.person, job_id)
    if not may_ask(actor, job.wish.unit):
        raise NotAllowed()
    made = await jobs.file(actor.person, job_id, name)
    headers = {
        "Content-Disposition": f'attachment; filename="{quote(made.name)}"',
        "Cache-Control": "no-store, private",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(made.content, media_type=made.media_type, headers=headers)


@post(REPORTS.path + "/{job_id:uuid}/hapus", name="office.reports.forget", guards=GUARDS, include_in_schema=False)
async def forget(request: Request[Any, Any, Any], job_id: FromPath[UUID]) -> Redirect:
    house, actor = house_of(request), _actor(request)
    assert actor.person is not None
    await Jobs(house.database, house.clock).forget(actor.person, job_id)
    return Redirect(f"{REPORTS.path}?berhasil=hapus#berkas", status_code=303)


@post(SCHEDULES, name="office.reports.schedule", guards=GUARDS, include_in_schema=False)
async def schedule(request: Request[Any, Any, Any]) -> Response[Any]:
    house, actor = house_of(request), _actor(request)
    form = await request.form()
    recipients = [one for one in (uuid_of(str(value)) for value in form.getall("recipients", [])) if one]
    values = dict((await posted(request)).values) | {"recipients": [str(one) for one in recipients]}
    wording = await wording_of(request)
    unit = None if values.get("of") == REGION else str(values.get("of", ""))
    if unit is not None and unit not in wording.region.unit:
        return await _page(request, values, {"of": _UNIT}, 422)
    if not may_ask(actor, unit):
        raise NotAllowed()
    known = {one["value"] for one in await _officers(request)}
    day = str(values.get("working_day", ""))
    try:
        assert actor.person is not None
        number = whole(day, 2) or 0
        chosen = [one for one in recipients if str(one) in known]
        await Schedules(house.database, house.clock).add(actor.person, unit, number, chosen)
    except Invalid as error:
        return await _page(request, values, dict(error.fields) or {"": error.sentence}, int(status_of(error)))
    return Redirect(f"{REPORTS.path}?berhasil=jadwal#jadwal", status_code=303)


@post(
    SCHEDULES + "/{schedule_id:uuid}/akhiri", name="office.reports.unschedule", guards=GUARDS, include_in_schema=False
)
async def unschedule(request: Request[Any, Any, Any], schedule_id: FromPath[UUID]) -> Redirect:
    """Whoever made it, or oversees the whole region, ends it."""
    house, actor = house_of(request), _actor(request)
    book = Schedules(house.database, house.clock)
    known = {one.id: one for one in await book.all()}
    if schedule_id not in known:
        raise NotFound()
    if not _may_end(actor, known[schedule_id]):
        raise NotAllowed()
    assert actor.person is not None
    await book.end(actor.person, schedule_id)
    return Redirect(f"{REPORTS.path}?berhasil=akhiri#jadwal", status_code=303)


def _actor(request: Request[Any, Any, Any]) -> Actor:
    return narrowed(visitor_of(request).actor, *REPORTS.roles)


def _may_end(actor: Actor, one: Schedule) -> bool:
    return actor.person == one.made_by or actor.holds_role(*WHOLE)


def _periods(wording: Wording) -> tuple[list[str], list[str]]:
    """Months and quarters that may be asked about, the newest first."""
    months = list(months_until_now(wording))
    return months, list(dict.fromkeys(quarter_of(month) for month in months))


async def _page(
    request: Request[Any, Any, Any],
    values: dict[str, Any] | None = None,
    faults: dict[str, str] | None = None,
    status: int = 200,
) -> Response[str]:
    house, wording, actor = house_of(request), await wording_of(request), _actor(request)
    months, quarters = _periods(wording)
    language = wording.language
    whole = [{"value": REGION, "label": wording.say(_("Seluruh wilayah"))}] if actor.holds_role(*WHOLE) else []
    units = [*whole, *_units(wording, actor)]
    month_options = [{"value": one, "label": month_name(first_day(one), language)} for one in months]
    quarter_options = [{"value": one, "label": period_words(one, wording)} for one in quarters]
    last_month = months[1] if len(months) > 1 else months[0]
    context = {
        **await _files(request),
        "action": REPORTS.path,
        "schedule_action": SCHEDULES,
        "periods": [
            {"label": wording.say(_("Bulan")), "options": month_options},
            {"label": wording.say(_("Triwulan")), "options": quarter_options},
        ],
        "quarters": quarter_options,
        "units": units,
        "may_ask_whole": actor.holds_role(*WHOLE),
        "values": {"period": last_month, "quarter": quarters[1] if len(quarters) > 1 else quarters[0]} | (values or {}),
        "errors": {name: say(language, words) for name, words in (faults or {}).items()},
        "schedules": await _schedules(request, wording, actor),
        "days": [{"value": str(one), "label": wording.say(_("hari kerja ke-{number}"), number=one)} for one in DAYS],
        "officers": await _officers(request),
        "mails": house.mails,
        "national": national.PAGE if actor.holds_role(*WHOLE) else "",
    }
    done = _DONE.get(request.query_params.get("berhasil", ""), "")
    messages = [{"kind": "done", "text": wording.say(done)}] if done else []
    return await office_page(request, "office/reports.html", REPORTS, context, status=status, messages=messages)


def _units(wording: Wording, actor: Actor) -> list[dict[str, Any]]:
    reach = None if actor.holds_role(*WHOLE) else actor.reach(*WITHIN)
    found = (unit for unit in wording.region.units if unit.accepts and (reach is None or unit.code in reach))
    return grouped(((unit.kind, unit.code, unit.name) for unit in found), wording)


async def _files(request: Request[Any, Any, Any]) -> dict[str, Any]:
    house, wording, actor = house_of(request), await wording_of(request), _actor(request)
    assert actor.person is not None
    jobs = [one for one in await Jobs(house.database, house.clock).mine(actor.person) if one.wish.kind in _KINDS]
    return {
        "jobs": [_row(one, wording) for one in jobs],
        "waiting": sum(one.state == "waiting" for one in jobs),
        "here_path": REPORTS.path,
        "state_path": STATE,
    }


_KINDS = {"report": _("Laporan"), "evidence": _("Berkas bukti")}
_FORMS = {"pdf": "PDF", "xlsx": "Excel", "csv": "CSV", "zip": "ZIP"}


def _row(job: Job, wording: Wording) -> dict[str, Any]:
    wish = job.wish
    return {
        "id": str(job.id),
        "name": f"{wording.say(_KINDS[wish.kind])} {period_words(wish.period, wording)}",
        "scope": wording.unit(wish.unit) or wording.region.name,
        "outside": wish.outside and wish.kind == "report",
        "by_itself": wish.schedule_id is not None,
        "state": job.state,
        "progress": job.progress,
        "working": job.working,
        "asked_at": job.asked_at,
        "expires_at": job.expires_at,
        "fault": say(wording.language, job.fault)
        if " " in job.fault
        else wording.say(_("Terjadi kesalahan. Coba minta lagi.")),
        "files": [
            {
                "name": _FORMS[one.name.rpartition(".")[2]],
                "href": f"{REPORTS.path}/{job.id}/{one.name}",
                "size": _size(one.size, wording),
            }
            for one in sorted(job.files, key=lambda one: list(_FORMS).index(one.name.rpartition(".")[2]))
        ],
        "forget": f"{REPORTS.path}/{job.id}/hapus",
    }


def _size(size: int, wording: Wording) -> str:
    return f"{wording.number(max(1, round(size / 1000)))} kB"


async def _officers(request: Request[Any, Any, Any]) -> list[dict[str, str]]:
    """Whoever holds a post that may ask for reports, by name."""
    house, wording = house_of(request), await wording_of(request)
    found = [
        {"value": str(one.id), "label": f"{one.name}, {wording.unit(unit)}"}
        for one in await house.accounts.all()
        if not one.disabled
        for unit in [next((unit for role, unit in one.posts if role in REPORTS.roles), None)]
        if unit is not None
    ]
    return sorted(found, key=lambda one: one["label"].casefold())


async def _schedules(request: Request[Any, Any, Any], wording: Wording, actor: Actor) -> list[dict[str, Any]]:
    """Those this officer may end, or hears of."""
    house = house_of(request)
    names = {one["value"]: one["label"] for one in await _officers(request)}
    return [
        {
            "scope": wording.unit(one.unit) or wording.say(_("Seluruh wilayah")),
            "day": wording.say(_("hari kerja ke-{number}"), number=one.working_day),
            "recipients": [names.get(str(who), wording.say(_("akun yang tidak aktif lagi"))) for who in one.recipients],
            "end": f"{SCHEDULES}/{one.id}/akhiri" if _may_end(actor, one) else "",
        }
        for one in await Schedules(house.database, house.clock).all()
        if _may_end(actor, one) or actor.person in one.recipients
    ]


HANDLERS: list[HTTPRouteHandler] = [
    *(reports, state, ask, file, forget, schedule, unschedule),
    *national.HANDLERS,
]

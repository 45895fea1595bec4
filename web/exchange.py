"""Tables exchanged with SP4N-LAPOR! and the like: brought in after a look at every row, and taken out."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, get_args
from urllib.parse import quote
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints.exchange import Field, Names, ReadRow, System, missing_columns, plain, read_rows
from complaints.exchange_cases import Known, known
from complaints.kinds import Status
from complaints.labels import STATUS
from complaints.region import Region
from complaints.ticket import show
from foundation.errors import Invalid, NotAllowed, NotFound
from foundation.language import mark as _
from people.actor import Actor, Role
from sla.report_jobs import Job, Jobs, Made, Wish
from web.errors import status_of
from web.exchange_files import BYTES, ROWS, rows_of
from web.exchange_table import system_of
from web.forms import day_of, posted
from web.house import House
from web.office_frame import EXCHANGE, office_page, wording_of
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording

OUT = f"{EXCHANGE.path}/keluar"
GUARDS = [one_of(*EXCHANGE.roles)]
BODY = BYTES + 200_000
SHOWN = 40
"""Rows shown before they are taken in; of those that are wrong all are named."""
FAULTY = 200

_FIELDS: tuple[Field, ...] = get_args(Field)
_NO_FILE = _("Pilih berkasnya.")
_NO_COLUMNS = _(
    "Kolom ini tidak ada pada berkas: {columns}. Ganti judul kolom di berkas dengan salah satunya, "
    "atau minta pengelola sistem menambahkan judul yang dipakai."
)
_OR = _("{heading} (atau {others})")
_NO_DAY = _("Pilih tanggalnya.")
_NOTHING = _("Tidak ada baris yang dapat diambil.")
_DONE = {
    "minta": _("Tabel sedang dibuat. Muat ulang halaman ini sebentar lagi."),
    "ambil": _("Baris-baris itu sedang diambil. Muat ulang halaman ini sebentar lagi."),
    "hapus": _("Berkas sudah dihapus."),
}


@get(EXCHANGE.path, name="office.exchange", guards=GUARDS, include_in_schema=False)
async def exchange(request: Request[Any, Any, Any]) -> Response[str]:
    return await _page(request)


@post(EXCHANGE.path, name="office.exchange.bring", guards=GUARDS, include_in_schema=False, request_max_body_size=BODY)
async def bring(request: Request[Any, Any, Any]) -> Response[Any]:
    """The first step: the file is read and kept; nothing is taken in."""
    house, person = house_of(request), _person(request)
    wording, form = await wording_of(request), await posted(request)
    try:
        system = system_of(wording, form.values.get("system", ""))
        upload = form.uploads[0] if form.uploads else None
        content = await upload.read(BYTES + 1) if upload else b""
        if not content:
            raise Invalid(_NO_FILE)
        table = await asyncio.to_thread(rows_of, content)
        if lacking := missing_columns(system, table[0]):
            raise Invalid(_NO_COLUMNS, columns="; ".join(_headings(one, wording) for one in lacking))
    except Invalid as error:
        return await _page(request, dict(error.fields) or {"file": error.sentence}, int(status_of(error)))
    given = Made("masuk.json", "application/json", msgspec.json.encode(table))
    job_id = await Jobs(house.database, house.clock).ask(person, Wish("import", form=system.code), given)
    return Redirect(f"{EXCHANGE.path}/{job_id}", status_code=303)


@get(EXCHANGE.path + "/{job_id:uuid}", name="office.exchange.look", guards=GUARDS, include_in_schema=False)
async def look(request: Request[Any, Any, Any], job_id: FromPath[UUID]) -> Response[str]:
    """Every row as it was understood, before anything is taken in; afterwards what became of them."""
    return await _look(request, job_id)


@post(EXCHANGE.path + "/{job_id:uuid}", name="office.exchange.take", guards=GUARDS, include_in_schema=False)
async def take(request: Request[Any, Any, Any], job_id: FromPath[UUID]) -> Response[Any]:
    """The second step: what can be taken in is handed to the worker."""
    house, person = house_of(request), _person(request)
    jobs, wording = Jobs(house.database, house.clock), await wording_of(request)
    job = await jobs.job(person, job_id)
    if job.wish.kind != "import":
        raise NotFound()
    if job.state != "preview":
        return Redirect(f"{EXCHANGE.path}/{job_id}", status_code=303)
    rows, there = await _read(house, jobs, job, wording, visitor_of(request).actor)
    wanted = [row for row in rows if row.past is not None and row.tracking_id not in there]
    if not wanted:
        return await _look(request, job_id, _NOTHING, 422)
    lines = b"\n".join(msgspec.json.encode(row.past) for row in wanted)
    await jobs.confirm(person, job_id, lines, {"rows": [row.number for row in wanted]})
    return Redirect(f"{EXCHANGE.path}/{job_id}?berhasil=ambil", status_code=303)


@post(OUT, name="office.exchange.out", guards=[one_of(Role.COORDINATOR)], include_in_schema=False)
async def out(request: Request[Any, Any, Any]) -> Response[Any]:
    """Ask for the table of what changed since a day."""
    house, person = house_of(request), _person(request)
    wording, values = await wording_of(request), (await posted(request)).values
    since = day_of(values.get("since", ""))
    if since is None or since > await house.today():
        return await _page(request, {"since": _NO_DAY}, 422)
    system = system_of(wording, values.get("system", ""))
    form = "xlsx" if values.get("form") == "xlsx" else "csv"
    wish = Wish("exchange", since.isoformat(), form=f"{system.code}:{form}")
    await Jobs(house.database, house.clock).ask(person, wish)
    return Redirect(f"{EXCHANGE.path}?berhasil=minta#berkas", status_code=303)


@get(
    EXCHANGE.path + "/{job_id:uuid}/{name:str}",
    name="office.exchange.file",
    guards=[one_of(Role.COORDINATOR)],
    include_in_schema=False,
)
async def file(request: Request[Any, Any, Any], job_id: FromPath[UUID], name: FromPath[str]) -> Response[bytes]:
    house, person = house_of(request), _person(request)
    jobs = Jobs(house.database, house.clock)
    if (await jobs.job(person, job_id)).wish.kind != "exchange":
        raise NotFound()
    made = await jobs.file(person, job_id, name)
    headers = {
        "Content-Disposition": f'attachment; filename="{quote(made.name)}"',
        "Cache-Control": "no-store, private",
    }
    return Response(made.content, media_type=made.media_type, headers=headers)


@post(EXCHANGE.path + "/{job_id:uuid}/hapus", name="office.exchange.forget", guards=GUARDS, include_in_schema=False)
async def forget(request: Request[Any, Any, Any], job_id: FromPath[UUID]) -> Redirect:
    house = house_of(request)
    await Jobs(house.database, house.clock).forget(_person(request), job_id)
    return Redirect(f"{EXCHANGE.path}?berhasil=hapus#berkas", status_code=303)


def _headings(known: Sequence[str], wording: Wording) -> str:
    """A column by all the headings it may stand under."""
    first, *others = known
    return wording.say(_OR, heading=first, others=", ".join(others)) if others else first


def _person(request: Request[Any, Any, Any]) -> UUID:
    person = visitor_of(request).actor.person
    if person is None:
        raise NotAllowed()
    return person


async def _read(
    house: House, jobs: Jobs, job: Job, wording: Wording, actor: Actor
) -> tuple[list[ReadRow], dict[str, Known]]:
    """The rows of a table that waits for a yes, and which of their numbers are known here."""
    system = system_of(wording, job.wish.form)
    table = msgspec.json.decode((await jobs.given(job.id)).content, type=list[list[str]])
    names, now = names_of(wording.region), house.clock.now()
    rows = await asyncio.to_thread(read_rows, system, names, table, now)
    return rows, await known(house.database, system.code, [row.tracking_id for row in rows], actor)


def names_of(region: Region) -> Names:
    """Units, topics and areas by every way the region writes them."""
    units = {plain(word): one.code for one in region.units for word in (one.name, one.short, one.code)}
    topics = {plain(word): one.code for one in region.topics if one.parent for word in (one.name, one.code)}
    areas = {plain(word): one.code for one in region.areas for word in (one.name, one.code, *one.names)}
    return Names(units, topics, areas, region.timezone)


async def _look(request: Request[Any, Any, Any], job_id: UUID, fault: str = "", status: int = 200) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    jobs = Jobs(house.database, house.clock)
    job = await jobs.job(_person(request), job_id)
    if job.wish.kind != "import":
        raise NotFound()
    context: dict[str, Any] = {
        "back": EXCHANGE.path,
        "action": f"{EXCHANGE.path}/{job_id}",
        "forget": f"{EXCHANGE.path}/{job_id}/hapus",
        "job": _row(job, wording),
        "errors": {"": say(wording.language, fault)} if fault else {},
    }
    if job.state == "preview":
        rows, there = await _read(house, jobs, job, wording, visitor_of(request).actor)
        context |= _preview(rows, there, system_of(wording, job.wish.form), wording)
        context["open_cases"] = visitor_of(request).actor.holds_role(Role.COORDINATOR)
    done = _DONE.get(request.query_params.get("berhasil", ""), "") if job.state == "waiting" else ""
    messages = [{"kind": "done", "text": wording.say(done)}] if done else []
    return await office_page(request, "office/exchange_look.html", EXCHANGE, context, status=status, messages=messages)


def _preview(rows: Sequence[ReadRow], there: dict[str, Known], system: System, wording: Wording) -> dict[str, Any]:
    known_rows = [row for row in rows if row.tracking_id in there]
    good = [row for row in rows if row.past is not None and row.tracking_id not in there]
    bad = [row for row in rows if row.past is None and row.tracking_id not in there]
    return {
        "system": system.name,
        "counts": {"all": len(rows), "good": len(good), "known": len(known_rows), "bad": len(bad)},
        "good": [_told(row, wording) for row in good[:SHOWN]],
        "more_good": max(0, len(good) - SHOWN),
        "bad": [_faulty(row, wording) for row in bad[:FAULTY]],
        "more_bad": max(0, len(bad) - FAULTY),
        "known": [_known(row, there[row.tracking_id], wording) for row in known_rows[:FAULTY]],
    }


def _told(row: ReadRow, wording: Wording) -> dict[str, Any]:
    assert row.past is not None
    past, events = row.past, row.past["events"]
    status = system_status(events)
    unit = next((event["unit"] for event in events if event["event"] == "forwarded"), None)
    return {
        "number": row.number,
        "tracking_id": row.tracking_id,
        "received_at": past["received_at"],
        "status": wording.say(STATUS[status]),
        "tone": wording.tone(status),
        "unit": wording.unit(unit) or wording.say(_("triase")),
        "topic": wording.topic(past.get("topic")) or wording.say(_("belum ada")),
        "text": wording.title(past["text"]),
        "remarks": [say(wording.language, one) for one in row.remarks],
    }


def system_status(events: Sequence[dict[str, Any]]) -> Status:
    """What a case will stand at here after these events."""
    last = events[-1]["event"] if events else ""
    return {
        "returned": Status.RETURNED,
        "archived": Status.ARCHIVED,
        "forwarded": Status.FORWARDED,
        "informed": Status.FORWARDED,  # told of, and taken up by nobody here yet
        "resolved": Status.RESOLVED,
        "closed": Status.CLOSED,
    }.get(last, Status.SUBMITTED)


def _faulty(row: ReadRow, wording: Wording) -> dict[str, Any]:
    return {
        "number": row.number,
        "tracking_id": row.tracking_id or "–",
        "faults": [say(wording.language, one) for one in row.faults],
    }


def _known(row: ReadRow, there: Known, wording: Wording) -> dict[str, Any]:
    """Of a case that whoever brought the table may not know of nothing is told but that its number is taken."""
    return {
        "number": row.number,
        "tracking_id": row.tracking_id,
        "code": show(there.code) if there.seen else "",
        "href": f"/kantor/aduan/{there.complaint_id}" if there.seen else "",
        "theirs": row.values.get("status", "–"),
        "ours": wording.say(STATUS[Status(there.status)]) if there.seen else "–",
    }


def _row(job: Job, wording: Wording) -> dict[str, Any]:
    result = job.result
    code, _colon, form = job.wish.form.partition(":")
    name = next((one.name for one in wording.region.exchange if one.code == code), code)
    outgoing = job.wish.kind == "exchange"
    return {
        "id": str(job.id),
        "name": wording.say(
            _("Keluar: perubahan untuk {system}") if outgoing else _("Masuk: tabel {system}"), system=name
        ),
        "state": job.state,
        "progress": job.progress,
        "working": job.working,
        "since": date.fromisoformat(job.wish.period) if outgoing else None,
        "asked_at": job.asked_at,
        "expires_at": job.expires_at,
        "fault": say(wording.language, job.fault)
        if " " in job.fault
        else wording.say(_("Terjadi kesalahan. Coba lagi.")),
        "files": [{"name": form.upper(), "href": f"{EXCHANGE.path}/{job.id}/{one.name}"} for one in job.files],
        "href": "" if outgoing else f"{EXCHANGE.path}/{job.id}",
        "added": result.get("added"),
        "known": result.get("known", 0),
        "bad": result.get("bad", []),
        "forget": f"{EXCHANGE.path}/{job.id}/hapus",
    }


async def _page(
    request: Request[Any, Any, Any], faults: dict[str, str] | None = None, status: int = 200
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    jobs = [
        one
        for one in await Jobs(house.database, house.clock).mine(_person(request))
        if one.wish.kind in ("import", "exchange")
    ]
    today = await house.today()
    context = {
        "action": EXCHANGE.path,
        "out_action": OUT,
        "systems": [{"value": one.code, "label": one.name} for one in wording.region.exchange],
        "jobs": [_row(one, wording) for one in jobs],
        "may_take_out": visitor_of(request).actor.holds_role(Role.COORDINATOR),
        "most_rows": ROWS,
        "megabytes": BYTES // 1_000_000,
        "today": today.isoformat(),
        "values": {"since": (today - timedelta(days=7)).isoformat(), "form": "xlsx"},
        "errors": {name: say(wording.language, words) for name, words in (faults or {}).items()},
        "folder": f"regions/{wording.region.code}/exchange.toml",
        "known": [
            {
                "name": one.name,
                "columns": [_headings(one.known_as(field), wording) for field in _FIELDS if field in one.columns],
            }
            for one in wording.region.exchange
        ],
    }
    done = _DONE.get(request.query_params.get("berhasil", ""), "")
    messages = [{"kind": "done", "text": wording.say(done)}] if done else []
    return await office_page(request, "office/exchange.html", EXCHANGE, context, status=status, messages=messages)


HANDLERS: list[HTTPRouteHandler] = [exchange, bring, look, take, out, file, forget]

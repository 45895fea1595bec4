"""One case on an officer's desk: what was told, what was promised, what may be done, and what has happened."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from complaints import commands as c
from complaints import events as e
from complaints.kinds import Stage, Visibility
from complaints.labels import PRIORITY
from complaints.lifecycle import SHOWABLE, TRANSITIONS, open_moves
from complaints.reviewing import unreviewed
from complaints.ticket import show
from complaints.views import Case
from complaints.visibility import Sight
from foundation.errors import NotFound
from foundation.language import mark as _
from people.actor import Actor
from routing.advice import Reading
from web.case_parts import offices_parts, offices_whole
from web.case_rows import PRESSING
from web.file_answers import answered
from web.house import House
from web.move_form import Desk
from web.moves import BY_SLUG, FORMS, moves
from web.office_clocks import clocks
from web.office_frame import READERS, office_page, wording_of
from web.promised import reasons
from web.rendering import say
from web.suggestion import asked_of, percent, returned, sections_of, suggestion_of
from web.transcripts import MOVE, heard
from web.visitor import house_of, one_of, visitor_of
from web.wording import SYSTEMS, Wording

_WRITTEN = ("words", "value", "code", "to", "number", "sent_on", "on", "ground")
"""Fields in which something is written, not chosen."""

CARRIED = ("back", "next", "status", "state", "page")
"""Hidden fields that say from where a form was sent, and where its sender goes on."""


@get("/kantor/aduan/{complaint_id:uuid}", name="office.case", guards=[one_of(*READERS)], include_in_schema=False)
async def case_page(request: Request[Any, Any, Any], complaint_id: FromPath[UUID]) -> Response[str]:
    house, actor = house_of(request), visitor_of(request).actor
    case = await house.queries.case(actor, complaint_id)
    done = FORMS[BY_SLUG[slug]].done if (slug := request.query_params.get("berhasil", "")) in BY_SLUG else ""
    messages = [{"kind": "done", "text": say(visitor_of(request).language, done)}] if done else []
    return await drawn(request, case, messages=messages)


@get(
    "/kantor/aduan/{complaint_id:uuid}/foto/{file_id:uuid}",
    name="office.photo",
    guards=[one_of(*READERS)],
    include_in_schema=False,
)
async def photo(
    request: Request[Any, Any, Any], complaint_id: FromPath[UUID], file_id: FromPath[UUID]
) -> Response[bytes]:
    house = house_of(request)
    row = await house.queries.file(visitor_of(request).actor, complaint_id, file_id)
    return await answered(request, house.attachments, row)


async def desk_of(request: Request[Any, Any, Any], case: Case, reading: Reading | None = None) -> Desk:
    house, wording = house_of(request), await wording_of(request)
    return Desk(case.complaint, wording, await house.policies.current(), reading, returned(case))


async def reading_of(house: House, actor: Actor, case: Case) -> Reading | None:
    """What the router makes of a case now, for whoever is about to forward it.

    None on the oversight road, where nothing is for triage to choose, and where nothing was told in words yet.
    """
    move, complaint = TRANSITIONS[c.Forward], case.complaint
    if not sections_of(case) or complaint.restricted or complaint.status not in move.statuses:
        return None
    if not move.allowed(actor, complaint):
        return None
    return await house.advisor.read(asked_of(case))


async def drawn(
    request: Request[Any, Any, Any],
    case: Case,
    *,
    status: int = 200,
    messages: Sequence[Mapping[str, str]] = (),
    open_move: str = "",
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    stale: bool = False,
    photos_kept: Sequence[Mapping[str, str]] = (),
) -> Response[str]:
    """The page of a case; what came back with a refused form is shown in it."""
    house, actor = house_of(request), visitor_of(request).actor
    complaint = case.complaint
    reading = await reading_of(house, actor, case)
    desk = await desk_of(request, case, reading)
    wording, forms = desk.wording, moves(desk, actor)
    recordings = heard(wording, case, photo_url(complaint.id))
    transcribe = transcribing(case, actor) if recordings else ""
    shown = {form["name"] for form in forms}
    if transcribe and any(one.id == (values or {}).get("file") for one in recordings):
        shown.add(MOVE)
    context = {
        "case": await _case_words(house, actor, case, wording),
        "reporter": case.contact,
        "reporter_words": wording.say(reporter_words(case)),
        "suggestion": suggestion_of(wording, case, reading) if reading else None,
        "by_itself": by_itself(wording, case),
        "accept": f"/kantor/aduan/{complaint.id}/teruskan",
        "prepare": f"/kantor/triase?aduan={complaint.id}",
        "hidden": {name: (values or {})[name] for name in CARRIED if name in (values or {})},
        "clocks": clocks(wording, case, desk.policy.rules, await reasons(house, wording, complaint)),
        "why_base": f"/kantor/aduan/{complaint.id}/mengapa/",
        "timeline": wording.timeline(case, photo_url(complaint.id)),
        "version": complaint.version,
        "key": uuid4(),
        "preview": _preview(wording, case),
        "recordings": recordings,
        "transcribe": transcribe,
        "moves": forms,
        "open_move": open_move if open_move in shown else "",
        "values": values or {},
        "errors": errors or {},
        "stale": stale,
        "photos_kept": photos_kept,
        # The move may be closed by now; what was typed for it is shown all the same.
        "kept": [] if open_move in shown or not values else _typed(values),
    }
    return await office_page(request, "office/case.html", None, context, status=status, messages=messages)


def _preview(wording: Wording, case: Case) -> dict[str, str] | None:
    """Where one sees what everybody reads of a case, and how many photos wait to be looked at; None: never public."""
    if case.sight < Sight.WORDS or case.complaint.withheld or case.complaint.status not in SHOWABLE:
        return None
    waiting = len(unreviewed(case.complaint))
    words = wording.say(_("{count} foto belum ditinjau"), count=waiting) if waiting else ""
    return {"href": f"/kantor/aduan/{case.complaint.id}/pratinjau", "words": words}


def transcribing(case: Case, actor: Actor) -> str:
    """Where somebody sends what is said in a recording of this case; empty for whoever may not."""
    may = c.Transcribe in open_moves(case.complaint, actor)
    return f"/kantor/aduan/{case.complaint.id}/{MOVE}" if may else ""


def by_itself(wording: Wording, case: Case) -> str:
    """That nobody has read it before it came here, for those to whom it came; empty once somebody has acted."""
    if not case.complaint.unread:
        return ""
    method = next((one.event.method for one in reversed(case.entries) if isinstance(one.event, e.Forwarded)), "")
    return wording.say(
        _(
            "Diteruskan otomatis oleh sistem (keyakinan {share}%, model {method}). "
            "Bila bukan tugas unit ini, kembalikan: sistem belajar dari itu."
        ),
        share=percent(case.complaint.suggested_share or 0.0),
        method=method,
    )


def _typed(values: Mapping[str, str]) -> list[str]:
    return [value for name, value in values.items() if name in _WRITTEN and value.strip()]


def photo_url(complaint_id: UUID) -> Any:
    return lambda file_id: f"/kantor/aduan/{complaint_id}/foto/{file_id}"


async def _case_words(house: House, actor: Actor, case: Case, wording: Wording) -> dict[str, Any]:
    complaint, place = case.complaint, case.place
    unseen = wording.say(_("Isi laporan ini rahasia. Hanya petugas yang menanganinya yang membacanya."))
    erased = wording.say(_("Isi laporan ini sudah dihapus."))
    readable_here = case.sight >= Sight.WORDS
    point = place is not None and place.latitude is not None
    return {
        "code": show(complaint.code),
        "title": wording.title(case.told or case.report) if readable_here else wording.say(_("Aduan rahasia")),
        "words": case.report or (erased if readable_here else unseen),
        "status_label": wording.status(complaint.status),
        "status_tone": wording.tone(complaint.status),
        "kind_label": wording.kind(complaint.kind),
        "topic": wording.topic(complaint.topic) if readable_here else "",
        "unit": wording.unit(complaint.unit) or wording.body(complaint.body),
        "about": wording.unit(complaint.about_unit) if readable_here else "",
        "holder": await holder(house, complaint.taken_by),
        "filed_at": complaint.received_at,
        "happened_on": complaint.happened_on if readable_here else None,
        "place": ", ".join(part for part in (place.address, wording.area(place.area)) if part) if place else "",
        "map_href": f"https://www.openstreetmap.org/?mlat={place.latitude}&mlon={place.longitude}#map=17/{place.latitude}/{place.longitude}"
        if point and place and not complaint.restricted
        else "",
        "priority": str(complaint.priority) if complaint.priority in PRESSING else "",
        "priority_label": wording.say(PRIORITY[complaint.priority]) if complaint.priority in PRESSING else "",
        "called_since": calling.given_at if (calling := complaint.waits_for(Stage.ACKNOWLEDGE)) else None,
        "channel_label": wording.channel(complaint.channel),
        "visibility_label": ""
        if complaint.visibility is Visibility.PUBLIC
        else wording.visibility(complaint.visibility),
        "references": ", ".join(
            f"{wording.say(SYSTEMS.get(system, system))} {value}" for system, value in complaint.references
        ),
        "photos": wording.photos(case, photo_url(complaint.id)),
        "same_as": await _same_case(house, actor, complaint.duplicate_of),
        "parts": await offices_parts(house, actor, complaint, wording),
        "whole": await offices_whole(house, actor, complaint),
    }


async def holder(house: House, officer: UUID | None) -> str:
    """The name of the officer who took the case."""
    if officer is None:
        return ""
    return next((account.name for account in await house.accounts.all() if account.id == officer), "")


async def _same_case(house: House, actor: Actor, complaint_id: UUID | None) -> dict[str, str] | None:
    """The earlier report of a duplicate, if this officer may see it."""
    if complaint_id is None:
        return None
    try:
        found = await house.queries.case(actor, complaint_id)
    except NotFound:
        return None
    return {"code": show(found.complaint.code), "href": f"/kantor/aduan/{complaint_id}"}


def reporter_words(case: Case) -> str:
    """Why the reporter's name is not shown, or how to treat it."""
    complaint = case.complaint
    if complaint.erased:
        return _("Data pelapor sudah dihapus.")
    if case.sight < Sight.WORDS:
        return _("Laporan rahasia: hanya petugas yang menanganinya yang mengetahui pelapornya.")
    if case.sight < Sight.REPORTER:
        if complaint.visibility is Visibility.ANONYMOUS:
            return _("Pelapor memilih anonim. Namanya tidak diperlihatkan kepada unit; tanyakan lewat halaman ini.")
        return _("Peran Anda tidak memerlukan nama pelapor.")
    if case.contact is None:
        return _("Pelapor tidak meninggalkan nama atau kontak. Pertanyaan Anda tampil di halaman aduannya.")
    if complaint.visibility is Visibility.ANONYMOUS:
        return _("Pelapor memilih anonim: jangan sebutkan namanya kepada unit atau siapa pun.")
    if complaint.visibility is Visibility.CONFIDENTIAL:
        return _("Laporan rahasia: data ini hanya untuk menangani aduan, jangan diteruskan kepada siapa pun.")
    return ""


HANDLERS: list[HTTPRouteHandler] = [case_page, photo]

"""One case on an officer's desk: what was told, what was promised, what may be done, and what has happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from complaints import commands as c
from complaints.colleagues import Colleagues
from complaints.kinds import Status
from complaints.lifecycle import SHOWABLE, TRANSITIONS, open_moves
from complaints.links import Linked, Links, linked
from complaints.reply_drafts import ReplyDraft
from complaints.reviewing import unreviewed
from complaints.sight import HANDLERS as WORKING
from complaints.views import Case, Line
from complaints.visibility import Sight
from foundation.language import mark as _
from people.actor import Actor
from people.on_behalf import acts_of
from people.takers import Takers
from routing.advice import Reading
from sla.policy import Policy
from web.asked import asking
from web.closing_moves import PROPOSED, proposal_words
from web.file_answers import answered
from web.forms import uuid_of
from web.house import House
from web.move_form import Desk
from web.moves import BY_SLUG, FORMS, beside, moves
from web.office_clocks import clocks
from web.office_drafts import CARRIED, drafts_of, others, own, taken_over
from web.office_facts import by_itself, case_words, photo_url, reporter_words
from web.office_files import file_cards, smaller
from web.office_frame import READERS, office_page, wording_of
from web.office_links import codes, groups, open_parts
from web.office_papers import paper_cards
from web.office_presence import sentences, signed
from web.office_timeline import chosen_of, joined, mentioned_cases, officers_in, since, timeline, told_moments
from web.promised import reasons
from web.rendering import say
from web.reply_choices import choices
from web.suggestion import asked_of, returned, sections_of, suggestion_of
from web.transcripts import MOVE, heard
from web.visitor import house_of, one_of, visitor_of
from web.wording import Moment, Wording, options

__all__ = ["CARRIED", "HANDLERS", "by_itself", "desk_of", "drawn", "photo_url", "reading_of", "transcribing"]

_WRITTEN = ("words", "value", "code", "to", "number", "sent_on", "on", "ground")
"""Fields in which something is written, not chosen."""

Options = Sequence[Mapping[str, Any]]

_DRAFT_KEPT = _("Draf disimpan. Rekan seunit Anda dapat melanjutkannya bila aduan ini berpindah tangan.")
_REPLY_PUT = _("Balasan baku ada di formulir di bawah. Sesuaikan dengan aduan ini sebelum dikirim.")
_DRAFT_TAKEN = _("Draf rekan Anda ada di formulir di bawah. Periksa dan ubah seperlunya sebelum dikirim.")


@dataclass(frozen=True)
class Beside:
    """What is read beside a case for its page, once: words with names, other cases, drafts, who else is there."""

    wording: Wording
    linked: Sequence[Linked]
    merged: Sequence[Line]
    drafts: Sequence[ReplyDraft]
    there: Sequence[str]


@get("/kantor/aduan/{complaint_id:uuid}", name="office.case", guards=[one_of(*READERS)], include_in_schema=False)
async def case_page(request: Request[Any, Any, Any], complaint_id: FromPath[UUID]) -> Response[str]:
    house, actor = house_of(request), visitor_of(request).actor
    case = await house.queries.case(actor, complaint_id)
    done = FORMS[BY_SLUG[slug]].done if (slug := request.query_params.get("berhasil", "")) in BY_SLUG else ""
    if slug == FORMS[c.Resolve].slug and case.complaint.proposal is not None:
        done = PROPOSED
    move = request.query_params.get("draf", "")
    if move in BY_SLUG:
        done = _DRAFT_TAKEN if request.query_params.get("dari") else _DRAFT_KEPT
        done = _REPLY_PUT if request.query_params.get("balasan") else done
    messages = [{"kind": "done", "text": say(visitor_of(request).language, done)}] if done else []
    return await drawn(request, case, messages=messages, open_move=move)


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
    """What the forms of a case are drawn from; of other cases what whoever asks may know."""
    house, actor, wording = house_of(request), visitor_of(request).actor, await wording_of(request)
    known = await Links(house.database).known(actor, tuple(case.complaint.links))
    people = await _takers(house, actor, case, wording)
    return _desk(wording, await house.policies.current(), case, reading, linked(case.complaint, known), people)


def _desk(
    wording: Wording, policy: Policy, case: Case, reading: Reading | None, others: Sequence[Linked], people: Options
) -> Desk:
    named = codes({one.line.id: one.line for one in others})
    told = tuple((str(one), code) for one, code in named.items())
    return Desk(case.complaint, wording, policy, reading, returned(case), told, people, open_parts(others))


async def _takers(house: House, actor: Actor, case: Case, wording: Wording) -> Options:
    """To whom this officer may give the case: whoever works for its unit today and does not have it already."""
    complaint = case.complaint
    if complaint.unit is None or c.Assign not in open_moves(complaint, actor):
        return ()
    found = await Takers(house.database, house.clock).of([complaint.unit], *WORKING)
    held = complaint.taken_by if complaint.status not in (Status.FORWARDED, Status.DISPUTED) else None
    me = wording.say(_("Anda"))
    names = ((str(one.id), f"{one.name} ({me})" if one.id == actor.person else one.name) for one in found)
    return options(one for one in names if one[0] != str(held))


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


async def _beside(request: Request[Any, Any, Any], case: Case) -> Beside:
    house, actor = house_of(request), visitor_of(request).actor
    names = await Colleagues(house.database, house.clock).names(officers_in(case))
    known = await Links(house.database).known(actor, mentioned_cases(case))
    acts = await acts_of(house.database, officers_in(case))
    wording = replace(await wording_of(request), names=names, cases=codes(known), acts=acts)
    there = sentences(wording, await signed(house, actor, case.complaint.id))
    drafts = await drafts_of(house, case.complaint) if case.sight >= Sight.WORDS else ()
    merged = [line for one, line in known.items() if one in joined(case) and one not in case.complaint.links]
    return Beside(wording, linked(case.complaint, known), merged, drafts, there)


async def drawn(
    request: Request[Any, Any, Any],
    case: Case,
    *,
    status: int = 200,
    messages: Sequence[Mapping[str, str]] = (),
    open_move: str = "",
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    gentle: str = "",
    stale_since: int | None = None,
    photos_kept: Sequence[Mapping[str, str]] = (),
) -> Response[str]:
    """The page of a case; what came back with a refused form is shown in it.

    `gentle`: what is said in that form where its words may go out as they are, though they say little.
    `stale_since`: somebody changed the case after this version, which was the one the form was written against.
    """
    house, actor = house_of(request), visitor_of(request).actor
    complaint = case.complaint
    reading = await reading_of(house, actor, case)
    known = await _beside(request, case)
    wording, policy = known.wording, await house.policies.current()
    desk = _desk(wording, policy, case, reading, known.linked, await _takers(house, actor, case, wording))
    forms, aside = moves(desk, actor), beside(desk, actor)
    drafts = own(known.drafts, actor, complaint)
    drafts |= taken_over(known.drafts, actor, complaint, open_move, uuid_of(request.query_params.get("dari", "")))
    recordings = heard(wording, case, photo_url(complaint.id))
    transcribe = transcribing(case, actor) if recordings else ""
    shown = {form["name"] for form in (*forms, *aside.values())}
    if transcribe and any(one.id == (values or {}).get("file") for one in recordings):
        shown.add(MOVE)
    moments = told_moments(wording, case, photo_url(complaint.id))
    context = await _standing(house, actor, case, known, policy, reading) | {
        "hidden": {name: (values or {})[name] for name in CARRIED if name in (values or {})},
        "timeline": timeline(wording, case, _with_small(moments), chosen_of(request.query_params.get("garis", ""))),
        "recordings": recordings,
        "transcribe": transcribe,
        "moves": forms,
        "aside": aside,
        "gentle": gentle,
        "drafts": drafts,
        "left_drafts": others(known.drafts, actor, complaint),
        "open_move": open_move if open_move in shown else "",
        "values": values or {},
        "errors": errors or {},
        "stale": stale_since is not None,
        "changed": since(moments, stale_since) if stale_since is not None else [],
        "photos_kept": photos_kept,
        # The move may be closed by now; what was typed for it is shown all the same.
        "kept": [] if open_move in shown or not values else _typed(values),
    }
    return await office_page(request, "office/case.html", None, context, status=status, messages=messages)


async def _standing(
    house: House, actor: Actor, case: Case, known: Beside, policy: Policy, reading: Reading | None
) -> dict[str, Any]:
    """The part of the page that stands there whatever came back with a form."""
    complaint, wording = case.complaint, known.wording
    base = f"/kantor/aduan/{complaint.id}"
    return {
        "case": await case_words(house, actor, case, wording),
        "reporter": case.contact,
        "reporter_words": wording.say(reporter_words(case)),
        "suggestion": suggestion_of(wording, case, reading) if reading else None,
        "by_itself": by_itself(wording, case),
        "accept": f"{base}/teruskan",
        "prepare": f"/kantor/triase?aduan={complaint.id}",
        "base": base,
        "clocks": clocks(wording, case, policy.rules, await reasons(house, wording, complaint)),
        "why_base": f"{base}/mengapa/",
        "version": complaint.version,
        "key": uuid4(),
        "preview": _preview(wording, case),
        "proposal": proposal_words(wording, case, photo_url(complaint.id)),
        **await asking(house, actor, case, wording),
        "linked": groups(wording, known.linked, known.merged),
        "files": file_cards(wording, case),
        "papers": paper_cards(wording, case),
        "may_make_papers": case.sight >= Sight.WORDS and TRANSITIONS[c.MakePaper].allowed(actor, complaint),
        "replies": await choices(house, wording, case),
        "there": known.there,
    }


def _with_small(moments: Sequence[Moment]) -> list[Moment]:
    return [replace(one, photos=tuple(smaller(one.photos))) if one.photos else one for one in moments]


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


def _typed(values: Mapping[str, str]) -> list[str]:
    return [value for name, value in values.items() if name in _WRITTEN and value.strip()]


HANDLERS: list[HTTPRouteHandler] = [case_page, photo]

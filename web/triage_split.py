"""A report of several matters, made into several cases: proposed by what the router reads, set right by hand."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID, uuid4, uuid5

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints import commands as c
from complaints import ticket
from complaints.complaint import AttachedFile
from complaints.given import Asked as AskedOf
from complaints.kinds import Kind, Priority
from complaints.lifecycle import TRANSITIONS
from complaints.report import said
from complaints.splitting import LEAST, MOST
from complaints.ticket import show
from complaints.views import Case
from foundation.errors import Invalid, NotAllowed, NotFound, Refused, ServiceError, Stale
from foundation.language import mark as _
from people.actor import Actor
from routing.advice import Reading
from web.case_rows import Asked
from web.errors import status_of
from web.forms import Posted, posted
from web.house import House
from web.move_form import Told
from web.office_case import CARRIED, photo_url
from web.office_choices import topic_options
from web.office_frame import TRIAGE, narrowed, office_page, wording_of
from web.rendering import say
from web.triage_desk import onward
from web.triage_moves import unit_of
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording

PATH = f"{TRIAGE.path}/{{complaint_id:uuid}}/bagi"
LIKELY, AHEAD = 0.2, 2.0
"""How sure the router has to be of a sentence's unit, and how many times surer than of the next, for it to be proposed:
less than elsewhere, for one sentence tells little, and somebody reads the proposal."""
LONGEST = 40
"""Sentences that are read one by one; what follows them goes to the last part."""

_EMPTY = _("Tuliskan isi bagian ini, atau hapus bagiannya.")
_GONE = _("Aduan ini sudah diputuskan orang lain, sehingga tidak dapat dibagi lagi.")
_ENDS = re.compile(r"(?<=[.!?;])\s+|\n+")


class Draft(NamedTuple):
    """A part as it stands in the form; `unit` as it was typed."""

    words: str = ""
    unit: str = ""
    topic: str = ""
    oversight: bool = False
    danger: bool = False
    files: tuple[str, ...] = ()


@get(PATH, name="office.split", guards=[one_of(*TRIAGE.roles)], include_in_schema=False)
async def split_page(request: Request[Any, Any, Any], complaint_id: FromPath[UUID]) -> Response[Any]:
    case, asked = await _case(request, complaint_id), Asked(request)
    if case.complaint.status not in TRANSITIONS[c.Split].statuses:
        return Redirect(f"{TRIAGE.path}?aduan={complaint_id}", status_code=303)
    carried = {name: asked.text(name, 40) for name in CARRIED}
    wording = await wording_of(request)
    return await _drawn(request, case, await proposed(house_of(request), wording, case), carried)


@post(PATH, name="office.split.make", guards=[one_of(*TRIAGE.roles)], include_in_schema=False)
async def split(request: Request[Any, Any, Any], complaint_id: FromPath[UUID]) -> Response[Any]:
    """Split it, or give the form back with a part more or fewer, or with what has to be set right."""
    house, form = house_of(request), await posted(request)
    actor = narrowed(visitor_of(request).actor, *TRIAGE.roles)
    cause = f"office:{form.key or uuid4()}:bagi"
    try:
        case = await _case(request, complaint_id)
    except (NotFound, NotAllowed):
        # The first press of two may have taken it out of sight.
        if await _done_before(house, actor, complaint_id, cause):
            return Redirect(onward(form.values, "bagi", complaint_id), status_code=303)
        raise
    drafts, carried = _drafts(form), {name: form.values.get(name, "") for name in CARRIED}
    if form.values.get("tambah"):
        more = [*drafts, Draft(files=_told_with(case))][:MOST]
        return await _drawn(request, case, more, carried, form=form, focus=len(drafts) + 1)
    if dropped := form.values.get("hapus"):
        left = [one for place, one in enumerate(drafts, 1) if str(place) != dropped]
        return await _drawn(request, case, left if len(left) >= LEAST else drafts, carried, form=form)
    try:
        if cause not in case.complaint.causes and case.complaint.status not in TRANSITIONS[c.Split].statuses:
            raise Stale(_GONE)
        parts = await _parts(house, await wording_of(request), case, drafts, cause)
        await house.handling.handle(c.Order(complaint_id, c.Split(parts), cause, form.version or 0), actor)
    except (Invalid, Refused, Stale) as error:
        return await _drawn(request, case, drafts, carried, form=form, error=error)
    return Redirect(onward(form.values, "bagi", complaint_id), status_code=303)


async def _done_before(house: House, actor: Actor, complaint_id: UUID, cause: str) -> bool:
    """Whether this very form was handled. A version nobody can have seen makes sure that nothing happens now."""
    try:
        await house.handling.handle(c.Order(complaint_id, c.Take(), cause, seen=-1), actor)
    except ServiceError:
        return False
    return True


async def _case(request: Request[Any, Any, Any], complaint_id: UUID) -> Case:
    actor = narrowed(visitor_of(request).actor, *TRIAGE.roles)
    case = await house_of(request).queries.case(actor, complaint_id)
    if not TRANSITIONS[c.Split].allowed(actor, case.complaint):
        raise NotAllowed()
    return case


async def proposed(house: House, wording: Wording, case: Case) -> list[Draft]:
    """A part for each unit that sentences seem to be for; one that is for nobody stays with what it follows."""
    sentences = [one.strip() for one in _ENDS.split(case.told) if one.strip()]
    found: list[tuple[str, str, list[str]]] = []
    for number, sentence in enumerate(sentences):
        asked = AskedOf(sentence, area=case.complaint.area)
        unit, topic = _owner(await house.advisor.read(asked)) if number < LONGEST else ("", "")
        earlier = next((one for one in found if one[0] == unit), None)
        if unit and earlier is not None:
            earlier[2].append(sentence)
        elif found and not unit:
            found[-1][2].append(sentence)
        elif found and not found[-1][0]:
            found[-1] = (unit, topic, [*found[-1][2], sentence])
        else:
            found.append((unit, topic, [sentence]))
    empty = Draft(danger=_dangerous(case), files=_told_with(case))
    drafts = [
        empty._replace(words=" ".join(words), unit=wording.unit(unit), topic=_topic(wording, unit, topic))
        for unit, topic, words in found[:MOST]
    ]
    return [*drafts, *(empty for _ in range(LEAST - len(drafts)))]


def _told_with(case: Case) -> tuple[str, ...]:
    """What came with the report: it goes with every part until somebody takes it out, so that none is forgotten."""
    return tuple(str(file.id) for file in case.files if file.of == "report")


def _owner(reading: Reading | None) -> tuple[str, str]:
    """The unit a sentence seems to be for, with its topic; nothing where that is not clear enough."""
    if reading is None or not reading.owners or reading.owners[0].unit is None:
        return "", ""
    first, second = reading.owners[0], (reading.owners[1].share if len(reading.owners) > 1 else 0.0)
    if first.share < LIKELY or first.share < AHEAD * second:
        return "", ""
    return first.unit or "", reading.topic or ""


def _topic(wording: Wording, unit: str, topic: str) -> str:
    rule = wording.region.rules.topics.get(topic)
    return topic if rule is not None and rule.unit == unit else ""


def _dangerous(case: Case) -> bool:
    return case.complaint.priority is Priority.DANGER


def _drafts(form: Posted) -> list[Draft]:
    """The parts as they were typed."""
    value, found = form.values.get, []
    for place in range(1, MOST + 1):
        if f"{place}-words" not in form.values:
            break
        prefix = f"{place}-file-"
        files = tuple(name.removeprefix(prefix) for name in form.values if name.startswith(prefix))
        found.append(
            Draft(
                value(f"{place}-words", ""),
                value(f"{place}-unit", ""),
                value(f"{place}-topic", ""),
                bool(value(f"{place}-oversight")),
                bool(value(f"{place}-danger")),
                files,
            )
        )
    return found


async def _parts(house: House, wording: Wording, case: Case, drafts: Sequence[Draft], cause: str) -> tuple[c.Part, ...]:
    """The parts as the road takes them, their files copied; raises Invalid with the faults of all of them."""
    faults: dict[str, str] = {}
    checked: list[tuple[Draft, c.Words, str | None]] = []
    for place, draft in enumerate(drafts, 1):
        words, unit = None, None
        try:
            words = said(draft.words, field=f"{place}-words", missing=_EMPTY)
            unit = unit_of(Told({"unit": draft.unit}), wording.region) if draft.unit and not draft.oversight else None
        except Invalid as wrong:
            faults |= {name if "-" in name else f"{place}-{name}": told for name, told in wrong.fields.items()}
        if words is not None:
            checked.append((draft, words, unit))
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    kept = {str(file.id): file for file in case.complaint.files}
    made = []
    for place, (draft, words, unit) in enumerate(checked, 1):
        # The same form sent again makes the same cases, and never more of them.
        own = c.filing_id(uuid5(case.complaint.id, f"{cause}:{place}"))
        files = [await _copied(house, case, kept[one], own) for one in draft.files if one in kept]
        made.append(
            c.Part(
                own,
                words,
                ticket.draw(),
                draft.topic or None,
                unit,
                draft.oversight,
                draft.danger,
                tuple(files),
            )
        )
    return tuple(made)


async def _copied(house: House, case: Case, file: AttachedFile, to: UUID) -> c.File:
    """A file of the report under the id of a part, so that each can be erased without the other."""
    known = await house.attachments.recall(case.complaint.id, file.id)
    named = next((one.name for one in case.files if one.id == file.id), "")
    return await house.attachments.copy(msgspec.structs.replace(known, name=named), to)


async def _drawn(
    request: Request[Any, Any, Any],
    case: Case,
    drafts: Sequence[Draft],
    carried: dict[str, str],
    *,
    form: Posted | None = None,
    error: ServiceError | None = None,
    focus: int = 0,
) -> Response[str]:
    wording, complaint = await wording_of(request), case.complaint
    faults = dict(error.fields) if isinstance(error, Invalid) else {}
    if error is not None and not faults:
        faults = {"": error.sentence}
    url = photo_url(complaint.id)
    context = {
        "code": show(complaint.code),
        "told": case.told or case.report or "",
        "drafts": drafts,
        "files": [
            {
                "id": str(file.id),
                "url": url(file.id),
                "picture": file.media_type.startswith("image/"),
                "name": file.name,
            }
            for file in case.files
            if file.of == "report"
        ],
        "topics": topic_options(wording),
        "units": [
            {"name": unit.name, "short": unit.short, "duty": unit.duty} for unit in wording.region.units if unit.accepts
        ],
        "dangerous": _dangerous(case),
        "may_add": len(drafts) < MOST,
        "may_drop": len(drafts) > LEAST,
        "focus": focus,
        "action": f"{TRIAGE.path}/{complaint.id}/bagi",
        "back": f"{TRIAGE.path}?{urlencode({'aduan': str(complaint.id)} | {n: v for n, v in carried.items() if v})}",
        "hidden": carried,
        "version": form.version if form and form.version is not None else complaint.version,
        "key": form.key if form and form.key else uuid4(),
        "errors": {name: say(wording.language, told) for name, told in faults.items()},
        "oversight_to": wording.unit(wording.region.rules.oversight_destination(complaint.about_unit).unit or ""),
        "formal": complaint.kind is Kind.FORMAL_INFORMATION,
    }
    return await office_page(
        request, "office/split.html", TRIAGE, context, status=int(status_of(error)) if error is not None else 200
    )


HANDLERS: list[HTTPRouteHandler] = [split_page, split]

"""Standard replies where words of a case are written: which suit it best, filled in, and what is sent with one."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.kinds import Stage
from complaints.lifecycle import BESIDE, TRANSITIONS
from complaints.repetition import repeated_share
from complaints.reply_words import filled, left_open, says_nothing_own
from complaints.standard_replies import NOTHING, Outcome, Reply, StandardReplies
from complaints.ticket import show
from complaints.views import Case
from complaints.visibility import Sight
from foundation.errors import Invalid, NotAllowed, NotFound
from foundation.language import SOURCE_LANGUAGE, Sentence
from foundation.language import mark as _
from web.forms import UPLOAD_BODY, Posted, posted, uuid_of
from web.house import House
from web.moves import BY_SLUG, TO_REPORTER
from web.office_drafts import keep
from web.office_frame import READERS, wording_of
from web.paper_words import day_words
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording

CHOSEN, USED, SURE = "balasan", "balasan_dipakai", "tetap"
"""Fields of a form: the reply in its list, the one its words began as, and that they shall go out as they are."""
TOLD = (c.Resolve, c.Inform)
"""What has to say something of this very case."""
_TELL = _(
    "Tulisan ini hampir sama persis dengan balasan baku. Tambahkan apa yang dikerjakan pada aduan ini: "
    "di mana, kapan, oleh siapa. Bila memang cukup begini, kirim sekali lagi."
)
_OPEN = _("Masih ada yang belum diisi: {fields}. Ganti dengan keterangannya, atau hapus.")
_STILL_ITS = 0.2
"""Share of a reply's runs of words, its fields and all, that has to stand in what was sent with it."""
_USED_FORM = re.compile(r"([0-9a-f-]{36}):(\d{1,6})")


class SaysNothingOwn(Invalid):
    """Tulisan ini hampir sama persis dengan balasan baku."""


@post(
    "/kantor/aduan/{complaint_id:uuid}/balasan/{move:str}",
    name="office.reply.put",
    guards=[one_of(*READERS)],
    request_max_body_size=UPLOAD_BODY,
    include_in_schema=False,
)
async def put(request: Request[Any, Any, Any], complaint_id: FromPath[UUID], move: FromPath[str]) -> Redirect:
    """Without scripts: the reply goes behind what was typed, and all of it into the draft of that form."""
    house, actor = house_of(request), visitor_of(request).actor
    kind, form = BY_SLUG.get(move), await posted(request)
    if kind is None or kind not in TO_REPORTER:
        raise NotFound()
    case = await house.queries.case(actor, complaint_id)
    if not TRANSITIONS[kind].allowed(actor, case.complaint):
        raise NotAllowed()
    back = f"/kantor/aduan/{complaint_id}?draf={move}"
    reply = await _chosen(house, case, form.values.get(CHOSEN, ""))
    if reply is None:
        return Redirect(f"{back}#langkah-{move}", status_code=303)
    words = filled(reply.words, await values_of(request, case))
    typed = form.values.get("words", "").rstrip()
    together = {**form.values, "words": f"{typed}\n\n{words}" if typed else words, USED: f"{reply.id}:{reply.version}"}
    await keep(house, actor, case.complaint, move, Posted(together, form.raw, (), ()))
    return Redirect(f"{back}&balasan=ya#langkah-{move}", status_code=303)


@get(
    "/kantor/aduan/{complaint_id:uuid}/balasan",
    name="office.reply.words",
    guards=[one_of(*READERS)],
    include_in_schema=False,
)
async def words_of(request: Request[Any, Any, Any], complaint_id: FromPath[UUID]) -> Response[dict[str, str]]:
    """The reply filled in for this case, for the script that puts it where somebody writes."""
    house = house_of(request)
    case = await house.queries.case(visitor_of(request).actor, complaint_id)
    reply = await _chosen(house, case, str(request.query_params.get("pilih", "")))
    if reply is None or case.sight < Sight.WORDS:
        raise NotFound()
    told = {"words": filled(reply.words, await values_of(request, case)), "used": f"{reply.id}:{reply.version}"}
    return Response(told, headers={"Cache-Control": "no-store"})


async def values_of(request: Request[Any, Any, Any], case: Case) -> dict[str, str]:
    """What the fields stand for in this case; of its place no more than the area: everybody may come to read it."""
    officer = visitor_of(request).officer
    wording = await wording_of(request)
    spoken = Wording(SOURCE_LANGUAGE, wording.region, wording.now, "office")
    complaint = case.complaint
    promise = complaint.waits_for(Stage.PLEDGE) or complaint.waits_for(Stage.COMPLETION)
    zone = await house_of(request).zone()
    due = complaint.pledged_on or (promise.due.astimezone(zone).date() if promise else None)
    return {
        "kode": show(complaint.code),
        "topik": spoken.topic(complaint.topic).lower(),
        "unit": spoken.unit(complaint.unit),
        "tempat": spoken.area(complaint.area),
        "tanggal_janji": day_words(due) if due else "",
        "nama_petugas": officer.name if officer else "",
    }


async def choices(house: House, wording: Wording, case: Case) -> list[dict[str, Any]]:
    """Options of the list beside a form, those for its topic first, and of these what was disputed least."""
    if case.sight < Sight.WORDS:
        return []
    book = StandardReplies(house.database, house.clock)
    replies = [one for one in await book.current() if suits(one, case.complaint)]
    outcomes = await _outcomes(house, book) if replies else {}
    mine = [one for one in replies if one.topic and one.topic in _topics(wording, case.complaint)]
    others = [one for one in replies if one not in mine and one.topic is None]
    groups = ((_("Untuk topik ini"), mine), (_("Untuk semua topik"), others))
    return [
        {
            "label": wording.say(label),
            "options": [{"value": str(one.id), "label": one.title} for one in best_first(found, outcomes)],
        }
        for label, found in groups
        if found
    ]


async def _outcomes(house: House, book: StandardReplies) -> Mapping[tuple[UUID, int], Outcome]:
    """As they were a minute ago: the order needs no more, and to count all that was ever sent takes long."""
    known = house.reply_outcomes.get("")
    if known is None:
        known = await book.outcomes()
        house.reply_outcomes.keep("", known)
    return known


def best_first(replies: Sequence[Reply], outcomes: Mapping[tuple[UUID, int], Outcome]) -> list[Reply]:
    """By how they came out: what is surely disputed least stands first, then what is used most."""

    def rank(reply: Reply) -> tuple[float, int, str]:
        known = outcomes.get((reply.id, reply.version), NOTHING)
        # Half of a citizen who disputes and one who agrees: few words about a reply move it little.
        return (round((known.disputed + 0.5) / (known.judged + 2), 3), -known.used, reply.title.casefold())

    return sorted(replies, key=rank)


def suits(reply: Reply, complaint: Complaint) -> bool:
    return reply.unit is None or reply.unit == complaint.unit


def _topics(wording: Wording, complaint: Complaint) -> set[str]:
    """The case's topic and the group it is in."""
    known = wording.region.topic.get(complaint.topic or "")
    return {one for one in (complaint.topic, known.parent if known else None) if one}


async def _chosen(house: House, case: Case, written: str) -> Reply | None:
    wanted = uuid_of(written)
    found = await StandardReplies(house.database, house.clock).current()
    return next((one for one in found if one.id == wanted and suits(one, case.complaint)), None)


async def look_at(
    request: Request[Any, Any, Any], case: Case, command: c.Command | None, values: Mapping[str, str]
) -> None:
    """Before words go out: raises Invalid where a field stands open, SaysNothingOwn where all is a standard reply.

    Whoever sends it a second time means it.
    """
    if command is None or isinstance(command, BESIDE) or not command.said:
        return
    said = command.said[0].text
    if missing := left_open(said):
        told = Sentence(_OPEN, fields=", ".join(missing))
        raise Invalid(told, fields={"words": told})
    if isinstance(command, TOLD) and values.get(SURE) != "ya":
        house = house_of(request)
        replies = await StandardReplies(house.database, house.clock).current()
        known = await values_of(request, case) if replies else {}
        if says_nothing_own(said, (filled(one.words, known) for one in replies)):
            raise SaysNothingOwn(_TELL)


async def note_use(
    house: House, complaint: Complaint, move: str, command: c.Command | None, values: Mapping[str, str]
) -> None:
    """Count a reply that went out."""
    found = _USED_FORM.fullmatch(values.get(USED, ""))
    if found is None or command is None or not command.said:
        return
    book, version = StandardReplies(house.database, house.clock), int(found[2])
    reply_id, said = uuid_of(found[1]), command.said[0].text
    known = await _versions(book, reply_id) if reply_id else ()
    # Whoever deleted it all again has not used it.
    if reply_id and any(one.version == version and repeated_share(one.words, [said]) >= _STILL_ITS for one in known):
        await book.used(complaint.id, command.said[0].id, (reply_id, version), move)


async def _versions(book: StandardReplies, reply_id: UUID) -> Sequence[Reply]:
    try:
        return await book.versions(reply_id)
    except NotFound:
        return ()


HANDLERS: list[HTTPRouteHandler] = [put, words_of]

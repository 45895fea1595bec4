"""The page of standard replies: written by administrators for all, by heads for their units; how each one comes out."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints.reply_words import FIELDS, Changes, changes
from complaints.standard_replies import NOTHING, Draft, Outcome, Reply, StandardReplies, may_write
from foundation.errors import Invalid, NotFound, ServiceError, Stale
from foundation.language import mark as _
from people.actor import Actor, Role
from routing.calibration import wilson
from web.errors import status_of
from web.forms import posted
from web.office_choices import grouped
from web.office_frame import REPLIES, office_page, wording_of
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of
from web.whole_numbers import whole
from web.wording import Wording

PAGE = REPLIES.path
GUARDS = [one_of(*REPLIES.roles)]
EVERY = "-"
"""Names all units among those of a form."""
FEWEST = 10
"""So many citizens must have spoken before anything is said of how a reply comes out."""
_DONE = {
    "tulis": _("Balasan disimpan."),
    "pensiun": _("Balasan tidak ditawarkan lagi. Riwayatnya tetap tersimpan."),
    "pakai": _("Balasan ditawarkan lagi."),
}
FIELD_WORDS: dict[str, str] = {
    "kode": _("kode aduan"),
    "topik": _("topik aduan"),
    "unit": _("unit yang menangani"),
    "tempat": _("kecamatan atau kabupaten, tidak pernah alamat"),
    "tanggal_janji": _("tanggal janji atau batas waktu selesai"),
    "nama_petugas": _("nama Anda"),
}


class Standing(NamedTuple):
    """How a version comes out.

    `low` and `high` bound the share disputed (Wilson, 95 %); `worse`: surely above usual.
    """

    known: Outcome
    low: float
    high: float
    few: bool
    worse: bool


def standing(known: Outcome, usual: Outcome) -> Standing:
    """Held against all other replies together (`usual`); with few words of citizens nothing is said."""
    low, high = wilson(known.disputed, known.judged) if known.judged else (0.0, 1.0)
    few = known.judged < FEWEST
    rest = usual.disputed - known.disputed, usual.judged - known.judged
    worse = not few and rest[1] >= FEWEST and low > rest[0] / rest[1]
    return Standing(known, low, high, few, worse)


def together(outcomes: Mapping[tuple[UUID, int], Outcome]) -> Outcome:
    return Outcome(*(sum(values) for values in zip(*outcomes.values(), strict=True))) if outcomes else NOTHING


@get(PAGE, name="office.replies", guards=GUARDS, include_in_schema=False)
async def replies_page(request: Request[Any, Any, Any]) -> Response[str]:
    house, wording, actor = house_of(request), await wording_of(request), visitor_of(request).actor
    book = StandardReplies(house.database, house.clock)
    outcomes = await book.outcomes()
    usual, every = together(outcomes), await book.current(retired=True)
    rows = [
        _row(wording, actor, one, standing(outcomes.get((one.id, one.version), NOTHING), usual))
        for one in every
        if one.unit is None or may_write(actor, one.unit)
    ]
    done = _DONE.get(str(request.query_params.get("berhasil", "")), "")
    context = {
        "replies": [row for row in rows if not row["retired"]],
        "retired": [row for row in rows if row["retired"]],
        "add": f"{PAGE}/baru",
        "usual": _usual(wording, usual),
        "fewest": FEWEST,
    }
    messages = [{"kind": "done", "text": wording.say(done)}] if done else []
    return await office_page(request, "office/replies.html", REPLIES, context, messages=messages)


@get(f"{PAGE}/baru", name="office.replies.new", guards=GUARDS, include_in_schema=False)
async def new_page(request: Request[Any, Any, Any]) -> Response[str]:
    return await _form(request, None)


@post(f"{PAGE}/baru", name="office.replies.add", guards=GUARDS, include_in_schema=False)
async def add(request: Request[Any, Any, Any]) -> Response[Any]:
    house, form = house_of(request), await posted(request)
    try:
        draft = _draft(form.values)
        await StandardReplies(house.database, house.clock).write(visitor_of(request).actor, draft)
    except (Invalid, Stale) as error:
        return await _form(request, None, form.values, error)
    return Redirect(f"{PAGE}?berhasil=tulis", status_code=303)


@get(f"{PAGE}/{{reply_id:uuid}}", name="office.replies.one", guards=GUARDS, include_in_schema=False)
async def reply_page(request: Request[Any, Any, Any], reply_id: FromPath[UUID]) -> Response[str]:
    return await _form(request, reply_id)


@post(f"{PAGE}/{{reply_id:uuid}}", name="office.replies.write", guards=GUARDS, include_in_schema=False)
async def write(request: Request[Any, Any, Any], reply_id: FromPath[UUID]) -> Response[Any]:
    """Another version, or with `pensiun` or `pakai` the same one withdrawn or offered again."""
    house, form, actor = house_of(request), await posted(request), visitor_of(request).actor
    book, wish = StandardReplies(house.database, house.clock), form.values.get("langkah", "tulis")
    try:
        draft = _draft(form.values)
        if wish in ("pensiun", "pakai"):
            last = (await book.versions(reply_id))[0]
            draft = Draft(last.title, last.topic, last.unit, last.words, draft.seen)
        await book.write(actor, draft, reply_id, retired=wish == "pensiun")
    except (Invalid, Stale) as error:
        return await _form(request, reply_id, form.values, error)
    done = wish if wish in _DONE else "tulis"
    return Redirect(f"{PAGE}?berhasil={done}", status_code=303)


def _draft(values: Mapping[str, str]) -> Draft:
    unit, seen = values.get("unit", ""), values.get("seen", "")
    return Draft(
        " ".join(values.get("title", "").split()),
        values.get("topic") or None,
        None if unit == EVERY else unit,
        values.get("words", "").strip(),
        whole(seen, 6) or 0,
    )


async def _form(
    request: Request[Any, Any, Any],
    reply_id: UUID | None,
    values: Mapping[str, str] | None = None,
    error: ServiceError | None = None,
) -> Response[str]:
    house, wording, actor = house_of(request), await wording_of(request), visitor_of(request).actor
    book = StandardReplies(house.database, house.clock)
    versions = await book.versions(reply_id) if reply_id else []
    last = versions[0] if versions else None
    if last is not None and not (last.unit is None or may_write(actor, last.unit)):
        raise NotFound()
    outcomes = await book.outcomes() if last else {}
    known = standing(outcomes.get((last.id, last.version), NOTHING), together(outcomes)) if last else None
    faults = dict(error.fields) if isinstance(error, Invalid) else {}
    stale = isinstance(error, Stale)
    now = (
        {"title": last.title, "topic": last.topic or "", "unit": last.unit or EVERY, "words": last.words}
        if last
        else {}
    )
    context = {
        "reply": _row(wording, actor, last, known) if last and known else None,
        "changes": _changes(changes(last.words, await book.sent(last.id, last.version))) if last else None,
        "versions": [
            {"number": one.version, "at": one.written_at, "words": one.words, "retired": one.retired}
            | _outcome_words(wording, standing(outcomes.get((one.id, one.version), NOTHING), together(outcomes)))
            for one in versions[1:]
        ],
        "action": f"{PAGE}/{reply_id or 'baru'}",
        "back": PAGE,
        "seen": last.version if last else 0,
        "may_write": last is None or may_write(actor, last.unit),
        "topics": _topics(wording),
        "units": _units(wording, actor),
        "fields": [(f"{{{name}}}", wording.say(FIELD_WORDS[name])) for name in FIELDS],
        "values": {"unit": _own_unit(wording, actor), **now, **(values or {})},
        "errors": {name: say(wording.language, one) for name, one in faults.items()},
        "fewest": FEWEST,
    }
    messages = [{"kind": "warning", "text": say(wording.language, error.sentence)}] if stale and error else []
    status = int(status_of(error)) if error else 200
    return await office_page(request, "office/reply.html", REPLIES, context, status=status, messages=messages)


def _row(wording: Wording, actor: Actor, reply: Reply, known: Standing) -> dict[str, Any]:
    return {
        "title": reply.title,
        "href": f"{PAGE}/{reply.id}",
        "topic": wording.topic(reply.topic) or wording.say(_("Semua topik")),
        "unit": wording.unit(reply.unit) or wording.say(_("Semua unit")),
        "words": reply.words,
        "version": reply.version,
        "at": reply.written_at,
        "retired": reply.retired,
        "mine": may_write(actor, reply.unit),
        **_outcome_words(wording, known),
    }


def _outcome_words(wording: Wording, one: Standing) -> dict[str, Any]:
    """Figures of a version as the page tells them; of few citizens no share is told."""
    known = one.known
    low, high = round(one.low * 100), round(one.high * 100)
    share = round(100 * known.disputed / known.judged) if known.judged else 0
    return {
        "used": known.used,
        "answers": known.answers,
        "confirmed": known.confirmed,
        "disputed": known.disputed,
        "silent": known.silent,
        "awaited": known.awaited,
        "judged": known.judged,
        "few": one.few,
        "share": wording.say(_("{share}% disanggah (antara {low}% dan {high}%)"), share=share, low=low, high=high),
        "worse": one.worse,
    }


def _usual(wording: Wording, usual: Outcome) -> str:
    if usual.judged < FEWEST:
        return ""
    share = round(100 * usual.disputed / usual.judged)
    words = _("Dari semua jawaban yang memakai balasan baku, {share}% disanggah pelapor ({disputed} dari {judged}).")
    return wording.say(words, share=share, disputed=usual.disputed, judged=usual.judged)


def _changes(found: Changes) -> dict[str, Any]:
    return {"sent": found.sent, "dropped": found.dropped, "added": found.added}


def _units(wording: Wording, actor: Actor) -> list[dict[str, Any]]:
    every = actor.holds_role(Role.ADMINISTRATOR)
    units = [one for one in wording.region.units if one.accepts and may_write(actor, one.code)]
    rows = grouped(((one.kind, one.code, one.name) for one in units), wording)
    return [{"value": EVERY, "label": wording.say(_("Semua unit"))}, *rows] if every else rows


def _own_unit(wording: Wording, actor: Actor) -> str:
    if actor.holds_role(Role.ADMINISTRATOR):
        return EVERY
    return next((post.unit for post in actor.posts if post.role is Role.HEAD), "")


def _topics(wording: Wording) -> Sequence[Mapping[str, Any]]:
    topics = (one for one in wording.region.topics if one.parent)
    return [
        {"value": "", "label": wording.say(_("Semua topik"))},
        *grouped(((wording.topic(one.parent), one.code, wording.topic(one.code)) for one in topics), wording),
    ]


HANDLERS: list[HTTPRouteHandler] = [replies_page, new_page, add, reply_page, write]

"""One need of competency: what speaks for it and against it, what its unit says, and what can be done."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from competency import needs as n
from competency.dictionary import Dictionary
from competency.level_counts import LEAST
from competency.merging import Letter, Source, says
from competency.need_board import Dossier, Happened
from competency.need_book import Needs
from competency.need_events import PASSED_FOR, Ground, Reason, Stance, Status
from competency.needs import Command, Need
from competency.stored_signals import ALL_UNITS
from complaints.commands import Words
from foundation.errors import Invalid, NotFound, Refused
from foundation.language import mark as _
from people.actor import Actor
from web import need_words as words
from web.case_rows import Asked
from web.errors import status_of
from web.formatting import day_as
from web.forms import Posted, posted, uuid_of
from web.house import House
from web.input_words import ERASED, GROUPS, ROLES, dictionary_of
from web.office_frame import NEEDS, SIGNALS, office_page, wording_of
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of
from web.whole_numbers import whole
from web.wording import Wording, options

LONGEST = 4000
"""Characters of what is written about a need."""
_LONG = _("Tulisan ini terlalu panjang. Ringkas sampai 4.000 huruf.")
_PICK = _("Pilih salah satu.")
_TICK = "hapus-"
_DONE = {
    "buka": _("Kebutuhan dibuka."),
    "tinjau": _("Peninjauan dimulai. Unitnya dapat menjawab."),
    "jawab": _("Jawaban unit tersimpan."),
    "baca": _("Hasil pembacaan tersimpan."),
    "terima": _("Kebutuhan diterima."),
    "tolak": _("Kebutuhan ditolak."),
    "alihkan": _("Dialihkan kepada pemiliknya."),
    "rampung": _("Ditutup: sudah ditangani."),
    "tutup": _("Kebutuhan ditutup."),
    "hapus-tulisan": _("Tulisan dihapus."),
}


def book_of(house: House) -> Needs:
    """The needs as they are kept."""
    return Needs(house.database, house.clock, house.calendars, house.region)


@get(f"{NEEDS.path}/{{need_id:uuid}}", name="office.need", guards=[one_of(*NEEDS.roles)], include_in_schema=False)
async def need(request: Request[Any, Any, Any], need_id: FromPath[UUID]) -> Response[str]:
    done = _DONE.get(Asked(request).done)
    messages = [{"kind": "done", "text": say(visitor_of(request).language, done)}] if done else []
    return await _drawn(request, need_id, messages=messages)


@post(
    f"{NEEDS.path}/{{need_id:uuid}}/{{move:str}}",
    name="office.need.move",
    guards=[one_of(*NEEDS.roles)],
    include_in_schema=False,
)
async def move(request: Request[Any, Any, Any], need_id: FromPath[UUID], move: FromPath[str]) -> Response[Any]:
    house, actor, form = house_of(request), visitor_of(request).actor, await posted(request)
    if move not in _MOVES:
        raise NotFound()
    try:
        command = _MOVES[move](form.values)
        await book_of(house).record(need_id, actor, command, f"web:{form.key}" if form.key else "")
    except Invalid as error:
        return await _drawn(request, need_id, status=int(status_of(error)), back=(move, form, dict(error.fields)))
    except Refused as error:
        return await _drawn(request, need_id, status=int(status_of(error)), back=(move, form, {"": error.sentence}))
    return Redirect(f"{NEEDS.path}/{need_id}?berhasil={move}", status_code=303)


def refusing(field: str, sentence: str) -> Invalid:
    """A form is refused because of one field."""
    return Invalid(fields={field: sentence})


def text_of(values: Mapping[str, str]) -> Words:
    """What was written; raises Invalid where it is too long."""
    written = values.get("words", "").strip()
    if len(written) > LONGEST:
        raise refusing("words", _LONG)
    return Words(written)


def _answer(values: Mapping[str, str]) -> Command:
    if values.get("stance") not in words.STANCES:
        raise refusing("stance", _PICK)
    return n.Answer(Stance(values["stance"]), text_of(values))


def _read(values: Mapping[str, str]) -> Command:
    numbers = {name: whole(values.get(name, ""), 4) for name in ("confirmed", "read")}
    unread = {name: _("Tulis banyaknya dengan angka.") for name, number in numbers.items() if number is None}
    if unread:
        raise Invalid(fields=unread)
    return n.ReadCases(numbers["confirmed"] or 0, numbers["read"] or 0)


def _reason(values: Mapping[str, str]) -> Reason:
    if values.get("reason") not in words.REASONS:
        raise refusing("reason", _PICK)
    return Reason(values["reason"])


def _erase(values: Mapping[str, str]) -> Command:
    if values.get("ground") not in words.GROUNDS:
        raise refusing("ground", _PICK)
    ticked = (uuid_of(name.removeprefix(_TICK)) for name, value in values.items() if name.startswith(_TICK) and value)
    return n.EraseWords(tuple(one for one in ticked if one), Ground(values["ground"]))


_MOVES: dict[str, Any] = {
    "tinjau": lambda values: n.Review(),
    "jawab": _answer,
    "baca": _read,
    "terima": lambda values: n.Accept(text_of(values)),
    "tolak": lambda values: n.Reject(_reason(values), text_of(values)),
    "alihkan": lambda values: n.PassOn(_reason(values), values.get("owner", ""), text_of(values)),
    "rampung": lambda values: n.Settle(text_of(values)),
    "tutup": lambda values: n.Close(text_of(values)),
    "hapus-tulisan": _erase,
}
"""The forms of the page: the last part of their address, and what they ask."""
_ASKS: dict[str, type[Command]] = {
    "tinjau": n.Review,
    "jawab": n.Answer,
    "baca": n.ReadCases,
    "terima": n.Accept,
    "tolak": n.Reject,
    "alihkan": n.PassOn,
    "rampung": n.Settle,
    "tutup": n.Close,
    "hapus-tulisan": n.EraseWords,
}


async def _drawn(
    request: Request[Any, Any, Any],
    need_id: UUID,
    *,
    status: int = 200,
    messages: list[dict[str, str]] | None = None,
    back: tuple[str, Posted, dict[str, str]] | None = None,
) -> Response[str]:
    house, wording, actor = house_of(request), await wording_of(request), visitor_of(request).actor
    one = await book_of(house).one(need_id, actor)
    known, names = await dictionary_of(house, wording.region), await house.officers()
    which, form, faults = back or ("", None, {})
    context = {
        "need": _head(wording, one, known),
        "sources": [_source(wording, source, told=_told(actor, source)) for source in one.sources],
        "unheard": ", ".join(wording.say(words.LETTERS[letter]) for letter in one.merged.unheard),
        "contradictions": words.contradictions(wording, one.merged),
        "measurable": known.measurable(one.need.competency),
        "signals": _signals(one.need),
        "history": [_moment(wording, happened, names) for happened in one.history],
        "written": [_written(wording, happened) for happened in one.history if happened.words and happened.words_id],
        "grounds": options((str(name), wording.say(said)) for name, said in words.GROUNDS.items()),
        "moves": _forms(one),
        "lacking": wording.say(one.lacking) if one.lacking and one.need.status == Status.REVIEWED else "",
        "action": f"{NEEDS.path}/{need_id}",
        "list_href": NEEDS.path,
        "key": str(uuid4()),
        "stances": options((str(name), wording.say(said)) for name, said in words.STANCES.items()),
        "reasons": options((str(name), wording.say(said)) for name, said in words.REASONS.items()),
        "owned": options((str(name), wording.say(words.REASONS[name])) for name in PASSED_FOR),
        "units": options((unit.code, unit.name) for unit in wording.region.units if unit.code != one.need.unit),
        "which": which,
        "values": dict(form.values) if form else {},
        "errors": {name: wording.say(said) for name, said in faults.items()},
    }
    return await office_page(request, "office/need.html", NEEDS, context, status=status, messages=messages or [])


def _forms(one: Dossier) -> frozenset[str]:
    """Those that are open; without a signal there are no cases behind it to be read."""
    return frozenset(name for name, asked in _ASKS.items() if asked in one.moves and (name != "baca" or one.need.heard))


def _head(wording: Wording, one: Dossier, known: Dictionary) -> dict[str, Any]:
    need, entry = one.need, known.entry.get(one.need.competency)
    merged = need.strength(one.merged)
    assert need.status is not None
    return {
        "code": need.code,
        "competency": known.name(need.competency),
        "definition": entry.definition if entry else "",
        "group": wording.say(GROUPS[entry.group]) if entry else "",
        "unit": words.unit_name(wording, need.unit),
        "topic": words.topic_name(wording, need.topic),
        "status": wording.say(words.STATUSES[need.status]),
        "tone": words.TONES[need.status],
        "grade": wording.say(words.GRADES[merged.grade]),
        "grade_tone": words.GRADE_TONES[merged.grade],
        "then": need.grade is not None,
        "letters": words.letters(wording, merged),
        "levels": words.levels(wording, merged.needed, merged.now),
        "priority": need.priority,
        "opened_at": need.opened_at,
        "reply_until": need.reply_until if need.status == Status.REVIEWED else None,
        "stance": wording.say(words.STANCES[need.stance]) if need.stance else "",
        "confirmed": need.confirmed,
        "reason": wording.say(words.REASONS[need.reason]) if need.reason else "",
        "owner": wording.unit(need.owner),
        "owner_due": need.owner_due,
        "late": words.late(need, wording.now),
        "again_on": day_as(need.again_on, "d MMMM y", wording.language) if need.again_on else "",
        "verdict": wording.say(words.VERDICTS[need.verdict]) if need.verdict else "",
    }


def _told(actor: Actor, source: Source) -> bool:
    """Whether words may be shown: of a talk with few, the head of their unit would know who said them."""
    return actor.holds_role(*ALL_UNITS) or source.people >= LEAST


def _source(wording: Wording, source: Source, *, told: bool) -> dict[str, Any]:
    role = wording.say(ROLES[source.role]) if source.role in ROLES else ""
    return {
        "kind": wording.say(words.KINDS[source.kind]),
        "role": role,
        "on": day_as(source.on, "d MMM y", wording.language),
        "people": wording.number(source.people),
        "of_cases": source.letter in (Letter.COMPLAINTS, Letter.CASES),
        "says": wording.say(words.SAYS[says(source)]),
        "found": words.found_out(wording, source, told=told),
        "half": source.weight.number < 1,
    }


def _signals(need: Need) -> list[dict[str, str]]:
    """The signals behind it, the newest first, each code once."""
    found = {one.code: one for one in need.heard}
    return [
        {"code": one.code, "href": f"{SIGNALS.path}/sinyal/{one.signal}"}
        for one in sorted(found.values(), key=lambda one: one.on, reverse=True)
    ]


def _moment(wording: Wording, one: Happened, names: Mapping[str, str]) -> dict[str, Any]:
    """A row of the history as parts/timeline.html draws it."""
    by = wording.say(_("Sistem")) if one.actor == "system" else names.get(one.actor, "")
    erased = wording.say(ERASED)
    return {
        "what": words.happened(wording, one.event),
        "at": one.at,
        "by": by,
        "tone": "",
        "sign": "",
        "said": erased if one.words is None else one.words,
        "voice": "inside",
        "photos": [],
        "recordings": [],
    }


def _written(wording: Wording, one: Happened) -> dict[str, str]:
    """Something that can be erased."""
    return {"name": f"{_TICK}{one.words_id}", "what": words.happened(wording, one.event), "said": one.words or ""}


HANDLERS: list[HTTPRouteHandler] = [need, move]

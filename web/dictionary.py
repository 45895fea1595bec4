"""The competency dictionary: what it says, to which competencies topics point, and changing it with a reason."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from competency.decisions import Decision, Decisions, Kind
from competency.dictionary import FAMILIES, LEVELS, Dictionary, Entry, Group, Pointer, topic_subject
from foundation.errors import Invalid, NotFound, Stale
from foundation.language import mark as _
from people.actor import Role
from web.case_rows import Asked
from web.errors import status_of
from web.forms import Posted, posted
from web.input_words import GROUPS, dictionary_of
from web.learning_words import FAMILIES as FAMILY_NAMES
from web.needs import refusing
from web.office_frame import DICTIONARY, office_page, wording_of
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of
from web.whole_numbers import whole
from web.wording import Wording, options

LONGEST = 600
"""Characters of each part of an entry."""
NEW = "baru"
"""In place of a code: an entry that is still to be written."""
_PARTS = ("name", "definition", "knowledge", "skill", "attitude")
_DONE = {"simpan": _("Kamus diperbarui."), "petakan": _("Peta topik diperbarui.")}
_LONG = _("Tulisan ini terlalu panjang. Ringkas sampai 600 huruf.")
_NO_TOPIC = _("Pilih topiknya.")


@get(DICTIONARY.path, name="office.dictionary", guards=[one_of(*DICTIONARY.roles)], include_in_schema=False)
async def dictionary(request: Request[Any, Any, Any]) -> Response[str]:
    return await _list(request)


@get(
    DICTIONARY.path + "/{code:str}",
    name="office.dictionary.entry",
    guards=[one_of(*DICTIONARY.roles)],
    include_in_schema=False,
)
async def entry(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[str]:
    return await _one(request, code)


@post(DICTIONARY.path, name="office.dictionary.map", guards=[one_of(Role.ANALYST)], include_in_schema=False)
async def point(request: Request[Any, Any, Any]) -> Response[Any]:
    """Set to which competencies a topic or a family of signals points."""
    house, form = house_of(request), await posted(request)
    asked, codes = form.values.get("subject", ""), (form.values.get("main", ""), form.values.get("other", ""))
    try:
        pointer = _pointer(asked, tuple(code for code in codes if code), await wording_of(request))
        seen = whole(form.values.get("seen", ""), 6) or 0
        decisions = Decisions(house.database, house.clock)
        await decisions.point(pointer, seen, visitor_of(request).actor, form.values.get("why", ""))
    except (Invalid, Stale) as error:
        faults = dict(error.fields) if isinstance(error, Invalid) and error.fields else {"": error.sentence}
        return await _list(request, form.values, faults, int(status_of(error)))
    return Redirect(f"{DICTIONARY.path}?berhasil=petakan&peta={pointer.subject}#peta", status_code=303)


@post(
    DICTIONARY.path + "/{code:str}",
    name="office.dictionary.write",
    guards=[one_of(Role.ANALYST)],
    include_in_schema=False,
)
async def write(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[Any]:
    """Write a technical competency, an old one or a new one."""
    house, form = house_of(request), await posted(request)
    try:
        made = _entry(code, form.values)
        seen = whole(form.values.get("seen", ""), 6) or 0
        decisions = Decisions(house.database, house.clock)
        await decisions.edit(made, seen, visitor_of(request).actor, form.values.get("why", ""))
    except (Invalid, Stale) as error:
        faults = dict(error.fields) if isinstance(error, Invalid) and error.fields else {"": error.sentence}
        return await _one(request, code, form, faults, int(status_of(error)))
    return Redirect(f"{DICTIONARY.path}/{made.code}?berhasil=simpan", status_code=303)


def _pointer(subject: str, codes: tuple[str, ...], wording: Wording) -> Pointer:
    kind, _colon, name = subject.partition(":")
    if kind == "family" and name in FAMILIES:
        return Pointer(codes, family=name)
    if kind == "topic" and name in wording.region.topic:
        return Pointer(codes, topic=name)
    raise refusing("subject", _NO_TOPIC)


def _entry(code: str, values: Mapping[str, str]) -> Entry:
    said = {name: values.get(name, "").strip() for name in _PARTS}
    levels = tuple(line.strip() for line in values.get("levels", "").splitlines() if line.strip())
    faults = {name: _LONG for name in _PARTS if len(said[name]) > LONGEST}
    if len(levels) not in (0, LEVELS) or any(len(one) > LONGEST for one in levels):
        faults["levels"] = _("Tulis lima baris, satu untuk setiap tingkat, atau kosongkan.")
    if faults:
        raise Invalid(fields=faults)
    own = values.get("code", "").strip() if code == NEW else code
    return Entry(
        own,
        Group.TECHNICAL,
        **said,
        levels=levels,
        measurable=values.get("measurable") == "ya",
        active=values.get("active") == "ya",
    )


async def _list(
    request: Request[Any, Any, Any],
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response[str]:
    house, wording, asked = house_of(request), await wording_of(request), Asked(request)
    known = await dictionary_of(house, wording.region)
    versions = {one.subject: one.version for one in await Decisions(house.database, house.clock).newest(Kind.MAPPING)}
    subject = (values or {}).get("subject", "") or asked.text("peta")
    codes = (*known.mapping.get(subject, ()), "", "")
    context = {
        "groups": [
            {
                "name": wording.say(name),
                "rows": [_row(one) for one in known.active if one.group == group],
            }
            for group, name in GROUPS.items()
        ],
        "map": _map(wording, known),
        "subject": subject,
        "subject_name": _subject_name(wording, subject),
        "subjects": _subjects(wording),
        "codes": options((one.code, one.name) for one in known.active if one.shown_by_complaints),
        "seen": versions.get(subject, 0),
        "values": {"main": codes[0], "other": codes[1], **(values or {})},
        "errors": {name: wording.say(said) for name, said in (faults or {}).items()},
        "may_write": visitor_of(request).actor.holds_role(Role.ANALYST),
        "action": DICTIONARY.path,
        "new_href": f"{DICTIONARY.path}/{NEW}",
    }
    return await office_page(
        request, "office/dictionary.html", DICTIONARY, context, status=status, messages=_said(request)
    )


def _said(request: Request[Any, Any, Any]) -> list[dict[str, str]]:
    done = _DONE.get(Asked(request).done)
    return [{"kind": "done", "text": say(visitor_of(request).language, done)}] if done else []


def _row(one: Entry) -> dict[str, Any]:
    return {
        "href": f"{DICTIONARY.path}/{one.code}",
        "code": one.code,
        "name": one.name,
        "definition": one.definition,
        "shown": one.shown_by_complaints,
    }


def _subjects(wording: Wording) -> list[dict[str, str]]:
    families = [(f"family:{name}", wording.say(FAMILY_NAMES[name])) for name in FAMILIES[1:]]
    topics = [(topic_subject(one.code), wording.topic(one.code)) for one in wording.region.topics]
    return options((*families, *topics))


def _subject_name(wording: Wording, subject: str) -> str:
    kind, _colon, name = subject.partition(":")
    return wording.say(FAMILY_NAMES[name]) if kind == "family" and name in FAMILY_NAMES else wording.topic(name)


def _map(wording: Wording, known: Dictionary) -> list[dict[str, Any]]:
    """What families and first-level topics point to, and topics that have their own."""
    found = []
    for one in _subjects(wording):
        codes = known.mapping.get(one["value"])
        if codes is not None:
            names = [known.name(code) for code in codes]
            found.append(
                {
                    "href": f"{DICTIONARY.path}?peta={one['value']}#peta",
                    "name": one["label"],
                    "codes": ", ".join(names) or "–",
                }
            )
    return found


async def _one(
    request: Request[Any, Any, Any],
    code: str,
    form: Posted | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    known = await dictionary_of(house, wording.region)
    one = known.entry.get(code)
    if one is None and code != NEW:
        raise NotFound()
    history = await Decisions(house.database, house.clock).history(Kind.COMPETENCY, code) if one else []
    names = await house.officers()
    may = visitor_of(request).actor.holds_role(Role.ANALYST)
    context = {
        "entry": one,
        "group": wording.say(GROUPS[one.group]) if one else "",
        "ladder": [wording.say(level) for level in one.ladder] if one else [],
        "topics": [wording.topic(topic.code) for topic in wording.region.topics if code in known.of_topic(topic.code)],
        "history": [told(wording, line, names) for line in history],
        "seen": history[0].version if history else 0,
        "may_write": may and (one is None or one.group == Group.TECHNICAL),
        "values": dict(form.values) if form else _values(one),
        "errors": {name: wording.say(said) for name, said in (faults or {}).items()},
        "action": f"{DICTIONARY.path}/{code}",
        "list_href": DICTIONARY.path,
        "key": str(uuid4()),
    }
    return await office_page(
        request, "office/dictionary_entry.html", DICTIONARY, context, status=status, messages=_said(request)
    )


def _values(one: Entry | None) -> dict[str, Any]:
    if one is None:
        return {"measurable": "ya", "active": "ya"}
    plain = msgspec.to_builtins(one)
    ticked = {name: "ya" if plain[name] else "" for name in ("measurable", "active")}
    return {**plain, **ticked, "levels": "\n".join(one.levels)}


def told(wording: Wording, one: Decision, names: Mapping[str, str]) -> dict[str, Any]:
    """A version as lists of decisions show it."""
    by = wording.say(_("Berkas wilayah")) if one.by_folder else names.get(one.actor, "")
    return {"version": one.version, "at": one.at, "by": by, "why": "" if one.by_folder else one.why}


HANDLERS: list[HTTPRouteHandler] = [dictionary, entry, point, write]

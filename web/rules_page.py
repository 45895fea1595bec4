"""The administrator's page of what is promised: the dated rules, pauses and ladders, and a new rule in two steps."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from complaints.kinds import Kind, Priority
from complaints.labels import KIND, PRIORITY, STAGE
from foundation.errors import Invalid
from foundation.language import mark as _
from sla.own_rules import OwnRules, refuse_faults
from sla.policy import Policy, PromiseRule
from web.errors import status_of
from web.forms import posted
from web.house import House
from web.office_frame import RULES, office_page, wording_of
from web.rendering import say
from web.rule_forms import DAYS, FIELDS, HOURS, STARTS, WARN, WORKING_DAYS, WORKING_HOURS, rule_of
from web.rule_words import (
    FACT,
    LEVEL,
    examples,
    how_long,
    kind_words,
    ladder_rows,
    narrowed_words,
    pause_rows,
    stage_rules,
    superseded,
)
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording, options

NEW, CHECK, REMOVE = f"{RULES.path}/baru", f"{RULES.path}/periksa", f"{RULES.path}/hapus"
GUARDS = [one_of(*RULES.roles)]

_COUNTED_IN = {
    WORKING_DAYS: _("hari kerja"),
    WORKING_HOURS: _("jam kerja"),
    DAYS: _("hari kalender"),
    HOURS: _("jam menurut jam dinding"),
}
_DONE = {
    "simpan": _("Aturan baru tersimpan. Aturan itu dipakai untuk laporan mulai tanggal berlakunya."),
    "hapus": _("Aturan yang belum berlaku itu dihapus."),
}


@get(RULES.path, name="office.rules", guards=GUARDS, include_in_schema=False)
async def rules(request: Request[Any, Any, Any]) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    written = await _book(house).all()
    given = wording.region.rules
    context = {
        "stages": stage_rules(wording, written, await house.officers(), await house.today()),
        "superseded": superseded(written),
        "pauses": pause_rows(wording, given.pauses),
        "page_minutes": given.page_minutes,
        "ladders": ladder_rows(wording, given.ladders),
        "folder": f"regions/{wording.region.code}",
        "add": NEW,
        "remove": REMOVE,
    }
    sentence = _DONE.get(request.query_params.get("berhasil", ""), "")
    messages = [{"kind": "done", "text": wording.say(sentence)}] if sentence else []
    return await office_page(request, "office/rules.html", RULES, context, messages=messages)


@get(NEW, name="office.rules.new", guards=GUARDS, include_in_schema=False)
async def new(request: Request[Any, Any, Any]) -> Response[str]:
    start = {"level": "regional", "counted_in": WORKING_DAYS, "warn": WARN}
    tomorrow = await house_of(request).today() + timedelta(days=1)
    return await _form(request, start | {"effective_from": tomorrow.isoformat()})


@post(CHECK, name="office.rules.check", guards=GUARDS, include_in_schema=False)
async def check(request: Request[Any, Any, Any]) -> Response[str]:
    """The first step: what the rule would promise. Nothing is written."""
    house, wording = house_of(request), await wording_of(request)
    values = (await posted(request)).values
    try:
        rule = rule_of(values, wording.region)
        policy, today = await house.policies.current(), await house.today()
        refuse_faults(rule, [one.rule for one in await _book(house).all()], policy.calendar_of(None), today)
    except Invalid as error:
        return await _form(request, values, error)
    context = {
        "rule": _told(wording, rule),
        "examples": examples(wording, *await _with_and_without(house, policy, rule, today), rule),
        "hidden": {name: values[name] for name in FIELDS if values.get(name)},
        "action": RULES.path,
        "again": NEW,
    }
    return await office_page(request, "office/rule_check.html", RULES, context)


@post(RULES.path, name="office.rules.save", guards=GUARDS, include_in_schema=False)
async def save(request: Request[Any, Any, Any]) -> Response[Any]:
    """The second step; `again` goes back to the form with what was typed."""
    house, visitor, wording = house_of(request), visitor_of(request), await wording_of(request)
    values = (await posted(request)).values
    if values.get("again"):
        return await _form(request, values)
    try:
        rule = rule_of(values, wording.region)
        await _book(house).add(rule, visitor.actor.name_in_log, house.clock.now(), await house.today())
    except Invalid as error:
        return await _form(request, values, error)
    return Redirect(f"{RULES.path}?berhasil=simpan#{rule.stage}", status_code=303)


@post(REMOVE, name="office.rules.remove", guards=GUARDS, include_in_schema=False)
async def remove(request: Request[Any, Any, Any]) -> Redirect:
    house = house_of(request)
    name = (await posted(request)).values.get("name", "")
    by = visitor_of(request).actor.name_in_log
    await _book(house).remove(name, by, house.clock.now(), await house.today())
    return Redirect(f"{RULES.path}?berhasil=hapus", status_code=303)


async def _with_and_without(house: House, policy: Policy, rule: PromiseRule, today: date) -> tuple[Policy, Policy]:
    """The rules as they stand, and as if the new one were in force today, by the same calendar."""
    there = [one for one in policy.rules if one.slot != rule.slot or one.effective_from < today]
    early = msgspec.structs.replace(rule, effective_from=today)
    return policy, Policy([*there, early], policy.calendar_of(None if rule.unit == "*" else rule.unit))


def _told(wording: Wording, rule: PromiseRule) -> dict[str, Any]:
    return {
        "stage": wording.say(STAGE[rule.stage]),
        "for": (kind_words(wording, rule.kind), *narrowed_words(wording, rule)),
        "level": wording.say(LEVEL[rule.level]),
        "length": how_long(wording, rule),
        "since": wording.say(FACT[rule.counted_from]),
        "effective_from": rule.effective_from,
        "regulation": rule.regulation,
        "confirmed": rule.confirmed,
    }


async def _form(
    request: Request[Any, Any, Any], values: Mapping[str, str], error: Invalid | None = None
) -> Response[str]:
    wording, visitor = await wording_of(request), visitor_of(request)
    faults = (dict(error.fields) or {"": error.sentence}) if error else {}
    say_all = wording.say
    context = {
        "action": CHECK,
        "back": RULES.path,
        "values": values,
        "errors": {name: say(visitor.language, words) for name, words in faults.items()},
        "stages": options((str(stage), say_all(STAGE[stage])) for stage in STARTS),
        "levels": options((level, say_all(words)) for level, words in LEVEL.items()),
        "kinds": options((str(kind), say_all(KIND[kind])) for kind in Kind),
        "units": options((unit.code, unit.name) for unit in wording.region.units if unit.accepts),
        "topics": options((topic.code, say_all(topic.name)) for topic in wording.region.topics if topic.parent),
        "priorities": options((str(one), say_all(PRIORITY[one])) for one in Priority if one is not Priority.NORMAL),
        "counted_in": options((code, say_all(words)) for code, words in _COUNTED_IN.items()),
        "starts": options((str(fact), say_all(words)) for fact, words in FACT.items()),
        "calendar": wording.region.timezone,
    }
    status = int(status_of(error)) if error else 200
    return await office_page(request, "office/rule_form.html", RULES, context, status=status)


def _book(house: House) -> OwnRules:
    return OwnRules(house.database, house.policies)


HANDLERS: list[HTTPRouteHandler] = [rules, new, check, save, remove]

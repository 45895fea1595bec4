"""What is asked of the router, for all to read and for the administrator to set, and who set what before."""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from complaints.region import Band, Region, RoutingRules
from complaints.routing_settings import Change, changes, set_routing
from foundation.errors import Invalid
from foundation.language import mark as _
from people.actor import Role
from web.errors import status_of
from web.formatting import decimal
from web.forms import posted
from web.house import House
from web.office_choices import topic_options
from web.office_frame import ROUTING, office_page, wording_of
from web.rendering import say
from web.routing_figures import aims
from web.routing_forms import BAND, NEVER, NEW_BAND, NEW_TOPIC, SURENESS, band_value, rules_of, values_of
from web.routing_period import AskedPeriod
from web.routing_words import by_name
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording, options

SETTINGS = f"{ROUTING.path}/pengaturan"
CHANGES = [one_of(Role.ADMINISTRATOR)]
LATEST = 10
_YES_NO = (("ya", _("Ya")), ("tidak", _("Tidak, semua dibaca orang dahulu")))


async def settings_words(house: House, wording: Wording, officers: Mapping[str, str]) -> dict[str, Any]:
    """What holds now, and the latest changes."""
    async with house.database.reading() as session:
        made = await changes(session, LATEST)
    return _holding(wording, wording.region.routing) | {
        "changes": [
            {"at": one.at, "by": by_name(wording, officers, one.by), **_holding(wording, _after(one))} for one in made
        ]
    }


@get(SETTINGS, name="office.routing.settings", guards=CHANGES, include_in_schema=False)
async def form(request: Request[Any, Any, Any]) -> Response[str]:
    region = await house_of(request).region.current()
    return await _form(request, values_of(region.routing))


@post(SETTINGS, name="office.routing.settings.save", guards=CHANGES, include_in_schema=False)
async def save(request: Request[Any, Any, Any]) -> Response[Any]:
    house, visitor = house_of(request), visitor_of(request)
    values = (await posted(request)).values
    region = await house.region.current()
    try:
        rules = rules_of(values, region)
        async with house.database.transaction() as session:
            await set_routing(session, region, rules, visitor.actor.name_in_log, house.clock.now())
    except Invalid as error:
        return await _form(request, values, error)
    house.region.forget()
    return Redirect(f"{ROUTING.path}?berhasil=simpan", status_code=303)


async def _form(
    request: Request[Any, Any, Any], values: Mapping[str, str], error: Invalid | None = None
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    language, region = visitor_of(request).language, wording.region
    faults = (dict(error.fields) or {"": error.sentence}) if error else {}
    since = AskedPeriod(request, wording).since
    known = (await house.routing.since(house.database, since)).known
    context = {
        "action": SETTINGS,
        "back": ROUTING.path,
        "values": values,
        "errors": {name: say(language, words) for name, words in faults.items()},
        "yes_no": options((value, wording.say(words)) for value, words in _YES_NO),
        "bands": [_band_field(wording, region, name, value) for name, value in _bands(values, region)],
        "new_topic": NEW_TOPIC,
        "new_band": NEW_BAND,
        "topics": topic_options(wording),
        "surenesses": options(_sureness(wording, "")[1:]),
        "aims": aims(wording, known, region.routing.precision),
        "judged": len(known.share),
    }
    status = int(status_of(error)) if error else 200
    return await office_page(request, "office/routing_settings.html", ROUTING, context, status=status)


def _bands(values: Mapping[str, str], region: Region) -> list[tuple[str, str]]:
    """The topics for which something of their own is, or was just, said, by code."""
    own = {name: value for name, value in values.items() if name.startswith(BAND)}
    return sorted((name, value) for name, value in own.items() if name.removeprefix(BAND) in region.topic)


def _band_field(wording: Wording, region: Region, name: str, value: str) -> dict[str, Any]:
    return {
        "name": name,
        "label": wording.topic(name.removeprefix(BAND)),
        "value": value,
        "options": options(_sureness(wording, value)),
    }


def _sureness(wording: Wording, chosen: str) -> list[tuple[str, str]]:
    """What may be said of a topic; a share that nobody offers is kept as it was set."""
    shares = {str(share): share for share in SURENESS}
    if chosen not in ("", NEVER) and chosen not in shares:
        shares[chosen] = float(chosen) if chosen.replace(".", "", 1).isdigit() else 0.99
    told = [(value, _only_if(wording, share)) for value, share in sorted(shares.items(), key=lambda item: item[1])]
    return [("", wording.say(_("Seperti topik lain"))), (NEVER, wording.say(_("Selalu dibaca orang dahulu"))), *told]


def _only_if(wording: Wording, share: float) -> str:
    return wording.say(_("Hanya bila keyakinannya {n} dari 100 atau lebih"), n=_hundred(wording, share))


def _holding(wording: Wording, rules: RoutingRules) -> dict[str, Any]:
    return {
        "precision": _hundred(wording, rules.precision),
        "by_itself": rules.by_itself,
        "checked_share": _hundred(wording, rules.checked_share),
        "bands": _by_words(wording, rules),
    }


def holding_lines(wording: Wording, rules: RoutingRules) -> dict[str, str]:
    """The settings of the router, each by its name, for the log of settings."""
    yes, no = (wording.say(words) for _code, words in _YES_NO)
    return {
        wording.say(_("Benar dari 100 yang diteruskan sendiri, paling sedikit")): _hundred(wording, rules.precision),
        wording.say(_("Meneruskan sendiri")): yes if rules.by_itself else no,
        wording.say(_("Diperiksa orang, dari 100")): _hundred(wording, rules.checked_share),
        **{wording.topic(band.topic): _band_words(wording, band) for band in rules.bands},
    }


def _by_words(wording: Wording, rules: RoutingRules) -> list[tuple[str, list[str]]]:
    """What holds for topics of their own, each with the topics for which it does."""
    found: dict[str, list[str]] = {}
    for band in rules.bands:
        found.setdefault(_band_words(wording, band), []).append(wording.topic(band.topic))
    return [(words, sorted(topics)) for words, topics in sorted(found.items())]


def _band_words(wording: Wording, band: Band) -> str:
    value = band_value(band)
    return next(words for code, words in _sureness(wording, value) if code == value)


def _after(change: Change) -> RoutingRules:
    """The settings as a change left them."""
    return msgspec.convert(change.data, RoutingRules)


def _hundred(wording: Wording, share: float) -> str:
    return decimal(round(100 * share, 1), wording.language, "#,##0.#")


HANDLERS: list[HTTPRouteHandler] = [form, save]

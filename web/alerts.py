"""“Kabari saya bila ada aduan baru di sini”: chosen on a page, confirmed by whoever is to hear, ended by one click."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from foundation.errors import Invalid, NotFound, ServiceError, TooMany
from foundation.language import mark as _
from foundation.language import translated
from foundation.limits import Limit
from notices.alert_words import scope
from people.alerts import LETTER_LASTS, LINK_LASTS, MORNING, Alert, Alerts
from people.contacts import contact_from
from web.alert_addresses import PATH, STOP, YES, narrowed, stop_alert_path
from web.choices import area_options, topic_options
from web.errors import status_of
from web.forms import TRAP, Posted, posted
from web.house import House
from web.lookup import citizens_wording
from web.published import chosen
from web.rendering import languages, page, say
from web.telegram_links import shown
from web.visitor import house_of, visitor_of
from web.wording import Wording

BY_ADDRESS = Limit("alerts", 10, 3600)
"""Alerts asked for from one address of the network in an hour."""
BY_EMAIL = Limit("alerts of", 3, 24 * 3600)
"""Letters that one person may be sent in a day, whoever asks."""
_MISSING = _("Tuliskan alamat email Anda.")
_NO_WAY = _("Pilih cara kami mengabari Anda.")
_NOT_NOW = _("Telegram belum dapat kami hubungi. Coba lagi beberapa menit lagi.")
_NO_PAGE = _("Alamat ini tidak lengkap atau keliru. Salin seluruh alamat yang Anda terima.")
_TOO_MANY = _("Alamat ini sudah menerima sebanyak mungkin kabar. Hentikan salah satunya, lalu minta lagi.")


@get(PATH, name="alerts", include_in_schema=False)
async def ask(request: Request[Any, Any, Any]) -> Response[str]:
    """Choose where and what, and how to hear of it."""
    known = chosen(request.query_params, await citizens_wording(request))
    values = {"area": known["area"], "topic": known["topic"], "cara": ""}
    return await _form(request, values, {}, 200, done=request.query_params.get("kabar") == "surat")


@post(PATH, name="alerts.send", include_in_schema=False)
async def send(request: Request[Any, Any, Any]) -> Response[Any]:
    """Owe a letter, or show a link into Telegram; the answer never depends on what an address has already."""
    house, form, wording = house_of(request), await posted(request), await citizens_wording(request)
    known = chosen(form.values, wording)
    area, topic = known["area"], known["topic"]
    if form.values.get(TRAP):
        return _sent(area, topic)
    try:
        if form.values.get("cara") == "telegram":
            return await _by_chat(request, area, topic)
        if form.values.get("cara") != "email" or not house.mails:
            raise Invalid(_NO_WAY, fields={"cara": _NO_WAY})
        return await _by_mail(request, form, area, topic)
    except (ServiceError, TooMany) as error:
        faults = (error.fields if isinstance(error, Invalid) else {}) or {"": error.sentence}
        values = dict(form.values) | {"area": area, "topic": topic}
        return await _form(request, values, faults, int(status_of(error)))


async def _by_mail(request: Request[Any, Any, Any], form: Posted, area: str, topic: str) -> Response[Any]:
    house, visitor = house_of(request), visitor_of(request)
    contact = contact_from(None, form.raw.get("email"), None)
    if contact is None or contact.email is None:
        raise Invalid(_MISSING, fields={"email": _MISSING})
    await house.limits.count(BY_ADDRESS, visitor.address)
    try:
        await house.limits.count(BY_EMAIL, contact.email)
        await _alerts(house).ask(contact.email, area, topic, visitor.language)
    except TooMany:
        pass  # that others asked for this address, too, is told to nobody
    return _sent(area, topic)


async def _by_chat(request: Request[Any, Any, Any], area: str, topic: str) -> Response[Any]:
    house, visitor, wording = house_of(request), visitor_of(request), await citizens_wording(request)
    name = await house.bot.name() if house.bot else None
    if name is None:
        raise Invalid(_NOT_NOW, fields={"cara": _NOT_NOW})
    await house.limits.count(BY_ADDRESS, visitor.address)
    context = {
        "languages": languages(visitor, narrowed(PATH, area, topic)),
        "scope": _scope(wording, area, topic),
        "telegram": shown(name, await _alerts(house).chat_link(area, topic, visitor.language)),
        "minutes": int(LINK_LASTS.total_seconds()) // 60,
        "back": narrowed("/aduan", area, topic),
    }
    return await page(request, "citizen/alert_chat.html", context)


@get(PATH + "/{alert_id:uuid}/{token:str}/ya", name="alerts.yes.ask", include_in_schema=False)
async def yes_page(request: Request[Any, Any, Any], alert_id: FromPath[UUID], token: FromPath[str]) -> Response[str]:
    """Programs that look into mails open links, and must begin nothing."""
    await _held(request, alert_id, token, YES)
    return await _shown(request, alert_id, yes=True)


@post(PATH + "/{alert_id:uuid}/{token:str}/ya", name="alerts.yes", include_in_schema=False)
async def yes(request: Request[Any, Any, Any], alert_id: FromPath[UUID], token: FromPath[str]) -> Response[str]:
    house = house_of(request)
    await _held(request, alert_id, token, YES)
    taken = await _alerts(house).confirm(alert_id, await house.zone())
    return await _shown(request, alert_id, yes=True, refused="" if taken else _TOO_MANY)


@get(PATH + "/{alert_id:uuid}/{token:str}/berhenti", name="alerts.stop.ask", include_in_schema=False)
async def stop_page(request: Request[Any, Any, Any], alert_id: FromPath[UUID], token: FromPath[str]) -> Response[str]:
    await _held(request, alert_id, token, STOP)
    return await _shown(request, alert_id)


@post(PATH + "/{alert_id:uuid}/{token:str}/berhenti", name="alerts.stop", include_in_schema=False)
async def stop(request: Request[Any, Any, Any], alert_id: FromPath[UUID], token: FromPath[str]) -> Response[str]:
    """A mail program posts here without a cookie; the secret in the address is all that is asked."""
    await _held(request, alert_id, token, STOP)
    await _alerts(house_of(request)).stop(alert_id)
    return await _shown(request, alert_id)


async def _held(request: Request[Any, Any, Any], alert_id: UUID, token: str, purpose: str) -> None:
    """Raises NotFound where id and secret do not belong together; the secret outlives the alert."""
    house = house_of(request)
    if not house.keys.token_matches(token.encode("ascii", "replace").decode(), purpose, alert_id.bytes):
        await house.limits.count(house.lookup_limit, visitor_of(request).address)
        raise NotFound(_NO_PAGE)


async def _shown(
    request: Request[Any, Any, Any], alert_id: UUID, *, yes: bool = False, refused: str = ""
) -> Response[str]:
    """How the alert stands now."""
    house, wording = house_of(request), await citizens_wording(request)
    alert = await _alerts(house).found(alert_id)
    context = {
        "languages": languages(visitor_of(request), request.url.path),
        "asking": yes,
        "alert": alert,
        "refused": wording.say(refused) if refused else "",
        "scope": _scope(wording, alert.area, alert.topic) if alert else "",
        "action": request.url.path,
        "stop_href": stop_alert_path(house, alert_id),
        "list": _list(alert),
        "again": PATH,
        "hour": MORNING.strftime("%H.%M"),
    }
    return await page(request, "citizen/alert.html", context)


def _list(alert: Alert | None) -> str:
    return narrowed("/aduan", alert.area, alert.topic) if alert else "/aduan"


async def _form(
    request: Request[Any, Any, Any], values: Any, faults: dict[str, str], status: int, *, done: bool = False
) -> Response[str]:
    house, wording = house_of(request), await citizens_wording(request)
    bot = await house.bot.name() if house.bot else None
    ways = {"email": house.mails, "telegram": bot is not None}
    only = [name for name, there in ways.items() if there]
    area, topic = values.get("area", ""), values.get("topic", "")
    context = {
        "languages": languages(
            visitor_of(request), _sent_address(area, topic) if done else narrowed(PATH, area, topic)
        ),
        "values": {**values, "cara": values.get("cara") or (only[0] if only else "")},
        "errors": {name: say(wording.language, words) for name, words in faults.items()},
        "areas": area_options(wording.region),
        "topics": topic_options(wording.region, wording, every=False, retired=False),
        "mails": house.mails,
        "bot": bot,
        "done": done,
        "hours": int(LETTER_LASTS.total_seconds()) // 3600,
        "scope": _scope(wording, area, topic),
        "list": narrowed("/aduan", area, topic),
        "feed": narrowed("/aduan.atom", area, topic),
    }
    return await page(request, "citizen/alerts.html", context, status=status)


def _sent(area: str, topic: str) -> Response[Any]:
    return Redirect(_sent_address(area, topic), status_code=303)


def _sent_address(area: str, topic: str) -> str:
    there = narrowed(PATH, area, topic)
    return f"{there}{'&' if '?' in there else '?'}kabar=surat"


def _scope(wording: Wording, area: str, topic: str) -> str:
    return translated(wording.language, scope(area, topic, wording.region, wording.language))


def _alerts(house: House) -> Alerts:
    return Alerts(house.database, house.clock, house.keys)


HANDLERS: list[HTTPRouteHandler] = [ask, send, yes_page, yes, stop_page, stop]

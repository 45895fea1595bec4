"""Turns a template into a page in the visitor's language. Nobody else renders."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import jinja2
from babel.dates import format_datetime, format_timedelta
from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader
from litestar import Litestar, Request, Response
from litestar.enums import MediaType
from litestar.routes import HTTPRoute
from litestar.template.base import csrf_token
from markupsafe import Markup

from complaints.region import Region
from foundation.language import LANGUAGES, SOURCE_LANGUAGE, translated, translations
from foundation.language import mark as _
from web.emergency import numbers
from web.formatting import day_as, decimal
from web.option_tags import option_tags
from web.visitor import Visitor, house_of, visitor_of

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
_NAMES = {"id": "ID", "en": "EN"}
_JUST_NOW = timedelta(seconds=45)
_NOW_WORDS = _("baru saja")


@cache
def environment() -> Environment:
    """One Jinja environment; the language is taken from each page's context."""
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        auto_reload=False,  # or each part of each page would ask the disk whether it is still the same
        bytecode_cache=FileSystemBytecodeCache(),  # all templates take seconds to compile, in every process
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals |= {"static": static, "option_tags": option_tags, "_": _in_words}
    made.filters |= {"tanggal": _date_words, "tanggal_pendek": _short_date, "waktu": _instant, "relatif": _relative}
    made.filters |= {"angka": _number, "hari": _day}
    return made


@cache
def static(name: str) -> str:
    """The address of a file in static/, which changes with its content so that it may be kept for ever."""
    print_of = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={print_of}"


async def page(
    request: Request[Any, Any, Any],
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response[str]:
    """The page as an answer."""
    house, visitor = house_of(request), visitor_of(request)
    region = await house.region.current()
    values = ground(request, visitor, region, house.clock.now()) | dict(context or {})
    text = environment().get_template(template).render(values)
    return Response(text, media_type=MediaType.HTML, status_code=status, headers=dict(headers or {}))


def ground(request: Request[Any, Any, Any], visitor: Visitor, region: Region, now: datetime) -> dict[str, Any]:
    """What every page knows."""
    token = csrf_token({"request": request})
    return {
        "language": visitor.language,
        "languages": languages(visitor, _here(request)),
        "region": region,
        "origin": (house_of(request).public_url or str(request.base_url)).rstrip("/"),
        "zone": ZoneInfo(region.timezone),
        "now": now,
        "emergency": numbers(region, now.astimezone(ZoneInfo(region.timezone)).date()),
        "messages": [],
        "values": {},
        "errors": {},
        "csrf_input": Markup('<input type="hidden" name="_csrf_token" value="{}">').format(token),
        "visitor": visitor,
    }


def page_of(request: Request[Any, Any, Any]) -> str:
    """The path of the page on which a form stands that was sent here."""
    path = request.url.path
    while path and not any(one.fullmatch(path) for one in _pages(request.app)):
        path = path.rpartition("/")[0]
    return path


def _here(request: Request[Any, Any, Any]) -> str:
    """The address of this page; of an answer to a form, that of the page the form stands on."""
    path = request.url.path if request.method in ("GET", "HEAD") else page_of(request)
    return (path or "/") + (f"?{request.url.query}" if request.url.query and path == request.url.path else "")


@lru_cache(maxsize=2)  # a test makes many
def _pages(app: Litestar) -> list[re.Pattern[str]]:
    """Addresses that can be opened, as patterns."""
    found = [one.path for one in app.routes if isinstance(one, HTTPRoute) and "GET" in one.methods]
    return [re.compile(re.sub(r"\{[^}]*\}", "[^/]+", path)) for path in found]


def languages(visitor: Visitor, back: str) -> list[dict[str, Any]]:
    """The languages to choose from, each leading to `back`; a page that answers a form names the page before it."""
    query = urlencode({"kembali": back})
    return [
        {"code": code, "name": _NAMES[code], "href": f"/bahasa/{code}?{query}", "current": code == visitor.language}
        for code in LANGUAGES
    ]


def say(language: str, words: str) -> str:
    """Words of the catalogue, or a sentence made of them, in a language."""
    return translated(language, words)


@jinja2.pass_context
def _in_words(context: jinja2.runtime.Context, words: str, **values: object) -> Markup:
    """Jinja's own `_`; words without values, which are most, are looked up and made safe once."""
    if values:
        filled: Any = context.call(context["gettext"], words, **values)
        return Markup(filled)  # noqa: S704 - it is that already
    return _spoken(context.get("language", SOURCE_LANGUAGE), words)


@lru_cache(maxsize=8_000)
def _spoken(language: str, words: str) -> Markup:
    return Markup(translations(language).gettext(words)) % {}  # noqa: S704 - as Jinja does: words of our templates


@jinja2.pass_context
def _gettext(context: jinja2.runtime.Context, words: str) -> str:
    return translations(context.get("language", SOURCE_LANGUAGE)).gettext(words)


@jinja2.pass_context
def _ngettext(context: jinja2.runtime.Context, one: str, many: str, number: int) -> str:
    return translations(context.get("language", SOURCE_LANGUAGE)).ngettext(one, many, number)


def _local(context: jinja2.runtime.Context, moment: date | datetime) -> date | datetime:
    return moment.astimezone(context["zone"]) if isinstance(moment, datetime) else moment


@jinja2.pass_context
def _date_words(context: jinja2.runtime.Context, moment: date | datetime | None) -> str:
    """Weekday and date in words: Jumat, 27 Maret 2026."""
    if moment is None:
        return ""
    local = _local(context, moment)
    return day_as(local.date() if isinstance(local, datetime) else local, "EEEE, d MMMM y", context["language"])


@jinja2.pass_context
def _number(context: jinja2.runtime.Context, number: int) -> str:
    """1.511 in Indonesian, 1,511 in English."""
    return decimal(number, context["language"])


@jinja2.pass_context
def _short_date(context: jinja2.runtime.Context, moment: date | datetime | None) -> str:
    if moment is None:
        return ""
    local = _local(context, moment)
    return day_as(local.date() if isinstance(local, datetime) else local, "d MMM y", context["language"])


@jinja2.pass_context
def _day(context: jinja2.runtime.Context, day: date) -> str:
    """Weekday and day alone, where the month stands above: Jumat, 27."""
    return day_as(day, "EEEE, d", context["language"])


@jinja2.pass_context
def _instant(context: jinja2.runtime.Context, moment: datetime | None) -> str:
    """Date, time and zone: 27 Maret 2026 pukul 16.00 WIB."""
    if moment is None:
        return ""
    language, local = context["language"], moment.astimezone(context["zone"])
    pattern = "d MMMM y 'pukul' HH.mm" if language == SOURCE_LANGUAGE else "d MMMM y, HH:mm"
    return f"{format_datetime(local, pattern, locale=language)} {context['region'].zone_label}"


@jinja2.pass_context
def _relative(context: jinja2.runtime.Context, moment: datetime | None) -> str:
    if moment is None:
        return ""
    passed = moment - context["now"]
    if abs(passed) < _JUST_NOW:
        return _gettext(context, _NOW_WORDS)
    return format_timedelta(passed, add_direction=True, locale=context["language"])

"""The public list: searched, narrowed and sorted by its address alone."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from complaints.kinds import Kind, Status
from complaints.openness import PUBLISHED
from complaints.report import readable
from complaints.views import Filter, Line, Mark, OpenPage
from foundation.language import mark as _
from web.alert_addresses import alerts_address
from web.choices import area_options, topic_options, unit_options
from web.lookup import citizens_wording
from web.rendering import page
from web.visitor import house_of
from web.whole_numbers import whole
from web.wording import Wording, options

EXCERPT = 220
PAGE_SIZE = 20
LAST_PAGE = 500
"""Of lists whose pages have numbers."""
KINDS = tuple(kind for kind in Kind if kind is not Kind.OVERSIGHT)
PERIODS: dict[str, tuple[int, str]] = {
    "7": (7, _("7 hari terakhir")),
    "30": (30, _("30 hari terakhir")),
    "365": (365, _("12 bulan terakhir")),
}
"""Days back, by their name in the address."""

AFTER, BEFORE = "setelah", "sebelum"
"""Names under which the address says where the list goes on: after a complaint, or before it."""
_ERA = datetime(1970, 1, 1, tzinfo=UTC)
_MARK = re.compile(r"(\d{1,9})\.(\d{1,16})\.([0-9a-f]{32})", re.ASCII)

JOINED = "ikut"
SORTS: dict[str, str] = {JOINED: _("Paling banyak yang ikut melaporkan")}
NAMES = ("q", "topic", "area", "status", "unit", "kind", "masa")
"""Filters, as the address names them."""


@get("/aduan", name="published", include_in_schema=False)
async def published(request: Request[Any, Any, Any]) -> Response[str]:
    """The public list, newest first or most joined first."""
    wording = await citizens_wording(request)
    told = chosen(request.query_params, wording)
    found = await found_for(request, told, wording, _mark(request.query_params), PAGE_SIZE)
    region = wording.region
    context = {
        "values": told,
        "narrowed": any(told[name] for name in NAMES),
        "chips": chips_of(told, wording),
        "topics": topic_options(region, wording),
        "areas": area_options(region),
        "units": unit_options(region),
        "statuses": options((one, wording.status(one)) for one in Status if one in PUBLISHED),
        "kinds": options((one, wording.kind(one)) for one in KINDS),
        "periods": options((name, wording.say(label)) for name, (_days, label) in PERIODS.items()),
        "sorts": options((name, wording.say(label)) for name, label in SORTS.items()),
        "total": _rounded(found.total) if found.more else found.total,
        "more": found.more,
        "cases": [card(line, wording) for line in found.lines],
        "previous": address_of({**told, **_marked(found.newer)}) if found.newer else "",
        "next": address_of({**told, **_marked(found.older)}) if found.older else "",
        "feed": address_of(told, path="/aduan.atom"),
        "map": address_of({name: told[name] for name in ("area", "topic")}, path="/peta"),
        "alerts": alerts_address(house_of(request), told["area"], told["topic"]),
    }
    return await page(request, "citizen/published.html", context)


async def found_for(
    request: Request[Any, Any, Any], told: Mapping[str, str], wording: Wording, at: Mark | None, size: int
) -> OpenPage:
    house = house_of(request)
    days = PERIODS[told["masa"]][0] if told["masa"] else 0
    wanted = Filter(
        statuses=(told["status"],) if told["status"] else (),
        topic=told["topic"] or None,
        areas=wording.region.below(told["area"]) if told["area"] else (),
        unit=told["unit"] or None,
        kind=told["kind"] or None,
        received_after=house.clock.now() - timedelta(days=days) if days else None,
        query=told["q"] or None,
    )
    return await house.queries.published(wanted, at, size, most_joined=told["urut"] == JOINED)


def chosen(asked: Mapping[str, str], wording: Wording) -> dict[str, str]:
    """What an address asks for, as far as it is known; everything else is left out."""
    region = wording.region
    known: dict[str, Any] = {
        "topic": {topic.code for topic in region.topics if topic.parent and not topic.sensitive},
        "area": region.area,
        "status": {str(one) for one in PUBLISHED},
        "unit": region.unit,
        "kind": {str(one) for one in KINDS},
        "masa": PERIODS,
        "urut": SORTS,
    }
    told = {"q": readable(asked.get("q", "")).strip()[:200]}
    return told | {name: asked.get(name, "") if asked.get(name, "") in values else "" for name, values in known.items()}


def chips_of(told: Mapping[str, str], wording: Wording) -> list[dict[str, str]]:
    """Each filter that is set, and the address of the list without it."""
    names: dict[str, Callable[[str], str]] = {
        "q": lambda written: f"“{written}”",
        "topic": wording.topic,
        "area": wording.area,
        "status": wording.status,
        "unit": wording.unit,
        "kind": wording.kind,
        "masa": lambda name: wording.say(PERIODS[name][1]),
    }
    return [{"label": names[name](told[name]), "href": address_of({**told, name: ""})} for name in NAMES if told[name]]


def page_number(written: str) -> int:
    """The page somebody asks for in an address, or the first."""
    return min(max(whole(written, 5) or 1, 1), LAST_PAGE)


def _marked(mark: Mark | None) -> dict[str, str]:
    """Where the list goes on, as the address says it."""
    if mark is None:
        return {}
    at = (mark.received_at - _ERA) // timedelta(microseconds=1)
    return {BEFORE if mark.newer else AFTER: f"{mark.joined}.{at}.{mark.id.hex}"}


def _mark(asked: Mapping[str, str]) -> Mark | None:
    """The same read again; None, which is the beginning, where it is none of ours."""
    for name in (AFTER, BEFORE):
        if told := _MARK.fullmatch(asked.get(name, "")):
            joined, at, one = told.groups()
            return Mark(int(joined), _ERA + timedelta(microseconds=int(at)), UUID(hex=one), newer=name == BEFORE)
    return None


def _rounded(count: int) -> int:
    """The first figure of a number and noughts: of how many are only known to be more."""
    figures = str(count)
    return int(figures[0] + "0" * (len(figures) - 1))


def address_of(told: Mapping[str, str], path: str = "/aduan") -> str:
    values = {name: value for name, value in told.items() if value}
    return f"{path}?{urlencode(values)}" if values else path


def card(line: Line, wording: Wording) -> dict[str, Any]:
    """A complaint in the list: its title, and what its words go on with."""
    title = wording.title(line.report)
    begun = title.removesuffix("…")
    rest = " ".join((line.report or "").split())[len(begun) :].strip(" ,.;:-")
    words = rest if len(rest) <= EXCERPT else rest[:EXCERPT].rsplit(" ", 1)[0] + "…"
    return {
        "code": line.code,
        "href": f"/lacak/{line.code}",
        "title": title,
        "words": f"…{words}" if words and begun != title else words,
        "status_label": wording.status(line.status),
        "status_tone": wording.tone(line.status),
        "unit": wording.unit(line.unit) or wording.body(line.body),
        "place": wording.area(line.area),
        "filed_at": line.received_at,
        "joined": line.joined,
    }


HANDLERS: list[HTTPRouteHandler] = [published]

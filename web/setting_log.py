"""One list of what was changed: settings, calendar, promises, routing and accounts, as far as each is written down."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from complaints.report import readable
from complaints.setting_changes import PAGE, RULE, SettingChanges
from web.house import House
from web.office_frame import SETTING_CHANGES, office_page, wording_of
from web.setting_lines import Line
from web.setting_sources import ELSEWHERE, lines_elsewhere
from web.setting_words import KINDS, change_line
from web.visitor import house_of, one_of
from web.wording import Wording, options


@get(
    SETTING_CHANGES.path,
    name="office.setting_changes",
    guards=[one_of(*SETTING_CHANGES.roles)],
    include_in_schema=False,
)
async def log(request: Request[Any, Any, Any]) -> Response[str]:
    """Of every kind, or one; with words to look for; `sebelum` leads to older ones."""
    house, wording, asked = house_of(request), await wording_of(request), request.query_params
    kind = asked.get("jenis", "") if asked.get("jenis", "") in {**KINDS, **ELSEWHERE} else ""
    words = readable(asked.get("kata", "")).strip()[:100]
    until = _instant(asked.get("sebelum", ""))
    lines, older = await _lines(house, wording, kind, words, until)
    more = ""
    if older is not None:
        values = {"jenis": kind, "kata": words, "sebelum": older.isoformat()}
        more = f"{SETTING_CHANGES.path}?{urlencode({name: value for name, value in values.items() if value})}"
    context = {
        "changes": lines,
        "kinds": options((code, wording.say(name)) for code, name in {**KINDS, **ELSEWHERE}.items()),
        "values": {"jenis": kind, "kata": words},
        "action": SETTING_CHANGES.path,
        "more": more,
    }
    return await office_page(request, "office/setting_changes.html", SETTING_CHANGES, context)


async def _lines(
    house: House, wording: Wording, kind: str, words: str, until: datetime | None
) -> tuple[list[Line], datetime | None]:
    """A page of changes before `until`, the latest first; and before which instant there may be older ones."""
    officers = await house.officers()
    here: list[Line] = []
    elsewhere: list[list[Line]] = []
    if kind in ("", *KINDS):
        found = await SettingChanges(house.database).latest(kind, words, until)
        here = [change_line(one, wording, officers) for one in found]
    if kind not in KINDS or kind == RULE:
        elsewhere = [one async for one in lines_elsewhere(house, wording, officers, kind, until)]
    # A source that gave its most tells nothing of what lies further back: there the page ends for all of them, or a
    # search would pass over what it did not give.
    end = max((min(line["at"] for line in one) for one in (here, *elsewhere) if len(one) >= PAGE), default=None)
    there = (line for one in elsewhere for line in one if not words or words.lower() in _all_words(line))
    held = (line for line in (*here, *there) if end is None or line["at"] >= end)
    lines = sorted(held, key=lambda line: line["at"], reverse=True)
    return lines[:PAGE], lines[PAGE - 1]["at"] if len(lines) > PAGE else end


def _all_words(line: Line) -> str:
    said: Iterable[str] = (line["thing"], line["what"], line["by"])
    fields = (f"{one['before']} {one['after']}" for one in line["fields"])
    return " ".join((*said, *fields)).lower()


def _instant(written: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


HANDLERS: list[HTTPRouteHandler] = [log]

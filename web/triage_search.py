"""Cases that a report may be merged into, searched by code or words while their code is being typed."""

from typing import Any

import msgspec
from litestar import Request, get
from litestar.handlers import HTTPRouteHandler

from complaints.kinds import OPEN, Status
from complaints.ticket import show
from complaints.views import Filter, Line
from complaints.visibility import Sight
from people.actor import Actor
from sla.case_search import CaseSearch
from web.case_rows import Asked
from web.forms import uuid_of
from web.office_frame import TRIAGE, narrowed, wording_of
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording

PATH = f"{TRIAGE.path}/cari"
FEWEST = 3
"""Letters below which nothing is searched."""
FOUND = 8


class Match(msgspec.Struct, frozen=True):
    """A case as the field offers it."""

    value: str
    label: str
    more: str


@get(PATH, name="office.triage.search", guards=[one_of(*TRIAGE.roles)], include_in_schema=False)
async def search(request: Request[Any, Any, Any]) -> list[Match]:
    """Those that still run or are with a body outside, newest first; never the one that stands open.

    Of words that very many say it is the newest cases alone that are asked.
    """
    house, wording, asked = house_of(request), await wording_of(request), Asked(request)
    actor: Actor = narrowed(visitor_of(request).actor, *TRIAGE.roles)
    words, without = asked.text("kata"), uuid_of(asked.text("selain", 40))
    if len(words) < FEWEST:
        return []
    statuses = tuple(str(status) for status in sorted(OPEN | {Status.FORWARDED_OUT}))
    searched = CaseSearch(house.database, house.clock)
    hits = await searched.page(actor, Filter(statuses=statuses, query=words), size=FOUND + 1)
    lines = [one.line for one in hits.load.cases]
    return [_match(wording, line) for line in lines if line.id != without and line.sight >= Sight.WORDS][:FOUND]


def _match(wording: Wording, line: Line) -> Match:
    owner = wording.unit(line.unit)
    known = (show(line.code), wording.status(line.status), owner, wording.area(line.area))
    return Match(line.code, wording.title(line.report), " · ".join(one for one in known if one))


HANDLERS: list[HTTPRouteHandler] = [search]

"""The public ledger of pledges: what was promised for a later date, by whom, on what ground, and whether it came."""

from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from complaints.pledges import PledgeLine, PledgeState
from foundation.language import mark as _
from web.lookup import citizens_wording
from web.promise_notes import date_words
from web.published import page_number
from web.rendering import page
from web.visitor import house_of
from web.wording import Wording

STATES: dict[str, PledgeState] = {
    "ditunggu": PledgeState.WAITING,
    "lewat": PledgeState.LAPSED,
    "dipenuhi": PledgeState.KEPT,
}
"""By how they are called in an address."""
_LABELS: dict[PledgeState, str] = {
    PledgeState.WAITING: _("Ditunggu"),
    PledgeState.LAPSED: _("Lewat tanpa bukti"),
    PledgeState.KEPT: _("Dipenuhi"),
}
_TONES = {PledgeState.WAITING: "pledged", PledgeState.LAPSED: "late", PledgeState.KEPT: "met"}
_ALL = _("Semua")
_AFTERWARDS = _("Dinyatakan selesai sesudahnya, pada {date}.")
_DONE = _("Dinyatakan selesai pada {date}.")
_OPEN_AGAIN = _("Aduannya terbuka lagi: {status}.")
_AGAIN = _("Ini janji yang ke-{times} untuk aduan ini.")


@get("/janji", name="pledges", include_in_schema=False)
async def pledges(request: Request[Any, Any, Any]) -> Response[str]:
    """All public cases that were ever pledged, narrowed by how the pledge stands."""
    house, wording = house_of(request), await citizens_wording(request)
    region = wording.region
    chosen = request.query_params.get("keadaan", "")
    state = STATES.get(chosen)
    number = page_number(request.query_params.get("halaman", ""))
    zone = await house.zone()
    found = await house.queries.pledges(house.clock.now().astimezone(zone).date(), region.timezone, state, number)
    told = {"keadaan": chosen} if state else {}
    every = sum(found.counts.values())
    chips = [{"label": wording.say(_ALL), "href": "/janji", "current": state is None, "count": every}]
    chips += [
        {
            "label": wording.say(_LABELS[one]),
            "href": _address({"keadaan": name}),
            "current": one is state,
            "count": found.counts[one],
        }
        for name, one in STATES.items()
    ]
    context = {
        "chips": chips,
        "narrowed": state is not None,
        "lines": [_line(wording, line) for line in found.lines],
        "previous": _address({**told, "halaman": number - 1}) if number > 1 else "",
        "next": _address({**told, "halaman": number + 1}) if number < found.pages else "",
        "page_words": wording.say(_("Halaman {number} dari {pages}"), number=number, pages=found.pages),
    }
    return await page(request, "citizen/pledges.html", context)


def _address(values: dict[str, Any]) -> str:
    return "/janji" + (f"?{urlencode(values)}" if values else "")


def _line(wording: Wording, line: PledgeLine) -> dict[str, Any]:
    return {
        "code": line.code,
        "href": f"/lacak/{line.code}",
        "title": wording.title(line.report),
        "label": wording.say(_LABELS[line.state]),
        "tone": _TONES[line.state],
        "on": line.pledged_on,
        "at": line.pledged_at,
        "unit": wording.unit(line.unit),
        "pledge": line.pledge,
        "ground": line.ground,
        "notes": _notes(wording, line),
    }


def _notes(wording: Wording, line: PledgeLine) -> list[str]:
    told = []
    if line.resolved_at is not None and line.state is not PledgeState.WAITING:
        local = line.resolved_at.astimezone(ZoneInfo(wording.region.timezone)).date()
        words = _DONE if line.state is PledgeState.KEPT else _AFTERWARDS
        told.append(wording.say(words, date=date_words(wording, local)))
    elif line.state is PledgeState.LAPSED:
        told.append(wording.say(_OPEN_AGAIN, status=wording.status(line.status)))
    if line.times > 1:
        told.append(wording.say(_AGAIN, times=line.times))
    return told


HANDLERS: list[HTTPRouteHandler] = [pledges]

"""The page on routing: how sure the router is and how right, what was set right, which model advises, how it is set."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from foundation.language import mark as _
from people.actor import Role
from routing.corrections import corrections
from routing.learning import lessons
from routing.models import ModelEntry
from routing.tally import Tally, history
from web import routing_corrections, routing_settings
from web.case_rows import address
from web.forms import posted
from web.house import House
from web.office_frame import ROUTING, office_page, wording_of
from web.routing_corrections import COUNTED, LIST, MIXED, READERS, leading
from web.routing_figures import MOST_MIXED, TILES, aims, mixed_up, reliability_words, summary
from web.routing_models import dated, lesson_words, model_row, replaced, use_words
from web.routing_period import AskedPeriod
from web.routing_settings import SETTINGS, settings_words
from web.routing_words import correction_row, version_name
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording, options

USE, RELEASE = f"{ROUTING.path}/versi", f"{ROUTING.path}/versi/lepas"
CHANGES = [one_of(Role.ADMINISTRATOR)]
SHOWN, LESSONS = 4, 60
"""So many versions stand there at once; so far back it is looked what a version replaced."""
NEWEST = 5
"""So many corrections stand on the page; all of them on a page of their own."""
_DONE = {
    "versi": _("Yang memberi saran sekarang: {name}. Tidak diganti otomatis. Tekan tombol lain untuk kembali."),
    "lepas": _("Versi yang dipakai boleh diganti lagi setiap malam, bila yang baru tidak lebih buruk."),
    "simpan": _("Pengaturan tersimpan."),
}


@get(ROUTING.path, name="office.routing", guards=[one_of(*ROUTING.roles)], include_in_schema=False)
async def routing(request: Request[Any, Any, Any]) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    asked, actor = AskedPeriod(request, wording), visitor_of(request).actor
    officers, entries = await house.officers(), await house.models.listed()
    version = asked.query.choice("versi", {one.version for one in entries})
    most, known, confused, counted = await house.routing.since(house.database, asked.since, version or None)
    mixed = mixed_up(wording, confused)
    context = asked.context() | {
        "values": asked.values | {"versi": version},
        "versions": options((one.version, dated(wording, one)) for one in entries),
        "filter_action": ROUTING.path,
        "newest": most,
        "summary": summary(wording, counted),
        "hrefs": _hrefs(asked, counted) if actor.holds_role(*READERS) else {},
        "reliability": reliability_words(wording, known, await _band(house, entries)),
        "mixed": [leading(one, asked) for one in mixed[:MOST_MIXED]],
        "mixed_total": len(mixed),
        "mixed_href": address(MIXED, asked.values),
        "aims": aims(wording, known, wording.region.routing.precision),
        "judged": len(known.share),
        "reads": actor.holds_role(*READERS),
        "changes": actor.holds_role(Role.ADMINISTRATOR),
        **await _newest(house, wording, asked, actor.holds_role(*READERS)),
        **await _versions(house, wording, entries),
        "settings": await settings_words(house, wording, officers),
        "settings_href": SETTINGS,
    }
    messages = _messages(wording, asked, entries)
    return await office_page(request, "office/routing.html", ROUTING, context, messages=messages)


def _hrefs(asked: AskedPeriod, counted: Tally) -> dict[str, str]:
    """Where the cases behind the figures on top are listed, of those that count any."""
    return {name: address(COUNTED, asked.values | {"angka": name}) for name in TILES if getattr(counted, name)}


@post(USE, name="office.routing.use", guards=CHANGES, include_in_schema=False)
async def use_version(request: Request[Any, Any, Any]) -> Redirect:
    """One click: this version advises from now on. Empty: no model, the region's phrases."""
    house, visitor = house_of(request), visitor_of(request)
    version = (await posted(request)).values.get("version", "")
    await house.models.put_in_force(version or None, visitor.actor.name_in_log)
    return Redirect(address(ROUTING.path, {"berhasil": "versi", "nama": version}), status_code=303)


@post(RELEASE, name="office.routing.release", guards=CHANGES, include_in_schema=False)
async def release(request: Request[Any, Any, Any]) -> Redirect:
    """The nightly lesson may replace what is in force again."""
    house, visitor = house_of(request), visitor_of(request)
    await house.models.release(visitor.actor.name_in_log)
    return Redirect(address(ROUTING.path, {"berhasil": "lepas"}), status_code=303)


async def _newest(house: House, wording: Wording, asked: AskedPeriod, reads: bool) -> dict[str, Any]:
    """The latest corrections, for those who may read of cases."""
    if not reads:
        return {"corrections": [], "corrections_total": 0}
    found, officers = await corrections(house.database, since=asked.since, most=NEWEST), await house.officers()
    return {
        "corrections": [correction_row(wording, officers, one) for one in found.rows],
        "corrections_total": found.total,
        "corrections_href": address(LIST, asked.values),
    }


async def _versions(house: House, wording: Wording, entries: list[ModelEntry]) -> dict[str, Any]:
    officers, use = await house.officers(), await house.models.in_use()
    taught = await lessons(house.database, LESSONS)
    before = replaced(taught)
    return {
        "models": [model_row(wording, officers, one, before.get(one.version, {})) for one in entries],
        "shown": SHOWN,
        "use": use_words(wording, officers, use),
        "lesson": lesson_words(wording, officers, taught),
        "history": await history(house.database, wording.region.routing.least_history),
        "least": wording.region.routing.least_history,
        "use_action": USE,
        "release_action": RELEASE,
    }


async def _band(house: House, entries: list[ModelEntry]) -> float | None:
    """From which probability on reports go on by themselves now; None where none do."""
    if not (await house.region.current()).routing.by_itself:
        return None
    models = await house.models.warm() if any(one.in_force for one in entries) else None
    return models.owner.band if models else None


def _messages(wording: Wording, asked: AskedPeriod, entries: list[ModelEntry]) -> list[dict[str, str]]:
    done = asked.query.done
    if done not in _DONE:
        return []
    chosen = asked.query.choice("nama", {one.version for one in entries}) or None
    return [{"kind": "done", "text": wording.say(_DONE[done], name=version_name(wording, chosen))}]


HANDLERS: list[HTTPRouteHandler] = [
    *(routing, use_version, release),
    *routing_corrections.HANDLERS,
    *routing_settings.HANDLERS,
]

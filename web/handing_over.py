"""Handing over: all that one officer has in hand goes to another, through the road, each said by itself; to print."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler

from complaints import commands as c
from complaints.labels import ROLE
from complaints.lifecycle import BESIDE
from complaints.reply_drafts import ReplyDrafts
from complaints.sight import HANDLERS as WORKING
from complaints.ticket import show
from foundation.errors import NotFound, ServiceError
from foundation.language import Sentence
from foundation.language import mark as _
from people.accounts import Account
from people.actor import Actor, Role
from people.saved_views import SavedViews
from sla.holdings import MOST, Holding, Holdings
from web.case_rows import address
from web.forms import Posted, posted, uuid_of
from web.house import House
from web.moves import BY_SLUG
from web.office_frame import DELEGATIONS, office_page, wording_of
from web.rendering import say
from web.triage_bulk import Result, carried_out
from web.visitor import fresh, house_of, one_of, visitor_of
from web.wording import Wording, options

PATH = f"{DELEGATIONS.path}/serah-terima"
PRIVATE = tuple(slug for slug, kind in BY_SLUG.items() if kind in BESIDE)
"""Moves whose drafts nobody but their writer reads: a note that was not sent is nobody's yet."""
_CHOOSE = _("Pilih siapa yang menyerahkan dan siapa yang menerima, dua orang yang berbeda.")
_GIVEN = _("Sekarang dipegang {name}.")
_KEPT = _("Tidak diserahkan: {why}")


@get(PATH, name="office.handing_over", guards=[one_of(*DELEGATIONS.roles), fresh], include_in_schema=False)
async def look(request: Request[Any, Any, Any]) -> Response[str]:
    """What the officer named in the address has in hand."""
    return await _page(request, uuid_of(request.query_params.get("dari", "")))


@post(PATH, name="office.handing_over.send", guards=[one_of(*DELEGATIONS.roles), fresh], include_in_schema=False)
async def hand_over(request: Request[Any, Any, Any]) -> Response[str]:
    house, form = house_of(request), await posted(request)
    giver, taker = (uuid_of(form.values.get(name, "")) for name in ("dari", "kepada"))
    people = await _people(house, visitor_of(request).actor)
    if giver is None or taker is None or giver == taker or giver not in people or taker not in people:
        return await _page(request, giver, fault=_CHOOSE, typed=form.values)
    return await _page(request, giver, done=await _handed(request, form, people[giver], people[taker]))


async def _handed(request: Request[Any, Any, Any], form: Posted, giver: Account, taker: Account) -> dict[str, Any]:
    """What became of each case, and how many drafts and views went along."""
    house, wording, actor = house_of(request), await wording_of(request), visitor_of(request).actor
    held, key = await Holdings(house.database).of(actor, giver.id), form.key or uuid4()
    orders = [c.Order(one.id, c.Assign(taker.id), f"handover:{key}:{one.id}") for one in held]
    faults = await carried_out(house, actor, orders)
    drafts = await ReplyDrafts(house.database, house.clock, house.keys).hand_over(
        giver.id, taker.id, await _units(house, actor), tuple(faults), PRIVATE
    )
    views = SavedViews(house.database, house.clock)
    return {
        "results": [_result(wording, one, taker.name, faults.get(one.id)) for one in held],
        "count": len(held) - len(faults),
        "drafts": drafts,
        "views": await views.hand_over(giver.id, taker.id) if form.values.get("tampilan") else 0,
        "giver": giver.name,
        "taker": taker.name,
        "at": wording.now,
    }


def _result(wording: Wording, one: Holding, name: str, fault: ServiceError | None) -> Result:
    words = Sentence(_KEPT, why=fault.sentence) if fault else Sentence(_GIVEN, name=name)
    return Result(show(one.code), f"/kantor/aduan/{one.id}", say(wording.language, words), fault is None)


async def _people(house: House, actor: Actor) -> dict[UUID, Account]:
    """Whose cases the actor may move, by id: everybody's, or of those with a post in units that they head."""
    units = await _units(house, actor)
    return {
        one.id: one
        for one in await house.accounts.all()
        if _everywhere(actor) or any(unit in units for role, unit in one.posts if role in WORKING)
    }


async def _units(house: House, actor: Actor) -> frozenset[str]:
    if _everywhere(actor):
        return frozenset((await house.region.current()).unit)
    return actor.reach(Role.HEAD)


def _works(account: Account) -> bool:
    return not account.disabled and any(role in WORKING for role, _unit in account.posts)


def _everywhere(actor: Actor) -> bool:
    return actor.holds_role(Role.ADMINISTRATOR)


async def _page(
    request: Request[Any, Any, Any],
    giver: UUID | None,
    fault: str = "",
    done: dict[str, Any] | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response[str]:
    house, wording, actor = house_of(request), await wording_of(request), visitor_of(request).actor
    people = await _people(house, actor)
    if giver is not None and giver not in people:
        raise NotFound()
    held = await Holdings(house.database).of(actor, giver) if giver else ()
    context = {
        "action": PATH,
        "back": DELEGATIONS.path,
        "giver": people[giver] if giver else None,
        "givers": _choices(wording, people.values()),
        "takers": _choices(wording, [one for one in people.values() if one.id != giver and _works(one)]),
        "held": [_row(wording, one, linked=not _everywhere(actor)) for one in held],
        "more": len(held) == MOST,
        "done": done,
        "typed": typed or {},
        "fault": wording.say(fault) if fault else "",
        "key": uuid4(),
        "account_href": f"/kantor/akun/{people[giver].username}" if giver and _everywhere(actor) else "",
        "here": address(PATH, {"dari": str(giver)}) if giver else PATH,
        "linked": not _everywhere(actor),
    }
    status = 422 if fault else 200
    return await office_page(request, "office/handing_over.html", DELEGATIONS, context, status=status)


def _choices(wording: Wording, people: Any) -> list[dict[str, str]]:
    pairs: Sequence[tuple[str, str]] = sorted((_named(wording, one), str(one.id)) for one in people)
    return options((value, label) for label, value in pairs)


def _named(wording: Wording, one: Account) -> str:
    if one.disabled:
        return f"{one.name} ({wording.say(_('dinonaktifkan'))})"
    posts = [f"{wording.say(ROLE[role])}, {wording.region.short(unit)}" for role, unit in one.posts[:1]]
    return f"{one.name} ({posts[0]})" if posts else one.name


def _row(wording: Wording, one: Holding, *, linked: bool) -> dict[str, str]:
    return {
        "code": show(one.code),
        "href": f"/kantor/aduan/{one.id}" if linked else "",
        "topic": wording.topic(one.topic),
        "unit": wording.unit(one.unit),
        "status": wording.status(one.status),
    }


HANDLERS: list[HTTPRouteHandler] = [look, hand_over]

"""The page of a lot: who is in the pool, what was promised before the draw, what came of it, and how to repeat it."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from competency.batch_reading import BatchNeed
from competency.lot_book import Lot
from competency.lots import Entry
from foundation.errors import Invalid, NotFound, Refused, ServiceError
from foundation.language import mark as _
from people.actor import Role
from web.batches import ONE, READ, WRITE
from web.errors import status_of
from web.forms import posted
from web.office_frame import TRAININGS, office_page, wording_of
from web.training_rooms import Rooms, kinds_of, person_of
from web.training_words import BATCH, GROUPS, REASONS, batch_row
from web.visitor import house_of, visitor_of
from web.whole_numbers import whole
from web.wording import Wording

LOT = ONE + "/undian"
_DONE = {
    "umumkan": _("Undian diumumkan: daftar dan janji rahasianya tidak dapat diubah lagi. Tarik di depan saksi."),
    "tarik": _("Undian ditarik. Kebutuhan yang terpilih sudah dijadwalkan."),
    "batal": _("Undian dibatalkan; catatannya tetap ada."),
}


@get(LOT, name="office.lots", guards=READ, include_in_schema=False)
async def lot(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[str]:
    return await _page(request, batch_id)


@get(LOT + "/undian.json", name="office.lots.paper", guards=READ, include_in_schema=False)
async def paper(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[bytes]:
    """All that somebody needs to repeat it with other tools."""
    lots = await Rooms(house_of(request)).lots.of(batch_id)
    if not lots:
        raise NotFound()
    made = msgspec.json.format(msgspec.json.encode([one.paper() for one in lots]), indent=1)
    headers = {"Content-Disposition": 'attachment; filename="undian.json"'}
    return Response(made, media_type="application/json", headers=headers)


@post(LOT + "/umumkan", name="office.lots.publish", guards=WRITE, include_in_schema=False)
async def publish(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[Any]:
    house, values = house_of(request), (await posted(request)).values
    rooms, region = Rooms(house), await house.region.current()
    try:
        await rooms.lots.publish(
            batch_id,
            whole(values.get("wanted", ""), 4),
            kinds_of(region),
            await house.today(),
            person_of(request),
            compare=values.get("compare") == "ya",
        )
    except (Invalid, Refused) as error:
        return await _page(request, batch_id, error)
    return _done(batch_id, "umumkan")


@post(LOT + "/tarik", name="office.lots.draw", guards=WRITE, include_in_schema=False)
async def draw(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[Any]:
    witness = (await posted(request)).values.get("witness", "")
    try:
        await Rooms(house_of(request)).lots.draw(batch_id, witness, visitor_of(request).actor)
    except (Invalid, Refused) as error:
        return await _page(request, batch_id, error)
    return _done(batch_id, "tarik")


@post(LOT + "/batal", name="office.lots.drop", guards=WRITE, include_in_schema=False)
async def drop(request: Request[Any, Any, Any], batch_id: FromPath[UUID]) -> Response[Any]:
    """Give it up before it is drawn."""
    try:
        await Rooms(house_of(request)).lots.drop(batch_id, (await posted(request)).values.get("why", ""))
    except (Invalid, Refused) as error:
        return await _page(request, batch_id, error)
    return _done(batch_id, "batal")


def _done(batch_id: UUID, what: str) -> Redirect:
    return Redirect(f"{BATCH}/{batch_id}/undian?berhasil={what}", status_code=303)


async def _page(request: Request[Any, Any, Any], batch_id: UUID, error: ServiceError | None = None) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    rooms = Rooms(house)
    found = await rooms.batches.one(batch_id)
    lots = await rooms.lots.of(batch_id)
    standing = next((one for one in lots if one.dropped_at is None), None)
    needs = {str(one.need): one for one in found.needs}
    outlook = None
    if standing is None and found.batch.status == "planned":
        wish = len(found.needs)
        outlook = await rooms.lots.outlook(batch_id, wish, kinds_of(wording.region), await house.today())
    rules, _version = await rooms.catalogue.rules()
    fields = error.fields if isinstance(error, Invalid) and error.fields else {"": error.sentence} if error else {}
    context = {
        "batch": batch_row(found.batch, wording),
        "lot": _lot(standing, needs, wording) if standing else None,
        "dropped": [{"at": one.published_at, "why": one.dropped_why} for one in lots if one.dropped_at],
        "earlier": [one._asdict() for one in await rooms.lots.drawn_before(batch_id)],
        "outlook": {"needs": len(outlook.entries), "first": outlook.first, "places": outlook.places}
        if outlook
        else None,
        "pool": [_entry(one, needs, wording) for one in (standing.pool if standing else outlook.entries)]  # type: ignore[union-attr]
        if standing or outlook
        else [],
        "keep": rules.keep_waiting,
        "months": rules.wait_months,
        "action": f"{BATCH}/{batch_id}/undian",
        "back": f"{BATCH}/{batch_id}",
        "errors": {name: wording.say(words) for name, words in fields.items()},
        "analyst": visitor_of(request).actor.holds_role(Role.ANALYST),
    }
    words = _DONE.get(str(request.query_params.get("berhasil", "")), "")
    messages = [{"kind": "done", "text": wording.say(words)}] if words and error is None else []
    status = int(status_of(error)) if error else 200
    return await office_page(request, "office/training_lot.html", TRAININGS, context, status=status, messages=messages)


def _lot(one: Lot, needs: dict[str, BatchNeed], wording: Wording) -> dict[str, Any]:
    waiting = len(one.result.waiting) if one.result else len(one.pool) - one.places
    shares = one.result.shares if one.result else {}
    return {
        "commitment": one.commitment,
        "digest": one.digest,
        "places": one.places,
        "wanted": one.wanted,
        "waiting": waiting,
        "comparable": one.comparable,
        "published_at": one.published_at,
        "drawn_at": one.drawn_at,
        "witness": one.witness,
        "secret": one.secret,
        "seed": one.seed,
        "holds": one.holds,
        "shares": [(_stratum(code, wording), places) for code, places in sorted(shares.items())],
        "lines": _lines(one, needs, wording),
    }


def _lines(one: Lot, needs: dict[str, BatchNeed], wording: Wording) -> list[dict[str, Any]]:
    """The result in the order of tickets: those that needed no draw, those drawn, those that wait."""
    if one.result is None:
        return []
    stratum = {entry.need: entry.stratum for entry in one.pool}
    groups = (("first", tuple(one.result.first)), ("drawn", one.result.drawn), ("waiting", one.result.waiting))
    return [
        {
            **_named(need, needs, wording),
            "stratum": _stratum(stratum[need], wording),
            "ticket": one.line(need),
            "group": wording.say(GROUPS[group]),
            "waits": group == "waiting",
            "reason": wording.say(REASONS[one.result.first[need]]) if group == "first" else "",
        }
        for group, found in groups
        for need in found
    ]


def _entry(entry: Entry, needs: dict[str, BatchNeed], wording: Wording) -> dict[str, Any]:
    reason = wording.say(REASONS[entry.first]) if entry.first else ""
    since, stratum = date.fromisoformat(entry.since), _stratum(entry.stratum, wording)
    return {**_named(entry.need, needs, wording), "since": since, "stratum": stratum, "reason": reason}


def _stratum(code: str, wording: Wording) -> str:
    """Topic and kind of unit in words; the codes stand in the file that repeats the draw."""
    topic, kind = code.split("/", 1)
    of = wording.say(_("Semua topik")) if topic == "-" else wording.topic(topic)
    return of if kind == "-" else f"{of}, {kind}"


def _named(need: str, needs: dict[str, BatchNeed], wording: Wording) -> dict[str, Any]:
    known = needs.get(need)
    unit = wording.unit(known.unit) if known and known.unit else wording.say(_("Seluruh daerah"))
    return {"id": need, "unit": unit, "topic": wording.topic(known.topic) if known else ""}


HANDLERS: list[HTTPRouteHandler] = [lot, paper, publish, draw, drop]

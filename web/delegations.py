"""Who stands in for whom: acting heads, stand-ins and leave, now, to come and past; made here and ended early."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints.labels import ROLE, STANDING_IN
from foundation.errors import Invalid
from foundation.language import mark as _
from people.actor import Capacity, Role
from people.delegating import LONGEST_BASIS, Delegations, Lendable, Wish
from people.delegations import Delegation
from web.errors import status_of
from web.forms import day_of, posted, uuid_of
from web.house import House
from web.office_frame import DELEGATIONS, office_page, wording_of
from web.rendering import say
from web.visitor import fresh, house_of, one_of, visitor_of
from web.wording import Wording, options

PATH = DELEGATIONS.path
KINDS: dict[Capacity, tuple[str, str]] = {
    Capacity.LEAVE: (
        _("Cuti atau tidak di tempat"),
        _("Pengganti boleh dikosongkan; aduan baru tidak diberikan kepadanya."),
    ),
    Capacity.PLH: (_("Plh. (pelaksana harian)"), _("Pejabatnya sementara tidak di tempat.")),
    Capacity.PLT: (_("Plt. (pelaksana tugas)"), _("Jabatannya sedang kosong.")),
}
WHY: dict[str, str] = {
    "ended": _("diakhiri lebih awal"),
    "post": _("berakhir bersama jabatannya"),
    "account": _("berakhir bersama akunnya"),
    "filled": _("berakhir karena jabatannya terisi"),
}
_DONE = {
    "buat": _("Pelimpahan dicatat. Keduanya melihatnya mulai hari itu."),
    "akhiri": _("Pelimpahan itu diakhiri sekarang."),
}
_FIRST = _("Pilih hari pertamanya.")
_LAST = _("Pilih hari terakhirnya.")


@get(PATH, name="office.delegations", guards=[one_of(*DELEGATIONS.roles), fresh], include_in_schema=False)
async def listing(request: Request[Any, Any, Any]) -> Response[str]:
    return await _page(request, done=_DONE.get(request.query_params.get("berhasil", ""), ""))


@post(PATH, name="office.delegations.add", guards=[one_of(*DELEGATIONS.roles), fresh], include_in_schema=False)
async def add(request: Request[Any, Any, Any]) -> Response[Any]:
    house, form = house_of(request), await posted(request)
    try:
        rules = (await house.region.current()).accounts
        await _book(house).make(visitor_of(request).actor, await _wish(request, form.values), rules)
    except Invalid as error:
        return await _page(request, form.values, dict(error.fields) or {"": error.sentence}, int(status_of(error)))
    house.duty.forget()
    return Redirect(f"{PATH}?berhasil=buat", status_code=303)


@post(
    PATH + "/{delegation_id:uuid}/akhiri",
    name="office.delegations.end",
    guards=[one_of(*DELEGATIONS.roles), fresh],
    include_in_schema=False,
)
async def end(request: Request[Any, Any, Any], delegation_id: FromPath[UUID]) -> Redirect:
    house = house_of(request)
    await _book(house).end(visitor_of(request).actor, delegation_id)
    house.duty.forget()
    return Redirect(f"{PATH}?berhasil=akhiri", status_code=303)


def _book(house: House) -> Delegations:
    return Delegations(house.database, house.clock, house.keys)


async def _wish(request: Request[Any, Any, Any], values: Mapping[str, str]) -> Wish:
    """What the form asks for; raises Invalid naming every field that cannot be understood."""
    starts_on, ends_on = day_of(values.get("starts_on", "")), day_of(values.get("ends_on", ""))
    lendable = {_value(one): one for one in await _book(house_of(request)).lendable(visitor_of(request).actor)}
    wanted = lendable.get(values.get("post", ""))
    capacity = values.get("capacity", "")
    faults = {
        "capacity": "" if capacity in set(Capacity) else _("Pilih jenisnya."),
        "post": "" if wanted else _("Pilih jabatannya."),
        "starts_on": "" if starts_on else _FIRST,
        "ends_on": "" if ends_on else _LAST,
    }
    faults = {field: sentence for field, sentence in faults.items() if sentence}
    if faults or wanted is None or starts_on is None or ends_on is None:
        raise Invalid(fields=faults)
    return Wish(
        Capacity(capacity),
        wanted.role,
        wanted.unit,
        wanted.officer,
        uuid_of(values.get("deputy", "")),
        starts_on,
        ends_on,
        " ".join(values.get("basis", "").split()),
    )


def _value(one: Lendable) -> str:
    return f"{one.officer or ''}:{one.role}:{one.unit}"


async def _page(
    request: Request[Any, Any, Any],
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    status: int = 200,
    done: str = "",
) -> Response[str]:
    house, wording, language = house_of(request), await wording_of(request), visitor_of(request).language
    actor, book, now = visitor_of(request).actor, _book(house), house.clock.now()
    found = await book.known(actor)
    context = {
        "current": [row(one, wording) for one in found if one.covers(now)],
        "coming": [row(one, wording) for one in reversed(found) if not one.covers(now) and not one.over(now)],
        "past": [row(one, wording) for one in found if one.over(now)],
        "action": PATH,
        "handing_href": f"{PATH}/serah-terima",
        "kinds": [
            {"value": str(kind), "label": wording.say(label), "hint": wording.say(hint)}
            for kind, (label, hint) in KINDS.items()
        ],
        "posts": _posts(wording, await book.lendable(actor)),
        "deputies": options(
            (str(one.officer), f"{one.name} ({wording.say(ROLE[one.role])}, {wording.region.short(one.unit)})")
            for one in await book.deputies()
        ),
        "longest": LONGEST_BASIS,
        "everywhere": actor.holds_role(Role.ADMINISTRATOR),
        "values": {"capacity": str(Capacity.LEAVE), **(values or {})},
        "errors": {name: say(language, words) for name, words in (faults or {}).items()},
    }
    messages = [{"kind": "done", "text": say(language, done)}] if done else []
    return await office_page(request, "office/delegations.html", DELEGATIONS, context, status=status, messages=messages)


def _posts(wording: Wording, lendable: Sequence[Lendable]) -> list[dict[str, Any]]:
    """Those that somebody holds, by name; then the vacant ones."""
    held = [
        (_value(one), f"{one.name}: {wording.say(ROLE[one.role])}, {wording.region.short(one.unit)}")
        for one in lendable
        if one.officer
    ]
    vacant = [(_value(one), _post(wording, one)) for one in lendable if not one.officer]
    groups = ((_("Ada pejabatnya"), held), (_("Sedang kosong"), vacant))
    return [{"label": wording.say(label), "options": options(pairs)} for label, pairs in groups if pairs]


def _post(wording: Wording, one: Lendable | Delegation) -> str:
    return f"{wording.say(ROLE[one.role])}, {wording.unit(one.unit)}"


def row(one: Delegation, wording: Wording) -> dict[str, Any]:
    """A delegation as its table shows it."""
    principal, deputy, maker = one.names
    return {
        "kind": wording.say(STANDING_IN[one.capacity] if one.deputy else _("Cuti")),
        "post": _post(wording, one),
        "principal": principal or wording.say(_("jabatan kosong")),
        "deputy": deputy or wording.say(_("tanpa pengganti")),
        "starts_on": one.starts_on,
        "ends_on": one.ends_on,
        "basis": one.basis,
        "maker": maker,
        "ended_at": one.ended_at,
        "why": wording.say(WHY[one.why]) if one.why else "",
        "over": one.over(wording.now),
        "end": f"{PATH}/{one.id}/akhiri",
    }


HANDLERS: list[HTTPRouteHandler] = [listing, add, end]

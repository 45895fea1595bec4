"""Who else has a case open: told where its page is opened, and again while it stays open in a browser with scripts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from complaints.labels import MOVES
from complaints.presence import Presences, Present
from foundation.language import mark as _
from people.actor import Actor
from web.forms import posted
from web.house import House
from web.moves import BY_SLUG
from web.office_frame import READERS, wording_of
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording

_OPEN = _("{name} sedang membuka aduan ini.")
_WRITING = _("{name} sedang menulis: {what}.")
_CHANGED = _("Aduan ini baru saja diubah orang lain. Muat ulang untuk melihatnya; tulisan Anda tersimpan sebagai draf.")


@post(
    "/kantor/aduan/{complaint_id:uuid}/hadir",
    name="office.presence",
    guards=[one_of(*READERS)],
    include_in_schema=False,
)
async def presence_page(request: Request[Any, Any, Any], complaint_id: FromPath[UUID]) -> Response[dict[str, Any]]:
    """A sign of whoever has the page open, answered with who else has and whether the case changed meanwhile."""
    house, actor, wording = house_of(request), visitor_of(request).actor, await wording_of(request)
    row = await house.queries.glance(actor, complaint_id)
    form = await posted(request)
    writing = form.values.get("writing", "")
    there = await signed(house, actor, complaint_id, writing if writing in BY_SLUG else None)
    changed = form.version is not None and form.version < row.person_version
    told = {"others": sentences(wording, there), "changed": wording.say(_CHANGED) if changed else ""}
    return Response(told, status_code=200, headers={"Cache-Control": "no-store"})


async def signed(house: House, actor: Actor, complaint_id: UUID, writing: str | None = None) -> Sequence[Present]:
    """Somebody is there, who may see the case; who else is."""
    if actor.person is None:
        return ()
    return await Presences(house.database, house.clock).sign(complaint_id, actor.person, writing)


async def left(house: House, actor: Actor, complaint_id: UUID) -> None:
    """What somebody was writing was sent."""
    if actor.person is not None:
        await Presences(house.database, house.clock).leave(complaint_id, actor.person)


def sentences(wording: Wording, there: Sequence[Present]) -> list[str]:
    """“Sari sedang menulis: nyatakan selesai.”"""
    return [
        wording.say(_WRITING, name=one.name, what=wording.say(MOVES[BY_SLUG[one.writing].__name__]))
        if one.writing in BY_SLUG
        else wording.say(_OPEN, name=one.name)
        for one in there
    ]


HANDLERS: list[HTTPRouteHandler] = [presence_page]

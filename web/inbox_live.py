"""What changes on an inbox while it is looked at, as server-sent events.

A stream holds no connection of the pool: it is told by `DeskChanges`, which looks for all of a process at once. It ends
after some minutes, or once the process stops, and the browser comes again with the id of what it was told last. That is
a moment and nothing else, sent at even times: nobody learns from it that something they may not see has changed.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import MediaType, Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.response import ServerSentEvent, ServerSentEventMessage

from people.actor import Actor
from sla.desk import Desk, DeskPage
from sla.desk_changes import read, written
from sla.desk_filter import belongs, on_desk
from sla.tables import DeskRow
from web.forms import uuid_of
from web.house import House
from web.inbox_filters import PATH, Inquiry, inquiry
from web.inbox_rows import happened
from web.office_frame import INBOX, narrowed, wording_of
from web.visitor import SESSION_COOKIE, house_of, one_of, visitor_of
from web.wording import Wording

_STREAM = "text/event-stream"
BEAT = 15.0
"""Seconds between two signs of life: proxies cut what is silent for a minute."""
LIFE = 300.0
"""Seconds a stream lasts at most: then the browser comes again, and whoever lost a post or a session is not let in."""
AGAIN = 3000
"""Milliseconds after which a browser comes again."""
MOST_SHOWN = 100


def address_of(asked: Inquiry, page: DeskPage, since: str) -> str:
    """Where a page listens: for its own filters, the cases on it, and what happened since it was made."""
    shown = ",".join(str(case.loaded.line.id) for case in page.cases)
    return f"{PATH}/langsung?{asked.query}&{urlencode({'sejak': since, 'lihat': shown})}"


@get(f"{PATH}/langsung", name="office.inbox.live", guards=[one_of(*INBOX.roles)], include_in_schema=False)
async def live(request: Request[Any, Any, Any]) -> Response[Any]:
    if _STREAM not in request.headers.get("accept", ""):
        return Response("", media_type=MediaType.TEXT, status_code=406)  # no page, and it would never end
    house, wording = house_of(request), await wording_of(request)
    actor = narrowed(visitor_of(request).actor, *INBOX.roles)
    asked = inquiry(request.query_params, wording, actor)
    shown = frozenset(_ids(str(request.query_params.get("lihat", ""))))
    since = request.headers.get("last-event-id") or str(request.query_params.get("sejak", ""))
    watch = Watch(house, wording, actor, asked, shown, still=_same(request))
    # Nothing in between may keep it back or store it.
    return ServerSentEvent(watch.told(since), headers={"Cache-Control": "no-store"})


class Watch:
    """One page that is open somewhere."""

    def __init__(
        self,
        house: House,
        wording: Wording,
        actor: Actor,
        asked: Inquiry,
        shown: frozenset[UUID],
        life: float = LIFE,
        still: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        self._house, self._wording, self._actor, self._asked = house, wording, actor, asked
        self._shown, self._life, self._still = shown, life, still
        self._known: frozenset[UUID] = frozenset()

    async def told(self, since: str) -> AsyncIterator[ServerSentEventMessage]:
        """Events until the stream is over; `since` is the id of what was told last, or of when the page was made."""
        changes, loop = self._house.desk_changes, asyncio.get_running_loop()
        over = loop.time() + self._life
        async with changes.listening(self._actor.name_in_log) as listener:
            yield ServerSentEventMessage(data=None, retry=AGAIN, comment="Tanggap")
            first = await self._missed(since)
            if first is not None:
                yield first  # whoever asks was let in a moment ago
            beat = loop.time() + BEAT
            while loop.time() < over and not listener.lost:
                found = await listener.changes(max(0.0, min(beat, over) - loop.time()))
                if found is None:
                    return
                message = self._message(found)
                if message is not None:
                    if self._still is not None and not await self._still():
                        return
                    yield message
                if loop.time() >= beat:
                    beat = loop.time() + BEAT
                    yield ServerSentEventMessage(data=None, id=written(changes.looked_at), comment="")
            if listener.lost:
                yield ServerSentEventMessage(data=json.dumps({"again": True}), event="perubahan")

    async def _missed(self, since: str) -> ServerSentEventMessage | None:
        """What happened between the making of the page, or the last id, and now."""
        desk = Desk(self._house.database, self._house.clock)
        self._known = await desk.known(self._actor, sorted(self._shown))
        at = read(since)
        found = await self._house.desk_changes.since(at) if at is not None else []
        if found is None:
            return ServerSentEventMessage(data=json.dumps({"again": True}), event="perubahan")
        return self._message(found, gone=self._shown - self._known)

    def _message(self, found: list[DeskRow], gone: frozenset[UUID] = frozenset()) -> ServerSentEventMessage | None:
        """None where there is nothing this officer may hear of."""
        wanted = self._asked.wanted(replace(self._wording, now=self._house.clock.now()))
        seen = [row for row in found if on_desk(self._actor, row)]
        # Of a case that went away only those are told who had it before them.
        left = {row.complaint_id for row in found} & self._known - {row.complaint_id for row in seen}
        if not seen and not left and not gone:
            return None
        self._known = (self._known | {row.complaint_id for row in seen}) - left
        told = [
            {
                "id": str(row.complaint_id),
                "version": row.version,
                "what": happened(self._wording, row.event),
                "here": belongs(self._actor, row, wanted),
            }
            for row in seen
        ]
        body = {"changes": told, "gone": sorted(map(str, left | gone))}
        id_ = max((row.changed_at for row in seen), default=None)
        return ServerSentEventMessage(data=json.dumps(body), event="perubahan", id=written(id_) if id_ else None)


def _same(request: Request[Any, Any, Any]) -> Callable[[], Awaitable[bool]]:
    """Whether the session still stands and holds the very posts with which the stream began."""
    house, began = house_of(request), visitor_of(request).officer
    secret = request.cookies.get(SESSION_COOKIE, "")

    async def same() -> bool:
        region = await house.region.current()
        now = await house.accounts.signed_in(secret, region.reach, region.accounts, awake=False)
        return now is not None and began is not None and now.actor == began.actor

    return same


def _ids(listed: str) -> list[UUID]:
    return [found for one in listed.split(",")[:MOST_SHOWN] if (found := uuid_of(one)) is not None]


HANDLERS: list[HTTPRouteHandler] = [live]

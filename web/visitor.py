"""Who is at the door: the signed-in officer if there is one, the language they read, the address they come from."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Guard, Message, Receive, Scope, Send

from foundation.language import LANGUAGES, SOURCE_LANGUAGE
from people.accounts import SignedIn
from people.actor import ANYONE, Actor, Role
from web.cookies import cookie
from web.house import House
from web.own_acts import SECONDS

SESSION_COOKIE = "tanggap_sesi"
LANGUAGE_COOKIE = "tanggap_bahasa"
ACTED_COOKIE = "tanggap_baru"
ASKED_BY_PAGES = re.compile(r"/kantor/(?:kotak/(?:langsung|hitungan)|aduan/[0-9a-f-]{36}/hadir|laporan/keadaan)")
"""Addresses that an open page asks again and again, whether or not anybody sits before it."""
FORM_MINUTES = 30
"""How long somebody may fill in a form whose page needed a proof."""
NONE = timedelta()


class SignInNeeded(Exception):
    """The page is for officers; whoever asked has to sign in first."""


class ProofNeeded(Exception):
    """The page asks for a password or a code once more."""


@dataclass(frozen=True)
class Visitor:
    """One request's asker. `address` is the network address, as far as trusted proxies tell it."""

    actor: Actor
    language: str
    address: str
    officer: SignedIn | None = None


class VisitorMiddleware(ASGIMiddleware):
    """Finds out who asks before anything else happens."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        request = Request[Any, Any, Any](scope)
        await received(request)
        acting = request.method not in ("GET", "HEAD") and visitor_of(request).officer is not None

        async def answered(message: Message) -> None:
            if message["type"] == "http.response.start":
                house = house_of(request)
                house.menu.forget(visitor_of(request).actor)
                mark = cookie(house, ACTED_COOKIE, house.acts.done(), SECONDS)
                MutableScopeHeaders.from_message(message).add("Set-Cookie", mark.to_header(header=""))
            await send(message)

        await next_app(scope, receive, answered if acting else send)


async def received(request: Request[Any, Any, Any]) -> None:
    """Find out who asks, unless that is known already: an address without a route never passes the middleware."""
    state = request.scope["state"]
    if "visitor" in state:
        return
    house = house_of(request)
    secret = request.cookies.get(SESSION_COOKIE)
    officer = None
    if secret:
        region = await house.region.current()
        awake = ASKED_BY_PAGES.fullmatch(request.url.path) is None
        officer = await house.accounts.signed_in(secret, region.reach, region.accounts, awake=awake)
        if officer and house.acts.elsewhere(request.cookies.get(ACTED_COOKIE)):
            house.renew(officer.actor)
    state["visitor"] = Visitor(
        actor=officer.actor if officer else ANYONE,
        language=_language(request),
        address=_address(request, house.trusted_proxies),
        officer=officer,
    )


def house_of(connection: ASGIConnection[Any, Any, Any, Any]) -> House:
    return cast(House, connection.app.state.house)


def visitor_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Visitor:
    return cast(Visitor, connection.scope["state"]["visitor"])


async def signed_in(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard: any officer."""
    if visitor_of(connection).officer is None:
        raise SignInNeeded()


async def proved_lately(connection: ASGIConnection[Any, Any, Any, Any], spare: timedelta = NONE) -> bool:
    """Whether the officer showed a password or a code within the region's minutes, and `spare`."""
    house, officer = house_of(connection), visitor_of(connection).officer
    minutes = (await house.region.current()).accounts.again_minutes
    proved_at = officer.proved_at if officer else None
    return proved_at is not None and house.clock.now() - proved_at <= timedelta(minutes=minutes) + spare


async def fresh(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard, after one that knows who asks: they showed a password or a code not long ago.

    A form may be sent a while after its page was opened.
    """
    reading = connection.scope.get("method") in ("GET", "HEAD")
    if not await proved_lately(connection, timedelta(minutes=0 if reading else FORM_MINUTES)):
        raise ProofNeeded()


def one_of(*roles: Role) -> Guard:
    """Guard: an officer who holds one of these roles."""

    async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        await signed_in(connection, handler)
        if not visitor_of(connection).actor.holds_role(*roles):
            raise PermissionDeniedException()

    return guard


def _language(request: Request[Any, Any, Any]) -> str:
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    return chosen if chosen in LANGUAGES else SOURCE_LANGUAGE


def _address(request: Request[Any, Any, Any], proxies: int) -> str:
    """The client's address; of X-Forwarded-For only the entries our own proxies wrote are believed."""
    nearest = request.client.host if request.client else "unknown"
    if not proxies:
        return nearest
    told = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    return told[-min(proxies, len(told))] if told else nearest

"""Every route of the web door, in one list; a test holds each against its guard or the public list."""

from litestar.datastructures import CacheControlHeader
from litestar.static_files import create_static_files_router
from litestar.types import ControllerRouterHandler

from web import (
    administration,
    api,
    calendar_page,
    checking,
    follow,
    health,
    joining,
    login,
    officers,
    on_call,
    open_data,
    oversight,
    performance,
    plain_pages,
    pledges,
    profile,
    proof,
    public,
    reasons,
    routing_page,
    rules_page,
    system,
    telegram_links,
    telling,
)
from web.rendering import STATIC

STATIC_FILES = create_static_files_router(
    path="/static",
    directories=[STATIC],
    name="static",
    cache_control=CacheControlHeader(max_age=31_536_000, immutable=True, public=True),
    include_in_schema=False,
)

ROUTES: tuple[ControllerRouterHandler, ...] = (
    *telling.HANDLERS,
    *checking.HANDLERS,
    *public.HANDLERS,
    *follow.HANDLERS,
    *telegram_links.HANDLERS,
    *joining.HANDLERS,
    *reasons.HANDLERS,
    *pledges.HANDLERS,
    *performance.HANDLERS,
    *open_data.HANDLERS,
    *proof.HANDLERS,
    *plain_pages.HANDLERS,
    *api.HANDLERS,
    *health.HANDLERS,
    *login.HANDLERS,
    *officers.HANDLERS,
    *profile.HANDLERS,
    *oversight.HANDLERS,
    *administration.HANDLERS,
    *calendar_page.HANDLERS,
    *rules_page.HANDLERS,
    *routing_page.HANDLERS,
    *on_call.HANDLERS,
    *system.HANDLERS,
    STATIC_FILES,
)

PUBLIC: frozenset[str] = frozenset(
    {"form", "form.send", "check", "receipt", "find", "public_case", "published", "file", "colours", "language"}
    | {"follow", "follow.answer", "follow.confirm", "follow.dispute", "follow.add", "follow.judge", "follow.rate"}
    | {"follow.erase.ask", "follow.erase"}  # the secret link is what a citizen shows instead of a password
    | {"follow.telegram", "follow.telegram.back", "follow.telegram.stop"}
    | {"follow.why", "why", "pledges"}
    | {"course", "help", "privacy", "accessibility"}
    | {"proof", "proof.text", "proof.json", "proof.check", "proof.download", "follow.receipt"}
    | {"performance", "performance.units", "performance.topics"}
    | {"data", "data.dictionary", "data.csv", "data.json", "data.schema"}
    | {"join", "join.send", "join.receipt", "join.stop.ask", "join.stop"}
    | {"api.file", "api.attach", "api.case", "health", "ready"}
    | {"static"}
    | {"sign_in", "sign_in.send", "sign_out"}  # an account is not yet, or no longer, known here
)
"""Names of the routes that need no sign-in; every other one carries a guard."""

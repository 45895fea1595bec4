"""The address at which Telegram hands over updates: answered with 200 once the update is committed, never before."""

import hmac
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import msgspec
from litestar import Request, Response, post
from litestar.handlers import HTTPRouteHandler

HEADER = "X-Telegram-Bot-Api-Secret-Token"
PATH = "/telegram"
"""Where the setting names only a host."""
LARGEST = 1_000_000
"""Bytes of an update."""

Receive = Callable[[dict[str, Any]], Awaitable[None]]


def address(url: str) -> str:
    """The whole address that Telegram is told."""
    return url if urlsplit(url).path.strip("/") else url.rstrip("/") + PATH


def handler(url: str, secret: str, receive: Receive) -> HTTPRouteHandler:
    """The route of `address(url)`. Whatever `receive` raises is answered with 500, and Telegram tries again."""
    wanted = secret.encode()

    @post(
        urlsplit(address(url)).path,
        name="telegram",
        include_in_schema=False,
        status_code=200,
        request_max_body_size=LARGEST,
        exclude_from_csrf=True,
    )
    async def take(request: Request[Any, Any, Any]) -> Response[None]:
        shown = request.headers.get(HEADER, "")
        if not hmac.compare_digest(shown.encode("utf-8", "replace"), wanted):
            return Response(None, status_code=403)
        try:
            update = msgspec.json.decode(await request.body())
        except (msgspec.DecodeError, RecursionError):
            return Response(None, status_code=400)
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return Response(None, status_code=400)
        await receive(update)
        return Response(None, status_code=200)

    return take

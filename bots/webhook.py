"""The address at which Telegram hands over updates: answered with 200 once the update is committed, never before."""

import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Scope, Send
from litestar.types import Receive as Messages

HEADER = "X-Telegram-Bot-Api-Secret-Token"
PATH = "/telegram"
"""Where the setting names only a host."""
_HEADER = HEADER.lower().encode()
LARGEST = 1_000_000
"""Bytes of an update."""

_log = logging.getLogger(__name__)

Receive = Callable[[dict[str, Any]], Awaitable[None]]


def address(url: str) -> str:
    """The whole address that Telegram is told."""
    return url if urlsplit(url).path.strip("/") else url.rstrip("/") + PATH


def before(app: ASGIApp, url: str, secret: str, receive: Receive) -> ASGIApp:
    """The application with `address(url)` in front of it.

    In front, for an update needs nothing of what is found out about a visitor of a page. Whatever `receive` raises is
    answered with 500, and Telegram tries again.
    """
    path, wanted = urlsplit(address(url)).path.rstrip("/"), secret.encode()

    async def take(scope: Scope, messages: Messages, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["path"].rstrip("/") != path or scope["method"] != "POST":
            await app(scope, messages, send)
            return
        status = await _taken(scope, messages, wanted, receive)
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return take


async def _taken(scope: Any, messages: Messages, wanted: bytes, receive: Receive) -> int:
    """The status that a delivery is answered with."""
    shown = next((value for name, value in scope["headers"] if name.lower() == _HEADER), b"")
    if not hmac.compare_digest(shown, wanted):
        return 403
    body = await _body(messages)
    if body is None:
        return 413
    try:
        update = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return 400
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        return 400
    try:
        await receive(update)
    except Exception as fault:  # noqa: BLE001 - whatever it is, it comes again
        # Neither its words nor the fault's: both may hold what a citizen wrote.
        _log.error("an update was not taken in, and comes again: %s", type(fault).__name__)
        return 500
    return 200


async def _body(messages: Messages) -> bytes | None:
    """What was sent; None where it is too large. Of a sender who went away meanwhile, what came."""
    body, more = b"", True
    while more:
        message = await messages()
        if message["type"] != "http.request":
            break
        body += message.get("body", b"")
        if len(body) > LARGEST:
            return None
        more = message.get("more_body", False)
    return body

"""The headers every answer carries, refusals included."""

from typing import Any

from litestar import Response
from litestar.types import Message, Scope


def policy(pictures: str = "") -> str:
    """What a page may load; `pictures` is an origin whose pictures it may show besides ours."""
    return "; ".join(
        (
            "default-src 'self'",
            f"img-src 'self' blob: {pictures}".rstrip(),
            "media-src 'self' blob:",  # a voice note is heard before it is sent
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


SECURITY = {
    "Content-Security-Policy": policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(self), geolocation=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}


_OF_SHEETS = frozenset({"X-Content-Type-Options"})
"""A style sheet is no document: of the others a browser heeds none, and over a weak signal each costs its bytes."""


def allowing(pictures: str) -> dict[str, str]:
    """Headers of a page with map pictures from an origin; of ordinary pages where that is empty.

    Who serves map pictures often asks from which site they are fetched, so that one learns our name and no more.
    """
    if not pictures:
        return {}
    return {"Content-Security-Policy": policy(pictures), "Referrer-Policy": "strict-origin"}


def secured(response: Response[Any]) -> Response[Any]:
    media_type = getattr(response, "media_type", None)  # a file that is streamed has none
    sheet = str(media_type or response.headers.get("content-type", "")).startswith("text/css")
    for name, value in SECURITY.items():
        if not sheet or name in _OF_SHEETS:
            response.headers.setdefault(name, value)
    if media_type == "text/html":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


async def keep_cookies_out_of_copies(message: Message, _scope: Scope) -> None:
    """What a cache between us and many people may keep carries nobody's cookie: the next one would be handed it."""
    if message["type"] != "http.response.start":
        return
    headers = message["headers"]
    if any(name.lower() == b"cache-control" and b"public" in value for name, value in headers):
        message["headers"] = [(name, value) for name, value in headers if name.lower() != b"set-cookie"]


async def after_every_request(response: Response[Any]) -> Response[Any]:
    """`secured` as a hook: a plain function would be sent to a thread with every request."""
    return secured(response)

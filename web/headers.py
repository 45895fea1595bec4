"""The headers every answer carries, refusals included."""

from typing import Any

from litestar import Response

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' blob:",
        "media-src 'self' blob:",  # a voice note is heard before it is sent
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
SECURITY = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(self), geolocation=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def secured(response: Response[Any]) -> Response[Any]:
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)
    if getattr(response, "media_type", None) == "text/html":  # a file that is streamed has none
        response.headers.setdefault("Cache-Control", "no-store")
    return response


async def after_every_request(response: Response[Any]) -> Response[Any]:
    """`secured` as a hook: a plain function would be sent to a thread with every request."""
    return secured(response)

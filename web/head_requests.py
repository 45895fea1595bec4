"""HEAD, as monitors and proxies ask: what GET would answer, without its body."""

from typing import cast

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send


def answering_head(app: ASGIApp) -> ASGIApp:
    """The same application, which also answers HEAD wherever it answers GET."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] != "HEAD":
            await app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        # The server keeps the scope as it was: by its method it knows that a length without a body is no fault.
        await app(cast("HTTPScope", {**scope, "method": "GET"}), receive, without_body)

    return answer

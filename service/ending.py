"""Lets a web process end although pages listen to it: their streams are let go as soon as it is asked to stop."""

import socket

import uvicorn

from sla.desk_changes import DeskChanges


def ending(server: uvicorn.Server, changes: DeskChanges) -> uvicorn.Server:
    """The same server; it waits for every answer to be complete, and a stream never is by itself."""
    shutdown = server.shutdown

    async def let_go(sockets: list[socket.socket] | None = None) -> None:
        changes.stop()
        await shutdown(sockets)

    server.shutdown = let_go  # type: ignore[method-assign]
    return server

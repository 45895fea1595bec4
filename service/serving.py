"""The web process, or several of them that answer at one address."""

import socket
import sys
from contextlib import suppress

import msgspec
import uvicorn

from service.processes import Child, ProcessGroup, tell
from service.settings import ROOT, Settings, inherited
from service.standing import child_environment

GRACE = 10
"""Seconds an answer that was begun may still take when the process is asked to end."""


def serve(settings: Settings, url: str, listening: socket.socket | None = None) -> None:
    """Answer in this process until asked to end: on a socket that others may listen on too, else on one of its own."""
    from service.asgi import create
    from service.ending import ending
    from web.head_requests import answering_head

    inner = create(msgspec.structs.replace(settings, database_url=url))
    config = _config(settings, answering_head(inner))
    with suppress(KeyboardInterrupt):  # raised again once the server has ended in order
        ending(uvicorn.Server(config), inner.state.house.desk_changes).run([listening] if listening else None)


def serve_together(settings: Settings, url: str) -> int:
    """Start `settings.processes` web processes that share one socket and look after them; returns the exit code.

    Whichever is idle takes the next connection: a page that takes long keeps nobody waiting but its own process, and
    with one process more than there are processors none of them idles meanwhile.
    """
    with _config(settings, None).bind_socket() as listening:
        command = [sys.executable, "-m", "service", "web", "--socket", str(listening.fileno())]
        environment = child_environment(settings, url, inherited(), ROOT)
        children = [
            Child(f"web {number + 1}", command, environment, GRACE + 2, keeps=(listening.fileno(),))
            for number in range(settings.processes)
        ]
        return ProcessGroup(children, say=tell, stops_at_once=True).run()


def _config(settings: Settings, application: object) -> uvicorn.Config:
    return uvicorn.Config(
        application,  # type: ignore[arg-type]
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,  # the application itself knows how many proxies to believe
        ws="none",
        timeout_graceful_shutdown=GRACE,
    )

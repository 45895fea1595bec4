"""The application behind a real port, for a browser to visit."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from litestar import Litestar

from service.ending import ending


@asynccontextmanager
async def served(application: Litestar) -> AsyncIterator[str]:
    """The address at which it answers while the block lasts."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(application, log_level="warning", ws="none", lifespan="on")
    server = ending(uvicorn.Server(config), application.state.house.desk_changes)
    serving = asyncio.create_task(server.serve([listening]))
    while not server.started:  # noqa: ASYNC110 - the server tells nobody that it has started
        await asyncio.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await serving
    listening.close()

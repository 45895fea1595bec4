"""What a supervisor of processes asks: is it alive, can it serve?"""

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from foundation.errors import NotFound
from web.visitor import house_of


@get("/healthz", name="health", summary="Apakah proses hidup", tags=["Layanan"])
async def health() -> dict[str, str]:
    return {"status": "ok"}


@get("/readyz", name="ready", summary="Apakah basis data terjangkau dan wilayah dimuat", tags=["Layanan"])
async def ready(request: Request[Any, Any, Any]) -> Response[dict[str, str]]:
    """503 until the database answers and a region is loaded."""
    house = house_of(request)
    if not await house.database.reachable():
        return Response({"status": "not ready", "why": "database"}, status_code=503)
    try:
        region = await house.region.current()
    except NotFound:
        return Response({"status": "not ready", "why": "region"}, status_code=503)
    return Response({"status": "ready", "region": region.code})


HANDLERS: list[HTTPRouteHandler] = [health, ready]

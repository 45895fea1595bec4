"""Pages about what is asked of others."""

from litestar.handlers import HTTPRouteHandler

HANDLERS: list[HTTPRouteHandler] = []

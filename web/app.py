"""The web application over a house: pages for people, the API for programs."""

import logging
from typing import Any

from litestar import Litestar
from litestar.config.app import AppConfig
from litestar.config.compression import CompressionConfig
from litestar.config.csrf import CSRFConfig
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, YamlRenderPlugin

from web.errors import HANDLERS
from web.headers import after_every_request, keep_cookies_out_of_copies
from web.house import House
from web.routes import ROUTES
from web.visitor import VisitorMiddleware

SMALL_BODY = 2_000_000
"""Bytes a request may hold where no photos are sent."""

PACKED = ["^/berkas/", "^/static/", "^/kantor/kotak/langsung$"]
"""Pictures and recordings gain nothing by being packed again, and a part of one must be of what stands there; scripts
and styles come compressed, better than there is time for here; what is told bit by bit would be held back."""


def create(house: House) -> Litestar:
    """The application; the caller opens and closes the house."""
    for noisy in ("httpx", "httpcore"):
        logging.getLogger(noisy).setLevel(logging.WARNING)  # they log addresses, and an address may hold a token
    return Litestar(
        route_handlers=list(ROUTES),
        middleware=[VisitorMiddleware()],
        exception_handlers=HANDLERS,
        csrf_config=_csrf(house),
        compression_config=CompressionConfig(
            backend="brotli", brotli_quality=5, gzip_compress_level=5, minimum_size=500, exclude=PACKED
        ),
        openapi_config=OpenAPIConfig(
            title="Tanggap",
            version="1",
            description="Pengaduan masyarakat: sampaikan laporan dan ikuti penanganannya.",
            path="/schema",
            render_plugins=[JsonRenderPlugin(), YamlRenderPlugin()],
        ),
        request_max_body_size=SMALL_BODY,
        after_request=after_every_request,
        before_send=[keep_cookies_out_of_copies],
        on_app_init=[_with(house)],
        logging_config=None,
    )


def _with(house: House) -> Any:
    def put(config: AppConfig) -> AppConfig:
        config.state["house"] = house
        return config

    return put


def _csrf(house: House) -> CSRFConfig:
    secret = house.keys.mac("csrf", b"").hex()
    return CSRFConfig(
        secret=secret,
        # A cookie of another installation at the same address would be taken over and never match.
        cookie_name=f"tanggap_{house.keys.mac('csrf-cookie', b'').hex()[:8]}",
        cookie_secure=house.secure_cookies,
        cookie_httponly=True,
        cookie_samesite="lax",
        # What is only tried out changes nothing, and a form kept on a phone has a token long out of date.
        # A mail program that ends its reader's mails has no cookie; the secret in the address is all it shows.
        exclude=[
            *("^/api/", "^/xapi/", "^/periksa$", "^/berhenti-email/"),
            *("^/ikut/[^/]+/[^/]+/[^/]+/berhenti$", "^/kabar/[^/]+/[^/]+/berhenti$"),
        ],
    )

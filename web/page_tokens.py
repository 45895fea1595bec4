"""The token against forgery of forms in which much is typed: they answer a missing one themselves, with all of it."""

from secrets import compare_digest
from typing import Any

from litestar import Request, Response
from litestar.middleware.csrf import CSRF_SECRET_LENGTH, generate_csrf_hash, generate_csrf_token
from litestar.utils.scope.state import ScopeState

from foundation.language import mark as _
from web.cookies import cookie
from web.forms import Posted
from web.visitor import house_of

OUT_OF_DATE = _("Halaman ini sudah lama terbuka. Tulisan Anda masih ada di bawah; tekan tombol kirim sekali lagi.")


def carried(request: Request[Any, Any, Any], form: Posted) -> bool:
    """Whether the form carries the token that this browser was given with its page."""
    config = request.app.csrf_config
    assert config is not None
    written, held = form.raw.get("_csrf_token", ""), request.cookies.get(config.cookie_name, "")
    return _ours(held, config.secret) and compare_digest(written.encode(), held.encode())


def renewed(request: Request[Any, Any, Any]) -> str:
    """Make the page about to be drawn carry a token: the browser's own where it has one of ours, else a fresh one."""
    config = request.app.csrf_config
    assert config is not None
    held = request.cookies.get(config.cookie_name, "")
    token = held if _ours(held, config.secret) else generate_csrf_token(config.secret)
    ScopeState.from_scope(request.scope).csrf_token = token
    return token


def handed(request: Request[Any, Any, Any], response: Response[Any], token: str) -> None:
    """Give the browser the token with the answer, unless it has it."""
    config = request.app.csrf_config
    assert config is not None
    if request.cookies.get(config.cookie_name) != token:
        response.set_cookie(cookie(house_of(request), config.cookie_name, token, None))


def _ours(token: str, secret: str) -> bool:
    told, seal = token[:CSRF_SECRET_LENGTH], token[CSRF_SECRET_LENGTH:]
    return bool(told and seal) and compare_digest(seal.encode(), generate_csrf_hash(told, secret).encode())

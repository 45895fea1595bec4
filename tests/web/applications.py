"""Applications that serve one house after another: to make one takes longer than most tests."""

from litestar import Litestar
from litestar.types import ASGIApp

from web.app import create
from web.house import House

_Made = tuple[bytes, bool]
_FREE: dict[_Made, list[Litestar]] = {}
"""Those that nobody has, by what of a house they are made with."""
_LENT: list[tuple[_Made, Litestar, ASGIApp]] = []


def application_over(house: House) -> Litestar:
    """An application over this house, until the test is over; who asks twice has two."""
    made = house.keys.mac("csrf", b""), house.secure_cookies
    free = _FREE.setdefault(made, [])
    application = free.pop() if free else create(house)
    application.state["house"] = house
    _LENT.append((made, application, application.asgi_handler))
    return application


def give_back() -> None:
    """What was lent is free again, and as it was made."""
    for made, application, handler in _LENT:
        application.asgi_handler = handler
        application.on_startup.clear()
        application.on_shutdown.clear()
        _FREE[made].append(application)
    _LENT.clear()

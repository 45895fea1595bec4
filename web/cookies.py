"""Cookies as we set them."""

from typing import Literal

from litestar.datastructures import Cookie

from web.house import House


def cookie(
    house: House,
    name: str,
    value: str,
    lasts: int | None,
    path: str = "/",
    samesite: Literal["lax", "strict"] = "lax",
) -> Cookie:
    """One that no script reads; `lasts` in seconds, 0 takes it away, None keeps it until the browser is closed."""
    return Cookie(
        key=name,
        value=value,
        httponly=True,
        samesite=samesite,
        secure=house.secure_cookies,
        path=path,
        max_age=lasts,
    )

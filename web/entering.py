"""What every page of signing in shares: who tries, the cookies it hands out, and where somebody goes from there."""

import re
from typing import Any
from urllib.parse import quote

from litestar import Request
from litestar.datastructures import Cookie
from litestar.response import Redirect

from complaints.region import Region
from foundation.errors import TooMany
from foundation.limits import Limit
from people.known_devices import LASTS, cookie_name, device
from people.sessions import SESSION_LASTS, Stage
from people.tries import Visit
from web.browsers import browser_in_words
from web.cookies import cookie
from web.forms import uuid_of
from web.forms_proof import GOOD_FOR, proven
from web.house import House
from web.visitor import SESSION_COOKIE, house_of, visitor_of

CODE_PATH, ENROL_PATH = "/masuk/kode", "/masuk/pasang"
_ONCE = Limit("sign_in.proof", 1, GOOD_FOR)
"""A proof of work is worth one try."""
_OFFICE_ADDRESS = re.compile(r"/kantor(?:[/?][\w\-/.?=&%+]*)?", re.ASCII)


def onward(address: str) -> str:
    """The address to go on to after signing in, if it is one of the office's own; empty otherwise."""
    return address if _OFFICE_ADDRESS.fullmatch(address) else ""


def text_of(value: object) -> str:
    """A field of a form; empty where it is missing or a file."""
    return value if isinstance(value, str) else ""


def visit_of(request: Request[Any, Any, Any], username: str, bits: int = 0) -> Visit:
    """The browser that tries to sign in with a name; `bits`: of the work it showed."""
    house = house_of(request)
    agent = request.headers.get("user-agent", "")
    shown = request.cookies.get(cookie_name(house.keys, username), "")
    return Visit(visitor_of(request).address, shown, browser_in_words(agent), bits)


async def work_shown(house: House, proof: str, written_key: str) -> int:
    """Bits of the work a form brought along: none where there is none, or it was used before."""
    key = uuid_of(written_key)
    if not proven(house.keys, proof, key, int(house.clock.now().timestamp())):
        return 0
    try:
        await house.limits.count(_ONCE, str(key))
    except TooMany:
        return 0
    return int(proof.split(".")[1])


async def entered(request: Request[Any, Any, Any], secret: str, username: str, lanjut: str = "") -> Redirect:
    """On to the desk, or to the page that asks for what the sign-in still owes. The session before this one ends."""
    house = house_of(request)
    before = request.cookies.get(SESSION_COOKIE)
    if before and before != secret:
        await house.accounts.sign_out(before)
    halted = await house.entrance.halted(secret)
    cookies = [session_cookie(house, secret)]
    if halted is None:
        return Redirect(lanjut or "/kantor", status_code=303, cookies=[*cookies, device_cookie(house, username)])
    page = CODE_PATH if halted.stage is Stage.CODE else ENROL_PATH
    return Redirect(f"{page}?lanjut={quote(lanjut)}" if lanjut else page, status_code=303, cookies=cookies)


def session_cookie(house: House, secret: str, lasts: int = int(SESSION_LASTS.total_seconds())) -> Cookie:
    """The cookie that carries a session; `lasts` in seconds, 0 takes it away."""
    return cookie(house, SESSION_COOKIE, secret, lasts)


def device_cookie(house: House, username: str) -> Cookie:
    """The cookie by which this browser is known as one this account was signed in to from."""
    shown = device(house.keys, username, house.clock.now())
    return cookie(house, cookie_name(house.keys, username), shown, int(LASTS.total_seconds()))


def own_words(region: Region) -> tuple[str, ...]:
    """Words of the region that a password may not be made of alone."""
    units = (word for unit in region.units for word in (unit.code, unit.short))
    return (*region.accounts.guessable, region.service_name, region.name, region.code, *units)

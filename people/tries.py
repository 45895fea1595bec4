"""How often somebody may try to sign in, so that nobody guesses a password and nobody keeps another out.

A browser in which the account was signed in to before counts its own tries and no one else's. All others share one
small budget a day for each account: of it the first are free, the next cost work, and then only a link by mail opens
the account from a new browser. A name that has no account is counted in the same way.
"""

from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

import msgspec

from foundation.errors import TooMany
from foundation.language import mark as _
from foundation.limits import Limit, Limits
from foundation.sealing import KeyRing
from people.known_devices import known

SIGN_IN_LIMIT = Limit("sign_in", 10, 300)
"""Tries from one address for one name in five minutes."""
ADDRESS_LIMIT = Limit("sign_in_address", 100, 300)
"""Tries from one address for whatever names: many officers may sit behind one."""
DAY = 24 * 3600
STRANGERS = Limit("sign_in.strangers", 200, DAY)
"""Passwords a day that browsers in which an account was never signed in to may try on it, all of them together."""
FREE = 20
"""So many of those cost nothing."""
DEVICE, DEVICE_DAY = Limit("sign_in.device", 10, 300), Limit("sign_in.device_day", 50, DAY)
CODES, CODES_DAY = Limit("codes.device", 10, 300), Limit("codes.device_day", 50, DAY)
STRANGERS_CODES = Limit("codes.strangers", 20, DAY)
"""Codes a day that may be tried after the right password from browsers nobody knows: 60 in a million are right."""
LEAST_WORK, MOST_WORK = 16, 20
"""Leading zero bits of the proof that a try costs, of the first that is not free and of the last."""

_ONLY_BY_MAIL = _(
    "Hari ini akun ini terlalu sering dicoba dari perangkat yang belum dikenal. Pakai perangkat yang biasa Anda pakai, "
    "atau minta tautan lewat “Lupa kata sandi”."
)
_WORK_FIRST = _(
    "Akun ini sering dicoba dari tempat lain. Tulis kata sandi lalu tekan Masuk sekali lagi: peramban Anda bekerja "
    "beberapa detik lebih dulu. Bila tidak berhasil, minta tautan lewat “Lupa kata sandi”."
)


class Visit(msgspec.Struct, frozen=True):
    """The browser somebody tries from. `device` is the cookie of a known one, `proven` the bits of work it showed."""

    address: str
    device: str = ""
    browser: str = ""
    """Kind of browser and system, in words."""
    proven: int = 0


class WorkNeeded(TooMany):
    """The next try costs `bits` of work."""

    def __init__(self, bits: int) -> None:
        super().__init__(_WORK_FIRST, retry_after=1)
        self.bits = bits


class Tries:
    """Counts before anything is compared, so that a right guess is refused like a wrong one."""

    def __init__(self, limits: Limits, keys: KeyRing) -> None:
        self._limits, self._keys = limits, keys

    async def password(self, username: str, visit: Visit, now: datetime) -> None:
        """One more password for a name; raises TooMany, WorkNeeded."""
        device = known(self._keys, username, visit.device, now)
        if device is not None:
            await self._limits.count(DEVICE, device)
            await self._limits.count(DEVICE_DAY, device)
            return
        await self._limits.count(SIGN_IN_LIMIT, f"{username}\0{block(visit.address)}")
        await self._limits.count(ADDRESS_LIMIT, block(visit.address))
        tried = await self._limits.reached(STRANGERS, username)
        if tried < STRANGERS.times and visit.proven < work_for(tried):
            raise WorkNeeded(work_for(tried))
        try:
            await self._limits.count(STRANGERS, username)
        except TooMany as over:
            raise TooMany(_ONLY_BY_MAIL, retry_after=over.retry_after) from None

    async def code(self, username: str, visit: Visit, now: datetime) -> None:
        """One more code of a second factor, after the password was right; raises TooMany."""
        device = known(self._keys, username, visit.device, now)
        if device is None:
            await self._limits.count(STRANGERS_CODES, username)
            return
        await self._limits.count(CODES, device)
        await self._limits.count(CODES_DAY, device)


def work_for(tried: int) -> int:
    """Bits of work that the next try costs after so many of one day by strangers."""
    if tried < FREE:
        return 0
    steps = MOST_WORK - LEAST_WORK + 1
    return min(MOST_WORK, LEAST_WORK + (tried - FREE) * steps // (STRANGERS.times - FREE))


def block(address: str) -> str:
    """What is counted as one place: an IPv4 address, or the network of an IPv6 household (56 bits)."""
    try:
        asking = ip_address(address)
    except ValueError:
        return address
    if not isinstance(asking, IPv6Address):
        return address
    return str(asking.ipv4_mapped or ip_network(f"{asking}/56", strict=False))

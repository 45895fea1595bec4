"""Proof of work instead of a riddle: a moment's computing by the phone, which costs whoever sends thousands of forms.

A proof belongs to the idempotency key of its form, so that sending it again brings the same report again and nothing
has to be remembered.
"""

import secrets
from hashlib import sha256
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from foundation.errors import TooMany
from foundation.limits import Limit
from foundation.sealing import KeyRing
from web.house import House
from web.visitor import house_of, visitor_of
from web.whole_numbers import whole

GOOD_FOR = 7_200
"""Seconds a challenge may be answered."""
HARDEST = 22
"""Bits; of more a phone would work for minutes."""

_STEPS = ((Limit("proof.address", 60), 3), (Limit("proof.all", 1_200), 2))
"""More challenges a minute than this, from one address or in all, and each costs so many bits more."""


def challenge(keys: KeyRing, seconds: int, bits: int) -> str:
    """What a proof is asked for: a moment (seconds since 1970) and the work (leading zero bits), not to be made up."""
    told = f"{seconds}.{bits}"
    return f"{told}.{_seal(keys, told)}"


def proven(keys: KeyRing, proof: str, key: UUID | None, now: int) -> bool:
    """Whether `proof`, a challenge and a number after a dot, holds the work for the form with this key."""
    asked, _dot, number = proof.rpartition(".")
    told, _dot, seal = asked.rpartition(".")
    moment, _dot, bits = told.partition(".")
    if key is None or any(whole(one, 11) is None for one in (moment, bits, number)):
        return False
    if not secrets.compare_digest(seal.encode(), _seal(keys, told).encode()) or not 0 <= now - int(moment) <= GOOD_FOR:
        return False
    return work(asked, key, int(number)) >= int(bits)


def work(asked: str, key: UUID, number: int) -> int:
    """The leading zero bits a number reaches for a challenge and a form."""
    found = int.from_bytes(sha256(f"{asked}.{key}.{number}".encode()).digest())
    return 256 - found.bit_length()


def _seal(keys: KeyRing, told: str) -> str:
    return keys.mac("proof", told.encode()).hex()[:32]


async def bits_now(house: House, address: str) -> int:
    """The work asked for now: the setting, and more where many ask."""
    bits = house.proof_bits
    for limit, more in _STEPS:
        try:
            await house.limits.count(limit, address if limit.name == "proof.address" else "")
        except TooMany:
            bits += more
    return min(bits, HARDEST)


@get("/api/tantangan", name="proof_of_work", include_in_schema=False)
async def ask(request: Request[Any, Any, Any]) -> Response[str]:
    """A fresh challenge."""
    house = house_of(request)
    bits = await bits_now(house, visitor_of(request).address)
    asked = challenge(house.keys, int(house.clock.now().timestamp()), bits)
    return Response(asked, media_type="text/plain", headers={"Cache-Control": "no-store"})


HANDLERS: list[HTTPRouteHandler] = [ask]

"""Passwords as argon2id hashes, in the setting OWASP recommends (19 MiB, two passes, one lane)."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from foundation.errors import Invalid
from foundation.language import Sentence
from foundation.language import mark as _

MINIMUM = 12
"""Shortest password accepted, in characters."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_NOBODY = _hasher.hash("the password of nobody")


async def hashed(password: str) -> str:
    """The hash to keep; raises Invalid for a password that is too short. Takes about 50 ms in a thread."""
    if len(password) < MINIMUM:
        sentence = Sentence(_("Kata sandi paling sedikit {minimum} karakter."), minimum=MINIMUM)
        raise Invalid(sentence, fields={"password": sentence})
    return await asyncio.to_thread(_hasher.hash, password)


async def matches(password: str, kept: str | None) -> bool:
    """Whether the password is the one kept; as slow for an account that does not exist."""
    return await asyncio.to_thread(_verify, password, kept or _NOBODY) and kept is not None


def outdated(kept: str) -> bool:
    """Whether the hash was made with an older setting."""
    return _hasher.check_needs_rehash(kept)


def _verify(password: str, kept: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False

"""Passwords as argon2id hashes (19 MiB, two passes, one lane, as OWASP recommends), and which are refused.

Long is asked for, no mixture of signs (NIST SP 800-63B): what is refused is what is tried first, that is leaked and
common passwords, words of the country, the office and the person, their repetitions, rows of keys, and dates.
"""

import asyncio
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from foundation.errors import Invalid
from foundation.language import Sentence
from foundation.language import mark as _
from people.account_rules import SHORTEST
from people.common_words import COMMON

MINIMUM = SHORTEST
"""Shortest password accepted anywhere, in characters; a region may ask for more."""
LONGEST_WEIGHED = 100
"""Characters that are looked at: to weigh more takes long and changes nothing."""
FEWEST_GUESSES = 10**10
"""A password that would be among so many first ones tried is refused."""

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_NOBODY = _hasher.hash("the password of nobody")
_TOO_EASY = _("Kata sandi ini termasuk yang pertama dicoba orang. Rangkai empat kata yang tidak berkaitan.")


async def hashed(password: str, own: Iterable[str] = (), minimum: int = MINIMUM) -> str:
    """The hash to keep; raises Invalid for a password too short or too easily guessed. Takes about 50 ms in a thread.

    `own` are words that lead to this person: their name, their unit, the service.
    """
    if len(password) < max(minimum, MINIMUM):
        sentence = Sentence(_("Kata sandi paling sedikit {minimum} karakter."), minimum=max(minimum, MINIMUM))
        raise Invalid(sentence, fields={"password": sentence})
    if await asyncio.to_thread(guesses, password, tuple(own)) < FEWEST_GUESSES:
        raise Invalid(_TOO_EASY, fields={"password": _TOO_EASY})
    return await hashed_again(password)


async def hashed_again(password: str) -> str:
    """The hash of a password that was accepted before."""
    return await asyncio.to_thread(_hasher.hash, password)


def guesses(password: str, own: Iterable[str] = ()) -> float:
    """About how many tries whoever knows common passwords and these words needs; leaves alone how it is stored."""
    from zxcvbn import zxcvbn  # its lists take a moment to read, and most commands of the house need none

    words = [part for one in own for part in (one, *one.replace(".", " ").replace("-", " ").split()) if len(part) > 2]
    return float(
        zxcvbn(password[:LONGEST_WEIGHED], user_inputs=[*words, *COMMON], max_length=LONGEST_WEIGHED)["guesses"]
    )


async def matches(password: str, kept: str | None) -> bool:
    """Whether the password is the one kept; as slow for an account that does not exist, or has no password."""
    return await asyncio.to_thread(_verify, password, kept or _NOBODY) and kept is not None


def outdated(kept: str) -> bool:
    """Whether the hash was made with an older setting."""
    return _hasher.check_needs_rehash(kept)


def _verify(password: str, kept: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False

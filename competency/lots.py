"""Who is trained first, drawn by lot within strata, so that anybody can repeat the draw.

Before the draw the pool and the SHA-256 of a secret are published. At the draw somebody present says a word or
a number, and seed = SHA-256(secret || that word): who keeps the secret cannot foresee the word, who says the word
cannot know the secret. A need's ticket is SHA-256(seed ":" need), in hex; within a stratum the lowest tickets are
drawn. How many each stratum gives follows its size by systematic rounding with one draw, so every need of the pool
has the same chance, whatever its stratum, and no stratum is off its share by a whole place.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from hashlib import sha256

import msgspec

SAFETY, ETHICS, WAITED, ENOUGH = "safety", "ethics", "waited", "enough"
"""Why a need is trained without a draw: life and limb, duties of honesty, a year of waiting, or places for all."""


class Entry(msgspec.Struct, frozen=True, order=True):
    """A need in the pool. `since`: when it was accepted, an ISO day. `first`: why it needs no lot, or empty."""

    need: str
    stratum: str
    since: str
    first: str = ""


class Drawn(msgspec.Struct, frozen=True):
    """What came of it, by need: those trained without a draw and why, those drawn, those that wait.

    `drawn` and `waiting` stand by ticket; `shares` is how many each stratum gave to the draw.
    """

    first: dict[str, str]
    drawn: tuple[str, ...]
    waiting: tuple[str, ...]
    shares: dict[str, int]


class TooMany(ValueError):
    """More needs go first than there are places."""


def goes_first(
    competency: str, since: date, today: date, months: int, safety: Collection[str], ethics: Collection[str]
) -> str:
    """Why a need accepted on `since` skips the lot, or empty: nobody waits more than `months` months."""
    if competency in safety:
        return SAFETY
    if competency in ethics:
        return ETHICS
    return WAITED if months_between(since, today) >= months else ""


def months_between(since: date, until: date) -> int:
    """Whole months that have passed."""
    return (until.year - since.year) * 12 + until.month - since.month - (until.day < since.day)


def places_of(entries: Sequence[Entry], wanted: int, keep: int) -> int:
    """How many needs are trained of those that could be: `keep` of them go on waiting, where any are left then.

    With fewer waiting than that no training can be compared with what happens without it. Those that go first are
    trained in any case, and one need at least is drawn where there is a place for it.
    """
    first = sum(1 for one in entries if one.first)
    free, open_ = min(wanted, len(entries)) - first, len(entries) - first
    if free <= 0 or open_ <= keep:
        return first + max(free, 0)
    return first + min(free, open_ - keep)


def comparable(entries: Sequence[Entry], places: int, keep: int) -> bool:
    """Whether enough needs wait by lot for a fair comparison."""
    return len(entries) - max(places, sum(1 for one in entries if one.first)) >= keep


def commitment(secret: bytes) -> str:
    """What is published of the secret before the draw."""
    return sha256(secret).hexdigest()


def pool_text(entries: Iterable[Entry]) -> str:
    """The pool as one line of JSON: needs in their order, keys in theirs, no spaces."""
    return json.dumps([msgspec.to_builtins(one) for one in sorted(entries)], separators=(",", ":"), sort_keys=True)


def pool_digest(entries: Iterable[Entry]) -> str:
    return sha256(pool_text(entries).encode()).hexdigest()


def seed_of(secret: bytes, witness: str) -> str:
    """The seed, in hex. `witness`: what was said at the draw, without spaces around it."""
    return sha256(secret + witness.strip().encode()).hexdigest()


def ticket(seed: str, need: str) -> str:
    return sha256(f"{seed}:{need}".encode()).hexdigest()


def draw(entries: Sequence[Entry], places: int, seed: str) -> Drawn:
    """Draw `places` needs, those that go first included; raises TooMany where these alone are more."""
    first = {one.need: one.first for one in sorted(entries) if one.first}
    if len(first) > places:
        raise TooMany
    pool = sorted((one for one in entries if not one.first), key=lambda one: ticket(seed, one.need))
    if len(entries) <= places:
        return Drawn(first | {one.need: ENOUGH for one in pool}, (), (), {})
    shares = shares_of(Counter(one.stratum for one in pool), places - len(first), seed)
    drawn: list[str] = []
    waiting: list[str] = []
    left = dict(shares)
    for one in pool:
        taken = left[one.stratum] > 0
        left[one.stratum] -= taken
        (drawn if taken else waiting).append(one.need)
    return Drawn(first, tuple(drawn), tuple(waiting), shares)


def shares_of(sizes: Mapping[str, int], places: int, seed: str) -> dict[str, int]:
    """Places of each stratum: its part of them, rounded up or down so that they add up (systematic sampling)."""
    total = sum(sizes.values())
    start = Fraction(int(ticket(seed, "strata"), 16), 2**256)
    shares, passed, reached = {}, 0, Fraction(0)
    for stratum in sorted(sizes):
        reached += Fraction(places * sizes[stratum], total)
        upto = int(reached + start)
        shares[stratum], passed = upto - passed, upto
    return shares

"""A tree of hashes over a row of values, and the path that proves one of them; shaped and hashed as in RFC 6962.

Pure. Leaves and nodes are hashed apart (0 and 1 before the bytes), so that no node can be passed off as a value. Only
full trees are made, whose row is a power of two long: RFC 6962 says the same of those in fewer words.
"""

from collections.abc import Sequence
from hashlib import sha256


def leaf(value: bytes) -> bytes:
    """The hash of a value at the foot of the tree."""
    return sha256(b"\x00" + value).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two hashes beside each other."""
    return sha256(b"\x01" + left + right).digest()


def root(hashes: Sequence[bytes]) -> bytes:
    """The hash on top of a row of hashes, leaves or nodes of one level; raises ValueError unless a power of two."""
    _full(len(hashes))
    row = list(hashes)
    while len(row) > 1:
        row = _above(row)
    return row[0]


def path(hashes: Sequence[bytes], place: int) -> list[bytes]:
    """What stands beside the way from `place` (counted from 0) up to the root, lowest first."""
    _full(len(hashes))
    beside, row = [], list(hashes)
    while len(row) > 1:
        beside.append(row[place ^ 1])
        row, place = _above(row), place >> 1
    return beside


def climbed(found: bytes, place: int, beside: Sequence[bytes]) -> bytes:
    """The root to which a hash at `place` leads along a path; raises ValueError for a place the path cannot have."""
    if not 0 <= place < 1 << len(beside):
        raise ValueError(f"no place {place} in a tree {len(beside)} high")
    for sibling in beside:
        found = node(sibling, found) if place & 1 else node(found, sibling)
        place >>= 1
    return found


def _above(row: Sequence[bytes]) -> list[bytes]:
    return [node(left, right) for left, right in zip(row[::2], row[1::2], strict=True)]


def _full(length: int) -> None:
    if length < 1 or length & (length - 1):
        raise ValueError(f"a full tree has no {length} leaves")

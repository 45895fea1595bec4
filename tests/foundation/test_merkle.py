"""A path proves its value and no other, and the tree is the one RFC 6962 describes."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import merkle

ROWS = st.integers(0, 6).flatmap(lambda high: st.lists(st.binary(max_size=40), min_size=1 << high, max_size=1 << high))


def by_the_book(values: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if len(values) == 1:
        return sha256(b"\x00" + values[0]).digest()
    half = 1
    while half * 2 < len(values):
        half *= 2
    return sha256(b"\x01" + by_the_book(values[:half]) + by_the_book(values[half:])).digest()


def path_by_the_book(place: int, values: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, section 2.1.1."""
    if len(values) == 1:
        return []
    half = len(values) // 2
    if place < half:
        return [*path_by_the_book(place, values[:half]), by_the_book(values[half:])]
    return [*path_by_the_book(place - half, values[half:]), by_the_book(values[:half])]


@given(ROWS, st.data())
def test_every_value_is_proved_as_the_book_says(values: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(values) - 1))
    hashes = [merkle.leaf(one) for one in values]
    assert merkle.root(hashes) == by_the_book(values)
    assert merkle.path(hashes, place) == path_by_the_book(place, values)
    assert merkle.climbed(hashes[place], place, merkle.path(hashes, place)) == merkle.root(hashes)


@given(ROWS, st.data())
def test_any_changed_byte_fails(values: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(values) - 1))
    hashes = [merkle.leaf(one) for one in values]
    proof = [hashes[place], *merkle.path(hashes, place)]
    part, byte, bit = (data.draw(st.integers(0, top)) for top in (len(proof) - 1, 31, 7))
    changed = bytearray(proof[part])
    changed[byte] ^= 1 << bit
    proof[part] = bytes(changed)
    assert merkle.climbed(proof[0], place, proof[1:]) != merkle.root(hashes)


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=8, max_size=8, unique=True), st.data())
def test_another_place_fails(values: list[bytes], data: st.DataObject) -> None:
    place, other = data.draw(st.lists(st.integers(0, 7), min_size=2, max_size=2, unique=True))
    hashes = [merkle.leaf(one) for one in values]
    assert merkle.climbed(hashes[place], other, merkle.path(hashes, place)) != merkle.root(hashes)


def test_a_node_is_no_value() -> None:
    left, right = merkle.leaf(b"a"), merkle.leaf(b"b")
    assert merkle.leaf(left + right) != merkle.node(left, right)


@pytest.mark.parametrize("length", [0, 3, 5, 12])
def test_only_full_trees_are_made(length: int) -> None:
    with pytest.raises(ValueError, match=r"no \d+ leaves"):
        merkle.root([b""] * length)


def test_a_place_the_path_cannot_have_is_refused() -> None:
    with pytest.raises(ValueError, match="no place 2"):
        merkle.climbed(b"", 2, [b""])

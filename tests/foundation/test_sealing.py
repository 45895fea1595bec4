"""What is sealed opens only where and with what it was sealed; links and look-ups follow from keys alone."""

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.sealing import CannotOpen, KeyRing, digest

RING = KeyRing.fresh()
PLACE = "contacts.email"


@given(st.text())
def test_what_was_sealed_opens_again(text: str) -> None:
    assert RING.open(RING.seal(text, PLACE), PLACE) == text


@given(st.text(min_size=4), st.data())
def test_one_changed_byte_is_noticed(text: str, data: st.DataObject) -> None:
    sealed = bytearray(RING.seal(text, PLACE))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CannotOpen):
        RING.open(bytes(sealed), PLACE)


def test_it_opens_in_no_other_column() -> None:
    with pytest.raises(CannotOpen):
        RING.open(RING.seal("siti@contoh.id", PLACE), "contacts.phone")


def test_equal_texts_are_sealed_differently_and_found_by_one_index() -> None:
    assert RING.seal("sama", PLACE) != RING.seal("sama", PLACE)
    assert RING.blind("sama", PLACE) == RING.blind("sama", PLACE)
    assert RING.blind("sama", PLACE) != RING.blind("sama", "contacts.phone")
    assert RING.blind("sama", PLACE) != replace(RING, index=KeyRing.fresh().index).blind("sama", PLACE)


def test_a_rotated_ring_seals_anew_and_still_opens_the_old() -> None:
    before, rotated = RING.seal("lama", PLACE), RING.rotated()
    after = rotated.seal("baru", PLACE)
    assert (before[0], after[0]) == (1, 2)
    assert rotated.open(before, PLACE) == "lama"
    assert rotated.open(after, PLACE) == "baru"
    with pytest.raises(CannotOpen):
        RING.open(after, PLACE)
    assert KeyRing.loads(rotated.dumps()) == rotated


def test_the_ring_is_made_once_and_read_by_nobody_else(tmp_path: Path) -> None:
    path = tmp_path / "new" / "keys.json"
    with ThreadPoolExecutor(8) as starters:
        rings = list(starters.map(KeyRing.at, [path] * 16))
    assert all(ring == rings[0] for ring in rings)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["keys.json"]


def test_a_token_follows_from_its_subject_and_matches_nothing_else() -> None:
    token = RING.token("follow", b"one")
    assert token == RING.token("follow", b"one")
    assert len(token) == 26
    assert RING.token_matches(token.upper(), "follow", b"one")
    for wrong in ("", token[:-1], RING.token("follow", b"two"), RING.token("other", b"one")):
        assert not RING.token_matches(wrong, "follow", b"one")


def test_a_digest_depends_on_salt_and_bytes() -> None:
    assert digest(b"garam", b"isi") == digest(b"garam", b"isi")
    assert digest(b"garam", b"isi") != digest(b"lain", b"isi")
    assert digest(b"garam", b"isi") != digest(b"garam", b"isi!")

"""The cookie of a known browser: for one account, for half a year, and from nobody else."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from foundation.sealing import KeyRing
from people.known_devices import LASTS, cookie_name, device, known
from tests.conftest import NOW

KEYS, OTHERS = KeyRing.fresh(), KeyRing.fresh()


def test_it_holds_for_its_own_account_until_it_is_old() -> None:
    shown = device(KEYS, "Sari", NOW)
    assert known(KEYS, " sari ", shown, NOW + LASTS) == shown.split(".")[1]
    assert known(KEYS, "sari", shown, NOW + LASTS + timedelta(seconds=1)) is None
    assert known(KEYS, "sari", shown, NOW - timedelta(days=1)) is None
    assert known(KEYS, "budi", shown, NOW) is None
    assert known(OTHERS, "sari", shown, NOW) is None
    assert device(KEYS, "sari", NOW) != shown
    assert cookie_name(KEYS, "sari") == cookie_name(KEYS, "SARI ") != cookie_name(KEYS, "budi")
    assert "sari" not in cookie_name(KEYS, "sari")


@given(st.text(max_size=60), st.data())
def test_nothing_made_up_is_known(junk: str, data: st.DataObject) -> None:
    assert known(KEYS, "sari", junk, NOW) is None
    shown = device(KEYS, "sari", NOW)
    place = data.draw(st.integers(0, len(shown) - 1))
    changed = shown[:place] + data.draw(st.characters().filter(lambda one: one != shown[place])) + shown[place + 1 :]
    assert known(KEYS, "sari", changed, NOW) is None

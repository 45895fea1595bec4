"""Which passwords are refused: what is tried first, and nothing that only lacks a sign."""

import pytest

from foundation.errors import Invalid
from people.passwords import FEWEST_GUESSES, LONGEST_WEIGHED, guesses, hashed, matches


@pytest.mark.parametrize(
    "password",
    [
        *("passwordpassword", "123456789012", "qwertyuiopas", "administrator1", "111111111111", "2026-11-22 2026"),
        *("bismillah12345", "indonesiaraya", "rahasiarahasia", "sayangkamu123", "katasandi2026"),
        *("lampung lampung", "dinaskesehatan", "sari.dewi2026", "Sari Dewi 1990", "tanggap lampung"),
    ],
)
async def test_what_is_tried_first_is_refused(password: str) -> None:
    own = ("sari.dewi", "Sari Dewi", "Tanggap Lampung", "lampung", "Dinas Kesehatan")
    with pytest.raises(Invalid, match="pertama dicoba"):
        await hashed(password, own)


@pytest.mark.parametrize("password", ["kata sandi uji coba", "kuda baterai jendela hujan", "tujuh gajah makan mi"])
async def test_unrelated_words_need_no_signs(password: str) -> None:
    kept = await hashed(password, ("sari", "Sari Dewi"))
    assert kept.startswith("$argon2id$")
    assert await matches(password, kept)
    assert not await matches(password + " ", kept)


async def test_a_region_may_ask_for_longer_ones_never_for_shorter() -> None:
    with pytest.raises(Invalid, match="20 karakter"):
        await hashed("kata sandi uji coba", minimum=20)
    with pytest.raises(Invalid, match="12 karakter"):
        await hashed("kuda hujan", minimum=4)


async def test_an_account_without_a_password_is_opened_by_none() -> None:
    for password in ("", "the password of nobody", "kata sandi uji coba"):
        assert not await matches(password, None)


def test_a_very_long_one_is_weighed_quickly() -> None:
    assert guesses("panjang sekali " * 1000) > FEWEST_GUESSES or LONGEST_WEIGHED < 15_000

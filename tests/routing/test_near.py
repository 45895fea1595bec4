"""How much two reports are alike: the same either way, 1 for the same, 0 for nothing in common, right often enough."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.near import (
    SAME,
    Apart,
    Rarity,
    likeness,
    metres_between,
    spoken_of,
    traits,
    ways_to_write,
    weighed,
)
from tests.routing.told_twice import lampung, measured

PLAIN = Rarity()
TOPICS = Rarity(topics=spoken_of({"jalan": ("jalan rusak", "lubang di jalan"), "lampu": ("lampu mati", "lampu jalan")}))
RARITIES = st.sampled_from([PLAIN, TOPICS, Rarity({"jalan": 90, "rusak": 40}, 100)])
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=300)
FIRST, SECOND = (
    st.lists(st.text(letters, min_size=4, max_size=8), min_size=1, max_size=12) for letters in ("bcdfg", "uvwxyz")
)


def alike(one: str, other: str, rarity: Rarity = PLAIN) -> float:
    return likeness(traits(one, rarity), traits(other, rarity), rarity)


@given(WORDS, WORDS, RARITIES)
def test_it_is_the_same_either_way_and_between_0_and_1(one: str, other: str, rarity: Rarity) -> None:
    value = alike(one, other, rarity)
    assert value == alike(other, one, rarity)
    assert 0 <= value <= 1


@given(WORDS, RARITIES)
def test_a_text_is_wholly_like_itself(text: str, rarity: Rarity) -> None:
    assert alike(text, text, rarity) == (pytest.approx(1) if traits(text, rarity).stems else 0)


@given(FIRST, SECOND, RARITIES)
def test_texts_without_a_word_in_common_are_not_alike(one: list[str], other: list[str], rarity: Rarity) -> None:
    assert alike(" ".join(one), " ".join(other), rarity) == 0


@given(
    st.lists(st.sampled_from(["jalan", "rusak", "lampu", "mati", "pasar", "wiyono"]), min_size=1, max_size=9),
    st.randoms(),
)
def test_the_order_of_a_few_words_matters_little(told: list[str], random: object) -> None:
    turned = list(told)
    random.shuffle(turned)  # type: ignore[attr-defined]
    assert alike(" ".join(told), " ".join(turned)) >= 0.7


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("jln rsk dpn psr wiyono", "jalan rusak depan pasar Wiyono"),
        ("lampu jalan padam di Gang Mawar", "lmpu jln mati gg mawar"),
        ("sampahnya numpukkk di kali belau", "Sampah menumpuk di Kali Belau"),
        ("got mampet jl ikan tenggiri", "Selokan tersumbat Jalan Ikan Tenggiri"),
    ],
)
def test_ways_of_writing_make_little_difference(one: str, other: str) -> None:
    assert alike(one, other, lampung()) >= SAME


def test_another_matter_in_the_same_street_is_another() -> None:
    lamps = "Lampu jalan di Jalan Wiyono padam sejak Senin"
    rubbish = "Sampah di Jalan Wiyono tidak diangkut sejak Senin"
    assert alike(lamps, rubbish, lampung()) < SAME


@given(
    st.floats(0, 1),
    st.none() | st.floats(0, 1e5),
    st.none() | st.booleans(),
    st.floats(0, 4000),
    st.integers(1, 5000),
    st.integers(1, 400),
)
def test_place_and_time_weigh_but_never_speak_alone(
    words: float, metres: float | None, same: bool | None, days: float, near_metres: int, near_days: int
) -> None:
    value = weighed(words, Apart(metres, same, days), near_metres, near_days)
    assert 0 <= value <= min(1.0, words * 1.6 + 1e-9)
    assert value >= weighed(words, Apart(metres, same, days + 10), near_metres, near_days)
    if metres is not None:
        assert value >= weighed(words, Apart(metres + 50, same, days), near_metres, near_days) - 1e-12


def test_what_lies_close_is_likelier_the_same_than_what_lies_far() -> None:
    close, far = (weighed(0.5, Apart(metres), 250, 60) for metres in (40.0, 3_000.0))
    unknown = weighed(0.5, Apart(), 250, 60)
    assert far < unknown < close


@given(st.floats(-11, 6), st.floats(95, 141), st.floats(-0.01, 0.01), st.floats(-0.01, 0.01))
def test_distance_is_that_of_a_flat_map_over_short_ways(
    latitude: float, longitude: float, north: float, east: float
) -> None:
    found = metres_between(latitude, longitude, latitude + north, longitude + east)
    middle = math.radians(latitude + north / 2)
    flat = math.hypot(north, east * math.cos(middle)) * math.pi / 180 * 6_371_000
    assert found == pytest.approx(flat, rel=1e-3, abs=0.01)


def test_it_knows_how_a_word_is_written() -> None:
    assert {"jln", "jl"} <= set(ways_to_write("jalan"))
    assert ways_to_write("wiyono") == ()


def test_of_what_is_taken_for_the_same_most_is() -> None:
    figures = measured()
    assert figures.same + figures.other >= 60
    assert figures.precision >= 0.85, figures.wrong
    assert figures.recall >= 0.8


def test_a_taller_bar_lets_less_through() -> None:
    low, high = measured(0.4), measured(0.7)
    assert low.recall >= high.recall
    assert len(low.wrong) >= len(high.wrong)

"""Lots are fair, can be repeated, and let nobody wait for ever."""

import random
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from hashlib import sha256
from itertools import combinations
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

from competency.lots import (
    ENOUGH,
    Entry,
    TooMany,
    commitment,
    comparable,
    draw,
    goes_first,
    months_between,
    places_of,
    pool_digest,
    seed_of,
    shares_of,
)


def entries(sizes: dict[str, int], first: int = 0) -> list[Entry]:
    listed = [Entry(f"{stratum}{number}", stratum, "2026-01-05") for stratum, n in sizes.items() for number in range(n)]
    return listed + [Entry(f"first{number}", "a", "2025-01-05", "safety") for number in range(first)]


pools = st.builds(entries, st.dictionaries(st.sampled_from("abcde"), st.integers(1, 7), min_size=1), st.integers(0, 3))
seeds = st.binary(min_size=1, max_size=8).map(lambda raw: sha256(raw).hexdigest())


@given(pools, st.integers(0, 40), seeds, st.randoms())
def test_a_draw_repeats_itself_and_loses_nobody(
    pool: list[Entry], places: int, seed: str, shuffled: random.Random
) -> None:
    first = {one.need for one in pool if one.first}
    if len(first) > places:
        with pytest.raises(TooMany):
            draw(pool, places, seed)
        return
    drawn = draw(pool, places, seed)
    shuffled.shuffle(pool)
    assert draw(pool, places, seed) == drawn, "the order in which needs are read changes nothing"
    told = [*drawn.first, *drawn.drawn, *drawn.waiting]
    assert sorted(told) == sorted(one.need for one in pool)
    assert len(drawn.first) + len(drawn.drawn) == min(places, len(pool))
    assert first <= drawn.first.keys()
    assert first == drawn.first.keys() or (not drawn.waiting and set(drawn.first.values()) <= {ENOUGH, "safety"})


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 30), min_size=1), st.integers(0, 60), seeds)
def test_a_stratum_gives_its_part_rounded(sizes: dict[str, int], places: int, seed: str) -> None:
    total = sum(sizes.values())
    places = min(places, total)
    shares = shares_of(sizes, places, seed)
    assert sum(shares.values()) == places
    for stratum, share in shares.items():
        assert abs(share - Fraction(places * sizes[stratum], total)) < 1
        assert 0 <= share <= sizes[stratum]


def test_every_allocation_is_as_likely_within_a_stratum() -> None:
    pool, times = entries({"a": 6}), 6000
    found = Counter(
        frozenset(draw(pool, 3, sha256(bytes([n % 256, n // 256])).hexdigest()).drawn) for n in range(times)
    )
    ways = [frozenset(way) for way in combinations((one.need for one in pool), 3)]
    assert len(ways) == comb(6, 3)
    assert chisquare([found[way] for way in ways]).pvalue > 0.001
    weighted = Counter({way: found[way] + (150 if "a0" in way else 0) for way in ways})
    assert chisquare([weighted[way] for way in ways]).pvalue < 0.001, "a loaded lot would be seen"


def test_every_need_has_the_same_chance_whatever_its_stratum() -> None:
    pool, times = entries({"a": 1, "b": 2, "c": 7}), 4000
    found: Counter[str] = Counter()
    for number in range(times):
        found.update(draw(pool, 4, sha256(f"try {number}".encode()).hexdigest()).drawn)
    for one in pool:
        assert abs(found[one.need] / times - 0.4) < 0.035, f"{one.need} was drawn {found[one.need]} times of {times}"


def test_the_seed_hangs_on_the_secret_and_on_what_the_witness_said() -> None:
    secret = bytes(range(32))
    assert commitment(secret) == sha256(secret).hexdigest()
    assert seed_of(secret, " 47 ") == seed_of(secret, "47") == sha256(secret + b"47").hexdigest()
    assert seed_of(secret, "48") != seed_of(secret, "47") != seed_of(secret[::-1], "47")


def test_a_pool_that_was_changed_has_another_digest() -> None:
    pool = entries({"a": 2, "b": 1})
    assert pool_digest(pool) == pool_digest(pool[::-1])
    assert pool_digest(pool) != pool_digest(pool[:-1])


@given(pools, st.integers(0, 40), st.integers(0, 8))
@settings(max_examples=200)
def test_some_go_on_waiting_where_that_is_possible(pool: list[Entry], wanted: int, keep: int) -> None:
    first = sum(1 for one in pool if one.first)
    places = places_of(pool, wanted, keep)
    assert first <= places <= max(first, min(wanted, len(pool)))
    if wanted > first and len(pool) > first:
        assert places > first, "somebody is drawn where there is a place"
    if len(pool) - first > keep:
        assert comparable(pool, places, keep)
        assert places == min(max(wanted, first), len(pool) - keep), "no place is left empty without need"


def test_nobody_waits_longer_than_a_year() -> None:
    today = date(2026, 11, 23)
    assert goes_first("MAN-KOMUNIKASI", date(2025, 11, 23), today, 12, (), ()) == "waited"
    assert goes_first("MAN-KOMUNIKASI", date(2025, 11, 24), today, 12, (), ()) == ""
    assert goes_first("TEK-K3", today, today, 12, ("TEK-K3",), ()) == "safety"
    assert goes_first("MAN-INTEGRITAS", today, today, 12, (), ("MAN-INTEGRITAS",)) == "ethics"


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 1000))
def test_months_pass_as_the_calendar_counts_them(since: date, days: int) -> None:
    until, months = since + timedelta(days=days), 0
    while (since.year * 12 + since.month + months, since.day) < (until.year * 12 + until.month, until.day + 1):
        months += 1
    assert months_between(since, until) == months - 1

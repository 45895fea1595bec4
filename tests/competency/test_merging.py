"""Sources put together: one says dugaan, two cukup, three kuat; nobody counts twice, and nothing is averaged away."""

from datetime import date
from itertools import combinations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.merging import Grade, Kind, Letter, Says, Source, Weight, merge, says

DAY = date(2026, 10, 1)
A = Source(Kind.SIGNAL, DAY, Says.NEED, 143, ref="SIN-2026-09-0001")
B = Source(
    Kind.SURVEY, DAY, Says.NEUTRAL, 14, who="pegawai:DLH", ref="survei", needed=3.2, now=2.0, interval90=(0.8, 1.6)
)
C1 = Source(Kind.FORUM, DAY, Says.NEED, 30, ref="forum-1", who="warga:1", role="warga")
C2 = Source(Kind.VILLAGE, DAY, Says.NEED, 40, ref="musdes-2", who="warga:2", role="warga")
D = Source(Kind.CASE_READING, DAY, Says.NEED, 2, ref="telaah")


def changed(source: Source, **values: object) -> Source:
    return msgspec.structs.replace(source, **values)


@pytest.mark.parametrize(
    ("sources", "grade"),
    [
        ([], Grade.HINT),
        ([changed(A, weight=Weight.HALF)], Grade.HINT),
        ([A], Grade.SUSPECTED),
        ([A, A], Grade.SUSPECTED),
        ([changed(A, weight=Weight.HALF), changed(B, weight=Weight.HALF)], Grade.SUSPECTED),
        ([A, changed(B, weight=Weight.HALF)], Grade.SUSPECTED),
        ([A, B], Grade.ENOUGH),
        ([A, C1], Grade.SUSPECTED),
        ([A, C1, C2], Grade.ENOUGH),
        ([A, C1, changed(C1, role="tokoh")], Grade.ENOUGH),
        ([A, C1, changed(C1, on=date(2026, 11, 1))], Grade.SUSPECTED),
        ([A, D], Grade.ENOUGH),
        ([A, B, C1, C2], Grade.STRONG),
        ([A, B, C1, C2, D], Grade.STRONG),
    ],
)
def test_one_two_three(sources: list[Source], grade: Grade) -> None:
    assert merge(sources).grade == grade


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, Says.NEED),
        ({"people": 4}, Says.NEUTRAL),
        ({"interval90": None}, Says.NEUTRAL),
        ({"interval90": (0.5, 1.6)}, Says.NEUTRAL),
        ({"now": 2.3}, Says.NEUTRAL),
        ({"now": 2.9, "interval90": (0.0, 0.6)}, Says.NONE),
        ({"now": 2.9, "interval90": (0.0, 0.6), "people": 4}, Says.NEUTRAL),
    ],
)
def test_levels_speak_by_their_gap_and_its_interval(changes: dict[str, object], said: Says) -> None:
    assert says(changed(B, **changes)) == said


def test_the_same_people_do_not_count_in_both_levels_and_voices() -> None:
    talk = Source(Kind.INTERVIEW, DAY, Says.NEED, 5, ref="wawancara", who="pegawai:DLH", role="pegawai")
    assert merge([B, talk, C1]).weights == {Letter.LEVELS: 1}
    elsewhere = changed(B, who="atasan:DLH", ref="atasan", kind=Kind.SUPERIOR)
    both = merge([B, elsewhere, talk, C1])
    assert both.weights == {Letter.LEVELS: 1, Letter.VOICES: 1}, "other people measured the same"


@pytest.mark.parametrize(("measured", "spoke"), [("pegawai", "pegawai:DLH"), ("pegawai:DLH", "pegawai")])
def test_people_of_a_unit_are_people_of_the_region(measured: str, spoke: str) -> None:
    talk = Source(Kind.INTERVIEW, DAY, Says.NEED, 5, ref="wawancara", who=spoke, role="pegawai")
    whole = changed(B, who=measured)
    assert merge([whole, talk, C1]).weights == {Letter.LEVELS: 1}
    assert merge([whole, changed(talk, who="pegawai:BMBK"), C1]).weights.get(Letter.VOICES) == (
        None if measured == "pegawai" else 1
    ), "those of another unit are others"


def test_what_no_complaint_can_show_needs_levels_and_voices() -> None:
    assert merge([A, D], measurable=False).grade == Grade.SUSPECTED
    assert Letter.COMPLAINTS not in merge([A, D], measurable=False).weights
    assert merge([B, D], measurable=False).grade == Grade.SUSPECTED
    assert merge([B, C1, C2], measurable=False).grade == Grade.ENOUGH
    assert merge([B, C1, C2, D], measurable=False).grade == Grade.STRONG
    assert merge([A], measurable=False).grade == Grade.HINT
    assert Letter.COMPLAINTS not in merge([], measurable=False).unheard


def test_a_contradiction_is_shown() -> None:
    denied = changed(B, needed=2.5, now=2.4, interval90=(-0.2, 0.4))
    found = merge([A, denied])
    assert found.grade == Grade.SUSPECTED
    assert found.contradictions == ((Letter.COMPLAINTS, Letter.LEVELS),)
    assert merge([A, B]).contradictions == ()
    split = merge([C1, C2, changed(C1, says=Says.NONE, ref="forum-3", who="warga:3")])
    assert split.contradictions == ((Letter.VOICES, Letter.VOICES),)


def test_levels_come_only_from_measured_levels() -> None:
    assert (merge([A, C1, C2, D]).needed, merge([A, C1, C2, D]).now) == (None, None)
    newer = changed(B, on=date(2026, 11, 1), needed=4.0, now=2.5)
    few = changed(B, on=date(2026, 12, 1), people=3, needed=5.0, now=1.0)
    assert (merge([newer, B, few]).needed, merge([newer, B, few]).now) == (4.0, 2.5)


PEOPLE = st.sampled_from(["p", "q", "r"])
SOURCES = st.lists(
    st.one_of(
        st.builds(changed, st.just(A), weight=st.sampled_from(Weight)),
        st.builds(changed, st.just(B), who=PEOPLE, weight=st.sampled_from(Weight), people=st.sampled_from([4, 5])),
        st.builds(changed, st.just(C1), who=PEOPLE, role=PEOPLE, says=st.sampled_from(Says)),
        st.builds(changed, st.just(D), says=st.sampled_from(Says)),
    ),
    max_size=6,
)


@given(SOURCES)
def test_against_counting_by_hand(sources: list[Source]) -> None:
    """All ways to let some sources count, each group of people in B or in C only: the best of them is the sum."""
    yes = [one for one in sources if says(one) == Says.NEED]
    best = 0.0
    for size in range(len(yes) + 1):
        for chosen in combinations(yes, size):
            levels = [one for one in chosen if one.letter == Letter.LEVELS]
            voices = [one for one in chosen if one.letter == Letter.VOICES]
            if {one.who for one in levels} & {one.who for one in voices}:
                continue
            parts = [max((one.weight.number for one in levels), default=0.0)]
            parts += [1.0 if len({(one.who, one.role) for one in voices}) >= 2 else 0.0]
            for letter in (Letter.COMPLAINTS, Letter.CASES):
                parts.append(max((one.weight.number for one in chosen if one.letter == letter), default=0.0))
            best = max(best, sum(parts))
    assert merge(sources).total == best


@given(SOURCES, st.booleans())
def test_the_order_changes_nothing(sources: list[Source], measurable: bool) -> None:
    one, other = merge(sources, measurable=measurable), merge(sources[::-1], measurable=measurable)
    assert (one.grade, one.weights, one.contradictions) == (other.grade, other.weights, other.contradictions)

"""The reliability diagram as shapes, and what is said of it: honest where there is little, right where it errs."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.calibration import Bin, reliability
from routing.corrections import Judged
from routing.learning import Lesson
from service.region_folder import read_folder
from service.settings import ROOT
from tests.conftest import NOW
from web.reliability_chart import SIDE, by_chance, diagram
from web.routing_figures import LEAST_DRAWN, aims, mixed_up, reliability_words, share_of
from web.routing_models import lesson_words
from web.wording import Wording

SHARES = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=200)


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording("id", read_folder(ROOT / "regions" / "lampung").region, NOW, "office")


def judged(share: Sequence[float], right: Sequence[bool]) -> Judged:
    return Judged(list(share), list(right), [False] * len(share), [False] * len(share))


@given(SHARES)
def test_every_point_and_its_range_lie_within_the_frame(found: list[tuple[float, bool]]) -> None:
    drawn = diagram(reliability([one for one, _ in found], [right for _, right in found]), 0.9)
    for dot in drawn.dots:
        assert drawn.left <= dot.x <= drawn.right
        assert drawn.top <= dot.high <= dot.y <= dot.low <= drawn.bottom
        assert 0 < dot.radius < 10
    assert [dot.x for dot in drawn.dots] == sorted(dot.x for dot in drawn.dots)
    assert drawn.band is not None
    assert drawn.left < drawn.band < drawn.right < SIDE


def test_a_point_worked_out_by_hand() -> None:
    drawn = diagram([Bin(25, 0.5, 1.0, 0.9, 1.0), Bin(100, 1.0, 0.0, 0.0, 0.1)])
    half, full = drawn.dots
    assert half.x == pytest.approx((drawn.left + drawn.right) / 2)
    assert (half.y, full.y) == (drawn.top, drawn.bottom)
    assert (full.x, drawn.band) == (drawn.right, None)
    assert half.radius < full.radius


def test_what_chance_does_is_what_a_perfect_model_shows_on_average() -> None:
    rng = np.random.default_rng(5)
    share = rng.uniform(0.3, 1, 600)
    seen = []
    for _ in range(300):
        bins = reliability(share, rng.random(600) < share)
        seen.append(sum(one.n * abs(one.probability - one.right) for one in bins) / 600)
    assert by_chance(reliability(share, rng.random(600) < share)) == pytest.approx(np.mean(seen), rel=0.1)


def test_too_few_reports_are_not_drawn_and_no_share_is_told_of_them(wording: Wording) -> None:
    few = judged([0.9] * (LEAST_DRAWN - 1), [True] * (LEAST_DRAWN - 1))
    assert reliability_words(wording, few, 0.9)["chart"] is None
    assert aims(wording, few, 0.95) == []
    assert share_of(wording, 11, 12) == {"value": "–", "note": "baru 12 laporan: belum dapat dinilai"}
    told = share_of(wording, 90, 100)
    assert told["value"] == "90%"
    assert told["note"] == "83% sampai 94%; 90 dari 100 laporan"


@pytest.mark.parametrize(("shift", "said"), [(0.0, "dapat dipercaya"), (-0.2, "terlalu yakin"), (0.2, "terlalu ragu")])
def test_the_verdict_says_which_way_it_errs(wording: Wording, shift: float, said: str) -> None:
    rng = np.random.default_rng(2)
    share = rng.uniform(0.3, 0.8, 3000)
    found = reliability_words(wording, judged(share.tolist(), (rng.random(3000) < share + shift).tolist()), None)
    assert said in found["verdict"]
    assert len(found["rows"]) == len(found["chart"].dots) == 15


def test_what_would_go_on_by_itself_shrinks_with_what_is_asked(wording: Wording) -> None:
    share = [0.99] * 60 + [0.9] * 60 + [0.5] * 80
    right = [True] * 60 + [True] * 52 + [False] * 8 + [False] * 80
    rows = {row["aim"]: row for row in aims(wording, judged(share, right), 0.925)}
    assert [rows[aim]["part"] for aim in ("90", "92,5", "95", "99")] == ["60%", "60%", "30%", "30%"]
    nothing = aims(wording, judged([0.9] * 200, [False] * 200), 0.95)
    assert {row["part"] for row in nothing} == {"0%"}
    assert all(row["none"] for row in nothing)


def test_who_was_taken_for_whom_is_told_by_name_the_most_frequent_first(wording: Wording) -> None:
    pairs = [("BMBK", "BMBK", 50), ("BMBK", "DISHUB", 3), ("DISHUB", "none:spam", 7), ("BMBK", "GONE", 1)]
    rows = mixed_up(wording, pairs)
    assert [(row["n"], row["of"]) for row in rows] == [(7, 7), (3, 54), (1, 54)]
    assert rows[0]["after"] == "Bukan aduan: iklan atau pesan berulang"
    assert rows[2]["after"] == "GONE"


def test_a_day_that_is_not_learnt_from_is_named_with_what_is_odd_about_it(wording: Wording) -> None:
    odd = {"by": "officer:7", "day": "2026-11-12", "reports": 23, "expected": 0.81, "right": 0.1304}
    found = lesson_words(wording, {"officer:7": "Ratna"}, [Lesson("worse", 500, held=(odd,), began_at=NOW)])
    assert found is not None
    assert found["held"] == [{"by": "Ratna", "day": "12 Nov 2026", "reports": 23, "expected": "81%", "right": "13%"}]
    assert lesson_words(wording, {}, []) is None

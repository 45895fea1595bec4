"""Curves as shapes: inside their frame, rising, and small however many cases they are made of."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.survival import curve
from web.charts import HEIGHT, WIDTH, Chart, step_curve

UNHURRIED = settings(deadline=None)
"""The first example has to wait for scipy to be imported."""


def points(path: str) -> list[tuple[float, float]]:
    """The corners of a path of M, L, H and V."""
    found, x, y = [], 0.0, 0.0
    for letter, numbers in re.findall(r"([MLHVZ])([-0-9. e]*)", path):
        match letter, [float(number) for number in numbers.split()]:
            case (("M" | "L"), [x, y]):
                pass
            case "H", [x]:
                pass
            case "V", [y]:
                pass
        found.append((x, y))
    return found


def chart(durations: list[int], done: list[bool], end: float = 20) -> Chart:
    found = curve(np.array(durations, float), np.array(done, bool))
    return step_curve(found.done_by, end, [(5.0, 0.5), (end + 1, 0.9)])


@UNHURRIED
@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=60), st.floats(1, 400))
def test_a_curve_rises_within_its_frame(cases: list[tuple[int, bool]], end: float) -> None:
    drawn = chart([one for one, _ in cases], [done for _, done in cases], end)
    line = points(drawn.line)
    assert [x for x, _ in line] == sorted(x for x, _ in line)
    assert [y for _, y in line] == sorted((y for _, y in line), reverse=True)
    for x, y in (*line, *points(drawn.band), *drawn.marks):
        assert drawn.left <= x <= drawn.right
        assert drawn.top - 0.05 <= y <= drawn.bottom + 0.05
    assert (line[0][0], line[-1][0]) == (drawn.left, drawn.right)
    assert 1 <= len(drawn.across) <= 7
    assert all(tick.value <= end and drawn.left <= tick.at <= drawn.right for tick in drawn.across)


def test_a_drawing_stays_small_however_many_cases_it_shows() -> None:
    rng = np.random.default_rng(1)
    drawn = chart(list(range(100_000)), [True] * 100_000, 100_000)
    assert len(drawn.line) + len(drawn.band) < 12_000
    noisy = chart([int(one) for one in rng.exponential(1000, 20_000)], list(rng.random(20_000) < 0.8), 4000)
    assert len(noisy.line) + len(noisy.band) < 16_000


def test_the_shape_of_a_curve_worked_out_by_hand() -> None:
    drawn = chart([0, 10, 10, 30], [True, True, True, False], 20)
    middle, height = (drawn.left + drawn.right) / 2, drawn.bottom - drawn.top
    assert points(drawn.line) == [
        (drawn.left, pytest.approx(drawn.bottom - 0.25 * height, abs=0.1)),
        (middle, pytest.approx(drawn.bottom - 0.25 * height, abs=0.1)),
        (middle, pytest.approx(drawn.bottom - 0.75 * height, abs=0.1)),
        (drawn.right, pytest.approx(drawn.bottom - 0.75 * height, abs=0.1)),
    ]
    assert len(drawn.marks) == 1  # the second lies beyond the end
    assert [tick.value for tick in drawn.up] == [0, 0.25, 0.5, 0.75, 1]
    assert (drawn.width, drawn.height) == (WIDTH, HEIGHT)

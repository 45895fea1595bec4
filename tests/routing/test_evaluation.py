"""Figures on later reports, reckoned anew the long way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from routing.evaluation import agreement, evaluate, macro_f1, measured
from routing.fitted import Labelled, fit
from tests.routing.matters import labelled

pairs = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=60)


@given(pairs)
def test_mean_f1_is_that_of_scikit_learn(rows: list[tuple[int, int]]) -> None:
    truth, said = np.array([a for a, _ in rows]), np.array([b for _, b in rows])
    assert macro_f1(truth, said, 6) == pytest.approx(f1_score(truth, said, average="macro"))


def test_figures_are_what_asking_one_by_one_gives() -> None:
    rows = labelled(500, wrong=0.02)
    model = fit(rows[:350])
    test = [*rows[350:], Labelled("jalan berlubang", "TIDAK ADA")]
    figures = measured(model, test, rows[:350])
    ranked = [model.ranked(row.text) for row in test]
    firsts = [one[0] for one in ranked]
    right = [label == row.label for (label, _), row in zip(firsts, test, strict=True)]
    assert figures.n == 151
    assert figures.classes == 4
    assert figures.unseen == 1
    assert figures.top1 == pytest.approx(sum(right) / 151)
    three = [row.label in {label for label, _ in one} for one, row in zip(ranked, test, strict=True)]
    assert figures.top3 == pytest.approx(sum(three) / 151)
    said = [label for label, _ in firsts]
    assert figures.macro_f1 == pytest.approx(f1_score([row.label for row in test], said, average="macro"))
    assert model.band is not None
    inside = [good for (_, share), good in zip(firsts, right, strict=True) if share >= model.band]
    assert figures.coverage_at_95 == pytest.approx(len(inside) / 151)
    assert figures.precision_in_band == pytest.approx(sum(inside) / len(inside))
    assert sum(count for *_, count in figures.confusions) == 151 - sum(right)
    assert sum(bar.n for bar in figures.reliability) == 151


def test_intervals_hold_the_figure_and_are_the_same_each_time() -> None:
    rows = labelled(300)
    first, again = (evaluate(rows[:220], rows[220:]) for _ in range(2))
    assert first == again
    for name in ("top1", "top3", "macro_f1", "coverage_at_95"):
        interval = first.intervals[name]
        assert interval is not None
        assert interval[0] <= getattr(first, name) <= interval[1]


def test_nothing_to_test_on_is_no_trouble() -> None:
    figures = measured(fit(labelled(120)), [])
    assert (figures.n, figures.top1, figures.precision_in_band) == (0, 0.0, None)


def test_labels_of_equal_texts() -> None:
    rows = [Labelled("Jalan rusak!", "A"), Labelled("jalan  RUSAK 12", "A"), Labelled("jalan rusak", "B")]
    found = agreement([*rows, Labelled("lampu mati", "A")])
    assert (found.texts, found.pairs) == (3, 3)
    assert found.agree == pytest.approx(1 / 3)
    assert agreement([Labelled("a", "A")]).agree is None


def test_unknown_words_are_counted() -> None:
    model = fit(labelled(200))
    figures = measured(model, [Labelled("jalan berlubang qwertyu asdfgh", "JALAN")])
    assert figures.unknown_words == pytest.approx(0.5)

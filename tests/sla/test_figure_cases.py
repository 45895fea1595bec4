"""The list behind a figure holds as many cases as the figure says: of every group, measure and field of view."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.case_facts import Facts, made
from sla.case_figures import GROUPINGS, View, Window, cells, of_units, series, weeks, whole
from sla.figure_cases import ALL_GROUPS, NO_GROUP, Behind, behind
from sla.kept_counts import of_group, standing

LAST = 60
OF_CELLS = (
    *("received", "open", "on_time", "late", "late_open", "first_on_time", "first_late"),
    *("answered", "replied", "disputed", "rated", "passed"),
)


@st.composite
def caseloads(draw: st.DrawFn) -> Facts:
    rows, passed = [], []
    day = st.integers(1, LAST)
    never = st.one_of(st.just(-1), day)
    for place in range(draw(st.integers(1, 14))):
        done = draw(never)
        rows.append(
            {
                "unit": draw(st.sampled_from(("A", "B", None))),
                "topic": draw(st.sampled_from(("t", "u", None))),
                "kind": draw(st.sampled_from(("k", "l"))),
                "area": draw(st.sampled_from(("1", None))),
                "about": draw(st.sampled_from(("A", None))),
                "restricted": draw(st.integers(0, 3)) == 0,
                "confidential": draw(st.booleans()),
                "open": draw(st.booleans()),
                **{name: draw(day) for name in ("received", "first_due", "due")},
                **{"done_on": done, "answered_on": draw(never), "ended_on": draw(never) if done < 0 else -1},
                **{name: draw(st.integers(0, 5)) for name in ("first_state", "state", "score")},
                **{"responded": True, "first": 1, "done": done >= 0, "length": 1, "released": True, "owed": 1},
                **{"disputed": draw(st.booleans()), "forwards": draw(st.integers(0, 3))},
            }
        )
        passed += [(place, unit) for unit in "AB" if unit != rows[-1]["unit"] and draw(st.booleans())]
    return made(rows, passed)


def views(facts: Facts) -> list[View]:
    return [
        whole(facts),
        of_units(facts, ["A"], "A"),
        of_units(facts, ["A", "B"], "A"),
        of_units(facts, ["A", "B"], None),
    ]


def listed(facts: Facts, view: View, *asked: Any) -> list[int]:
    by, key, measure, (first, last) = asked
    found: list[int] = behind(
        facts, view, Behind(by, key, measure, date.fromordinal(first), date.fromordinal(last))
    ).tolist()
    assert len(found) == len(set(found))
    days = facts.columns["received"][found].tolist()
    assert days == sorted(days, reverse=True)
    return found


@settings(deadline=None, max_examples=40)
@given(caseloads(), st.integers(1, LAST), st.integers(0, LAST))
def test_a_list_has_as_many_cases_as_its_figure_says(facts: Facts, first: int, days: int) -> None:
    window = Window(first, first + days)
    for view in views(facts):
        for by in GROUPINGS:
            for cell in cells(facts, view, by, window):
                for measure in OF_CELLS:
                    found = listed(facts, view, by, cell.key or NO_GROUP, measure, window)
                    assert len(found) == getattr(cell, measure), (by, cell.key, measure)
        spans = [(1, 20), (21, 40), (41, LAST)]
        units = [one for one in ("A", "B") if one in facts.names["unit"]]
        for unit in (None, *units):
            told = series(facts, view, unit, spans)
            for measure, name in (
                ("backlog", "open"),
                *((one, one) for one in ("received", "on_time", "due", "disputed", "replied")),
            ):
                for place, span in enumerate(spans):
                    found = listed(facts, view, "unit", unit or ALL_GROUPS, measure, span)
                    assert len(found) == getattr(told, name)[place], (unit, measure, span)
        for unit in units:
            work = weeks(facts, view, unit, 8, 4)
            for measure, count in (("came", work.received), ("finished", work.finished)):
                assert len(listed(facts, view, "unit", unit, measure, (8, 35))) == sum(count)
            assert len(listed(facts, view, "unit", unit, "open", (1, 1))) >= work.open


def test_a_number_is_taken_from_the_document_only_where_it_is_the_one_asked_for() -> None:
    cells_of = {"first": "2026-01-01", "last": "2026-03-31", "cells": [{"key": "A", "late": 3, "on_time": 4}]}
    first, last = date(2026, 1, 1), date(2026, 3, 31)
    assert of_group(cells_of, "A", "due", first, last) == 7
    assert of_group(cells_of, "B", "late", first, last) == 0
    assert of_group(cells_of, "A", "late", first, date(2026, 3, 30)) is None
    assert of_group(cells_of, "A", "backlog", first, last) is None
    stuck = [{"unit": unit, "status": "forwarded", "still": still} for unit, still in (("A", 2), (None, 5))]
    now = {"total": {"still": 9}, "units": [{"unit": "A", "still": 4}, {"unit": None, "still": 5}], "stuck": stuck}
    assert [standing(now, unit, "still") for unit in (None, "A", "", "C")] == [9, 4, 5, 0]
    assert [standing(now, unit, "still", "forwarded") for unit in (None, "A", "")] == [7, 2, 5]


@pytest.mark.parametrize("measure", OF_CELLS)
def test_a_group_that_is_not_there_has_no_cases(measure: str) -> None:
    facts = made([])
    assert not len(behind(facts, whole(facts), Behind("topic", "x", measure, date(2026, 1, 1), date(2026, 2, 1))))

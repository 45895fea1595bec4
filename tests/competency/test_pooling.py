"""Where few complain: what is looked at together, never twice, and what is too little even then."""

import dataclasses

import numpy as np
import pytest

from bench.competency_world import Plan, World, world
from competency import pooling
from competency.cells import first_of
from competency.exchange import History
from competency.groups import Groups
from competency.pooling import OF_FAMILY, OF_KIND, Pooled, Span

SMALL = Plan(volume=0.03)


def _history(made: World) -> History:
    return History(made.cases, made.staff, made.calendar, made.last, {})


def _groups(made: World, *regions: str) -> Groups:
    families = {name: f"rumpun-{place // 3}" for place, name in enumerate(made.cases.topics)}
    names = [(place, name) for place, name in enumerate(made.cases.units)]
    return Groups(families, {f"{one}{name}": f"jenis-{place // 5}" for one in regions for place, name in names})


def _judged_as_kinds(told: Pooled) -> int:
    return sum(one.complaints for one in told.steps if one.span in OF_KIND)


@pytest.fixture(scope="module")
def made() -> World:
    return world(11, SMALL)


def test_each_complaint_is_judged_once_at_most_and_most_are(made: World) -> None:
    told = pooling.find({"": _history(made)}, _groups(made, ""), least_people=0)
    assert [one.span for one in told.steps] == list(Span)
    assert all(one.complaints >= 0 for one in told.steps)
    alone = told.steps[0]
    assert told.complaints == int((made.cases.received >= first_of(made.last, 12)).sum()) == alone.found.complaints
    assert alone.complaints == alone.found.judged < told.complaints / 2
    assert told.complaints * 0.8 < told.judged <= told.complaints
    for one in told.steps[1:]:
        rows, columns = np.nonzero(one.found.basis.large)
        cases = one.found.basis.of.cases
        kinds = {cases.units[row] for row in rows if cases.units[row].startswith("jenis")}
        families = {cases.topics[column] for column in columns if cases.topics[column].startswith("rumpun")}
        assert bool(kinds) == (one.span in OF_KIND), one.span
        assert bool(families) == (one.span in OF_FAMILY), one.span


def test_people_of_all_units_of_a_kind_count_together(made: World) -> None:
    """One person in each unit: no unit is spoken of, and five of a kind are."""
    alone = np.stack([np.arange(len(made.cases)), made.cases.unit], axis=1)
    cases = dataclasses.replace(made.cases, acted=alone)
    told = pooling.find({"": _history(made)._replace(cases=cases)}, _groups(made, ""), least_people=3)
    by_span = {one.span: one.complaints for one in told.steps}
    assert (by_span[Span.CELL], by_span[Span.LONGER], by_span[Span.FAMILY]) == (0, 0, 0)
    assert by_span[Span.KIND] > 0


def test_it_is_known_whose_complaints_were_looked_at_together(made: World) -> None:
    """Each small cell stands behind one place of one step, and its complaints are those that were counted there."""
    told = pooling.find({"": _history(made)}, _groups(made, ""), least_people=0)
    groups, cases = _groups(made, ""), made.cases
    behind = np.stack([one.place >= 0 for one in told.steps])
    assert behind.sum(axis=0).max() == 1
    recent = cases.received >= first_of(made.last, 12)
    for step, inside in zip(told.steps, behind, strict=True):
        assert step.complaints == int(inside[cases.unit, cases.topic][recent].sum())
        for one in step.found.signals:
            units, topics = step.members(one)
            if step.span in OF_KIND:
                assert {groups.kinds[unit] for unit in units} == {one.unit}
            elif one.topic is not None:
                assert units == (one.unit,)
            if step.span in OF_FAMILY:
                assert {groups.families[topic] for topic in topics} == {one.topic}
            else:
                assert topics == ((one.topic,) if one.topic else ())


def test_nothing_is_said_of_a_kind_by_which_a_unit_could_be_told(made: World) -> None:
    """Of two units each would know the other's figures; and where nearly all is one unit's, it is that unit's."""
    rows = np.arange(len(made.cases))
    most = np.where(rows % 50, 0, made.cases.unit)
    pairs = {name: f"jenis-{place // 2}" for place, name in enumerate(made.cases.units)}
    for unit, kinds in ((made.cases.unit, pairs), (most, dict.fromkeys(made.cases.units, "jenis"))):
        cases = dataclasses.replace(made.cases, unit=unit, sender=unit, acted=np.stack([rows, unit], axis=1))
        groups = Groups(dict.fromkeys(made.cases.topics, "rumpun"), kinds)
        history = {"": _history(made)._replace(cases=cases)}
        assert _judged_as_kinds(pooling.find(history, groups, least_people=2)) == 0
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pooling, "LEAST_UNITS", 1)
            patch.setattr(pooling, "MOST_OF_ONE", 1.0)
            assert _judged_as_kinds(pooling.find(history, groups, least_people=2)) > 0


def test_regions_that_agree_are_looked_at_together(made: World) -> None:
    """Two regions judge more together than each by itself; units keep their region's name, people are never mixed."""
    other = world(12, SMALL)
    both = {"satu": _history(made), "dua": _history(other)}
    told = pooling.find(both, _groups(made, "satu/", "dua/"), least_people=0)
    of = told.steps[0].found.basis.of
    assert of.cases.units == tuple(f"{name}/{unit}" for name, one in both.items() for unit in one.cases.units)
    assert of.cases.topics == made.cases.topics
    assert len(np.unique(of.cases.reporter)) == sum(len(np.unique(one.cases.reporter)) for one in both.values())
    assert told.complaints == sum(
        pooling.find({"": one}, _groups(made), least_people=0).complaints for one in both.values()
    )
    first = len(made.cases)
    assert of.cases.received[:first].tolist() == made.cases.received.tolist()
    with pytest.raises(ValueError, match="same day"):
        pooling.find({"satu": _history(made), "dua": _history(other)._replace(last=other.last - 1)}, _groups(made))


def test_a_group_may_not_be_called_as_a_member(made: World) -> None:
    groups = Groups(dict.fromkeys(made.cases.topics, made.cases.topics[0]), {})
    with pytest.raises(ValueError, match=made.cases.topics[0]):
        pooling.find({"": _history(made)}, groups, least_people=0)

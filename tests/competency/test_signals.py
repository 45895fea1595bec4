"""Signals in an invented world in which it is known what is wrong where, and what they may not say."""

import dataclasses
import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from bench.competency_files import write
from bench.competency_world import Plan, World, world
from competency.cases import NEVER, Cases
from competency.matters import matters
from competency.signals import LEAST_CASES, Cause, Family, Found, Strength, find
from service.__main__ import main

PLAN = Plan(volume=0.5)


@pytest.fixture(scope="module")
def made() -> World:
    return world(11, PLAN)


@pytest.fixture(scope="module")
def found(made: World) -> Found:
    return find(made.cases, made.staff, made.calendar, made.last, least_people=0)


def test_most_of_what_is_strong_is_so_and_nothing_is_said_of_the_understaffed(made: World, found: Found) -> None:
    units, topics = list(made.cases.units), list(made.cases.topics)
    strong = [
        (units.index(one.unit), topics.index(one.topic or ""))
        for one in found.signals
        if one.family is Family.TECHNICAL and one.strength is Strength.STRONG and one.label is Cause.SKILL
    ]
    assert len(strong) >= 5
    assert sum(bool(made.truth.skill[cell]) for cell in strong) >= 0.7 * len(strong)
    assert not [cell for cell in strong if made.truth.understaffed[cell[0]] and not made.truth.skill[cell]]
    talk = {
        units.index(one.unit) for one in found.signals if one.label is Cause.UNIT and one.strength is Strength.STRONG
    }
    assert talk
    assert talk <= set(np.flatnonzero(made.truth.talk).tolist())


def test_of_too_few_people_it_is_not_said_that_they_are_late(made: World, found: Found) -> None:
    def late(told: Found) -> set[int]:
        return {made.cases.units.index(one.unit or "") for one in matters(told) if one.cause is Cause.LOAD}

    assert len(late(found) & set(np.flatnonzero(made.truth.understaffed).tolist())) >= 3
    small, large = min(late(found)), found.basis.large.copy()
    large[small] = False
    without = dataclasses.replace(found, basis=dataclasses.replace(found.basis, large=large))
    assert late(without) == late(found) - {small}


def test_a_signal_tells_of_enough_and_its_numbers_agree(found: Found) -> None:
    assert found.signals
    for one in found.signals:
        low, high = one.interval90
        assert one.n >= LEAST_CASES
        assert low <= one.ratio <= high
        assert (one.topic is None) == (one.family is Family.COMMUNICATION)
        assert one.strength is Strength.WATCHED or one.family is not Family.AUTHORITY
    cells = [(one.unit, one.topic, one.family) for one in found.signals]
    assert len(cells) == len(set(cells)), "one line for each"
    assert 0 < found.judged < found.complaints


def test_a_unit_of_two_people_is_never_spoken_of(made: World) -> None:
    small = {made.cases.units[one] for one in np.flatnonzero(made.staff.officers.mean(axis=1) < 3)}
    assert small
    spoken = find(made.cases, made.staff, made.calendar, made.last).signals
    assert not {one.unit for one in spoken} & small
    assert find(made.cases, None, made.calendar, made.last).signals == (), "who works there is not known"


def test_three_reporters_alone_make_no_strong_signal(made: World, found: Found) -> None:
    """Where three people tell all that went badly, the cell may be looked at, but is not said to be strong."""
    cases = made.cases
    first = next(one for one in found.signals if one.family is Family.TECHNICAL and one.strength is Strength.STRONG)
    unit, topic = cases.units.index(first.unit), cases.topics.index(first.topic or "")
    inside = (cases.unit == unit) & (cases.topic == topic)
    bad = inside & ((cases.clarified >= 2) | (cases.reopened < NEVER) | ((cases.rating > 0) & (cases.rating <= 2)))
    bad |= inside & (cases.closed == NEVER)
    reporter = np.where(bad, np.arange(len(cases)) % 3, cases.reporter)
    loud = dataclasses.replace(cases, reporter=reporter)
    again = find(loud, made.staff, made.calendar, made.last, least_people=0)
    same = [
        one for one in again.signals if (one.unit, one.topic, one.family) == (first.unit, first.topic, first.family)
    ]
    assert [one.strength for one in same] == [Strength.WATCHED]


def test_words_of_reporters_are_no_part_of_it() -> None:
    names = {field.name for field in dataclasses.fields(Cases)}
    assert not names & {"words", "text", "name", "officer", "taken_by"}


@pytest.fixture
def folder(made: World, tmp_path: Path) -> Path:
    write(made, tmp_path)
    return tmp_path


def test_files_give_what_the_same_world_gives(folder: Path, found: Found) -> None:
    asked = ["competency", "signals", "--from", str(folder), "--min-people", "0", "--json"]
    told = CliRunner().invoke(main, asked)
    assert told.exit_code == 0, told.output
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    assert [(one["unit"], one["topic"], one["family"], one["strength"], one["n"]) for one in lines] == [
        (one.unit, one.topic, str(one.family), str(one.strength), one.n) for one in found.signals
    ]
    assert all("topic" in one for one in lines), "a topic that is none is written"


def test_who_works_where_has_to_be_known(folder: Path) -> None:
    (folder / "staff.jsonl").unlink()
    told = CliRunner().invoke(main, ["competency", "signals", "--min-people", "2"])
    assert told.exit_code == 1
    assert "it would be of a person" in told.output, "of our own data no invented people are asked for"
    told = CliRunner().invoke(main, ["competency", "signals", "--from", str(folder)])
    assert told.exit_code == 1
    assert "staff.jsonl" in told.output
    early = str(date(2024, 1, 1) + timedelta(days=200))
    told = CliRunner().invoke(
        main, ["competency", "signals", "--from", str(folder), "--min-people", "0", "--as-of", early, "--json"]
    )
    assert told.exit_code == 0, told.output

"""Regions that agree are looked at together from their folders: one day, one list, and each unit under its region."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from bench.competency_files import write
from bench.competency_world import Plan, world
from competency import pooling
from competency.agreed import groups_in, together
from competency.exchange import History, read
from competency.groups import Groups
from competency.pooling import Span
from service.__main__ import main

SMALL = Plan(volume=0.05)
KEYS = {"unit", "topic", "family", "strength", "label", "n", "observed", "expected", "ratio", "interval90"}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two regions; the second tells nothing of its last week."""
    found = []
    for name, seed in (("satu", 11), ("dua", 12)):
        folder = tmp_path_factory.mktemp("regions") / name
        folder.mkdir()
        made = world(seed, SMALL)
        write(made, folder)
        families = {topic: f"rumpun-{place // 3}" for place, topic in enumerate(made.cases.topics)}
        kinds = {unit: f"jenis-{place // 5}" for place, unit in enumerate(made.cases.units)}
        (folder / "groups.json").write_text(json.dumps({"families": families, "kinds": kinds}))
        found.append(folder)
    week = str(date.fromordinal(made.last) - timedelta(days=7))
    for file, field in (("complaints", "received_at"), ("events", "at")):
        path = found[1] / f"{file}.jsonl"
        lines = [line for line in path.read_text().splitlines() if json.loads(line)[field][:10] <= week]
        path.write_text("\n".join(lines) + "\n")
    return found


def _asked(folders: Sequence[Path], *words: str) -> Result:
    given = [word for one in folders for word in ("--from", str(one))]
    return CliRunner().invoke(main, ["competency", "signals", *given, "--min-people", "0", *words])


def test_all_end_with_the_day_that_all_of_them_tell_of(folders: list[Path]) -> None:
    told = together(folders)
    assert list(told.histories) == ["satu", "dua"]
    until = read(folders[1]).last
    assert until < read(folders[0]).last
    assert {one.last for one in told.histories.values()} == {until}
    assert told.histories["satu"].cases.received.max() <= until
    assert told.groups.families["T00"] == "rumpun-0"
    assert told.groups.kinds["satu/U00"] == told.groups.kinds["dua/U04"] == "jenis-0"
    early = date.fromordinal(until - 100)
    assert {one.last for one in together(folders, early).histories.values()} == {early.toordinal()}


def test_the_verb_tells_what_the_method_finds_and_its_span(folders: list[Path]) -> None:
    shown = _asked(folders, "--pool", "--json")
    assert shown.exit_code == 0, shown.output
    lines = [json.loads(line) for line in shown.stdout.splitlines()]
    found = pooling.find(*together(folders), least_people=0)
    expected = [(step.span, one) for step in found.steps for one in step.found.signals]
    assert lines == [json.loads(msgspec.json.encode(one)) | {"span": span} for span, one in expected]
    assert len({(one["unit"], one["topic"], one["family"]) for one in lines}) == len(lines)
    assert {one["span"] for one in lines} > {Span.CELL}
    assert "judged alone" in shown.stderr


def test_without_it_every_object_is_as_it_always_was(folders: list[Path]) -> None:
    alone = _asked(folders[:1], "--json")
    assert [set(json.loads(line)) for line in alone.stdout.splitlines()] == [KEYS] * len(alone.stdout.splitlines())
    assert alone.stdout
    several = _asked(folders, "--json")
    assert (several.exit_code, several.stdout) == (2, "")
    assert "--pool" in several.stderr


@pytest.mark.parametrize(
    ("written", "fault"),
    [('{"families": []}', "Expected `object`"), ('{"kind": {}}', "unknown field"), ("{", "truncated")],
)
def test_groups_that_cannot_be_read_are_said_to_be_so(
    folders: list[Path], tmp_path: Path, written: str, fault: str
) -> None:
    assert groups_in(tmp_path) == Groups()
    folder = tmp_path / "satu"
    folder.mkdir()
    for one in folders[0].iterdir():
        (folder / one.name).symlink_to(one)
    (folder / "groups.json").unlink()
    (folder / "groups.json").write_text(written)
    shown = _asked([folder], "--pool")
    assert (shown.exit_code, shown.stdout) == (1, "")
    assert str(folder / "groups.json") in shown.stderr
    assert fault in shown.stderr


def test_regions_have_names_of_their_own_and_the_same_families(folders: list[Path], tmp_path: Path) -> None:
    other = tmp_path / "satu"
    other.mkdir()
    assert "a name of its own" in _asked([folders[0], other], "--pool").stderr
    (third := tmp_path / "tiga").mkdir()
    for one in folders[0].iterdir():
        (third / one.name).symlink_to(one)
    (third / "groups.json").unlink()
    (third / "groups.json").write_text(json.dumps({"families": {"T00": "lain"}}))
    assert "The topic T00 is in rumpun-0 elsewhere" in _asked([folders[0], third], "--pool").stderr


def test_one_folder_alone_is_called_as_it_is(folders: list[Path]) -> None:
    told = together(folders[:1])
    assert told.groups.kinds["U00"] == "jenis-0"
    assert isinstance(told.histories["satu"], History)

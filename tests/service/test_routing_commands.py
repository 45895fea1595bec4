"""`routing train` and `routing evaluate` on files: what they print, write and refuse."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from routing.fitted import Fitted, Labelled
from service.__main__ import main
from tests.routing.matters import labelled

PROMISED = ["n", "classes", "top1", "top3", "macro_f1", "ece", "coverage_at_95", "precision_in_band"]


def _run(*words: object) -> Result:
    return CliRunner().invoke(main, ["routing", *map(str, words)])


def _line(row: Labelled) -> dict[str, Any]:
    assert row.at is not None
    return {"text": row.text, "unit": row.label, "filed": row.at.isoformat(), "reporter": row.reporter}


def _written(path: Path, lines: Sequence[Any]) -> Path:
    text = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    rows = [_line(row) for row in labelled(400)]
    return _written(tmp_path / "past.jsonl", rows[:300]), _written(tmp_path / "later.jsonl.gz", rows[300:])


def test_evaluate_prints_the_promised_figures_first(files: tuple[Path, Path]) -> None:
    shown = _run("evaluate", "--train", files[0], "--test", files[1], "--label", "unit", "--json")
    assert shown.exit_code == 0, shown.stderr
    figures = json.loads(shown.stdout)
    assert list(figures)[:8] == PROMISED
    assert figures["n"] == 100
    assert figures["classes"] == 4
    assert figures["top1"] > 0.75
    assert figures["top3"] >= figures["top1"]
    assert {"intervals", "seconds", "without", "skipped", "confusions", "agreement"} <= set(figures)
    assert "Calibrating" in shown.stderr


def test_evaluate_speaks_to_people_too(files: tuple[Path, Path]) -> None:
    shown = _run("evaluate", "--train", files[0], "--test", files[1])
    assert shown.exit_code == 0
    assert "first answer right" in shown.stdout


def test_a_label_can_be_left_out_and_another_field_asked_for(files: tuple[Path, Path], tmp_path: Path) -> None:
    shown = _run("evaluate", "--train", files[0], "--test", files[1], "--without", "SEHAT", "--json")
    figures = json.loads(shown.stdout)
    assert figures["classes"] == 3
    assert figures["n"] < 100
    assert figures["without"] == ["SEHAT"]
    renamed = [{"text": row.text, "apa": row.label} for row in labelled(200)]
    past, later = _written(tmp_path / "a.jsonl", renamed[:150]), _written(tmp_path / "b.jsonl", renamed[150:])
    assert json.loads(_run("evaluate", "--train", past, "--test", later, "--label", "apa", "--json").stdout)["n"] == 50


def test_lines_without_a_label_are_left_out_and_counted(files: tuple[Path, Path], tmp_path: Path) -> None:
    lines = [_line(row) for row in labelled(50)]
    later = _written(
        tmp_path / "some.jsonl", [*lines, {"text": "a"}, {"text": "b", "unit": ""}, {"text": "c", "unit": None}, ""]
    )
    shown = _run("evaluate", "--train", files[0], "--test", later, "--json")
    figures = json.loads(shown.stdout)
    assert (figures["n"], figures["skipped"]) == (50, {"train": 0, "test": 3})
    assert "3 lines without a label" in shown.stderr


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "line 3: no JSON"),
        ("[1, 2]", "line 3: no JSON object"),
        ('{"unit": "JALAN"}', "line 3: no JSON object with"),
        ('{"text": "a", "unit": ["JALAN"]}', "line 3"),
        ('{"text": "a", "unit": "JALAN", "filed": "kemarin"}', "line 3"),
        ('{"text": "a", "unit": "JALAN", "filed": 12}', "line 3"),
    ],
)
def test_a_bad_line_is_named(files: tuple[Path, Path], tmp_path: Path, line: str, says: str) -> None:
    bad = _written(tmp_path / "bad.jsonl", [*(_line(row) for row in labelled(2)), line])
    shown = _run("evaluate", "--train", files[0], "--test", bad)
    assert shown.exit_code == 1
    assert says in shown.stderr
    assert "Traceback" not in shown.output


def test_files_that_cannot_be_learnt_from_are_refused_in_words(files: tuple[Path, Path], tmp_path: Path) -> None:
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(files[1].read_bytes()[:200])
    for past in (
        cut,
        _written(tmp_path / "none.jsonl", []),
        _written(tmp_path / "one.jsonl", [_line(row) for row in labelled(1)]),
        _written(tmp_path / "plain.jsonl.gz", []).with_suffix(".gz"),
    ):
        shown = _run("evaluate", "--train", past, "--test", files[1])
        assert shown.exit_code in (1, 2), past
        assert str(past) in shown.stderr.replace("\n", "")
        assert "Traceback" not in shown.output


def test_train_writes_a_model_that_answers(files: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "folder" / "unit.model"
    shown = _run("train", files[0], "--out", out, "--json")
    assert shown.exit_code == 0, shown.stderr
    told = json.loads(shown.stdout)
    model = Fitted.from_bytes(out.read_bytes())
    assert (told["model"], told["learnt"], told["written"]) == (model.version, 300, str(out))
    assert list(told)[:8] == PROMISED
    assert told["n"] == 60
    assert model.ranked("aspal hancur, jalan berlubang")[0][0] == "JALAN"


def test_train_writes_into_the_data_folder_where_no_place_is_named(files: tuple[Path, Path], tmp_path: Path) -> None:
    shown = _run("train", files[0], "--data", tmp_path / "data", "--json")
    assert shown.exit_code == 0, shown.stderr
    assert Path(json.loads(shown.stdout)["written"]) == tmp_path / "data" / "routing" / "unit.model"
    assert _run("train", files[0], "--label", "../unit").exit_code == 2

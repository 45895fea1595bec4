"""No figure about a unit's skill and no record of a person's training reaches a file by which people are appraised.

Whatever makes a file (a table, a PDF, a ZIP) is found by what it imports, so that a new one has to be named here. Files
of figures, of cases and of exchange may not reach signals, evidence, needs, inputs or trainings, by however many steps.
The files of the learning loop itself are named with what they hold. Nor may anything below or beside the loop read its
tables past its code.
"""

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import service.schema  # noqa: F401 - brings all tables
from foundation.database import Row
from service.settings import ROOT
from web.learning_hours import COLUMNS
from web.open_data_columns import COLUMNS as OPEN_DATA

MAKERS = {"csv", "zipfile", "web.spreadsheets", "web.printing", "web.open_data_columns"}
"""What a module imports that makes files."""
DOWNLOAD = "attachment; filename"
"""What a module says that gives a file to be kept."""
PACKAGES = ("bots", "competency", "complaints", "notices", "people", "routing", "service", "sla", "web", "workdays")
LEARNING = {
    "web.need_files": "the plan of development: competencies and units, nobody's name",
    "web.needs_board": "asks for that plan",
    "web.learning_year": "asks for the paper below",
    "web.learning_year_paper": "a year's needs and trainings, summed up",
    "web.certificates": "one's own certificate, for its holder",
    "web.training_days": "the sheet on which participants of a day sign",
    "web.talk_sheets": "what a forum gets back",
    "web.training_lot": "a lot to be repeated: needs of units and their tickets",
    "web.trainings": "the days of trainings as a calendar",
    "web.assessments": "takes tables in",
    "web.learning_hours": "hours for the personnel system: nothing but its columns below",
    "web.moodle_import": "takes tables in",
    "competency.moodle": "takes tables in",
    "competency.assessments": "takes tables in",
}
DOORS = ("web.api", "web.feed", "service.reporting")
"""What gives figures and cases away without a file."""
AROUND = ("web.house", "web.office_frame")
"""The rooms and the menu around every page."""
ABOUT_SKILL = ("signal", "evidence", "need", "verdict", "assessment", "survey", "staffing", "training", "batch", "seat")
_SQL = re.compile(r"\b(?:SELECT|INSERT|UPDATE|DELETE|TRUNCATE)\b")
WORDS = ("sinyal", "signal", "kompetensi", "pegawai", "pantau", "rasio", "pelatihan")
HOURS = ("NIP", "Pelatihan", "Bentuk", "Tanggal selesai", "Jam pelajaran (JP)")


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@cache
def trees() -> dict[str, ast.Module]:
    """Our modules as they are written."""
    paths = (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    return {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


@cache
def sayings(module: str) -> tuple[str, ...]:
    """Every text in a module."""
    every = (node.value for node in ast.walk(trees()[module]) if isinstance(node, ast.Constant))
    return tuple(one for one in every if isinstance(one, str))


@cache
def modules() -> dict[str, frozenset[str]]:
    """Our modules and what each imports."""
    found = {}
    for name, tree in trees().items():
        names: set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names |= {one.name for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names |= {node.module} | {f"{node.module}.{one.name}" for one in node.names}
        found[name] = frozenset(names)
    return found


def reached(module: str) -> set[str]:
    """What a module imports, by however many steps, but for what every page is given."""
    known, waiting = set[str](), [module]
    while waiting:
        for one in modules().get(waiting.pop(), frozenset()):
            if one in modules() and one not in known and one not in AROUND:
                known.add(one)
                waiting.append(one)
    return known


def exports() -> list[str]:
    made = {name for name, imported in modules().items() if imported & MAKERS}
    given = {name for name in modules() if any(DOWNLOAD in said for said in sayings(name))}
    return sorted(name for name in made | given if name.startswith("web."))


def test_the_makers_of_files_are_found() -> None:
    assert {"web.report_files", "web.evidence_file", "web.national", "web.open_data", "web.learning_hours"} <= set(
        exports()
    )
    assert set(DOORS) <= set(modules())
    assert set(LEARNING) <= set(modules()), "LEARNING names a module that is gone; take it out of there."


def test_no_file_of_figures_or_cases_reaches_what_is_known_of_skills() -> None:
    wrong = {}
    for module in {*DOORS, *exports()} - set(LEARNING):
        skills = {one for one in reached(module) if one.startswith("competency.")}
        if found := sorted(one for one in skills if any(word in one for word in ABOUT_SKILL)):
            wrong[module] = found
    assert not wrong, (
        f"These make files and reach what stands beside them: {wrong}. A signal or a training record could get into "
        "one. If it is a file of the learning loop itself, name it in LEARNING with what it holds."
    )


def test_hours_for_the_personnel_system_hold_hours_and_nothing_else() -> None:
    assert tuple(str(name) for name, _kind, _means in COLUMNS) == HOURS
    told = reached("competency.learning_hours")
    assert not [one for one in told if any(word in one for word in ("signal", "evidence", "verdict", "assessment"))]


def test_columns_everybody_may_read_name_no_signal() -> None:
    told = " ".join(f"{column.name} {column.meaning}".lower() for column in OPEN_DATA)
    assert "aduan" in told
    assert not [word for word in WORDS if word in told]


def test_nobody_else_reads_the_tables_of_the_loop() -> None:
    """Code above may ask the loop; SQL that names its tables stands in competency alone."""
    tables = {row.__tablename__ for row in learning_tables()}
    assert {"signals", "evidence", "seats", "certificates", "test_scores", "need_events"} <= tables
    reads = re.compile(
        rf"\b(?:from|join|into|update|table)\s+(?:only\s+)?\"?({'|'.join(sorted(tables))})\b", re.IGNORECASE
    )
    wrong = {
        module: sorted(set(found))
        for module in trees()
        if not module.startswith("competency.")
        and module != "service.rebuild"  # makes projections anew
        and (found := [one for said in sayings(module) if _SQL.search(said) for one in reads.findall(said)])
    }
    assert wrong == {}


def learning_tables() -> list[Any]:
    """Every table of the loop."""
    waiting, found = list(Row.__subclasses__()), []
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if one.__module__.startswith("competency."):
            found.append(one)
    return found


@pytest.mark.parametrize("package", ["bots", "notices", "people", "complaints", "routing", "sla"])
def test_nothing_beside_or_below_knows_the_loop(package: str) -> None:
    assert not [name for name in modules() if name.startswith(f"{package}.") and reached(name) & learning()]


def learning() -> set[str]:
    return {name for name in modules() if name.startswith("competency.")}

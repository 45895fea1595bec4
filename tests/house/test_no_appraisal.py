"""No figure about a unit's skill and no record of a person's training reaches a file by which people are appraised.

Whatever makes a file (a table, a PDF, a ZIP) is found by what it imports, so that a new one has to be named here. Files
of figures, of cases and of exchange may not reach signals, evidence, needs, inputs or trainings, by however many steps.
The files of the learning loop itself are named with what they hold.
"""

import ast
from functools import cache
from pathlib import Path

import pytest

from service.settings import ROOT
from web.learning_hours import COLUMNS
from web.open_data_columns import COLUMNS as OPEN_DATA

MAKERS = {"csv", "zipfile", "web.spreadsheets", "web.printing", "web.open_data_columns"}
"""What a module imports that makes files."""
PACKAGES = ("competency", "complaints", "notices", "people", "routing", "service", "sla", "web", "workdays")
LEARNING = {
    "web.need_files": "the plan of development: competencies and units, nobody's name",
    "web.needs_board": "asks for that plan",
    "web.learning_year_paper": "a year's needs and trainings, summed up",
    "web.certificates": "one's own certificate, for its holder",
    "web.training_days": "the sheet on which participants of a day sign",
    "web.talk_sheets": "what a forum gets back",
    "web.assessments": "takes tables in",
    "web.learning_hours": "hours for the personnel system: nothing but its columns below",
    "web.moodle_import": "takes tables in",
    "competency.moodle": "takes tables in",
    "competency.assessments": "takes tables in",
}
AROUND = ("web.house", "web.office_frame")
"""The rooms and the menu around every page."""
ABOUT_SKILL = ("signal", "evidence", "need", "verdict", "assessment", "survey", "staffing", "training", "batch", "seat")
WORDS = ("sinyal", "signal", "kompetensi", "pegawai", "pantau", "rasio", "pelatihan")
HOURS = ("NIP", "Pelatihan", "Bentuk", "Tanggal selesai", "Jam pelajaran (JP)")


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@cache
def modules() -> dict[str, frozenset[str]]:
    """Our modules and what each imports."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            names: set[str] = set()
            for node in ast.walk(tree):
                if isinstance(node, ast.Import):
                    names |= {one.name for one in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    names |= {node.module} | {f"{node.module}.{one.name}" for one in node.names}
            found[name_of(path)] = frozenset(names)
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
    return sorted(name for name, imported in modules().items() if imported & MAKERS and name.startswith("web."))


def test_the_makers_of_files_are_found() -> None:
    assert {"web.report_files", "web.evidence_file", "web.national", "web.open_data", "web.learning_hours"} <= set(
        exports()
    )
    assert set(LEARNING) <= set(modules()), "LEARNING names a module that is gone; take it out of there."


@pytest.mark.parametrize("module", [one for one in exports() if one not in LEARNING])
def test_no_file_of_figures_or_cases_reaches_what_is_known_of_skills(module: str) -> None:
    wrong = sorted(
        one for one in reached(module) if one.startswith("competency.") and any(word in one for word in ABOUT_SKILL)
    )
    assert not wrong, (
        f"{module} makes a file and reaches {wrong}: a signal or a training record could get into it. If it is a file "
        "of the learning loop itself, name it in LEARNING with what it holds."
    )


def test_hours_for_the_personnel_system_hold_hours_and_nothing_else() -> None:
    assert tuple(str(name) for name, _kind, _means in COLUMNS) == HOURS
    told = reached("competency.learning_hours")
    assert not [one for one in told if any(word in one for word in ("signal", "evidence", "verdict", "assessment"))]


def test_columns_everybody_may_read_name_no_signal() -> None:
    told = " ".join(f"{column.name} {column.meaning}".lower() for column in OPEN_DATA)
    assert "aduan" in told
    assert not [word for word in WORDS if word in told]

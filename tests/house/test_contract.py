"""The import contract is kept, and it catches what it is there to catch."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from service.settings import ROOT

LINTER = Path(sys.executable).with_name("lint-imports")
WHAT_TO_DO = (
    "Move what both sides need one floor down, hand it over in service/wiring.py, or let the upper floor ask "
    "(docs/house.md, the floors)."
)
PLANTED = {
    "complaints/planted.py": ("import notices.rules\n", "Floors: an import runs down, never up, never sideways"),
    "workdays/planted.py": ("import people.actor\n", "Floors: an import runs down, never up, never sideways"),
    "notices/planted.py": ("import litestar\n", "Only the doors and the service know their framework"),
    "sla/clocks.py": ("import sla.tables\n", "Rules touch no edge, even indirectly"),
    "complaints/lifecycle.py": ("import complaints.tables\n", "The life of a complaint touches no edge"),
    "web/planted.py": ("import sqlmodel\n", "The doors speak no SQL"),
    "routing/planted.py": ("import complaints.journal\n", "One road of change"),
    "web/rendering.py": ("import service.settings\n", "One reader of the environment"),
    "foundation/clock.py": ("import foundation.limits\n", "No circles inside a floor"),
}
"""A line added to a file, and the contract that must notice."""


def lint(folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        [str(LINTER), "--no-cache", "--no-logo"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"COLUMNS": "200", "PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def packages() -> list[str]:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return list(configuration["tool"]["importlinter"]["root_packages"])


@pytest.fixture
def copy(tmp_path: Path, packages: list[str]) -> Path:
    """The code alone, to plant things in."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in packages:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "*.html"))
    return tmp_path


def test_the_contract_covers_every_package(packages: list[str]) -> None:
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert folders - {"bench", "tests"} == set(packages), (
        "pyproject.toml (tool.importlinter, root_packages) must name every package but bench and tests; different: "
        f"{sorted((folders - {'bench', 'tests'}) ^ set(packages))}."
    )


def test_the_contract_is_kept() -> None:
    code, said = lint(ROOT)
    assert code == 0, f"{said}\n{WHAT_TO_DO}"


def test_planted_violations_are_caught(copy: Path) -> None:
    """One copy holds all of them: each must break its contract by name."""
    for name, (line, _) in PLANTED.items():
        path = copy / name
        path.write_text((path.read_text() if path.exists() else '"""Planted."""\n') + line)
    code, said = lint(copy)
    assert code == 1, said
    broken = {line.removesuffix(" BROKEN").strip() for line in said.splitlines() if line.strip().endswith("BROKEN")}
    for name, (line, contract) in PLANTED.items():
        assert contract in broken, f"`{line.strip()}` in {name} was not caught by “{contract}”:\n{said}"
        package, module = name.removesuffix(".py").split("/")
        assert f"{package}.{module}" in said or f".{module} " in said, f"{name} is not named:\n{said}"

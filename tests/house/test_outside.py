"""Guards of what comes in from outside and what goes out: the environment, the logs, the data in the repository."""

import ast
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from foundation.clock import SystemClock
from foundation.database import Database
from foundation.sealing import KeyRing
from service import logs
from service.settings import ROOT, Settings
from service.wiring import build
from web.app import create

READER = ROOT / "service" / "settings.py"
OURS = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}


def code() -> Iterator[Path]:
    """Every Python file of the product."""
    for package in sorted(OURS):
        yield from (ROOT / package).rglob("*.py")
    yield from (ROOT / "alembic").rglob("*.py")


def reads_environment(text: str) -> list[int]:
    """Lines at which a module touches the process's environment."""
    lines = []
    for node in ast.walk(ast.parse(text)):
        touched = (isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv", "getenvb"}) or (
            isinstance(node, ast.ImportFrom)
            and node.module == "os"
            and any(name.name in {"environ", "environb", "getenv", "getenvb"} for name in node.names)
        )
        if touched:
            lines.append(node.lineno)
    return lines


def test_only_the_settings_read_the_environment() -> None:
    found = {
        str(path.relative_to(ROOT)): lines
        for path in code()
        if path != READER and (lines := reads_environment(path.read_text(encoding="utf-8")))
    }
    assert not found, (
        f"{found} (lines) read the environment. Add a field to Settings in service/settings.py and hand it over in "
        "service/wiring.py."
    )


@pytest.mark.parametrize(
    "text",
    [
        "import os\nos.environ['A']",
        "from os import getenv",
        "import os as o\no.getenv('A')",
        "from os import environ as e",
    ],
)
def test_a_second_reader_would_be_seen(text: str) -> None:
    assert reads_environment(text)


def test_the_settings_do_read_the_environment() -> None:
    assert reads_environment(READER.read_text(encoding="utf-8")), "the guard above looks for something that is there"


@pytest.fixture
def levels() -> Iterator[None]:
    before = {name: logging.getLogger(name).level for name in ("httpx", "httpcore")}
    yield
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


async def test_the_web_process_logs_no_address_that_may_hold_a_token(
    levels: None, database: Database, tmp_path: Path
) -> None:
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    create(build(Settings(data=tmp_path), database, SystemClock(), KeyRing.fresh()))
    for name in ("httpx", "httpcore"):
        assert logging.getLogger(name).getEffectiveLevel() >= logging.WARNING, (
            f"web/app.py (create) must set the logger {name} to WARNING: at INFO it writes every address it asks."
        )


def test_every_process_quiets_what_logs_addresses(levels: None) -> None:
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    logs.configure("DEBUG")
    for name in ("httpx", "httpcore"):
        assert logging.getLogger(name).getEffectiveLevel() >= logging.WARNING, f"service/logs.py must quiet {name}."


PERSONAL = {
    "a national identity number (16 digits)": re.compile(r"(?<![\w.#-])\d{16}(?![\w-])"),
    "a civil servant's number (18 digits)": re.compile(r"(?<![\w.#-])\d{8} ?\d{6} ?\d ?\d{3}(?![\w-])"),
    "a mobile number": re.compile(r"(?<![\w.])(?:\+?62[ -]?|0)8\d{1,2}[ .-]?\d{3,4}[ .-]?\d{3,5}(?!\w)"),
    "a mailbox at a real domain": re.compile(
        r"\b[\w.+-]+@(?!localhost\b|tanggap\b|\$)(?:[\w-]+\.)+(?!example\b|invalid\b|test\b)[a-z]{2,}\b"
    ),
}
"""What must not lie in the repository's data, not even invented: it could belong to somebody."""

HARMLESS = ("@example.org", "@example.com", "@contoh.id")
OFFICIAL = ("0821-3737-3737", "pengaduan@ombudsman.go.id")
"""How the Ombudsman asks to be reached: an institution, nobody's own."""


def data_files() -> Iterator[Path]:
    """What the repository tells or seeds: the regions, the words, the documents, the invented material."""
    for folder in ("regions", "docs", "locale", "web", "service", "bench", "alembic"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in {
                ".toml",
                ".md",
                ".po",
                ".html",
                ".py",
                ".json",
                ".jsonl",
                ".csv",
                ".txt",
            }:
                yield path
    yield from (
        path for path in sorted(ROOT.iterdir()) if path.suffix in {".md", ".yml"} or path.name == ".env.example"
    )
    yield from (
        path for path in sorted((ROOT / "tests").rglob("*")) if path.suffix in {".json", ".jsonl", ".csv", ".txt"}
    )


def personal(text: str) -> list[str]:
    return [
        f"{what}: {found.group()}"
        for what, pattern in PERSONAL.items()
        for found in pattern.finditer(text)
        if not found.group().endswith((*HARMLESS, *OFFICIAL))
    ]


def test_no_number_or_mailbox_in_the_data_could_belong_to_somebody() -> None:
    found = {str(path.relative_to(ROOT)): hits for path in data_files() if (hits := personal(path.read_text("utf-8")))}
    assert not found, (
        f"{found}. Write numbers that cannot be dialled (0812xxxxxxxx) and mailboxes at example.org, or make them "
        "where they are used."
    )


@pytest.mark.parametrize(
    "text",
    [
        "1871" + "0112" + "9" * 8,
        "19680411 199303 1 " + "009",
        "0812" + "34567890",
        "+62 812-" + "3456-7890",
        "ani@" + "posel.co.id",
    ],
)
def test_such_a_number_would_be_seen(text: str) -> None:
    assert personal(f"hubungi {text} segera")

"""The documents name what is there: folders, files, verbs and records of decisions."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.__main__ import VERBS
from service.settings import ROOT

README = ROOT / "README.md"
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
SECTIONS = ["Context", "Decision", "Consequences", "Alternatives", "Enforced by"]
MADE_LATER = ("calendar.json", "groups.json", ".data", ".venv", ".env", "secrets/", "keys.json", "files/", "/")
"""Beginnings of paths that an installation makes for itself or that lie outside."""


def documents() -> list[Path]:
    return [README, *sorted((ROOT / "docs").rglob("*.md"))]


def named_paths(text: str) -> Iterator[str]:
    """Files and folders a document names in backticks: what ends with a slash or like a file of ours."""
    for word in re.findall(r"`([^`\s]+)`", text):
        if (
            re.fullmatch(r"[\w./-]+/|[\w./-]+\.(py|toml|md|yml|html|css|js|po|json|lock|ini)", word)
            and "//" not in word
        ):
            yield word


def unknown_paths(path: Path) -> list[str]:
    """What a document names and is not there.

    A name without a folder is looked for in the room its paragraph begins with (**people/** ...), else anywhere.
    """
    everywhere = {found.name for folder in folders() for found in (ROOT / folder).rglob("*.*")}
    unknown = []
    for paragraph in path.read_text(encoding="utf-8").split("\n\n"):
        room = re.match(r"\*\*(\w+)/\*\*", paragraph)
        for name in named_paths(paragraph):
            bare = "/" not in name.rstrip("/")
            places = [ROOT / name, path.parent / name, *([ROOT / room[1] / name] if room else [])]
            there = any(place.exists() for place in places) or (bare and not room and name in everywhere)
            if not there and not name.startswith(MADE_LATER):
                unknown.append(name)
    return sorted(set(unknown))


def folders() -> set[str]:
    """The folders of the project, without what an installation or a tool makes."""
    return {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith((".", "__"))} - {
        "secrets"
    }


def test_the_map_in_the_readme_names_exactly_the_folders_that_exist() -> None:
    text = README.read_text(encoding="utf-8")
    house = re.search(r"```text\n(.*?floor 7.*?)```", text, re.DOTALL)
    assert house, "README.md must draw the house in one diagram, a ```text block with its floors."
    drawn = set(re.findall(r"\b([a-z]+)/", house[1]))
    assert drawn == folders(), (
        "The diagram in README.md must name exactly the folders of the project; different: "
        f"{sorted(drawn ^ folders())}. A new folder needs its floor there and in docs/house.md."
    )


def test_the_map_in_the_house_names_every_package() -> None:
    text = (ROOT / "docs" / "house.md").read_text(encoding="utf-8")
    missing = sorted(name for name in folders() if f"{name}/" not in text)
    assert not missing, f"docs/house.md says nothing of {missing}."


def test_the_rooms_say_what_each_file_below_the_doors_is_for() -> None:
    text = (ROOT / "docs" / "rooms.md").read_text(encoding="utf-8")
    missing = []
    for room in ("foundation", "people", "workdays", "complaints", "notices", "routing", "sla", "competency"):
        told = next(chapter for chapter in text.split("\n## ") if chapter.startswith(f"{room}/\n"))
        files = {path.name for path in (ROOT / room).glob("*.py")} - {"__init__.py", "tables.py"}
        missing += [f"{room}/{name}" for name in sorted(files) if f"`{name}`" not in told]
    assert not missing, f"docs/rooms.md does not say what these are for: {missing}. A few words each."


def test_the_readme_lists_exactly_the_verbs() -> None:
    table = set(re.findall(r"^\| `([a-z]+)[^`]*` \|", README.read_text(encoding="utf-8"), re.MULTILINE))
    different = sorted(table ^ set(VERBS))
    assert not different, f"The table of commands in README.md must list exactly the verbs; different: {different}."


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_names_is_there(path: Path) -> None:
    gone = unknown_paths(path)
    assert not gone, f"{path.relative_to(ROOT)} names what is not there: {gone}. Say where it is now."
    links = {
        link
        for link in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
        if not re.match(r"[a-z]+:", link)
    }
    broken = sorted(link for link in links if not (path.parent / link).exists())
    assert not broken, f"{path.relative_to(ROOT)} links to what is not there: {broken}."


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_keeps_the_form(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    number = int(path.stem[:4])
    assert text.startswith(f"# {number}. "), f"{path.name}: begin with its number and title."
    assert re.search(r"^- Status: (accepted|superseded by \d{4})$", text, re.MULTILINE), f"{path.name}: say its status."
    assert re.search(r"^- Date: \d{4}-\d{2}-\d{2}$", text, re.MULTILINE), f"{path.name}: say its date."
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS, f"{path.name}: its sections are {SECTIONS}."
    decision = text.partition("## Decision")[2].partition("## Consequences")[0]
    lines = [line for line in decision.splitlines() if line]
    assert len(lines) == 1, f"{path.name}: the decision is one line."
    assert lines[0].startswith("> "), f"{path.name}: the decision is one line to be quoted."


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(path.stem[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_a_path_that_is_gone_would_be_seen(tmp_path: Path) -> None:
    text = "see `complaints/gone.py`, `docs/`, `README.md`, `GET /x`, `https://a/b.py`, `actor.py`"
    document = tmp_path / "planted.md"
    document.write_text(text + "\n\n**people/** `lexicon.py`")
    assert unknown_paths(document) == ["complaints/gone.py", "lexicon.py"]

"""`test`, `check` and `bench`."""

import importlib.util
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from foundation.parent_death import die_with_parent
from service.commands.speaking import FAULT, WRONG_USE, fail, say, verb
from service.settings import ROOT, inherited

PASSED_ON = {"ignore_unknown_options": True, "help_option_names": []}


@click.command(context_settings={**PASSED_ON, "help_option_names": ["--help"]})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[PYTEST ARGUMENTS]")
@verb
def test(arguments: tuple[str, ...]) -> None:
    """Run the tests; arguments go to pytest (-k permission_matrix). Finds or installs a headless browser first.

    With --screenshots only the pictures of pages in docs/img are taken anew; nothing else ever changes them.
    """
    sys.exit(_meaning(_test(arguments)))


_CORES = os.cpu_count() or 1
SIDE_BY_SIDE = ("-n", str(_CORES + 1), "--dist", "loadfile", "--no-loadscope-reorder", "--durations=25")
"""All tests, on every core; each process has a database server of its own. The longest are told.

One process more than cores: a test that waits, for a browser or for a second to pass, leaves its core to another.
Files come in our own order: by how many tests they hold, a few long ones would be left for one core at the end.
"""
LONG_RUN = ("--hypothesis-profile=long", "-m", "hypothesis", "tests/sla", "tests/workdays", "tests/complaints")
"""Promises and the calendar against slow, obvious oracles, with many times the examples."""


@click.command()
@click.option("--long", "long_run", is_flag=True, help="Then hold promises against their oracles for an hour or two.")
@verb
def check(long_run: bool) -> None:
    """Run everything that must hold: style, types, the import contract, migrations, tests."""
    failed = []
    with _beside([sys.executable, "-m", "mypy"]) as types:  # one core is busy with it for a minute or two
        steps: list[tuple[str, Callable[[], int]]] = [
            ("style", lambda: _python("ruff", "check", ".")),
            ("format", lambda: _python("ruff", "format", "--check", ".")),
            ("import contract", lambda: _program("lint-imports")),
            ("migrations", _migrations),
            ("tests", lambda: _test(())),
            ("types", types),
        ]
        if long_run:
            steps.append(("long run", lambda: _test(LONG_RUN)))
        for name, step in steps:
            say(f"== {name}")
            if step() != 0:
                failed.append(name)
    if failed:
        fail(f"Not good: {', '.join(failed)}.")
    say("All good.")


@click.command(context_settings=PASSED_ON)
@click.argument("name", required=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@verb
def bench(name: str | None, arguments: tuple[str, ...]) -> None:
    """Measure. `bench intake` files complaints over HTTP and compares with what the database alone can take in.

    `bench sla` watches up to a million open promises, `bench routing` asks a fitted router, `bench bot` talks with the
    bot as up to 200 citizens at once, `bench pages` loads public pages with up to a million complaints, `bench day`
    lets officers and citizens work with as many, `bench competency` looks for signals in invented worlds, `bench
    training` judges trainings there. Arguments go to the bench: --json, --help. It starts what it needs.
    """
    known = sorted(path.stem for path in (ROOT / "bench").glob("[!_]*.py") if "click.command" in path.read_text())
    if name in (None, "--help", "-h"):
        click.echo(f"Usage: ./tanggap bench NAME [--json]\n\nBenches: {', '.join(known)}")
        return
    if name not in known or importlib.util.find_spec(f"bench.{name}") is None:
        fail(f"There is no bench {name}. Known: {', '.join(known)}", WRONG_USE)
    sys.exit(_run([sys.executable, "-m", f"bench.{name}", *arguments]))


def _test(arguments: Sequence[str]) -> int:
    from tests.browser import NoBrowser, find_or_install_browser

    try:
        browser = find_or_install_browser()
    except NoBrowser as error:
        say(str(error))
        return FAULT
    environment = {**inherited(), "TANGGAP_BROWSER": str(browser)}
    # The run starts Python some hundred times; where nothing may be kept, each would compile all of the program anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return _run([sys.executable, "-m", "pytest", *(arguments or SIDE_BY_SIDE)], environment)


def _meaning(pytest_code: int) -> int:
    """Our exit code for pytest's: an unknown option (4) or a name that no test bears (5) is wrong use."""
    return {0: 0, 4: WRONG_USE, 5: WRONG_USE}.get(pytest_code, FAULT)


def _migrations() -> int:
    """One head, and nothing in the tables that the migrations do not know."""
    from tempfile import TemporaryDirectory

    from alembic import command
    from alembic.script import ScriptDirectory
    from alembic.util import AutogenerateDiffsDetected

    from foundation.embedded import EmbeddedPostgres
    from service.migrations import config, upgrade

    with TemporaryDirectory(prefix="tanggap-check-") as folder:
        Path(folder).chmod(0o755)
        with EmbeddedPostgres(Path(folder) / "database", durable=False) as database:
            heads = ScriptDirectory.from_config(config(database.url)).get_heads()
            if len(heads) != 1:
                say(f"There are {len(heads)} last migrations ({', '.join(heads)}); put them in one line.")
                return FAULT
            upgrade(database.url)
            try:
                command.check(config(database.url))
            except AutogenerateDiffsDetected as error:
                say(f"The tables changed without a migration: {error}")
                return FAULT
    return 0


def _python(module: str, *arguments: str) -> int:
    return _run([sys.executable, "-m", module, *arguments])


def _program(name: str) -> int:
    return _run([str(Path(sys.executable).with_name(name))])


@contextmanager
def _beside(command: Sequence[str]) -> Iterator[Callable[[], int]]:
    """A program that runs while the block goes on; what it gives waits for it, and tells what it said."""
    with (
        tempfile.TemporaryFile() as words,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=inherited(),
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent(signal.SIGKILL),
        ) as process,
    ):

        def ended() -> int:
            code = process.wait()
            words.seek(0)
            click.echo(words.read(), nl=False)
            return code

        try:
            yield ended
        finally:
            process.kill()


def _run(command: Sequence[str], environment: dict[str, str] | None = None) -> int:
    """In the project's folder, wherever the caller stands."""
    return subprocess.run(command, cwd=ROOT, env=environment or inherited(), check=False).returncode

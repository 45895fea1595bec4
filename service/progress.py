"""Shows how far something has come, on standard error: a moving bar on a terminal, a line now and then elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

Report = Callable[[str, int, int], None]
"""Called with what is being done, how many are done and how many there are (0: not known)."""

_LINE_EVERY = 5.0


def quiet(title: str, done: int, total: int) -> None:
    """A `Report` that says nothing."""


@contextmanager
def shown() -> Iterator[Report]:
    """A `Report` for people."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bars = Progress(*columns, console=console)
    tasks: dict[str, TaskID] = {}

    def report(title: str, done: int, total: int) -> None:
        if not tasks:
            bars.start()  # only now: an idle bar would wipe away a question that is asked meanwhile
        if title not in tasks:
            tasks[title] = bars.add_task(title, total=total or None)
        bars.update(tasks[title], completed=done, total=total or None)

    try:
        yield report
    finally:
        bars.stop()


class _Lines:
    """For a log file: the beginning, the end, and a line every few seconds between."""

    def __init__(self) -> None:
        self._title, self._told = "", 0.0

    def __call__(self, title: str, done: int, total: int) -> None:
        now = time.monotonic()
        if title == self._title and done < total and now - self._told < _LINE_EVERY:
            return
        self._title, self._told = title, now
        sys.stderr.write(f"{title}: {done} of {total}\n" if total else f"{title}: {done}\n")
        sys.stderr.flush()

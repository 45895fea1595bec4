"""Runs the web process and notes where its CPU time goes: a timer of used CPU asks what stands on the stack.

`python -m bench.sampled FILE web --host ... --port ...`; SIGUSR1 writes the samples since the last one to FILE.
"""

import json
import signal
import sys
from collections import Counter
from pathlib import Path
from types import FrameType

from service.__main__ import main

EVERY = 0.004
"""Seconds of used CPU between two samples; kernels count no finer."""
PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("routing advice", ("/routing/",)),
    ("rate counter", ("/foundation/limits.py",)),
    ("rows into one statement", ("/foundation/writes.py",)),
    ("database client", ("/sqlalchemy/", "/asyncpg/", "/sqlmodel/", "/foundation/database.py")),
    ("deciding, sealing, chaining, projecting", ("/complaints/", "/sla/", "/notices/", "/people/", "/workdays/")),
    ("deciding, sealing, chaining, projecting", ("/foundation/",)),
    ("the door", ("/tanggap/web/", "/web/")),
    ("web framework", ("/litestar/", "/pydantic/", "/multidict/", "/jinja2/", "/babel/")),
    ("HTTP server and event loop", ("/uvicorn/", "/asyncio/", "/uvloop/", "/service/")),
)
"""The innermost frame that belongs to a part names it; a frame of nobody's, like the standard library's, is passed."""


def part_of(files: list[str]) -> str:
    """The part to which a stack belongs, given the files of its frames from the innermost outwards."""
    asked_by_counter = any("/foundation/limits.py" in file for file in files)
    for file in files:
        for part, places in PARTS:
            if any(place in file for place in places):
                # What the client does for the counter is the counter's.
                return "rate counter" if asked_by_counter and part == "database client" else part
    return "other"


def start(path: Path) -> None:
    """Sample this process from now on; for the main thread, in which the event loop runs."""
    parts: Counter[str] = Counter()

    def sample(number: int, frame: FrameType | None) -> None:
        files = []
        at = frame
        while at is not None:
            files.append(at.f_code.co_filename)
            at = at.f_back
        parts[part_of(files)] += 1

    def write(number: int, frame: FrameType | None) -> None:
        taken = dict(parts)  # writing is sampled, too
        parts.clear()
        draft = path.with_suffix(".draft")
        draft.write_text(json.dumps(taken))
        draft.replace(path)

    signal.signal(signal.SIGPROF, sample)
    signal.signal(signal.SIGUSR1, write)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)


if __name__ == "__main__":
    start(Path(sys.argv.pop(1)))
    main(prog_name="./tanggap")

"""Long reckonings in a process of their own: the loop that waits goes on, and the memory they took is given back."""

import asyncio
import os
import pickle
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, ParamSpec, TypeVar

from foundation.parent_death import die_with_parent

P = ParamSpec("P")
R = TypeVar("R")

_ROOT = Path(__file__).parent.parent


class Failed(Exception):
    """The process ended without an answer; what went wrong stands on standard error."""


async def in_own_process(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What a function of a module gives, computed elsewhere. Raises Failed; cancelled, it ends the process.

    What is given and what comes back goes through pipes and is never written to a disk.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "foundation.own_process"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=_ROOT,
        preexec_fn=die_with_parent(signal.SIGKILL),
    )
    try:
        told, _ = await process.communicate(pickle.dumps((function, args, kwargs)))
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
    if process.returncode:
        raise Failed(f"The process that was to do {function.__qualname__} ended with {process.returncode}.")
    found: R = pickle.loads(told)  # noqa: S301 - from our own process
    return found


def answer(given: BinaryIO, out: BinaryIO) -> None:
    """What the process does."""
    function, args, kwargs = pickle.load(given)  # noqa: S301 - from our own parent
    pickle.dump(function(*args, **kwargs), out)
    out.flush()


if __name__ == "__main__":
    os.nice(5)
    answer(sys.stdin.buffer, sys.stdout.buffer)

"""Lessons in a process of their own: the loop of the worker goes on, and the memory they took is given back."""

import asyncio
import os
import signal
import struct
import sys
from pathlib import Path
from typing import BinaryIO

import msgspec

from foundation.parent_death import die_with_parent
from routing.fitted import Progress, TooLittle
from routing.lessons import Task, Taught, teach

_ROOT = Path(__file__).parent.parent
_LENGTH = struct.Struct(">I")


class Failed(Exception):
    """The process ended without an answer."""


class Said(msgspec.Struct, frozen=True):
    """What the process tells: how far it is, or what came of it. `too_little` says what is missing."""

    title: str = ""
    share: float = 0.0
    taught: Taught | None = None
    too_little: str = ""


async def taught(task: Task, progress: Progress) -> Taught:
    """The lesson, computed elsewhere. Raises TooLittle and Failed; cancelled, it ends the process.

    Words go through a pipe and are never written to a disk.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "routing.fitting"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=_ROOT,
        preexec_fn=die_with_parent(signal.SIGKILL),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        feeding = asyncio.ensure_future(_feed(process.stdin, task))
        try:
            while True:
                (length,) = _LENGTH.unpack(await process.stdout.readexactly(_LENGTH.size))
                said = msgspec.msgpack.decode(await process.stdout.readexactly(length), type=Said)
                if said.taught is not None:
                    return said.taught
                if said.too_little:
                    raise TooLittle(said.too_little)
                progress(said.title, said.share)
        except asyncio.IncompleteReadError as error:
            raise Failed("The process that fits models ended before it was done.") from error
        finally:
            feeding.cancel()
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _feed(into: asyncio.StreamWriter, task: Task) -> None:
    into.write(msgspec.msgpack.encode(task))
    await into.drain()
    into.close()


def answer(given: BinaryIO, out: BinaryIO) -> None:
    """What the process does: one lesson, told in frames of a length and msgpack."""

    def tell(said: Said) -> None:
        frame = msgspec.msgpack.encode(said)
        out.write(_LENGTH.pack(len(frame)) + frame)
        out.flush()

    task = msgspec.msgpack.decode(given.read(), type=Task)
    try:
        tell(Said(taught=teach(task, lambda title, share: tell(Said(title, share)))))
    except TooLittle as error:
        tell(Said(too_little=str(error)))


if __name__ == "__main__":
    os.nice(5)
    answer(sys.stdin.buffer, sys.stdout.buffer)

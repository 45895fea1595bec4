"""A function is computed in a process of its own: the same answer, no shared state, and an end that is told."""

import asyncio
import math
import os
import time

import pytest

from foundation.own_process import Failed, in_own_process


async def test_the_answer_is_that_of_the_function_and_the_process_another() -> None:
    assert await in_own_process(math.gcd, 12, 18) == 6
    assert await in_own_process(sorted, [3, 1, 2], reverse=True) == [3, 2, 1]
    assert await in_own_process(os.getpid) != os.getpid()


async def test_a_process_that_fails_is_told_of() -> None:
    with pytest.raises(Failed, match="factorial"):
        await in_own_process(math.factorial, -1)


async def test_cancelled_it_ends_the_process() -> None:
    task = asyncio.create_task(in_own_process(time.sleep, 600))
    await asyncio.sleep(1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

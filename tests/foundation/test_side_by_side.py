"""A few pieces of work at once: never more, taken in order, and none left running."""

import asyncio

import pytest

from foundation.side_by_side import SideBySide


async def test_no_more_at_once_than_said_and_taken_in_the_order_of_their_beginning() -> None:
    running, most, taken = 0, 0, list[int]()

    async def work(number: int) -> int:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.002 * (5 - number % 5))
        running -= 1
        return number

    async with SideBySide(3, taken.append) as pieces:
        for number in range(20):
            await pieces.room()
            pieces.begin(work(number))
    assert taken == list(range(20))
    assert most == 3


@pytest.mark.parametrize("fails", ["a piece", "the block"])
async def test_an_error_leaves_nothing_running(fails: str) -> None:
    finished = list[int]()

    async def work(number: int) -> int:
        if number == 0 and fails == "a piece":
            raise KeyError("a piece")
        await asyncio.sleep(60)
        finished.append(number)
        return number

    async def block() -> None:
        async with SideBySide(3, finished.append) as pieces:
            for number in range(3):
                await pieces.room()
                pieces.begin(work(number))
            if fails == "the block":
                raise KeyError("the block")

    before = asyncio.all_tasks()
    with pytest.raises(KeyError, match=fails):
        await block()
    await asyncio.sleep(0)
    assert finished == []
    assert asyncio.all_tasks() <= before

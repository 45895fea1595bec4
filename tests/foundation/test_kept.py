"""What is kept at hand is read once for all who ask, and never told after somebody said that it changed."""

import asyncio

import pytest

from foundation.kept import Kept


class Book:
    """Something to read that changes meanwhile; each reading waits until it is let go."""

    def __init__(self) -> None:
        self.written, self.readings, self.broken = 1, 0, False
        self.begun, self.free = asyncio.Event(), asyncio.Event()
        self.free.set()

    async def read(self) -> int:
        self.readings += 1
        self.begun.set()
        found = self.written
        await self.free.wait()
        if self.broken:
            raise OSError("cut")
        return found


async def test_those_who_ask_meanwhile_wait_for_one_reading() -> None:
    book = Book()
    kept = Kept(book.read, 60)
    assert await asyncio.gather(*(kept.current() for _ in range(5))) == [1] * 5
    book.written = 2
    assert (await kept.current(), book.readings) == (1, 1), "it is not too old yet"


async def test_what_was_being_read_when_it_changed_is_not_told() -> None:
    book = Book()
    kept = Kept(book.read, 60)
    book.free.clear()
    asked = asyncio.create_task(kept.current())
    await book.begun.wait()
    book.written = 2
    kept.forget()
    after = asyncio.create_task(kept.current())
    book.free.set()
    assert (await asked, await after) == (2, 2)


async def test_what_is_too_old_is_read_again() -> None:
    book = Book()
    kept = Kept(book.read, 0)
    assert await kept.current() == 1
    book.written = 2
    assert (await kept.current(), book.readings) == (2, 2)


async def test_a_reading_that_fails_leaves_the_next_to_try() -> None:
    book = Book()
    kept, book.broken = Kept(book.read, 60), True
    with pytest.raises(OSError, match="cut"):
        await kept.current()
    book.broken = False
    assert await kept.current() == 1

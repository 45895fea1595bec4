"""Which models are in force: put there at once or not at all, seen by other processes, returned to, let go of."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import text

from foundation.clock import SetClock
from foundation.database import Database
from foundation.errors import Invalid, NotFound
from routing import models as models_module
from routing.fitted import Labelled, UnknownFormat, fit
from routing.models import Made, ModelBook, ModelSet
from tests.routing.invented import reports

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)


def _fitted(count: int, seed: int) -> ModelSet:
    return ModelSet(fit([Labelled(one.text, one.unit, str(n)) for n, one in enumerate(reports(count, seed))]))


@pytest.fixture(scope="module")
def sets() -> list[ModelSet]:
    return [_fitted(48, seed) for seed in (1, 2, 3)]


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def book(database: Database, clock: SetClock) -> ModelBook:
    return ModelBook(database, clock, seconds=0.0)


def made(found: ModelSet, at: datetime = NOW) -> Made:
    span = {"first_at": NOW - timedelta(days=99), "last_at": NOW, "judged_from": NOW - timedelta(days=28)}
    return Made(models=found, twin=found, at=at, by="system:lesson", reports=48, figures={"top1": 0.9}, **span)


async def seen(book: ModelBook) -> str | None:
    """What a process advises by once it has looked."""
    found = await book.warm()
    return found.version if found else None


def test_a_set_survives_being_written_and_its_version_names_its_content(sets: Sequence[ModelSet]) -> None:
    both = ModelSet(sets[0].owner, sets[1].owner)
    again = ModelSet.from_bytes(both.to_bytes())
    assert again.version == both.version != sets[0].version
    assert both.version.startswith("m:")
    assert len(both.version) == 10
    sentence = "jalan berlubang di depan pasar"
    assert again.owner.ranked(sentence) == both.owner.ranked(sentence)
    assert again.topic is not None
    assert again.topic.ranked(sentence) == sets[1].owner.ranked(sentence)
    assert again.kind is None


@pytest.mark.parametrize("data", [b"", b"\x80", b"nonsense", msgspec.msgpack.encode({"format": "tanggap-models-9"})])
def test_what_is_no_set_of_models_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(UnknownFormat):
        ModelSet.from_bytes(data)


async def test_every_process_follows_what_is_put_in_force(
    database: Database, book: ModelBook, clock: SetClock, sets: Sequence[ModelSet]
) -> None:
    other = ModelBook(database, clock, seconds=0.0)
    assert await book.current() is None
    assert await other.current() is None
    assert await book.install(made(sets[0]))
    at_once = await book.current()
    assert at_once is not None
    assert at_once.version == sets[0].version
    async with asyncio.timeout(10):
        while (found := await other.current()) is None:  # noqa: ASYNC110 - another process would be asked, too
            await asyncio.sleep(0.01)
    assert found.version == sets[0].version


async def test_one_click_returns_to_an_earlier_version_which_stays_until_released(
    book: ModelBook, clock: SetClock, sets: Sequence[ModelSet]
) -> None:
    first, second, third = sets
    await book.install(made(first))
    clock.instant = NOW + timedelta(days=1)
    assert not await book.install(made(third, clock.instant)), "it was judged against nothing, not against the first"
    await book.install(made(second, clock.instant), first.version)
    clock.instant = NOW + timedelta(days=2)
    await book.put_in_force(first.version, "officer:1")
    assert await seen(book) == first.version
    assert not await book.install(made(third, clock.instant), first.version)
    assert await seen(book) == first.version
    entries = {one.version: one for one in await book.listed()}
    assert set(entries) == {first.version, second.version}
    assert (entries[first.version].in_force, entries[first.version].pinned) == (True, True)
    assert (entries[first.version].since, entries[first.version].by) == (NOW + timedelta(days=2), "officer:1")
    assert entries[second.version].until == NOW + timedelta(days=2)
    clock.instant = NOW + timedelta(days=3)
    await book.release("officer:2")
    entry = next(one for one in await book.listed() if one.in_force)
    assert (entry.version, entry.pinned, entry.since) == (first.version, False, NOW + timedelta(days=2))
    assert await book.install(made(third, clock.instant), first.version)
    assert await seen(book) == third.version


async def test_no_model_can_be_chosen_and_then_phrases_alone_advise(book: ModelBook, sets: Sequence[ModelSet]) -> None:
    await book.install(made(sets[0]))
    await book.put_in_force(None, "officer:1")
    assert await seen(book) is None
    use = await book.in_use()
    assert use is not None
    assert (use.version, use.pinned) == (None, True)
    assert not any(one.in_force for one in await book.listed())


async def test_an_unknown_version_and_one_given_up_are_refused(
    book: ModelBook, clock: SetClock, sets: Sequence[ModelSet], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models_module, "KEPT", 1)
    for day, one in enumerate(sets[:2]):
        await book.install(made(one, NOW + timedelta(days=day)), sets[0].version if day else None)
    assert [(one.version, one.kept) for one in await book.listed()] == [
        (sets[1].version, True),
        (sets[0].version, False),
    ]
    with pytest.raises(Invalid):
        await book.put_in_force(sets[0].version, "officer:1")
    with pytest.raises(NotFound):
        await book.put_in_force("m:00000000", "officer:1")
    assert await seen(book) == sets[1].version


async def test_bytes_nobody_can_read_leave_what_is_at_hand(
    database: Database, book: ModelBook, sets: Sequence[ModelSet], caplog: pytest.LogCaptureFixture
) -> None:
    await book.install(made(sets[0]))
    await book.install(made(sets[1], NOW + timedelta(days=1)), sets[0].version)
    await book.put_in_force(sets[1].version, "officer:1")
    async with database.transaction() as session:
        await session.exec(  # type: ignore[call-overload]
            text("UPDATE routing_models SET model = 'x' WHERE version = :version"), params={"version": sets[0].version}
        )
    await book.put_in_force(sets[0].version, "officer:1")
    assert await seen(book) == sets[1].version
    assert "UnknownFormat" in caplog.text


async def test_asking_never_waits_for_another_version(
    book: ModelBook, sets: Sequence[ModelSet], monkeypatch: pytest.MonkeyPatch
) -> None:
    await book.install(made(sets[0]))
    held = asyncio.Event()

    async def slow() -> None:
        await held.wait()

    monkeypatch.setattr(book, "in_use", slow)
    async with asyncio.timeout(2):
        for _ in range(3):
            found = await book.current()
            assert found is not None
            assert found.version == sets[0].version
    held.set()

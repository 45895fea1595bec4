"""Lessons over a real database: what is learnt, what is not, and that nothing half-made is ever in force."""

import asyncio
import zlib
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text

from foundation.clock import SetClock
from routing import fitting
from routing.learning import Lesson, learn, lessons
from routing.models import ModelSet
from tests.routing.invented import Told, clerk, decide, reports, small
from web.house import House

START = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
STEP = timedelta(hours=16)


async def lesson(house: House, at: datetime = NIGHT, least: int = 100) -> Lesson:
    """What the night does, in a region that asks for less history than others."""
    assert isinstance(house.clock, SetClock)
    house.clock.instant = at
    return await learn(house.database, house.clock, small(await house.region.current(), least), house.models)


async def test_too_little_is_said_plainly_and_nothing_is_put_in_force(house: House) -> None:
    await decide(house, list(reports(20)), START)
    found = await lesson(house)
    assert (found.outcome, found.rows, found.version) == ("too_little", 20, None)
    assert "20" in found.why
    assert "100" in found.why
    assert await house.models.current() is None
    assert [(one.outcome, one.rows, one.began_at) for one in await lessons(house.database)] == [
        ("too_little", 20, NIGHT)
    ]


async def test_a_lesson_advises_from_then_on_and_a_correction_of_tonight_changes_tomorrow(house: House) -> None:
    await decide(house, list(reports(140)), START, STEP)
    first = await lesson(house)
    assert first.outcome == "replaced", first
    models = await house.models.current()
    assert models is not None
    assert models.version == first.version
    assert first.figures_new["top1"] >= first.figures_old["top1"]
    assert models.owner.ranked("aspal mengelupas dekat sekolah")[0][0] == "BMBK"
    # From today on another unit looks after what is cracked: people say so, and tomorrow the advice does.
    flooded = "jembatan retak bergoyang {} {}"
    before = dict(models.owner.ranked(flooded.format("kios", "ikan"), 40)).get("DLH", 0.0)
    assert before < 0.3
    told = [Told(flooded.format(a, b), "DLH") for a in ("kios", "los", "tenda") for b in ("ikan", "sayur", "kain")]
    await decide(house, told, NIGHT - timedelta(days=1), timedelta(minutes=5))
    second = await lesson(house, NIGHT + timedelta(days=1))
    assert second.outcome == "replaced", second
    models = await house.models.current()
    assert models is not None
    assert models.version == second.version != first.version
    assert dict(models.owner.ranked(flooded.format("kios", "ikan"), 40))["DLH"] > before + 0.2
    listed = await house.models.listed()
    assert [(one.version, one.in_force) for one in listed] == [(second.version, True), (first.version, False)]
    assert listed[0].reports == 149
    assert listed[1].until == listed[0].since == NIGHT + timedelta(days=1)


async def test_nobodys_words_are_in_a_stored_model_and_what_five_people_say_may_be(house: House) -> None:
    planted = "Saya Sumiyati Prawirokusumo NIK 1871054512890003 hp 081379224466 kambing hilang misterius"
    told = [*reports(110), *(Told(f"jalan berlubang {planted} {end}", "BMBK") for end in ("a", "be", "ce", "de"))]
    told += [Told(f"parit mampet {end}", "BMBK") for end in ("timur", "barat", "utara", "selatan", "tengah")]
    await decide(house, told, START, STEP)
    assert (await lesson(house)).outcome == "replaced"
    async with house.database.reading() as session:
        rows = (await session.exec(text("SELECT model, twin, figures::text FROM routing_models"))).all()  # type: ignore[call-overload]
    ((model, twin, figures),) = rows
    stored = [model, twin, figures.encode(), *_unpacked(model), *_unpacked(twin)]
    everything = b"\n".join(stored).lower()
    for secret in ("sumiyati", "sumiy", "prawiro", "kusumo", "1871054512890003", "18710", "0813", "224466", "misteri"):
        assert secret.encode() not in everything, secret
    assert not any(digit in vocabulary for vocabulary in _vocabularies(model) for digit in "0123456789")
    assert b"parit" in b"\n".join(_unpacked(model))
    assert b"berlubang" in everything or b"lubang" in everything


def _vocabularies(stored: bytes) -> list[str]:
    owner = ModelSet.from_bytes(stored).owner
    held = owner._vocabulary
    return ["\n".join([*held.words, *held.pairs, *(gram for sized in held.grams for gram in sized)])]


def _unpacked(stored: bytes) -> list[bytes]:
    """Every string and every byte string inside, however deep, and what they are when inflated."""
    found: list[bytes] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(key)
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)
        elif isinstance(value, str):
            found.append(value.encode())
        elif isinstance(value, bytes):
            found.append(value)
            for inflate in (lambda data: msgspec.msgpack.decode(data), lambda data: zlib.decompress(data)):
                try:
                    walk(inflate(value))
                except (msgspec.DecodeError, zlib.error, UnicodeDecodeError):
                    continue

    walk(stored)
    return found


async def test_a_night_of_wrong_decisions_waits_and_is_named(house: House) -> None:
    await decide(house, list(reports(110)), START, STEP)
    wrong = [Told(one.text, "DINKES") for one in reports(40, seed=5, units=("BMBK", "DISHUB", "DLH"))]
    night = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
    await decide(house, wrong, night, timedelta(minutes=1), clerk(2))
    found = await lesson(house, night + timedelta(hours=12))
    assert [(one["by"], one["reports"]) for one in found.held] == [(f"officer:{UUID(int=2)}", 40)]
    assert (found.outcome, found.version) == ("kept", None)
    assert (await lessons(house.database))[0].held == found.held


async def test_a_lesson_leaves_alone_what_somebody_chose(house: House) -> None:
    await decide(house, list(reports(110)), START, STEP)
    await house.models.put_in_force(None, "officer:somebody")
    found = await lesson(house)
    assert (found.outcome, found.version) == ("kept", None)
    assert found.why
    await house.models.release("officer:somebody")
    learnt = await lesson(house, NIGHT + timedelta(hours=1))
    assert learnt.outcome == "replaced"
    # The same history again: nothing to put in force, and nothing changes.
    again = await lesson(house, NIGHT + timedelta(hours=2))
    assert (again.outcome, again.version) == ("kept", learnt.version)
    assert len(await house.models.listed()) == 1


async def test_a_lesson_that_is_broken_off_leaves_everything_as_it_was(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await decide(house, list(reports(110)), START, STEP)
    begun = asyncio.Event()
    real = asyncio.create_subprocess_exec
    processes: list[asyncio.subprocess.Process] = []

    async def noted(*args: object, **options: object) -> asyncio.subprocess.Process:
        process = await real(*args, **options)  # type: ignore[arg-type]
        processes.append(process)
        begun.set()
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    learning = asyncio.create_task(lesson(house))
    await begun.wait()
    processes[0].kill()
    with pytest.raises(fitting.Failed):
        await learning
    begun.clear()
    learning = asyncio.create_task(lesson(house))
    await begun.wait()
    learning.cancel()
    with pytest.raises(asyncio.CancelledError):
        await learning
    assert all(process.returncode is not None for process in processes)
    assert await house.models.listed() == []
    assert await house.models.warm() is None
    assert await lessons(house.database) == []

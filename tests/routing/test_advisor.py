"""The advisor: in step with the region, within its budget."""

import asyncio
import threading
import time

import msgspec
import pytest

from complaints.given import Asked
from complaints.region import Bounds, Region, Topic, Unit
from routing.advisor import Advisor
from routing.reader import Reader, ReadWords

REGION = Region(
    code="uji",
    name="Uji",
    service_name="Uji",
    timezone="Asia/Jakarta",
    zone_label="WIB",
    bounds=Bounds(-6, 103, -3, 106),
    centre={"latitude": -5.0, "longitude": 105.0},
    triage_unit="KOM",
    oversight_unit="SET",
    inspectorate_unit="INSP",
    units=tuple(Unit(code, code, code, "", "dinas", "") for code in ("PU", "DAG")),
    topics=(
        Topic("umum", "Umum"),
        Topic("jalan", "Jalan", parent="umum", unit="PU", phrases=("jalan rusak",)),
    ),
)


class Book:
    """A region book that answers from memory, after `wait` seconds."""

    def __init__(self, region: Region = REGION, wait: float = 0.0) -> None:
        self.region, self.wait, self.reads = region, wait, 0

    async def current(self) -> Region:
        self.reads += 1
        await asyncio.sleep(self.wait)
        return self.region


def asked(text: str) -> Asked:
    return Asked(text, None, None)


async def test_advises_in_the_order_asked() -> None:
    advisor = Advisor(Book(), budget=5)
    found, nothing = await advisor.advise([asked("jln rusak"), asked("halo")])
    assert found is not None
    assert (found.unit, found.topic) == ("PU", "jalan")
    assert nothing is not None
    assert (nothing.unit, nothing.ranked[0][0]) == (None, "none:empty")


async def test_what_was_read_in_a_chat_is_not_read_again_for_its_filing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []
    words = Reader.words

    def counted(self: Reader, asked: Asked) -> ReadWords:
        texts.append(asked.text)
        return words(self, asked)

    monkeypatch.setattr(Reader, "words", counted)
    book = Book()
    advisor = Advisor(book, budget=5)
    told = asked("jln rusak kemarin di depan pasar")
    for pinned in (False, True):
        for dated in (False, True):
            beside = msgspec.structs.replace(told, pinned=pinned, dated=dated)
            reading = await advisor.read(beside)
            assert await advisor.advise([beside]) == [reading.suggestion()]
            assert await Advisor(book, budget=5).advise([beside]) == [reading.suggestion()]
    assert texts.count(told.text) == 1 + 4
    assert await advisor.advise([told, asked("halo")]) == [
        (await advisor.read(one)).suggestion() for one in (told, asked("halo"))
    ]
    book.region = msgspec.structs.replace(REGION, topics=())
    assert (await advisor.read(told)).topic is None


async def test_follows_a_region_that_changes() -> None:
    book = Book()
    advisor = Advisor(book, budget=5)
    (before,) = await advisor.advise([asked("pasar becek")])
    topics = (*REGION.topics, Topic("pasar", "Pasar", parent="umum", unit="DAG", phrases=("pasar becek",)))
    book.region = msgspec.structs.replace(REGION, topics=topics)
    (after,) = await advisor.advise([asked("pasar becek")])
    assert before is not None
    assert after is not None
    assert (before.unit, after.unit) == (None, "DAG")
    assert before.method != after.method


async def test_a_slow_region_makes_nobody_wait() -> None:
    advisor = Advisor(Book(wait=0.4), budget=0.05)
    started = time.monotonic()
    assert await advisor.advise([asked("jalan rusak")] * 3) == [None] * 3
    assert time.monotonic() - started < 0.3
    await asyncio.sleep(0.5)
    advisor._regions.wait = 0  # type: ignore[attr-defined]
    (answer,) = await advisor.advise([asked("jalan rusak")])
    assert answer is not None


async def test_what_the_budget_does_not_reach_is_left_to_the_worker() -> None:
    advisor = Advisor(Book(), budget=5)
    await advisor.reader()
    advisor._budget = 1.0
    answers = await advisor.advise([asked("jalan rusak dan lampu mati di depan pasar " * 250)] * 200)
    assert len(answers) == 200
    assert answers[0] is not None
    assert answers[-1] is None


async def test_explains_with_reasons() -> None:
    reading = await Advisor(Book()).read(Asked("ada jalan rusak di sini"))
    assert reading.topic == "jalan"
    first = reading.reasons[0]
    assert "ada jalan rusak di sini"[first.start : first.end] == "jalan rusak"


async def test_many_readings_leave_the_threads_of_others_alone() -> None:
    advisor = Advisor(Book(), budget=5)
    await advisor.warm()
    let = threading.Event()
    held = [advisor._in_thread(let.wait) for _ in range(100)]
    try:
        async with asyncio.timeout(5):
            await asyncio.to_thread(time.monotonic)
    finally:
        let.set()
        await asyncio.gather(*held)

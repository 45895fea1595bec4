"""Which reports may be learnt from, and who counts as one person."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from complaints import commands as c
from complaints.kinds import ArchiveReason, Kind, Visibility
from complaints.spoken import SPOKEN
from people.contact import Contact
from routing.history import past_reports
from tests.make import citizen, filing
from tests.routing.invented import Told, clerk, decide, reports
from web.house import House

START = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)


async def learnable(house: House) -> list[str]:
    return [one.text for one in await past_reports(house.database, await house.region.current())]


async def order(house: House, key: UUID, command: c.Command, at: datetime, by: int = 1) -> None:
    actor = citizen(key) if isinstance(command, c.FileComplaint) else clerk(by)
    await house.handling.handle(c.Order(key, command, f"test:{at.isoformat()}", at=at), actor)


async def test_copies_count_once_and_nothing_few_may_know_of_is_learnt_from(house: House) -> None:
    copies = [Told(f"jalan hancur depan rumah nomor {number}", "DINKES") for number in range(50)]
    await decide(house, copies, START, timedelta(minutes=1), people=False)
    assert await learnable(house) == [copies[-1].text]
    at = START + timedelta(days=2)
    hidden = {
        "rahasia": {"visibility": Visibility.CONFIDENTIAL},
        "pengawasan": {"kind": Kind.OVERSIGHT},
        "peka": {"topic": "kekerasan_anak"},
    }
    region = await house.region.current()
    sensitive = next(topic.code for topic in region.topics if topic.sensitive and topic.parent)
    hidden["peka"]["topic"] = sensitive
    for number, (name, fields) in enumerate(hidden.items()):
        key = UUID(int=100 + number)
        await order(house, key, filing(f"laporan {name} sekali", **fields), at)
        if name != "pengawasan":
            await order(house, key, c.Forward("DINKES"), at + timedelta(hours=1))
    assert await learnable(house) == [copies[-1].text]
    key = UUID(int=200)
    await order(house, key, filing("taman kota gelap", contact=Contact("Siti", "siti@contoh.id")), at)
    await order(house, key, c.Forward("DLH"), at + timedelta(hours=1))
    assert "taman kota gelap" in await learnable(house)
    await house.handling.handle(c.Order(key, c.Erase(), "test:erase", at=at + timedelta(hours=2)), citizen(key))
    assert await learnable(house) == [copies[-1].text]


async def test_thanks_is_learnt_as_no_complaint_and_a_withdrawn_report_as_nothing(house: House) -> None:
    at = START
    for number, reason in enumerate((ArchiveReason.NOT_A_COMPLAINT, ArchiveReason.SPAM, ArchiveReason.WITHDRAWN)):
        key = UUID(int=300 + number)
        await order(house, key, filing(f"terima kasih banyak {reason}"), at)
        await order(house, key, c.Archive(reason), at + timedelta(hours=1))
    found = await past_reports(house.database, await house.region.current())
    assert {(one.text.split()[-1], one.owner) for one in found} == {
        ("not_a_complaint", "none:thanks"),
        ("spam", "none:spam"),
    }


async def test_a_closed_unit_is_no_label(house: House) -> None:
    await decide(house, list(reports(8)), START)
    region = await house.region.current()
    units = tuple(msgspec.structs.replace(unit, accepts=unit.code != "DLH") for unit in region.units)
    closed = msgspec.structs.replace(region, units=units)
    owners = {one.owner for one in await past_reports(house.database, closed)}
    assert owners == {"BMBK", "DISHUB", "DINKES"}


async def test_who_shares_an_address_or_a_number_is_one_person(house: House) -> None:
    contacts = (
        Contact(None, "a@contoh.id", None),
        Contact(None, "a@contoh.id", "+6281111111111"),
        Contact(None, None, "+6281111111111"),
        Contact(None, "b@contoh.id", None),
        None,
    )
    for number, contact in enumerate(contacts):
        key = UUID(int=400 + number)
        text_ = ("jalan rusak", "jembatan retak", "parit mampet", "aspal lepas", "bahu longsor")[number]
        await order(house, key, filing(text_, contact=contact), START)
        await order(house, key, c.Forward("BMBK"), START + timedelta(hours=number + 1))
    found = await past_reports(house.database, await house.region.current())
    who = [one.reporter for one in found]
    assert who[0] == who[1] == who[2]
    assert len(set(who)) == 3
    assert not any(sign in "".join(who) for sign in ("contoh", "62811"))


async def test_what_was_spoken_is_learnt_from_as_it_was_written_down(house: House) -> None:
    note = c.File(UUID(int=9), b"s" * 16, b"d" * 32, "audio/ogg", 1_000, "x/y", "rekaman")
    for number in (1, 2):
        key = UUID(int=900 + number)
        at = START + timedelta(hours=number)
        await order(house, key, filing(SPOKEN.format(seconds=5)), at)
        if number == 1:
            await house.handling.handle(c.Order(key, c.Attach(note), "test:note", at=at), citizen(key))
            await order(house, key, c.Transcribe(note.id, c.Words("taman kota gelap")), at + timedelta(minutes=1))
        await order(house, key, c.Forward("DLH"), at + timedelta(minutes=2))
    assert await learnable(house) == ["taman kota gelap"]

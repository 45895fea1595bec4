"""Whatever is changed behind the service's back is found, named, and told apart."""

from datetime import timedelta

import pytest

from complaints import commands as c
from complaints.kinds import WordsKind
from foundation.clock import SetClock
from foundation.last_done import CHAIN, latest
from notices.alarms import BROKEN, standing
from people.actor import SYSTEM
from service.alarm_checks import check_log
from service.nightly_verification import verify_nightly
from service.progress import quiet
from service.routing_lessons import loaded_at
from service.verification import Finding, Verified, verify
from tests.competency.test_need_book import Signal, told
from tests.service.conftest import NOW, Tell, sql, tampered
from web.house import House


async def verified(house: House) -> Verified:
    return await verify(house.database, house.attachments, quiet)


async def only_finding(house: House) -> Finding:
    found = await verified(house)
    assert len(found.findings) == 1, [one.sentence for one in found.findings]
    return found.findings[0]


async def test_an_honest_log_holds(house: House, tell: Tell) -> None:
    first, second = await tell(), await tell("Lampu jalan mati.")
    found = await verified(house)
    assert found.findings == ()
    assert (found.complaints, found.events) == (2, first.version + second.version)
    assert (found.words, found.erased) == (6, 0)


async def test_the_seal_of_the_log_changes_with_every_event(house: House, tell: Tell) -> None:
    await tell()
    before = (await verified(house)).seal
    assert (await verified(house)).seal == before
    await tell()
    assert (await verified(house)).seal != before


async def test_altered_words_are_found(house: House, tell: Tell) -> None:
    complaint = await tell()
    await sql(house.database, "UPDATE complaint_words SET content = 'Sudah beres.' WHERE kind = 'resolution'")
    found = await only_finding(house)
    assert (found.what, found.code, found.complaint_id) == ("words", complaint.code, complaint.id)
    assert "altered" in found.reason
    assert found.sentence.startswith(complaint.code[:4])


async def test_the_ledger_of_needs_is_walked_too(house: House) -> None:
    (need,) = await told(house, Signal())
    assert (await verified(house)).findings == ()
    await sql(house.database, "UPDATE needs SET state = jsonb_set(state, '{priority}', '5')")
    found = await only_finding(house)
    assert (found.what, found.code, found.complaint_id) == ("need", str(need), None)
    assert found.sentence == f"Need {need}, version 2: its current row is not what its ledger tells"


async def test_erased_words_are_no_fault_and_are_counted(house: House, tell: Tell) -> None:
    complaint = await tell()
    await tell("Lampu jalan mati.")
    order = c.Order(complaint.id, c.Erase(), "test:erase", at=NOW + timedelta(days=1))
    await house.handling.handle(order, SYSTEM)
    found = await verified(house)
    assert found.findings == ()
    assert (found.words, found.erased) == (3, 3)


async def test_words_blanked_by_hand_are_told_from_erased_ones(house: House, tell: Tell) -> None:
    await tell()
    await sql(house.database, "UPDATE complaint_words SET content = NULL, salt = NULL WHERE kind = 'report'")
    found = await only_finding(house)
    assert (found.what, found.version) == ("words", 1)
    assert "blanked though nothing was erased" in found.reason


async def test_missing_words_are_told_from_altered_ones(house: House, tell: Tell) -> None:
    await tell()
    await sql(house.database, "DELETE FROM complaint_words WHERE kind = $1", str(WordsKind.DISPUTE))
    assert (await only_finding(house)).reason == "words it refers to are missing"


async def test_erased_words_that_came_back_are_found(house: House, tell: Tell) -> None:
    complaint = await tell()
    await house.handling.handle(c.Order(complaint.id, c.Erase(), "test:erase", at=NOW + timedelta(days=1)), SYSTEM)
    await sql(house.database, "UPDATE complaint_words SET content = 'x', salt = 'y'::bytea WHERE kind = 'report'")
    assert "still there" in (await only_finding(house)).reason


async def test_a_changed_row_of_the_log_is_the_first_broken_link(house: House, tell: Tell) -> None:
    complaint = await tell()
    await tampered(house.database, "UPDATE complaint_events SET actor = 'system' WHERE type = 'complaint.forwarded'")
    found = await only_finding(house)
    assert (found.what, found.code) == ("chain", complaint.code)
    assert found.reason == "its content does not match its hash"


@pytest.mark.parametrize(("version", "what"), [(2, "chain"), (None, "head")])
async def test_a_row_taken_out_is_found(house: House, tell: Tell, version: int | None, what: str) -> None:
    complaint = await tell()
    gone = version or complaint.version
    await tampered(house.database, "DELETE FROM complaint_events WHERE version = $1", gone)
    first = next(one for one in (await verified(house)).findings if one.what in ("chain", "head"))
    assert first.what == what
    assert first.version == (gone + 1 if version else gone)
    assert ("missing" if version else "cut off") in first.reason


async def test_a_log_taken_out_whole_is_found(house: House, tell: Tell) -> None:
    complaint = await tell()
    other = await tell("Lampu jalan mati.")
    await tampered(house.database, "DELETE FROM complaint_events WHERE complaint_id = $1", complaint.id)
    found = await only_finding(house)
    assert (found.what, found.code, found.reason) == ("head", complaint.code, "its whole log is missing")
    assert found.complaint_id != other.id


async def test_a_ticket_that_leads_elsewhere_is_found(house: House, tell: Tell) -> None:
    await tell()
    await sql(house.database, "UPDATE tickets SET complaint_id = NULL")
    assert (await only_finding(house)).what == "ticket"


async def test_an_event_that_no_longer_decodes_does_not_stop_the_walk(house: House, tell: Tell) -> None:
    complaint = await tell()
    await tampered(house.database, "UPDATE complaint_events SET data = '{}' WHERE version = 1")
    found = await verified(house)
    assert found.findings[0].complaint_id == complaint.id
    assert found.findings[0].version == 1


async def test_the_log_is_walked_every_night_and_what_does_not_hold_raises_an_alarm(house: House, tell: Tell) -> None:
    await tell()
    assert isinstance(house.clock, SetClock)
    house.clock.instant = await loaded_at(house.database)
    assert await verify_nightly(house) == 0, "the first walk waits for a night too"
    house.clock.instant += timedelta(days=1)
    assert await verify_nightly(house) == 1, "never walked yet"
    assert await verify_nightly(house) == 0, "not again before the next night"
    assert not await check_log(house)
    house.clock.instant += timedelta(days=1)
    await sql(house.database, "UPDATE complaint_words SET content = 'Sudah beres.' WHERE kind = 'resolution'")
    assert await verify_nightly(house) == 1
    done = (await latest(house.database))[CHAIN]
    assert (done.good, done.data["findings"], done.at) == (False, 1, house.clock.instant)
    assert await check_log(house)
    (alarm,) = await standing(house.database)
    assert alarm.name == BROKEN
    assert "1 temuan" in alarm.what()
    await sql(house.database, "UPDATE last_done SET good = true")
    assert not await check_log(house)
    assert not await standing(house.database)

"""Each day gets one root, over every event that no day has yet; what is changed afterwards is found and proved."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from complaints import commands as c
from complaints import day_roots, journal
from complaints.day_roots import LEAST, all_published, due_day, end_of, make, make_due, size_for
from complaints.proofs import Checked, Proofs, Standing, read, shown
from foundation.errors import Invalid
from foundation.ledger import GENESIS, link
from people.actor import SYSTEM
from service.progress import quiet
from service.settings import ROOT
from service.verification import verify
from tests.service.conftest import sql
from tests.web.citizen import COORDINATOR, OFFICER, done, filed, later, resolved, state, taken
from web.house import House

WIB = ZoneInfo("Asia/Jakarta")
SCRIPT = ROOT / "web" / "static" / "periksa_bukti.py"


async def night(house: House, **gone: float) -> int:
    """A day goes by, or more, and the job runs."""
    later(house, **(gone or {"days": 1}))
    return await make_due(house.database, house.clock, WIB)


async def behind_our_back(house: House, table: str, statement: str, *values: object) -> None:
    """What the owner of the database can do, the trigger put out of action."""
    await sql(house.database, f"ALTER TABLE {table} DISABLE TRIGGER USER")
    await sql(house.database, statement, *values)
    await sql(house.database, f"ALTER TABLE {table} ENABLE TRIGGER USER")


async def found(house: House) -> list[str]:
    """What `journal verify` says of days."""
    told = await verify(house.database, house.attachments, quiet)
    return [one.sentence for one in told.findings if one.what == "day"]


async def leaves(house: House) -> list[tuple[UUID, int, date]]:
    async with house.database.reading() as session:
        rows = await (await session.connection()).exec_driver_sql(
            "SELECT complaint_id, version, day FROM day_leaves ORDER BY complaint_id, version"
        )
        return [tuple(row) for row in rows]


async def check(house: House, fingerprint: bytes, code: str = "") -> Checked:
    return await Proofs(house.database).check(fingerprint, code)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)))
def test_a_day_is_due_once_it_is_over_everywhere_in_the_margin(now: datetime) -> None:
    for zone in (WIB, ZoneInfo("Asia/Jayapura"), ZoneInfo("America/New_York")):
        day = due_day(now, zone)
        assert end_of(day, zone) + day_roots.MARGIN <= now
        assert end_of(day + timedelta(days=1), zone) + day_roots.MARGIN > now


@given(st.integers(0, 5_000_000))
def test_a_tree_is_full_and_holds_all(events: int) -> None:
    size = size_for(events)
    assert size >= max(events, LEAST)
    assert size & (size - 1) == 0
    assert size == LEAST or size < 2 * events


async def test_every_event_stands_in_exactly_one_day(house: House) -> None:
    first, second = await taken(house), await filed(house)
    assert await night(house) == 1
    await done(house, first.id, c.Resolve(c.Words("Sudah.")), OFFICER)
    assert await night(house) == 1
    versions = {one.id: (await state(house, one.id)).version for one in (first, second)}
    held = await leaves(house)
    assert sorted((one, version) for one, version, _ in held) == sorted(
        (one, version) for one, most in versions.items() for version in range(1, most + 1)
    )
    assert {day for one, version, day in held if version <= first.version} == {date(2026, 11, 20)}
    told = await verify(house.database, house.attachments, quiet)
    assert (told.days, told.waiting, told.findings) == (2, 0, ())


async def test_a_second_run_changes_nothing(house: House) -> None:
    await filed(house)
    assert await night(house) == 1
    before = await all_published(house.database)
    assert await make_due(house.database, house.clock, WIB) == 0
    assert await all_published(house.database) == before
    with pytest.raises(IntegrityError):
        await make(house.database, house.clock, before[0].day, house.clock.now())
    assert await all_published(house.database) == before


async def test_a_day_without_anything_has_a_root_like_any_other(house: House) -> None:
    assert await night(house) == 1
    assert await night(house, days=3) == 3
    days = await all_published(house.database)
    assert [one.day for one in days] == [date(2026, 11, 20) + timedelta(days=n) for n in range(4)]
    assert len({one.root for one in days}) == 4
    assert [one.previous for one in days] == [bytes(32), *(one.seal for one in days[:-1])]
    assert await found(house) == []


async def test_what_is_of_today_waits_for_tomorrow(house: House) -> None:
    later(house, hours=13)  # eleven at night in Lampung
    yesterday = await filed(house)
    later(house, hours=1.1)
    today = await filed(house)
    assert await night(house, minutes=5) == 1
    assert {one for one, _, _ in await leaves(house)} == {yesterday.id}
    told = await verify(house.database, house.attachments, quiet)
    assert told.waiting == today.version
    assert await night(house) == 1
    assert {one for one, _, _ in await leaves(house)} == {yesterday.id, today.id}


async def test_a_straggler_stands_in_the_next_days_root(house: House) -> None:
    """An event of the day that is committed only after the day's root was made."""
    early = house.clock.now()
    first = await filed(house)
    assert await night(house) == 1
    late = c.Order(first.id, c.Forward("BMBK", "jalan_rusak"), "test:late", at=early + timedelta(minutes=1))
    after = await house.handling.handle(late, COORDINATOR)
    assert after.changed_at is not None
    assert after.changed_at < house.clock.now() - timedelta(hours=20)
    assert (await check(house, after.head, first.code)).proof is None
    assert await night(house) == 1
    answer = await check(house, after.head)
    assert answer.standing is Standing.STANDS
    assert answer.proof is not None
    assert answer.proof.day == date(2026, 11, 21)
    assert await found(house) == []


async def test_what_is_being_committed_while_the_root_is_made_is_not_lost(house: House) -> None:
    case, other = await filed(house), await filed(house)
    order = c.Order(case.id, c.Forward("BMBK", "jalan_rusak"), "test:slow")
    async with house.database.transaction() as session:
        after = await house.handling.handle(order, COORDINATOR, within=session)
        assert await night(house) == 1
    assert {version for one, version, _ in await leaves(house) if one == case.id} == set(range(1, case.version + 1))
    assert other.id in {one for one, _, _ in await leaves(house)}
    assert await night(house) == 1
    days = {version: day for one, version, day in await leaves(house) if one == case.id}
    assert set(days) == set(range(1, after.version + 1))
    assert days[after.version] == date(2026, 11, 21)
    told = await verify(house.database, house.attachments, quiet)
    assert (told.findings, told.waiting) == ((), 0)


async def test_nothing_tells_how_much_happened(house: House) -> None:
    await night(house)
    for _ in range(3):
        await taken(house)
    await night(house)
    async with house.database.reading() as session:
        rows = await (await session.connection()).exec_driver_sql("SELECT size, length(blocks) FROM day_roots")
        assert {tuple(row) for row in rows} == {(LEAST, 32 * LEAST // day_roots.BLOCK)}
        places = await (await session.connection()).exec_driver_sql("SELECT place FROM day_leaves")
        taken_places = sorted(row[0] for row in places)
    assert len(set(taken_places)) == len(taken_places)
    assert taken_places[-1] >= len(taken_places), "places are drawn, not counted"


async def test_a_busy_day_grows_its_tree(house: House) -> None:
    case, busy = await filed(house), await filed(house)
    many = LEAST + 1
    await behind_our_back(
        house,
        "complaint_events",
        "INSERT INTO complaint_events SELECT $1, version, 'complaint.filed', now() - interval '1 year', 'system', 'x', "
        "version, '{}', sha256('x'), sha256(version::text::bytea) FROM generate_series(1000, $2::int) AS version",
        *(busy.id, many + 1000),
    )
    await sql(house.database, "UPDATE complaints SET version = $2 WHERE complaint_id = $1", busy.id, many + 1000)
    await night(house)
    answer = await check(house, case.head)
    assert answer.standing is Standing.STANDS
    assert answer.proof is not None
    assert 1 << len(answer.proof.path) == 2 * LEAST
    assert await found(house) == []


async def test_a_fingerprint_stands_goes_on_and_is_unknown(house: House) -> None:
    case = await filed(house)
    assert (await check(house, case.head)).standing is Standing.UNKNOWN, "before a root holds it, with its code only"
    soon = await check(house, case.head, case.code)
    assert (soon.standing, soon.further, soon.proof) == (Standing.STANDS, 0, None)
    assert (await check(house, bytes(32), case.code)).standing is Standing.UNKNOWN
    other = await filed(house)
    assert (await check(house, case.head, other.code)).standing is Standing.UNKNOWN
    await night(house)
    assert (await check(house, case.head)).standing is Standing.STANDS
    await done(house, case.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    answer = await check(house, case.head)
    assert answer.standing is Standing.WENT_ON
    assert answer.further == (await state(house, case.id)).version - case.version


TAMPERINGS = {
    "a deadline moved": (
        "complaint_events",
        "UPDATE complaint_events SET data = jsonb_set(data, '{due}', '\"2030-01-01T00:00:00Z\"') "
        "WHERE type = 'promise.given'",
    ),
    "who did it": ("complaint_events", "UPDATE complaint_events SET actor = 'system' WHERE version = 1"),
    "cut off": (
        "complaint_events",
        "DELETE FROM complaint_events WHERE version = (SELECT max(version) FROM complaint_events)",
    ),
    "gone": ("complaint_events", "DELETE FROM complaint_events"),
    "the answer": (
        "complaint_words",
        "UPDATE complaint_words SET content = 'Sudah dikerjakan.' WHERE kind = 'resolution'",
    ),
    "the leaf": ("day_leaves", "UPDATE day_leaves SET place = (place + 1) % 4096"),
    "the root": ("day_roots", "UPDATE day_roots SET root = sha256('x')"),
    "the seal": ("day_roots", "UPDATE day_roots SET seal = sha256('x')"),
    "the blocks": ("day_roots", "UPDATE day_roots SET blocks = substring(blocks FOR 32) || substring(blocks FOR 96)"),
}


@pytest.mark.parametrize("what", TAMPERINGS)
async def test_tampering_is_found_by_verify_and_by_the_check(house: House, what: str) -> None:
    case = await resolved(house)
    await night(house)
    assert (await check(house, case.head)).standing is Standing.STANDS
    await behind_our_back(house, *TAMPERINGS[what])
    assert (await check(house, case.head)).standing is Standing.ALTERED
    assert (await verify(house.database, house.attachments, quiet)).findings


async def test_a_log_rewritten_with_all_its_hashes_is_found_by_the_roots_alone(house: House) -> None:
    """The strongest: whoever owns the database writes a case anew, chain, head and all."""
    case = await resolved(house)
    await night(house)
    await rewritten(house, case.id)
    told = await verify(house.database, house.attachments, quiet)
    assert {one.what for one in told.findings} == {"day"}, "the chain itself holds again"
    assert "rewritten" in told.findings[0].sentence
    assert told.findings[0].code == case.code
    assert (await check(house, case.head)).standing is Standing.ALTERED
    first = await Proofs(house.database).received(case.id)
    assert (await check(house, first.fingerprint)).standing is Standing.UNKNOWN, "what was made up stands nowhere"


async def rewritten(house: House, complaint_id: UUID) -> None:
    """Every event a second later, chained anew, and the current row made to fit."""
    async with house.database.reading() as session:
        log = await journal.entries(session, complaint_id)
    await sql(house.database, "ALTER TABLE complaint_events DISABLE TRIGGER USER")
    previous = GENESIS
    for one in log:
        at = one.at + timedelta(seconds=1)
        made = link(previous, *one[:3], at, *one[4:8])
        await sql(
            house.database,
            "UPDATE complaint_events SET at = $1, previous = $2, hash = $3 WHERE complaint_id = $4 AND version = $5",
            *(at, previous, made, complaint_id, one.version),
        )
        previous = made
    await sql(house.database, "ALTER TABLE complaint_events ENABLE TRIGGER USER")
    await sql(house.database, "UPDATE complaints SET head = $1 WHERE complaint_id = $2", previous, complaint_id)


async def test_a_leaf_taken_away_is_found(house: House) -> None:
    await filed(house)
    await night(house)
    await behind_our_back(house, "day_leaves", "DELETE FROM day_leaves WHERE version = 1")
    assert await found(house) == ["Root of 2026-11-20: the events kept for it do not lead to it"]


async def test_a_day_taken_out_is_found(house: House) -> None:
    await night(house, days=4)
    await night(house, days=3)
    days = [one.day for one in await all_published(house.database)]
    await behind_our_back(house, "day_roots", "DELETE FROM day_roots WHERE day = $1", days[1])
    told = await found(house)
    assert any("have none" in one for one in told)
    assert any("not chained" in one for one in told)


async def test_erasing_by_law_is_no_tampering(house: House) -> None:
    case = await resolved(house)
    await night(house)
    erased = await done(house, case.id, c.Erase(), SYSTEM)
    answer = await check(house, case.head)
    assert (answer.standing, answer.further) == (Standing.WENT_ON, erased.version - case.version)
    assert await found(house) == []


def standalone(folder: Path, proof: dict[str, object], roots: str) -> subprocess.CompletedProcess[str]:
    (folder / "bukti.json").write_text(json.dumps(proof))
    (folder / "akar.txt").write_text(roots)
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(folder / "bukti.json"), str(folder / "akar.txt")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


async def test_the_script_checks_without_us(house: House, tmp_path: Path) -> None:
    case = await resolved(house)
    await night(house)
    await night(house, days=3)
    proof = (await check(house, case.head)).proof
    assert proof is not None
    days = await all_published(house.database)
    roots = "# akar hari\n" + "".join(f"{one.line}\n" for one in days)
    told = proof.told()
    good = standalone(tmp_path, told, roots)
    assert (good.returncode, good.stdout, good.stderr) == (0, "COCOK / MATCHES\n", "")
    forged = {
        "another fingerprint": (told | {"fingerprint": bytes(32).hex()}, roots),
        "another place": (told | {"place": proof.place ^ 1}, roots),
        "a place beyond the tree": (told | {"place": proof.place + LEAST}, roots),
        "another day": (told | {"day": days[1].day.isoformat()}, roots),
        "another previous seal": (told | {"previous": days[1].seal.hex()}, roots),
        "a root of its own": (told, roots.replace(proof.root.hex(), bytes(32).hex())),
        "a list cut open": (told, roots.replace(days[1].line + "\n", "")),
        "a list without the day": (told, roots.replace(days[0].line + "\n", "")),
    }
    for what, (forged_proof, forged_roots) in forged.items():
        bad = standalone(tmp_path, forged_proof, forged_roots)
        assert (bad.returncode, bad.stdout) == (1, ""), what
        assert "DOES NOT MATCH" in bad.stderr, what


@given(st.binary(min_size=32, max_size=32), st.sampled_from([" ", "-", "\n", ":"]))
def test_a_fingerprint_is_read_as_it_is_written(fingerprint: bytes, between: str) -> None:
    assert read(between.join(shown(fingerprint)).upper()) == fingerprint


@pytest.mark.parametrize("written", ["", "zz", "00" * 31, "00" * 33, "0" * 63, "\0" * 64, "٠" * 64])
def test_what_is_no_fingerprint_is_refused(written: str) -> None:
    with pytest.raises(Invalid):
        read(written)


async def test_the_receipt_holds_what_was_filed_and_promised_at_once(house: House) -> None:
    case = await filed(house)
    told = await Proofs(house.database).received(case.id)
    assert (told.fingerprint, told.latest, told.further) == (case.head, case.head, 0)
    after = await done(house, case.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    told = await Proofs(house.database).received(case.id)
    assert (told.fingerprint, told.latest) == (case.head, after.head)
    assert told.filed == case

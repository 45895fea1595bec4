"""The desk of triage against a list of all cases: the same ones, in the same order, and as many as are counted."""

from typing import Any

import pytest

from complaints import commands as c
from complaints.kinds import ArchiveReason, Kind, Priority, Status
from people.actor import SYSTEM, Actor, Post, Role
from sla import triage_queue
from sla.caseload import Load, LoadedCase
from sla.clocks import ClockState
from sla.queries import RANKS
from sla.triage_queue import LOOKED_AT, TriageCounts, TriageQueue
from tests.sla.every_case import every_case
from tests.web.citizen import COORDINATOR, done, filed, later
from web.house import House

BMBK = Actor("officer", COORDINATOR.person, (Post(Role.OFFICER, "BMBK", frozenset({"BMBK"})),))


async def fill(house: House) -> None:
    """Reports that wait, late and not, urgent and not, back from a unit and from a reporter; and what triage left."""
    for number in range(2):
        await filed(house, f"Lampu jalan mati {number}.")
    back = await filed(house, "Air tidak mengalir.")
    await done(house, back.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
    later(house, days=2)
    await done(house, back.id, c.SendBack(c.Words("Bukan tugas kami.")), BMBK)
    later(house, days=12)
    await filed(house, "Pohon tumbang.", priority=Priority.URGENT)
    danger = await filed(house, "Jembatan miring.")
    await done(house, danger.id, c.Prioritise(Priority.DANGER), COORDINATOR)
    for words in ("Jalan rusak.", "Drainase mampet."):
        disputed = await filed(house, words)
        await done(house, disputed.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)
        await done(house, disputed.id, c.Take(), BMBK)
        await done(house, disputed.id, c.Resolve(c.Words("Sudah.")), BMBK)
        await done(house, disputed.id, c.Dispute(c.Words("Belum.")), Actor("citizen", holds=disputed.id))
        later(house, hours=2)
    unclear = await filed(house, "Tolong.")
    await done(house, unclear.id, c.Return(c.Words("Di mana?")), COORDINATOR)
    gone = await filed(house, "Terima kasih.")
    await done(house, gone.id, c.Archive(ArchiveReason.NOT_A_COMPLAINT, c.Words("Terima kasih kembali.")), COORDINATOR)
    await filed(house, "Diminta uang.", kind=Kind.OVERSIGHT, about_unit="BMBK")


async def listed(house: House, actor: Actor, status: Status, **more: Any) -> Load:
    return await TriageQueue(house.database, house.clock).page(actor, status, size=100, **more)


async def slow(house: House, status: Status, state: ClockState | None = None) -> list[LoadedCase]:
    return await every_case(house, COORDINATOR, statuses=[status], states=() if state is None else (state,))


async def test_the_desk_of_triage_is_what_a_look_into_every_case_finds(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(house)
    for status in LOOKED_AT:
        for state in (None, *RANKS) if status is Status.SUBMITTED else (None,):
            found, expected = await listed(house, COORDINATOR, status, state=state), await slow(house, status, state)
            assert list(found.cases) == expected, (status, state)
            assert found.total == len(expected)
    queue = TriageQueue(house.database, house.clock)
    counts = await queue.counts(COORDINATOR)
    near, late = [len(await slow(house, Status.SUBMITTED, one)) for one in (ClockState.NEAR, ClockState.LATE)]
    assert counts == TriageCounts(5, near, late, 0, 1, 2)
    assert late >= 2
    assert [case.priority for case in (await listed(house, COORDINATOR, Status.SUBMITTED)).cases][:3] == [
        *(Priority.DANGER, Priority.URGENT, Priority.NORMAL)
    ]
    # A page further on goes on where the one before it stopped.
    second = await queue.page(COORDINATOR, Status.SUBMITTED, number=2, size=2)
    assert second.cases == (await listed(house, COORDINATOR, Status.SUBMITTED)).cases[2:4]
    # Nobody else has this desk, whatever else they may know of.
    for stranger in (
        BMBK,
        Actor("officer", COORDINATOR.person, (Post(Role.SUPERVISOR, "SETDA", frozenset()),)),
        SYSTEM,
    ):
        assert await queue.counts(stranger) == TriageCounts()
        assert (await listed(house, stranger, Status.SUBMITTED)).cases == ()
    monkeypatch.setattr(triage_queue, "MOST", 3)
    assert (await queue.counts(COORDINATOR)).submitted == 3
    assert (await listed(house, COORDINATOR, Status.SUBMITTED)).more

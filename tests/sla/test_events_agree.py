"""Whatever happens to a complaint, its log, its clocks and what is computed from scratch tell the same."""

from collections import Counter
from datetime import timedelta
from typing import Any

import msgspec
from hypothesis import given, settings

from complaints import commands as c
from complaints import events as e
from complaints.complaint import Complaint, fold
from complaints.kinds import OPEN, Kind, Stage
from complaints.lifecycle import decide, open_moves
from complaints.timekeeping import _ladder
from people.actor import SYSTEM
from tests.sla.lives import ENDING, MICROSECOND, STEPS, Life, Step, lives

LONG = timedelta(days=400)


@settings(deadline=None, max_examples=2 * settings.default.max_examples)
@given(lives(), STEPS)
def test_after_every_step_everything_agrees(life: Life, steps: list[Step]) -> None:
    for step in steps:
        if step.watched:
            life.watch_until(life.at + timedelta(minutes=step.wait))
        else:
            life.wait(step.wait)
            _late_is_as_good_as_watched(life)
        if step.new_calendar:
            life.new_calendar()
        done = life.step(step)
        if done is not None:
            _of_the_move(life, *done)
        _stands(life)
    _ladders_end(life)
    assert fold(Complaint(life.state.id), _read_again(life.log)) == life.state


def _stands(life: Life) -> None:
    for promise in life.state.promises.values():
        edges = [edge for stop in promise.stops for edge in (stop.since, stop.until)]
        assert None not in edges[:-1]
        known = [edge for edge in edges if edge is not None]
        assert known == sorted(known), "stops overlap"
    for promise in life.known_wholly():
        found = life.course_of(promise)
        assert promise.due == found.due, promise
        if promise.stopped is not None:
            assert promise.stopped.left == found.left
    _next_is_next(life)


def _next_is_next(life: Life) -> None:
    """Just when `next_at` has passed there is something to record, and not before."""
    if life.state.status not in OPEN:
        return
    coming = life.next_at

    def kept(at: Any) -> list[e.Event]:
        return decide(life.state, c.KeepTime(), SYSTEM, at, life.given)

    if coming is None:
        assert kept(life.at + LONG) == []
    elif coming >= life.at:
        assert kept(coming) == []
        assert kept(coming + MICROSECOND) != []
    else:
        assert kept(life.at) != []


def _late_is_as_good_as_watched(life: Life) -> None:
    """A worker that was down records what it would have recorded, and all clocks stand as they would have stood."""
    watched, late = life.copy(), life.copy()
    watched.at = min([watched.at, *([watched.next_at] if watched.next_at else [])])
    watched.watch_until(life.at)
    late.sweep()
    if life.state.waits_for(Stage.ACKNOWLEDGE) is not None:
        return  # nobody is called for the time in which nobody could have been called
    assert _happened(watched, life) == _happened(late, life)
    assert watched.state.status is late.state.status
    for stage, promise in watched.state.promises.items():
        other = late.state.promises[stage]
        for name in ("due", "missed", "rung", "warned", "next_at", "ended", "marks"):
            assert getattr(promise, name) == getattr(other, name)


def _happened(after: Life, before: Life) -> Counter[str]:
    plain = Counter[str]()
    for one in after.log[len(before.log) :]:
        fields = {**e.pack(one.event)}
        fields.pop("found_late", None)
        plain[f"{one.name} {fields}"] += 1
    return plain


def _of_the_move(life: Life, command: c.Command, before: Complaint) -> None:
    after = life.state
    for stage, promise in after.promises.items():
        earlier = before.promises.get(stage)
        if isinstance(command, c.Recompute) and not command.later_too:
            assert earlier is not None
            assert promise.due <= earlier.due
        if isinstance(command, c.Forward | c.SendBack) and stage is Stage.COMPLETION and earlier is not None:
            same_kind = before.kind is after.kind
            if not earlier.ended and earlier.stopped is None and same_kind:
                assert promise.due <= earlier.due, "the citizen's clock runs on"
    unit = after.waits_for(Stage.UNIT)
    if after.unit != before.unit and unit is not None:
        assert unit.counted_from == life.at, "a unit has its own time from when it got the case"
    assert not (after.unit is None and unit)
    completion = after.promises.get(Stage.COMPLETION)
    if isinstance(command, c.Dispute) and after.kind is not Kind.FORMAL_INFORMATION:
        assert completion is not None
        assert completion.stopped is None
        assert not completion.ended
        assert completion.due >= life.policy.days_after(_case_of(life), life.at, 1) or completion.calendar.count("@")
    if after.status not in OPEN:
        assert all(one.ended for one in after.promises.values())


def _case_of(life: Life) -> Any:
    from complaints.given import About

    return About(life.state.kind)


def _ladders_end(life: Life) -> None:
    by = next((one for one in life.actors if c.Acknowledge in open_moves(life.state, one)), None)
    if by is not None:
        life.do(c.Acknowledge(), by)
    life.watch_until(life.at + LONG)
    for stage, promise in life.state.promises.items():
        if promise.ended or stage in ENDING:
            continue
        assert promise.stopped is None or promise.stopped.limit is None
        if promise.stopped is None:
            assert promise.missed
            assert promise.next_rung_at is None
            spell = life.spells[stage]
            assert promise.rung == spell.rung >= 1
            if spell.same_road:
                assert promise.rung == len(_ladder(life.state, promise, life.given))


def _read_again(log: list[e.Recorded]) -> list[e.Recorded]:
    """As it comes back from the database."""
    packed = [(one, msgspec.json.decode(msgspec.json.encode(e.pack(one.event)))) for one in log]
    return [one._replace(event=e.unpack(one.name, data)) for one, data in packed]

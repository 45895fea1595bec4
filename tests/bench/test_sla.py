"""The bench of promises in small: it runs, says what it promises, and finds everything recorded once."""

import json
from datetime import timedelta

import pytest

from bench import sla_sums
from bench.sla import CHECKS, TARGETS, sla
from bench.sla_rows import CLOCKS, lives, timeline
from complaints.complaint import Complaint, fold
from complaints.events import pack
from complaints.given import Given
from complaints.kinds import Stage
from foundation.ledger import Entry, verify
from foundation.sealing import KeyRing
from tests.make import RULES
from web.house import House


def test_a_quick_run_reports_in_json_and_finds_everything_recorded_once(capfd: pytest.CaptureFixture[str]) -> None:
    sla.main(["--quick", "--json"], standalone_mode=False)
    report = json.loads(capfd.readouterr().out)
    assert all(isinstance(report[name], int | float) and report[name] > 0 for name in TARGETS)
    assert all(report[name] is True for name in CHECKS)
    assert report.keys() >= {"preview_memory_ratio", "numpy_loop_ratio", "seconds", "reached"}
    assert [row["open_clocks"] for row in report["sizes"]] == [300, 900]
    # Those to be verified on the first free day move, and so does everything that runs beyond it.
    assert [row["preview_later"] for row in report["sizes"]] == [300, 900]
    assert {report["mass_due"][name] for name in ("due", "missed", "escalated", "owed_cases", "clocks")} == {30}
    assert report["recompute"] == {"open_clocks": 300, "cases": 100, "events": 300, "promises": 300, "clocks": 300}
    # What does not depend on how busy the machine is.
    assert 0.9 <= report["memory_ratio"] <= 1.1


async def test_the_cases_are_whole_and_quiet_until_the_first_run_out(house: House) -> None:
    policy = await house.policies.current()
    when = timeline(policy)
    made = list(lives(Given(policy, RULES), KeyRing.fresh(), when, 2, 6))
    assert len(made) == 8
    for number, life in enumerate(made):
        chain = [
            Entry(one.complaint_id, one.version, one.name, *one[3:7], pack(one.event), one.previous, one.hash)
            for one in life.log
        ]
        assert list(verify(chain)) == []
        assert fold(Complaint(life.complaint.id), life.log) == life.complaint
        promises = life.complaint.promises.values()
        assert sum(not one.ended for one in promises) == CLOCKS
        first = min(one.next_at for one in promises if one.next_at)
        assert (first == when.due) if number < 2 else (first > when.due + timedelta(hours=1))
    assert {Stage.UNIT in life.complaint.promises for life in made} == {True, False}


def test_arrays_and_minutes_agree() -> None:
    sums = sla_sums.measure(500, rounds=1)
    assert sums.wrong == 0
    assert sums.loop_ratio > 1

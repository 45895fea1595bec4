"""`bench training` judges trainings whose effect is known, and says how often that was right."""

import json

from click.testing import CliRunner

from bench.training import FAIR, MOST_WRONG, SCENARIOS, USEFUL, USELESS, Tally, reported, tallied, training
from bench.training_world import Scenario, world
from competency.changes import Group
from competency.evaluation import Verdict


def test_a_world_has_nine_trained_and_nine_waiting_cells_among_its_480() -> None:
    cells = world(1, Scenario())
    groups = [one.group for one in cells]
    assert [groups.count(one) for one in Group] == [9, 0, 9, 462]
    assert cells == world(1, Scenario())


def test_the_verdict_is_right_where_before_against_after_is_fooled() -> None:
    found = [tallied(SCENARIOS["drift .10"], seed) for seed in range(8)]
    assert sum(one.naive_effective for one in found) >= 4
    assert sum(one.verdict is Verdict.EFFECTIVE for one in found) <= 2
    assert sum(one.verdict is Verdict.EFFECTIVE for one in [tallied(Scenario(0.6), seed) for seed in range(4)]) == 4


def test_the_report_holds_worlds_against_what_is_asked() -> None:
    right = Tally(1.0, False, Verdict.NOT_EFFECTIVE, 0.8, True, True)
    seen = Tally(0.8, True, Verdict.EFFECTIVE, 0.7, True, True)
    good = {**{(one, USELESS): [right] * 25 for one in SCENARIOS}, **{(one, USEFUL): [seen] * 25 for one in SCENARIOS}}
    assert reported(good, 25, 0)["reached"]
    wrong = int(25 * MOST_WRONG) + 1
    for one in FAIR:
        fooled = {**good, (one, USELESS): [right] * (25 - wrong) + [seen] * wrong}
        assert not reported(fooled, 25, 0)["reached"]
    assert not reported({**good, ("drift .10", USEFUL): [seen] * 19 + [right] * 6}, 25, 0)["reached"]


def test_it_runs() -> None:
    done = CliRunner().invoke(training, ["--quick", "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["scenarios"].keys() == SCENARIOS.keys()

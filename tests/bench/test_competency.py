"""`bench competency` makes a world, finds what is in it and says how often that was right."""

import json

from click.testing import CliRunner

from bench.competency import LEAST, MOST, Tally, competency, reported


def test_a_quick_run_reports_every_figure_that_is_asked_for() -> None:
    done = CliRunner().invoke(competency, ["--quick", "--json"])
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert {*LEAST, *MOST, "raw_lateness_precision", "reached"} <= report.keys()
    assert "reached" in CliRunner().invoke(competency, ["--quick"]).stdout


def test_figures_of_several_worlds_are_those_of_all_their_cells() -> None:
    one = Tally(strong=10, right=9, claimed=1.0, there=20, found=9, found_watched=15, large=5, large_found=4)
    other = Tally(
        strong=2, right=1, claimed=0.2, there=4, found=1, found_watched=1, talk=4, talk_listed=4, talk_right=4
    )
    report = reported([one, other], 7)
    assert report["precision"] == round(10 / 12, 3)
    assert report["recall"] == round(10 / 24, 3)
    assert report["recall_large"] == 0.8
    assert report["realised_to_claimed"] == round(2 / 1.2, 3)
    assert not report["reached"], "too little was found"

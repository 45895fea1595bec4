"""`bench competency` makes a world, finds what is in it and says how often that was right."""

import json

from click.testing import CliRunner

from bench.competency import LEAST, MOST, WORDS, Figures, competency, reported
from bench.competency_small import YEARLY, Small
from bench.competency_tally import Tally

FEWER = tuple(Small(complaints=100, judged=40, judged_together=30) for _ in YEARLY)


def test_a_quick_run_reports_every_figure_that_is_asked_for() -> None:
    done = CliRunner().invoke(competency, ["--quick", "--json"])
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert {*LEAST, *MOST, *WORDS, "reached"} <= report.keys()
    assert report["files_agree"]
    assert {*LEAST, *MOST} <= report["without_staff"].keys()
    assert [(row["a_year"], row["judged_alone"] <= row["judged_together"] <= 1) for row in report["fewer"]] == [
        (many, True) for many in YEARLY[-2:]
    ]


def test_figures_of_several_worlds_are_those_of_all_their_cells() -> None:
    one = Tally(strong=10, right=9, claimed=1.0, there=20, found=9, found_watched=15, large=5, large_found=4)
    other = Tally(
        strong=2, right=1, claimed=0.2, there=4, found=1, found_watched=1, talk=4, talk_listed=4, talk_right=4
    )
    report = reported([Figures(one, Tally(), FEWER), Figures(other, Tally(), FEWER)], 7, files_agree=True)
    assert report["precision"] == round(10 / 12, 3)
    assert report["recall"] == round(10 / 24, 3)
    assert report["recall_large"] == 0.8
    assert report["realised_to_claimed"] == round(2 / 1.2, 3)
    assert (report["fewer"][0]["judged_alone"], report["fewer"][0]["judged_together"]) == (0.4, 0.7)
    assert not report["reached"], "too little was found"


def test_what_is_asked_for_is_reached_only_if_files_say_the_same() -> None:
    fine = Tally(strong=10, right=10, right_any=10, claimed=1.0, there=10, found=10, found_watched=10)
    fine = fine._replace(large=5, large_found=5, talk=4, talk_listed=4, talk_right=4, planted=10, ranked_right=9)
    fine = fine._replace(complaints=100_000, seconds=9.0)
    assert reported([Figures(fine, fine, FEWER)], 7, files_agree=True)["reached"]
    assert not reported([Figures(fine, fine, FEWER)], 7, files_agree=False)["reached"]
    slow = fine._replace(seconds=40.0)
    assert not reported([Figures(slow, fine, FEWER)], 7, files_agree=True)["reached"]

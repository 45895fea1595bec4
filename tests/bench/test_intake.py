"""The bench in small: it runs, says what it promises on standard output alone, and finds everything it filed."""

import json
import subprocess
import sys

from bench.sampled import part_of
from bench.server import ROOT

PROMISED = {"ratio", "per_second", "ceiling_per_second", "cpu_ms", "statements"}


def test_a_quick_run_reports_in_json_and_finds_every_accepted_complaint() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.intake", "--quick", "--profile", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report.keys() >= PROMISED
    assert all(isinstance(report[name], int | float) and report[name] > 0 for name in PROMISED)
    assert report["accepted"] > 0
    assert (report["missing"], report["half"], report["broken"]) == (0, 0, 0)
    # What does not depend on how busy the machine is.
    alone = report["concurrencies"][0]
    assert alone["concurrency"] == 1
    assert 1.0 <= alone["statements"] <= 8.0
    assert 0.9 <= alone["commits"] <= 1.1
    assert 0.9 <= alone["counter_statements"] <= 1.1
    assert sum(report["profile"]["1"].values()) > 0.9


def test_a_stack_belongs_to_its_innermost_known_part() -> None:
    client, counter = "/x/site-packages/sqlalchemy/engine/base.py", "/x/foundation/limits.py"
    assert part_of(["/usr/lib/python3/abc.py", client, "/x/complaints/journal.py"]) == "database client"
    assert part_of([client, counter, "/x/web/api.py"]) == "rate counter"
    assert part_of(["/usr/lib/python3/abc.py"]) == "other"

"""The bench of a working day in small: everybody comes, every kind of page is asked for, and nothing goes wrong."""

import json
import subprocess
import sys
from uuid import UUID

from bench.day import HELD, POSTS, QUICK_SIZES
from bench.day_people import form_of
from bench.day_rows import copy_id
from service.settings import ROOT


def test_a_quick_day_goes_without_an_error() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.day", "--quick", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    report = json.loads(done.stdout)
    assert (report["errors"], report["officers"]) == (0, len(POSTS))
    (day,) = report["days"].values()
    assert [int(size) for size in report["days"]] == list(QUICK_SIZES)
    assert day["wrong"] == {}
    assert day["requests"] == sum(one["requests"] for one in day["pages"].values()) > 0
    assert set(day["held"]) == set(HELD)
    assert all(one["p50_ms"] <= one["p95_ms"] <= one["max_ms"] for one in day["pages"].values())


def test_forms_are_found_by_their_address() -> None:
    page = (
        '<form action="/a?x=1&amp;y=2"><input type="hidden" name="version" value="3">'
        '<input name="words" value="no"></form><form action="/b"></form>'
    )
    assert form_of(page, "/a?x=1&y=2") == {"version": "3"}
    assert form_of(page, "/b") == {}
    assert form_of(page, "/c") is None


def test_a_copy_is_called_after_its_life() -> None:
    life = UUID("01890000-0000-7000-8000-000000000001")
    assert copy_id(life, 1) == copy_id(life, 1) != copy_id(life, 2)

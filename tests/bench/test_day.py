"""The bench of a working day in small: everybody comes, every kind of page is asked for, and nothing goes wrong."""

import json
from uuid import UUID

import pytest

from bench.day import HELD, POSTS, QUICK_SIZES, day
from bench.day_people import form_of
from bench.day_rows import copy_id


def test_a_quick_day_goes_without_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    day.main(["--quick", "--json"], standalone_mode=False)
    report = json.loads(capfd.readouterr().out)
    assert (report["errors"], report["officers"]) == (0, len(POSTS))
    (one,) = report["days"].values()
    assert [int(size) for size in report["days"]] == list(QUICK_SIZES)
    assert one["wrong"] == {}
    assert one["requests"] == sum(page["requests"] for page in one["pages"].values()) > 0
    assert set(one["held"]) == set(HELD)
    assert all(page["p50_ms"] <= page["p95_ms"] <= page["max_ms"] for page in one["pages"].values())


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

"""Rules of trainings, what taking part earns, conflicts of interest, and numbers of civil servants: all pure."""

import re
import tomllib
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency import dictionary
from competency.conflicts import Check, name_pattern, standing
from competency.dictionary import with_national
from competency.officer_numbers import read
from competency.participation import earned, rewarded_for, towards
from competency.training_rules import HOUR_MINUTES, Choice, TrainingRules, WrittenTrainings
from foundation.errors import Invalid

REGIONS = sorted((Path(__file__).resolve().parents[2] / "regions").glob("*/trainings.toml"))
SOUND = TrainingRules(refusals=(Choice("a", "A"),), absences=(Choice("a", "A"),), follow_ups=(Choice("a", "A"),))


@pytest.mark.parametrize("path", REGIONS, ids=lambda path: path.parent.name)
def test_every_region_knows_both_kinds_of_training_and_the_law(path: Path) -> None:
    written = msgspec.convert(tomllib.loads(path.read_text("utf-8")), WrittenTrainings)
    assert written.faults() == []
    assert written.rules.yearly_hours >= 20
    assert HOUR_MINUTES == 45
    codes = {one.kind: {form.code for form in written.form if form.kind == one.kind} for one in written.form}
    assert {"seminar", "workshop", "kursus", "bimtek", "sosialisasi", "pelatihan_teknis"} <= codes["klasikal"]
    assert {"elearning", "coaching", "mentoring", "magang", "detasering", "mandiri"} <= codes["nonklasikal"]
    assert all(form.name_en for form in written.form)
    assert all(one.name_en for one in (*written.rules.refusals, *written.rules.absences, *written.rules.follow_ups))


@pytest.mark.parametrize("path", REGIONS, ids=lambda path: path.parent.name)
def test_what_skips_the_lot_stands_in_the_dictionary(path: Path) -> None:
    rules = msgspec.convert(tomllib.loads(path.read_text("utf-8")), WrittenTrainings).rules
    told = tomllib.loads((path.parent / "competencies.toml").read_text("utf-8"))
    known = {one.code for one in with_national(dictionary.written(told)).entries}
    assert set(rules.safety) <= known
    assert set(rules.ethics) <= known
    assert rules.safety
    assert rules.ethics


@pytest.mark.parametrize(
    ("name", "found", "others"),
    [
        ("PT. Sumber Air Contoh (CSR)", ["pt sumber air contoh", "Sumber-Air  Contoh, katanya"], ["sumber air"]),
        ("Yayasan Bina Contoh", ["oleh bina contoh"], ["bina", "binacontoh"]),
        ("CV ABC", ["cv. abc"], ["abc", "cv abcd"]),
        ("Contoh+", ["si contoh."], ["contohnya"]),
    ],
)
def test_a_provider_is_found_by_its_name_as_people_write_it(name: str, found: list[str], others: list[str]) -> None:
    """Read by Python's engine, whose word boundary has another name."""
    pattern = name_pattern(name).replace(r"\m", r"\b").replace(r"\M", r"\b")
    assert all(re.search(pattern, text, re.IGNORECASE) for text in found)
    assert not any(re.search(pattern, text, re.IGNORECASE) for text in others)


@pytest.mark.parametrize(
    "change",
    [
        {"wait_months": 13},
        {"wait_months": 0},
        {"attendance_share": 0.0},
        {"attendance_share": 1.1},
        {"remind_days": (3, 3)},
        {"keep_waiting": -1},
        {"refusals": ()},
    ],
    ids=str,
)
def test_rules_that_cannot_be_meant_are_refused(change: dict[str, object]) -> None:
    assert SOUND.faults() == []
    assert len(msgspec.structs.replace(SOUND, **change).faults()) == 1


@given(st.integers(1, 400), st.integers(1, 60), st.floats(0.01, 1), st.data())
def test_hours_follow_the_days_somebody_was_there(hours: int, days: int, share: float, data: st.DataObject) -> None:
    present = data.draw(st.integers(0, days))
    found = earned(hours, present, days, share)
    assert 0 <= found.hours <= hours
    assert found.finished == (present > 0 and present >= share * days)
    assert found.hours == (hours if found.finished else hours * present // days)
    if present:
        assert earned(hours, present - 1, days, share).hours <= found.hours


def test_nothing_is_given_but_for_taking_part_and_finishing() -> None:
    assert rewarded_for(0, False) == []
    assert rewarded_for(8, False) == ["took_part"]
    assert rewarded_for(16, True) == ["took_part", "finished"]
    assert [towards(hours, 20) for hours in (0, 5, 20, 90)] == [0, 25, 100, 100]


def test_a_private_provider_is_looked_at_before_each_unit() -> None:
    clear, held = Check("A", False, False, "none"), Check("B", True, False, "refused")
    assert standing("bpsdm", ["A", "B"], {}).clear
    assert standing("csr", ["A", "B", "A"], {}).unchecked == ("A", "B")
    assert standing("csr", ["A", "B"], {"A": clear, "B": held}) == ((), ("B",), ("A", "B"))
    assert standing("csr", ["A"], {"A": clear, "B": held}).clear


def test_a_number_is_read_as_people_write_it() -> None:
    assert read("19800101 200501 1 001") == read("198001012005011001") == "198001012005011001"
    for wrong in ("", "123", "198013012005011001", "198001012005013001", "19800101200501100a", "٢٩٨٠٠١٠١٢٠٠٥٠١١٠٠١"):
        with pytest.raises(Invalid):
            read(wrong)

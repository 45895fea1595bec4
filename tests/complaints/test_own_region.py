"""What is set on pages stands before the folder, whatever it says later; held against a slow, obvious oracle."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.own_region import NEW, TOPIC, UNIT, Own, heirs_of, laid_over

CODES = ("A", "B", "C", "D")
FIELDS = ("name", "duty")
VALUES = st.sampled_from(["x", "y", "z"])


def document(units: dict[str, dict[str, Any]], topics: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    listed = [{"code": code, "accepts": True, **fields} for code, fields in units.items()]
    return {"units": listed, "topics": topics or [], "roads": [], "conflicts": [], "inspectorate_unit": "D"}


FOLDERS = st.dictionaries(st.sampled_from(CODES), st.fixed_dictionaries(dict.fromkeys(FIELDS, VALUES)), max_size=4)
SET = st.dictionaries(st.sampled_from(CODES), st.dictionaries(st.sampled_from(FIELDS), VALUES, min_size=1), max_size=4)


@settings(deadline=None)
@given(folder=FOLDERS, later=FOLDERS, told=SET)
def test_own_fields_win_over_every_folder_and_no_other_field_changes(
    folder: dict[str, Any], later: dict[str, Any], told: dict[str, Any]
) -> None:
    own = [Own(UNIT, code, fields) for code, fields in told.items()]
    for said in (folder, later):
        found = {one["code"]: one for one in laid_over(document(said), own)["units"]}
        assert set(found) == set(said), "what is not new and left the folder does not come back"
        for code, fields in said.items():
            for name in FIELDS:
                assert found[code][name] == told.get(code, {}).get(name, fields[name])


@settings(deadline=None)
@given(folder=FOLDERS, fields=st.fixed_dictionaries(dict.fromkeys(FIELDS, VALUES)))
def test_what_is_new_is_there_whether_or_not_the_folder_learns_of_it(
    folder: dict[str, Any], fields: dict[str, str]
) -> None:
    found = {one["code"]: one for one in laid_over(document(folder), [Own(UNIT, "B", {NEW: True, **fields})])["units"]}
    assert {name: found["B"][name] for name in FIELDS} == fields
    assert NEW not in found["B"]


@settings(deadline=None)
@given(
    closed=st.dictionaries(st.sampled_from(CODES), st.sampled_from(("", *CODES)), max_size=4),
)
def test_a_closed_unit_leads_to_one_that_accepts_or_nowhere(closed: dict[str, str]) -> None:
    units = [{"code": code, "accepts": code not in closed, "successor": closed.get(code, "")} for code in CODES]
    heirs = heirs_of(units)
    for code in CODES:
        at, steps = code, 0
        while at in closed and closed[at] and steps < 9:
            at, steps = closed[at], steps + 1
        ends_well = code in closed and at not in closed
        assert heirs.get(code) == (at if ends_well else None)


def test_topics_of_a_closed_unit_are_answered_by_its_heir() -> None:
    units = {"A": {"accepts": False, "successor": "B"}, "B": {}}
    topics = [{"code": "t", "unit": "A"}, {"code": "u", "unit": "B"}]
    whole = laid_over(document(units, topics), [Own(TOPIC, "u", {"retired": True})])
    assert [topic["unit"] for topic in whole["topics"]] == ["B", "B"]
    assert whole["topics"][1]["retired"]


def test_nobody_answers_a_report_about_themselves_because_a_unit_was_closed() -> None:
    whole = document({"A": {"accepts": False, "successor": "B"}, "B": {}, "D": {}})
    whole["conflicts"] = [{"about": "B", "to_unit": "A"}]
    assert laid_over(whole, [])["conflicts"][0]["to_unit"] == "D"

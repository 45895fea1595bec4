"""Guards of the vocabulary: every event is known wherever events must be known, and old events decode for ever."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from complaints import commands, labels
from complaints.complaint import Complaint, evolve
from complaints.events import EVENT_TYPES, AttachmentAdded, Event, Recorded, Seal, pack, unpack, words_of
from complaints.lifecycle import TRANSITIONS
from foundation.ledger import GENESIS, link
from notices.rules import RULES

GOLDEN = Path(__file__).with_name("events.json")
SAMPLES: list[dict[str, Any]] = json.loads(GOLDEN.read_text())
DEFAULTS = Path(__file__).with_name("event_defaults.json")
STREAM = UUID("01930000-0000-7000-8000-0000000000ff")
AT = datetime(2026, 3, 13, 2, 0, tzinfo=UTC)
NAMES = [f"{number}-{sample['type']}" for number, sample in enumerate(SAMPLES)]


def stored(event: Event) -> Any:
    """The event's data as it comes back from the log."""
    return json.loads(msgspec.json.encode(pack(event)))


def recorded(sample: dict[str, Any], version: int = 1) -> Recorded:
    event = unpack(sample["type"], sample["data"])
    return Recorded(STREAM, version, event, AT, "citizen", "golden", version - 1, GENESIS, GENESIS)


def test_every_event_has_a_golden_sample_that_shows_each_of_its_fields() -> None:
    shown: dict[str, set[str]] = {}
    for sample in SAMPLES:
        shown.setdefault(sample["type"], set()).update(sample["data"])
    missing = {
        name: sorted(lacking)
        for name, kind in EVENT_TYPES.items()
        if (lacking := {field.encode_name for field in msgspec.structs.fields(kind)} - shown.get(name, set()))
        or name not in shown
    }
    assert not missing, (
        f"{GOLDEN.name} shows no sample of these events, or none with these fields: {missing}. Append one (never edit "
        "the ones that are there): its type, its data as `pack` gives it with every field set, and its hash."
    )


@pytest.mark.parametrize("sample", SAMPLES, ids=NAMES)
def test_a_golden_sample_still_decodes_and_is_stored_the_same_way(sample: dict[str, Any]) -> None:
    assert sample["type"] in EVENT_TYPES, (
        f"{sample['type']} was removed or renamed; logs that hold it could no longer be read. Bring it back."
    )
    event = unpack(sample["type"], sample["data"])
    assert stored(event) == sample["data"], (
        f"{sample['type']} is no longer read or written as before. Fields may be added with a default, never renamed, "
        "removed or given another default: old logs could not be read, or their hashes would not hold."
    )


def test_what_an_event_leaves_out_still_means_the_same() -> None:
    """Defaults are not stored: another default would give old rows another meaning, and no hash would notice."""
    golden = json.loads(DEFAULTS.read_text())
    found = {
        name: left_out
        for name, kind in EVENT_TYPES.items()
        if (left_out := {one.encode_name: default_of(one) for one in msgspec.structs.fields(kind) if not one.required})
    }
    assert found == golden, (
        f"{DEFAULTS.name} must hold the default of every field that has one. A new field: add it there. A default that "
        "changed: change it back, for old rows leave it out and mean the old one."
    )


def default_of(field: msgspec.structs.FieldInfo) -> Any:
    assert field.default is not msgspec.NODEFAULT, f"{field.name}: give a value, not a factory"
    return json.loads(msgspec.json.encode(field.default))


@pytest.mark.parametrize("sample", SAMPLES, ids=NAMES)
def test_a_golden_sample_still_has_its_hash(sample: dict[str, Any]) -> None:
    event = unpack(sample["type"], sample["data"])
    found = link(GENESIS, STREAM, 1, sample["type"], AT, "citizen", "golden", 0, pack(event)).hex()
    assert found == sample["hash"], (
        f"{sample['type']} hashes to {found}. If the sample is new, write that beside it. If it is old, the way rows "
        "are hashed has changed and every chain in every installation would break: undo that."
    )


@pytest.mark.parametrize("sample", SAMPLES, ids=NAMES)
def test_every_event_changes_a_complaint(sample: dict[str, Any]) -> None:
    try:
        after = evolve(Complaint(STREAM), recorded(sample))
    except AssertionError as unknown:
        pytest.fail(f"{unknown}. Say in complaints/complaint.py (_changes) what it changes.")
    assert after.version == 1


def test_the_golden_samples_fold_one_after_the_other() -> None:
    complaint = Complaint(STREAM)
    for version, sample in enumerate(SAMPLES, 1):
        complaint = evolve(complaint, recorded(sample, version))
    assert complaint.version == len(SAMPLES)
    assert complaint.erased
    assert complaint.score == 4


@pytest.mark.parametrize("sample", SAMPLES, ids=NAMES)
def test_every_seal_of_an_event_is_known_as_words_or_as_a_file(sample: dict[str, Any]) -> None:
    event = unpack(sample["type"], sample["data"])
    values = [getattr(event, field) for field in event.__struct_fields__]
    seals = {value.id for value in values if isinstance(value, Seal)}
    known = {seal.id for seal, _ in words_of(event)} | (
        {event.file.id} if isinstance(event, AttachmentAdded) else set()
    )
    assert seals == known, (
        f"{sample['type']} refers to something beside the log that complaints/events.py (words_of) does not name: it "
        "would neither be stored nor erased nor verified. Add it there."
    )


def test_every_event_has_a_name_for_people() -> None:
    assert set(labels.EVENT) == set(EVENT_TYPES), (
        "complaints/labels.py (EVENT) must name exactly the events of complaints/events.py; different: "
        f"{sorted(set(labels.EVENT) ^ set(EVENT_TYPES))}."
    )


def test_every_event_has_a_line_that_says_who_is_told() -> None:
    assert set(RULES) == set(EVENT_TYPES), (
        "notices/rules.py (RULES) needs one line for each event of complaints/events.py, even if it is NOBODY; "
        f"different: {sorted(set(RULES) ^ set(EVENT_TYPES))}."
    )


def test_every_command_has_a_transition_and_every_move_of_people_a_name() -> None:
    every = {
        kind
        for kind in vars(commands).values()
        if isinstance(kind, type) and issubclass(kind, commands.Command) and kind is not commands.Command
    }
    different = set(TRANSITIONS) ^ (every - {commands.FileComplaint})
    assert not different, (
        "complaints/lifecycle.py (TRANSITIONS) must say of each command but FileComplaint in which statuses it is open "
        f"and to whom; different: {sorted(kind.__name__ for kind in different)}."
    )
    by_system = {"Suggest", "KeepTime", "Recompute", "RemindOutside", "TakeOver"}
    named = {kind.__name__ for kind in TRANSITIONS} - by_system
    assert set(labels.MOVES) == named, (
        "complaints/labels.py (MOVES) must name each command a person may issue: a refusal says which moves are open; "
        f"different: {sorted(set(labels.MOVES) ^ named)}."
    )

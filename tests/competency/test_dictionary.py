"""The dictionary: what complaints can show is bounded in code, topics find their competency, files are checked."""

import msgspec
import pytest

from competency import dictionary as d
from competency.decisions import parents_of
from competency.dictionary import NEVER_MEASURED, Dictionary, Entry, Group, Pointer, Written
from competency.signals import Family
from foundation.errors import Invalid
from service.region_folder import read_folder
from service.settings import ROOT

REGIONS = sorted(path.parent.name for path in (ROOT / "regions").glob("*/competencies.toml"))


def of_region(name: str) -> tuple[Dictionary, frozenset[str]]:
    read = read_folder(ROOT / "regions" / name)
    whole = d.with_national(read.competencies)
    mapping = {one.subject: one.competencies for one in whole.mappings}
    return Dictionary(whole.entries, mapping, parents_of(read.region.topics)), frozenset(read.region.topic)


def technical(**values: object) -> Entry:
    made = Entry("TEK-UJI", Group.TECHNICAL, "Uji", "Uji coba", "tahu", "bisa", "mau")
    return msgspec.structs.replace(made, **values)


@pytest.mark.parametrize("name", REGIONS)
def test_every_topic_points_somewhere_but_oversight_nowhere(name: str) -> None:
    known, topics = of_region(name)
    read = read_folder(ROOT / "regions" / name).region
    oversight = {one.code for one in read.topics if "pengawasan" in (one.code, one.parent)}
    assert oversight
    for topic in topics:
        found = known.pointed("teknis", topic)
        assert bool(found) == (topic not in oversight), topic
        assert all(code.startswith("TEK-") for code in found)


@pytest.mark.parametrize("name", REGIONS)
def test_signals_never_point_to_what_no_complaint_can_show(name: str) -> None:
    known, topics = of_region(name)
    everything = {code for family in Family for topic in (*topics, None) for code in known.pointed(family, topic)}
    assert everything.isdisjoint(NEVER_MEASURED)
    assert all(known.entry[code].group in (Group.MANAGERIAL, Group.TECHNICAL) for code in everything)
    assert known.pointed("komunikasi", None)[0] == "MAN-KOMUNIKASI"
    assert known.pointed("wewenang", None)[0] == "TEK-KEWENANGAN"


@pytest.mark.parametrize("code", sorted(NEVER_MEASURED))
def test_not_even_a_region_that_says_so(code: str) -> None:
    """A file that marks them as measurable and points a topic at them changes nothing."""
    entry = technical(code=code, group=Group.MANAGERIAL, measurable=True)
    known = Dictionary([entry], {"topic:sampah": (code,), "family:komunikasi": (code,)}, {})
    assert known.pointed("teknis", "sampah") == known.pointed("komunikasi", None) == ()
    with pytest.raises(Invalid):
        d.check_mapping((code,), known)


def test_national_entries_are_whole() -> None:
    whole = d.with_national(d.NOTHING)
    groups = [one.group for one in whole.entries]
    assert [groups.count(one) for one in Group] == [8, 1, 0, 7]
    assert {one.code for one in whole.entries} >= NEVER_MEASURED
    assert all(len(one.levels) == 5 for one in whole.entries if one.group != Group.VALUE)
    assert {one.code for one in whole.entries if one.group == Group.VALUE and one.shown_by_complaints} == set()
    assert tuple(Family) == d.FAMILIES


def test_a_topic_without_its_own_takes_that_above_it() -> None:
    known = Dictionary(
        [technical(), technical(code="TEK-ATAS")],
        {"topic:a": ("TEK-ATAS",), "topic:b": ("TEK-UJI",)},
        {"b": "a", "c": "a"},
    )
    assert (known.of_topic("b"), known.of_topic("c"), known.of_topic("x")) == (("TEK-UJI",), ("TEK-ATAS",), ())
    closed = Dictionary([technical(active=False)], {"topic:b": ("TEK-UJI",)}, {})
    assert closed.pointed("teknis", "b") == ()


def test_a_file_that_does_not_fit_says_where() -> None:
    read = Written(
        (technical(name=" ", levels=("satu",)), technical(), technical(code="MAN-X", group=Group.MANAGERIAL)),
        (Pointer(("TEK-TAK-ADA",), topic="hantu"),),
    )
    told = " ".join(d.faults(read, ["sampah"], d.FAMILIES))
    for part in (
        "TEK-UJI stands there twice",
        "name is empty",
        "1 levels",
        "topic:hantu",
        "TEK-TAK-ADA",
        "MAN-X: it has no levels",
    ):
        assert part in told


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"code": "MAN-X"}, "code"),
        ({"code": "TEK-a b"}, "code"),
        ({"code": "TEK-sampah"}, "code"),
        ({"group": Group.VALUE}, "code"),
        ({"name": " integritas"}, "name"),
        ({"name": "Perekat Bangsa"}, "name"),
    ],
)
def test_pages_edit_only_technical_entries(changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        d.check_edited(technical(**changes), Dictionary(d.with_national(d.NOTHING).entries, {}, {}))
    assert set(refused.value.fields) == {field}
    d.check_edited(technical(), Dictionary([technical(name="Lama")], {}, {}))

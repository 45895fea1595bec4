"""A report as it was told becomes a command, or one sentence for each fault."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints import ticket
from complaints.commands import Place
from complaints.kinds import Channel, Kind, Priority, Visibility
from complaints.report import ADDRESS_LIMIT, TEXT_LIMIT, Report, filing, readable, said
from foundation.errors import Invalid
from foundation.sealing import KeyRing
from tests.fakes import REGION

TODAY = date(2026, 11, 20)
KEYS = KeyRing.fresh()


def faults(**told: object) -> dict[str, str]:
    report = Report(**{"text": "Jalan rusak.", **told})  # type: ignore[arg-type]
    try:
        filing(report, REGION, KEYS, TODAY, Channel.WEB)
    except Invalid as wrong:
        return wrong.fields
    return {}


def test_the_least_that_can_be_told() -> None:
    command = filing(Report(text="  Jalan rusak.\n"), REGION, KEYS, TODAY, Channel.WEB)
    assert command.words.text == "Jalan rusak."
    assert (command.kind, command.visibility, command.place, command.contact) == (None, Visibility.PUBLIC, None, None)
    assert ticket.read(command.ticket) == command.ticket


def test_all_that_can_be_told() -> None:
    report = Report(
        text="Jalan rusak.",
        kind="pengaduan_berkadar_pengawasan",
        visibility="anonymous",
        latitude=-5.4,
        longitude=105.2,
        address="  Depan \n pasar ",
        happened_on=TODAY,
        about_unit="BMBK",
        topic="jalan",
        name=" Siti ",
        email="Siti@Contoh.Example",
        phone="0812-0000-1111",
    )
    command = filing(report, REGION, KEYS, TODAY, Channel.API)
    assert (command.kind, command.visibility, command.channel) == (Kind.OVERSIGHT, Visibility.ANONYMOUS, Channel.API)
    assert command.place == Place(-5.4, 105.2, "Depan pasar")
    assert command.place_words is not None
    assert msgspec.json.decode(command.place_words.text, type=Place) == command.place
    assert command.contact is not None
    assert (command.contact.name, command.contact.email) == ("Siti", "siti@contoh.example")
    assert command.contact.phone == "+6281200001111"


@pytest.mark.parametrize(
    ("field", "told", "words"),
    [
        ("text", {"text": ""}, "Ceritakan"),
        ("text", {"text": " \n\t "}, "Ceritakan"),
        ("text", {"text": "?!... 🙏"}, "Ceritakan"),
        ("text", {"text": "a\0b"}, "karakter"),
        ("text", {"text": "a\ud800b"}, "karakter"),
        ("text", {"text": "x" * (TEXT_LIMIT + 1)}, "10.000"),
        ("text", {"text": "x" * 1_000_000}, "1.000.000"),
        ("kind", {"kind": "lain"}, "jenis"),
        ("visibility", {"visibility": "semua"}, "menampilkan"),
        ("place", {"latitude": 52.5, "longitude": 13.4}, "di luar Provinsi Uji"),
        ("place", {"latitude": -5.4}, "belum lengkap"),
        ("place", {"longitude": 105.0}, "belum lengkap"),
        ("place", {"latitude": float("nan"), "longitude": 105.0}, "belum lengkap"),
        ("place", {"latitude": float("inf"), "longitude": 105.0}, "belum lengkap"),
        ("address", {"address": "x" * (ADDRESS_LIMIT + 1)}, "300"),
        ("address", {"address": "a\0"}, "karakter"),
        ("area", {"area": "99.99"}, "wilayah"),
        ("happened_on", {"happened_on": TODAY + timedelta(days=1)}, "setelah hari ini"),
        ("happened_on", {"happened_on": date(1900, 1, 1)}, "terlalu lama"),
        ("about_unit", {"about_unit": "NASA"}, "unit"),
        ("topic", {"topic": "umum"}, "topik"),
        ("email", {"email": "siti"}, "Alamat email"),
        ("phone", {"phone": "12"}, "telepon"),
        ("name", {"name": "x" * 121}, "120"),
    ],
)
def test_each_fault_gets_its_sentence(field: str, told: dict[str, object], words: str) -> None:
    found = faults(**told)
    assert set(found) == {field}
    assert words in found[field]


def test_all_faults_are_told_at_once() -> None:
    assert set(faults(text="", kind="x", happened_on=date(2030, 1, 1), email="x")) == {
        "text",
        "kind",
        "happened_on",
        "email",
    }


def test_names_that_no_database_can_keep_are_refused_too() -> None:
    for field in ("name", "email", "phone"):
        assert set(faults(**{field: "a\0b@c.id"})) == {field}


def test_equal_reports_have_equal_seals_and_others_do_not() -> None:
    one, same, other = Report(text="a"), Report(text="a"), Report(text="b")
    assert one.request_seal(KEYS) == same.request_seal(KEYS) != other.request_seal(KEYS)
    assert one.request_seal(KEYS) != one.request_seal(KeyRing.fresh())


@given(st.text())
def test_whatever_is_typed_can_be_shown_again_and_kept(written: str) -> None:
    kept = readable(written)
    kept.encode()
    assert "\0" not in kept
    try:
        words = said(written, field="words")
    except Invalid as wrong:
        assert set(wrong.fields) == {"words"}
    else:
        words.text.encode()
        assert "\0" not in words.text
        assert words.text == written.strip()


def test_danger_to_life_is_a_priority_and_where_it_came_from_a_mark() -> None:
    plain = filing(Report(text="Jalan rusak."), REGION, KEYS, TODAY, Channel.WEB)
    assert (plain.priority, plain.from_office) == (Priority.NORMAL, False)
    told = Report(text="Rumah terbakar.", danger=True)
    pressing = filing(told, REGION, KEYS, TODAY, Channel.WEB, from_office=True)
    assert (pressing.priority, pressing.from_office) == (Priority.DANGER, True)


def test_the_seal_of_a_report_without_danger_is_what_it_was_before_danger_could_be_told() -> None:
    report = Report(text="Jalan rusak.", happened_on=TODAY, latitude=-5.4)
    fields = [(one.name, one.type, one.default) for one in msgspec.structs.fields(Report) if one.name != "danger"]
    earlier = msgspec.defstruct("Earlier", fields)
    told = earlier(**{name: getattr(report, name) for name, _type, _default in fields})
    before = msgspec.json.encode(told, order="deterministic")
    assert report.request_seal(KEYS) == KEYS.mac("request", before).hex()
    assert msgspec.structs.replace(report, danger=True).request_seal(KEYS) != report.request_seal(KEYS)


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("10.20.3.4", True),
        ("::ffff:10.20.3.4", True),
        ("2001:db8::7", True),
        ("10.21.0.1", False),
        ("2001:db9::1", False),
        ("unknown", False),
        ("", False),
        ("10.20.3.4, 10.20.3.5", False),
    ],
)
def test_the_government_s_own_networks(address: str, inside: bool) -> None:
    region = msgspec.structs.replace(REGION, office_networks=("10.20.0.0/16", "2001:db8::/32"))
    assert region.in_office(address) is inside
    assert not REGION.in_office(address)

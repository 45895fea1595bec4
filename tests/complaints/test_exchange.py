"""Tables of another system, row by row: what is understood, what is wrong, and what no export may invent."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.exchange import Names, ReadRow, System, missing_columns, plain, read_rows
from complaints.kinds import ArchiveReason, Kind, Status, Visibility
from service.history_format import command_of, read_line

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
NAMES = Names(
    {plain("Dinas Perhubungan"): "DISHUB", "dishub": "DISHUB"},
    {plain("Lampu jalan"): "lampu_jalan"},
    {plain("Kota Bandar Lampung"): "18.71"},
    "Asia/Jakarta",
)
LAPOR = System(
    code="lapor",
    name="SP4N-LAPOR!",
    columns={
        "tracking_id": ("Tracking ID", "tracking_id"),
        "received_at": ("Tanggal Masuk",),
        "title": ("Judul",),
        "text": ("Isi Laporan",),
        "kind": ("Klasifikasi",),
        "visibility": ("Sifat",),
        "topic": ("Kategori",),
        "unit": ("Dinas Tujuan",),
        "area": ("Wilayah",),
        "status": ("Status",),
        "forwarded_at": ("Tanggal Disposisi",),
        "answered_at": ("Tanggal Tindak Lanjut",),
        "closed_at": ("Tanggal Selesai",),
        "answer": ("Tindak Lanjut",),
    },
    statuses={
        "Belum Terverifikasi": Status.SUBMITTED,
        "Terdisposisi Belum Ditindaklanjuti": Status.FORWARDED,
        "Sedang Diproses": Status.IN_PROCESS,
        "Proses": Status.IN_PROCESS,
        "Selesai": Status.CLOSED,
        "Tertunda": Status.RETURNED,
        "Arsip": Status.ARCHIVED,
    },
    classes={"Pengaduan": Kind.ORDINARY, "Aspirasi": Kind.SUGGESTION},
    visibilities={"Rahasia": Visibility.CONFIDENTIAL},
    dates=("%d-%m-%Y %H:%M", "%d/%m/%Y"),
)
GOOD = {
    "Tracking ID": "#8812345",
    "Tanggal Masuk": "02-11-2026 08:10",
    "Judul": "Lampu mati",
    "Isi Laporan": "Lampu jalan di depan pasar mati.",
    "Klasifikasi": "PENGADUAN",
    "Kategori": "lampu jalan",
    "Dinas Tujuan": "Dinas  Perhubungan",
    "Wilayah": "kota bandar lampung",
    "Status": "selesai",
    "Tanggal Disposisi": "03-11-2026 09:00",
    "Tanggal Tindak Lanjut": "2026-11-05 15:00:00",
    "Tindak Lanjut": "Sudah kami ganti.",
}


def one(system: System = LAPOR, **changed: str | None) -> ReadRow:
    cells = {name.replace("_", " "): value for name, value in changed.items()}
    row = {name: value for name, value in (GOOD | cells).items() if value is not None}
    (found,) = read_rows(system, NAMES, [list(row), list(row.values())], NOW)
    return found


def test_a_row_becomes_a_line_of_history_that_the_importer_understands() -> None:
    row = one()
    assert row.faults == ()
    assert row.past is not None
    past = read_line(msgspec.json.encode(row.past))
    assert (past.source, past.source_id, past.kind, past.topic) == ("lapor", "8812345", Kind.ORDINARY, "lampu_jalan")
    assert past.received_at == datetime(2026, 11, 2, 1, 10, tzinfo=UTC)
    assert past.text == "Lampu mati\nLampu jalan di depan pasar mati."
    assert past.place is not None
    assert past.place.area == "18.71"
    assert [(event.event, event.unit, event.text) for event in past.events] == [
        ("forwarded", "DISHUB", None),
        ("resolved", None, "Sudah kami ganti."),
    ]
    assert all(command_of(event, lambda _: None) for event in past.events)  # type: ignore[arg-type, return-value]
    assert past.contact is None, "who filed it is in no column that is read"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"Tracking ID": None}, "Tracking ID"),
        ({"Status": "Diproses entah"}, "tidak dikenal"),
        ({"Dinas Tujuan": "Dinas Antah Berantah"}, "tidak dikenal"),
        ({"Dinas Tujuan": None}, "Unit"),
        ({"Tanggal Masuk": "kemarin"}, "tidak dapat dibaca"),
        ({"Tanggal Tindak Lanjut": None}, "Tanggal Tindak Lanjut"),
        ({"Tindak Lanjut": None}, "Tindak Lanjut"),
        ({"Tanggal Tindak Lanjut": "2026-11-01 10:00"}, "berurutan"),
        ({"Tanggal Tindak Lanjut": "2026-12-01 10:00"}, "belum terjadi"),
        ({"Status": "Arsip", "Tanggal Selesai": "05-11-2026 10:00"}, "diarsipkan"),
    ],
)
def test_what_cannot_be_taken_in_says_why_and_no_date_is_made_up(changed: dict[str, Any], fault: str) -> None:
    row = one(**changed)
    assert row.past is None
    assert any(fault in sentence for sentence in row.faults), row.faults


def test_what_was_forwarded_on_no_known_day_waits_in_triage_instead() -> None:
    row = one(Status="Terdisposisi Belum Ditindaklanjuti", Tanggal_Disposisi=None)
    assert row.past is not None
    assert row.past["events"] == []
    assert "triase" in row.remarks[0]


def test_an_archived_row_is_taken_in_only_with_a_reason_the_region_chose() -> None:
    chosen = msgspec.structs.replace(LAPOR, archived_as=ArchiveReason.TOO_GENERAL)
    row = one(chosen, **{"Status": "Arsip", "Tanggal Selesai": "05-11-2026 10:00"})
    assert row.past is not None
    assert row.past["events"][0]["reason"] == "too_general"


def test_a_number_that_stands_twice_is_taken_in_once() -> None:
    cells = [list(GOOD.values())] * 2
    first, second = read_rows(LAPOR, NAMES, [list(GOOD), *cells], NOW)
    assert first.past is not None
    assert second.past is None
    assert "baris 2" in second.faults[0]


def test_a_fault_names_the_column_as_the_table_calls_it() -> None:
    cells = {**GOOD, "Status": "Diproses entah"}
    table = [["tanggal_masuk" if heading == "Tanggal Masuk" else heading for heading in cells], list(cells.values())]
    table[1][table[0].index("tanggal_masuk")] = "kemarin"
    (row,) = read_rows(LAPOR, NAMES, table, NOW)
    assert any("“tanggal_masuk”" in str(fault) for fault in row.faults)
    assert any("“Status”" in str(fault) for fault in row.faults)


def test_headings_that_are_needed_are_named() -> None:
    told = missing_columns(LAPOR, ["tracking_id", " tanggal masuk "])
    assert [one[0] for one in told] == ["Isi Laporan", "Status"]
    assert [set(one) for one in told] == [set(LAPOR.columns["text"]), set(LAPOR.columns["status"])]


def test_headings_that_mean_the_same_are_named_once() -> None:
    system = msgspec.structs.replace(LAPOR, columns={"text": ("Isi Laporan", "isi_laporan", "Isi")})
    assert system.known_as("text") == ("Isi Laporan", "Isi")


@given(st.sampled_from(list(Status)))
def test_every_status_of_ours_has_a_word_that_reads_back_as_what_it_is_or_as_less(status: Status) -> None:
    """What is pledged, disputed or waits for the citizen is never written as done."""
    word = LAPOR.word_of(status)
    meaning = LAPOR.statuses.get(word)
    if status in (Status.RESOLVED, Status.CLOSED):
        assert meaning is Status.CLOSED
    else:
        assert meaning is not Status.CLOSED

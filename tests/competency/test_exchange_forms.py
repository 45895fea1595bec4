"""Files as other systems write them: what means the same is read the same, and what cannot be meant is refused."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from competency import cells
from competency.cases import NEVER, outcomes
from competency.exchange import Unreadable, read
from competency.exchange_lines import BOM
from competency.queueing import waits
from competency.signals import find

Rows = list[dict[str, Any]]
MONDAY = date(2026, 3, 2)
FIELDS = ("unit", "topic", "severity", "reporter", "received", "replied", "closed", "reopened", "clarified", "rating")


def _complaints(many: int = 40) -> Rows:
    return [
        {
            "id": f"C{number}",
            "unit": ("DLH", "DISHUB")[number % 2],
            "topic": ("sampah", "jalan", "air")[number % 3],
            "severity": ("ringan", "sedang", "berat")[number % 3],
            "channel": "whatsapp",
            "reporter": f"R{number // 2}",
            "received_at": f"{MONDAY + timedelta(days=number // 2)}T09:00:00",
            "sla_first_days": 3,
            "sla_days": 5,
            "status": "selesai",
            "rating": number % 6 or None,
            "repeat_of_topic": number % 7 == 0,
        }
        for number in range(many)
    ]


def _events(complaints: Rows) -> Rows:
    """In the order of time; the last complaint of four stays open."""
    found = []
    for number, one in enumerate(complaints):
        since = date.fromisoformat(one["received_at"][:10])
        own = {"complaint": one["id"], "unit": one["unit"]}
        found.append(own | {"type": "diterima", "at": one["received_at"]})
        found.append(own | {"type": "tanggapan_pertama", "at": f"{since}T11:30:00"})
        found.append(own | {"type": "klarifikasi", "at": f"{since + timedelta(days=1)}T08:00:00"})
        if number % 4 < 3:
            closed = {"type": "selesai", "at": f"{since + timedelta(days=3)}T10:00:00"}
            found.append(own | closed | {"template_only": number % 5 == 0})
        if number % 8 == 2:
            found.append(own | {"type": "dibuka_kembali", "at": f"{since + timedelta(days=3)}T15:00:00"})
    return sorted(found, key=lambda row: row["at"])


def _staff() -> Rows:
    months = ("2026-01", "2026-02", "2026-03", "2026-04")
    return [
        {"unit": unit, "month": month, "officers": 4, "capacity_hours": 40.0}
        for unit in ("DISHUB", "DLH")
        for month in months
    ]


def _written(folder: Path, complaints: Rows, events: Rows, staff: Rows | None = None) -> Path:
    for name, rows in (("complaints", complaints), ("events", events), ("staff", staff)):
        if rows is not None:
            (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / "calendar.json").write_text(json.dumps({"start": str(MONDAY), "non_working": ["2026-03-20"]}))
    return folder


def _told(folder: Path) -> dict[str, Any]:
    history = read(folder)
    found = {name: getattr(history.cases, name).tolist() for name in FIELDS}
    return found | {"units": history.cases.units, "worked": history.calendar.worked.tolist(), "last": history.last}


def _each(*fields: str, by: Callable[[Any], Any]) -> Callable[[Rows], Rows]:
    return lambda rows: [row | {name: by(row[name]) for name in fields if row.get(name) is not None} for row in rows]


def _without(*fields: str) -> Callable[[Rows], Rows]:
    return lambda rows: [{name: row[name] for name in row if name not in fields} for row in rows]


def _same(rows: Rows) -> Rows:
    return rows


@pytest.mark.parametrize(
    ("complaint", "event"),
    [
        (_each("received_at", by=lambda at: at.replace("T", " ")), _each("at", by=lambda at: at.replace("T", " "))),
        (_each("received_at", by=lambda at: at + ".123456"), _each("at", by=lambda at: at + ".5")),
        (_each("received_at", by=lambda at: at[:16]), _each("at", by=lambda at: at[:16])),
        (_each("received_at", by=lambda at: at + "+07:00"), _each("at", by=lambda at: at + "+07:00")),
        (_each("sla_days", "sla_first_days", "rating", by=str), _each("template_only", by=int)),
        (_each("severity", by=lambda name: f" {name.title()}"), _without("unit")),
        (_each("id", by=lambda name: int(name[1:])), _each("complaint", by=lambda name: int(name[1:]))),
        (_without("status", "channel", "repeat_of_topic"), _same),
        (lambda rows: [row | {"catatan": {"apa": [1]}, "status": 4} for row in rows], _same),
        (_same, lambda rows: sorted(rows, key=lambda row: row["complaint"])),
    ],
)
def test_what_means_the_same_is_read_the_same(
    tmp_path: Path, complaint: Callable[[Rows], Rows], event: Callable[[Rows], Rows]
) -> None:
    complaints = _complaints()
    events = _events(complaints)
    told = _told(_written(tmp_path, complaints, events))
    assert _told(_written(tmp_path, complaint(complaints), event(events))) == told


def test_marks_and_line_ends_of_other_programs_change_nothing(tmp_path: Path) -> None:
    complaints = _complaints()
    folder = _written(tmp_path, complaints, _events(complaints), _staff())
    told = _told(folder)
    for path in folder.iterdir():
        path.write_bytes(BOM + path.read_bytes().replace(b"\n", b"\r\n\r\n"))
    assert _told(folder) == told


def test_days_of_the_calendar_may_have_a_time_and_name_sundays(tmp_path: Path) -> None:
    complaints = _complaints()
    folder = _written(tmp_path, complaints, _events(complaints))
    told = _told(folder)
    days = ["2026-03-20T00:00:00", "2026-03-07", "2026-03-08"]
    (folder / "calendar.json").write_text(json.dumps({"non_working": days}))
    assert _told(folder) == told


def test_who_is_not_named_is_somebody_else_each_time(tmp_path: Path) -> None:
    complaints = [_complaints()[place] | {"reporter": name} for place, name in enumerate(("", None, "", "R1", "R1"))]
    assert read(_written(tmp_path, complaints, [])).cases.reporter.tolist() == [0, 1, 2, 3, 3]


def test_a_rating_of_the_complaint_counts_where_no_event_tells_it(tmp_path: Path) -> None:
    """Its event tells the day; without one it is known once the complaint was closed."""
    complaints = [one | {"rating": 2} for one in _complaints(3)]
    events = _events(complaints)
    rated = [{"complaint": "C0", "type": "penilaian", "at": f"{MONDAY + timedelta(days=9)}T09:00:00", "rating": 2}]
    folder = _written(tmp_path, complaints, events + rated)
    assert read(folder).cases.rating.tolist() == [2, 2, 2]
    assert read(folder, MONDAY + timedelta(days=8)).cases.rating.tolist() == [0, 2, 2]
    _written(tmp_path, complaints, events)
    assert read(folder, MONDAY + timedelta(days=8)).cases.rating.tolist() == [2, 2, 2]
    assert read(folder, MONDAY).cases.rating.tolist() == [0, 0]


def test_a_history_ends_with_its_last_complaint_where_events_run_on(tmp_path: Path) -> None:
    """What closes years later moves no window; which day is meant can be said."""
    complaints = _complaints()
    last = MONDAY + timedelta(days=19)
    late = {"complaint": "C3", "type": "selesai", "unit": "DLH"}
    folder = _written(tmp_path, complaints, [*_events(complaints), late | {"at": "2029-01-05T10:00:00"}])
    history = read(folder)
    assert history.last == last.toordinal()
    assert history.cases.closed[3] == NEVER
    assert [one for one in history.remarks if "2029-01-05" in one and str(last) in one]
    again = read(folder, date(2029, 2, 1))
    assert (again.last, again.remarks) == (date(2029, 1, 5).toordinal(), ())
    assert again.cases.closed[3] == date(2029, 1, 5).toordinal()


def test_what_is_left_out_or_read_otherwise_is_said(tmp_path: Path) -> None:
    complaints = _complaints()
    stray = [{"complaint": "X9", "type": "selesai", "at": "2026-03-03T10:00:00+07:00"}] * 2
    staff = [row | {"capacity_hours": None} for row in _staff()]
    remarks = read(_written(tmp_path, complaints, _events(complaints) + stray, staff)).remarks
    assert [word for word in ("2 events", "zone", "no hours") if any(word in one for one in remarks)] == [
        *("2 events", "zone", "no hours")
    ]
    assert read(_written(tmp_path, complaints, _events(complaints), _staff())).remarks == ()
    before = read(_written(tmp_path, complaints, _events(complaints), _staff()), MONDAY)
    assert before.remarks == (), "events of later complaints are not strange"


def test_months_without_a_word_on_staff_are_as_those_before(tmp_path: Path) -> None:
    """An unknown month is no month without people: no queue grows in it."""
    complaints = _complaints()
    events = _events(complaints)

    def waited(staff: Rows) -> list[float]:
        history = read(_written(tmp_path, complaints, events, staff))
        assert history.staff is not None
        first = int(history.cases.received.min())
        return [float(one) for one in waits(history.cases, history.staff, history.calendar, first, history.last)]

    known = waited(_staff())
    assert max(known) > 0
    for gone in ("2026-03", "2026-01", "2026-04"):
        assert waited([row for row in _staff() if row["month"] != gone]) == known
    nothing = [row | {"capacity_hours": None} if row["month"] == "2026-03" else row for row in _staff()]
    assert waited(nothing) == known
    assert set(np.array(waited([row for row in _staff() if row["unit"] == "DLH"]))[1::2]) == {0.0}


def test_staff_without_hours_counts_heads_and_says_nothing_of_a_queue(tmp_path: Path) -> None:
    complaints = _complaints()
    staff = [row | {"capacity_hours": None, "officers": 4 if row["unit"] == "DLH" else None} for row in _staff()]
    cases, known, calendar, last = read(_written(tmp_path, complaints, _events(complaints), staff))[:4]
    of = cells.window(cases, outcomes(cases, calendar, last), known, calendar, cells.first_of(last, 12), last)
    assert of.wait is None
    assert of.officers is not None
    assert dict(zip(cases.units, of.officers.tolist(), strict=True)) == {"DLH": 4.0, "DISHUB": 0.0}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("many", [1, 40, 700])
@pytest.mark.parametrize("heard", [True, False])
def test_little_is_no_fault(tmp_path: Path, many: int, heard: bool) -> None:
    """One complaint, one topic, nothing that happened: fewer words, not a broken sum."""
    complaints = [
        one | {"topic": "air", "received_at": f"{MONDAY + timedelta(days=place % 300)}T09:00:00"}
        for place, one in enumerate(_complaints(many))
    ]
    history = read(_written(tmp_path, complaints, _events(complaints) if heard else [], _staff()))
    found = find(history.cases, history.staff, history.calendar, history.last, least_people=0)
    assert found.complaints == many
    assert not [one for one in found.signals if one.strength == "kuat"]


@pytest.mark.parametrize(
    ("name", "row", "says"),
    [
        ("complaints", {"sla_days": 1e300}, "complaints.jsonl, line 41: Expected `float` <= 10000"),
        ("complaints", {"sla_days": -1}, "line 41: Expected `float` >= 0"),
        ("complaints", {"rating": 9}, "line 41: Expected `float` <= 5"),
        ("complaints", {"received_at": "01/02/2026 10:00"}, "line 41: '01/02/2026 10:00' is no date"),
        ("complaints", {"severity": "parah"}, "complaints.jsonl: C40 has the severity 'parah'"),
        ("complaints", {"id": "C1"}, "1 complaints have the number of another"),
        ("events", {"at": "kemarin"}, "events.jsonl, line 31: 'kemarin' is no date"),
        ("events", {"type": None}, "events.jsonl, line 31: Expected `str`"),
        ("staff", {"month": "Maret 2026"}, "staff.jsonl, line 9: Expected `str` matching"),
        ("staff", {"month": "2026-13"}, "staff.jsonl, line 9"),
        ("staff", {"capacity_hours": -5}, "staff.jsonl, line 9"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_line(tmp_path: Path, name: str, row: dict[str, Any], says: str) -> None:
    rows = {"complaints": _complaints(41), "staff": [*_staff(), _staff()[0]]}
    rows["complaints"][40]["received_at"] = str(MONDAY)
    rows["events"] = _events(rows["complaints"])[:31]
    rows[name][-1] |= row
    with pytest.raises(Unreadable, match=says):
        read(_written(tmp_path, rows["complaints"], rows["events"], rows["staff"]))


@pytest.mark.parametrize(
    ("complaints", "until", "says"),
    [
        ([], None, "there is no complaint at all"),
        (_complaints(), MONDAY - timedelta(days=1), "there is no complaint up to 2026-03-01"),
        ([one | {"topic": None} for one in _complaints()], None, "no complaint that names both a unit and a topic"),
    ],
)
def test_nothing_to_read_is_said_by_its_reason(tmp_path: Path, complaints: Rows, until: date | None, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read(_written(tmp_path, complaints, []), until)


def test_days_of_the_calendar_that_are_none_are_refused(tmp_path: Path) -> None:
    folder = _written(tmp_path, _complaints(), [])
    (folder / "calendar.json").write_text('{"non_working": ["besok"]}')
    with pytest.raises(Unreadable, match=r"calendar\.json: .*besok"):
        read(folder)

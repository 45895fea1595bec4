"""Another system's history read from files: what it says by a day, and what is refused."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from competency.cases import NEVER, Metric, outcomes
from competency.exchange import Unreadable, read
from competency.queueing import waits

MONDAY = date(2026, 3, 2)


def _complaint(number: int, day: date, **other: Any) -> dict[str, Any]:
    return {
        "id": f"C{number}",
        "unit": "DLH",
        "topic": "sampah",
        "severity": "ringan",
        "channel": "whatsapp",
        "reporter": f"R{number}",
        "received_at": f"{day}T09:00:00",
        "sla_first_days": 3,
        "sla_days": 5,
        "status": "selesai",
        "rating": None,
        "repeat_of_topic": False,
    } | other


def _event(number: int, kind: str, day: date, **other: Any) -> dict[str, Any]:
    return {"complaint": f"C{number}", "type": kind, "at": f"{day}T10:00:00", "unit": "DLH"} | other


def _written(
    folder: Path, complaints: list[dict[str, Any]], events: list[dict[str, Any]], free: tuple[date, ...] = ()
) -> Path:
    for name, rows in (("complaints", complaints), ("events", events)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    told = {"start": str(MONDAY), "non_working": [str(one) for one in free]}
    (folder / "calendar.json").write_text(json.dumps(told))
    return folder


def _bad(folder: Path, metric: Metric, until: date | None = None) -> tuple[list[bool], list[bool]]:
    history = read(folder, until)
    found = outcomes(history.cases, history.calendar, history.last)[metric]
    return found.judged.tolist(), found.bad.tolist()


def test_days_are_those_that_are_worked(tmp_path: Path) -> None:
    """Five working days from a Monday end with the Monday after, and a day later where one of them is free."""
    end = MONDAY + timedelta(days=7)
    folder = _written(
        tmp_path,
        [_complaint(1, MONDAY), _complaint(2, MONDAY), _complaint(3, MONDAY)],
        [_event(1, "selesai", end), _event(2, "selesai", end + timedelta(days=1)), _event(9, "selesai", end)],
    )
    assert _bad(folder, Metric.LATE) == ([True] * 3, [False, True, True]), "what is open is late"
    _written(
        tmp_path,
        [_complaint(2, MONDAY), _complaint(3, MONDAY)],
        [_event(2, "selesai", end + timedelta(days=1)), _event(3, "tanggapan_pertama", end + timedelta(days=2))],
        free=(end,),
    )
    assert _bad(folder, Metric.LATE) == ([True] * 2, [False, True])
    assert _bad(folder, Metric.LATE, end) == ([False] * 2, [False] * 2), "nobody can say yet"


def test_what_happened_later_is_not_known_yet(tmp_path: Path) -> None:
    closed = MONDAY + timedelta(days=2)
    events = [
        _event(1, "tanggapan_pertama", MONDAY),
        _event(1, "klarifikasi", MONDAY),
        _event(1, "klarifikasi", closed),
        _event(1, "selesai", closed, template_only=True),
        _event(1, "dibuka_kembali", closed + timedelta(days=12)),
        _event(1, "penilaian", closed + timedelta(days=13), rating=2),
        _event(1, "makan_siang", closed + timedelta(days=40)),
    ]
    folder = _written(tmp_path, [_complaint(1, MONDAY, rating=2)], events)
    whole = read(folder, closed + timedelta(days=40))
    assert whole.skipped == {"makan_siang": 1}
    found = outcomes(whole.cases, whole.calendar, whole.last)
    for metric in (Metric.REOPENED, Metric.CLARIFIED, Metric.LOW, Metric.TEMPLATE):
        assert (found[metric].judged.tolist(), found[metric].bad.tolist()) == ([True], [True]), metric
    before = read(folder, closed + timedelta(days=3)).cases
    assert (before.rating.tolist(), before.reopened.tolist()) == ([0], [NEVER])


def test_who_hands_it_on_answers_for_it(tmp_path: Path) -> None:
    events = [_event(1, "dialihkan", MONDAY, unit="DISHUB"), _event(1, "dialihkan", MONDAY + timedelta(days=1))]
    complaints = [_complaint(1, MONDAY), _complaint(2, MONDAY + timedelta(days=9), unit="DISHUB")]
    cases = read(_written(tmp_path, complaints, events)).cases
    assert cases.rerouted.tolist() == [2, 0]
    assert [cases.units[one] for one in cases.sender] == ["DISHUB", "DISHUB"]


def test_a_queue_grows_where_hours_are_missing(tmp_path: Path) -> None:
    """Ten heavy complaints a day are eighty hours; who has forty a day is a day further behind with each."""
    days = [MONDAY + timedelta(days=one) for one in range(4)]
    complaints = [
        _complaint(number, day, severity="berat") for number, day in enumerate(day for day in days for _ in range(10))
    ]
    folder = _written(tmp_path, complaints, [])
    worked = 22  # in March 2026
    staff = {"unit": "DLH", "month": "2026-03", "officers": 6, "capacity_hours": 40 * worked}
    (folder / "staff.jsonl").write_text(json.dumps(staff) + "\n")
    history = read(folder, date(2026, 3, 31))
    assert history.staff is not None
    wait = waits(history.cases, history.staff, history.calendar, MONDAY.toordinal(), history.last)
    assert np.unique(wait.round(6)).tolist() == pytest.approx([0, 1, 2, 3])


def test_the_order_of_lines_and_what_is_not_known_change_nothing(tmp_path: Path) -> None:
    """Complaints without a topic are left out and counted; states and fields of other systems are not read."""
    closed = MONDAY + timedelta(days=2)
    complaints = [
        _complaint(1, MONDAY, status="menunggu_pihak_ketiga", teks="apa pun"),
        _complaint(2, MONDAY, topic=None, reporter=None),
        _complaint(3, MONDAY, unit="DISHUB", reporter=7, rating=None),
    ]
    events = [
        _event(1, "dialihkan", MONDAY, unit="DISHUB"),
        _event(1, "dialihkan", MONDAY + timedelta(days=1), unit="DLH"),
        _event(1, "selesai", closed, template_only=True),
        _event(1, "dibuka_kembali", closed + timedelta(days=1)),
        _event(1, "selesai", closed + timedelta(days=4), template_only=False),
        _event(1, "eskalasi", closed + timedelta(days=4)),
    ]
    told = read(_written(tmp_path, complaints, events))
    assert (told.unplaced, told.skipped, told.cases.ids) == (1, {"eskalasi": 1}, ("C1", "C3"))
    again = read(_written(tmp_path, complaints, events[::-1]))
    for field in ("closed", "template", "reopened", "sender", "rerouted"):
        assert getattr(again.cases, field).tolist() == getattr(told.cases, field).tolist(), field
    assert told.cases.template.tolist() == [True, False], "the first answer counts"
    assert told.cases.units[told.cases.sender[0]] == "DISHUB"


def test_ratings_without_a_day_are_known_once_it_is_closed(tmp_path: Path) -> None:
    closed = MONDAY + timedelta(days=2)
    events = [_event(1, "tanggapan_pertama", MONDAY), _event(1, "selesai", closed)]
    folder = _written(tmp_path, [_complaint(1, MONDAY, rating=2)], events)
    assert read(folder).cases.rating.tolist() == [2]
    assert read(folder, closed).cases.rating.tolist() == [2]
    assert read(folder, MONDAY).cases.rating.tolist() == [0]


@pytest.mark.parametrize(
    ("name", "line", "says"),
    [
        ("complaints.jsonl", '{"id": 1}', "line 1"),
        ("events.jsonl", "no json", "line 1"),
        ("calendar.json", "[]", "calendar.json"),
    ],
)
def test_a_file_that_says_something_else_is_refused_by_its_line(
    tmp_path: Path, name: str, line: str, says: str
) -> None:
    folder = _written(tmp_path, [_complaint(1, MONDAY)], [_event(1, "selesai", MONDAY)])
    (folder / name).write_text(line)
    with pytest.raises(Unreadable, match=says):
        read(folder)
    (folder / name).unlink()
    with pytest.raises(Unreadable, match=name):
        read(folder)


def test_a_severity_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="C1 has the severity 'parah'"):
        read(_written(tmp_path, [_complaint(1, MONDAY, severity="parah")], []))

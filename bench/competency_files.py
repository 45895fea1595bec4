"""An invented world written as files, the way any other system's history is exchanged."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from bench.competency_world import World
from competency.cases import NEVER, Cases
from competency.exchange import SEVERITIES


def write(world: World, folder: Path, *, staff: bool = True) -> None:
    """complaints.jsonl, events.jsonl, calendar.json and, if wanted, staff.jsonl; the folder is there."""
    cases = world.cases
    _lines(folder / "complaints.jsonl", (_complaint(cases, row) for row in range(len(cases))))
    _lines(folder / "events.jsonl", (event for row in range(len(cases)) for event in _events(cases, row)))
    first = world.calendar.first
    free = [str(date.fromordinal(first + day)) for day, worked in enumerate(world.calendar.worked) if not worked]
    (folder / "calendar.json").write_bytes(
        msgspec.json.encode({"start": str(date.fromordinal(first)), "non_working": free})
    )
    if staff:
        _lines(folder / "staff.jsonl", _duties(world))


def _lines(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    encoder = msgspec.json.Encoder()
    with path.open("wb") as file:
        for row in rows:
            file.write(encoder.encode(row) + b"\n")


def _complaint(cases: Cases, row: int) -> dict[str, Any]:
    return {
        "id": cases.ids[row],
        "unit": cases.units[cases.unit[row]],
        "topic": cases.topics[cases.topic[row]],
        "severity": SEVERITIES[cases.severity[row]],
        "channel": cases.channels[cases.channel[row]],
        "reporter": f"R{cases.reporter[row]}",
        "received_at": f"{date.fromordinal(int(cases.received[row]))}T08:00:00",
        "sla_first_days": int(cases.first_days[row]),
        "sla_days": int(cases.days[row]),
        "status": "selesai" if cases.closed[row] < NEVER else "diproses",
        "rating": int(cases.rating[row]) or None,
        "repeat_of_topic": bool(cases.repeated[row]),
    }


def _events(cases: Cases, row: int) -> Iterator[dict[str, Any]]:
    """In the order of time."""
    unit = cases.units[cases.unit[row]]

    def told(kind: str, day: int, hour: int, **other: Any) -> dict[str, Any]:
        at = f"{date.fromordinal(day)}T{hour:02d}:00:00"
        return {"complaint": cases.ids[row], "type": kind, "at": at, "unit": unit, **other}

    received = int(cases.received[row])
    yield told("diterima", received, 8)
    for _ in range(int(cases.rerouted[row])):
        yield told("dialihkan", received, 9) | {"unit": cases.units[cases.sender[row]]}
    for _ in range(int(cases.clarified[row])):
        yield told("klarifikasi", received, 10)
    if cases.replied[row] < NEVER:
        yield told("tanggapan_pertama", int(cases.replied[row]), 11)
    if cases.closed[row] < NEVER:
        yield told("selesai", int(cases.closed[row]), 12, template_only=bool(cases.template[row]))
    if cases.reopened[row] < NEVER:
        yield told("dibuka_kembali", int(cases.reopened[row]), 13)


def _duties(world: World) -> Iterator[dict[str, Any]]:
    staff = world.staff
    for unit, name in enumerate(world.cases.units):
        for month in range(staff.hours.shape[1]):
            year, place = divmod(staff.first_month + month, 12)
            duty = {"officers": float(staff.officers[unit, month]), "capacity_hours": float(staff.hours[unit, month])}
            yield {"unit": name, "month": f"{year}-{place + 1:02d}"} | duty

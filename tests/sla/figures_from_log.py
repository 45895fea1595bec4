"""Figures of the oversight from nothing but the log's rows, case by case, slowly and plainly."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from workdays.working_days import Calendar

TENTH = timedelta(seconds=2700)
DAY = timedelta(hours=7, minutes=30)
OVER = {
    "complaint.archived": "given up",
    "complaint.marked_duplicate": "given up",
    "complaint.forwarded_out": "given up",
    "complaint.split": "split",
}


@dataclass
class Told:
    """What the log tells of one case."""

    received: datetime | None = None
    restricted: bool = False
    open: bool = True
    stands: datetime | None = None
    """Since when an answer stands."""
    answered: datetime | None = None
    met: datetime | None = None
    """When completion was. Against a formal answer an objection runs, and that promise stays kept."""
    formal: bool = False
    over: tuple[str, datetime] | None = None
    due: datetime | None = None
    missed: bool = False
    stopped: bool = False
    disputed: bool = False
    score: int = 0
    forwards: int = 0
    spells: list[tuple[datetime, str | None]] = field(default_factory=list)

    def hear(self, kind: str, at: datetime, data: dict[str, Any]) -> None:
        completion = data.get("stage") == "completion"
        if kind == "complaint.filed":
            self.received = datetime.fromisoformat(data["received_at"])
            self._of_kind(data["kind"])
        elif kind == "complaint.reclassified":
            self._of_kind(data["kind"])
        elif kind in ("complaint.forwarded", "complaint.sent_back"):
            self.spells.append((at, data.get("unit") if kind == "complaint.forwarded" else None))
            self.forwards += kind == "complaint.forwarded" and data.get("ground") != "unit_closed"
            self.stands = None
        elif kind == "complaint.resolved":
            self.stands, self.answered, self.met, self.stopped = at, at, self.met or at, False
        elif kind == "complaint.pledged":
            self.stopped = False
        elif kind == "complaint.disputed":
            self.disputed, self.stands = True, None
            self.met = self.met if self.formal else None
        elif kind == "complaint.closed":
            self.open = False
        elif kind in OVER:
            self.open, self.over = False, (OVER[kind], at)
        elif kind == "outside.declined":
            self.open, self.over = True, None
        elif kind == "complaint.rated":
            self.score = data["score"]
        elif kind == "deadline.missed" and completion:
            self.missed = True
        elif kind == "promise.paused" and completion:
            self.stopped = True
        elif kind in ("promise.given", "promise.moved", "promise.resumed") and completion:
            self.due = datetime.fromisoformat(data["due"])
            self.stopped = self.stopped and kind == "promise.moved"

    def _of_kind(self, kind: str) -> None:
        self.restricted = kind == "pengaduan_berkadar_pengawasan"
        self.formal = kind == "permohonan_informasi_publik"


def told(log: Iterable[tuple[Any, str, datetime, dict[str, Any]]]) -> list[Told]:
    """Of (case, type, instant, data) in order."""
    cases: dict[Any, Told] = defaultdict(Told)
    for case, kind, at, data in log:
        cases[case].hear(kind, at, data)
    return list(cases.values())


def figures(cases: Sequence[Told], calendar: Calendar, first: date, now: datetime) -> dict[str, float | None]:
    """Of all units together, for the days from `first` to today."""
    zone = ZoneInfo(calendar.zone)
    seen = [one for one in cases if not one.restricted]

    def within(instant: datetime | None) -> bool:
        return instant is not None and first <= instant.astimezone(zone).date() <= now.astimezone(zone).date()

    came = [one for one in seen if within(one.received)]
    kept = [(one, _kept(one, calendar, now)) for one in seen]
    lengths = sorted(_length(one, calendar, now) for one in came)
    replied, settled = ([one for one in seen if within(getattr(one, what))] for what in ("answered", "stands"))
    return {
        "received": len(came),
        "open": sum(one.open for one in seen),
        "on_time": sum(state == "on time" and within(one.due) for one, state in kept),
        "late": sum(state == "late" and within(min(one.due or now, now)) for one, state in kept),
        "median": _product_limit(lengths, 0.5),
        "ninetieth": _product_limit(lengths, 0.9),
        "replied": len(replied),
        "disputed": sum(one.disputed for one in replied),
        "settled": len(settled),
        "rated": sum(one.score > 0 for one in settled),
        "content": sum(one.score >= 4 for one in settled),
        "passed": sum(one.forwards > 1 for one in came),
    }


def _held(one: Told, calendar: Calendar, now: datetime) -> bool:
    """Whether a unit that has it no longer had it for a working day."""
    ends = [*(at for at, _ in one.spells[1:]), now]
    times: dict[str, timedelta] = defaultdict(timedelta)
    for (since, unit), until in zip(one.spells, ends, strict=False):
        if unit is not None:
            times[unit] += calendar.working_time(since, until)
    last = one.spells[-1][1] if one.spells and not one.over else None
    return any(time >= DAY for unit, time in times.items() if unit != last)


def _given_up(one: Told, calendar: Calendar, now: datetime) -> bool:
    return one.over is not None and one.over[0] == "given up" and not one.stands and _held(one, calendar, now)


def _kept(one: Told, calendar: Calendar, now: datetime) -> str:
    if one.due is None:
        return ""
    past = (one.met or now) > one.due and not one.stopped and one.over is None
    if one.missed or past:
        return "late"
    if one.met:
        return "on time"
    return "late" if _given_up(one, calendar, now) else ""


def _length(one: Told, calendar: Calendar, now: datetime) -> tuple[int, bool]:
    """Tenths of working days, and whether an answer ended them."""
    ended = one.over[1] if one.over and not _given_up(one, calendar, now) else now
    assert one.received is not None
    spent = calendar.working_time(one.received, max(one.received, one.stands or ended))
    return ceil(spent / TENTH - 1e-9), one.stands is not None


def _product_limit(lengths: Sequence[tuple[int, bool]], share: float) -> float | None:
    """When `share` of them was done, after Kaplan and Meier, step by step."""
    left = 1.0
    for length, done, risk in _steps(lengths):
        left *= 1 - done / risk
        if left <= 1 - share + 1e-9:
            return float(length)
    return None


def _steps(lengths: Sequence[tuple[int, bool]]) -> Iterator[tuple[int, int, int]]:
    for length in sorted({one for one, done in lengths if done}):
        yield length, sum(one == (length, True) for one in lengths), sum(one >= length for one, _ in lengths)

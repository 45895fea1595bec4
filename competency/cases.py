"""Complaints as columns, and what can be said of each by a day: which outcomes can be judged, and which were bad. Pure.

A complaint is judged only once it is old enough, whether it was closed or not: what lies open counts as late.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from competency.shrinkage import Flags, Floats

Codes = NDArray[np.int64]
NEVER = np.iinfo(np.int64).max // 2
"""The day of what has not happened."""

REOPENED_WITHIN = 30
"""Days after closing within which a complaint that is opened again says that its answer did not hold."""
CLARIFIED_AFTER = 3
REROUTED_AFTER = 5
SEVERAL = 2
LOW_RATING = 2
"""Of five steps; this or less."""


class Metric(StrEnum):
    """What may have gone badly, as it is called in what is exchanged."""

    LATE_FIRST = "respon_awal_telat"
    LATE = "lewat_sla"
    REOPENED = "dibuka_kembali"
    CLARIFIED = "klarifikasi_berulang"
    LOW = "nilai_rendah"
    TEMPLATE = "jawaban_templat"
    REROUTED = "dialihkan_berulang"
    REPEATED = "laporan_ulang"


class WorkingDays:
    """Which days are worked; days are ordinals, counted from 1 January of year 1.

    It should hold whole months: a month's hours on duty are spread over its working days.
    """

    def __init__(self, first: int, worked: Flags) -> None:
        self.first, self.worked = first, worked
        self._before = np.concatenate([[0], np.cumsum(worked)])

    def between(self, since: Codes, until: Codes) -> Codes:
        """Days worked after each `since`, up to and with `until`."""
        return self._count(until) - self._count(since)

    def _count(self, days: Codes) -> Codes:
        """Days worked up to and with each; of a day beyond the calendar as many as there are."""
        places = np.clip(days - self.first + 1, 0, len(self.worked))
        found: Codes = self._before[places]
        return found


@dataclass(frozen=True)
class Cases:
    """A row for each complaint. Codes point into the names; days are ordinals, NEVER for what did not happen."""

    units: tuple[str, ...]
    topics: tuple[str, ...]
    channels: tuple[str, ...]
    ids: tuple[str, ...]
    unit: Codes
    topic: Codes
    channel: Codes
    severity: Codes
    """0 light, 1 middling, 2 heavy."""
    reporter: Codes
    received: Codes
    first_days: Codes
    """Working days within which the first reply was promised."""
    days: Codes
    """Working days within which it was to be done."""
    replied: Codes
    closed: Codes
    """The first time."""
    reopened: Codes
    clarified: Codes
    """How often the reporter was asked."""
    rerouted: Codes
    """How often it was handed on."""
    sender: Codes
    """The unit that handed it on first, else the one that has it."""
    template: Flags
    """Whether the answer says nothing of this very case."""
    rating: Codes
    """0 where nobody rated it."""
    repeated: Flags
    acted: Codes | None = None
    """Who acted on what, where that is known: pairs of a row and a person's code, which means nothing elsewhere."""

    def __len__(self) -> int:
        return len(self.ids)


class Outcome(NamedTuple):
    """Of each complaint whether it can be judged yet, and whether it went badly."""

    judged: Flags
    bad: Flags


def outcomes(cases: Cases, calendar: WorkingDays, today: int) -> dict[Metric, Outcome]:
    """As known at the end of `today`."""
    age = calendar.between(cases.received, np.full(len(cases), today))
    closed = cases.closed <= today
    since_closed = np.where(closed, today - cases.closed, -1)
    rated = cases.rating > 0
    late = calendar.between(cases.received, cases.closed) > cases.days
    held = (cases.reopened - cases.closed) <= REOPENED_WITHIN
    return {
        Metric.LATE_FIRST: _outcome(
            age > cases.first_days, calendar.between(cases.received, cases.replied) > cases.first_days
        ),
        Metric.LATE: _outcome(age > cases.days, late),
        Metric.REOPENED: _outcome(since_closed >= REOPENED_WITHIN, held & (cases.reopened < NEVER)),
        Metric.CLARIFIED: _outcome(since_closed >= CLARIFIED_AFTER, cases.clarified >= SEVERAL),
        Metric.LOW: _outcome(rated, cases.rating <= LOW_RATING),
        Metric.TEMPLATE: _outcome(closed, cases.template),
        Metric.REROUTED: _outcome(today - cases.received >= REROUTED_AFTER, cases.rerouted >= SEVERAL),
        Metric.REPEATED: _outcome(np.ones(len(cases), dtype=bool), cases.repeated),
    }


def _outcome(judged: Flags, bad: Flags) -> Outcome:
    return Outcome(judged, bad & judged)


def share(values: Floats) -> float:
    """Their mean, 0 of none."""
    return float(values.mean()) if len(values) else 0.0

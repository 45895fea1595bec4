"""The numbers of a signal as they are frozen when it is found, under the names by which they are exchanged. Pure."""

import msgspec

from competency.details import Detail
from competency.signals import STRONG_BAR, STRONG_WRONG, Found, Signal, Strength

VERSION = "1.0"
"""Of the method; raised whenever the same evidence would give other numbers."""


class Part(
    msgspec.Struct,
    frozen=True,
    rename={
        "metric": "metrik",
        "observed": "diamati",
        "expected": "diharapkan",
        "ratio": "rasio",
        "after_queue": "setelah_antrean",
    },
):
    """One measure of a signal."""

    metric: str
    n: int
    """Complaints that could be judged."""
    observed: int
    expected: float
    ratio: float | None
    after_queue: bool


class Beside(
    msgspec.Struct,
    frozen=True,
    rename={
        "other_topics": "topik_lain_unit_ini",
        "other_units": "topik_ini_unit_lain",
        "queue_days": "antrean_standar_hari",
        "surge": "lonjakan",
        "repeat_ratio": "laporan_ulang_rasio",
    },
):
    """What it is held against; None where nothing can be said."""

    other_topics: float | None
    other_units: float | None
    queue_days: float | None
    surge: bool
    repeat_ratio: float | None


class Month(msgspec.Struct, frozen=True, rename={"month": "bulan", "observed": "diamati", "expected": "diharapkan"}):
    """Events of the complaints that came in during a month, written as 2026-10."""

    month: str
    observed: int
    expected: float


class Promise(
    msgspec.Struct,
    frozen=True,
    rename={"method": "metode", "limit": "batas", "size": "ukuran", "claimed": "perkiraan_keliru"},
):
    """What the whole list of strong signals promises: `claimed` is the share expected to be wrong, at most `limit`."""

    size: int
    claimed: float
    limit: float = STRONG_WRONG
    method: str = "fdr-bayes"


class Numbers(
    msgspec.Struct,
    frozen=True,
    rename={
        "n": "n_aduan",
        "reporters": "n_pelapor",
        "observed": "diamati",
        "expected": "diharapkan",
        "raw_ratio": "rasio_mentah",
        "ratio": "rasio",
        "bar": "ambang_rasio",
        "promise": "janji_daftar",
        "parts": "rincian",
        "beside": "pembanding",
        "months": "bulanan",
        "since": "mulai_tampak",
    },
):
    """Of one signal. Events are sums over the measures of its family."""

    n: int
    reporters: int
    observed: int
    expected: float
    raw_ratio: float | None
    ratio: float
    """Drawn towards 1 as far as little is known."""
    interval90: tuple[float, float]
    promise: Promise
    parts: tuple[Part, ...]
    beside: Beside
    months: tuple[Month, ...]
    since: str | None
    bar: float = STRONG_BAR
    """The ratio beyond which a strong signal most probably lies."""


def frozen(found: Found, signal: Signal, detail: Detail) -> Numbers:
    """What a report keeps of a signal."""
    strong = sum(one.strength is Strength.STRONG for one in found.signals)
    return Numbers(
        signal.n,
        detail.reporters,
        signal.observed,
        signal.expected,
        round(signal.observed / signal.expected, 2) if signal.expected else None,
        signal.ratio,
        signal.interval90,
        Promise(strong, round(found.claimed, 3)),
        tuple(Part(str(one.metric), *one[1:]) for one in detail.metrics),
        Beside(*detail.comparators),
        tuple(Month(*one) for one in detail.months),
        detail.since,
    )

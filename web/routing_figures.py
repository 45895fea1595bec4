"""How the router does, in words that a supervisor may rely on: shares with intervals, and what is not known yet."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from foundation.language import mark as _
from routing.calibration import FEWEST_IN_BAND, Bin, band_for, reliability, wilson
from routing.corrections import Judged
from routing.tally import Tally
from web import formatting
from web.reliability_chart import by_chance, diagram
from web.routing_words import owner_name
from web.wording import Wording

LEAST = FEWEST_IN_BAND
"""Of fewer reports no share is told."""
A_POINT = 20
"""So many reports at least stand behind a point of the diagram."""
LEAST_DRAWN = 5 * A_POINT
MOST_POINTS = 15
MOST_MIXED = 8
"""So many rows of the confusion table stand on the page; all of them on a page of its own."""
AIMS = (0.90, 0.95, 0.97, 0.99)

_TOO_FEW = _("baru {n} laporan: belum dapat dinilai")


def percent(wording: Wording, share: float) -> str:
    return formatting.percent(share, wording.language, "#,##0%")


def share_of(wording: Wording, right: int, n: int) -> dict[str, str]:
    """A share as `value`, and in `note` its interval and of how many; neither where there are too few."""
    if n < LEAST:
        return {"value": "–", "note": wording.say(_TOO_FEW, n=wording.number(n))}
    low, high = wilson(right, n)
    return {
        "value": percent(wording, right / n),
        "note": wording.say(
            _("{low} sampai {high}; {right} dari {n} laporan"),
            low=percent(wording, low),
            high=percent(wording, high),
            right=wording.number(right),
            n=wording.number(n),
        ),
    }


TILES = {
    "advised": _("Mendapat saran"),
    "by_itself": _("Langsung diteruskan"),
    "by_itself_right": _("Langsung diteruskan dan benar"),
    "decided": _("Diputuskan orang"),
    "open": _("Belum diputuskan"),
    "first_right": _("Saran pertama tepat"),
    "three_right": _("Tepat di antara tiga saran"),
    "sample_right": _("Uji petik benar"),
}
"""Fields of Tally whose cases can be opened, as their list is called."""


def summary(wording: Wording, tally: Tally) -> dict[str, Any]:
    """The figures on top."""
    own = share_of(wording, tally.by_itself_right, tally.by_itself_known)
    waiting = tally.by_itself - tally.by_itself_known
    if waiting:
        own["note"] = wording.say(_("{note}. {n} lagi belum diketahui"), note=own["note"], n=wording.number(waiting))
    return {
        "advised": tally.advised,
        "by_itself": tally.by_itself,
        "own": own,
        "decided": tally.decided,
        "first": share_of(wording, tally.first_right, tally.decided),
        "three": share_of(wording, tally.three_right, tally.decided),
        "sample": share_of(wording, tally.sample_right, tally.sample) if tally.sample else None,
        "open": tally.open,
    }


def reliability_words(wording: Wording, judged: Judged, band: float | None) -> dict[str, Any]:
    """The diagram, its table, and how far the probabilities miss; only `known` where there are too few to draw."""
    known = len(judged.share)
    if known < LEAST_DRAWN:
        return {"known": known, "least": LEAST_DRAWN, "chart": None}
    bins = reliability(judged.share, judged.right, min(MOST_POINTS, known // A_POINT))
    misses = sum(one.n * abs(one.probability - one.right) for one in bins) / known
    chance = by_chance(bins)
    return {
        "known": known,
        "least": LEAST_DRAWN,
        "chart": diagram(bins, band),
        "band": "" if band is None else _hundred(wording, band),
        "rows": [_bin(wording, one) for one in bins],
        "misses": _points(wording, misses),
        "chance": _points(wording, chance),
        "verdict": wording.say(_verdict(bins, misses, chance)),
    }


def _verdict(bins: Sequence[Bin], misses: float, chance: float) -> str:
    """Whether it may be believed, and if not, which way it errs."""
    if misses <= max(1.5 * chance, 0.03):
        return _("Selisih sekecil ini dapat terjadi kebetulan saja: angka sistem dapat dipercaya.")
    lean = sum(one.n * (one.probability - one.right) for one in bins)
    if lean > 0:
        return _("Sistem cenderung terlalu yakin: kenyataannya lebih sering salah daripada katanya.")
    return _("Sistem cenderung terlalu ragu: kenyataannya lebih sering benar daripada katanya.")


def _bin(wording: Wording, one: Bin) -> dict[str, str]:
    return {
        "said": _hundred(wording, one.probability),
        "right": _hundred(wording, one.right),
        "between": f"{_hundred(wording, one.low)}–{_hundred(wording, one.high)}",
        "n": wording.number(one.n),
    }


def _hundred(wording: Wording, share: float) -> str:
    return formatting.decimal(round(100 * share), wording.language)


def _points(wording: Wording, share: float) -> str:
    """Of a hundred, to a tenth."""
    return formatting.decimal(round(100 * share, 1), wording.language, "#,##0.#")


def mixed_up(wording: Wording, pairs: Sequence[tuple[str, str, int]]) -> list[dict[str, Any]]:
    """Who was taken for whom, most frequent first, each beside how often the first of them was advised at all."""
    advised: Counter[str] = Counter()
    for before, _after, n in pairs:
        advised[before] += n
    return [
        {
            "before": owner_name(wording, before),
            "after": owner_name(wording, after),
            "codes": (before, after),
            "n": n,
            "of": advised[before],
        }
        for before, after, n in sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))
        if before != after
    ]


def aims(wording: Wording, judged: Judged, asked: float) -> list[dict[str, str]]:
    """What would have gone on by itself had so many of a hundred been asked to be right; `asked` is what is now.

    Empty where little is known. At most, since what is unclear about place or owner is left to a person however sure
    the unit is.
    """
    known = len(judged.share)
    if known < LEAST_DRAWN:
        return []
    rows = []
    for aim in sorted({*AIMS, asked}):
        band = band_for(judged.share, judged.right, aim)
        part = 0.0 if band is None else sum(share >= band for share in judged.share) / known
        rows.append({"aim": _points(wording, aim), "part": percent(wording, part), "none": "" if part else "ya"})
    return rows

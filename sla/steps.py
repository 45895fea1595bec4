"""The estimate of `survival.curve` for durations told in whole steps: hundreds of groups in the time of one. Pure."""

from typing import TYPE_CHECKING

from sla.survival import Curve, Quantile

if TYPE_CHECKING:  # numpy takes its time to import, see `sla.survival`
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Lengths = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]

_Z = 1.959963984540054
_ROUNDING = 1e-9


def quantiles(lengths: "Lengths", done: "Flags", *shares: float) -> tuple[Quantile, ...]:
    """By how many steps each of `shares` was done, with the interval of the log-log band; see `survival.Curve`."""
    import numpy as np

    nothing = tuple(Quantile(None, None, None) for _ in shares)
    if not done.any():
        return nothing
    longest = int(lengths.max()) + 1
    ends = np.bincount(lengths[done], minlength=longest).astype(np.float64)
    seen = np.bincount(lengths, minlength=longest).astype(np.float64)
    times = np.flatnonzero(ends)
    left, low, high, _ = _band(ends, seen)
    return tuple(Quantile(*(_reaches(edge, times, 1 - share) for edge in (left, low, high))) for share in shares)


def stepped(lengths: "Lengths", done: "Flags", counts: "Lengths") -> Curve:
    """`survival.curve` of durations of which each stands for so many cases."""
    import numpy as np

    steps, place = np.unique(lengths, return_inverse=True)
    seen = np.bincount(place, counts, minlength=len(steps)).astype(np.float64)
    ends = np.bincount(place[done], counts[done], minlength=len(steps)).astype(np.float64)
    left, low, high, risk = _band(ends, seen)
    longest = float(steps[-1]) if len(steps) else 0.0
    times = steps[ends > 0].astype(np.float64)
    return Curve(times, left, low, high, risk.astype(np.int64), int(seen.sum()), int(ends.sum()), longest)


def _band(ends: "Floats", seen: "Floats") -> "tuple[Floats, Floats, Floats, Floats]":
    """Where something ends: the share left, its log-log band, and how many had lasted until then."""
    import numpy as np

    at_risk = seen.sum() - np.concatenate(([0.0], np.cumsum(seen)))[: len(seen)]
    gone, risk = ends[ends > 0], at_risk[ends > 0]
    left = np.cumprod(1 - gone / risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.cumsum(gone / (risk * (risk - gone)))
        spread = _Z * np.sqrt(variance) / np.log(left)
        low, high = left ** np.exp(-spread), left ** np.exp(spread)
    low[left <= 0], high[left <= 0] = np.nan, np.nan
    return left, low, high, risk


def _reaches(edge: "npt.NDArray[np.float64]", times: "Lengths", share: float) -> float | None:
    below = (edge <= share + _ROUNDING).nonzero()[0]
    return float(times[below[0]]) if below.size else None

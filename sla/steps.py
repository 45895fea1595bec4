"""The estimate of `survival.curve` for durations told in whole steps: hundreds of groups in the time of one. Pure."""

from typing import TYPE_CHECKING

from sla.survival import Quantile

if TYPE_CHECKING:  # numpy takes its time to import, see `sla.survival`
    import numpy as np
    import numpy.typing as npt

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
    at_risk = len(lengths) - np.concatenate(([0.0], np.cumsum(seen)[:-1]))
    times = np.flatnonzero(ends)
    gone, risk = ends[times], at_risk[times]
    left = np.cumprod(1 - gone / risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.cumsum(gone / (risk * (risk - gone)))
        spread = _Z * np.sqrt(variance) / np.log(left)
        low, high = left ** np.exp(-spread), left ** np.exp(spread)
    low[left <= 0], high[left <= 0] = np.nan, np.nan
    return tuple(Quantile(*(_reaches(edge, times, 1 - share) for edge in (left, low, high))) for share in shares)


def _reaches(edge: "npt.NDArray[np.float64]", times: "Lengths", share: float) -> float | None:
    below = (edge <= share + _ROUNDING).nonzero()[0]
    return float(times[below[0]]) if below.size else None

"""How long something takes where part of it is not over yet: Kaplan-Meier, medians and shares with their intervals.

A case that is still open has taken *at least* so long. Leaving it out, or taking its age for its length, makes whoever
leaves the hard cases lying look fast. The product-limit estimator counts it for as long as it is known
(Kaplan and Meier 1958). Pure: arrays in, figures out.
"""

from typing import TYPE_CHECKING, NamedTuple

# numpy and scipy.stats take a second to import, so whoever shows no figures does not pay for them: functions import.
if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

CONFIDENCE = 0.95
_Z = 1.959963984540054
"""The normal quantile that belongs to CONFIDENCE."""

_ROUNDING = 1e-9
"""A curve that falls to one half by multiplication may land a hair above it."""


class Quantile(NamedTuple):
    """By `value` the share asked about was done; `low` to `high` is its interval. In the unit of the durations.

    None where the curve, or the edge of its band, has not come that far: too many cases are open, or too few are there.
    """

    value: float | None
    low: float | None
    high: float | None


class Share(NamedTuple):
    """`hits` of `of`, and the interval of the share."""

    hits: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float:
        return self.hits / self.of


class Curve(NamedTuple):
    """The share not yet done after each of `times`, rising, at which something was done; a step function from 1 at 0.

    `low` and `high` are the pointwise 95 % band on the log-log scale with Greenwood's variance; NaN where everything is
    done, because the formula says nothing there. `at_risk` are the cases known to have lasted until then.
    """

    times: "Floats"
    left: "Floats"
    low: "Floats"
    high: "Floats"
    at_risk: "npt.NDArray[np.int64]"
    cases: int
    done: int
    longest: float
    """How far the curve is known: the longest duration, done or open; 0 without cases."""

    def quantile(self, done: float) -> Quantile:
        """When the share `done` (0.5 for the median) was done. The interval inverts the band, after Brookmeyer and
        Crowley 1982: all durations at which the band still holds the share.
        """
        return Quantile(*(self._reaches(edge, 1 - done) for edge in (self.left, self.low, self.high)))

    def done_by(self, duration: float) -> tuple[float, float | None, float | None]:
        """The share done within `duration` and its interval; None where the band says nothing."""
        import numpy as np

        place = int(np.searchsorted(self.times, duration, side="right")) - 1
        if place < 0:
            return 0.0, None, None
        value, low, high = (1 - float(edge[place]) for edge in (self.left, self.high, self.low))
        return value, *((None, None) if np.isnan(low) else (low, high))

    def _reaches(self, edge: "Floats", share: float) -> float | None:
        below = (edge <= share + _ROUNDING).nonzero()[0]
        return float(self.times[below[0]]) if below.size else None


def curve(durations: "Floats", observed: "Flags") -> Curve:
    """The curve of `durations`, none negative; `observed` says which ended by being done, the others were still open.

    Where one case ends and another is last seen at the same duration, the end comes first.
    """
    import numpy as np
    from scipy.stats import CensoredData, ecdf

    nothing = np.empty(0)
    longest = float(durations.max()) if durations.size else 0.0
    if not observed.any():
        return Curve(nothing, nothing, nothing, nothing, np.empty(0, np.int64), len(durations), 0, longest)
    found = ecdf(CensoredData.right_censored(durations, ~observed)).sf
    times = np.unique(durations[observed])
    left = found.evaluate(times)
    low, high = _band(durations, observed, times)
    at_risk = len(durations) - np.searchsorted(np.sort(durations), times, side="left").astype(np.int64)
    return Curve(times, left, low, high, at_risk, len(durations), int(observed.sum()), longest)


def _band(durations: "Floats", observed: "Flags", times: "Floats") -> "tuple[Floats, Floats]":
    """The band at `times`.

    The formula has no value where nothing or everything is done, and the library warns of it. So it is handed only
    what it can answer, which changes no other value: cases last seen before the first end belong to no step, and the
    ends that empty the curve to no step before them.
    """
    import numpy as np
    from scipy.stats import CensoredData, ecdf

    low, high = np.full(times.size, np.nan), np.full(times.size, np.nan)
    last = durations == durations.max()
    if observed[last].all():
        observed = observed & ~last
        times = times[:-1]
    if times.size:
        kept = durations >= times[0]
        curve = ecdf(CensoredData.right_censored(durations[kept], ~observed[kept])).sf
        band = curve.confidence_interval(CONFIDENCE, method="log-log")
        low[: times.size], high[: times.size] = band.low.evaluate(times), band.high.evaluate(times)
    return low, high


def share(hits: int, of: int) -> Share:
    """The share with Wilson's interval (1927), which stays between 0 and 1 and is honest for few cases; `of` > 0."""
    value, spread = hits / of, _Z * _Z / of
    middle = (value + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * (value * (1 - value) / of + spread / (4 * of)) ** 0.5
    return Share(hits, of, max(0.0, middle - half), min(1.0, middle + half))

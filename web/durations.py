"""Durations, shares and intervals in words: days of office time, shares of a hundred, and what is not known yet."""

from foundation.language import mark as _
from sla.sign_cases import DAY, WORKING_DAY
from sla.survival import Quantile, Share
from web.formatting import decimal, percent
from web.wording import Wording

_HOUR = 3600.0
TOO_FEW = _("terlalu sedikit")
NOT_REACHED = _("belum tercapai")


class Durations:
    """Words in one language. Office time is told in days of seven and a half hours, short spans in hours."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    def working(self, seconds: float) -> str:
        if seconds < WORKING_DAY:
            return self._wording.say(_("{number} jam kerja"), number=self.number(seconds / _HOUR))
        return self._wording.say(_("{number} hari kerja"), number=self.number(seconds / WORKING_DAY))

    def calendar(self, seconds: float) -> str:
        if seconds < DAY:
            return self._wording.say(_("{number} jam"), number=self.number(seconds / _HOUR))
        return self._wording.say(_("{number} hari kalender"), number=self.number(seconds / DAY))

    def reached(self, quantile: Quantile | None, *, calendar: bool = False) -> str:
        """When the share was reached, or why that is not said."""
        if quantile is None:
            return self._wording.say(TOO_FEW)
        if quantile.value is None:
            return self._wording.say(NOT_REACHED)
        return self.calendar(quantile.value) if calendar else self.working(quantile.value)

    def interval(self, quantile: Quantile | None) -> str:
        """The interval, both ends in days or both in hours of work; empty where nothing is known of it."""
        if quantile is None or quantile.value is None or quantile.low is None:
            return ""
        hours = (quantile.high or quantile.value) < WORKING_DAY
        unit = _HOUR if hours else WORKING_DAY
        low, say = self.number(quantile.low / unit), self._wording.say
        if quantile.high is None:
            return say(_("{low} jam atau lebih") if hours else _("{low} hari atau lebih"), low=low)
        high = self.number(quantile.high / unit)
        return say(_("{low}–{high} jam") if hours else _("{low}–{high} hari"), low=low, high=high)

    def percent(self, share: float) -> str:
        return percent(share, self._wording.language)

    def share(self, share: Share | None) -> str:
        return self._wording.say(TOO_FEW) if share is None else self.percent(share.value)

    def between(self, low: float | None, high: float | None) -> str:
        """An interval of shares; empty where there is none."""
        if low is None or high is None:
            return ""
        return self._wording.say(_("{low}–{high}"), low=self.number(round(100 * low)), high=self.percent(high))

    def number(self, number: float) -> str:
        """One digit after the comma, if it says something."""
        return decimal(round(number, 1), self._wording.language, "#,##0.#")

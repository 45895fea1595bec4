"""Advice on topic and unit, in the words of the coordinator's desk."""

from collections.abc import Sequence
from typing import NamedTuple

from foundation.language import mark as _
from routing.phrases import Advice, Reason
from web.wording import Wording

REASONS_SHOWN = 3
_SURE = ((0.85, _("sangat yakin")), (0.6, _("cukup yakin")), (0.35, _("kurang yakin")), (0.0, _("belum yakin")))


class SuggestionWords(NamedTuple):
    """What is suggested, how sure it is and why; `unit` may be a body outside."""

    unit: str
    topic: str
    sure: str
    why: str


def suggested(
    wording: Wording, unit: str | None, topic: str | None, share: float | None, advice: Advice | None
) -> SuggestionWords | None:
    """The suggestion kept with a case; where it named no unit, the body outside that `advice` names."""
    if unit:
        why = because(wording, advice.reasons if advice else (), topic)
        return SuggestionWords(wording.unit(unit), wording.topic(topic), sure(wording, share or 0.0), why)
    if advice and advice.body:
        why = because(wording, advice.reasons, advice.body)
        outside = wording.say(_("tampaknya bukan wewenang kami"))
        return SuggestionWords(wording.body(advice.body), outside, sure(wording, advice.share), why)
    return None


def sure(wording: Wording, share: float) -> str:
    """How sure the advice is, in words and in percent."""
    words = next(words for least, words in _SURE if share >= least)
    return f"{wording.say(words)} ({round(share * 100)}%)"


def because(wording: Wording, reasons: Sequence[Reason], owner: str | None) -> str:
    """The phrases that spoke for `owner`, heaviest first, each once."""
    found = list(dict.fromkeys(" ".join(one.phrase.lower().split()) for one in reasons if one.topic == owner))
    if not found:
        return ""
    quoted = ", ".join(f"“{phrase}”" for phrase in found[:REASONS_SHOWN])
    return wording.say(_("Karena menyebut {phrases}."), phrases=quoted)

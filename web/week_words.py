"""What will be late this week, and how often such forecasts came true, in words."""

from datetime import date
from typing import Any

from babel.dates import format_date

from foundation.language import mark as _
from sla.late_forecasts import LEAST_PAST, LEAST_TOLD, LEAST_WEEKS
from web.durations import Durations
from web.wording import Wording


def week_words(wording: Wording, week: dict[str, Any]) -> dict[str, Any]:
    """The number expected with its interval, or why there is none."""
    cases, mean, low, high = week["expected"]
    number = Durations(wording).number
    if not week["ready"]:
        why = _("Belum cukup data: ramalan perlu {least} aduan yang sudah selesai.")
        return {"ready": False, "number": wording.say(_("belum ada")), "note": wording.say(why, least=LEAST_PAST)}
    if not cases:
        return {"ready": True, "number": "0", "note": wording.say(_("Tidak ada janji yang berakhir dalam 7 hari."))}
    note = _("antara {low} dan {high}, dari {cases} aduan yang janjinya berakhir")
    return {
        "ready": True,
        "number": wording.say(_("sekitar {number}"), number=number(round(mean) if mean >= 1 else mean)),
        "note": wording.say(note, low=wording.number(low), high=wording.number(high), cases=wording.number(cases)),
    }


def hit_words(wording: Wording, hits: dict[str, Any]) -> dict[str, Any]:
    """How earlier forecasts did, as a sentence and by week."""
    say, number = wording.say, Durations(wording).number
    weeks = [
        {
            "day": format_date(date.fromisoformat(one["made_on"]), "d MMM y", locale=wording.language),
            "expected": number(one["expected"]),
            "between": say(_("{low}–{high}"), low=one["low"], high=one["high"]),
            "late": one["late"],
            "made_on": one["made_on"],
            "within": one["low"] <= one["late"] <= one["high"],
        }
        for one in reversed(hits["weeks"])
    ]
    if len(hits["weeks"]) < LEAST_WEEKS or hits["cases"] < LEAST_TOLD:
        words = _("Ketepatan ramalan: belum cukup data (baru {weeks} minggu, perlu {least}).")
        told = say(words, weeks=len(hits["weeks"]), least=LEAST_WEEKS)
        if len(hits["weeks"]) >= LEAST_WEEKS:
            words = _("Ketepatan ramalan: belum cukup data (baru {cases} aduan yang diramal, perlu {least}).")
            told = say(words, cases=hits["cases"], least=LEAST_TOLD)
        return {"enough": False, "sentence": told, "weeks": weeks}
    within = sum(one["within"] for one in weeks)
    words = _(
        "Ketepatan ramalan: dari {cases} aduan diramalkan {expected} terlambat, ternyata {late}. "
        "{within} dari {weeks} minggu terakhir jatuh di dalam rentangnya."
    )
    sharper = (
        _("Lebih tajam daripada memberi semua aduan peluang yang sama (skor Brier {brier}, pembanding {guessing}).")
        if hits["brier"] < hits["guessing"]
        else _(
            "Belum lebih tajam daripada memberi semua aduan peluang yang sama (Brier {brier}, pembanding {guessing})."
        )
    )
    told = say(
        words,
        cases=wording.number(hits["cases"]),
        expected=number(round(hits["expected"])),
        late=wording.number(hits["late"]),
        within=within,
        weeks=len(weeks),
    )
    scores = {name: _decimal(wording, hits[name]) for name in ("brier", "guessing")}
    return {"enough": True, "sentence": told, "sharper": say(sharper, **scores), "weeks": weeks}


def _decimal(wording: Wording, number: float) -> str:
    written = f"{number:.2f}"
    return written.replace(".", ",") if wording.language == "id" else written

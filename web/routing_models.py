"""The versions of the model in words: how each did on reports it had not seen, and which advises now."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from foundation.language import mark as _
from routing.learning import Lesson
from routing.models import ModelEntry, Use
from web.formatting import day_as, decimal
from web.routing_figures import percent
from web.routing_words import OUTCOMES, by_name, version_name
from web.wording import Wording

SHARES = {
    "top1": _("Pertama tepat"),
    "top3": _("Di antara tiga"),
    "coverage_at_95": _("Langsung diteruskan"),
    "precision_in_band": _("Di antaranya benar"),
}
MISSES = _("Meleset rata-rata, dari 100")


def replaced(lessons: Iterable[Lesson]) -> dict[str, Mapping[str, Any]]:
    """By version, the figures of what it replaced, on the same reports."""
    return {one.version: one.figures_old for one in lessons if one.outcome == "replaced" and one.version}


def model_row(wording: Wording, officers: Mapping[str, str], one: ModelEntry, old: Mapping[str, Any]) -> dict[str, Any]:
    """One version; `old` are the figures of the one it replaced, or empty."""
    new = one.figures
    return {
        "name": version_name(wording, one.version),
        "version": one.version,
        "made_at": one.made_at,
        "made_by": by_name(wording, officers, one.made_by),
        "reports": one.reports,
        "first_at": one.first_at,
        "last_at": one.last_at,
        "figures": _figures(wording, new, old),
        "tested": _count(new),
        "replaced": bool(old),
        "in_force": one.in_force,
        "pinned": one.pinned,
        "since": one.since,
        "until": one.until,
        "by": by_name(wording, officers, one.by) if one.by else "",
        "kept": one.kept,
    }


def dated(wording: Wording, one: ModelEntry) -> str:
    """A version with the day on which it was made."""
    day = one.made_at.astimezone(ZoneInfo(wording.region.timezone))
    return f"{version_name(wording, one.version)}, {day_as(day.date(), 'd MMM y', wording.language)}"


def use_words(wording: Wording, officers: Mapping[str, str], use: Use | None) -> dict[str, Any]:
    """What advises now, since when and by whose choice."""
    return {
        "version": use.version if use else None,
        "name": version_name(wording, use.version if use else None),
        "since": use.since if use else None,
        "by": by_name(wording, officers, use.by) if use else "",
        "pinned": bool(use and use.pinned),
    }


def lesson_words(wording: Wording, officers: Mapping[str, str], lessons: Sequence[Lesson]) -> dict[str, Any] | None:
    """What came of the latest lesson; `held` are days of one person that are not learnt from yet."""
    if not lessons:
        return None
    latest = lessons[0]
    held = [
        {
            "by": by_name(wording, officers, one["by"]),
            "day": day_as(date.fromisoformat(str(one["day"])), "d MMM y", wording.language),
            "reports": one["reports"],
            "expected": percent(wording, float(one["expected"])),
            "right": percent(wording, float(one["right"])),
        }
        for one in latest.held
    ]
    return {"at": latest.began_at, "outcome": wording.say(OUTCOMES[latest.outcome]), "held": held}


def _figures(wording: Wording, new: Mapping[str, Any], old: Mapping[str, Any]) -> list[dict[str, str]]:
    rows = [
        {
            "name": wording.say(name),
            "new": percent(wording, float(new[key])),
            "old": percent(wording, float(old[key])) if _known(old, key) else "",
        }
        for key, name in SHARES.items()
        if _known(new, key)
    ]
    if _known(new, "ece"):
        before = _points(wording, old["ece"]) if _known(old, "ece") else ""
        rows.append({"name": wording.say(MISSES), "new": _points(wording, new["ece"]), "old": before})
    return rows


def _known(figures: Mapping[str, Any], key: str) -> bool:
    return isinstance(figures.get(key), int | float)


def _count(figures: Mapping[str, Any]) -> int:
    return int(figures["n"]) if _known(figures, "n") else 0


def _points(wording: Wording, miss: float) -> str:
    return decimal(round(100 * float(miss), 1), wording.language, "#,##0.#")

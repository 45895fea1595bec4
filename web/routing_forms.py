"""From the form of what is asked of the router to the settings it asks for."""

from collections.abc import Mapping

import msgspec

from complaints.region import Band, Region, RoutingRules
from foundation.errors import Invalid
from foundation.language import mark as _

BAND = "topik_"
"""Before a topic's code, names the field that says from when on its reports go on by themselves."""
NEVER = "never"
SURENESS = (0.9, 0.95, 0.97, 0.98, 0.99)
NEW_TOPIC, NEW_BAND = "topik", "batas"

_NO_PRECISION = _("Isi antara 50 dan 99,9 persen.")
_NO_SHARE = _("Isi antara 0 dan 100 persen.")
_CHOOSE_TOPIC = _("Pilih topiknya.")
_CHOOSE_BAND = _("Pilih batasnya.")
_CHECK_AGAIN = _("Pengaturan belum dapat disimpan.")


def rules_of(values: Mapping[str, str], region: Region) -> RoutingRules:
    """The settings a form asks for, what it does not ask kept. Raises Invalid with the fields that cannot be read."""
    precision, checked = _percent(values.get("precision", "")), _percent(values.get("checked_share", ""))
    topic, chosen = values.get(NEW_TOPIC, ""), values.get(NEW_BAND, "")
    faults = {
        "precision": "" if precision is not None and 0.5 <= precision < 1.0 else _NO_PRECISION,
        "checked_share": "" if checked is not None and checked <= 1.0 else _NO_SHARE,
        NEW_TOPIC: _CHOOSE_TOPIC if (chosen and not topic) or (topic and topic not in region.topic) else "",
        NEW_BAND: _CHOOSE_BAND if topic and _band(topic, chosen) is None else "",
    }
    found = {field: sentence for field, sentence in faults.items() if sentence}
    if found:
        raise Invalid(_CHECK_AGAIN, fields=found)
    assert precision is not None
    assert checked is not None
    asked = {name.removeprefix(BAND): value for name, value in values.items() if name.startswith(BAND)}
    if topic:
        asked[topic] = chosen
    bands = [_band(code, value) for code, value in asked.items() if code in region.topic]
    return msgspec.structs.replace(
        region.routing,
        precision=precision,
        checked_share=checked,
        by_itself=values.get("by_itself") == "ya",
        bands=tuple(band for band in bands if band is not None),
    )


def values_of(rules: RoutingRules) -> dict[str, str]:
    """What the form shows of the settings in force."""
    values = {
        "precision": _written(rules.precision),
        "checked_share": _written(rules.checked_share),
        "by_itself": "ya" if rules.by_itself else "tidak",
    }
    return values | {f"{BAND}{band.topic}": band_value(band) for band in rules.bands}


def band_value(band: Band) -> str:
    """A band as a select of the form names it."""
    return NEVER if not band.by_itself else str(band.precision or "")


def _band(topic: str, value: str) -> Band | None:
    """None where the topic follows what holds for all, or the value says nothing."""
    if value == NEVER:
        return Band(topic=topic, by_itself=False)
    share = _number(value)
    return Band(topic=topic, precision=share) if share is not None and 0.5 <= share < 1.0 else None


def _percent(written: str) -> float | None:
    """A share from a percentage as people write it, to a tenth."""
    number = _number(written.strip().removesuffix("%").strip().replace(",", ".", 1))
    return None if number is None else round(number / 100, 4)


def _number(written: str) -> float | None:
    plain = written.replace(".", "", 1)
    return float(written) if plain.isascii() and plain.isdigit() and len(written) < 8 else None


def _written(share: float) -> str:
    return f"{round(100 * share, 2):g}".replace(".", ",")

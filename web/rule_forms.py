"""From the form of a promise's rule to the rule it asks for."""

from collections.abc import Mapping

from complaints.kinds import Fact, Kind, Priority, Stage
from complaints.region import Region
from foundation.errors import Invalid
from foundation.language import Sentence
from foundation.language import mark as _
from sla.policy import ANY, PromiseRule
from web.forms import day_of
from web.whole_numbers import whole

FIELDS = (
    *("stage", "level", "kind", "unit", "topic", "priority", "length", "counted_in", "counted_from"),
    *("effective_from", "warn", "extension", "regulation", "confirmed", "note"),
)
"""What the form asks, in its order."""

STARTS: dict[Stage, tuple[Fact, ...]] = {
    Stage.VERIFY: (Fact.FILING,),
    Stage.FIRST_RESPONSE: (Fact.FILING, Fact.FORWARDING),
    Stage.NEXT_UPDATE: (Fact.UPDATE,),
    Stage.COMPLETION: (Fact.FILING, Fact.FORWARDING),
    Stage.SILENT_CLOSE: (Fact.RESOLUTION,),
    Stage.SUPPLEMENT: (Fact.RETURN,),
    Stage.OBJECTION: (Fact.DISPUTE,),
    Stage.UNIT: (Fact.FORWARDING,),
    Stage.REROUTE: (Fact.SENT_BACK,),
}
"""Stages that rules are written for, and the facts each may count from, the usual one first."""

WORKING_DAYS, DAYS, WORKING_HOURS, HOURS = "hari_kerja", "hari", "jam_kerja", "jam"
WARN = "50, 80"
TEXT_LIMIT, NOTE_LIMIT = 300, 500
_LONGEST_DAYS, _LONGEST_HOURS = 366, 10_000

_CHECK_AGAIN = _("Mohon periksa kembali isian Anda.")
_CHOOSE = _("Pilih dari daftar.")
_NO_DATE = _("Isi tanggalnya.")
_NO_LENGTH = _("Tulis lamanya dengan angka, misalnya 3.")
_NO_DAYS = _("Hari ditulis dengan angka bulat, dari 1 sampai 366.")
_NO_WARN = _("Tulis persentase yang makin besar, misalnya 50, 80. Kosongkan bila tanpa peringatan.")
_NO_EXTENSION = _("Tulis jumlah hari, dari 1 sampai 366. Hanya untuk aturan dalam hari.")
_NO_START = _("Hitungan untuk tahap ini tidak dapat mulai dari situ.")
_TOO_LONG = _("Paling panjang {limit} huruf.")


def rule_of(values: Mapping[str, str], region: Region) -> PromiseRule:
    """The rule a form asks for. Raises Invalid with the fields that cannot be read."""
    said = {name: " ".join(values.get(name, "").split()) for name in FIELDS}
    stage = Stage(said["stage"]) if said["stage"] in set(STARTS) else None
    begins, amount = day_of(said["effective_from"]), _number(said["length"])
    in_days = said["counted_in"] in (WORKING_DAYS, DAYS)
    warn, extension = _warn(said["warn"]), whole(said["extension"] or "0", 4)
    faults = {
        "stage": "" if stage else _CHOOSE,
        "level": "" if said["level"] in ("national", "regional") else _CHOOSE,
        "kind": "" if said["kind"] in ("", *Kind) else _CHOOSE,
        "unit": "" if said["unit"] in ("", *region.unit) else _CHOOSE,
        "topic": "" if said["topic"] in ("", *region.rules.topics) else _CHOOSE,
        "priority": "" if said["priority"] in ("", *Priority) else _CHOOSE,
        "length": _length_fault(amount, in_days=in_days),
        "counted_in": "" if said["counted_in"] in (WORKING_DAYS, DAYS, WORKING_HOURS, HOURS) else _CHOOSE,
        "counted_from": "" if stage is None or said["counted_from"] in ("", *STARTS[stage]) else _NO_START,
        "effective_from": "" if begins else _NO_DATE,
        "warn": "" if warn is not None else _NO_WARN,
        "extension": "" if extension == 0 or (in_days and 0 < (extension or 0) <= _LONGEST_DAYS) else _NO_EXTENSION,
        "regulation": "" if len(said["regulation"]) <= TEXT_LIMIT else Sentence(_TOO_LONG, limit=TEXT_LIMIT),
        "note": "" if len(said["note"]) <= NOTE_LIMIT else Sentence(_TOO_LONG, limit=NOTE_LIMIT),
    }
    found = {field: sentence for field, sentence in faults.items() if sentence}
    if found:
        raise Invalid(_CHECK_AGAIN, fields=found)
    assert stage is not None
    assert begins is not None
    assert amount is not None
    return PromiseRule(
        stage=stage,
        effective_from=begins,
        regulation=said["regulation"],
        days=round(amount) if in_days else 0,
        hours=0 if in_days else amount,
        every_day=said["counted_in"] in (DAYS, HOURS),
        kind=said["kind"] or ANY,
        unit=said["unit"] or ANY,
        topic=said["topic"] or ANY,
        priority=said["priority"] or ANY,
        level="national" if said["level"] == "national" else "regional",
        counted_from=Fact(said["counted_from"]) if said["counted_from"] else STARTS[stage][0],
        warn=warn or (),
        extension=extension or 0,
        confirmed=said["confirmed"] == "ya",
        note=said["note"],
    )


def _length_fault(amount: float | None, *, in_days: bool) -> str:
    if amount is None or amount <= 0 or amount > _LONGEST_HOURS:
        return _NO_LENGTH
    return _NO_DAYS if in_days and (amount != round(amount) or amount > _LONGEST_DAYS) else ""


def _number(written: str) -> float | None:
    """A number as people write it, with a comma; whole minutes are kept of hours."""
    plain = written.replace(",", ".", 1)
    if len(plain) > 8 or not plain.replace(".", "", 1).isascii() or not plain.replace(".", "", 1).isdigit():
        return None
    number = float(plain)
    return number if round(number * 60) else None


def _warn(written: str) -> tuple[float, ...] | None:
    """Shares of its time, from percentages; none where there are no words."""
    shares = [whole(one.strip(" %"), 4) for one in written.split(",")] if written else []
    numbers = [one for one in shares if one is not None and 0 < one < 100]
    if len(numbers) != len(shares) or numbers != sorted(set(numbers)):
        return None
    return tuple(number / 100 for number in numbers)

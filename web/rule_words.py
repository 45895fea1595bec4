"""The dated rules of what is promised, in words: each row, what is in force, pauses and ladders."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from babel.numbers import format_decimal, format_percent

from complaints.given import About, PauseLimit, Rung
from complaints.kinds import INTERNAL, Fact, Kind, PauseReason, Priority, Stage
from complaints.labels import KIND, PAUSE_REASON, PRIORITY, STAGE
from foundation.language import mark as _
from sla.own_rules import length_words, removable
from sla.policies import Origin, Written
from sla.policy import ANY, Policy, PromiseRule
from web.promise_notes import role_words
from web.rule_forms import STARTS
from web.wording import Wording

FACT: dict[Fact, str] = {
    Fact.FILING: _("sejak laporan diterima"),
    Fact.FORWARDING: _("sejak diteruskan ke unit"),
    Fact.RETURN: _("sejak diminta melengkapi"),
    Fact.UPDATE: _("sejak kabar sebelumnya"),
    Fact.SENT_BACK: _("sejak dikembalikan unit"),
    Fact.RESOLUTION: _("sejak dinyatakan selesai"),
    Fact.DISPUTE: _("sejak keberatan diajukan"),
}
LEVEL = {"national": _("Nasional"), "regional": _("Daerah")}
ROAD: dict[str, str] = {
    "triage": _("Belum diteruskan ke unit"),
    "ordinary": _("Aduan biasa di unit"),
    "confidential": _("Rahasia atau sensitif"),
    "oversight": _("Berkadar pengawasan"),
}
_AT_ONCE = _("begitu lewat")
_AFTER = _("{n} jam kerja kemudian")
_FROM_FOLDER = _("berkas wilayah")
_FORMER = _("petugas yang sudah tidak terdaftar")


@dataclass(frozen=True)
class RuleRow:
    """One dated row for the page. `standing`: now, coming or past."""

    name: str
    kind: str
    narrowed: tuple[str, ...]
    level: str
    length: str
    since: str
    extension: str
    warnings: str
    standing: str
    effective_from: date
    regulation: str
    confirmed: bool
    note: str
    by: str
    removable: bool


@dataclass(frozen=True)
class StageRules:
    """The rows of one stage. `internal`: not shown to citizens."""

    slug: str
    name: str
    internal: bool
    rows: tuple[RuleRow, ...]


@dataclass(frozen=True)
class Example:
    """What a report filed now would be promised without and with a rule; empty words where nothing is."""

    kind: str
    before: str
    before_due: datetime | None
    after: str
    after_due: datetime | None


def stage_rules(
    wording: Wording, written: Sequence[Written], names: Mapping[str, str], today: date
) -> list[StageRules]:
    """All rows by stage: those in force first, then those to come, then those that were replaced."""
    found = []
    for stage in STARTS:
        mine = [one for one in written if one.rule.stage is stage]
        rows = [_row(wording, one, _standing(one.rule, mine, today), names, today) for one in mine]
        rows.sort(key=lambda row: (_ORDER.index(row.standing), row.kind, row.level != "national", row.effective_from))
        if rows:
            found.append(StageRules(str(stage), wording.say(STAGE[stage]), stage in INTERNAL, tuple(rows)))
    return found


_ORDER = ("now", "coming", "past")


def _standing(rule: PromiseRule, others: Iterable[Written], today: date) -> str:
    if rule.effective_from > today:
        return "coming"
    begun = [one.rule for one in others if one.rule.slot == rule.slot and one.rule.effective_from <= today]
    return "now" if rule.effective_from == max(one.effective_from for one in begun) else "past"


def _row(wording: Wording, one: Written, standing: str, names: Mapping[str, str], today: date) -> RuleRow:
    rule = one.rule
    return RuleRow(
        name=rule.name,
        kind=kind_words(wording, rule.kind),
        narrowed=narrowed_words(wording, rule),
        level=wording.say(LEVEL[rule.level]),
        length=how_long(wording, rule),
        since=wording.say(FACT[rule.counted_from]),
        extension=wording.say(_("dapat diperpanjang satu kali {n} hari kerja"), n=rule.extension)
        if rule.extension
        else "",
        warnings=", ".join(format_percent(share, locale=wording.language) for share in rule.warn),
        standing=standing,
        effective_from=rule.effective_from,
        regulation=rule.regulation,
        confirmed=rule.confirmed,
        note=rule.note,
        by=wording.say(_FROM_FOLDER) if one.origin is Origin.REGION else names.get(one.by, wording.say(_FORMER)),
        removable=removable(one, today),
    )


def kind_words(wording: Wording, kind: str) -> str:
    return wording.say(_("Semua jenis")) if kind == ANY else wording.say(KIND[Kind(kind)])


def how_long(wording: Wording, rule: PromiseRule) -> str:
    return wording.say(length_words(rule, _number(wording, rule.days or rule.hours)))


def _number(wording: Wording, number: float) -> str:
    return str(format_decimal(number, "#,##0.##", wording.language))


def narrowed_words(wording: Wording, rule: PromiseRule) -> tuple[str, ...]:
    """What else a rule is limited to: a unit, a topic, a priority."""
    words = []
    if rule.unit != ANY:
        words.append(wording.unit(rule.unit))
    if rule.topic != ANY:
        words.append(wording.topic(rule.topic))
    if rule.priority != ANY:
        words.append(wording.say(PRIORITY[Priority(rule.priority)]))
    return tuple(words)


def examples(wording: Wording, before: Policy, after: Policy, rule: PromiseRule) -> list[Example]:
    """For each kind the rule is for: what is promised to who files now, before and with it."""
    kinds = Kind if rule.kind == ANY else (Kind(rule.kind),)
    unit, topic = (None if code == ANY else code for code in (rule.unit, rule.topic))
    priority = Priority.NORMAL if rule.priority == ANY else Priority(rule.priority)
    found = []
    for kind in kinds:
        case = About(kind, unit, topic, priority)
        told = [_promised(wording, policy, rule.stage, case) for policy in (before, after)]
        found.append(Example(wording.say(KIND[kind]), *told[0], *told[1]))
    return found


def _promised(wording: Wording, policy: Policy, stage: Stage, case: About) -> tuple[str, datetime | None]:
    rule, terms = policy.rule(stage, case, wording.now), policy.terms(stage, case, wording.now)
    return (how_long(wording, rule), terms.due) if rule and terms else ("", None)


def superseded(written: Iterable[Written]) -> bool:
    """Whether a rule follows the regulation that was replaced by one whose numbers nobody has confirmed."""
    return any(one.rule.superseded for one in written)


def pause_rows(wording: Wording, pauses: Mapping[PauseReason, PauseLimit]) -> list[tuple[str, str]]:
    told = _("paling lama {days} hari kerja, {times} kali dalam satu janji")
    return [
        (wording.say(PAUSE_REASON[reason]), wording.say(told, days=limit.days, times=limit.times))
        for reason, limit in pauses.items()
    ]


def ladder_rows(
    wording: Wording, ladders: Mapping[str, Sequence[Rung]]
) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Each road with its rungs: who, when, and who instead."""
    return [
        (wording.say(ROAD.get(road, road)), [_rung(wording, rung) for rung in rungs]) for road, rungs in ladders.items()
    ]


def _rung(wording: Wording, rung: Rung) -> tuple[str, str, str]:
    when = wording.say(_AFTER, n=_number(wording, rung.after_hours)) if rung.after_hours else wording.say(_AT_ONCE)
    return role_words(wording, rung.role), when, ", ".join(role_words(wording, role) for role in rung.instead)

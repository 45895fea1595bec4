"""Dated rules of what is promised, and the due dates that follow from them and the calendar.

Of the rules in force on the local date a promise counts from, the one named for the kind goes before the one for all
kinds. Rules of the region and of a unit can only shorten what the national rule allows, never lengthen it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

import msgspec

from complaints.given import Terms
from complaints.kinds import Kind, Stage
from workdays.working_days import Calendar, Counted

ANY = "*"


class PromiseRule(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """`days` working days for `stage`, from `effective_from` on. `kind` and `unit` are a code or "*" for all.

    `confirmed` says whether the number was seen in an official source. Stage, kind, unit, level and date name the rule.
    """

    stage: Stage
    days: int
    effective_from: date
    regulation: str
    kind: str = ANY
    unit: str = ANY
    level: Literal["national", "regional"] = "national"
    counted_from: Literal["filing", "resolution"] = "filing"
    confirmed: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.days <= 366:
            raise ValueError("days must lie between 1 and 366")
        if self.kind != ANY:
            Kind(self.kind)

    @property
    def slot(self) -> tuple[str, str, str, str]:
        """What a later rule replaces."""
        return (str(self.stage), self.kind, self.unit, self.level)

    @property
    def name(self) -> str:
        """How an event in the log names the rule it followed."""
        return "/".join((*self.slot, self.effective_from.isoformat()))

    @property
    def tightens(self) -> bool:
        """Whether it may only shorten another rule."""
        return self.level == "regional" or self.unit != ANY


class Explanation(msgspec.Struct, frozen=True):
    """Why a promise runs out when it does: the rule behind it, and every day from its start to its end."""

    stage: Stage
    counted_from: datetime
    due: datetime
    days: int
    zone: str
    rule: PromiseRule | None
    rows: tuple[Counted, ...]


class Policy:
    """The port `complaints.given.Promises`, filled with rules and calendars as they stand now.

    `calendars` holds the units whose calendar is not the region's.
    """

    def __init__(
        self, rules: Iterable[PromiseRule], calendar: Calendar, calendars: Mapping[str, Calendar] | None = None
    ) -> None:
        self.rules = tuple(sorted(rules))
        self.calendar, self._calendars = calendar, dict(calendars or {})
        self._rule = lru_cache(maxsize=16384)(self._find_rule)

    def calendar_of(self, unit: str | None) -> Calendar:
        return self._calendars.get(unit or "", self.calendar)

    def rule(self, stage: Stage, kind: Kind, unit: str | None, day: date) -> PromiseRule | None:
        """The rule for a promise that counts from local date `day`."""
        return self._rule(stage, kind, unit, day)

    def _find_rule(self, stage: Stage, kind: Kind, unit: str | None, day: date) -> PromiseRule | None:
        in_force: dict[tuple[str, str, str, str], PromiseRule] = {}
        for rule in self.rules:
            fits = rule.stage == stage and rule.kind in (kind, ANY) and rule.unit in (unit, ANY)
            if fits and rule.effective_from <= day:
                before = in_force.get(rule.slot)
                if before is None or before.effective_from < rule.effective_from:
                    in_force[rule.slot] = rule
        candidates = [rule for rule in in_force.values() if rule.tightens]
        limits = [rule for rule in in_force.values() if not rule.tightens]
        if limits:
            candidates.append(min(limits, key=lambda rule: rule.kind == ANY))
        # Of equal lengths the national rule is named, being the one that binds.
        return min(candidates, key=lambda rule: (rule.days, rule.tightens, rule.slot), default=None)

    def terms(self, stage: Stage, kind: Kind, unit: str | None, counted_from: datetime) -> Terms | None:
        """The promise for a stage counted from an instant, or None where none is made."""
        calendar = self.calendar_of(unit)
        rule = self.rule(stage, kind, unit, calendar.local_date(counted_from))
        if rule is None:
            return None
        due, warn_at = calendar.due_after(counted_from, rule.days), calendar.warn_after(counted_from, rule.days)
        return Terms(stage, due, rule.days, counted_from, rule.name, calendar.version, warn_at)

    def explain(
        self, stage: Stage, kind: Kind, unit: str | None, counted_from: datetime, days: int | None = None
    ) -> Explanation | None:
        """The days of a promise one by one. `days` is the length once given, where the rule may have changed since."""
        calendar = self.calendar_of(unit)
        rule = self.rule(stage, kind, unit, calendar.local_date(counted_from))
        length = days or (rule.days if rule else 0)
        if not length:
            return None
        due = calendar.due_after(counted_from, length)
        rows = tuple(calendar.span(counted_from, length))
        return Explanation(stage, counted_from, due, length, calendar.zone, rule, rows)


def read_rules(written: Iterable[Mapping[str, object]]) -> list[PromiseRule]:
    """Rules as written in a region's `promises.toml`. Raises msgspec.ValidationError where one cannot be understood,
    ValueError where two bear the same name."""
    rules = msgspec.convert(list(written), list[PromiseRule])
    names = [rule.name for rule in rules]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"two rules bear the same name: {', '.join(sorted(twice))}")
    return rules

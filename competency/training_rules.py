"""What a region decides about trainings: forms, hours a year, lots, reasons of a closed list. Pure.

Forms after Peraturan LAN 10/2018; one JP is 45 minutes (Peraturan LAN 5/2018), 20 JP a year are the least that
PP 11/2017 asks for every civil servant.
"""

from typing import Literal

import msgspec

HOUR_MINUTES = 45
"""Of one JP."""
KINDS = ("klasikal", "nonklasikal")


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A form of training, as people call it. `kind`: in a class with a curriculum, or at work and elsewhere."""

    code: str
    name: str
    kind: Literal["klasikal", "nonklasikal"]
    name_en: str = ""


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of a closed list: why somebody refuses or is absent, what was agreed then."""

    code: str
    name: str
    name_en: str = ""


class TrainingRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One region's numbers and lists. The lists of codes name competencies of the dictionary."""

    yearly_hours: int = 20
    """JP an officer should have in a year."""
    wait_months: int = 12
    """A need that waited so long is trained without a lot."""
    keep_waiting: int = 5
    """Needs that go on waiting where there are enough, so that a training can be compared."""
    reply_days: int = 5
    """Days an officer has to answer an invitation."""
    remind_days: tuple[int, ...] = (7, 1)
    """Days before the first day on which who takes part is reminded."""
    attendance_share: float = 0.8
    """Part of the days on which somebody has to be there to finish."""
    open_minutes: int = 60
    """Before a day begins and after it ends, in which attendance can be noted with one's own phone."""
    least_answers: int = 5
    """Answers to a questionnaire before their sum is kept."""
    safety: tuple[str, ...] = ()
    """Competencies on which lives hang: no lot."""
    ethics: tuple[str, ...] = ()
    """Competencies of honesty: no lot."""
    refusals: tuple[Choice, ...] = ()
    absences: tuple[Choice, ...] = ()
    follow_ups: tuple[Choice, ...] = ()

    def faults(self) -> list[str]:
        """What cannot be meant, one sentence each."""
        found = []
        for name in ("yearly_hours", "wait_months", "reply_days", "least_answers"):
            if getattr(self, name) < 1:
                found.append(f"{name} is below 1")
        if self.wait_months > 12:
            found.append("wait_months is above 12: nobody waits longer than a year")
        if self.keep_waiting < 0 or self.open_minutes < 0:
            found.append("keep_waiting and open_minutes are not below 0")
        if not 0 < self.attendance_share <= 1:
            found.append("attendance_share is no share above 0 and up to 1")
        if any(day < 1 for day in self.remind_days) or len(set(self.remind_days)) != len(self.remind_days):
            found.append("remind_days are different days, each 1 or more")
        for name in ("refusals", "absences", "follow_ups"):
            codes = [one.code for one in getattr(self, name)]
            if not codes or len(set(codes)) != len(codes):
                found.append(f"{name} needs entries, each with a code of its own")
        return found


class WrittenTrainings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The region's trainings.toml."""

    rules: TrainingRules = TrainingRules()
    form: tuple[Form, ...] = ()

    def faults(self) -> list[str]:
        """What is wrong in it, one sentence each."""
        found = self.rules.faults()
        codes = [one.code for one in self.form]
        if len(set(codes)) != len(codes) or not all(codes):
            found.append("every form needs a code of its own")
        if {one.kind for one in self.form} != set(KINDS):
            found.append("forms are of both kinds, klasikal and nonklasikal")
        return found

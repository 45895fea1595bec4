"""Forecasts of a simulated office whose ways are known: as many come late as were expected, whoever has the cases."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest

from sla.case_facts import NEVER, WAITING, Facts, made
from sla.case_months import TENTH
from sla.hazards import BINS, STEP, Open, Past, counted, lateness
from sla.late_forecasts import Learnt, known_by

DAY = 2 * STEP
WEEK = 5 * DAY
FIRST, WHOLE = 5 * DAY, 14 * DAY
NOT_YET = np.inf


@dataclass(frozen=True)
class Life:
    """A case on the line of office time, in seconds of it: read by triage, which sends every third elsewhere, then
    answered by a unit, or held up for longer than anybody looks ahead; some answers are disputed and given again."""

    received: float
    triaged: float
    unit: str | None
    first: float
    released: float
    again: float

    def late_between(self, since: float, until: float) -> bool:
        """Whether a promise ends within that time and is broken; what is released is owed no more."""
        ends = [(self.received + FIRST, min(self.first, self.released)), (self.received + WHOLE, self.released)]
        return any(since < due <= until and kept > due for due, kept in ends)

    def late_by(self, at: float) -> bool:
        return self.late_between(-np.inf, at)


def office(chance: np.random.Generator, many: int, weeks: int) -> list[Life]:
    paces = {"SLOW": 10.0, "QUICK": 4.0, "USUAL": 7.0}
    lives = []
    for received in np.sort(chance.uniform(0, weeks * WEEK, many)):
        triaged = received + DAY * chance.exponential(0.8)
        unit = str(chance.choice(list(paces))) if chance.random() > 1 / 3 else None
        first = released = triaged
        if unit is not None:
            first = triaged + DAY * chance.weibull(1.3) * paces[unit] / 4
            released = first + DAY * chance.weibull(1.2) * paces[unit]
        again = released + DAY * (3 + chance.exponential(6)) if unit and chance.random() < 0.12 else released
        lives.append(Life(received, triaged, unit, first if unit else NOT_YET, released, again))
    return lives


def facts_at(lives: list[Life], at: float) -> Facts:
    """As the worker reads them: what is over, whose each case is at that moment, and nothing of what is to come."""
    rows = [_row(life, at) for life in lives if life.received < at]
    return made(rows)


def _row(life: Life, at: float) -> dict[str, object]:
    def tenths(instant: float) -> int:
        return int(np.ceil((min(instant, at) - life.received) / TENTH))

    gone = life.unit is None and life.triaged <= at
    answered = life.unit is not None and life.again <= at
    return {
        **{"unit": life.unit if life.triaged <= at else None, "topic": "t", "kind": "k", "area": None, "about": None},
        **{"restricted": False, "confidential": False, "open": not (gone or answered), "received": 1},
        **{"done_on": NEVER, "answered_on": NEVER, "ended_on": NEVER, "first_state": WAITING, "first_due": 1},
        **{"state": WAITING, "due": 1, "responded": life.first <= at, "first": tenths(life.first)},
        **{"done": answered, "length": tenths(life.again), "released": life.released <= at},
        **{"owed": tenths(life.released), "disputed": False, "score": 0, "forwards": 1},
    }


def forecast(lives: list[Life], at: float) -> Iterator[tuple[str, float, bool]]:
    """Where each open case stands of which a promise ends within the week, how likely it was said to be late, and
    whether it was."""
    learnt = Learnt(facts_at(lives, at))
    some = [life for life in lives if life.received < at < life.released and not life.late_by(at)]
    received, responded = (np.array([getattr(life, name) for life in some]) for name in ("received", "first"))
    first_due, due = received + FIRST, received + WHOLE
    groups = [learnt.place("k", life.unit if life.triaged <= at else None, "t") for life in some]
    cases = Open(
        np.array(groups),
        at - received,
        responded <= at,
        np.where((responded <= at) | (first_due > at + WEEK), NOT_YET, first_due - received),
        np.where(due > at + WEEK, NOT_YET, due - received),
    )
    for life, odds in zip(some, lateness(learnt.groups, cases), strict=True):
        where = "triage" if life.triaged > at else "answered" if life.first <= at else "silent"
        if life.received + FIRST <= at + WEEK or life.received + WHOLE <= at + WEEK:
            yield where, float(odds), life.late_between(at, at + WEEK)


@pytest.mark.parametrize("seed", range(2))
def test_as_many_come_late_as_were_expected(seed: int) -> None:
    """All together within a tenth and what chance does. Chances know how old a case is, not since when it lies where it
    is: of those in triage, of those that wait for a first answer and of those for the last one, within a half."""
    lives = office(np.random.default_rng(seed), 8000, 60)
    told = [one for week in range(24, 60, 4) for one in forecast(lives, week * WEEK)]
    expected, late = sum(odds for _, odds, _ in told), sum(came for *_, came in told)
    assert late > 150
    assert expected == pytest.approx(late, rel=0.1, abs=2 * late**0.5)
    for where in ("triage", "silent", "answered"):
        some = [(odds, came) for state, odds, came in told if state == where]
        assert sum(odds for odds, _ in some) == pytest.approx(sum(came for _, came in some), rel=0.5)
    share = late / len(told)
    assert sum((odds - came) ** 2 for _, odds, came in told) / len(told) < share * (1 - share)


def test_what_was_known_on_a_morning_is_what_the_facts_of_then_said() -> None:
    """Facts cut back to an earlier day are those of that day, but for whose a case became since."""
    lives = office(np.random.default_rng(7), 800, 20)
    early, late = 12 * WEEK, 20 * WEEK
    ages = np.array([early - life.received for life in lives])
    back, then = known_by(facts_at(lives, late), ages), facts_at(lives, early)
    assert back.cases == then.cases
    for name in ("responded", "released", "done"):
        sure = np.abs(then.columns[name].astype(int) - back.columns[name])
        assert sure.sum() <= 3, "but for the tenth in which it happens"
    for name in ("first", "owed", "length"):
        assert np.abs(back.columns[name] - then.columns[name]).max() <= 1


def test_the_last_step_stands_for_all_that_is_later() -> None:
    """Cases that lie for years make the chances of the last step small: nobody is done soon who was not for so long."""
    ends = np.array([BINS + 50.5, BINS + 149.5, BINS - 10.5]) * STEP
    some = np.ones(3, bool)
    risk = counted(Past(np.zeros(3), some, ends, some)).after
    assert risk[-1] == 52 + 151
    assert all(one >= two for one, two in pairwise(risk[:-1]))

"""What officers of the invented world do among themselves with the cases that are open today.

It comes last in a case, after all its reporter knows of, so that nothing the reporter was told depends on it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from random import Random
from uuid import uuid5

from complaints import commands as c
from complaints.closing import may_look_now
from complaints.escalating import addressed, escalated, may_acknowledge
from complaints.kinds import OPEN, Relation, Status
from complaints.lifecycle import WITH_UNIT
from foundation.errors import Refused
from people.actor import Actor
from service.demo import words as w
from service.demo.course import Course
from service.demo.life import Life, Today
from service.demo.pace import around, chance

NOTED, ASKED, ANSWERED, TAKEN_UP = 0.4, 0.3, 0.65, 0.45
"""How often somebody writes a note, asks another unit and gets an answer, and takes up what was brought before them."""
_BUSIEST = 0.4
"""How often it is a unit large enough for two pairs of eyes that is asked."""
PROPOSED = 2
"""Answers that wait for a second person in each unit that asks for one."""
_TIED, _EACH = 14, 3
"""Pairs of cases that somebody has linked, at the most: in all, and of one topic and place."""
_NEAR = timedelta(days=30)
_HOUR = 60.0
_BACK = (20, 44, 68, 92, 140, 260)
"""Hours before the present in which a proposal may lie: the nearest that falls into office time."""


@dataclass
class Desks:
    """`now` is the present of the world."""

    course: Course
    now: datetime

    def work(self, lives: Sequence[Life]) -> None:
        """Add to each life what colleagues did; `lives` are recent ones, in the order of filing."""
        worked_on = [life for life in lives if _ordinary(life)]
        self._propose(worked_on)
        for life in worked_on:
            draw = chance(f"desks {life.case.id}")
            self._note(life, draw)
            self._ask(life, draw)
            self._take_up(life, draw)
        self._tie(worked_on, lives)
        for life in worked_on:
            life.watch(self.now)

    def _note(self, life: Life, draw: Random) -> None:
        officer, head = self._people(life)
        if draw.random() > NOTED:
            return
        self._try(life, c.Note(c.Words(draw.choice(w.NOTES))), officer, self._later(life, draw, 40))
        if draw.random() < NOTED:
            coordinator = self.course.staff.coordinator
            asked = head if head.person != officer.person else coordinator
            assert asked.person is not None
            words = c.Words(draw.choice(w.NOTES_TO_SOMEBODY).format(name=self.course.staff.username(asked)))
            if self._try(life, c.Note(words, (asked.person,)), officer, self._later(life, draw, 90)):
                self._try(life, c.Note(c.Words(draw.choice(w.NOTES_BACK))), asked, self._later(life, draw, 150))

    def _ask(self, life: Life, draw: Random) -> None:
        """A question to another unit, which answers, or does not yet."""
        complaint, region = life.complaint, self.course.region
        if draw.random() > ASKED:
            return
        among = [
            one.code for one in region.units if one.accepts and one.code not in (complaint.unit, complaint.about_unit)
        ]
        among = [one for one in among if one != region.inspectorate_unit]
        busiest = [one for one in region.closing.confirm_units if one in among]
        unit = draw.choice(busiest if busiest and draw.random() < _BUSIEST else among)
        number = draw.randrange(len(w.UNIT_QUESTIONS))
        key = uuid5(life.case.id, "asked unit")
        asking = c.AskUnit(unit, c.Words(w.UNIT_QUESTIONS[number]), ask=key)
        if not self._try(life, asking, self._people(life)[0], self._later(life, draw, 2 * _HOUR)):
            return
        if draw.random() < ANSWERED:
            answer = c.AnswerUnit(key, c.Words(w.UNIT_ANSWERS[number]))
            self._try(life, answer, self.course.staff.officer(unit), self._later(life, draw, 5 * _HOUR))

    def _take_up(self, life: Life, draw: Random) -> None:
        """Somebody says that they look after what was missed and brought before them."""
        for promise in escalated(life.complaint):
            by = self.course.staff.before(promise.before, promise.before_unit or life.complaint.unit)
            if by is None or promise.acknowledged_at is not None or draw.random() > TAKEN_UP:
                continue
            if may_acknowledge(by, life.complaint) and addressed(by, life.complaint, promise):
                words = c.Words(draw.choice(w.TAKEN_UP)) if draw.random() < ANSWERED else None
                command = c.AcknowledgeEscalation(words, promise.stage)
                self._try(life, command, by, self._later(life, draw, 3 * _HOUR))

    def _tie(self, worked_on: Sequence[Life], lives: Sequence[Life]) -> None:
        """What is worked on has to do with what was told of the same topic in the same kabupaten soon before or after,
        over or not."""
        alike: dict[tuple[str, str], list[Life]] = defaultdict(list)
        for life in lives:
            if life.complaint.unit is not None and not life.complaint.withheld:
                alike[life.complaint.topic or "", life.case.spot.within.code].append(life)
        at_work, tied = {life.case.id for life in worked_on}, 0
        for (topic, _), some in sorted(alike.items(), key=lambda one: one[0]):
            if not topic or tied >= _TIED:
                continue
            still = [life for life in some if life.case.id in at_work]
            if len(still) > 2:  # one is the whole of which the others are parts
                pairs, relation = [(still[0], part) for part in still[1:3]], Relation.CHILD
            else:
                pairs = [(one, other) for one, other in combinations(some, 2) if {one.case.id, other.case.id} & at_work]
                relation = Relation.RELATED
            for one, other in pairs[:_EACH]:
                if other.case.told - one.case.told < _NEAR:
                    tied += self._tied(one, other, relation)

    def _tied(self, one: Life, other: Life, relation: Relation) -> bool:
        """Both logs say so at the same instant, or neither does. `relation` is what the other case is to the one."""
        draw = chance(f"tied {one.case.id} {other.case.id}")
        at = max(self._later(one, draw, 30), self._later(other, draw, 30))
        if at > self.now:
            return False
        for life, there, what in ((one, other, relation), (other, one, relation.mirrored)):
            life.ask(c.Link(there.case.id, what), self.course.staff.coordinator, at)
        return True

    def _propose(self, lives: Sequence[Life]) -> None:
        """Where a second person looks first, some answers wait for one."""
        units = self.course.region.closing.confirm_units
        for unit in units:
            at_work = [
                life
                for life in lives
                if life.complaint.unit == unit
                and life.complaint.status is Status.IN_PROCESS
                and not life.complaint.disputes
                and life.complaint.proposal is None
            ]
            waiting = 0
            for life in reversed(at_work):
                waiting += waiting < PROPOSED and self._proposed(life)

    def _proposed(self, life: Life) -> bool:
        draw, office, gallery = chance(f"proposed {life.case.id}"), self.course.office, self.course.gallery
        changed = life.complaint.changed_at or self.now
        instants = (
            office.after(max(changed, self.now - timedelta(hours=back)), draw.uniform(20, 150)) for back in _BACK
        )
        at = next((one for one in instants if one <= self.now), None)
        needed = self.course.region.closing.needs_evidence(life.complaint)
        photo = gallery.proof(life.case, needed=needed, empty=False)
        officer, head = self._people(life)
        if at is None or photo is None or not needed or head.person == officer.person:
            return False
        answer = self.course.words.answer(draw, life.case.topic, life.case.place_name, at, empty=False)
        answered = c.Resolve(c.Words(answer))
        done = self._try(life, c.Attach(photo), officer, at) and self._try(life, answered, officer, at)
        return done and may_look_now(head, life.complaint)

    def _people(self, life: Life) -> tuple[Actor, Actor]:
        """Who answers for the unit that has the case, and its head."""
        unit, staff = life.complaint.unit or "", self.course.staff
        return staff.officer(unit), staff.head(unit)

    def _later(self, life: Life, draw: Random, minutes: float) -> datetime:
        """Some office time after what happened last."""
        return self.course.office.after(life.latest or life.case.filed, around(draw, minutes, 0.7))

    def _try(self, life: Life, command: c.Command, by: Actor, at: datetime) -> bool:
        """Whether it was possible: it may lie in the future still, or the case stand elsewhere."""
        try:
            life.ask(command, by, at)
        except (Today, Refused):
            return False
        return life.complaint.status in OPEN


def _ordinary(life: Life) -> bool:
    """Whether a unit works on it, and nothing about it is secret."""
    complaint = life.complaint
    return complaint.status in WITH_UNIT and complaint.unit is not None and not complaint.withheld

"""What holds a case of the invented world up, and says so: a letter to somebody outside, an extension, a pledge."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from complaints import commands as c
from complaints.kinds import Kind, Stage, Status
from foundation.errors import Refused
from people.actor import Actor
from service.demo.case import Nature
from service.demo.life import Life
from service.demo.pace import OfficeTime
from service.demo.words import Words

LETTERS, PLEDGES, EXTENSIONS = 0.1, 0.05, 0.8
"""How often somebody outside is written to, a later date is promised, and a formal request that takes long extended."""
_ANSWERED, _KEPT = 0.8, 0.6
LONG_ENOUGH = timedelta(days=4)
"""Nobody writes letters about what is done sooner."""


@dataclass
class Waiting:
    """Each step takes the instant of the step before and gives the one from which work goes on."""

    life: Life
    place: str
    words: Words
    office: OfficeTime
    draw: Random

    def letter(self, at: datetime, done: datetime, officer: Actor) -> datetime:
        """When the case is done, after somebody outside was asked by letter, or not."""
        if done - at < LONG_ENOUGH or self.draw.random() > LETTERS:
            return done
        asked = self.office.after(at, self.office.day * self.draw.uniform(0.5, 1.5))
        if not self._try(c.Pause(c.Words(self.words.letter(self.draw))), officer, asked):
            return done
        if self.draw.random() > _ANSWERED:  # the clock runs again of itself, and then somebody gives up waiting
            return max(done, self.office.after(asked, self.office.day * self.draw.uniform(21, 27)))
        answered = self.office.after(asked, self.office.day * self.draw.uniform(3, 14))
        self._try(c.Resume(), officer, answered)
        return max(done, answered) + (answered - asked) * 0.5

    def extension(self, at: datetime, done: datetime, officer: Actor) -> None:
        """A formal request that will take longer is extended before its date."""
        completion = self.life.complaint.waits_for(Stage.COMPLETION)
        if self.life.complaint.kind is not Kind.FORMAL_INFORMATION or completion is None or done < completion.due:
            return
        if self.draw.random() < EXTENSIONS:
            before = self.office.after(completion.due - timedelta(days=2), -60)
            self._try(c.Extend(c.Words(self.words.extension(self.draw))), officer, max(at, before))

    def pledge(self, at: datetime, officer: Actor) -> datetime:
        """Instead of an answer a later date is promised, which is kept, or passes; gives when there is an answer."""
        if self.life.case.nature is not Nature.ORDINARY or self.draw.random() > PLEDGES:
            return at
        on = self._later_date(at)
        words, ground = self.words.pledge(self.draw, self.place, on)
        if not self._try(c.Pledge(on, c.Words(words), c.Words(ground)), officer, at):
            return at
        until = timedelta(days=(on - at.date()).days)
        if self.draw.random() < _KEPT:
            return self.office.after(at + until * self.draw.uniform(0.4, 0.95), 0)
        return self.office.after(at + until, self.office.day * self.draw.uniform(2, 15))

    def _later_date(self, at: datetime) -> date:
        return at.astimezone(self.words.zone).date() + timedelta(days=self.draw.randint(20, 160))

    def _try(self, command: c.Command, by: Actor, at: datetime) -> bool:
        """Whether it was possible: the date may have passed, or the case stand elsewhere by then."""
        try:
            self.life.ask(command, by, at)
        except Refused:
            return False
        return self.life.complaint.status is not Status.CLOSED

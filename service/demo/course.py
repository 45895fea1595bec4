"""The course of a case: what coordinator, officer and citizen of the invented world do with it, and when."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import msgspec

from complaints import commands as c
from complaints import ticket
from complaints.commands import File
from complaints.kinds import OPEN, ArchiveReason, Priority, Stage, Status
from complaints.openness import is_published
from complaints.region import Region
from people.actor import ANYONE, Actor
from service.demo import words as w
from service.demo.case import Case, Nature
from service.demo.crowd import joins, survey
from service.demo.gallery import RECENT, Gallery
from service.demo.life import Life, Today
from service.demo.material import Planted
from service.demo.pace import Manner, OfficeTime, around, awake, chance, manner
from service.demo.staff import Staff
from service.demo.telling import WRITTEN_BY_OFFICERS
from service.demo.waiting import Waiting

MOST_DISPUTES = 2
_HOUR = 60.0
_ANSWERED_OUTSIDE, _BY_LINK = 0.62, 0.7
_FROM_OFFICE = 0.02
"""How often what came by itself was sent from a network of the government."""
_PILE, _PLAIN_UNREAD, _UNREAD = timedelta(days=6), 0.5, 0.95
"""For how long reports have piled up at the desk, and how many nobody has read: what is plain was read first."""
_IN_HAND, _HELD = timedelta(days=13), 0.75
"""How old what the busiest units work on may be, and how much of it is not done."""
_REVIEWED = 0.85
"""How often somebody has looked at a photo."""
_NOISE_REASONS = (ArchiveReason.NOT_A_COMPLAINT, ArchiveReason.NOT_A_COMPLAINT, ArchiveReason.SPAM)
_PLEASED, _FAIR, _CROSS = (1, 2, 9, 36, 52), (6, 12, 30, 34, 18), (48, 28, 16, 6, 2)
"""How often citizens give 1 to 5, by how it went."""


@dataclass
class Course:
    """Leads cases through their lives."""

    region: Region
    planted: Planted
    words: w.Words
    office: OfficeTime
    staff: Staff
    gallery: Gallery
    over: dict[UUID, datetime] = field(default_factory=dict)
    """From when nothing can be merged into a case any more."""

    def live(self, life: Life) -> None:
        """From the filing to the end or to today."""
        try:
            Walk(self, life, chance(f"course {life.case.id}")).walk()
        except Today:
            return
        life.watch(life.now)

    def manner(self, case: Case) -> Manner:
        """How the unit treats this case: planted troubles show here."""
        usual = manner(case.unit or "")
        known = self.planted
        if case.unit == known.skill_deficit.unit and case.topic == known.skill_deficit.topic:
            return usual._replace(days=14.5, spread=0.35, tells=0.15, asks=0.02, empty=0.93, disputed=0.28)
        if case.unit == known.understaffed.unit:
            return usual._replace(tells=0.12, asks=0.03, empty=0.02, disputed=0.03)
        if case.trouble is known.broken_service:
            return usual._replace(days=usual.days * 1.3, empty=0.22, disputed=0.16)
        if case.nature is Nature.OVERSIGHT:
            return usual._replace(days=26, spread=0.5, tells=0.9, asks=0.12, empty=0.2, disputed=0.06)
        if case.nature is Nature.INFORMATION:
            return usual._replace(days=1.4)
        if case.nature is Nature.FORMAL:
            return usual._replace(days=7, spread=0.45, disputed=0.14)
        if case.priority is not Priority.NORMAL:
            return usual._replace(take=1, days=usual.days * 0.4)
        return usual


@dataclass
class Walk:
    """One case on its way. Each step takes the instant of the step before and gives its own."""

    course: Course
    life: Life
    draw: Random

    def __post_init__(self) -> None:
        self.case, self.place = self.life.case, self.life.case.place_name
        self.words, self.office, self.staff = self.course.words, self.course.office, self.course.staff
        self.citizen = Actor(kind="citizen", holds=self.case.id)
        self.manner = self.course.manner(self.case)
        # What makes a case wait is drawn apart, so that it changes nothing else about it.
        self.apart = chance(f"waiting {self.case.id}")
        self.waiting = Waiting(self.life, self.place, self.words, self.office, self.apart)

    @property
    def status(self) -> Status:
        return self.life.complaint.status

    def walk(self) -> None:
        at = self._file()
        if self.life.complaint.priority is Priority.DANGER and self.status is Status.SUBMITTED:
            self._rescue(at)
        elif self.status is Status.SUBMITTED and not self._unread():
            read = around(self.draw, 4 * _HOUR, 0.9)
            at = self._triage(self._later(at, read if self.case.priority is Priority.NORMAL else min(read, 3 * _HOUR)))
        if self.status is Status.FORWARDED:
            self._handle(at)

    def _unread(self) -> bool:
        """Much of the last days still lies at the desk of triage; nothing that presses."""
        recent = self.case.told > self.life.now - _PILE and self.case.priority is Priority.NORMAL
        share = _PLAIN_UNREAD if self.case.nature is Nature.ORDINARY else _UNREAD
        return recent and chance(f"unread {self.case.id}").random() < share

    def _file(self) -> datetime:
        case = self.case
        written = case.channel in WRITTEN_BY_OFFICERS
        by = self.staff.coordinator if written else ANYONE
        command = c.FileComplaint(
            words=c.Words(case.text),
            ticket=ticket.draw(),
            kind=case.kind,
            visibility=case.visibility,
            channel=case.channel,
            received_at=case.told,
            place=case.place,
            place_words=c.Words(msgspec.json.encode(case.place).decode()) if case.place else None,
            topic=case.topic if case.says_topic else None,
            about_unit=case.about_unit,
            happened_on=case.happened_on,
            contact=case.contact,
            filed_by=by.person,
            consent=written,
            priority=Priority.DANGER if case.priority is Priority.DANGER else Priority.NORMAL,
            from_office=written or self.apart.random() < _FROM_OFFICE,
            references=((str(case.channel), case.reference),) if case.reference else (),
        )
        at = self.life.ask(command, by, case.filed)
        photo = self.course.gallery.told(case)
        return self.life.ask(c.Attach(photo), self.citizen, at) if photo and self.status in OPEN else at

    def _rescue(self, at: datetime) -> None:
        """Danger to life waits for no office hours: whoever is on call answers, and somebody sets out at once."""
        at = self.life.ask(c.Acknowledge(), self.staff.on_call[0], self._minutes_later(at, 8))
        at = self._forward(self._minutes_later(at, 6))
        if self.status is not Status.FORWARDED:
            return
        officer = self.staff.officer(self.life.complaint.unit or "")
        at = self.life.ask(c.Take(), officer, self._minutes_later(at, 10))
        at = self.life.ask(c.Inform(c.Words(self.apart.choice(w.ON_THE_WAY))), officer, self._minutes_later(at, 25))
        self._resolve(self._done(at), officer)

    def _minutes_later(self, at: datetime, minutes: float) -> datetime:
        return at + timedelta(seconds=round(around(self.apart, minutes, 0.6) * 60))

    def _triage(self, at: datetime) -> datetime:
        case, desk = self.case, self.staff.coordinator
        if case.priority is Priority.URGENT:
            at = self.life.ask(c.Prioritise(Priority.URGENT), desk, at)
        if case.nature is Nature.NOISE:
            command: c.Command = c.Archive(self.draw.choice(_NOISE_REASONS), c.Words(w.NO_COMPLAINT))
        elif case.nature is Nature.FOREIGN and case.body is not None:
            return self._pass_on(case.body, at)
        elif case.same_as is not None and at < self.course.over.get(case.same_as, self.life.now):
            command = c.MarkDuplicate(case.same_as)
        elif case.nature is Nature.INCOMPLETE or self.draw.random() < 0.035:
            return self._complete(at)
        else:
            return self._forward(at)
        return self.life.ask(command, desk, at)

    def _pass_on(self, body: str, at: datetime) -> datetime:
        """Send it to whom it belongs; most of them answer some day."""
        at = self.life.ask(c.ForwardOut(body, c.Words(self.words.way_out(body))), self.staff.coordinator, at)
        if self.apart.random() < _ANSWERED_OUTSIDE:
            reply = c.RecordReply(c.Words(self.apart.choice(w.FROM_OUTSIDE)))
            answered = self._later(at, around(self.apart, 50 * _HOUR, 0.8))
            by = self.staff.coordinator
            if self._by_link():
                by = Actor("body", speaks_for=body, case=self.case.id)
                at = self.life.ask(c.ReceiveOutside(), by, min(self._later(at, 5 * _HOUR), answered))
            at = self.life.ask(reply, by, answered)
        return at

    def _by_link(self) -> bool:
        """Since a while most bodies answer by themselves; before, and of what is secret, the coordinator notes it."""
        recent = self.case.told > self.life.now - RECENT
        return recent and not self.life.complaint.withheld and self.apart.random() < _BY_LINK

    def _complete(self, at: datetime) -> datetime:
        """Ask for what is missing; what never comes is archived once the citizen's time is over."""
        desk = self.staff.coordinator
        at = self.life.ask(c.Return(c.Words(self.draw.choice(w.ASK_FOR_MORE))), desk, at)
        if self.draw.random() < 0.62:
            at = self.life.ask(c.Supplement(c.Words(self.case.more)), self.citizen, self._citizen_later(at, 20))
            return self._forward(self._later(at, around(self.draw, 3 * _HOUR, 0.8)))
        self.life.watch(self.life.now)
        return at

    def _forward(self, at: datetime) -> datetime:
        case, desk = self.case, self.staff.coordinator
        assert case.unit is not None
        usual = case.nature not in (Nature.OVERSIGHT, Nature.FORMAL) and case.priority is not Priority.DANGER
        if usual and self.draw.random() < 0.04:
            wrong = self.draw.choice([unit.code for unit in self.course.region.units if self._mistakable(unit.code)])
            at = self.life.ask(c.Forward(wrong), desk, at)
            back = c.SendBack(c.Words(self.draw.choice(w.NOT_OURS)))
            at = self._later(at, around(self.draw, 5 * _HOUR, 0.7))
            at = self.life.ask(back, self.staff.officer(wrong), at)
            at = self._later(at, around(self.draw, 3 * _HOUR, 0.7))
        kind = case.nature.kind if case.nature.kind is not self.life.complaint.kind else None
        at = self.life.ask(c.Forward(case.unit, case.topic, kind), desk, at)
        return self._joined(self._reviewed(self.course.gallery.told(case), at))

    def _reviewed(self, photo: File | None, at: datetime) -> datetime:
        """Everybody may see the photo, most often: some wait at the desk."""
        if photo is None or not is_published(self.life.complaint) or self.apart.random() > _REVIEWED:
            return at
        return self.life.ask(c.ReviewPhoto(photo.id, shown=True), self.staff.coordinator, self._later(at, 6))

    def _joined(self, at: datetime) -> datetime:
        """Others who have the same to tell, one after the other."""
        if self.case.nature is Nature.ORDINARY and is_published(self.life.complaint):
            for one, minutes in joins(self.case, self.life.now):
                if self._later(at, minutes) > self.life.now:
                    break
                at = self.life.ask(one, ANYONE, self._later(at, minutes))
        return at

    def _mistakable(self, unit: str) -> bool:
        region = self.course.region
        return region.unit[unit].accepts and unit not in (self.case.unit, region.inspectorate_unit)

    def _handle(self, at: datetime) -> None:
        officer = self.staff.officer(self.life.complaint.unit or "")
        done = self._done(at)
        at = self.life.ask(c.Take(), officer, min(self._taken(at, done), done))
        if self.life.complaint.restricted and self.life.complaint.topic != self.case.topic:
            self.life.ask(c.Reclassify(topic=self.case.topic), officer, at)
        if self.draw.random() < self.manner.asks:
            at = self._clarify(at, officer)
            done = max(done, self._later(at, around(self.draw, 0.8 * self.office.day, 0.6)))
        elif self.draw.random() < self.manner.tells:
            told = self._later(at, around(self.draw, 1.1 * self.office.day, 0.5))
            if told < done:
                at = self.life.ask(c.Inform(c.Words(self.draw.choice(w.UPDATES))), officer, told)
        if self._still_at_work():
            return
        done = self.waiting.letter(at, done, officer)
        self.waiting.extension(at, done, officer)
        self._resolve(self.waiting.pledge(self._later(max(at, done), 0), officer), officer)

    def _still_at_work(self) -> bool:
        """The busiest units have much in hand of what was told lately."""
        recent = self.case.told > self.life.now - _IN_HAND and self.case.priority is Priority.NORMAL
        busiest = self.case.unit in self.course.region.closing.confirm_units
        return recent and busiest and chance(f"in hand {self.case.id}").random() < _HELD

    def _done(self, at: datetime) -> datetime:
        """When the answer is ready."""
        if self.case.done_at is not None:
            return max(self.case.done_at, self._later(at, self.office.day))
        return self._later(at, around(self.draw, self.manner.days * self.office.day, self.manner.spread))

    def _taken(self, at: datetime, done: datetime) -> datetime:
        """Too few hands take a case only when its turn comes."""
        if self.case.done_at is not None:
            return self._later(max(self._later(at, 4 * _HOUR), done - timedelta(days=self.draw.uniform(1.1, 4))), 0)
        return self._later(at, around(self.draw, self.manner.take * _HOUR, 0.6))

    def _clarify(self, at: datetime, officer: Actor) -> datetime:
        at = self._later(at, around(self.draw, 3 * _HOUR, 0.7))
        at = self.life.ask(c.Ask(c.Words(self.words.question(self.draw))), officer, at)
        if self.draw.random() < 0.72:
            reply = c.Words(self.words.reply(self.draw, self.place))
            return self.life.ask(c.Answer(reply), self.citizen, self._citizen_later(at, 16))
        return self._later(at, self.office.day * self.draw.uniform(5, 9))

    def _resolve(self, at: datetime, officer: Actor) -> None:
        """Answer, and again where the citizen does not agree."""
        at = self._later(at, 0)  # a citizen may have spoken at night
        empty = self.draw.random() < self.manner.empty
        answer = self.words.answer(self.draw, self.case.topic, self.place, at, empty=empty)
        needed = self.course.region.closing.needs_evidence(self.life.complaint)
        again = self.life.complaint.disputes
        proof = self.course.gallery.proof(self.case, needed=needed, empty=empty, again=again)
        if proof is not None:
            at = self.life.ask(c.Attach(proof), officer, at)
        at = self.life.ask(c.Resolve(c.Words(answer)), officer, at)
        if self.life.complaint.proposal is not None:
            second = self.staff.head(self.life.complaint.unit or "")
            second = second if second.person != officer.person else self.staff.officer(self.life.complaint.unit or "")
            at = self.life.ask(c.ApproveResolution(), second, self._later(at, around(self.apart, 3 * _HOUR, 0.7)))
        at = self._reviewed(proof, at)
        react = self.draw.random()
        likely = self.manner.disputed * (1.5 if empty else 1.0) * (1.3 if self._late else 0.9)
        if react < likely and self.life.complaint.disputes < MOST_DISPUTES:
            self._dispute(at)
        elif react < likely + 0.34:
            self._agree(self._citizen_later(at, 30), empty=empty)
        else:
            self._rate_afterwards(empty=empty)

    @property
    def _late(self) -> bool:
        promise = self.life.complaint.promises.get(Stage.COMPLETION)
        return promise is not None and promise.missed

    def _still_resolved(self, at: datetime) -> bool:
        """Whether silence has not closed the case before the citizen gets to it."""
        self.life.watch(at)
        return self.status is Status.RESOLVED

    def _dispute(self, at: datetime) -> None:
        at = self._citizen_later(at, 30)
        if not self._still_resolved(at):
            return
        words = c.Words(self.words.dispute(self.draw, self.place))
        at = self.life.ask(c.Dispute(words), self.citizen, at)
        unit = self.life.complaint.unit or ""
        officer = self.staff.head(unit) if self.draw.random() < 0.4 else self.staff.officer(unit)
        at = self.life.ask(c.Take(), officer, self._later(at, around(self.draw, 6 * _HOUR, 0.7)))
        days = self.manner.days * (2.5 if self.case.done_at else 0.7)
        self._resolve(self._later(at, around(self.draw, days * self.office.day, 0.5)), officer)

    def _agree(self, at: datetime, *, empty: bool) -> None:
        if self._still_resolved(at):
            score = self._score(empty=empty) if self.draw.random() < 0.7 else None
            at = self.life.ask(c.Confirm(score), self.citizen, at)
            if score is not None:
                self._survey(score, at)

    def _survey(self, score: int, at: datetime) -> None:
        """Four more questions, which some answer."""
        answers = survey(self.case, score, late=self._late)
        if answers and not self.life.complaint.restricted:
            self.life.ask(c.Survey(answers), self.citizen, at + timedelta(minutes=1))

    def _rate_afterwards(self, *, empty: bool) -> None:
        """Silence closes the case; a few give a score even then."""
        self.life.watch(self.life.now)
        closed = self.life.complaint.closed_at
        if closed is not None and self.draw.random() < 0.1:
            score = self._score(empty=empty)
            self._survey(score, self.life.ask(c.Rate(score), self.citizen, self._citizen_later(closed, 20)))

    def _score(self, *, empty: bool) -> int:
        bad = empty + self._late + (self.life.complaint.disputes > 0)
        weights = (_PLEASED, _FAIR, _CROSS)[min(bad, 2)]
        return self.draw.choices(range(1, 6), weights)[0]

    def _later(self, at: datetime, minutes: float) -> datetime:
        """Some office minutes later."""
        return self.office.after(at, minutes)

    def _citizen_later(self, at: datetime, hours: float) -> datetime:
        """When the citizen gets to it: on any day, but not at night."""
        return awake(at + timedelta(minutes=round(around(self.draw, hours, 0.9) * _HOUR)), self.words.zone)

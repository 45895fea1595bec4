"""The story of the invented regency: complaints, what they ask, a need, a training by lot, and a verdict."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from competency.assessments import Assessments, Line
from competency.attendance import PRESENT, Attendance
from competency.batch_drafts import Draft as BatchDraft
from competency.batches import Batches
from competency.lot_book import Lots
from competency.matters import Matter
from competency.need_book import Needs
from competency.need_events import Reason, Stance
from competency.needs import Accept, Answer, Need, Reject, Review
from competency.providers import Providers
from competency.seats import Seats
from competency.signal_book import SignalBook
from competency.staffing import Month, StaffingBook
from competency.stored_signals import StoredSignal
from competency.trainings import Catalogue
from competency.trainings import Draft as TrainingDraft
from competency.verdicts import StoredVerdict, Verdicts
from complaints.commands import Words
from foundation.clock import SetClock
from people.actor import Actor
from service.demo.learning.lessons import questioned, set_test, take_test
from service.demo.learning.loading import Living, Stage, first_month, staged
from service.demo.learning.region import COMPETENCY, OFFICES, TOPICS, office_code
from service.demo.learning.world import CHOSEN_AFTER, MONTHS, Cell, Plan, capacity, plan
from service.learning import read_signals
from service.progress import Report
from service.settings import Settings
from service.training_verdicts import judge_trainings
from service.wiring import build
from web.house import House

SEED = 7
_LEAST_WAITING = 5
_MEASURED = 6
"""Officers of each office whose level a superior judged."""
Tell = Callable[[str], None]


class Told(NamedTuple):
    """What the story came to, to be held against what was planted."""

    known: Plan
    found: tuple[Cell, ...]
    """Cells with a strong signal of competence."""
    matters: tuple[Matter, ...]
    trained: tuple[Cell, ...]
    waiting: tuple[Cell, ...]
    verdict: StoredVerdict | None


async def tell_story(
    settings: Settings, house: House, folder: Path, complaints: int, tell: Tell, report: Report
) -> Told:
    """Live through three years in an installation that holds the regency of `folder` and nothing else."""
    start = first_month(house.clock.now().astimezone(await house.zone()).date())
    stage = await staged(house, folder, start)
    return await Story(settings, house, stage, plan(SEED, complaints), tell, report).told(SEED)


class Story:
    """Told once over an empty installation; `house` stands at the present."""

    def __init__(self, settings: Settings, house: House, stage: Stage, known: Plan, tell: Tell, report: Report) -> None:
        self.settings, self.house, self.stage, self.known = settings, house, stage, known
        self.tell, self.report = tell, report

    def then(self, instant: datetime) -> House:
        """The same house at another instant."""
        return build(self.settings, self.house.database, SetClock(instant), self.house.keys)

    async def told(self, seed: int) -> Told:
        stage = self.stage
        living = Living(stage, seed, self.known, stage.at(MONTHS), self.report)
        await living.draw(range(CHOSEN_AFTER))
        await living.until(stage.at(CHOSEN_AFTER, 2))
        self.tell(f"Two years: {living.told:,} complaints to {len(OFFICES)} offices, all by the one road.")
        await self._staff()
        then = self.then(stage.at(CHOSEN_AFTER, 3))
        found, others = await self._read(then)
        needs = await self._accepted(self.then(stage.at(CHOSEN_AFTER, 5)))
        batch = await self._planned(self.then(stage.at(CHOSEN_AFTER, 8)), len(needs))
        trained, waiting = await self._held(batch)
        await living.draw(range(CHOSEN_AFTER, MONTHS), trained)
        await living.until(stage.at(MONTHS))
        self.tell(f"A third year: {living.told:,} complaints in all; the offices that were drawn do better now.")
        await read_signals(self.house, self._day(MONTHS) - timedelta(days=1))
        await judge_trainings(self.house)
        (judged,) = await Verdicts(self.house.database, self.house.clock).all()
        return Told(self.known, tuple(found), others, trained, waiting, judged.verdict)

    async def _staff(self) -> None:
        stage = self.stage
        months = []
        for month in range(MONTHS):
            first, after = self._day(month), self._day(month + 1)
            worked = sum(1 for day in stage.worked if first <= day < after)
            for office in range(len(OFFICES)):
                officers, hours = capacity(self.known, office, worked)
                months.append(Month(office_code(office), f"{first:%Y-%m}", officers, hours))
        await StaffingBook(stage.house.database, stage.house.clock).write(stage.people["analis"], months, "imported")

    async def _read(self, then: House) -> tuple[list[Cell], tuple[Matter, ...]]:
        """What the second year says; told against what was planted, which the office does not know."""
        signals = await read_signals(then, self._day(CHOSEN_AFTER) - timedelta(days=1))
        strong = [one for one in signals if one.strength == "kuat" and one.label.startswith("kompetensi")]
        cells = [_cell(one) for one in strong if one.topic]
        right = sum(1 for one in cells if one in self.known.deficits)
        self.tell(
            f"{len(signals)} signals, {len(strong)} of them strong and of competence: {right} of the "
            f"{len(self.known.deficits)} planted deficits are among them, {len(strong) - right} are something else."
        )
        report = await SignalBook(then.database, then.clock, then.keys).latest()
        assert report is not None
        for one in report.matters:
            self.tell(
                f"  not a matter of learning: {one.cause}, {one.unit or 'all offices'}, {one.topic or 'all topics'}"
            )
        return cells, report.matters

    async def _accepted(self, then: House) -> list[Need]:
        """The analyst reviews, offices answer, superiors say how far skills reach, and the supervisor decides."""
        people = self.stage.people
        analyst, supervisor = people["analis"], people["pengawas"]
        needs = _needs(then)
        found = [line.need for line in await needs.board(analyst)]
        for one in found:
            await needs.record(one.id, analyst, Review(), "demo:review")
        await self._measured(then, found, analyst)
        for one in found:
            head = people[f"kepala.{(one.unit or '').lower()}"]
            words = Words("Benar, petugas kami banyak yang baru dan belum pernah dilatih untuk ini.")
            await needs.record(one.id, head, Answer(Stance.AGREES, words), "demo:answer")
        accepted = []
        for one in found:
            if one.competency == COMPETENCY:
                accepted.append(await needs.record(one.id, supervisor, Accept(), "demo:accept"))
            else:
                why = Words("Contoh aduannya tidak menunjukkan hal yang sama.")
                await needs.record(one.id, supervisor, Reject(Reason.EVIDENCE, why), "demo:reject")
        self.tell(f"{len(accepted)} needs accepted after the offices' answers, {len(found) - len(accepted)} rejected.")
        return accepted

    async def _measured(self, then: House, needs: list[Need], analyst: Actor) -> None:
        """An assessment of offices with a need: a second source beside complaints."""
        assert analyst.person is not None
        units = sorted({one.unit for one in needs if one.unit and one.competency == COMPETENCY})
        lines = [
            Line(number, unit, COMPETENCY, 3, now, people)
            for number, (unit, now, people) in enumerate(
                (each for unit in units for each in ((unit, 1, _MEASURED - 2), (unit, 2, 2))), 2
            )
        ]
        held = then.clock.now().date()
        book = Assessments(then.database, then.clock)
        await book.keep(analyst.person, "Asesmen sarana lingkungan (contoh)", held, "all", lines, held)

    async def _planned(self, then: House, many: int) -> UUID:
        """A training of a university, for as many needs as there are places; who goes first is drawn by lot."""
        analyst = self.stage.people["analis"]
        assert analyst.person is not None
        provider = await Providers(then.database, then.clock, then.keys).write(
            None, "university", "Universitas Contoh", "Fakultas teknik, pengabdian masyarakat", "", analyst.person
        )
        draft = TrainingDraft(
            "Bimtek penanganan sarana lingkungan", "bimtek", COMPETENCY, 2, 16, 750_000, "", "Dua hari, dengan praktik."
        )
        catalogue = Catalogue(then.database, then.clock)
        training = await catalogue.one(await catalogue.add(draft, analyst.person))
        await set_test(then, analyst.person, training.materials[0].id)
        days = sorted(day for day in self.stage.worked if day > then.clock.now().date() + timedelta(days=9))[:2]
        wanted = BatchDraft(
            provider,
            days[0],
            days[-1],
            time(8),
            time(16),
            400,
            days[0] - timedelta(days=1),
            "Aula kampus (contoh)",
        )
        batches = Batches(then.database, then.clock, _needs(then))
        batch = await batches.plan(training.materials[0].id, wanted, days, analyst)
        lots = Lots(then.database, then.clock, then.keys, _needs(then))
        kinds = {unit.code: unit.kind for unit in self.stage.region.units}
        today = then.clock.now().date()
        await lots.publish(batch, max(1, many // 2), kinds, today, analyst.person)
        drawn = await lots.draw(batch, "nomor kursi saksi: 17", analyst)
        self.tell(f"A lot that anybody can repeat: {len(drawn.drawn)} needs are trained, {len(drawn.waiting)} wait.")
        return batch

    async def _held(self, batch: UUID) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
        """Those drawn are asked, come, are tested, say what they think, and get their certificates."""
        before = self.then(self.stage.at(CHOSEN_AFTER, 9))
        seats = Seats(before.database, before.clock)
        await seats.propose(batch)
        await seats.invite(batch)
        for seat in await seats.of(batch):
            await seats.answer(batch, seat.officer, accepts=True)
        whole = await Batches(before.database, before.clock, _needs(before)).one(batch)
        zone = await self.house.zone()
        after = self.then(datetime.combine(whole.batch.ends_on, time(17), zone))
        attendance = Attendance(after.database, after.clock, after.keys, _needs(after), zone)
        taking = [seat.officer for seat in await seats.of(batch) if seat.state == "accepted"]
        for day in whole.days:
            await attendance.note(batch, day.day, dict.fromkeys(taking, PRESENT))
        await take_test(before, batch, taking, "before", whole.batch.starts_on)
        await take_test(after, batch, taking, "after", whole.batch.ends_on)
        await questioned(after, batch, taking, whole.batch.ends_on)
        finished = await attendance.close(batch, self.stage.people["analis"])
        self.tell(f"The training is held; {finished} officers finish it and get a certificate.")
        trained = tuple(_place(one.unit, one.topic) for one in whole.trained)
        return trained, tuple(_place(one.unit, one.topic) for one in whole.waiting)

    def _day(self, month: int) -> date:
        return self.stage.at(month).date()


def _needs(house: House) -> Needs:
    return Needs(house.database, house.clock, house.calendars, house.region)


def _cell(one: StoredSignal) -> Cell:
    return _place(one.unit, one.topic)


def _place(unit: str | None, topic: str | None) -> Cell:
    codes = [office_code(number) for number in range(len(OFFICES))]
    return codes.index(unit or ""), TOPICS.index(topic or "")

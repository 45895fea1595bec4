"""Whatever happens to a report that is not open: the unit it is about, and its head, are told nothing of it."""

from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from complaints import events as e
from complaints.given import Given, RungRole
from complaints.kinds import Kind, Visibility
from complaints.timekeeping import road_of
from notices.rules import HEAD, UNIT, Audience, told
from tests.make import RULES
from tests.sla.lives import STEPS, Life, Step
from tests.sla.minutes import USUAL, World
from workdays.working_days import OfficeHours

WORLD = World((OfficeHours((USUAL[0],) * 5 + ((), ())),), (), "Asia/Jakarta")
CLOSED = ("oversight", "confidential")
THEIRS = frozenset({UNIT, HEAD})


class _Present:
    def __init__(self, roles: frozenset[str]) -> None:
        self._roles = roles

    def filled(self, role: RungRole, unit: str | None) -> bool:
        return role in self._roles

    def second(self, unit: str, besides: UUID | None) -> str | None:
        return unit


class Accusing(Life):
    """Of a unit that may get the case itself, by mistake. Only some posts are held."""

    def __init__(self, about: str, kind: Kind, visibility: Visibility, present: frozenset[str]) -> None:
        self.present = present
        super().__init__([(WORLD, WORLD)], kind, about_unit=about, visibility=visibility)

    @property
    def given(self) -> Given:
        return Given(self.policy, RULES, staff=_Present(self.present))


ROLES = ("holder", "head", "coordinator", "supervisor", "secretary")


@settings(deadline=None)
@given(
    st.sampled_from(["BMBK", "DISHUB", "DISKOMINFOTIK"]),
    st.sampled_from([Kind.OVERSIGHT, Kind.ORDINARY]),
    st.sampled_from(Visibility),
    st.frozensets(st.sampled_from(ROLES)),
    STEPS,
)
def test_the_accused_are_never_told(
    about: str, kind: Kind, visibility: Visibility, present: frozenset[str], steps: list[Step]
) -> None:
    life = Accusing(about, kind, visibility, present)
    for step in steps:
        life.wait(step.wait)
        before = len(life.log)
        life.sweep()
        _nobody_accused(life, before)
        before = len(life.log)
        life.step(step)
        _nobody_accused(life, before)


def _nobody_accused(life: Life, before: int) -> None:
    state, recorded = life.state, life.log[before:]
    if road_of(state) not in CLOSED:
        return
    notices = told(state, recorded)
    for one in notices:
        assert not (one.audience in THEIRS and one.unit == state.about_unit)
        if state.restricted:
            assert one.audience in {*THEIRS, Audience.CITIZEN}, "nobody else may know that it exists"
    rungs = [one for one in recorded if isinstance(one.event, e.Escalated)]
    if not state.restricted:
        told_of = {one.one.version for one in notices}
        assert all(one.version in told_of for one in rungs), "each rung reaches somebody"
    for one in rungs:
        assert isinstance(one.event, e.Escalated)
        assert not (one.event.role in ("holder", "head") and state.unit is not None and state.unit == state.about_unit)

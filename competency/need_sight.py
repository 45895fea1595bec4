"""Who may see which need, and to what a list of needs is narrowed: each as a rule and as SQL."""

from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import col

from competency.need_events import OPEN, Status
from competency.need_tables import NeedRow
from competency.needs import Need
from people.actor import Actor, Role

ALL_UNITS = (Role.ANALYST, Role.SUPERVISOR, Role.SECRETARY)
"""Who sees the needs of all units; a head sees those of their own, and what was passed on to them."""


class Filter(NamedTuple):
    """What the board is narrowed to; empty: everything. `statuses` of None: all that are open."""

    competency: str = ""
    topic: str = ""
    unit: str = ""
    statuses: frozenset[Status] | None = None


EVERYTHING = Filter()


def sees_all(by: Actor) -> bool:
    return by.kind == "system" or by.holds_role(*ALL_UNITS)


def seen(by: Actor, need: Need) -> bool:
    """Whether somebody may see a need; its twin in SQL is `seen_by`."""
    return sees_all(by) or bool({need.unit, need.owner} & by.reach(Role.HEAD))


def seen_by(by: Actor) -> list[ColumnElement[bool]]:
    if sees_all(by):
        return []
    units = sorted(by.reach(Role.HEAD))
    return [col(NeedRow.unit).in_(units) | col(NeedRow.owner).in_(units)]


def narrowed_to(narrowed: Filter) -> list[ColumnElement[bool]]:
    statuses = OPEN if narrowed.statuses is None else narrowed.statuses
    wanted = [col(NeedRow.status).in_([str(one) for one in statuses])]
    pairs = ((NeedRow.competency, narrowed.competency), (NeedRow.topic, narrowed.topic), (NeedRow.unit, narrowed.unit))
    return wanted + [col(column) == value for column, value in pairs if value]

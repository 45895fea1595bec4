"""Everything the invented world is made of, gathered from a house and a region's folder."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.given import Given
from complaints.given import Staff as Present
from complaints.region import Region
from service.demo.course import Course
from service.demo.gallery import Gallery
from service.demo.life import Briefed, Life
from service.demo.material import Material, read_spots
from service.demo.pace import OfficeTime
from service.demo.plan import SPAN, Planner
from service.demo.staff import Staff
from service.demo.telling import Telling
from service.demo.words import Words
from sla.policy import Policy

AHEAD = timedelta(days=700)
"""How far past the present office time is known: for what is planned and never comes."""


@dataclass(frozen=True)
class World:
    """The region and its people at the present `now`."""

    region: Region
    policy: Policy
    planner: Planner
    course: Course
    now: datetime
    present: Present
    """Who is there for the rungs of a ladder."""

    def lives(self, given: Briefed | None = None, but: Container[UUID] = frozenset()) -> Iterator[Life]:
        """Every case `but` these, lived as far as today, in the order of filing. None of them is empty.

        `given` says what decisions are given; otherwise nobody advises and no answer is compared with others.
        """
        for case in self.planner.cases():
            if case.id in but:
                continue
            life = Life(case, self.now, given or self.unadvised)
            self.course.live(life)
            if life.complaint.closed_at is not None or life.complaint.restricted:
                self.course.over[case.id] = life.complaint.closed_at or case.filed
            if life.steps:
                yield life

    def unadvised(self, complaint: Complaint, command: c.Command) -> Given:
        return Given(self.policy, self.region.rules, staff=self.present)


def world(
    folder: Path,
    region: Region,
    policy: Policy,
    staff: Staff,
    present: Present,
    material: Material,
    now: datetime,
    size: str,
    count: int,
    *,
    pictures: bool = False,
) -> World:
    """The world of `count` complaints up to `now`, made of the region's folder and what is in force in the database.

    With `pictures` some cases hold photos, which whoever plays them keeps in the house's store.
    """
    office = OfficeTime(policy.calendar, (now - SPAN - timedelta(days=7)).date(), (now + AHEAD).date())
    words = Words(material, region)
    telling = Telling(region, read_spots(folder, region, material), words, office, size)
    planner = Planner(material, region, telling, words, office, now, size, count)
    gallery = Gallery(material.scenes if pictures else {}, now)
    course = Course(region, material.planted, words, office, staff, gallery)
    return World(region, policy, planner, course, now, present)

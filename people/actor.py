"""Who is asking, and which units their posts reach."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

import msgspec


class Role(StrEnum):
    """What a post lets its holder do; the words for people are in `complaints.labels`."""

    COORDINATOR = "coordinator"
    OFFICER = "officer"
    HEAD = "head"
    SUPERVISOR = "supervisor"
    SECRETARY = "secretary"
    """The regional secretary, on whom the last rung of the ladder of escalation ends; sees what a supervisor sees."""
    INSPECTORATE = "inspectorate"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


CALLED_TO_ANY = (Role.COORDINATOR, Role.SUPERVISOR, Role.SECRETARY)
"""Roles that may know of every ordinary case, so that they can be called to a danger in any."""


Reach = Callable[[str], frozenset[str]]
"""A unit's code to the codes of that unit and all below it."""


class Capacity(StrEnum):
    """As what somebody holds the post of somebody else."""

    PLT = "plt"
    """Pelaksana tugas: nobody holds the post."""
    PLH = "plh"
    """Pelaksana harian: whoever holds it is away."""
    LEAVE = "leave"
    """Whoever holds it is on leave; where nobody stands in, that alone is said."""


class OnBehalf(NamedTuple):
    """That a post is held for `principal`, or while nobody holds it, by a row of `delegations`."""

    delegation: UUID
    capacity: Capacity
    principal: UUID | None


class Post(NamedTuple):
    """A role held in a unit, with `reach`: the codes of that unit and all below it."""

    role: Role
    unit: str
    reach: frozenset[str]
    on_behalf: OnBehalf | None = None
    """None where the post is the holder's own."""


class Actor(msgspec.Struct, frozen=True):
    """Someone asking. `kind` is citizen, officer, body or system.

    A citizen is known by what they hold: `holds` names the complaint whose follow link they showed, `person` the
    citizen's own row where there is one. `elsewhere` are the units of posts that a narrower look leaves out: they open
    nothing, but still keep away what is about them.
    """

    kind: str
    person: UUID | None = None
    posts: tuple[Post, ...] = ()
    holds: UUID | None = None
    elsewhere: frozenset[str] = frozenset()
    speaks_for: str = ""
    """Of somebody who shows the link of a body outside: its code; `case` is the one it may answer."""
    case: UUID | None = None

    @property
    def name_in_log(self) -> str:
        """What the log writes as actor: a kind and an id, never a name."""
        return f"{self.kind}:{self.person or self.speaks_for}" if self.person or self.speaks_for else self.kind

    def reach(self, *roles: Role) -> frozenset[str]:
        """Codes of all units reached by posts with one of `roles` (all roles if none is named)."""
        codes: frozenset[str] = frozenset()
        for post in self.posts:
            if not roles or post.role in roles:
                codes |= post.reach
        return codes

    def holds_role(self, *roles: Role) -> bool:
        return any(post.role in roles for post in self.posts)

    @property
    def own_units(self) -> frozenset[str]:
        """Codes of the units in which a post is held, not those below."""
        return frozenset(post.unit for post in self.posts) | self.elsewhere

    @property
    def stands_in_for(self) -> frozenset[UUID]:
        """Officers whose post this one holds for a while."""
        behalf = (post.on_behalf for post in self.posts)
        return frozenset(one.principal for one in behalf if one is not None and one.principal is not None)


SYSTEM = Actor(kind="system")
ANYONE = Actor(kind="citizen")
"""Somebody of whom nothing is known: a visitor, or a citizen who files."""

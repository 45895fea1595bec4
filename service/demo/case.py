"""One filing of the invented world, and what is true about it."""

from datetime import date, datetime
from enum import Enum
from uuid import UUID, uuid5

import msgspec

from complaints.commands import Place, filing_id
from complaints.kinds import Channel, Kind, Priority, Visibility
from people.contact import Contact
from service.demo.material import Spot, Trouble

_NAMESPACE = UUID("6f1d0c52-9a7e-5c1b-8f43-0a8de60f2d11")


class Nature(Enum):
    """What a filing really is, which triage has to find out."""

    ORDINARY = "ordinary"
    SUGGESTION = "suggestion"
    INFORMATION = "information"
    FORMAL = "formal"
    OVERSIGHT = "oversight"
    FOREIGN = "foreign"
    NOISE = "noise"
    INCOMPLETE = "incomplete"
    DUPLICATE = "duplicate"

    @property
    def kind(self) -> Kind:
        return _KINDS.get(self, Kind.ORDINARY)


_KINDS = {
    Nature.SUGGESTION: Kind.SUGGESTION,
    Nature.INFORMATION: Kind.INFORMATION,
    Nature.FORMAL: Kind.FORMAL_INFORMATION,
    Nature.OVERSIGHT: Kind.OVERSIGHT,
}


class Case(msgspec.Struct, frozen=True):
    """`told` is when it reached the office, `filed` when it was written down; instants are UTC."""

    number: int
    id: UUID
    nature: Nature
    told: datetime
    filed: datetime
    kind: Kind
    """What whoever filed it took it for."""
    text: str
    spot: Spot
    place_name: str
    topic: str | None = None
    unit: str | None = None
    """Who answers for it in the end."""
    body: str | None = None
    """Whose it is, where it is not ours."""
    says_topic: bool = False
    about_unit: str | None = None
    same_as: UUID | None = None
    trouble: Trouble | None = None
    more: str = ""
    """What the citizen adds when asked for what is missing."""
    done_at: datetime | None = None
    """When a unit with too few hands is done with it."""
    place: Place | None = None
    visibility: Visibility = Visibility.PUBLIC
    priority: Priority = Priority.NORMAL
    """How pressing it is: danger is told by the citizen, what is urgent is seen at the desk."""
    channel: Channel = Channel.WEB
    contact: Contact | None = None
    happened_on: date | None = None
    reference: str = ""
    """Its number in another system, for those that came from there."""


def case_id(size: str, number: int) -> UUID:
    """The id of the numbered complaint of a demonstration: the same whenever it is seeded."""
    return filing_id(uuid5(_NAMESPACE, f"{size} {number}"))

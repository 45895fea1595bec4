"""Who a notice is for today: the people behind an audience, what they may see, and how they can be reached."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.tables import ComplaintRow
from complaints.visibility import Sight, sight
from foundation.sealing import CannotOpen, KeyRing
from notices.rules import Audience
from notices.tables import NoticeRow
from people.actor import Actor, Post, Role
from people.tables import ContactRow, OfficerRow, PostRow

ROLES: Mapping[Audience, tuple[Role, ...]] = {
    Audience.TRIAGE: (Role.COORDINATOR,),
    Audience.UNIT: (Role.OFFICER, Role.INSPECTORATE),
    Audience.HEAD: (Role.HEAD,),
    Audience.OVERSIGHT: (Role.SUPERVISOR,),
}
"""The posts whose holders are meant by an audience."""

CITIZEN = "citizen"
Reach = Callable[[str], frozenset[str]]


@dataclass(frozen=True)
class Recipient:
    """One person, by id, with their address for each channel."""

    id: str
    addresses: Mapping[str, str]


@dataclass(frozen=True)
class _Officer:
    actor: Actor
    email: str | None


@dataclass
class Directory:
    """Everything a page of notices needs to know about people and complaints, read at once."""

    complaints: dict[UUID, ComplaintRow] = field(default_factory=dict)
    contacts: dict[UUID, str] = field(default_factory=dict)
    """E-mail addresses of citizens by complaint."""
    officers: list[_Officer] = field(default_factory=list)

    def recipients(self, notice: NoticeRow) -> list[Recipient]:
        """Who is to be told and can be reached; nobody where the case was erased or may no longer be seen."""
        complaint = self.complaints.get(notice.complaint_id)
        if complaint is None or complaint.erased:
            return []
        if notice.audience == Audience.CITIZEN:
            email = self.contacts.get(notice.complaint_id)
            return [Recipient(CITIZEN, {"email": email})] if email and complaint.has_contact else []
        return [
            Recipient(f"officer:{officer.actor.person}", {"email": officer.email})
            for officer in self.officers
            if officer.email and _is_meant(officer.actor, notice, complaint)
        ]


async def read_directory(
    session: AsyncSession, keys: KeyRing, notices: Sequence[NoticeRow], reach: Reach, today: date
) -> Directory:
    """Read what these notices need: their complaints, the citizens' addresses and today's holders of the posts."""
    ids = sorted({notice.complaint_id for notice in notices})
    rows = (await session.exec(select(ComplaintRow).where(col(ComplaintRow.complaint_id).in_(ids)))).all()
    directory = Directory({row.complaint_id: row for row in rows})
    citizens = [notice.complaint_id for notice in notices if notice.audience == Audience.CITIZEN]
    if citizens:
        contacts = (await session.exec(select(ContactRow).where(col(ContactRow.complaint_id).in_(citizens)))).all()
        for contact in contacts:
            address = _opened(keys, contact.email, "contacts.email")
            if address:
                directory.contacts[contact.complaint_id] = address
    if len(citizens) < len(notices):
        directory.officers = await _officers(session, keys, reach, today)
    return directory


async def _officers(session: AsyncSession, keys: KeyRing, reach: Reach, today: date) -> list[_Officer]:
    """Every officer with an address and the posts held today, those of other audiences too: they bear on sight."""
    held = (
        await session.exec(
            select(OfficerRow, PostRow)
            .join(PostRow, col(PostRow.officer_id) == col(OfficerRow.officer_id))
            .where(
                col(OfficerRow.disabled_at).is_(None),
                col(OfficerRow.email).is_not(None),
                col(PostRow.starts_on) <= today,
                or_(col(PostRow.ends_on).is_(None), col(PostRow.ends_on) >= today),
            )
        )
    ).all()
    posts: dict[UUID, list[Post]] = {}
    people = {officer.officer_id: officer for officer, _ in held}
    for officer, post in held:
        posts.setdefault(officer.officer_id, []).append(Post(Role(post.role), post.unit, reach(post.unit)))
    return [
        _Officer(Actor("officer", person, tuple(posts[person])), _opened(keys, officer.email, "officers.email"))
        for person, officer in sorted(people.items(), key=lambda item: item[0])
    ]


def _opened(keys: KeyRing, sealed: bytes | None, place: str) -> str | None:
    """The address, or None where there is none or its key is gone: then the page is the only way."""
    try:
        return keys.open(sealed, place) if sealed else None
    except CannotOpen:
        return None


def _is_meant(actor: Actor, notice: NoticeRow, complaint: ComplaintRow) -> bool:
    if actor.person == notice.not_for or not holds(actor, Audience(notice.audience), notice.unit):
        return False
    return sight(actor, notice.complaint_id, complaint) >= Sight.STATUS


def holds(actor: Actor, audience: Audience, unit: str | None) -> bool:
    """Whether one of the actor's posts makes them part of an audience (of a unit, where the audience has one)."""
    return any(post.role in ROLES[audience] and (unit is None or post.unit == unit) for post in actor.posts)


def audiences_of(actor: Actor) -> Iterable[tuple[Audience, list[str] | None]]:
    """The audiences an actor belongs to, with the units where the audience has one."""
    for audience, roles in ROLES.items():
        units = sorted({post.unit for post in actor.posts if post.role in roles})
        if units:
            yield audience, units if audience in (Audience.UNIT, Audience.HEAD) else None

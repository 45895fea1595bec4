"""Who a notice is for today: the people behind an audience, what they may see, and how they can be reached."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import select as pick
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.kinds import OPEN, Priority
from complaints.openness import is_published
from complaints.tables import ComplaintRow, EventRow
from complaints.visibility import Sight, sight, sight_as_asked
from foundation.sealing import KeyRing
from notices.following import Followed, opened, read_followed, ways_of
from notices.part_codes import part_codes
from notices.rules import IN_OFFICERS_CHATS, Audience
from notices.tables import NoticeRow
from people.actor import Actor, Post, Reach, Role
from people.duty import watchers_at
from people.held_posts import held_posts, post_of
from people.tables import ContactRow, OfficerRow
from people.telegram import Chats

ROLES: Mapping[Audience, tuple[Role, ...]] = {
    Audience.TRIAGE: (Role.COORDINATOR,),
    Audience.UNIT: (Role.OFFICER, Role.INSPECTORATE),
    Audience.HEAD: (Role.HEAD,),
    Audience.ASKED: (Role.OFFICER, Role.HEAD, Role.INSPECTORATE),
    Audience.OVERSIGHT: (Role.SUPERVISOR,),
    Audience.SECRETARY: (Role.SECRETARY,),
}
"""The posts whose holders are meant by an audience. Who is on call is a roster of its own."""

INSTEAD = (Audience.TRIAGE, Audience.OVERSIGHT, Audience.SECRETARY, Audience.UNIT, Audience.HEAD)
"""Who is told of a danger to life where nobody on call can be reached: the first of them who can."""

_PEOPLE = (Audience.ON_CALL, Audience.ASSIGNEE, Audience.MENTIONED)
"""Audiences that are officers, though of no certain post."""

ONE_UNIT = (Audience.UNIT, Audience.HEAD, Audience.ASKED)
"""Audiences that are the people of one unit."""

CITIZEN = "citizen"
WAYS = frozenset({"telegram", "email"})
"""Names of the channels that people may have an address for."""


@dataclass(frozen=True)
class Recipient:
    """One person, by id, with their address for each channel."""

    id: str
    addresses: Mapping[str, str]
    joined: UUID | None = None
    """Of a follower: the case they joined or, without `follower`, their own one that was merged."""
    follower: UUID | None = None


@dataclass(frozen=True)
class _Officer:
    actor: Actor
    email: str | None
    chat: str | None = None
    """The chat they linked, by its id."""


@dataclass(frozen=True)
class _Watcher:
    officer: UUID
    units: frozenset[str] | None
    """Only for what these units handle."""


@dataclass(frozen=True)
class _AskOf:
    """What the rule has to know of a question: whom it was put to. Whether it is still open changes nothing here."""

    unit: str
    ended_at: datetime | None = None


@dataclass
class Directory:
    """Everything a page of notices needs to know about people and complaints, read at once."""

    complaints: dict[UUID, ComplaintRow] = field(default_factory=dict)
    contacts: dict[UUID, str] = field(default_factory=dict)
    """E-mail addresses of citizens by complaint."""
    chats: dict[UUID, list[str]] = field(default_factory=dict)
    """Chats, by id, in which those who filed hear of their complaint."""
    ways: Collection[str] = WAYS
    """Names of the channels that there are: only by these can anybody be reached."""
    officers: list[_Officer] = field(default_factory=list)
    watchers: Sequence[_Watcher] = ()
    """Who is on call now, in order."""
    followed: Mapping[UUID, Followed] = field(default_factory=dict)
    """Of cases whose followers are told: which case everybody is shown for it, and who follows."""
    answered: dict[UUID, int] = field(default_factory=dict)
    """Versions of complaints at which somebody said last that they look after a danger."""
    parts: Mapping[UUID, tuple[str, ...]] = field(default_factory=dict)
    """Of reports that were split: the codes of the cases that were made of them."""

    def recipients(self, notice: NoticeRow) -> list[Recipient]:
        """Who is to be told and can be reached; nobody where the case was erased or may no longer be seen."""
        complaint = self.complaints.get(notice.complaint_id)
        if complaint is None or complaint.erased or self._answered(notice, complaint):
            return []
        if notice.audience == Audience.CITIZEN:
            return self._citizen(notice.complaint_id)
        if notice.audience == Audience.FOLLOWERS:
            return self._following(notice)
        if notice.audience == Audience.ON_CALL:
            return self._called(notice, complaint)
        if notice.audience == Audience.ASSIGNEE:
            return self._those(partial(_has, complaint), notice, complaint)
        if notice.audience == Audience.MENTIONED:
            return self._those(lambda actor: actor.person == notice.person, notice, complaint, Sight.WORDS)
        if notice.audience == Audience.ASKED:
            return self._asked(notice, complaint)
        return self._those(lambda actor: holds(actor, Audience(notice.audience), notice.unit), notice, complaint)

    def shown(self, notice: NoticeRow) -> ComplaintRow:
        """The case a notice tells of: for followers the one into which theirs was merged, if it was."""
        followed = self.followed.get(notice.complaint_id) if notice.audience == Audience.FOLLOWERS else None
        return self.complaints[followed.main if followed else notice.complaint_id]

    def _citizen(self, complaint_id: UUID) -> list[Recipient]:
        """Who filed, in every chat of theirs; the first, or e-mail where it fails, goes by the name of the citizen."""
        chats = self.chats.get(complaint_id, []) if "telegram" in self.ways else []
        ways = ways_of(chats, self.contacts.get(complaint_id) if "email" in self.ways else None)
        return [Recipient(f"{CITIZEN}:{way['telegram']}" if place else CITIZEN, way) for place, way in enumerate(ways)]

    def _following(self, notice: NoticeRow) -> list[Recipient]:
        """Each address once, and only while everybody may read the case; never its own reporter a second time."""
        followed = self.followed.get(notice.complaint_id)
        main = self.complaints.get(followed.main) if followed else None
        if followed is None or main is None or not is_published(main):
            return []
        told, names, found = set(followed.reporter), set[str](), list[Recipient]()
        for one in followed.people:
            ways = self._there(one.ways)
            if ways and told.isdisjoint(one.ways.values()):
                told |= set(one.ways.values())
                id_ = f"follower:{one.follower}" if one.follower else f"merged:{one.joined}"
                id_ = f"{id_}:{ways['telegram']}" if id_ in names else id_
                names.add(id_)
                found.append(Recipient(id_, ways, one.joined, one.follower))
        return found

    def _there(self, ways: Mapping[str, str | None]) -> dict[str, str]:
        """Of somebody's addresses those to which there is a channel."""
        return {channel: address for channel, address in ways.items() if address and channel in self.ways}

    def _answered(self, notice: NoticeRow, complaint: ComplaintRow) -> bool:
        """Whether a call that was held up has become needless: nobody is woken for what somebody looks after."""
        if notice.event != "danger.paged":
            return False
        called = complaint.priority == Priority.DANGER and complaint.status in OPEN
        return not called or self.answered.get(notice.complaint_id, 0) > notice.version

    def _those(
        self,
        meant: Callable[[Actor], bool],
        notice: NoticeRow,
        complaint: ComplaintRow,
        least: Sight = Sight.STATUS,
    ) -> list[Recipient]:
        """The officers meant who may see as much of the case and did not bring this about themselves."""
        chatted = notice.event in IN_OFFICERS_CHATS
        return [
            Recipient(f"officer:{officer.actor.person}", ways)
            for officer in self.officers
            if (ways := self._there({"telegram": officer.chat if chatted else None, "email": officer.email}))
            and officer.actor.person != notice.not_for
            and meant(officer.actor)
            and sight(officer.actor, notice.complaint_id, complaint) >= least
        ]

    def _asked(self, notice: NoticeRow, complaint: ComplaintRow) -> list[Recipient]:
        """The people of a unit that was asked; of the case they may know that, though they see nothing else of it."""
        ask = _AskOf(notice.unit or "")

        def meant(actor: Actor) -> bool:
            known = sight_as_asked(actor, complaint, ask) > Sight.NOTHING
            return known and holds(actor, Audience.ASKED, notice.unit)

        return self._those(meant, notice, complaint, Sight.NOTHING)

    def _called(self, notice: NoticeRow, complaint: ComplaintRow) -> list[Recipient]:
        """Who is on call for this case; where none of them can be reached, whoever comes next: never just nobody."""
        called = [one.officer for one in self.watchers if one.units is None or complaint.unit in one.units]
        found = self._those(lambda actor: actor.person in called, notice, complaint)
        found.sort(key=lambda one: called.index(UUID(one.id.partition(":")[2])))
        for audience in INSTEAD if not found else ():
            unit = complaint.unit if audience in ONE_UNIT else None
            if unit is not None or audience not in ONE_UNIT:
                found = self._those(partial(holds, audience=audience, unit=unit), notice, complaint)
            if found:
                break
        return found


async def read_directory(
    session: AsyncSession,
    keys: KeyRing,
    notices: Sequence[NoticeRow],
    reach: Reach,
    now: datetime,
    ways: Collection[str] = WAYS,
) -> Directory:
    """Read what these notices need: their complaints, the citizens' addresses, who holds a post and is on call now.

    `ways` names the channels that there are.
    """
    ids = sorted({notice.complaint_id for notice in notices})
    rows = (await session.exec(select(ComplaintRow).where(col(ComplaintRow.complaint_id).in_(ids)))).all()
    directory = Directory({row.complaint_id: row for row in rows}, ways=ways)
    citizens = [notice.complaint_id for notice in notices if notice.audience == Audience.CITIZEN]
    if citizens:
        contacts = (await session.exec(select(ContactRow).where(col(ContactRow.complaint_id).in_(citizens)))).all()
        for contact in contacts:
            address = None if contact.email_stopped_at else opened(keys, contact.email, "contacts.email")
            if address:
                directory.contacts[contact.complaint_id] = address
        for complaint, chat, role in await Chats(keys).chats_of(session, citizens):
            if role == "reporter":
                directory.chats.setdefault(complaint, []).append(str(chat))
    calls = {notice.complaint_id for notice in notices if notice.event == "danger.paged"}
    if calls:
        said = col(EventRow.complaint_id).in_(sorted(calls)), col(EventRow.type) == "danger.acknowledged"
        last = select(col(EventRow.complaint_id), func.max(EventRow.version)).where(*said)
        directory.answered = dict((await session.exec(last.group_by(col(EventRow.complaint_id)))).all())
    directory.parts = await part_codes(session, {one.complaint_id for one in notices if one.event == "complaint.split"})
    followed = sorted({notice.complaint_id for notice in notices if notice.audience == Audience.FOLLOWERS})
    if followed:
        directory.followed, rows = await read_followed(session, keys, followed)
        directory.complaints |= {row.complaint_id: row for row in rows}
    if any(notice.audience in ROLES or notice.audience in _PEOPLE for notice in notices):
        directory.officers = await _officers(session, keys, reach, now)
    if any(notice.audience == Audience.ON_CALL for notice in notices):
        directory.watchers = [
            _Watcher(one.officer, reach(one.unit) if one.unit else None) for one in await watchers_at(session, now)
        ]
    return directory


async def _officers(session: AsyncSession, keys: KeyRing, reach: Reach, now: datetime) -> list[_Officer]:
    """Every officer with an address or a chat and the posts held now, those of other audiences too, for sight."""
    chats = await Chats(keys).officers_chats(session)
    reached = or_(col(OfficerRow.email).is_not(None), col(OfficerRow.officer_id).in_(sorted(chats)))
    held = held_posts(now)
    asked = (
        pick(OfficerRow, held)
        .join(held, col(OfficerRow.officer_id) == held.c.officer_id)
        .where(col(OfficerRow.disabled_at).is_(None), reached)
    )
    rows = (await session.exec(asked)).all()  # type: ignore[call-overload]
    posts: dict[UUID, list[Post]] = {}
    people = {row.officer_id: row[0] for row in rows}
    for row in rows:
        posts.setdefault(row.officer_id, []).append(post_of(row, reach))
    return [
        _Officer(
            Actor("officer", person, tuple(posts[person])),
            opened(keys, officer.email, "officers.email"),
            str(chats[person]) if person in chats else None,
        )
        for person, officer in sorted(people.items(), key=lambda item: item[0])
    ]


def _has(complaint: ComplaintRow, actor: Actor) -> bool:
    """Whether the case is this officer's, or that of somebody for whom they stand in."""
    return complaint.taken_by is not None and (
        complaint.taken_by == actor.person or complaint.taken_by in actor.stands_in_for
    )


def holds(actor: Actor, audience: Audience, unit: str | None) -> bool:
    """Whether one of the actor's posts makes them part of an audience (of a unit, where the audience has one)."""
    return any(post.role in ROLES[audience] and (unit is None or post.unit == unit) for post in actor.posts)


def audiences_of(actor: Actor) -> Iterable[tuple[Audience, list[str] | None]]:
    """The audiences an actor belongs to, with the units where the audience has one."""
    for audience, roles in ROLES.items():
        units = sorted({post.unit for post in actor.posts if post.role in roles})
        if units:
            yield audience, units if audience in ONE_UNIT else None

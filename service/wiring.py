"""Puts the house together; the only file that knows every room."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from competency.evidence import evidence
from competency.tables import EvidenceRow
from complaints.attachments import Attachments
from complaints.beside import blanked
from complaints.given import Promises, Rules, RungRole, Staff
from complaints.group_imports import messages_erased
from complaints.handling import Handling, Road
from complaints.pins import pin_erased
from complaints.projection import current_row, outside_sendings, references, surveys, unit_asks
from complaints.public_points import PublicPoints
from complaints.queries import Queries
from complaints.region import RegionBook
from complaints.reply_drafts import drafts_erased
from complaints.sight import HANDLERS
from complaints.tables import (
    AttachmentRow,
    CasePinRow,
    CaseSurveyRow,
    ComplaintRow,
    EventRow,
    FileCaptureRow,
    FilePrintRow,
    GroupMessageRow,
    OutsideSendingRow,
    PhotoViewRow,
    ReferenceRow,
    ReplyDraftRow,
    TicketRow,
    UnitAskRow,
    WordsRow,
)
from foundation.clock import Clock, SystemClock
from foundation.database import Database
from foundation.limits import Limits
from foundation.sealing import KeyRing
from notices.inbox import Inbox
from notices.outbox import owed
from notices.tables import NoticeRow
from people.account_changes import AccountChanges
from people.account_keeping import AccountKeeping
from people.account_links import AccountLinks
from people.accounts import Accounts
from people.actor import Role
from people.chat_ties import ChatTies
from people.duty import DutyBook, Roster
from people.entrance import Entrance
from people.followers import Followers
from people.profiles import Profiles
from people.provider import Provider
from people.second_factors import SecondFactors
from people.sign_on import SignOn
from people.tables import ContactRow, FollowerRow, TelegramCaseRow
from routing.advisor import Advisor
from routing.models import ModelBook
from routing.near_reports import NearReports
from routing.outcomes import routing_facts
from routing.tables import RoutingFactRow
from service.bot_name import BotName, counting
from service.settings import Settings
from sla.desk_changes import DeskChanges
from sla.desk_rows import desk
from sla.policies import PolicyBook
from sla.projection import clocks
from sla.queries import Overview
from sla.recalculation import Recalculation
from sla.signs import sign_facts
from sla.tables import CaseSignRow, ClockRow, DeskRow
from sla.timing import Timing
from web.house import House, Tiles
from workdays.calendars import Calendars

PROJECTIONS = (
    current_row,
    references,
    surveys,
    outside_sendings,
    unit_asks,
    clocks,
    desk,
    sign_facts,
    routing_facts,
    evidence,
    blanked,
)
"""Listeners that may be replayed, in the order in which they speak."""

REACTIONS = (owed, drafts_erased, pin_erased, messages_erased)
"""Listeners that happen once."""

PROJECTED = (
    ComplaintRow,
    ReferenceRow,
    CaseSurveyRow,
    OutsideSendingRow,
    UnitAskRow,
    ClockRow,
    DeskRow,
    CaseSignRow,
    RoutingFactRow,
    EvidenceRow,
)
"""Tables that `rebuild` empties and fills again from the log."""

ROAD = Road(
    PROJECTIONS,
    REACTIONS,
    (
        *(EventRow, TicketRow, WordsRow, ContactRow, TelegramCaseRow, FollowerRow, AttachmentRow),
        *(FilePrintRow, FileCaptureRow, PhotoViewRow),
        *(
            ComplaintRow,
            ReferenceRow,
            CaseSurveyRow,
            OutsideSendingRow,
            UnitAskRow,
            ClockRow,
            DeskRow,
            CaseSignRow,
            RoutingFactRow,
            EvidenceRow,
            NoticeRow,
            ReplyDraftRow,
            CasePinRow,
            GroupMessageRow,
        ),
    ),
)


@dataclass(frozen=True)
class Briefed:
    """Gives decisions the promises and rules in force."""

    policies: PolicyBook
    region: RegionBook
    duty: DutyBook

    async def promises(self) -> Promises:
        return await self.policies.current()

    async def rules(self) -> Rules:
        return (await self.region.current()).rules

    async def staff(self) -> Staff:
        above = {unit.code: unit.parent for unit in (await self.region.current()).units}
        return Present(await self.duty.current(), above)


@dataclass(frozen=True)
class Present:
    """Who is there for the rungs of a ladder, by the posts held today."""

    roster: Roster
    above: Mapping[str, str] = field(default_factory=dict)
    """The unit above each, empty at the top."""

    def filled(self, role: RungRole, unit: str | None) -> bool:
        if role == "holder" and unit is not None:
            return self.roster.filled(Role.OFFICER, unit) or self.roster.filled(Role.INSPECTORATE, unit)
        if role == "head":
            return unit is not None and self.roster.filled(Role.HEAD, unit)
        return self.roster.filled(Role.COORDINATOR if role == "holder" else Role(role), None)

    def works_on(self, officer: UUID, unit: str, about_unit: str | None) -> bool:
        posts = self.roster.posts.get(officer, frozenset())
        concerned = about_unit is not None and any(post.unit == about_unit for post in posts)
        return not concerned and any(post.unit == unit and post.role in HANDLERS for post in posts)

    def second(self, unit: str, besides: UUID | None) -> str | None:
        others = {post for officer, held in self.roster.posts.items() if officer != besides for post in held}
        if any((role, unit) in others for role in HANDLERS):
            return unit
        looks, seen = self.above.get(unit, ""), {unit}
        while looks and looks not in seen:
            if (Role.HEAD, looks) in others:
                return looks
            seen.add(looks)
            looks = self.above.get(looks, "")
        return None


def build(settings: Settings, database: Database, clock: Clock | None = None, keys: KeyRing | None = None) -> House:
    """The house over a database. A simulation brings its own clock."""
    clock, keys = clock or SystemClock(), keys or KeyRing.at(settings.keys_file)
    region, limits = RegionBook(database), Limits(database, clock, keys)
    calendars = Calendars(database)
    policies = PolicyBook(database, calendars, region)
    models = ModelBook(database, clock)
    advisor = Advisor(region, models)
    duty = DutyBook(database, clock)
    handling = Handling(database, clock, keys, Briefed(policies, region, duty), advisor, ROAD)
    accounts, factors = Accounts(database, clock, keys), SecondFactors(database, clock, keys)
    entrance = Entrance(database, clock, limits, keys, factors)
    registered = settings.registration
    sign_on = SignOn(Provider(registered), database, clock, keys, entrance) if registered else None
    return House(
        database=database,
        clock=clock,
        keys=keys,
        limits=limits,
        region=region,
        handling=handling,
        queries=Queries(database, keys),
        accounts=accounts,
        entrance=entrance,
        factors=factors,
        links=AccountLinks(database, clock, keys, entrance),
        keeping=AccountKeeping(database, clock, keys, accounts, settings.smtp_url is not None),
        account_log=AccountChanges(database, keys),
        duty=duty,
        attachments=Attachments(database, settings.files_folder),
        advisor=advisor,
        models=models,
        policies=policies,
        calendars=calendars,
        overview=Overview(database, clock),
        timing=Timing(database, clock, calendars, region),
        inbox=Inbox(database),
        desk_changes=DeskChanges(database, clock),
        filing_limit=settings.filing_limit,
        lookup_limit=settings.lookup_limit,
        demo=settings.demo,
        secure_cookies=settings.secure_cookies,
        trusted_proxies=settings.trusted_proxies,
        upload_bytes=settings.upload_megabytes * 1_000_000,
        public_url=settings.public_url,
        mails=settings.smtp_url is not None,
        followers=Followers(database, keys),
        near=NearReports(database, clock, region),
        recalculation=Recalculation(database, clock, handling, policies),
        ties=ChatTies(database, clock, keys),
        profiles=Profiles(database, clock, keys),
        points=PublicPoints(database),
        tiles=Tiles(settings.tiles, settings.tiles_credit),
        proof_bits=settings.proof_bits,
        sign_on=sign_on,
        bot=BotName(settings.telegram_bot_token, settings.telegram_api_url) if settings.telegram_bot_token else None,
        chat_replies=counting(database) if settings.telegram_bot_token else None,
    )


@asynccontextmanager
async def opened(settings: Settings, url: str, clock: Clock | None = None) -> AsyncIterator[House]:
    """The house over the database at `url`, closed again afterwards."""
    database = Database(url)
    try:
        yield build(settings, database, clock)
    finally:
        await database.close()

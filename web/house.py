"""Everything the web door is given; `service.wiring` puts it together."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from complaints.attachments import Attachments
from complaints.handling import Handling
from complaints.public_points import PublicPoints
from complaints.queries import Queries
from complaints.region import RegionBook
from complaints.standard_replies import Outcome
from foundation.clock import Clock
from foundation.database import Database
from foundation.lately import Lately
from foundation.limits import Limit, Limits
from foundation.sealing import KeyRing
from notices.inbox import Inbox
from people.account_changes import AccountChanges
from people.account_keeping import AccountKeeping
from people.account_links import AccountLinks
from people.accounts import Accounts
from people.actor import Actor
from people.chat_ties import ChatTies
from people.duty import DutyBook
from people.entrance import Entrance
from people.followers import Followers
from people.profiles import Profiles
from people.second_factors import SecondFactors
from people.sign_on import SignOn
from routing.advisor import Advisor
from routing.models import ModelBook
from routing.near_reports import NearReports
from routing.shown import ShownLately
from sla.desk_changes import DeskChanges
from sla.policies import PolicyBook
from sla.queries import Overview
from sla.recalculation import Recalculation
from sla.timing import Timing
from web.menu_counts import MenuCounts
from web.own_acts import OwnActs
from workdays.calendars import Calendars


class BotDoor(Protocol):
    """The chat at which people may be told of cases."""

    async def name(self) -> str | None:
        """What the bot is called at Telegram, without the @; None while that is not known. Never waits."""


class Tiles(NamedTuple):
    """Map pictures of somebody else: their address with {z}, {x} and {y}, and whom they are by. Empty: none."""

    address: str = ""
    credit: str = ""

    @property
    def origin(self) -> str:
        """Scheme and host, as a page's policy names them."""
        return "/".join(self.address.split("/")[:3])


class ChatReplies(NamedTuple):
    """The bot's answers in chats: those still to be sent, and those that were perhaps sent twice."""

    owed: int
    twice: int


@dataclass(frozen=True)
class House:
    """The rooms below, and what the installation set."""

    database: Database
    clock: Clock
    keys: KeyRing
    limits: Limits
    region: RegionBook
    handling: Handling
    queries: Queries
    accounts: Accounts
    entrance: Entrance
    factors: SecondFactors
    links: AccountLinks
    keeping: AccountKeeping
    account_log: AccountChanges
    duty: DutyBook
    attachments: Attachments
    advisor: Advisor
    models: ModelBook
    policies: PolicyBook
    calendars: Calendars
    overview: Overview
    timing: Timing
    inbox: Inbox
    desk_changes: DeskChanges
    """Tells open pages what changed on desks."""
    filing_limit: Limit
    lookup_limit: Limit
    demo: bool
    secure_cookies: bool
    trusted_proxies: int
    upload_bytes: int
    public_url: str
    mails: bool
    """Whether news can be sent by e-mail."""
    followers: Followers
    near: NearReports
    """Finds reports that tell of the same."""
    recalculation: Recalculation
    """Computes open promises anew after the calendar changed."""
    ties: ChatTies
    """Chats that were tied to cases and officers by links."""
    profiles: Profiles
    points: PublicPoints
    """Exact places everybody may know."""
    tiles: Tiles
    sign_on: SignOn | None = None
    """None where officers have no account elsewhere."""
    proof_bits: int = 14
    """Leading zero bits a form's proof of work reaches; each more doubles the work."""
    bot: BotDoor | None = None
    """None where no bot runs: then no page speaks of Telegram."""
    chat_replies: Callable[[], Awaitable[ChatReplies]] | None = None
    """How they stand now; None where no bot runs."""
    menu: MenuCounts = field(default_factory=MenuCounts)
    acts: OwnActs = field(default_factory=OwnActs)
    routing: ShownLately = field(default_factory=ShownLately)
    """How the router did."""
    reply_outcomes: Lately[str, Mapping[tuple[UUID, int], Outcome]] = field(default_factory=Lately)
    """Of standard replies, by reply and version."""

    def renew(self, actor: Actor) -> None:
        """An officer changed something on another process: what is at hand of it here is read again."""
        self.menu.forget(actor)
        self.region.forget()
        self.duty.forget()
        self.policies.forget()

    async def zone(self) -> ZoneInfo:
        """The region's own time zone."""
        return ZoneInfo((await self.region.current()).timezone)

    async def today(self) -> date:
        """The local date in the region."""
        return self.clock.now().astimezone(await self.zone()).date()

    async def officers(self) -> dict[str, str]:
        """Names of all who have an account, by how the log calls them."""
        return {f"officer:{one}": name for one, name in (await self.accounts.names()).items()}

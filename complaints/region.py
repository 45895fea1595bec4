"""The region as data: its units, topics, areas, neighbours and conflicts, read from one document and kept at hand."""

from datetime import date
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

import msgspec
from sqlalchemy import text

from complaints.exchange import System
from complaints.given import COMPLAINTS_NEED_EVIDENCE, Closing, Destination, PauseLimit, Rules, Rung, TopicRule
from complaints.kinds import Kind, PauseReason
from complaints.own_region import Own, laid_over
from foundation.database import Database
from foundation.errors import NotFound
from foundation.kept import Kept
from people.account_rules import AccountRules


class Bounds(msgspec.Struct, frozen=True):
    """A generous box around the region, WGS 84 degrees."""

    south: float
    west: float
    north: float
    east: float

    def hold(self, latitude: float, longitude: float) -> bool:
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


class Unit(msgspec.Struct, frozen=True):
    code: str
    name: str
    short: str
    parent: str
    kind: str
    duty: str
    accepts: bool = True
    timezone: str = ""
    successor: str = ""
    """The unit that takes over what it had, where it was closed on the page."""


class Topic(msgspec.Struct, frozen=True):
    """Two levels: a group has no parent; a topic under a group names the unit that answers it."""

    code: str
    name: str
    name_en: str = ""
    parent: str = ""
    unit: str = ""
    sensitive: bool = False
    kind: Kind | None = None
    phrases: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    by_road: bool = False
    """Whether it depends on the road who owns the matter."""
    placeless: bool = False
    """Whether it can be answered without knowing where."""
    exact_place: bool | None = None
    """Whether everybody reads exactly where it is: by the road, not at home. None: where `by_road` is true."""
    about: str = ""
    """What belongs to it, in a sentence for whoever has to choose."""
    retired: bool = False
    """Nobody is offered it any more; cases that bear it keep it."""


class Body(msgspec.Struct, frozen=True):
    """Somebody outside who owns what is not ours, and how to reach them."""

    code: str
    name: str
    kind: str
    words: str
    phrases: tuple[str, ...] = ()
    area: str = ""
    email: str = ""
    """Where what is sent to it goes by itself, with the link by which it answers; empty: nobody gave us one."""


class Area(msgspec.Struct, frozen=True):
    code: str
    name: str
    kind: str
    parent: str = ""
    latitude: float | None = None
    longitude: float | None = None
    population: int | None = None
    names: tuple[str, ...] = ()
    """Other ways to write it: lamsel, bdl."""


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Topics of one family or units of one kind, alike enough to be looked at together where few complain."""

    code: str
    name: str
    members: tuple[str, ...]


class Outline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A closed line to draw the map with: of an area, or without one of land, so that the sea is left out."""

    ring: tuple[tuple[float, float], ...]
    """Latitude and longitude, WGS 84 degrees, around it once."""
    area: str = ""


class Conflict(msgspec.Struct, frozen=True):
    """A report about `about` (a unit, "coordinator" or "leadership") is answered elsewhere."""

    about: str
    to_unit: str = ""
    to_body: str = ""
    why: str = ""


class Ladder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Before whom a missed promise is brought, rung by rung, on one road: triage, ordinary, confidential, oversight."""

    road: str
    rung: tuple[Rung, ...]


class Pause(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long a clock may stand still for a reason, in working days, and how often in one promise."""

    reason: PauseReason
    days: int
    times: int = 1


class Road(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A well-known road and who keeps it: a unit of ours or a body outside. `names` are ways to write it."""

    name: str
    status: str
    """national, provincial, regency or village."""
    unit: str = ""
    body: str = ""
    names: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    source: str = ""


class LocalPlace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name people write instead of an address: a landmark, a terminal, a market. `parent` is the area it lies in."""

    name: str
    kind: str
    parent: str
    names: tuple[str, ...] = ()


class Band(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How sure the advice must be on one topic before a report goes on by itself; `by_itself` false means never."""

    topic: str
    precision: float | None = None
    by_itself: bool = True


class RoutingRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the region asks of the router."""

    precision: float = 0.95
    """How many of a hundred reports that go on by themselves have to be right, as a share."""
    by_itself: bool = True
    """Whether reports go on by themselves at all."""
    checked_share: float = 0.05
    """Part of them that a person reads all the same."""
    least_history: int = 300
    """So many reports decided by people are needed before anything is learnt from them."""
    answer_days: int = 14
    """Working days after which a body outside that has not answered counts as silent."""
    near_metres: int = 250
    near_days: int = 60
    """Within which distance and time a report may be the same as another."""
    bands: tuple[Band, ...] = ()
    danger: tuple[str, ...] = ()
    """Local phrases that tell of danger to life, beside the language's own."""
    nothing: tuple[str, ...] = ()
    """Local phrases of messages that are no complaint."""


class Asking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long units have for what other units ask them, in working days: as a rule, and at the most."""

    days: int = 3
    most: int = 10


class OutsideRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How bodies outside are followed. When they count as silent is `answer_days` of the routing rules."""

    link_days: int = 45
    """Days of the calendar for which a link can be used; it can be renewed."""
    remind_days: tuple[int, ...] = (7, 14, 30)
    """Working days after the sending at which a body that has not answered is reminded by mail."""


class OpenData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Under what terms the published figures may be used; the service publishes them where nobody else is named."""

    licence: str = "Creative Commons Atribusi 4.0 Internasional (CC BY 4.0)"
    licence_url: str = "https://creativecommons.org/licenses/by/4.0/deed.id"
    publisher: str = ""


class DataProtection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom to ask about personal data, and on what legal ground it is kept; the privacy notice says so where empty."""

    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    basis: str = ""


class Retention(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long is kept what people wrote and how they did: of cases and of trainings that are over."""

    words_months: int | None = None
    """Months after the end of a case; None: until somebody asks for their erasure."""
    learning_months: int | None = None
    """Months after a training in which its participants' test scores and action plans are kept; None: for good."""


class Ombudsman(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where somebody goes on whom the government did not answer, and what is asked of them there."""

    name: str = "Ombudsman Republik Indonesia"
    address: str = ""
    phone: str = ""
    whatsapp: str = ""
    email: str = ""
    web: str = ""
    conditions: tuple[str, ...] = ()


class Region(msgspec.Struct, frozen=True, dict=True):
    code: str
    name: str
    service_name: str
    timezone: str
    zone_label: str
    bounds: Bounds
    centre: dict[str, float]
    triage_unit: str
    oversight_unit: str
    inspectorate_unit: str
    motto: str = ""
    leadership: tuple[str, ...] = ()
    branding: dict[str, str] = {}
    emergency: tuple[dict[str, Any], ...] = ()
    office: dict[str, str] = {}
    quiet: dict[str, str] = {}
    """Hours of the local wall clock (`from`, `to`) in which nobody is woken; empty where all hours will do."""
    drafts_days: int = 7
    """Days after which a report begun in a chat, to which nobody has added since, is deleted unsent."""
    calendar_alarm_days: int = 120
    """How long before open promises outrun the known calendar the administrators are told."""
    units: tuple[Unit, ...] = ()
    topics: tuple[Topic, ...] = ()
    bodies: tuple[Body, ...] = ()
    areas: tuple[Area, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    ladders: tuple[Ladder, ...] = ()
    pauses: tuple[Pause, ...] = ()
    roads: tuple[Road, ...] = ()
    places: tuple[LocalPlace, ...] = ()
    outlines: tuple[Outline, ...] = ()
    families: tuple[Group, ...] = ()
    """Of topics; what `competency/groups.py` asks of them."""
    kinds: tuple[Group, ...] = ()
    """Of units."""
    routing: RoutingRules = RoutingRules()
    open_data: OpenData = OpenData()
    data_protection: DataProtection = DataProtection()
    ombudsman: Ombudsman = Ombudsman()
    exchange: tuple[System, ...] = ()
    """Other systems whose tables are read and written."""
    accounts: AccountRules = AccountRules()
    """What is asked of officers who sign in."""
    asking: Asking = Asking()
    outside: OutsideRules = OutsideRules()
    closing: Closing = COMPLAINTS_NEED_EVIDENCE
    ppid_unit: str = ""
    survey_least: int = 30
    """So many have to answer the citizens' survey about a unit before its index is shown."""
    page_minutes: int = 10
    retention: Retention = Retention()
    messages: dict[str, dict[str, str]] = {}
    """Notices in words of the region's own: `audience:event:language` to subject and body."""
    office_networks: tuple[str, ...] = ()
    """The government's own networks, as address/length: what is sent from them is marked so, the address not kept."""

    @cached_property
    def unit(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in self.units}

    @cached_property
    def topic(self) -> dict[str, Topic]:
        return {topic.code: topic for topic in self.topics}

    @cached_property
    def exact_topics(self) -> frozenset[str]:
        """Topics of which everybody may know the exact place."""
        return frozenset(
            topic.code
            for topic in self.topics
            if not topic.sensitive and (topic.by_road if topic.exact_place is None else topic.exact_place)
        )

    @cached_property
    def group(self) -> dict[str, Group]:
        """Families and kinds by code."""
        return {one.code: one for one in (*self.families, *self.kinds)}

    def below(self, area: str) -> tuple[str, ...]:
        """The area and all within it, by their codes."""
        return tuple(one.code for one in self.areas if _within(one.code, area))

    @cached_property
    def body(self) -> dict[str, Body]:
        return {body.code: body for body in self.bodies}

    @cached_property
    def area(self) -> dict[str, Area]:
        return {area.code: area for area in self.areas}

    def emergency_for(self, area: str | None, on: date) -> list[dict[str, Any]]:
        """Whom to call from an area (None: from anywhere in the region), by the numbers in service on a day.

        Numbers for that very area come first, as they bring help of every kind.
        """
        known = [entry for entry in self.emergency if _day(entry["from"]) <= on]
        local = [entry for entry in known if area and any(_within(area, code) for code in entry["where"])]
        return local + [entry for entry in known if "*" in entry["where"] and entry not in local]

    def reach(self, unit: str) -> frozenset[str]:
        """The unit and all below it."""
        found, edge = {unit}, [unit]
        while edge:
            above = edge.pop()
            below = [one.code for one in self.units if one.parent == above and one.code not in found]
            found.update(below)
            edge += below
        return frozenset(found)

    def in_office(self, address: str) -> bool:
        """Whether a network address is one of the government's own; False for what is no address."""
        try:
            asking = ip_address(address)
        except ValueError:
            return False
        # An IPv4 address may come written as IPv6 (::ffff:10.0.0.1).
        asking = getattr(asking, "ipv4_mapped", None) or asking
        return any(asking in network for network in self._networks)

    @cached_property
    def _networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        return tuple(ip_network(written) for written in self.office_networks)

    def short(self, unit: str) -> str:
        """What a unit is called where there is little room; its code where the region no longer knows it."""
        known = self.unit.get(unit)
        return known.short if known else unit

    def timezone_of(self, unit: str | None) -> str:
        known = self.unit.get(unit or "")
        return known.timezone if known and known.timezone else self.timezone

    @cached_property
    def rules(self) -> Rules:
        return Rules(
            accepting_units=frozenset(unit.code for unit in self.units if unit.accepts),
            topics={
                topic.code: TopicRule(topic.unit or None, topic.sensitive, topic.kind)
                for topic in self.topics
                if topic.parent
            },
            bodies=frozenset(body.code for body in self.bodies),
            inspectorate=self.inspectorate_unit,
            conflicts=self._conflicts,
            ladders={ladder.road: ladder.rung for ladder in self.ladders},
            pauses={pause.reason: PauseLimit(pause.days, pause.times) for pause in self.pauses},
            ppid=self.ppid_unit,
            page_minutes=self.page_minutes,
            checked_share=self.routing.checked_share,
            ask_days=self.asking.days,
            ask_days_most=self.asking.most,
            closing=self.closing,
        )

    @property
    def _conflicts(self) -> dict[str, Destination]:
        table: dict[str, Destination] = {}
        for conflict in self.conflicts:
            about = {"coordinator": (self.triage_unit,), "leadership": self.leadership}.get(
                conflict.about, (conflict.about,)
            )
            for unit in about:
                table[unit] = Destination(conflict.to_unit or None, conflict.to_body or None)
        return table


def _day(written: Any) -> date:
    """A day as TOML gives it, or as the database's JSON does."""
    return written if isinstance(written, date) else date.fromisoformat(written)


def _within(area: str, above: str) -> bool:
    return area == above or area.startswith(f"{above}.")


# Changes are counted: the ids of two that were made at once may become visible in the other order.
_VERSIONS = text(
    "SELECT r.version, (SELECT max(s.setting_id::text) FROM routing_settings s), "
    "(SELECT count(*) FROM setting_changes) FROM regions r"
)
_WHOLE = text(
    "SELECT r.data, (SELECT s.data FROM routing_settings s ORDER BY s.setting_id DESC LIMIT 1), "
    "(SELECT jsonb_agg(jsonb_build_array(o.kind, o.code, o.data) ORDER BY o.kind, o.code) FROM own_settings o) "
    "FROM regions r"
)


class RegionBook:
    """The region as it is in force, read again at most every few seconds.

    A change made by `region load` or on a page reaches every replica within `seconds`.
    """

    def __init__(self, database: Database, seconds: float = 5.0) -> None:
        self._database = database
        self._kept = Kept(self._read, seconds)
        self._region: Region | None = None
        self._versions: Any = None

    async def current(self) -> Region:
        """Raises NotFound where no region has been loaded yet."""
        return await self._kept.current()

    async def _read(self) -> Region:
        async with self._database.reading() as session:
            versions = (await session.exec(_VERSIONS)).first()  # type: ignore[call-overload]
            if versions is None:
                raise NotFound("Wilayah belum dimuat. Jalankan: ./tanggap region load regions/lampung")
            if self._region is None or versions != self._versions:
                document, routing, own = (await session.exec(_WHOLE)).one()  # type: ignore[call-overload]
                whole = laid_over(document, [Own(*one) for one in own or ()])
                self._region, self._versions = _with_routing(msgspec.convert(whole, Region), routing), versions
        return self._region

    async def version(self) -> int:
        """The version of the folder's data, which grows with each load that changes something. Raises NotFound."""
        await self.current()
        return int(self._versions[0])

    def forget(self) -> None:
        """Read it again before the next answer."""
        self._kept.forget()


def _with_routing(region: Region, changed: dict[str, Any] | None) -> Region:
    """What somebody set on the page stands before what the folder says, setting by setting."""
    if not changed:
        return region
    settings = msgspec.to_builtins(region.routing) | changed
    return msgspec.structs.replace(region, routing=msgspec.convert(settings, RoutingRules))

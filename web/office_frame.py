"""What every officers' page stands in: who works here, where they may go, and what waits for them there."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from litestar import Request, Response

from competency.need_book import Needs
from competency.training_notices import TrainingNotes
from complaints.data_requests import KEEPERS, DataRequests
from complaints.labels import ROLE, STANDING_IN
from complaints.region import Region
from complaints.unit_questions import MOST as QUESTIONS
from complaints.unit_questions import UnitQuestions
from foundation.language import Sentence
from foundation.language import mark as _
from notices.alarms import standing
from notices.inbox import MOST as UNREAD
from notices.phone_list import MOST as TO_CALL
from notices.phone_list import PhoneList
from people.accounts import SignedIn
from people.actor import CALLED_TO_ANY, Actor, Post, Role
from people.on_call import OF_A_UNIT
from sla.desk import MOST, Desk
from sla.escalations import Escalations
from sla.evidence_review import COUNTED, REVIEWERS, EvidenceReview
from web.house import House
from web.rendering import page, say
from web.visitor import house_of, visitor_of
from web.wording import Wording

HANDLERS_OF_CASES = (Role.OFFICER, Role.HEAD, Role.INSPECTORATE)
FILERS = (Role.COORDINATOR, Role.OFFICER)
OVERSEERS = (Role.SUPERVISOR, Role.SECRETARY, Role.HEAD, Role.INSPECTORATE)
CALLED = (*CALLED_TO_ANY, *OF_A_UNIT)
"""Roles that may be on call for danger to life."""

READERS = tuple(role for role in Role if role is not Role.ADMINISTRATOR)
"""Roles that see cases at all; the administrator keeps accounts and reads nobody's complaint."""


class Place(NamedTuple):
    """A page of the menu. `sign` is an icon's name."""

    path: str
    label: str
    sign: str
    roles: tuple[Role, ...]


TRIAGE = Place("/kantor/triase", _("Triase"), "sort", (Role.COORDINATOR,))
INBOX = Place("/kantor/kotak", _("Kotak masuk"), "inbox", HANDLERS_OF_CASES)
DANGER = Place("/kantor/bahaya", _("Panggilan darurat"), "warning", CALLED)
CALLING = Place("/kantor/hubungi", _("Perlu dihubungi"), "phone", (Role.COORDINATOR, *HANDLERS_OF_CASES))
ASKED = Place("/kantor/ditanya", _("Ditanya"), "question", HANDLERS_OF_CASES)
OVERSIGHT = Place("/kantor/pengawasan", _("Pengawasan"), "chart", OVERSEERS)
EVIDENCE = Place("/kantor/pengawasan/bukti", _("Bukti penyelesaian"), "camera", REVIEWERS)
ESCALATIONS = Place(
    "/kantor/pengawasan/eskalasi",
    _("Eskalasi"),
    "late",
    (Role.COORDINATOR, Role.OFFICER, Role.HEAD, Role.SUPERVISOR, Role.SECRETARY, Role.INSPECTORATE),
)
FILING = Place("/kantor/baru", _("Catat aduan"), "document", FILERS)
SEARCH = Place("/kantor/cari", _("Cari aduan"), "search", READERS)
COUNTER = Place("/kantor/loket", _("Loket: kode hilang"), "person", (Role.COORDINATOR, Role.OFFICER, Role.INSPECTORATE))
COUNTER_LOG = Place("/kantor/loket/catatan", _("Catatan loket"), "eye", (Role.INSPECTORATE, Role.ADMINISTRATOR))
DATA_REQUESTS = Place("/kantor/permintaan-data", _("Permintaan data"), "lock", KEEPERS)
ACCOUNTS = Place("/kantor/akun", _("Akun"), "person", (Role.ADMINISTRATOR,))
ACCOUNT_CHANGES = Place("/kantor/catatan-akun", _("Catatan akun"), "eye", (Role.ADMINISTRATOR, Role.INSPECTORATE))
DELEGATIONS = Place("/kantor/pelimpahan", _("Pelimpahan dan cuti"), "person", (Role.ADMINISTRATOR, Role.HEAD))
UNITS = Place("/kantor/unit", _("Unit"), "building", (Role.ADMINISTRATOR,))
TOPICS = Place("/kantor/topik", _("Topik"), "sort", (Role.ADMINISTRATOR,))
SERVICE = Place("/kantor/layanan", _("Pengaturan layanan"), "document", (Role.ADMINISTRATOR,))
SETTING_CHANGES = Place(
    "/kantor/catatan-pengaturan", _("Catatan pengaturan"), "eye", (Role.ADMINISTRATOR, Role.INSPECTORATE)
)
REPLIES = Place("/kantor/balasan", _("Balasan baku"), "chat", (Role.HEAD, Role.ADMINISTRATOR))
PAPERS = Place("/kantor/surat", _("Surat dinas"), "document", (Role.ADMINISTRATOR,))
ON_CALL = Place("/kantor/piket", _("Piket darurat"), "phone", (Role.ADMINISTRATOR,))
CALENDAR = Place("/kantor/kalender", _("Kalender kerja"), "calendar", (Role.ADMINISTRATOR,))
RULES = Place("/kantor/aturan", _("Aturan janji"), "document", (Role.ADMINISTRATOR,))
CAPACITY = Place("/kantor/kapasitas", _("Kapasitas unit"), "chart", (Role.ADMINISTRATOR,))
SYSTEM = Place("/kantor/sistem", _("Sistem"), "info", (Role.ADMINISTRATOR,))
REPORTS = Place(
    "/kantor/laporan",
    _("Laporan"),
    "document",
    (Role.SUPERVISOR, Role.SECRETARY, Role.HEAD, Role.INSPECTORATE, Role.COORDINATOR),
)
EXCHANGE = Place("/kantor/tukar", _("Tukar data"), "forward", (Role.COORDINATOR, Role.ADMINISTRATOR))
OUTSIDE = Place("/kantor/luar", _("Instansi luar"), "out", (Role.COORDINATOR, Role.SUPERVISOR, Role.SECRETARY))
ROUTING = Place(
    "/kantor/pengawasan/penyaluran",
    _("Penyaluran"),
    "forward",
    (Role.SUPERVISOR, Role.SECRETARY, Role.COORDINATOR, Role.ADMINISTRATOR),
)
_LEARNING = (Role.ANALYST, Role.SUPERVISOR, Role.SECRETARY, Role.HEAD)
SIGNALS = Place("/kantor/kompetensi", _("Sinyal kompetensi"), "chart", _LEARNING)
NEEDS = Place("/kantor/kompetensi/kebutuhan", _("Kebutuhan kompetensi"), "document", _LEARNING)
OFFICER_SURVEYS = Place("/kantor/kompetensi/survei", _("Survei pegawai"), "question", (Role.ANALYST,))
TALKS = Place("/kantor/kompetensi/forum", _("Wawancara dan forum"), "chat", (Role.ANALYST,))
CASE_READING = Place("/kantor/kompetensi/telaah", _("Telaah berkas"), "eye", (Role.ANALYST, Role.OFFICER, Role.HEAD))
DICTIONARY = Place("/kantor/kompetensi/kamus", _("Kamus kompetensi"), "document", (Role.ANALYST, Role.ADMINISTRATOR))
LEARNING_DECISIONS = Place("/kantor/kompetensi/keputusan", _("Kebijakan kompetensi"), "document", _LEARNING)
STAFFING = Place("/kantor/kompetensi/pegawai", _("Jumlah pegawai"), "person", (Role.ANALYST, Role.ADMINISTRATOR))
TRAININGS = Place("/kantor/pelatihan", _("Pelatihan"), "calendar", _LEARNING)
PROVIDERS = Place("/kantor/pelatihan/penyelenggara", _("Penyelenggara"), "building", (Role.ANALYST,))
PARTICIPANT_ANSWERS = Place("/kantor/pelatihan/jawaban", _("Jawaban peserta"), "chat", (Role.ANALYST,))
LEARNING_HOURS = Place("/kantor/pelatihan/jam", _("Jam pelajaran"), "clock", (Role.ANALYST,))
E_LEARNING = Place("/kantor/pelatihan/e-learning", _("E-learning"), "forward", (Role.ANALYST,))
VERDICTS = Place("/kantor/pelatihan/hasil", _("Hasil pelatihan"), "chart", _LEARNING)
LEARNING_YEAR = Place("/kantor/kompetensi/tahunan", _("Laporan tahunan kompetensi"), "document", _LEARNING)
OWN_LEARNING = Place("/kantor/belajar", _("Belajar saya"), "person", tuple(Role))
NOTICES = Place("/kantor/pemberitahuan", _("Pemberitahuan"), "bell", tuple(Role))


class Group(NamedTuple):
    """Pages that belong together, under a heading of the menu."""

    label: str
    places: tuple[Place, ...]


GROUPS = (
    Group(_("Pekerjaan Anda"), (TRIAGE, INBOX, ASKED, CALLING, ESCALATIONS, DANGER)),
    Group(_("Buku aduan"), (FILING, SEARCH, COUNTER, EXCHANGE)),
    Group(_("Pemantauan"), (OVERSIGHT, EVIDENCE, OUTSIDE, ROUTING, REPORTS)),
    Group(_("Orang dan unit"), (ACCOUNTS, UNITS, DELEGATIONS, REPLIES, CAPACITY, ON_CALL)),
    Group(
        _("Pengembangan kompetensi"),
        (
            *(SIGNALS, NEEDS, OFFICER_SURVEYS, TALKS, CASE_READING, TRAININGS, PROVIDERS, E_LEARNING),
            *(
                PARTICIPANT_ANSWERS,
                LEARNING_HOURS,
                VERDICTS,
                LEARNING_YEAR,
                STAFFING,
                DICTIONARY,
                LEARNING_DECISIONS,
                OWN_LEARNING,
            ),
        ),
    ),
    Group(_("Pengaturan"), (TOPICS, CALENDAR, RULES, PAPERS, SERVICE)),
    Group(_("Sistem dan catatan"), (SYSTEM, DATA_REQUESTS, COUNTER_LOG, ACCOUNT_CHANGES, SETTING_CHANGES)),
)
"""The menu in its order, but for the group of somebody's own desk, which stands first for them."""

DESKS = (TRIAGE, INBOX, OVERSIGHT, ACCOUNTS, SIGNALS, SEARCH)
"""Where people work; whoever holds several posts works at the first."""


def home(actor: Actor) -> str:
    """The address of the page on which this officer works; an account without a post sees its notices."""
    return _desk(actor).path


def _desk(actor: Actor) -> Place:
    return next((place for place in DESKS if actor.holds_role(*place.roles)), NOTICES)


def narrowed(actor: Actor, *roles: Role) -> Actor:
    """The same officer with only those posts: a desk shows the work of its own role and no other."""
    posts = tuple(post for post in actor.posts if post.role in roles)
    return Actor(actor.kind, actor.person, posts, actor.holds, elsewhere=actor.own_units)


async def wording_of(request: Request[Any, Any, Any]) -> Wording:
    """The words of the office, in the officer's language."""
    house = house_of(request)
    return Wording(visitor_of(request).language, await house.region.current(), house.clock.now(), "office")


async def office_page(
    request: Request[Any, Any, Any],
    template: str,
    here: Place | None,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    messages: Sequence[Mapping[str, str]] = (),
) -> Response[str]:
    """An officers' page as an answer; `here` is marked in the menu."""
    house, visitor = house_of(request), visitor_of(request)
    assert visitor.officer is not None
    region, actor = await house.region.current(), visitor.actor
    if request.method != "GET" or here is NOTICES:  # what was done or read just now is in the numbers
        house.menu.forget(actor)
    waiting = await house.menu.of(actor, lambda: _waiting(house, actor))
    frame = {
        "officer": _officer(visitor.officer, region, visitor.language),
        "navigation": _navigation(actor, here, visitor.language, waiting),
        "notices": {"count": _capped(NOTICES, waiting[NOTICES]), "href": NOTICES.path},
        "sign_out": "/keluar",
        "messages": [
            *messages,
            *_called(waiting[DANGER], here, visitor.language),
            *await _alarms(house, actor, here, visitor.language),
        ],
    }
    return await page(request, template, frame | dict(context or {}), status=status)


def _officer(officer: SignedIn, region: Region, language: str) -> dict[str, str]:
    """The post named in the bar is the one whose desk comes first, and beside it one held for somebody else."""
    posts = sorted(officer.actor.posts, key=lambda post: list(Role).index(post.role))
    known = region.unit.get(posts[0].unit) if posts else None
    told = [*posts[:1], *(post for post in posts[1:] if post.on_behalf)][:2]
    return {
        "name": officer.name,
        "unit": known.name if known else "",
        "role": "; ".join(_held(post, language) for post in told) or say(language, _("tanpa jabatan")),
    }


def _held(post: Post, language: str) -> str:
    """Kepala unit; or, for a while, Plh. Kepala unit."""
    role = say(language, ROLE[post.role])
    return f"{say(language, STANDING_IN[post.on_behalf.capacity])} {role}" if post.on_behalf else role


def _called(calls: int, here: Place | None, language: str) -> list[dict[str, str]]:
    """Danger to life that nobody looks after, said on every page but the one that lists it."""
    if not calls or here is DANGER:
        return []
    words = Sentence(_("Ada {calls} panggilan darurat yang belum dijawab. Buka menu Panggilan darurat."), calls=calls)
    return [{"kind": "danger", "text": say(language, words)}]


async def _alarms(house: House, actor: Actor, here: Place | None, language: str) -> list[dict[str, str]]:
    """What an administrator has to see to, on every page but the one that tells it at length."""
    if here is SYSTEM or not actor.holds_role(*SYSTEM.roles):
        return []
    return [{"kind": "warning", "text": alarm.what(language)} for alarm in await standing(house.database)]


async def _waiting(house: House, actor: Actor) -> dict[Place, int]:
    """How much waits behind the pages of the menu."""
    waiting = {NOTICES: await house.inbox.unread(actor), DANGER: 0}
    if actor.person is not None:
        waiting[NOTICES] += await TrainingNotes(house.database, house.clock).unread(actor.person)
    if actor.holds_role(*DANGER.roles):
        waiting[DANGER] = await house.overview.calls(actor)
    if actor.holds_role(*TRIAGE.roles):
        waiting[TRIAGE] = await house.overview.submitted(narrowed(actor, *TRIAGE.roles))
    if actor.holds_role(*INBOX.roles):
        waiting[INBOX] = await Desk(house.database, house.clock).new(narrowed(actor, *INBOX.roles))
    if actor.holds_role(*ASKED.roles):
        waiting[ASKED] = await UnitQuestions(house.database, house.queries).waiting(narrowed(actor, *ASKED.roles))
    if actor.holds_role(*CALLING.roles):
        phones = PhoneList(house.database, house.clock, house.keys)
        waiting[CALLING] = await phones.count(narrowed(actor, *CALLING.roles))
    if actor.holds_role(*EVIDENCE.roles):
        waiting[EVIDENCE] = await EvidenceReview(house.database, house.clock).waiting(actor)
    if actor.holds_role(*ESCALATIONS.roles):
        waiting[ESCALATIONS] = await Escalations(house.database).waiting(actor)
    if actor.holds_role(*NEEDS.roles):
        needs = Needs(house.database, house.clock, house.calendars, house.region)
        waiting[NEEDS] = await needs.waiting(actor)
    if actor.holds_role(*DATA_REQUESTS.roles):
        waiting[DATA_REQUESTS] = await DataRequests(house.database, house.clock, house.keys).count(actor)
    return waiting


def _navigation(actor: Actor, here: Place | None, language: str, waiting: Mapping[Place, int]) -> list[dict[str, Any]]:
    groups = []
    for group in sorted(GROUPS, key=lambda group: _desk(actor) not in group.places):
        links = [
            {
                "href": place.path,
                "label": say(language, place.label),
                "sign": place.sign,
                "current": place is here,
                "count": _capped(place, waiting.get(place, 0)),
            }
            for place in group.places
            if actor.holds_role(*place.roles)
        ]
        if links:
            groups.append({"label": say(language, group.label), "links": links, "here": here in group.places})
    return groups


_COUNTED = {INBOX: MOST, ASKED: QUESTIONS, CALLING: TO_CALL, EVIDENCE: COUNTED, ESCALATIONS: COUNTED, NOTICES: UNREAD}
"""No further than this is it counted what waits there."""


def _capped(place: Place, count: int) -> int | str:
    """The number as it stands in the menu."""
    most = _COUNTED.get(place)
    return count if most is None or count < most else f"{most - 1}+"

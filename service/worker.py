"""The worker process: one table of what runs when. What is due lies in the database, so a missed tick loses nothing."""

import asyncio
import gc
import logging
import math
import signal
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import text

from bots.application import Bot
from bots.case_news import CaseNews
from bots.telegram_channel import TelegramChannel
from competency.answers import Questionnaires
from competency.forgetting import LearningRetention
from competency.need_mails import NeedMails
from competency.plan_mails import PlanMails
from competency.signal_mails import SignalMails
from competency.survey_mails import SurveyMails
from competency.talks import Talks
from competency.training_mails import TrainingMails
from complaints import open_counts
from complaints.captures import Captures
from complaints.closed_units import ClosedUnits
from complaints.data_requests import DataRequests
from complaints.day_roots import make_due
from complaints.filing_drafts import FilingDrafts
from complaints.group_imports import GroupImports
from complaints.presence import Presences
from complaints.region import RegionBook
from complaints.reply_drafts import ReplyDrafts
from complaints.retention import Retention
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import NotFound
from foundation.heartbeat import Heartbeat
from foundation.pacing import Pace
from notices.account_mails import AccountMails
from notices.alarm_mail import AlarmMail
from notices.alert_digests import AlertDigests
from notices.body_mails import BodyMails
from notices.channel import Channel
from notices.data_mails import DataMails
from notices.dispatcher import Dispatcher
from notices.email_channel import EmailChannel
from notices.following import forget
from notices.lost_codes import LostCodes
from routing.late import route_late
from service.alarm_checks import check, check_calendar
from service.bot import begin, opened_bot, setting_up, speaking, tidying
from service.learning import reading_of_the_month
from service.nightly_verification import verify_nightly
from service.page_links import PageLinks
from service.reporting import Making, ask_for_due, tell
from service.routing_lessons import lesson_of_the_night
from service.settings import Settings
from service.training_verdicts import judge_trainings
from service.wiring import opened
from sla.closing_samples import ClosingSamples
from sla.evidence_signs import EvidenceSigns
from sla.national_months import NationalMonths
from sla.oversight_figures import OversightFigures
from sla.oversight_now import OversightNow
from sla.public_figures import PublicFigures
from sla.recalculation import Recalculation
from sla.report_words import made_anew
from sla.time_months import TimeMonths
from sla.watch import Watch
from web.house import House
from web.office_frame import NEEDS, SIGNALS, SYSTEM
from web.training_words import page_of
from workdays.calendars import Calendars

_log = logging.getLogger(__name__)
LOCKS = 7_201_120
"""First half of the key of every job's advisory lock; the second follows from its name."""
SWEEP = "erased files"
_TAKE = text(f"SELECT pg_try_advisory_lock({LOCKS}, hashtext(:name))")
_GIVE = text(f"SELECT pg_advisory_unlock({LOCKS}, hashtext(:name))")
AT_ONCE = 10
"""Jobs that run at the same time, half the pool: each holds a connection for its lock and needs others for its work, so
that more of them, all waiting for a second one, would wait for each other."""
SHARE = 0.15
"""Of its time long work is at it; the rest it rests."""
RECENT, LOOK_SECONDS = timedelta(hours=1), 60.0
"""What waits for advice is mostly of the last hour; all that is in triage is looked at no more often than that."""
FINISHING_SECONDS = 12.0
"""How long work in hand may go on once the process is asked to stop."""

Work = Callable[[], Awaitable[object]]


class Job(NamedTuple):
    """What runs, and the seconds from one start to the next."""

    name: str
    every: float
    work: Work


def table(house: House, settings: Settings, bot: Bot | None = None) -> tuple[Job, ...]:
    """What runs when: the only place that says so."""
    return (
        Job("notices", 2, dispatching(house, settings, bot)),
        Job("late advice", 2, advising(house)),
        Job("deadlines", 60, watching(house)),
        Job("promises anew", 30, recomputing(house)),
        Job("alarm checks", 300, lambda: check(house)),
        Job("calendar check", 6 * 3600, lambda: check_calendar(house)),
        Job("alarm mail", 60, telling(house, settings)),
        Job("lost codes", 20, finding(house, settings)),
        Job("alerts", 20, alerting(house, settings, bot)),
        Job("data mails", 20, writing(house, settings)),
        Job("mails to bodies", 60, telling_bodies(house, settings)),
        Job("old data requests", 6 * 3600, DataRequests(house.database, house.clock, house.keys).forget),
        Job(SWEEP, 3600, house.attachments.sweep),
        Job("account mails", 10, inviting(house, settings)),
        Job("survey mails", 20, asking_officers(house, settings)),
        Job("training mails", 60, calling_to_trainings(house, settings)),
        Job("answers after trainings", 600, asking_after_trainings(house, settings)),
        Job("old attendance lists", 6 * 3600, forgetting_lists(house)),
        Job("evidence signs", 5, comparing(house)),
        Job("old signs", 3600, tidying_evidence(house)),
        Job("closing samples", 3600, sampling(house)),
        Job("ended sessions", 3600, house.accounts.sweep),
        Job("old account links", 3600, house.links.sweep),
        Job("open cases", 3600, tidying_desks(house)),
        Job("closed units", 30, closing(house)),
        Job("retention", 6 * 3600, forgetting(house)),
        Job("old counters", 3600, house.limits.sweep),
        Job("old followers", 6 * 3600, lambda: forget(house.database, house.clock)),
        Job("day roots", 300, rooting(house)),
        Job("public figures", 3600, publishing(house)),
        Job("oversight now", 240, overseeing(house)),
        Job("figures of time", 900, timing(house)),
        Job("oversight figures", 900, figuring(house)),
        Job("national figures", 900, counting_nationally(house)),
        Job("public counts", 300, lambda: open_counts.count(house.database)),
        Job("reports", 3, Making(house).run),
        Job("erased words in reports", 60, lambda: made_anew(house.database)),
        Job("monthly reports", 1800, once_loaded(lambda: ask_for_due(house))),
        Job("report mails", 60, reporting(house, settings)),
        Job("routing lessons", 600, lambda: lesson_of_the_night(house)),
        Job("signals", 900, lambda: reading_of_the_month(house)),
        Job("signal mails", 60, telling_of_signals(house, settings)),
        Job("need mails", 60, telling_of_needs(house, settings)),
        Job("training verdicts", 3600, lambda: judge_trainings(house)),
        Job("log verification", 900, lambda: verify_nightly(house)),
        *(bot_jobs(bot, house, settings) if bot else ()),
    )


def bot_jobs(bot: Bot, house: House, settings: Settings) -> tuple[Job, ...]:
    """What the bot needs done. Asking for updates has the lease of its job: one worker does it at a time."""
    jobs = (
        Job("telegram set-up", 30, setting_up(bot, settings, house)),
        Job("telegram replies", 1, speaking(bot)),
        Job("telegram files", 2, bot.fetching.run),
        Job("telegram drafts", 300, bot.sleeping.sweep),
        Job("telegram forgetting", 60, tidying(bot)),
    )
    return jobs if settings.telegram_webhook_url else (*jobs, Job("telegram updates", 1, bot.polling.run))


def advising(house: House) -> Work:
    """Asks for advice that came too late: of what came in just now at once, of all else in triage now and then."""
    looked = -math.inf

    async def advise() -> int:
        nonlocal looked
        now = time.monotonic()
        back = RECENT if now - looked < LOOK_SECONDS else None
        if back is None:
            looked = now
        return await route_late(house.database, house.handling, house.clock, back=back)

    return advise


def watching(house: House) -> Work:
    """Records what has fallen due."""
    watch = Watch(house.database, house.clock, house.handling)

    async def sweep() -> int:
        return (await watch.sweep()).due

    return sweep


def tidying_desks(house: House) -> Work:
    """Forgets drafts that nobody sent, group chats somebody brought, and who had which case open."""
    drafts = ReplyDrafts(house.database, house.clock, house.keys)
    filings = FilingDrafts(house.database, house.clock, house.keys)
    groups = GroupImports(house.database, house.clock, house.keys)
    presences = Presences(house.database, house.clock)

    async def tidy() -> int:
        return await drafts.sweep() + await presences.sweep() + await filings.sweep() + await groups.sweep()

    return tidy


def publishing(house: House) -> Work:
    """Makes the figures everybody may read; the first time as soon as the worker is at work."""
    return once_loaded(PublicFigures(*_parts(house)).refresh)


def overseeing(house: House) -> Work:
    """Counts what is late and where it stands still."""
    return once_loaded(OversightNow(*_parts(house)).refresh)


def figuring(house: House) -> Work:
    """Makes the figures and forecasts of those who oversee."""
    return once_loaded(OversightFigures(*_parts(house)).refresh)


def counting_nationally(house: House) -> Work:
    """Counts the national table of each month."""
    return once_loaded(NationalMonths(*_parts(house)).refresh)


def timing(house: House) -> Work:
    """Counts how long the cases of each month take."""
    return once_loaded(TimeMonths(*_parts(house)).refresh)


def _parts(house: House) -> tuple[Database, Clock, Calendars, RegionBook, Pace]:
    """Of work that reads much: it takes its time, so that nobody waits for it."""
    return house.database, house.clock, house.calendars, house.region, Pace(SHARE)


def comparing(house: House) -> Work:
    """Compares pictures with earlier ones, page after page until none waits."""
    signs = EvidenceSigns(house.database, house.clock, house.region, house.attachments)

    async def compare() -> int:
        compared = 0
        while page := await signs.run():
            compared += page
        return compared

    return once_loaded(compare)


def tidying_evidence(house: House) -> Work:
    """Forgets what is left of pictures that were erased, or came with nothing."""
    signs = EvidenceSigns(house.database, house.clock, house.region, house.attachments)

    async def forget() -> int:
        kept = await signs.forget() + await Captures(house.database, house.clock, house.region).forget()
        return kept + await ClosingSamples(house.database, house.clock, house.region).forget()

    return forget


def sampling(house: House) -> Work:
    """Draws the sample of the month that is over."""
    return once_loaded(ClosingSamples(house.database, house.clock, house.region).draw)


def closing(house: House) -> Work:
    """Leads what closed units had to those that go on with it."""
    return once_loaded(ClosedUnits(house.database, house.handling, house.region).run)


def forgetting(house: House) -> Work:
    """Erases what has been kept for long enough, where the region says how long that is."""
    words = Retention(house.database, house.clock, house.handling, house.region)
    learning = LearningRetention(house.database, house.clock, house.region)

    async def forget() -> int:
        return await words.run() + await learning.run()

    return once_loaded(forget)


def dispatching(house: House, settings: Settings, bot: Bot | None = None) -> Work:
    """Sends page after page until nothing is due."""
    links = PageLinks(house, _root(settings))
    channels = _channels(house, settings, bot)
    dispatcher = Dispatcher(house.database, house.clock, house.keys, house.region, channels, links)

    async def dispatch() -> int:
        claimed = 0
        while page := (await dispatcher.run()).claimed:
            claimed += page
        return claimed

    return dispatch


def recomputing(house: House) -> Work:
    """Follows changes of the calendar and of the rules; tells how many promises were moved."""
    recalculation = Recalculation(house.database, house.clock, house.handling, house.policies)

    async def recompute() -> int:
        return (await recalculation.settle()).moved

    return recompute


def rooting(house: House) -> Work:
    """Makes the root of the day that is over, and of those that were missed."""

    async def make() -> int:
        return await make_due(house.database, house.clock, await house.zone())

    return once_loaded(make)


def once_loaded(work: Work) -> Work:
    """Does nothing while no region is loaded: nothing can have been told yet."""

    async def wait_for_region() -> object:
        try:
            return await work()
        except NotFound:
            return 0

    return wait_for_region


def telling(house: House, settings: Settings) -> Work:
    """Tells administrators of what is wrong."""
    page = _root(settings).rstrip("/") + SYSTEM.path
    channels = _channels(house, settings)
    return AlarmMail(house.database, house.clock, house.keys, house.region, channels, page).run


def finding(house: House, settings: Settings) -> Work:
    """Sends codes that were lost to the addresses that filed."""
    links, channels = PageLinks(house, _root(settings)), _channels(house, settings)
    lost = LostCodes(house.database, house.clock, house.keys)
    return lambda: lost.answer(channels, house.region, links.follow)


def telling_bodies(house: House, settings: Settings) -> Work:
    """Sends bodies outside the link by which they answer, and reminds those that are silent."""
    channels, root = _channels(house, settings), _root(settings).rstrip("/")
    mails = BodyMails(house.database, house.clock, house.keys, house.region, house.calendars, house.handling)
    return once_loaded(lambda: mails.run(channels, lambda secret: f"{root}/instansi/{secret}"))


def writing(house: House, settings: Settings) -> Work:
    """Sends mails about people's own data; while no region is loaded nobody can have asked."""
    links, channels = PageLinks(house, _root(settings)), _channels(house, settings)
    mails = DataMails(house.database, house.clock, house.keys, house.region)
    return lambda: mails.run(channels, links.confirm_email, links.own_data)


def inviting(house: House, settings: Settings) -> Work:
    """Sends mails about accounts."""
    links, channels = PageLinks(house, _root(settings)), _channels(house, settings)
    mails = AccountMails(house.database, house.clock, house.keys, house.region, house.links)
    return once_loaded(lambda: mails.run(channels, links.account))


def asking_officers(house: House, settings: Settings) -> Work:
    """Sends invitations to surveys of officers, and closes surveys that are over."""
    channels, root = _channels(house, settings), _root(settings).rstrip("/")
    mails = SurveyMails(house.database, house.clock, house.keys, house.region)
    return once_loaded(lambda: mails.run(channels, lambda secret: f"{root}/survei-pegawai/{secret}"))


def calling_to_trainings(house: House, settings: Settings) -> Work:
    """Sends invitations to trainings, reminders and what changed."""
    channels, root = _channels(house, settings), _root(settings).rstrip("/")
    mails = TrainingMails(house.database, house.clock, house.keys, house.region)
    return once_loaded(lambda: mails.run(channels, lambda purpose, batch: root + page_of(purpose, batch)))


def telling_of_signals(house: House, settings: Settings) -> Work:
    """Tells leaders and heads that signals were read."""
    channels, page = _channels(house, settings), _root(settings).rstrip("/") + SIGNALS.path
    mails = SignalMails(house.database, house.clock, house.keys, house.region)
    return once_loaded(lambda: mails.run(channels, page))


def telling_of_needs(house: House, settings: Settings) -> Work:
    """Tells heads that their unit may answer, and what was passed on to it."""
    channels, page = _channels(house, settings), _root(settings).rstrip("/") + NEEDS.path
    mails = NeedMails(house.database, house.clock, house.keys, house.region)
    return once_loaded(lambda: mails.run(channels, lambda need: f"{page}/{need}"))


def asking_after_trainings(house: House, settings: Settings) -> Work:
    """Asks superiors and colleagues about action plans, and hands on ratings of questionnaires that are over."""
    channels, root = _channels(house, settings), _root(settings).rstrip("/")
    mails = PlanMails(house.database, house.clock, house.keys, house.region)
    questionnaires = Questionnaires(house.database, house.clock, house.keys)

    async def work() -> int:
        rated = await questionnaires.rate_due(await house.today())
        return rated + await mails.run(channels, lambda ask, token: f"{root}/tindak-lanjut/{ask}/{token}")

    return once_loaded(work)


def forgetting_lists(house: House) -> Work:
    """Forgets photos of attendance lists that were kept long enough."""

    async def sweep() -> int:
        return await Talks(house.database, house.clock, house.keys, await house.zone()).sweep()

    return once_loaded(sweep)


def reporting(house: House, settings: Settings) -> Work:
    """Tells recipients of schedules where their report lies."""
    channels, root = _channels(house, settings), _root(settings)
    return once_loaded(lambda: tell(house, channels, root))


def alerting(house: House, settings: Settings, bot: Bot | None = None) -> Work:
    """Tells of new public complaints whoever wanted to hear, once a morning; letters that ask for a yes go at once."""
    links, channels = PageLinks(house, _root(settings)), _channels(house, settings, bot)
    digests = AlertDigests(house.database, house.clock, house.keys, house.region, channels, links)
    return once_loaded(digests.run)


def _channels(house: House, settings: Settings, bot: Bot | None = None) -> list[Channel]:
    """In the order in which they are preferred: whoever wrote in a chat hears there."""
    channels: list[Channel] = []
    if bot is not None:
        channels.append(telegram_channel(house, bot, PageLinks(house, _root(settings))))
    if settings.smtp_url:
        channels.append(EmailChannel(settings.smtp_url, settings.mail_from, house.clock))
    return channels


def telegram_channel(house: House, bot: Bot, links: PageLinks) -> TelegramChannel:
    """Tells of cases in chats, with buttons that lead to pages at `links`."""
    news = CaseNews(house.database, house.queries, house.attachments, house.region, links)
    return TelegramChannel(house.database, house.clock, house.keys, bot.client, bot.pace, news)


def _root(settings: Settings) -> str:
    return settings.public_url or f"http://{settings.host}:{settings.port}"


async def alone(database: Database, name: str, work: Work) -> bool:
    """Do it unless another worker is at it; the lock ends with the connection, however this process ends.

    The connection that holds the lock has no transaction open, and the work uses others.
    """
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        if not (await connection.execute(_TAKE, {"name": name})).scalar_one():
            return False
        try:
            await work()
        finally:
            await connection.execute(_GIVE, {"name": name})
    return True


class Ticker:
    """Starts jobs on time, one run of each at once; the scheduler is a mere clock and keeps nothing."""

    def __init__(self, database: Database, jobs: tuple[Job, ...]) -> None:
        self._database, self._jobs = database, jobs
        self._heartbeat = Heartbeat(database)
        self._running: set[asyncio.Task[object]] = set()
        self._room = asyncio.Semaphore(AT_ONCE)
        self._scheduler = AsyncIOScheduler(timezone=UTC)

    def start(self) -> None:
        now = datetime.now(UTC)
        for number, job in enumerate(self._jobs):
            # A run that is late is still wanted, several late ones only once; the first ones do not start together.
            self._scheduler.add_job(
                self._tick,
                "interval",
                args=[job],
                seconds=job.every,
                next_run_time=now + timedelta(seconds=0.2 * number),
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        self._scheduler.start()

    async def _tick(self, job: Job) -> None:
        # A task of our own: the scheduler's shutdown would cancel what it runs itself.
        task = asyncio.ensure_future(self._once(job))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await asyncio.wait({task})
        if not task.cancelled():  # given up at the end: what it left is due again
            task.result()

    async def _once(self, job: Job) -> bool:
        async with self._room:
            return await alone(self._database, job.name, lambda: self._heartbeat.noted(job.name, job.every, job.work))

    async def stop(self, seconds: float = FINISHING_SECONDS) -> None:
        """No new run starts; those in hand are finished, or given up after `seconds` (what they left is due again)."""
        self._scheduler.pause()
        if self._running:
            _, late = await asyncio.wait(set(self._running), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._scheduler.shutdown(wait=False)


def spare_collecting() -> None:
    """Look for garbage seldom, and never among what stands for as long as the process does.

    A page of cases makes many small objects and no circles; looking through everything again and again took a fifth
    of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


async def run(settings: Settings, url: str) -> None:
    """Works until the process is asked to stop."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop.set)
    async with opened(settings, url) as house, opened_bot(settings, house) as bot:
        if bot:
            await begin(bot, settings, house)
        jobs = table(house, settings, bot)
        await Heartbeat(house.database).keep([job.name for job in jobs])
        ticker = Ticker(house.database, jobs)
        spare_collecting()
        ticker.start()
        _log.info("the worker is at work")
        await stop.wait()
        if bot:
            bot.polling.end()
        await ticker.stop()

"""Mails that ask superiors and colleagues what became of an action plan: once, and once more a month later."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date
from sqlmodel import col, select, update

from competency.action_plans import ActionPlans, training_of
from competency.course_tables import ActionPlanRow, PlanAskingRow
from complaints.region import Region, RegionBook
from foundation.clock import Clock
from foundation.database import Database
from foundation.language import SOURCE_LANGUAGE, translations
from foundation.language import mark as _
from foundation.sealing import CannotOpen, KeyRing
from foundation.writes import table_of
from notices.channel import Channel, Message
from notices.owed_mails import mailing_channel, tried
from people.tables import OfficerRow

A_RUN = 100
AGAIN_AFTER = timedelta(days=30)
MOST_MAILS = 2
_EMAIL = "plan_askings.email"
_SUBJECT = _("Pertanyaan singkat tentang tindak lanjut pelatihan")
_WORDS = (
    _("Yth. Bapak/Ibu,"),
    _("{name} mengikuti pelatihan “{training}” dan menulis rencana tindak lanjut."),
    _("Apa yang sudah terlaksana? Ada dua pertanyaan singkat di tautan ini:"),
    "{link}",
    _("Jawaban hanya dibaca oleh {name} dan pengelola pelatihan, dan tidak dipakai untuk menilai kinerja."),
    _("Tautan ini berlaku sampai {until}. Jangan diteruskan kepada orang lain."),
)
_FROM = _("Salam hormat,")


class PlanMails:
    """What is owed lies in the database; run by one worker at a time."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing, regions: RegionBook) -> None:
        self._database, self._clock, self._keys, self._regions = database, clock, keys, regions

    async def run(self, channels: Sequence[Channel], link: Callable[[UUID, str], str]) -> int:
        """Send what is due; how many mails a channel took. `link`: the whole address of an asking and its secret."""
        region = await self._regions.current()
        plans = ActionPlans(self._database, self._clock, self._keys, ZoneInfo(region.timezone))
        await plans.forget_addresses()
        channel, sent = mailing_channel(channels), 0
        for asking, plan, officer, training in await self._due():
            address = link(asking.ask_id, plans.token(asking.ask_id))
            message = self._message(region, asking, plan, officer, training, address) if channel else None
            taken, again = await tried(channel, message, asking.attempts)
            sent += taken
            await self._settle(asking, again)
        return sent

    async def _due(self) -> list[tuple[PlanAskingRow, ActionPlanRow, OfficerRow, str]]:
        asked = (
            select(PlanAskingRow, ActionPlanRow, OfficerRow)
            .join(ActionPlanRow, col(ActionPlanRow.plan_id) == col(PlanAskingRow.plan_id))
            .join(OfficerRow, col(OfficerRow.officer_id) == col(ActionPlanRow.officer_id))
            .where(col(PlanAskingRow.due_at) <= self._clock.now())
            .order_by(col(PlanAskingRow.ask_id))
            .limit(A_RUN)
        )
        async with self._database.reading() as session:
            found = (await session.exec(asked)).all()
            return [(*one, await training_of(session, one[1].batch_id)) for one in found]

    def _message(
        self, region: Region, asking: PlanAskingRow, plan: ActionPlanRow, officer: OfficerRow, training: str, link: str
    ) -> Message | None:
        """None where nobody is to be asked any more."""
        if asking.email is None or officer.disabled_at is not None:
            return None
        try:
            address = self._keys.open(asking.email, _EMAIL)
        except CannotOpen:
            return None
        say = translations(SOURCE_LANGUAGE).gettext
        until = format_date(plan.closes_on, "d MMMM y", locale=SOURCE_LANGUAGE)
        facts = {"name": officer.name, "training": training, "link": link, "until": until}
        said = [say(words).format_map(facts) for words in _WORDS]
        body = "\n\n".join([*said, f"{say(_FROM)}\n{region.service_name}"]) + "\n"
        return Message(f"plan:{asking.ask_id}:{asking.mailed}", address, say(_SUBJECT), body)

    async def _settle(self, asking: PlanAskingRow, again: timedelta | None) -> None:
        """A mail that failed is tried again; one that went out is followed by one more."""
        now, mailed = self._clock.now(), asking.mailed + (again is None)
        values = {
            "attempts": asking.attempts + 1 if again is not None else 0,
            "mailed": mailed,
            "due_at": now + again if again is not None else now + AGAIN_AFTER if mailed < MOST_MAILS else None,
        }
        change = update(table_of(PlanAskingRow)).where(
            col(PlanAskingRow.ask_id) == asking.ask_id, col(PlanAskingRow.answered_at).is_(None)
        )
        async with self._database.transaction() as session:
            await session.exec(change.values(**values))

"""Invitations to surveys of officers: mailed once, and with the mail goes what says whose link it was."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from sqlmodel import col, delete, select, update

from competency.input_tables import OfficerSurveyRow, SurveyMailRow
from competency.surveys import PLACE, Surveys
from complaints.region import Region, RegionBook
from foundation.clock import Clock
from foundation.database import Database
from foundation.language import SOURCE_LANGUAGE, translations
from foundation.language import mark as _
from foundation.sealing import CannotOpen, KeyRing
from foundation.writes import table_of
from notices.channel import Channel, Message
from notices.owed_mails import mailing_channel, tried
from people.account_mails import PLACE as ADDRESS
from people.tables import OfficerRow

A_RUN = 100
_SUBJECT = _("Survei singkat: {title}")
_WORDS = (
    _("Yth. {name},"),
    _("Anda diminta mengisi survei singkat tentang pelatihan apa yang perlu disediakan. Buka tautan ini:"),
    "{link}",
    _("Jawaban Anda tidak mencatat siapa Anda, dan hasilnya hanya dibaca untuk kelompok {least} orang atau lebih."),
    _("Tautan ini hanya bisa dipakai satu kali, sampai {until}. Jangan diteruskan kepada orang lain."),
)
_FROM = _("Salam hormat,")


class SurveyMails:
    """What is owed lies in the database; run by one worker at a time."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing, regions: RegionBook) -> None:
        self._database, self._clock, self._keys, self._regions = database, clock, keys, regions

    async def run(self, channels: Sequence[Channel], link: Callable[[str], str]) -> int:
        """Close what is over, and send what is due; how many mails a channel took. `link`: a secret's whole address."""
        region = await self._regions.current()
        await Surveys(self._database, self._clock, self._keys, ZoneInfo(region.timezone)).close_due()
        channel, sent = mailing_channel(channels), 0
        for mail, survey, officer in await self._due():
            message = self._message(region, mail, survey, officer, link) if channel else None
            taken, again = await tried(channel, message, mail.attempts)
            sent += taken
            await (self._forget(mail) if again is None else self._later(mail, again))
        return sent

    async def _due(self) -> list[tuple[SurveyMailRow, OfficerSurveyRow, OfficerRow]]:
        asked = (
            select(SurveyMailRow, OfficerSurveyRow, OfficerRow)
            .join(OfficerSurveyRow, col(OfficerSurveyRow.survey_id) == col(SurveyMailRow.survey_id))
            .join(OfficerRow, col(OfficerRow.officer_id) == col(SurveyMailRow.officer_id))
            .where(col(SurveyMailRow.due_at) <= self._clock.now())
            .order_by(col(SurveyMailRow.mail_id))
            .limit(A_RUN)
        )
        async with self._database.reading() as session:
            return list((await session.exec(asked)).all())

    def _message(
        self,
        region: Region,
        mail: SurveyMailRow,
        survey: OfficerSurveyRow,
        officer: OfficerRow,
        link: Callable[[str], str],
    ) -> Message | None:
        """None where nobody is to be asked any more."""
        if officer.email is None or officer.disabled_at is not None or survey.closed_at is not None:
            return None
        try:
            address, secret = self._keys.open(officer.email, ADDRESS), self._keys.open(mail.secret, PLACE)
        except CannotOpen:
            return None
        say = translations(SOURCE_LANGUAGE).gettext
        facts = {
            "name": officer.name,
            "title": survey.title,
            "least": survey.least,
            "link": link(secret),
            "until": format_date(survey.closes_on, "d MMMM y", locale=SOURCE_LANGUAGE),
        }
        said = [say(words).format_map(facts) for words in _WORDS]
        body = "\n\n".join([*said, f"{say(_FROM)}\n{region.service_name}"]) + "\n"
        return Message(f"survey:{mail.mail_id}", address, say(_SUBJECT).format_map(facts), body)

    async def _later(self, mail: SurveyMailRow, pause: timedelta) -> None:
        change = update(table_of(SurveyMailRow)).where(col(SurveyMailRow.mail_id) == mail.mail_id)
        async with self._database.transaction() as session:
            await session.exec(change.values(attempts=mail.attempts + 1, due_at=self._clock.now() + pause))

    async def _forget(self, mail: SurveyMailRow) -> None:
        async with self._database.transaction() as session:
            await session.exec(delete(SurveyMailRow).where(col(SurveyMailRow.mail_id) == mail.mail_id))

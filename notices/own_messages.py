"""Notices in words of the region's own: checked so that nothing a reader needs is lost, and taken back as easily."""

from collections.abc import Mapping
from datetime import datetime
from string import Formatter
from uuid import UUID

from complaints.kinds import Stage
from complaints.own_region import MESSAGE
from complaints.own_settings import replace, standing
from complaints.region import Region, RegionBook
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound
from foundation.language import LANGUAGES, Sentence, translations
from foundation.language import mark as _
from notices.messages import TEXTS, Facts, Words, headline, key_of, sentence
from notices.rules import Audience

FIELDS = ("code", "unit", "stage", "promised", "parts")
LONGEST = {"subject": 120, "body": 600}
_UNREADABLE = _("Tanda kurung kurawal di sini tidak dapat dibaca. Pakai hanya {fields}.")
_MISSING = _("Harus memuat {fields}: tanpa itu pembaca tidak tahu aduan atau batas waktu mana yang dimaksud.")
_EMPTY = _("Tulis teksnya.")
_LONG = _("Paling panjang {n} huruf.")
_SAMPLE = UUID(int=0)


class MessageKeeping:
    """Each call is one transaction; `by` is the actor as the log writes it."""

    def __init__(self, database: Database, clock: Clock, region: RegionBook) -> None:
        self._database, self._clock, self._region = database, clock, region

    async def say(self, by: str, audience: Audience, event: str, language: str, words: Words) -> bool:
        """Put these words in force; tells whether they differ. Raises NotFound, Invalid."""
        original = shipped(audience, event, language)
        faults = message_faults(original, words)
        if faults:
            raise Invalid(_("Mohon periksa kembali isian Anda."), fields=faults)
        told = None if words == original else words._asdict()
        return await self._replace(by, audience, event, language, told, "changed" if told else "reset")

    async def reset(self, by: str, audience: Audience, event: str, language: str) -> bool:
        """Back to the words the service comes with. Raises NotFound."""
        shipped(audience, event, language)
        return await self._replace(by, audience, event, language, None, "reset")

    async def _replace(
        self, by: str, audience: Audience, event: str, language: str, told: Mapping[str, str] | None, what: str
    ) -> bool:
        async with self._database.transaction() as session:
            now = await standing(session)
            key = key_of(audience, event, language)
            changed = await replace(session, now, MESSAGE, key, told, what, by, self._clock.now())
        self._region.forget()
        return changed


def shipped(audience: Audience, event: str, language: str) -> Words:
    """The words the service comes with, in a language. Raises NotFound."""
    words = TEXTS.get((audience, event))
    if words is None or language not in LANGUAGES:
        raise NotFound()
    say = translations(language).gettext
    return Words(say(words.subject), say(words.body))


def message_faults(original: Words, words: Words) -> dict[str, Sentence]:
    """What is wrong, a sentence a field: what the original names must be named, nothing else can be."""
    faults: dict[str, Sentence] = {}
    for name, written, before in zip(Words._fields, words, original, strict=True):
        found, needed = fields_of(written), fields_of(before) or frozenset()
        if not written.strip():
            faults[name] = Sentence(_EMPTY)
        elif len(written) > LONGEST[name]:
            faults[name] = Sentence(_LONG, n=LONGEST[name])
        elif found is None or not found <= set(FIELDS):
            faults[name] = Sentence(_UNREADABLE, fields=_listed(FIELDS))
        elif needed - found:
            faults[name] = Sentence(_MISSING, fields=_listed(sorted(needed - found)))
    return faults


def fields_of(written: str) -> frozenset[str] | None:
    """Names in curly braces; None where they cannot be read, or hide more than a name."""
    try:
        parts = list(Formatter().parse(written))
    except ValueError:
        return None
    if any(spec or conversion for _literal, name, spec, conversion in parts if name is not None):
        return None
    return frozenset(name for _literal, name, _spec, _conversion in parts if name is not None)


def _listed(names: object) -> str:
    return ", ".join("{" + str(name) + "}" for name in names)  # type: ignore[attr-defined]


def sample(region: Region, audience: Audience, event: str, language: str, words: Words, at: datetime) -> Words:
    """How a notice would read, with invented facts."""
    facts = Facts(
        code="7Q4M2K9XTB3",
        complaint_id=_SAMPLE,
        event=event,
        audience=audience,
        service=region.service_name,
        timezone=region.timezone,
        zone_label=region.zone_label,
        unit=next((unit.name for unit in region.units if unit.accepts), ""),
        stage=Stage.COMPLETION,
        promised=at,
        parts=("3K9XT7Q4M2B", "5M2K97Q4XTC"),
        said={key_of(audience, event, language): words._asdict()},
    )
    return Words(headline(facts, language), sentence(facts, language))

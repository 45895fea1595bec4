"""Of what the form of a move is made: its fields, what was typed into them, and the case it is about."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from complaints import commands as c
from complaints.complaint import Complaint
from complaints.region import Region
from complaints.report import TEXT_LIMIT, said
from foundation.errors import Invalid
from foundation.language import mark as _
from routing.advice import Reading
from sla.policy import Policy
from web.wording import Wording


class Field(NamedTuple):
    """One field of a move's form. `form` is area, select, choice, check, text, date or photos.

    `kept` are photos already received.
    """

    name: str
    label: str
    form: str
    options: Sequence[Mapping[str, Any]] = ()
    value: str = ""
    hint: str = ""
    optional: bool = False
    kept: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True)
class Desk:
    """What the forms of one case are drawn from, with what is read in it now where somebody is about to forward it."""

    complaint: Complaint
    wording: Wording
    policy: Policy
    reading: Reading | None = None
    returned: Collection[str] = ()
    """Units that sent it back."""
    linked: Sequence[tuple[str, str]] = ()
    """Ids and codes of other cases to which it is tied."""
    colleagues: Sequence[Mapping[str, Any]] = ()
    """Options: to whom it may be given."""
    open_parts: int = 0
    """How many cases that are parts of it are not over yet."""

    @property
    def region(self) -> Region:
        return self.wording.region

    @property
    def now(self) -> datetime:
        return self.wording.now

    @property
    def today(self) -> date:
        """The local date where the case is handled."""
        return self.now.astimezone(ZoneInfo(self.region.timezone_of(self.complaint.unit))).date()

    def say(self, words: str, **values: object) -> str:
        return self.wording.say(words, **values)


@dataclass(frozen=True)
class Told:
    """What was typed. `same_as` is the complaint behind the code of another; `mentions` are officers named in it."""

    values: Mapping[str, str]
    same_as: UUID | None = None
    mentions: tuple[UUID, ...] = ()

    def get(self, name: str) -> str:
        return self.values.get(name, "").strip()

    def words(self, missing: str, name: str = "words", limit: int = TEXT_LIMIT) -> c.Words:
        return said(self.values.get(name), field=name, limit=limit, missing=missing)

    def day(self, name: str, missing: str) -> date:
        """A local date; raises Invalid."""
        try:
            return date.fromisoformat(self.get(name))
        except ValueError as error:
            sentence = missing if not self.get(name) else _("Tanggal ini tidak dapat dibaca.")
            raise Invalid(sentence, fields={name: sentence}) from error

    def choice(self, name: str, allowed: Iterable[str], missing: str) -> str:
        value = self.get(name)
        if value not in set(allowed):
            raise Invalid(missing, fields={name: missing})
        return value

    def choice_or_none(self, name: str, allowed: Iterable[str], wrong: str) -> str | None:
        return self.choice(name, allowed, wrong) if self.get(name) else None


def all_of(*questions: Callable[[], Any]) -> list[Any]:
    """The answers to all questions; raises Invalid with the faults of all of them at once."""
    answers: list[Any] = []
    faults: dict[str, str] = {}
    for ask in questions:
        try:
            answers.append(ask())
        except Invalid as wrong:
            faults |= wrong.fields
    if faults:
        raise Invalid(_("Mohon periksa kembali isian Anda."), fields=faults)
    return answers


def always(desk: Desk) -> bool:
    return True


class Form(NamedTuple):
    """One move: its place in the address, what it brings about, what is said when it is done."""

    slug: str
    words: str | Callable[[Desk], str]
    """Marked words, or what says them where they depend on the case."""
    done: str
    fields: Callable[[Desk], list[Field]]
    build: Callable[[Told, Desk], c.Command | None]
    """Raises Invalid; None where the photos are all that is sent."""
    look: str = "second"
    offered: Callable[[Desk], bool] = always
    """Whether it is worth showing; the rules of the road decide all the same."""

    def told(self, desk: Desk) -> str:
        """What it brings about, in the reader's language."""
        return desk.say(self.words) if isinstance(self.words, str) else self.words(desk)


def nothing(desk: Desk) -> list[Field]:
    return []


def words_field(name: str, hint: str = "", *, optional: bool = False) -> Callable[[Desk], list[Field]]:
    def fields(desk: Desk) -> list[Field]:
        return [Field("words", desk.say(name), "area", hint=desk.say(hint) if hint else "", optional=optional)]

    return fields


def photos_field(desk: Desk, *, optional: bool) -> Field:
    name = _("Foto atau dokumen bukti")
    hint = _("JPG, PNG, WEBP, atau PDF. Lokasi di dalam foto dihapus sebelum disimpan; PDF tidak tampil untuk umum.")
    return Field("photos", desk.say(name), "photos", hint=desk.say(hint), optional=optional)

"""What a notice comes to in a chat: its messages, and the photos that show what was done."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlmodel import select

from bots.alert_buttons import alert_button
from bots.client import MANY_PHOTOS
from bots.links import leading_to
from bots.markup import LONGEST, Page, inline, split
from bots.news_buttons import Rows, rows_for_citizen, rows_for_officer
from bots.news_words import paragraphs, told_of
from bots.words import B_PAGE
from complaints import events as e
from complaints.attachments import PDF, Attachments
from complaints.kinds import Status
from complaints.queries import Queries
from complaints.region import RegionBook
from complaints.tables import ComplaintRow
from complaints.ticket import show
from complaints.views import Case, FileView
from foundation.database import Database
from foundation.errors import NotFound
from foundation.language import Sentence, translated
from foundation.language import mark as _
from notices.channel import Message
from notices.messages import LINK, Facts, Links, headline, is_private, link, sentence
from notices.rules import CITIZEN, FOLLOWERS
from people.actor import Actor

_PHOTOS = _("Foto bukti: {count}. Kami kirim di bawah ini; semuanya ada juga di halaman aduan.")
_CAPTION = _("Foto bukti untuk aduan {code}")
_DOCUMENTS = _("Berkas: {count}. Kami kirim di bawah ini; ada juga di halaman aduan.")
_LETTER_CAPTION = _("Surat jawaban nomor {number}")
_DOCUMENT_CAPTION = _("Dokumen dari unit")
_LETTER, _DOCUMENT = "surat-jawaban", "dokumen"
_ENDINGS = {PDF: "pdf", "image/jpeg": "jpg"}
MANY_PAPERS = 3
LARGEST_SENT = 20_000_000
"""Bytes; Telegram takes 50 MB, but somebody pays for each of them."""

_THEIRS_ALONE = _("Halaman aduan itu khusus untuk Anda; mohon tidak membagikannya.")


class Paper(NamedTuple):
    """A signed answer, or a PDF that shows what was done; `caption` in Telegram's HTML."""

    name: str
    content: bytes
    caption: str


class News(NamedTuple):
    """`about` is the case that an answer in the chat is meant for; None in an officer's chat."""

    pages: tuple[Page, ...]
    about: UUID | None = None
    photos: tuple[bytes, ...] = ()
    caption: str = ""
    """Of the photos, in Telegram's HTML."""
    documents: tuple[Paper, ...] = ()


class CaseNews:
    """Reads the case at the moment of sending, as whoever is told may see it then."""

    def __init__(
        self, database: Database, queries: Queries, attachments: Attachments, region: RegionBook, links: Links
    ) -> None:
        self._database, self._queries, self._attachments = database, queries, attachments
        self._region, self._links = region, links

    async def told(self, message: Message, language: str) -> News:
        """A message without facts is said as it is written."""
        facts = message.facts
        if facts is None:
            ends: Rows = ((alert_button(message.alert),),) if message.alert else ()
            return News(composed(message.subject, message.body.strip().split("\n\n"), ends, language))
        if facts.audience not in (CITIZEN, FOLLOWERS):
            return News(await self._for_officer(facts, language))
        case = await self._case(facts)
        if case is not None and case.complaint.withheld:
            facts = msgspec.structs.replace(facts, discreet=True)
        files = evidence(facts, case)[:MANY_PHOTOS]
        photos = await self._opened(facts, files)
        words = paragraphs(facts, case, await self._region.current(), language)
        if photos:
            words.append(translated(language, Sentence(_PHOTOS, count=len(photos))))
        documents = await self._documents(facts, case, language)
        if documents:
            words.append(translated(language, Sentence(_DOCUMENTS, count=len(documents))))
        rows = rows_for_citizen(facts, case)
        about = facts.joined[1] if facts.joined else facts.complaint_id
        caption = escape(translated(language, Sentence(_CAPTION, code=show(facts.code))), quote=False)
        return News(self._pages(facts, words, rows, language), about, photos, caption, documents)

    async def _for_officer(self, facts: Facts, language: str) -> tuple[Page, ...]:
        """Nothing a citizen said, and nobody's name: what happened, and where to read it after signing in."""
        async with self._database.reading() as session:
            found = select(ComplaintRow.status).where(ComplaintRow.complaint_id == facts.complaint_id)
            status = (await session.exec(found)).first()
        rows = rows_for_officer(facts, Status(status) if status else None)
        return self._pages(facts, [sentence(facts, language)], rows, language)

    def _pages(self, facts: Facts, words: list[str], rows: Rows, language: str) -> tuple[Page, ...]:
        address = link(facts, self._links)
        page = leading_to(B_PAGE, address)
        if not page:
            words.append(f"{translated(language, LINK)}\n{address}")
        if is_private(facts):
            words.append(translated(language, _THEIRS_ALONE))
        return composed(headline(facts, language), words, (*rows, *page), language)

    async def _case(self, facts: Facts) -> Case | None:
        """The case as the page of whoever is told shows it."""
        try:
            if facts.audience is CITIZEN:
                reporter = Actor(kind="citizen", holds=facts.complaint_id)
                return await self._queries.case(reporter, facts.complaint_id)
            return await self._queries.public_case(facts.complaint_id)
        except NotFound:
            return None

    async def _documents(self, facts: Facts, case: Case | None, language: str) -> tuple[Paper, ...]:
        """The papers that come with what is told, as far as they are there and not too long for a chat."""
        found = []
        for file, number in papers(facts, case)[:MANY_PAPERS]:
            opened = await self._opened(facts, [file.id])
            if opened and len(opened[0]) <= LARGEST_SENT:
                name = f"{_LETTER if number else _DOCUMENT}-{facts.code.lower()}.{_ENDINGS.get(file.media_type, 'pdf')}"
                told = Sentence(_LETTER_CAPTION, number=number) if number else Sentence(_DOCUMENT_CAPTION)
                found.append(Paper(name, opened[0], escape(translated(language, told), quote=False)))
        return tuple(found)

    async def _opened(self, facts: Facts, files: Sequence[UUID]) -> tuple[bytes, ...]:
        """Those of the files that may be opened by whoever is told, and are still there."""
        reporter = Actor(kind="citizen", holds=facts.complaint_id) if facts.audience is CITIZEN else None
        found = []
        for file in files:
            try:
                row = await self._queries.file(reporter, facts.complaint_id, file)
                found.append(await self._attachments.open(row))
            except NotFound:
                continue
        return tuple(found)


def papers(facts: Facts, case: Case | None) -> list[tuple[FileView, str]]:
    """Signed answers with their numbers, and documents ("" for a number), that belong to what is told to who filed.

    A letter that names who filed is left to their page: names and contacts do not pass through somebody else's hands.
    """
    entry = told_of(facts, case) if case is not None and not facts.discreet and facts.audience is CITIZEN else None
    if case is None or entry is None:
        return []
    letters = {one.event.file: one.event.number for one in case.entries if isinstance(one.event, e.PaperSigned)}
    named = {file for paper in case.complaint.papers.values() if paper.names_reporter for file in paper.signed}
    files = [one for one in case.files if one.id not in named]
    match entry.event:
        case e.Resolved(evidence=shown):
            documents = {one for one in shown if one not in letters}
            told = [one for one in files if one.id in shown]
            return [
                (one, letters.get(one.id, ""))
                for one in told
                if one.id in letters or (one.id in documents and one.media_type == PDF)
            ]
        case e.PaperSigned(file=file, number=number):
            return [(one, number) for one in files if one.id == file]
    return []


def evidence(facts: Facts, case: Case | None) -> list[UUID]:
    """The unit's photos that belong to the answer told of: added since the answer before, and before the next."""
    if case is None or facts.discreet or facts.event != "complaint.resolved" or told_of(facts, case) is None:
        return []
    answers = [one.version for one in case.entries if isinstance(one.event, e.Resolved)]
    before = max((version for version in answers if version < facts.version), default=0)
    after = min((version for version in answers if version > facts.version), default=case.complaint.version + 1)
    shown = {one.original: one.id for one in case.files if one.of == "evidence" and one.media_type.startswith("image/")}
    return [
        shown[one.event.file.id]
        for one in case.entries
        if isinstance(one.event, e.AttachmentAdded) and before < one.version < after and one.event.file.id in shown
    ]


def composed(subject: str, words: Sequence[str], rows: Rows, language: str) -> tuple[Page, ...]:
    """The messages it comes to: the subject in bold above the words, the buttons under the last of them."""
    whole = "\n\n".join((" ".join(subject.split()), *words))
    texts = [escape(part, quote=False) for part in split(whole, LONGEST - len("<b></b>"))]
    head, line, rest = texts[0].partition("\n")
    texts[0] = f"<b>{head}</b>{line}{rest}"
    keyboard = inline(rows, language)
    return tuple(Page(text, keyboard if place == len(texts) - 1 else None) for place, text in enumerate(texts))

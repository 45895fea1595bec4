"""What the doors read. Every list and every case goes through the one rule of visibility."""

import asyncio
import time
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, func, or_, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints import earlier, journal, open_counts, open_list, ticket
from complaints.attachments import internal_file
from complaints.blurring import blurred
from complaints.commands import Place
from complaints.complaint import Complaint, fold
from complaints.events import COVERED, Recorded, words_of
from complaints.kinds import Status
from complaints.masking import masked
from complaints.merging import last_of
from complaints.openness import open_to_all, shown_photos
from complaints.pledges import PledgePage, PledgeState, ledger
from complaints.reviewing import photos
from complaints.searched_lately import SearchedLately
from complaints.spoken import is_only_spoken, told
from complaints.tables import STOP_WORDS, AttachmentRow, ComplaintRow, ReferenceRow, TicketRow, WordsRow
from complaints.views import (
    Case,
    Entry,
    FileView,
    Filter,
    Line,
    Mark,
    OpenPage,
    Page,
    PublicCounts,
    entries,
    transcripts,
)
from complaints.visibility import Sight, may_see, public_sight, published, sight
from foundation.database import Database, plainly
from foundation.errors import NotFound
from foundation.sealing import KeyRing
from people.actor import Actor
from people.contact import Contact
from people.contacts import contact_of

_BEGINNINGS = (
    "SELECT complaint_id, left(content, $2) AS beginning FROM complaint_words "
    "WHERE complaint_id = ANY($1::uuid[]) AND kind = 'report' AND content IS NOT NULL"
)
_NO_CODE = "Kode aduan ini tidak kami temukan. Periksa kembali huruf dan angkanya."
PUBLIC_ORDER = 20
COUNTED_FOR = 60.0
"""Seconds for which counts of areas are told again without being read anew."""
EXCERPT = 400
"""Characters of a report that a list reads."""

_ABOUT = ("topic", "area", "suggested_unit", "suggested_topic", "suggested_share")


class Queries:
    """Reading; each call opens and ends its own look into the database."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        self._database, self._keys = database, keys
        self._counting, self._counted_at = asyncio.Lock(), 0.0
        self._counted: PublicCounts | None = None
        self._searched = SearchedLately()

    async def find(self, written: str) -> UUID:
        """The complaint behind a ticket code as somebody typed it; raises Invalid or NotFound."""
        code = ticket.read(written)
        async with self._database.reading() as session:
            found = await session.exec(select(TicketRow.complaint_id).where(TicketRow.code == code))
            complaint_id = found.first()
        if complaint_id is None:
            raise NotFound(_NO_CODE)
        return complaint_id

    async def case(self, actor: Actor, complaint_id: UUID) -> Case:
        """The case as `actor` may see it in the office or on the citizen's own page; NotFound where they may not."""
        async with self._database.reading() as session:
            recorded = await journal.history(session, complaint_id)
            complaint = fold(Complaint(complaint_id), recorded)
            seen = sight(actor, complaint_id, complaint) if complaint.exists else Sight.NOTHING
            if seen is Sight.NOTHING:
                raise NotFound()
            office, own = actor.kind == "officer", _is_own(actor, seen)
            return await self._case(session, complaint, recorded, seen, office=office, own=own)

    async def cases(self, actor: Actor, ids: Sequence[UUID]) -> list[Case]:
        """Those of several cases that `actor` may see, in the same order, each as in `case` but for its contact."""
        async with self._database.reading() as session:
            recorded = await journal.histories(session, ids)
            complaints = {one: fold(Complaint(one), events) for one, events in recorded.items()}
            known = {one: sight(actor, one, complaint) for one, complaint in complaints.items()}
            beside = await _beside(session, [one for one, seen in known.items() if seen >= Sight.WORDS])
        return [
            _case(
                complaints[one],
                recorded[one],
                seen,
                beside.get(one, _Beside({}, {})),
                office=actor.kind == "officer",
                own=_is_own(actor, seen),
            )
            for one in ids
            if (seen := known.get(one, Sight.NOTHING)) is not Sight.NOTHING
        ]

    async def glance(self, actor: Actor, complaint_id: UUID) -> ComplaintRow:
        """How a case stands, for an actor who may know of it; NotFound for anybody else. One row is read."""
        async with self._database.reading() as session:
            row = await session.get(ComplaintRow, complaint_id)
        if row is None or sight(actor, complaint_id, row) is Sight.NOTHING:
            raise NotFound()
        return row

    async def public_case(self, complaint_id: UUID, exact: frozenset[str] = frozenset()) -> Case:
        """The case as somebody sees it who only knows its code; only on topics in `exact` its very place."""
        async with self._database.reading() as session:
            recorded = await journal.history(session, complaint_id)
            complaint = fold(Complaint(complaint_id), recorded)
            if not complaint.exists:
                raise NotFound(_NO_CODE)
            seen = await self._case(session, complaint, recorded, public_sight(complaint), office=False, public=True)
            return _in_sight(seen, exact)

    async def preview(self, actor: Actor, complaint_id: UUID, exact: frozenset[str] = frozenset()) -> Case:
        """The case as everybody reads it once it is published, for an officer who may read it now."""
        async with self._database.reading() as session:
            recorded = await journal.history(session, complaint_id)
            complaint = fold(Complaint(complaint_id), recorded)
            if not complaint.exists or sight(actor, complaint_id, complaint) < Sight.WORDS:
                raise NotFound()
            seen = await self._case(session, complaint, recorded, Sight.WORDS, office=False, public=True)
            return _in_sight(seen, exact)

    async def merged_into(self, complaint_id: UUID) -> Line | None:
        """The case into which one was merged in the end, if everybody may read it."""
        async with self._database.reading() as session:
            last = (await last_of(session, [complaint_id]))[complaint_id]
            found = await session.exec(select(ComplaintRow).where(ComplaintRow.complaint_id == last, published()))
            row = found.first()
            if row is None or last == complaint_id:
                return None
            report = (await beginnings(session, [last], EXCERPT, public=True)).get(last)
            return line(row, Sight.WORDS, masked(report) if report else None)

    async def listing(
        self, actor: Actor, wanted: Filter, number: int = 1, size: int = 25, *, oldest_first: bool = False
    ) -> Page:
        """Complaints whose existence `actor` may know of, newest first, or longest waiting first."""
        rule = may_see(actor, Sight.STATUS)
        words = may_see(actor, Sight.WORDS)
        return await self._page(rule, words, wanted, number, size, oldest_first, actor)

    async def counts(self, actor: Actor, statuses: Collection[Status] = ()) -> dict[str, int]:
        """How many complaints of each status (or of those given, which is quicker) `actor` may know of."""
        asked = select(ComplaintRow.status, func.count()).where(may_see(actor, Sight.STATUS))
        if statuses:
            asked = asked.where(col(ComplaintRow.status).in_(statuses))
        async with self._database.reading() as session:
            return dict((await session.exec(asked.group_by(ComplaintRow.status))).all())

    async def published(
        self, wanted: Filter, at: Mark | None = None, size: int = PUBLIC_ORDER, *, most_joined: bool = False
    ) -> OpenPage:
        """The public list: verified, neither confidential nor sensitive nor on the oversight road.

        Newest first, or those that most others joined, from `at` on. What it costs is told in `open_list`.
        """
        asked = wanted, at, size, most_joined
        found = self._searched.get(asked)
        if found is None:
            async with self._database.reading(as_one=True) as session:
                found = await open_list.found(session, wanted, at, size, most_joined=most_joined)
            self._searched.keep(asked, found)
        async with self._database.reading() as session:
            rule = col(ComplaintRow.complaint_id).in_(found.ids), published()
            rows = {row.complaint_id: row for row in (await session.exec(select(ComplaintRow).where(*rule))).all()}
            reports = await beginnings(session, found.ids, EXCERPT, public=True)
        shown = [rows[one] for one in found.ids if one in rows]
        lines = [line(row, Sight.WORDS, masked(reports.get(row.complaint_id) or "") or None) for row in shown]
        back, on = (found.further, True) if at and at.newer else (at is not None, found.further)
        return OpenPage(
            tuple(lines),
            found.total,
            found.more,
            _mark(shown[0], newer=True) if shown and back else None,
            _mark(shown[-1], newer=False) if shown and on else None,
        )

    async def public_counts(self) -> PublicCounts:
        """How many published complaints there are by area and topic, as the worker counted them last."""
        async with self._counting:
            if self._counted is None or time.monotonic() - self._counted_at > COUNTED_FOR:
                self._counted, self._counted_at = await open_counts.kept(self._database), time.monotonic()
            return self._counted

    async def pledges(
        self, today: date, timezone: str, state: PledgeState | None = None, number: int = 1
    ) -> PledgePage:
        """The public ledger of pledges, as `pledges.ledger`."""
        async with self._database.reading() as session:
            return await ledger(session, today, timezone, state, number)

    async def file(self, actor: Actor | None, complaint_id: UUID, attachment_id: UUID) -> AttachmentRow:
        """The row of a file that `actor` (None: anybody) may open; NotFound otherwise."""
        async with self._database.reading() as session:
            row = await session.get(AttachmentRow, (complaint_id, attachment_id))
            state = await session.get(ComplaintRow, complaint_id)
        if row is None or state is None or row.key is None:
            raise NotFound()
        seen = public_sight(state) if actor is None else sight(actor, complaint_id, state)
        office = actor is not None and actor.kind == "officer"
        if seen < Sight.WORDS:
            raise NotFound()
        if not _may_open(attachment_id, seen, office=office) and not (
            _is_own(actor, seen) and attachment_id in (await self._folded(complaint_id)).letters
        ):
            raise NotFound()
        if actor is None and attachment_id not in shown_photos(await self._folded(complaint_id)).values():
            raise NotFound()  # nobody of the office let everybody see it
        return row

    async def _folded(self, complaint_id: UUID) -> Complaint:
        """The state by the log, which alone knows what was decided about single files."""
        async with self._database.reading() as session:
            return fold(Complaint(complaint_id), await journal.history(session, complaint_id))

    async def _case(
        self,
        session: AsyncSession,
        complaint: Complaint,
        recorded: Sequence[Recorded],
        seen: Sight,
        *,
        office: bool,
        public: bool = False,
        own: bool = False,
    ) -> Case:
        beside = (await _beside(session, [complaint.id]))[complaint.id] if seen >= Sight.WORDS else _Beside({}, {})
        contact = await contact_of(session, self._keys, complaint.id) if seen is Sight.REPORTER else None
        return _case(complaint, recorded, seen, beside, contact, office=office, public=public, own=own)

    async def _page(
        self,
        rule: ColumnElement[bool],
        words_rule: ColumnElement[bool],
        wanted: Filter,
        number: int,
        size: int,
        oldest_first: bool,
        actor: Actor,
    ) -> Page:
        row = ComplaintRow
        conditions = [rule, *narrowed(wanted, words_rule)]
        order = col(row.received_at).asc() if oldest_first else col(row.received_at).desc()
        async with self._database.reading() as session:
            total = (await session.exec(select(func.count()).select_from(row).where(*conditions))).one()
            found = await session.exec(
                select(row)
                .where(*conditions)
                .order_by(order, col(row.complaint_id))
                .offset((number - 1) * size)
                .limit(size)
            )
            rows = found.all()
            ids = [one.complaint_id for one in rows]
            reports = await beginnings(session, ids, EXCERPT)
        lines = []
        for one in rows:
            seen = sight(actor, one.complaint_id, one)
            lines.append(line(one, seen, reports.get(one.complaint_id) if seen >= Sight.WORDS else None))
        return Page(tuple(lines), total, number, size)


def _mark(row: ComplaintRow, *, newer: bool) -> Mark:
    return Mark(row.joined, row.received_at, row.complaint_id, newer)


async def beginnings(
    session: AsyncSession, ids: Sequence[UUID], longest: int, *, public: bool = False
) -> dict[UUID, str]:
    """The first `longest` characters of reports that are still there; whether they may be shown is asked elsewhere.

    Of one that was only spoken the office reads what was written down of it.
    """
    reports = {one["complaint_id"]: one["beginning"] for one in await plainly(session, _BEGINNINGS, list(ids), longest)}
    spoken = [] if public else [one for one, report in reports.items() if is_only_spoken(report)]
    if spoken:
        heard = await earlier.transcripts(session, spoken)
        reports |= {one: told(None, heard[one])[:longest] for one in spoken if one in heard}
    return reports


def narrowed(wanted: Filter, words_rule: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    """The filter in SQL; what only a reader of the words may know narrows only what falls under `words_rule`."""
    row = ComplaintRow
    conditions: list[ColumnElement[bool]] = []
    if wanted.statuses:
        conditions.append(col(row.status).in_(wanted.statuses))
    for name in ("unit", "topic", "kind", "area"):
        value = getattr(wanted, name)
        if value:
            conditions.append(col(getattr(row, name)) == value)
    if wanted.topic or wanted.area or wanted.areas:
        conditions.append(words_rule)
    if wanted.areas:
        conditions.append(col(row.area).in_(wanted.areas))
    if wanted.received_after:
        conditions.append(col(row.received_at) >= wanted.received_after)
    if wanted.since:
        conditions.append(func.date(row.received_at) >= wanted.since)
    if wanted.until:
        conditions.append(func.date(row.received_at) <= wanted.until)
    if wanted.suspected:
        conditions.append(col(row.suspicion).is_not(None))
    if wanted.query:
        conditions.append(_found(wanted.query, words_rule))
    return conditions


def _found(query: str, words_rule: ColumnElement[bool]) -> ColumnElement[bool]:
    """By code, by a number it bears elsewhere, or by words that the asker may read."""
    code = open_list.code_of(query)
    if code is not None:
        return col(ComplaintRow.complaint_id).in_(select(TicketRow.complaint_id).where(TicketRow.code == code))
    # They are left out of what is searched, so asking for them would find nothing.
    words = " ".join(word for word in query.split() if word.casefold() not in STOP_WORDS)
    matching = select(WordsRow.complaint_id).where(
        text("complaint_words.search @@ websearch_to_tsquery('indonesian', :words)").bindparams(
            words=words.replace("\0", " ")[:200]
        )
    )
    known_as = select(ReferenceRow.complaint_id).where(ReferenceRow.value == query.strip().lstrip("#"))
    return or_(words_rule & col(ComplaintRow.complaint_id).in_(matching), col(ComplaintRow.complaint_id).in_(known_as))


def line(row: ComplaintRow, seen: Sight, report: str | None) -> Line:
    """A row of a list as far as it may be seen; where the words may not be read, neither may what they are about."""
    values: dict[str, Any] = {
        name: getattr(row, name) for name in Line.__struct_fields__ if name not in ("id", "sight", "report")
    }
    if seen < Sight.WORDS:
        values |= dict.fromkeys(_ABOUT)
    return Line(id=row.complaint_id, sight=seen, report=report, **values)


class _Beside(NamedTuple):
    """What lies beside the log of a complaint: words and files by their ids."""

    contents: dict[UUID, str | None]
    files: dict[UUID, AttachmentRow]


async def _beside(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, _Beside]:
    found = {one: _Beside({}, {}) for one in ids}
    if not found:
        return found

    def theirs(complaint_id: Any) -> ColumnElement[bool]:
        return col(complaint_id) == ids[0] if len(ids) == 1 else col(complaint_id).in_(ids)

    row = WordsRow
    words = select(row.complaint_id, row.words_id, row.content).where(theirs(row.complaint_id))
    for complaint_id, words_id, content in (await session.exec(words)).all():
        found[complaint_id].contents[words_id] = content
    for file in (await session.exec(select(AttachmentRow).where(theirs(AttachmentRow.complaint_id)))).all():
        found[file.complaint_id].files[file.attachment_id] = file
    return found


def _case(
    complaint: Complaint,
    recorded: Sequence[Recorded],
    seen: Sight,
    beside: _Beside,
    contact: Contact | None = None,
    *,
    office: bool,
    public: bool = False,
    own: bool = False,
) -> Case:
    letters = complaint.letters if own else frozenset[UUID]()
    by_id = {one: row for one, row in beside.files.items() if one in letters or _may_open(one, seen, office=office)}
    files = _files(complaint, by_id, public=public) if seen >= Sight.WORDS else []
    timeline = tuple(entries(recorded, beside.contents, seen, office=office, public=public, letters=letters))
    return Case(
        complaint=complaint,
        sight=seen,
        report=next((entry.words for entry in timeline if entry.name == "complaint.filed"), None),
        place=_place(recorded, beside.contents, public) if seen >= Sight.WORDS else None,
        entries=timeline,
        files=tuple(files),
        unshown=len(photos(complaint)) - len(files) if public and seen >= Sight.WORDS else 0,
        contact=contact,
        question=_last(timeline, "question.asked") if complaint.status == "waiting_citizen" else None,
        resolution=_last(timeline, "complaint.resolved"),
        transcripts=tuple(transcripts(complaint, recorded, beside.contents, public=public)),
    )


def _is_own(actor: Actor | None, seen: Sight) -> bool:
    """Whether it is the reporter who asks, on a page of their own."""
    return actor is not None and actor.kind == "citizen" and seen is Sight.REPORTER


def _may_open(attachment_id: UUID, seen: Sight, *, office: bool) -> bool:
    """Office papers stay in the office; one that names who filed is read by those who may know that."""
    kept_in, names_reporter = internal_file(attachment_id)
    return not kept_in or (office and (seen is Sight.REPORTER or not names_reporter))


def _files(complaint: Complaint, rows: Mapping[UUID, AttachmentRow], *, public: bool) -> list[FileView]:
    shown, found = shown_photos(complaint), []
    for file in complaint.files:
        row = rows.get(shown.get(file.id) if public else file.id)  # type: ignore[arg-type]
        if row is None or row.key is None or file.of == COVERED or (public and not open_to_all(row.media_type)):
            continue
        found.append(FileView(row.attachment_id, row.media_type, row.size, row.name or "", file.of, file.id))
    return found


def _place(recorded: Sequence[Recorded], contents: dict[UUID, str | None], public: bool) -> Place | None:
    for one in recorded:
        for seal, kind in words_of(one.event):
            content = contents.get(seal.id)
            if kind == "place" and content:
                place = msgspec.json.decode(content, type=Place)
                return msgspec.structs.replace(place, address=masked(place.address or "") or None) if public else place
    return None


def _in_sight(case: Case, exact: frozenset[str]) -> Case:
    """The case with its place as everybody may know it: exact on public ground, else no nearer than a few streets."""
    if case.place is None or (case.complaint.topic in exact and not case.complaint.withheld):
        return case
    return msgspec.structs.replace(case, place=blurred(case.place))


def _last(timeline: tuple[Entry, ...], name: str) -> str | None:
    return next((entry.words for entry in reversed(timeline) if entry.name == name), None)

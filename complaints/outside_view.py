"""What a body outside is shown of a case by its link: what it needs to answer, and nothing of who told it.

Words are masked as for everybody; the place is exact, for somebody has to go there; of the photos those that somebody
of the office looked at. Neither name nor contact is ever among it: reporters agreed to be reached by us, not by others,
and whatever the body lacks it asks the coordinator.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from sqlmodel import select

from complaints import events as e
from complaints import journal
from complaints.commands import Place
from complaints.complaint import Complaint, fold
from complaints.masking import masked
from complaints.openness import open_to_all, shown_photos
from complaints.queries import Queries
from complaints.tables import WordsRow
from foundation.database import Database
from people.actor import SYSTEM

Voice = Literal["answer", "declined", "asked", "told"]


class Said(NamedTuple):
    """Something said between the body and the office about one sending."""

    voice: Voice
    at: datetime
    words: str


class OutsideCase(NamedTuple):
    """The case as a body outside reads it. `photos` and `files` are ids: of the report, and of its own answer."""

    complaint: Complaint
    report: str
    place: Place | None
    photos: tuple[UUID, ...]
    files: tuple[UUID, ...]
    said: tuple[Said, ...]


async def outside_case(database: Database, queries: Queries, complaint_id: UUID, number: int) -> OutsideCase:
    """The case for the `number`-th body it was sent to; raises NotFound where there is no such case."""
    seen = await queries.case(SYSTEM, complaint_id)
    async with database.reading() as session:
        recorded = await journal.history(session, complaint_id)
        rows = await session.exec(select(WordsRow).where(WordsRow.complaint_id == complaint_id))
        contents = {row.words_id: row.content for row in rows.all()}
    complaint = fold(Complaint(complaint_id), recorded)
    shown = shown_photos(complaint)
    pictures = {file.id for file in complaint.files if file.of == "report" and open_to_all(file.media_type)}
    return OutsideCase(
        complaint,
        masked(seen.told or seen.report or ""),
        seen.place,
        tuple(shown[one] for one in shown if one in pictures),
        _own_files(complaint, recorded, number),
        _said(recorded, contents, number),
    )


def _own_files(complaint: Complaint, recorded: Sequence[e.Recorded], number: int) -> tuple[UUID, ...]:
    during = [one.event for one in _during(recorded, number)]
    own = [event.file.id for event in during if isinstance(event, e.AttachmentAdded) and event.of == e.OUTSIDE]
    return tuple(one for one in own if one not in complaint.forgotten)


def _said(recorded: Sequence[e.Recorded], contents: Mapping[UUID, str | None], number: int) -> tuple[Said, ...]:
    voices: dict[type[e.Event], Voice] = {
        e.OutsideAnswered: "answer",
        e.OutsideDeclined: "declined",
        e.OutsideAsked: "asked",
        e.OutsideTold: "told",
    }
    found = []
    for one in _during(recorded, number):
        voice = voices.get(type(one.event))
        if voice is not None:
            seal = e.words_of(one.event)[0][0]
            found.append(Said(voice, one.at, contents.get(seal.id) or ""))
    return tuple(found)


def _during(recorded: Sequence[e.Recorded], number: int) -> list[e.Recorded]:
    """What happened from one sending to the next."""
    at = 0
    found = []
    for one in recorded:
        at += isinstance(one.event, e.ForwardedOut)
        if at == number:
            found.append(one)
    return found

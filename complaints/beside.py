"""What lies beside the log: the rows a command's words and files become, and how erasing blanks them."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from complaints import commands as c
from complaints import events as e
from complaints.complaint import Complaint
from complaints.tables import AttachmentRow, FileCaptureRow, FilePrintRow, PhotoViewRow, TicketRow, WordsRow
from foundation.sealing import KeyRing, digest
from foundation.writes import Write
from people.contact import Contact
from people.contacts import blank_row, contact_row, follower_row, forgotten_follower


def written_beside(keys: KeyRing, order: c.Order, happened: Sequence[e.Recorded]) -> Iterator[Write]:
    """Rows for those words, files, contacts and the ticket of a command that its events refer to."""
    command = order.command
    kinds = {seal.id: kind for one in happened for seal, kind in e.words_of(one.event)}
    for words in command.said:
        if words.id in kinds:
            yield words_row(order.complaint_id, words, kinds[words.id])
    for one in happened:
        match one.event, command:
            case e.Filed(code=code), c.FileComplaint():
                if not command.coupon:
                    yield Write(TicketRow, {"code": code, "complaint_id": order.complaint_id, "issued_at": one.at})
                if command.contact is not None:
                    yield contact_row(keys, order.complaint_id, command.contact)
            case e.Joined(follower=follower), c.Join(contact=Contact() as contact):
                yield follower_row(keys, order.complaint_id, follower, contact)
            case (
                e.AttachmentAdded(),
                c.Attach(file=c.File() as file)
                | c.AttachOutside(file=c.File() as file)
                | c.ReviewPhoto(copy=c.File() as file),
            ):
                yield attachment_row(order.complaint_id, file)
            case e.PaperMade(), c.MakePaper():
                yield attachment_row(order.complaint_id, command.docx)
                yield attachment_row(order.complaint_id, command.pdf)
            case e.PaperSigned(), c.AttachSigned():
                yield attachment_row(order.complaint_id, command.file)
        if isinstance(one.event, e.AttachmentAdded):
            yield from _to_compare(one, one.event)


def _to_compare(one: e.Recorded, added: e.AttachmentAdded) -> Iterator[Write]:
    """A picture by citizen or unit waits to be compared with earlier ones."""
    if added.media_type.startswith("image/") and added.of in ("report", "evidence"):
        facts = {"attachment_id": added.file.id, "of": added.of, "added_at": one.at}
        yield Write(FilePrintRow, {"complaint_id": one.complaint_id, **facts}, "upsert")


def words_row(complaint_id: UUID, words: c.Words, kind: str) -> Write:
    values = {"words_id": words.id, "kind": str(kind), "salt": words.salt, "content": words.text}
    return Write(WordsRow, {"complaint_id": complaint_id, **values})


def attachment_row(complaint_id: UUID, file: c.File) -> Write:
    values = {"media_type": file.media_type, "size": file.size, "salt": file.salt, "name": file.name, "key": file.key}
    return Write(AttachmentRow, {"complaint_id": complaint_id, "attachment_id": file.id, **values})


def blanked(complaint: Complaint, recorded: Sequence[e.Recorded]) -> Iterable[Write]:
    """A listener: once a complaint's words are erased, their rows and those of its files hold nothing."""
    files = {file.id: file for file in complaint.files}
    for one in recorded:
        if isinstance(one.event, e.WordsErased):
            for item in one.event.words:
                values = {"complaint_id": complaint.id, "words_id": item.id, "kind": str(item.kind)}
                yield Write(WordsRow, values, "upsert")
            for file in (files[file_id] for file_id in one.event.files):
                facts = {"attachment_id": file.id, "media_type": file.media_type, "size": file.size}
                yield Write(AttachmentRow, {"complaint_id": complaint.id, **facts}, "upsert")
                yield from _unknown(complaint.id, file.id)
            yield blank_row(complaint.id)
            for follower in complaint.followers:
                yield forgotten_follower(complaint.id, follower)


def _unknown(complaint_id: UUID, attachment_id: UUID) -> Iterator[Write]:
    """Nothing is kept by which an erased picture could be known again."""
    key = {"complaint_id": complaint_id, "attachment_id": attachment_id}
    yield Write(FilePrintRow, key, "remove")
    yield Write(FileCaptureRow, key, "remove")
    for view in (0, 1):
        yield Write(PhotoViewRow, {**key, "view": view}, "remove")


def words_fault(seal: e.Seal, row: WordsRow | None, erased: bool) -> str | None:
    """What is wrong with the row of some words, held against the seal in the log; None where nothing is.

    `erased`: the log says that they were.
    """
    if row is None:
        return "words it refers to are missing"
    if row.content is None or row.salt is None:
        return None if erased else f"its {row.kind} was blanked though nothing was erased"
    if erased:
        return f"its {row.kind} was erased but is still there"
    altered = digest(row.salt, row.content.encode()).hex() != seal.digest
    return f"its {row.kind} was altered after it was written" if altered else None

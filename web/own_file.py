"""“Unduh berkas saya”: everything kept of a case, to read and to move elsewhere, as one ZIP sent piece by piece."""

import json
import zipfile
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Stream

from complaints.data_requests import DataRequest, DataRequests
from complaints.data_rights import Right
from complaints.own_contact import OwnContact, Pending
from complaints.proofs import Proofs
from complaints.views import Case, FileView
from foundation.errors import NotFound
from foundation.limits import Limit
from people.identity_checks import Document, IdentityCheck, IdentityChecks
from people.mail_stops import MailStops
from web import data_words
from web.file_answers import ENDINGS
from web.house import House
from web.lookup import citizens_wording, held, reporter
from web.rendering import environment, ground
from web.visitor import house_of, visitor_of
from web.wording import Wording

FILES = Limit("own file", 6, 3600)
"""How often the file of one case may be fetched in an hour: it may hold 30 videos."""
PIECE = 1024 * 1024
"""Bytes of a photo or recording that are read at once."""


class _Pipe:
    """What was written to the archive and not sent yet; an archive may be written to what cannot go back."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        self._waiting += data
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        data = bytes(self._waiting)
        self._waiting.clear()
        return data


@get("/lacak/{code:str}/{token:str}/berkas-saya.zip", name="follow.file", include_in_schema=False)
async def own_file(request: Request[Any, Any, Any], code: FromPath[str], token: FromPath[str]) -> Stream:
    """JSON for programs, a page for people, and every photo and recording, the reporter's and the unit's."""
    house, complaint_id = house_of(request), await held(request, code, token)
    await house.limits.count(FILES, str(complaint_id))
    case = await house.queries.case(reporter(complaint_id), complaint_id)
    wording = await citizens_wording(request, "reporter")
    names = {file.id: name_in_archive(number, file) for number, file in enumerate(case.files, 1)}
    received = await Proofs(house.database).received(complaint_id)
    told = as_data(case, names) | {"fingerprint": received.fingerprint.hex(), "latest": received.latest.hex()}
    beside, now = await _beside(house, complaint_id), house.clock.now()
    told |= beside.as_data()
    context = ground(request, visitor_of(request), wording.region, now) | shown(wording, case, names)
    context |= beside.shown(wording, now)
    written = environment().get_template("papers/own_file.html").render(context)
    name = f"aduan-{case.complaint.code}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    pieces = _archive(house, complaint_id, {"aduan.json": told, "aduan.html": written}, names, now)
    await DataRequests(house.database, house.clock, house.keys).settle(Right.ACCESS, complaint_id)
    return Stream(pieces, media_type="application/zip", headers=headers)


async def _archive(
    house: House, complaint_id: UUID, documents: dict[str, Any], names: dict[UUID, str], at: datetime
) -> AsyncIterator[bytes]:
    """A mebibyte of one file is in memory at a time; photos and recordings are packed as they are."""
    pipe = _Pipe()
    when = at.timetuple()[:6]
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]
        for name, document in documents.items():
            text = document if isinstance(document, str) else json.dumps(document, indent=2, ensure_ascii=False)
            archive.writestr(zipfile.ZipInfo(name, when), text.encode(), zipfile.ZIP_DEFLATED)
            yield pipe.taken()
        for file, name in names.items():
            try:
                row = await house.queries.file(reporter(complaint_id), complaint_id, file)
                first = await house.attachments.open(row, range(min(PIECE, row.size)))
            except NotFound:
                continue  # erased while it was sent
            with archive.open(zipfile.ZipInfo(name, when), "w") as packed:
                packed.write(first)
                for start in range(PIECE, row.size, PIECE):
                    yield pipe.taken()
                    try:
                        packed.write(await house.attachments.open(row, range(start, min(start + PIECE, row.size))))
                    except NotFound:
                        break  # likewise; the archive stays whole, the file in it ends here
            yield pipe.taken()
    yield pipe.taken()


class Beside(NamedTuple):
    """What is kept of the reporter beside the case itself."""

    requests: list[DataRequest]
    checks: list[IdentityCheck]
    pending: Pending | None
    told_in_telegram: bool
    mails_stopped: bool

    def as_data(self) -> dict[str, Any]:
        return {
            "new_email_to_be_confirmed": self.pending.email if self.pending else None,
            "told_in_telegram": self.told_in_telegram,
            "mails_stopped": self.mails_stopped,
            "data_requests": [
                {
                    "kind": one.kind,
                    "way": one.way,
                    "received_at": one.received_at.isoformat(),
                    "due_at": one.due_at.isoformat(),
                    "answered_at": one.answered_at.isoformat() if one.answered_at else None,
                    "outcome": one.outcome,
                    "changed": list(one.changed),
                    "asked": msgspec.to_builtins(one.details),
                    "answer": one.answer,
                }
                for one in self.requests
            ],
            "codes_given_at_the_counter": [
                {"at": one.at.isoformat(), "document": one.document, "reason": one.reason} for one in self.checks
            ],
        }

    def shown(self, wording: Wording, now: datetime) -> dict[str, Any]:
        return {
            "asked": [data_words.shown(wording, one, now) for one in self.requests],
            "given": [
                {"at": one.at, "document": wording.say(data_words.DOCUMENT[Document(one.document)])}
                for one in self.checks
            ],
            "telegram": self.told_in_telegram,
        }


async def _beside(house: House, complaint_id: UUID) -> Beside:
    return Beside(
        await DataRequests(house.database, house.clock, house.keys).of(complaint_id),
        await IdentityChecks(house.database, house.clock).of(complaint_id),
        await OwnContact(house.database, house.clock, house.keys).pending(complaint_id),
        await house.ties.told(complaint_id),
        await MailStops(house.database, house.clock).stopped(complaint_id),
    )


def name_in_archive(number: int, file: FileView) -> str:
    """Numbered, and never as it was called: such names lead out of folders."""
    kind = "laporan" if file.of == "report" else "bukti"
    return f"berkas/{number:02}-{kind}.{ENDINGS.get(file.media_type, 'bin')}"


def as_data(case: Case, names: dict[UUID, str]) -> dict[str, Any]:
    """All that is kept, by the names of the log; nothing of anybody else but the roles in which they acted."""
    complaint, place, contact = case.complaint, case.place, case.contact
    return {
        "format": "tanggap-aduan-1",
        "code": complaint.code,
        "status": complaint.status,
        "kind": complaint.kind,
        "visibility": complaint.visibility,
        "topic": complaint.topic,
        "area": complaint.area,
        "unit": complaint.unit,
        "rating": complaint.score,
        "report": case.report,
        "place": msgspec.to_builtins(place) if place else None,
        "contact": msgspec.to_builtins(contact) if contact else None,
        "promises": [
            {
                "stage": stage,
                "due": one.due.isoformat(),
                "met_at": one.met_at.isoformat() if one.met_at else None,
                "missed": one.missed,
            }
            for stage, one in complaint.promises.items()
        ],
        "course": [
            {"at": one.at.isoformat(), "what": one.name, "by": one.by, "words": one.words} for one in case.entries
        ],
        "transcripts": [{"file": str(one.file), "words": one.words, "right": one.right} for one in case.transcripts],
        "files": [
            {"id": str(file.id), "name": names[file.id], "media_type": file.media_type, "size": file.size}
            for file in case.files
        ],
    }


def shown(wording: Wording, case: Case, names: dict[UUID, str]) -> dict[str, Any]:
    """The same in the words of a page that needs no network."""
    complaint, contact = case.complaint, case.contact
    return {
        "code": complaint.code,
        "title": wording.title(case.told or case.report),
        "status": wording.standing(complaint).label,
        "kind": wording.kind(complaint.kind),
        "topic": wording.topic(complaint.topic),
        "unit": wording.unit(complaint.unit) or wording.body(complaint.body),
        "place": wording.place(case.place, complaint.area),
        "received_at": complaint.received_at,
        "report": case.report or "",
        "contact": [one for one in (contact.name, contact.email, contact.phone) if one] if contact else [],
        "promises": wording.promises(complaint, entries=case.entries),
        "timeline": wording.timeline(case),
        "transcripts": case.transcripts,
        "pictures": [names[file.id] for file in case.files if file.media_type.startswith("image/")],
        "others": [names[file.id] for file in case.files if not file.media_type.startswith("image/")],
    }


HANDLERS: list[HTTPRouteHandler] = [own_file]

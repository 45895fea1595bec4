"""Drafts of what officers write: kept while they type, and found again, by them or by a colleague of their unit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints.complaint import Complaint
from complaints.lifecycle import BESIDE, TRANSITIONS
from complaints.reply_drafts import ReplyDraft, ReplyDrafts
from complaints.sight import HANDLERS as WORKING
from foundation.errors import NotAllowed, NotFound
from people.actor import Actor, Role
from web.forms import UPLOAD_BODY, Posted, posted
from web.house import House
from web.moves import BY_SLUG
from web.office_frame import READERS
from web.visitor import house_of, one_of, visitor_of

CARRIED = ("back", "next", "status", "state", "page")
"""Hidden fields that say from where a form was sent, and where its sender goes on."""
_UNWRITTEN = {"_csrf_token", "key", "version", "photos", "draft_of", *CARRIED}
"""Fields of a form in which nothing of the sender's own stands."""
_WRITTEN_IN = {"words", "value", "code", "to", "number", "ground"}
"""Fields people write in; without any of them there is nothing worth keeping."""


@dataclass(frozen=True)
class DraftWords:
    """A draft as the page shows it beside its form. `href` puts another's words into the box."""

    typed: Mapping[str, str]
    saved_at: datetime
    name: str = ""
    href: str = ""
    outdated: bool = False
    """Whether somebody changed the case since it was written."""

    @property
    def words(self) -> str:
        return next((value for name, value in self.typed.items() if name in _WRITTEN_IN and value.strip()), "")


@post(
    "/kantor/aduan/{complaint_id:uuid}/draf/{move:str}",
    name="office.draft",
    guards=[one_of(*READERS)],
    request_max_body_size=UPLOAD_BODY,
    include_in_schema=False,
)
async def save_draft(
    request: Request[Any, Any, Any], complaint_id: FromPath[UUID], move: FromPath[str]
) -> Response[Any]:
    """Keep what stands in a form, though it may be that it cannot be sent any more; photos are chosen again."""
    house, actor = house_of(request), visitor_of(request).actor
    kind = BY_SLUG.get(move)
    if kind is None or actor.person is None:
        raise NotFound()
    complaint = (await house.queries.case(actor, complaint_id)).complaint
    if not TRANSITIONS[kind].allowed(actor, complaint):
        raise NotAllowed()
    by_itself = "application/json" in request.headers.get("accept", "")
    saved = await keep(house, actor, complaint, move, await posted(request), unless_sent=by_itself)
    if by_itself:
        local = saved.astimezone(await house.zone()) if saved else None
        return Response({"saved": local.strftime("%H.%M") if local else ""}, status_code=200)
    return Redirect(f"/kantor/aduan/{complaint_id}?draf={move}#langkah-{move}", status_code=303)


@get(
    "/kantor/aduan/{complaint_id:uuid}/draf/{move:str}",
    name="office.draft.page",
    guards=[one_of(*READERS)],
    include_in_schema=False,
)
async def draft_page(complaint_id: FromPath[UUID], move: FromPath[str]) -> Redirect:
    """Somebody reloaded the address to which a draft was sent: its case is what they want."""
    return Redirect(f"/kantor/aduan/{complaint_id}", status_code=303)


def cause_of(key: UUID | None) -> str:
    """How the cause of what a form of the case does begins; the key is its own, or a new one."""
    return f"office:{key or uuid4()}:"


async def keep(
    house: House, actor: Actor, complaint: Complaint, move: str, form: Posted, *, unless_sent: bool = False
) -> datetime | None:
    """Keep what is written in a form; what was only chosen is no draft. When it was kept, if it was.

    `unless_sent`: it came by itself, and may come after the form was sent. What somebody asks to be kept always is.
    """
    assert actor.person is not None
    typed = {name: value for name, value in form.values.items() if name not in _UNWRITTEN}
    if not any(value.strip() for name, value in typed.items() if name in _WRITTEN_IN):
        typed = {}
    drafts = ReplyDrafts(house.database, house.clock, house.keys)
    sent_as = cause_of(form.key) if unless_sent and form.key else ""
    return await drafts.save(complaint, actor.person, move, typed, form.version or complaint.version, sent_as)


async def forget(house: House, actor: Actor, complaint_id: UUID, moves: Iterable[str]) -> None:
    """What was sent is no draft any more."""
    drafts = ReplyDrafts(house.database, house.clock, house.keys)
    for move in moves:
        if actor.person is not None:
            await drafts.forget(complaint_id, actor.person, move)


async def drafts_of(house: House, complaint: Complaint) -> Sequence[ReplyDraft]:
    return await ReplyDrafts(house.database, house.clock, house.keys).of(complaint)


def own(drafts: Sequence[ReplyDraft], actor: Actor, complaint: Complaint) -> dict[str, DraftWords]:
    """The reader's own drafts, by the move in whose box they stand."""
    return {
        one.move: DraftWords(one.typed, one.saved_at, outdated=one.version < complaint.person_version)
        for one in drafts
        if one.officer == actor.person
    }


def others(drafts: Sequence[ReplyDraft], actor: Actor, complaint: Complaint) -> dict[str, list[DraftWords]]:
    """What colleagues of the unit left, by move; a note is its writer's alone until it is sent."""
    found: dict[str, list[DraftWords]] = {}
    for one in drafts if _of_unit(actor, complaint) else ():
        if one.officer == actor.person or BY_SLUG.get(one.move) in BESIDE:
            continue
        href = f"/kantor/aduan/{complaint.id}?draf={one.move}&dari={one.officer}#langkah-{one.move}"
        outdated = one.version < complaint.person_version
        found.setdefault(one.move, []).append(DraftWords(one.typed, one.saved_at, one.name, href, outdated))
    return found


def taken_over(
    drafts: Sequence[ReplyDraft], actor: Actor, complaint: Complaint, move: str, officer: UUID | None
) -> dict[str, DraftWords]:
    """A colleague's draft that somebody goes on with, in the box of its move; nothing where it is gone."""
    if BY_SLUG.get(move) in BESIDE or not _of_unit(actor, complaint):
        return {}
    theirs = (one for one in drafts if one.officer == officer and one.move == move)
    return {one.move: DraftWords(one.typed, one.saved_at) for one in theirs}


def _of_unit(actor: Actor, complaint: Complaint) -> bool:
    """Whether the case lies on the reader's own desk: what somebody is still writing is read nowhere else."""
    if complaint.unit is None:
        return actor.holds_role(Role.COORDINATOR)
    return complaint.unit in actor.reach(*WORKING)


HANDLERS: list[HTTPRouteHandler] = [save_draft, draft_page]

"""A case as everybody will read it, before they do; each photo is shown, covered in part or held back."""

import math
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import msgspec
from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints import commands as c
from complaints.complaint import Complaint, Review
from complaints.events import Cover
from complaints.lifecycle import open_moves
from complaints.openness import is_published
from complaints.reviewing import photos, standing
from complaints.ticket import show
from complaints.views import Case
from foundation.errors import Invalid, NotAllowed, ServiceError
from foundation.language import mark as _
from people.actor import Actor
from web.errors import status_of
from web.forms import Posted, posted, uuid_of
from web.house import House
from web.office_case import photo_url
from web.office_frame import READERS, office_page, wording_of
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording

COLUMNS, ROWS = 6, 4
"""The numbered cells that lie over a photo; ticking some covers them."""

Share = tuple[float, float, float, float]

_UNREADABLE = _("Bagian yang ditandai tidak dapat dibaca. Tandai lagi.")
_NOTHING_MARKED = _("Tandai dulu bagian foto yang ditutup: centang kotaknya, atau tarik kotak dengan tetikus.")
_UNDECIDED = _("Pilih apa yang dilakukan dengan foto ini.")
_DONE: dict[str, str] = {
    "tampil": _("Foto ini sekarang boleh dilihat umum."),
    "tutup": _("Umum hanya melihat foto yang bagiannya sudah ditutup."),
    "tahan": _("Foto ini tidak ditampilkan untuk umum."),
}


class ReviewedPhoto(NamedTuple):
    """A photo on the page; `seen_url` is what everybody gets to see of it, "" while they see nothing."""

    id: str
    url: str
    seen_url: str
    label: str
    state: str
    tone: str
    cells: tuple[int, ...]
    drawn: str
    """Rectangles that were drawn before, as a form carries them: a review is changed, not begun anew."""
    stood: str


@get(
    "/kantor/aduan/{complaint_id:uuid}/pratinjau",
    name="office.preview",
    guards=[one_of(*READERS)],
    include_in_schema=False,
)
async def preview_page(request: Request[Any, Any, Any], complaint_id: FromPath[UUID]) -> Response[str]:
    return await _drawn(request, complaint_id, done=request.query_params.get("berhasil", ""))


@post(
    "/kantor/aduan/{complaint_id:uuid}/pratinjau",
    name="office.preview.review",
    guards=[one_of(*READERS)],
    include_in_schema=False,
)
async def review_photo(request: Request[Any, Any, Any], complaint_id: FromPath[UUID]) -> Response[Any]:
    """Decide on one photo; the next one that nobody has looked at comes into sight."""
    house, actor = house_of(request), visitor_of(request).actor
    case = await house.queries.case(actor, complaint_id)
    if c.ReviewPhoto not in open_moves(case.complaint, actor):
        raise NotAllowed()
    form = await posted(request)
    try:
        command = await _command(house, case.complaint, form)
        cause = f"office:{form.key or uuid4()}:{_print_of(house, form)}"
        after = await house.handling.handle(c.Order(complaint_id, command, cause), actor)
    except ServiceError as error:
        fault = {"photo": form.values.get("file", ""), "text": say(visitor_of(request).language, error.sentence)}
        return await _drawn(request, complaint_id, fault=fault, status=int(status_of(error)))
    place = next((f"#foto-{one.id}" for one in photos(after) if one.id not in after.reviews), "")
    done = form.values.get("putusan", "")
    return Redirect(f"/kantor/aduan/{complaint_id}/pratinjau?berhasil={done}{place}", status_code=303)


async def _command(house: House, complaint: Complaint, form: Posted) -> c.ReviewPhoto:
    """What the form asks for; a covered copy is made and kept before it is decided on. Raises Invalid."""
    file, decided = uuid_of(form.values.get("file", "")), form.values.get("putusan", "")
    stood = form.values.get("stood")
    if file is None or decided not in _DONE:
        raise Invalid(_UNDECIDED)
    if decided != "tutup" or all(file != one.id for one in photos(complaint)):
        return c.ReviewPhoto(file, decided != "tahan", stood=stood)
    parts = _parts(form)
    if not parts:
        raise Invalid(_NOTHING_MARKED)
    copy = await house.attachments.cover(complaint.id, file, parts)
    return c.ReviewPhoto(file, True, parts, copy, stood)


def _parts(form: Posted) -> tuple[Share, ...]:
    """Ticked cells, and rectangles drawn with the pointer: `left,top,width,height;...` as shares. Raises Invalid."""
    cells = [cell for cell in range(COLUMNS * ROWS) if form.values.get(f"sel-{cell}")]
    parts: list[Share] = [(cell % COLUMNS / COLUMNS, cell // COLUMNS / ROWS, 1 / COLUMNS, 1 / ROWS) for cell in cells]
    for written in form.values.get("kotak", "")[:4000].split(";"):
        if not written.strip():
            continue
        try:
            left, top, width, height = (min(max(_share(part), 0.0), 1.0) for part in written.split(","))
        except ValueError:
            raise Invalid(_UNREADABLE) from None
        parts.append((left, top, min(width, 1 - left), min(height, 1 - top)))
    return tuple(parts)


def _share(written: str) -> float:
    share = float(written)
    if not math.isfinite(share):
        raise ValueError(written)
    return share


def _print_of(house: House, form: Posted) -> str:
    told = sorted(item for item in form.values.items() if item[0] not in ("_csrf_token", "key"))
    return house.keys.mac("office", msgspec.json.encode(told)).hex()[:16]


async def _drawn(
    request: Request[Any, Any, Any],
    complaint_id: UUID,
    *,
    done: str = "",
    fault: dict[str, str] | None = None,
    status: int = 200,
) -> Response[str]:
    house, actor, language = house_of(request), visitor_of(request).actor, visitor_of(request).language
    region = await house.region.current()
    seen = await house.queries.preview(actor, complaint_id, region.exact_topics)
    wording, complaint = await wording_of(request), seen.complaint
    messages = [{"kind": "done", "text": say(language, _DONE[done])}] if done in _DONE and not fault else []
    if fault:
        messages.append({"kind": "danger", "text": fault["text"]})
    context = {
        "case": _as_read(wording, seen),
        "case_href": f"/kantor/aduan/{complaint_id}",
        "public_href": f"/lacak/{complaint.code}" if is_published(complaint) else "",
        "never": complaint.withheld,
        "may_review": c.ReviewPhoto in open_moves(complaint, actor) and not complaint.withheld,
        "photos": _reviewed(wording, complaint, actor),
        "cells": range(COLUMNS * ROWS),
        "key": uuid4(),
    }
    return await office_page(request, "office/preview.html", None, context, status=status, messages=messages)


def _as_read(wording: Wording, seen: Case) -> dict[str, Any]:
    return {
        "code": show(seen.complaint.code),
        "title": wording.title(seen.told or seen.report),
        "words": seen.report or "",
        "spoken": [one.words for one in seen.transcripts],
        "topic": wording.topic(seen.complaint.topic),
        "unit": wording.unit(seen.complaint.unit) or wording.body(seen.complaint.body),
        "place": wording.place(seen.place, seen.complaint.area),
    }


def _reviewed(wording: Wording, complaint: Complaint, actor: Actor) -> list[ReviewedPhoto]:
    url = photo_url(complaint.id)
    found = []
    for number, file in enumerate(photos(complaint), 1):
        review = complaint.reviews.get(file.id)
        label = wording.say(_("Foto {number}, dari pelapor") if file.of == "report" else _("Foto {number}, dari unit"))
        state, tone = _state(review)
        shown = url(review.copy or file.id) if review and review.shown else ""
        cells = _cells(review)
        found.append(
            ReviewedPhoto(
                *(str(file.id), url(file.id), shown, label.format(number=number), wording.say(state), tone, cells),
                _drawn_before(review),
                standing(review),
            )
        )
    return found


def _state(review: Review | None) -> tuple[str, str]:
    if review is None:
        return _("Belum ditinjau: tidak tampil"), "asking"
    if not review.shown:
        return _("Tidak ditampilkan"), "stopped"
    return (_("Tampil, sebagian ditutup") if review.covers else _("Tampil untuk umum")), "done"


def _cells(review: Review | None) -> tuple[int, ...]:
    """The cells that were ticked before."""
    return tuple(cell for cell in map(_cell, review.covers if review else ()) if cell is not None)


def _drawn_before(review: Review | None) -> str:
    covers = [one for one in (review.covers if review else ()) if _cell(one) is None]
    return ";".join(",".join(f"{share:g}" for share in one) for one in covers)


def _cell(cover: Cover) -> int | None:
    """Which cell of the grid a covered part is; None where it was drawn."""
    column, row = round(cover.left * COLUMNS), round(cover.top * ROWS)
    grid = (column / COLUMNS, row / ROWS, 1 / COLUMNS, 1 / ROWS)
    same = all(abs(share - whole) < 0.001 for share, whole in zip(cover, grid, strict=True))
    return row * COLUMNS + column if same else None


HANDLERS: list[HTTPRouteHandler] = [preview_page, review_photo]

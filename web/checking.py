"""What can be said to somebody before their report is sent: whom to call, what others told already, what is missing."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request, Response, post
from litestar.handlers import HTTPRouteHandler

from complaints.given import Asked
from complaints.kinds import Gap, Kind, Visibility
from complaints.region import Region
from complaints.report import TEXT_LIMIT, Report, readable
from foundation.errors import Invalid, TooMany
from foundation.language import mark as _
from foundation.limits import Limit
from routing.advice import Reading
from routing.gaps import question
from routing.near import SAME
from routing.near_reports import Near
from web.emergency import numbers
from web.forms import Posted, posted, report_of
from web.house import House
from web.lookup import citizens_wording
from web.rendering import page
from web.visitor import house_of, visitor_of
from web.wording import Wording

BUDGET = 0.3
"""Seconds a sent report may wait for remarks; what is late is not said."""
UNHURRIED = 1.5
"""Seconds remarks may take while somebody still writes and waits for nothing."""
SHORTEST = 15
"""Characters; of less nothing is made while somebody writes."""
LIKELY = 0.4
"""How likely an owner must be before somebody is told what their report seems to be about."""
NOT_OURS = 0.5
"""How likely a body outside must be before somebody is told that it is theirs."""
WHILE_WRITING = Limit("check", 300)
"""Many people share one address, and each asks up to thirty times a minute."""

_ASKED: dict[Gap, str] = {Gap.WHAT: "text", Gap.WHERE: "address"}
"""What is worth asking for before a report is sent, and the field that answers it. That a day is missing is not."""
_SEEMS = _("Sepertinya ini {kind} tentang {topic}.")
_SEEMS_ABOUT = _("Sepertinya ini tentang {topic}.")
_SEEMS_TO_BE = _("Sepertinya ini {kind}.")
_PLACELESS = (Kind.OVERSIGHT, Kind.INFORMATION, Kind.FORMAL_INFORMATION)
_NATIONWIDE = ("pusat", "bumn", "polisi", "ombudsman")
"""Kinds of bodies outside that a report finds wherever it is about."""


@dataclass(frozen=True)
class Guess:
    """What a report seems to be, as far as its sender did not say it; `closed` where few will read it in any case."""

    kind: Kind | None = None
    topic: str | None = None
    closed: bool = False


@dataclass(frozen=True)
class Remarks:
    """`danger` to life, in `area` as far as it is known; `near` reports of the same; `missing` things worth asking.

    `body` is whose it seems to be where it is not ours. `wished`: somebody asked to see them before it is sent.
    """

    danger: bool = False
    area: str | None = None
    near: tuple[Near, ...] = ()
    missing: tuple[Gap, ...] = ()
    guess: Guess = Guess()
    body: str | None = None
    wished: bool = False

    @property
    def worth_a_step(self) -> bool:
        """Whether to say them before a report is filed. Where a life is in danger nothing comes before that."""
        return not self.danger and bool(self.near or self.missing or self.body or self.wished)


@post("/periksa", name="check", include_in_schema=False, status_code=200)
async def check(request: Request[Any, Any, Any]) -> Response[str]:
    """Remarks on what somebody is writing, as a piece of the form's page. Nothing of it is kept."""
    house, form = house_of(request), await posted(request)
    try:
        report = report_of(form)
    except Invalid:  # half a date is no reason to keep the emergency numbers back
        report = Report(text=form.raw.get("text", ""), danger=form.raw.get("danger") == "ya")
    remarks = Remarks(report.danger, report.area)
    if len(report.text.strip()) >= SHORTEST:
        try:
            await house.limits.count(WHILE_WRITING, visitor_of(request).address)
            remarks = await remarks_in_time(house, report, UNHURRIED)
        except TooMany:
            pass
    return await page(request, "citizen/checking.html", {"remarks": await told(request, remarks)})


async def before_sending(house: House, form: Posted, report: Report, *, photos: bool) -> Remarks | None:
    """Remarks worth a step before a report is filed: one step at the most, and only where something can be gained."""
    if form.raw.get("checked"):
        return None
    remarks = await remarks_in_time(house, report, BUDGET, photos=photos)
    remarks = replace(remarks, wished=bool(form.raw.get("sort")))
    return remarks if remarks.worth_a_step else None


async def remarks_in_time(house: House, report: Report, seconds: float, *, photos: bool = False) -> Remarks:
    """Remarks, as far as they were found within so many seconds."""
    found = Remarks(report.danger, report.area)
    try:
        async with asyncio.timeout(seconds):
            async for so_far in growing_remarks(house, report, photos=photos):
                found = so_far
    except TimeoutError:
        pass
    return found


async def growing_remarks(house: House, report: Report, *, photos: bool = False) -> AsyncIterator[Remarks]:
    """What is worth saying about a report that is not sent yet: first what its words tell, then what is near it."""
    region = await house.region.current()
    text = readable(report.text)[:TEXT_LIMIT].strip()
    reading = await house.advisor.read(_asked(region, report, text, photos))
    if report.danger or reading.danger:
        yield Remarks(danger=True, area=reading.area)
        return
    guess = guessed(region, report, reading)
    if _withheld(region, report, reading):
        yield Remarks(area=reading.area, guess=guess)
        return
    body = reading.body if reading.share >= NOT_OURS and reading.body in region.body else None
    read = Remarks(False, reading.area, (), worth_asking(region, report.kind, reading), guess, body)
    yield read
    found = await house.near.published_like(
        text, area=reading.area, latitude=report.latitude, longitude=report.longitude, at=house.clock.now()
    )
    near = tuple(one for one in found if one.likeness >= SAME)
    if near:
        yield replace(read, near=near)


def guessed(region: Region, report: Report, reading: Reading) -> Guess:
    """Kind and topic as they were read in a report, where that is likely and nobody chose them."""
    topic = region.topic.get(reading.topic or "") if reading.share >= LIKELY else None
    kind = reading.kind or (topic.kind if topic else None)
    if kind is None and topic is not None:
        kind = Kind.ORDINARY
    closed = kind is Kind.OVERSIGHT or bool(topic and topic.sensitive)
    return Guess(None if report.kind else kind, topic.code if topic and not report.topic else None, closed)


async def told(request: Request[Any, Any, Any], remarks: Remarks | None) -> dict[str, Any] | None:
    """Remarks in the words of parts/remarks.html; None where there is nothing to say."""
    if remarks is None or not (remarks.danger or remarks.worth_a_step or remarks.guess != Guess()):
        return None
    house, wording = house_of(request), await citizens_wording(request)
    today = house.clock.now().astimezone(ZoneInfo(wording.region.timezone)).date()
    asking = None if remarks.danger else question(remarks.missing)
    return {
        "danger": numbers(wording.region, today, remarks.area) if remarks.danger else [],
        "near": [] if remarks.danger else [_card(one, wording) for one in remarks.near],
        "question": wording.say(asking) if asking else "",
        "field": _ASKED[remarks.missing[0]] if remarks.missing else "",
        "guess": _guess_words(remarks.guess, wording),
        "closed": remarks.guess.closed,
        "body": _body_words(remarks.body, wording),
        "step": remarks.worth_a_step,
    }


def _guess_words(guess: Guess, wording: Wording) -> str:
    kind = _inside(wording.kind(guess.kind)) if guess.kind else ""
    topic = _inside(wording.topic(guess.topic))
    if kind and topic:
        return wording.say(_SEEMS, kind=kind, topic=topic)
    if topic:
        return wording.say(_SEEMS_ABOUT, topic=topic)
    return wording.say(_SEEMS_TO_BE, kind=kind) if kind else ""


def _inside(name: str) -> str:
    """A name inside a sentence; one that begins with an abbreviation stays as it is."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _body_words(code: str | None, wording: Wording) -> dict[str, str] | None:
    body = wording.region.body.get(code or "")
    return {"name": body.name, "words": body.words} if body else None


def _asked(region: Region, report: Report, text: str, photos: bool) -> Asked:
    return Asked(
        text,
        report.topic if report.topic in region.topic else None,
        report.area if report.area in region.area else None,
        Kind(report.kind) if report.kind in set(Kind) else None,
        pinned=bool((report.address or "").strip()) or report.latitude is not None,
        dated=report.happened_on is not None,
        photos=photos,
    )


def _withheld(region: Region, report: Report, reading: Reading) -> bool:
    """Whether few may know of it: then nothing may look as if others were asked about it."""
    topics = [region.topic[code] for code in (report.topic, reading.topic) if code in region.topic]
    return (
        report.visibility == Visibility.CONFIDENTIAL
        or bool(report.about_unit)
        or Kind.OVERSIGHT in (report.kind, reading.kind)
        or any(topic.sensitive or topic.kind is Kind.OVERSIGHT for topic in topics)
    )


def worth_asking(region: Region, kind: str | None, reading: Reading) -> tuple[Gap, ...]:
    """What is missing and worth asking its sender for; `kind` as it was chosen or is known, None where it is not."""
    nothing = reading.first.nothing if reading.first else None
    if nothing not in (None, "empty") or kind in _PLACELESS or reading.kind in _PLACELESS:
        return ()
    body = region.body.get(reading.body or "")
    asked = set(_ASKED) - ({Gap.WHERE} if body and body.kind in _NATIONWIDE else set())
    return tuple(gap for gap in reading.missing if gap in asked)


def _card(near: Near, wording: Wording) -> dict[str, Any]:
    return {
        "title": wording.title(near.beginning),
        "href": f"/ikut/{near.code}",
        "status_label": wording.status(near.status),
        "status_tone": wording.tone(near.status),
        "place": wording.area(near.area),
        "metres": _rounded(near.metres) if near.metres is not None else 0,
        "filed_at": near.received_at,
        "joined": near.joined,
    }


def _rounded(metres: float) -> int:
    """Metres as somebody would say them: to ten, and never none."""
    return max(10, round(metres / 10) * 10)


HANDLERS: list[HTTPRouteHandler] = [check]

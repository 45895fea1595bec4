"""Plain answers: what happens to a report, help, the privacy notice, and the accessibility statement.

What they say of promises, limits, offices and contacts is read from the region and from the rules in force.
"""

from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from complaints.attachments import PHOTOS_A_FORM
from complaints.given import About
from complaints.kinds import Kind, PauseReason, Priority, Stage
from complaints.region import Region
from foundation.language import mark as _
from notices.following import KEPT
from sla.policy import Policy
from web.lookup import citizens_wording
from web.promise_notes import role_words
from web.promised import length_words
from web.rendering import page
from web.visitor import house_of
from web.wording import Wording

SHOWN = (Stage.VERIFY, Stage.FIRST_RESPONSE, Stage.COMPLETION)
"""Promises by which the kinds of reports are compared."""
_ONCE, _SEVERAL = _("satu kali"), _("{n} kali")


@get("/alur", name="course", include_in_schema=False)
async def course(request: Request[Any, Any, Any]) -> Response[str]:
    """What happens to a report, with what the region promises today."""
    house, wording = house_of(request), await citizens_wording(request)
    policy, now, region = await house.policies.current(), house.clock.now(), wording.region

    def length(stage: Stage, kind: Kind = Kind.ORDINARY, priority: Priority = Priority.NORMAL) -> str:
        terms = policy.terms(stage, About(kind, priority=priority), now)
        # Inside a sentence a length may go on with a comma; here it stands alone.
        return length_words(wording, terms).rstrip(",") if terms is not None else ""

    context = {
        "triage": wording.unit(region.triage_unit),
        "inspectorate": wording.unit(region.inspectorate_unit),
        "by_itself": region.routing.by_itself,
        "lengths": {str(stage): length(stage) for stage in Stage},
        "danger": length(Stage.FIRST_RESPONSE, priority=Priority.DANGER),
        "kinds": [
            {"name": wording.kind(kind), "lengths": [length(stage, kind) for stage in SHOWN]}
            for kind in Kind
            if any(length(stage, kind) for stage in SHOWN)
        ],
        "question": _pause(region, wording, PauseReason.CITIZEN),
        "letter": _pause(region, wording, PauseReason.LETTER),
        "ladder": _ladder(region, wording),
        "rules": _rules(policy, wording),
    }
    return await page(request, "citizen/course.html", context)


def _pause(region: Region, wording: Wording, reason: PauseReason) -> dict[str, str] | None:
    limit = next((one for one in region.pauses if one.reason is reason), None)
    if limit is None:
        return None
    days = wording.say(_("{n} hari kerja"), n=limit.days)
    return {"days": days, "times": wording.say(_SEVERAL if limit.times > 1 else _ONCE, n=limit.times)}


def _ladder(region: Region, wording: Wording) -> list[str]:
    """Before whom a missed promise is brought, on the ordinary road."""
    ladder = next((one for one in region.ladders if one.road == "ordinary"), None)
    return [role_words(wording, rung.role) for rung in ladder.rung] if ladder else []


def _rules(policy: Policy, wording: Wording) -> list[str]:
    """The regulations behind the promises compared, each once, as they are called."""
    now = wording.now
    found = (policy.rule(stage, About(kind), now) for kind in Kind for stage in SHOWN)
    return list(dict.fromkeys(rule.regulation for rule in found if rule is not None and rule.regulation))


@get("/bantuan", name="help", include_in_schema=False)
async def help_(request: Request[Any, Any, Any]) -> Response[str]:
    """How to tell, follow and dispute; by telephone and at the counter; and what if the code is lost."""
    house = house_of(request)
    context = {
        "photo_limit": {"count": PHOTOS_A_FORM, "megabytes": house.upload_bytes // 1_000_000},
        "mails": house.mails,
        "bot": await house.bot.name() if house.bot is not None else None,
        "ombudsman": (await house.region.current()).ombudsman.name,
    }
    return await page(request, "citizen/help.html", context)


@get("/privasi", name="privacy", include_in_schema=False)
async def privacy(request: Request[Any, Any, Any]) -> Response[str]:
    """What is kept of people, in plain words."""
    house = house_of(request)
    region = await house.region.current()
    context = {
        "mails": house.mails,
        "follower_days": KEPT.days,
        "bot": house.bot is not None,
        "tiles": house.tiles,
        "draft_days": region.drafts_days,
        "officer": region.data_protection,
        "inspectorate": region.unit[region.inspectorate_unit].name,
    }
    return await page(request, "citizen/privacy.html", context)


@get("/aksesibilitas", name="accessibility", include_in_schema=False)
async def accessibility(request: Request[Any, Any, Any]) -> Response[str]:
    """By which standard, tested how, and what is not good yet."""
    return await page(request, "citizen/accessibility.html")


HANDLERS: list[HTTPRouteHandler] = [course, help_, privacy, accessibility]

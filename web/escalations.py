"""Missed promises that were brought before an officer's own post, to be taken up."""

from typing import Any
from uuid import uuid4

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from complaints import commands as c
from complaints.colleagues import Colleagues
from complaints.kinds import Stage
from complaints.labels import ROLE, STAGE
from complaints.ticket import show
from complaints.visibility import Sight
from foundation.language import mark as _
from people.actor import Role
from sla.escalations import SIZE, Escalation, Escalations
from web.case_rows import Asked, Shown, counted, turning
from web.closing_moves import CLOSING_FORMS
from web.office_frame import ESCALATIONS, office_page, wording_of
from web.rendering import say
from web.visitor import house_of, one_of, visitor_of
from web.wording import Wording


@get(ESCALATIONS.path, name="office.escalations", guards=[one_of(*ESCALATIONS.roles)], include_in_schema=False)
async def escalations(request: Request[Any, Any, Any]) -> Response[str]:
    house, wording, asked = house_of(request), await wording_of(request), Asked(request)
    page = await Escalations(house.database).page(visitor_of(request).actor, asked.page)
    taken = {one.acknowledged_by for one in page.rows if one.acknowledged_by}
    names = await Colleagues(house.database, house.clock).names(taken)
    done = CLOSING_FORMS[c.AcknowledgeEscalation].done if asked.done == "eskalasi" else ""
    shown = Shown(page.number, SIZE, len(page.rows), page.total + page.more, page.more)
    context = {
        "rows": [_row(wording, one, names) for one in page.rows],
        "total": page.total,
        "total_words": counted(wording, shown.total, more=page.more),
        **turning(wording, ESCALATIONS.path, {}, shown),
    }
    messages = [{"kind": "done", "text": say(visitor_of(request).language, done)}] if done else []
    return await office_page(request, "office/escalations.html", ESCALATIONS, context, messages=messages)


def _row(wording: Wording, one: Escalation, names: dict[Any, str]) -> dict[str, Any]:
    hidden = one.line.sight < Sight.WORDS
    to = _("Pemegang aduan") if one.role == "holder" else ROLE[Role(one.role)]
    return {
        "href": f"/kantor/aduan/{one.line.id}",
        "code": show(one.line.code),
        "title": wording.say(_("Aduan rahasia")) if hidden else wording.title(one.line.report),
        "unit": wording.unit(one.line.unit) or wording.say(_("Belum ada unit (triase)")),
        "status_label": wording.status(one.line.status),
        "status_tone": wording.tone(one.line.status),
        "stage": str(one.stage),
        "stage_label": wording.say(STAGE[Stage(one.stage)]),
        "due": one.due,
        "to": wording.say(_("Jenjang {rung}: {role}"), rung=one.rung, role=wording.say(to)),
        "escalated_at": one.escalated_at,
        "acknowledged_at": one.acknowledged_at,
        "acknowledged_by": names.get(one.acknowledged_by, ""),
        "action": f"/kantor/aduan/{one.line.id}/eskalasi",
        "version": one.version,
        "key": uuid4(),
        "id": f"{one.line.id}-{one.stage}",
    }


HANDLERS: list[HTTPRouteHandler] = [escalations]

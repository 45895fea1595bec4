"""The page that asks for a password or a code once more; a form that was sent too late stays in it and goes on."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from litestar import Request, Response
from litestar.datastructures import FormMultiDict, UploadFile

from web.rendering import page, say
from web.visitor import house_of, visitor_of

AGAIN = "/kantor/pastikan"
"""Where it is asked for."""

SENT = "kirim"
"""The hidden field that says that a form stays in the page; where it goes is in `lanjut`."""

OWN = frozenset({"_csrf_token", "lanjut", "akun", "shown", SENT})
"""Fields of the page itself: no form that asks for a proof has one of these but the first."""

MOST_CARRIED = 200
"""Fields of a form that are carried on."""

Fields = Sequence[tuple[str, str]]


def carried(form: FormMultiDict) -> Fields | None:
    """What was typed and chosen; None where a file was, which no page can hold, or more than any form of ours has."""
    fields = list(islice(form.multi_items(), MOST_CARRIED + 1))
    files = any(value.filename for _name, value in fields if isinstance(value, UploadFile))
    if files or len(fields) > MOST_CARRIED:
        return None
    return [(name, value) for name, value in fields if isinstance(value, str) and name not in OWN]


async def proof_form(
    request: Request[Any, Any, Any], lanjut: str, kept: Fields | None = None, fault: str = "", status: int = 200
) -> Response[str]:
    """Afterwards it goes on to `lanjut`: to the page, or where `kept` is given, with this form."""
    house, visitor = house_of(request), visitor_of(request)
    assert visitor.officer is not None
    assert visitor.actor.person is not None
    context = {
        "action": AGAIN,
        "lanjut": lanjut,
        "kept": kept,
        "sent": SENT,
        "username": visitor.officer.username,
        "by_code": (await house.factors.standing(visitor.actor.person)).since is not None,
        "sign_on": house.sign_on.name if house.sign_on else "",
        "minutes": (await house.region.current()).accounts.again_minutes,
        "errors": {"shown": say(visitor.language, fault)} if fault else {},
    }
    return await page(request, "office/again.html", context, status=status)

"""The newest of the public list as an Atom feed (RFC 4287), narrowed as the list is, and not sent again unchanged."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from complaints.newly_published import NewlyPublished
from web.known_copies import has_newest, tag_of
from web.lookup import citizens_wording, full_address
from web.published import address_of, card, chips_of, chosen, found_for
from web.rendering import environment
from web.visitor import house_of

FEED_SIZE = 50
PATH = "/aduan.atom"
_NEVER = datetime(2020, 1, 1, tzinfo=UTC)
"""When a feed changed that has nothing in it yet: it must say something, and always the same."""
_NOT_IN_XML = re.compile("[^\\t\\n\\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@get(PATH, name="published.feed", include_in_schema=False)
async def feed(request: Request[Any, Any, Any]) -> Response[str]:
    """Whoever has it already is told so. Ids follow from the cases alone, wherever the installation is reached.

    A case changed when everybody could see something new of it last: what the office does by itself is told to nobody.
    """
    house, wording = house_of(request), await citizens_wording(request)
    told = chosen(request.query_params, wording) | {"urut": ""}
    found = await found_for(request, told, wording, None, FEED_SIZE)
    changed = await NewlyPublished(house.database).changed([line.id for line in found.lines])
    cases = [
        card(line, wording) | {"id": line.id.urn, "changed_at": changed.get(line.id, line.received_at)}
        for line in found.lines
    ]
    own = address_of(told, path=PATH)
    updated = max((case["changed_at"] for case in cases), default=_NEVER)
    values = {
        "language": wording.language,
        "region": wording.region,
        "cases": cases,
        "id": uuid5(NAMESPACE_URL, f"tanggap:{wording.region.code}:{wording.language}:{own}").urn,
        "updated": updated,
        "base": full_address(request, ""),
        "here": address_of(told),
        "own": own,
        "narrowed": [chip["label"] for chip in chips_of(told, wording)],
    }
    text = _NOT_IN_XML.sub("", environment().get_template("citizen/published.atom").render(values))
    tag = tag_of(text)
    headers = {
        "Cache-Control": "public, max-age=300",
        "ETag": tag,
        "Vary": "Accept-Encoding, Cookie",  # its language is chosen by one
    }
    media_type = "application/atom+xml; charset=utf-8"
    # No time is told or asked: one case that is gone, erased perhaps, makes another feed and no newer one.
    if "if-none-match" in request.headers and has_newest(request, tag, updated):
        return Response("", status_code=304, media_type=media_type, headers=headers)
    return Response(text, media_type=media_type, headers=headers)


HANDLERS: list[HTTPRouteHandler] = [feed]

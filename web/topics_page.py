"""The administrator's pages of topics: all of them in their groups, one of them, and a new one."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from complaints.own_region import TOPIC
from complaints.region import Region, Topic
from complaints.setting_changes import SettingChanges
from complaints.topic_keeping import TopicKeeping, as_written
from foundation.errors import Invalid, NotFound
from foundation.language import mark as _
from web.choices import unit_options
from web.errors import status_of
from web.forms import posted
from web.house import House
from web.office_frame import SETTING_CHANGES, TOPICS, office_page, wording_of
from web.rendering import say
from web.setting_words import change_line
from web.visitor import house_of, one_of, visitor_of
from web.wording import options

NEW = f"{TOPICS.path}/baru"
ONE = TOPICS.path + "/{code:str}"
GUARDS = [one_of(*TOPICS.roles)]
RECENT = 10
DONE = {"tambah": _("Topik ditambahkan."), "ubah": _("Topik diperbarui.")}


def keeping_of(house: House) -> TopicKeeping:
    return TopicKeeping(house.database, house.clock, house.region)


@get(TOPICS.path, name="office.topics", guards=GUARDS, include_in_schema=False)
async def topics(request: Request[Any, Any, Any]) -> Response[str]:
    wording = await wording_of(request)
    region = wording.region
    groups = [
        {
            "name": group.name,
            "href": f"{TOPICS.path}/{group.code}",
            "about": group.about,
            "rows": [
                {
                    "href": f"{TOPICS.path}/{topic.code}",
                    "name": topic.name,
                    "about": topic.about,
                    "unit": wording.unit(topic.unit) if topic.unit else "",
                    "sensitive": topic.sensitive,
                    "retired": topic.retired,
                    "phrases": len(topic.phrases),
                }
                for topic in region.topics
                if topic.parent == group.code
            ],
        }
        for group in region.topics
        if not group.parent
    ]
    return await office_page(
        request, "office/topics.html", TOPICS, {"groups": groups, "new_href": NEW}, messages=_messages(request)
    )


@get(NEW, name="office.topic.new", guards=GUARDS, include_in_schema=False)
async def new(request: Request[Any, Any, Any]) -> Response[str]:
    return await _form(request, None, {})


@post(TOPICS.path, name="office.topic.add", guards=GUARDS, include_in_schema=False)
async def add(request: Request[Any, Any, Any]) -> Response[Any]:
    house, values = house_of(request), (await posted(request)).values
    code = values.get("code", "").strip().lower()
    try:
        await keeping_of(house).add(visitor_of(request).actor.name_in_log, as_written(code, values, None))
    except Invalid as error:
        return await _form(request, None, values, error)
    return Redirect(f"{TOPICS.path}/{code}?berhasil=tambah", status_code=303)


@get(ONE, name="office.topic", guards=GUARDS, include_in_schema=False)
async def one(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[str]:
    topic = _known(await house_of(request).region.current(), code)
    return await _form(request, topic, _values(topic))


@post(ONE, name="office.topic.change", guards=GUARDS, include_in_schema=False)
async def change(request: Request[Any, Any, Any], code: FromPath[str]) -> Response[Any]:
    house, values = house_of(request), (await posted(request)).values
    topic = _known(await house.region.current(), code)
    try:
        await keeping_of(house).correct(visitor_of(request).actor.name_in_log, as_written(code, values, topic))
    except Invalid as error:
        return await _form(request, topic, values, error)
    return Redirect(f"{TOPICS.path}/{code}?berhasil=ubah", status_code=303)


def _known(region: Region, code: str) -> Topic:
    if code not in region.topic:
        raise NotFound()
    return region.topic[code]


def _values(topic: Topic) -> dict[str, str]:
    said = {name: getattr(topic, name) for name in ("name", "name_en", "about", "parent", "unit")}
    flags = {name: "ya" if getattr(topic, name) else "" for name in ("sensitive", "retired")}
    return {**said, **flags, "phrases": "\n".join(topic.phrases)}


async def _form(
    request: Request[Any, Any, Any], topic: Topic | None, values: Mapping[str, str], error: Invalid | None = None
) -> Response[str]:
    house, wording = house_of(request), await wording_of(request)
    region = wording.region
    faults = (dict(error.fields) or {"": error.sentence}) if error else {}
    officers = await house.officers()
    changes = await SettingChanges(house.database).latest(TOPIC, code=topic.code, most=RECENT) if topic else []
    context = {
        "topic": topic,
        "group": topic is not None and not topic.parent,
        "action": f"{TOPICS.path}/{topic.code}" if topic else TOPICS.path,
        "back": TOPICS.path,
        "values": values,
        "errors": {name: say(wording.language, words) for name, words in faults.items()},
        "groups": options((one.code, one.name) for one in region.topics if not one.parent),
        "units": unit_options(region),
        "changes": [change_line(one, wording, officers) for one in changes],
        "changes_href": SETTING_CHANGES.path,
    }
    status = int(status_of(error)) if error else 200
    return await office_page(request, "office/topic.html", TOPICS, context, status=status, messages=_messages(request))


def _messages(request: Request[Any, Any, Any]) -> list[dict[str, str]]:
    sentence = DONE.get(request.query_params.get("berhasil", ""))
    return [{"kind": "done", "text": say(visitor_of(request).language, sentence)}] if sentence else []


HANDLERS: list[HTTPRouteHandler] = [topics, new, add, one, change]

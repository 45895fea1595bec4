"""A citizen at a browser without scripts, and the officers who answer, for the tests of the pages."""

import re
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import httpx
from PIL import Image

from complaints import commands as c
from complaints import ticket
from complaints.complaint import Complaint
from complaints.kinds import OPEN, Kind
from people.actor import SYSTEM, Actor, Post, Role
from web.house import House
from web.lookup import follow_path

COORDINATOR = Actor("officer", uuid4(), (Post(Role.COORDINATOR, "DISKOMINFOTIK", frozenset({"DISKOMINFOTIK"})),))
OFFICER = Actor("officer", uuid4(), (Post(Role.OFFICER, "BMBK", frozenset({"BMBK"})),))
PPID = Actor("officer", uuid4(), (Post(Role.OFFICER, "DISKOMINFOTIK", frozenset({"DISKOMINFOTIK"})),))
REPORT = "Jalan provinsi di depan pasar berlubang dalam, kemarin ada motor jatuh."

Upload = tuple[str, tuple[str, bytes, str]]


def fields(page: str, action: str = "") -> dict[str, str]:
    """The hidden fields of a page's form with this action; of the first form where none is named."""
    forms = re.findall(r"<form\b[^>]*>.*?</form>", page, re.S)
    form = next(one for one in forms if not action or re.search(rf'action="{re.escape(action)}(?:\?[^"]*)?"', one))
    found: dict[str, str] = {}
    for tag in re.findall(r'<input type="hidden"[^>]*>', form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value:
            found.setdefault(name[1], unescape(value[1]))
    return found


def typed(page: str, name: str) -> str:
    """What stands in a text area."""
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\n?(.*?)</textarea>', page, re.S)
    return unescape(found[1]) if found else ""


def errors(page: str) -> list[str]:
    """The sentences on top of a refused form."""
    box = re.search(r'id="errors".*?</ul>', page, re.S)
    return [unescape(re.sub(r"<[^>]+>", "", one)) for one in re.findall(r"<li>(.*?)</li>", box[0])] if box else []


def heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.S)
    return unescape(found[1]) if found else ""


def photo(colour: str = "teal", name: str = "jalan.jpg", field: str = "photos") -> Upload:
    written = BytesIO()
    Image.new("RGB", (64, 48), colour).save(written, "JPEG")
    return field, (name, written.getvalue(), "image/jpeg")


def later(house: House, **gone: float) -> None:
    """Let time go by."""
    house.clock.instant += timedelta(**gone)  # type: ignore[attr-defined]


async def opened_form(client: httpx.AsyncClient, house: House, path: str = "/", action: str = "") -> dict[str, str]:
    """The hidden fields of a form that has been looked at for ten seconds, remarks on the report included."""
    page = await client.get(path)
    assert page.status_code == 200, page.text
    later(house, seconds=10)
    seen = {"checked": "ya"} if path == "/" else {}
    return fields(page.text, action or path) | seen


async def sent(
    client: httpx.AsyncClient, house: House, files: list[Upload] | None = None, **values: Any
) -> httpx.Response:
    """The answer to a report sent by the form."""
    data = await opened_form(client, house) | {"text": REPORT} | values
    return await client.post("/", data=data, files=files)


async def filed(house: House, text: str = REPORT, **values: Any) -> Complaint:
    """A complaint filed past the pages."""
    complaint_id = uuid4()
    command = c.FileComplaint(words=c.Words(text), ticket=ticket.draw(), request_seal="x", **values)
    return await house.handling.handle(
        c.Order(complaint_id, command, f"test:{uuid4()}"), Actor("citizen", holds=complaint_id)
    )


async def done(house: House, complaint_id: UUID, command: c.Command, by: Actor) -> Complaint:
    return await house.handling.handle(c.Order(complaint_id, command, f"test:{uuid4()}"), by)


async def published(house: House, text: str = REPORT, **values: Any) -> Complaint:
    """A complaint the coordinator has verified and given to Bina Marga."""
    complaint = await filed(house, text, **values)
    return await done(house, complaint.id, c.Forward("BMBK", "jalan_rusak"), COORDINATOR)


async def taken(house: House, text: str = REPORT, **values: Any) -> Complaint:
    complaint = await published(house, text, **values)
    return await done(house, complaint.id, c.Take(), OFFICER)


async def asked(house: House, question: str = "Tiang yang mana?") -> Complaint:
    complaint = await taken(house)
    return await done(house, complaint.id, c.Ask(c.Words(question)), OFFICER)


async def resolved(house: House, answer: str = "Lubang sudah kami tambal.", **values: Any) -> Complaint:
    complaint = await taken(house, **values)
    return await done(house, complaint.id, c.Resolve(c.Words(answer)), OFFICER)


async def pledged(house: House, on: date, ground: str = "DPA 2027, kode rekening 1.03.10.2.01.0045") -> Complaint:
    """A complaint that the unit promises to mend by a date."""
    complaint = await taken(house)
    return await done(house, complaint.id, c.Pledge(on, c.Words("Ruas ini diaspal ulang."), c.Words(ground)), OFFICER)


async def formal(house: House, text: str = "Mohon salinan APBD 2026.") -> Complaint:
    """A report that triage made a formal information request, which brings it to the PPID, who has taken it."""
    complaint = await filed(house, text)
    await done(house, complaint.id, c.Reclassify(kind=Kind.FORMAL_INFORMATION), COORDINATOR)
    return await done(house, complaint.id, c.Take(), PPID)


async def watched(house: House, complaint_id: UUID) -> Complaint:
    """What the watch records of a case at this instant, until nothing is left."""
    before = -1
    while (now := await state(house, complaint_id)).version != before and now.status in OPEN:
        before = now.version
        await done(house, complaint_id, c.KeepTime(), SYSTEM)
    return await state(house, complaint_id)


def words(page: httpx.Response) -> str:
    """What a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


async def state(house: House, complaint_id: UUID) -> Complaint:
    return (await house.queries.case(Actor("citizen", holds=complaint_id), complaint_id)).complaint


def follow(house: House, complaint: Complaint) -> str:
    return follow_path(house, complaint)

"""From what a citizen shows, a code or the secret link, to the complaint; and the words it is told in."""

from typing import Any
from uuid import UUID

from litestar import Request

from complaints.complaint import Complaint
from foundation.errors import Invalid, NotFound
from foundation.language import mark as _
from people.actor import Actor
from web.house import House
from web.visitor import house_of, visitor_of
from web.wording import Reader, Wording

PURPOSE = "follow"
FOLLOWERS = "join"
STOP_MAILS = "mails"
NEW_EMAIL = "new email"
"""What secret links are for: the reporter's own, that of somebody who joined, the end of mails, a new address."""
_NO_PAGE = _("Alamat ini tidak lengkap atau keliru. Salin seluruh alamat yang Anda terima saat mengirim.")


async def looked_up(request: Request[Any, Any, Any], written: str) -> UUID:
    """The complaint with a code as typed; raises Invalid or NotFound, or TooMany for too many unknown codes."""
    house = house_of(request)
    try:
        return await house.queries.find(written)
    except NotFound:
        # Only misses are counted: whoever asks for codes that exist is never kept waiting.
        await house.limits.count(house.lookup_limit, visitor_of(request).address)
        raise


async def held(request: Request[Any, Any, Any], written: str, token: str) -> UUID:
    """The complaint whose secret link was shown; raises NotFound where code and secret do not belong together."""
    house = house_of(request)
    try:
        complaint_id = await house.queries.find(written)
    except (Invalid, NotFound):
        complaint_id = None
    if complaint_id is not None and matches(house, complaint_id, token):
        return complaint_id
    await house.limits.count(house.lookup_limit, visitor_of(request).address)
    raise NotFound(_NO_PAGE)


def matches(house: House, complaint_id: UUID, token: str) -> bool:
    return house.keys.token_matches(token.encode("ascii", "replace").decode(), PURPOSE, complaint_id.bytes)


def token_of(house: House, complaint_id: UUID) -> str:
    return house.keys.token(PURPOSE, complaint_id.bytes)


def reporter(complaint_id: UUID) -> Actor:
    """Whoever holds the secret link of this complaint."""
    return Actor(kind="citizen", holds=complaint_id)


def follow_path(house: House, complaint: Complaint) -> str:
    return f"/lacak/{complaint.code}/{token_of(house, complaint.id)}"


def followers_token(house: House, complaint_id: UUID, follower: UUID) -> str:
    """What somebody shows who follows another's case, to see that they do and to stop."""
    return house.keys.token(FOLLOWERS, complaint_id.bytes + follower.bytes)


def stop_path(house: House, code: str, complaint_id: UUID, follower: UUID) -> str:
    return f"/ikut/{code}/{follower}/{followers_token(house, complaint_id, follower)}/berhenti"


def stop_mails_path(house: House, code: str, complaint_id: UUID) -> str:
    """Where news of a case by e-mail ends; whoever has it can do nothing else with it."""
    return f"/berhenti-email/{code}/{house.keys.token(STOP_MAILS, complaint_id.bytes)}"


def own_data_path(house: House, code: str, complaint_id: UUID) -> str:
    return f"/lacak/{code}/{token_of(house, complaint_id)}/data-saya"


def confirm_email_path(house: House, code: str, complaint_id: UUID, mail_id: UUID) -> str:
    """Where a new address is confirmed; whoever has it sees nothing of the case."""
    return f"/email-baru/{code}/{mail_id}/{house.keys.token(NEW_EMAIL, complaint_id.bytes + mail_id.bytes)}"


def full_address(request: Request[Any, Any, Any], path: str) -> str:
    """The address to be kept or printed: under the installation's own name, else as the request came in."""
    base = house_of(request).public_url or str(request.base_url)
    return base.rstrip("/") + path


async def citizens_wording(request: Request[Any, Any, Any], reader: Reader = "public") -> Wording:
    house = house_of(request)
    return Wording(visitor_of(request).language, await house.region.current(), house.clock.now(), reader)

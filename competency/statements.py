"""Statements of learning platforms (xAPI 1.0.3), reduced to what is kept of them; pure.

A statement that breaks a rule of the specification is refused, with the place of the fault. Attachments, signatures,
contexts and names of people are read over.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha1, sha256
from math import isfinite
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct, UnsetType

from competency import statement_shapes as shapes
from competency.statement_checks import (
    AT,
    MBOX,
    UUID_FORM,
    WHY,
    Wrong,
    check_agent,
    check_attachment,
    check_parts,
    check_version,
    listed,
    matches,
    moment_of,
    need,
)
from foundation.errors import Invalid
from foundation.language import Sentence
from foundation.language import mark as _

ADL = "http://adlnet.gov/expapi/verbs/"
VOIDED = ADL + "voided"
ENDS = frozenset({"completed", "passed", "failed", "mastered"})
"""Last words of verbs that end a course, whoever defined them: Moodle's plugin says id.tincanapi.com/verb/completed."""
MOST_STATEMENTS = 500

_FAULT = _("Pernyataan ke-{number} ditolak: {why} (di {at}).")
_NO_JSON = _("Isi permintaan bukan JSON yang dapat dibaca.")
_TOO_MANY = _("Sekali kirim paling banyak {most} pernyataan.")
_NONE = _("Tidak ada pernyataan di dalam permintaan ini.")
_NO_AGENT = _("Parameter agent harus berupa objek Agent dalam JSON.")
_SHAPE = _("jenis datanya keliru, isian tidak dikenal, atau isian wajib tidak ada")


class Told(Struct, frozen=True):
    """What is kept of a statement, and no more. `person` names somebody by `email:<sha1>`, `nip:<digits>` or
    `account:<home page> <name>`, to be hashed with a key at once; None for groups and OpenID.

    `scaled` is the score from -1 to 1 (of raw, min and max where only these are told); `voids` the statement it
    takes back; `ends`: it tells of a course, and not of a page looked at.
    """

    id: UUID | None
    person: str | None
    verb: str
    activity: str | None
    at: datetime | None
    completed: bool | None = None
    passed: bool | None = None
    scaled: float | None = None
    voids: UUID | None = None
    fingerprint: bytes = b""

    @property
    def ends(self) -> bool:
        told = (self.completed, self.passed, self.scaled)
        return self.person is not None and self.activity is not None and any(one is not None for one in told)


def told(body: bytes) -> list[Told]:
    """The statements of a request's body, one object or a list. Raises Invalid, naming the first fault."""
    try:
        read = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid(_NO_JSON) from error
    several = read if isinstance(read, list) else [read]
    if not several:
        raise Invalid(_NONE)
    if len(several) > MOST_STATEMENTS:
        raise Invalid(_TOO_MANY, most=MOST_STATEMENTS)
    found: list[Told] = []
    seen: set[UUID] = set()
    for number, one in enumerate(several, 1):
        try:
            statement = _one(one)
            if statement.id is not None and statement.id in seen:
                raise Wrong("twice", "id")
        except Wrong as wrong:
            raise Invalid(_FAULT, number=number, why=Sentence(WHY[wrong.why]), at=wrong.at) from wrong
        except msgspec.ValidationError as error:
            at = AT.search(str(error))
            raise Invalid(_FAULT, number=number, why=Sentence(_SHAPE), at=at[1] if at and at[1] else "$") from error
        found.append(statement)
        seen.update({statement.id} if statement.id else set())
    return found


def person_of(written: bytes) -> str:
    """Whom an agent in JSON names, as in `Told`. Raises Invalid."""
    try:
        agent = msgspec.json.decode(written, type=shapes.Agent)
        check_agent(agent, "agent")
    except (Wrong, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid(_NO_AGENT) from error
    return _named(agent) or ""


def email_mark(email: str) -> str:
    """How somebody with this address is named, whether a platform tells it or its SHA-1 (mbox_sha1sum)."""
    return f"email:{sha1(f'mailto:{email.strip().lower()}'.encode()).hexdigest()}"  # noqa: S324 - xAPI's choice


def nip_mark(nip: str) -> str:
    """How somebody is named by their civil servant's number."""
    return f"nip:{nip}"


def _one(read: Any) -> Told:
    statement = msgspec.convert(read, shapes.Statement)
    need(statement.objectType is UNSET, "kind", "objectType")
    matches(UUID_FORM, statement.id, "uuid", "id")
    moment_of(statement.stored, "stored")
    check_version(statement.version)
    if isinstance(statement.authority, shapes.Agent):
        check_agent(statement.authority, "authority")
    for place, one in enumerate(listed(statement.attachments)):
        check_attachment(one, f"attachments[{place}]")
    at = moment_of(statement.timestamp, "timestamp")
    kind = check_parts(statement, "")
    voids = None
    if statement.verb.id == VOIDED:
        need(kind == "StatementRef", "voids", "object")
        voids = UUID(statement.object["id"])
    score = _scaled(statement.result)
    completed, passed = _ended(statement.verb.id, statement.result)
    return Told(
        id=UUID(statement.id) if isinstance(statement.id, str) else None,
        person=_named(statement.actor),
        verb=statement.verb.id,
        activity=statement.object["id"] if kind == "Activity" else None,
        at=at,
        completed=completed,
        passed=passed,
        scaled=score,
        voids=voids,
        fingerprint=_fingerprint(read),
    )


def _ended(verb: str, result: shapes.Result | UnsetType) -> tuple[bool | None, bool | None]:
    """Whether the course was completed, and passed, as the result says or else the verb."""
    word = re.split(r"[/#]", verb)[-1].lower()
    completed = True if word in ENDS else None
    passed = {"passed": True, "mastered": True, "failed": False}.get(word)
    if isinstance(result, shapes.Result):
        completed = result.completion if isinstance(result.completion, bool) else completed
        passed = result.success if isinstance(result.success, bool) else passed
    return completed, passed


def _scaled(result: shapes.Result | UnsetType) -> float | None:
    if not isinstance(result, shapes.Result) or not isinstance(result.score, shapes.Score):
        return None
    score = result.score
    if isinstance(score.scaled, float):
        return score.scaled
    if not (isinstance(score.raw, float) and isinstance(score.max, float)):
        return None
    least = score.min if isinstance(score.min, float) else 0.0
    width = score.max - least  # of the largest numbers there are it is beyond all of them
    return (score.raw - least) / width if isfinite(width) and width > 0 and score.raw >= least else None


def _named(actor: shapes.Agent) -> str | None:
    """Whom a statement is about; an account whose name is an address or a NIP is whoever has that."""
    if actor.objectType == "Group":
        return None
    if isinstance(actor.mbox, str):
        return email_mark(actor.mbox.removeprefix("mailto:"))
    if isinstance(actor.mbox_sha1sum, str):
        return f"email:{actor.mbox_sha1sum.lower()}"
    if isinstance(actor.account, shapes.Account):
        name = actor.account.name.strip()
        if MBOX.fullmatch(f"mailto:{name}"):
            return email_mark(name)
        return nip_mark(name) if re.fullmatch(r"\d{18}", name) else f"account:{actor.account.homePage} {name}"
    return None


_SET_BY_US = ("id", "stored", "authority", "version", "timestamp")


def _fingerprint(read: Mapping[str, Any]) -> bytes:
    """Equal for statements that say the same: those that only we would have filled in are left out (2.3.1)."""
    said = {name: value for name, value in read.items() if name not in _SET_BY_US}
    return sha256(msgspec.json.encode(said, order="deterministic")).digest()

"""What a statement of a learning platform has to keep to (xAPI 1.0.3, part two, sections 2 to 4); pure."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from math import isfinite
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from competency import statement_shapes as shapes
from foundation.language import mark as _

VERSION = "1.0.3"
LONGEST_IRI = 2000
"""Bytes of a name of a verb, a course or a home page: longer ones fit no index."""
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`\x00-\x1f]+")
UUID_FORM = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
MBOX = re.compile(r"mailto:[^@\s]{1,64}@[^@\s]{1,190}")
_SHA1, _SHA2 = re.compile(r"[0-9a-fA-F]{40}"), re.compile(r"[0-9a-fA-F]{56,128}")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_DURATION = re.compile(
    r"P(?:\d+(?:\.\d+)?W|(?=.)(?:\d+(?:\.\d+)?Y)?(?:\d+(?:\.\d+)?M)?(?:\d+(?:\.\d+)?D)?"
    r"(?:T(?=\d)(?:\d+(?:\.\d+)?H)?(?:\d+(?:\.\d+)?M)?(?:\d+(?:\.\d+)?S)?)?)"
)
_MOMENT = re.compile(r"\d{4}-?\d{2}-?\d{2}T.+")
_INTERACTIONS = frozenset(
    {"true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing", "likert", "numeric"}
    | {"other"}
)
AT = re.compile(r"`\$\.?([^`]*)`$")

WHY: dict[str, str] = {
    "iri": _("harus berupa IRI yang lengkap"),
    "uuid": _("harus berupa UUID"),
    "language": _("kode bahasa tidak sah"),
    "moment": _("waktu harus ditulis menurut RFC 3339"),
    "duration": _("lama waktu harus ditulis menurut ISO 8601"),
    "who": _("pelaku harus dikenali dengan tepat satu dari mbox, mbox_sha1sum, openid, atau account"),
    "group": _("kelompok tanpa tanda pengenal harus menyebut anggotanya"),
    "kind": _("objectType tidak sah di sini"),
    "number": _("angka di luar batas"),
    "interaction": _("jenis soal tidak sah"),
    "voids": _("pernyataan pembatalan harus menunjuk sebuah pernyataan (StatementRef)"),
    "nested": _("pernyataan di dalam pernyataan tidak boleh memuat isian ini"),
    "twice": _("id ini dipakai dua kali dalam satu kiriman"),
    "file": _("lampiran harus menyebut usageType, contentType, length, dan sha2 yang sah"),
    "sent": _("berkas lampiran tidak diterima; sebut alamatnya (fileUrl)"),
    "context": _("revision dan platform hanya untuk kegiatan (Activity)"),
}


class Wrong(Exception):
    """A statement breaks a rule; `why` is a name of WHY, `at` the path of the part at fault."""

    def __init__(self, why: str, at: str) -> None:
        super().__init__(why)
        self.why, self.at = why, at


def check_parts(statement: shapes.Statement, under: str) -> str:
    """Look at what statements and those within them have in common; the kind of the object."""
    check_agent(statement.actor, f"{under}actor")
    _iri(statement.verb.id, f"{under}verb.id")
    _languages(statement.verb.display, f"{under}verb.display")
    kind = _object(statement.object, f"{under}object", nested=bool(under))
    if statement.result is not UNSET:
        _result(statement.result, f"{under}result")
    if statement.context is not UNSET:
        _context(statement.context, f"{under}context", kind)
    return kind


def _object(read: dict[str, Any], at: str, *, nested: bool) -> str:
    kind: Any = read.get("objectType", "Activity")
    need(isinstance(kind, str), "kind", at)
    if kind == "Activity":
        _activity(_converted(read, shapes.Activity, at), at)
    elif kind in ("Agent", "Group"):
        check_agent(_converted(read, shapes.Agent, at), at)
    elif kind == "StatementRef":
        matches(UUID_FORM, _converted(read, shapes.Ref, at).id, "uuid", f"{at}.id")
    else:
        need(kind == "SubStatement" and not nested, "kind", at)
        need(not {"id", "stored", "version", "authority"} & set(read), "nested", at)
        within = _converted({name: value for name, value in read.items() if name != "objectType"}, shapes.Statement, at)
        moment_of(within.timestamp, f"{at}.timestamp")
        for place, one in enumerate(listed(within.attachments)):
            check_attachment(one, f"{at}.attachments[{place}]")
        check_parts(within, f"{at}.")
    return str(kind)


def _converted(read: dict[str, Any], kind: Callable[..., Any], at: str) -> Any:
    try:
        return msgspec.convert(read, kind)
    except msgspec.ValidationError as error:
        where = AT.search(str(error))
        below = f".{where[1]}" if where and where[1] else ""
        raise msgspec.ValidationError(f"refused - at `$.{at}{below}`") from error


def check_agent(agent: shapes.Agent, at: str) -> None:
    """An agent has exactly one identifier; a group has one, or members."""
    known = [one for one in (agent.mbox, agent.mbox_sha1sum, agent.openid, agent.account) if one is not UNSET]
    if agent.objectType == "Group":
        need(len(known) <= 1, "who", at)
        need(bool(known) or agent.member is not UNSET, "group", at)
        for place, member in enumerate(listed(agent.member)):
            need(member.objectType != "Group", "kind", f"{at}.member[{place}]")
            check_agent(member, f"{at}.member[{place}]")
    else:
        need(agent.objectType in (UNSET, "Agent") and agent.member is UNSET, "kind", at)
        need(len(known) == 1, "who", at)
    matches(MBOX, agent.mbox, "who", f"{at}.mbox")
    matches(_SHA1, agent.mbox_sha1sum, "who", f"{at}.mbox_sha1sum")
    matches(_IRI, agent.openid, "iri", f"{at}.openid")
    if isinstance(agent.account, shapes.Account):
        _iri(agent.account.homePage, f"{at}.account.homePage")
        need(bool(agent.account.name), "who", f"{at}.account.name")


def _activity(activity: shapes.Activity, at: str) -> None:
    need(activity.objectType in (UNSET, "Activity"), "kind", at)
    _iri(activity.id, f"{at}.id")
    if isinstance(activity.definition, shapes.Definition):
        _definition(activity.definition, f"{at}.definition")


def _definition(definition: shapes.Definition, at: str) -> None:
    _languages(definition.name, f"{at}.name")
    _languages(definition.description, f"{at}.description")
    for name in ("type", "moreInfo"):
        matches(_IRI, getattr(definition, name), "iri", f"{at}.{name}")
    _extensions(definition.extensions, f"{at}.extensions")
    kind = definition.interactionType
    need(kind is UNSET or kind in _INTERACTIONS, "interaction", f"{at}.interactionType")
    told_of = ("correctResponsesPattern", "choices", "scale", "source", "target", "steps")
    asked = [name for name in told_of if getattr(definition, name) is not UNSET]
    need(not asked or kind is not UNSET, "interaction", at)
    for name in asked[1:] if asked[:1] == ["correctResponsesPattern"] else asked:
        components = getattr(definition, name)
        need(len({one.id for one in components}) == len(components), "interaction", f"{at}.{name}")
        for one in components:
            _languages(one.description, f"{at}.{name}")


def _result(result: shapes.Result, at: str) -> None:
    matches(_DURATION, result.duration, "duration", f"{at}.duration")
    _extensions(result.extensions, f"{at}.extensions")
    if not isinstance(result.score, shapes.Score):
        return
    score = result.score
    least, most = (one if isinstance(one, float) else None for one in (score.min, score.max))
    raw = score.raw if isinstance(score.raw, float) else None
    fits = all(isfinite(one) for one in (least, most, raw) if one is not None)
    fits = fits and (least is None or most is None or least < most)
    fits = fits and (raw is None or ((least is None or least <= raw) and (most is None or raw <= most)))
    need(fits, "number", f"{at}.score")
    need(not isinstance(score.scaled, float) or -1 <= score.scaled <= 1, "number", f"{at}.score.scaled")


def _context(context: shapes.Context, at: str, kind: str) -> None:
    matches(UUID_FORM, context.registration, "uuid", f"{at}.registration")
    matches(_LANGUAGE, context.language, "language", f"{at}.language")
    _extensions(context.extensions, f"{at}.extensions")
    for name in ("instructor", "team"):
        if isinstance(agent := getattr(context, name), shapes.Agent):
            need(name == "instructor" or agent.objectType == "Group", "kind", f"{at}.{name}")
            check_agent(agent, f"{at}.{name}")
    if kind != "Activity":
        need(context.revision is UNSET and context.platform is UNSET, "context", at)
    if isinstance(context.statement, shapes.Ref):
        need(context.statement.objectType == "StatementRef", "kind", f"{at}.statement")
        matches(UUID_FORM, context.statement.id, "uuid", f"{at}.statement.id")
    if isinstance(context.contextActivities, shapes.Nearby):
        for name in ("parent", "grouping", "category", "other"):
            near = getattr(context.contextActivities, name)
            for one in near if isinstance(near, list) else [near]:
                if isinstance(one, shapes.Activity):
                    _activity(one, f"{at}.contextActivities.{name}")


def check_attachment(one: shapes.Attachment, at: str) -> None:
    """The description of a file that lies elsewhere: none can be sent along as JSON, and none is ever asked for."""
    need(bool(_IRI.fullmatch(one.usageType) and _SHA2.fullmatch(one.sha2) and "/" in one.contentType), "file", at)
    need(one.length >= 0, "file", f"{at}.length")
    need(one.fileUrl is not UNSET, "sent", f"{at}.fileUrl")
    matches(_IRI, one.fileUrl, "iri", f"{at}.fileUrl")
    _languages(one.display, f"{at}.display")
    _languages(one.description, f"{at}.description")


def check_version(version: str | UnsetType) -> None:
    """Any patch version of 1.0."""
    need(version is UNSET or bool(re.fullmatch(r"1\.0(?:\.\d+)?", version)), "kind", "version")


def moment_of(written: str | UnsetType, at: str) -> datetime | None:
    """The instant; without an offset it is UTC. An offset of minus nothing is none (XAPI-00123)."""
    if not isinstance(written, str):
        return None
    minus = written.endswith(("-00", "-0000", "-00:00")) and "T" in written[:-6]
    try:
        read = datetime.fromisoformat(written) if _MOMENT.fullmatch(written) and not minus else None
    except ValueError:
        read = None
    if read is None:
        raise Wrong("moment", at)
    try:
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError as error:
        raise Wrong("moment", at) from error


def need(holds: bool, why: str, at: str) -> None:
    if not holds:
        raise Wrong(why, at)


def listed(several: Any) -> list[Any]:
    return several if isinstance(several, list) else []


def matches(pattern: re.Pattern[str], value: str | UnsetType, why: str, at: str) -> None:
    need(value is UNSET or bool(pattern.fullmatch(value)), why, at)


def _iri(value: str, at: str) -> None:
    need(len(value.encode("utf-8", "replace")) <= LONGEST_IRI, "iri", at)
    matches(_IRI, value, "iri", at)


def _languages(words: shapes.Words | UnsetType, at: str) -> None:
    for name in words if isinstance(words, dict) else ():
        matches(_LANGUAGE, name, "language", at)


def _extensions(told: dict[str, Any] | UnsetType, at: str) -> None:
    for name in told if isinstance(told, dict) else ():
        _iri(name, at)

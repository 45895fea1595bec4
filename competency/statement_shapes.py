"""Statements of learning platforms (xAPI 1.0.3) as JSON holds them: names and types, nothing unknown; pure.

Names with capitals inside are the specification's own; what may be missing is UNSET, and null is refused.
"""

from typing import Any

from msgspec import UNSET, Struct, UnsetType

Words = dict[str, str]
"""By language."""


class Account(Struct, forbid_unknown_fields=True):
    homePage: str  # noqa: N815
    name: str


class Agent(Struct, forbid_unknown_fields=True):
    objectType: str | UnsetType = UNSET  # noqa: N815
    name: str | UnsetType = UNSET
    mbox: str | UnsetType = UNSET
    mbox_sha1sum: str | UnsetType = UNSET
    openid: str | UnsetType = UNSET
    account: Account | UnsetType = UNSET
    member: "list[Agent] | UnsetType" = UNSET


class Verb(Struct, forbid_unknown_fields=True):
    id: str
    display: Words | UnsetType = UNSET


class Component(Struct, forbid_unknown_fields=True):
    id: str
    description: Words | UnsetType = UNSET


class Definition(Struct, forbid_unknown_fields=True):
    name: Words | UnsetType = UNSET
    description: Words | UnsetType = UNSET
    type: str | UnsetType = UNSET
    moreInfo: str | UnsetType = UNSET  # noqa: N815
    extensions: dict[str, Any] | UnsetType = UNSET
    interactionType: str | UnsetType = UNSET  # noqa: N815
    correctResponsesPattern: list[str] | UnsetType = UNSET  # noqa: N815
    choices: list[Component] | UnsetType = UNSET
    scale: list[Component] | UnsetType = UNSET
    source: list[Component] | UnsetType = UNSET
    target: list[Component] | UnsetType = UNSET
    steps: list[Component] | UnsetType = UNSET


class Activity(Struct, forbid_unknown_fields=True):
    id: str
    objectType: str | UnsetType = UNSET  # noqa: N815
    definition: Definition | UnsetType = UNSET


class Ref(Struct, forbid_unknown_fields=True):
    objectType: str  # noqa: N815
    id: str


class Score(Struct, forbid_unknown_fields=True):
    scaled: float | UnsetType = UNSET
    raw: float | UnsetType = UNSET
    min: float | UnsetType = UNSET
    max: float | UnsetType = UNSET


class Result(Struct, forbid_unknown_fields=True):
    score: Score | UnsetType = UNSET
    success: bool | UnsetType = UNSET
    completion: bool | UnsetType = UNSET
    response: str | UnsetType = UNSET
    duration: str | UnsetType = UNSET
    extensions: dict[str, Any] | UnsetType = UNSET


class Nearby(Struct, forbid_unknown_fields=True):
    parent: list[Activity] | Activity | UnsetType = UNSET
    grouping: list[Activity] | Activity | UnsetType = UNSET
    category: list[Activity] | Activity | UnsetType = UNSET
    other: list[Activity] | Activity | UnsetType = UNSET


class Context(Struct, forbid_unknown_fields=True):
    registration: str | UnsetType = UNSET
    instructor: Agent | UnsetType = UNSET
    team: Agent | UnsetType = UNSET
    contextActivities: Nearby | UnsetType = UNSET  # noqa: N815
    revision: str | UnsetType = UNSET
    platform: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    statement: Ref | UnsetType = UNSET
    extensions: dict[str, Any] | UnsetType = UNSET


class Attachment(Struct, forbid_unknown_fields=True):
    usageType: str  # noqa: N815
    display: Words
    contentType: str  # noqa: N815
    length: int
    sha2: str
    description: Words | UnsetType = UNSET
    fileUrl: str | UnsetType = UNSET  # noqa: N815


class Statement(Struct, forbid_unknown_fields=True):
    actor: Agent
    verb: Verb
    object: dict[str, Any]
    objectType: str | UnsetType = UNSET  # noqa: N815
    id: str | UnsetType = UNSET
    result: Result | UnsetType = UNSET
    context: Context | UnsetType = UNSET
    timestamp: str | UnsetType = UNSET
    stored: str | UnsetType = UNSET
    authority: Agent | UnsetType = UNSET
    version: str | UnsetType = UNSET
    attachments: list[Attachment] | UnsetType = UNSET

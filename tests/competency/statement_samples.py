"""Statements in the words of the specification and of Moodle's plugin, with people and places of our own invention.

Which rules are tried, and by which values, follows the requirements of ADL's "LRS Conformance Test Suite"
(github.com/adlnet/lrs-conformance-test-suite, test/v1_0_3/configs, Apache-2.0): the numbers XAPI-... are theirs, the
sections those of the specification, part two. The statement of a finished course has the shape that Moodle's plugin
logstore_xapi sends (github.com/xAPI-vle/moodle-logstore_xapi, tests/core/course_completed).
"""

from copy import deepcopy
from typing import Any

COURSE = "https://belajar.contoh.example/course/view.php?id=7"
ADL = "http://adlnet.gov/expapi/verbs/"
ID = "7b8c9d20-1f2e-4a3b-8c4d-5e6f70819203"
REF = {"objectType": "StatementRef", "id": "e05aa883-acaf-40ad-bf54-02c8ce485fb0"}
MBOX = "mailto:peserta@contoh.example"

MOODLE: dict[str, Any] = {
    "actor": {"name": "Peserta Uji", "account": {"homePage": "https://belajar.contoh.example", "name": "31"}},
    "verb": {"id": "http://id.tincanapi.com/verb/completed", "display": {"id": "menyelesaikan"}},
    "object": {
        "id": COURSE,
        "definition": {
            "type": "http://id.tincanapi.com/activitytype/lms/course",
            "name": {"id": "Komunikasi dengan warga"},
        },
    },
    "timestamp": "2026-11-10T15:31:41+07:00",
    "context": {
        "platform": "Moodle",
        "language": "id",
        "extensions": {"http://lrs.learninglocker.net/define/extensions/info": {"http://moodle.org": "4.5", "n": None}},
        "contextActivities": {
            "grouping": [
                {
                    "id": "https://belajar.contoh.example",
                    "definition": {"type": "http://id.tincanapi.com/activitytype/lms", "name": {"id": "Belajar"}},
                }
            ],
            "category": {"id": "http://moodle.org"},
        },
    },
}

PASSED: dict[str, Any] = {
    "id": ID,
    "actor": {"objectType": "Agent", "mbox": MBOX},
    "verb": {"id": ADL + "passed", "display": {"en-US": "passed"}},
    "object": {"objectType": "Activity", "id": COURSE},
    "result": {"score": {"scaled": 0.85, "raw": 85, "min": 0, "max": 100}, "success": True, "completion": True},
}


def changed(path: str, value: Any, base: dict[str, Any] = PASSED) -> dict[str, Any]:
    """A copy with one part put in another way; DROP takes it away."""
    made = deepcopy(base)
    at, *onward = path.split(".")
    inside = made
    for name in onward:
        inside = inside.setdefault(at, {})
        at = name
    if value is DROP:
        inside.pop(at)
    else:
        inside[at] = value
    return made


DROP = object()


def within(**parts: Any) -> dict[str, Any]:
    """PASSED with a statement as its object."""
    inner = {"objectType": "SubStatement", **{name: PASSED[name] for name in ("actor", "verb", "object")}, **parts}
    return changed("object", inner)


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("XAPI-00001 null", changed("actor.name", None)),
    ("XAPI-00001 null in a language map", changed("verb.display", {"en-US": None})),
    ("XAPI-00001 null registration", changed("context", {"registration": None})),
    ("XAPI-00001 null in a definition", changed("object.definition", {"moreInfo": None})),
    ("XAPI-00003 no actor", changed("actor", DROP)),
    ("XAPI-00004 no verb", changed("verb", DROP)),
    ("XAPI-00005 no object", changed("object", DROP)),
    ("XAPI-00006 words for a number", changed("result.score", {"max": "one hundred"})),
    ("XAPI-00006 a number in words", changed("result.score", {"max": "100"})),
    ("XAPI-00006 words for yes or no", changed("result.success", "We regret to inform you")),
    ("XAPI-00006 yes or no in words", changed("result.completion", "false")),
    ("XAPI-00007 an id that is a number", changed("id", 12345)),
    ("XAPI-00007 an id that is an object", changed("id", {"key": "should fail"})),
    ("XAPI-00007 an id with too many digits", changed("id", "AA97B177-9383-4934-8543-0F91A7A028368")),
    ("XAPI-00007 an id with a letter beyond F", changed("id", "MA97B177-9383-4934-8543-0F91A7A02836")),
    ("XAPI-00007 an account's name", changed("actor", {"account": {"homePage": "http://a.example", "name": {}}})),
    ("section 2.2 another key", changed("iD", ID)),
    ("section 2.2 a key in capitals", changed("verb", {"ID": ADL + "passed"})),
    ("section 4.3 a verb without a scheme", changed("verb.id", "should.fail.com")),
    ("section 4.3 an activity without a scheme", changed("object.id", "should.fail.com")),
    ("section 4.3 an empty verb", changed("verb.id", "")),
    ("section 4.2 a language that is none", changed("verb.display", {"a12345678": "passed"})),
    ("XAPI-00022 words for an instant", changed("timestamp", "should fail")),
    ("XAPI-00123 a date of another order", changed("timestamp", "01/011/2015")),
    ("XAPI-00123 minus nothing, short", changed("timestamp", "2008-09-15T15:53:00.601-00")),
    ("XAPI-00123 minus nothing", changed("timestamp", "2008-09-15T15:53:00.601-0000")),
    ("XAPI-00123 minus nothing, with a colon", changed("timestamp", "2008-09-15T15:53:00.601-00:00")),
    ("section 2.4.2.3 two identifiers", changed("actor", {"mbox": MBOX, "openid": "http://openid.example/1"})),
    ("section 2.4.2.1 no identifier", changed("actor", {"objectType": "Agent", "name": "Peserta"})),
    ("section 2.4.2.3 an address without mailto", changed("actor", {"mbox": "peserta@contoh.example"})),
    ("section 2.4.2.3 a digest that is none", changed("actor", {"mbox_sha1sum": "should fail"})),
    ("section 2.4.2.4 an account without a page", changed("actor", {"account": {"name": "31"}})),
    ("section 2.4.2.4 an account without a name", changed("actor", {"account": {"homePage": "http://a.example"}})),
    ("section 2.4.2.4 a page without a scheme", changed("actor", {"account": {"homePage": "a.example", "name": "31"}})),
    ("section 2.4.2.2 a group of nobody", changed("actor", {"objectType": "Group"})),
    ("section 2.4.2.2 of groups", changed("actor", {"objectType": "Group", "member": [{"objectType": "Group"}]})),
    ("section 2.4.4 another kind of object", changed("object.objectType", "activity")),
    ("section 2.4.4.3 a reference without an id", changed("object", {"objectType": "StatementRef"})),
    ("XAPI-00079 a score that is a number", changed("result.score", 12345)),
    ("XAPI-00083 a score above 1", changed("result.score", {"scaled": 1.01})),
    ("XAPI-00083 a score below -1", changed("result.score", {"scaled": -1.00001})),
    ("XAPI-00082 more than the most", changed("result.score", {"raw": 0.6767676, "max": 0.6567676})),
    ("XAPI-00082 less than the least", changed("result.score", {"raw": 0.6767676, "min": 1.4067676})),
    ("XAPI-00081 the least above the most", changed("result.score", {"min": 0.6767676, "max": 0.6767355})),
    ("section 4.6 a time that is none", changed("result.duration", "PA1H0M0S")),
    ("section 4.1 a key of an extension", changed("result.extensions", {"should.fail": 1})),
    ("section 2.4.6 a registration that is none", changed("context", {"registration": "should fail"})),
    ("section 2.4.6 a platform beside a person", changed("object", {"objectType": "Agent", "mbox": MBOX}) | {
        "context": {"platform": "Moodle"}
    }),
    ("section 2.4.6 a team of one", changed("context", {"team": {"mbox": MBOX}})),
    ("section 2.3.2 voiding what is no statement", changed("verb.id", ADL + "voided")),
    ("section 2.4.4.3 a statement within one within one", within(object=within()["object"])),
    ("section 2.4.4.3 a statement within one with an id", within(id=ID)),
    ("section 2.4.10 another version", changed("version", "0.9.9")),
    ("part three, section 1.5.1 an attachment neither sent nor elsewhere", changed("attachments", [{
        "usageType": "http://a.example/u", "display": {"en-US": "A test"}, "contentType": "text/plain", "length": 27,
        "sha2": "495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a",
    }])),
    ("section 2.4.11 an attachment without a digest", changed("attachments", [{"usageType": "http://a.example/u"}])),
]  # fmt: skip
"""Each broken in one way; the requirement that it breaks."""

TAKEN: list[tuple[str, dict[str, Any]]] = [
    ("XAPI-00003 what a statement has to have", {name: PASSED[name] for name in ("actor", "verb", "object")}),
    ("Moodle's plugin", MOODLE),
    ("XAPI-00001 null within extensions", changed("result.extensions", {"http://a.example/null": None})),
    ("XAPI-00123 with a Z", changed("timestamp", "2013-05-18T05:32:34.804Z")),
    ("XAPI-00123 with an offset", changed("timestamp", "2013-05-18T05:32:34+07:00")),
    ("section 2.4.2.3 a digest", changed("actor", {"mbox_sha1sum": "cd9b00a5611f94eaa7b1661edab976068e364975"})),
    ("section 2.4.2.3 OpenID", changed("actor", {"openid": "http://openid.example/342"})),
    ("section 2.4.2.2 a group with members", changed("actor", {"objectType": "Group", "member": [{"mbox": MBOX}]})),
    ("section 2.4.2.2 a group with an address", changed("actor", {"objectType": "Group", "mbox": MBOX})),
    ("XAPI-00083 the most", changed("result.score", {"scaled": 1.0})),
    ("XAPI-00083 the least", changed("result.score", {"scaled": -1.0})),
    ("XAPI-00082 a score alone", changed("result.score", {"raw": 0.6767676})),
    ("section 4.6 a time", changed("result.duration", "PT1H0M0.1S")),
    ("section 4.6 weeks", changed("result.duration", "P4W")),
    ("section 2.4.10 version 1.0", changed("version", "1.0")),
    ("section 2.4.10 version 1.0.9", changed("version", "1.0.9")),
    ("section 2.4.4.3 about a statement", changed("object", REF)),
    ("section 2.4.4.3 a statement within one", within(timestamp="2026-11-10T08:00:00Z")),
    ("section 2.4.4.2 about a person", changed("object", {"objectType": "Agent", "mbox": MBOX})),
    ("section 2.4.4.1 a question", changed("object.definition", {
        "interactionType": "choice",
        "correctResponsesPattern": ["a"],
        "choices": [{"id": "a", "description": {"en": "A"}}, {"id": "b"}],
    })),
    ("section 2.4.11 an attachment elsewhere", changed("attachments", [{
        "usageType": "http://a.example/u", "display": {"en-US": "A test"}, "contentType": "text/plain; charset=ascii",
        "length": 27, "sha2": "495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a",
        "fileUrl": "http://over.there.example/file.txt",
    }])),
]  # fmt: skip
"""Each as the requirement allows it."""

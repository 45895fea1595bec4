"""Standard replies as words: their fields filled in, what is left to fill, how they are changed in use. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from complaints.masking import masked
from complaints.paperwork import braced
from complaints.repetition import words_repeated
from foundation.language import Sentence
from foundation.language import mark as _

FIELDS = ("kode", "topik", "unit", "tempat", "tanggal_janji", "nama_petugas")
"""What a reply may ask for."""
NEARLY_ALL = 0.9
"""Share of an answer's words from which on it says nothing of its own."""
FEWEST_SENDERS = 3
"""Sentences that so many cases share are shown to whoever mends a reply; those of one case alone never."""
SHOWN = 5
"""Changes shown of each kind."""

_FIELD = re.compile(r"\{([^{}]*)\}")
_LEFT = re.compile(r"\[(?:" + "|".join(FIELDS) + r")\]|\{[a-z_]+\}")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_UNKNOWN = _("Isian {{{name}}} tidak dikenal. Yang dikenal: {known}.")


class Change(NamedTuple):
    """A sentence of the reply that senders took out, or one that they put in, and in how many cases."""

    sentence: str
    cases: int


class Changes(NamedTuple):
    """How a reply was changed in `sent` cases, the commonest first."""

    sent: int
    dropped: tuple[Change, ...]
    added: tuple[Change, ...]


def fault(words: str) -> str:
    """Which field of a reply nobody can fill; "" where all are known."""
    for name in _FIELD.findall(words):
        if name not in FIELDS:
            return Sentence(_UNKNOWN, name=name, known=braced(FIELDS))
    return ""


def filled(words: str, values: Mapping[str, str]) -> str:
    """The reply with its fields filled in; one of which nothing is known is left as [field], to be written by hand.

    What is filled in is not looked at again.
    """
    return _FIELD.sub(lambda found: values.get(found[1]) or f"[{found[1]}]", words)


def left_open(text: str) -> tuple[str, ...]:
    """Fields that still stand in a text somebody is about to send, as they stand there."""
    return tuple(dict.fromkeys(_LEFT.findall(text)))


def says_nothing_own(text: str, replies: Iterable[str]) -> bool:
    """Whether nearly all of a text stands in the replies, filled in for this case."""
    return words_repeated(text, replies) >= NEARLY_ALL


def changes(reply: str, sent: Sequence[str]) -> Changes:
    """What senders dropped from a reply's own sentences, and what several of them added. Numbers of people are masked.

    A sentence counts as sent where most of its words stand in one that was: its fields were filled in.
    """
    own = sentences(reply)
    dropped, added = Counter[str](), Counter[str]()
    spoken: dict[str, str] = {}
    for text in sent:
        theirs = sentences(text)
        dropped.update(one for one in own if not any(_same(one, other) for other in theirs))
        new = {_plain(one): one for one in theirs if not any(_same(mine, one) for mine in own)}
        added.update(new.keys())
        spoken |= new
    many = [(spoken[key], count) for key, count in added.most_common() if count >= FEWEST_SENDERS]
    return Changes(
        len(sent),
        tuple(Change(one, count) for one, count in dropped.most_common(SHOWN) if count >= FEWEST_SENDERS),
        tuple(Change(masked(one), count) for one, count in many[:SHOWN]),
    )


def sentences(text: str) -> list[str]:
    return [one.strip() for one in _SENTENCE.split(text) if one.strip()]


def _plain(sentence: str) -> str:
    return " ".join(re.findall(r"\w+", sentence.lower()))


def _same(template: str, sent: str) -> bool:
    """Whether at least seven of ten words of a reply's sentence, its fields left out, stand in a sent one."""
    asked = set(_plain(_FIELD.sub(" ", template)).split())
    given = set(_plain(sent).split())
    return not asked or len(asked & given) >= 0.7 * len(asked)

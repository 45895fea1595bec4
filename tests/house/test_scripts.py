"""Every script of ours can be read by the browsers of old phones: the language of 2017, and nothing that came later."""

import re
from pathlib import Path
from typing import Any

import esprima  # type: ignore[import-untyped]
import pytest

from service.settings import ROOT
from web.static_files import compact

SCRIPTS = sorted((ROOT / "web" / "static").glob("*.js"))

NEWER = {
    r"\.(?:flat|flatMap|replaceAll|trimStart|trimEnd|at|toSorted|findLast|hasOwn)\(": "a method of a later year",
    r"(?<!\bclients)\.matchAll\(": "String.matchAll (Chrome 73)",
    r"\.finally\(": "Promise.finally (Chrome 63)",
    r"\bPromise\.(?:allSettled|any)\b": "Promise.allSettled (Chrome 76)",
    r"\bAbortController\b": "AbortController (Chrome 66)",
    r"\bObject\.fromEntries\b": "Object.fromEntries (Chrome 73)",
    r"\bglobalThis\b": "globalThis (Chrome 71); self is the same",
    r"\bstructuredClone\b|\bqueueMicrotask\b": "of a later year",
    r"\.(?:arrayBuffer|text)\(\)(?=.*\bblob\b)": "Blob.arrayBuffer and Blob.text (Chrome 76); FileReader is the same",
    r"\bcrypto\.(?:randomUUID|subtle)\b": "needs a later browser or a secure context",
    r"\bnavigator\.(?:locks|canShare|clipboard\.read)\b": "of a later year",
    r"\bResizeObserver\b|\bBigInt\b|\bWeakRef\b": "of a later year",
    r"\.(?:replaceChildren|toggleAttribute|requestSubmit|showModal)\(": "of a later year",
    r"\bimport\(|\bimport\.meta\b": "modules are of Chrome 61 to 64, in part",
}
"""What Chrome 61 does not know, as it is written, and why or what to use instead."""


def faults(text: str) -> list[str]:
    """What keeps a script from running in Chrome 61, as far as its text tells."""
    spread: list[str] = []

    def look(node: Any, _place: Any) -> None:
        parts = getattr(node, "properties", None) or []
        if any(part.type in ("SpreadElement", "RestElement") for part in parts):
            spread.append("{...}: spread of objects (Chrome 60, and not the language of 2017)")

    try:
        esprima.parseScript(text, delegate=look)
    except esprima.Error as error:
        return [str(error)]
    if spread:
        return spread
    bare = re.sub(r"/\*.*?\*/|^\s*//.*$", "", text, flags=re.DOTALL | re.MULTILINE)
    return [f"{found[0]}: {why}" for pattern, why in NEWER.items() if (found := re.search(pattern, bare))]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_an_old_phone_reads_it(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert faults(text) == [], "phones of 2017 read our pages too"
    assert faults(compact("x.js", text)) == [], "compacting broke it"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_compacting_changes_nothing(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    plain, small = (esprima.tokenize(one) for one in (text, compact("x.js", text)))
    assert [(one.type, one.value) for one in plain] == [(one.type, one.value) for one in small]
    assert len(compact("x.js", text)) < len(text)


@pytest.mark.parametrize(
    "text",
    [
        "const a = b?.c;",
        "const a = b ?? c;",
        "const a = {...b};",
        "try { a(); } catch { b(); }",
        "const a = 1_000;",
        "a ||= b;",
        "class A { #b = 1; }",
        "[[1]].flat();",
        "a.finally(b);",
        "const a = new AbortController();",
        "const a = crypto.randomUUID();",
    ],
)
def test_what_is_newer_would_be_seen(text: str) -> None:
    assert faults(text)


def test_there_are_scripts() -> None:
    assert {"tanggap.js", "report.js", "outbox.js", "proof.js", "worker.js"} <= {path.name for path in SCRIPTS}

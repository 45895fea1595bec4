"""Serves the files of static/ small: compacted and compressed once, kept by browsers for ever."""

import re
from functools import cache
from mimetypes import guess_type
from pathlib import PurePosixPath
from typing import Any

import brotli  # type: ignore[import-untyped]
from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from web.rendering import STATIC

FOR_EVER = "public, max-age=31536000, immutable"
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_COMMENT_LINE = re.compile(r"^\s*//.*$\n?", re.M)
_INDENT = re.compile(r"^[ \t]+", re.M)
_AROUND = re.compile(r"\s*([{};,>])\s*")


def compact(name: str, text: str) -> str:
    """A style sheet or script without what only people read.

    Of scripts only comments on lines of their own and indentation go: no sentence of ours goes over two lines.
    """
    if name.endswith(".css"):
        text = _AROUND.sub(r"\1", " ".join(_COMMENT.sub("", text).split()))
        return text.replace(": ", ":").replace(";}", "}")
    if name.endswith(".js"):
        return _INDENT.sub("", _COMMENT_LINE.sub("", _COMMENT.sub("", text)))
    return text


@cache
def content(name: str) -> bytes:
    """What is sent of a file; raises KeyError where there is none."""
    path = STATIC / name
    if PurePosixPath(name).name != name or not path.is_file():
        raise KeyError(name)
    data = path.read_bytes()
    return compact(name, data.decode()).encode() if path.suffix in (".css", ".js") else data


@cache
def compressed(name: str) -> bytes:
    """The same by brotli, as small as it gets; takes up to a twentieth of a second, once."""
    return bytes(brotli.compress(content(name), quality=11))


@get("/static/{name:str}", name="static", include_in_schema=False, sync_to_thread=True)
def static_file(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
    try:
        plain = content(name)
    except KeyError as error:
        raise NotFoundException() from error
    kind = guess_type(name)[0] or "application/octet-stream"
    headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
    if "br" not in request.headers.get("accept-encoding", "") or kind.startswith("image/png") or len(plain) < 200:
        return Response(plain, media_type=_charset(kind), headers=headers)
    return Response(compressed(name), media_type=_charset(kind), headers=headers | {"Content-Encoding": "br"})


def _charset(kind: str) -> str:
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind

"""A small HTTP server, so that a test can answer late, answer nothing, or cut the line after it has listened."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Upload:
    """A file that came in a multipart body."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Call:
    """One request: its path and its parameters, from the address, a form, a multipart body or JSON."""

    path: str
    parameters: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    """Their names in lower case."""


@dataclass(frozen=True)
class Answer:
    """What is said back; with `cut` the line is cut instead."""

    status: int
    body: bytes
    media_type: str = "application/json"
    cut: bool = False

    @staticmethod
    def json(status: int, value: object) -> "Answer":
        return Answer(status, json.dumps(value).encode())


class HttpServer:
    """Serves on a free port of 127.0.0.1, within the loop of the test."""

    def __init__(self, answer: Callable[[Call], Awaitable[Answer]]) -> None:
        self._answer = answer
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.Task[None]] = set()
        self.port = 0

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._accepted, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close everything; the port stays known, so that it may start again where it was."""
        if self._server is not None:
            self._server.close()
        for task in tuple(self._lines):
            task.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)
        if self._server is not None:
            await self._server.wait_closed()
        self._server = None

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        try:
            while await self._exchange(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort()
            self._lines.discard(task)

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        first, _, rest = head.partition(b"\r\n")
        target = first.decode().split(" ")[1]
        headers: Message = BytesParser().parsebytes(rest)
        body = await _body(reader, headers)
        answer = await self._answer(_call(target, headers, body))
        if answer.cut:
            return False
        writer.write(
            f"HTTP/1.1 {answer.status} -\r\nContent-Type: {answer.media_type}\r\n"
            f"Content-Length: {len(answer.body)}\r\n\r\n".encode()
            + answer.body
        )
        await writer.drain()
        return headers.get("Connection", "").lower() != "close"


async def _body(reader: asyncio.StreamReader, headers: Message) -> bytes:
    if headers.get("Transfer-Encoding", "").lower() == "chunked":
        parts = []
        while size := int((await reader.readline()).split(b";")[0], 16):
            parts.append(await reader.readexactly(size))
            await reader.readline()
        await reader.readline()
        return b"".join(parts)
    return await reader.readexactly(int(headers.get("Content-Length", "0")))


def _call(target: str, headers: Message, body: bytes) -> Call:
    parts = urlsplit(target)
    parameters: dict[str, Any] = dict(parse_qsl(parts.query, keep_blank_values=True))
    uploads: dict[str, Upload] = {}
    kind = headers.get_content_type() if headers.get("Content-Type") else ""
    if kind == "application/json" and body:
        parameters |= json.loads(body)
    elif kind == "application/x-www-form-urlencoded":
        parameters |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    elif kind == "multipart/form-data":
        _take_multipart(headers, body, parameters, uploads)
    return Call(parts.path, parameters, uploads, {name.lower(): value for name, value in headers.items()})


def _take_multipart(headers: Message, body: bytes, parameters: dict[str, Any], uploads: dict[str, Upload]) -> None:
    boundary = str(headers.get_param("boundary")).encode()
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        content = content.removesuffix(b"\r\n")
        told = BytesParser().parsebytes(head + b"\r\n\r\n")
        name = str(told.get_param("name", header="content-disposition"))
        if told.get_filename() is None:
            parameters[name] = content.decode()
        else:
            uploads[name] = Upload(str(told.get_filename()), content)

"""Calls of the Bot API over connections that stay open: the library's way with half the processor's time for each.

Nearly every update is followed by a call or two. The library leaves a door for other ways to make them; what this one
does not do, files to be handed over and proxies, goes the library's own way.
"""

import asyncio
import ssl
from asyncio import StreamReader, StreamWriter
from collections.abc import Awaitable
from typing import Any, NamedTuple, TypeVar
from urllib.parse import SplitResult, urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, HTTPXRequest, RequestData

IDLE = 3.0
"""Seconds after which an unused connection is not trusted any more: many servers end theirs after five."""
LARGEST = 4_000_000
"""Bytes of an answer."""
_DEFAULT = BaseRequest.DEFAULT_NONE
_BROKEN = (OSError, EOFError, ValueError, IndexError, asyncio.LimitOverrunError)
T = TypeVar("T")


class _Line(NamedTuple):
    """An open connection, and since when it is unused (seconds of the loop's clock)."""

    reader: StreamReader
    writer: StreamWriter
    since: float = 0.0


class Wire(BaseRequest):
    """`otherwise` opens and closes with it. `timeout` in seconds: to connect, and from then to the whole answer."""

    def __init__(self, otherwise: HTTPXRequest, timeout: float, at_once: int = 64) -> None:
        self._otherwise, self._timeout = otherwise, timeout
        self._room = asyncio.Semaphore(at_once)
        self._idle: list[_Line] = []
        self._secure: ssl.SSLContext | None = None
        self._open = False

    @property
    def read_timeout(self) -> float | None:
        return self._timeout

    async def initialize(self) -> None:
        await self._otherwise.initialize()
        self._open = True

    async def shutdown(self) -> None:
        idle, self._idle, self._open = self._idle, [], False
        for line in idle:
            line.writer.close()
        await asyncio.gather(*(line.writer.wait_closed() for line in idle), return_exceptions=True)
        await self._otherwise.shutdown()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = _DEFAULT,
        write_timeout: Any = _DEFAULT,
        connect_timeout: Any = _DEFAULT,
        pool_timeout: Any = _DEFAULT,
    ) -> tuple[int, bytes]:
        """Status and body. Errors have the causes that the library's own way gives them, and say no address."""
        if not self._open:
            raise RuntimeError("not open")
        place = urlsplit(url)
        if (request_data is not None and request_data.contains_files) or _proxied(place):
            return await self._otherwise.do_request(
                url, method, request_data, read_timeout, write_timeout, connect_timeout, pool_timeout
            )
        asked = _request(place, method, urlencode(request_data.json_parameters) if request_data else "")
        async with self._room:
            line = self._unused() or await self._opened(place)
            return await self._asked(line, asked)

    async def _asked(self, line: _Line, asked: bytes) -> tuple[int, bytes]:
        kept = False
        try:
            line.writer.write(asked)
            status, body, kept = await _within(self._timeout, _answer(line.reader))
        except TimeoutError:
            raise TimedOut from httpx.ReadTimeout("")
        except _BROKEN:
            raise NetworkError("no answer") from httpx.RemoteProtocolError("")
        finally:
            if kept and self._open:
                self._idle.append(line._replace(since=asyncio.get_running_loop().time()))
            else:
                line.writer.close()
        return status, body

    def _unused(self) -> _Line | None:
        """The connection used last, as long as nobody ended it."""
        oldest = asyncio.get_running_loop().time() - IDLE
        while self._idle:
            line = self._idle.pop()
            if line.since > oldest and not line.reader.at_eof() and not line.writer.is_closing():
                return line
            line.writer.close()
        return None

    async def _opened(self, place: SplitResult) -> _Line:
        secure = None
        if place.scheme == "https":
            secure = self._secure = self._secure or httpx.create_ssl_context()
        port = place.port or (443 if secure else 80)
        try:
            opening = asyncio.open_connection(place.hostname, port, ssl=secure)
            return _Line(*await _within(self._timeout, opening))
        except TimeoutError:
            raise TimedOut from httpx.ConnectTimeout("")
        except OSError:
            raise NetworkError("not connected") from httpx.ConnectError("")


def _proxied(place: SplitResult) -> bool:
    """Whether the environment names a proxy for this address."""
    proxies = getproxies()
    named = place.scheme in proxies or "all" in proxies
    return named and not proxy_bypass(place.hostname or "")


def _request(place: SplitResult, method: str, body: str) -> bytes:
    content = body.encode()
    return (
        f"{method} {place.path} HTTP/1.1\r\nHost: {place.netloc}\r\nUser-Agent: {BaseRequest.USER_AGENT}\r\n"
        "Accept: */*\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    ).encode() + content


async def _answer(reader: StreamReader) -> tuple[int, bytes, bool]:
    """Status, body, and whether the connection can be used again. Raises one of `_BROKEN`."""
    status, headers = await _head(reader)
    while status < 200:
        status, headers = await _head(reader)
    said = headers.get("connection", "").lower()
    kept = "close" not in said and (headers[""] == "HTTP/1.1" or "keep-alive" in said)
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return status, await _chunks(reader), kept
    if "content-length" in headers:
        return status, await reader.readexactly(_sized(int(headers["content-length"]))), kept
    if status in (204, 304):
        return status, b"", kept
    return status, await reader.read(LARGEST), False


async def _head(reader: StreamReader) -> tuple[int, dict[str, str]]:
    """Status and headers in small letters; under no name the version."""
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    version, _, rest = first.partition(" ")
    if version not in ("HTTP/1.1", "HTTP/1.0"):
        raise ValueError("no HTTP")
    told = (line.partition(":") for line in lines if line)
    return int(rest[:3]), {"": version} | {name.strip().lower(): value.strip() for name, _, value in told}


async def _chunks(reader: StreamReader) -> bytes:
    body = bytearray()
    while size := int((await reader.readuntil(b"\r\n")).partition(b";")[0], 16):
        _sized(len(body) + size)
        body += (await reader.readexactly(size + 2))[:-2]
    while await reader.readuntil(b"\r\n") != b"\r\n":
        pass
    return bytes(body)


def _sized(size: int) -> int:
    if not 0 <= size <= LARGEST:
        raise ValueError("too long")
    return size


async def _within(seconds: float, work: Awaitable[T]) -> T:
    async with asyncio.timeout(seconds):
        return await work

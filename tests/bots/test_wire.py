"""Calls over connections that stay open: any answer HTTP allows, and never a doubt where nothing was handed over."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
from telegram.error import NetworkError, TimedOut
from telegram.request import HTTPXRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bots.wire import LARGEST, Wire

OK = b'{"ok":true}'
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n" + OK
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Server:
    """Answers each request with the next of `answers`, and the last one again and again; None says nothing."""

    def __init__(self, *answers: bytes | None) -> None:
        self.answers = list(answers)
        self.requests: list[bytes] = []
        self.connections = 0
        self.ending = asyncio.Event()
        self.writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.append(writer)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
                self.requests.append(head + await reader.readexactly(length))
                answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                if answer is None:
                    await self.ending.wait()
                writer.write(answer or b"")
                if answer == b"" or b"onnection: close" in (answer or b"") or b"HTTP/1.0" in (answer or b""):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def end(self) -> None:
        self.ending.set()
        for writer in self.writers:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for writer in self.writers), return_exceptions=True)


@asynccontextmanager
async def wired(server: Server, patience: float = 2.0, at_once: int = 64) -> AsyncIterator[tuple[Wire, str]]:
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    wire = Wire(HTTPXRequest(), patience, at_once)
    await wire.initialize()
    try:
        yield wire, f"http://127.0.0.1:{port}/bot1:a/sendMessage"
    finally:
        await wire.shutdown()
        listening.close()
        await server.end()


def told(**values: str) -> RequestData:
    return RequestData([RequestParameter(name, value, None) for name, value in values.items()])


async def test_one_connection_serves_one_call_after_the_other() -> None:
    server = Server(WHOLE)
    async with wired(server) as (wire, url):
        for _ in range(3):
            assert await wire.do_request(url, "POST", told(text="a&b=ü", chat_id="1")) == (200, OK)
    assert server.connections == 1
    assert server.requests[0].startswith(b"POST /bot1:a/sendMessage HTTP/1.1\r\n")
    assert server.requests[0].endswith(b"\r\n\r\ntext=a%26b%3D%C3%BC&chat_id=1")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (
            b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;x=y\r\n{"ok\r\n7\r\n":true}\r\n0\r\nX: y\r\n\r\n',
            (200, OK),
        ),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + OK, (200, OK)),
        (b"HTTP/1.0 502 Bad Gateway\r\ncontent-length:3\r\n\r\nbad", (502, b"bad")),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + WHOLE, (200, OK)),
        (b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", (429, b"")),
    ],
)
async def test_every_shape_of_an_answer_is_read(answer: bytes, expected: tuple[int, bytes]) -> None:
    async with wired(Server(answer)) as (wire, url):
        assert await wire.do_request(url, "POST", told(a="1")) == expected
        assert await wire.do_request(url, "POST") == expected


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 50\r\n\r\nhalf",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (LARGEST + 1),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
async def test_what_cannot_be_read_may_have_been_taken(answer: bytes) -> None:
    server = Server(answer, WHOLE)
    async with wired(server) as (wire, url):
        with pytest.raises(NetworkError) as fault:
            await wire.do_request(url, "POST", told(a="1"))
        assert isinstance(fault.value.__cause__, httpx.RemoteProtocolError)
        assert "1:a" not in repr(fault.value)
        assert await wire.do_request(url, "POST") == (200, OK), "and the next call has a connection of its own"
    assert server.connections == 2


async def test_no_answer_in_time_is_a_doubt_and_its_late_answer_is_nobodys() -> None:
    server = Server(None, WHOLE)
    async with wired(server, patience=0.2) as (wire, url):
        with pytest.raises(TimedOut) as fault:
            await wire.do_request(url, "POST", told(a="1"))
        assert isinstance(fault.value.__cause__, httpx.ReadTimeout)
        assert await wire.do_request(url, "POST") == (200, OK)
    assert server.connections == 2


async def test_nobody_there_is_no_doubt() -> None:
    async with wired(Server(WHOLE)) as (wire, _):
        with pytest.raises(NetworkError) as fault:
            await wire.do_request("http://127.0.0.1:1/bot1:a/getMe", "POST")
        assert isinstance(fault.value.__cause__, httpx.ConnectError)


async def test_a_connection_the_server_has_ended_is_not_used_again() -> None:
    server = Server(WHOLE)
    async with wired(server) as (wire, url):
        assert await wire.do_request(url, "POST") == (200, OK)
        server.writers[0].close()
        await asyncio.sleep(0.05)
        assert await wire.do_request(url, "POST") == (200, OK)
    assert server.connections == 2


async def test_a_cancelled_call_leaves_no_half_read_connection() -> None:
    server = Server(None, WHOLE)
    async with wired(server) as (wire, url):
        call = asyncio.create_task(wire.do_request(url, "POST"))
        await asyncio.sleep(0.05)
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)
        assert await wire.do_request(url, "POST") == (200, OK)


async def test_many_calls_at_once_share_few_connections() -> None:
    server = Server(WHOLE)
    async with wired(server, at_once=4) as (wire, url):
        answers = await asyncio.gather(*(wire.do_request(url, "POST", told(n=str(n))) for n in range(40)))
    assert answers == [(200, OK)] * 40
    assert server.connections <= 4
    assert len(set(server.requests)) == 40


async def test_a_proxy_of_the_environment_is_asked_as_the_library_does(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(WHOLE)
    asked: list[str] = []

    async def instead(self: HTTPXRequest, url: str, *_: object) -> tuple[int, bytes]:
        asked.append(url)
        return 200, b"by proxy"

    monkeypatch.setattr(HTTPXRequest, "do_request", instead)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    async with wired(server) as (wire, url):
        assert await wire.do_request("http://api.example/bot1:a/getMe", "POST") == (200, b"by proxy")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert await wire.do_request(url, "POST") == (200, OK)
    assert asked == ["http://api.example/bot1:a/getMe"]

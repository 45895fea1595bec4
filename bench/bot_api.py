"""A Bot API that only answers and counts: a process of its own, light, so that it measures the bot and not itself.

`python -m bench.bot_api SECONDS` listens on a free port of this machine, which is the first line it prints, and
answers each call after so many seconds, as a distant server does. GET /heard tells all that was said.
"""

import asyncio
import json
import sys
import time
from collections import Counter, defaultdict
from typing import Any, cast
from urllib.parse import parse_qs

import uvloop

HOST = "127.0.0.1"
SHOWN = ("sendMessage", "editMessageText")
"""Calls that put words into a chat."""
_ME = {"id": 4711, "is_bot": True, "first_name": "Tanggap", "username": "tanggap_bench_bot"}


class Heard:
    """What was said: words by chat, the moment of each message sent (seconds, monotonic), calls by name."""

    def __init__(self) -> None:
        self.words: defaultdict[int, list[str]] = defaultdict(list)
        self.sent: list[tuple[float, int]] = []
        self.calls: Counter[str] = Counter()

    def answer(self, name: str, told: dict[str, str]) -> object:
        """Keeps the call; returns its result."""
        self.calls[name] += 1
        if name == "getMe":
            return _ME
        if name not in SHOWN:
            return True
        chat = int(told["chat_id"])
        self.words[chat].append(told["text"])
        if name == "sendMessage":
            self.sent.append((time.monotonic(), chat))
        number = int(told.get("message_id", len(self.sent)))
        return {
            "message_id": number,
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private", "first_name": "Warga"},
            "from": _ME,
            "text": told["text"],
        }

    def report(self) -> dict[str, Any]:
        return {"words": self.words, "sent": self.sent, "calls": self.calls}


class Answering(asyncio.Protocol):
    """One connection, one call after the other; nothing is asked before the last answer came."""

    def __init__(self, heard: Heard, seconds: float) -> None:
        self._heard, self._seconds = heard, seconds
        self._received = b""
        self._way: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._way = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        self._received = b""
        path = head.split(b" ", 2)[1].decode()
        if path == "/heard":
            self._send(json.dumps(self._heard.report()).encode())
            return
        told = {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
        result = self._heard.answer(path.rpartition("/")[2], told)
        answer = json.dumps({"ok": True, "result": result}).encode()
        asyncio.get_running_loop().call_later(self._seconds, self._send, answer)

    def _send(self, body: bytes) -> None:
        if self._way is None or self._way.is_closing():
            return
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self._way.write(head.encode() + body)


def _length(head: bytes) -> int:
    """Bytes of the body; 0 where nothing is told of them."""
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def serve(seconds: float) -> None:
    """Until the process is ended."""
    heard = Heard()
    server = await asyncio.get_running_loop().create_server(lambda: Answering(heard, seconds), HOST, 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(float(sys.argv[1])))

"""Files complaints over HTTP/1.1 with keep-alive and says what came back; light, so that it measures the server."""

import asyncio
import json
import sys
import time
from collections import Counter
from typing import cast
from uuid import uuid4

import uvloop

from bench.reports import reports

PATH = "/api/v1/complaints"
PATIENCE = 30.0
"""Seconds that the last answers may take."""


class Caller(asyncio.Protocol):
    """One connection that files one complaint after the other until `until` (seconds of the monotonic clock)."""

    def __init__(self, host: str, until: float, seed: int, done: asyncio.Event) -> None:
        self.accepted: list[tuple[str, str]] = []
        """Idempotency key and code of every complaint answered with 201."""
        self.seconds: list[float] = []
        self.refused: Counter[str] = Counter()
        self._host, self._until, self._done = host, until, done
        self._reports = reports(seed)
        self._key, self._sent_at, self._received = "", 0.0, b""
        self._way: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._way = cast(asyncio.Transport, transport)
        self._send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self._done.is_set():
            self.refused["connection lost"] += 1
            self._done.set()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, rest = self._received.partition(b"\r\n\r\n")
        if not found or len(rest) < _length(head):
            return
        self._received = b""
        self.seconds.append(time.monotonic() - self._sent_at)
        status = head[9:12].decode()
        if status == "201":
            self.accepted.append((self._key, json.loads(rest)["code"]))
        else:
            self.refused[f"{status} {rest[:200].decode(errors='replace')}"] += 1
        if time.monotonic() < self._until:
            self._send()
        else:
            self._done.set()
            if self._way is not None:
                self._way.close()

    def _send(self) -> None:
        assert self._way is not None
        body, self._key = next(self._reports), str(uuid4())
        self._sent_at = time.monotonic()
        self._way.write(
            f"POST {PATH} HTTP/1.1\r\nHost: {self._host}\r\nContent-Type: application/json\r\n"
            f"Idempotency-Key: {self._key}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body
        )


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ValueError("an answer without content-length")


async def file_for(host: str, port: int, callers: int, seconds: float, seed: int) -> dict[str, object]:
    """Let `callers` connections file for so many seconds; `seed` names the words they use."""
    loop = asyncio.get_running_loop()
    ends = [asyncio.Event() for _ in range(callers)]
    begun = time.monotonic()
    crowd = []
    for number, done in enumerate(ends):
        caller = Caller(f"{host}:{port}", begun + seconds, seed * 1000 + number, done)
        await loop.create_connection(lambda caller=caller: caller, host, port)  # type: ignore[misc]
        crowd.append(caller)
    async with asyncio.timeout(seconds + PATIENCE):
        await asyncio.gather(*(done.wait() for done in ends))
    return {
        "seconds": time.monotonic() - begun,
        "accepted": [pair for caller in crowd for pair in caller.accepted],
        "latencies": [one for caller in crowd for one in caller.seconds],
        "refused": dict(sum((caller.refused for caller in crowd), Counter[str]())),
    }


if __name__ == "__main__":
    _, host, port, callers, seconds, seed = sys.argv
    sys.stdout.write(
        json.dumps(uvloop.run(file_for(host, int(port), int(callers), float(seconds), int(seed))))  # one JSON document
    )

"""Officers and citizens at work: each opens a page, reads for a while, and goes on from what the page shows.

`python -m bench.day_people` reads a plan in JSON and writes what happened; light, so that it measures the server.
Styles and scripts are not asked for, as browsers that were here before have them.
"""

import asyncio
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import unescape
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import msgspec

from bench.reports import reports

PATIENCE = 30.0
"""Seconds after which an answer is given up."""
_FORM = re.compile(r'<form\b[^>]*\baction="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
_HIDDEN = re.compile(r'<input\b[^>]*\btype="hidden"[^>]*>')
_NAME, _VALUE = re.compile(r'\bname="([^"]*)"'), re.compile(r'\bvalue="([^"]*)"')
_CASE = re.compile(r'href="(/kantor/aduan/[0-9a-f-]{36})["?]')
_CODE = re.compile(r'href="(/lacak/[0-9A-Z-]{10,14})"')
_NEXT = re.compile(r'<a [^>]*href="([^"]+)"[^>]*rel="next"')
_LIVE = re.compile(r'data-live="([^"]+)"')
_FIGURE = re.compile(r'href="(/kantor/pengawasan/(?:daftar|aduan)\?[^"]+)"')
_NOTES = (
    "Sudah dicek ke lokasi, menunggu alat.",
    "Berkas lengkap, tinggal tanda tangan.",
    "Hubungi kelurahan besok pagi.",
)
_NEWS = (
    "Petugas kami sudah melihat tempatnya. Bahan sedang dipesan, dan kami kabari lagi setelah pekerjaan dimulai.",
    "Pekerjaan sudah dijadwalkan bersama kelurahan. Terima kasih sudah menunggu.",
)
_WORDS = ("jalan berlubang", "lampu", "sampah", "air", "puskesmas", "jembatan", "drainase")


class Person(msgspec.Struct, frozen=True):
    """Who asks: `cookie` is a session's, `role` a kind of work in WORK, `address` where they come from."""

    role: str
    address: str
    think: float
    """Seconds between two pages, on average."""
    cookie: str = ""


class Plan(msgspec.Struct, frozen=True):
    """`codes` are of complaints that everybody may read."""

    host: str
    port: int
    seed: int
    warm: float
    """Seconds before anything is counted."""
    seconds: float
    people: tuple[Person, ...]
    codes: tuple[str, ...]


@dataclass
class Seen:
    """What came of it: by name of a page the seconds of each answer, and what went wrong."""

    counting: bool = False
    seconds: dict[str, list[float]] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)
    bytes: int = 0
    refused: int = 0
    """Moves that another officer had made first: the page says so, and nothing is lost."""


class Answer(msgspec.Struct, frozen=True):
    status: int
    onward: str
    text: str


class Connection:
    """One that a browser keeps open."""

    def __init__(self, plan: Plan, person: Person, seen: Seen) -> None:
        self._plan, self._person, self._seen = plan, person, seen
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._cookies = {"tanggap_sesi": person.cookie} if person.cookie else {}

    async def page(
        self, name: str, path: str, form: Mapping[str, str] | None = None, good: tuple[int, ...] = (200,)
    ) -> Answer:
        """Ask for a page, or send a form, and count it under `name`; where it leads on to is followed, uncounted."""
        began, method = time.perf_counter(), "GET" if form is None else "POST"
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._asked(method, path, urlencode(form) if form is not None else "")
        except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
            self._count(name, time.perf_counter() - began, f"{type(error).__name__}: {method} {path}")
            self.close()
            return Answer(0, "", "")
        fault = "" if answer.status in good or answer.status == 303 else f"{answer.status}: {method} {path}"
        self._count(name, time.perf_counter() - began, fault)
        if answer.onward and not fault:
            return await self.page(f"{name}, after", answer.onward)
        return answer

    def _count(self, name: str, seconds: float, fault: str) -> None:
        if self._seen.counting:
            self._seen.seconds.setdefault(name, []).append(seconds)
        if fault:  # at any time: what fails while people come is a failure, too
            self._seen.wrong[fault] += 1

    async def _asked(
        self, method: str, path: str, body: str, kind: str = "application/x-www-form-urlencoded"
    ) -> Answer:
        sent = body.encode()
        head = [
            f"{method} {path} HTTP/1.1",
            f"Host: {self._plan.host}:{self._plan.port}",
            f"X-Forwarded-For: {self._person.address}",
            "Accept-Encoding: gzip",
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
            *(
                [f"Cookie: {'; '.join(f'{name}={value}' for name, value in self._cookies.items())}"]
                if self._cookies
                else []
            ),
            *(
                [f"Origin: http://{self._plan.host}:{self._plan.port}", f"Content-Type: {kind}"]
                if method == "POST"
                else []
            ),
            *([f"Idempotency-Key: {uuid4()}"] if kind == "application/json" else []),
            *([f"Content-Length: {len(sent)}"] if method == "POST" else []),
        ]
        request = ("\r\n".join(head) + "\r\n\r\n").encode() + sent
        # A server may close what was idle before it has heard anything: a page is asked for again, a form is sent on a
        # connection of its own.
        for fresh in (method == "POST", True):
            if self._streams is None or fresh:
                self.close()
                self._streams = await asyncio.open_connection(self._plan.host, self._plan.port)
            reader, writer = self._streams
            writer.write(request)
            try:
                return await self._read(reader)
            except (asyncio.IncompleteReadError, ConnectionError):
                if fresh or method == "POST":
                    raise
        raise AssertionError

    async def _read(self, reader: asyncio.StreamReader) -> Answer:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = [line.partition(": ")[::2] for line in lines[1:] if line]
        told = {name.lower(): value for name, value in headers}
        for name, value in headers:
            if name.lower() == "set-cookie":
                cookie, _, kept = value.partition(";")[0].partition("=")
                self._cookies[cookie] = kept
        body = (
            await reader.readexactly(int(told["content-length"])) if "content-length" in told else await _chunks(reader)
        )
        if self._seen.counting:
            self._seen.bytes += len(body)
        text = (gzip.decompress(body) if told.get("content-encoding") == "gzip" else body).decode(errors="replace")
        return Answer(
            int(lines[0].split(" ")[1]),
            told.get("location", "").removeprefix(f"http://{self._plan.host}:{self._plan.port}"),
            text,
        )

    async def filed(self, body: bytes) -> str:
        """Send a report as an app would; its own page, for whoever sent it."""
        began = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._asked("POST", "/api/v1/complaints", body.decode(), "application/json")
        except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
            self._count("report sent", time.perf_counter() - began, f"{type(error).__name__}: POST report")
            self.close()
            return ""
        self._count(
            "report sent", time.perf_counter() - began, "" if answer.status == 201 else f"{answer.status}: POST report"
        )
        return "/" + json.loads(answer.text)["follow_url"].split("/", 3)[3] if answer.status == 201 else ""

    @asynccontextmanager
    async def listening(self, path: str) -> AsyncIterator[None]:
        """What an open inbox hears of changes, on a connection of its own."""
        ear = asyncio.create_task(self._hear(path)) if path else None
        try:
            yield
        finally:
            if ear is not None:
                ear.cancel()
                await asyncio.wait([ear])  # awaited itself, it would swallow that this person is called off meanwhile
                if not ear.cancelled():
                    ear.result()

    async def _hear(self, path: str) -> None:
        reader, writer = await asyncio.open_connection(self._plan.host, self._plan.port)
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        head = f"Host: {self._plan.host}\r\nAccept: text/event-stream\r\nCookie: {cookies}"
        writer.write(f"GET {path} HTTP/1.1\r\n{head}\r\n\r\n".encode())
        try:
            status = (await reader.readline()).split(b" ")[1].decode()
            if status != "200":
                self._seen.wrong[f"{status}: GET live"] += 1
            while await reader.read(65536):
                pass
        finally:
            writer.close()

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += await reader.readexactly(size + 2)
        body = body[:-2]
    await reader.readexactly(2)
    return body


class Someone:
    """A person in front of one browser; `turns` is their work, a page after the other, for ever."""

    def __init__(self, plan: Plan, person: Person, seen: Seen, number: int) -> None:
        self._plan, self._person, self._seen = plan, person, seen
        self._chance = Random(plan.seed * 10_000 + number)  # noqa: S311 - the same day again
        self._reports = reports(plan.seed * 10_000 + number)
        self._web = Connection(plan, person, seen)

    async def day(self) -> None:
        await asyncio.sleep(self._chance.random() * self._person.think)
        try:
            while True:
                await self._turn()
        finally:
            self._web.close()

    async def _turn(self) -> None:
        match self._person.role:
            case "officer" | "head":
                await self._inbox()
            case "coordinator":
                await self._triage()
            case "supervisor":
                await self._oversight()
            case _:
                await self._citizen()

    async def _think(self) -> None:
        await asyncio.sleep(self._person.think * (0.5 + self._chance.random()))

    async def _open(self, name: str, path: str) -> str:
        text = (await self._web.page(name, path)).text
        await self._think()
        return text

    async def _inbox(self) -> None:
        """Look at what lies there, open some of it, look around, go on."""
        answer = await self._web.page("inbox", "/kantor/kotak")
        live = _LIVE.search(answer.text)
        async with self._web.listening(unescape(live.group(1)) if live else ""):
            await self._think()
        cases = _CASE.findall(answer.text)
        for _ in range(2):
            if cases:
                await self._case(self._chance.choice(cases))
        luck = self._chance.random()
        if luck < 0.25:
            await self._open(
                "inbox, a part",
                f"/kantor/kotak?daftar={self._chance.choice(('saya', 'belum', 'lewat', 'pekan', 'dijawab'))}",
            )
        elif luck < 0.4 and (onward := _NEXT.search(answer.text)):
            await self._open("inbox, next page", unescape(onward.group(1)))
        elif luck < 0.55:
            await self._open("inbox, search", "/kantor/kotak?" + urlencode({"words": self._chance.choice(_WORDS)}))
        elif luck < 0.65:
            await self._open("search", "/kantor/cari?" + urlencode({"words": self._chance.choice(_WORDS)}))
        elif luck < 0.72:
            await self._open("escalations", "/kantor/pengawasan/eskalasi")
        elif luck < 0.77:
            await self._open("to be called", "/kantor/hubungi")
        elif luck < 0.82:
            await self._open("notices", "/kantor/pemberitahuan")
        elif self._person.role == "head":
            await self._open(*self._chance.choice(_OVERSIGHT))

    async def _case(self, path: str) -> None:
        text = await self._open("case", path)
        luck = self._chance.random()
        move, fields = (
            ("ambil", {})
            if luck < 0.12
            else ("kabari", {"words": self._chance.choice(_NEWS), "yakin": "ya"})
            if luck < 0.2
            else ("catatan", {"words": self._chance.choice(_NOTES)})
            if luck < 0.3
            else ("", {})
        )
        form = form_of(text, f"{path}/{move}") if move else None
        if form is not None:
            answer = await self._web.page("case, a move", f"{path}/{move}", form | fields, (200, 409, 422))
            self._seen.refused += answer.status in (409, 422)
            await self._think()

    async def _triage(self) -> None:
        """One report after the other; of some it is plain whose they are."""
        answer = await self._web.page("triage", "/kantor/triase")
        for _ in range(6):
            await self._think()
            actions = [one for one in _FORM.findall(answer.text) if one[0].endswith("/teruskan")]
            form = form_of(answer.text, actions[0][0]) if actions else None
            unit = re.search(r'name="unit"[^>]*\bvalue="([^"]+)"', actions[0][1]) if actions else None
            if form is not None and unit is not None and self._chance.random() < 0.5:
                answer = await self._web.page(
                    "triage, forwarded", actions[0][0], form | {"unit": unescape(unit.group(1))}, (200, 409, 422)
                )
                self._seen.refused += answer.status in (409, 422)
            else:
                answer = await self._web.page(
                    "triage", "/kantor/triase?" + urlencode({"halaman": self._chance.randint(1, 3)})
                )
        await self._think()
        await self._open(*self._chance.choice(_DESK))

    async def _oversight(self) -> None:
        text = await self._open("oversight", "/kantor/pengawasan")
        if behind := _FIGURE.findall(text):
            await self._open("cases behind a figure", unescape(self._chance.choice(behind)))
        for one in self._chance.sample(_OVERSIGHT, 3):
            await self._open(*one)
        await self._open(*self._chance.choice(_BESIDE))

    async def _citizen(self) -> None:
        luck = self._chance.random()
        if luck < 0.3:
            await self._open("form", "/")
            if luck < 0.06:
                own = await self._web.filed(next(self._reports))
                await self._think()
                if own:
                    await self._open("own report", own)
        elif luck < 0.6:
            await self._open("status", f"/lacak/{self._chance.choice(self._plan.codes)}")
        elif luck < 0.8:
            text = await self._open("list", "/aduan" + self._chance.choice(("", "?topic=jalan_rusak", "?area=18.01")))
            if found := _CODE.findall(text):
                await self._open("status", self._chance.choice(found))
        elif luck < 0.9:
            await self._open("list, search", "/aduan?" + urlencode({"q": self._chance.choice(_WORDS)}))
        elif luck < 0.96:
            await self._open("map", "/peta")
        else:
            await self._open("figures", "/kinerja")


_OVERSIGHT = [
    ("oversight, groups", "/kantor/pengawasan/rincian"),
    ("oversight, over time", "/kantor/pengawasan/kendali"),
    ("oversight, funnel", "/kantor/pengawasan/corong"),
    ("oversight, workload", "/kantor/pengawasan/beban"),
    ("oversight, the week", "/kantor/pengawasan/minggu"),
]
_BESIDE = [
    ("evidence", "/kantor/pengawasan/bukti"),
    ("escalations", "/kantor/pengawasan/eskalasi"),
    ("bodies outside", "/kantor/luar"),
    ("national figures", "/kantor/laporan/nasional"),
    ("times of handling", "/kantor/pengawasan/waktu"),
    ("routing", "/kantor/pengawasan/penyaluran"),
    ("reports", "/kantor/laporan"),
]
_DESK = [
    ("clear cases", "/kantor/triase/jelas"),
    ("to be called", "/kantor/hubungi"),
    ("bodies outside", "/kantor/luar"),
    ("search", "/kantor/cari?words=jalan"),
    ("notices", "/kantor/pemberitahuan"),
]


def form_of(page: str, action: str) -> dict[str, str] | None:
    """The hidden fields of a form on a page; None where the page has no such form."""
    for found, inside in _FORM.findall(page):
        if unescape(found) == action:
            hidden = _HIDDEN.findall(inside)
            named = ((_NAME.search(one), _VALUE.search(one)) for one in hidden)
            return {name.group(1): unescape(value.group(1)) for name, value in named if name and value}
    return None


async def live(plan: Plan) -> dict[str, Any]:
    """The day of all these people at once."""
    seen = Seen()
    days = [asyncio.create_task(Someone(plan, one, seen, number).day()) for number, one in enumerate(plan.people)]
    await asyncio.sleep(plan.warm)
    seen.counting = True
    await asyncio.sleep(plan.seconds)
    seen.counting = False
    for day in days:
        day.cancel()
    ended = await asyncio.gather(*days, return_exceptions=True)
    for one in ended:
        if isinstance(one, Exception):
            seen.wrong[f"{type(one).__name__}: {one}"[:200]] += 1
    return {"seconds": seen.seconds, "wrong": dict(seen.wrong), "bytes": seen.bytes, "refused": seen.refused}


if __name__ == "__main__":
    import uvloop

    sys.stdout.write(json.dumps(uvloop.run(live(msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)))))

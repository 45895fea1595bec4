"""`up` prepares an empty folder, starts everything, and goes on where it was after whatever ended it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from foundation.database import Database
from foundation.embedded import Address
from foundation.errors import Invalid
from service import seeding
from service.processes import wait_ready
from service.progress import Report, quiet
from service.settings import ROOT, Settings
from service.up import Ask, Words, prepare
from service.wiring import opened
from tests.service.conftest import NOW, Tell
from web.house import House

PASSWORD = "kata sandi yang panjang"


class Heard:
    """What `up` said, and what it is answered when it asks for a password."""

    def __init__(self, *answers: str | None) -> None:
        self.said: list[str] = []
        self._answers = iter(answers)

    @property
    def words(self) -> Words:
        ask: Ask = lambda: next(self._answers)  # noqa: E731 - one line says it
        return Words(self.said.append, self.said.append, ask)


async def prepared(settings: Settings, address: Address, heard: Heard, size: str | None = None) -> Settings:
    return await prepare(settings, address.url, size, heard.words, quiet)


async def usernames(settings: Settings, address: Address) -> list[str]:
    async with opened(settings, address.url) as house:
        return [account.username for account in await house.accounts.all()]


async def test_an_empty_installation_gets_its_region_and_its_first_administrator(
    settings: Settings, database_address: Address
) -> None:
    heard = Heard("pendek", PASSWORD)
    await prepared(settings, database_address, heard)
    assert "Loaded the region lampung." in heard.said
    assert any("paling sedikit" in sentence for sentence in heard.said)
    assert await usernames(settings, database_address) == ["admin"]
    again = Heard()
    await prepared(settings, database_address, again)
    assert again.said == []


async def test_where_nobody_can_be_asked_it_starts_and_says_what_to_do(
    settings: Settings, database_address: Address
) -> None:
    heard = Heard(None)
    assert not (await prepared(settings, database_address, heard)).demo
    assert any("./tanggap user add admin --role administrator" in sentence for sentence in heard.said)
    assert await usernames(settings, database_address) == []


async def test_the_environment_may_hold_the_password(tmp_path: Path, database_address: Address) -> None:
    with pytest.raises(Invalid):
        await prepared(Settings(data=tmp_path, admin_password="pendek"), database_address, Heard())
    settings = Settings(data=tmp_path, admin_username="kepala", admin_password=PASSWORD)
    await prepared(settings, database_address, Heard())
    assert await usernames(settings, database_address) == ["kepala"]


async def test_a_demonstration_that_was_killed_is_taken_up_again_with_or_without_being_asked_for(
    settings: Settings, database_address: Address, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeded: list[str] = []

    async def killed(size: str, house: House, settings: Settings, url: str, report: Report) -> None:
        raise KeyboardInterrupt

    async def whole(size: str, house: House, settings: Settings, url: str, report: Report) -> None:
        seeded.append(size)

    monkeypatch.setattr(seeding, "_seed", killed)
    with pytest.raises(KeyboardInterrupt):
        await prepared(settings, database_address, Heard(), "small")
    assert not await seeding.seeded(database)
    monkeypatch.setattr(seeding, "_seed", whole)
    assert (await prepared(settings, database_address, Heard())).demo
    assert await seeding.seeded(database)
    assert (await prepared(settings, database_address, Heard(), "small")).demo
    assert seeded == ["small"]


async def test_invented_complaints_are_not_mixed_with_real_ones(
    house: House, tell: Tell, settings: Settings, database_address: Address
) -> None:
    await tell()
    with pytest.raises(seeding.RealData, match="real complaints"):
        await seeding.begin(house.database, seeding.SMALL, NOW)
    assert not (await prepared(settings, database_address, Heard(None))).demo


class Started:
    """`up` as a process of its own, on a free port."""

    def __init__(self, data: Path, **more: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "service", "up", "--data", str(data), "--port", str(self.port)],
            cwd=ROOT,
            env={**environment, "TANGGAP_ADMIN_PASSWORD": PASSWORD, **more},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
        )
        self._said = b""
        assert wait_ready(f"{self.url}/readyz", 120, give_up=lambda: self.process.poll() is not None), self.end()
        assert self.process.stdout is not None
        while b"Tanggap is ready" not in self._said and (line := self.process.stdout.readline()):
            self._said += line  # it answers a moment before it says so

    def end(self, sign: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        """The exit code, standard output and standard error."""
        self.process.send_signal(sign)
        said, words = self.process.communicate(timeout=60)
        return self.process.returncode, (self._said + said).decode(), words.decode()


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "data"
    tmp_path.chmod(0o755)
    yield folder
    for pid in _running_in(folder):
        os.kill(pid, signal.SIGKILL)


def _running_in(folder: Path) -> list[int]:
    """Processes started with this data folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"TANGGAP_DATA={folder}".encode() in entry.read_bytes():
                found.append(int(entry.parent.name))
        except OSError:
            continue
    return found


def test_what_was_acknowledged_survives_a_kill_and_a_second_start(data: Path) -> None:
    first = Started(data)
    sent = httpx.post(
        f"{first.url}/api/v1/complaints",
        json={"text": "Lampu jalan mati di Jl. Raden Intan, sudah seminggu."},
        headers={"Idempotency-Key": str(uuid4())},
    )
    assert sent.status_code == 201, sent.text
    code = sent.json()["code"]
    first.end(signal.SIGKILL)

    second = Started(data, TANGGAP_WEB_PROCESSES="1")
    assert httpx.get(f"{second.url}/api/v1/complaints/{code}").status_code == 200
    assert (data / "keys.json").stat().st_mode & 0o077 == 0
    exit_code, said, words = second.end()
    assert exit_code == 0
    assert f"Tanggap is ready: {second.url}" in said
    assert "first administrator" not in words
    assert _running_in(data) == []

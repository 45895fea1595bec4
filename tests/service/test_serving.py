"""Several web processes answer at one address, and are looked after."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bench.server import free_port
from foundation.embedded import Address
from service.processes import wait_ready
from service.settings import ROOT, Settings
from service.standing import child_environment
from tests.service.test_processes import alive, until

ASKED_AGAIN = 0.25
"""Seconds after which all of /proc is read again, which takes a processor as much as what is waited for."""
Web = tuple["subprocess.Popen[bytes]", int]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel through /proc")


@pytest.fixture
def said(tmp_path: Path) -> Path:
    return tmp_path / "said"


@pytest.fixture
def web(settings: Settings, lampung_address: Address, said: Path) -> Iterator[Web]:
    """The verb with two processes that both listen, and its port."""
    port = free_port()
    environment = child_environment(settings, lampung_address.url, os.environ, ROOT)
    environment |= {"TANGGAP_WEB_PROCESSES": "2", "TANGGAP_PORT": str(port)}
    with said.open("wb") as words:
        process = subprocess.Popen([sys.executable, "-m", "service", "web"], cwd=ROOT, env=environment, stderr=words)
    try:
        ready = wait_ready(f"http://127.0.0.1:{port}/readyz", 120, give_up=lambda: process.poll() is not None)
        assert ready, said.read_text()
        until(lambda: len(answering(process, port)) == 2, 60, ASKED_AGAIN)
        yield process, port
    finally:
        process.kill()
        process.wait()


def answering(process: "subprocess.Popen[bytes]", port: int) -> list[int]:
    """The children of a process that wait for connections at a port: its server watches the socket."""
    inodes = {
        row[9]
        for row in map(str.split, Path("/proc/net/tcp").read_text().splitlines()[1:])
        if row[3] == "0A" and row[1].endswith(f":{port:04X}")
    }
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(child) for child in children if alive(int(child)) and _watches(child, inodes)]


def _watches(pid: str, inodes: set[str]) -> bool:
    try:
        held = {path.name: os.readlink(path) for path in Path(f"/proc/{pid}/fd").iterdir()}
        ours = {name for name, target in held.items() if target in {f"socket:[{inode}]" for inode in inodes}}
        polls = [name for name, target in held.items() if "eventpoll" in target]
        watched = "".join(Path(f"/proc/{pid}/fdinfo/{name}").read_text() for name in polls)
    except OSError:
        return False  # it ended, or opened and closed something meanwhile
    return any(f"tfd: {name:>8} " in watched for name in ours)


def test_one_that_dies_is_missed_by_nobody_and_comes_back_and_all_stop_in_order(web: Web, said: Path) -> None:
    process, port = web
    killed = answering(process, port)[0]
    os.kill(killed, signal.SIGKILL)
    until(lambda: not alive(killed))
    assert httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
    until(lambda: len(answering(process, port)) == 2, 60, ASKED_AGAIN)
    assert said.read_text().count("stopped unexpectedly (signal 9)") == 1
    children = answering(process, port)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert not [pid for pid in children if alive(pid)]
    assert said.read_text().splitlines()[-1] == "Stopping."

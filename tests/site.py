"""A real web process over a test's database, and a real browser to visit it with."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from foundation.embedded import Address
from service.settings import ROOT


class Site:
    """`./tanggap web` as a child process; `url` is where it answers."""

    def __init__(self, address: Address, data: Path, **environment: str) -> None:
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = data / "web.log"
        self._environment = {
            **os.environ,
            "DATABASE_URL": address.url,
            "TANGGAP_DATA": str(data),
            "TANGGAP_PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
            "TANGGAP_WEB_PROCESSES": "1",  # several are tried in a test of their own
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, seconds: float = 180) -> None:
        """Start and wait until it says that it is ready."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "service", "web"], env=self._environment, stdout=log, stderr=log
            )
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self._process.poll() is not None:
                break
            try:
                with urlopen(f"{self.url}/readyz", timeout=2) as answer:  # noqa: S310 - our own address
                    if answer.status == 200:
                        return
            except (URLError, OSError):
                time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"the web process did not become ready:\n{self.words}")

    def kill(self) -> None:
        """As a power cut would."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    @property
    def words(self) -> str:
        """What the process wrote to its log."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

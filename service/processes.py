"""Runs the web and worker processes as one group: starts, watches, restarts and stops them together."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

from foundation.parent_death import die_with_parent

_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_STEADY_SECONDS = 30.0  # a child that ran this long had started well; its next crash begins with a short pause again
_LONGEST_PAUSE = 30.0
_HASTY_CRASHES = 6  # one after the other, without a steady run between: it will not come right by itself


class PortOccupied(Exception):
    """The address cannot be listened on; the message says what to do."""


def tell(sentence: str) -> None:
    """Says something to the operator, on standard error: standard output belongs to what was asked."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


@dataclass(frozen=True)
class Child:
    """One process of the group.

    `environment` replaces the inherited one if given. `stop_seconds` is how long it may finish its work before SIGKILL.
    `keeps` are open files that it is handed.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] | None = None
    stop_seconds: float = 15.0
    keeps: Sequence[int] = ()


@dataclass
class _Running:
    child: Child
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    crashes: int = 0
    again_at: float = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            list(self.child.command),
            env=None if self.child.environment is None else dict(self.child.environment),
            stdin=subprocess.DEVNULL,
            pass_fds=tuple(self.child.keeps),
            process_group=0,  # Ctrl-C reaches us alone, so that every child is told to stop once, in order
            preexec_fn=die_with_parent(signal.SIGKILL),
        )

    def send(self, sign: signal.Signals) -> None:
        """To the child and to what it may have started itself."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, sign)

    def stop(self, say: Callable[[str], None]) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            self.send(signal.SIGTERM)
            try:
                self.process.wait(self.child.stop_seconds)
            except subprocess.TimeoutExpired:
                say(f"{self.child.name} did not stop within {self.child.stop_seconds:g} s and is ended by force.")
        self.send(signal.SIGKILL)  # what is left of its own children, too
        self.process.wait()
        self.process = None


@dataclass
class ProcessGroup:
    """Children that live and die together; use it from the main thread, whose signals it takes while `run` runs.

    Where the parent is killed the kernel kills the children (Linux). `every_tick` is called about ten times a second,
    for what else has to be watched (the embedded database); what it raises stops the group and comes out of `run`.
    """

    children: Sequence[Child]
    say: Callable[[str], None] = tell
    every_tick: Callable[[], object] = lambda: None
    first_pause: float = 1.0
    stops_at_once: bool = False
    """All children are told to stop at the same time, not each once the one after it has stopped."""
    _asked: int = field(default=0, init=False)
    _running: list[_Running] = field(default_factory=list, init=False)

    @property
    def stopping(self) -> bool:
        """True once a signal or `stop` asked for the end; may be read from other threads."""
        return self._asked > 0

    def stop(self) -> None:
        """Asks for the end; `run` then stops the children in the reverse of their order and returns. Any thread may."""
        self._asked += 1

    def run(self) -> int:
        """Starts all and stays until asked to stop (0) or until a child cannot be kept running (1)."""
        # Under nohup the terminal's end is ignored, and stays so.
        wanted = [sign for sign in _STOP if sign != signal.SIGHUP or signal.getsignal(sign) != signal.SIG_IGN]
        before = {sign: signal.signal(sign, self._on_signal) for sign in wanted}
        try:
            self._running = [_Running(child) for child in self.children]
            for running in self._running:
                running.start()
            return self._watch()
        finally:
            self._asked += 1
            for running in self._running if self.stops_at_once else ():
                running.send(signal.SIGTERM)
            for running in reversed(self._running):
                running.stop(self.say)
            for sign, handler in before.items():
                signal.signal(sign, handler)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._asked += 1
        if self._asked > 1:  # os.write, because a print may be what the signal came in between
            os.write(2, b"Still stopping: work in hand is being finished.\n")

    def _watch(self) -> int:
        while not self._asked:
            for running in self._running:
                if not self._keep(running):
                    return 1
            self.every_tick()
            time.sleep(0.1)
        self.say("Stopping.")
        return 0

    def _keep(self, running: _Running) -> bool:
        """Looks after one child; False if it crashed too often."""
        now = time.monotonic()
        if running.process is None:
            if now >= running.again_at and not self._asked:
                running.start()
            return True
        code = running.process.poll()
        if code is None or self._asked:
            return True
        running.send(signal.SIGKILL)  # what it left behind would hold its port
        running.process = None
        running.crashes = 1 if now - running.started >= _STEADY_SECONDS else running.crashes + 1
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        if running.crashes >= _HASTY_CRASHES:
            self.say(
                f"{running.child.name} stopped {running.crashes} times in a row ({how}); giving up. See above why."
            )
            return False
        pause = min(self.first_pause * 2 ** (running.crashes - 1), _LONGEST_PAUSE)
        self.say(f"{running.child.name} stopped unexpectedly ({how}); starting it again in {pause:g} s.")
        running.again_at = now + pause
        return True


def run_group(
    children: Sequence[Child], *, say: Callable[[str], None] = tell, every_tick: Callable[[], object] = lambda: None
) -> int:
    """Runs the children until asked to stop; returns the exit code. See `ProcessGroup`."""
    return ProcessGroup(children, say=say, every_tick=every_tick).run()


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    try:
        require_free_port(host, port)
    except PortOccupied:
        return False
    return True


def require_free_port(host: str, port: int) -> None:
    """Raises `PortOccupied`, with a sentence for the operator, if nothing can listen on this address."""
    if not 0 < port < 65536:  # the resolver would silently take the remainder
        raise PortOccupied(f"{port} is no port number. Choose one from 1024 to 65535 with --port.")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError) as error:
        raise PortOccupied(f"{host} is no address of this machine ({error}). Choose another with --host.") from None
    for family, kind, protocol, _, place in found:
        with socket.socket(family, kind, protocol) as listener:
            # As servers do: connections of an earlier run that still fade away are no obstacle.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(place)
                listener.listen(1)
            except OSError as error:
                raise PortOccupied(_why_not(host, port, error)) from None


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is already in use by another program. Stop that program "
            f"(`ss -ltnp 'sport = :{port}'` names it), or choose another port with --port."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved for the administrator. Choose one above 1023 with --port, or start as root."
    return f"Port {port} on {host} cannot be listened on ({error.strerror}). Choose another with --host or --port."


def wait_ready(url: str, seconds: float, *, give_up: Callable[[], bool] = lambda: False) -> bool:
    """Asks `url` until it answers 200; False when the time is over or `give_up` says so."""
    # This machine is asked directly: a proxy named in the environment knows nothing of it.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not give_up():
        try:
            with direct.open(url, timeout=max(0.1, min(5.0, deadline - time.monotonic()))) as answer:
                if answer.status == 200:
                    return True
        except (OSError, ValueError, urllib.error.HTTPError):
            pass
        time.sleep(0.1)
    return False

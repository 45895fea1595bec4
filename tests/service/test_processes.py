"""The process group with real children that crash, linger, ignore signals and are killed with their parent."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from service.processes import Child, PortOccupied, ProcessGroup, port_is_free, require_free_port, run_group, wait_ready

ROOT = Path(__file__).parents[2]
# Writes its number, then its farewell when told to stop.
POLITE = """
    import os, signal, sys, time
    from pathlib import Path
    name, folder = sys.argv[1], Path(sys.argv[2])
    def farewell(number, frame):
        with open(folder / "farewells", "a") as file:
            file.write(name + " ")
        sys.exit(0)
    signal.signal(signal.SIGTERM, farewell)
    signal.signal(signal.SIGINT, lambda *_: (folder / "interrupted").touch())
    with open(folder / "starts", "a") as file:
        file.write(f"{name}:{os.getpid()} ")
    time.sleep(60)
"""


def python(program: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", textwrap.dedent(program), *arguments]


def polite(name: str, folder: Path) -> Child:
    return Child(name, python(POLITE, name, str(folder)))


def starts(folder: Path) -> list[tuple[str, int]]:
    try:
        words = (folder / "starts").read_text().split()
    except FileNotFoundError:
        return []
    return [(name, int(pid)) for name, pid in (word.split(":") for word in words)]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def until(true: Callable[[], bool], seconds: float = 10, pause: float = 0.01) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(pause)


def when(true: Callable[[], bool], act: Callable[[], object]) -> threading.Thread:
    """Does something from beside once something else is so."""

    def wait() -> None:
        until(true)
        act()

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`run_group` in a process of its own, leader of its terminal group, with two polite children already running."""
    program = """
        import sys
        from pathlib import Path
        from service.processes import run_group
        from tests.service.test_processes import polite
        folder = Path(sys.argv[1])
        sys.exit(run_group([polite("web", folder), polite("worker", folder)]))
    """
    with subprocess.Popen(
        python(program, str(tmp_path)), cwd=ROOT, start_new_session=True, stderr=subprocess.PIPE
    ) as process:
        until(lambda: len(starts(tmp_path)) == 2)
        yield process
        process.kill()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_stop_it_stops_every_child_once_in_reverse_order(
    supervisor: subprocess.Popen[bytes], tmp_path: Path, sign: signal.Signals
) -> None:
    os.killpg(supervisor.pid, sign)  # as a terminal does with Ctrl-C: to the whole foreground group
    assert supervisor.wait(10) == 0
    assert (tmp_path / "farewells").read_text().split() == ["worker", "web"]
    assert not (tmp_path / "interrupted").exists(), "the children must not hear the terminal's Ctrl-C themselves"
    assert not any(alive(pid) for _, pid in starts(tmp_path))


def test_children_die_with_a_killed_parent(supervisor: subprocess.Popen[bytes], tmp_path: Path) -> None:
    supervisor.kill()
    until(lambda: not any(alive(pid) for _, pid in starts(tmp_path)))


def test_a_second_ctrl_c_is_answered_and_does_not_cut_the_stopping_short(tmp_path: Path) -> None:
    slow = """
        import signal, sys, time
        from pathlib import Path
        def farewell(number, frame):
            (Path(sys.argv[1]) / "asked").touch()
            while not (Path(sys.argv[1]) / "asked again").exists():
                time.sleep(0.01)
            (Path(sys.argv[1]) / "finished").touch()
            sys.exit(0)
        signal.signal(signal.SIGTERM, farewell)
        (Path(sys.argv[1]) / "up").touch()
        time.sleep(60)
    """
    group = ProcessGroup([Child("web", python(slow, str(tmp_path)))], say=lambda sentence: None)

    def ask_again() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        (tmp_path / "asked again").touch()

    threads = [
        when((tmp_path / "up").exists, lambda: os.kill(os.getpid(), signal.SIGINT)),
        when((tmp_path / "asked").exists, ask_again),
    ]
    assert group.run() == 0
    assert (tmp_path / "finished").exists()
    for thread in threads:
        thread.join()


def test_a_crashed_child_is_started_again_and_said_so(tmp_path: Path) -> None:
    said: list[str] = []
    group = ProcessGroup([polite("web", tmp_path), polite("worker", tmp_path)], say=said.append, first_pause=0.05)
    threads = [
        when(lambda: len(starts(tmp_path)) == 2, lambda: os.kill(dict(starts(tmp_path))["web"], signal.SIGKILL)),
        when(lambda: len(starts(tmp_path)) == 3, group.stop),
    ]
    assert group.run() == 0
    for thread in threads:
        thread.join()
    assert sorted(name for name, _ in starts(tmp_path)) == ["web", "web", "worker"]
    assert said[0] == "web stopped unexpectedly (signal 9); starting it again in 0.05 s."


def test_a_child_that_never_comes_right_ends_the_group_with_a_fault(tmp_path: Path) -> None:
    said: list[str] = []
    broken = Child("web", python("import sys; sys.exit(7)"))
    assert ProcessGroup([broken, polite("worker", tmp_path)], say=said.append, first_pause=0.001).run() == 1
    assert "giving up" in said[-1]
    assert "exit code 7" in said[-1]
    assert not any(alive(pid) for _, pid in starts(tmp_path))


def test_a_child_that_will_not_stop_is_ended_by_force_with_its_own_children(tmp_path: Path) -> None:
    stubborn = """
        import os, signal, sys, time
        from pathlib import Path
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        child = os.fork()
        if child:
            (Path(sys.argv[1]) / "grandchild").write_text(str(child))
        time.sleep(60)
    """
    said: list[str] = []
    group = ProcessGroup([Child("web", python(stubborn, str(tmp_path)), stop_seconds=0.2)], say=said.append)
    thread = when((tmp_path / "grandchild").exists, group.stop)
    assert group.run() == 0
    thread.join()
    assert any("ended by force" in sentence for sentence in said)
    until(lambda: not alive(int((tmp_path / "grandchild").read_text())))


def test_what_the_tick_raises_stops_the_children_and_comes_out(tmp_path: Path) -> None:
    def tick() -> None:
        if starts(tmp_path):
            raise RuntimeError("the database is gone")

    with pytest.raises(RuntimeError, match="the database is gone"):
        run_group([polite("web", tmp_path)], say=lambda sentence: None, every_tick=tick)
    assert not any(alive(pid) for _, pid in starts(tmp_path))


def test_a_missing_program_stops_what_had_been_started(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        run_group([polite("web", tmp_path), Child("worker", [str(tmp_path / "absent")])], say=lambda sentence: None)
    assert not any(alive(pid) for _, pid in starts(tmp_path))


def test_the_callers_own_signal_handling_is_put_back(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)
    group = ProcessGroup([polite("web", tmp_path)], say=lambda sentence: None)
    group.stop()
    assert group.run() == 0
    assert signal.getsignal(signal.SIGINT) is before


def test_an_occupied_port_gets_a_sentence_that_says_what_to_do() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        assert not port_is_free("127.0.0.1", port)
        with pytest.raises(PortOccupied, match=rf"Port {port} on 127\.0\.0\.1 is already in use.*--port"):
            require_free_port("127.0.0.1", port)
    assert port_is_free("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("kantor..lampung", 8000), ("203.0.113.1", 8000), ("127.0.0.1", 70000)])
def test_an_address_that_is_not_ours_is_said(host: str, port: int) -> None:
    with pytest.raises(PortOccupied, match=r"--host|--port"):
        require_free_port(host, port)


def test_readiness_waits_for_the_first_good_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # must not be asked about this machine itself
    asked: list[int] = []

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(1)
            self.send_response(200 if len(asked) > 2 else 503)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        assert wait_ready(f"http://127.0.0.1:{server.server_port}/readyz", 5)
        assert len(asked) == 3
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert not wait_ready(f"http://127.0.0.1:{server.server_port}/readyz", 0.3)
    assert not wait_ready(f"http://127.0.0.1:{server.server_port}/readyz", 60, give_up=lambda: True)

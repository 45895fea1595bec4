"""Signals that come while something must be finished wait, and are not lost."""

import signal
import threading
from collections.abc import Iterator

import pytest

from foundation.interruption import held_back


@pytest.fixture(autouse=True)
def pythons_own_ctrl_c() -> Iterator[None]:
    """A test run started in the background may ignore Ctrl-C; these tests need it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_waits_until_the_work_is_done_and_then_comes_through_once() -> None:
    done: list[str] = []

    def work() -> None:
        with held_back():
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
            done.append("all of it")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["all of it"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_without_a_signal_nothing_happens_and_the_works_own_fault_comes_out() -> None:
    with pytest.raises(ValueError, match="its own"), held_back():
        raise ValueError("its own")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_in_another_thread_the_handlers_are_left_alone() -> None:
    seen: list[object] = []

    def work() -> None:
        with held_back():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler]

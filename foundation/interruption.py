"""Holds back Ctrl-C and its kin while something must be finished, and lets them through afterwards."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

_HELD = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def held_back() -> Iterator[None]:
    """Inside, no signal interrupts; what came is raised again at the end.

    In other threads than the main one it does nothing, since Python handles signals only in that one. Blocking signals
    by a mask would not do: the kernel would give them to another thread, and Python's handler would run here after all.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []

    def later(number: int, frame: FrameType | None) -> None:
        came.append(number)

    before: dict[signal.Signals, Callable[[int, FrameType | None], Any] | int | None] = {}
    while len(before) < len(_HELD):
        sign = _HELD[len(before)]
        try:
            before[sign] = signal.signal(sign, later)
        except KeyboardInterrupt:  # it came a moment too early to be held back
            came.append(signal.SIGINT)
    try:
        yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, signal.SIG_DFL if handler is None else handler)
        for number in dict.fromkeys(came):
            signal.raise_signal(number)

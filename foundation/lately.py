"""What was found out a moment ago, told again for a while by the process that found it."""

import time
from collections import OrderedDict
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Lately(Generic[Key, Value]):
    """The last few things kept, each for so many seconds; with 0 seconds none is told again."""

    def __init__(self, seconds: float = 60.0, most: int = 256) -> None:
        self._seconds, self._most = seconds, most
        self._held: OrderedDict[Key, tuple[float, Value]] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        held = self._held.get(key)
        return held[1] if held is not None and time.monotonic() - held[0] < self._seconds else None

    def keep(self, key: Key, value: Value) -> None:
        self._held[key] = time.monotonic(), value
        self._held.move_to_end(key)
        if len(self._held) > self._most:
            self._held.popitem(last=False)

    def drop(self, key: Key) -> None:
        self._held.pop(key, None)

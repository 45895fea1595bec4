"""Ties the life of a child process to its parent's, so that a killed parent leaves no orphans behind."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
# Loaded before any fork: a child between fork and exec may not take the loader's locks.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(last: signal.Signals) -> Callable[[], None]:
    """Gives a `preexec_fn` by which Linux sends `last` to the child when its parent ends, even by SIGKILL.

    The kernel means the *thread* that started the child: start children from one that lives as long as they should.
    On other systems it does nothing.
    """
    parent, number = os.getpid(), int(last)

    def tie() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
            # The parent may have died between fork and the line above.
            if os.getppid() != parent:
                os._exit(1)

    return tie

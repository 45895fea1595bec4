"""How much memory this machine, or the part of it that we may use, has."""

import os
from pathlib import Path

_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
"""Where Linux tells what a container may use: control groups of the second and of the first version."""


def usable() -> int:
    """Bytes; the smaller of what is built in and what a container may use."""
    built_in = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min([built_in, *(limit for path in _LIMITS if (limit := _limit(path)) > 0)])


def _limit(path: Path) -> int:
    """0 where there is none."""
    try:
        told = path.read_text().strip()
    except OSError:
        return 0
    return int(told) if told.isdigit() else 0

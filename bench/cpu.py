"""How much of the processors other processes have used, told by the kernel."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def of(pid: int) -> float:
    """Seconds that a process has used, user and system together, with those of its children that ended."""
    return sum(_times(pid)) / _TICKS


def of_family(pid: int) -> float:
    """Seconds of a process and of all its children: for PostgreSQL, where each connection is a child."""
    children = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return of(pid) + sum(of(child) for child in children if child != pid and _parent(child) == pid)


def _fields(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []  # it ended meanwhile


def _times(pid: int) -> list[int]:
    return [int(field) for field in _fields(pid)[11:15]]


def _parent(pid: int) -> int:
    fields = _fields(pid)
    return int(fields[1]) if fields else 0

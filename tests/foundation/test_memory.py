"""Memory that may be used: what is built in, or less in a container."""

from pathlib import Path

import pytest

from foundation import memory
from foundation.embedded import buffers

MB = 1024 * 1024


@pytest.mark.parametrize(
    ("told", "used"), [(f"{512 * MB}\n", 512 * MB), ("max\n", None), (f"{2**62}\n", None), ("0\n", None), (None, None)]
)
def test_a_container_uses_what_it_may(
    told: str | None, used: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_LIMITS", ())
    built_in = memory.usable()
    limit = tmp_path / "memory.max"
    if told is not None:
        limit.write_text(told)
    monkeypatch.setattr(memory, "_LIMITS", (limit,))
    assert memory.usable() == (used or built_in)


@pytest.mark.parametrize(
    ("memory_mb", "buffers_mb"), [(256, 128), (1024, 128), (4096, 512), (16_384, 2048), (256_000, 2048)]
)
def test_postgresql_keeps_an_eighth_at_hand_within_bounds(memory_mb: int, buffers_mb: int) -> None:
    assert buffers(memory_mb * MB) == f"{buffers_mb}MB"

"""A voice note and a video as telephones send them, made byte by byte: short, silent and whole."""

import struct

_POLYNOMIAL = 0x04C11DB7
_SILENCE = b"\xf8\xff\xfe"
"""20 ms of silence by Opus: 48 kHz, one channel."""


def voice(seconds: int = 2) -> bytes:
    """An Ogg file with one stream of Opus (RFC 3533, RFC 7845)."""
    frames = seconds * 50
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 4) + b"test" + struct.pack("<I", 0)
    pages = [_page(0, 2, 0, [head]), _page(1, 0, 0, [tags])]
    for first in range(0, frames, 50):
        number = min(50, frames - first)
        end = first + number
        pages.append(_page(len(pages), 4 if end == frames else 0, end * 960, [_SILENCE] * number))
    return b"".join(pages)


def _page(number: int, flags: int, position: int, packets: list[bytes]) -> bytes:
    sizes = bytes(len(packet) for packet in packets)
    start = struct.pack("<4sBBqII", b"OggS", 0, flags, position, 7, number)
    rest = bytes([len(sizes)]) + sizes + b"".join(packets)
    return start + struct.pack("<I", _check(start + b"\0\0\0\0" + rest)) + rest


def _check(data: bytes) -> int:
    found = 0
    for byte in data:
        found ^= byte << 24
        for _ in range(8):
            found = (found << 1 ^ (_POLYNOMIAL if found & 0x80000000 else 0)) & 0xFFFFFFFF
    return found


def film(size: int = 3_000) -> bytes:
    """An MP4 file (ISO 14496-12) of a second without tracks, with `size` bytes that belong to none."""
    brand = _box(b"ftyp", b"isom" + struct.pack(">I", 512) + b"isomiso2mp41")
    times = struct.pack(">IIIIII", 0, 0, 0, 1000, 1000, 0x00010000)
    matrix = struct.pack(">9I", 0x00010000, 0, 0, 0, 0x00010000, 0, 0, 0, 0x40000000)
    movie = _box(b"mvhd", times + struct.pack(">HHQ", 0x0100, 0, 0) + matrix + bytes(24) + struct.pack(">I", 1))
    return brand + _box(b"moov", movie) + _box(b"mdat", bytes(number % 251 for number in range(size)))


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content

"""A picture is known again after it was sent around, others are not taken for it, and no near one is missed."""

import random
from collections.abc import Callable
from functools import cache
from io import BytesIO
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from complaints.near_photos import FIND, near_photos, parameters, view_rows
from complaints.photo_views import BITS, NEAR, REACH, around, bands, distance, looks
from foundation.database import Database, plainly
from foundation.writes import write_all

HASHES = st.integers(-(1 << 63), (1 << 63) - 1)


@cache
def scene(seed: int) -> Image.Image:
    """A picture like no other: coarse light and dark with things in it."""
    draw = random.Random(seed)
    small = Image.new("RGB", (9, 7))
    small.putdata([tuple(draw.randrange(256) for _ in range(3)) for _ in range(63)])
    picture = small.resize((480, 360), Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(picture)
    for _ in range(14):
        x, y, wide, high = draw.randrange(430), draw.randrange(320), draw.randrange(20, 140), draw.randrange(16, 110)
        pen.rectangle((x, y, x + wide, y + high), fill=tuple(draw.randrange(256) for _ in range(3)))
    return picture.filter(ImageFilter.GaussianBlur(1.5))


def stored(picture: Image.Image, quality: int = 82) -> bytes:
    written = BytesIO()
    picture.convert("RGB").save(written, "JPEG", quality=quality)
    return written.getvalue()


def cut(picture: Image.Image, share: float) -> Image.Image:
    wide, high = picture.size
    return picture.crop((int(wide * share), int(high * share), int(wide * (1 - share)), int(high * (1 - share))))


SENT_AROUND: dict[str, Callable[[Image.Image], Image.Image]] = {
    "smaller": lambda one: one.resize((200, 150)),
    "lighter": lambda one: ImageEnhance.Brightness(one).enhance(1.2),
    "mirrored": ImageOps.mirror,
    "cut by 2 %": lambda one: cut(one, 0.02),
    "cut by 5 %": lambda one: cut(one, 0.05),
}


def alike(one: bytes, earlier: bytes) -> bool:
    new, old = looks(one), looks(earlier)
    assert new is not None
    assert old is not None
    return any(distance(asked, kept) <= NEAR for asked in new.asked for kept in old.kept)


@pytest.mark.parametrize("way", SENT_AROUND)
def test_the_same_picture_is_known_after_it_was_sent_around(way: str) -> None:
    known = sum(alike(stored(SENT_AROUND[way](scene(seed)), 45), stored(scene(seed))) for seed in range(20))
    assert known >= 19


def test_different_pictures_are_not_taken_for_each_other() -> None:
    pictures = [looks(stored(scene(seed))) for seed in range(40)]
    near = [
        (a, b)
        for a, one in enumerate(pictures)
        for b, other in enumerate(pictures)
        if a < b and one and other and any(distance(asked, kept) <= NEAR for asked in one.asked for kept in other.kept)
    ]
    assert near == []


@pytest.mark.parametrize("picture", [Image.new("RGB", (640, 480), "white"), Image.new("RGB", (64, 48), "teal")])
def test_a_picture_of_nothing_is_compared_with_none(picture: Image.Image) -> None:
    assert looks(stored(picture)) is None


@given(HASHES, st.sets(st.integers(0, BITS - 1), max_size=NEAR))
def test_of_near_hashes_some_band_is_among_those_that_are_tried(phash: int, flipped: set[int]) -> None:
    other = phash
    for place in flipped:
        other ^= 1 << place
    other = other - (1 << BITS) if other >= 1 << 63 else other
    other = other + (1 << BITS) if other < -(1 << 63) else other
    assert distance(phash, other) == len(flipped)
    tried = [set(around(band, reach)) for band, reach in zip(bands(phash), REACH, strict=True)]
    assert any(band in some for band, some in zip(bands(other), tried, strict=True))


@given(st.integers(0, 0xFFFF), st.integers(0, 2))
def test_bands_around_one_are_all_and_only_those_that_differ_in_so_few_bits(band: int, reach: int) -> None:
    found = list(around(band, reach))
    assert len(found) == len(set(found)) == {0: 1, 1: 17, 2: 137}[reach]
    assert all((one ^ band).bit_count() <= reach for one in found)


def _shaken(phash: int, count: int, draw: random.Random) -> int:
    unsigned = phash & ((1 << BITS) - 1)
    for place in draw.sample(range(BITS), count):
        unsigned ^= 1 << place
    return unsigned - (1 << BITS) if unsigned >> 63 else unsigned


async def test_the_database_finds_what_comparing_with_all_finds_along_its_indexes(database: Database) -> None:
    draw = random.Random(7)
    centres = [draw.getrandbits(64) - (1 << 63) for _ in range(40)]
    kept = {
        (UUID(int=draw.getrandbits(128)), UUID(int=draw.getrandbits(128))): _shaken(
            draw.choice(centres), draw.randrange(14), draw
        )
        for _ in range(4000)
    }
    async with database.transaction() as session:
        await write_all(session, [row for key, phash in kept.items() for row in view_rows(*key, (phash,))])
    async with database.transaction() as session:
        await plainly(session, "ANALYZE photo_views")
    async with database.reading() as session:
        for number in range(40):
            asked = _shaken(centres[number], draw.randrange(8), draw)
            expected = sorted(
                (distance(asked, phash), *key) for key, phash in kept.items() if distance(asked, phash) <= NEAR
            )
            found = await near_photos(session, UUID(int=0), [asked])
            assert [(one.bits, *one[:2]) for one in found] == expected[:50]
        planned = await plainly(session, "EXPLAIN " + FIND, *parameters(centres[0]), UUID(int=0))
    plan = "\n".join(row[0] for row in planned)
    assert all(f"ix_photo_views_band{number}" in plan for number in range(4)), plan

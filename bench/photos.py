"""How surely a picture is known again, and how long that takes among a million: `python -m bench.photos`.

The pictures are drawn by chance, as those of `tests/complaints/test_photo_views.py`; the million are hashes by chance.
"""

import asyncio
import random
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from uuid import UUID

import click
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps
from sqlalchemy import text

from complaints.near_photos import FIND, near_photos, parameters
from complaints.photo_views import NEAR, Looks, distance, looks
from foundation.database import Database, plainly
from foundation.embedded import EmbeddedPostgres
from service.migrations import upgrade

_FILL = text(
    "INSERT INTO photo_views (complaint_id, attachment_id, view, phash, band0, band1, band2, band3) "
    "SELECT c, a, v, p, (p >> 48 & 65535)::int, (p >> 32 & 65535)::int, (p >> 16 & 65535)::int, (p & 65535)::int "
    "FROM (SELECT gen_random_uuid() AS c, gen_random_uuid() AS a, v::smallint AS v, "
    "(((random() * 4294967295)::bigint - 2147483648) << 32 | (random() * 4294967295)::bigint) AS p "
    "FROM generate_series(1, :photos), generate_series(0, 1) AS v) AS made"
)
Way = Callable[[Image.Image], Image.Image]


def _cut(share: float, sides: tuple[int, int, int, int] = (1, 1, 1, 1)) -> Way:
    def way(one: Image.Image) -> Image.Image:
        wide, high = one.size
        left, top, right, bottom = (share * side for side in sides)
        return one.crop((int(wide * left), int(high * top), int(wide * (1 - right)), int(high * (1 - bottom))))

    return way


WAYS: dict[str, Way] = {
    "stored anew, quality 40": lambda one: one,
    "a quarter as large": lambda one: one.resize((one.width // 4, one.height // 4)),
    "lighter by a fifth": lambda one: ImageEnhance.Brightness(one).enhance(1.2),
    "more contrast": lambda one: ImageEnhance.Contrast(one).enhance(1.3),
    "in greys": lambda one: one.convert("L"),
    "mirrored": ImageOps.mirror,
    "cut by 2 % at each side": _cut(0.02),
    "cut by 3 % at each side": _cut(0.03),
    "cut by 5 % at each side": _cut(0.05),
    "cut by 8 % at each side": _cut(0.08),
    "cut by 10 % at one side": _cut(0.1, (1, 0, 0, 0)),
    "turned by 90 degrees": lambda one: one.transpose(Image.Transpose.ROTATE_90),
}


def _scene(seed: int) -> Image.Image:
    draw = random.Random(seed)  # noqa: S311 - a drawing
    small = Image.new("RGB", (9, 7))
    small.putdata([tuple(draw.randrange(256) for _ in range(3)) for _ in range(63)])
    picture = small.resize((480, 360), Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(picture)
    for _ in range(14):
        x, y, wide, high = draw.randrange(430), draw.randrange(320), draw.randrange(20, 140), draw.randrange(16, 110)
        pen.rectangle((x, y, x + wide, y + high), fill=tuple(draw.randrange(256) for _ in range(3)))
    return picture.filter(ImageFilter.GaussianBlur(1.5))


def _looks(picture: Image.Image, quality: int = 82) -> Looks:
    written = BytesIO()
    picture.convert("RGB").save(written, "JPEG", quality=quality)
    seen = looks(written.getvalue())
    assert seen is not None
    return seen


def _bits(new: Looks, old: Looks) -> int:
    return min(distance(asked, kept) for asked in new.asked for kept in old.kept)


def known(pictures: int) -> None:
    """Print of each way in which a picture is sent around how often it is known again, and of others how near."""
    before = [_looks(_scene(seed)) for seed in range(pictures)]
    for name, way in WAYS.items():
        bits = [_bits(_looks(way(_scene(seed)), 40), before[seed]) for seed in range(pictures)]
        found = sum(one <= NEAR for one in bits)
        click.echo(f"{name:26} known {found}/{pictures}, bits that differ: median {median(bits):.0f}, most {max(bits)}")
    others = [_bits(one, other) for number, one in enumerate(before) for other in before[:number]]
    near = sum(one <= NEAR for one in others)
    click.echo(f"{'different pictures':26} {near} of {len(others)} pairs taken for one, nearest {min(others)} bits")


async def search(photos: int) -> None:
    """Print how long the hashes of one picture take among those of so many, and the plan."""
    with TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder), durable=False) as running:
        await asyncio.to_thread(upgrade, running.address.url)
        database = Database(running.address.url, pool_size=2)
        try:
            async with database.transaction() as session:
                await session.exec(_FILL, params={"photos": photos})  # type: ignore[call-overload]
            async with database.transaction() as session:
                await plainly(session, "ANALYZE photo_views")
            await _ask(database, photos)
        finally:
            await database.close()


async def _ask(database: Database, photos: int) -> None:
    draw, took = random.Random(1), []  # noqa: S311 - hashes by chance
    async with database.reading() as session:
        for _ in range(60):
            asked = [draw.getrandbits(64) - (1 << 63) for _ in range(3)]
            begun = time.perf_counter()
            await near_photos(session, UUID(int=0), asked)
            took.append((time.perf_counter() - begun) * 1000)
        plan = await plainly(session, f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {FIND}", *parameters(1), UUID(int=0))
    click.echo(f"{photos:,} pictures: one is compared in {median(took):.1f} ms, p95 {quantiles(took, n=20)[18]:.1f} ms")
    click.echo("\n".join(row[0][:110] for row in plan))


@click.command()
@click.option("--pictures", default=200, help="How many are drawn and sent around.")
@click.option("--photos", default=1_000_000, help="Among how many one is looked for.")
def main(pictures: int, photos: int) -> None:
    """Measure both."""
    known(pictures)
    asyncio.run(search(photos))


if __name__ == "__main__":
    main()

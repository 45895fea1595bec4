"""An invented office: reports of a few words a unit, and a way to have many of them filed and decided."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

import msgspec

from complaints import commands as c
from complaints.region import Region
from people.actor import Actor, Post, Role
from people.contact import Contact
from tests.make import citizen, filing
from web.house import House

ABOUT = {
    "BMBK": ("jalan berlubang", "aspal mengelupas", "jembatan retak", "bahu jalan longsor", "jalan hancur"),
    "DISHUB": ("lampu jalan padam", "rambu roboh", "angkutan ngetem", "parkir liar", "lampu merah mati"),
    "DLH": ("sampah menumpuk", "limbah pabrik", "asap pabrik", "pohon tumbang", "bau busuk sampah"),
    "DINKES": ("antrean puskesmas", "obat habis", "perawat ketus", "ambulans lambat", "vaksin kosong"),
}
BEGINNINGS = ("mohon diperbaiki", "tolong segera", "sudah lama", "setiap hari", "warga mengeluh", "sejak kemarin")
ENDS = ("di depan pasar", "dekat sekolah", "di simpang tiga", "sebelah masjid", "di dusun kami", "dekat terminal")
FILLERS = ("sangat", "sekali", "parah", "terus", "lagi", "benar", "banyak", "hampir", "selalu", "kadang")


class Told(NamedTuple):
    """A report and the unit that answers it."""

    text: str
    unit: str


def reports(count: int, seed: int = 1, units: Sequence[str] = tuple(ABOUT)) -> Iterator[Told]:
    """As many reports, no two alike, a seventh of them with words of a second unit."""
    draw = random.Random(seed)
    for number in range(count):
        unit = units[number % len(units)]
        words = [draw.choice(BEGINNINGS), draw.choice(ABOUT[unit]), draw.choice(ABOUT[unit])]
        if draw.random() < 1 / 7:
            words.append(draw.choice(ABOUT[draw.choice(units)]))
        words += [*draw.sample(FILLERS, 4), draw.choice(ENDS)]
        yield Told(" ".join(words), unit)


def clerk(number: int = 1) -> Actor:
    """Somebody who triages; the same for the same number."""
    post = Post(Role.COORDINATOR, "DISKOMINFOTIK", frozenset({"DISKOMINFOTIK"}))
    return Actor("officer", UUID(int=number), (post,))


async def decide(
    house: House,
    told: Sequence[Told],
    start: datetime,
    step: timedelta = timedelta(hours=4),
    by: Actor | None = None,
    people: bool = True,
) -> list[UUID]:
    """File each report and forward it to its unit an hour later, one every `step`; each by a person of its own.

    They are about a unit, so that none of them goes anywhere by itself.
    """
    keys = [uuid4() for _ in told]
    files, forwards = [], []
    for number, (key, one) in enumerate(zip(keys, told, strict=True)):
        at = start + number * step
        contact = Contact(None, f"{key.hex}@contoh.id", None) if people else None
        command = filing(one.text, contact=contact, received_at=at, about_unit="BPSDM")
        files.append((c.Order(key, command, "test:file", at=at), citizen(key)))
        forward = c.Order(key, c.Forward(one.unit), "test:forward", at=at + timedelta(hours=1))
        forwards.append((forward, by or clerk()))
    for orders in (files, forwards):
        for begin in range(0, len(orders), 50):
            await house.handling.handle_many(orders[begin : begin + 50])
    return keys


def small(region: Region, least: int = 100) -> Region:
    """The region with the invented units' topics alone, one body outside, and less history asked for."""
    return msgspec.structs.replace(
        region,
        topics=tuple(topic for topic in region.topics if not topic.parent or topic.unit in ABOUT)[:16],
        bodies=region.bodies[:1],
        roads=(),
        routing=msgspec.structs.replace(region.routing, least_history=least),
    )

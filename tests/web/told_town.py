"""One region in which much has happened: cases in every telling state, the same on every run, for looking at pages.

Codes, links, fingerprints and the clock follow from a fixed seed, so that a picture changes only with its page.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw, ImageFilter
from stdnum import luhn

from complaints import commands as c
from complaints import day_roots, ticket
from complaints.complaint import Complaint
from complaints.kinds import ArchiveReason, Kind, PauseReason, Priority, Visibility
from complaints.spoken import SPOKEN
from foundation.sealing import KeyRing
from notices.dispatcher import Dispatcher
from people.actor import ANYONE, SYSTEM, Actor, Post, Role
from people.contact import Contact
from service.page_links import PageLinks
from sla.surveys import Surveys
from tests.fakes import FakeChannel
from tests.recorded import voice
from tests.web.officer import hire
from tests.web.published_figures import invented, publish
from web.house import House
from web.lookup import followers_token, stop_mails_path, token_of

WIB = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
"""A Friday, ten in the morning in Lampung: when everybody looks."""
ADDRESS = "https://tanggap.contoh.id"
"""What the pages print as their own address; the browser asks a free port of this machine."""
KEYS = KeyRing({1: b"1" * 32}, b"2" * 32, b"3" * 32)
FOLLOWER = UUID(int=7)
"""Who joined the case `work`."""
LONG = (
    "Jembatan gantung rusak parah dan anak sekolah terpaksa menyeberang sungai setiap pagi. " * 4 + "Tolong" + "g" * 90
)
SITI = Contact("Siti Rahayu", "siti@contoh.id", None)
BUDI = Contact("Budi Santoso", None, "+6281234567890")


def officer(unit: str, role: Role = Role.OFFICER) -> Actor:
    return Actor("officer", UUID(bytes=sha256(unit.encode()).digest()[:16]), (Post(role, unit, frozenset({unit})),))


COORDINATOR = officer("DISKOMINFOTIK", Role.COORDINATOR)
ROADS, TRANSPORT, PPID = officer("BMBK"), officer("DISHUB"), officer("DISKOMINFOTIK")


@contextmanager
def the_same_chance() -> Iterator[None]:
    """What is drawn by chance follows from a seed: codes, salts, links."""
    draw = Random(20261120)
    kept = secrets.token_bytes, secrets.choice, day_roots.token_bytes
    secrets.token_bytes = day_roots.token_bytes = lambda size=32: draw.randbytes(size or 32)  # type: ignore[assignment]
    secrets.choice = draw.choice
    try:
        yield
    finally:
        secrets.token_bytes, secrets.choice, day_roots.token_bytes = kept


def code_of(name: str) -> str:
    """A ticket code that follows from a name."""
    draw = Random(name)
    body = "".join(draw.choice(ticket.ALPHABET) for _ in range(ticket.LENGTH - 1))
    return body + str(luhn.calc_check_digit(body, ticket.ALPHABET))


def road(seed: int = 1, mended: bool = False) -> bytes:
    """A road with a hole in it, or with a fresh patch, drawn."""
    draw, picture = Random(seed), Image.new("RGB", (800, 600), "#a9c4d8")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 210, 800, 600), fill="#7f9a55")
    for left in range(-20, 820, 45):
        high = draw.randint(30, 90)
        pen.ellipse((left, 200 - high, left + 95, 235), fill=f"#{draw.randint(60, 90):02x}8{draw.randint(0, 9)}4a")
    pen.polygon(((330, 210), (470, 210), (790, 600), (10, 600)), fill="#77736e")
    for top in range(225, 600, 70):
        wide = (top - 190) // 40
        pen.polygon(
            ((400 - wide, top), (400 + wide, top), (401 + wide, top + 30), (399 - wide, top + 30)), fill="#e9e4d6"
        )
    if mended:
        pen.polygon(((250, 420), (420, 405), (455, 500), (225, 520)), fill="#3c3a38")
    else:
        pen.ellipse((230, 410, 460, 515), fill="#4b4239")
        pen.ellipse((262, 432, 430, 503), fill="#6d6351")
    written = BytesIO()
    picture.filter(ImageFilter.GaussianBlur(1.2)).save(written, "JPEG", quality=82)
    return written.getvalue()


@dataclass
class Town:
    """The house, its cases by name, and the addresses that pages need; `story` is the instant the telling is at."""

    house: House
    cases: dict[str, Complaint] = field(default_factory=dict)
    steps: int = 0
    follower: UUID = FOLLOWER

    def at(self, month: int, day: int, hour: int = 9, minute: int = 0) -> None:
        self.house.clock.instant = datetime(2026, month, day, hour, minute, tzinfo=WIB).astimezone(UTC)  # type: ignore[attr-defined]

    def now(self) -> None:
        """Back to the instant at which everybody looks."""
        self.house.clock.instant = NOW  # type: ignore[attr-defined]

    def said(self, text: str) -> c.Words:
        self.steps += 1
        drawn = sha256(f"{self.steps} {text}".encode()).digest()
        return c.Words(text, UUID(bytes=drawn[:16], version=4), drawn[16:])

    async def tell(self, name: str, text: str, *, photo: int = 0, **values: object) -> Complaint:
        """Somebody files a report, which the story knows by this name."""
        complaint_id = UUID(bytes=sha256(name.encode()).digest()[:16], version=4)
        command = c.FileComplaint(self.said(text), code_of(name), request_seal="x", **values)  # type: ignore[arg-type]
        self.cases[name] = await self._order(complaint_id, command, Actor("citizen", holds=complaint_id))
        if photo:
            await self.attach(name, road(photo), "jalan.jpg")
        return self.cases[name]

    async def do(self, name: str, *commands: c.Command, by: Actor | None = None) -> Complaint:
        """What an officer does, or with nobody named what the reporter does."""
        for command in commands:
            complaint_id = self.cases[name].id
            self.cases[name] = await self._order(complaint_id, command, by or Actor("citizen", holds=complaint_id))
        return self.cases[name]

    async def attach(self, name: str, data: bytes, called: str, by: Actor | None = None) -> UUID:
        file = await self.house.attachments.keep(self.cases[name].id, data, called)
        await self.do(name, c.Attach(file), by=by)
        return file.id

    async def to_roads(self, name: str, text: str, topic: str = "jalan_rusak", **values: object) -> None:
        await self.tell(name, text, **values)  # type: ignore[arg-type]
        await self.do(name, c.Forward("BMBK", topic), by=COORDINATOR)

    async def in_work(self, name: str, text: str, **values: object) -> None:
        await self.to_roads(name, text, **values)
        await self.do(name, c.Take(), by=ROADS)

    async def watch(self, name: str) -> None:
        """What falls due of itself until this instant."""
        before = -1
        while self.cases[name].version != before:
            before = self.cases[name].version
            await self.do(name, c.KeepTime(), by=SYSTEM)

    async def _order(self, complaint_id: UUID, command: c.Command, by: Actor) -> Complaint:
        self.steps += 1
        return await self.house.handling.handle(c.Order(complaint_id, command, f"test:{self.steps}"), by)

    @property
    def code(self) -> dict[str, str]:
        return {name: case.code for name, case in self.cases.items()}

    @property
    def follow(self) -> dict[str, str]:
        """The reporter's own page of each case."""
        return {name: f"/lacak/{case.code}/{token_of(self.house, case.id)}" for name, case in self.cases.items()}

    @property
    def mail_stop(self) -> dict[str, str]:
        return {name: stop_mails_path(self.house, case.code, case.id) for name, case in self.cases.items()}

    @property
    def joined(self) -> str:
        """The page of somebody who joined the case `work`."""
        case = self.cases["work"]
        return f"/ikut/{case.code}/{self.follower}/{followers_token(self.house, case.id, self.follower)}"


async def told_town(house: House) -> Town:
    """Tell the whole story, from September until now."""
    town = Town(house)
    await _what_stands_still(town)
    await _what_is_at_work(town)
    await _what_is_over(town)
    await _what_is_for_few(town)
    await _what_many_report(town)
    await _what_is_counted(town)
    await hire(house, "koordinator", (Role.COORDINATOR, "DISKOMINFOTIK"))
    await hire(house, "wahyu", (Role.OFFICER, "BMBK"))
    town.now()
    return town


async def _what_stands_still(town: Town) -> None:
    town.at(9, 7)
    await town.in_work(
        "late", "Talud jalan provinsi di Way Lima longsor, separuh badan jalan sudah hilang.", contact=SITI
    )
    town.at(9, 11)
    await town.do("late", c.Inform(town.said("Kami menunggu alat berat dari UPTD wilayah II.")), by=ROADS)
    for month, day in ((9, 18), (9, 26), (10, 1), (10, 9), (11, 9)):
        town.at(month, day)
        await town.watch("late")
    await town.do("late", c.Inform(town.said("Alat berat sudah dijadwalkan akhir November.")), by=ROADS)
    town.at(11, 6)
    await town.in_work("asked", "Lubang besar di jalan provinsi dekat sekolah, siswa sering jatuh.")
    await town.do("asked", c.Ask(town.said("Sekolah yang mana, dan di sisi kiri atau kanan jalan?")), by=ROADS)
    await town.in_work("letter", "Gorong-gorong di jalan provinsi Kalianda tersumbat, air meluap tiap hujan.")
    await town.do(
        "letter",
        c.Pause(town.said("Surat 600/1182 kepada Balai Besar Wilayah Sungai, menunggu izin."), PauseReason.LETTER),
        by=ROADS,
    )
    await town.in_work("pledged", "Jalan provinsi di Ulu Belu sejak dulu tidak diaspal, berlumpur saat hujan.")
    pledge = c.Pledge(
        date(2027, 3, 15),
        town.said("Ruas sepanjang 2,4 km ini diaspal pada triwulan pertama 2027."),
        town.said("DPA 2027, kode rekening 1.03.10.2.01.0045"),
    )
    await town.do("pledged", pledge, by=ROADS)
    town.at(10, 12)
    await town.tell("outside", "Tiang listrik miring ke arah rumah warga di Jalan Ratulangi.")
    await town.do("outside", c.ForwardOut("PLN"), by=COORDINATOR)
    town.at(11, 4)
    await town.do("outside", c.RecordReply(town.said("Tiang akan ditegakkan pada 25 November.")), by=COORDINATOR)
    town.at(11, 18)
    await town.tell("returned", "Tolong diperbaiki segera, sudah lama sekali rusak.")
    await town.do("returned", c.Return(town.said("Apa yang rusak, dan di jalan atau desa mana?")), by=COORDINATOR)


async def _what_is_at_work(town: Town) -> None:
    town.at(11, 16, 8, 12)
    text = (
        "Jalan provinsi di depan Pasar Tugu berlubang dalam, kemarin ada motor jatuh. "
        "Kalau hujan lubangnya tidak terlihat."
    )
    place = c.Place(-5.4066, 105.2725, "Depan Pasar Tugu, Kedaton", "18.71")
    await town.to_roads("work", text, place=place, photo=1, contact=SITI)
    file = await town.attach("work", road(4), "dekat.jpg")
    for one in town.cases["work"].files:
        await town.do("work", c.ReviewPhoto(one.id, one.id != file), by=COORDINATOR)
    town.at(11, 17, 13, 40)
    await town.do(
        "work", c.Take(), c.Inform(town.said("Tim kami sudah mengukur lubangnya; aspal datang Senin.")), by=ROADS
    )
    await town.do("work", c.Join(town.follower, Contact(None, "ikut@contoh.id", None)), by=ANYONE)
    for number in range(4):
        await town.do("work", c.Join(UUID(int=100 + number)), by=ANYONE)
    town.at(11, 19, 8, 5)
    await town.to_roads("long", LONG, "jembatan_rusak", photo=2)
    await town.tell("merged", "Depan Pasar Tugu ada lubang besar sekali.", contact=SITI)
    await town.do("merged", c.MarkDuplicate(town.cases["work"].id), by=COORDINATOR)
    town.at(11, 19, 15, 30)
    await town.to_roads("called", "Bahu jalan di Natar amblas setelah hujan semalam.", "bahu_jalan_talud", contact=BUDI)
    links = PageLinks(town.house, ADDRESS)
    mails = [FakeChannel()]
    house = town.house
    await Dispatcher(house.database, house.clock, house.keys, house.region, mails, links).run()  # type: ignore[arg-type]
    town.at(11, 20, 9, 20)
    await town.tell("new", "Lampu jalan di depan SMA 1 Natar mati sejak Senin, gelap sekali.", contact=SITI, photo=3)
    await town.tell("plain", "Air bersih di Desa Sidomulyo sudah tiga hari tidak mengalir.")
    await town.tell("danger", "Kabel listrik putus menjuntai di depan SD Way Halim.", priority=Priority.DANGER)
    await town.tell("spoken", SPOKEN.format(seconds=2))
    recording = await town.attach("spoken", voice(), "catatan.ogg")
    written = c.Transcribe(recording, town.said("Lampu jalan di depan pasar mati, tadi malam ada motor jatuh."))
    await town.do("spoken", written, by=COORDINATOR)


async def _what_is_over(town: Town) -> None:
    town.at(11, 10)
    for name in ("resolved", "disputed", "closed", "rated", "answered", "erased", "unasked", "tabs"):
        await town.in_work(
            name, "Lubang di jalan provinsi depan Puskesmas Gisting, ambulans harus memutar.", contact=SITI
        )
        await town.attach(name, road(6, mended=True), "sesudah.jpg", ROADS)
        town.at(11, 13)
        await town.do(
            name, c.Resolve(town.said("Lubang sudah kami tambal dengan aspal panas pada 12 November.")), by=ROADS
        )
        town.at(11, 10)
    town.at(11, 16)
    await town.do("disputed", c.Dispute(town.said("Tambalannya sudah lepas lagi setelah hujan kemarin.")))
    await town.do("closed", c.Confirm())
    await town.do("unasked", c.Confirm())
    await town.do("rated", c.Confirm(5))
    await town.do("answered", c.Confirm(4), c.Survey((("u3", 4), ("u8", 3))))
    await town.do("erased", c.Confirm(3), c.Erase())
    await town.tell("archived", "Jual beli pupuk murah, hubungi kami segera.")
    await town.do("archived", c.Archive(ArchiveReason.SPAM, town.said("Isinya iklan.")), by=COORDINATOR)


async def _what_is_for_few(town: Town) -> None:
    town.at(11, 17)
    await town.tell(
        "accused", "Petugas UPTD meminta uang rokok sebelum mengukur jalan.", kind=Kind.OVERSIGHT, about_unit="BMBK"
    )
    await town.to_roads(
        "confidential",
        "Kontraktor membuang sisa aspal ke sungai di belakang rumah saya.",
        visibility=Visibility.CONFIDENTIAL,
    )
    await town.to_roads(
        "anonymous", "Marka jalan di tikungan Sukamaju sudah hilang.", "rambu_marka", visibility=Visibility.ANONYMOUS
    )
    await town.tell("formal", "Mohon salinan dokumen kontrak pemeliharaan jalan provinsi tahun 2026.", contact=SITI)
    await town.do("formal", c.Reclassify(kind=Kind.FORMAL_INFORMATION), by=COORDINATOR)
    await town.do("formal", c.Take(), by=PPID)
    town.at(11, 19)
    await town.do(
        "formal", c.Resolve(town.said("Salinan kontrak kami kirim; nilai pribadi penyedia kami hitamkan.")), by=PPID
    )


_MANY = (
    ("Lampu jalan padam di tikungan {place}, sudah dua kali ada kecelakaan.", "DISHUB", "lampu_jalan"),
    ("Jalan provinsi di {place} berlubang di tiga titik.", "BMBK", "jalan_rusak"),
    ("Saluran di pinggir jalan {place} tersumbat sampah.", "BMBK", "drainase_jalan"),
    ("Truk muatan lebih lewat {place} setiap malam.", "DISHUB", "truk_odol"),
    ("Rambu larangan di {place} tertutup pohon.", "DISHUB", "rambu_marka"),
)


async def _what_many_report(town: Town) -> None:
    region = await town.house.region.current()
    areas = [area for area in region.areas if area.parent in ("", "18.01")]
    for number in range(28):
        town.at(10, 20 + number // 3, 8 + number % 8)
        text, unit, topic = _MANY[number % len(_MANY)]
        area = areas[number % 5 + number % 3 * 4]
        name = f"many-{number}"
        place = c.Place(area=area.code)
        await town.tell(name, text.format(place=area.name.removeprefix("Kabupaten ")), place=place)
        await town.do(name, c.Forward(unit, topic), by=COORDINATOR)
        if number % 4 == 0:
            holder = officer(unit)
            await town.do(name, c.Take(), c.Resolve(town.said(f"Sudah kami tangani di {area.name}.")), by=holder)


async def _what_is_counted(town: Town) -> None:
    town.now()
    house = town.house
    await publish(house, invented())
    await day_roots.make_due(house.database, house.clock, WIB)
    for number in range(32):
        answers = {f"u{item}": 2 + (number + item) % 3 for item in range(1, 10)}
        await Surveys(house.database).keep(UUID(int=number + 1), "DISHUB", "2026-2", answers, {})

"""Lives a complaint of the invented regency, step by step, as what was drawn for it says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import msgspec

from complaints import commands as c
from complaints import ticket
from complaints.complaint import Complaint
from complaints.given import Given
from complaints.given import Staff as Present
from complaints.kinds import Channel, Kind, Status
from complaints.region import Area, Region
from people.actor import ANYONE, Actor
from service.demo.case import Case, Nature, case_id
from service.demo.learning.region import OFFICES, TOPICS, office_code
from service.demo.learning.world import Told
from service.demo.life import Life, Today
from service.demo.material import Spot
from service.demo.pace import OfficeTime, chance
from sla.policy import Policy

SIZE = "learning"
_HOUR = 60.0
_ROUNDS = 2
"""Of questions, where a reporter is asked again and again."""
_CHANNELS = (Channel.WEB, Channel.WEB, Channel.TELEGRAM, Channel.WHATSAPP)
_TEMPLATE = "Terima kasih atas laporannya. Laporan Anda sudah kami teruskan dan akan ditindaklanjuti sesuai ketentuan."
_SEEN = (
    "Petugas datang ke lokasi pada pagi hari dan berbicara dengan warga sekitar",
    "Tim lapangan memeriksa keadaan di sana bersama ketua RT",
    "Kami mencocokkan laporan ini dengan catatan jadwal bulan lalu",
    "Keadaan di lokasi kami ukur dan kami foto",
    "Dua petugas menyusuri jalur itu sampai ujung",
    "Berkas yang disebutkan kami periksa satu per satu",
    "Kami menelepon pengurus setempat untuk memastikan ceritanya",
)
_DONE = (
    "bagian yang rusak diganti dengan yang baru",
    "saluran dibersihkan dan sampahnya diangkut memakai dua truk",
    "jadwal layanan diubah menjadi tiga kali seminggu",
    "lubang ditutup sementara sambil menunggu bahan",
    "datanya diperbaiki dan bukti perbaikannya bisa diambil di loket",
    "petugas pengganti ditempatkan mulai minggu ini",
    "pipa yang bocor disambung kembali dan airnya sudah mengalir",
    "warga yang terlewat sudah dimasukkan ke dalam daftar",
)
_NEXT = (
    "Kalau masih ada yang kurang, sampaikan di sini.",
    "Kami cek lagi dua minggu dari sekarang.",
    "Mohon dikabari bila terulang.",
    "Nomor petugas wilayah ada di papan kantor kami.",
    "Terima kasih sudah menunjukkan tempatnya dengan jelas.",
)


@dataclass(frozen=True)
class Regency:
    """What lives are lived against: the region, its promises, its people and the present `now`."""

    region: Region
    policy: Policy
    present: Present
    office: OfficeTime
    officers: Mapping[str, Sequence[Actor]]
    """By unit, whoever answers there."""
    coordinator: Actor
    now: datetime

    def lives(self, told: Iterable[Told]) -> Iterable[Life]:
        """Each as far as `now`."""
        for one in told:
            life = Life(self._case(one), self.now, self._given)
            try:
                self._lived(life, one)
            except Today:
                pass
            else:
                life.watch(life.now)
            if life.steps:
                yield life

    def _given(self, complaint: Complaint, command: c.Command) -> Given:
        return Given(self.policy, self.region.rules, staff=self.present)

    def _case(self, one: Told) -> Case:
        zone = ZoneInfo(self.region.timezone)
        minutes = round(one.hour * 60)
        at = datetime.combine(one.day, time(minutes // 60, minutes % 60), zone).astimezone(UTC)
        topic = self.region.topic[TOPICS[one.topic]]
        draw = chance(f"learning {one.number}")
        spot = self._spot(one)
        name = OFFICES[one.office]
        text = f"{draw.choice(topic.examples)} Wilayah {name}, RT {draw.randint(1, 20)} RW {draw.randint(1, 9)}."
        wide = 0.0 if one.same_spot else 0.05
        assert spot.area.latitude is not None
        assert spot.area.longitude is not None
        place = c.Place(
            round(spot.area.latitude + draw.uniform(-wide, wide), 6),
            round(spot.area.longitude + draw.uniform(-wide, wide), 6),
            f"Wilayah {name}",
            spot.area.code,
        )
        kind = Kind.INFORMATION if one.information else Kind.ORDINARY
        number, channel = one.number, draw.choice(_CHANNELS)
        return Case(
            number,
            case_id(SIZE, number),
            Nature.INFORMATION if one.information else Nature.ORDINARY,
            at,
            at,
            kind,
            text,
            spot,
            spot.text,
            topic=topic.code,
            unit=office_code(one.office),
            place=place,
            channel=channel,
        )

    def _spot(self, one: Told) -> Spot:
        areas: list[Area] = [area for area in self.region.areas if area.parent and area.latitude is not None]
        area = areas[one.office % len(areas)]
        return Spot(f"Wilayah {OFFICES[one.office]}", area, self.region.area[area.parent])

    def _lived(self, life: Life, one: Told) -> None:
        case, draw, after = life.case, chance(f"life {one.number}"), self.office.after
        citizen = Actor(kind="citizen", holds=case.id)
        officer = draw.choice(self.officers[case.unit or ""])
        day = self.office.day
        at = life.ask(_filed(case), ANYONE, case.filed)
        at = life.ask(
            c.Forward(case.unit or "", case.topic), self.coordinator, after(at, draw.uniform(0.3, 2.5) * _HOUR)
        )
        due = [after(case.told, one.first * day), after(case.told, one.done * day)]
        at = life.ask(c.Take(), officer, max(after(at, 20), due[0] - timedelta(minutes=30)))
        at = life.ask(c.Inform(c.Words(draw.choice(_SEEN) + ".")), officer, after(at, 5))
        for _ in range(_ROUNDS * one.asked):
            at = life.ask(c.Ask(c.Words("Di sebelah mana tepatnya, dan sejak kapan?")), officer, after(at, 30))
            at = life.ask(c.Answer(c.Words(f"Dekat RT {draw.randint(1, 20)}, sejak lama.")), citizen, after(at, 90))
        at = life.ask(c.Resolve(c.Words(_answer(one, draw))), officer, max(due[1], after(at, 30)))
        if one.disputed:
            at = life.ask(
                c.Dispute(c.Words("Belum selesai, keadaannya masih sama.")),
                citizen,
                after(at, draw.uniform(0.5, 6) * day),
            )
            at = life.ask(c.Take(), officer, after(at, draw.uniform(1, 8) * _HOUR))
            at = life.ask(c.Resolve(c.Words(_answer(one, draw))), officer, after(at, draw.uniform(0.5, 4) * day))
        if one.score and life.complaint.status is Status.RESOLVED:
            life.ask(c.Confirm(one.score), citizen, after(at, draw.uniform(0.2, 5) * day))


def _answer(one: Told, draw: Random) -> str:
    if one.template:
        return _TEMPLATE
    return f"{draw.choice(_SEEN)}, lalu {draw.choice(_DONE)}. {draw.choice(_NEXT)}"


def _filed(case: Case) -> c.FileComplaint:
    return c.FileComplaint(
        words=c.Words(case.text),
        ticket=ticket.draw(),
        kind=case.kind,
        visibility=case.visibility,
        channel=case.channel,
        received_at=case.told,
        place=case.place,
        place_words=c.Words(msgspec.json.encode(case.place).decode()),
        topic=case.topic,
    )

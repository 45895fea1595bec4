"""Interviews, forums and village meetings: what was said there without names, and what became of each point."""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, delete, func, or_, true
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from competency.input_tables import TalkPhotoRow, TalkPointRow, TalkRow
from competency.need_tables import NeedRow
from complaints.masking import masked
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound, Refused
from foundation.language import Sentence
from foundation.language import mark as _
from foundation.sealing import CannotOpen, KeyRing

KINDS = ("interview", "forum", "village")
ROLES = ("pegawai", "atasan", "warga", "tokoh", "penyelenggara")
DIRECTIONS = ("need", "none", "neutral")
RECRUITMENT = ("all", "random", "volunteers")
POINTS_MOST, PHOTOS_MOST, PEOPLE_MOST = 9, 3, 9999
STATEMENT_LONGEST, PLACE_LONGEST = 500, 120
PHOTOS_KEPT = timedelta(days=365)
"""How long the photo of an attendance list is kept; that there was one is not forgotten before the talk itself."""
SHEET = "talk sheet"
"""What the link to what became of a talk is for."""
_PHOTO = "talk_photos.content"
_DIRECTION = {"direction": _("Pilih arahnya.")}
_TOO_MANY = _("Paling banyak tiga foto daftar hadir.")
_NAMES = _("Tulis tanpa nama, nomor telepon, atau alamat rumah. Bagian ini tampak seperti itu: {found}")


class Point(NamedTuple):
    """One thing that was said; `competency` is None until the analyst has read it. An erased `statement` is empty."""

    statement: str
    direction: str = "need"
    competency: str | None = None
    topic: str | None = None


class Told(NamedTuple):
    """A talk as somebody wrote it down; `key` is the form's, so that what is sent twice is kept once.

    Points stand in the order that mattered to those who met. `sure`: whoever wrote it says that no names are in it.
    """

    key: UUID
    kind: str
    held_on: date | None
    place: str
    participants: Mapping[str, int]
    points: Sequence[Point]
    recruitment: str = "volunteers"
    unit: str | None = None
    agreed: bool = False
    sure: bool = False


class Talk(NamedTuple):
    id: UUID
    kind: str
    held_on: date
    place: str
    participants: dict[str, int]
    points: tuple[Point, ...]
    recruitment: str
    unit: str | None
    recorded_by: UUID
    recorded_at: datetime
    photos: tuple[UUID, ...] = ()

    @property
    def people(self) -> int:
        return sum(self.participants.values())


class Fed(NamedTuple):
    """A need that a point of a talk spoke for, as it stands."""

    code: str
    status: str
    unit: str | None
    changed_at: datetime


class Talks:
    """Each call is one transaction of its own."""

    def __init__(self, database: Database, clock: Clock, keys: KeyRing, zone: ZoneInfo) -> None:
        self._database, self._clock, self._keys, self._zone = database, clock, keys, zone

    async def record(self, by: UUID, told: Told, photos: Sequence[bytes] = ()) -> UUID:
        """Keep a talk with its cleaned photos; raises Invalid, naming the fields. The same key again is kept once."""
        faults = _faults(told, self._clock.now().astimezone(self._zone).date())
        if len(photos) > PHOTOS_MOST:
            faults["photos"] = _TOO_MANY
        if faults or told.held_on is None:
            raise Invalid(fields=faults)
        async with self._database.transaction() as session:
            if await session.get(TalkRow, told.key) is not None:
                return told.key
            session.add(
                TalkRow(
                    talk_id=told.key,
                    kind=told.kind,
                    held_on=told.held_on,
                    place=" ".join(told.place.split()),
                    unit=told.unit,
                    participants={role: number for role, number in told.participants.items() if number},
                    recruitment=told.recruitment,
                    recorded_by=by,
                    recorded_at=self._clock.now(),
                )
            )
            await session.flush()
            for rank, point in enumerate(told.points, 1):
                said = point._replace(statement=" ".join(point.statement.split()))
                session.add(TalkPointRow(talk_id=told.key, rank=rank, **said._asdict()))
            for photo in photos:
                self._keep(session, told.key, photo)
        return told.key

    async def add_photo(self, talk_id: UUID, photo: bytes) -> None:
        """Keep one more cleaned photo of the attendance list; raises NotFound or Refused."""
        async with self._database.transaction() as session:
            if await session.get(TalkRow, talk_id, with_for_update=True) is None:
                raise NotFound()
            held = select(TalkPhotoRow.photo_id).where(TalkPhotoRow.talk_id == talk_id)
            if len((await session.exec(held)).all()) >= PHOTOS_MOST:
                raise Refused(_TOO_MANY)
            self._keep(session, talk_id, photo)

    def _keep(self, session: AsyncSession, talk_id: UUID, photo: bytes) -> None:
        sealed = self._keys.seal(b64encode(photo).decode(), _PHOTO)
        session.add(TalkPhotoRow(talk_id=talk_id, photo_id=uuid4(), content=sealed))

    async def assign(
        self,
        talk_id: UUID,
        rank: int,
        competency: str | None,
        topic: str | None,
        direction: str,
        *,
        erase: bool = False,
    ) -> None:
        """Say which competency a point speaks for, and with `erase` keep no word of it; raises NotFound or Invalid."""
        if direction not in DIRECTIONS:
            raise Invalid(fields=_DIRECTION)
        async with self._database.transaction() as session:
            row = await session.get(TalkPointRow, (talk_id, rank), with_for_update=True)
            if row is None:
                raise NotFound()
            row.competency, row.topic, row.direction = competency, topic, direction
            row.statement = "" if erase else row.statement
            session.add(row)

    async def all(self, limit: int = 200) -> list[Talk]:
        """The latest first."""
        order = col(TalkRow.held_on).desc(), col(TalkRow.talk_id)
        async with self._database.reading() as session:
            rows = (await session.exec(select(TalkRow).order_by(*order).limit(limit))).all()
            return await _talks(session, rows)

    async def one(self, talk_id: UUID) -> Talk:
        """Raises NotFound."""
        async with self._database.reading() as session:
            row = await session.get(TalkRow, talk_id)
            if row is None:
                raise NotFound()
            return (await _talks(session, [row]))[0]

    async def photo(self, talk_id: UUID, photo_id: UUID) -> bytes:
        """A picture of the attendance list; raises NotFound where it is gone."""
        async with self._database.reading() as session:
            row = await session.get(TalkPhotoRow, (talk_id, photo_id))
        if row is None:
            raise NotFound()
        try:
            return b64decode(self._keys.open(row.content, _PHOTO))
        except CannotOpen as wrong:
            raise NotFound() from wrong

    async def sweep(self) -> int:
        """Forget photos of attendance lists that were kept long enough; how many."""
        old = select(TalkRow.talk_id).where(col(TalkRow.recorded_at) < self._clock.now() - PHOTOS_KEPT)
        async with self._database.transaction() as session:
            gone = await session.exec(delete(TalkPhotoRow).where(col(TalkPhotoRow.talk_id).in_(old)))
            return int(gone.rowcount)

    async def became(self, talk: Talk) -> list[tuple[Point, tuple[Fed, ...]]]:
        """Each point with the needs it fed, as they stand now; of a point nobody has read yet there are none."""
        async with self._database.reading() as session:
            return [(point, await _fed(session, talk, point)) for point in talk.points]


def hints(told: Told) -> str:
    """What looks like a name, a number or a home in what was written; empty where nothing does."""
    found = [_blotted(text) for text in (told.place, *(point.statement for point in told.points))]
    return "; ".join(one for one in found if one)


def _blotted(text: str) -> str:
    """The part of a text that would be blotted out before everybody, as it was written."""
    shown = masked(text)
    if shown == text:
        return ""
    ahead = next((i for i, (one, other) in enumerate(zip(text, shown, strict=False)) if one != other), len(shown))
    behind = 0
    while behind < min(len(text), len(shown)) - ahead and text[-1 - behind] == shown[-1 - behind]:
        behind += 1
    return f"“{text[ahead : len(text) - behind] or text}”"


def _faults(told: Told, today: date) -> dict[str, str]:
    faults: dict[str, str] = {
        "kind": "" if told.kind in KINDS else _("Pilih jenis pertemuannya."),
        "held_on": "" if told.held_on and told.held_on <= today else _("Tulis tanggalnya, paling akhir hari ini."),
        "place": "" if 0 < len(told.place.strip()) <= PLACE_LONGEST else _("Tulis tempatnya, misalnya nama desa."),
        "participants": "" if _plausible(told.participants) else _("Tulis jumlah peserta, paling sedikit satu orang."),
        "recruitment": "" if told.recruitment in RECRUITMENT else _("Pilih cara mengundangnya."),
        "points": "" if 0 < len(told.points) <= POINTS_MOST else _("Tulis 1 sampai 9 hal yang disampaikan."),
        "agreed": "" if told.agreed else _("Peserta perlu setuju bahwa ucapannya dicatat tanpa nama."),
    }
    for rank, point in enumerate(told.points, 1):
        if not 0 < len(point.statement.strip()) <= STATEMENT_LONGEST or point.direction not in DIRECTIONS:
            faults[f"statement_{rank}"] = _("Tulis singkat, paling panjang 500 huruf.")
    found = hints(told)
    if found and not told.sure:
        faults["sure"] = Sentence(_NAMES, found=found)
    return {field: sentence for field, sentence in faults.items() if sentence}


def _plausible(participants: Mapping[str, int]) -> bool:
    numbers = participants.values()
    known = all(role in ROLES for role in participants)
    return known and all(0 <= one <= PEOPLE_MOST for one in numbers) and sum(numbers) > 0


async def _talks(session: AsyncSession, rows: Sequence[TalkRow]) -> list[Talk]:
    ids = [row.talk_id for row in rows]
    said: dict[UUID, list[Point]] = {}
    points = select(TalkPointRow).where(col(TalkPointRow.talk_id).in_(ids)).order_by(col(TalkPointRow.rank))
    for one in (await session.exec(points)).all():
        said.setdefault(one.talk_id, []).append(Point(one.statement, one.direction, one.competency, one.topic))
    seen: dict[UUID, list[UUID]] = {}
    photo = TalkPhotoRow
    for talk_id, photo_id in (
        await session.exec(select(photo.talk_id, photo.photo_id).where(col(photo.talk_id).in_(ids)))
    ).all():
        seen.setdefault(talk_id, []).append(photo_id)
    return [
        Talk(
            row.talk_id,
            row.kind,
            row.held_on,
            row.place,
            dict(row.participants),
            tuple(said.get(row.talk_id, ())),
            row.recruitment,
            row.unit,
            row.recorded_by,
            row.recorded_at,
            tuple(sorted(seen.get(row.talk_id, ()))),
        )
        for row in rows
    ]


def _of_unit(unit: str | None, topic: str | None) -> list[ColumnElement[bool]]:
    """Of which units' needs a point may speak: its own; where none was named, those of its topic."""
    if unit is not None:
        return [col(NeedRow.unit) == unit]
    return [col(NeedRow.topic) == topic] if topic is not None else []


async def _fed(session: AsyncSession, talk: Talk, point: Point) -> tuple[Fed, ...]:
    if point.competency is None or point.direction != "need":
        return ()
    need = NeedRow
    asked = (
        select(need)
        .where(
            need.competency == point.competency,
            or_(col(need.unit).is_(None), *_of_unit(talk.unit, point.topic)),
            or_(col(need.topic).is_(None), col(need.topic) == point.topic) if point.topic else true(),
            # What had ended before anybody spoke was not moved by it.
            func.coalesce(col(need.ended_at) >= talk.recorded_at, True),
        )
        .order_by(col(need.opened_at).desc())
        .limit(5)
    )
    return tuple(Fed(one.code, one.status, one.unit, one.changed_at) for one in (await session.exec(asked)).all())

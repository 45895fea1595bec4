"""Evidence pictures that are worth a look, as those who oversee see them, and what they found who looked.

Nobody judges the work of a unit in which they hold a post, nor a case they handled. Both pictures of a pair have to
be theirs to see. Nothing here adds anything up by officer or by unit.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, inspect, or_, true, union_all
from sqlalchemy import select as pick
from sqlalchemy.orm import aliased
from sqlalchemy.sql.util import ClauseAdapter
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from complaints.sight import HANDLERS, OVERSEERS
from complaints.tables import ComplaintRow, FileCaptureRow, FilePrintRow
from complaints.visibility import Sight, may_see
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import Invalid, NotFound, Refused
from foundation.language import mark as _
from people.actor import Actor, Role
from sla.evidence_signs import EvidenceSign
from sla.tables import EvidenceSignRow

REVIEWERS = (Role.SUPERVISOR, Role.SECRETARY, Role.INSPECTORATE)
"""Who looks at signs; of what is under oversight only the inspectorate knows."""

SIZE = 10
NOTE_LONGEST = 500
COUNTED = 100
"""More that wait are not counted beside the menu, which is drawn on every page."""

AHEAD = 200
"""So many beyond the page that is shown are counted on the page itself: each costs a look into two cases."""

DEEPEST = 500
"""The last page that can be turned to."""

NEWEST = 500
"""For who sees the cases of a few units alone, so many of each one's newest are looked through."""

SIGNS_A_CASE = 100
"""No case bears more: it has few pictures, and each is like MOST_OTHERS at the most."""

OUTCOMES = ("fine", "follow_up")


_KEY = ("complaint_id", "attachment_id", "sign", "other_file")


class Pair(NamedTuple):
    """What says which sign is meant."""

    complaint_id: UUID
    file: UUID
    sign: str
    other_file: UUID


class ShownSign(NamedTuple):
    """A sign with what is to be known of both pictures. Instants are UTC; `other` is None where there is no other."""

    pair: Pair
    amount: int
    found_at: datetime
    code: str
    unit: str | None
    received_at: datetime
    captured_at: datetime | None
    metres: int | None
    other_complaint: UUID | None
    other_code: str
    other_of: str
    looked_at: datetime | None
    looked_by: UUID | None
    outcome: str | None
    note: str | None


class Many(NamedTuple):
    """How many there are, or at least so many where there may be `more`."""

    number: int
    more: bool = False


class SignPage(NamedTuple):
    """A page of signs, and how many there are that the asker may see."""

    signs: tuple[ShownSign, ...]
    waiting: Many
    looked: Many
    number: int
    newest: int | None = None
    """Only so many of each unit's newest cases were looked through, and there are older ones."""


def judged_by(actor: Actor) -> list[ColumnElement[bool]]:
    """Cases whose end `actor` may judge: their words are theirs to read, and the work is not their own."""
    row = ComplaintRow
    own = sorted({post.unit for post in actor.posts if post.role in (Role.OFFICER, Role.HEAD)})
    not_own = col(row.unit).not_in(own) if own else true()
    return [may_see(actor, Sight.WORDS), not_own, or_(col(row.taken_by).is_(None), col(row.taken_by) != actor.person)]


class EvidenceReview:
    """Lists signs and keeps what was found. Each call opens and ends its own look into the database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def page(self, actor: Actor, *, looked: bool = False, number: int = 1) -> SignPage:
        """Signs nobody has looked into, the longest waiting first, or those somebody has, the latest first."""
        number = min(number, DEEPEST)
        most = {looked: (number - 1) * SIZE + AHEAD + 1, not looked: AHEAD + 1}
        keys = _some(actor, looked=looked).offset((number - 1) * SIZE).limit(SIZE).subquery()
        row, case = EvidenceSignRow, ComplaintRow
        found: Any = (
            select(row, case)
            .join(keys, and_(*(keys.c[name] == getattr(row, name) for name in _KEY)))
            .join(case, col(case.complaint_id) == col(row.complaint_id))
            .order_by(*_order(row, looked=looked))
        )
        counts: Any = pick(*(_count(actor, looked=done, most=most[done]) for done in (False, True)))
        async with self._database.reading() as session:
            numbers = (await session.exec(counts)).one()
            waiting, ready = (Many(one, one >= most[bool(done)]) for done, one in enumerate(numbers))
            rows: Any = (await session.exec(found)).all()
            signs = await _shown(session, rows)
            older = await _older(session, actor)
        return SignPage(tuple(signs), waiting, ready, number, NEWEST if older else None)

    async def waiting(self, actor: Actor) -> int:
        """How many signs wait for somebody like `actor`; of very many, COUNTED."""
        asked: Any = pick(_count(actor, looked=False, most=COUNTED))
        async with self._database.reading() as session:
            return int((await session.exec(asked)).one()[0])

    async def look(self, actor: Actor, pair: Pair, outcome: str, note: str) -> None:
        """Say what one found. Raises Invalid, NotFound, or Refused where somebody else was first."""
        if outcome not in OUTCOMES:
            choose = _("Pilih hasil pemeriksaan Anda.")
            raise Invalid(choose, fields={"outcome": choose})
        if len(note) > NOTE_LONGEST:
            long = _("Catatan paling panjang {limit} karakter.")
            raise Invalid(long, fields={"note": long}, limit=NOTE_LONGEST)
        if outcome == "follow_up" and not note.strip():
            why = _("Tuliskan apa yang perlu ditindaklanjuti.")
            raise Invalid(why, fields={"note": why})
        row = EvidenceSignRow
        async with self._database.transaction() as session:
            seen: Any = (await session.exec(_signs(actor).where(*_is(pair)))).first()
            if seen is None:
                raise NotFound()
            kept = (await session.exec(select(row).where(*_is(pair)).with_for_update())).one()
            if kept.looked_at is not None:
                raise Refused(_("Rekan Anda sudah memeriksa tanda ini."))
            kept.looked_at, kept.looked_by = self._clock.now(), actor.person
            kept.outcome, kept.note = outcome, note.strip() or None
            session.add(kept)


def _is(pair: Pair) -> tuple[ColumnElement[bool], ...]:
    row = EvidenceSignRow
    return (
        col(row.complaint_id) == pair.complaint_id,
        col(row.attachment_id) == pair.file,
        col(row.sign) == pair.sign,
        col(row.other_file) == pair.other_file,
    )


def _signs(actor: Actor) -> Any:
    """Signs of which this officer may see both pictures, each with its case."""
    row, case, other = EvidenceSignRow, ComplaintRow, aliased(ComplaintRow)
    # The same rule of sight, said of the other picture's case.
    theirs = ClauseAdapter(inspect(other).selectable).traverse(may_see(actor, Sight.WORDS))
    return (
        select(row, case)
        .join(case, col(case.complaint_id) == col(row.complaint_id))
        .join(other, col(other.complaint_id) == col(row.other_complaint))
        .where(*judged_by(actor), theirs)
    )


def _some(actor: Actor, *, looked: bool) -> Any:
    """Keys of the signs that somebody has looked into, or nobody has, of which this officer may see both pictures.

    The same as `_signs`, said as a look into each case, one by one, and in the order of the page. Who sees nearly every
    case reads the signs along their own index, and no more than are wanted; who sees those of a few units alone reads
    the newest cases of these, for among all signs there may be none that is theirs.
    """
    units, case = _own_units(actor), ComplaintRow
    row: Any = EvidenceSignRow if units is None else aliased(EvidenceSignRow, _of_newest(units, looked=looked))
    its = select(case.complaint_id).where(col(case.complaint_id) == row.complaint_id, *judged_by(actor))
    other = select(case.complaint_id).where(col(case.complaint_id) == row.other_complaint, may_see(actor, Sight.WORDS))
    keys: Any = select(*(getattr(row, name) for name in _KEY))
    return (
        keys.join(its.limit(1).lateral("its"), true())
        .join(other.limit(1).lateral("other"), true())
        .where(_looked(row, looked))
        .order_by(*_order(row, looked=looked))
    )


def _own_units(actor: Actor) -> list[str] | None:
    """The units whose cases alone somebody may read; None for who reads nearly all."""
    if actor.holds_role(Role.COORDINATOR, *OVERSEERS):
        return None
    return sorted(actor.reach(*HANDLERS))


def _of_newest(units: Sequence[str], *, looked: bool) -> Any:
    """Signs of the NEWEST cases of each of these units, found case by case."""
    case, row = ComplaintRow, EvidenceSignRow
    newest: Any = [
        select(case.complaint_id).where(case.unit == unit).order_by(col(case.received_at).desc()).limit(NEWEST)
        for unit in units
    ]
    none = select(case.complaint_id).where(false())
    cases = union_all(*(select(one.subquery()) for one in newest or [none])).subquery()
    its = select(row).where(row.complaint_id == cases.c.complaint_id, _looked(row, looked))
    signs = its.limit(SIGNS_A_CASE).lateral()
    return pick(signs).select_from(cases.join(signs, true())).subquery()


def _looked(row: Any, looked: bool) -> Any:
    return row.looked_at.is_not(None) if looked else row.looked_at.is_(None)


def _order(row: Any, *, looked: bool) -> tuple[Any, ...]:
    first = (row.looked_at.desc(),) if looked else (row.found_at, row.complaint_id)
    return (*first, row.attachment_id, row.sign)


def _count(actor: Actor, *, looked: bool, most: int) -> Any:
    some = _some(actor, looked=looked).limit(most).subquery()
    return pick(func.count()).select_from(some).scalar_subquery()


async def _older(session: AsyncSession, actor: Actor) -> bool:
    """Whether a unit has more cases than are looked through for this officer."""
    case = ComplaintRow
    for unit in _own_units(actor) or ():
        further = select(case.complaint_id).where(case.unit == unit).order_by(col(case.received_at).desc())
        if (await session.exec(further.offset(NEWEST).limit(1))).first() is not None:
            return True
    return False


async def _shown(session: AsyncSession, rows: Sequence[tuple[EvidenceSignRow, ComplaintRow]]) -> list[ShownSign]:
    """With what the pictures say of themselves, and the other case's code."""
    files = [row.attachment_id for row, _case in rows]
    others = [row.other_file for row, _case in rows]
    capture, kept, case = FileCaptureRow, FilePrintRow, ComplaintRow
    cases = [one.complaint_id for _sign, one in rows]
    told = await session.exec(
        select(capture).where(col(capture.complaint_id).in_(cases), col(capture.attachment_id).in_(files))
    )
    captured = {(one.complaint_id, one.attachment_id): one for one in told.all()}
    theirs = [row.other_complaint for row, _case in rows]
    of = await session.exec(
        select(kept.complaint_id, kept.attachment_id, kept.of).where(
            col(kept.complaint_id).in_(theirs), col(kept.attachment_id).in_(others)
        )
    )
    sides = {(one, file): side for one, file, side in of.all()}
    codes = dict(
        (await session.exec(select(case.complaint_id, case.code).where(col(case.complaint_id).in_(theirs)))).all()
    )
    found = []
    for row, one in rows:
        said = captured.get((row.complaint_id, row.attachment_id))
        paired = row.sign in (EvidenceSign.ELSEWHERE, EvidenceSign.REPORTERS_OWN)
        found.append(
            ShownSign(
                pair=Pair(row.complaint_id, row.attachment_id, row.sign, row.other_file),
                amount=row.amount,
                found_at=row.found_at,
                code=one.code,
                unit=one.unit,
                received_at=one.received_at,
                captured_at=said.captured_at if said else None,
                metres=said.metres if said else None,
                other_complaint=row.other_complaint if paired else None,
                other_code=codes.get(row.other_complaint, ""),
                other_of=sides.get((row.other_complaint, row.other_file), "report"),
                looked_at=row.looked_at,
                looked_by=row.looked_by,
                outcome=row.outcome,
                note=row.note,
            )
        )
    return found

"""Who may see a complaint: one rule, and the same rule in SQL. A test drives both and compares them.

A complaint on the oversight road (`restricted`) is known only to the people of the unit that handles it, and not to
those of them who hold a post in the unit it is about; no count, list, notice or hint betrays it to anyone else. A
confidential one may be counted by those who oversee, but its words are for the handling line alone.
"""

from functools import lru_cache

from sqlalchemy import ColumnElement, and_, false, literal_column, or_, true
from sqlmodel import col

from complaints.kinds import Status, Visibility
from complaints.openness import PUBLISHED
from complaints.sight import HANDLERS, OVERSEERS, SUPERVISORS, Sight, public_sight, sight, sight_as_asked
from complaints.tables import ComplaintRow, UnitAskRow
from people.actor import Actor, Role

__all__ = [
    "Sight",
    "counted",
    "counted_in_groups",
    "may_see",
    "may_see_as_asked",
    "public_sight",
    "published",
    "sight",
    "sight_as_asked",
]

ASKERS = 512
"""Of so many who asked last the rule is kept in SQL: it is asked several times a page, and never changes."""


@lru_cache(ASKERS)
def may_see(actor: Actor, least: Sight) -> ColumnElement[bool]:
    """The SQL twin of `sight(...) >= least` for lists and counts."""
    row = ComplaintRow
    if actor.kind == "system" or least is Sight.NOTHING:
        return true()
    anonymous = col(row.visibility) == str(Visibility.ANONYMOUS)
    confidential = col(row.visibility) == str(Visibility.CONFIDENTIAL)
    ways: list[ColumnElement[bool]] = []
    if actor.holds is not None:
        ways.append(col(row.complaint_id) == actor.holds)
    own = sorted(post.unit for post in actor.posts if post.role in HANDLERS)
    if own:
        not_about = or_(col(row.about_unit).is_(None), col(row.about_unit).not_in(sorted(actor.own_units)))
        way = and_(col(row.restricted).is_(True), col(row.unit).in_(own), not_about)
        ways.append(and_(way, ~anonymous) if least is Sight.REPORTER else way)
    ordinary: list[ColumnElement[bool]] = []
    if actor.holds_role(Role.COORDINATOR):
        ordinary.append(true())
    reach = sorted(actor.reach(*HANDLERS))
    if reach:
        handled = col(row.unit).in_(reach)
        ordinary.append(and_(handled, ~anonymous) if least is Sight.REPORTER else handled)
    ordinary += _overseen(actor, least, confidential, anonymous)
    if ordinary:
        ways.append(and_(col(row.restricted).is_(False), or_(*ordinary)))
    return or_(*ways) if ways else false()


def _overseen(
    actor: Actor, least: Sight, confidential: ColumnElement[bool], anonymous: ColumnElement[bool]
) -> list[ColumnElement[bool]]:
    if not actor.holds_role(*OVERSEERS):
        return []
    if least is Sight.STATUS:
        return [true()]
    if least is Sight.WORDS:
        return [~confidential]
    return [and_(~confidential, ~anonymous)] if actor.holds_role(*SUPERVISORS) else []


@lru_cache(ASKERS)
def may_see_as_asked(actor: Actor, least: Sight) -> ColumnElement[bool]:
    """The SQL twin of `sight_as_asked(...) >= least`, over `complaints` joined with `unit_asks`."""
    row, ask = ComplaintRow, UnitAskRow
    if least is Sight.NOTHING:
        return true()
    if least is Sight.REPORTER:
        return false()
    secret = or_(
        col(row.restricted).is_(True),
        col(row.sensitive).is_(True),
        col(row.visibility) == str(Visibility.CONFIDENTIAL),
    )
    own = sorted(post.unit for post in actor.posts if post.role in HANDLERS)
    reach = sorted(actor.reach(*HANDLERS))
    theirs = or_(
        and_(col(row.restricted).is_(True), col(ask.unit).in_(own)),
        and_(col(row.restricted).is_(False), col(ask.unit).in_(reach)),
    )
    not_about = or_(col(row.about_unit).is_(None), col(row.about_unit).not_in(sorted(actor.own_units)))
    if least is Sight.STATUS:
        return and_(theirs, or_(~secret, not_about))
    return and_(theirs, ~secret, col(row.erased).is_(False), col(ask.ended_at).is_(None))


def published() -> ColumnElement[bool]:
    """The SQL twin of `is_published`, said as the indexes of it say it: with no value left to be filled in."""
    row = ComplaintRow
    statuses: list[ColumnElement[str]] = [literal_column(f"'{status}'") for status in sorted(PUBLISHED)]
    return and_(
        col(row.visibility) != literal_column(f"'{Visibility.CONFIDENTIAL}'"),
        col(row.restricted).is_(False),
        col(row.sensitive).is_(False),
        col(row.erased).is_(False),
        col(row.unread).is_(False),
        col(row.status).in_(statuses),
    )


def counted() -> ColumnElement[bool]:
    """The SQL twin of `is_counted`."""
    return and_(col(ComplaintRow.restricted).is_(False), col(ComplaintRow.status) != str(Status.SPLIT))


def counted_in_groups() -> ColumnElement[bool]:
    """The SQL twin of `is_counted_in_groups`."""
    row = ComplaintRow
    return and_(counted(), col(row.visibility) != str(Visibility.CONFIDENTIAL), col(row.sensitive).is_(False))

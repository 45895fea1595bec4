"""The officers' line of a case: what the program did of itself stands below what it did it for."""

from datetime import UTC, datetime, timedelta

from web.office_timeline import Day
from web.wording import Moment

AT = datetime(2026, 11, 23, 3, tzinfo=UTC)


def moment(name: str, at: datetime = AT, by: str = "", said: str = "") -> tuple[str, Moment]:
    return at.strftime("%H.%M"), Moment(name, name, at, by=by, said=said)


def test_what_followed_at_one_instant_stands_below_and_nothing_is_lost() -> None:
    later = AT + timedelta(seconds=1)
    day = Day(
        AT.date(),
        (
            moment("complaint.filed", by="Pelapor"),
            moment("routing.suggested"),
            moment("promise.given"),
            moment("note.added", by="Budi"),
            moment("question.asked", said="Di mana?"),
            moment("deadline.missed", later),
            moment("deadline.escalated", later),
        ),
    )
    told = [(line.moment.name, [one.name for one in line.also]) for line in day.lines]
    assert told == [
        ("complaint.filed", ["routing.suggested", "promise.given"]),
        ("note.added", []),
        ("question.asked", []),
        ("deadline.missed", ["deadline.escalated"]),
    ]

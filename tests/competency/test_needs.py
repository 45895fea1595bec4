"""The life of a need, against a slow table of what may follow what; and that a need is never about a person."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from competency import need_events as e
from competency import needs as n
from competency.merging import Grade, Kind, Letter, Merged, Says, Source, merge
from competency.need_events import OPEN, Ground, Origin, Reason, Stance, Status, Verdict
from competency.need_ledger import folded, recorded
from competency.need_state import Need, evolve
from competency.needs import Command, Given, decide
from complaints.commands import Words
from foundation.errors import Invalid, NotAllowed, Refused
from foundation.ledger import Entry, verify
from people.actor import SYSTEM, Actor, Post, Role

NOW = datetime(2026, 11, 2, 3, tzinfo=UTC)
DAY = date(2026, 10, 31)
BATCH = UUID(int=7)
WORDS = Words("Sebabnya ditulis di sini.")
ENOUGH = merge([Source(Kind.SIGNAL, DAY, Says.NEED, 90), Source(Kind.CASE_READING, DAY, Says.NEED, 2)])
ALONE = merge([Source(Kind.SIGNAL, DAY, Says.NEED, 90)])


def actor(role: Role, unit: str, *below: str) -> Actor:
    return Actor("officer", uuid7(), (Post(role, unit, frozenset({unit, *below})),))


ANALYST, HEAD, LEADER = actor(Role.ANALYST, "BPSDM"), actor(Role.HEAD, "DLH"), actor(Role.SECRETARY, "SETDA", "DLH")
GIVEN = Given(merged=ENOUGH, reply_until=NOW + timedelta(days=14), owner_due=NOW + timedelta(days=40), people=9)


def heard(on: date = DAY, strong: bool = True) -> e.Heard:
    return e.Heard(uuid7(), "SIN-2026-10-0001", on, "teknis", strong, 143, 1.4)


def hear(strong: bool = True, on: date = DAY) -> n.Hear:
    return n.Hear(heard(on, strong), "TEK-SAMPAH", "DLH", "sampah", "KEB-2026-0001")


def moved(need: Need, command: Command, by: Actor, at: datetime = NOW, given: Given = GIVEN) -> Need:
    return recorded(need, decide(need, command, by, at, given), at, by.name_in_log, "x")[0]


def new() -> Need:
    return moved(Need(uuid7()), hear(), SYSTEM)


def reviewed() -> Need:
    return moved(new(), n.Review(), ANALYST)


def answered() -> Need:
    return moved(reviewed(), n.Answer(Stance.PARTLY, WORDS), HEAD)


def accepted() -> Need:
    return moved(answered(), n.Accept(), ANALYST)


def trained() -> Need:
    return moved(moved(accepted(), n.Schedule(BATCH), SYSTEM), n.Train(BATCH), SYSTEM)


def test_the_whole_road() -> None:
    need = trained()
    assert need.status == Status.TRAINED
    need = moved(need, n.Evaluate(Verdict.EFFECTIVE, BATCH), SYSTEM)
    assert (need.status, need.verdict) == (Status.EVALUATED, Verdict.EFFECTIVE)
    need = moved(need, n.Close(), ANALYST)
    assert (need.status, need.ended_at) == (Status.CLOSED, NOW)


def test_nobody_from_the_unit_reviews_or_accepts() -> None:
    inside = Actor("officer", uuid7(), (*ANALYST.posts, *HEAD.posts))
    for need, command in ((new(), n.Review()), (answered(), n.Accept()), (answered(), n.Reject(Reason.DATA, WORDS))):
        for by in (HEAD, inside, actor(Role.ANALYST, "DLH"), actor(Role.OFFICER, "BMBK")):
            with pytest.raises(NotAllowed):
                decide(need, command, by, NOW, GIVEN)
    assert moved(new(), n.Review(), LEADER).status == Status.REVIEWED, "the leadership is above, not inside"


def test_the_unit_has_its_say_first() -> None:
    need = reviewed()
    assert need.reply_until is not None
    with pytest.raises(Refused):
        decide(need, n.Accept(), ANALYST, need.reply_until - timedelta(seconds=1), GIVEN)
    assert moved(need, n.Accept(), ANALYST, need.reply_until).status == Status.ACCEPTED
    assert moved(answered(), n.Accept(), ANALYST).status == Status.ACCEPTED, "an answer ends the waiting"
    for by in (ANALYST, actor(Role.HEAD, "BMBK"), actor(Role.OFFICER, "DLH")):
        with pytest.raises(NotAllowed):
            decide(need, n.Answer(Stance.AGREES, WORDS), by, NOW, GIVEN)


@pytest.mark.parametrize(
    ("confirmed", "read", "enough"), [(6, 10, True), (5, 10, False), (7, 12, False), (8, 12, True)]
)
def test_one_source_needs_its_cases_read(confirmed: int, read: int, enough: bool) -> None:
    need, alone = answered(), msgspec.structs.replace(GIVEN, merged=ALONE)
    with pytest.raises(Refused):
        decide(need, n.Accept(), ANALYST, NOW, alone)
    need = moved(need, n.ReadCases(confirmed, read), ANALYST)
    if enough:
        assert moved(need, n.Accept(), ANALYST, given=alone).grade == Grade.SUSPECTED
    else:
        with pytest.raises(Refused):
            decide(need, n.Accept(), ANALYST, NOW, alone)


def test_fewer_than_ten_cases_are_not_enough_to_read() -> None:
    for confirmed, read in ((9, 9), (11, 10), (-1, 10)):
        with pytest.raises(Invalid):
            decide(reviewed(), n.ReadCases(confirmed, read), ANALYST, NOW, GIVEN)


def test_where_sources_contradict_complaints_the_cases_decide() -> None:
    weights = {Letter.COMPLAINTS: 1.0, Letter.VOICES: 1.0}
    torn = Merged(Grade.ENOUGH, weights, ((Letter.COMPLAINTS, Letter.LEVELS),), (), None, None)
    given = msgspec.structs.replace(GIVEN, merged=torn)
    blind = msgspec.structs.replace(torn, weights={**weights, Letter.CASES: 1.0})
    assert n.lacking(answered(), blind, NOW) is None, "two people read cases of it blind"
    with pytest.raises(Refused):
        decide(answered(), n.Accept(), ANALYST, NOW, given)
    assert moved(moved(answered(), n.ReadCases(6, 10), ANALYST), n.Accept(), ANALYST, given=given).status == "accepted"


def test_reasons_are_told_and_only_some_have_an_owner() -> None:
    for command in (n.Reject(Reason.DATA, Words(" ")), n.PassOn(Reason.LOAD, "SETDA", Words(""))):
        with pytest.raises(Invalid):
            decide(reviewed(), command, ANALYST, NOW, GIVEN)
    with pytest.raises(Invalid):
        decide(reviewed(), n.PassOn(Reason.DATA, "SETDA", WORDS), ANALYST, NOW, GIVEN)
    need = moved(reviewed(), n.PassOn(Reason.LOAD, "SETDA", WORDS), ANALYST)
    assert (need.owner, need.owner_due) == ("SETDA", GIVEN.owner_due), "it has a clock of its own"
    with pytest.raises(NotAllowed):
        decide(need, n.Settle(WORDS), HEAD, NOW, GIVEN)
    assert moved(need, n.Settle(WORDS), actor(Role.HEAD, "SETDA")).status == Status.CLOSED


def test_without_effect_it_waits_for_a_better_training() -> None:
    need = moved(trained(), n.Evaluate(Verdict.INEFFECTIVE, BATCH), SYSTEM)
    assert need.status == Status.ACCEPTED
    again = moved(need, n.Schedule(UUID(int=8)), SYSTEM)
    assert (again.status, again.verdict, again.batch) == (Status.SCHEDULED, None, UUID(int=8))


def test_not_known_is_judged_again_at_most_twice() -> None:
    need = trained()
    for times, day in ((1, date(2027, 3, 1)), (2, date(2027, 9, 1))):
        need = moved(need, n.Evaluate(Verdict.UNKNOWN, BATCH, day), SYSTEM)
        assert (need.status, need.unknown, need.again_on) == (Status.TRAINED, times, day)
    need = moved(need, n.Evaluate(Verdict.UNKNOWN, BATCH, date(2028, 3, 1)), SYSTEM)
    assert (need.status, need.verdict, need.again_on) == (Status.EVALUATED, Verdict.UNKNOWN, None)


def test_what_comes_back_within_a_year_presses_more() -> None:
    closed = moved(moved(trained(), n.Evaluate(Verdict.EFFECTIVE, BATCH), SYSTEM), n.Close(), ANALYST)
    assert n.takes(closed, NOW + timedelta(days=365))
    assert not n.takes(closed, NOW + timedelta(days=366))
    back = moved(closed, hear(), SYSTEM, NOW + timedelta(days=100))
    assert (back.status, back.priority, back.id) == (Status.NEW, 1, closed.id)
    assert (back.stance, back.confirmed, back.grade, back.batch, back.verdict) == (None, None, None, None, None)
    assert moved(closed, hear(strong=False), SYSTEM).status == Status.CLOSED, "a warning alone reopens nothing"


def test_opened_by_hand_again_within_a_year_it_presses_more_too() -> None:
    closed = moved(moved(trained(), n.Evaluate(Verdict.EFFECTIVE, BATCH), SYSTEM), n.Close(), ANALYST)
    asked = n.Open(closed.code, closed.competency, WORDS, closed.unit, closed.topic)
    back = moved(closed, asked, ANALYST, NOW + timedelta(days=30))
    assert (back.status, back.priority, back.code) == (Status.NEW, 1, closed.code)
    with pytest.raises(Invalid):
        decide(closed, n.Open("x", "TEK-SAMPAH", Words(" "), "DLH", "sampah"), ANALYST, NOW, GIVEN)


def test_only_what_was_written_is_erased_and_only_by_who_analyses() -> None:
    need, asked = answered(), n.EraseWords((WORDS.id,), Ground.ASKED)
    there = msgspec.structs.replace(GIVEN, written=frozenset({WORDS.id}))
    assert decide(need, asked, ANALYST, NOW, there) == [e.WordsErased((WORDS.id,), Ground.ASKED)]
    assert moved(need, asked, ANALYST, given=there).stance == Stance.PARTLY, "what was decided stays"
    for ids in ((), (WORDS.id, uuid7())):
        with pytest.raises(Invalid):
            decide(need, n.EraseWords(ids, Ground.ASKED), ANALYST, NOW, there)
    for by in (HEAD, LEADER):
        with pytest.raises(NotAllowed):
            decide(need, asked, by, NOW, there)


def test_a_rejected_one_rests_for_half_a_year() -> None:
    need = moved(reviewed(), n.Reject(Reason.HANDLED, WORDS), ANALYST)
    assert n.takes(need, NOW + timedelta(days=182))
    assert not n.takes(need, NOW + timedelta(days=183))
    assert moved(need, hear(), SYSTEM, NOW + timedelta(days=30)).status == Status.REJECTED


def test_the_same_signal_speaks_once_and_not_for_ever() -> None:
    need, command = new(), hear()
    twice = moved(moved(need, command, SYSTEM), command, SYSTEM)
    assert len(twice.heard) == 2
    assert [one.people for one in need.sources(DAY)] == [143]
    assert need.sources(DAY + timedelta(days=93)) == []
    assert need.sources(DAY - timedelta(days=1)) == [], "a signal of later says nothing about before"


def test_a_unit_of_two_is_a_person() -> None:
    asked = n.Open("KEB-2026-0002", "MAN-INTEGRITAS", WORDS, "DLH-A")
    with pytest.raises(Invalid) as refused:
        decide(Need(uuid7()), asked, ANALYST, NOW, Given(people=2))
    assert set(refused.value.fields) == {"unit"}
    assert moved(Need(uuid7()), asked, ANALYST, given=Given(people=3)).origin == Origin.INPUTS
    everywhere = n.Open("KEB-2026-0003", "MAN-INTEGRITAS", WORDS)
    assert moved(Need(uuid7()), everywhere, ANALYST, given=Given()).unit is None


def test_no_event_and_no_need_has_a_place_for_a_person() -> None:
    kinds: list[type[msgspec.Struct]] = [*e.Event.__subclasses__(), Need, *Command.__subclasses__()]
    fields = {field.name for kind in kinds for field in msgspec.structs.fields(kind)}
    assert not {name for name in fields if any(word in name for word in ("officer", "person", "name", "nip", "who"))}


COMMANDS: list[tuple[Command, Actor]] = [
    (hear(), SYSTEM),
    (hear(strong=False), SYSTEM),
    (n.Open("KEB-2026-0001", "TEK-SAMPAH", WORDS, "DLH", "sampah"), ANALYST),
    (n.Review(), ANALYST),
    (n.Answer(Stance.AGREES, WORDS), HEAD),
    (n.ReadCases(6, 10), ANALYST),
    (n.Accept(), ANALYST),
    (n.Reject(Reason.LOAD, WORDS), ANALYST),
    (n.PassOn(Reason.LOAD, "SETDA", WORDS), LEADER),
    (n.Settle(WORDS), ANALYST),
    (n.Schedule(BATCH), SYSTEM),
    (n.Unschedule(BATCH), ANALYST),
    (n.Train(BATCH), SYSTEM),
    (n.Evaluate(Verdict.EFFECTIVE, BATCH), SYSTEM),
    (n.Evaluate(Verdict.INEFFECTIVE, BATCH), SYSTEM),
    (n.Evaluate(Verdict.UNKNOWN, BATCH, date(2027, 5, 1)), SYSTEM),
    (n.Close(), ANALYST),
]
ROADS = (
    "->new closed>new new>reviewed reviewed>accepted reviewed>rejected reviewed>passed_on accepted>rejected",
    "accepted>passed_on accepted>scheduled scheduled>accepted scheduled>trained trained>evaluated trained>accepted",
    "passed_on>closed evaluated>closed",
)
FOLLOWS = {tuple(one.split(">")) for line in ROADS for one in line.replace("->", "none>").split()}


@given(st.lists(st.tuples(st.sampled_from(COMMANDS), st.integers(0, 40)), max_size=40))
def test_any_life_keeps_to_the_road(asked: list[tuple[tuple[Command, Actor], int]]) -> None:
    """Whatever is asked in whatever order: only known steps are taken, the ledger holds and folds to the same need."""
    need, at = Need(uuid7()), NOW
    entries: list[Entry] = []
    for (command, by), days in asked:
        at += timedelta(days=days)
        try:
            happened = decide(need, command, by, at, GIVEN)
        except (Refused, Invalid, NotAllowed):
            continue
        before = need
        need, more = recorded(need, happened, at, by.name_in_log, str(len(entries)))
        entries += more
        if before.status != need.status:
            assert (str(before.status or "none"), str(need.status)) in FOLLOWS
        if need.status == Status.ACCEPTED and before.status == Status.REVIEWED:
            assert before.stance or at >= (before.reply_until or at)
            assert by.name_in_log == ANALYST.name_in_log
        assert (need.ended_at is None) == (need.status in {*OPEN, None})
        assert need.unknown <= n.MOST_UNKNOWN
    assert not list(verify(entries))
    if entries:
        assert folded(entries) == {need.id: need}


@given(st.sampled_from(COMMANDS), st.sampled_from([new, reviewed, answered, accepted, trained]))
def test_what_is_said_to_be_open_is_what_is_decided(asked: tuple[Command, Actor], make: object) -> None:
    command, by = asked
    need = make()  # type: ignore[operator]
    try:
        decide(need, command, by, NOW, GIVEN)
    except (Refused, Invalid, NotAllowed):
        said = type(command) in n.open_to(by, need)
        lacks = isinstance(command, n.Accept) and n.lacking(need, ENOUGH, NOW) is not None
        assert not said or lacks
    else:
        assert type(command) in n.open_to(by, need)


def test_every_event_is_stored_and_read_back() -> None:
    seal = WORDS.seal
    samples: list[e.Event] = [
        e.Opened("KEB-2026-0001", "TEK-SAMPAH", Origin.INPUTS, "DLH", "sampah", seal),
        heard(),
        e.Reopened(1),
        e.Reopened(2, seal),
        e.Reviewed(NOW),
        e.Answered(Stance.AGREES, seal),
        e.CasesRead(6, 10),
        e.Accepted(Grade.ENOUGH, (Letter.COMPLAINTS,), ((Letter.COMPLAINTS, Letter.LEVELS),), 3.0, 2.0, seal),
        e.Rejected(Reason.DATA, seal),
        e.PassedOn(Reason.LOAD, "SETDA", NOW, seal),
        e.Settled(seal),
        e.Scheduled(BATCH),
        e.Unscheduled(BATCH),
        e.Trained(BATCH),
        e.Evaluated(Verdict.UNKNOWN, BATCH, DAY),
        e.Closed(seal),
        e.WordsErased((seal.id,), Ground.PERSONAL),
    ]
    assert {type(one) for one in samples} == set(e.Event.__subclasses__())
    for one in samples:
        assert e.unpack(e.name_of(one), msgspec.json.decode(msgspec.json.encode(e.pack(one)))) == one
        assert evolve(Need(uuid7()), one, NOW).changed_at == NOW

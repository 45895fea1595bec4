"""Figures of a report against counting case by case, over random caseloads, and what an edition for outside hides."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.kinds import OPEN, Kind, Status
from sla.report_figures import (
    FAMILIES,
    LEAST,
    OTHERS,
    STAGES,
    WORKING_DAY,
    Facts,
    column_of,
    figures_of,
    sum_of,
)

ANSWERED = (Status.RESOLVED, Status.CLOSED)
BECAME = st.sampled_from(("on_time", "late", "late_open", "waiting", "left", "none"))


@st.composite
def one_case(draw: st.DrawFn) -> Facts:
    status = draw(st.sampled_from(list(Status)))
    done = status in ANSWERED
    seconds = st.integers(0, 40).map(lambda tenths: tenths * WORKING_DAY / 10)
    return Facts(
        unit=draw(st.sampled_from(("A", "B", "C", "D", None))),
        topic=draw(st.sampled_from(("jalan", "lampu", None))),
        area=draw(st.sampled_from(("18.01", "18.71", None))),
        kind=str(draw(st.sampled_from(list(Kind)))),
        channel=draw(st.sampled_from(("web", "telegram"))),
        status=str(status),
        followed=done or draw(st.booleans()),
        done=done,
        ended=not done and status not in OPEN,
        first=draw(seconds),
        whole=draw(seconds),
        kept=draw(st.tuples(BECAME, BECAME, BECAME)),
        disputes=draw(st.integers(0, 2)),
        score=draw(st.sampled_from((None, 1, 3, 4, 5))) if done else None,
        stops=draw(st.integers(0, 2)),
        stopped=draw(st.booleans()),
        sent_back=draw(st.integers(0, 1)),
    )


CASELOADS = st.lists(one_case(), max_size=24)


@settings(deadline=None)  # numpy and scipy are loaded by the first
@given(CASELOADS)
def test_every_figure_is_what_counting_one_by_one_gives(facts: list[Facts]) -> None:
    found = figures_of(facts, {})
    assert (found.total.cases, found.total.open) == (len(facts), sum(not one.done and not one.ended for one in facts))
    for place, stage in enumerate(STAGES):
        promise = found.promises[str(stage)]
        became = [one.kept[place] for one in facts]
        assert (promise.on_time, promise.waiting, promise.left) == tuple(
            became.count(name) for name in ("on_time", "waiting", "left")
        )
        assert promise.late == became.count("late") + became.count("late_open"), "open and past its date is late"
        assert promise.late_open == became.count("late_open")
        known = promise.on_time + promise.late
        assert (promise.share.value if promise.share else None) == (promise.on_time / known if known >= LEAST else None)
    for family in FAMILIES:
        groups = found.groups[family]
        for group in groups:
            mine = [one for one in facts if getattr(one, family) == group.key]
            assert (group.cases, group.done, group.ended) == (
                len(mine),
                sum(one.done for one in mine),
                sum(one.ended for one in mine),
            )
            assert (group.median is None) == (len(mine) < LEAST)
        assert sum(group.cases for group in groups) == len(facts)
    rated = [one.score for one in facts if one.score is not None]
    voices = found.voices
    assert (voices.rated, voices.points, voices.content) == (len(rated), sum(rated), sum(one > 3 for one in rated))
    assert voices.answered == sum(one.status in ANSWERED for one in facts)
    assert (voices.response.of if voices.response else 0) in (0, voices.answered)


@settings(deadline=None)
@given(CASELOADS)
def test_each_report_is_in_one_column_of_the_national_table_and_the_share_cannot_leave_out_what_lies_about(
    facts: list[Facts],
) -> None:
    found = figures_of(facts, {})
    for one in found.classes:
        mine = [case for case in facts if case.kind == one.kind]
        assert one.received == len(mine)
        ours = [case for case in mine if column_of(case.status, case.followed) not in ("archived", "elsewhere")]
        answered = [case for case in ours if column_of(case.status, case.followed) in ("in_process", "done")]
        assert one.share == (len(answered) / len(ours) if ours else None)
        timed = [Fraction(case.first) / Fraction(WORKING_DAY) for case in ours if case.followed]
        assert (one.mean is None) == (not timed)
        if timed and one.mean is not None:
            assert abs(one.mean - float(sum(timed)) / len(timed)) < 1e-6
        assert one.waiting + one.timed == len(ours)
    assert found.national.received == len(facts)
    assert sum_of(found.classes) == found.national


@settings(deadline=None)
@given(CASELOADS.filter(lambda facts: len(facts) >= LEAST))
def test_an_edition_for_outside_names_no_group_of_a_few_and_lets_none_be_subtracted(facts: list[Facts]) -> None:
    found = figures_of(facts, {}, outside=True)
    inside = figures_of(facts, {})
    for family in FAMILIES:
        groups = found.groups[family]
        assert all(group.cases >= LEAST for group in groups)
        assert sum(group.cases for group in groups) == len(facts)
        told = {group.key for group in groups}
        hidden = [group for group in inside.groups[family] if group.key not in told]
        assert not hidden or len(hidden) >= 2 or len(told) == 1, "one hidden group is the sum without the others"
    told_kinds = {one.kind: one.received for one in found.classes}
    assert all(number >= LEAST for number in told_kinds.values() if number)
    hidden_kinds = {one.kind for one in facts} - set(told_kinds)
    assert not hidden_kinds or OTHERS in told_kinds


def test_ten_cases_by_hand() -> None:
    """Six answered after 1 to 6 working days, two open for 2 and 9, one archived at once, one still with triage."""
    kind, day = str(Kind.ORDINARY), WORKING_DAY
    kept = ("on_time", "on_time", "on_time")

    def case(status: Status, days: float, first: float | None = None, **more: object) -> Facts:
        done = status in ANSWERED
        values = {"followed": first is not None, "done": done, "ended": not done and status not in OPEN} | more
        times = {"first": (days if first is None else first) * day, "whole": days * day}
        return Facts("A", "jalan", "18.71", kind, "web", str(status), kept=kept, **times, **values)  # type: ignore[arg-type]

    facts = [case(Status.CLOSED, days, 1, score=5 if days < 4 else None) for days in range(1, 7)]
    facts += [
        case(Status.IN_PROCESS, 2, 2),
        case(Status.FORWARDED, 9),
        case(Status.ARCHIVED, 0),
        case(Status.SUBMITTED, 3),
    ]
    found = figures_of(facts, {})
    assert found.national.share == 7 / 9
    assert found.national.mean == (6 * 1 + 2) / 7
    assert found.national.mean_waited == (9 + 3) / 2, "those nobody has answered wait beside the average, not in it"
    # Left: 8/9 after the first day, of which 7/8, then 5/6 (one was last seen), then 3/4: less than half after four.
    assert found.total.median is not None
    assert found.total.median.value == 4 * day
    assert found.voices.mean is None, "three ratings tell of persons"

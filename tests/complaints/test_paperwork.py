"""Numbers of office papers: what a pattern may be, and never the same twice, whoever draws at once."""

import asyncio
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints import commands as c
from complaints.events import AttachmentAdded
from complaints.kinds import Status
from complaints.paper_settings import PaperSettings
from complaints.paperwork import NUMBER_FIELDS, PaperKind, code_fault, numbered, pattern_fault
from foundation.errors import Invalid, NotFound
from tests.make import OFFICER, Case, make_complaint
from web.house import House

PIECES = st.lists(st.sampled_from([*(f"{{{name}}}" for name in NUMBER_FIELDS), "/", "-", ".", "ND", "{x}", "<b>"]))


def file(name: str) -> c.File:
    identity = c.Words(name).id
    return c.File(identity, b"s" * 16, b"d" * 32, "application/pdf", 5, f"x/{identity}", name)


def paper(case: Case, kind: PaperKind, number: str) -> Case:
    return case.say(c.MakePaper(kind, number, "BMBK", file("a"), file("b")), OFFICER)


@given(PIECES, st.integers(1, 99999), st.integers(1, 12), st.integers(2020, 2099))
def test_a_pattern_without_fault_makes_numbers_that_leave_no_field_and_never_meet(
    pieces: list[str], running: int, month: int, year: int
) -> None:
    pattern = "".join(pieces)
    if pattern_fault(pattern):
        return
    about = {"code": "620", "month": month, "year": year}
    one = numbered(pattern, running=running, unit="BMBK", **about)  # type: ignore[arg-type]
    assert not re.search(r"[{}<>]", one)
    assert one != numbered(pattern, running=running + 1, unit="BMBK", **about)  # type: ignore[arg-type]
    assert one != numbered(pattern, running=running, unit="DINKES", **about)  # type: ignore[arg-type]


def test_what_a_pattern_lacks_or_does_not_know_is_named() -> None:
    assert "{nama}" in pattern_fault("{nomor}/{unit}/{tahun}/{nama}")
    assert "{tahun}" in pattern_fault("{nomor}/{unit}")
    assert pattern_fault("{nomor}/{unit}/{tahun}<")
    assert pattern_fault("{nomor}/{unit}/{tahun}" + "x" * 80)
    assert numbered("{klasifikasi}/{nomor}/{unit}/{bulan}/{tahun}", code="620", running=7, unit="A", month=11, year=2026) == "620/007/A/XI/2026"  # fmt: skip  # noqa: E501
    assert [bool(code_fault(one)) for one in ("000.8.3", "620", "", "a b", "../x", "1" * 31)] == [False] * 2 + [
        True
    ] * 4


async def test_no_two_papers_of_a_unit_bear_the_same_number_though_many_draw_at_once(house: House) -> None:
    settings = PaperSettings(house.database, house.clock)
    drawn = await asyncio.gather(*(settings.draw(unit, 2026) for _ in range(20) for unit in ("BMBK", "DINKES")))
    assert sorted(drawn) == sorted([*range(1, 21)] * 2)
    assert await settings.draw("BMBK", 2027) == 1


def test_a_paper_stays_in_the_office_and_makes_nothing_stale() -> None:
    case = make_complaint(Status.IN_PROCESS)
    before = case.state
    paper(case, PaperKind.ANSWER, "620/001/BMBK/2026")
    assert case.names[-3:] == ["attachment.added", "attachment.added", "paper.made"]
    assert all(one.event.of == "paper" for one in case.log if isinstance(one.event, AttachmentAdded))
    assert (case.state.person_version, case.state.changed_at) == (before.person_version, before.changed_at)
    assert case.state.evidence == ()


def test_only_the_signed_answer_shows_that_a_case_is_done() -> None:
    case = make_complaint(Status.IN_PROCESS)
    paper(case, PaperKind.ANSWER, "620/001/BMBK/2026")
    paper(case, PaperKind.MEMO, "620/002/BMBK/2026")
    signed = file("scan")
    case.say(c.AttachSigned("620/001/BMBK/2026", signed, evidence=True), OFFICER)
    assert case.state.evidence == (signed.id,)
    with pytest.raises(Invalid):
        case.say(c.AttachSigned("620/002/BMBK/2026", file("scan"), evidence=True), OFFICER)
    with pytest.raises(NotFound):
        case.say(c.AttachSigned("620/003/BMBK/2026", file("scan")), OFFICER)
    length = len(case.log)
    case.say(c.AttachSigned("620/001/BMBK/2026", signed), OFFICER)
    assert len(case.log) == length
    case.say(c.Erase(), case.holder)
    assert case.state.evidence == ()

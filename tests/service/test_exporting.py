"""An export shows what its account may see and nothing else, and no cell of it is taken for a formula."""

import csv
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest

from complaints import commands as c
from complaints.kinds import Kind, Visibility
from foundation.errors import NotFound
from people.actor import ANYONE, Role
from service.exporting import COLUMNS, Table, actor_of, harmless, visible
from service.progress import quiet
from tests.make import COORDINATOR, filing
from web.house import House

PASSWORD = "kata sandi yang panjang"


async def exported(house: House, username: str) -> dict[str, dict[str, Any]]:
    actor = await actor_of(house, username)
    return {row["code"]: row async for row in visible(house, actor, quiet)}


@pytest.fixture
async def codes(house: House) -> dict[str, str]:
    """One complaint of each sort, and the accounts that ask."""
    for username, role, unit in (
        ("koordinator", Role.COORDINATOR, "DISKOMINFOTIK"),
        ("bmbk", Role.OFFICER, "BMBK"),
        ("dinkes", Role.OFFICER, "DINKES"),
        ("inspektorat", Role.INSPECTORATE, "INSP"),
        ("pengawas", Role.SUPERVISOR, "SETDA"),
        ("admin", Role.ADMINISTRATOR, "DISKOMINFOTIK"),
    ):
        await house.accounts.add(username, username, PASSWORD, [(role, unit)])
    sorts: dict[str, dict[str, Any]] = {
        "public": {"kind": Kind.ORDINARY},
        "confidential": {"kind": Kind.ORDINARY, "visibility": Visibility.CONFIDENTIAL},
        "oversight": {"kind": Kind.OVERSIGHT, "about_unit": "BMBK"},
    }
    found = {}
    for name, fields in sorts.items():
        key = uuid4()
        complaint = await house.handling.handle(c.Order(key, filing(f"Perihal {name}.", **fields), "test"), ANYONE)
        if name != "oversight":
            await house.handling.handle(c.Order(key, c.Forward("BMBK", "jalan_rusak"), "test:2"), COORDINATOR)
        found[name] = complaint.code
    return found


async def test_each_role_gets_what_it_may_see(house: House, codes: dict[str, str]) -> None:
    ordinary = {codes["public"], codes["confidential"]}
    assert set(await exported(house, "koordinator")) == ordinary
    assert set(await exported(house, "bmbk")) == ordinary
    assert set(await exported(house, "dinkes")) == set()
    assert set(await exported(house, "inspektorat")) == {codes["oversight"]}
    assert set(await exported(house, "admin")) == set()


async def test_words_that_may_not_be_read_are_left_out(house: House, codes: dict[str, str]) -> None:
    rows = await exported(house, "pengawas")
    assert rows[codes["public"]]["report"] == "Perihal public."
    assert rows[codes["confidential"]]["report"] is None
    assert codes["oversight"] not in rows


async def test_a_long_report_is_written_out_whole(house: House, codes: dict[str, str]) -> None:
    text = "Jalan berlubang. " * 100
    complaint = await house.handling.handle(c.Order(uuid4(), filing(text), "test"), ANYONE)
    assert (await exported(house, "koordinator"))[complaint.code]["report"] == text


async def test_a_disabled_account_sees_nothing(house: House, codes: dict[str, str]) -> None:
    await house.accounts.disable("bmbk")
    with pytest.raises(NotFound):
        await actor_of(house, "bmbk")
    with pytest.raises(NotFound):
        await actor_of(house, "{nobody}")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " =", "\n="])
def test_no_cell_is_a_formula(start: str) -> None:
    assert harmless(f"{start}HYPERLINK(1)").startswith("'")


def test_ordinary_cells_stay_as_they_are() -> None:
    assert harmless("Jalan berlubang.") == "Jalan berlubang."
    assert harmless(None) == ""


def test_a_report_of_several_lines_stays_one_cell() -> None:
    target = StringIO()
    Table(target).write({**dict.fromkeys(COLUMNS), "report": 'satu\ndua, "tiga"'})
    rows = list(csv.DictReader(StringIO(target.getvalue())))
    assert rows[0]["report"] == 'satu\ndua, "tiga"'

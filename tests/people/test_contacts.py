"""Contacts are put in order, sealed, and found by nobody without the key."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from foundation.database import Database
from foundation.errors import Invalid
from foundation.sealing import KeyRing
from foundation.writes import write_all
from people.contact import Contact
from people.contacts import blank_row, complaints_of, contact_from, contact_of, contact_row
from people.tables import ContactRow

KEYS = KeyRing.fresh()
SITI = Contact("Siti Contoh", "siti@contoh.id", "+6281200000001")


@pytest.mark.parametrize(
    "written", ["081200000001", "0812-0000-0001", "+62 812 0000 0001", "6281200000001", "(0812) 0000.0001"]
)
def test_a_number_is_the_same_however_it_is_written(written: str) -> None:
    assert contact_from(None, None, written) == Contact(phone="+6281200000001")


def test_what_is_empty_is_no_contact() -> None:
    assert contact_from("", "  ", None) is None
    assert contact_from("  Siti   Contoh ", "SITI@Contoh.ID", "") == Contact("Siti Contoh", "siti@contoh.id", None)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("email", (None, "siti@contoh", None)),
        ("email", (None, "siti contoh@x.id", None)),
        ("email", (None, "orang,siti@contoh.id", None)),
        ("email", (None, "siti@contoh.id>", None)),
        ("phone", (None, None, "12345")),
        ("phone", (None, None, "telepon saya")),
        ("name", ("x" * 121, None, None)),
    ],
)
def test_each_fault_names_its_field(field: str, values: tuple[str | None, str | None, str | None]) -> None:
    with pytest.raises(Invalid) as refused:
        contact_from(*values)
    assert set(refused.value.fields) == {field}


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=40))
def test_whatever_is_typed_is_kept_in_order_or_refused(name: str, email: str, phone: str) -> None:
    try:
        contact = contact_from(name, email, phone)
    except Invalid as refused:
        assert refused.fields
        return
    if contact is not None:
        assert contact_from(contact.name, contact.email, contact.phone) == contact


async def test_it_is_sealed_found_by_its_owner_and_forgotten(database: Database) -> None:
    one, other = uuid4(), uuid4()
    async with database.transaction() as session:
        await write_all(session, [contact_row(KEYS, one, SITI), contact_row(KEYS, other, Contact("Budi"))])
        assert await contact_of(session, KEYS, one) == SITI
        assert await complaints_of(session, KEYS, "SITI@contoh.id", None) == [one]
        assert await complaints_of(session, KEYS, None, "0812 0000 0001") == [one]
        assert await complaints_of(session, KEYS, None, None) == []
        assert await complaints_of(session, KeyRing.fresh(), "siti@contoh.id", None) == []
        rows = (await session.exec(select(ContactRow))).all()
        assert not any(b"iti" in (value or b"") for row in rows for value in (row.name, row.email, row.email_index))
    async with database.transaction() as session:
        await write_all(session, [blank_row(one)])
    async with database.reading() as session:
        assert await contact_of(session, KEYS, one) is None
        assert await complaints_of(session, KEYS, "siti@contoh.id", None) == []

"""The words: they can be filled in, name the time zone, and keep secrets."""

from datetime import UTC, datetime
from string import Formatter
from uuid import uuid4

import pytest

from complaints import ticket
from complaints.kinds import Stage
from notices.messages import DISCREET, TEXTS, Facts, Words, body, headline, moment
from notices.own_messages import FIELDS
from notices.rules import Audience
from tests.fakes import FakeLinks

WHEN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def facts(audience: Audience, event: str, *, discreet: bool = False) -> Facts:
    return Facts(
        code=ticket.draw(),
        complaint_id=uuid4(),
        event=event,
        audience=audience,
        service="Tanggap Uji",
        timezone="Asia/Jakarta",
        zone_label="WIB",
        unit="Dinas Perhubungan",
        stage=Stage.COMPLETION,
        promised=WHEN,
        discreet=discreet,
    )


@pytest.mark.parametrize(("audience", "event"), sorted(TEXTS))
def test_every_message_can_be_filled_in(audience: Audience, event: str) -> None:
    told = facts(audience, event)
    subject, text = headline(told), body(told, FakeLinks())
    assert ticket.show(told.code) in subject
    assert "{" not in subject + text
    assert "\n" not in subject
    page = {Audience.CITIZEN: "ikuti", Audience.FOLLOWERS: "lacak"}.get(audience, "kantor")
    # Whoever was asked sees the case on a page of its own kind, known by the case and not by its code.
    known = f"ditanya/{told.complaint_id}" if audience is Audience.ASKED else f"{page}/{told.code}"
    assert f"https://uji.example/{known}" in text
    assert "Tanggap Uji" in text


@pytest.mark.parametrize("words", [*TEXTS.values(), DISCREET])
def test_messages_ask_only_for_what_is_known(words: Words) -> None:
    for text in words:
        assert {name for _, name, _, _ in Formatter().parse(text) if name} <= set(FIELDS)


def test_a_confidential_report_says_only_that_there_is_news() -> None:
    told = facts(Audience.CITIZEN, "complaint.forwarded", discreet=True)
    text = headline(told) + body(told, FakeLinks())
    assert "Dinas" not in text
    assert "diteruskan" not in text


def test_only_the_citizen_is_told_not_to_share_the_link() -> None:
    assert "khusus untuk Anda" in body(facts(Audience.CITIZEN, "complaint.taken"), FakeLinks())
    assert "khusus untuk Anda" not in body(facts(Audience.UNIT, "complaint.forwarded"), FakeLinks())


def test_a_time_is_the_regions_own() -> None:
    assert moment(WHEN, "Asia/Jakarta", "WIB") == "Senin, 23 November 2026 pukul 16.00 WIB"
    assert moment(WHEN, "Asia/Jayapura", "WIT") == "Senin, 23 November 2026 pukul 18.00 WIT"


def test_a_unit_that_is_not_known_has_a_plain_name() -> None:
    from msgspec.structs import replace

    told = replace(facts(Audience.CITIZEN, "complaint.taken"), unit="")
    assert "Petugas unit penanggung jawab" in body(told, FakeLinks())

"""Doubles of what lies outside: a channel that remembers, links that lead nowhere, a region that stands still."""

import asyncio
from collections.abc import Callable
from uuid import UUID

from complaints.region import Bounds, Region, Topic, Unit
from notices.channel import Delivered, Message, Outcome

UNITS = {
    "PEMPROV": "",
    "SETDA": "PEMPROV",
    "BMBK": "PEMPROV",
    "UPTD": "BMBK",
    "DISHUB": "PEMPROV",
    "INSP": "PEMPROV",
    "DISKOMINFOTIK": "PEMPROV",
}

REGION = Region(
    code="uji",
    name="Provinsi Uji",
    service_name="Tanggap Uji",
    timezone="Asia/Jakarta",
    zone_label="WIB",
    bounds=Bounds(-6, 103, -3, 106),
    centre={"latitude": -5.0, "longitude": 105.0},
    triage_unit="DISKOMINFOTIK",
    oversight_unit="SETDA",
    inspectorate_unit="INSP",
    units=tuple(Unit(code, f"Dinas {code}", code, parent, "dinas", "Bertugas.") for code, parent in UNITS.items()),
    topics=(Topic("umum", "Umum"), Topic("jalan", "Jalan", parent="umum", unit="BMBK", phrases=("jalan rusak",))),
)


class StandingBook:
    """A region book whose region never changes."""

    def __init__(self, region: Region = REGION) -> None:
        self.region = region

    async def current(self) -> Region:
        return self.region


class FakeChannel:
    """Takes messages for e-mail addresses and remembers them.

    `answer` says what becomes of each; it may raise, as a real channel's library might. With `wait` (seconds) other
    tasks get their turn in the middle of a send.
    """

    name = "email"

    def __init__(self, answer: Callable[[Message], Outcome] | None = None, wait: float = 0.0) -> None:
        self.answer: Callable[[Message], Outcome] = answer or (lambda message: Delivered())
        self.wait = wait
        self.sent: list[Message] = []
        """Everything that was asked for, taken or not."""
        self.taken: list[Message] = []
        """What the other side has taken."""

    async def send(self, message: Message) -> Outcome:
        self.sent.append(message)
        await asyncio.sleep(self.wait)
        outcome = self.answer(message)
        if isinstance(outcome, Delivered):
            self.taken.append(message)
        return outcome

    def to(self, address: str) -> list[Message]:
        return [message for message in self.taken if message.address == address]


class FakeLinks:
    """Addresses a test can recognise."""

    def follow(self, code: str, complaint_id: UUID) -> str:
        return f"https://uji.example/ikuti/{code}"

    def case(self, code: str, complaint_id: UUID) -> str:
        return f"https://uji.example/kantor/{code}"

    def public(self, code: str) -> str:
        return f"https://uji.example/lacak/{code}"

    def stop(self, code: str, complaint_id: UUID, follower: UUID) -> str:
        return f"https://uji.example/berhenti/{code}/{follower}"

    def asked(self, complaint_id: UUID) -> str:
        return f"https://uji.example/ditanya/{complaint_id}"

    def stop_mails(self, code: str, complaint_id: UUID) -> str:
        return f"https://uji.example/berhenti-email/{code}"

    def published(self, area: str, topic: str) -> str:
        return f"https://uji.example/aduan?area={area}&topic={topic}"

    def confirm_alert(self, alert_id: UUID) -> str:
        return f"https://uji.example/kabar/{alert_id}/ya"

    def stop_alert(self, alert_id: UUID) -> str:
        return f"https://uji.example/kabar/{alert_id}/berhenti"

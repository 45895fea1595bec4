"""The e-mail channel against a small SMTP server of our own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_string, policy
from email.message import EmailMessage

import pytest

from foundation.clock import SetClock
from notices.channel import Delivered, GaveUp, Message, TryLater
from notices.console_channel import ConsoleChannel
from notices.email_channel import EmailChannel
from tests.make import START

MESSAGE = Message(
    "kunci:1", "warga@contoh.id", "Aduan sudah diteruskan – “penting”", "Yth. Bapak/Ibu,\n\nTerima kasih.\n"
)


class Mailbox:
    """Speaks just enough SMTP; `replies` overrides the answer to a command."""

    def __init__(self, **replies: str) -> None:
        self.replies, self.letters = replies, list[str]()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(line: str) -> None:
            writer.write(line.encode() + b"\r\n")

        say("220 uji")
        try:
            while line := (await reader.readline()).decode().strip():
                verb = line.split()[0].split(":")[0].upper()
                if verb == "DATA" and "DATA" not in self.replies:
                    say("354 go on")
                    letter = (await reader.readuntil(b"\r\n.\r\n")).decode()
                    self.letters.append(letter.removesuffix(".\r\n"))
                    say(self.replies.get("BODY", "250 taken"))
                elif verb == "QUIT":
                    say("221 bye")
                    break
                else:
                    say(self.replies.get(verb, "250 good"))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def letter(self) -> EmailMessage:
        return message_from_string(self.letters[0], policy=policy.default)  # type: ignore[return-value]


@asynccontextmanager
async def serving(mailbox: Mailbox) -> AsyncIterator[EmailChannel]:
    server = await asyncio.start_server(mailbox.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield EmailChannel(f"smtp://127.0.0.1:{port}", "Tanggap <tanggap@uji.example>", SetClock(START), timeout=3)


async def test_a_letter_arrives_whole() -> None:
    mailbox = Mailbox()
    async with serving(mailbox) as channel:
        assert await channel.send(MESSAGE) == Delivered()
    letter = mailbox.letter()
    assert (letter["To"], letter["Subject"]) == (MESSAGE.address, MESSAGE.subject)
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content().replace("\r\n", "\n") == MESSAGE.body


async def test_a_repeat_bears_the_same_message_id() -> None:
    mailbox = Mailbox()
    async with serving(mailbox) as channel:
        await channel.send(MESSAGE)
        await channel.send(MESSAGE)
    ids = {message_from_string(letter)["Message-ID"] for letter in mailbox.letters}
    assert len(mailbox.letters) == 2
    assert len(ids) == 1


@pytest.mark.parametrize(
    ("replies", "outcome"),
    [
        ({"RCPT": "550 no such user warga@contoh.id"}, GaveUp("smtp 550")),
        ({"RCPT": "451 greylisted, warga@contoh.id"}, TryLater("smtp 451")),
        ({"RCPT": "552 mailbox full"}, TryLater("smtp 552")),
        ({"MAIL": "550 who are you"}, TryLater("smtp 550")),
        ({"DATA": "554 no"}, GaveUp("smtp 554")),
        ({"BODY": "421 closing"}, TryLater("smtp 421")),
    ],
)
async def test_answers_are_understood_and_their_words_forgotten(
    replies: dict[str, str], outcome: GaveUp | TryLater
) -> None:
    async with serving(Mailbox(**replies)) as channel:
        assert await channel.send(MESSAGE) == outcome


async def test_no_server_is_tried_later() -> None:
    mailbox = Mailbox()
    async with serving(mailbox) as channel:
        pass
    outcome = await channel.send(MESSAGE)
    assert isinstance(outcome, TryLater)
    assert "contoh" not in outcome.reason


async def test_a_silent_server_is_tried_later() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        channel = EmailChannel(f"smtp://127.0.0.1:{port}", "t@uji.example", SetClock(START), timeout=0.2)
        assert isinstance(await channel.send(MESSAGE), TryLater)


@pytest.mark.parametrize("address", ["warga@contoh.id\nBcc: lain@contoh.id", "warga@contoh.id\r\n\r\nisi"])
async def test_a_second_header_cannot_be_smuggled_in(address: str) -> None:
    mailbox = Mailbox()
    async with serving(mailbox) as channel:
        assert isinstance(await channel.send(Message("k", address, "Halo", "isi")), GaveUp)
    assert mailbox.letters == []


async def test_a_subject_stays_one_line() -> None:
    mailbox = Mailbox()
    async with serving(mailbox) as channel:
        await channel.send(Message("k", "warga@contoh.id", "Halo\nBcc: lain@contoh.id", "isi"))
    assert mailbox.letter()["Bcc"] is None


@pytest.mark.parametrize("url", ["", "http://uji", "smtp://", "mail.uji.example:25"])
def test_a_wrong_setting_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="smtp://"):
        EmailChannel(url, "t@uji.example", SetClock(START))


async def test_the_console_shows_the_letter() -> None:
    shown: list[str] = []
    assert await ConsoleChannel(shown.append).send(MESSAGE) == Delivered()
    assert MESSAGE.body in shown[0]
    assert MESSAGE.subject in shown[0]

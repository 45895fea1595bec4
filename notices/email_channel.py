"""Sends messages as plain-text e-mail over SMTP."""

import ssl
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from urllib.parse import unquote, urlsplit

import aiosmtplib

from foundation.clock import Clock
from notices.channel import Delivered, GaveUp, Message, Outcome, TryLater

_PERMANENT = frozenset({550, 551, 553, 554, 521, 556})
"""Replies that say this mailbox will not take it. Other 5xx (sign-in, sender) are our own fault and can be mended."""


class _Whole(str):
    """An address in a header, left as it is: a long one would be folded into encoded words, which no program opens."""

    name = "List-Unsubscribe"

    def fold(self, *, policy: EmailPolicy) -> str:
        """The header as it is sent (RFC 5322 lets a line have 998 characters)."""
        return f"{self.name}: {self}{policy.linesep}"


class EmailChannel:
    """An SMTP server named by `url`: smtp://user:password@host:port (STARTTLS where offered) or smtps://."""

    name = "email"

    def __init__(self, url: str, sender: str, clock: Clock, timeout: float = 10.0) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("an SMTP address looks like smtp://user:password@host:port")
        self._tls = parts.scheme == "smtps"
        self._host, self._port = parts.hostname, parts.port or (465 if self._tls else 587)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._sender, self._clock, self._timeout = sender, clock, timeout

    async def send(self, message: Message) -> Outcome:
        """Reasons name the kind of failure and the server's number, never its words: they may repeat the address."""
        try:
            await aiosmtplib.send(
                self._letter(message),
                hostname=self._host,
                port=self._port,
                username=self._user,
                password=self._password,
                use_tls=self._tls,
                timeout=self._timeout,
            )
        except aiosmtplib.SMTPRecipientsRefused as refused:
            return _verdict(refused.recipients[0].code)
        except (aiosmtplib.SMTPAuthenticationError, aiosmtplib.SMTPSenderRefused) as fault:
            return TryLater(f"smtp {fault.code}")
        except aiosmtplib.SMTPResponseException as fault:
            return _verdict(fault.code)
        except (aiosmtplib.SMTPReadTimeoutError, aiosmtplib.SMTPServerDisconnected, ConnectionResetError) as fault:
            # The letter may have been handed over already, and only the answer is missing.
            return TryLater(type(fault).__name__, unsure=True)
        except (aiosmtplib.SMTPException, OSError, ssl.SSLError) as fault:
            return TryLater(type(fault).__name__)
        except ValueError:
            return GaveUp("the address cannot be written in a header")
        return Delivered()

    def _letter(self, message: Message) -> EmailMessage:
        letter = EmailMessage()
        letter["From"], letter["To"] = self._sender, message.address
        letter["Subject"] = " ".join(message.subject.split())
        letter["Date"] = format_datetime(self._clock.now())
        domain = parseaddr(self._sender)[1].rpartition("@")[2] or "localhost"
        letter["Message-ID"] = f"<{sha256(message.key.encode()).hexdigest()[:32]}@{domain}>"
        letter["Auto-Submitted"] = "auto-generated"
        if message.stop:  # one click (RFC 8058): the mail program posts, nobody has to find the page
            letter[_Whole.name] = _Whole(f"<{message.stop}>")
            letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        letter.set_content(message.body)
        return letter


def _verdict(code: int) -> Outcome:
    return GaveUp(f"smtp {code}") if code in _PERMANENT else TryLater(f"smtp {code}")

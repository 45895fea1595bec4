"""Keeping secrets: AES-GCM with a key id, a blind index to find what is sealed, tokens, and salted digests.

Keys live in a JSON file in the data folder (mode 0600), made on first start. A new key is put first; older ones
stay to open what they sealed.
"""

import hmac
import json
import os
import secrets
from base64 import b32encode, urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class CannotOpen(Exception):
    """The sealed bytes were changed, or their key is not on the ring."""


@dataclass(frozen=True)
class KeyRing:
    """All secrets of one installation. `sealing` maps a key id (1 to 255) to 32 bytes; the highest id seals."""

    sealing: dict[int, bytes]
    index: bytes
    """Key of the blind indexes: changing it means indexing everything again."""
    tokens: bytes
    """Key of links and request seals."""

    @staticmethod
    def fresh() -> "KeyRing":
        return KeyRing({1: secrets.token_bytes(32)}, secrets.token_bytes(32), secrets.token_bytes(32))

    @staticmethod
    def at(path: Path) -> "KeyRing":
        """Read the ring, making it first where there is none; two starters at once end with the same ring."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(KeyRing.fresh().dumps())
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return KeyRing.loads(path.read_text())

    def dumps(self) -> str:
        return json.dumps(
            {
                "sealing": {str(number): _written(key) for number, key in self.sealing.items()},
                "index": _written(self.index),
                "tokens": _written(self.tokens),
            },
            indent=2,
        )

    @staticmethod
    def loads(text: str) -> "KeyRing":
        held = json.loads(text)
        return KeyRing(
            {int(number): urlsafe_b64decode(key) for number, key in held["sealing"].items()},
            urlsafe_b64decode(held["index"]),
            urlsafe_b64decode(held["tokens"]),
        )

    def rotated(self) -> "KeyRing":
        """The same ring with a new sealing key in front."""
        return KeyRing({**self.sealing, max(self.sealing) + 1: secrets.token_bytes(32)}, self.index, self.tokens)

    def seal(self, text: str, place: str) -> bytes:
        """Seal text for one `place` ("table.column"), where alone it opens: key id, 12-byte nonce, ciphertext."""
        number = max(self.sealing)
        nonce = secrets.token_bytes(12)
        return bytes([number]) + nonce + AESGCM(self.sealing[number]).encrypt(nonce, text.encode(), place.encode())

    def open(self, sealed: bytes, place: str) -> str:
        key = self.sealing.get(sealed[0])
        if key is None:
            raise CannotOpen(f"no key {sealed[0]}")
        try:
            return AESGCM(key).decrypt(sealed[1:13], sealed[13:], place.encode()).decode()
        except InvalidTag as wrong:
            raise CannotOpen(place) from wrong

    def blind(self, value: str, place: str) -> bytes:
        """16 bytes that are equal for equal values (already normalised) of one place, and say nothing else."""
        return hmac.digest(self.index, f"{place}\0{value}".encode(), "sha256")[:16]

    def token(self, purpose: str, subject: bytes) -> str:
        """A link's secret: 26 letters and digits that follow from its subject and cannot be guessed (128 bits)."""
        return b32encode(self.mac(purpose, subject)[:16]).decode().rstrip("=").lower()

    def token_matches(self, given: str, purpose: str, subject: bytes) -> bool:
        return hmac.compare_digest(given.lower().encode(), self.token(purpose, subject).encode())

    def mac(self, purpose: str, subject: bytes) -> bytes:
        """32 bytes that only this installation can compute."""
        return hmac.digest(self.tokens, purpose.encode() + b"\0" + subject, "sha256")


def _written(key: bytes) -> str:
    return urlsafe_b64encode(key).decode()


def digest(salt: bytes, content: bytes) -> bytes:
    """What the log keeps of words, a place or a file: SHA-256 of a random salt and the bytes."""
    return sha256(salt + content).digest()

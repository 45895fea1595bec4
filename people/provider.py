"""A provider of single sign-on, spoken to by OpenID Connect: authorization code, PKCE (S256), state and nonce."""

import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import httpx
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from foundation.errors import NotAllowed, ServiceError
from foundation.language import mark as _

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA", "Ed25519"]
"""Signatures of a token that are believed: by a key of the provider, never by our own secret, never none."""
LEEWAY = 60
"""Seconds by which its clock and ours may differ."""
KEPT = 3600
"""Seconds for which its addresses and keys are kept at hand."""
TIMEOUT = 10.0
_NO_ANSWER = _("Layanan masuk bersama sedang tidak dapat dihubungi. Coba lagi nanti, atau masuk dengan kata sandi.")
_NO_TRUST = _("Jawaban layanan masuk bersama tidak dapat kami percaya. Ulangi dari halaman masuk.")


class Registration(msgspec.Struct, frozen=True):
    """What the provider calls us, and what people call the provider."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    second_factor: frozenset[str] = frozenset()
    """Values of `amr` (RFC 8176) that count as a second factor; empty: our own is asked for all the same."""


class Unreachable(ServiceError):
    """The provider does not answer, or not as one does."""

    def __init__(self) -> None:
        super().__init__(_NO_ANSWER)


class NotProven(NotAllowed):
    """What came back does not show who somebody is."""

    def __init__(self, sentence: str = _NO_TRUST) -> None:
        super().__init__(sentence)


class Claims(msgspec.Struct, frozen=True):
    """What a checked token says."""

    subject: str
    email: str
    """Lower-case; empty unless the provider says that it is verified."""
    methods: frozenset[str]


class Provider:
    """Nothing is asked before somebody signs in."""

    def __init__(self, registration: Registration, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.registration = registration
        self._transport = transport
        self._known: tuple[float, Mapping[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None

    @property
    def name(self) -> str:
        return self.registration.name

    async def address(self, redirect: str, state: str, nonce: str, verifier: str) -> str:
        """Where the browser is sent to sign in; raises Unreachable."""
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "response_type": "code",
            "client_id": self.registration.client_id,
            "redirect_uri": redirect,
            "scope": "openid email",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        beginning = str((await self._found())["authorization_endpoint"])
        return f"{beginning}{'&' if '?' in beginning else '?'}{urlencode(asked)}"

    async def claims(self, code: str, redirect: str, nonce: str, verifier: str, now: datetime) -> Claims:
        """Who signed in there, for the code it sent back; raises NotProven, Unreachable."""
        held = self.registration
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "code_verifier": verifier,
            "client_id": held.client_id,
        }
        endpoint = str((await self._found())["token_endpoint"])
        auth = httpx.BasicAuth(held.client_id, held.client_secret) if held.client_secret else None
        answer = await self._ask("POST", endpoint, data=form, auth=auth)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise NotProven()
        claims = await self._verified(token)
        self._check(claims, nonce, now)
        if "email" not in claims:
            claims = {**await self._further(answer.get("access_token"), claims), **claims}
        verified = claims.get("email_verified") in (True, "true")
        methods = claims.get("amr")
        return Claims(
            str(claims["sub"]),
            str(claims.get("email") or "").lower() if verified else "",
            frozenset(map(str, methods)) if isinstance(methods, list) else frozenset(),
        )

    async def _further(self, access: object, claims: Mapping[str, Any]) -> Mapping[str, Any]:
        """What some providers tell apart from the token; only about the same person."""
        endpoint = (await self._found()).get("userinfo_endpoint")
        if not endpoint or not isinstance(access, str):
            return {}
        told = await self._ask("GET", str(endpoint), token=access)
        return told if told.get("sub") == claims["sub"] else {}

    def _check(self, claims: Mapping[str, Any], nonce: str, now: datetime) -> None:
        """OpenID Connect Core 3.1.3.7: by whom, for whom, for which request, and still in force."""
        held, at = self.registration, now.timestamp()
        audience = claims.get("aud")
        meant = audience if isinstance(audience, list) else [audience]
        expires, issued = claims.get("exp"), claims.get("iat")
        right = (
            claims.get("iss") == held.issuer
            and held.client_id in meant
            and claims.get("azp", held.client_id) == held.client_id
            and (len(meant) == 1 or claims.get("azp") == held.client_id)
            and claims.get("nonce") == nonce
            and isinstance(claims.get("sub"), str)
            and isinstance(expires, int | float)
            and isinstance(issued, int | float)
            and at < expires + LEEWAY
            and issued - LEEWAY <= at
        )
        if not right:
            raise NotProven()

    async def _verified(self, token: str) -> Mapping[str, Any]:
        """The claims, once the signature is right; keys may have been changed since they were read."""
        for again in (False, True):
            try:
                return dict(jwt.decode(token, await self._key_set(again), algorithms=ALGORITHMS).claims)
            except (JoseError, ValueError):
                continue
        raise NotProven()

    async def _key_set(self, again: bool) -> KeySet:
        if again or self._keys is None or time.monotonic() - self._keys[0] > KEPT:
            document = await self._ask("GET", str((await self._found())["jwks_uri"]))
            try:
                self._keys = time.monotonic(), KeySet.import_key_set(document)  # type: ignore[arg-type]
            except (JoseError, ValueError, KeyError) as fault:
                raise Unreachable() from fault
        return self._keys[1]

    async def _found(self) -> Mapping[str, Any]:
        """The provider's addresses, as it tells them itself (OpenID Connect Discovery)."""
        if self._known is None or time.monotonic() - self._known[0] > KEPT:
            root = self.registration.issuer.rstrip("/")
            document = await self._ask("GET", f"{root}/.well-known/openid-configuration")
            needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            if document.get("issuer") != self.registration.issuer or not all(document.get(one) for one in needed):
                raise Unreachable()
            self._known = time.monotonic(), document
        return self._known[1]

    async def _ask(self, method: str, address: str, token: str = "", **given: Any) -> Mapping[str, Any]:
        headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT, transport=self._transport) as client:
                answer = await client.request(method, address, headers=headers, **given)
                document = answer.json()
        except (httpx.HTTPError, ValueError) as fault:
            raise Unreachable() from fault
        if answer.status_code >= 500 or not isinstance(document, dict):
            raise Unreachable()
        if answer.status_code >= 400:
            raise NotProven()
        return document

"""What is believed of a provider: PKCE, and each check of a token by itself, with tokens signed here."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from people.provider import LEEWAY, Claims, NotProven, Provider, Registration, Unreachable

ROOT = "https://sso.contoh.id"
SECRET = "rahasia-klien-yang-panjang-sekali-untuk-hs256"
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
KEY, OTHER = (RSAKey.generate_key(2048, {"kid": name, "use": "sig"}) for name in ("satu", "dua"))
GOOD: dict[str, Any] = {
    **{"iss": ROOT, "aud": "tanggap", "sub": "s-1", "nonce": "n", "exp": AT + 300, "iat": AT},
    **{"email": "Sari@Contoh.id", "email_verified": True, "amr": ["otp"]},
}
Signed = Callable[[dict[str, Any]], str]


def signed(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "satu"}, claims, KEY)


def by_another_key(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "satu"}, claims, OTHER)


def by_our_own_secret(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))


def unsigned(claims: dict[str, Any]) -> str:
    head, body, _signature = signed(claims).split(".")
    none = urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    assert head != none
    return f"{none}.{body}."


def provider(token: object, further: dict[str, Any] | None = None, seen: list[httpx.Request] | None = None) -> Provider:
    """One that answers with this token."""
    ends = {"authorization_endpoint": "/a?x=1", "token_endpoint": "/t", "jwks_uri": "/j", "userinfo_endpoint": "/u"}
    answers: dict[str, Any] = {
        "/.well-known/openid-configuration": {"issuer": ROOT, **{name: ROOT + path for name, path in ends.items()}},
        "/t": {"id_token": token, "access_token": "a"},
        "/j": {"keys": [KEY.as_dict(private=False)]},
        "/u": further or {},
    }

    def answer(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        return httpx.Response(200, json=answers[request.url.path])

    return Provider(Registration(ROOT, "tanggap", SECRET, "P"), httpx.MockTransport(answer))


async def claimed(one: Provider) -> Claims:
    return await one.claims("kode", "https://t/k", "n", "pengesah", NOW)


async def test_a_good_token_says_who_it_is() -> None:
    assert await claimed(provider(signed(GOOD))) == Claims("s-1", "sari@contoh.id", frozenset({"otp"}))
    unverified = await claimed(provider(signed(GOOD | {"email_verified": False})))
    assert unverified.email == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": ROOT + "/"},
        {"aud": "lain"},
        {"aud": ["tanggap", "lain"]},
        {"azp": "lain"},
        {"nonce": "m"},
        {"nonce": None},
        {"exp": AT - LEEWAY},
        {"exp": "besok"},
        {"iat": AT + LEEWAY + 1},
        {"sub": None},
    ],
)
async def test_each_wrong_claim_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(NotProven):
        await claimed(provider(signed(GOOD | wrong)))


async def test_what_is_still_right_is_not_refused() -> None:
    for right in ({"aud": ["tanggap"]}, {"aud": ["tanggap", "lain"], "azp": "tanggap"}, {"exp": AT - LEEWAY + 1}):
        assert (await claimed(provider(signed(GOOD | right)))).subject == "s-1"


@pytest.mark.parametrize("sign", [by_another_key, by_our_own_secret, unsigned])
async def test_a_signature_that_is_not_the_providers_is_refused(sign: Signed) -> None:
    with pytest.raises(NotProven):
        await claimed(provider(sign(GOOD)))


@pytest.mark.parametrize("token", [None, "", "a.b", 7])
async def test_what_is_no_token_is_refused(token: object) -> None:
    with pytest.raises(NotProven):
        await claimed(provider(token))


async def test_an_address_told_apart_counts_for_the_same_person_only() -> None:
    bare = {name: value for name, value in GOOD.items() if not name.startswith("email")}
    told = {"sub": "s-1", "email": "sari@contoh.id", "email_verified": True}
    assert (await claimed(provider(signed(bare), told))).email == "sari@contoh.id"
    assert (await claimed(provider(signed(bare), told | {"sub": "s-2"}))).email == ""


async def test_the_verifier_answers_for_the_challenge() -> None:
    """PKCE: what is shown with the code is what was hashed at the beginning (RFC 7636)."""
    seen: list[httpx.Request] = []
    one = provider(signed(GOOD), seen=seen)
    asked = parse_qs(urlsplit(await one.address("https://t/k", "s", "n", "pengesah")).query)
    assert (asked["x"], asked["state"], asked["nonce"]) == (["1"], ["s"], ["n"])
    await claimed(one)
    sent = next(request for request in seen if request.url.path == "/t")
    shown = parse_qs(sent.content.decode())
    hashed = urlsafe_b64encode(sha256(shown["code_verifier"][0].encode()).digest()).decode().rstrip("=")
    assert asked["code_challenge"] == [hashed]
    assert sent.headers["authorization"].startswith("Basic ")


async def test_a_provider_that_calls_itself_something_else_is_not_spoken_to() -> None:
    one = Provider(Registration("https://lain.contoh.id", "t", "r", "P"), provider(signed(GOOD))._transport)
    with pytest.raises(Unreachable):
        await one.address("https://t/k", "s", "n", "v")

"""Codes of an app against the algorithm of RFC 6238 written out, each taken once; recovery codes, each taken once."""

import hmac
import struct
from base64 import b32decode
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from foundation.clock import SetClock
from foundation.errors import Invalid, NotAllowed, TooMany
from people.account_rules import AccountRules
from people.actor import Role
from people.known_devices import device
from people.second_factors import CODES, app_address, recovery_codes, right_step, spelled
from people.sessions import HALTED_LASTS, Stage
from people.tries import STRANGERS_CODES, Visit
from web.house import House

PASSWORD = "kata sandi uji coba"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
VISIT = Visit("10.0.0.1")
MUST = AccountRules(second_factor=(Role.ADMINISTRATOR,))


def code_at(secret: str, moment: datetime, steps: int = 0) -> str:
    """RFC 6238 and RFC 4226, word for word: what an app shows."""
    mac = hmac.digest(b32decode(secret), struct.pack(">Q", int(moment.timestamp()) // 30 + steps), "sha1")
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.integers(-4, 4))
def test_the_codes_of_this_moment_and_its_neighbours_are_right(moment: datetime, steps: int) -> None:
    moment = moment.replace(tzinfo=UTC)
    code = code_at(SECRET, moment, steps)
    near = [code_at(SECRET, moment, one) for one in (-1, 0, 1)]
    assert (right_step(SECRET, code, moment) is not None) == (code in near)
    if steps in (-1, 0, 1) and near.count(code) == 1:
        assert right_step(SECRET, f" {code[:3]} {code[3:]} ", moment) == int(moment.timestamp()) // 30 + steps


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12 34"])
def test_what_is_no_code_is_not_looked_at(code: str) -> None:
    assert right_step(SECRET, code, datetime(2026, 1, 1, tzinfo=UTC)) is None


def test_recovery_codes_are_many_and_legible() -> None:
    codes = recovery_codes()
    assert len(set(codes)) == CODES
    assert all(len(code) == 11 and code[5] == "-" and not set(code) & set("0O1ILU") for code in codes)
    assert spelled("ABCDEFGH") == "ABCD EFGH"
    assert app_address(SECRET, "sari", "Tanggap Uji").startswith("otpauth://totp/Tanggap%20Uji:sari?secret=" + SECRET)


@pytest.fixture
async def officer(house: House) -> UUID:
    return await house.accounts.add("sari", "Sari", PASSWORD, [(Role.ADMINISTRATOR, "DISKOMINFOTIK")], "s@contoh.id")


async def paired(house: House, officer: UUID) -> tuple[str, list[str]]:
    """An app, and the recovery codes that came with it."""
    offer = house.factors.offer(officer)
    return offer.secret, await house.factors.confirm(officer, offer.sealed, code_at(offer.secret, house.clock.now()))


async def halted(house: House, rules: AccountRules = MUST) -> str:
    """A sign-in with the password alone."""
    return await house.entrance.sign_in("sari", PASSWORD, VISIT, rules)


async def opens(house: House, secret: str) -> bool:
    return await house.accounts.signed_in(secret, (await house.region.current()).reach) is not None


def go(house: House, **time: float) -> None:
    assert isinstance(house.clock, SetClock)
    house.clock.instant += timedelta(**time)


async def test_who_must_have_one_does_nothing_before(house: House, officer: UUID) -> None:
    assert await opens(house, await halted(house, AccountRules()))
    secret = await halted(house)
    found = await house.entrance.halted(secret)
    assert found is not None
    assert (found.stage, found.username) == (Stage.ENROL, "sari")
    assert not await opens(house, secret)
    with pytest.raises(NotAllowed):
        await house.entrance.enrolled(secret, VISIT)
    await paired(house, officer)
    whole = await house.entrance.enrolled(secret, VISIT)
    assert await opens(house, whole)
    assert whole != secret
    assert await house.entrance.halted(secret) is None


async def test_a_code_opens_once_and_only_what_was_begun(house: House, officer: UUID) -> None:
    app, _codes = await paired(house, officer)
    used = code_at(app, house.clock.now())
    secret = await halted(house, AccountRules())
    assert not await opens(house, secret)
    with pytest.raises(NotAllowed):
        await house.entrance.show_code(secret, used, VISIT)  # it paired the app
    go(house, seconds=30)
    fresh = code_at(app, house.clock.now())
    assert await opens(house, await house.entrance.show_code(secret, fresh, VISIT))
    with pytest.raises(NotAllowed):
        await house.entrance.show_code(await halted(house), fresh, VISIT)
    with pytest.raises(NotAllowed):
        await house.entrance.show_code(await halted(house), code_at(app, house.clock.now(), -1), VISIT)
    late = await halted(house)
    go(house, seconds=HALTED_LASTS.total_seconds())
    with pytest.raises(NotAllowed):
        await house.entrance.show_code(late, code_at(app, house.clock.now()), VISIT)


async def test_a_recovery_code_opens_once(house: House, officer: UUID) -> None:
    _app, codes = await paired(house, officer)
    typed = codes[3].lower().replace("-", " ")
    assert await opens(house, await house.entrance.show_code(await halted(house), typed, VISIT))
    assert (await house.factors.standing(officer)).codes_left == CODES - 1
    with pytest.raises(NotAllowed):
        await house.entrance.show_code(await halted(house), codes[3], VISIT)
    fresh = await house.factors.renew_codes(officer)
    with pytest.raises(NotAllowed):
        await house.entrance.show_code(await halted(house), codes[4], VISIT)
    assert await opens(house, await house.entrance.show_code(await halted(house), fresh[0], VISIT))


async def test_codes_cannot_be_guessed_nor_the_owner_kept_out(house: House, officer: UUID) -> None:
    """Somebody who knows the password tries codes; whoever has the telephone and a known browser comes in."""
    app, codes = await paired(house, officer)
    for number in range(STRANGERS_CODES.times):
        go(house, minutes=1)
        stranger = Visit(f"203.0.113.{number}", proven=20)
        secret = await house.entrance.sign_in("sari", PASSWORD, stranger)
        with pytest.raises(NotAllowed):
            await house.entrance.show_code(secret, "ABCDE-FGHJK", stranger)
    with pytest.raises(TooMany):
        await house.entrance.show_code(secret, codes[0], stranger)
    own = Visit("10.0.0.1", device=device(house.keys, "sari", house.clock.now()))
    secret = await house.entrance.sign_in("sari", PASSWORD, own)
    assert await opens(house, await house.entrance.show_code(secret, code_at(app, house.clock.now()), own))


async def test_an_offer_is_for_one_account_and_is_not_kept(house: House, officer: UUID) -> None:
    other = await house.accounts.add("budi", "Budi", PASSWORD, [])
    offer = house.factors.offer(officer)
    assert house.factors.offer(officer, offer.sealed).secret == offer.secret
    assert house.factors.offer(other, offer.sealed).secret != offer.secret
    code = code_at(offer.secret, house.clock.now())
    for who, sealed, shown in ((other, offer.sealed, code), (officer, "%%%", code), (officer, offer.sealed, "000000")):
        with pytest.raises(Invalid):
            await house.factors.confirm(who, sealed, shown)
    assert (await house.factors.standing(officer)).since is None


async def test_secrets_and_codes_lie_sealed(house: House, officer: UUID) -> None:
    app, codes = await paired(house, officer)
    plain = codes[0].replace("-", "")
    async with house.database.reading() as session:
        for table in ("second_factors", "recovery_codes", "account_changes"):
            rows = (await session.exec(text(f"SELECT t::text FROM {table} t"))).all()  # type: ignore[call-overload]
            assert rows
            for (row,) in rows:
                for hidden in (app, plain, codes[0]):
                    assert hidden not in row
                    assert hidden.encode().hex() not in row


async def test_an_administrator_takes_a_lost_one_away(house: House, officer: UUID) -> None:
    await paired(house, officer)
    other = await house.accounts.add("budi", "Budi Utomo", PASSWORD, [])
    await house.factors.remove(officer, other)
    assert await opens(house, await halted(house, AccountRules()))
    newest = (await house.account_log.latest(officer))[0]
    assert (newest.what, newest.by, newest.username) == ("factor.removed", "Budi Utomo", "sari")

"""`user add`, `user list`, `user disable`."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import click

from complaints.region import Region
from people.accounts import Account
from people.actor import Role
from service.commands.speaking import Fault, answer, data_option, json_option, say, verb
from service.migrations import upgrade
from service.settings import password_given, read
from service.standing import standing
from service.wiring import opened
from web.house import House

T = TypeVar("T")


@click.group()
def user() -> None:
    """Accounts of coordinators, officers and everybody else who signs in."""


@user.command()
@click.argument("username")
@click.option("--name", help="The person's name as colleagues read it.  [default: the user name]")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([str(role) for role in Role]), help="Repeatable."
)
@click.option(
    "--unit",
    help="Code of the unit; coordinator, supervisor, secretary, inspectorate and administrator have a usual one.",
)
@click.option("--email", help="Where notices are sent.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@data_option
@json_option
@verb
def add(
    username: str,
    name: str | None,
    roles: tuple[str, ...],
    unit: str | None,
    email: str | None,
    password_stdin: bool,
    data: Path | None,
    as_json: bool,
) -> None:
    """Add the account USERNAME. The password is asked for, or taken from TANGGAP_PASSWORD or standard input."""
    password = _password(password_stdin)

    async def go(house: House) -> list[tuple[Role, str]]:
        region = await house.region.current()
        posts = [(Role(role), _unit(region, Role(role), unit)) for role in roles]
        await house.accounts.add(username, name or username, password, posts, email)
        return posts

    posts = _with_house(data, go)
    held = [{"role": str(role), "unit": code} for role, code in posts]
    words = ", ".join(f"{role} in {code}" for role, code in posts)
    answer(as_json, {"username": username.strip().lower(), "posts": held}, lambda: f"Added {username}: {words}.")


@user.command("list")
@data_option
@json_option
@verb
def list_(data: Path | None, as_json: bool) -> None:
    """List all accounts with the posts they hold today."""

    async def go(house: House) -> list[Account]:
        return await house.accounts.all()

    accounts = _with_house(data, go)
    result = [
        {
            "username": one.username,
            "name": one.name,
            "posts": [{"role": str(role), "unit": unit} for role, unit in one.posts],
            "disabled": one.disabled,
        }
        for one in accounts
    ]
    answer(as_json, result, lambda: "\n".join(map(_line, accounts)) or "There are no accounts yet.")


@user.command()
@click.argument("username")
@data_option
@json_option
@verb
def disable(username: str, data: Path | None, as_json: bool) -> None:
    """Keep USERNAME from signing in, and end its sessions now."""

    async def go(house: House) -> None:
        await house.accounts.disable(username)

    _with_house(data, go)
    answer(as_json, {"username": username, "disabled": True}, lambda: f"{username} can no longer sign in.")


def _line(account: Account) -> str:
    posts = ", ".join(f"{role} in {unit}" for role, unit in account.posts)
    return f"{account.username}  {account.name}  {posts}" + ("  (disabled)" if account.disabled else "")


def _password(from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    given = password_given()
    if given:
        return given
    if not sys.stdin.isatty():
        raise Fault("No password: set TANGGAP_PASSWORD, or give it with --password-stdin.")
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return password


def _unit(region: Region, role: Role, chosen: str | None) -> str:
    usual = {
        Role.COORDINATOR: region.triage_unit,
        Role.ADMINISTRATOR: region.triage_unit,
        Role.SUPERVISOR: region.oversight_unit,
        Role.SECRETARY: region.oversight_unit,
        Role.INSPECTORATE: region.inspectorate_unit,
    }
    code = chosen or usual.get(role)
    if code is None:
        raise Fault(f"The role {role} needs --unit.")
    if code not in region.unit:
        raise Fault(f"{code} is no unit of {region.name}. Its units: {', '.join(region.unit)}")
    return code


def _with_house(data: Path | None, work: Callable[[House], Awaitable[T]]) -> T:
    settings = read(data=data)
    with standing(settings, say) as database:
        upgrade(database.url)

        async def go() -> T:
            async with opened(settings, database.url) as house:
                return await work(house)

        return asyncio.run(go())

"""How verbs speak: words on standard error, results on standard output, and faults as one sentence and an exit code."""

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click
from sqlalchemy.exc import DBAPIError

from foundation.errors import ServiceError
from foundation.postgres_account import EmbeddedPostgresError
from service.processes import PortOccupied
from service.settings import SettingsError
from service.standing import NoDatabase

P = ParamSpec("P")
R = TypeVar("R")

FAULT, WRONG_USE = 1, 2
_NO_SCHEMA = ("42P01", "42703")
"""PostgreSQL's codes for an unknown table and an unknown column."""


class Fault(Exception):
    """What was asked for found a fault, or could not be done; the message is a sentence for the operator."""


def say(sentence: str) -> None:
    click.echo(sentence, err=True)


def answer(as_json: bool, result: Any, words: Callable[[], str]) -> None:
    """The result of a verb: JSON alone, or words."""
    click.echo(json.dumps(result, ensure_ascii=False, indent=2, default=str) if as_json else words())


def fail(sentence: str, code: int = FAULT) -> NoReturn:
    say(sentence)
    raise SystemExit(code)


def verb(function: Callable[P, R]) -> Callable[P, R]:
    """Faults an operator can do something about end as one sentence, not as a traceback."""

    @functools.wraps(function)
    def spoken(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except SettingsError as error:
            fail(str(error), WRONG_USE)
        except (Fault, EmbeddedPostgresError, NoDatabase, PortOccupied, ServiceError) as error:
            fail(str(error))
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) in _NO_SCHEMA:
                fail(
                    "The database lacks a table or a column of this version. Bring it up to date with: "
                    "./tanggap migrate (and see that --data and DATABASE_URL name the installation you mean)"
                )
            # The statement's parameters may be citizens' words; the server's own sentence is enough.
            fail(f"The database refused: {str(error.orig).splitlines()[0]}")
        except ConnectionError as error:
            fail(f"The database cannot be reached: {error}. Does it run, and does DATABASE_URL name it rightly?")
        except OSError as error:
            fail(f"It could not be done: {error}")

    return spoken


json_option = click.option("--json", "as_json", is_flag=True, help="Only JSON on standard output.")
data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the embedded database, keys and files.  [default: .data in the project]",
)

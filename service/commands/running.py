"""`up`, `web`, `worker`, `migrate`."""

import asyncio
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import click

from service.commands.speaking import Fault, data_option, say, verb
from service.settings import read
from service.standing import required, standing

host_option = click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
port_option = click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on.  [default: 8000]")


@click.command()
@click.option(
    "--demo",
    "size",
    is_flag=False,
    flag_value="small",
    type=click.Choice(["small", "large"]),
    help="Seed Provinsi Lampung with two years of invented complaints, about 2,000; large makes 100,000.",
)
@host_option
@port_option
@data_option
@verb
def up(size: str | None, host: str | None, port: int | None, data: Path | None) -> None:
    """Start everything on this machine: database, web and worker.

    Uses the PostgreSQL named by DATABASE_URL, else an embedded one in the data folder. Started again, with or without
    --demo, it goes on where it was.
    """
    from service.region_folder import FolderFaults
    from service.seeding import RealData
    from service.up import Words
    from service.up import up as start

    settings = read(host=host, port=port, data=data)
    try:
        words = Words(say, click.echo, _asked())
        code = start(settings, size or ("small" if settings.demo else None), words)
    except KeyboardInterrupt:
        say("Stopped. Start again to go on where it was.")
        code = 130
    except (RealData, FolderFaults) as error:
        raise Fault(str(error)) from error
    sys.exit(code)


def _asked() -> Callable[[], str | None]:
    def ask() -> str | None:
        if not sys.stdin.isatty():
            return None
        password: str = click.prompt("Password of the first administrator", hide_input=True, confirmation_prompt=True)
        return password

    return ask


@click.command()
@host_option
@port_option
@click.option(
    "--socket", "shared", type=int, hidden=True, help="A socket handed over by the process that started this."
)
@data_option
@verb
def web(host: str | None, port: int | None, shared: int | None, data: Path | None) -> None:
    """Start the web processes: needs DATABASE_URL, or a database that `up` runs in the data folder."""
    from service.logs import configure
    from service.processes import require_free_port
    from service.serving import serve, serve_together

    settings = read(host=host, port=port, data=data)
    configure(settings.log_level)
    if shared is not None:
        serve(settings, required(settings).url, socket.socket(fileno=shared))
        return
    require_free_port(settings.host, settings.port)
    if settings.processes == 1:
        serve(settings, required(settings).url)
    else:
        sys.exit(serve_together(settings, required(settings).url))


@click.command()
@data_option
@verb
def worker(data: Path | None) -> None:
    """Start the worker: sends notices, watches deadlines, sweeps. Any number of them may run."""
    from service.logs import configure
    from service.worker import run

    settings = read(data=data)
    url = required(settings).url
    configure(settings.log_level)
    asyncio.run(run(settings, url))


@click.command()
@data_option
@verb
def migrate(data: Path | None) -> None:
    """Bring the database to the schema of this version; several starters at once wait for each other."""
    from service.migrations import upgrade

    settings = read(data=data)
    with standing(settings, say) as database:
        upgrade(database.url)
    say("The database is up to date.")

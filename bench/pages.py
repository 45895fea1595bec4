"""`bench pages`: whether public pages cost the same for ten thousand complaints and for a million."""

import asyncio
import http.client
import json
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple

import click

from bench import cpu
from bench.pages_rows import fill
from bench.phone import KBIT_S, ROUND_TRIP_MS, SLOWER, USABLE_MS, first_visit
from bench.server import HOST, WebFailed, answering, plain_environment
from bench.sla_databases import told
from complaints import open_counts
from complaints.tables import OPEN_TO_ALL
from foundation.clock import SystemClock
from foundation.database import Database
from foundation.embedded import Address, EmbeddedPostgres
from foundation.postgres_account import EmbeddedPostgresError
from service import region
from service.migrations import upgrade
from service.settings import ROOT, Settings, read
from service.standing import child_environment, database_folder, make_private
from service.wiring import opened
from sla.public_figures import PublicFigures

SIZES = (10_000, 100_000, 1_000_000)
QUICK = (300, 900)
P95_MS, RATIO = 150.0, 1.5
"""At most; the ratio is of medians, from the smallest to the largest size, because a tail is mostly the machine's."""

Say = Callable[[str], None]
_KEPT = re.compile(r"pages_\d+_[0-9a-f]{8}")


class Page(NamedTuple):
    """What is asked for. `on` is how many times the list is turned to its next page before."""

    name: str
    path: str
    on: int = 0


PAGES: tuple[Page, ...] = (
    Page("figures", "/kinerja"),
    Page("figures of a month", "/kinerja?masa={month}"),
    Page("figures by unit", "/kinerja/unit"),
    Page("figures by topic", "/kinerja/topik?tahap=tanggapan"),
    Page("open data", "/data"),
    Page("list", "/aduan"),
    Page("list, thirtieth page", "/aduan", on=29),
    Page("list of a topic", "/aduan?topic=jalan_rusak"),
    Page("list of a rare topic", "/aduan?topic={last_topic}"),
    Page("list of a kabupaten", "/aduan?area=18.01"),
    Page("list of a kecamatan", "/aduan?area=18.01.04"),
    Page("list of a status", "/aduan?status=disputed"),
    Page("list of a unit", "/aduan?unit=DISHUB"),
    Page("list of a month", "/aduan?masa=30"),
    Page("list by three filters", "/aduan?topic=jalan_rusak&area=18.01&status=closed"),
    Page("list, narrow page five", "/aduan?topic=jalan_rusak&area=18.01", on=4),
    Page("list of what is not", "/aduan?topic=jalan_rusak&unit=DINSOS"),
    Page("list, most joined", "/aduan?urut=ikut"),
    Page("list of a topic, joined", "/aduan?topic=jalan_rusak&urut=ikut&masa=365"),
    Page("search, common word", "/aduan?q=jalan"),
    Page("search, two words", "/aduan?q=jalan+berlubang"),
    Page("search, a kecamatan", "/aduan?q=natar"),
    Page("search, a village", "/aduan?q=sidoratu"),
    Page("search, rare word", "/aduan?q=kelelawar"),
    Page("search, no such word", "/aduan?q=gajahmada"),
    Page("search, never together", "/aduan?q=pupuk+jembatan+obat"),
    Page("search in a filter", "/aduan?q=genangan&topic=jalan_rusak&area=18.01"),
    Page("search by code", "/aduan?q={code}"),
    Page("feed", "/aduan.atom"),
    Page("feed of a kecamatan", "/aduan.atom?area=18.01.04"),
    Page("map", "/peta"),
    Page("map of a topic", "/peta?topic=jalan_rusak"),
    Page("map of a kabupaten", "/peta?area=18.01&topic=jalan_rusak"),
    Page("map of a kecamatan", "/peta?area=18.01.04"),
)
"""In addresses {month} is the last whole month, {code} of a complaint everybody may
read, {last_topic} the least frequent. Add a page here, and what it reads in `bench/pages_rows.py`."""
_NEXT = re.compile(r'<a href="([^"]+)" rel="next"')


@dataclass(frozen=True)
class Web:
    """A web process over one database."""

    size: int
    port: int
    process: int
    address: Address
    refresh_seconds: float | None
    names: dict[str, str]
    """What stands in braces in addresses, here."""

    def used(self) -> float:
        """Milliseconds of processor that the web process and its connections to PostgreSQL used so far."""
        query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        pids = [self.process, *(row[0] for row in asyncio.run(told(self.address, query)))]
        return 1000 * sum(map(cpu.of, pids))


def prepared(
    server: EmbeddedPostgres, settings: Settings, size: int, say: Say, *, recount: bool
) -> tuple[Address, float | None]:
    """A database with so many complaints and their published figures; kept for the next run. Also the seconds that
    counting all of them took, where they were counted."""
    name = f"pages_{size}_{_state(size)}"
    address = server.address.of(name)
    known = {row[0] for row in asyncio.run(told(server.address, "SELECT datname FROM pg_database"))}
    if name not in known:
        say(f"Making {size:,} complaints ...")
        for old in known:
            if old == "making" or (_KEPT.fullmatch(old) and old.startswith(f"pages_{size}_")):
                server.sql(f"DROP DATABASE {old} WITH (FORCE)")
        draft = server.address.of("making")
        asyncio.run(told(server.address, f"CREATE DATABASE {draft.database}"))
        upgrade(draft.url)
        asyncio.run(_fill(settings, draft, size))
        asyncio.run(told(server.address, f"ALTER DATABASE {draft.database} RENAME TO {name}"))
    if not recount and asyncio.run(told(address, "SELECT FROM public_figures LIMIT 1")):
        return address, None
    asyncio.run(told(address, "TRUNCATE figure_months, public_figures"))
    say(f"Counting {size:,} complaints ...")
    started = time.monotonic()
    asyncio.run(_refresh(settings, address))
    return address, round(time.monotonic() - started, 1)


async def _fill(settings: Settings, address: Address, size: int) -> None:
    database, now = Database(address.url, pool_size=1), SystemClock().now()
    try:
        await region.load(database, settings.regions_folder / settings.region, now)
    finally:
        await database.close()
    async with opened(settings, address.url) as house:
        await fill(address, size, await house.region.current(), now)


async def _refresh(settings: Settings, address: Address) -> None:
    async with opened(settings, address.url) as house:
        await PublicFigures(house.database, house.clock, house.calendars, house.region).refresh()
        await open_counts.count(house.database)


@contextmanager
def web(settings: Settings, address: Address) -> Iterator[tuple[int, int]]:
    """One web process; gives its port and its id."""
    with answering(child_environment(settings, address.url, plain_environment(), ROOT)) as (process, port):
        yield port, process.pid


def measured(webs: Sequence[Web], requests: int) -> list[dict[str, Any]]:
    """Each page of each size, in milliseconds. The sizes take turns, so that a busy moment of the machine meets all."""
    rows = []
    with ExitStack() as stack:
        connections = {one.size: http.client.HTTPConnection(HOST, one.port, timeout=60) for one in webs}
        for connection in connections.values():
            stack.callback(connection.close)
        for page in PAGES:
            paths = {one.size: _turned(connections[one.size], page, one.names) for one in webs}
            found: dict[int, list[float]] = {size: [] for size in connections}
            warming, used = min(5, requests), {one.size: one.used() for one in webs}
            for number in range(requests + warming):
                for size, connection in connections.items():
                    took, _answer = _asked(connection, paths[size])
                    if number >= warming:  # the first ones warm what every later one finds warm
                        found[size].append(took)
            spent = {one.size: (one.used() - used[one.size]) / (requests + warming) for one in webs}
            p50 = {size: median(times) for size, times in found.items()}
            p95 = {size: quantiles(times, n=20, method="inclusive")[-1] for size, times in found.items()}
            sizes = sorted(found)
            rows.append(
                {
                    "page": page.name,
                    "path": paths[sizes[-1]],
                    "p50_ms": {str(size): round(p50[size], 1) for size in sizes},
                    "p95_ms": {str(size): round(p95[size], 1) for size in sizes},
                    "cpu_ms": {str(size): round(spent[size], 1) for size in sizes},
                    "ratio": round(p50[sizes[-1]] / p50[sizes[0]], 2),
                }
            )
    return rows


def _turned(connection: http.client.HTTPConnection, page: Page, names: dict[str, str]) -> str:
    """The address of a page, after turning the list as far as it goes, at most `page.on` times."""
    path = page.path.format_map(names)
    for _ in range(page.on):
        found = _NEXT.search(_asked(connection, path)[1])
        if found is None:
            break
        path = unescape(found.group(1))
    return path


def _asked(connection: http.client.HTTPConnection, path: str) -> tuple[float, str]:
    """Milliseconds and the page. A connection that the server closed for being idle is opened again, unmeasured."""
    try:
        return _answered(connection, path)
    except (http.client.RemoteDisconnected, ConnectionError):
        connection.close()
        return _answered(connection, path)


def _answered(connection: http.client.HTTPConnection, path: str) -> tuple[float, str]:
    started = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    took = 1000 * (time.perf_counter() - started)
    if answer.status != 200:
        raise WebFailed(f"{path} answered with {answer.status}.")
    return took, body.decode()


def _names(address: Address) -> dict[str, str]:
    """What stands in braces in addresses."""
    asked = {
        "month": "SELECT max(period) FROM public_figures WHERE period ~ '^\\d{4}-\\d\\d$'",
        "code": f"SELECT min(code) FROM complaints WHERE {OPEN_TO_ALL}",  # noqa: S608 - our own rule
        "last_topic": f"SELECT topic FROM complaints WHERE {OPEN_TO_ALL} GROUP BY 1 ORDER BY count(*) LIMIT 1",  # noqa: S608
    }
    return {name: asyncio.run(told(address, query))[0][0] for name, query in asked.items()}


def run(
    sizes: Sequence[int], requests: int, folder: Path, say: Say, *, with_phone: bool, recount: bool
) -> dict[str, Any]:
    settings = Settings(data=folder, region="lampung")
    make_private(folder)
    with EmbeddedPostgres(database_folder(folder), say=say) as server, ExitStack() as stack:
        webs = []
        for size in sorted(sizes):
            address, seconds = prepared(server, settings, size, say, recount=recount)
            port, process = stack.enter_context(web(settings, address))
            webs.append(Web(size, port, process, address, seconds, _names(address)))
        say("Asking ...")
        pages = measured(webs, requests)
        phone = first_visit(f"http://{HOST}:{webs[0].port}/") if with_phone else None
    return {
        "pages": pages,
        "phone": phone,
        "refresh_seconds": {str(one.size): one.refresh_seconds for one in webs},
        "requests": requests,
        "load": os.getloadavg()[0],
        "targets": {"p95_ms": P95_MS, "ratio": RATIO},
        "reached": all(max(row["p95_ms"].values()) < P95_MS and row["ratio"] <= RATIO for row in pages)
        and (phone is None or phone["reached"]),
    }


def _state(size: int) -> str:
    """Tells databases apart that another schema, region or way of filling would make."""
    parts = [str(size).encode()]
    told = ("regions/lampung/areas.toml", "regions/lampung/topics.toml", "regions/lampung/units.toml")
    for pattern in ("alembic/versions/*.py", *told, "bench/pages_*.py"):
        parts += [path.read_bytes() for path in sorted(ROOT.glob(pattern))]
    return sha256(b"\0".join(parts)).hexdigest()[:8]


def _words(report: dict[str, Any]) -> str:
    sizes = list(report["refresh_seconds"])
    lines = [f"{'page':<26}" + "".join(f"{int(size):>20,}" for size in sizes) + f"{'ratio':>8}{'CPU':>14}"]
    for row in report["pages"]:
        times = (f"{row['p50_ms'][size]:.1f} / {row['p95_ms'][size]:.1f} ms" for size in sizes)
        used = f"{row['cpu_ms'][sizes[0]]:.0f} .. {row['cpu_ms'][sizes[-1]]:.0f} ms"
        lines.append(f"{row['page']:<26}" + "".join(f"{one:>20}" for one in times) + f"{row['ratio']:>8.2f}{used:>14}")
    if None not in report["refresh_seconds"].values():
        counted = "".join(f"{report['refresh_seconds'][size]:>18.1f} s" for size in sizes)
        lines.append(f"{'counting all anew':<26}{counted}")
    lines.append(
        f"p50 / p95 of {report['requests']} requests, load {report['load']:.0f}; asked for: p95 under {P95_MS:.0f} ms, "
        f"ratio of medians at most {RATIO}: {'reached' if report['reached'] else 'NOT reached'}."
    )
    if phone := report["phone"]:
        lines.append(
            f"First visit of the form on a weak phone ({KBIT_S} kbit/s, {ROUND_TRIP_MS} ms, processor {SLOWER} times "
            f"slower): painted after {phone['painted_ms']} ms, writable after {phone['usable_ms']} ms (asked for: "
            f"{USABLE_MS}; worst of {phone['visits']}: {phone['worst_ms']}), {phone['bytes'] / 1000:.1f} kB."
        )
    return "\n".join(lines)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.option("--sizes", help=f"Complaints of each database, such as {','.join(map(str, SIZES))}.")
@click.option("--requests", type=click.IntRange(2), default=60, show_default=True, help="Of each page and size.")
@click.option("--quick", is_flag=True, help="A few hundred complaints, to see that it runs.")
@click.option("--phone/--no-phone", default=True, help="Also open the form on an emulated weak phone.")
@click.option("--recount/--keep-figures", default=True, help="Count published figures anew, and time it.")
@click.option(
    "--data", type=click.Path(path_type=Path), help="Folder for the databases [default: .data in the project]"
)
def pages(
    as_json: bool, sizes: str | None, requests: int, quick: bool, phone: bool, recount: bool, data: Path | None
) -> None:
    """Load public pages with 10,000, 100,000 and 1,000,000 complaints, and the form on a weak phone.

    The complaints are rows without a log. The first run makes the databases, which takes some minutes.
    Exit code 1 where a page could not be had; a target that is missed on a busy machine is only told.
    """

    def say(sentence: str) -> None:
        click.echo(sentence, err=True)

    try:
        wanted = tuple(int(one) for one in sizes.split(",")) if sizes else QUICK if quick else SIZES
    except ValueError as error:
        raise click.BadParameter("whole numbers with commas between them", param_hint="--sizes") from error
    try:
        with tempfile.TemporaryDirectory(prefix="tanggap-bench-") as folder:
            Path(folder).chmod(0o755)
            kept = Path(folder) / "data" if quick else read(data=data).data / "bench-pages"
            report = run(wanted, 2 if quick else requests, kept, say, with_phone=phone, recount=recount)
    except (WebFailed, EmbeddedPostgresError) as error:
        click.echo(str(error), err=True)
        raise SystemExit(1) from error
    click.echo(json.dumps(report, indent=2) if as_json else _words(report))


if __name__ == "__main__":
    pages(prog_name="bench pages")

"""Open data: the published figures as CSV and JSON for whoever works on with them, and what each column means."""

import csv
import json
from collections.abc import AsyncIterator
from datetime import UTC
from email.utils import format_datetime
from io import StringIO
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream

from complaints.labels import STAGE
from complaints.region import Region
from foundation.errors import NotFound
from foundation.language import mark as _
from sla.public_documents import Edition, PublishedFigures
from sla.timing import LEAST
from web.figures_table import harmless
from web.known_copies import has_newest, tag_of
from web.lookup import citizens_wording, full_address
from web.open_data_columns import COLUMNS, Column, Value, lines, schema, values
from web.rendering import page
from web.visitor import house_of
from web.wording import Wording

PAGE, DICTIONARY = "/data", "/data/kamus"
CSV, JSON, SCHEMA = "/data/kinerja.csv", "/data/kinerja.json", "/data/skema.json"
FORMAT = 1
"""Raised when the files change and the figures do not, so that nobody keeps the old ones."""

_OPEN = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=600"}
_TITLE = _("Kinerja pelayanan aduan: {region}")


@get(PAGE, name="data", include_in_schema=False)
async def data(request: Request[Any, Any, Any]) -> Response[str]:
    published, wording = PublishedFigures(house_of(request).database), await citizens_wording(request)
    edition = await published.edition()
    context = {
        "licence": wording.region.open_data,
        "publisher": _publisher(wording.region),
        "computed_at": edition.computed_at if edition else None,
        "files": [{"href": CSV, "name": "CSV"}, {"href": JSON, "name": "JSON"}],
        "dictionary": DICTIONARY,
        "schema": SCHEMA,
        "columns": len(COLUMNS),
        "least": LEAST,
    }
    return await page(request, "citizen/data.html", context)


@get(DICTIONARY, name="data.dictionary", include_in_schema=False)
async def dictionary(request: Request[Any, Any, Any]) -> Response[str]:
    wording = await citizens_wording(request)
    context = {"back": PAGE, "schema": SCHEMA, "columns": [_column(wording, column) for column in COLUMNS]}
    return await page(request, "citizen/data_dictionary.html", context)


@get(CSV, name="data.csv", include_in_schema=False)
async def as_csv(request: Request[Any, Any, Any]) -> Response[Any]:
    """In UTF-8 with the mark that spreadsheets ask for; empty cells are not known or do not apply."""
    return await _handed_over(request, _csv_lines, "text/csv", "kinerja.csv")


@get(JSON, name="data.json", include_in_schema=False)
async def as_json(request: Request[Any, Any, Any]) -> Response[Any]:
    return await _handed_over(request, _json_lines, "application/json", "kinerja.json")


@get(SCHEMA, name="data.schema", include_in_schema=False)
async def as_schema(request: Request[Any, Any, Any]) -> Response[bytes]:
    region = await house_of(request).region.current()
    text = json.dumps(schema(_title(region), region.open_data.licence), ensure_ascii=False, indent=1)
    return Response(text.encode(), media_type="application/schema+json", headers=_OPEN)


async def _handed_over(request: Request[Any, Any, Any], write: Any, media_type: str, file: str) -> Response[Any]:
    """Row by row, so that memory does not grow with the years; nothing where the asker has the same already."""
    published, region = PublishedFigures(house_of(request).database), await house_of(request).region.current()
    edition = await published.edition()
    if edition is None:
        raise NotFound(_("Angka belum dihitung. Coba lagi sebentar lagi."))
    tag = _tag(edition, region, file)
    changed = edition.changed_at.astimezone(UTC).replace(microsecond=0)
    headers = _OPEN | {"ETag": tag, "Last-Modified": format_datetime(changed, usegmt=True)}
    if has_newest(request, tag, changed):
        return Response(b"", status_code=304, media_type=media_type, headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return Stream(
        write(published, region, edition, full_address(request, DICTIONARY)), media_type=media_type, headers=headers
    )


async def _csv_lines(published: PublishedFigures, region: Region, *_: Any) -> AsyncIterator[bytes]:
    yield b"\xef\xbb\xbf" + _csv([column.name for column in COLUMNS])
    async for document in published.all():
        text = b"".join(_csv([_cell(value) for value in values(line)]) for line in lines(document, region))
        if text:
            yield text


async def _json_lines(
    published: PublishedFigures, region: Region, edition: Edition, address: str
) -> AsyncIterator[bytes]:
    names, licence = [column.name for column in COLUMNS], region.open_data
    head = {
        "title": _title(region),
        "licence": licence.licence,
        "licence_url": licence.licence_url,
        "publisher": _publisher(region),
        "computed_at": edition.computed_at.isoformat(),
        "dictionary": address,
    }
    yield json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "rows": [\n'
    first = True
    async for document in published.all():
        rows = [
            json.dumps(dict(zip(names, values(line), strict=True)), ensure_ascii=False)
            for line in lines(document, region)
        ]
        if rows:
            yield (b"" if first else b",\n") + ",\n".join(rows).encode()
            first = False
    yield b"\n]}\n"


def _csv(row: list[Any]) -> bytes:
    target = StringIO()
    csv.writer(target, lineterminator="\r\n").writerow(row)
    return target.getvalue().encode()


def _cell(value: Value) -> Any:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def _tag(edition: Edition, region: Region, file: str) -> str:
    return tag_of(f"{FORMAT} {file} {edition.changed_at.isoformat()} {region.name} {region.open_data}")


def _title(region: Region) -> str:
    return _TITLE.format(region=region.name)


def _publisher(region: Region) -> str:
    return region.open_data.publisher or region.service_name


def _column(wording: Wording, column: Column) -> dict[str, str]:
    stage = wording.say(STAGE[column.stage]) if column.stage else ""
    said = wording.say(column.meaning, stage=stage) if stage else wording.say(column.meaning)
    return {"name": column.name, "type": column.type, "meaning": said, "nullable": "ya" if column.nullable else ""}


HANDLERS: list[HTTPRouteHandler] = [data, dictionary, as_csv, as_json, as_schema]
